//! What the catalogue says of each unit, as a digest, so that the next round can tell a row that was rewritten from the
//! rows that were asked to be: a catalogue of which one row was at fault is no leave to rewrite the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::sha256_hex;
use crate::delivery::{CatalogueRow, Delivery};
use crate::facts::{EarlierFacts, EarlierFinding, EarlierVerdict};
use crate::profile::Field;

/// Hex digits that are kept of a row's SHA-256: 128 bits. Writing another row of one digest is out of reach, and a report
/// of 100,000 items stays 3 MB smaller.
const KEPT: usize = 32;

/// Digest by archival code, over the row's understood cells but the running number: inserting a row shifts that.
#[must_use]
pub fn digests(delivery: &Delivery<'_>) -> BTreeMap<String, String> {
    let mut said: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in delivery.rows.iter().filter(|row| !row.code.is_empty()) {
        said.entry(&row.code).or_default().push(cells(row));
    }
    let rows = said.into_iter().map(|(code, mut rows)| {
        // Rows of one archival code have no order of their own.
        rows.sort();
        let mut digest = sha256_hex(rows.join("\u{1e}").as_bytes());
        digest.truncate(KEPT);
        (code.to_owned(), digest)
    });
    rows.collect()
}

fn cells(row: &CatalogueRow) -> String {
    let cells = row.row.cells.iter();
    let told = cells
        .filter(|(field, cell)| **field != Field::SerialNumber && !cell.text.trim().is_empty())
        .map(|(field, cell)| format!("{field:?}\u{1f}{}", cell.text.trim()));
    told.collect::<Vec<String>>().join("\u{1f}")
}

/// Units whose row says something else than it did and that nobody had asked to be rewritten: the digest it had then.
pub(super) fn altered(delivery: &Delivery<'_>, earlier: &EarlierFacts) -> BTreeMap<String, String> {
    if earlier.findings.iter().any(asks_for_all) {
        return BTreeMap::new();
    }
    let of_findings = earlier.findings.iter().filter_map(asked_by);
    let of_people = earlier.verdicts.iter().filter(|one| is_about_row(one));
    let asked: BTreeSet<&str> = of_findings
        .chain(of_people.map(|one| one.archival_code.as_str()))
        .collect();
    let now = digests(delivery);
    let then = earlier.row_digests.iter();
    then.filter(|(unit, then)| now.get(*unit).is_some_and(|now| now != *then))
        .filter(|(unit, _)| !asked.contains(unit.as_str()))
        .map(|(unit, then)| (unit.clone(), then.clone()))
        .collect()
}

/// The catalogue itself was at fault: a heading, an encoding.
fn asks_for_all(finding: &EarlierFinding) -> bool {
    finding.check.starts_with("CAT")
        && finding.locus.archival_code.is_none()
        && finding.locus.row.is_none()
}

/// The unit whose row the finding speaks of.
fn asked_by(finding: &EarlierFinding) -> Option<&str> {
    let of_row = finding.locus.row.is_some() || finding.check.starts_with("LNK");
    finding.locus.archival_code.as_deref().filter(|_| of_row)
}

fn is_about_row(verdict: &EarlierVerdict) -> bool {
    matches!(verdict.point.as_str(), "correspondence" | "description")
}
