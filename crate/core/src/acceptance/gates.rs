//! Each gate of STANDARDS §6 by itself: what is counted, of how many, and whether that meets the demand.

use std::collections::{BTreeMap, BTreeSet};

use super::sentence as say;
use super::{ALL, Gate, InspectionView};
use crate::attestation::{Attestation, Confirmation};
use crate::code::{Check, Code, Mode, Severity};
use crate::finding::Finding;
use crate::inspection::{Answer, Inspection, PageName};
use crate::judge::{CheckLine, Judgement, Status};
use crate::ledger::NotRun;
use crate::person::{is_named, same_name};
use crate::profile::{Denominator, Duty, InspectionPoint, JudgingRules, Profile, Rate};
use crate::record::{PickReason, Record, Waiver};
use crate::sampling::{Sample, allowed};

/// A ledger line that counts in the automatic gate: part of the 100 % rule and answered by the machine alone, before
/// any sample; or any other machine check that found something of severity A. What did not run counts against
/// the delivery unless there was nothing for it to look at.
fn counts_in_automatic_gate(check: Check, line: &CheckLine) -> bool {
    if line.blocking > 0 {
        return true;
    }
    let applies = line.status != Status::NotRun || line.reason.is_some_and(NotRun::blocks);
    line.severity == Severity::A && check.mode() == Mode::Auto && applies
}

/// The 100 % rule of DA/T 68.2-2020 4.4.1.1, counted in checks. Findings of severity B and C do not fail it: the
/// first need a person's word, the second are notices. A check whose every obstacle is waived is counted apart.
pub(super) fn automatic(judgement: &Judgement, waivers: &[Waiver]) -> Gate {
    let mut open: BTreeMap<Check, u64> = BTreeMap::new();
    let blocking = judgement.findings.iter();
    for finding in blocking.filter(|f| f.severity == Severity::A) {
        if !waivers.iter().any(|waiver| waiver.covers(finding)) {
            *open.entry(finding.code.check()).or_default() += 1;
        }
    }
    let (mut passed, mut waived, mut all) = (0, 0, 0);
    for (check, line) in Check::ALL.iter().zip(&judgement.checks) {
        if !counts_in_automatic_gate(*check, line) {
            continue;
        }
        all += 1;
        let undone = line.reason.is_some_and(NotRun::blocks);
        let excused = !undone || waivers.iter().any(|waiver| waiver.covers_check(line));
        // A check that failed on severity B alone has done its part here, unless it could not look at everything.
        if line.blocking == 0 && !undone {
            passed += 1;
        } else if excused && !open.contains_key(check) {
            waived += 1;
        }
    }
    // A delivery of which nothing was checked has passed nothing.
    let met = all > 0 && passed + waived == all;
    Gate {
        gate: "automatic".into(),
        required: ALL,
        numerator: passed,
        denominator: all,
        waived,
        met: Some(met),
        sentence: say::automatic(passed, waived, all),
    }
}

/// One no is a no; yes only when all have said it.
fn answered(no: u64, yes: u64, all: u64) -> Option<bool> {
    match (no, yes == all) {
        (0, true) => Some(true),
        (0, false) => None,
        _ => Some(false),
    }
}

pub(super) fn scope(judgement: &Judgement) -> Gate {
    let secret = judgement
        .findings
        .iter()
        .filter(|f| f.code == Code::SecrecyLevel)
        .count() as u64;
    let rows = judgement.counts.items;
    Gate {
        gate: "scope".into(),
        required: ALL,
        numerator: rows.saturating_sub(secret),
        denominator: rows,
        waived: 0,
        met: Some(secret == 0),
        sentence: say::scope(secret, rows),
    }
}

pub(super) fn sample(profile: &Profile, sample: Option<&Sample>) -> Gate {
    let drawn = sample.map_or(0, |s| s.units.len() as u64);
    let population = sample.map_or(0, |s| s.population);
    let met = sample.map(|s| s.fulfils(&profile.sampling));
    Gate {
        gate: "sample".into(),
        required: profile.sampling.rate,
        numerator: drawn,
        denominator: population,
        waived: 0,
        met,
        sentence: say::sample(profile, drawn, population, met),
    }
}

/// What was counted for one point or several together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
    total: u64,
    /// Passed by somebody who cannot be shown to have seen it.
    unseen: u64,
    /// Two opinions differ.
    disputed: u64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.total += other.total;
        self.unseen += other.unseen;
        self.disputed += other.disputed;
    }

    /// Verdicts that are there and count, all of them.
    pub fn complete(self) -> bool {
        self.total > 0 && self.passed + self.failed == self.total
    }

    pub fn failed(self) -> u64 {
        self.failed
    }

    /// Met only when every answer is there (SMP-02); not met as soon as the failures alone rule it out.
    fn gate(self, gate: String, required: Rate) -> Gate {
        let most = allowed(required, self.total);
        let met = if self.total == 0 {
            None
        } else if self.failed > most {
            Some(false)
        } else if self.complete() {
            Some(true)
        } else {
            None
        };
        Gate {
            sentence: say::inspection(&gate, required, self.passed, self.total, most, met),
            gate,
            required,
            numerator: self.passed,
            denominator: self.total,
            waived: 0,
            met,
        }
        .with_open(self.unseen, self.disputed)
    }
}

/// Counts one point over the sample.
pub(super) fn tally(
    denominator: Denominator,
    point: &str,
    sample: &Sample,
    view: &InspectionView<'_>,
) -> Tally {
    let mut tally = Tally::default();
    for unit in &sample.units {
        let code = unit.archival_code.as_str();
        let pages = view
            .units
            .get(code)
            .map_or(1, |u| u.pages.len() as u64)
            .max(1);
        let weight = match denominator {
            Denominator::Units => 1,
            Denominator::Pages => pages,
        };
        tally.total += weight;
        match view.answer(code, point) {
            Answer::Open => {}
            Answer::Disputed => tally.disputed += 1,
            Answer::Passed if view.seen(code) => tally.passed += weight,
            Answer::Passed => tally.unseen += 1,
            Answer::Failed(verdict) => {
                let known = view.units.get(code).map_or(&[][..], |unit| &unit.pages);
                let there = |page: &&PageName| {
                    let mut known = known.iter();
                    known.any(|one| (&one.path, one.page) == (&page.entry, page.page))
                };
                // Pages that are not there say nothing of how little is wrong: then all of the unit is.
                let named: BTreeSet<_> = verdict.pages.iter().collect();
                let named = if named.iter().all(there) {
                    named.len()
                } else {
                    0
                };
                let bad = match (denominator, named as u64) {
                    (Denominator::Units, _) | (_, 0) => weight,
                    (Denominator::Pages, named) => named.min(weight),
                };
                tally.failed += bad;
                tally.passed += weight - bad;
            }
        }
    }
    tally
}

/// The inspection points: each by itself, or those below 100 % together, and the plan by attributes where there is one.
pub(super) fn points(
    profile: &Profile,
    sample: Option<&Sample>,
    view: Option<&InspectionView<'_>>,
) -> Vec<Gate> {
    let counted = |point: &InspectionPoint| match (sample, view) {
        (Some(sample), Some(view)) => tally(profile.judging.denominator, &point.id, sample, view),
        _ => Tally {
            total: sample.map_or(0, |s| s.units.len() as u64),
            ..Tally::default()
        },
    };
    let mut gates = Vec::new();
    let mut pool: Option<(Tally, Rate)> = None;
    for point in &profile.inspection {
        let own = counted(point);
        if !profile.judging.pooled || point.all_must_pass() {
            gates.push(own.gate(format!("inspection.{}", point.id), point.required));
        } else {
            let (sum, _) = pool.get_or_insert((Tally::default(), point.required));
            sum.add(own);
        }
    }
    if let Some((sum, required)) = pool {
        gates.push(sum.gate("inspection.pooled".to_owned(), required));
    }
    if let Some(plan) = sample.and_then(|s| s.attributes.as_ref()) {
        gates.push(attributes(profile, sample, view, plan.acceptance));
    }
    gates
}

/// Units with any defect against the acceptance number.
fn attributes(
    profile: &Profile,
    sample: Option<&Sample>,
    view: Option<&InspectionView<'_>>,
    acceptance: u64,
) -> Gate {
    let mut tally = Tally::default();
    for unit in sample.iter().flat_map(|s| &s.units) {
        let code = unit.archival_code.as_str();
        tally.total += 1;
        let Some(view) = view else { continue };
        let answers = profile.inspection.iter().map(|p| view.answer(code, &p.id));
        let answers: Vec<Answer<'_>> = answers.collect();
        if answers.iter().any(|a| matches!(a, Answer::Failed(_))) {
            tally.failed += 1;
        } else if answers.iter().all(|a| *a == Answer::Passed) && view.seen(code) {
            tally.passed += 1;
        }
    }
    let required = Rate {
        numerator: tally.total.saturating_sub(acceptance),
        denominator: tally.total.max(1),
    };
    tally.gate("inspection.attributes".to_owned(), required)
}

/// Units looked at beside the sample: only a failure of what must be right throughout counts, and it is no rate. A failure
/// seen at a unit that is neither drawn nor picked counts too: it is known.
pub(super) fn targeted(
    profile: &Profile,
    record: &Record,
    sample: Option<&Sample>,
    view: Option<&InspectionView<'_>>,
) -> Option<Gate> {
    let musts = profile.inspection.iter().filter(|p| p.all_must_pass());
    let musts: Vec<&InspectionPoint> = musts.collect();
    let drawn = sample.iter().flat_map(|sample| &sample.units);
    let drawn: BTreeSet<&str> = drawn.map(|unit| unit.archival_code.as_str()).collect();
    let must = |point: &str| musts.iter().any(|p| p.id == point);
    let seen = view.iter().flat_map(|view| &view.standing);
    let failed = seen.filter(|((unit, point), standing)| {
        let failed = matches!(standing.answer(), Answer::Failed(_));
        failed && must(point) && !drawn.contains(unit)
    });
    let picks = record
        .targeted
        .iter()
        .filter(|p| p.reason != PickReason::Rework);
    let codes = picks.map(|p| p.archival_code.as_str());
    let codes: BTreeSet<&str> = codes.chain(failed.map(|((unit, _), _)| *unit)).collect();
    if codes.is_empty() {
        return None;
    }
    let (mut good, mut bad) = (0, 0);
    for code in &codes {
        let answers = musts.iter().map(|p| match view {
            Some(view) => view.answer(code, &p.id),
            None => Answer::Open,
        });
        let answers: Vec<Answer<'_>> = answers.collect();
        if answers.iter().any(|a| matches!(a, Answer::Failed(_))) {
            bad += 1;
        } else if answers.iter().all(|a| *a == Answer::Passed) && view.is_some_and(|v| v.seen(code))
        {
            good += 1;
        }
    }
    let all = codes.len() as u64;
    Some(Gate {
        gate: "targeted".into(),
        required: ALL,
        numerator: good,
        denominator: all,
        waived: 0,
        met: answered(bad, good, all),
        sentence: say::targeted(good, bad, all),
    })
}

/// Every defect of the earlier round, one by one: those the machine found must be gone, those people found must pass now. One
/// that remains can be waived by its finding, and is counted apart.
pub(super) fn rework(
    judgement: &Judgement,
    waivers: &[Waiver],
    view: Option<&InspectionView<'_>>,
) -> Option<Gate> {
    let rework = judgement.rework.as_ref()?;
    let mut standing = say::Standing {
        all: rework.defects.len() as u64,
        ..say::Standing::default()
    };
    for defect in &rework.defects {
        let own = defect
            .code()
            .map(|code| Finding::new(code, defect.locus.clone()));
        let let_pass = own.is_some_and(|own| waivers.iter().any(|w| w.covers(&own)));
        match super::mended(defect, view) {
            Some(true) => standing.mended += 1,
            _ if let_pass => standing.waived += 1,
            Some(false) => {
                standing.remains += 1;
                standing.dropped += u64::from(defect.reason.is_some());
            }
            None => standing.unknown += u64::from(defect.reason.is_some()),
        }
    }
    let say::Standing {
        mended,
        waived,
        remains,
        all,
        ..
    } = standing;
    Some(Gate {
        gate: "rework".into(),
        required: ALL,
        numerator: mended,
        denominator: all,
        waived,
        met: answered(remains, mended + waived, all),
        sentence: say::rework(standing),
    })
}

/// A deadline was set, and whether it was kept nobody knows. There only then: the archive forgot the day.
pub(super) fn deadline(judgement: &Judgement, waivers: &[Waiver]) -> Option<Gate> {
    let mut lines = judgement.checks.iter();
    let line = lines.find(|line| line.reason == Some(NotRun::DayNotGiven))?;
    let waived = waivers.iter().any(|waiver| waiver.covers_check(line));
    Some(Gate {
        gate: "deadline".into(),
        required: ALL,
        numerator: 0,
        denominator: 1,
        waived: u64::from(waived),
        met: waived.then_some(true),
        sentence: say::deadline(waived),
    })
}

pub(super) fn attestation(profile: &Profile, attestations: &[Attestation]) -> Gate {
    let asked = profile.attestations.len() as u64;
    let (mut yes, mut no) = (0u64, 0u64);
    for id in &profile.attestations {
        match super::attested(id, attestations) {
            Some(a) if a.satisfied => yes += 1,
            Some(_) => no += 1,
            None => {}
        }
    }
    Gate {
        gate: "attestation".into(),
        required: ALL,
        numerator: yes,
        denominator: asked,
        waived: 0,
        met: answered(no, yes, asked),
        sentence: say::attestation(yes, no, asked),
    }
}

/// Every code of severity B among the findings needs a named person's word (STANDARDS §9).
pub(super) fn confirmation(
    judgement: &Judgement,
    confirmations: &[Confirmation],
    waivers: &[Waiver],
) -> Gate {
    let asked: BTreeSet<&str> = judgement
        .findings
        .iter()
        .filter(|f| f.severity == Severity::B && !waivers.iter().any(|w| w.covers(f)))
        .map(|f| f.code.dotted())
        .collect();
    let words = asked
        .iter()
        .filter_map(|code| super::word(code, confirmations));
    let (yes, no): (Vec<_>, Vec<_>) = words.partition(|word| word.accepted);
    let (yes, no, all) = (yes.len() as u64, no.len() as u64, asked.len() as u64);
    let met = answered(no, yes, all);
    Gate {
        gate: "confirmation".into(),
        required: ALL,
        numerator: yes,
        denominator: all,
        waived: 0,
        met,
        sentence: say::confirmation(yes, all, met),
    }
}

/// Verdicts that were given and are gone: what they said nobody knows, so nothing is accepted. There only then.
pub(super) fn record(inspection: Option<&Inspection>) -> Option<Gate> {
    let inspection = inspection.filter(|one| one.lost() > 0)?;
    let (there, given) = (inspection.verdicts.len() as u64, inspection.given);
    Some(Gate {
        gate: "record".into(),
        required: ALL,
        numerator: there,
        denominator: given,
        waived: 0,
        met: None,
        sentence: say::record(there, given),
    })
}

/// Who takes part: names that must be there, and people who must not be the same (SMP-04, STANDARDS §0.1).
pub(crate) fn people(rules: &JudgingRules, record: &Record) -> Gate {
    let people = &record.people;
    let inspectors = record
        .inspection
        .as_ref()
        .map(|i| i.inspectors())
        .unwrap_or_default();
    let named = |duty: Duty| match duty {
        Duty::Inspector => !inspectors.is_empty(),
        Duty::Reviewer => is_named(&people.reviewer),
        Duty::Approver => is_named(&people.approver),
        Duty::Contractor => is_named(&people.representative),
    };
    let inspected = |name: &str| inspectors.iter().any(|one| same_name(one, name));
    let outside = |name: &str| same_name(name, &people.representative);
    let record_words = record.attestations.iter().any(|a| outside(&a.by))
        || record.confirmations.iter().any(|c| outside(&c.by))
        || record.waivers.iter().any(|w| outside(&w.by));
    let conflicts = [
        (
            inspected(&people.reviewer),
            say::Conflict::ReviewerInspected,
        ),
        (
            inspected(&people.approver),
            say::Conflict::ApproverInspected,
        ),
        (
            same_name(&people.reviewer, &people.approver),
            say::Conflict::ReviewerApproves,
        ),
        (
            inspected(&people.representative)
                || outside(&people.reviewer)
                || outside(&people.approver)
                || record_words,
            say::Conflict::ContractorAccepts,
        ),
        (
            same_name(&people.client, &people.contractor),
            say::Conflict::OneOrganisation,
        ),
    ];
    let conflicts = conflicts.into_iter().filter(|(there, _)| *there);
    let conflicts: Vec<say::Conflict> = conflicts.map(|(_, conflict)| conflict).collect();
    let asked: BTreeSet<Duty> = rules.duties.iter().copied().collect();
    let missing: Vec<Duty> = asked.iter().copied().filter(|d| !named(*d)).collect();
    let all = asked.len() as u64;
    Gate {
        gate: "people".into(),
        required: ALL,
        numerator: all - missing.len() as u64,
        denominator: all,
        waived: 0,
        met: match (conflicts.is_empty(), missing.is_empty()) {
            (false, _) => Some(false),
            (true, false) => None,
            (true, true) => Some(true),
        },
        sentence: say::people(&conflicts, &missing),
    }
}
