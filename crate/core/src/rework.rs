//! Rework (返工): an earlier round held against this delivery. Every old defect one by one, and every file that was added,
//! dropped, altered or renamed, by digest, with whether anybody had asked for it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::delivery::Delivery;
use crate::facts::{Change, EarlierFacts, EarlierImage, EarlierVerdict};
use crate::ledger::Ledger;
use crate::locus::Locus;
use crate::profile::Profile;

mod asked;
mod files;
mod gone;
mod places;
mod rows;
mod unknown;

pub use rows::digests;

use asked::Asked;
use files::Files;
use places::Places;

/// What kind of defect it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum DefectKind {
    /// The machine found it.
    Finding {
        /// Its check.
        check: String,
        /// Its dotted code.
        code: String,
        /// What was asked for.
        expected: String,
        /// What was there.
        found: String,
    },
    /// A person did.
    Verdict {
        /// Inspection point.
        point: String,
        /// The profile's word for it.
        defect: String,
        /// What was wrong.
        note: String,
        /// The images of the unit as they were judged.
        images: Vec<EarlierImage>,
    },
    /// A file changed although nobody had asked.
    Change {
        /// What changed.
        change: Change,
    },
}

/// One defect of the earlier round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defect {
    /// What it was.
    pub kind: DefectKind,
    /// Where.
    pub locus: Locus,
    /// It is there still: the machine finds it again, or nothing of what was judged has changed. Otherwise a finding is
    /// mended, and what a person found is for a person to look at again; unless `reason` says otherwise.
    pub remains: bool,
    /// Why it is not mended although nobody sees it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Unmended>,
}

/// Why a defect that is not seen any more is not mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Unmended {
    /// The unit it was at is not there any more: it remains.
    UnitDropped,
    /// Its check did not run, or not on everything: nobody knows.
    NotLooked,
    /// The same bytes were judged under other rules: nobody knows.
    OtherRules,
}

impl Defect {
    /// The code by which it is told, and waived; `None` where nothing is to be told of it.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self.reason {
            Some(Unmended::UnitDropped) => Some(Code::DefectUnitDropped),
            Some(Unmended::NotLooked) => Some(Code::DefectNotLooked),
            Some(Unmended::OtherRules) => Some(Code::DefectOtherRules),
            None => self.remains.then_some(Code::DefectRemains),
        }
    }
}

/// The earlier round held against this delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rework {
    /// Every defect of the earlier round.
    pub defects: Vec<Defect>,
    /// Every file that changed, by kind, then path.
    pub changes: Vec<Change>,
    /// Archival codes that were there and are not, although nobody asked for it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub units_dropped: BTreeSet<String>,
    /// Archival codes whose row was rewritten although nobody asked for it, with the digest of the row then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows_altered: BTreeMap<String, String>,
}

impl Rework {
    /// Archival codes of the units in which people found something that may be mended: a person looks again.
    #[must_use]
    pub fn to_inspect(&self) -> BTreeSet<&str> {
        let open = self
            .defects
            .iter()
            .filter(|defect| !defect.remains && matches!(defect.kind, DefectKind::Verdict { .. }));
        open.filter_map(|defect| defect.locus.archival_code.as_deref())
            .collect()
    }
}

/// Compares. `ledger` has this round's findings, and what its checks looked at.
#[must_use]
pub fn compare(
    delivery: &Delivery<'_>,
    profile: &Profile,
    earlier: &EarlierFacts,
    ledger: &Ledger,
) -> Rework {
    let files = Files::new(delivery, earlier);
    let asked = Asked::new(delivery, earlier);
    let changes = files.changes(delivery, &asked);
    let looked = unknown::Looked {
        delivery,
        profile,
        earlier,
        ledger,
        files: &files,
        changes: &changes,
    };
    let units_dropped = gone::units_dropped(delivery, earlier);
    // Of a catalogue that cannot be read nobody knows which units it has; then its checks have not looked.
    let readable = !delivery.rows.is_empty();
    let now = Places::new(&files, ledger.findings());
    let of_machine = earlier.findings.iter().map(|was| {
        let cut = ledger.is_cut(&was.code);
        let seen = !cut && now.has(was);
        let dropped = readable && gone::was_at_dropped(was, &units_dropped, |p| files.there(p));
        let reason = match (seen, dropped) {
            (true, _) => None,
            (false, true) => Some(Unmended::UnitDropped),
            (false, false) if cut => Some(Unmended::NotLooked),
            (false, false) => looked.unknown(was),
        };
        Defect {
            kind: DefectKind::Finding {
                check: was.check.clone(),
                code: was.code.clone(),
                expected: was.expected.clone(),
                found: was.found.clone(),
            },
            locus: was.locus.clone(),
            remains: seen || reason == Some(Unmended::UnitDropped),
            reason,
        }
    });
    let catalogues = files.catalogues_stand(delivery);
    let of_people = earlier.verdicts.iter().map(|was| {
        let dropped = readable && units_dropped.contains(&was.archival_code);
        Defect {
            kind: DefectKind::Verdict {
                point: was.point.clone(),
                defect: was.defect.clone(),
                note: was.note.clone(),
                images: was.images.clone(),
            },
            locus: place(was),
            remains: dropped || (catalogues && files.images_stand(delivery, was)),
            reason: dropped.then_some(Unmended::UnitDropped),
        }
    });
    let of_changes = earlier.changes.iter().map(|was| Defect {
        kind: DefectKind::Change {
            change: was.clone(),
        },
        locus: Locus::entry(&was.path),
        remains: !files.undone(was),
        reason: None,
    });
    let defects = of_machine.chain(of_people).chain(of_changes).collect();
    Rework {
        defects,
        changes,
        units_dropped,
        rows_altered: rows::altered(delivery, earlier),
    }
}

fn place(was: &EarlierVerdict) -> Locus {
    let page = match was.pages.as_slice() {
        [(entry, page)] => Some((entry.clone(), *page)),
        _ => None,
    };
    Locus {
        entry: page.as_ref().map(|(entry, _)| entry.clone()),
        archival_code: Some(was.archival_code.clone()),
        page: page.map(|(_, page)| page),
        ..Locus::delivery()
    }
}
