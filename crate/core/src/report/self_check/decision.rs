//! The decision: the outcome follows from the gates, and that a gate is met from findings, verdicts and names, as far
//! as the report has them. Which pages a unit has it does not say, so of the points only the most that can have passed
//! and the least that has failed are counted.

use std::collections::BTreeSet;

use super::{Contradictions, Report};
use crate::acceptance::{self, Gate, Outcome};
use crate::code::{Check, Code, Mode, Severity};
use crate::inspection::Answer;
use crate::judge::CheckLine;
use crate::ledger::NotRun;
use crate::locus::Locus;
use crate::profile::Denominator;
use crate::record::Record;
use crate::sampling::allowed;

/// Gates without which nothing is decided.
const ALWAYS: [&str; 6] = [
    "scope",
    "automatic",
    "sample",
    "confirmation",
    "attestation",
    "people",
];

/// Lines that sample, inspection and people complete after the gate was counted.
const LATER: [Check; 6] = [
    Check::Smp01,
    Check::Smp02,
    Check::Smp03,
    Check::Smp04,
    Check::Rwk01,
    Check::Rep01,
];

pub(super) fn hold(report: &Report, found: &mut Contradictions) {
    let gates = &report.decision.gates;
    let names: BTreeSet<&str> = gates.iter().map(|gate| gate.gate.as_str()).collect();
    found.hold("gates", &gates.len(), &names.len());
    for name in ALWAYS {
        found.hold(name, &names.contains(name), &true);
    }
    let points = names.iter().any(|name| name.starts_with("inspection."));
    found.hold("gates.inspection", &points, &true);
    let rework = (names.contains("rework"), report.rework.is_some());
    found.hold("gates.rework", &rework.0, &rework.1);
    let lost = report.inspection.as_ref().is_some_and(|i| i.lost() > 0);
    found.hold("gates.record", &names.contains("record"), &lost);
    let said = |outcome: Outcome| format!("{outcome:?}");
    found.hold(
        "decision.outcome",
        &said(report.decision.outcome),
        &said(acceptance::outcome(report.inspection.is_some(), gates)),
    );
    let record = report.record();
    for gate in gates {
        let part = format!("gates.{}", gate.gate);
        let counted = counted(report, &record, gate);
        found.hold(&part, &met(gate.met), &met(counted));
    }
}

fn met(met: Option<bool>) -> String {
    met.map_or_else(|| "open".to_owned(), |met| met.to_string())
}

/// Whether a gate is met, where the report tells that; else what it says, unless it says met and cannot be.
fn counted(report: &Report, record: &Record, gate: &Gate) -> Option<bool> {
    let (passed, all) = (gate.numerator.saturating_add(gate.waived), gate.denominator);
    let may = match gate.gate.as_str() {
        "sample" => {
            let plan = &report.profile.sampling;
            return report.sample.as_ref().map(|sample| sample.fulfils(plan));
        }
        "people" => return acceptance::people_gate(&report.profile.judging, record).met,
        "record" => return None,
        "scope" => {
            let secret = Code::SecrecyLevel.dotted();
            passed == all && !report.findings.iter().any(|f| f.code == secret)
        }
        "automatic" => all > 0 && passed == all && nothing_stands(report),
        "confirmation" => passed == all && all_confirmed(report),
        "attestation" => passed == all && gate.numerator <= attested(report),
        "rework" => passed == all && nothing_remains(report),
        "targeted" | "deadline" => passed == all,
        point => point_may(report, record, gate, point),
    };
    match gate.met {
        Some(true) if !may => Some(false),
        met => met,
    }
}

/// No finding of severity A stands, and no machine check of that severity was left undone, that nobody waived.
fn nothing_stands(report: &Report) -> bool {
    let mut found = report.findings.iter().filter(|f| f.severity == Severity::A);
    let waived = |line: &CheckLine| report.waives(&line.check, &Locus::default());
    let undone = |(check, line): (&Check, &CheckLine)| {
        let blocks = line.reason.is_some_and(NotRun::blocks) && !waived(line);
        let counts = line.severity == Severity::A && check.mode() == Mode::Auto;
        // What the machine says it found must be there; else somebody took it out.
        let listed = || report.findings.iter().any(|f| f.check == line.check);
        let bare = check.mode() == Mode::Auto && line.blocking > 0 && !listed();
        !LATER.contains(check) && (counts && blocks || bare)
    };
    found.all(|f| report.waives(&f.code, &f.locus))
        && !Check::ALL.iter().zip(&report.checks).any(undone)
}

fn all_confirmed(report: &Report) -> bool {
    let asked = report.findings.iter().filter(|f| f.severity == Severity::B);
    let mut asked = asked.filter(|f| !report.waives(&f.code, &f.locus));
    asked
        .all(|f| acceptance::word(&f.code, &report.confirmations).is_some_and(|word| word.accepted))
}

/// How many things somebody attested and nobody took back.
fn attested(report: &Report) -> u64 {
    let all = &report.attestations;
    let named: BTreeSet<&str> = all.iter().map(|a| a.check.as_str()).collect();
    let good = named
        .iter()
        .filter(|check| acceptance::attested(check, all).is_some_and(|a| a.satisfied));
    good.count() as u64
}

fn nothing_remains(report: &Report) -> bool {
    let defects = report.rework.iter().flat_map(|rework| &rework.defects);
    let mut remaining = defects.filter(|defect| defect.remains);
    remaining.all(|defect| report.waives(Code::DefectRemains.dotted(), &defect.locus))
}

fn point_may(report: &Report, record: &Record, gate: &Gate, name: &str) -> bool {
    let failed = gate.denominator.saturating_sub(gate.numerator);
    let enough = gate.denominator > 0 && failed <= allowed(gate.required, gate.denominator);
    let (Some(sample), Some(inspection)) = (&report.sample, &report.inspection) else {
        return false;
    };
    let point = name.strip_prefix("inspection.").unwrap_or_default();
    if matches!(point, "pooled" | "attributes") {
        return enough;
    }
    let standing = inspection.standing(|who| record.people.may_overrule(who));
    let (mut passes, mut failures) = (0, 0);
    for unit in &sample.units {
        let one = standing.get(&(unit.archival_code.as_str(), point));
        match one.map(|one| one.answer()) {
            Some(Answer::Passed) => passes += 1,
            Some(Answer::Failed(_)) => failures += 1,
            Some(Answer::Open | Answer::Disputed) | None => {}
        }
    }
    let by_unit = report.profile.judging.denominator == Denominator::Units;
    let units = sample.units.len() as u64;
    let numbers = !by_unit || (gate.denominator == units && gate.numerator <= passes);
    enough && failures <= failed && numbers
}
