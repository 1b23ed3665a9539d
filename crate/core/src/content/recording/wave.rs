//! RIFF/WAVE (Microsoft RIFF MCI 1991), BWF (EBU Tech 3285) and RF64/BW64 (EBU Tech 3306, ITU-R BS.2088) → facts, chunk
//! by chunk, the samples of PCM measured as they pass.

use super::super::{array, long};
use super::feed::{Ending, Feed, MOST_HELD, Walker, Want};
use super::pcm::{Coding, Sound};
use super::{Outcome, finish};
use crate::facts::{AudioTrack, RecordingFacts};

/// Size that says "look into ds64" in RF64, and "not closed" elsewhere.
const OPEN: u32 = u32::MAX;

enum State {
    File,
    Chunk,
    /// Content of `fmt ` or `ds64`, of which the rest has this many bytes.
    Format(u64),
    Sizes(u64),
    Data,
    Pass,
}

pub(super) struct Wave {
    state: State,
    big: bool,
    broadcast: bool,
    format: Option<Format>,
    /// Of ds64: whole file and data.
    sizes: Option<(u64, u64)>,
    riff: u64,
    data: Option<u64>,
    sound: Option<Sound>,
    /// Only a padding byte is awaited, which many writers leave out at the end.
    padding: bool,
    problem: Option<(u64, String)>,
    suspect: Vec<String>,
}

struct Format {
    track: AudioTrack,
    align: u16,
    byte_rate: u32,
    coding: Option<Coding>,
}

pub(super) fn feed() -> Feed<Wave> {
    let wave = Wave {
        state: State::File,
        big: false,
        broadcast: false,
        format: None,
        sizes: None,
        riff: 0,
        data: None,
        sound: None,
        padding: false,
        problem: None,
        suspect: Vec::new(),
    };
    Feed::new(wave, Want::Bytes(12))
}

/// Chunks begin at even places.
fn padded(size: u64) -> u64 {
    size.saturating_add(size % 2)
}

impl Wave {
    /// Length of the file by its own words.
    fn promised(&self) -> u64 {
        self.sizes
            .map_or(self.riff, |sizes| sizes.0)
            .saturating_add(8)
    }

    fn next(&mut self) -> Want {
        self.state = State::Chunk;
        Want::Bytes(8)
    }

    fn wrong(&mut self, at: u64, reason: impl Into<String>) -> Want {
        self.problem.get_or_insert((at, reason.into()));
        Want::End
    }

    fn chunk(&mut self, at: u64, head: &[u8]) -> Want {
        let kind: [u8; 4] = array(head, 0).unwrap_or_default();
        let size = array(head, 4).map_or(0, u32::from_le_bytes);
        let length = u64::from(size);
        let promised = self.promised();
        let known = kind.iter().all(|byte| (0x20..0x7f).contains(byte));
        if self.data.is_some() && (at >= promised || !known) {
            return Want::End; // what the file does not count as its own
        }
        if !known {
            let kind = kind.escape_ascii();
            return self.wrong(at, format!("no chunk: `{kind}`"));
        }
        let held = usize::try_from(length).unwrap_or(usize::MAX).min(1024);
        match &kind {
            b"fmt " => {
                self.state = State::Format(padded(length) - long(held));
                Want::Bytes(held)
            }
            b"ds64" if self.big => {
                self.state = State::Sizes(padded(length) - long(held));
                Want::Bytes(held)
            }
            b"data" if self.data.is_none() => {
                let Some(format) = &self.format else {
                    return self.wrong(at, "`data` before `fmt `");
                };
                let length = match (size, self.sizes) {
                    (OPEN, Some((_, data))) => data,
                    (OPEN, None) => return self.wrong(at, "the data chunk was never closed"),
                    _ => length,
                };
                self.sound = format.coding.and_then(|coding| {
                    let width = format.align.checked_div(format.track.channels?)?;
                    Sound::new(
                        coding,
                        width,
                        format.track.channels?,
                        format.track.sample_rate?,
                    )
                });
                // Some players stop where the file says it ends, others play on.
                let end = at.saturating_add(8).saturating_add(length);
                if end > promised {
                    self.suspect.push(format!(
                        "the file says {promised} bytes, its data end at {end}"
                    ));
                }
                self.data = Some(length);
                self.state = State::Data;
                Want::Stream(length)
            }
            b"data" => {
                // Only the first is played, or both: it depends on the player.
                self.suspect.push(format!("a second `data` @ {at}"));
                self.state = State::Pass;
                Want::Skip(padded(length))
            }
            b"bext" => {
                self.broadcast = true;
                self.state = State::Pass;
                Want::Skip(padded(length))
            }
            _ => {
                self.state = State::Pass;
                Want::Skip(padded(length))
            }
        }
    }

    /// `WAVEFORMATEX` and `WAVEFORMATEXTENSIBLE`.
    fn format(&mut self, at: u64, data: &[u8]) -> Option<()> {
        let short = |at| array(data, at).map(u16::from_le_bytes);
        let long = |at| array(data, at).map(u32::from_le_bytes);
        let (channels, rate, byte_rate) = (short(2)?, long(4)?, long(8)?);
        let (align, bits) = (short(12)?, short(14).unwrap_or(0));
        let (mut tag, mut valid) = (short(0)?, bits);
        if tag == 0xfffe {
            valid = short(18).filter(|valid| *valid > 0).unwrap_or(bits);
            tag = short(24)?;
        }
        let (name, coding) = match tag {
            1 => ("PCM", Some(Coding::Whole)),
            3 => ("PCM float", (bits == 32).then_some(Coding::Float)),
            _ => (super::wave_codec(tag), None),
        };
        let pcm = matches!(tag, 1 | 3);
        if channels == 0 || rate == 0 {
            self.wrong(at, "`fmt `: no channels or no sample rate");
        } else if pcm && u64::from(align) != u64::from(channels) * u64::from(bits.div_ceil(8)) {
            self.wrong(
                at,
                "`fmt `: block size, channels and bits contradict each other",
            );
        } else if pcm && u64::from(byte_rate) != u64::from(rate) * u64::from(align) {
            self.suspect
                .push("`fmt `: byte rate and sample rate differ".to_owned());
        }
        let codec = if name.is_empty() {
            format!("WAVE {tag:#06x}")
        } else {
            name.to_owned()
        };
        let track = AudioTrack {
            codec,
            channels: Some(channels),
            sample_rate: Some(rate),
            bits: pcm.then_some(valid),
        };
        self.format = Some(Format {
            track,
            align,
            byte_rate,
            coding,
        });
        Some(())
    }
}

impl Walker for Wave {
    fn bytes(&mut self, at: u64, bytes: &[u8]) -> Want {
        match self.state {
            State::File => {
                self.big = !bytes.starts_with(b"RIFF");
                let size = array(bytes, 4).map_or(0, u32::from_le_bytes);
                if size == OPEN && !self.big {
                    return self.wrong(at, "the file was never closed");
                }
                self.riff = u64::from(size);
                self.next()
            }
            State::Chunk => self.chunk(at, bytes),
            State::Format(rest) => {
                if self.format(at, bytes).is_none() {
                    return self.wrong(at, "`fmt ` is too short");
                }
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Sizes(rest) => {
                let long = |at| array(bytes, at).map(u64::from_le_bytes);
                self.sizes = long(0).zip(long(8));
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Data | State::Pass => Want::End,
        }
    }

    fn stream(&mut self, piece: &[u8]) {
        if let Some(sound) = &mut self.sound {
            sound.push(piece);
        }
    }

    fn passed(&mut self, _at: u64) -> Want {
        if let (State::Data, Some(data)) = (&self.state, self.data)
            && data % 2 == 1
        {
            self.state = State::Pass;
            self.padding = true;
            return Want::Skip(1);
        }
        self.padding = false;
        self.next()
    }

    fn may_end(&self, at: u64, _head: &[u8]) -> bool {
        matches!(self.state, State::Chunk) && self.data.is_some() && at >= self.promised()
    }
}

pub(super) fn facts(feed: Feed<Wave>) -> RecordingFacts {
    let (mut ending, end, seen) = (feed.ending(), feed.end, feed.seen);
    let mut wave = feed.walker;
    if wave.padding {
        ending = Ending::Between;
    }
    let container = match (wave.big, wave.broadcast) {
        (true, _) => "RF64",
        (false, true) => "BWF",
        (false, false) => "WAV",
    };
    let promised = wave.promised();
    // A recorder that crashed leaves sizes of 0.
    if wave.problem.is_none() && wave.data.unwrap_or(0) == 0 {
        wave.problem = Some((
            seen,
            "no data chunk, or one that was never closed".to_owned(),
        ));
    }
    let pcm = |format: &&Format| format.coding.is_some();
    let whole = wave
        .format
        .as_ref()
        .filter(pcm)
        .map(|format| u64::from(format.align))
        .filter(|a| *a > 0);
    if let (Some(data), Some(align)) = (wave.data, whole)
        && data % align != 0
    {
        wave.suspect.push("the last sample is not whole".to_owned());
    }
    let outcome = Outcome {
        ending,
        seen,
        // The RIFF size misses the padding byte in many writers' files.
        promised: Some(promised).filter(|promised| *promised > seen.saturating_add(1)),
        end,
        problem: wave.problem,
        suspect: wave.suspect,
    };
    let mut facts = finish(container.to_owned(), outcome);
    if let Some(format) = wave.format {
        let data = wave.data.unwrap_or(0);
        facts.duration_ms = data
            .saturating_mul(1000)
            .checked_div(u64::from(format.byte_rate));
        facts.audio.push(format.track);
    }
    facts.sound = wave.sound.and_then(Sound::finish);
    facts
}

const _: () = assert!(MOST_HELD >= 1024, "what is held of a chunk");
