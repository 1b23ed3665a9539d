//! Entropy-coded bytes → one bit after the other, and code words by comparing (T.81 F.2.2.3, F.2.2.5).

use std::collections::BTreeMap;

/// A code: (length, value) → symbol.
pub type Codes = BTreeMap<(u32, u32), u8>;

/// The next bit.
#[derive(Clone)]
pub struct Bits<'a> {
    pub data: &'a [u8],
    /// The byte that holds the next bit, and how many of its bits are taken.
    pub at: usize,
    pub taken: u32,
    /// Bits taken behind the end; all are 0.
    pub beyond: u32,
    pub fills: Vec<usize>,
}

impl Bits<'_> {
    /// The byte at `at` and where the next begins; `None` at a marker or the end.
    fn byte(&self) -> Option<(u8, usize)> {
        let byte = *self.data.get(self.at)?;
        if byte != 0xFF {
            return Some((byte, self.at + 1));
        }
        let behind = self.data[self.at..].iter().position(|b| *b != 0xFF)? + self.at;
        (self.data[behind] == 0).then_some((0xFF, behind + 1))
    }

    fn bit(&mut self) -> u32 {
        let Some((byte, next)) = self.byte() else {
            self.beyond += 1;
            return 0;
        };
        if self.taken == 0 && next - self.at > 2 {
            self.fills.push(self.at);
        }
        let bit = byte >> (7 - self.taken) & 1;
        self.taken += 1;
        if self.taken == 8 {
            (self.at, self.taken) = (next, 0);
        }
        u32::from(bit)
    }

    pub fn number(&mut self, size: u8) -> i32 {
        (0..size).fold(0, |value, _| value << 1 | self.bit() as i32)
    }

    /// A symbol; `None` for what is no code word, with nothing taken.
    pub fn symbol(&mut self, codes: &Codes) -> Option<u8> {
        let begin = self.clone();
        let mut code = 0;
        for length in 1..=16 {
            code = code << 1 | self.bit();
            if let Some(symbol) = codes.get(&(length, code)) {
                return Some(*symbol);
            }
        }
        *self = begin;
        None
    }

    /// The first byte of which no bit is taken.
    pub fn whole_byte(&self) -> usize {
        match self.byte() {
            Some((_, next)) if self.taken > 0 => next,
            _ => self.at,
        }
    }
}

/// Bytes before the next marker, its code, and what is behind it.
pub fn marker(data: &[u8], from: usize) -> Option<(usize, u8, usize)> {
    let mut at = from;
    loop {
        let run = at + data.get(at..)?.iter().position(|b| *b == 0xFF)?;
        let end = run + data[run..].iter().position(|b| *b != 0xFF)?;
        if data[end] != 0 {
            return Some((run - from, data[end], end + 1));
        }
        at = end + 1;
    }
}
