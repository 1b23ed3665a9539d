//! A patch (补交包): a delivery of only the files that changed, laid over the facts of the round before. What comes out is
//! judged like any delivery; no byte of the earlier container is read again.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{DeliveryFacts, EntryFacts, ManifestFacts, PatchLine};

/// Lays a patch over earlier facts. A file of the same path replaces the earlier one; a checksum manifest of the same path
/// also keeps the earlier lines of files the patch does not bring. Faults of both containers are kept.
#[must_use]
pub fn merge(earlier: &DeliveryFacts, mut patch: DeliveryFacts) -> DeliveryFacts {
    let measured = std::mem::take(&mut patch.entries);
    let mut container = patch.container.clone();
    let brought: BTreeSet<String> = container
        .entries
        .iter()
        .map(|entry| entry.path.clone())
        .collect();
    let files = container.entries.iter().filter(|e| !e.directory).count() as u64;
    let then: BTreeMap<u32, &EntryFacts> = earlier.entries.iter().map(|f| (f.index, f)).collect();
    let then_by_path: BTreeMap<&str, &EntryFacts> = earlier
        .container
        .entries
        .iter()
        .filter_map(|entry| Some((entry.path.as_str(), *then.get(&entry.index)?)))
        .collect();
    let mut entries: Vec<EntryFacts> = measured
        .into_iter()
        .map(|mut facts| {
            let at = usize::try_from(facts.index).ok();
            let path = at.and_then(|at| container.entries.get(at)).map(|e| &e.path);
            let before = path.and_then(|path| then_by_path.get(path.as_str()));
            if let (Some(own), Some(before)) = (
                facts.manifest.as_mut(),
                before.and_then(|before| before.manifest.as_ref()),
            ) {
                keep_lines(own, before, &brought);
            }
            facts
        })
        .collect();
    let mut kept = 0;
    for entry in &earlier.container.entries {
        if brought.contains(&entry.path) {
            continue;
        }
        let Ok(index) = u32::try_from(container.entries.len()) else {
            break; // more entries than any container of ours may have
        };
        kept += u64::from(!entry.directory);
        if let Some(facts) = then.get(&entry.index) {
            entries.push(EntryFacts {
                index,
                ..(*facts).clone()
            });
        }
        let mut entry = entry.clone();
        entry.index = index;
        container.entries.push(entry);
    }
    for fault in &earlier.container.faults {
        if !container.faults.contains(fault) {
            container.faults.push(fault.clone());
        }
    }
    if container.names.is_none() {
        container.names.clone_from(&earlier.container.names);
    }
    let line = PatchLine {
        over: earlier.name.clone(),
        files,
        kept,
    };
    DeliveryFacts {
        container,
        entries,
        patch: Some(line),
        ..patch
    }
}

/// Lines of the earlier manifest for files that neither the patch nor its manifest speaks of.
fn keep_lines(own: &mut ManifestFacts, before: &ManifestFacts, brought: &BTreeSet<String>) {
    let listed: BTreeSet<&str> = own.lines.iter().map(|line| line.path.as_str()).collect();
    let kept = before
        .lines
        .iter()
        .filter(|line| !listed.contains(line.path.as_str()) && !brought.contains(&line.path));
    let kept: Vec<_> = kept.cloned().collect();
    own.lines.extend(kept);
}
