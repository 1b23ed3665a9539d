//! Strips and tiles of one TIFF page → its small picture, where their samples pass by anyway. Kinds that do not give
//! it are "not screened", which is no fault of the page.

use super::jpeg::{ColourModel, JpegReading};
use super::long;
use super::preview::{BLOCK, Boxes, Rows, Samples, SmallPicture};
use super::tiff_directory::{Directory, TiffBytes};
use super::tiff_page::{Layout, tag};

/// LZW strings are copied from what the strip has made so far; longer strips are not screened.
const MOST_LZW_BYTES: u64 = 64 << 20;

/// The small picture of a page while its strips are read.
pub(super) struct Sheet {
    kind: Kind,
    /// Horizontal differencing: samples a pixel.
    differenced: Option<usize>,
    /// Strips or tiles side by side.
    beside: u64,
    /// Pixels of one across and down.
    step: (u64, u64),
    /// Bytes of a row of one.
    row_bytes: usize,
}

enum Kind {
    None,
    Boxes(Boxes),
    /// Block levels as the JPEG verifier gives them; the model says what its planes mean.
    Blocks(Blocks),
}

struct Blocks {
    small: SmallPicture,
    down: usize,
    model: ColourModel,
}

impl Sheet {
    /// What the tags allow.
    pub fn new(source: &TiffBytes<'_>, directory: &Directory, layout: &Layout) -> Self {
        let number = |tag| directory.number(source, tag);
        let (width, height) = (
            number(tag::WIDTH).unwrap_or(0),
            number(tag::HEIGHT).unwrap_or(0),
        );
        let predictor = number(tag::PREDICTOR).unwrap_or(1);
        let coded = matches!(layout.compression, 5 | 8 | 32946);
        let samples = usize::try_from(layout.samples).unwrap_or(usize::MAX);
        let differenced = (coded && predictor == 2 && layout.bits == 8).then_some(samples);
        let plain = !coded || predictor == 1 || differenced.is_some();
        let usual = layout.chunks == layout.per_plane && layout.subsampling == (1, 1) && plain;
        // Fax writers leave the photometric tag out; white is zero then (TIFF 6.0 §10).
        let photometric = number(tag::PHOTOMETRIC).unwrap_or(0);
        let kind = if usual {
            kind(layout, photometric, (width, height))
        } else {
            Kind::None
        };
        let row_bytes = layout.bytes(1).and_then(|n| usize::try_from(n).ok());
        Self {
            kind,
            differenced,
            beside: width.div_ceil(layout.across.max(1)),
            step: (layout.across, layout.rows),
            row_bytes: row_bytes.unwrap_or(0),
        }
    }

    fn place(&self, index: u64) -> (u64, u64) {
        let beside = self.beside.max(1);
        let (x, y) = (index % beside, index / beside);
        (x.saturating_mul(self.step.0), y.saturating_mul(self.step.1))
    }

    /// Takes the bytes of strip `index`, in any pieces.
    pub fn rows(&mut self, index: u64) -> Option<Rows<'_>> {
        let (x, y) = self.place(index);
        let (length, differenced) = (self.row_bytes, self.differenced);
        match &mut self.kind {
            Kind::Boxes(boxes) => Some(Rows {
                boxes,
                length,
                x,
                y,
                differenced,
                held: Vec::new(),
            }),
            Kind::None | Kind::Blocks(_) => None,
        }
    }

    /// The grid for a bitonal strip, and its first row; tiles of CCITT data are not screened.
    pub fn runs(&mut self, index: u64) -> Option<(&mut Boxes, u64)> {
        let (x, y) = self.place(index);
        match &mut self.kind {
            Kind::Boxes(boxes) if x == 0 && self.beside == 1 => Some((boxes, y)),
            _ => None,
        }
    }

    /// Whether the bytes of an LZW strip are wanted.
    pub fn wants_lzw(&mut self, may: u64) -> bool {
        if may > MOST_LZW_BYTES {
            self.kind = Kind::None;
        }
        matches!(self.kind, Kind::Boxes(_))
    }

    /// Whether the JPEG verifier should keep its levels.
    pub fn wants_jpeg(&self) -> bool {
        matches!(self.kind, Kind::Blocks(_))
    }

    /// Takes the levels of a JPEG strip or tile.
    pub fn jpeg(&mut self, index: u64, reading: &JpegReading) {
        let (x, y) = self.place(index);
        let Kind::Blocks(blocks) = &mut self.kind else {
            return;
        };
        let part = reading.preview.as_ref();
        let part = part.and_then(|preview| SmallPicture::of_jpeg(preview, blocks.model));
        let pasted = part.is_some_and(|part| blocks.paste(&part, x, y));
        if !pasted {
            self.kind = Kind::None;
        }
    }

    /// The page, if every strip gave its part.
    pub fn finish(self) -> Option<SmallPicture> {
        match self.kind {
            Kind::None => None,
            Kind::Boxes(boxes) => boxes.finish(),
            Kind::Blocks(blocks) => Some(blocks.small),
        }
    }
}

fn kind(layout: &Layout, photometric: u64, (width, height): (u64, u64)) -> Kind {
    let boxes = |samples| Boxes::new(width, height, samples).map_or(Kind::None, Kind::Boxes);
    let white_is_zero = photometric == 0;
    match (layout.compression, photometric, layout.bits, layout.samples) {
        (7, 1 | 2 | 6, 8, samples) => {
            let model = match (photometric, samples) {
                (1, 1) => ColourModel::Grey,
                (2, 3) => ColourModel::Rgb,
                (6, 3) => ColourModel::YCbCr,
                _ => return Kind::None,
            };
            // The same bounds as for the other kinds.
            let grid = Boxes::new(width, height, Samples::Bitonal { white: true });
            grid.and_then(|_| Blocks::new(width, height, model))
                .map_or(Kind::None, Kind::Blocks)
        }
        (1..=5 | 8 | 32946, 0 | 1, 1, 1) => boxes(Samples::Bitonal {
            white: !white_is_zero,
        }),
        (1 | 5 | 8 | 32946, 0 | 1, 8, 1) => boxes(Samples::Grey { white_is_zero }),
        (1 | 5 | 8 | 32946, 2, 8, 3) => boxes(Samples::Rgb { samples: 3 }),
        (1 | 5 | 8 | 32946, 2, 8, 4) => boxes(Samples::Rgb { samples: 4 }),
        _ => Kind::None,
    }
}

impl Blocks {
    fn new(width: u64, height: u64, model: ColourModel) -> Option<Self> {
        let across = usize::try_from(width.div_ceil(BLOCK)).ok()?;
        let down = usize::try_from(height.div_ceil(BLOCK)).ok()?;
        let colour = model != ColourModel::Grey;
        let small = SmallPicture {
            width: across,
            grey: vec![0; across * down],
            chroma: vec![0; if colour { across * down } else { 0 }],
            detail: vec![0; across * down],
        };
        Some(Self { small, down, model })
    }

    /// Puts a part where it belongs; false if it does not lie on the grid.
    fn paste(&mut self, part: &SmallPicture, x: u64, y: u64) -> bool {
        if !x.is_multiple_of(BLOCK) || !y.is_multiple_of(BLOCK) {
            return false;
        }
        let place = |at: u64| usize::try_from(at / BLOCK).unwrap_or(usize::MAX);
        let (left, top) = (place(x), place(y));
        let width = self.small.width;
        let wide = part.width.min(width.saturating_sub(left));
        let planes = [
            (&mut self.small.grey, &part.grey),
            (&mut self.small.chroma, &part.chroma),
            (&mut self.small.detail, &part.detail),
        ];
        for (to, from) in planes {
            let rows = from.chunks(part.width.max(1)).zip(top..self.down);
            for (row, at) in rows {
                let start = at * width + left;
                if let (Some(to), Some(from)) = (to.get_mut(start..start + wide), row.get(..wide)) {
                    to.copy_from_slice(from);
                }
            }
        }
        long(wide) > 0
    }
}
