//! One image of a PDF (ISO 32000-1 §8.9) → what it is and whether every code word of it can be read, by the same
//! readers as for files: the JPEG verifier, the fax reader, inflate to the end.

use super::pdf_file::File;
use super::pdf_object::{Dict, Stream, Value};
use super::pdf_stream::{filters, undo_row};
use super::preview::{Boxes, Samples};
use super::{Stop, jpeg_facts, long, screen, tiff_fax, zlib};
use crate::facts::{ColourMode, Format, PageFacts, PageScreen, Readability};
use crate::limits::Limits;

/// Bytes of one picture held in memory, where it cannot be read as it streams by (ours; A3 at 600 dpi in colour is
/// 208 MB).
const HELD_BYTES: u64 = 256 << 20;

/// An image that was read.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// Its facts, without the resolution, which only its place on the page gives.
    pub facts: PageFacts,
    /// Paint through a mask, not a picture of its own; a page of black strokes is often one.
    pub stencil: bool,
    /// Pixels of the finest mask laid over it.
    pub mask: (u32, u32),
}

/// Samples of a pixel, as the colour space has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Space {
    colour: ColourMode,
    /// 0 where we do not know.
    samples: u8,
    icc: bool,
    /// Samples are numbers of a palette, not levels.
    indexed: bool,
}

/// Reads one image.
pub(super) fn read(file: &File<'_>, stream: &Stream, limits: &Limits) -> Picture {
    let dict = &stream.dict;
    let either = |long: &str, short: &str| match file.field(dict, long) {
        Value::Null => file.field(dict, short),
        value => value,
    };
    let side = |long, short| either(long, short).whole().unwrap_or(0);
    let (width, height) = (side("Width", "W"), side("Height", "H"));
    let stencil = either("ImageMask", "IM") == Value::Bool(true);
    let bits = match either("BitsPerComponent", "BPC").whole() {
        _ if stencil => 1,
        Some(bits) => u8::try_from(bits).unwrap_or(0),
        None => 8,
    };
    let space = if stencil {
        space_of("DeviceGray")
    } else {
        space(file, &either("ColorSpace", "CS"), 0)
    };
    let inverted = either("Decode", "D").array().first().and_then(Value::whole) == Some(1);
    let colour = match space.colour {
        ColourMode::Grey if bits == 1 => ColourMode::Bitonal,
        other => other,
    };
    let mut facts = PageFacts {
        width,
        height,
        colour,
        bits,
        samples: space.samples,
        compression: "none".to_owned(),
        icc: space.icc,
        ..PageFacts::bare(Readability::Readable)
    };
    let mask = ["SMask", "Mask"]
        .iter()
        .find_map(|key| match file.field(dict, key) {
            Value::Stream(mask) => {
                let side = |key| file.field(&mask.dict, key).whole().unwrap_or(0);
                Some((side("Width"), side("Height")))
            }
            _ => None,
        });
    let inverted = (!space.indexed).then_some(inverted);
    if let Err(stop) = data(file, stream, limits, inverted, &mut facts) {
        facts.readability = stop.into();
    }
    facts.icc |= space.icc;
    Picture {
        facts,
        stencil,
        mask: mask.unwrap_or_default(),
    }
}

fn space_of(name: &str) -> Space {
    let (colour, samples) = match name {
        "DeviceGray" | "CalGray" | "G" => (ColourMode::Grey, 1),
        "DeviceRGB" | "CalRGB" | "RGB" | "Lab" => (ColourMode::Colour, 3),
        "DeviceCMYK" | "CMYK" => (ColourMode::Cmyk, 4),
        "Separation" => (ColourMode::Other, 1),
        _ => (ColourMode::Other, 0),
    };
    Space {
        colour,
        samples,
        icc: false,
        indexed: false,
    }
}

/// §8.6. `depth` ends spaces that are based on themselves.
fn space(file: &File<'_>, value: &Value, depth: u32) -> Space {
    if let Some(name) = value.name() {
        return space_of(name);
    }
    let [kind, rest @ ..] = value.array() else {
        return space_of("");
    };
    let kind = file.follow(kind);
    let first = rest.first().map_or(Value::Null, |v| file.follow(v));
    match kind.name().unwrap_or_default() {
        "ICCBased" => {
            let count = first.dict().and_then(|d| file.field(d, "N").whole());
            let name = match count {
                Some(1) => "DeviceGray",
                Some(3) => "DeviceRGB",
                Some(4) => "DeviceCMYK",
                _ => "",
            };
            Space {
                icc: true,
                ..space_of(name)
            }
        }
        "Indexed" | "I" if depth < 4 => {
            let base = space(file, &first, depth + 1);
            let table = match rest.get(2).map(|v| file.follow(v)) {
                Some(Value::Text(bytes)) => bytes,
                Some(Value::Stream(stream)) => file
                    .decode(&stream, 4096)
                    .map(|d| d.bytes)
                    .unwrap_or_default(),
                _ => Vec::new(),
            };
            let grey = base.samples == 1
                || base.samples == 3
                    && !table.is_empty()
                    && table
                        .chunks_exact(3)
                        .all(|rgb| rgb.iter().all(|c| rgb.first() == Some(c)));
            Space {
                colour: if grey {
                    ColourMode::Grey
                } else {
                    ColourMode::Palette
                },
                samples: 1,
                icc: base.icc,
                indexed: true,
            }
        }
        name => space_of(name),
    }
}

/// Reads the data to their end. `inverted`: whether 0 is white; `None` where samples are no levels.
fn data(
    file: &File<'_>,
    stream: &Stream,
    limits: &Limits,
    inverted: Option<bool>,
    facts: &mut PageFacts,
) -> Result<(), Stop> {
    if u64::from(facts.width) * u64::from(facts.height) > limits.pixels {
        let most = limits.pixels;
        return Err(Stop::unsupported(format!("more than {most} pixels")));
    }
    let filters = filters(file, &stream.dict)?;
    if let [(name, parameters)] = filters.as_slice()
        && name == "FlateDecode"
    {
        "Deflate".clone_into(&mut facts.compression);
        return deflated(file, stream, parameters, inverted, facts);
    }
    let expected = expected(facts).unwrap_or(0);
    if expected > HELD_BYTES {
        return Err(Stop::unsupported(format!("a picture of {expected} bytes")));
    }
    // Coded pictures behind another filter are smaller than what they stand for; a margin for those that grow.
    let decoded = file.decode(stream, expected.saturating_mul(2).saturating_add(1 << 20))?;
    let Some((coding, parameters)) = decoded.coding else {
        facts.compression = match decoded.taken.last().map(String::as_str) {
            Some("LZWDecode") => "LZW",
            Some("FlateDecode") => "Deflate",
            Some("RunLengthDecode") => "RLE",
            _ => "none",
        }
        .to_owned();
        return enough(long(decoded.bytes.len()), expected);
    };
    match coding.as_str() {
        "DCTDecode" => {
            file.spend(long(decoded.bytes.len()))?;
            let read = jpeg_facts::read(&decoded.bytes, limits);
            keep(facts, read);
            Ok(())
        }
        "JPXDecode" => {
            "JPEG 2000".clone_into(&mut facts.compression);
            if let Some(read) = super::read_image(Format::Jpeg2000, &decoded.bytes, limits) {
                keep(facts, read);
            }
            Ok(())
        }
        "CCITTFaxDecode" => fax(&decoded.bytes, &parameters, inverted, facts),
        _ => {
            "JBIG2".clone_into(&mut facts.compression);
            Err(Stop::unsupported("JBIG2 pictures are not decoded"))
        }
    }
}

/// What the reader of a whole file says of the picture, in place of the dictionary.
fn keep(facts: &mut PageFacts, read: crate::facts::ImageFacts) {
    facts.readability = read.readability;
    if let Some(page) = read.pages.into_iter().next() {
        let readability = page.readability.clone();
        // Viewers of PDF do not turn pictures by EXIF, and place gives the resolution.
        *facts = PageFacts {
            orientation: None,
            density: None,
            readability,
            ..page
        };
    }
}

/// Bytes of all rows; `None` where the samples of a pixel are not known.
fn expected(facts: &PageFacts) -> Option<u64> {
    if facts.samples == 0 {
        return None;
    }
    let bits = u64::from(facts.bits) * u64::from(facts.samples);
    let row = u64::from(facts.width).checked_mul(bits)?.div_ceil(8);
    row.checked_mul(facts.height.into())
}

fn enough(found: u64, expected: u64) -> Result<(), Stop> {
    if found >= expected {
        return Ok(());
    }
    let reason = format!("picture data end early: {found} of {expected} bytes");
    Err(Stop::broken(found, reason))
}

/// Rows as they come out of one deflate stream.
struct Sieve {
    boxes: Option<Boxes>,
    /// Bytes of a row, without its filter byte.
    row: usize,
    step: usize,
    filtered: bool,
    held: Vec<u8>,
    above: Vec<u8>,
    y: u64,
}

impl Sieve {
    fn push(&mut self, mut part: &[u8]) {
        if self.boxes.is_none() || self.row == 0 {
            return;
        }
        let whole = self.row + usize::from(self.filtered);
        while !part.is_empty() {
            let need = whole.saturating_sub(self.held.len());
            let (head, rest) = part.split_at(need.min(part.len()));
            self.held.extend_from_slice(head);
            part = rest;
            if self.held.len() == whole {
                self.line();
            }
        }
    }

    fn line(&mut self) {
        let row = if self.filtered {
            let Some((filter, row)) = self.held.split_first_mut() else {
                return;
            };
            undo_row(*filter, self.step, row, &self.above);
            self.above.copy_from_slice(row);
            row
        } else {
            self.held.as_mut_slice()
        };
        if let Some(boxes) = &mut self.boxes {
            boxes.row(0, self.y, row);
        }
        self.y += 1;
        self.held.clear();
    }

    fn screen(self) -> Option<PageScreen> {
        screen::measure(&self.boxes?.finish()?)
    }
}

fn deflated(
    file: &File<'_>,
    stream: &Stream,
    parameters: &Dict,
    inverted: Option<bool>,
    facts: &mut PageFacts,
) -> Result<(), Stop> {
    let predictor = file.field(parameters, "Predictor").whole().unwrap_or(1);
    let bytes = expected(facts);
    let filter_bytes = if predictor >= 10 { facts.height } else { 0 };
    let must = bytes.unwrap_or(0).saturating_add(filter_bytes.into());
    let samples = match (inverted, facts.colour, facts.bits, facts.samples) {
        _ if matches!(predictor, 2..=9) => None,
        (Some(inverted), ColourMode::Bitonal, 1, 1) => Some(Samples::Bitonal { white: !inverted }),
        (Some(white_is_zero), ColourMode::Grey, 8, 1) => Some(Samples::Grey { white_is_zero }),
        (Some(false), ColourMode::Colour, 8, 3) => Some(Samples::Rgb { samples: 3 }),
        _ => None,
    };
    let step = (usize::from(facts.bits) * usize::from(facts.samples)).div_ceil(8);
    let row = bytes.map_or(0, |b| b / u64::from(facts.height.max(1)));
    let row = usize::try_from(row).unwrap_or(0);
    let boxes = samples.and_then(|s| Boxes::new(facts.width.into(), facts.height.into(), s));
    let mut sieve = Sieve {
        above: vec![0; if boxes.is_some() { row } else { 0 }],
        boxes,
        row,
        step: step.max(1),
        filtered: predictor >= 10,
        held: Vec::new(),
        y: 0,
    };
    let limit = match bytes {
        Some(_) => must.saturating_mul(2).saturating_add(1 << 20),
        None => HELD_BYTES,
    };
    let found = zlib::inflate([(0, file.raw(stream))], limit, |part| {
        file.spend(long(part.len()))?;
        sieve.push(part);
        Ok(())
    })?;
    facts.screen = sieve.screen();
    enough(found, must)
}

/// Table 11.
fn fax(
    bytes: &[u8],
    parameters: &Dict,
    inverted: Option<bool>,
    facts: &mut PageFacts,
) -> Result<(), Stop> {
    use tiff_fax::{Coding, Fax, Rows};
    let number = |key| parameters.get(key).and_then(Value::number);
    let on = |key| parameters.get(key) == Some(&Value::Bool(true));
    let k = number("K").unwrap_or(0.0);
    let (coding, name) = if k < 0.0 {
        (Coding::G4, "G4")
    } else if k > 0.0 {
        (Coding::G3TwoDimensional, "G3")
    } else {
        (Coding::G3, "G3")
    };
    name.clone_into(&mut facts.compression);
    if on("EncodedByteAlign") {
        return Err(Stop::unsupported("CCITT rows that begin at bytes"));
    }
    let columns = parameters.get("Columns").and_then(Value::whole);
    let width = u64::from(columns.unwrap_or(1728));
    let samples = inverted.map(|inverted| Samples::Bitonal {
        white: inverted != on("BlackIs1"),
    });
    let mut boxes = samples.and_then(|s| Boxes::new(width, facts.height.into(), s));
    let rows = Rows {
        must: facts.height.into(),
        may: facts.height.into(),
    };
    let fax = Fax {
        coding,
        reversed: false,
    };
    let grid = boxes.as_mut().map(|boxes| (boxes, 0));
    tiff_fax::read(bytes, 0, width, rows, fax, grid)?;
    facts.screen = boxes
        .and_then(Boxes::finish)
        .and_then(|small| screen::measure(&small));
    Ok(())
}
