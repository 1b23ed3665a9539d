//! A reading of the JPEG verifier → the facts of an image entry, or of one strip of a TIFF.

use super::jpeg::{self, Coding, ColourModel, JpegFault, JpegOptions, JpegReading, JpegVerdict};
use super::preview::SmallPicture;
use super::tiff_bytes::Chunk;
use super::{Stop, exif, headless, long, screen, slice};
use crate::facts::{ColourMode, Density, DensityUnit, ImageFacts, PageFacts, Readability};
use crate::limits::Limits;

/// Reads a JPEG file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> ImageFacts {
    let options = JpegOptions {
        max_pixels: limits.pixels,
        keep_preview: true,
    };
    let reading = jpeg::verify(bytes, &options);
    let verdict = verdict(&reading);
    let Some(facts) = &reading.facts else {
        let stop = verdict.err();
        return headless(stop.unwrap_or_else(|| Stop::broken(0, "no frame header")));
    };
    let exif = facts
        .exif
        .and_then(|range| slice(bytes, range.offset, range.length));
    let exif = exif.map(exif::read).unwrap_or_default();
    let readability = Readability::from(verdict);
    let page = PageFacts {
        width: facts.width,
        height: facts.height,
        density: density(facts.density, exif.density),
        colour: match facts.colour {
            Some(ColourModel::Grey) => ColourMode::Grey,
            Some(ColourModel::YCbCr | ColourModel::Rgb) => ColourMode::Colour,
            Some(ColourModel::Cmyk | ColourModel::Ycck) => ColourMode::Cmyk,
            None => ColourMode::Other,
        },
        bits: facts.precision,
        samples: facts.components,
        compression: name(facts.coding).to_owned(),
        orientation: exif.orientation,
        icc: facts.icc,
        jpeg_quality: quality(facts),
        suspect: suspect(&reading).into_iter().collect(),
        screen: small(&reading).and_then(|small| screen::measure(&small)),
        ..PageFacts::bare(readability.clone())
    };
    ImageFacts {
        pages: vec![page],
        readability,
        trailing_bytes: facts.trailing_bytes,
    }
}

fn small(reading: &JpegReading) -> Option<SmallPicture> {
    let model = reading.facts.as_ref()?.colour?;
    SmallPicture::of_jpeg(reading.preview.as_ref()?, model)
}

/// Sum of the luminance table of T.81 Table K.1.
const LUMINANCE_SUM: u64 = 3686;

/// Quality of libjpeg's scale whose luminance table has the nearest sum: its tables are K.1 × 5000/quality per cent
/// below 50 and × (200 − 2 quality) per cent above, so that only the sum matters. Tables that are not scaled from K.1 get
/// the quality of equal coarseness.
fn quality(facts: &jpeg::JpegFacts) -> Option<u8> {
    let table = facts.quant_tables.values().next()?;
    let sum: u64 = table.iter().map(|&step| u64::from(step)).sum();
    // All ones: what libjpeg writes for 100.
    let per_cent = (sum * 100 + LUMINANCE_SUM / 2) / LUMINANCE_SUM;
    let quality = if sum <= 64 {
        100
    } else if per_cent <= 100 {
        (200 - per_cent) / 2
    } else {
        5000 / per_cent
    };
    u8::try_from(quality.clamp(1, 100)).ok()
}

/// Notes that are traces of damage; the others are habits of writers.
fn suspect(reading: &JpegReading) -> Option<String> {
    use jpeg::NoteKind;
    let kinds = reading.notes.iter().filter_map(|note| {
        let name = match note.kind {
            NoteKind::CoefficientOverrun => "coefficient overrun",
            NoteKind::UndefinedSymbol => "undefined symbol",
            NoteKind::EobRunOverrun => "end-of-band run overrun",
            NoteKind::UnfinishedProgression => "unfinished progression",
            NoteKind::FillInsideScan
            | NoteKind::StrayMarker
            | NoteKind::ShortSegment
            | NoteKind::LineCount
            | NoteKind::StandardTables => return None,
        };
        Some(format!("{name} × {} @ {}", note.count, note.offset))
    });
    let all: Vec<String> = kinds.collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// What the strips of a TIFF page say beyond "readable".
#[derive(Clone, Debug, Default)]
pub(super) struct JpegSaid {
    /// Name of the coding.
    pub coding: Option<&'static str>,
    /// Lowest quality.
    pub quality: Option<u8>,
    /// First trace of damage.
    pub suspect: Option<String>,
}

impl JpegSaid {
    /// Adds another strip.
    pub fn and(&mut self, other: Self) {
        self.coding = self.coding.or(other.coding);
        self.quality = match (self.quality, other.quality) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
        if self.suspect.is_none() {
            self.suspect = other.suspect;
        }
    }
}

/// JFIF wins where it has a unit; EXIF where JFIF has none (unit 0 is only an aspect ratio) or is not there; and an
/// aspect ratio is still better than nothing. JFIF 1.02 wants its segment first, EXIF wants its own first too; files
/// with both are JFIF writers' files, whose EXIF often still has the camera's 72.
fn density(jfif: Option<jpeg::JfifDensity>, exif: Option<Density>) -> Option<Density> {
    let jfif = jfif.map(|jfif| Density {
        x: (u32::from(jfif.x), 1),
        y: (u32::from(jfif.y), 1),
        unit: match jfif.unit {
            1 => DensityUnit::Inch,
            2 => DensityUnit::Centimetre,
            _ => DensityUnit::None,
        },
    });
    let has_unit = |density: &Density| density.unit != DensityUnit::None;
    jfif.filter(has_unit)
        .or(exif.filter(has_unit))
        .or(jfif)
        .or(exif)
}

fn name(coding: Coding) -> &'static str {
    match coding {
        Coding::Baseline | Coding::ExtendedSequential => "JPEG",
        Coding::Progressive => "JPEG progressive",
    }
}

fn verdict(reading: &JpegReading) -> Result<(), Stop> {
    match &reading.verdict {
        JpegVerdict::Readable => Ok(()),
        JpegVerdict::Broken(fault) => Err(Stop::broken(offset(fault), fault.to_string())),
        JpegVerdict::Unsupported(kind) => Err(Stop::unsupported(format!("JPEG with {kind}"))),
    }
}

/// What the tags of a TIFF page say of the JPEGs in its strips (Technical Note 2).
pub(super) struct TiffJpeg<'a> {
    /// Tables all strips share.
    pub tables: Option<&'a [u8]>,
    pub tables_at: u64,
    pub width: u64,
    pub samples: u64,
    pub bits: u64,
}

/// Reads one strip or tile, and holds its frame header against the tags. Returns what it says.
pub(super) fn read_strip(
    tags: &TiffJpeg<'_>,
    chunk: &Chunk<'_>,
    keep_preview: bool,
) -> Result<(JpegReading, JpegSaid), Stop> {
    // A strip larger than its page is wrong anyway; the frame is judged below.
    let max_pixels = tags.width.saturating_mul(chunk.rows.may);
    let options = JpegOptions {
        max_pixels,
        keep_preview,
    };
    let reading = jpeg::verify_abbreviated(tags.tables, chunk.data, &options);
    if let Some(facts) = &reading.facts {
        let width = u64::from(facts.width);
        let height = u64::from(facts.height);
        let fits = width == tags.width && (height == chunk.rows.must || height == chunk.rows.may);
        if !fits {
            let (must, across) = (chunk.rows.must, tags.width);
            let reason = format!("JPEG of {width} × {height} for a strip of {across} × {must}");
            return Err(Stop::broken(chunk.offset, reason));
        }
        let found = (u64::from(facts.components), u64::from(facts.precision));
        if found != (tags.samples, tags.bits) {
            let (samples, bits) = found;
            let reason = format!("JPEG of {samples} samples of {bits} bits against the tags");
            return Err(Stop::broken(chunk.offset, reason));
        }
    }
    match (verdict(&reading), &reading.facts) {
        (Ok(()), Some(facts)) => {
            let said = JpegSaid {
                coding: Some(name(facts.coding)),
                quality: quality(facts),
                suspect: suspect(&reading),
            };
            Ok((reading, said))
        }
        (Ok(()), None) => Err(Stop::broken(chunk.offset, "no JPEG frame")),
        (Err(Stop::Broken { offset, reason }), _) => {
            let base = if reading.in_tables {
                tags.tables_at
            } else {
                chunk.offset
            };
            // The sentence of the verifier counts from the start of the strip.
            let reason = format!("JPEG of {} bytes: {reason}", long(chunk.data.len()));
            Err(Stop::Broken {
                offset: base.saturating_add(offset),
                reason,
            })
        }
        (Err(unsupported), _) => Err(unsupported),
    }
}

/// Where the fault lies in its stream.
fn offset(fault: &JpegFault) -> u64 {
    match fault {
        JpegFault::NotJpeg { offset }
        | JpegFault::Truncated { offset }
        | JpegFault::BadSegmentLength { offset, .. }
        | JpegFault::BadTableSlot { offset, .. }
        | JpegFault::BadHuffmanTable { offset, .. }
        | JpegFault::MissingHuffmanTable { offset, .. }
        | JpegFault::MissingQuantTable { offset, .. }
        | JpegFault::DuplicateImage { offset }
        | JpegFault::DuplicateFrame { offset }
        | JpegFault::ScanBeforeFrame { offset }
        | JpegFault::NoScan { offset }
        | JpegFault::ScanAfterLast { offset }
        | JpegFault::SizeZero { offset }
        | JpegFault::BadPrecision { offset, .. }
        | JpegFault::BadSampling { offset, .. }
        | JpegFault::McuTooLarge { offset, .. }
        | JpegFault::UnknownComponent { offset, .. }
        | JpegFault::BadScanParameters { offset, .. }
        | JpegFault::ProgressionBroken { offset, .. }
        | JpegFault::InvalidCode { offset, .. }
        | JpegFault::RefinementSize { offset, .. }
        | JpegFault::ScanTooShort { offset, .. }
        | JpegFault::RestartMissing { offset, .. }
        | JpegFault::RestartOutOfOrder { offset, .. }
        | JpegFault::ExtraneousData { offset, .. }
        | JpegFault::NoEoi { offset }
        | JpegFault::ComponentMissing { offset, .. }
        | JpegFault::JfifVersion { offset, .. }
        | JpegFault::AdobeTransform { offset, .. } => *offset,
    }
}
