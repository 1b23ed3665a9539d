//! A sound or video entry → facts, while its bytes pass: recordings are gigabytes, so nothing of them is held. Walkers
//! of our own, since demuxers want to seek in the whole file and pass over what is damaged.

mod avi;
mod feed;
mod mp4;
mod mxf;
mod pcm;
mod wave;

use super::long;
use crate::facts::{Format, Readability, RecordingFacts};
use feed::{Ending, Feed};

/// A recording being measured, from its first byte to its last.
pub struct Recording(Kind);

enum Kind {
    Wave(Box<Feed<wave::Wave>>),
    Avi(Box<Feed<avi::Avi>>),
    Mp4(Box<Feed<mp4::Mp4>>),
    Mxf(Box<Feed<mxf::Mxf>>),
}

impl Recording {
    /// `None` for a format that is no recording.
    #[must_use]
    pub fn new(format: Format) -> Option<Self> {
        Some(Self(match format {
            Format::Wave => Kind::Wave(Box::new(wave::feed())),
            Format::Avi => Kind::Avi(Box::new(avi::feed())),
            Format::Mp4 => Kind::Mp4(Box::new(mp4::feed())),
            Format::Mxf => Kind::Mxf(Box::new(mxf::feed())),
            _ => return None,
        }))
    }

    /// The next bytes, from the first on.
    pub fn push(&mut self, piece: &[u8]) {
        match &mut self.0 {
            Kind::Wave(feed) => feed.push(piece),
            Kind::Avi(feed) => feed.push(piece),
            Kind::Mp4(feed) => feed.push(piece),
            Kind::Mxf(feed) => feed.push(piece),
        }
    }

    /// What was learnt.
    #[must_use]
    pub fn finish(mut self) -> RecordingFacts {
        match &mut self.0 {
            Kind::Wave(feed) => feed.settle(),
            Kind::Avi(feed) => feed.settle(),
            Kind::Mp4(feed) => feed.settle(),
            Kind::Mxf(feed) => feed.settle(),
        }
        match self.0 {
            Kind::Wave(feed) => wave::facts(*feed),
            Kind::Avi(feed) => avi::facts(*feed),
            Kind::Mp4(feed) => mp4::facts(*feed),
            Kind::Mxf(feed) => mxf::facts(*feed),
        }
    }
}

/// Reads a recording that is held as a whole; `None` where the format is none.
#[must_use]
pub fn read(format: Format, bytes: &[u8]) -> Option<RecordingFacts> {
    let mut recording = Recording::new(format)?;
    recording.push(bytes);
    Some(recording.finish())
}

/// How the walk through a container ended.
struct Outcome {
    ending: Ending,
    seen: u64,
    /// The length the container writes of itself, where that is more than there is.
    promised: Option<u64>,
    /// Where the container ended, if bytes follow it.
    end: Option<u64>,
    problem: Option<(u64, String)>,
    suspect: Vec<String>,
}

fn finish(container: String, outcome: Outcome) -> RecordingFacts {
    let short = outcome
        .promised
        .map(|promised| promised.saturating_sub(outcome.seen));
    let missing = match outcome.ending {
        Ending::Between => short,
        Ending::Inside(left) => Some(left.max(short.unwrap_or(0))),
    };
    let missing_bytes = missing.filter(|missing| *missing > 0);
    let readability = match (outcome.problem, missing_bytes) {
        (Some((offset, reason)), _) => Readability::Broken {
            offset: Some(offset),
            reason,
        },
        (None, Some(missing)) => Readability::Broken {
            offset: Some(outcome.seen),
            reason: format!("{missing} bytes are missing at the end"),
        },
        (None, None) => Readability::Readable,
    };
    let sound = readability == Readability::Readable;
    let end = outcome.end.filter(|_| sound);
    RecordingFacts {
        container,
        readability,
        missing_bytes,
        trailing_bytes: end.map_or(0, |end| outcome.seen.saturating_sub(end)),
        duration_ms: None,
        audio: Vec::new(),
        video: Vec::new(),
        sound: None,
        suspect: outcome.suspect,
    }
}

/// Sound codecs by their number in RIFF files (mmreg.h); empty where it has no name here.
fn wave_codec(tag: u16) -> &'static str {
    match tag {
        1 => "PCM",
        2 => "MS ADPCM",
        3 => "PCM float",
        6 => "A-law",
        7 => "µ-law",
        0x11 => "IMA ADPCM",
        0x50 => "MPEG audio",
        0x55 => "MP3",
        0xff | 0x1600 | 0x1610 => "AAC",
        0x161 | 0x162 => "WMA",
        0x2000 => "AC-3",
        _ => "",
    }
}

/// Picture codecs by their four characters, in AVI and in ISO media files; as written where they have no name here.
fn picture_codec(four: [u8; 4]) -> String {
    let upper = four.map(|byte| byte.to_ascii_uppercase());
    let name = match &upper {
        b"H264" | b"X264" | b"AVC1" | b"AVC3" | b"DAVC" | b"AI12" | b"AI15" => "H.264",
        b"HEVC" | b"H265" | b"HVC1" | b"HEV1" => "H.265",
        b"MPG2" | b"MP2V" | b"MPEG" | b"MMES" | b"M2V1" | b"XDV1" | b"XDVC" | b"MX5P" => "MPEG-2",
        b"XVID" | b"DIVX" | b"DX50" | b"FMP4" | b"MP4V" | b"M4S2" => "MPEG-4 Visual",
        b"DVSD" | b"DV25" | b"DVCP" | b"DVC " | b"DV50" => "DV",
        b"MJPG" | b"MJPA" | b"JPEG" => "Motion JPEG",
        b"MJP2" | b"MJ2C" => "JPEG 2000",
        b"APCN" | b"APCH" | b"APCS" | b"APCO" | b"AP4H" => "ProRes",
        b"FFV1" => "FFV1",
        b"UYVY" | b"YUY2" | b"2VUY" | b"V210" | b"I420" | b"IYUV" | b"YV12" | b"DIB "
        | b"\0\0\0\0" => "uncompressed",
        _ => return four.escape_ascii().to_string(),
    };
    name.to_owned()
}
