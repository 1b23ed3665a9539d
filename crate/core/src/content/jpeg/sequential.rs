//! Entropy-coded data of a sequential scan → every symbol read (T.81 F.2.2).
//!
//! Two ways: [`one_mcu`] reads symbol by symbol, and all that is odd is judged there. Large scans are read piece by
//! piece by [`Lanes`], which gives nothing but where blocks end; what of it is whole MCUs is taken, the rest is left
//! to the first way.

use super::dc::Kept;
use super::huffman::HuffmanTable;
use super::lanes::{Lanes, Order};
use super::piece::Piece;
use super::preview::DcPlane;
use super::scan::{Course, Scan};
use super::verdict::{JpegFault, NoteKind};
use std::collections::BTreeMap;

/// Scans of fewer blocks, or with fewer bytes before the end of the file, are not worth the tables of [`Lanes`]; their
/// memory, 556 KiB, stays under 35 bytes for each byte delivered.
const MANY_BLOCKS: u64 = 1024;
const MANY_BYTES: usize = 1 << 14;

/// The tables of one member of the scan.
pub(super) struct Coder<'t> {
    /// DC differences.
    pub dc: &'t HuffmanTable,
    /// AC coefficients.
    pub ac: &'t HuffmanTable,
}

/// One block of an MCU.
pub(super) struct Block<'t> {
    /// Index of its component in the scan.
    pub member: usize,
    /// Its tables.
    pub coder: &'t Coder<'t>,
    /// Blocks of the member side by side in an MCU.
    pub wide: usize,
    /// Rows of them.
    pub high: usize,
    /// Its place among them.
    pub column: usize,
    /// Its place among them.
    pub row: usize,
}

/// Reads all MCUs. With `keep` the DC values go to `planes`.
pub(super) fn read(
    course: &mut Course,
    scan: &Scan,
    coders: &[Coder],
    keep: bool,
    planes: &mut BTreeMap<usize, DcPlane>,
) -> Result<(), JpegFault> {
    let mut blocks = Vec::with_capacity(10);
    for ((member, spec), coder) in scan.members.iter().enumerate().zip(coders) {
        let (wide, high) = (spec.wide as usize, spec.high as usize);
        for row in 0..high {
            for column in 0..wide {
                blocks.push(Block {
                    member,
                    coder,
                    wide,
                    high,
                    column,
                    row,
                });
            }
        }
    }
    // Planes indexed by component for the loops; put back behind them.
    let mut kept = keep.then(|| Kept::new(scan, planes));
    let result = read_mcus(course, scan, &blocks, &mut kept);
    if let Some(kept) = kept {
        kept.put_back(scan, planes);
    }
    result
}

fn read_mcus(
    course: &mut Course,
    scan: &Scan,
    blocks: &[Block],
    kept: &mut Option<Kept>,
) -> Result<(), JpegFault> {
    let many = scan.blocks() >= MANY_BLOCKS && course.remaining() >= MANY_BYTES;
    let mut pieces = many.then(|| Pieces::new(blocks));
    loop {
        let stretch = course.stretch()?;
        if stretch == 0 {
            return Ok(());
        }
        if let Some(kept) = kept {
            kept.begin_interval();
        }
        let end = course.done + stretch;
        while course.done < end {
            let stop = match &mut pieces {
                Some(pieces) => pieces.read(course, blocks, kept, end),
                None => usize::MAX,
            };
            while course.done < end && course.bits.place() < stop as u64 {
                one_mcu(course, blocks, kept)?;
                course.done += 1;
            }
        }
    }
}

/// What reading by pieces needs.
struct Pieces<'t> {
    piece: Piece,
    lanes: Lanes,
    order: Order<'t>,
}

impl<'t> Pieces<'t> {
    fn new(blocks: &[Block<'t>]) -> Self {
        let mut pairs: Vec<(&HuffmanTable, &HuffmanTable)> = Vec::with_capacity(4);
        let same = |(dc, ac): (&HuffmanTable, &HuffmanTable), block: &Block| {
            std::ptr::eq(dc, block.coder.dc) && std::ptr::eq(ac, block.coder.ac)
        };
        let mut places = Vec::with_capacity(10);
        for block in blocks {
            let known = pairs.iter().position(|&pair| same(pair, block));
            places.push(known.unwrap_or(pairs.len()));
            if known.is_none() {
                pairs.push((block.coder.dc, block.coder.ac));
            }
        }
        Self {
            piece: Piece::new(),
            lanes: Lanes::new(),
            order: Order::new(pairs, &places),
        }
    }

    /// Reads MCUs up to number `end` while all is plain. The byte up to which MCUs must then be read by
    /// themselves: at least one, if any is left.
    fn read(
        &mut self,
        course: &mut Course,
        blocks: &[Block],
        kept: &mut Option<Kept>,
        end: u64,
    ) -> usize {
        while course.done < end {
            // Fill bytes are for the other way, which notes them; so from here on all is.
            if course.bits.fill.is_some() {
                return usize::MAX;
            }
            let begin = course.bits.place() as usize;
            self.piece.load(course.data, begin);
            let bit = course.bits.begun();
            let (ends, odd) = self.lanes.read(&self.piece, bit, &self.order);
            let within = ends.partition_point(|&end| Lanes::bit(end) <= self.piece.bits());
            let mcus = ((within / blocks.len().max(1)) as u64).min(end - course.done);
            let ends = ends.get(..mcus as usize * blocks.len()).unwrap_or_default();
            if let Some(last) = ends.last().map(|&end| Lanes::bit(end)) {
                if let Some(kept) = kept {
                    kept.take(course.done, blocks, &self.piece, bit, ends);
                }
                course.done += mcus;
                course.bits = course.bits.at(self.piece.byte(last), last % 8);
            }
            if odd || ends.is_empty() {
                return self
                    .piece
                    .byte(self.piece.bits())
                    .max(course.bits.place() as usize + 1);
            }
        }
        0
    }
}

/// One MCU, symbol by symbol.
fn one_mcu(
    course: &mut Course,
    blocks: &[Block],
    kept: &mut Option<Kept>,
) -> Result<(), JpegFault> {
    for (number, block) in blocks.iter().enumerate() {
        let mut bits = course.bits;
        let Some(size) = block.coder.dc.decode(&mut bits).map(u32::from) else {
            course.bits = bits;
            return Err(course.no_code());
        };
        let value = difference(bits.take(size), size);
        course.bits = bits;
        let last = ac_coefficients(course, block.coder.ac)?;
        if let Some(kept) = kept {
            kept.one(course.done, blocks, number, value, last);
        }
        if course.bits.overdrawn() {
            return Err(course.premature());
        }
    }
    Ok(())
}

/// F.2.2.2, Figure F.13, without the values. The place of the last coefficient, 0–63.
fn ac_coefficients(course: &mut Course, table: &HuffmanTable) -> Result<u8, JpegFault> {
    let mut k = 1;
    while k < 64 {
        let symbol = table.decode(&mut course.bits);
        let Some(symbol) = symbol else {
            return Err(course.no_code());
        };
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        let next = match (run, size) {
            (0, 0) => return Ok((k - 1) as u8),
            (15, 0) => k + 16,
            (_, 0) => {
                course.note(NoteKind::UndefinedSymbol);
                return Ok((k - 1) as u8);
            }
            _ => k + run + 1,
        };
        if next > 64 {
            course.note(NoteKind::CoefficientOverrun);
        }
        course.bits.skip(size);
        k = next;
    }
    Ok(63)
}

/// Figure F.12, EXTEND; the sign is as good as random, so without a branch.
#[inline(always)]
pub(super) fn difference(bits: u32, size: u32) -> i32 {
    let (value, range) = (bits as i32, 1 << size); // at most 15 bits
    value - i32::from(value < range >> 1) * (range - 1)
}
