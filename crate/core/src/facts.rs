//! What was measured of a delivery: facts, not judgements. Serialisable, mergeable in any order, and enough to
//! judge under any profile without reading a byte again (DESIGN §2.2).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod container;
mod image;
mod recording;
mod screen;
mod text;

pub use container::{
    ContainerFacts, ContainerFault, Entry, EntryReading, HeaderField, NameDecision, NameGround,
    PathFault, is_invisible,
};
pub use image::{
    ColourMode, Density, DensityUnit, Format, ImageFacts, PageFacts, Readability, WaveletFacts,
};
pub use recording::{AudioTrack, RecordingFacts, SoundFacts, VideoTrack};
pub use screen::{BorderShare, PageScreen};
pub use text::{
    Cell, CellKind, DescriptionFacts, DescriptionKey, Layout, ManifestFacts, ManifestLine,
    ManifestProblem, ManifestScope, Table, TableRow, TablesFacts,
};

/// A digest algorithm we verify (STANDARDS §7). SHA-256 and SM3 are always computed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// RFC 1321; weak, still the usual one in official forms (STANDARDS §3.10).
    Md5,
    /// FIPS 180-4; weak.
    Sha1,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha512,
    /// GB/T 32905.
    Sm3,
}

impl Algorithm {
    /// All of them.
    pub const ALL: &'static [Algorithm] = &[
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Sm3,
    ];

    /// The name as it stands in manifests and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
            Algorithm::Sm3 => "sm3",
        }
    }

    /// Hex digits of a digest.
    #[must_use]
    pub fn hex_length(self) -> usize {
        match self {
            Algorithm::Md5 => 32,
            Algorithm::Sha1 => 40,
            Algorithm::Sha256 | Algorithm::Sm3 => 64,
            Algorithm::Sha512 => 128,
        }
    }

    /// Broken against a forger, so a notice when nothing better is listed (STANDARDS §7).
    #[must_use]
    pub fn weak(self) -> bool {
        matches!(self, Algorithm::Md5 | Algorithm::Sha1)
    }
}

/// Digests of one entry's bytes, lower-case hex by algorithm.
pub type Digests = BTreeMap<Algorithm, String>;

/// What was measured of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryFacts {
    /// Number of the entry in [`ContainerFacts::entries`].
    pub index: u32,
    /// What came of reading it out of the container.
    pub reading: EntryReading,
    /// Bytes after decompression, as far as reading came.
    pub bytes: u64,
    /// Digests of those bytes; empty unless all bytes were read.
    pub digests: Digests,
    /// What the first bytes say it is.
    pub format: Format,
    /// The image, where the format is one.
    pub image: Option<ImageFacts>,
    /// The recording, where the format is one of sound or video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingFacts>,
    /// The checksum manifest, where the name or text says it is one.
    pub manifest: Option<ManifestFacts>,
    /// The sheets, where it is a table.
    pub tables: Option<TablesFacts>,
    /// The keys, where it is a 说明文件.
    #[serde(default)]
    pub description: Option<DescriptionFacts>,
}

/// Everything measured of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryFacts {
    /// `yanshou-facts/1`.
    pub schema: String,
    /// Name of the container as the host gave it.
    pub name: String,
    /// Length of the container in bytes.
    pub bytes: u64,
    /// The container as it is written.
    pub container: ContainerFacts,
    /// One per entry that was measured, by [`EntryFacts::index`], ascending.
    pub entries: Vec<EntryFacts>,
}

/// Version tag of [`DeliveryFacts`]; moves when the meaning of a field does.
pub const FACTS_SCHEMA: &str = "yanshou-facts/1";
