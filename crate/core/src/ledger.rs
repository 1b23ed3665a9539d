//! The ledger of checks: what each looked at, what it did not and why. A check that says nothing here is "not
//! built", never "passed".

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Check, Code};
use crate::delivery::ExceptionKind;
use crate::finding::Finding;
use crate::locus::Locus;

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

/// Findings of one code that are listed (ours: 600,000 findings of six codes took 830 MB; what one sheet can make would not
/// fit a browser's 4 GB). The first by place are kept, and one more of the same code says how many others there are: it
/// weighs what they weigh, at the delivery, so waiving those that are listed clears nothing.
pub const LISTED: usize = 10_000;

/// Collects what the checks say; they never stop each other.
#[derive(Debug, Default)]
pub struct Ledger {
    findings: Vec<Finding>,
    /// How many of each code stand in `findings`.
    standing: BTreeMap<Code, usize>,
    /// How often each code was found.
    told: BTreeMap<Code, u64>,
    /// Codes of which not all are listed.
    beyond: BTreeSet<Code>,
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
        self.push(finding);
    }

    fn push(&mut self, finding: Finding) {
        let code = finding.code;
        self.findings.push(finding);
        *self.told.entry(code).or_default() += 1;
        let standing = self.standing.entry(code).or_default();
        *standing += 1;
        // Not at each one: twice as many are held before the first by place are picked.
        if *standing >= LISTED * 2 {
            self.shorten(code);
        }
    }

    /// Keeps the first of a code by place, whatever the order they were found in.
    fn shorten(&mut self, code: Code) {
        let mut own = self.cut(code);
        own.sort();
        own.dedup();
        if own.len() > LISTED {
            own.truncate(LISTED);
            self.beyond.insert(code);
        }
        self.standing.insert(code, own.len());
        self.findings.append(&mut own);
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

    /// More of the code were found than are listed: which ones is not known before the end.
    #[must_use]
    pub fn is_cut(&self, code: &str) -> bool {
        let mut told = self.told.iter();
        told.any(|(known, told)| known.dotted() == code && *told > LISTED as u64)
    }

    /// What a check did so far; `None` where it has said nothing.
    #[must_use]
    pub fn did(&self, check: Check) -> Option<Ran> {
        self.ran.get(&check).copied()
    }

    /// Takes the findings of one code out.
    pub fn take(&mut self, code: Code) -> Vec<Finding> {
        let taken = self.cut(code);
        let told = self.told.entry(code).or_default();
        *told = told.saturating_sub(taken.len() as u64);
        taken
    }

    fn cut(&mut self, code: Code) -> Vec<Finding> {
        let findings = std::mem::take(&mut self.findings);
        let (taken, left) = findings.into_iter().partition(|f| f.code == code);
        self.findings = left;
        self.standing.remove(&code);
        taken
    }

    /// Findings in their order (check, code, place) and what each check did.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Finding>, BTreeMap<Check, Ran>) {
        // Where nobody asked the register, nothing is known.
        let open = std::mem::take(&mut self.known);
        for (finding, _) in open {
            self.push(finding);
        }
        for code in self.standing.keys().copied().collect::<Vec<Code>>() {
            self.shorten(code);
        }
        for code in std::mem::take(&mut self.beyond) {
            let told = self.told.get(&code).copied().unwrap_or_default();
            let more = told.saturating_sub(LISTED as u64);
            let rest = format!("此外还有 {more} 处 · and {more} more");
            self.findings
                .push(Finding::new(code, Locus::delivery()).found(rest));
        }
        self.findings
            .sort_by(|a, b| (a.code.check(), a).cmp(&(b.code.check(), b)));
        self.findings.dedup();
        (self.findings, self.ran)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: impl Iterator<Item = u32>) -> Vec<Finding> {
        let mut ledger = Ledger::default();
        for row in rows {
            ledger.find(Finding::new(Code::CellEmpty, Locus::row("目录.csv", row)));
        }
        ledger.finish().0
    }

    #[test]
    fn so_many_of_one_code_are_listed_and_the_rest_are_counted_whatever_their_order() {
        let many = u32::try_from(LISTED).unwrap() * 3 + 7;
        let forward = found(1..=many);
        assert_eq!(forward.len(), LISTED + 1);
        let rest = forward
            .iter()
            .find(|f| f.locus == Locus::delivery())
            .unwrap();
        assert_eq!(rest.found, "此外还有 20007 处 · and 20007 more");
        assert_eq!(rest.severity, Code::CellEmpty.severity());
        let last = forward.iter().filter_map(|f| f.locus.row).max();
        assert_eq!(last, u32::try_from(LISTED).ok());
        assert_eq!(found((1..=many).rev()), forward);
    }

    #[test]
    fn as_many_as_are_listed_are_all_of_them() {
        let most = u32::try_from(LISTED).unwrap();
        assert_eq!(found(1..=most).len(), LISTED);
        // One finding told again and again is one.
        assert_eq!(found((1..=most).chain(1..=most)).len(), LISTED);
    }
}
