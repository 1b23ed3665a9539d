//! DC differences of a sequential scan → the planes of the preview (T.81 F.2.1.3.1, F.2.2.1).

use super::lanes::Lanes;
use super::piece::Piece;
use super::preview::DcPlane;
use super::scan::Scan;
use super::sequential::{Block, difference};
use std::collections::BTreeMap;

/// Planes of the members of a scan, while it is read.
pub(super) struct Kept {
    planes: [DcPlane; 4],
    predictions: [i32; 4],
    mcus_wide: usize,
    /// By block of the MCU: its place in the plane of its member.
    places: [usize; 16],
}

impl Kept {
    /// Takes the planes of the scan's components out of `planes`.
    pub fn new(scan: &Scan, planes: &mut BTreeMap<usize, DcPlane>) -> Self {
        let mut kept: [DcPlane; 4] = Default::default();
        for (slot, spec) in kept.iter_mut().zip(&scan.members) {
            *slot = planes.remove(&spec.component).unwrap_or_default();
        }
        Self {
            planes: kept,
            predictions: [0; 4],
            mcus_wide: scan.mcus_wide.max(1) as usize,
            places: [0; 16],
        }
    }

    /// And puts them back.
    pub fn put_back(self, scan: &Scan, planes: &mut BTreeMap<usize, DcPlane>) {
        for (plane, spec) in self.planes.into_iter().zip(&scan.members) {
            planes.insert(spec.component, plane);
        }
    }

    /// F.2.1.3.1: predictions begin at 0 in every scan and interval.
    pub fn begin_interval(&mut self) {
        self.predictions = [0; 4];
    }

    /// A block, by its number in MCU number `mcu`: its DC difference and the place of its last coefficient.
    pub fn one(&mut self, mcu: u64, blocks: &[Block], number: usize, difference: i32, last: u8) {
        if number == 0 {
            self.find_places(mcu as usize, blocks);
        }
        if let Some(block) = blocks.get(number) {
            self.set(number, block, difference, last);
        }
    }

    /// Whole MCUs from number `mcu` on, by where their blocks end; the first begins at `bit` of the piece.
    #[inline(never)]
    pub fn take(&mut self, mcu: u64, blocks: &[Block], piece: &Piece, mut bit: u32, ends: &[u32]) {
        let mut mcu = mcu as usize;
        let mut ends = ends.iter();
        while ends.len() > 0 {
            self.find_places(mcu, blocks);
            let row = self.mcus_wide - mcu % self.mcus_wide;
            let (mut number, mut block) = (0, blocks.first());
            for &end in ends.by_ref().take(row * blocks.len()) {
                let Some(current) = block else { return };
                let word = piece.word(bit).unwrap_or(0);
                // It was read before: there is a code.
                let (length, size) = current.coder.dc.code(word).unwrap_or((0, 0));
                let size = u32::from(size);
                let value = (word << length >> 32 >> (32 - size)) as u32;
                self.set(number, current, difference(value, size), Lanes::last(end));
                bit = Lanes::bit(end);
                number += 1;
                block = blocks.get(number);
                if block.is_none() {
                    (number, block) = (0, blocks.first());
                }
            }
            mcu += row;
        }
    }

    fn find_places(&mut self, mcu: usize, blocks: &[Block]) {
        let (x, y) = (mcu % self.mcus_wide, mcu / self.mcus_wide);
        for (place, block) in self.places.iter_mut().zip(blocks) {
            let stride = self
                .planes
                .get(block.member & 3)
                .map_or(0, |plane| plane.stride);
            *place = (y * block.high + block.row) * stride + x * block.wide + block.column;
        }
    }

    #[inline(always)]
    fn set(&mut self, number: usize, block: &Block, difference: i32, last: u8) {
        let member = block.member & 3;
        let prediction = self.predictions.get_mut(member);
        let place = self.places.get_mut(number & 15);
        let plane = self.planes.get_mut(member);
        if let (Some(prediction), Some(place), Some(plane)) = (prediction, place, plane) {
            *prediction = prediction.wrapping_add(difference);
            if let Some(cell) = plane.values.get_mut(*place) {
                *cell = *prediction as i16; // libjpeg's JCOEF is 16 bits too
            }
            if let Some(cell) = plane.last.get_mut(*place) {
                *cell = last;
            }
            *place += block.wide;
        }
    }
}
