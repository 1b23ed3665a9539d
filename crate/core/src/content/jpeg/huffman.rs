//! DHT contents → decoding tables: one symbol at a time, and for sequential AC several symbols at
//! once together with their value bits, which nobody here needs.

use super::bits::Bits;

/// Bits of the single-symbol look-up. Longer codes go through [`HuffmanTable::long`].
const SHORT: u32 = 10;
/// Bits of the multi-symbol look-up: 8 KiB a table, so two AC tables stay in the first-level cache.
const MULTI: u32 = 12;

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

    /// Decodes one symbol; `None` for a bit pattern that is no code word.
    #[inline(always)]
    pub fn decode(&self, bits: &mut Bits) -> Option<u8> {
        bits.ensure();
        let entry = self.short.get(bits.peek(SHORT)).copied().unwrap_or(0);
        if entry != 0 {
            bits.skip(u32::from(entry >> 8));
            return Some(entry as u8);
        }
        let (length, symbol) = self.long(bits.peek(16) as u32)?;
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

/// What several AC symbols do at once.
#[derive(Clone, Copy)]
pub(super) struct Step(u16);

impl Step {
    /// Bits taken, value bits included (0–27).
    #[inline(always)]
    pub fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    /// Coefficients passed, EOB counted as one; 0 says: decode one symbol the slow way.
    #[inline(always)]
    pub fn passed(self) -> u32 {
        u32::from(self.0 >> 5 & 127)
    }

    /// The last symbol is EOB.
    #[inline(always)]
    pub fn ends(self) -> bool {
        self.0 >> 12 & 1 == 1
    }
}

/// A sequential AC table.
pub(super) struct AcTable {
    /// One symbol at a time.
    pub single: HuffmanTable,
    steps: Box<[u16; 1 << MULTI]>,
    /// Steps of one symbol whose code is longer than `MULTI`, by the next 16 bits less `first_long`: such codes are the
    /// last in order (T.81 C.2), and few windows begin with them.
    long_steps: Vec<u16>,
    first_long: usize,
}

impl AcTable {
    /// Builds both tables.
    pub fn new(spec: &HuffmanSpec) -> Option<Self> {
        let single = HuffmanTable::new(spec, 255)?;
        let mut steps = Box::new([0; 1 << MULTI]);
        for (window, step) in (0u32..).zip(steps.iter_mut()) {
            *step = step_of(&single, window);
        }
        let limit = single.limit.get(MULTI as usize - 1).copied()?;
        let long_steps = (limit..1 << 16).map(|window| long_step_of(&single, window));
        let (long_steps, first_long) = (long_steps.collect(), limit as usize);
        Some(Self {
            single,
            steps,
            long_steps,
            first_long,
        })
    }

    /// The step for a code that [`Self::step`] is too short for.
    #[inline(always)]
    pub fn long_step(&self, bits: &Bits) -> Step {
        let at = bits.peek(16).wrapping_sub(self.first_long);
        Step(self.long_steps.get(at).copied().unwrap_or(0))
    }

    /// The step for the next bits, not taken.
    #[inline(always)]
    pub fn step(&self, bits: &Bits) -> Step {
        Step(self.steps.get(bits.peek(MULTI)).copied().unwrap_or(0))
    }
}

/// Bits and coefficients of one symbol; `None` for one without meaning, which is left to the slow way.
fn reach(length: u32, symbol: u8) -> Option<(u32, u32)> {
    let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
    match (run, size) {
        (0, 0) => Some((length, 1)),
        (15, 0) => Some((length, 16)),
        (_, 0) => None,
        _ => Some((length + size, run + 1)),
    }
}

/// The one code word longer than `MULTI` that 16 bits show. At most 16 bits and a value of 15: 31, in 5 bits.
fn long_step_of(single: &HuffmanTable, window: u32) -> u16 {
    let found = single.long(window);
    let step = found.and_then(|(length, symbol)| {
        let (taken, passed) = reach(length, symbol)?;
        Some((taken | passed << 5) as u16 | u16::from(symbol == 0) << 12)
    });
    step.unwrap_or(0)
}

/// As many whole code words as `MULTI` bits show; value bits of the last may lie beyond.
fn step_of(single: &HuffmanTable, window: u32) -> u16 {
    let (mut used, mut passed, mut ends) = (0u32, 0u32, 0u16);
    while used < MULTI {
        let rest = (window << (16 - MULTI + used)) & 0xFFFF;
        let entry = single
            .short
            .get((rest >> (16 - SHORT)) as usize)
            .copied()
            .unwrap_or(0);
        let found = match entry {
            0 => single.long(rest),
            _ => Some((u32::from(entry >> 8), entry as u8)),
        };
        let Some((length, symbol)) = found else { break };
        if used + length > MULTI {
            break;
        }
        let Some((taken, advance)) = reach(length, symbol) else {
            break;
        };
        if passed + advance > 63 {
            break;
        }
        used += taken;
        passed += advance;
        if symbol == 0 {
            ends = 1;
            break;
        }
    }
    // At most 12 code bits with the last value of 15: 27, in 5 bits; at most 63 passed, in 7.
    (used | passed << 5) as u16 | ends << 12
}
