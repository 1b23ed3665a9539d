//! Entropy-coded data of a progressive scan → every symbol read (T.81 G.2).
//! Refinement needs to know which coefficients are already non-zero, and nothing else of them: one
//! bit each.

use super::bits::Bits;
use super::huffman::HuffmanTable;
use super::preview::DcPlane;
use super::scan::{Course, Scan};
use super::sequential::difference;
use super::verdict::{JpegFault, NoteKind};
use std::collections::BTreeMap;
use std::hint::select_unpredictable;

/// What earlier scans of one component left.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// By coefficient: the bit position reached; `None` if no scan had it.
    pub reached: [Option<u8>; 64],
    /// By block: which coefficients are non-zero, bit n for coefficient n in zigzag order.
    history: Vec<u64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            reached: [None; 64],
            history: Vec::new(),
        }
    }
}

impl Progress {
    /// G.1.1.1: a first scan comes once, refinements take one bit after the other, DC comes before
    /// AC. libjpeg warns of each breach; a repeated scan of the lowest bit (Ah 0 after Al 0) passes
    /// with it.
    pub fn advance(&mut self, scan: &Scan, component: u8) -> Result<(), JpegFault> {
        let broken = |coefficient, expected| JpegFault::ProgressionBroken {
            offset: scan.offset,
            component,
            coefficient,
            expected,
            found: scan.high,
        };
        if scan.start > 0 && self.reached.first().copied().flatten().is_none() {
            return Err(broken(0, 0));
        }
        let band = usize::from(scan.start)..=usize::from(scan.end);
        for (coefficient, reached) in
            (scan.start..).zip(self.reached.get_mut(band).into_iter().flatten())
        {
            let expected = reached.unwrap_or(0);
            if expected != scan.high {
                return Err(broken(coefficient, expected));
            }
            *reached = Some(scan.low);
        }
        Ok(())
    }

    /// The last coefficient of each block that is not zero, row by row; nothing where there was no AC scan.
    pub fn last(&self) -> impl Iterator<Item = u8> {
        let last = |block: &u64| (63 - (block | 1).leading_zeros()) as u8;
        self.history.iter().map(last)
    }

    /// Every coefficient came down to its last bit.
    pub fn complete(&self) -> bool {
        self.reached.iter().all(|reached| *reached == Some(0))
    }
}

/// Zero coefficients a run passes without a branch.
const FORESEEN: u32 = 4;

/// DC scans, first (G.2.1, `tables` by member) and refinement (G.2.2, no tables).
pub(super) fn read_dc(
    course: &mut Course,
    scan: &Scan,
    tables: &[&HuffmanTable],
    planes: &mut BTreeMap<usize, DcPlane>,
) -> Result<(), JpegFault> {
    let (mut x, mut y) = (0usize, 0usize);
    let mut kept = [const { None }; 4];
    for (slot, member) in kept.iter_mut().zip(&scan.members) {
        *slot = planes.remove(&member.component);
    }
    let result = (|| {
        loop {
            let stretch = course.stretch()?;
            if stretch == 0 {
                return Ok(());
            }
            let mut predictions = [0i32; 4];
            for _ in 0..stretch {
                let members = scan
                    .members
                    .iter()
                    .zip(&mut kept)
                    .zip(&mut predictions)
                    .enumerate();
                for (index, ((member, plane), last)) in members {
                    let (wide, high) = (member.wide as usize, member.high as usize);
                    for block in 0..wide * high {
                        let value = if scan.high == 0 {
                            let Some(table) = tables.get(index) else {
                                continue;
                            };
                            let Some(size) = table.decode(&mut course.bits) else {
                                return Err(course.no_code());
                            };
                            let bits = course.bits.take(u32::from(size));
                            *last = last.wrapping_add(difference(bits, u32::from(size)));
                            *last << scan.low
                        } else {
                            {
                                course.bits.ensure();
                                (course.bits.take(1) << scan.low) as i32
                            }
                        };
                        if course.bits.overdrawn() {
                            return Err(course.premature());
                        }
                        if let Some(plane) = plane {
                            let row = y * high + block / wide;
                            let at = row * plane.stride + x * wide + block % wide;
                            if let Some(cell) = plane.values.get_mut(at) {
                                let before = if scan.high == 0 { 0 } else { *cell };
                                *cell = before | value as i16;
                            }
                        }
                    }
                }
                course.done += 1;
                x += 1;
                if x == scan.mcus_wide as usize {
                    (x, y) = (0, y + 1);
                }
            }
        }
    })();
    for (slot, member) in kept.into_iter().zip(&scan.members) {
        if let Some(plane) = slot {
            planes.insert(member.component, plane);
        }
    }
    result
}

/// AC scans of one component, first (G.1.2.2) and refinement (G.1.2.3).
/// Room for the history is safe to make: an earlier DC scan took at least one bit for every block.
pub(super) fn read_ac(
    course: &mut Course,
    scan: &Scan,
    table: &HuffmanTable,
    progress: &mut Progress,
) -> Result<(), JpegFault> {
    let blocks = scan.mcus() as usize; // at most 8188 × 8188
    if progress.history.len() != blocks {
        progress.history = vec![0; blocks];
    }
    let mut rest = progress.history.as_mut_slice();
    loop {
        let stretch = course.stretch()? as usize;
        if stretch == 0 {
            return Ok(());
        }
        let (now, later) = rest.split_at_mut_checked(stretch).unwrap_or_default();
        rest = later;
        // G.1.2.2: no end-of-band run crosses a restart.
        let eob_run = match scan.high {
            0 => first_stretch(course, scan, table, now)?,
            _ => refine_stretch(course, scan, table, now)?,
        };
        if eob_run > 0 {
            course.note(NoteKind::EobRunOverrun);
        }
    }
}

/// Run and size of the next symbol; `None` for a bit pattern that is no code word.
#[inline(always)]
fn symbol(bits: &mut Bits, table: &HuffmanTable) -> Option<(u32, u32)> {
    table
        .decode(bits)
        .map(|symbol| (u32::from(symbol >> 4), u32::from(symbol & 15)))
}

/// Leaves the hot loop with a note.
#[cold]
#[inline(never)]
fn note<'a>(course: &mut Course<'a, '_>, bits: Bits<'a>, kind: NoteKind) {
    course.bits = bits;
    course.note(kind);
}

#[inline(never)]
fn first_stretch(
    course: &mut Course,
    scan: &Scan,
    table: &HuffmanTable,
    blocks: &mut [u64],
) -> Result<usize, JpegFault> {
    let (end, low) = (u32::from(scan.end), u32::from(scan.low));
    let mut at = 0;
    let mut bits = course.bits;
    while let Some(block) = blocks.get_mut(at) {
        let mut k = u32::from(scan.start);
        let mut run_of_blocks = 1;
        while k <= end {
            let Some((run, size)) = symbol(&mut bits, table) else {
                course.bits = bits;
                return Err(course.no_code());
            };
            if size == 0 && run < 15 {
                run_of_blocks = (1 << run) + bits.take(run) as usize;
                break;
            }
            k += run;
            if k > end {
                note(course, bits, NoteKind::CoefficientOverrun);
            }
            if size > 0 {
                let value = bits.take(size);
                // libjpeg keeps 16 bits; a value shifted out of them is zero to later scans.
                if size + low < 16 || (difference(value, size) << low) as i16 != 0 {
                    *block |= 1 << k.min(63); // libjpeg's place for a coefficient past the end
                }
            }
            k += 1;
        }
        if bits.overdrawn() {
            course.bits = bits;
            return Err(course.premature());
        }
        let passed = run_of_blocks.min(blocks.len() - at);
        at += passed;
        course.done += passed as u64;
        if passed < run_of_blocks {
            course.bits = bits;
            return Ok(run_of_blocks - passed);
        }
    }
    course.bits = bits;
    Ok(0)
}

#[inline(never)]
fn refine_stretch(
    course: &mut Course,
    scan: &Scan,
    table: &HuffmanTable,
    blocks: &mut [u64],
) -> Result<usize, JpegFault> {
    let end = u32::from(scan.end);
    let mut eob_run = 0usize;
    let mut bits = course.bits;
    for block in blocks {
        let mut k = u32::from(scan.start);
        while k <= end && eob_run == 0 {
            let Some((run, size)) = symbol(&mut bits, table) else {
                course.bits = bits;
                return Err(course.no_code());
            };
            if size == 0 && run < 15 {
                eob_run = (1 << run) + bits.take(run) as usize;
                break;
            }
            if size > 1 {
                let (offset, mcu) = (bits.place(), course.done);
                if bits.overdrawn() {
                    course.bits = bits;
                    return Err(course.premature());
                }
                return Err(JpegFault::RefinementSize {
                    offset,
                    mcu,
                    size: size as u8,
                });
            }
            bits.ensure();
            bits.skip(size); // the sign
            // The target is the zero coefficient behind `run` zero ones; non-zero ones passed have
            // a bit each.
            let zeros = without_first(!*block & from_to(k, end), run);
            let target = if zeros == 0 {
                note(course, bits, NoteKind::CoefficientOverrun);
                end + 1
            } else {
                zeros.trailing_zeros()
            };
            let before_target = !u64::MAX.checked_shl(target).unwrap_or(0);
            let passed = (*block & (u64::MAX << k) & before_target).count_ones();
            // 31 bits are held behind the sign; a test for none would be foreseen badly.
            if passed <= 16 {
                bits.skip(passed);
            } else {
                bits.skip_many(passed);
            }
            *block |= u64::from(size) << target.min(63);
            k = target + 1;
        }
        if eob_run > 0 {
            if k <= end {
                bits.skip_many((*block & from_to(k, end)).count_ones());
            }
            eob_run -= 1;
        }
        if bits.overdrawn() {
            course.bits = bits;
            return Err(course.premature());
        }
        course.done += 1;
    }
    course.bits = bits;
    Ok(eob_run)
}

/// Without its lowest bits, so many of them. Most runs are short and none can be foreseen: the first few take no branch.
#[inline(always)]
fn without_first(mut set: u64, run: u32) -> u64 {
    for before in 0..FORESEEN {
        let fewer = set & set.wrapping_sub(1);
        set = select_unpredictable(before < run, fewer, set);
    }
    for _ in FORESEEN..run {
        set &= set.wrapping_sub(1);
    }
    set
}

/// Bits `first`–`last`, both 0–63 and in order.
#[inline(always)]
fn from_to(first: u32, last: u32) -> u64 {
    (u64::MAX << first) & (u64::MAX >> (63 - last))
}
