//! The files of both rounds, by digest: which were added, dropped, altered or renamed, and what stands as it was.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::Asked;
use crate::delivery::{Delivery, Role};
use crate::facts::{Algorithm, Change, ChangeKind, EarlierFacts, EarlierImage, EarlierVerdict};

/// The files of both rounds.
pub(super) struct Files<'a> {
    pub(super) then: &'a BTreeMap<String, String>,
    pub(super) now: BTreeMap<&'a str, (&'a str, u32)>,
    /// Path then by path now, of those that were renamed.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
}

impl<'a> Files<'a> {
    pub(super) fn new(delivery: &Delivery<'a>, earlier: &'a EarlierFacts) -> Self {
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

    /// The file of that path is there, under whatever name.
    pub(super) fn there(&self, path: &str) -> bool {
        self.now.contains_key(path) || self.renamed.values().any(|from| *from == path)
    }

    /// The file is what it was, by its name and to the byte.
    pub(super) fn same(&self, path: &str) -> bool {
        let now = self.now.get(path).map(|(digest, _)| *digest);
        now.is_some() && self.then.get(path).map(String::as_str) == now
    }

    /// The file is again as it was before it changed.
    pub(super) fn undone(&self, was: &Change) -> bool {
        let now = |path: &str| self.now.get(path).map(|(digest, _)| *digest);
        let then = was.then.as_deref();
        match (&was.from, was.kind) {
            (_, ChangeKind::Added) => now(&was.path).is_none(),
            (Some(from), _) => now(from) == then && now(&was.path).is_none(),
            (None, _) => now(&was.path) == then,
        }
    }

    pub(super) fn catalogues_stand(&self, delivery: &Delivery<'_>) -> bool {
        delivery
            .entries_as(Role::Catalogue)
            .all(|entry| self.same(&entry.path))
    }

    /// The unit has the images it had, byte for byte and page for page.
    pub(super) fn images_stand(&self, delivery: &Delivery<'_>, was: &EarlierVerdict) -> bool {
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

    pub(super) fn changes(&self, delivery: &Delivery<'_>, asked: &Asked<'_>) -> Vec<Change> {
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
