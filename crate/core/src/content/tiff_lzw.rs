//! An LZW strip of a TIFF → the number of bytes its codes make. Only the length of each string is kept, not the
//! string: validity and count come out the same, and nothing is copied (PERF §4; 2 bytes a code, 8 KiB in all).

use super::{Stop, long};

/// TIFF 6.0 §13: codes of 9 to 12 bits, most significant bit first, growing one code early.
const CLEAR: usize = 256;
const END: usize = 257;
const FIRST_FREE: usize = 258;
const CODES: usize = 4096;

/// Walks the codes to the end mark and returns the number of bytes they make. `must` and `may` are the counts with
/// which they may also just stop: many writers leave the end mark out and pad.
/// `bytes` takes what the codes make: every string is a piece of what was made before it, so that its place is kept.
pub(super) fn read(
    data: &[u8],
    offset: u64,
    must: u64,
    may: u64,
    mut bytes: Option<&mut Vec<u8>>,
) -> Result<u64, Stop> {
    if let [0, second, ..] = data
        && second & 1 == 1
    {
        // libtiff's test for the bit order of writers before TIFF 5.0: a clear code from the low end.
        return Err(Stop::unsupported("old-style LZW (low bit first)"));
    }
    let mut codes = Codes {
        data,
        next_byte: 0,
        held: 0,
        bits: 0,
    };
    let mut lengths = [1_u16; CODES];
    // Where in `bytes` the string of a code begins: at the string before it.
    let mut places = vec![0_usize; if bytes.is_some() { CODES } else { 0 }];
    let mut previous_at = 0;
    let mut next = FIRST_FREE;
    let mut width = 9;
    let mut previous: Option<u16> = None;
    let mut made: u64 = 0;
    let enough = |made| made == must || made == may;
    loop {
        let here = offset.saturating_add(long(codes.next_byte));
        if enough(made) && codes.is_padding() {
            return Ok(made);
        }
        let Some(code) = codes.take(width) else {
            return if enough(made) {
                Ok(made)
            } else {
                Err(Stop::broken(here, "LZW data end early"))
            };
        };
        let length = match code {
            END => return Ok(made),
            CLEAR => {
                (next, width, previous) = (FIRST_FREE, 9, None);
                continue;
            }
            _ => {
                // The string before, longer by one, becomes known only now; the code may already be it.
                if let (Some(previous), Some(slot)) = (previous, lengths.get_mut(next)) {
                    *slot = previous.saturating_add(1);
                    if let Some(place) = places.get_mut(next) {
                        *place = previous_at;
                    }
                    next += 1;
                    if next == (1 << width) - 1 && width < 12 {
                        width += 1;
                    }
                }
                if code >= next || (code > END && previous.is_none()) {
                    return Err(Stop::broken(
                        here,
                        format!("LZW code {code} has no meaning yet"),
                    ));
                }
                lengths.get(code).copied().unwrap_or(1)
            }
        };
        previous = Some(length);
        made = made.saturating_add(u64::from(length));
        if made > may {
            return Err(Stop::broken(
                here,
                format!("LZW codes make more than {may} bytes"),
            ));
        }
        if let Some(bytes) = bytes.as_deref_mut() {
            previous_at = bytes.len();
            match u8::try_from(code) {
                Ok(literal) => bytes.push(literal),
                Err(_) => copy(bytes, places.get(code).copied().unwrap_or(0), length),
            }
        }
    }
}

/// Appends `length` bytes from `from`; the last of them may be the first that is appended.
fn copy(bytes: &mut Vec<u8>, from: usize, length: u16) {
    let length = usize::from(length);
    if from + length <= bytes.len() {
        bytes.extend_from_within(from..from + length);
        return;
    }
    for at in from..from + length {
        let byte = bytes.get(at).copied().unwrap_or(0);
        bytes.push(byte);
    }
}

/// Codes, most significant bit first.
struct Codes<'a> {
    data: &'a [u8],
    next_byte: usize,
    held: u32,
    bits: u32,
}

impl Codes<'_> {
    fn take(&mut self, width: u32) -> Option<usize> {
        while self.bits < width {
            let byte = *self.data.get(self.next_byte)?;
            self.next_byte += 1;
            // At most 11 bits are held here, so 19 fit.
            self.held = self.held << 8 | u32::from(byte);
            self.bits += 8;
        }
        self.bits -= width;
        let code = self.held >> self.bits & ((1 << width) - 1);
        self.held &= (1 << self.bits) - 1;
        usize::try_from(code).ok()
    }

    /// Only zero bits are left.
    fn is_padding(&self) -> bool {
        let rest = self.data.get(self.next_byte..).unwrap_or(&[]);
        self.held == 0 && rest.iter().all(|&byte| byte == 0)
    }
}
