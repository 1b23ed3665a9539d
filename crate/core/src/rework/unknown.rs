//! A defect that is not seen again is mended only where it was looked for in the same way: its check ran, and where the rules
//! are others, its files are others too. Otherwise nobody knows; that is the archive's own doing and blames nobody.

use super::{Files, Unmended, gone};
use crate::code::Check;
use crate::delivery::Delivery;
use crate::facts::{Change, EarlierFacts, EarlierFinding};
use crate::ledger::{Ledger, NotRun};
use crate::profile::Profile;

/// What this round judged with and saw.
pub(super) struct Looked<'a> {
    pub delivery: &'a Delivery<'a>,
    pub profile: &'a Profile,
    pub earlier: &'a EarlierFacts,
    pub ledger: &'a Ledger,
    pub files: &'a Files<'a>,
    pub changes: &'a [Change],
}

impl Looked<'_> {
    /// Why nobody knows whether a finding that is not made again was mended; `None` where it was.
    pub(super) fn unknown(&self, was: &EarlierFinding) -> Option<Unmended> {
        let other_rules = was.other_rules || self.earlier.profile_sha256 != self.profile.sha256;
        if other_rules && self.untouched(was) {
            return Some(Unmended::OtherRules);
        }
        (!self.looked(was)).then_some(Unmended::NotLooked)
    }

    fn looked(&self, was: &EarlierFinding) -> bool {
        let Some(check) = Check::from_id(&was.check) else {
            return false;
        };
        let Some(ran) = self
            .ledger
            .did(check)
            .filter(|_| !self.profile.leaves_out(check))
        else {
            return false;
        };
        match ran.not_run {
            None => true,
            // A register of exceptions that is not needed any more; and what was to go is gone.
            Some(NotRun::NothingOfTheKind) if was.check.starts_with("EXC") => true,
            Some(NotRun::NothingOfTheKind) if gone::asks_for_removal(&was.code) => true,
            // Part of it has no column, or is not there; the rest was looked at.
            Some(reason) => ran.examined > 0 && !reason.blocks(),
        }
    }

    /// The files a finding speaks of are the same, to the byte and by name.
    fn untouched(&self, was: &EarlierFinding) -> bool {
        let across = ["FIX", "DUP", "PKG"];
        let (entry, unit) = (was.locus.entry.as_deref(), &was.locus.archival_code);
        if across.iter().any(|family| was.check.starts_with(family))
            || (entry.is_none() && unit.is_none())
        {
            return self.changes.is_empty();
        }
        let same = |path: &str| self.files.same(path);
        // What is wrong with one file is mended in that file; what a row says of its unit, in all of them.
        let of_one_file =
            entry.is_some() && was.locus.row.is_none() && !was.check.starts_with("LNK");
        let unit = unit.as_deref().filter(|_| !of_one_file);
        let of_unit = |unit: &str| {
            let pages = self.delivery.link.pages(unit).iter();
            let mut now = pages.map(|page| self.delivery.path(page.entry));
            let mut then = self.files.then.keys();
            now.all(same) && then.all(|path| !gone::names(path, unit) || same(path))
        };
        entry.is_none_or(same) && unit.is_none_or(of_unit)
    }
}
