//! What a recipe claims, held against a report: one line for each difference.

use yanshou::finding::FindingLine;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_fixture::{Expect, ExpectedFinding};

/// Exit status of `yanshou verify`: 2 where the container's kind is one we cannot read (`crate/cli/src/main.rs`).
#[must_use]
pub fn exit(session: &Session, report: &Report) -> i32 {
    if session.overview().unsupported.is_some() {
        2
    } else {
        i32::from(!report.machine_found_nothing())
    }
}

fn fits(expected: &ExpectedFinding, line: &FindingLine) -> bool {
    let text = |asked: &Option<String>, there: &str| asked.as_ref().is_none_or(|a| a == there);
    let place = &line.locus;
    expected.code == line.code
        && text(&expected.expected, &line.expected)
        && text(&expected.found, &line.found)
        && (expected.entry.is_none() || expected.entry == place.entry)
        && text(&expected.sheet, place.sheet.as_deref().unwrap_or_default())
        && (expected.row.is_none() || expected.row == place.row)
        && (expected.archival_code.is_none() || expected.archival_code == place.archival_code)
        && expected
            .page
            .is_none_or(|page| page == place.page.unwrap_or(0))
}

/// How many keys are given: the narrowest expectation chooses first.
fn narrowness(e: &ExpectedFinding) -> usize {
    [&e.entry, &e.sheet, &e.archival_code, &e.expected, &e.found]
        .iter()
        .filter(|k| k.is_some())
        .count()
        + usize::from(e.row.is_some())
        + usize::from(e.page.is_some())
}

/// A finding as one line, the words for people left out.
#[must_use]
pub fn say(line: &FindingLine) -> String {
    let place = &line.locus;
    format!(
        "{} entry={:?} sheet={:?} row={:?} archivalCode={:?} page={:?} expected={:?} found={:?}",
        line.code,
        place.entry,
        place.sheet,
        place.row,
        place.archival_code,
        place.page,
        line.expected,
        line.found
    )
}

/// Findings that are claimed and missing, or there and not claimed.
#[must_use]
pub fn findings(expect: &Expect, report: &Report) -> Vec<String> {
    let mut left: Vec<&FindingLine> = report.findings.iter().collect();
    let mut wanted: Vec<&ExpectedFinding> = expect.findings.iter().collect();
    wanted.sort_by_key(|e| std::cmp::Reverse(narrowness(e)));
    let mut lines = Vec::new();
    for e in wanted {
        match left.iter().position(|line| fits(e, line)) {
            Some(at) => {
                left.remove(at);
            }
            None => lines.push(format!("missing {e:?}")),
        }
    }
    lines.extend(
        left.into_iter()
            .map(|line| format!("extra   {}", say(line))),
    );
    lines
}

/// Exit status and outcome, where they are claimed.
///
/// # Panics
/// When an outcome has no name in JSON: a fault of the product.
#[must_use]
pub fn outcome(expect: &Expect, report: &Report, exit: i32) -> Vec<String> {
    let outcome = word(&report.decision.outcome);
    let mut lines = Vec::new();
    if expect.exit.is_some_and(|claimed| claimed != exit) {
        lines.push(format!("exit {:?}, but {exit}", expect.exit));
    }
    if expect.outcome.as_ref().is_some_and(|o| *o != outcome) {
        lines.push(format!("outcome {:?}, but {outcome}", expect.outcome));
    }
    lines
}

/// Checks that are claimed not to have run, and for which reason.
///
/// # Panics
/// As [`outcome`].
#[must_use]
pub fn not_run(expect: &Expect, report: &Report) -> Vec<String> {
    let reason = |check: &str| {
        let line = report.checks.iter().find(|line| line.check == check)?;
        line.reason.as_ref().map(word)
    };
    let claimed = expect
        .not_run
        .iter()
        .map(|(check, part)| (check, part, reason(check)));
    claimed
        .filter(|(_, part, reason)| !reason.as_ref().is_some_and(|r| r.contains(part.as_str())))
        .map(|(check, part, reason)| format!("{check} not run for {part}, but {reason:?}"))
        .collect()
}

/// Checks that are claimed to have run on so many things, with nothing left out.
#[must_use]
pub fn ran(expect: &Expect, report: &Report) -> Vec<String> {
    let line = |check: &str| report.checks.iter().find(|line| line.check == check);
    let found = |check: &str| line(check).map(|line| (line.examined, line.reason));
    let claimed = expect.ran.iter();
    claimed
        .map(|(check, examined)| (check, *examined, found(check)))
        .filter(|(_, examined, found)| *found != Some((*examined, None)))
        .map(|(check, examined, found)| format!("{check} ran on {examined}, but {found:?}"))
        .collect()
}

/// How a unit variant is written in the report.
fn word(variant: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(variant).expect("words can be written");
    value.as_str().expect("a word").to_owned()
}
