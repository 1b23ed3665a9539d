//! Entropy-coded bytes → bits: takes out stuffing and stops at the first marker.
//! Past the end it delivers zeros and lets `left` go negative; the caller must look at it once a
//! block.

use super::turned::big_endian;

/// A cursor over entropy-coded data. The top `left` bits of `acc` are the next bits.
/// It is `Copy`, and rare paths take and return it by value: so the hot loop can hold it in
/// registers.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// Next byte to load.
    pos: usize,
    acc: u64,
    left: i32,
    /// A marker or the end of the data stands at `pos`: nothing more can be loaded.
    ended: bool,
    /// The first FF FF 00 loaded (B.1.1.5 allows fill bytes before markers only).
    pub fill: Option<usize>,
}

impl<'a> Bits<'a> {
    /// Begins at `pos`.
    pub fn new(data: &'a [u8], pos: usize) -> Self {
        Self {
            data,
            pos,
            acc: 0,
            left: 0,
            ended: false,
            fill: None,
        }
    }

    /// Continues in the middle of a byte, as [`Self::place`] and [`Self::begun`] tell it. What was
    /// loaded before is not remembered, only [`Self::fill`].
    pub fn at(self, byte: usize, bit: u32) -> Self {
        let fill = self.fill;
        let mut bits = Self::new(self.data, byte);
        bits.fill = fill;
        bits.ensure();
        bits.skip(bit);
        bits
    }

    /// At least 32 bits, or all there are.
    #[inline(always)]
    pub fn ensure(&mut self) {
        if self.left < 32 && !self.ended {
            self.refill();
        }
    }

    /// 8 bytes at once where none of them is FF: about 97 of 100 times.
    #[inline(always)]
    fn refill(&mut self) {
        if let Some(chunk) = self.data.get(self.pos..).and_then(<[u8]>::first_chunk::<8>) {
            let word = big_endian(*chunk);
            // Zero-byte test on the complement: the byte nearest the end is exact, and one at all is exact.
            let has_ff = (!word).wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080;
            if has_ff == 0 {
                // Bits under `left` may be set already: they are those of the byte at `pos`, the
                // same again.
                self.acc |= word >> self.left;
                self.pos += ((63 - self.left) >> 3) as usize;
                self.left |= 56;
                return;
            }
            // Bytes before the first FF, by the test that is exact for every byte; mostly they are enough.
            let low = (!word & 0x7F7F_7F7F_7F7F_7F7F).wrapping_add(0x7F7F_7F7F_7F7F_7F7F);
            let free = (!(low | !word | 0x7F7F_7F7F_7F7F_7F7F)).leading_zeros() as i32 & 0x38;
            if self.left + free >= 32 && free < 64 {
                self.acc |= (word & !(u64::MAX >> free)) >> self.left;
                let taken = free.min((63 - self.left) & 0x38);
                self.pos += (taken >> 3) as usize;
                self.left += taken;
                return;
            }
        }
        *self = self.refill_bytes();
    }

    #[cold]
    #[inline(never)]
    fn refill_bytes(mut self) -> Self {
        while self.left <= 56 {
            let Some(&byte) = self.data.get(self.pos) else {
                self.ended = true;
                return self;
            };
            let mut next = self.pos + 1;
            if byte == 0xFF {
                while self.data.get(next) == Some(&0xFF) {
                    next += 1;
                }
                // B.1.1.5: an FF that is data has a zero byte stuffed behind it.
                if self.data.get(next) != Some(&0) {
                    self.ended = true;
                    return self;
                }
                next += 1;
                if next - self.pos > 2 {
                    self.fill.get_or_insert(self.pos);
                }
            }
            self.acc |= u64::from(byte) << (56 - self.left);
            self.left += 8;
            self.pos = next;
        }
        self
    }

    /// Takes `n` bits (0–32).
    #[inline(always)]
    pub fn skip(&mut self, n: u32) {
        self.acc <<= n;
        self.left -= n as i32;
    }

    /// Takes `n` bits (0–16) as a number. Directly behind a code word they are already held: 16 +
    /// 16 bits.
    #[inline(always)]
    pub fn take(&mut self, n: u32) -> u32 {
        let value = (self.acc >> 32 >> (32 - n)) as u32;
        self.skip(n);
        value
    }

    /// All that is held, the next bit on top: 32 bits or more behind [`Self::ensure`].
    #[inline(always)]
    pub fn word(&self) -> u64 {
        self.acc
    }

    /// Takes any number of bits.
    #[inline]
    pub fn skip_many(&mut self, mut n: u32) {
        while n > 0 {
            self.ensure();
            let step = n.min(32);
            self.skip(step);
            n -= step;
        }
    }

    /// More bits were taken than there are.
    #[inline(always)]
    pub fn overdrawn(&self) -> bool {
        self.left < 0
    }

    /// Nothing is left to load, and what is held is shorter than the longest code and a bit.
    pub fn exhausted(&self) -> bool {
        self.ended && self.left < 17
    }

    /// The first byte no bit of which was taken: what is left of the byte before is padding
    /// (F.1.2.3).
    pub fn next_byte(&self) -> usize {
        self.back(self.left.max(0) / 8)
    }

    /// The byte that holds the next bit.
    pub fn place(&self) -> u64 {
        self.back((self.left.max(0) + 7) / 8) as u64
    }

    /// How many bits of the byte at [`Self::place`] are taken.
    pub fn begun(&self) -> u32 {
        self.left.max(0).wrapping_neg() as u32 & 7
    }

    /// Walks back over bytes still held. Backwards a stuffed pair cannot be mistaken: 00 behind FF
    /// is always stuffing.
    fn back(&self, bytes: i32) -> usize {
        let mut at = self.pos;
        for _ in 0..bytes {
            at = at.saturating_sub(1);
            let stuffed = self.data.get(at) == Some(&0)
                && at.checked_sub(1).and_then(|p| self.data.get(p)) == Some(&0xFF);
            if stuffed {
                at -= 1;
                while at.checked_sub(1).and_then(|p| self.data.get(p)) == Some(&0xFF) {
                    at -= 1;
                }
            }
        }
        at
    }

    /// Where the bytes end that can be loaded: a marker or the end of the data.
    pub fn stopped_at(&self) -> usize {
        self.pos
    }

    /// Drops the bits of a byte begun (up to 7 pad bits, F.1.2.3; their value is not checked, as in
    /// libjpeg) and all that is held, and begins anew at `pos`.
    pub fn restart(&mut self, pos: usize) {
        self.pos = pos;
        self.acc = 0;
        self.left = 0;
        self.ended = false;
    }
}
