//! A PNG → facts, every chunk's checksum verified and the picture inflated to its exact length.
//! Clause numbers are those of the PNG Specification, third edition (W3C 2025).

use super::png_rows::PngRows;
use super::{Stop, array, exif, headless, long, screen, slice, zlib};
use crate::facts::{ColourMode, Density, DensityUnit, ImageFacts, PageFacts, Readability};
use crate::limits::Limits;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Passes of Adam7: first column, first row, column step, row step (§8.1).
const ADAM7: [(u64, u64, u64, u64); 7] = [
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
];

/// Reads the whole file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> ImageFacts {
    let header = match header(bytes) {
        Ok(header) => header,
        Err(stop) => return headless(stop),
    };
    let mut page = PageFacts {
        width: header.width,
        height: header.height,
        colour: header.colour,
        bits: header.bits,
        samples: header.samples,
        compression: "Deflate".to_owned(),
        ..PageFacts::bare(Readability::Readable)
    };
    let mut end = long(bytes.len());
    page.readability = match chunks(bytes, &mut page) {
        Err(stop) => stop.into(),
        Ok(found) => {
            end = found.end;
            let mut small = PngRows::new(&header);
            let outcome = picture(&header, &found, limits, &mut small);
            if outcome.is_ok() {
                let small = small.and_then(PngRows::finish);
                page.screen = small.and_then(|small| screen::measure(&small));
            }
            outcome.into()
        }
    };
    let readability = page.readability.clone();
    let trailing_bytes = long(bytes.len()).saturating_sub(end);
    ImageFacts {
        pages: vec![page],
        readability,
        trailing_bytes,
    }
}

pub(super) struct Header {
    pub width: u32,
    pub height: u32,
    pub bits: u8,
    pub samples: u8,
    pub colour: ColourMode,
    pub interlaced: bool,
    palette: bool,
}

/// One chunk whose checksum is right.
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    /// Where its data begin.
    at: u64,
    /// The byte behind its checksum.
    next: u64,
}

/// §5.3: length, type, data, CRC of type and data.
fn chunk(bytes: &[u8], at: u64) -> Result<Chunk<'_>, Stop> {
    let have = long(bytes.len());
    let cut = || Stop::broken(have, format!("the file ends inside the chunk at byte {at}"));
    let length = u32::from_be_bytes(array(bytes, at).ok_or_else(cut)?);
    let kind: [u8; 4] = array(bytes, at + 4).ok_or_else(cut)?;
    let name = kind.escape_ascii();
    if length > i32::MAX.unsigned_abs() || !kind.iter().all(u8::is_ascii_alphabetic) {
        return Err(Stop::broken(
            at,
            format!("no chunk: `{name}` of {length} bytes"),
        ));
    }
    let length = u64::from(length);
    let checked = slice(bytes, at + 4, length + 4).ok_or_else(cut)?;
    let written = u32::from_be_bytes(array(bytes, at + 8 + length).ok_or_else(cut)?);
    if crc32fast::hash(checked) != written {
        return Err(Stop::broken(
            at,
            format!("checksum of chunk `{name}` is wrong"),
        ));
    }
    let data = slice(bytes, at + 8, length).ok_or_else(cut)?;
    Ok(Chunk {
        kind,
        data,
        at: at + 8,
        next: at + 12 + length,
    })
}

/// §11.2.1.
fn header(bytes: &[u8]) -> Result<Header, Stop> {
    if !bytes.starts_with(SIGNATURE) {
        return Err(Stop::broken(0, "no PNG signature"));
    }
    let first = chunk(bytes, long(SIGNATURE.len()))?;
    let (b"IHDR", 13) = (&first.kind, first.data.len()) else {
        return Err(Stop::broken(8, "the first chunk is no IHDR of 13 bytes"));
    };
    let broken = |reason| Stop::broken(first.at, reason);
    let cut = || broken("IHDR too short");
    let width = u32::from_be_bytes(array(first.data, 0).ok_or_else(cut)?);
    let height = u32::from_be_bytes(array(first.data, 4).ok_or_else(cut)?);
    let [bits, colour_type, compression, filter, interlace] =
        array(first.data, 8).ok_or_else(cut)?;
    let most = i32::MAX.unsigned_abs();
    if width == 0 || height == 0 || width > most || height > most {
        return Err(broken("picture without size"));
    }
    let (samples, colour, depths): (u8, ColourMode, &[u8]) = match colour_type {
        0 if bits == 1 => (1, ColourMode::Bitonal, &[1]),
        0 => (1, ColourMode::Grey, &[2, 4, 8, 16]),
        2 => (3, ColourMode::Colour, &[8, 16]),
        3 => (1, ColourMode::Palette, &[1, 2, 4, 8]),
        4 => (2, ColourMode::Grey, &[8, 16]),
        6 => (4, ColourMode::Colour, &[8, 16]),
        _ => return Err(broken("unknown colour type")),
    };
    if !depths.contains(&bits) {
        return Err(broken("bit depth does not fit the colour type"));
    }
    if compression != 0 || filter != 0 || interlace > 1 {
        return Err(broken("unknown compression, filter or interlace method"));
    }
    let (interlaced, palette) = (interlace == 1, colour_type == 3);
    Ok(Header {
        width,
        height,
        bits,
        samples,
        colour,
        interlaced,
        palette,
    })
}

/// What the chunk walk found.
#[derive(Default)]
struct Found<'a> {
    data: Vec<(u64, &'a [u8])>,
    palette: bool,
    animated: bool,
    /// The byte behind IEND.
    end: u64,
}

fn chunks<'a>(bytes: &'a [u8], page: &mut PageFacts) -> Result<Found<'a>, Stop> {
    let mut found = Found::default();
    let mut exif_facts = exif::ExifFacts::default();
    let mut at = long(SIGNATURE.len());
    let mut data_closed = false;
    loop {
        let chunk = chunk(bytes, at)?;
        let first = at == long(SIGNATURE.len());
        data_closed |= !found.data.is_empty() && &chunk.kind != b"IDAT";
        match &chunk.kind {
            b"IHDR" if first => {}
            b"IHDR" => return Err(Stop::broken(at, "second IHDR")),
            b"PLTE" => {
                // §11.2.2: 1 to 256 triples, before the data.
                let length = chunk.data.len();
                if length == 0 || length > 768 || length % 3 != 0 || !found.data.is_empty() {
                    return Err(Stop::broken(
                        at,
                        "palette of a wrong size or at a wrong place",
                    ));
                }
                found.palette = true;
            }
            b"IDAT" if data_closed => return Err(Stop::broken(at, "IDAT chunks are apart")),
            b"IDAT" => found.data.push((chunk.at, chunk.data)),
            b"IEND" => {
                found.end = chunk.next;
                break;
            }
            b"pHYs" => page.density = density(chunk.data),
            b"iCCP" => page.icc = true,
            b"eXIf" => exif_facts = exif::read(chunk.data),
            b"acTL" => found.animated = true,
            // §5.4: an upper-case first letter is needed to show the picture.
            kind if kind.first().is_some_and(u8::is_ascii_uppercase) => {
                let name = kind.escape_ascii();
                return Err(Stop::unsupported(format!("PNG chunk `{name}`")));
            }
            _ => {}
        }
        at = chunk.next;
    }
    page.density = page.density.or(exif_facts.density);
    page.orientation = exif_facts.orientation;
    Ok(found)
}

/// §11.3.4.3: pixels per unit and the unit, 1 for the metre.
fn density(data: &[u8]) -> Option<Density> {
    let x = u32::from_be_bytes(array(data, 0)?);
    let y = u32::from_be_bytes(array(data, 4)?);
    let unit = match array(data, 8)? {
        [1] => DensityUnit::Metre,
        [_] => DensityUnit::None,
    };
    Some(Density {
        x: (x, 1),
        y: (y, 1),
        unit,
    })
}

/// Inflates the data and looks at the filter byte of every row.
fn picture(
    header: &Header,
    found: &Found<'_>,
    limits: &Limits,
    small: &mut Option<PngRows>,
) -> Result<(), Stop> {
    let pixels = u64::from(header.width).saturating_mul(u64::from(header.height));
    if pixels > limits.pixels {
        let limit = limits.pixels;
        return Err(Stop::unsupported(format!(
            "{pixels} pixels, the limit is {limit}"
        )));
    }
    if header.palette && !found.palette {
        return Err(Stop::broken(found.end, "palette picture without palette"));
    }
    let passes = passes(header);
    let expected = passes.iter().map(|(row, rows)| row * rows).sum();
    let start = found.data.first().map_or(found.end, |(at, _)| *at);
    let mut rows = RowStarts {
        passes: passes.into_iter(),
        row: 0,
        rows: 0,
        until: 0,
    };
    let pieces = found.data.iter().copied();
    let made = zlib::inflate(pieces, expected, |part| match rows.check(part) {
        None => {
            if let Some(small) = small {
                small.push(part);
            }
            Ok(())
        }
        Some(filter) => Err(Stop::broken(
            start,
            format!("row filter {filter}, the last is 4"),
        )),
    })?;
    if made == expected {
        // Data behind the end of the zlib stream are left alone, as libpng does.
        return if found.animated {
            Err(Stop::unsupported("animated PNG"))
        } else {
            Ok(())
        };
    }
    Err(Stop::broken(
        found.end,
        format!("{made} bytes of picture, {expected} are needed"),
    ))
}

/// Length of a row with its filter byte, and number of rows, of each pass that is not empty (§8.1, §7.2).
fn passes(header: &Header) -> Vec<(u64, u64)> {
    let (width, height) = (u64::from(header.width), u64::from(header.height));
    let bits = u64::from(header.bits) * u64::from(header.samples);
    let row = |columns: u64| 1 + (columns * bits).div_ceil(8);
    if !header.interlaced {
        return vec![(row(width), height)];
    }
    let part = |size: u64, first: u64, step| size.saturating_sub(first).div_ceil(step);
    ADAM7
        .iter()
        .map(|&(x, y, dx, dy)| (part(width, x, dx), part(height, y, dy)))
        .filter(|&(columns, rows)| columns > 0 && rows > 0)
        .map(|(columns, rows)| (row(columns), rows))
        .collect()
}

/// Finds the filter bytes in the stream of rows.
struct RowStarts {
    passes: std::vec::IntoIter<(u64, u64)>,
    row: u64,
    rows: u64,
    /// Bytes until the next row begins.
    until: u64,
}

impl RowStarts {
    /// The first filter byte of this part that is none of the five (§9.2).
    fn check(&mut self, part: &[u8]) -> Option<u8> {
        let length = long(part.len());
        let mut at = self.until;
        while at < length {
            if self.rows == 0 {
                (self.row, self.rows) = self.passes.next()?;
            }
            let filter = usize::try_from(at)
                .ok()
                .and_then(|at| part.get(at))
                .copied()?;
            if filter > 4 {
                return Some(filter);
            }
            self.rows -= 1;
            at += self.row;
        }
        self.until = at - length;
        None
    }
}
