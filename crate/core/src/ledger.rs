//! The ledger of checks: what each looked at, what it did not and why. A check that says nothing here is "not
//! built", never "passed".

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Check, Code};
use crate::delivery::ExceptionKind;
use crate::finding::Finding;

/// Why a check did not run, or not on everything.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum NotRun {
    /// Nothing of the kind is in the delivery: no sound recordings, no second tree …
    NothingOfTheKind,
    /// The profile does not ask for it.
    NotAsked,
    /// What the delivery would be held against was not given beside it: the original catalogue, an earlier report.
    NotGiven,
    /// A deadline was set for this delivery, and nobody says on which day it was handed over.
    DayNotGiven,
    /// It belongs to a later stage: the draw, the inspection, a second round.
    LaterStage,
    /// There is no catalogue to hold the delivery against.
    NoCatalogue,
    /// The catalogue has no column for it.
    NoColumn,
    /// Some of its cells are blank or cannot be read, so nothing can be held against them.
    CellsUnreadable,
    /// There is no checksum manifest.
    NoManifest,
    /// The container could not be read.
    ContainerUnreadable,
    /// Some entries could not be read, so nothing can be said of them.
    EntriesUnreadable,
    /// Some entries are of a kind this version cannot read.
    Unsupported,
    /// This version does not have the check.
    NotBuilt,
}

impl NotRun {
    /// Whether a check of the 100 % rule that did not run for this reason stands in the way of acceptance.
    #[must_use]
    pub fn blocks(self) -> bool {
        match self {
            NotRun::NothingOfTheKind
            | NotRun::NotAsked
            | NotRun::NotGiven
            | NotRun::LaterStage
            | NotRun::NoColumn => false,
            NotRun::DayNotGiven
            | NotRun::NoCatalogue
            | NotRun::CellsUnreadable
            | NotRun::NoManifest
            | NotRun::ContainerUnreadable
            | NotRun::EntriesUnreadable
            | NotRun::Unsupported
            | NotRun::NotBuilt => true,
        }
    }
}

/// What a check did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Things looked at.
    pub examined: u64,
    /// Why it did not look, or not at everything.
    pub not_run: Option<NotRun>,
}

/// What a register of exceptions would have to say for a finding to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What kind of thing.
    pub kind: ExceptionKind,
    /// Archival code of the unit; of [`Gap::Numbers`] the series.
    pub code: String,
    /// How much.
    pub gap: Gap,
}

/// What is missing, or there too often; runs are first and last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// So many pages, nobody knows which.
    Count(u64),
    /// These pages.
    Pages(u64, u64),
    /// These numbers of a series.
    Numbers(u64, u64),
    /// A page of the unit whose number is not known.
    Unplaced,
}

/// Collects what the checks say; they never stop each other.
#[derive(Debug, Default)]
pub struct Ledger {
    findings: Vec<Finding>,
    known: Vec<(Finding, Known)>,
    ran: BTreeMap<Check, Ran>,
}

impl Ledger {
    /// The check looked at so many things, all there are.
    pub fn ran(&mut self, check: Check, examined: u64) {
        self.ran.entry(check).or_default().examined += examined;
    }

    /// The check looked at so many things after all, whatever was said of it before; unless something could not
    /// be looked at.
    pub fn looked(&mut self, check: Check, examined: u64) {
        let ran = self.ran.entry(check).or_default();
        ran.examined += examined;
        if ran.not_run == Some(NotRun::NothingOfTheKind) {
            ran.not_run = None;
        }
    }

    /// The check did not run, or not on everything. What stands in the way of acceptance is not forgotten over what
    /// does not.
    pub fn not_run(&mut self, check: Check, reason: NotRun) {
        let held = &mut self.ran.entry(check).or_default().not_run;
        if reason.blocks() || !held.is_some_and(NotRun::blocks) {
            *held = Some(reason);
        }
    }

    /// The same for several checks.
    pub fn none_of(&mut self, checks: &[Check], reason: NotRun) {
        for check in checks {
            self.not_run(*check, reason);
        }
    }

    /// A finding.
    pub fn find(&mut self, finding: Finding) {
        self.ran.entry(finding.code.check()).or_default();
        self.findings.push(finding);
    }

    /// A finding, unless the register of exceptions says that it is known.
    pub fn find_unless(&mut self, known: Known, finding: Finding) {
        self.ran.entry(finding.code.check()).or_default();
        self.known.push((finding, known));
    }

    /// Takes the findings of [`Ledger::find_unless`] out.
    pub fn take_known(&mut self) -> Vec<(Finding, Known)> {
        std::mem::take(&mut self.known)
    }

    /// The findings so far.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What a check did so far; `None` where it has said nothing.
    #[must_use]
    pub fn did(&self, check: Check) -> Option<Ran> {
        self.ran.get(&check).copied()
    }

    /// Takes the findings of one code out.
    pub fn take(&mut self, code: Code) -> Vec<Finding> {
        let findings = std::mem::take(&mut self.findings);
        let (taken, left) = findings.into_iter().partition(|f| f.code == code);
        self.findings = left;
        taken
    }

    /// Findings in their order (check, code, place) and what each check did.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Finding>, BTreeMap<Check, Ran>) {
        // Where nobody asked the register, nothing is known.
        let open = std::mem::take(&mut self.known);
        self.findings
            .extend(open.into_iter().map(|(finding, _)| finding));
        self.findings
            .sort_by(|a, b| (a.code.check(), a).cmp(&(b.code.check(), b)));
        self.findings.dedup();
        (self.findings, self.ran)
    }
}
