//! Entropy-coded bytes → a piece of them without stuffing (T.81 B.1.1.5), so that 8 bytes are 64 bits wherever one
//! looks, and back: which byte of the file a place in the piece is.
//!
//! The piece is held last byte first: so 8 bytes read as a little-endian number have the first byte on top, and wasm,
//! which cannot swap bytes, need not.

use super::turned::{big_endian, turned};

/// Bytes of a piece. Small beside the page, large beside what two readers need to meet.
pub(super) const LENGTH: usize = 1 << 15;
/// Bytes that can be looked at behind it: readers look where they are only now and then.
const BEYOND: usize = 128;

/// All of it.
const ROOM: usize = LENGTH + BEYOND;

/// The piece.
pub(super) struct Piece {
    /// Byte n is `bytes[ROOM - 1 - n]`.
    bytes: Box<[u8; ROOM]>,
    length: usize,
    /// In the file.
    begin: usize,
    /// Places in the piece of each FF that was stuffed.
    stuffed: Vec<usize>,
}

impl Piece {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            bytes: Box::new([0; ROOM]),
            length: 0,
            begin: 0,
            stuffed: Vec::new(),
        }
    }

    /// Takes from `begin` up to a marker, fill bytes, the end, or [`LENGTH`] and a few.
    #[inline(never)]
    pub fn load(&mut self, data: &[u8], begin: usize) {
        self.begin = begin;
        self.stuffed.clear();
        let (mut from, mut to) = (begin, 0);
        while to < LENGTH {
            let rest = data.get(from..).unwrap_or_default();
            // Most often there is no FF in 16 bytes, and both are one step of a vector.
            if let Some(whole) = rest.first_chunk::<16>() {
                let full = whole
                    .iter()
                    .fold(false, |full, byte| full | (*byte == 0xFF));
                if !full {
                    let at = ROOM - 16 - to;
                    if let Some(room) = self.bytes.get_mut(at..at + 16) {
                        room.copy_from_slice(&turned(*whole));
                    }
                    (from, to) = (from + 16, to + 16);
                    continue;
                }
            }
            let Some(whole) = rest.first_chunk::<8>() else {
                // The last few bytes: one at a time.
                let Some(&byte) = rest.first() else { break };
                if byte == 0xFF {
                    if rest.get(1) != Some(&0) {
                        break;
                    }
                    self.stuffed.push(to);
                    from += 1;
                }
                if let Some(room) = self.bytes.get_mut(ROOM - 1 - to) {
                    *room = byte;
                }
                (from, to) = (from + 1, to + 1);
                continue;
            };
            let word = u64::from_le_bytes(*whole);
            let at = ROOM - 8 - to;
            if let Some(room) = self.bytes.get_mut(at..at + 8) {
                room.copy_from_slice(&big_endian(*whole).to_le_bytes());
            }
            // The lowest byte that is FF is exact: borrows come from below.
            let full = (!word).wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080;
            if full == 0 {
                (from, to) = (from + 8, to + 8);
                continue;
            }
            let before = (full.trailing_zeros() / 8) as usize;
            (from, to) = (from + before, to + before);
            if data.get(from + 1) != Some(&0) {
                break;
            }
            self.stuffed.push(to);
            (from, to) = (from + 2, to + 1);
        }
        self.length = to;
    }

    /// 64 bits from this bit on, of which 57 are good; `None` behind the end of what a piece can hold.
    #[inline(always)]
    pub fn word(&self, bit: u32) -> Option<u64> {
        let at = (ROOM - 8).checked_sub((bit >> 3) as usize)?;
        let bytes = self.bytes.get(at..at + 8)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes) << (bit & 7))
    }

    /// Bits of the piece. What [`Self::word`] shows behind them means nothing.
    pub fn bits(&self) -> u32 {
        self.length as u32 * 8
    }

    /// The byte of the file that holds this bit; at the end of the piece the next byte.
    pub fn byte(&self, bit: u32) -> usize {
        let at = (bit / 8) as usize;
        self.begin + at + self.stuffed.partition_point(|&place| place < at)
    }
}
