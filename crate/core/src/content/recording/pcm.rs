//! Samples of uncompressed sound as they stream by → peak, clipping, silence, dropouts. Whole numbers only; memory is a
//! few bytes a channel.

use crate::facts::SoundFacts;

/// −60 dB of full scale, in 32 bits: the hiss of a tape lies above it (ours).
const SILENCE: u32 = (1 << 31) / 1000;
/// A single sample at full scale is a peak; three in a row are the usual sign of clipping (ours).
const CLIPPED_RUN: u32 = 3;

/// How samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Little-endian two's complement of 1 to 4 bytes; one byte is unsigned (RIFF MCI §3).
    Whole,
    /// IEEE 754, 4 bytes.
    Float,
}

/// Frames looked at together: 1.3 ms at 48 kHz. Silence and dropouts are measured in whole blocks.
const BLOCK: usize = 64;

/// The measurement in progress.
pub(super) struct Sound {
    coding: Coding,
    /// Bytes of a sample, channels, samples a second.
    width: usize,
    channels: usize,
    rate: u64,
    held: Vec<u8>,
    /// Samples of the block, left-justified in 32 bits, so that every width has one full scale; before them the last
    /// frame of the block before.
    samples: Vec<i32>,
    frames: u64,
    peak: u32,
    used: u32,
    /// Of each channel: how long it has stood at full scale.
    full: Vec<u32>,
    clipped_runs: u64,
    first_clipped: Option<u64>,
    silence: Silence,
    still: Still,
}

/// The run of quiet blocks.
#[derive(Default)]
struct Silence {
    run: u64,
    total: u64,
    longest: u64,
}

/// The run of blocks in which nothing moves.
#[derive(Default)]
struct Still {
    run: u64,
    last_loud: Option<u64>,
    /// Sound was near when the run began.
    sound_before: bool,
    /// A run that was long enough and waits for sound behind it: where it began and ended.
    waiting: Option<(u64, u64)>,
    count: u64,
    first: Option<u64>,
}

impl Sound {
    /// `None` for samples that are not measured.
    pub fn new(coding: Coding, width: u16, channels: u16, rate: u32) -> Option<Self> {
        let widths = if coding == Coding::Float {
            4..=4
        } else {
            1..=4
        };
        if !widths.contains(&width) || !(1..=64).contains(&channels) || rate == 0 {
            return None;
        }
        let channels = usize::from(channels);
        Some(Self {
            coding,
            width: usize::from(width),
            channels,
            rate: u64::from(rate),
            held: Vec::new(),
            samples: vec![0; channels],
            frames: 0,
            peak: 0,
            used: 0,
            full: vec![0; channels],
            clipped_runs: 0,
            first_clipped: None,
            silence: Silence::default(),
            still: Still::default(),
        })
    }

    /// The next bytes, in any pieces.
    pub fn push(&mut self, mut piece: &[u8]) {
        let block = self.width * self.channels * BLOCK;
        if !self.held.is_empty() {
            let (head, rest) = piece.split_at((block - self.held.len()).min(piece.len()));
            self.held.extend_from_slice(head);
            piece = rest;
            if self.held.len() < block {
                return;
            }
            let held = std::mem::take(&mut self.held);
            self.block(&held);
        }
        let blocks = piece.chunks_exact(block);
        self.held.extend_from_slice(blocks.remainder());
        for block in blocks {
            self.block(block);
        }
    }

    /// Whole frames, at most [`BLOCK`].
    fn block(&mut self, bytes: &[u8]) {
        let samples = &mut self.samples;
        samples.drain(..samples.len() - self.channels);
        match (self.coding, self.width) {
            (Coding::Float, _) => {
                samples.extend(bytes.as_chunks::<4>().0.iter().map(|&s| float(s)))
            }
            (Coding::Whole, 1) => {
                samples.extend(
                    bytes
                        .iter()
                        .map(|a| i32::from_le_bytes([0, 0, 0, a ^ 0x80])),
                );
            }
            (Coding::Whole, 2) => {
                let whole = |&[a, b]: &[u8; 2]| i32::from_le_bytes([0, 0, a, b]);
                samples.extend(bytes.as_chunks::<2>().0.iter().map(whole));
            }
            (Coding::Whole, 3) => {
                let whole = |&[a, b, c]: &[u8; 3]| i32::from_le_bytes([0, a, b, c]);
                samples.extend(bytes.as_chunks::<3>().0.iter().map(whole));
            }
            (Coding::Whole, _) => {
                let whole = |&four: &[u8; 4]| i32::from_le_bytes(four);
                samples.extend(bytes.as_chunks::<4>().0.iter().map(whole));
            }
        }
        let (before, now) = (
            samples
                .get(..samples.len() - self.channels)
                .unwrap_or_default(),
            samples.get(self.channels..).unwrap_or_default(),
        );
        let still = before == now;
        let mut loudest = 0;
        for sample in now {
            self.used |= sample.cast_unsigned();
            loudest = loudest.max(sample.unsigned_abs());
        }
        self.peak = self.peak.max(loudest);
        let top = self.full_scale();
        if loudest >= top {
            self.clipping(top);
        } else {
            self.full.fill(0);
        }
        let length = super::long(bytes.len() / (self.width * self.channels));
        let loud = loudest > SILENCE;
        if loud {
            self.silence.close(self.rate);
        } else {
            self.silence.run += length;
        }
        self.still
            .block(self.frames, length, still, loud, self.rate);
        self.frames += length;
    }

    /// The highest sample there is; the lowest lies one step beyond.
    fn full_scale(&self) -> u32 {
        match (self.coding, self.width) {
            (Coding::Whole, 1) => 0x7f00_0000,
            (Coding::Whole, 2) => 0x7fff_0000,
            (Coding::Whole, 3) => 0x7fff_ff00,
            _ => 0x7fff_ffff,
        }
    }

    fn clipping(&mut self, top: u32) {
        let now = self.samples.get(self.channels..).unwrap_or_default();
        for (frame, samples) in (self.frames..).zip(now.chunks_exact(self.channels)) {
            for (sample, full) in samples.iter().zip(&mut self.full) {
                if sample.unsigned_abs() < top {
                    *full = 0;
                    continue;
                }
                *full = full.saturating_add(1);
                if *full == CLIPPED_RUN {
                    self.clipped_runs += 1;
                    let start = (frame + 1).saturating_sub(u64::from(CLIPPED_RUN));
                    self.first_clipped.get_or_insert(start);
                }
            }
        }
    }

    /// What the samples showed; nothing where there were none.
    pub fn finish(mut self) -> Option<SoundFacts> {
        let frame = self.width * self.channels;
        let held = std::mem::take(&mut self.held);
        let whole = held.len() - held.len() % frame;
        if let Some(last) = held.get(..whole).filter(|last| !last.is_empty()) {
            self.block(last);
        }
        if self.frames == 0 {
            return None;
        }
        self.silence.close(self.rate);
        let ms = |frames: u64| frames.saturating_mul(1000) / self.rate;
        let level = u64::from(self.peak) * 10_000 / (1 << 31);
        let bits = u8::try_from(32 - self.used.trailing_zeros().min(32)).unwrap_or(32);
        Some(SoundFacts {
            peak: u16::try_from(level).unwrap_or(10_000),
            used_bits: bits,
            clipped_runs: self.clipped_runs,
            first_clipped_ms: self.first_clipped.map(ms),
            silent_ms: ms(self.silence.total),
            longest_silence_ms: ms(self.silence.longest),
            dropouts: self.still.count,
            first_dropout_ms: self.still.first.map(ms),
        })
    }
}

impl Silence {
    /// Pauses of less than a second are speech.
    fn close(&mut self, rate: u64) {
        if self.run >= rate {
            self.total += self.run;
            self.longest = self.longest.max(self.run);
        }
        self.run = 0;
    }
}

impl Still {
    /// A dropout has sound within 20 ms on both sides, and lasts from 10 ms to 1 s (ours): a pause fades, a gap in the
    /// transfer does not.
    fn block(&mut self, at: u64, length: u64, still: bool, loud: bool, rate: u64) {
        let near = rate / 50;
        if still {
            if self.run == 0 {
                self.sound_before = self.last_loud.is_some_and(|last| at - last <= near);
            }
            self.run += length;
        } else {
            if (rate / 100..=rate).contains(&self.run) && self.sound_before {
                self.waiting = Some((at - self.run, at));
            }
            self.run = 0;
        }
        if let Some((start, end)) = self.waiting {
            if loud && !still {
                self.count += 1;
                self.first.get_or_insert(start);
                self.waiting = None;
            } else if at - end > near {
                self.waiting = None;
            }
        }
        if loud {
            self.last_loud = Some(at + length);
        }
    }
}

/// −1.0 … 1.0 as 32 bits.
fn float(bytes: [u8; 4]) -> i32 {
    let scaled = f64::from(f32::from_le_bytes(bytes)) * 2_147_483_648.0;
    #[allow(clippy::cast_possible_truncation, reason = "`as` saturates, NaN is 0")]
    let value = scaled as i32;
    value
}
