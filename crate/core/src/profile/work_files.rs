//! Work files (工作文件) a profile knows by name: DA/T 68.2-2020 5.8.3 says which there are, nobody says what their files
//! are called.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Profile, Title};

/// A kind of work file and what it is called in deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkFileKind {
    /// Stable name: `processSheet`.
    pub id: String,
    /// Name in Chinese and English.
    pub title: Title,
    /// Names of files or folders (case-insensitive, `*` at either end).
    pub names: Vec<String>,
    /// It must lie in the delivery; otherwise it is listed where it does.
    #[serde(default)]
    pub required: bool,
}

impl Profile {
    /// The first kind that cannot be: its id, and why.
    pub(super) fn work_file_contradiction(&self) -> Option<(&str, &'static str)> {
        let mut seen = BTreeSet::new();
        self.work_files.iter().find_map(|kind| {
            let empty = |name: &String| name.trim_matches('*').is_empty();
            if !seen.insert(kind.id.as_str()) {
                Some((kind.id.as_str(), "stands twice"))
            } else if kind.names.is_empty() || kind.names.iter().any(empty) {
                Some((kind.id.as_str(), "has no name to be found by"))
            } else {
                None
            }
        })
    }
}
