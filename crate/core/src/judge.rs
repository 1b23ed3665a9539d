//! Judges facts under a profile: a pure function, instant and repeatable. The checks collect findings and say what
//! they looked at; the ledger here turns that into one line for every check of STANDARDS §9, so that nothing can
//! pass by silence.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Check, Mode, Severity};
use crate::delivery::{Delivery, Role, WorkFileLine, work_files};
use crate::digest::{self, DeliveryDigest};
use crate::facts::DeliveryFacts;
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun, Ran};
use crate::profile::Profile;
use crate::rework::Rework;
use crate::sheets::{self, SheetCounts};

mod risks;
mod units;

pub use risks::{Risk, risks};
pub use units::{Unit, UnitItem, UnitPageLine};

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It looked, and nothing counts against the delivery.
    Passed,
    /// It looked, and something does.
    Failed,
    /// It did not look, or could not look at everything; `reason` says why.
    NotRun,
    /// A person must answer it.
    ToAttest,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckLine {
    /// Id of STANDARDS §9.
    pub check: String,
    /// Who answers it.
    pub mode: Mode,
    /// What a failure weighs.
    pub severity: Severity,
    /// The clause it rests on.
    pub clause: String,
    /// Items of DA/T 70-2018 (四性检测) it speaks to, the stage left out: `3-4`.
    pub tags: Vec<String>,
    /// What became of it.
    pub status: Status,
    /// Things looked at: entries, rows, units or pages, as the check has it.
    pub examined: u64,
    /// Findings that count against the delivery: severity A and B. C is a notice.
    pub defects: u64,
    /// Of these, severity A: they block acceptance.
    pub blocking: u64,
    /// Why it did not run; `null` when it did.
    pub reason: Option<NotRun>,
}

/// How much is in the delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// Entries that are not folders.
    pub files: u64,
    /// Their bytes after decompression, as read.
    pub bytes: u64,
    /// Catalogue rows (条目).
    pub items: u64,
    /// Pages of linked images; of parallel trees each unit counts once.
    pub pages: u64,
    /// Content entries, linked or not.
    pub images: u64,
    /// Pages by paper size and as A4 pages; nothing where there is no page image, and in reports of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<SheetCounts>,
}

/// The judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Delivery digest of DESIGN §8; `None` when an entry could not be read to its end.
    pub digest: Option<DeliveryDigest>,
    /// How much.
    pub counts: Counts,
    /// One line per check, in the order of [`Check::ALL`].
    pub checks: Vec<CheckLine>,
    /// Findings by check, code, place.
    pub findings: Vec<Finding>,
    /// Every archival code of the catalogue's rows, with a digest of what they say.
    pub row_digests: BTreeMap<String, String>,
    /// The catalogue's items or volumes in row order, one for each archival code: the population of the sample.
    pub units: Vec<Unit>,
    /// Work files found by name, one line for each kind of the profile.
    pub work_files: Vec<WorkFileLine>,
    /// The earlier round held against it, where one was given.
    pub rework: Option<Rework>,
}

/// Judges. The same facts and profile always give the same judgement.
#[must_use]
pub fn judge(facts: &DeliveryFacts, profile: &Profile) -> Judgement {
    let delivery = Delivery::new(facts, profile);
    let mut ledger = Ledger::default();
    let rework = crate::checks::run_all(&delivery, profile, &mut ledger);
    let (mut findings, ran) = ledger.finish();
    findings.retain(|finding| !profile.leaves_out(finding.code.check()));
    for finding in &mut findings {
        if let Some(severity) = profile.own_severity(finding.code) {
            finding.severity = severity;
        }
    }
    Judgement {
        digest: digest::delivery_digest(facts),
        counts: count(&delivery, &findings),
        checks: Check::ALL
            .iter()
            .map(|check| line(*check, &findings, &ran, profile))
            .collect(),
        row_digests: crate::rework::digests(&delivery),
        units: units::units(&delivery, profile),
        work_files: work_files(&delivery, profile),
        rework,
        findings,
    }
}

fn line(
    check: Check,
    findings: &[Finding],
    ran: &BTreeMap<Check, Ran>,
    profile: &Profile,
) -> CheckLine {
    let own = || findings.iter().filter(|f| f.code.check() == check);
    let defects = own().filter(|f| f.severity < Severity::C).count();
    let blocking = own().filter(|f| f.severity == Severity::A).count();
    let (examined, reason) = match ran.get(&check) {
        _ if profile.leaves_out(check) => (0, Some(NotRun::NotAsked)),
        Some(ran) => (ran.examined, ran.not_run),
        None => (0, Some(NotRun::NotBuilt)),
    };
    let status = match check.mode() {
        Mode::Inspection => Status::ToAttest,
        Mode::Attestation if profile.attestations.iter().any(|id| id == check.id()) => {
            Status::ToAttest
        }
        Mode::Attestation => Status::NotRun,
        // The machine found candidates; a person decides (STANDARDS §9, mode Screen).
        Mode::Screen if defects > 0 => Status::ToAttest,
        _ if defects > 0 => Status::Failed,
        _ if reason.is_some() => Status::NotRun,
        _ => Status::Passed,
    };
    let reason = match (check.mode(), status) {
        (_, Status::ToAttest) => None,
        (Mode::Attestation, _) => Some(NotRun::NotAsked),
        // Kept beside a failure too: what could not be looked at is still said.
        _ => reason,
    };
    CheckLine {
        check: check.id().to_owned(),
        mode: check.mode(),
        severity: profile.check_severity(check),
        clause: check.clause().to_owned(),
        tags: check.tags(),
        status,
        examined,
        defects: defects as u64,
        blocking: blocking as u64,
        reason,
    }
}

fn count(delivery: &Delivery<'_>, findings: &[Finding]) -> Counts {
    let files = delivery
        .facts
        .container
        .entries
        .iter()
        .filter(|e| !e.directory);
    Counts {
        files: files.count() as u64,
        bytes: delivery
            .facts
            .entries
            .iter()
            .map(|e| e.bytes)
            .fold(0, u64::saturating_add),
        items: delivery.rows.len() as u64,
        pages: delivery.linked_pages(),
        images: delivery.entries_as(Role::Content).count() as u64,
        sheets: sheets::count(delivery, findings),
    }
}
