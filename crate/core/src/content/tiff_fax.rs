//! A CCITT strip of a TIFF (T.4 one- and two-dimensional, T.6, the RLE of TIFF 6.0 §10) → every code word read,
//! rows kept as their colour changes, no pixel made. The code tables are the `fax` crate's; its row decoders
//! recover from damage in silence, so the rows are read here.

use super::preview::Boxes;
use super::{Stop, long};
use fax::maps::{Mode, black, mode, white};
use fax::{BitReader, Color};

/// Kind of coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Compression 2: one-dimensional, no EOL, rows begin at bytes.
    Rle,
    /// Compression 3, T4Options bit 0 clear.
    G3,
    /// Compression 3, T4Options bit 0 set.
    G3TwoDimensional,
    /// Compression 4.
    G4,
}

/// What the tags say of the coding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fax {
    pub coding: Coding,
    /// FillOrder 2: low bit first.
    pub reversed: bool,
}

/// Rows a strip must hold, and may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub must: u64,
    pub may: u64,
}

/// Reads all rows, each exactly `width` wide, and then only an end mark or padding.
/// `grid` takes the black runs, from its row on.
pub(super) fn read(
    data: &[u8],
    offset: u64,
    width: u64,
    rows: Rows,
    fax: Fax,
    mut grid: Option<(&mut Boxes, u64)>,
) -> Result<(), Stop> {
    let width = i64::try_from(width).map_err(|_| Stop::unsupported("rows of 2^63 pixels"))?;
    let mut bits = Bits {
        data,
        reversed: fax.reversed,
        ..Bits::default()
    };
    bits.fill();
    let mut reference = Vec::new();
    let mut current = Vec::new();
    let mut row = 0;
    while row < rows.may {
        if row >= rows.must && bits.is_end(fax.coding) {
            return Ok(());
        }
        current.clear();
        let outcome = read_row(&mut bits, &reference, &mut current, width, fax.coding);
        let place = offset.saturating_add(bits.place());
        if bits.overrun() {
            let reason = format!("data end in row {row} of {}", rows.must);
            return Err(Stop::broken(place, reason));
        }
        outcome.map_err(|fault| match fault {
            RowFault::Extension => Stop::unsupported("uncompressed mode of CCITT coding"),
            RowFault::Early => {
                Stop::broken(place, format!("end mark in row {row} of {}", rows.must))
            }
            RowFault::Code => Stop::broken(place, format!("no such code word in row {row}")),
            RowFault::Width => Stop::broken(place, format!("row {row} is not {width} wide")),
            RowFault::NoEol => Stop::broken(place, format!("no line mark before row {row}")),
        })?;
        if let Some((boxes, first)) = &mut grid {
            let y = first.saturating_add(row);
            for run in current.chunks(2) {
                let [from, to @ ..] = run else { continue };
                let end = to.first().copied().unwrap_or(width);
                boxes.run(y, from.unsigned_abs(), end.unsigned_abs());
            }
        }
        std::mem::swap(&mut reference, &mut current);
        row += 1;
    }
    if bits.is_end(fax.coding) {
        return Ok(());
    }
    Err(Stop::broken(
        offset.saturating_add(bits.place()),
        "data go on behind the last row",
    ))
}

enum RowFault {
    Extension,
    Early,
    Code,
    Width,
    NoEol,
}

fn read_row(
    bits: &mut Bits<'_>,
    reference: &[i64],
    current: &mut Vec<i64>,
    width: i64,
    coding: Coding,
) -> Result<(), RowFault> {
    match coding {
        Coding::G4 => row_2d(bits, reference, current, width),
        Coding::Rle => {
            row_1d(bits, current, width)?;
            bits.align();
            Ok(())
        }
        Coding::G3 => {
            // A line mark stands before each row (T.4 §4.1.2); some writers leave the first or all out.
            bits.skip_eol();
            row_1d(bits, current, width)
        }
        Coding::G3TwoDimensional => {
            if !bits.skip_eol() {
                return Err(RowFault::NoEol);
            }
            // The tag bit tells how the row is coded (T.4 §4.2.2).
            let one_dimensional = bits.peek(1) == Some(1);
            bits.skip(1);
            if one_dimensional {
                row_1d(bits, current, width)
            } else {
                row_2d(bits, reference, current, width)
            }
        }
    }
}

/// Runs of white and black in turn, until the row is full.
fn row_1d(bits: &mut Bits<'_>, current: &mut Vec<i64>, width: i64) -> Result<(), RowFault> {
    let mut at = 0;
    let mut colour = Color::White;
    while at < width {
        if bits.peek(11) == Some(0) {
            return Err(RowFault::Early);
        }
        at += run(bits, colour)?;
        current.push(at);
        colour = !colour;
    }
    if at == width {
        Ok(())
    } else {
        Err(RowFault::Width)
    }
}

/// A run: make-up codes, then a terminating code (T.4 §4.1.1).
fn run(bits: &mut Bits<'_>, colour: Color) -> Result<i64, RowFault> {
    let mut length = 0;
    loop {
        let code = match colour {
            Color::White => white::decode(bits),
            Color::Black => black::decode(bits),
        };
        let part = code.ok_or(RowFault::Code)?;
        length += i64::from(part);
        if part < 64 {
            return Ok(length);
        }
    }
}

/// A row relative to the one above (T.6 §2.2). `reference` and `current` are places of colour change, those to black
/// at even indices.
fn row_2d(
    bits: &mut Bits<'_>,
    reference: &[i64],
    current: &mut Vec<i64>,
    width: i64,
) -> Result<(), RowFault> {
    // The imaginary element before the first pixel (T.6 §2.2.1).
    let mut a0 = -1;
    let mut cursor: usize = 0;
    let change = |index: usize| reference.get(index).copied().unwrap_or(width);
    while a0 < width {
        let black = current.len() % 2;
        // b1: the first change on the row above right of a0 to the colour opposite to a0's. A vertical code to the
        // left can bring a0 back behind one change, never behind two of the same kind.
        cursor = cursor.saturating_sub(1);
        if cursor % 2 != black {
            cursor += 1;
        }
        while change(cursor) <= a0 && cursor < reference.len() {
            cursor += 2;
        }
        let b1 = change(cursor);
        match mode::decode(bits).ok_or(RowFault::Code)? {
            Mode::Pass => a0 = change(cursor + 1),
            Mode::Vertical(delta) => {
                let a1 = b1 + i64::from(delta);
                if a1 < a0.max(0) || a1 > width {
                    return Err(RowFault::Width);
                }
                current.push(a1);
                a0 = a1;
            }
            Mode::Horizontal => {
                let (first, second) = match black {
                    0 => (Color::White, Color::Black),
                    _ => (Color::Black, Color::White),
                };
                let a1 = a0.max(0) + run(bits, first)?;
                let a2 = a1 + run(bits, second)?;
                if a2 > width {
                    return Err(RowFault::Width);
                }
                current.push(a1);
                current.push(a2);
                a0 = a2;
            }
            Mode::Extension => return Err(RowFault::Extension),
            Mode::EOF => return Err(RowFault::Early),
        }
    }
    Ok(())
}

/// Bits of a strip, with as many zeros behind its end as a code table wants to see.
#[derive(Default)]
struct Bits<'a> {
    data: &'a [u8],
    reversed: bool,
    next_byte: usize,
    /// The next bits, from the top.
    held: u64,
    count: u32,
    /// Bits used so far; more than there are means the data ended.
    used: u64,
}

impl Bits<'_> {
    fn fill(&mut self) {
        while self.count <= 56 {
            let byte = self.data.get(self.next_byte).copied().unwrap_or(0);
            let byte = if self.reversed {
                byte.reverse_bits()
            } else {
                byte
            };
            self.next_byte = self.next_byte.saturating_add(1);
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    fn skip(&mut self, bits: u8) {
        let bits = u32::from(bits).min(self.count);
        self.held = self.held.checked_shl(bits).unwrap_or(0);
        self.count -= bits;
        self.used += u64::from(bits);
        self.fill();
    }

    /// Bits of the strip that were not used yet.
    fn rest(&self) -> u64 {
        (long(self.data.len()) * 8).saturating_sub(self.used)
    }

    fn overrun(&self) -> bool {
        self.used > long(self.data.len()) * 8
    }

    /// The byte of the strip that is read now.
    fn place(&self) -> u64 {
        (self.used / 8).min(long(self.data.len()))
    }

    fn align(&mut self) {
        let odd = u8::try_from(self.used % 8).unwrap_or(0);
        if odd > 0 {
            self.skip(8 - odd);
        }
    }

    /// Takes 11 or more zeros and a one, the line mark with its fill; false if the next bits are something else.
    fn skip_eol(&mut self) -> bool {
        if self.peek(11) != Some(0) {
            return false;
        }
        while self.rest() > 0 && self.peek(1) == Some(0) {
            self.skip(1);
        }
        if self.rest() == 0 {
            return false;
        }
        self.skip(1);
        true
    }

    /// Behind the last row: nothing, zeros, or line marks (RTC of T.4, EOFB of T.6) and then anything.
    fn is_end(&self, coding: Coding) -> bool {
        let unseen = self.data.get(self.next_byte..).unwrap_or(&[]);
        if self.held == 0 && unseen.iter().all(|&byte| byte == 0) {
            return true;
        }
        match coding {
            Coding::Rle => false,
            Coding::G4 => self.held >> 40 == 0x00_1001,
            Coding::G3 | Coding::G3TwoDimensional => {
                // Two marks in a row never stand between rows; fill may stand between them.
                let tag = u32::from(coding == Coding::G3TwoDimensional);
                let zeros = self.held.leading_zeros();
                let behind = self.held.checked_shl(zeros + 1 + tag).unwrap_or(0);
                zeros >= 11
                    && (behind.leading_zeros() >= 11 || self.rest() <= u64::from(zeros + tag + 8))
            }
        }
    }
}

impl BitReader for Bits<'_> {
    type Error = std::convert::Infallible;

    fn peek(&self, bits: u8) -> Option<u16> {
        if bits == 0 || bits > 16 {
            return None;
        }
        u16::try_from(self.held >> (64 - u32::from(bits))).ok()
    }

    fn consume(&mut self, bits: u8) -> Result<(), Self::Error> {
        self.skip(bits);
        Ok(())
    }

    fn bits_to_byte_boundary(&self) -> u8 {
        u8::try_from((8 - self.used % 8) % 8).unwrap_or(0)
    }
}
