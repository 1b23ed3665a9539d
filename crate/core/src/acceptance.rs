//! The decision (验收结论) and its arithmetic: the gates of STANDARDS §6, each as two integers.
//!
//! A gate that is not met sends the delivery back; a gate that is not yet answered leaves it undecided; only when
//! every gate is met is the delivery accepted. A secrecy level in the catalogue puts it outside DA/T 68.2-2020
//! (clause 1) and is refused.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attestation::{Attestation, Confirmation};
use crate::code::{Check, Code, Mode, Severity};
use crate::finding::Finding;
use crate::inspection::Inspection;
use crate::judge::{CheckLine, Judgement, Status};
use crate::ledger::NotRun;
use crate::profile::{Profile, Rate};
use crate::sampling::{Sample, sample_size};

/// What becomes of the delivery.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// 通过.
    Accept,
    /// Something is still to be answered.
    Undecided,
    /// 返工: back to the contractor until it passes (DA/T 68.2-2020 4.4.1.1).
    Rework,
    /// 不通过: outside the standard's scope, work stops (DA/T 68.2-2020 1).
    Reject,
}

/// One condition of acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gate {
    /// `automatic`, `sample`, `inspection.<point>`, `attestation`, `scope`.
    pub gate: String,
    /// Share that is required.
    pub required: Rate,
    /// What passed.
    pub numerator: u64,
    /// Of how many; 0 where nothing could be counted.
    pub denominator: u64,
    /// Met, not met, or (`null`) not yet answered.
    pub met: Option<bool>,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// What becomes of the delivery.
    pub outcome: Outcome,
    /// Why: every gate, in order.
    pub gates: Vec<Gate>,
}

const ALL: Rate = Rate {
    numerator: 100,
    denominator: 100,
};

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
/// first need a person's word, the second are notices.
fn automatic_gate(judgement: &Judgement) -> Gate {
    let counted = Check::ALL
        .iter()
        .zip(&judgement.checks)
        .filter(|(check, line)| counts_in_automatic_gate(**check, line));
    let (mut passed, mut all) = (0, 0);
    for (_, line) in counted {
        all += 1;
        // A check that failed on severity B alone has done its part here, unless it could not look at everything.
        passed += u64::from(line.blocking == 0 && line.reason.is_none_or(|r| !r.blocks()));
    }
    // A delivery of which nothing was checked has passed nothing.
    let met = all > 0 && passed == all;
    Gate {
        gate: "automatic".into(),
        required: ALL,
        numerator: passed,
        denominator: all,
        met: Some(met),
    }
}

fn scope_gate(judgement: &Judgement) -> Gate {
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
        met: Some(secret == 0),
    }
}

fn sample_gate(profile: &Profile, sample: Option<&Sample>) -> Gate {
    let (drawn, met) = match sample {
        None => (0, None),
        Some(s) => {
            let drawn = s.units.len() as u64;
            (
                drawn,
                Some(drawn > 0 && drawn >= sample_size(&profile.sampling, s.population)),
            )
        }
    };
    Gate {
        gate: "sample".into(),
        required: profile.sampling.rate,
        numerator: drawn,
        denominator: sample.map_or(0, |s| s.population),
        met,
    }
}

fn point_gate(
    id: &str,
    required: Rate,
    sample: Option<&Sample>,
    inspection: Option<&Inspection>,
) -> Gate {
    let gate = format!("inspection.{id}");
    let (Some(sample), Some(inspection)) = (sample, inspection) else {
        return Gate {
            gate,
            required,
            numerator: 0,
            denominator: sample.map_or(0, |s| s.units.len() as u64),
            met: None,
        };
    };
    let standing = inspection.standing();
    let total = sample.units.len() as u64;
    let (mut passed, mut failed) = (0u64, 0u64);
    for unit in &sample.units {
        match standing.get(&(unit.archival_code.as_str(), id)) {
            Some(v) if v.passed => passed += 1,
            Some(_) => failed += 1,
            None => {}
        }
    }
    let enough = |n: u64| {
        u128::from(n) * u128::from(required.denominator)
            >= u128::from(total) * u128::from(required.numerator)
    };
    // Without a name nobody has inspected. Met only when every unit is answered (SMP-02); not met as soon as the
    // failures alone rule it out.
    let named = !inspection.inspector.trim().is_empty();
    let met = if total == 0 {
        None
    } else if !enough(total - failed) {
        Some(false)
    } else if passed + failed == total && named {
        Some(true)
    } else {
        None
    };
    Gate {
        gate,
        required,
        numerator: passed,
        denominator: total,
        met,
    }
}

fn attestation_gate(profile: &Profile, attestations: &[Attestation]) -> Gate {
    let asked = profile.attestations.len() as u64;
    let (mut yes, mut no) = (0u64, 0u64);
    for id in &profile.attestations {
        // The last word of a named person counts.
        match attestations
            .iter()
            .rev()
            .find(|a| &a.check == id && a.complete())
        {
            Some(a) if a.satisfied => yes += 1,
            Some(_) => no += 1,
            None => {}
        }
    }
    let met = if no > 0 {
        Some(false)
    } else if yes == asked {
        Some(true)
    } else {
        None
    };
    Gate {
        gate: "attestation".into(),
        required: ALL,
        numerator: yes,
        denominator: asked,
        met,
    }
}

/// Every code of severity B among the findings needs a named person's word (STANDARDS §9).
fn confirmation_gate(judgement: &Judgement, confirmations: &[Confirmation]) -> Gate {
    let asked: BTreeSet<&str> = judgement
        .findings
        .iter()
        .filter(|f| f.severity == Severity::B)
        .map(|f| f.code.dotted())
        .collect();
    let words: Vec<Option<bool>> = asked
        .iter()
        .map(|code| word(code, confirmations).map(|c| c.accepted))
        .collect();
    let yes = words.iter().filter(|w| **w == Some(true)).count() as u64;
    let met = if words.contains(&Some(false)) {
        Some(false)
    } else if words.contains(&None) {
        None
    } else {
        Some(true)
    };
    Gate {
        gate: "confirmation".into(),
        required: ALL,
        numerator: yes,
        denominator: asked.len() as u64,
        met,
    }
}

/// What people have said of a delivery; all of it optional until it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// The inspection of the sample.
    pub inspection: Option<Inspection>,
    /// Outside evidence, attested.
    #[serde(default)]
    pub attestations: Vec<Attestation>,
    /// Findings of severity B, confirmed.
    #[serde(default)]
    pub confirmations: Vec<Confirmation>,
}

/// What people said of the candidates a screen found: `None` until each of its codes has a named person's word.
fn confirmed(check: Check, findings: &[Finding], confirmations: &[Confirmation]) -> Option<bool> {
    let own = findings
        .iter()
        .filter(|f| f.code.check() == check && f.severity == Severity::B);
    let mut answer = None;
    for finding in own {
        let accepted = word(finding.code.dotted(), confirmations)?.accepted;
        answer = Some(answer.unwrap_or(true) && accepted);
    }
    answer
}

/// The last word of a named person on a code.
fn word<'c>(code: &str, confirmations: &'c [Confirmation]) -> Option<&'c Confirmation> {
    confirmations
        .iter()
        .rev()
        .find(|c| c.code == code && !c.by.trim().is_empty())
}

/// Decides. Without an inspection the outcome is undecided, whatever the gates say: people have not spoken.
#[must_use]
pub fn decide(
    profile: &Profile,
    judgement: &Judgement,
    sample: Option<&Sample>,
    record: &Record,
) -> Decision {
    let inspection = record.inspection.as_ref();
    let mut gates = vec![
        scope_gate(judgement),
        automatic_gate(judgement),
        sample_gate(profile, sample),
    ];
    gates.extend(
        profile
            .inspection
            .iter()
            .map(|p| point_gate(&p.id, p.required, sample, inspection)),
    );
    gates.push(confirmation_gate(judgement, &record.confirmations));
    gates.push(attestation_gate(profile, &record.attestations));
    let outcome = if inspection.is_none() {
        Outcome::Undecided
    } else if gates
        .iter()
        .any(|g| g.gate == "scope" && g.met == Some(false))
    {
        Outcome::Reject
    } else if gates.iter().any(|g| g.met == Some(false)) {
        Outcome::Rework
    } else if gates.iter().all(|g| g.met == Some(true)) {
        Outcome::Accept
    } else {
        Outcome::Undecided
    };
    Decision { outcome, gates }
}

/// Writes into the ledger what sample, inspection and attestations have answered since the judgement.
pub fn complete_ledger(
    profile: &Profile,
    findings: &[Finding],
    checks: &mut [CheckLine],
    decision: &Decision,
    sample: Option<&Sample>,
    record: &Record,
) {
    let inspection = record.inspection.as_ref();
    let attestations = record.attestations.as_slice();
    let met = |gate: &str| {
        decision
            .gates
            .iter()
            .find(|g| g.gate == gate)
            .and_then(|g| g.met)
    };
    let points = || {
        decision
            .gates
            .iter()
            .filter(|g| g.gate.starts_with("inspection."))
    };
    for line in checks.iter_mut() {
        let Some(check) = Check::from_id(&line.check) else {
            continue;
        };
        let answer = match check {
            Check::Smp01 => sample.and(met("sample")),
            Check::Smp02 => inspection
                .map(|_| points().all(|g| g.met.is_some()))
                .filter(|all| *all),
            Check::Smp03 if points().any(|g| g.met == Some(false)) => Some(false),
            Check::Smp03 if points().all(|g| g.met == Some(true)) => Some(true),
            Check::Lnk08 => met("inspection.correspondence"),
            _ if check.mode() == Mode::Screen && line.status == Status::ToAttest => {
                confirmed(check, findings, &record.confirmations)
            }
            _ if check.mode() == Mode::Attestation
                && profile.attestations.contains(&line.check) =>
            {
                attestations
                    .iter()
                    .rev()
                    .find(|a| a.check == line.check && a.complete())
                    .map(|a| a.satisfied)
            }
            _ => continue,
        };
        if let Some(passed) = answer {
            line.status = if passed {
                Status::Passed
            } else {
                Status::Failed
            };
            line.defects = u64::from(!passed);
            line.blocking = line.defects;
            line.examined = line.examined.max(1);
            line.reason = None::<NotRun>;
        }
    }
}
