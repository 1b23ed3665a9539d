//! MXF (SMPTE ST 377-1) → facts: a walk over keys, lengths and values. Partitions and the descriptors of the header
//! metadata are read, essence is passed by and counted.

use super::super::{array, hex, slice};
use super::feed::{Feed, MOST_HELD, Walker, Want};
use super::{Outcome, finish};
use crate::facts::{AudioTrack, RecordingFacts, VideoTrack};

enum State {
    Key,
    /// A length of so many bytes follows.
    Long([u8; 16]),
    Partition([u8; 16], u64),
    Set(u64),
    Pass,
}

/// What is wanted of a descriptor (ST 377-1 Annexes F.4 to F.6).
#[derive(Default)]
struct Descriptor {
    picture: bool,
    sound: bool,
    width: u32,
    height: u32,
    separate_fields: bool,
    coding: Option<[u8; 16]>,
    container: Option<[u8; 16]>,
    edit_rate: Option<(u32, u32)>,
    length: u64,
    sampling: Option<(u32, u32)>,
    channels: u32,
    bits: u32,
}

pub(super) struct Mxf {
    state: State,
    pattern: Option<[u8; 16]>,
    /// Where the header says the footer is, and whether it was met.
    footer_at: u64,
    footer: bool,
    closed: bool,
    pictures: u64,
    essence: bool,
    descriptors: Vec<Descriptor>,
    /// Edit rate of the last track, and the longest sequence by that of its own.
    track_rate: Option<(u32, u32)>,
    sequence_ms: Option<u64>,
    problem: Option<(u64, String)>,
}

/// Most descriptors looked at.
const MOST_DESCRIPTORS: usize = 64;

/// Head of every key, and of a universal label.
const SMPTE: [u8; 4] = [0x06, 0x0e, 0x2b, 0x34];

pub(super) fn feed() -> Feed<Mxf> {
    let mxf = Mxf {
        state: State::Key,
        pattern: None,
        footer_at: 0,
        footer: false,
        closed: false,
        pictures: 0,
        essence: false,
        descriptors: Vec::new(),
        track_rate: None,
        sequence_ms: None,
        problem: None,
    };
    Feed::new(mxf, Want::Bytes(17))
}

impl Mxf {
    fn next(&mut self) -> Want {
        self.state = State::Key;
        Want::Bytes(17)
    }

    fn value(&mut self, key: [u8; 16], length: u64) -> Want {
        let held = length.min(MOST_HELD as u64);
        let pack = usize::try_from(held).unwrap_or(0);
        match key {
            // ST 377-1 7.1: header, body and footer partition packs.
            [_, _, _, _, 2, 5, 1, _, 0x0d, 1, 2, 1, 1, 2..=4, _, _] => {
                self.state = State::Partition(key, length - held);
                Want::Bytes(pack)
            }
            // ST 377-1 Annex A: local sets with two-byte tags. A sequence is 0f, a track 3b, descriptors are among 25 to 5f.
            [
                _,
                _,
                _,
                _,
                2,
                0x53,
                1,
                _,
                0x0d,
                1,
                1,
                1,
                1,
                1,
                0x0f | 0x25..=0x5f,
                _,
            ] => {
                self.descriptor(key);
                self.state = State::Set(length - held);
                Want::Bytes(pack)
            }
            // ST 379: essence elements; 05 and 15 are pictures.
            [_, _, _, _, 1, 2, 1, _, 0x0d, 1, 3, 1, item, ..] => {
                self.essence = true;
                if matches!(item, 0x05 | 0x15) {
                    self.pictures = self.pictures.saturating_add(length);
                }
                self.state = State::Pass;
                Want::Skip(length)
            }
            _ => {
                self.state = State::Pass;
                Want::Skip(length)
            }
        }
    }

    fn partition(&mut self, key: [u8; 16], data: &[u8]) {
        let [.., kind, status, _] = key;
        match kind {
            2 if self.pattern.is_none() => {
                self.footer_at = array(data, 24).map_or(0, u64::from_be_bytes);
                self.pattern = array(data, 64);
            }
            4 => self.footer = true,
            _ => {}
        }
        // Closed: 2 (incomplete) and 4 (complete).
        self.closed |= matches!(status, 2 | 4);
    }

    fn descriptor(&mut self, key: [u8; 16]) {
        let [.., kind, _] = key;
        let (picture, sound) = (
            matches!(kind, 0x27..=0x29 | 0x51),
            matches!(kind, 0x42 | 0x47 | 0x48),
        );
        if self.descriptors.len() < MOST_DESCRIPTORS {
            self.descriptors.push(Descriptor {
                picture,
                sound,
                ..Descriptor::default()
            });
        }
    }

    /// Two-byte tag, two-byte length, value.
    fn set(&mut self, data: &[u8]) {
        let Some(descriptor) = self.descriptors.last_mut() else {
            return;
        };
        let mut at = 0;
        while let (Some(tag), Some(length)) = (array(data, at), array(data, at + 2)) {
            let length = u64::from(u16::from_be_bytes(length));
            let value = slice(data, at + 4, length).unwrap_or_default();
            match u16::from_be_bytes(tag) {
                0x4b01 => self.track_rate = ratio(value),
                // A sequence follows its track in every file seen.
                0x0202 => {
                    let length = array(value, 0).map_or(0, u64::from_be_bytes);
                    let ms = milliseconds(self.track_rate, length);
                    self.sequence_ms = self.sequence_ms.max(ms);
                }
                tag => descriptor.take(tag, value),
            }
            at += 4 + length;
        }
    }
}

/// Two numbers of 32 bits.
fn ratio(value: &[u8]) -> Option<(u32, u32)> {
    let long = |at| array(value, at).map(u32::from_be_bytes);
    long(0).zip(long(4))
}

/// So many edit units; −1 stands for not known.
fn milliseconds(rate: Option<(u32, u32)>, length: u64) -> Option<u64> {
    let (rate, base) = rate?;
    let length = Some(length).filter(|length| (1..1 << 60).contains(length))?;
    let parts = length.saturating_mul(1000).saturating_mul(base.into());
    parts.checked_div(rate.into())
}

impl Descriptor {
    fn take(&mut self, tag: u16, value: &[u8]) {
        let long = array(value, 0).map(u32::from_be_bytes);
        match tag {
            0x3001 => self.edit_rate = ratio(value),
            0x3002 => self.length = array(value, 0).map_or(0, u64::from_be_bytes),
            0x3004 => self.container = array(value, 0),
            0x3201 | 0x3d06 => self.coding = array(value, 0),
            0x3202 => self.height = long.unwrap_or(0),
            0x3203 => self.width = long.unwrap_or(0),
            // 1: the lines of one field are stored (ST 377-1 F.4.1.1).
            0x320c => self.separate_fields = value.first() == Some(&1),
            0x3d01 => self.bits = long.unwrap_or(0),
            0x3d03 => self.sampling = ratio(value),
            0x3d07 => self.channels = long.unwrap_or(0),
            _ => {}
        }
    }

    /// Picture codings of the SMPTE labels register (RP 224): by the coding, else by the essence container.
    fn picture_codec(&self) -> String {
        let by_coding = match self.coding {
            Some([_, _, _, _, 4, 1, 1, _, 4, 1, 2, 2, a, b, ..]) => match (a, b) {
                (1, 1..=0x11) => Some("MPEG-2"),
                (1, 0x20) => Some("MPEG-4 Visual"),
                (1, 0x30..=0x4f) => Some("H.264"),
                (2, _) => Some("DV"),
                (3, 1) => Some("JPEG 2000"),
                (0x71, _) => Some("VC-3"),
                _ => None,
            },
            Some([_, _, _, _, 4, 1, 1, _, 4, 1, 2, 1, ..]) => Some("uncompressed"),
            _ => None,
        };
        let by_container = match self.container {
            Some([_, _, _, _, 4, 1, 1, _, 0x0d, 1, 3, 1, 2, kind, ..]) => match kind {
                1 | 4 => Some("MPEG-2"),
                2 => Some("DV"),
                5 => Some("uncompressed"),
                0x0c => Some("JPEG 2000"),
                0x10 => Some("H.264"),
                0x11 => Some("VC-3"),
                _ => None,
            },
            _ => None,
        };
        let label = self.coding.or(self.container);
        let raw = || label.map(|label| hex(&label)).unwrap_or_default();
        by_coding.or(by_container).map_or_else(raw, str::to_owned)
    }
}

impl Walker for Mxf {
    fn bytes(&mut self, at: u64, bytes: &[u8]) -> Want {
        match self.state {
            State::Key => {
                let key: [u8; 16] = array(bytes, 0).unwrap_or_default();
                if !key.starts_with(&SMPTE) {
                    if self.footer {
                        return Want::End;
                    }
                    self.problem
                        .get_or_insert((at, "no key where one must be".to_owned()));
                    return Want::End;
                }
                // BER (ST 336): short, or the number of bytes of the length.
                match bytes.last().copied().unwrap_or(0) {
                    short @ 0..=0x7f => self.value(key, short.into()),
                    count @ 0x81..=0x88 => {
                        self.state = State::Long(key);
                        Want::Bytes(usize::from(count & 0x7f))
                    }
                    _ => {
                        self.problem
                            .get_or_insert((at, "length that cannot be".to_owned()));
                        Want::End
                    }
                }
            }
            State::Long(key) => {
                let length = bytes
                    .iter()
                    .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
                self.value(key, length)
            }
            State::Partition(key, rest) => {
                self.partition(key, bytes);
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Set(rest) => {
                self.set(bytes);
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Pass => Want::End,
        }
    }

    fn passed(&mut self, _at: u64) -> Want {
        self.next()
    }

    fn may_end(&self, _at: u64, head: &[u8]) -> bool {
        let key = SMPTE.iter().zip(head).all(|(own, other)| own == other);
        matches!(self.state, State::Key) && self.footer && !key
    }
}

pub(super) fn facts(feed: Feed<Mxf>) -> RecordingFacts {
    let (ending, end, seen) = (feed.ending(), feed.end, feed.seen);
    let mut mxf = feed.walker;
    if mxf.problem.is_none() && mxf.pattern.is_none() {
        mxf.problem = Some((0, "no header partition".to_owned()));
    }
    let mut suspect = Vec::new();
    if !mxf.footer && mxf.footer_at == 0 {
        suspect.push("no footer partition".to_owned());
    } else if !mxf.closed {
        suspect.push("no partition was closed".to_owned());
    }
    if !mxf.essence {
        suspect.push("no essence".to_owned());
    }
    let outcome = Outcome {
        ending,
        seen,
        // Its pack has at least 88 bytes behind a key and a length.
        promised: (!mxf.footer && mxf.footer_at > 0).then(|| {
            mxf.footer_at
                .saturating_add(105)
                .max(seen.saturating_add(1))
        }),
        end,
        problem: mxf.problem,
        suspect,
    };
    let pattern = match mxf.pattern {
        Some(
            [
                _,
                _,
                _,
                _,
                4,
                1,
                1,
                _,
                0x0d,
                1,
                2,
                1,
                item @ 1..=3,
                package @ 1..=3,
                ..,
            ],
        ) => {
            let letter = ["a", "b", "c"]
                .get(usize::from(package) - 1)
                .copied()
                .unwrap_or("");
            format!("MXF OP{item}{letter}")
        }
        Some([_, _, _, _, 4, 1, 1, _, 0x0d, 1, 2, 1, 0x10, ..]) => "MXF OP-Atom".to_owned(),
        _ => "MXF".to_owned(),
    };
    let mut facts = finish(pattern, outcome);
    let lengths = mxf.descriptors.iter();
    let lengths = lengths.filter_map(|one| milliseconds(one.edit_rate, one.length));
    facts.duration_ms = lengths.max().or(mxf.sequence_ms);
    for descriptor in &mxf.descriptors {
        if descriptor.picture {
            facts.video.push(VideoTrack {
                codec: descriptor.picture_codec(),
                width: Some(descriptor.width).filter(|side| *side > 0),
                height: Some(descriptor.height)
                    .filter(|side| *side > 0)
                    .map(|lines| {
                        if descriptor.separate_fields {
                            lines.saturating_mul(2)
                        } else {
                            lines
                        }
                    }),
                frames_per_1000_s: descriptor
                    .edit_rate
                    .and_then(|(rate, base)| (u64::from(rate) * 1000).checked_div(base.into())),
                bit_rate: None,
            });
        } else if descriptor.sound {
            let pcm = descriptor
                .coding
                .is_none_or(|coding| matches!(coding, [_, _, _, _, 4, 1, 1, _, 4, 2, 2, 1, ..]));
            let narrow = |number: u32| u16::try_from(number).ok().filter(|number| *number > 0);
            facts.audio.push(AudioTrack {
                codec: match descriptor.coding {
                    _ if pcm => "PCM".to_owned(),
                    Some(label) => hex(&label),
                    None => String::new(),
                },
                channels: narrow(descriptor.channels),
                sample_rate: descriptor
                    .sampling
                    .and_then(|(rate, base)| rate.checked_div(base)),
                bits: narrow(descriptor.bits).filter(|_| pcm),
            });
        }
    }
    if let ([video], Some(ms)) = (facts.video.as_mut_slice(), facts.duration_ms) {
        let rate = mxf.pictures.saturating_mul(8000).checked_div(ms);
        video.bit_rate = rate.filter(|rate| *rate > 0);
    }
    facts
}
