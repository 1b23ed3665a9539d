//! Lists of bare file names, as tools write them that were given many folders at once. A name that is not where it is
//! written means the one entry of that name, if the delivery has no other (ours).

use std::collections::BTreeMap;

use crate::delivery::{Delivery, file_name, nfc};

/// Entries by file name; `None` where several have it.
pub(super) struct BareNames(BTreeMap<String, Option<u32>>);

impl BareNames {
    pub(super) fn of(delivery: &Delivery<'_>) -> Self {
        let mut names: BTreeMap<String, Option<u32>> = BTreeMap::new();
        let entries = delivery.facts.container.entries.iter();
        for entry in entries.filter(|entry| !entry.directory) {
            names
                .entry(nfc(file_name(&entry.path)))
                .and_modify(|one| *one = None)
                .or_insert(Some(entry.index));
        }
        Self(names)
    }

    /// The only entry of this name; of a path none.
    pub(super) fn only(&self, listed: &str) -> Option<u32> {
        let name = listed.trim();
        let name = name.strip_prefix('*').unwrap_or(name).trim_start();
        self.0.get(&nfc(name)).copied().flatten()
    }
}
