//! Where this round found what, to look up the defects of the round before one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;
use crate::facts::EarlierFinding;
use crate::finding::Finding;

/// Code, archival code and page of a finding.
type Place<'a> = (&'a str, Option<&'a str>, Option<u32>);

/// Where this round found what, the files under the names they had in the round before.
pub(super) struct Places<'a>(BTreeMap<Place<'a>, BTreeSet<Option<&'a str>>>);

impl<'a> Places<'a> {
    pub(super) fn new(files: &Files<'a>, findings: &'a [Finding]) -> Self {
        let mut places: BTreeMap<Place<'a>, BTreeSet<Option<&'a str>>> = BTreeMap::new();
        for Finding { code, locus, .. } in findings {
            let entry = locus.entry.as_deref();
            let then = entry.map(|path| files.renamed.get(path).copied().unwrap_or(path));
            let place = (code.dotted(), locus.archival_code.as_deref(), locus.page);
            places.entry(place).or_default().insert(then);
        }
        Self(places)
    }

    /// The same defect: of one code at the same file, under whatever name, or at the same archival code, on the same page.
    /// Rows may have moved.
    pub(super) fn has(&self, was: &EarlierFinding) -> bool {
        let locus = &was.locus;
        let place = (
            was.code.as_str(),
            locus.archival_code.as_deref(),
            locus.page,
        );
        let of_row = locus.archival_code.is_some() && locus.row.is_some();
        let entries = self.0.get(&place);
        entries.is_some_and(|entries| of_row || entries.contains(&locus.entry.as_deref()))
    }
}
