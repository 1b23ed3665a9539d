//! What a folder calls a row: its archival code, or the code and the title, `Z109-WS·2011-Y-BGS-0001 关于…的通知`. The title
//! must be that row's own; a folder of one item that bears the title of another is linked to neither (ours).

use std::collections::{BTreeMap, BTreeSet};

use super::CatalogueRow;
use crate::archival_code::normalise;
use crate::plain::folded;
use crate::profile::Field;

/// What stands between code and title.
const SEPARATORS: &[char] = &[' ', '\u{3000}', '_', '-', '、', '（', '('];

/// Separators looked at: those of the code itself come first, and a name of 64 KiB may be nothing but separators.
const MOST_SEPARATORS: usize = 16;
/// A code is not longer, in bytes; profiles allow it 100 characters.
const LONGEST_CODE: usize = 512;

/// The rows that folders may be named by.
pub(super) struct Names<'c> {
    /// Archival codes.
    pub(super) codes: BTreeSet<&'c str>,
    /// Titles by code, as they are compared; none where rows of one code have different ones.
    titles: BTreeMap<&'c str, String>,
}

impl<'c> Names<'c> {
    pub(super) fn of_rows(rows: &[&'c CatalogueRow]) -> Self {
        let mut names = Self::of_codes(BTreeSet::new());
        for row in rows.iter().filter(|row| !row.code.is_empty()) {
            let title = folded(row.row.text(Field::Title));
            if names.codes.insert(&row.code) {
                names.titles.insert(&row.code, title);
            } else if names.titles.get(row.code.as_str()) != Some(&title) {
                names.titles.remove(row.code.as_str());
            }
        }
        names.titles.retain(|_, title| !title.is_empty());
        names
    }

    pub(super) fn of_codes(codes: BTreeSet<&'c str>) -> Self {
        Self {
            codes,
            titles: BTreeMap::new(),
        }
    }

    /// The code of the row a folder is named by.
    pub(super) fn folder(&self, segment: &str) -> Option<&'c str> {
        let whole = self.codes.get(normalise(segment).text.as_str());
        whole.copied().or_else(|| self.titled(segment))
    }

    fn titled(&self, segment: &str) -> Option<&'c str> {
        if self.titles.is_empty() {
            return None;
        }
        let mut found = BTreeSet::new();
        let separators = segment.match_indices(SEPARATORS).take(MOST_SEPARATORS);
        for (at, separator) in separators.take_while(|(at, _)| *at <= LONGEST_CODE) {
            let (head, tail) = segment.split_at_checked(at)?;
            let Some(code) = self.codes.get(normalise(head).text.as_str()) else {
                continue;
            };
            let rest = tail.get(separator.len()..)?.trim_start_matches(SEPARATORS);
            let bracketed = matches!(separator, "（" | "(");
            let inside = rest.strip_suffix(['）', ')']).filter(|_| bracketed);
            let title = self.titles.get(code);
            if title.is_some_and(|title| *title == folded(inside.unwrap_or(rest))) {
                found.insert(*code);
            }
        }
        found.pop_first().filter(|_| found.is_empty())
    }
}
