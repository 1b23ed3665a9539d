//! Samples of a page as they stream by → the page at 1/8 scale, one grey level and one distance from grey a block of
//! 8 × 8 pixels. Memory is 12 bytes a block at most, and the blocks are bounded by [`MOST_PIXELS`].

use super::jpeg::{ColourModel, Preview};

/// Side of a block in pixels: that of a JPEG block, so that all formats are measured alike.
pub(super) const BLOCK: u64 = 8;

/// Larger pictures are not screened: A0 at 300 dpi is 9933 × 14 043 = 139 megapixels.
const MOST_PIXELS: u64 = 160_000_000;

/// A page at 1/8 scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SmallPicture {
    /// Blocks across.
    pub width: usize,
    /// Levels row by row, 0 black.
    pub grey: Vec<u8>,
    /// Largest of |Cb − 128| and |Cr − 128| of each block; empty without colour.
    pub chroma: Vec<u8>,
    /// Last coefficient of each block that is not zero, in zigzag order; empty where the page is no JPEG.
    pub detail: Vec<u8>,
}

impl SmallPicture {
    /// The planes of the JPEG verifier; `None` for models that are no grey or colour page.
    pub fn of_jpeg(preview: &Preview, model: ColourModel) -> Option<Self> {
        let first = preview.planes.first()?;
        let width = usize::try_from(first.width).ok()?;
        let (second, third) = match model {
            ColourModel::Grey => {
                return Some(Self {
                    width,
                    grey: first.samples.clone(),
                    chroma: Vec::new(),
                    detail: preview.detail.clone(),
                });
            }
            ColourModel::YCbCr | ColourModel::Rgb => {
                (preview.planes.get(1)?, preview.planes.get(2)?)
            }
            ColourModel::Cmyk | ColourModel::Ycck => return None,
        };
        let mut grey = Vec::with_capacity(first.samples.len());
        let mut chroma = Vec::with_capacity(first.samples.len());
        let rows = first.samples.chunks_exact(width.max(1));
        for (y, row) in (0_u64..).zip(rows) {
            let line = |plane: &super::jpeg::Plane| {
                let at = y * u64::from(plane.height) / u64::from(first.height.max(1));
                (at * u64::from(plane.width), u64::from(plane.width))
            };
            let ((at2, wide2), (at3, wide3)) = (line(second), line(third));
            for (x, &level) in (0_u64..).zip(row) {
                let across = u64::from(first.width.max(1));
                let b = sample(&second.samples, at2 + x * wide2 / across)?;
                let c = sample(&third.samples, at3 + x * wide3 / across)?;
                let (level, distance) = match model {
                    ColourModel::Rgb => luma_chroma(level.into(), b.into(), c.into()),
                    _ => (level, b.abs_diff(128).max(c.abs_diff(128))),
                };
                grey.push(level);
                chroma.push(distance);
            }
        }
        Some(Self {
            width,
            grey,
            chroma,
            detail: preview.detail.clone(),
        })
    }
}

fn sample(samples: &[u8], at: u64) -> Option<u8> {
    samples.get(usize::try_from(at).ok()?).copied()
}

/// ITU-R BT.601 as JFIF writes it, in 1/1000 and 1/65536; levels 0–255 in and out.
fn luma_chroma(red: u32, green: u32, blue: u32) -> (u8, u8) {
    let narrow = |level: u32| u8::try_from(level.min(255)).unwrap_or(u8::MAX);
    let luma = (red * 299 + green * 587 + blue * 114) / 1000;
    let cb = (blue.abs_diff(luma) * 36_984) >> 16; // 0.5643
    let cr = (red.abs_diff(luma) * 46_727) >> 16; // 0.7130
    (narrow(luma), narrow(cb.max(cr)))
}

/// How the samples of a row lie. Only these are screened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Samples {
    /// One bit a pixel, high bit first; whether a set bit is white.
    Bitonal { white: bool },
    /// Eight bits of grey.
    Grey { white_is_zero: bool },
    /// Eight bits of red, green and blue, and perhaps more that is not looked at.
    Rgb { samples: usize },
}

impl Samples {
    fn channels(self) -> usize {
        if matches!(self, Samples::Rgb { .. }) {
            3
        } else {
            1
        }
    }
}

/// The small picture while it is made: sums of levels, or of set bits, by block.
#[derive(Clone, Debug)]
pub(super) struct Boxes {
    width: u64,
    height: u64,
    across: usize,
    samples: Samples,
    sums: Vec<u32>,
    /// A strip or tile does not begin at a block: then there is no picture.
    misplaced: bool,
}

impl Boxes {
    /// `None` for a page without pixels or with too many.
    pub fn new(width: u64, height: u64, samples: Samples) -> Option<Self> {
        let pixels = width.checked_mul(height)?;
        // A row is held while its bytes come in: a side is bounded too.
        if pixels == 0 || pixels > MOST_PIXELS || width > 65_535 || height > 65_535 {
            return None;
        }
        let across = usize::try_from(width.div_ceil(BLOCK)).ok()?;
        let down = usize::try_from(height.div_ceil(BLOCK)).ok()?;
        let sums = vec![0; across * down * samples.channels()];
        Some(Self {
            width,
            height,
            across,
            samples,
            sums,
            misplaced: false,
        })
    }

    /// One row of a strip or tile that begins at `x`; what lies beyond the page is padding.
    pub fn row(&mut self, x: u64, y: u64, bytes: &[u8]) {
        if !x.is_multiple_of(BLOCK) {
            self.misplaced = true;
            return;
        }
        if x >= self.width || y >= self.height {
            return;
        }
        let channels = self.samples.channels();
        let width = usize::try_from(self.width - x).unwrap_or(usize::MAX);
        let first = usize::try_from(x / BLOCK).unwrap_or(usize::MAX);
        let row = usize::try_from(y / BLOCK).unwrap_or(usize::MAX) * self.across;
        let sums = self
            .sums
            .get_mut((row + first) * channels..(row + self.across) * channels);
        let Some(sums) = sums else { return };
        match self.samples {
            Samples::Bitonal { .. } => {
                let bytes = bytes.get(..bytes.len().min(width.div_ceil(8)));
                let odd = width % 8;
                let last = sums.len().saturating_sub(1);
                for (index, (sum, byte)) in
                    sums.iter_mut().zip(bytes.unwrap_or_default()).enumerate()
                {
                    let whole = index != last || odd == 0;
                    let kept = if whole { 0xff } else { 0xff_u8 << (8 - odd) };
                    *sum += (byte & kept).count_ones();
                }
            }
            Samples::Grey { .. } => {
                let bytes = bytes.get(..bytes.len().min(width)).unwrap_or_default();
                for (sum, block) in sums.iter_mut().zip(bytes.chunks(8)) {
                    *sum += block.iter().map(|&level| u32::from(level)).sum::<u32>();
                }
            }
            Samples::Rgb { samples } => {
                let length = bytes.len().min(width.saturating_mul(samples));
                let bytes = bytes.get(..length).unwrap_or_default();
                let blocks = bytes.chunks(8 * samples);
                for (sums, block) in sums.chunks_exact_mut(3).zip(blocks) {
                    let mut add = [0_u32; 3];
                    for pixel in block.chunks_exact(samples) {
                        for (part, &level) in add.iter_mut().zip(pixel) {
                            *part += u32::from(level);
                        }
                    }
                    for (sum, part) in sums.iter_mut().zip(add) {
                        *sum += part;
                    }
                }
            }
        }
    }

    /// Pixels `from..to` of a row of a bitonal page are set bits.
    pub fn run(&mut self, y: u64, from: u64, to: u64) {
        let to = to.min(self.width);
        if y >= self.height || from >= to {
            return;
        }
        let row = usize::try_from(y / BLOCK).unwrap_or(usize::MAX) * self.across;
        let place = |x: u64| usize::try_from(x / BLOCK).unwrap_or(usize::MAX);
        let (first, last) = (place(from), place(to - 1));
        let Some(blocks) = self.sums.get_mut(row + first..=row + last) else {
            return;
        };
        let mut x = from;
        for sum in blocks {
            let end = ((x / BLOCK + 1) * BLOCK).min(to);
            *sum += u32::try_from(end - x).unwrap_or(0);
            x = end;
        }
    }

    /// The means; `None` when a strip did not fit the grid.
    pub fn finish(self) -> Option<SmallPicture> {
        if self.misplaced {
            return None;
        }
        let channels = self.samples.channels();
        let mut grey = Vec::with_capacity(self.sums.len() / channels);
        let mut chroma = Vec::new();
        let side = |index: usize, size: u64| {
            let start = super::long(index) * BLOCK;
            u32::try_from(size.saturating_sub(start).clamp(1, BLOCK)).unwrap_or(1)
        };
        for (index, sums) in self.sums.chunks_exact(channels).enumerate() {
            let pixels =
                side(index % self.across, self.width) * side(index / self.across, self.height);
            let mean = |sum: u32| (sum + pixels / 2) / pixels;
            let narrow = |level: u32| u8::try_from(level.min(255)).unwrap_or(u8::MAX);
            match (self.samples, sums) {
                (Samples::Bitonal { white: true }, [set]) => grey.push(narrow(mean(set * 255))),
                (Samples::Bitonal { white: false }, [set]) => {
                    grey.push(255 - narrow(mean(set * 255)));
                }
                (
                    Samples::Grey {
                        white_is_zero: false,
                    },
                    [sum],
                ) => grey.push(narrow(mean(*sum))),
                (
                    Samples::Grey {
                        white_is_zero: true,
                    },
                    [sum],
                ) => grey.push(255 - narrow(mean(*sum))),
                (_, [red, green, blue]) => {
                    let (level, distance) = luma_chroma(mean(*red), mean(*green), mean(*blue));
                    grey.push(level);
                    chroma.push(distance);
                }
                _ => {}
            }
        }
        Some(SmallPicture {
            width: self.across,
            grey,
            chroma,
            detail: Vec::new(),
        })
    }
}

/// Bytes of one strip or tile → its rows, in any pieces.
pub(super) struct Rows<'a> {
    pub boxes: &'a mut Boxes,
    /// Bytes of a row.
    pub length: usize,
    /// Place of the next row.
    pub x: u64,
    pub y: u64,
    /// Horizontal differencing (TIFF 6.0 §14, predictor 2): samples a pixel.
    pub differenced: Option<usize>,
    /// The row that has begun.
    pub held: Vec<u8>,
}

impl Rows<'_> {
    /// The next bytes.
    pub fn push(&mut self, mut part: &[u8]) {
        while !part.is_empty() {
            let need = self.length.saturating_sub(self.held.len());
            if need == 0 {
                return; // rows without bytes
            }
            if self.held.is_empty() && self.differenced.is_none() && part.len() >= need {
                let (row, rest) = part.split_at(need);
                self.boxes.row(self.x, self.y, row);
                self.y += 1;
                part = rest;
                continue;
            }
            let (head, rest) = part.split_at(need.min(part.len()));
            self.held.extend_from_slice(head);
            part = rest;
            if self.held.len() == self.length {
                if let Some(samples) = self.differenced {
                    undo(&mut self.held, samples);
                }
                self.boxes.row(self.x, self.y, &self.held);
                self.held.clear();
                self.y += 1;
            }
        }
    }
}

fn undo(row: &mut [u8], samples: usize) {
    let mut left = [0_u8; 4];
    for pixel in row.chunks_exact_mut(samples.max(1)) {
        for (sample, left) in pixel.iter_mut().zip(&mut left) {
            *sample = sample.wrapping_add(*left);
            *left = *sample;
        }
    }
}
