//! AVI (Microsoft RIFF, OpenDML 1.02) → facts. Lists are stepped into, frames are passed by.

use super::super::array;
use super::feed::{Feed, Walker, Want};
use super::{Outcome, finish, picture_codec, wave_codec};
use crate::facts::{AudioTrack, RecordingFacts, VideoTrack};

enum State {
    /// Form of `RIFF` or name of `LIST`; where its chunk began and its size.
    List(u64, u64),
    Chunk,
    Part(Part, u64),
    Pass,
}

#[derive(Clone, Copy)]
enum Part {
    Main,
    Stream,
    Format,
}

/// One stream: `strh` and `strf`.
#[derive(Default)]
struct Stream {
    kind: [u8; 4],
    handler: [u8; 4],
    scale: u32,
    rate: u32,
    length: u32,
    format: Vec<u8>,
}

pub(super) struct Avi {
    state: State,
    streams: Vec<Stream>,
    frame_us: u32,
    frames: u32,
    /// Bytes of all frames of sound and picture, and where the last `RIFF` should end.
    movie: Option<u64>,
    end: u64,
    problem: Option<(u64, String)>,
}

/// Most streams looked at: a file of films has a picture and a few sounds.
const MOST_STREAMS: usize = 64;

pub(super) fn feed() -> Feed<Avi> {
    let avi = Avi {
        state: State::Chunk,
        streams: Vec::new(),
        frame_us: 0,
        frames: 0,
        movie: None,
        end: 0,
        problem: None,
    };
    Feed::new(avi, Want::Bytes(8))
}

fn padded(size: u64) -> u64 {
    size.saturating_add(size % 2)
}

impl Avi {
    fn next(&mut self) -> Want {
        self.state = State::Chunk;
        Want::Bytes(8)
    }

    fn chunk(&mut self, at: u64, head: &[u8]) -> Want {
        let kind: [u8; 4] = array(head, 0).unwrap_or_default();
        let length = array(head, 4).map_or(0, u32::from_le_bytes).into();
        let known = kind.iter().all(|byte| (0x20..0x7f).contains(byte));
        if self.movie.is_some() && at >= self.end && &kind != b"RIFF" {
            return Want::End;
        }
        let part = match &kind {
            b"RIFF" | b"LIST" => {
                self.state = State::List(at, length);
                return Want::Bytes(4);
            }
            b"avih" => Part::Main,
            b"strh" => Part::Stream,
            b"strf" => Part::Format,
            _ if !known => {
                let kind = kind.escape_ascii();
                self.problem
                    .get_or_insert((at, format!("no chunk: `{kind}`")));
                return Want::End;
            }
            _ => {
                self.state = State::Pass;
                return Want::Skip(padded(length));
            }
        };
        let held = length.min(64);
        self.state = State::Part(part, padded(length) - held);
        Want::Bytes(usize::try_from(held).unwrap_or(0))
    }

    fn part(&mut self, part: Part, data: &[u8]) {
        let number = |at| array(data, at).map_or(0, u32::from_le_bytes);
        match part {
            Part::Main => (self.frame_us, self.frames) = (number(0), number(16)),
            Part::Stream if self.streams.len() < MOST_STREAMS => self.streams.push(Stream {
                kind: array(data, 0).unwrap_or_default(),
                handler: array(data, 4).unwrap_or_default(),
                scale: number(20),
                rate: number(24),
                length: number(32),
                format: Vec::new(),
            }),
            Part::Format => {
                if let Some(stream) = self.streams.last_mut() {
                    stream.format = data.to_vec();
                }
            }
            Part::Stream => {}
        }
    }
}

impl Walker for Avi {
    fn bytes(&mut self, at: u64, bytes: &[u8]) -> Want {
        match self.state {
            State::Chunk => self.chunk(at, bytes),
            State::List(start, length) => match bytes {
                b"AVI " | b"AVIX" => {
                    self.end = start.saturating_add(8).saturating_add(padded(length));
                    self.next()
                }
                b"movi" => {
                    let frames = length.saturating_sub(4);
                    self.movie = Some(self.movie.unwrap_or(0).saturating_add(frames));
                    self.state = State::Pass;
                    Want::Skip(padded(frames))
                }
                b"hdrl" | b"strl" => self.next(),
                _ => {
                    self.state = State::Pass;
                    Want::Skip(padded(length.saturating_sub(4)))
                }
            },
            State::Part(part, rest) => {
                self.part(part, bytes);
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Pass => Want::End,
        }
    }

    fn passed(&mut self, _at: u64) -> Want {
        self.next()
    }

    fn may_end(&self, at: u64, _head: &[u8]) -> bool {
        matches!(self.state, State::Chunk) && self.movie.is_some() && at >= self.end
    }
}

impl Stream {
    /// Milliseconds (OpenDML: length × scale ÷ rate seconds).
    fn duration(&self) -> Option<u64> {
        let parts = u64::from(self.length) * u64::from(self.scale);
        parts.saturating_mul(1000).checked_div(u64::from(self.rate))
    }

    /// `WAVEFORMATEX`.
    fn audio(&self) -> (AudioTrack, u64) {
        let short = |at| array(&self.format, at).map(u16::from_le_bytes);
        let long = |at| array(&self.format, at).map(u32::from_le_bytes);
        let tag = match short(0) {
            Some(0xfffe) => short(24),
            tag => tag,
        };
        let name = wave_codec(tag.unwrap_or(0));
        let codec = if name.is_empty() {
            format!("WAVE {:#06x}", tag.unwrap_or(0))
        } else {
            name.to_owned()
        };
        let track = AudioTrack {
            codec,
            channels: short(2),
            sample_rate: long(4),
            bits: short(14).filter(|_| matches!(tag, Some(1 | 3))),
        };
        (track, u64::from(long(8).unwrap_or(0)))
    }

    /// `BITMAPINFOHEADER`; a negative height runs downwards.
    fn video(&self) -> VideoTrack {
        let side = |at| {
            array(&self.format, at)
                .map(i32::from_le_bytes)
                .map(i32::unsigned_abs)
        };
        let mut four = array(&self.format, 16).unwrap_or(self.handler);
        if four == [0; 4] {
            four = self.handler;
        }
        VideoTrack {
            codec: picture_codec(four),
            width: side(4),
            height: side(8),
            frames_per_1000_s: (u64::from(self.rate) * 1000).checked_div(self.scale.into()),
            bit_rate: None,
        }
    }
}

pub(super) fn facts(feed: Feed<Avi>) -> RecordingFacts {
    let (ending, end, seen) = (feed.ending(), feed.end, feed.seen);
    let mut avi = feed.walker;
    // A recorder that crashed leaves sizes of 0.
    if avi.problem.is_none() && (avi.movie.unwrap_or(0) == 0 || avi.streams.is_empty()) {
        let reason = "no streams, or no frames (`movi`), or never closed";
        avi.problem = Some((seen, reason.to_owned()));
    }
    let outcome = Outcome {
        ending,
        seen,
        promised: Some(avi.end).filter(|end| *end > seen.saturating_add(1)),
        end,
        problem: avi.problem,
        suspect: Vec::new(),
    };
    let mut facts = finish("AVI".to_owned(), outcome);
    let lengths = avi.streams.iter().filter_map(Stream::duration).max();
    let by_frames = u64::from(avi.frame_us) * u64::from(avi.frames) / 1000;
    facts.duration_ms = lengths
        .filter(|ms| *ms > 0)
        .or(Some(by_frames).filter(|ms| *ms > 0));
    let mut sound_bytes = 0_u64;
    for stream in &avi.streams {
        if &stream.kind == b"auds" {
            let (track, byte_rate) = stream.audio();
            let ms = stream.duration().unwrap_or(0);
            sound_bytes = sound_bytes.saturating_add(byte_rate.saturating_mul(ms) / 1000);
            facts.audio.push(track);
        } else if &stream.kind == b"vids" {
            facts.video.push(stream.video());
        }
    }
    // One picture track has all the frames that are not sound.
    if let ([video], Some(ms)) = (facts.video.as_mut_slice(), facts.duration_ms) {
        let bytes = avi.movie.unwrap_or(0).saturating_sub(sound_bytes);
        video.bit_rate = bytes.saturating_mul(8000).checked_div(ms);
    }
    facts
}
