//! DUP: the same bytes twice. Inside one item it is a page scanned twice in place of another; between items it
//! may be right (an enclosure) and needs a person.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::facts::Algorithm;
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let unit_of = delivery.unit_of();
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    let mut examined = 0;
    // By path, so that the order of packing does not decide which of the two is named.
    let mut entries: Vec<_> = delivery.entries_as(Role::Content).collect();
    entries.sort_by_key(|e| &e.path);
    for entry in entries {
        let facts = delivery.measured.get(&entry.index).filter(|f| f.bytes > 0);
        let Some(digest) = facts.and_then(|f| f.digests.get(&Algorithm::Sha256)) else {
            continue;
        };
        examined += 1;
        let Some(earlier) = first.get(digest.as_str()).copied() else {
            first.insert(digest, entry.index);
            continue;
        };
        let (own, other) = (unit_of.get(&entry.index), unit_of.get(&earlier));
        let code = if own.is_some() && own == other {
            Code::DuplicateInUnit
        } else {
            Code::DuplicateAcrossUnits
        };
        let mut locus = Locus::entry(&entry.path);
        locus.archival_code = own.map(|code| (*code).to_owned());
        ledger.find(Finding::new(code, locus).found(delivery.path(earlier)));
    }
    ledger.ran(Check::Dup01, examined);
    if examined == 0 {
        ledger.not_run(Check::Dup01, NotRun::NothingOfTheKind);
    }
}
