//! Formats whose header we read and whose picture we do not: GIF, BMP. Their readability is
//! `Unsupported` by name, never "fine".

use super::{Stop, array, headless};
use crate::facts::{ColourMode, Density, DensityUnit, Format, ImageFacts, PageFacts};

/// What a header gave.
struct Header {
    size: (u32, u32),
    bits: u8,
    samples: u8,
    colour: ColourMode,
    density: Option<Density>,
    icc: bool,
    compression: &'static str,
}

fn facts(format: Format, header: Option<Header>) -> ImageFacts {
    let Some(header) = header else {
        return headless(Stop::broken(
            0,
            format!("{} header cannot be read", format.name()),
        ));
    };
    let stop = || Stop::unsupported(format!("{} pictures are not decoded", format.name()));
    let page = PageFacts {
        width: header.size.0,
        height: header.size.1,
        density: header.density,
        colour: header.colour,
        bits: header.bits,
        samples: header.samples,
        compression: header.compression.to_owned(),
        icc: header.icc,
        ..PageFacts::bare(stop().into())
    };
    ImageFacts {
        pages: vec![page],
        readability: stop().into(),
        trailing_bytes: 0,
    }
}

/// Logical screen descriptor (GIF89a §18).
pub(super) fn gif(bytes: &[u8]) -> ImageFacts {
    let side = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?)));
    let header = || {
        let [packed] = array(bytes, 10)?;
        Some(Header {
            size: (side(6)?, side(8)?),
            bits: (packed & 7) + 1,
            samples: 1,
            colour: ColourMode::Palette,
            density: None,
            icc: false,
            compression: "LZW",
        })
    };
    facts(Format::Gif, header())
}

/// `BITMAPFILEHEADER` and `BITMAPCOREHEADER` or `BITMAPINFOHEADER` (Windows GDI).
pub(super) fn bmp(bytes: &[u8]) -> ImageFacts {
    facts(Format::Bmp, bmp_header(bytes))
}

fn bmp_header(bytes: &[u8]) -> Option<Header> {
    let long_number = |at| Some(u32::from_le_bytes(array(bytes, at)?));
    let short = |at| Some(u16::from_le_bytes(array(bytes, at)?));
    // Negative heights say that rows run downwards.
    let size = |at| Some(i32::from_le_bytes(array(bytes, at)?).unsigned_abs());
    let core = long_number(14)? == 12;
    let (width, height, bits) = if core {
        (u32::from(short(18)?), u32::from(short(20)?), short(24)?)
    } else {
        (size(18)?, size(22)?, short(28)?)
    };
    let per_metre = |at| {
        if core {
            None
        } else {
            long_number(at).filter(|&number| number > 0)
        }
    };
    let density = match (per_metre(38), per_metre(42)) {
        (Some(x), Some(y)) => Some(Density {
            x: (x, 1),
            y: (y, 1),
            unit: DensityUnit::Metre,
        }),
        _ => None,
    };
    let compression = match if core { 0 } else { long_number(30)? } {
        0 | 3 => "none",
        1 | 2 => "RLE",
        4 => "JPEG",
        5 => "PNG",
        _ => "unknown",
    };
    let (colour, bits, samples) = match bits {
        1 | 2 | 4 | 8 => (ColourMode::Palette, u8::try_from(bits).ok()?, 1),
        16 => (ColourMode::Colour, 5, 3),
        24 => (ColourMode::Colour, 8, 3),
        32 => (ColourMode::Colour, 8, 4),
        _ => (ColourMode::Other, 0, 0),
    };
    let size = (width, height);
    Some(Header {
        size,
        bits,
        samples,
        colour,
        density,
        icc: false,
        compression,
    })
}
