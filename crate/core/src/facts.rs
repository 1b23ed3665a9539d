//! What was measured of a delivery: facts, not judgements. Serialisable, mergeable in any order, and enough to
//! judge under any profile without reading a byte again (DESIGN §2.2).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod container;
mod document;
mod earlier;
mod image;
mod recording;
mod screen;
mod text;

pub use container::{
    ContainerFacts, ContainerFault, Entry, EntryReading, HeaderField, NameDecision, NameGround,
    PathFault, is_invisible,
};
pub use document::{DocumentPage, OfdFacts, PageTextFacts, PdfFacts, TextCounts};
pub use earlier::{
    Change, ChangeKind, EarlierFacts, EarlierFinding, EarlierImage, EarlierVerdict, RoundGate,
    RoundLine,
};
pub use image::{
    ColourMode, Density, DensityUnit, Format, ImageFacts, PageFacts, Readability, WaveletFacts,
};
pub use recording::{AudioTrack, RecordingFacts, SoundFacts, VideoTrack};
pub use screen::{BorderShare, PageScreen};
pub use text::{
    Cell, CellKind, DescriptionFacts, DescriptionKey, Layout, ManifestFacts, ManifestLine,
    ManifestProblem, ManifestScope, OriginalFacts, SignatureFacts, Table, TableRow, TablesFacts,
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
    /// The signers, where it is a signature file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureFacts>,
    /// The document, where it is a PDF; its page images stand in `image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf: Option<PdfFacts>,
    /// The document, where it is an OFD; its page images stand in `image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ofd: Option<OfdFacts>,
    /// The text, where it may be the recognised text of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_text: Option<PageTextFacts>,
}

impl EntryFacts {
    /// An entry of which nothing is known but how reading it ended.
    #[must_use]
    pub fn bare(index: u32, reading: EntryReading) -> Self {
        Self {
            index,
            reading,
            bytes: 0,
            digests: Digests::new(),
            format: Format::Unknown,
            image: None,
            recording: None,
            manifest: None,
            tables: None,
            description: None,
            signature: None,
            pdf: None,
            ofd: None,
            page_text: None,
        }
    }

    /// The pages of a PDF or OFD.
    #[must_use]
    pub fn document_pages(&self) -> &[DocumentPage] {
        match (&self.pdf, &self.ofd) {
            (Some(pdf), _) => &pdf.pages,
            (None, Some(ofd)) => &ofd.pages,
            (None, None) => &[],
        }
    }
}

/// What was laid over what (补交包).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PatchLine {
    /// Name of the container the rest comes from.
    pub over: String,
    /// Files the patch brought.
    pub files: u64,
    /// Files that stand as they were measured in the round before.
    pub kept: u64,
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
    /// The client's own catalogue of before the work, where it was given.
    #[serde(default)]
    pub original: Option<OriginalFacts>,
    /// The earlier round it is held against, where this is a later one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierFacts>,
    /// These are the facts of a patch laid over an earlier delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<PatchLine>,
}

/// Why a text is no facts of ours.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FactsError {
    /// Facts of another version: their fields may mean something else, so they are not judged.
    #[error("the facts say schema `{found}`, this tool reads `{FACTS_SCHEMA}`")]
    UnsupportedSchema {
        /// What they say.
        found: String,
    },
    /// No facts at all, or cut off.
    #[error("the bytes are no `{FACTS_SCHEMA}` facts")]
    Malformed(#[source] serde_json::Error),
}

impl DeliveryFacts {
    /// Reads facts that were saved; the version is looked at before anything else.
    ///
    /// # Errors
    /// [`FactsError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, FactsError> {
        #[derive(Deserialize)]
        struct Tag {
            schema: String,
        }
        let tag: Tag = serde_json::from_slice(bytes).map_err(FactsError::Malformed)?;
        if tag.schema != FACTS_SCHEMA {
            return Err(FactsError::UnsupportedSchema { found: tag.schema });
        }
        serde_json::from_slice(bytes).map_err(FactsError::Malformed)
    }
}

/// Version tag of [`DeliveryFacts`]; moves when the meaning of a field does.
pub const FACTS_SCHEMA: &str = "yanshou-facts/1";
