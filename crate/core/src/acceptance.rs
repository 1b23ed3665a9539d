//! The decision (验收结论) and its arithmetic: the gates of STANDARDS §6, each as two integers and a sentence.
//!
//! A gate that is not met sends the delivery back; a gate that is not yet answered leaves it undecided; only when
//! every gate is met is the delivery accepted. A secrecy level in the catalogue puts it outside DA/T 68.2-2020
//! (clause 1) and is refused. What only the archive did wrong (too small a sample, one person in two duties) never sends
//! a delivery back: it leaves the decision open.

mod bounds;
mod gates;
mod ledger;
mod sentence;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attestation::{Attestation, Confirmation};
use crate::inspection::{Answer, Inspection, SeenImages, Standing};
use crate::judge::{Judgement, Unit};
use crate::person::is_named;
use crate::profile::{Profile, Rate};
use crate::record::{People, Record};
use crate::rework::{Defect, DefectKind};
use crate::sampling::Sample;
use crate::words::Sentence;

pub use bounds::Bound;
pub(crate) use gates::people as people_gate;
pub use ledger::complete_ledger;

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

impl Outcome {
    /// As the log, the report and the lines of earlier rounds write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Accept => "accept",
            Outcome::Undecided => "undecided",
            Outcome::Rework => "rework",
            Outcome::Reject => "reject",
        }
    }
}

/// One condition of acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gate {
    /// `scope`, `automatic`, `sample`, `inspection.<point>`, `targeted`, `rework`, `confirmation`, `attestation`, `people`;
    /// `record` only where verdicts were lost, `deadline` only where one was set and the day of hand-over is not given.
    pub gate: String,
    /// Share that is required.
    pub required: Rate,
    /// What passed.
    pub numerator: u64,
    /// Of how many; 0 where nothing could be counted.
    pub denominator: u64,
    /// What was let pass in the open; never in the numerator.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waived: u64,
    /// Met, not met, or (`null`) not yet answered.
    pub met: Option<bool>,
    /// What the fraction says.
    pub sentence: Sentence,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands in a reference
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Gate {
    fn with_open(mut self, unseen: u64, disputed: u64) -> Self {
        if let Some(more) = sentence::open(unseen, disputed) {
            self.sentence.zh += &more.zh;
            self.sentence.en += &more.en;
        }
        self
    }

    /// The archive's own doing: not met, it leaves the decision open and sends nothing back.
    fn is_own(&self) -> bool {
        matches!(self.gate.as_str(), "sample" | "people")
    }
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// What becomes of the delivery.
    pub outcome: Outcome,
    /// Why: every gate, in order.
    pub gates: Vec<Gate>,
    /// What the sample says of the whole, for each point that was answered to its end.
    pub bounds: Vec<Bound>,
}

const ALL: Rate = Rate {
    numerator: 100,
    denominator: 100,
};

/// The inspection made ready to be asked.
struct InspectionView<'a> {
    standing: BTreeMap<(&'a str, &'a str), Standing<'a>>,
    seen: SeenImages<'a>,
    units: BTreeMap<&'a str, &'a Unit>,
}

impl<'a> InspectionView<'a> {
    fn new(inspection: &'a Inspection, judgement: &'a Judgement, people: &People) -> Self {
        let units = judgement.units.iter();
        Self {
            standing: inspection.standing(|name| people.may_overrule(name)),
            seen: inspection.seen_images(),
            units: units
                .map(|unit| (unit.archival_code.as_str(), unit))
                .collect(),
        }
    }

    fn answer(&self, unit: &str, point: &str) -> Answer<'a> {
        let standing = self.standing.get(&(unit, point));
        standing.map_or(Answer::Open, |standing| standing.answer())
    }

    /// Every image of the unit was before somebody's eyes.
    fn seen(&self, unit: &str) -> bool {
        self.units
            .get(unit)
            .is_some_and(|unit| self.seen.has_all(unit))
    }
}

/// Whether a defect of the earlier round is mended; `None` until somebody has looked.
fn mended(defect: &Defect, view: Option<&InspectionView<'_>>) -> Option<bool> {
    match (&defect.kind, defect.remains) {
        (_, true) => Some(false),
        // Nobody knows: the archive forgot something, or changed its rules. That is no fault of the contractor's.
        (_, false) if defect.reason.is_some() => None,
        (DefectKind::Finding { .. } | DefectKind::Change { .. }, false) => Some(true),
        (DefectKind::Verdict { point, .. }, false) => {
            let view = view?;
            let unit = defect.locus.archival_code.as_deref().unwrap_or_default();
            match view.answer(unit, point) {
                Answer::Failed(_) => Some(false),
                Answer::Passed if view.seen(unit) => Some(true),
                Answer::Passed | Answer::Open | Answer::Disputed => None,
            }
        }
    }
}

/// The last word on a code, if a named person said it: an older yes does not stand against a later word of nobody.
pub(crate) fn word<'c>(code: &str, confirmations: &'c [Confirmation]) -> Option<&'c Confirmation> {
    let last = confirmations.iter().rev().find(|c| c.code == code);
    last.filter(|c| is_named(&c.by))
}

/// The last word on what is attested, if it is said in full; as [`word`].
pub(crate) fn attested<'a>(
    check: &str,
    attestations: &'a [Attestation],
) -> Option<&'a Attestation> {
    let last = attestations.iter().rev().find(|a| a.check == check);
    last.filter(|a| a.complete())
}

/// What follows from the gates.
pub(crate) fn outcome(inspected: bool, gates: &[Gate]) -> Outcome {
    let failed = |gate: &Gate| gate.met == Some(false) && !gate.is_own();
    if !inspected {
        Outcome::Undecided
    } else if gates.iter().any(|g| g.gate == "scope" && failed(g)) {
        Outcome::Reject
    } else if gates.iter().any(failed) {
        Outcome::Rework
    } else if gates.iter().all(|g| g.met == Some(true)) {
        Outcome::Accept
    } else {
        Outcome::Undecided
    }
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
    let view = inspection.map(|one| InspectionView::new(one, judgement, &record.people));
    let view = view.as_ref();
    let mut gates = vec![
        gates::scope(judgement),
        gates::automatic(judgement, &record.waivers),
        gates::sample(profile, sample),
    ];
    gates.extend(gates::points(profile, sample, view));
    gates.extend(gates::targeted(profile, record, sample, view));
    gates.extend(gates::rework(judgement, &record.waivers, view));
    gates.extend(gates::deadline(judgement, &record.waivers));
    gates.push(gates::confirmation(
        judgement,
        &record.confirmations,
        &record.waivers,
    ));
    gates.push(gates::attestation(profile, &record.attestations));
    gates.push(gates::people(&profile.judging, record));
    gates.extend(gates::record(inspection));
    Decision {
        outcome: outcome(inspection.is_some(), &gates),
        gates,
        bounds: bounds::bounds(profile, sample, view),
    }
}
