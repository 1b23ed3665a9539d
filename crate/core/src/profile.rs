//! The acceptance profile (验收方案): the archive's demands as data, fingerprinted in the report. Every threshold
//! carries its source; unknown keys are refused with the line, so that a typing error never loosens a rule.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::code::Severity;

mod catalogue_rules;
mod contradictions;
mod floors;
mod headings;
mod page_rules;
mod path_rules;
mod recording_rules;
mod sampling_plan;
mod units;
mod weights;
mod work_files;

pub use catalogue_rules::{CatalogueRules, Field, Plausible};
pub use headings::{built_in_heading, normalise};
pub use page_rules::{DocumentRules, ImageRules, ScreenRules};
pub use path_rules::PathRule;
pub use recording_rules::{RecordingRules, VideoClass};
pub(crate) use sampling_plan::LIMITS;
pub use sampling_plan::{
    AttributesPlan, Denominator, Duty, InspectionPoint, JudgingRules, Level, Preset, Rounding,
    SamplingPlan, SamplingUnit, Strictness,
};
pub use weights::{Off, protected};
pub use work_files::WorkFileKind;

/// A fraction such as 5/100. Rates are two integers, never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Above the line.
    pub numerator: u64,
    /// Below the line; never 0 in a profile that was read.
    pub denominator: u64,
}

/// Where a demand comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileSource {
    /// The part of the profile it speaks for: `image.minimum_dpi`.
    pub rule: String,
    /// Standard, year and clause, or contract, or local rule.
    pub source: String,
    /// The text was read at its source; otherwise it is from a secondary source and unverified.
    pub verified: bool,
}

impl ProfileSource {
    /// The keys of the profile it speaks for: `screens (all other thresholds)` is `screens`; several stand between
    /// commas.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let rules = self.rule.split(", ");
        rules.map(|rule| rule.split(" (").next().unwrap_or(rule))
    }
}

/// Rules for checksum manifests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FixityRules {
    /// A delivery without a manifest cannot pass.
    pub required: bool,
}

/// A layout of the delivery (STANDARDS §3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Layout {
    /// 《电子档案移交与接收办法》 (档发〔2012〕7号), annex 2.
    Handover2012,
    /// DA/T 93-2022, annex B, by item.
    Dat93,
}

/// Rules for what else lies in the delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PackageRules {
    /// Folders (any depth, by name) whose entries are work files (工作文件) and not page images.
    pub work_folders: Vec<String>,
    /// Names (case-insensitive, `*` at either end) that are junk.
    pub junk: Vec<String>,
    /// Names (spelled as those of `junk`) that a desktop gives by itself: nobody named the thing.
    #[serde(default)]
    pub leftovers: Vec<String>,
    /// What must lie where; not given: not asked.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// Something must state how much there is: 说明文件, 移交登记表 or a sum of the catalogue. What is stated is held
    /// against the delivery in any case.
    #[serde(default)]
    pub totals: bool,
}

/// The archive's demands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    /// Stable name: `dat31-paper`.
    pub id: String,
    /// Version of the profile's own text.
    pub version: String,
    /// Name in Chinese and English.
    pub title: Title,
    /// Where each demand comes from.
    pub sources: Vec<ProfileSource>,
    /// Package.
    pub package: PackageRules,
    /// Manifests.
    pub fixity: FixityRules,
    /// Catalogue.
    pub catalogue: CatalogueRules,
    /// Page images.
    pub image: ImageRules,
    /// Screens of page images.
    #[serde(default)]
    pub screens: ScreenRules,
    /// PDF, OFD and recognised text.
    #[serde(default)]
    pub document: DocumentRules,
    /// Recordings.
    #[serde(default)]
    pub recording: RecordingRules,
    /// Sampling.
    pub sampling: SamplingPlan,
    /// What the inspector answers.
    pub inspection: Vec<InspectionPoint>,
    /// How the answers are counted.
    #[serde(default)]
    pub judging: JudgingRules,
    /// Ids of the checks a named person must attest before acceptance.
    pub attestations: Vec<String>,
    /// Work files that are looked for by name, for the person who attests DOC-01.
    #[serde(default)]
    pub work_files: Vec<WorkFileKind>,
    /// What single codes weigh here, by dotted code, where that differs from [`crate::code::Code::severity`].
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Checks that are not asked for.
    #[serde(default)]
    pub off: Vec<Off>,
    /// SHA-256 of the profile's text, lower hex; filled by [`Profile::parse`].
    #[serde(default, skip_deserializing)]
    pub sha256: String,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Why a profile was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The text is no profile; the reader names line and key.
    #[error("the profile cannot be read: {reason}")]
    Malformed {
        /// What the TOML reader said, with the line.
        reason: String,
    },
    /// Two demands cannot both hold.
    #[error("the profile contradicts itself in line {line} at `{key}`: {found}")]
    Contradiction {
        /// The key.
        key: String,
        /// Line of the key, or of the table it is missing from; from 1.
        line: u32,
        /// What stands there.
        found: String,
    },
    /// No built-in profile has this name.
    #[error("there is no built-in profile `{id}`; there are {known}")]
    Unknown {
        /// What was asked for.
        id: String,
        /// The names there are.
        known: String,
    },
}

const BUILT_IN: &[(&str, &str)] = &[
    ("dat31-paper", include_str!("../profiles/dat31-paper.toml")),
    ("bagit", include_str!("../profiles/bagit.toml")),
    (
        "dat62-audio-video",
        include_str!("../profiles/dat62-audio-video.toml"),
    ),
    (
        "dat43-microfilm",
        include_str!("../profiles/dat43-microfilm.toml"),
    ),
    (
        "dat71-micro-digital",
        include_str!("../profiles/dat71-micro-digital.toml"),
    ),
    (
        "dat93-transfer",
        include_str!("../profiles/dat93-transfer.toml"),
    ),
    ("dat77-ocr", include_str!("../profiles/dat77-ocr.toml")),
    ("fadgi-3star", include_str!("../profiles/fadgi-3star.toml")),
    (
        "local-linhai",
        include_str!("../profiles/local-linhai.toml"),
    ),
];

impl Profile {
    /// The names of the built-in profiles, the default one first.
    #[must_use]
    pub fn built_in_ids() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(id, _)| *id).collect()
    }

    /// A built-in profile.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`] when there is none of this name.
    pub fn built_in(id: &str) -> Result<Self, ProfileError> {
        let text = BUILT_IN
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, text)| *text);
        Self::parse(text.ok_or_else(|| ProfileError::Unknown {
            id: id.to_owned(),
            known: Self::built_in_ids().join(", "),
        })?)
    }

    /// Reads a profile from TOML.
    ///
    /// # Errors
    /// [`ProfileError::Malformed`] with the line for an unknown key or a wrong type;
    /// [`ProfileError::Contradiction`] when the demands cannot hold.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut profile: Profile = toml::from_str(text).map_err(|e| ProfileError::Malformed {
            reason: e.to_string(),
        })?;
        profile.sha256 = crate::content::hex(&Sha256::digest(text.as_bytes()));
        profile.refuse_contradictions(text)?;
        Ok(profile)
    }
}
