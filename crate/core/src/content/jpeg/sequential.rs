//! Entropy-coded data of a sequential scan → every symbol read (T.81 F.2.2). This is the hot loop.

use super::bits::Bits;
use super::huffman::{AcTable, HuffmanTable};
use super::preview::DcPlane;
use super::scan::{Course, Scan};
use super::verdict::{JpegFault, NoteKind};
use std::collections::BTreeMap;

/// The tables of one member of the scan.
pub(super) struct Coder<'t> {
    /// DC differences.
    pub dc: &'t HuffmanTable,
    /// AC coefficients.
    pub ac: &'t AcTable,
}

/// One block of an MCU.
struct Block<'t> {
    member: usize,
    coder: &'t Coder<'t>,
    /// Of the member, in an MCU.
    wide: usize,
    high: usize,
    column: usize,
    row: usize,
}

/// Reads all MCUs. With `KEEP` the DC values go to `planes`.
pub(super) fn read<const KEEP: bool>(
    course: &mut Course,
    scan: &Scan,
    coders: &[Coder],
    planes: &mut BTreeMap<usize, DcPlane>,
) -> Result<(), JpegFault> {
    let mut blocks = Vec::with_capacity(10);
    for ((member, spec), coder) in scan.members.iter().enumerate().zip(coders) {
        for row in 0..spec.high as usize {
            for column in 0..spec.wide as usize {
                let (wide, high) = (spec.wide as usize, spec.high as usize);
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
    // Planes indexed by component for the loop; put back behind it.
    let mut kept = [const { None }; 4];
    for (slot, spec) in kept.iter_mut().zip(&scan.members) {
        *slot = planes.remove(&spec.component);
    }
    let result = read_mcus::<KEEP>(course, scan, &blocks, &mut kept);
    for (slot, spec) in kept.into_iter().zip(&scan.members) {
        if let Some(plane) = slot {
            planes.insert(spec.component, plane);
        }
    }
    result
}

fn read_mcus<const KEEP: bool>(
    course: &mut Course,
    scan: &Scan,
    blocks: &[Block],
    planes: &mut [Option<DcPlane>; 4],
) -> Result<(), JpegFault> {
    let (mut x, mut y) = (0usize, 0usize);
    loop {
        let stretch = course.stretch()?;
        if stretch == 0 {
            return Ok(());
        }
        // F.2.1.3.1: predictions begin at 0 in every scan and interval.
        let mut predictions = [0i32; 4];
        let mut bits = course.bits;
        for _ in 0..stretch {
            for block in blocks {
                let mut at = 0;
                let Some(size) = block.coder.dc.decode(&mut bits).map(u32::from) else {
                    course.bits = bits;
                    return Err(course.no_code());
                };
                if KEEP {
                    let value = difference(bits.take(size), size);
                    let slot = predictions.get_mut(block.member & 3);
                    let plane = planes.get_mut(block.member & 3).and_then(Option::as_mut);
                    if let (Some(last), Some(plane)) = (slot, plane) {
                        *last = last.wrapping_add(value);
                        at = (y * block.high + block.row) * plane.stride
                            + x * block.wide
                            + block.column;
                        if let Some(cell) = plane.values.get_mut(at) {
                            *cell = *last as i16; // libjpeg's JCOEF is 16 bits too
                        }
                    }
                } else {
                    bits.skip(size);
                }
                // F.2.2.2, Figure F.13, without the values.
                let mut k = 1;
                while k < 64 {
                    bits.ensure();
                    let mut step = block.coder.ac.step(&bits);
                    if step.passed() == 0 {
                        step = block.coder.ac.long_step(&bits);
                    }
                    let passed = step.passed();
                    if passed == 0 || k + passed > 64 {
                        (bits, k) = one_symbol(course, block.coder.ac, bits, k)?;
                        continue;
                    }
                    bits.skip(step.bits());
                    k += passed;
                    if step.ends() {
                        k -= 1; // the end itself is no coefficient
                        break;
                    }
                }
                if KEEP && block.member == 0 {
                    let plane = planes.get_mut(0).and_then(Option::as_mut);
                    if let Some(last) = plane.and_then(|plane| plane.last.get_mut(at)) {
                        let end = if k >= ENDED { k - ENDED } else { k.min(64) };
                        *last = (end - 1) as u8; // 1–64
                    }
                }
                if bits.overdrawn() {
                    course.bits = bits;
                    return Err(course.premature());
                }
            }
            course.done += 1;
            if KEEP {
                x += 1;
                if x == scan.mcus_wide as usize {
                    (x, y) = (0, y + 1);
                }
            }
        }
        course.bits = bits;
    }
}

/// Added to the coefficient before which a block ended.
const ENDED: u32 = 128;

/// One AC symbol by itself: a run past the end, a code too long for the tables, or a fault. Returns the next
/// coefficient, or [`ENDED`] and more.
#[cold]
#[inline(never)]
fn one_symbol<'a>(
    course: &mut Course<'a, '_>,
    table: &AcTable,
    mut bits: Bits<'a>,
    k: u32,
) -> Result<(Bits<'a>, u32), JpegFault> {
    let symbol = table.single.decode(&mut bits);
    course.bits = bits;
    let Some(symbol) = symbol else {
        return Err(course.no_code());
    };
    let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
    bits.skip(size);
    let next = match (run, size) {
        (0, 0) => return Ok((bits, ENDED + k)),
        (15, 0) => k + 16,
        (_, 0) => {
            course.note(NoteKind::UndefinedSymbol);
            return Ok((bits, ENDED + k));
        }
        _ => k + run + 1,
    };
    if next > 64 {
        course.note(NoteKind::CoefficientOverrun);
    }
    Ok((bits, next))
}

/// Figure F.12, EXTEND; the sign is as good as random, so without a branch.
#[inline(always)]
pub(super) fn difference(bits: u32, size: u32) -> i32 {
    let (value, range) = (bits as i32, 1 << size); // at most 15 bits
    value - i32::from(value < range >> 1) * (range - 1)
}
