//! One TIFF directory → facts of its page and the layout of its strips or tiles.

use super::tiff_bytes::{self, Budget};
use super::tiff_directory::{Directory, TiffBytes};
use super::tiff_small::Sheet;
use super::{Stop, exif, screen};
use crate::facts::{ColourMode, PageFacts};
use crate::limits::Limits;

/// Tags read here: TIFF 6.0 Appendix A, Supplement 1 (330), Technical Note 2 (347), ICC.1 Annex B.4 (34675).
pub(super) mod tag {
    pub const NEW_SUBFILE_TYPE: u16 = 254;
    pub const SUBFILE_TYPE: u16 = 255;
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIP_OFFSETS: u16 = 273;
    pub const ORIENTATION: u16 = 274;
    pub const SAMPLES: u16 = 277;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_BYTE_COUNTS: u16 = 279;
    pub const X_RESOLUTION: u16 = 282;
    pub const Y_RESOLUTION: u16 = 283;
    pub const PLANAR: u16 = 284;
    pub const T4_OPTIONS: u16 = 292;
    pub const RESOLUTION_UNIT: u16 = 296;
    pub const PREDICTOR: u16 = 317;
    pub const COLOUR_MAP: u16 = 320;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_LENGTH: u16 = 323;
    pub const TILE_OFFSETS: u16 = 324;
    pub const TILE_BYTE_COUNTS: u16 = 325;
    pub const SUB_IFDS: u16 = 330;
    pub const JPEG_TABLES: u16 = 347;
    pub const SUBSAMPLING: u16 = 530;
    pub const ICC: u16 = 34675;
}

/// How the picture lies in strips or tiles. All numbers are bounded by [`Limits::pixels`] or the tag's own width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub compression: u64,
    /// Pixels across one strip or tile.
    pub across: u64,
    /// Rows of a full strip or tile.
    pub rows: u64,
    /// Rows of the last strip of each plane; for tiles `rows`, as they are padded.
    pub last_rows: u64,
    /// Strips or tiles of one plane, and of all.
    pub per_plane: u64,
    pub chunks: u64,
    pub bits: u64,
    /// Samples of a pixel inside one strip: 1 where each has its plane.
    pub samples: u64,
    /// YCbCr subsampling of uncompressed-style data (TIFF 6.0 §21), 1 × 1 for everything else.
    pub subsampling: (u64, u64),
    pub offsets: u16,
    pub byte_counts: u16,
}

impl Layout {
    /// Bytes that `rows` rows of one strip or tile make; `None` on overflow.
    pub fn bytes(&self, rows: u64) -> Option<u64> {
        let (h, v) = self.subsampling;
        if (h, v) != (1, 1) {
            let units = self.across.div_ceil(h).checked_mul(rows.div_ceil(v))?;
            return units.checked_mul(h * v + 2);
        }
        let bits = self
            .across
            .checked_mul(self.bits)?
            .checked_mul(self.samples)?;
        bits.div_ceil(8).checked_mul(rows)
    }
}

/// Reads the tags of a page and then all its data.
pub(super) fn read(
    source: &TiffBytes<'_>,
    directory: &Directory,
    limits: &Limits,
    budget: &mut Budget,
) -> PageFacts {
    let number = |tag| directory.number(source, tag);
    let side = |tag| {
        number(tag)
            .and_then(|side| u32::try_from(side).ok())
            .unwrap_or(0)
    };
    let small = |value: u64| u8::try_from(value).unwrap_or(u8::MAX);
    let compression = number(tag::COMPRESSION).unwrap_or(1);
    let bits = number(tag::BITS).unwrap_or(1);
    let samples = number(tag::SAMPLES).unwrap_or(1);
    let mut facts = PageFacts {
        width: side(tag::WIDTH),
        height: side(tag::HEIGHT),
        density: exif::density(source, directory),
        colour: colour(number(tag::PHOTOMETRIC), bits, samples, compression),
        bits: small(bits),
        samples: small(samples),
        compression: compression_name(compression),
        orientation: exif::orientation(source, directory),
        icc: directory
            .field(tag::ICC)
            .is_some_and(|field| field.count > 0),
        ..PageFacts::bare(crate::facts::Readability::Readable)
    };
    let result = layout(source, directory, limits).and_then(|layout| {
        let mut sheet = Sheet::new(source, directory, &layout);
        let said = tiff_bytes::read(source, directory, &layout, budget, &mut sheet)?;
        if let Some(kind) = said.coding {
            facts.compression = kind.to_owned();
        }
        facts.jpeg_quality = said.quality;
        facts.suspect = said.suspect.into_iter().collect();
        facts.screen = sheet.finish().and_then(|small| screen::measure(&small));
        Ok(())
    });
    // Whatever the pixels say, a value that is cut off is the first sign of a cut file.
    let result = match (directory.damage.clone(), result) {
        (Some(damage), Ok(()) | Err(Stop::Unsupported { .. })) => Err(damage),
        (_, result) => result,
    };
    facts.readability = result.into();
    if facts.readability != crate::facts::Readability::Readable {
        facts.screen = None;
    }
    facts
}

fn colour(photometric: Option<u64>, bits: u64, samples: u64, compression: u64) -> ColourMode {
    match photometric {
        Some(0 | 1) if bits == 1 && samples == 1 => ColourMode::Bitonal,
        Some(0 | 1) => ColourMode::Grey,
        Some(2 | 6) => ColourMode::Colour,
        Some(3) => ColourMode::Palette,
        Some(4) => ColourMode::Bitonal,
        Some(5) => ColourMode::Cmyk,
        // Required, but fax writers leave it out, and their codes know only two colours.
        None if (2..=4).contains(&compression) => ColourMode::Bitonal,
        _ => ColourMode::Other,
    }
}

/// Names by value: TIFF 6.0 §3, Technical Note 2, and the registered private ones seen in scans.
fn compression_name(compression: u64) -> String {
    let name = match compression {
        1 => "none",
        2 => "CCITT RLE",
        3 => "G3",
        4 => "G4",
        5 => "LZW",
        6 => "old-style JPEG",
        7 => "JPEG",
        8 | 32946 => "Deflate",
        32773 => "PackBits",
        34661 => "JBIG",
        34712 | 33003 | 33005 => "JPEG 2000",
        34925 => "LZMA",
        50000 => "ZSTD",
        50001 => "WebP",
        other => return format!("compression {other}"),
    };
    name.to_owned()
}

/// Checks the tags that say how the data lie.
fn layout(source: &TiffBytes<'_>, directory: &Directory, limits: &Limits) -> Result<Layout, Stop> {
    let broken = |reason: String| Stop::broken(directory.at, reason);
    let number = |tag| directory.number(source, tag);
    let need = |tag, name| number(tag).ok_or_else(|| broken(format!("no {name} (tag {tag})")));
    let (width, height) = (need(tag::WIDTH, "width")?, need(tag::HEIGHT, "height")?);
    if width == 0 || height == 0 {
        return Err(broken(format!("picture of {width} × {height} pixels")));
    }
    let pixels = width.saturating_mul(height);
    if pixels > limits.pixels {
        let limit = limits.pixels;
        return Err(Stop::unsupported(format!(
            "{pixels} pixels, the limit is {limit}"
        )));
    }
    let samples = number(tag::SAMPLES).unwrap_or(1);
    let bits = number(tag::BITS).unwrap_or(1);
    if bits == 0 || samples == 0 {
        return Err(broken(format!("{samples} samples of {bits} bits")));
    }
    if bits > 64 || samples > 32 {
        return Err(Stop::unsupported(format!(
            "{samples} samples of {bits} bits"
        )));
    }
    if let Some(field) = directory.field(tag::BITS) {
        let differs = |index| {
            source
                .number(field, index)
                .is_some_and(|other| other != bits)
        };
        if (1..samples).any(differs) {
            return Err(Stop::unsupported("samples of different widths"));
        }
    }
    let planes = match number(tag::PLANAR).unwrap_or(1) {
        1 => 1,
        2 => samples,
        other => return Err(broken(format!("planar configuration {other}"))),
    };
    let compression = number(tag::COMPRESSION).unwrap_or(1);
    let mut layout = Layout {
        compression,
        across: width,
        rows: height,
        last_rows: height,
        per_plane: 1,
        chunks: planes,
        bits,
        samples: if planes == 1 { samples } else { 1 },
        subsampling: (1, 1),
        offsets: tag::STRIP_OFFSETS,
        byte_counts: tag::STRIP_BYTE_COUNTS,
    };
    let across;
    if directory.field(tag::TILE_WIDTH).is_some() {
        layout.across = need(tag::TILE_WIDTH, "tile width")?;
        layout.rows = need(tag::TILE_LENGTH, "tile length")?;
        layout.offsets = tag::TILE_OFFSETS;
        layout.byte_counts = tag::TILE_BYTE_COUNTS;
        // Writers may store tiles in the strip tags; TIFF 6.0 §15 tells readers nothing, libtiff reads it.
        if directory.field(tag::TILE_OFFSETS).is_none() {
            layout.offsets = tag::STRIP_OFFSETS;
            layout.byte_counts = tag::STRIP_BYTE_COUNTS;
        }
        if layout.across == 0 || layout.rows == 0 {
            return Err(broken("tiles without size".to_owned()));
        }
        let tile = layout.across.saturating_mul(layout.rows);
        if tile > limits.pixels {
            return Err(Stop::unsupported(format!("tiles of {tile} pixels")));
        }
        across = width.div_ceil(layout.across);
        layout.last_rows = layout.rows;
    } else {
        // Default 2³²−1, and more than the height, both mean one strip (TIFF 6.0 §8).
        layout.rows = number(tag::ROWS_PER_STRIP).unwrap_or(height).min(height);
        if layout.rows == 0 {
            return Err(broken("strips of 0 rows".to_owned()));
        }
        across = 1;
        layout.last_rows = height - (height.div_ceil(layout.rows) - 1) * layout.rows;
    }
    layout.per_plane = across * height.div_ceil(layout.rows);
    layout.chunks = layout.per_plane * planes;
    let subsampled = number(tag::PHOTOMETRIC) == Some(6) && compression != 7 && planes == 1;
    if subsampled {
        layout.subsampling = subsampling(source, directory)?;
        if layout.subsampling != (1, 1) && (bits, samples) != (8, 3) {
            return Err(Stop::unsupported("subsampled YCbCr other than 3 × 8 bits"));
        }
    }
    Ok(layout)
}

/// YCbCrSubSampling, default 2 × 2 (TIFF 6.0 §21).
fn subsampling(source: &TiffBytes<'_>, directory: &Directory) -> Result<(u64, u64), Stop> {
    let Some(field) = directory.field(tag::SUBSAMPLING) else {
        return Ok((2, 2));
    };
    let factors = (source.number(field, 0), source.number(field, 1));
    match factors {
        (Some(h @ (1 | 2 | 4)), Some(v @ (1 | 2 | 4))) => Ok((h, v)),
        _ => Err(Stop::broken(
            directory.at,
            "YCbCr subsampling is not 1, 2 or 4",
        )),
    }
}
