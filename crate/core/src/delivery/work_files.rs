//! Work files (工作文件) of a delivery by name: which kinds the profile knows are there. A suggestion to the person who
//! attests DOC-01, never an answer: paper forms lie elsewhere, and a name proves nothing of what is inside.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Delivery, Role, fits};
use crate::facts::Algorithm;
use crate::profile::{Profile, Title, WorkFileKind};

/// Entries listed of one kind (ours: metadata files stand in every item's folder).
const LISTED: usize = 100;

/// A kind of work file and what of it is in the delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkFileLine {
    /// Stable name of the profile: `processSheet`.
    pub id: String,
    /// What it is called.
    pub title: Title,
    /// The profile asks for it in the delivery.
    pub required: bool,
    /// Entries that are called so.
    pub count: u64,
    /// The first 100 of them, by path.
    pub entries: Vec<WorkFileEntry>,
}

/// An entry that is called like a work file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkFileEntry {
    /// Its path.
    pub path: String,
    /// SHA-256 of its bytes; `null` where it could not be read to its end.
    pub sha256: Option<String>,
}

/// One line for each kind the profile knows, in its order.
#[must_use]
pub fn work_files(delivery: &Delivery<'_>, profile: &Profile) -> Vec<WorkFileLine> {
    if profile.work_files.is_empty() {
        return Vec::new();
    }
    let linked: BTreeSet<u32> = delivery.unit_of().into_keys().collect();
    let candidates: Vec<_> = delivery
        .facts
        .container
        .entries
        .iter()
        .filter(|entry| match delivery.roles.get(&entry.index) {
            // Pages of an item may be called 验收单, too: what is linked is the archive's, not the work's.
            Some(Role::Content) => !linked.contains(&entry.index),
            Some(Role::WorkFile | Role::Other | Role::Catalogue) => true,
            Some(Role::Folder | Role::Manifest | Role::BagTag | Role::Junk) | None => false,
        })
        .collect();
    // Lower case once: a delivery without a catalogue has every page among the candidates.
    let parts: Vec<Vec<String>> = candidates
        .iter()
        .map(|entry| entry.path.split('/').map(str::to_lowercase).collect())
        .collect();
    let line = |kind: &WorkFileKind| {
        let names: Vec<String> = kind.names.iter().map(|name| name.to_lowercase()).collect();
        // A folder of scans may carry the name for all that is in it: 流程单/0001.jpg.
        let named = |parts: &[String]| {
            let mut parts = parts.iter();
            parts.any(|part| names.iter().any(|name| fits(part, name)))
        };
        let mut entries: Vec<WorkFileEntry> = candidates
            .iter()
            .zip(&parts)
            .filter(|(_, parts)| named(parts))
            .map(|(entry, _)| WorkFileEntry {
                path: entry.path.clone(),
                sha256: delivery
                    .measured
                    .get(&entry.index)
                    .and_then(|facts| facts.digests.get(&Algorithm::Sha256))
                    .cloned(),
            })
            .collect();
        entries.sort();
        let count = entries.len() as u64;
        entries.truncate(LISTED);
        WorkFileLine {
            id: kind.id.clone(),
            title: kind.title.clone(),
            required: kind.required,
            count,
            entries,
        }
    };
    profile.work_files.iter().map(line).collect()
}
