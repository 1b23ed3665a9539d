//! DHT contents → a decoding table for one symbol at a time (T.81 C.2, F.2.2.3).

use super::bits::Bits;

/// Bits of the single-symbol look-up. Longer codes go through [`HuffmanTable::long`].
const SHORT: u32 = 10;

/// A table as DHT gives it (T.81 B.2.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HuffmanSpec {
    /// Number of codes of each length 1–16.
    pub counts: [u8; 16],
    /// Symbols in the order of their codes.
    pub symbols: Vec<u8>,
}

/// A decoding table.
pub(super) struct HuffmanTable {
    /// By the next [`SHORT`] bits: length << 8 | symbol; 0 where the code is longer or there is
    /// none.
    short: Box<[u16; 1 << SHORT]>,
    /// By length - 1: one past the last code of that length, left-aligned to 16 bits.
    limit: [u32; 16],
    /// By length - 1: index of the first symbol of that length minus its first code.
    base: [i32; 16],
    symbols: [u8; 256],
}

impl HuffmanTable {
    /// Builds the table; `None` if the lengths are no prefix code that leaves the all-ones word
    /// free (T.81 C.2, Figure C.2; the same test as libjpeg's) or a symbol exceeds `largest`.
    pub fn new(spec: &HuffmanSpec, largest: u8) -> Option<Self> {
        if spec.symbols.len() > 256 || spec.symbols.iter().any(|&symbol| symbol > largest) {
            return None;
        }
        let mut symbols = [0; 256];
        for (to, from) in symbols.iter_mut().zip(&spec.symbols) {
            *to = *from;
        }
        let mut table = Self {
            short: Box::new([0; 1 << SHORT]),
            limit: [0; 16],
            base: [0; 16],
            symbols,
        };
        let mut code = 0u32;
        let mut index = 0u32;
        let rows = table
            .limit
            .iter_mut()
            .zip(&mut table.base)
            .zip(&spec.counts);
        for (length, ((limit, base), &count)) in (1u32..).zip(rows) {
            *base = index as i32 - code as i32;
            for _ in 0..count {
                if length <= SHORT {
                    let first = (code << (SHORT - length)) as usize;
                    let symbol = symbols.get(index as usize).copied()?;
                    let span = table
                        .short
                        .get_mut(first..first + (1 << (SHORT - length)))?;
                    span.fill((length << 8) as u16 | u16::from(symbol));
                }
                code += 1;
                index += 1;
            }
            // C.2: no code may be all ones. Lengths before the first code cannot fail this.
            if index > 0 && code >= 1 << length && spec.left_from(length) {
                return None;
            }
            *limit = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }

    /// The code at the top of 16 bits: (length, symbol).
    #[cold]
    #[inline(never)]
    fn long(&self, window: u32) -> Option<(u32, u8)> {
        let rows = self.limit.iter().zip(&self.base);
        // A shorter code would have been in `short`.
        for (length, (&limit, &base)) in (1u32..).zip(rows).skip(SHORT as usize) {
            if window < limit {
                let code = (window >> (16 - length)) as i32;
                let index = usize::try_from(code + base).ok()?;
                return Some((length, self.symbols.get(index).copied()?));
            }
        }
        None
    }

    /// The code word at the top of 64 bits: (length, symbol); `None` for a pattern that is none.
    #[inline(always)]
    pub fn code(&self, word: u64) -> Option<(u32, u8)> {
        let entry = self.short.get((word >> (64 - SHORT)) as usize);
        match entry.copied().unwrap_or(0) {
            0 => self.long((word >> 48) as u32),
            entry => Some((u32::from(entry >> 8), entry as u8)),
        }
    }

    /// Decodes one symbol; `None` for a bit pattern that is no code word.
    #[inline(always)]
    pub fn decode(&self, bits: &mut Bits) -> Option<u8> {
        bits.ensure();
        let (length, symbol) = self.code(bits.word())?;
        bits.skip(length);
        Some(symbol)
    }
}

impl HuffmanSpec {
    /// There are codes of `length` or more: libjpeg tests only up to its longest code.
    fn left_from(&self, length: u32) -> bool {
        self.counts
            .iter()
            .skip(length as usize - 1)
            .any(|&count| count > 0)
    }
}
