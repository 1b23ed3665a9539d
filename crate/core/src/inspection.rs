//! The inspection (人工抽检): what a person saw and said of each sampled unit, point by point. A point that is not
//! answered, or a unit whose images were not shown, is never counted as passed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the inspector said of one point of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verdict {
    /// Archival code of the unit.
    pub archival_code: String,
    /// Inspection point of the profile.
    pub point: String,
    /// Passed or failed.
    pub passed: bool,
    /// What is wrong, for the contractor; may be empty when passed.
    #[serde(default)]
    pub note: String,
    /// Time as the caller's clock had it, ISO 8601.
    #[serde(default)]
    pub time: String,
}

/// Proof that an image was decoded and shown before it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeenImage {
    /// Path of the entry.
    pub entry: String,
    /// Page inside it, from 1.
    pub page: u32,
    /// SHA-256 of the entry's bytes that were shown.
    pub sha256: String,
}

/// Everything one inspector said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inspection {
    /// Who inspected.
    pub inspector: String,
    /// How images were shown: `page`, or what stands in for it (`demonstration`, `printed sheets` …).
    #[serde(default)]
    pub manner: String,
    /// The verdicts; a later one for the same unit and point replaces an earlier one.
    pub verdicts: Vec<Verdict>,
    /// The images that were shown.
    #[serde(default)]
    pub seen: Vec<SeenImage>,
}

impl Inspection {
    /// The verdict that counts for each unit and point.
    #[must_use]
    pub fn standing(&self) -> BTreeMap<(&str, &str), &Verdict> {
        self.verdicts
            .iter()
            .map(|v| ((v.archival_code.as_str(), v.point.as_str()), v))
            .collect()
    }
}
