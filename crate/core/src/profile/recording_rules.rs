//! What sound and video recordings must be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rules for sound and video recordings. What is not given is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecordingRules {
    /// Sound codecs allowed, by the names of the facts: `PCM`.
    pub audio_codecs: Vec<String>,
    /// Samples a second at least.
    pub minimum_sample_rate: Option<u32>,
    /// Bits a sample at least, of PCM.
    pub minimum_bits: Option<u16>,
    /// Video codecs allowed, by the names of the facts: `H.264`.
    pub video_codecs: Vec<String>,
    /// Picture sizes from the smallest allowed up, each with its least bit rate.
    pub video_classes: Vec<VideoClass>,
    /// Runs of clipped samples that are passed over.
    pub clipped_runs: Option<u64>,
    /// Silence is pointed out where it fills more than this, in 10 000ths of the length.
    pub silent_share: Option<u16>,
    /// Dropouts that are passed over.
    pub dropouts: Option<u64>,
    /// Point out samples filled up from fewer bits.
    pub padded_bits: bool,
    /// Seconds by which the length may differ from 时长 in the catalogue.
    pub duration_tolerance: Option<u32>,
}

/// A picture size and what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VideoClass {
    /// Pixels across at least.
    pub width: u32,
    /// Lines at least.
    pub height: u32,
    /// Bits a second at least.
    pub bit_rate: u64,
}
