//! Facts of sound and video recordings: what the container says of them, whether it is whole, and what the samples of
//! uncompressed sound show. Compressed essence is not decoded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::image::Readability;

/// A sound or video entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordingFacts {
    /// Container as the field names it: `WAV`, `BWF`, `RF64`, `AVI`, `MP4`, `QuickTime`, `MXF OP1a` …
    pub container: String,
    /// Whether the container is whole; "readable" says nothing of compressed essence inside.
    pub readability: Readability,
    /// Fewer bytes are there than the container promises: then so many are missing, as far as it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_bytes: Option<u64>,
    /// Bytes behind the last thing that belongs to the container.
    #[serde(default)]
    pub trailing_bytes: u64,
    /// Length in milliseconds, of the longest track; `None` where the container does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Sound tracks in order.
    pub audio: Vec<AudioTrack>,
    /// Picture tracks in order.
    pub video: Vec<VideoTrack>,
    /// What the samples show; only of PCM in a WAV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundFacts>,
    /// Breaches that players pass over in silence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspect: Vec<String>,
}

/// One sound track; `None` where the container does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudioTrack {
    /// `PCM`, `AAC`, `MP3` …, or the identifier as written where it has no such name.
    pub codec: String,
    /// Channels.
    pub channels: Option<u16>,
    /// Samples a second.
    pub sample_rate: Option<u32>,
    /// Bits a sample; of compressed sound there are none.
    pub bits: Option<u16>,
}

/// One picture track; `None` where the container does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoTrack {
    /// `H.264`, `MPEG-2` …, or the identifier as written where it has no such name.
    pub codec: String,
    /// Pixels across.
    pub width: Option<u32>,
    /// Lines of a frame.
    pub height: Option<u32>,
    /// Frames a second in thousandths.
    pub frames_per_1000_s: Option<u64>,
    /// Average bits a second of this track.
    pub bit_rate: Option<u64>,
}

/// What the samples of uncompressed sound show. Levels are 10 000ths of full scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SoundFacts {
    /// Highest level.
    pub peak: u16,
    /// Bits of the samples that are ever used: 16 in a 24-bit file mean that 16 bits were filled up.
    pub used_bits: u8,
    /// Runs of three or more samples at full scale.
    pub clipped_runs: u64,
    /// Where the first of them is, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_clipped_ms: Option<u64>,
    /// Milliseconds below −60 dB in runs of at least a second.
    pub silent_ms: u64,
    /// The longest such run.
    pub longest_silence_ms: u64,
    /// Runs of 10 ms to 1 s in which nothing moves, in the middle of sound.
    pub dropouts: u64,
    /// Where the first of them is, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_dropout_ms: Option<u64>,
}
