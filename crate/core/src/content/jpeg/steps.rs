//! Huffman tables of a sequential scan → what the next 12 bits do to the place in a block, for several symbols at
//! once. Value bits are only passed: nobody here needs what they say (T.81 F.2.2.2, Figure F.13).

use super::huffman::HuffmanTable;

/// Bits of a look-up: 8 KiB a table, so the two of luma and the two of chroma stay in a first-level cache of 32 KiB.
pub(super) const WINDOW: u32 = 12;
/// The most tables of a scan: one pair for each of 4 members.
const PAIRS: usize = 4;
/// Added to the begin of a pair: the table of a block begun. Without it: of a DC difference and what follows it.
pub(super) const AC: u32 = 1 << WINDOW;
/// The distance of pairs. The third quarter is empty, so that a step can add its bit of [`LONG`] and be there.
const PAIR: u32 = 4 << WINDOW;
/// All tables, and one more that is never looked at: so 16 bits for a table and a window need no test.
const SIZE: usize = (PAIR as usize) * PAIRS + (AC as usize);

/// A step: bits taken × 2¹¹ (at most 12 + 15), [`LONG`], and in the low byte how far the block has come.
///
/// This byte adds up over the steps of a block: coefficients behind the DC coefficient, and [`END`] for EOB. So it
/// is under 63 within a block, 63 at its last coefficient, 129–191 behind an EOB. Nothing legal has [`ODD`] set: a run
/// past the end gives 64–125, EOB behind the last coefficient 192.
pub(super) type Step = u16;
/// The bits that a step takes stand from here.
pub(super) const TAKEN: u32 = 11;
/// A code longer than [`WINDOW`] stands here: its first bits are taken, the next step is its rest.
pub(super) const LONG: u32 = 1 << 8;
/// From there to the bit of the tables that leads to the rests of long codes.
pub(super) const TO_LONG: u32 = WINDOW + 1 - 8;
/// Not to be decided by a table: look at one symbol alone.
pub(super) const ODD: u32 = 64;
/// EOB.
pub(super) const END: u32 = 129;
/// Behind the last coefficient.
pub(super) const FULL: u32 = 63;

/// Bits of a long code taken at once. Long codes are the last in order (C.2), and where the lengths leave no gap all
/// begin with as many ones; others are [`ODD`].
const ONES: u32 = 16 - WINDOW;

/// The tables of all pairs.
pub(super) struct Steps(Box<[Step; SIZE]>);

impl Steps {
    /// Builds them, for (DC, AC) in turn.
    pub fn new(pairs: &[(&HuffmanTable, &HuffmanTable)]) -> Self {
        let mut tables = Box::new([ODD as Step; SIZE]);
        let rows = tables.chunks_exact_mut(AC as usize);
        let pair_of = |quarter: usize| pairs.get(quarter / 4).copied();
        for (quarter, row) in rows.enumerate() {
            let Some((dc, ac)) = pair_of(quarter) else {
                break;
            };
            for (window, step) in (0..).zip(row) {
                *step = match quarter % 4 {
                    0 => several(Some(dc), ac, window),
                    1 => several(None, ac, window),
                    2 => break,
                    _ => rest_of_long(ac, window),
                };
            }
        }
        Self(tables)
    }

    /// Where the tables of a pair begin.
    pub fn pair(number: usize) -> u32 {
        PAIR * (number % PAIRS) as u32
    }

    /// The step for the top bits of a word, in the table that the low 16 bits of `tables` name.
    #[inline(always)]
    pub fn step(&self, tables: u32, word: u64) -> u32 {
        let at = usize::from(tables as u16) + (word >> (64 - WINDOW)) as usize;
        u32::from(self.0.get(at).copied().unwrap_or(ODD as Step))
    }
}

/// Bits taken and advance of one AC symbol; `None` for one without meaning (F.1.2.2.1).
pub(super) fn advance(length: u32, symbol: u8) -> Option<(u32, u32)> {
    let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
    match (run, size) {
        (0, 0) => Some((length, END)),
        (15, 0) => Some((length, 16)),
        (_, 0) => None,
        _ => Some((length + size, run + 1)),
    }
}

/// As many whole code words as a window shows, a DC difference first where `dc` is given; value bits of the last may lie beyond.
fn several(dc: Option<&HuffmanTable>, ac: &HuffmanTable, window: u32) -> Step {
    let shown = |used: u32| u64::from(window) << (64 - WINDOW) << used;
    let (mut used, mut passed) = (0, 0);
    if let Some(dc) = dc {
        match dc.code(shown(0)) {
            Some((length, size)) if length <= WINDOW => used = length + u32::from(size),
            _ => return ODD as Step,
        }
    }
    while used < WINDOW {
        let Some((length, symbol)) = ac.code(shown(used)) else {
            break;
        };
        if used + length > WINDOW {
            break;
        }
        let Some((taken, further)) = advance(length, symbol) else {
            break;
        };
        // Behind coefficient 63 no EOB is read.
        if passed == FULL || (symbol != 0 && passed + further > FULL) {
            break;
        }
        used += taken;
        passed += further;
        if symbol == 0 {
            break;
        }
    }
    if used > 0 {
        (used << TAKEN | passed) as Step
    } else if window >> (WINDOW - ONES) == (1 << ONES) - 1 {
        (ONES << TAKEN | LONG) as Step
    } else {
        ODD as Step
    }
}

/// The one code word longer than [`WINDOW`] that begins with [`ONES`] ones.
fn rest_of_long(ac: &HuffmanTable, window: u32) -> Step {
    let word = (u64::MAX << (64 - ONES)) | u64::from(window) << (64 - WINDOW - ONES);
    let found = ac.code(word).filter(|&(length, _)| length > WINDOW);
    match found.and_then(|(length, symbol)| advance(length, symbol)) {
        Some((taken, further)) => ((taken - ONES) << TAKEN | further) as Step,
        None => ODD as Step,
    }
}
