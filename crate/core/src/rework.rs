//! Rework (返工): an earlier round held against this delivery. Every old defect one by one, and every file that was added,
//! dropped, altered or renamed, by digest, with whether anybody had asked for it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::delivery::{Delivery, Role, folder_of};
use crate::facts::{
    Algorithm, Change, ChangeKind, EarlierFacts, EarlierFinding, EarlierImage, EarlierVerdict,
};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::locus::Locus;
use crate::profile::Profile;

mod gone;
mod rows;
mod unknown;

pub use rows::digests;

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
    let mut by_code: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in ledger.findings() {
        by_code
            .entry(finding.code.dotted())
            .or_default()
            .push(finding);
    }
    let of_machine = earlier.findings.iter().map(|was| {
        let cut = ledger.is_cut(&was.code);
        let now = by_code.get(was.code.as_str()).filter(|_| !cut);
        let seen = now.is_some_and(|now| now.iter().any(|now| files.same_place(was, now)));
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

/// The files of both rounds.
struct Files<'a> {
    then: &'a BTreeMap<String, String>,
    now: BTreeMap<&'a str, (&'a str, u32)>,
    /// Path then by path now, of those that were renamed.
    renamed: BTreeMap<&'a str, &'a str>,
}

impl<'a> Files<'a> {
    fn new(delivery: &Delivery<'a>, earlier: &'a EarlierFacts) -> Self {
        let entries = delivery.facts.container.entries.iter();
        let now: BTreeMap<&str, (&str, u32)> = entries
            .filter(|entry| !entry.directory)
            .filter_map(|entry| {
                let facts = delivery.measured.get(&entry.index)?;
                let digest = facts.digests.get(&Algorithm::Sha256)?;
                Some((entry.path.as_str(), (digest.as_str(), entry.index)))
            })
            .collect();
        // Where the same bytes went and came more than once, in the order of their paths.
        let mut gone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, digest) in earlier.files.iter().rev() {
            if !now.contains_key(path.as_str()) {
                gone.entry(digest).or_default().push(path);
            }
        }
        let mut renamed = BTreeMap::new();
        for (path, (digest, _)) in &now {
            if !earlier.files.contains_key(*path)
                && let Some(from) = gone.get_mut(digest).and_then(Vec::pop)
            {
                renamed.insert(*path, from);
            }
        }
        Self {
            then: &earlier.files,
            now,
            renamed,
        }
    }

    /// The same defect: of one code at the same file, under whatever name, or at the same archival code, on the same page.
    /// Rows may have moved.
    fn same_place(&self, was: &EarlierFinding, now: &Finding) -> bool {
        let then = |path: &str| self.renamed.get(path).copied().map(str::to_owned);
        let entry = now.locus.entry.as_ref();
        let entry = entry.map(|path| then(path).unwrap_or_else(|| path.clone()));
        let unit = was.locus.archival_code.is_some();
        was.locus.page == now.locus.page
            && was.locus.archival_code == now.locus.archival_code
            && (entry == was.locus.entry || (unit && was.locus.row.is_some()))
    }

    /// The file of that path is there, under whatever name.
    fn there(&self, path: &str) -> bool {
        self.now.contains_key(path) || self.renamed.values().any(|from| *from == path)
    }

    /// The file is what it was, by its name and to the byte.
    fn same(&self, path: &str) -> bool {
        let now = self.now.get(path).map(|(digest, _)| *digest);
        now.is_some() && self.then.get(path).map(String::as_str) == now
    }

    /// The file is again as it was before it changed.
    fn undone(&self, was: &Change) -> bool {
        let now = |path: &str| self.now.get(path).map(|(digest, _)| *digest);
        let then = was.then.as_deref();
        match (&was.from, was.kind) {
            (_, ChangeKind::Added) => now(&was.path).is_none(),
            (Some(from), _) => now(from) == then && now(&was.path).is_none(),
            (None, _) => now(&was.path) == then,
        }
    }

    fn catalogues_stand(&self, delivery: &Delivery<'_>) -> bool {
        delivery
            .entries_as(Role::Catalogue)
            .all(|entry| self.same(&entry.path))
    }

    /// The unit has the images it had, byte for byte and page for page.
    fn images_stand(&self, delivery: &Delivery<'_>, was: &EarlierVerdict) -> bool {
        let then: BTreeSet<(&str, &str)> = was.images.iter().map(image).collect();
        let pages = delivery.link.pages(&was.archival_code).iter();
        let now: BTreeSet<(&str, &str)> = pages
            .filter_map(|page| {
                let path = delivery.path(page.entry);
                self.now.get(path).map(|(digest, _)| (path, *digest))
            })
            .collect();
        !then.is_empty() && then == now
    }

    fn changes(&self, delivery: &Delivery<'_>, asked: &Asked<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (path, (digest, index)) in &self.now {
            let from = self.renamed.get(path).copied();
            let kind = match (self.then.get(*path), from) {
                (Some(then), _) if then == digest => continue,
                (Some(_), _) => ChangeKind::Altered,
                (None, Some(_)) => ChangeKind::Renamed,
                (None, None) => ChangeKind::Added,
            };
            let role = delivery.roles.get(index).copied().unwrap_or(Role::Other);
            changes.push(Change {
                kind,
                path: (*path).to_owned(),
                from: from.map(str::to_owned),
                // Lists of digests follow from whatever else changed; they are held against it by FIX.
                asked: matches!(role, Role::Manifest | Role::BagTag)
                    || asked.of_entry(*index, path)
                    || (role == Role::Catalogue && asked.catalogues)
                    || from.is_some_and(|from| asked.of_path(from) || asked.repack),
                beside: !matches!(role, Role::Content | Role::Catalogue),
                then: self.then.get(from.unwrap_or(path)).cloned(),
            });
        }
        let taken: BTreeSet<&str> = self.renamed.values().copied().collect();
        for path in self.then.keys() {
            if !self.now.contains_key(path.as_str()) && !taken.contains(path.as_str()) {
                changes.push(Change {
                    kind: ChangeKind::Dropped,
                    path: path.clone(),
                    from: None,
                    asked: asked.of_path(path),
                    beside: false,
                    then: self.then.get(path).cloned(),
                });
            }
        }
        changes.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
        changes
    }
}

fn image(image: &EarlierImage) -> (&str, &str) {
    (image.entry.as_str(), image.sha256.as_str())
}

/// What the earlier round asked to be changed: the files it named, and everything of the units it named.
struct Asked<'a> {
    paths: BTreeSet<&'a str>,
    units: BTreeSet<&'a str>,
    folders: BTreeSet<String>,
    entries: BTreeMap<u32, &'a str>,
    catalogues: bool,
    /// The container itself was at fault: names may come out otherwise.
    repack: bool,
}

impl<'a> Asked<'a> {
    fn new(delivery: &'a Delivery<'a>, earlier: &'a EarlierFacts) -> Self {
        let entries = delivery.unit_of();
        let by_path: BTreeMap<&str, &'a str> = entries
            .iter()
            .map(|(entry, unit)| (delivery.path(*entry), *unit))
            .collect();
        let mut asked = Self {
            paths: BTreeSet::new(),
            units: BTreeSet::new(),
            folders: BTreeSet::new(),
            entries,
            catalogues: false,
            repack: false,
        };
        for finding in &earlier.findings {
            let of_rows = ["CAT", "LNK"]
                .iter()
                .any(|family| finding.check.starts_with(family));
            asked.catalogues |= of_rows;
            let whole = finding.locus.entry.is_none() && finding.locus.archival_code.is_none();
            asked.repack |= whole && finding.check.starts_with("PKG");
            if let Some(path) = &finding.locus.entry {
                asked.paths.insert(path);
                // A finding on a page of a unit may be mended by renumbering its neighbours.
                asked.units.extend(by_path.get(path.as_str()));
            }
            asked.units.extend(finding.locus.archival_code.as_deref());
        }
        for verdict in &earlier.verdicts {
            asked.catalogues |= matches!(verdict.point.as_str(), "correspondence" | "description");
            asked.units.insert(&verdict.archival_code);
            asked
                .paths
                .extend(verdict.images.iter().map(|one| one.entry.as_str()));
        }
        // A unit that was dropped is asked back: its row, its pages.
        asked.catalogues |= !earlier.units_dropped.is_empty();
        asked
            .units
            .extend(earlier.units_dropped.iter().map(String::as_str));
        for change in &earlier.changes {
            asked.paths.insert(&change.path);
            asked.paths.extend(change.from.as_deref());
        }
        for unit in &asked.units {
            let pages = delivery.link.pages(unit).iter();
            let own = pages.map(|page| folder_of(delivery.path(page.entry)));
            // The folder of one unit's pages is its own only where it is named for it.
            asked
                .folders
                .extend(own.filter(|f| f.contains(unit)).map(str::to_owned));
        }
        asked
    }

    fn of_entry(&self, entry: u32, path: &str) -> bool {
        self.of_path(path)
            || self
                .entries
                .get(&entry)
                .is_some_and(|unit| self.units.contains(unit))
    }

    fn of_path(&self, path: &str) -> bool {
        self.paths.contains(path)
            || self.folders.contains(folder_of(path))
            || path.split('/').any(|part| self.units.contains(part))
    }
}
