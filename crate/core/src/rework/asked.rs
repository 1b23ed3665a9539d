//! What the earlier round asked to be changed. Whatever else changes, nobody had asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::delivery::{Delivery, folder_of};
use crate::facts::EarlierFacts;

/// What the earlier round asked to be changed: the files it named, and everything of the units it named.
pub(super) struct Asked<'a> {
    paths: BTreeSet<&'a str>,
    units: BTreeSet<&'a str>,
    folders: BTreeSet<String>,
    entries: BTreeMap<u32, &'a str>,
    pub(super) catalogues: bool,
    /// The container itself was at fault: names may come out otherwise.
    pub(super) repack: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(delivery: &'a Delivery<'a>, earlier: &'a EarlierFacts) -> Self {
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

    pub(super) fn of_entry(&self, entry: u32, path: &str) -> bool {
        self.of_path(path)
            || self
                .entries
                .get(&entry)
                .is_some_and(|unit| self.units.contains(unit))
    }

    pub(super) fn of_path(&self, path: &str) -> bool {
        self.paths.contains(path)
            || self.folders.contains(folder_of(path))
            || path.split('/').any(|part| self.units.contains(part))
    }
}
