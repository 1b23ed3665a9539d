//! The record (验收记录): everything people said of a delivery — verdicts, confirmations, attestations, waivers, targeted
//! picks — and who they are. All of it optional until it is there.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attestation::{Attestation, Confirmation, day};
use crate::code::Code;
use crate::finding::Finding;
use crate::inspection::{Inspection, Opinion};
use crate::judge::CheckLine;
use crate::locus::Locus;
use crate::log::Act;
use crate::person::{is_named, same_name};
use crate::plain::is_visible;

/// Who takes part (STANDARDS §0.1: whoever executes does not accept). The inspectors stand in the [`Inspection`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct People {
    /// 发包方: the archive.
    pub client: String,
    /// 复核人.
    pub reviewer: String,
    /// 负责人.
    pub approver: String,
    /// 承包方: the organisation.
    pub contractor: String,
    /// 承包方代表.
    pub representative: String,
}

impl People {
    /// Whether somebody may overrule an inspector.
    #[must_use]
    pub fn may_overrule(&self, name: &str) -> bool {
        same_name(name, &self.reviewer) || same_name(name, &self.approver)
    }
}

/// A finding, or a check that did not run, let pass in the open (豁免): counted apart, never as passed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiver {
    /// Dotted code of the finding, or id of the check that did not run.
    pub subject: String,
    /// Where, exactly as the finding says; nothing for a check.
    #[serde(default)]
    pub locus: Locus,
    /// Who answers for it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The contract's clause that allows it.
    pub clause: String,
    /// When, as written by that person.
    pub date: String,
}

impl Waiver {
    /// Who, why and by what clause are all said, and when is a day of the calendar.
    #[must_use]
    pub fn complete(&self) -> bool {
        let said = [&self.reason, &self.clause];
        is_named(&self.by) && said.iter().all(|text| is_visible(text)) && day(&self.date).is_ok()
    }

    /// It is said in full and speaks of this code, or check, at this place.
    #[must_use]
    pub fn names(&self, subject: &str, locus: &Locus) -> bool {
        self.complete() && self.subject == subject && self.locus == *locus
    }

    /// It lets this finding pass. A secrecy level is outside the standard (DA/T 68.2-2020 1) and nobody's to waive.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        finding.code != Code::SecrecyLevel && self.names(finding.code.dotted(), &finding.locus)
    }

    /// It lets this check be left undone.
    #[must_use]
    pub fn covers_check(&self, line: &CheckLine) -> bool {
        self.names(&line.check, &Locus::default())
    }
}

/// Why a unit is looked at beside the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PickReason {
    /// The screens point at it.
    Risk,
    /// Somebody wants to see it.
    Hand,
    /// A defect of it was found in an earlier round.
    Rework,
}

/// A unit looked at beside the sample (指定抽查): reported apart, never counted in a rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetedPick {
    /// Archival code of the unit.
    pub archival_code: String,
    /// Why.
    pub reason: PickReason,
    /// Who picked it.
    #[serde(default)]
    pub by: String,
    /// What for.
    #[serde(default)]
    pub note: String,
}

/// What people have said of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// Who takes part.
    #[serde(default)]
    pub people: People,
    /// The inspection of the sample and of what was picked beside it.
    pub inspection: Option<Inspection>,
    /// Units looked at beside the sample.
    #[serde(default)]
    pub targeted: Vec<TargetedPick>,
    /// Outside evidence, attested.
    #[serde(default)]
    pub attestations: Vec<Attestation>,
    /// Findings of severity B, confirmed.
    #[serde(default)]
    pub confirmations: Vec<Confirmation>,
    /// Findings and checks let pass in the open.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// Last day for the contractor to deliver again (整改期限), where it has to: `2026-12-06`.
    #[serde(default)]
    pub deadline: Option<String>,
}

impl Record {
    /// What was said since an earlier state of the record, for the log: act, who, what.
    #[must_use]
    pub fn acts_since(&self, before: &Record) -> Vec<(Act, String, String)> {
        let mut acts = Vec::new();
        for pick in self
            .targeted
            .iter()
            .filter(|p| !before.targeted.contains(p))
        {
            acts.push((Act::Picked, pick.by.clone(), pick.archival_code.clone()));
        }
        if let Some(inspection) = &self.inspection {
            let known = before
                .inspection
                .as_ref()
                .map_or(&[][..], |i| i.verdicts.as_slice());
            if !inspection.verdicts.is_empty() && inspection.verdicts != known {
                let (verdicts, seen) = (inspection.verdicts.len(), inspection.seen.len());
                let detail = format!("{verdicts} verdicts, {seen} images seen");
                acts.push((Act::Inspected, inspection.inspector.clone(), detail));
            }
            let known: BTreeSet<(&str, &str, &str, bool)> = overruling(before).collect();
            for (unit, point, by, passed) in overruling(self) {
                if !known.contains(&(unit, point, by, passed)) {
                    let detail = format!(
                        "{unit} {point} {}",
                        if passed { "passed" } else { "failed" }
                    );
                    acts.push((Act::Overridden, by.to_owned(), detail));
                }
            }
        }
        for one in self
            .attestations
            .iter()
            .filter(|a| !before.attestations.contains(a))
        {
            let detail = format!("{} {}", one.check, one.satisfied);
            acts.push((Act::Confirmed, one.by.clone(), detail));
        }
        for one in self
            .confirmations
            .iter()
            .filter(|c| !before.confirmations.contains(c))
        {
            let detail = format!("{} {}", one.code, one.accepted);
            acts.push((Act::Confirmed, one.by.clone(), detail));
        }
        for one in self.waivers.iter().filter(|w| !before.waivers.contains(w)) {
            let place = one.locus.entry.as_deref().unwrap_or_default();
            let detail = format!("{} {place}", one.subject);
            acts.push((Act::Waived, one.by.clone(), detail));
        }
        acts
    }
}

fn overruling(record: &Record) -> impl Iterator<Item = (&str, &str, &str, bool)> {
    let verdicts = record.inspection.iter().flat_map(|i| &i.verdicts);
    let own = verdicts.filter(|verdict| verdict.opinion == Opinion::Overruling);
    own.map(|v| {
        (
            v.archival_code.as_str(),
            v.point.as_str(),
            v.by.as_str(),
            v.passed,
        )
    })
}
