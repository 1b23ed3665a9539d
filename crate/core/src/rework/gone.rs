//! The units of the earlier round that are not in this one: a defect is not mended by leaving out what it was at, and a unit
//! that nobody asked to take out is a change of its own, whatever else was asked of its files.

use std::collections::BTreeSet;

use crate::delivery::Delivery;
use crate::facts::{EarlierFacts, EarlierFinding};

/// To mend one of these is to take the thing out.
pub(super) fn asks_for_removal(code: &str) -> bool {
    matches!(
        code,
        "linkage.content.withoutRow"
            | "catalogue.row.duplicate"
            | "catalogue.original.rowAdded"
            | "catalogue.secrecy.present"
            | "package.path.duplicate"
            | "package.path.collision"
    ) || code.starts_with("duplicate.")
        || code.starts_with("package.extra.")
}

/// To mend one of these may be to write the archival code otherwise.
fn asks_for_another_code(code: &str) -> bool {
    matches!(
        code,
        "catalogue.code.grammar"
            | "catalogue.code.lookAlike"
            | "catalogue.code.confusable"
            | "catalogue.code.form"
            | "catalogue.code.partMismatch"
            | "catalogue.code.duplicate"
            | "catalogue.code.width"
    )
}

/// The path names the archival code, and not a longer one that begins or ends with it.
pub(super) fn names(path: &str, code: &str) -> bool {
    let bounded = |text: Option<char>| text.is_none_or(|one| !one.is_alphanumeric());
    path.match_indices(code).any(|(at, _)| {
        let (before, after) = (&path[..at], &path[at + code.len()..]);
        bounded(before.chars().next_back()) && bounded(after.chars().next())
    })
}

fn is_at(finding: &EarlierFinding, unit: &str) -> bool {
    match &finding.locus.archival_code {
        Some(code) => code == unit,
        None => {
            let entry = finding.locus.entry.as_deref();
            entry.is_some_and(|path| names(path, unit))
        }
    }
}

/// Archival codes that were there, are not, and were not asked to go.
pub(super) fn units_dropped(delivery: &Delivery<'_>, earlier: &EarlierFacts) -> BTreeSet<String> {
    let rows = delivery.rows.iter();
    let now: BTreeSet<&str> = rows.map(|row| row.code.as_str()).collect();
    let then = units_then(earlier);
    let gone: Vec<&str> = then.difference(&now).copied().collect();
    let findings_at = |unit: &str, asks: fn(&str) -> bool| {
        let mut own = earlier.findings.iter();
        own.any(|finding| asks(&finding.code) && is_at(finding, unit))
    };
    let (recoded, gone): (Vec<&str>, Vec<&str>) = gone
        .into_iter()
        .filter(|unit| !findings_at(unit, asks_for_removal))
        .partition(|unit| findings_at(unit, asks_for_another_code));
    // Which new code a unit now has nobody can tell; but where there are fewer new ones, some unit has none.
    let written_otherwise = now.difference(&then).count() >= recoded.len();
    let recoded = recoded.into_iter().filter(|_| !written_otherwise);
    gone.into_iter().chain(recoded).map(str::to_owned).collect()
}

/// The units of the earlier round, and those it missed itself. A report of an earlier version does not list them: then those
/// its findings and verdicts speak of, and no others are known.
fn units_then(earlier: &EarlierFacts) -> BTreeSet<&str> {
    let missed = earlier.units_dropped.iter().map(String::as_str);
    let mut then: BTreeSet<&str> = missed.collect();
    if earlier.row_digests.is_empty() {
        let findings = earlier.findings.iter();
        then.extend(
            findings
                .filter(|finding| finding.locus.row.is_some())
                .filter_map(|finding| finding.locus.archival_code.as_deref()),
        );
        then.extend(earlier.verdicts.iter().map(|v| v.archival_code.as_str()));
    } else {
        then.extend(earlier.row_digests.keys().map(String::as_str));
    }
    then
}

/// The finding was at a unit that was dropped, or at a file of it that is not there any more.
pub(super) fn was_at_dropped(
    was: &EarlierFinding,
    dropped: &BTreeSet<String>,
    there: impl Fn(&str) -> bool,
) -> bool {
    match (&was.locus.archival_code, &was.locus.entry) {
        (Some(code), _) => dropped.contains(code),
        (None, Some(path)) => !there(path) && dropped.iter().any(|unit| names(path, unit)),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_path_names_a_code_and_not_a_longer_one() {
        assert!(names("扫描件/A-1/0001.jpg", "A-1"));
        assert!(names("扫描件/A-1.pdf", "A-1"));
        assert!(!names("扫描件/A-12/0001.jpg", "A-1"));
        assert!(!names("扫描件/BA-1/0001.jpg", "A-1"));
    }
}
