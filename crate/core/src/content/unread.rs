//! Formats whose header we read and whose picture we do not: JPEG 2000, GIF, BMP. Their readability is
//! `Unsupported` by name, never "fine".

use super::{Stop, array, headless, long, slice};
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
        orientation: None,
        icc: header.icc,
        jpeg_quality: None,
        suspect: Vec::new(),
        screen: None,
        readability: stop().into(),
    };
    ImageFacts {
        pages: vec![page],
        readability: stop().into(),
        trailing_bytes: 0,
    }
}

/// JP2 (ISO/IEC 15444-1 Annex I) or a bare codestream (Annex A).
pub(super) fn jpeg_2000(bytes: &[u8]) -> ImageFacts {
    let header = if bytes.starts_with(b"\xff\x4f\xff\x51") {
        codestream(bytes)
    } else {
        jp2(bytes)
    };
    facts(Format::Jpeg2000, header)
}

/// SIZ, A.5.1: Rsiz at 6, extent and origin from 8, components at 40.
fn codestream(bytes: &[u8]) -> Option<Header> {
    let number = |at| Some(u32::from_be_bytes(array(bytes, at)?));
    let side = |extent, origin| number(extent)?.checked_sub(number(origin)?);
    let samples = u8::try_from(u16::from_be_bytes(array(bytes, 40)?)).ok()?;
    let [depth] = array(bytes, 42)?;
    Some(Header {
        size: (side(8, 16)?, side(12, 20)?),
        bits: (depth & 0x7f) + 1,
        samples,
        colour: colour(samples, (depth & 0x7f) + 1),
        density: None,
        icc: false,
        compression: "JPEG 2000",
    })
}

fn colour(samples: u8, bits: u8) -> ColourMode {
    match samples {
        1 if bits == 1 => ColourMode::Bitonal,
        1 | 2 => ColourMode::Grey,
        3 => ColourMode::Colour,
        _ => ColourMode::Other,
    }
}

/// The image header, colour and resolution boxes inside `jp2h` (I.5.3).
fn jp2(bytes: &[u8]) -> Option<Header> {
    let header = child(bytes, b"jp2h")?;
    let image = child(header, b"ihdr")?;
    let height = u32::from_be_bytes(array(image, 0)?);
    let width = u32::from_be_bytes(array(image, 4)?);
    let samples = u8::try_from(u16::from_be_bytes(array(image, 8)?)).ok()?;
    let [depth] = array(image, 10)?;
    let bits = (depth & 0x7f).saturating_add(1);
    // Capture resolution is that of the scan; the other is a wish for display (I.5.3.7).
    let resolution = child(header, b"res ");
    let value = resolution.and_then(|res| child(res, b"resc").or_else(|| child(res, b"resd")));
    let mut colour_mode = colour(samples, bits);
    let method = child(header, b"colr");
    let enumerated = method
        .and_then(|colr| array(colr, 3))
        .map(u32::from_be_bytes);
    let restricted = method.is_some_and(|colr| colr.first() == Some(&2));
    if method.is_some_and(|colr| colr.first() == Some(&1)) && enumerated == Some(12) {
        colour_mode = ColourMode::Cmyk;
    }
    if child(header, b"pclr").is_some() {
        colour_mode = ColourMode::Palette;
    }
    Some(Header {
        size: (width, height),
        bits,
        samples,
        colour: colour_mode,
        density: value.and_then(jp2_density),
        icc: restricted,
        compression: "JPEG 2000",
    })
}

/// I.5.3.7.1: vertical then horizontal numerator and denominator, then the two powers of ten, per metre.
fn jp2_density(data: &[u8]) -> Option<Density> {
    let part = |at| Some(u32::from(u16::from_be_bytes(array(data, at)?)));
    let exponent = |at| Some(i8::from_be_bytes(array(data, at)?));
    let scaled = |numerator: u32, denominator: u32, exponent: i8| {
        let power = 10_u32.checked_pow(u32::from(exponent.unsigned_abs()))?;
        let ratio = if exponent < 0 {
            (numerator, denominator.checked_mul(power)?)
        } else {
            (numerator.checked_mul(power)?, denominator)
        };
        (ratio.1 != 0).then_some(ratio)
    };
    let y = scaled(part(0)?, part(2)?, exponent(8)?)?;
    let x = scaled(part(4)?, part(6)?, exponent(9)?)?;
    Some(Density {
        x,
        y,
        unit: DensityUnit::Metre,
    })
}

/// The content of the first box of a type among the boxes in `bytes` (I.4).
fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    let mut at = 0;
    loop {
        let short = u64::from(u32::from_be_bytes(array(bytes, at)?));
        let found: [u8; 4] = array(bytes, at + 4)?;
        let (head, length) = match short {
            0 => (8, long(bytes.len()).checked_sub(at)?),
            1 => (16, u64::from_be_bytes(array(bytes, at + 8)?)),
            length => (8, length),
        };
        let content = length.checked_sub(head)?;
        if &found == kind {
            return slice(bytes, at + head, content);
        }
        at = at.checked_add(length)?;
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
