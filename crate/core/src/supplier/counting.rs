//! What one report, one delivery and one round have to count.

use std::collections::{BTreeMap, BTreeSet};

use super::story::Told;
use super::{Billable, Counted, DeliveryStory, Fraction, GateLine, ReportRow, RoundRates, times};
use crate::acceptance::Outcome;
use crate::code::Severity;
use crate::inspection::Answer;
use crate::locus::Locus;
use crate::report::Report;
use crate::sampling::switching::{Lot, points};
use crate::sheets::{Part, SheetCounts};

/// The gates that are shares of the delivery's quality.
fn is_share(gate: &str) -> bool {
    gate == "automatic" || gate.starts_with("inspection")
}

/// Findings that count against the contractor.
fn counted(report: &Report, severity: Severity) -> u64 {
    let own = report
        .standing_findings()
        .filter(|line| line.severity == severity);
    own.count() as u64
}

fn failed_units(report: &Report) -> u64 {
    let Some(inspection) = &report.inspection else {
        return 0;
    };
    let standing = inspection.standing(|name| report.people.may_overrule(name));
    let failed = standing
        .iter()
        .filter(|(_, standing)| matches!(standing.answer(), Answer::Failed(_)));
    failed
        .map(|((unit, _), _)| *unit)
        .collect::<BTreeSet<&str>>()
        .len() as u64
}

fn remaining(report: &Report) -> u64 {
    let defects = report.rework.iter().flat_map(|rework| &rework.defects);
    defects.filter(|defect| defect.remains).count() as u64
}

fn days_late(report: &Report) -> Option<u64> {
    let earlier = report.earlier.as_ref()?;
    times::days_after(
        earlier.deadline.as_deref()?,
        earlier.handed_over.as_deref()?,
    )
}

fn row(told: &Told) -> ReportRow {
    let report = &told.report;
    let first = report.round == 1;
    let of_first = |count: u64| if first { count } else { 0 };
    let earlier = report.earlier.as_ref();
    let late = days_late(report);
    let gates = report.decision.gates.iter();
    ReportRow {
        file: told.file.clone(),
        report_sha256: told.sha256.clone(),
        delivery: report.delivery.name.clone(),
        round: report.round,
        made_at: report.made.at.clone(),
        profile: format!("{} {}", report.profile.id, report.profile.version),
        items: report.counts.items,
        pages: report.counts.pages,
        billable: report.counts.sheets.as_ref().map(of_sheets),
        gates: gates
            .filter(|gate| is_share(&gate.gate))
            .map(|gate| GateLine {
                gate: gate.gate.clone(),
                fraction: Fraction {
                    numerator: gate.numerator,
                    denominator: gate.denominator,
                },
                met: gate.met,
            })
            .collect(),
        findings_a: report.findings_of(Severity::A),
        findings_b: report.findings_of(Severity::B),
        outcome: report.decision.outcome,
        deadline: earlier.and_then(|earlier| earlier.deadline.clone()),
        handed_over: earlier.and_then(|earlier| earlier.handed_over.clone()),
        days_late: late,
        counts: BTreeMap::from([
            (
                Counted::BlockingFindings,
                of_first(counted(report, Severity::A)),
            ),
            (
                Counted::DoubtfulFindings,
                of_first(counted(report, Severity::B)),
            ),
            (Counted::FailedUnits, of_first(failed_units(report))),
            (Counted::RoundsBeyondFirst, u64::from(!first)),
            (Counted::DaysLate, late.unwrap_or(0)),
            (Counted::DefectsRemaining, remaining(report)),
            (
                Counted::UnaskedChanges,
                report.unasked_changes().count() as u64,
            ),
            (Counted::Waivers, own_waivers(report).count() as u64),
            (
                Counted::Rejections,
                u64::from(report.decision.outcome == Outcome::Reject),
            ),
        ]),
    }
}

fn own_waivers(report: &Report) -> impl Iterator<Item = (&str, &Locus)> {
    let complete = report.waivers.iter().filter(|waiver| waiver.complete());
    complete.map(|waiver| (waiver.subject.as_str(), &waiver.locus))
}

/// Waivers of a delivery; one that stands in several rounds counts once.
pub(super) fn waivers(story: &[Told]) -> u64 {
    let all = story.iter().flat_map(|told| own_waivers(&told.report));
    all.collect::<BTreeSet<_>>().len() as u64
}

/// A delivery of its reports, oldest first.
pub(super) fn delivery(story: &[Told]) -> DeliveryStory {
    let reports: Vec<ReportRow> = story.iter().map(row).collect();
    let given: BTreeSet<u32> = reports.iter().map(|row| row.round).collect();
    let last = given.last().copied().unwrap_or(0);
    let outcomes = outcomes(story);
    let accepted = outcomes
        .iter()
        .find(|(_, outcome)| **outcome == Outcome::Accept);
    let first = outcomes.get(&1).copied().unwrap_or(Outcome::Undecided);
    DeliveryStory {
        delivery: reports
            .first()
            .map_or_else(String::new, |row| row.delivery.clone()),
        rounds_missing: (1..last).filter(|round| !given.contains(round)).collect(),
        first,
        lot: lot(story, first),
        accepted_in: accepted.map(|(round, _)| *round),
        reports,
    }
}

/// The first submission as the switching rules count it; without its report nothing is known but its outcome.
fn lot(story: &[Told], first: Outcome) -> Option<Lot> {
    let accepted = match first {
        Outcome::Undecided => return None,
        Outcome::Accept => true,
        Outcome::Rework | Outcome::Reject => false,
    };
    let report = story.first().map(|told| &told.report);
    let report = report.filter(|report| report.round == 1);
    let asked = report.and_then(|report| report.profile.sampling.attributes);
    let points = report.zip(asked).and_then(|(report, asked)| {
        let sample = report.sample.as_ref()?;
        let mut gates = report.decision.gates.iter();
        let gate = gates.find(|gate| gate.gate == "inspection.attributes")?;
        let bad = gate.denominator.checked_sub(gate.numerator)?;
        Some(points(sample.population, asked, bad, accepted))
    });
    Some(Lot {
        accepted,
        strictness: asked.map(|asked| asked.strictness),
        points: points.unwrap_or(0),
    })
}

/// Outcomes by round, those of reports that were not given as the later ones tell them.
fn outcomes(story: &[Told]) -> BTreeMap<u32, Outcome> {
    let known = [
        Outcome::Accept,
        Outcome::Undecided,
        Outcome::Rework,
        Outcome::Reject,
    ];
    let mut outcomes = BTreeMap::new();
    for told in story {
        for line in &told.report.rounds {
            let outcome = known.iter().find(|one| one.name() == line.outcome);
            outcomes.insert(line.round, outcome.copied().unwrap_or(Outcome::Undecided));
        }
        outcomes.insert(told.report.round, told.report.decision.outcome);
    }
    outcomes
}

/// Rates of all deliveries by round. Of a round whose report was not given, what a later report tells of it.
pub(super) fn rounds(stories: &[Vec<Told>]) -> Vec<RoundRates> {
    let mut rates: BTreeMap<u32, (Fraction, BTreeMap<String, Fraction>)> = BTreeMap::new();
    for story in stories {
        for (round, outcome) in outcomes(story) {
            let (accepted, _) = rates.entry(round).or_default();
            accepted.numerator += u64::from(outcome == Outcome::Accept);
            accepted.denominator += u64::from(outcome != Outcome::Undecided);
        }
        let mut gates: BTreeMap<(u32, &str), (u64, u64)> = BTreeMap::new();
        for told in story {
            for line in &told.report.rounds {
                let own = line.gates.iter();
                gates.extend(own.map(|gate| {
                    let fraction = (gate.numerator, gate.denominator);
                    ((line.round, gate.gate.as_str()), fraction)
                }));
            }
            let own = told.report.decision.gates.iter();
            gates.extend(own.map(|gate| {
                let fraction = (gate.numerator, gate.denominator);
                ((told.report.round, gate.gate.as_str()), fraction)
            }));
        }
        for ((round, gate), (numerator, denominator)) in gates {
            if is_share(gate) {
                let (_, sums) = rates.entry(round).or_default();
                let sum = sums.entry(gate.to_owned()).or_default();
                sum.numerator = sum.numerator.saturating_add(numerator);
                sum.denominator = sum.denominator.saturating_add(denominator);
            }
        }
    }
    let rates = rates.into_iter().map(|(round, (accepted, gates))| {
        let gates = gates.into_iter().map(|(gate, fraction)| GateLine {
            gate,
            fraction,
            met: None,
        });
        RoundRates {
            round,
            accepted,
            gates: gates.collect(),
        }
    });
    rates.collect()
}

fn plus(a: Part, b: Part) -> Part {
    Part {
        pages: a.pages.saturating_add(b.pages),
        a4: a.a4.saturating_add(b.a4),
    }
}

fn minus(a: Part, b: Part) -> Part {
    Part {
        pages: a.pages.saturating_sub(b.pages),
        a4: a.a4.saturating_sub(b.a4),
    }
}

fn of_sheets(counts: &SheetCounts) -> Billable {
    Billable {
        all: counts.all,
        blank: counts.blank,
        repeated: counts.repeated,
        rest: minus(minus(counts.all, counts.blank), counts.repeated),
        unknown: counts.unknown,
    }
}

/// Of each delivery the last report: what was delivered again is not paid again.
pub(super) fn billable(deliveries: &[DeliveryStory]) -> Billable {
    let last = deliveries.iter().filter_map(|d| d.reports.last()?.billable);
    last.fold(Billable::default(), |sum, one| Billable {
        all: plus(sum.all, one.all),
        blank: plus(sum.blank, one.blank),
        repeated: plus(sum.repeated, one.repeated),
        rest: plus(sum.rest, one.rest),
        unknown: sum.unknown.saturating_add(one.unknown),
    })
}
