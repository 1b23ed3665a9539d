//! Entropy-coded data of a sequential scan → every symbol read (T.81 F.2.2). This is the hot loop.

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
                blocks.push(Block { member, coder, wide, high, column, row });
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
        for _ in 0..stretch {
            for block in blocks {
                let size = match block.coder.dc.decode(&mut course.bits) {
                    Some(size) => u32::from(size),
                    None => return Err(course.no_code()),
                };
                if KEEP {
                    let value = difference(course.bits.take(size), size);
                    let slot = predictions.get_mut(block.member & 3);
                    let plane = planes.get_mut(block.member & 3).and_then(Option::as_mut);
                    if let (Some(last), Some(plane)) = (slot, plane) {
                        *last = last.wrapping_add(value);
                        let at = (y * block.high + block.row) * plane.stride
                            + x * block.wide
                            + block.column;
                        if let Some(cell) = plane.values.get_mut(at) {
                            *cell = *last as i16; // libjpeg's JCOEF is 16 bits too
                        }
                    }
                } else {
                    course.bits.skip(size);
                }
                read_ac(course, block.coder.ac)?;
                if course.bits.overdrawn() {
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
    }
}

/// F.2.2.2, Figure F.13, without the values.
#[inline(always)]
fn read_ac(course: &mut Course, table: &AcTable) -> Result<(), JpegFault> {
    let mut k = 1;
    while k < 64 {
        course.bits.ensure();
        let step = table.step(&course.bits);
        let passed = step.passed();
        if passed == 0 || k + passed > 64 {
            k = read_ac_slowly(course, table, k)?;
            continue;
        }
        course.bits.skip(step.bits());
        if step.ends() {
            return Ok(());
        }
        k += passed;
    }
    Ok(())
}

/// One symbol; returns the next coefficient.
#[cold]
#[inline(never)]
fn read_ac_slowly(course: &mut Course, table: &AcTable, k: u32) -> Result<u32, JpegFault> {
    let Some(symbol) = table.single.decode(&mut course.bits) else {
        return Err(course.no_code());
    };
    let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
    course.bits.skip(size);
    let next = match (run, size) {
        (0, 0) => return Ok(64),
        (15, 0) => k + 16,
        (_, 0) => {
            course.note(NoteKind::UndefinedSymbol);
            return Ok(64);
        }
        _ => k + run + 1,
    };
    if next > 64 {
        course.note(NoteKind::CoefficientOverrun);
    }
    Ok(next)
}

/// Figure F.12, EXTEND.
#[inline(always)]
pub(super) fn difference(bits: u32, size: u32) -> i32 {
    let value = bits as i32; // at most 16 bits
    if size > 0 && value < 1 << (size - 1) { value - (1 << size) + 1 } else { value }
}
