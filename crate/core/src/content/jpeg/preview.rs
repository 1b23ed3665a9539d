//! DC coefficients → the page at 1/8 scale: the DC coefficient of a block is 8 × the mean of its
//! samples less 128 (T.81 A.3.3).

use super::frame::Frame;
use super::scan::Scan;
use std::collections::BTreeMap;

/// One component at 1/8 of its own scale: one sample per block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Blocks in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Block means, 0–255, row by row.
    pub samples: Vec<u8>,
}

/// The picture at 1/8 scale, component by component as coded, without colour conversion. Subsampled
/// components are smaller; the last blocks of a row or column may mostly lie outside the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// In frame order.
    pub planes: Vec<Plane>,
    /// For each sample of the first plane: the place of the last coefficient of its block that is not zero, in zigzag
    /// order, 0–63. 0 is a block of one level.
    pub detail: Vec<u8>,
}

/// The DC coefficients of one component, on the grid of whole MCUs.
#[derive(Debug, Default, Clone)]
pub(super) struct DcPlane {
    /// Blocks in a row, those beyond the picture included.
    pub stride: usize,
    /// Row by row.
    pub values: Vec<i16>,
    /// Last coefficients that are not zero, row by row.
    pub last: Vec<u8>,
}

/// Room for the components of a scan that have none yet. A scan that claims more blocks than its
/// data have bits is refused room: it cannot end well, and memory follows what was delivered, not
/// what a header claims.
pub(super) fn make_room(
    planes: &mut BTreeMap<usize, DcPlane>,
    frame: &Frame,
    scan: &Scan,
    data_bytes: usize,
) -> bool {
    // every block takes at least one bit of a DC scan
    if scan.blocks() > data_bytes as u64 * 8 {
        return false;
    }
    for member in &scan.members {
        let Some(component) = frame.components.get(member.component) else {
            return false;
        };
        planes.entry(member.component).or_insert_with(|| {
            let stride = frame.mcus_wide as usize * usize::from(component.h);
            let rows = frame.mcus_high as usize * usize::from(component.v);
            DcPlane {
                stride,
                values: vec![0; stride * rows],
                last: vec![0; stride * rows],
            }
        });
    }
    true
}

/// The finished preview; `None` if a component has no values or no quantisation table.
pub(super) fn finish(
    planes: &BTreeMap<usize, DcPlane>,
    frame: &Frame,
    quant_dc: &BTreeMap<usize, u16>,
) -> Option<Preview> {
    let mut finished = Vec::with_capacity(frame.components.len());
    let mut detail = Vec::new();
    for (index, component) in frame.components.iter().enumerate() {
        let dc = planes.get(&index)?;
        let step = i32::from(*quant_dc.get(&index)?);
        let wide = component.blocks_wide as usize;
        let high = component.blocks_high as usize;
        let inside = |row: usize| row * dc.stride..row * dc.stride + wide;
        let mut samples = Vec::with_capacity(wide * high);
        for row in 0..high {
            let values = dc.values.get(inside(row)).unwrap_or_default();
            let level = |&value| (((i32::from(value) * step + 4) >> 3) + 128).clamp(0, 255) as u8;
            samples.extend(values.iter().map(level));
            if index == 0 {
                detail.extend_from_slice(dc.last.get(inside(row)).unwrap_or_default());
            }
        }
        let (width, height) = (component.blocks_wide, component.blocks_high);
        finished.push(Plane {
            width,
            height,
            samples,
        });
    }
    Some(Preview {
        planes: finished,
        detail,
    })
}
