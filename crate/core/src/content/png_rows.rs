//! Filtered rows of a PNG as they come out of its zlib stream → the small picture. Interlaced pictures, palettes and
//! 2-, 4- and 16-bit samples are not screened.

use super::png::Header;
use super::preview::{Boxes, Samples, SmallPicture};
use crate::facts::ColourMode;

/// The rows while they come in.
pub(super) struct PngRows {
    boxes: Boxes,
    /// Bytes of a row without its filter byte, and of a pixel (at least 1).
    length: usize,
    pixel: usize,
    /// The filter byte and the row that has begun.
    held: Vec<u8>,
    above: Vec<u8>,
    y: u64,
}

impl PngRows {
    /// `None` where the kind is not screened.
    pub fn new(header: &Header) -> Option<Self> {
        let samples = match (header.colour, header.bits, header.samples) {
            (ColourMode::Bitonal, 1, 1) => Samples::Bitonal { white: true },
            (ColourMode::Grey, 8, 1) => Samples::Grey {
                white_is_zero: false,
            },
            (ColourMode::Colour, 8, 3) => Samples::Rgb { samples: 3 },
            (ColourMode::Colour, 8, 4) => Samples::Rgb { samples: 4 },
            _ => return None,
        };
        if header.interlaced {
            return None;
        }
        let boxes = Boxes::new(header.width.into(), header.height.into(), samples)?;
        let bits = usize::from(header.bits) * usize::from(header.samples);
        let length = (usize::try_from(header.width).ok()? * bits).div_ceil(8);
        Some(Self {
            boxes,
            length,
            pixel: (bits / 8).max(1),
            held: Vec::with_capacity(length + 1),
            above: vec![0; length],
            y: 0,
        })
    }

    /// The next bytes.
    pub fn push(&mut self, mut part: &[u8]) {
        while !part.is_empty() {
            let need = (self.length + 1).saturating_sub(self.held.len());
            let (head, rest) = part.split_at(need.min(part.len()));
            self.held.extend_from_slice(head);
            part = rest;
            if self.held.len() == self.length + 1 {
                self.row();
            }
        }
    }

    fn row(&mut self) {
        let Some((filter, row)) = self.held.split_first_mut() else {
            return;
        };
        unfilter(*filter, self.pixel, row, &self.above);
        self.boxes.row(0, self.y, row);
        self.above.copy_from_slice(row);
        self.held.clear();
        self.y += 1;
    }

    /// The picture.
    pub fn finish(self) -> Option<SmallPicture> {
        self.boxes.finish()
    }
}

/// PNG §9.2; `above` is as long as `row`.
fn unfilter(filter: u8, pixel: usize, row: &mut [u8], above: &[u8]) {
    match filter {
        1 => left_based(pixel, row, above, |left, _, _| left),
        2 => {
            for (byte, &up) in row.iter_mut().zip(above) {
                *byte = byte.wrapping_add(up);
            }
        }
        3 => left_based(pixel, row, above, |left, up, _| {
            u8::try_from((u16::from(left) + u16::from(up)) / 2).unwrap_or(0)
        }),
        4 => left_based(pixel, row, above, paeth),
        _ => {}
    }
}

/// Filters that look at the pixel to the left: of each pixel and sample, left, up and up-left.
fn left_based(pixel: usize, row: &mut [u8], above: &[u8], guess: impl Fn(u8, u8, u8) -> u8) {
    let (mut left, mut corner) = ([0_u8; 4], [0_u8; 4]);
    for (bytes, ups) in row.chunks_exact_mut(pixel).zip(above.chunks_exact(pixel)) {
        let before = left.iter_mut().zip(corner.iter_mut());
        for ((byte, &up), (left, corner)) in bytes.iter_mut().zip(ups).zip(before) {
            *byte = byte.wrapping_add(guess(*left, up, *corner));
            (*left, *corner) = (*byte, up);
        }
    }
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (pa, pb, pc) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if pa <= pb && pa <= pc {
        left
    } else if pb <= pc {
        up
    } else {
        corner
    }
}
