//! Strips and tiles of one TIFF page → read to their end, or the first that cannot be.
//! What is checked, by compression:
//! - none: the bytes are there and cover the rows;
//! - PackBits, LZW, Deflate: every code, and that they make exactly the bytes of the rows (Deflate: checksum too);
//! - CCITT: every code word, every row exactly as wide as the picture, nothing but an end mark behind the last;
//! - JPEG: every code word, and size, samples and bits as the tags say.
//!
//! The last strip may hold as many rows as the others: some writers pad it.

use super::jpeg_facts::{self, JpegSaid, TiffJpeg};
use super::tiff_directory::{Directory, Field, TiffBytes};
use super::tiff_fax::{self, Fax, Rows};
use super::tiff_page::{Layout, tag};
use super::tiff_small::Sheet;
use super::{Stop, long, slice, tiff_lzw, zlib};

/// How many bytes of strips we still read. Pages may share strips, but a file whose pages share them all would be
/// read once per page: 10 000 times its length. Twice is room for any honest sharing (ours).
pub(super) struct Budget(u64);

impl Budget {
    pub fn of(bytes: &[u8]) -> Self {
        Self(long(bytes.len()).saturating_mul(2).saturating_add(1 << 20))
    }

    fn charge(&mut self, length: u64) -> Result<(), Stop> {
        // Each strip also has its entry in two tables, of 2 bytes at least.
        let rest = self.0.checked_sub(length.saturating_add(4));
        self.0 = rest.ok_or_else(|| Stop::unsupported("strips that share their bytes"))?;
        Ok(())
    }
}

/// One strip or tile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    pub data: &'a [u8],
    /// Where it lies in the file.
    pub offset: u64,
    /// Rows it must hold, and may hold.
    pub rows: Rows,
    /// Its number.
    pub index: u64,
}

/// Reads every strip or tile. Gives what JPEG data say of themselves.
pub(super) fn read(
    source: &TiffBytes<'_>,
    directory: &Directory,
    layout: &Layout,
    budget: &mut Budget,
    sheet: &mut Sheet,
) -> Result<JpegSaid, Stop> {
    let codec = codec(source, directory, layout)?;
    // libtiff turns the bits of every codec but these, though TIFF 6.0 §8 asks it only of bitonal data.
    let turned = directory.number(source, tag::FILL_ORDER) == Some(2)
        && matches!(codec, Codec::PackBits | Codec::Lzw | Codec::Deflate);
    let (offsets, counts) = tables(directory, layout)?;
    let mut said = JpegSaid::default();
    let mut places = Vec::new();
    for index in 0..layout.chunks {
        let last = (index + 1) % layout.per_plane == 0;
        let rows = Rows {
            must: if last { layout.last_rows } else { layout.rows },
            may: layout.rows,
        };
        let missing = || Stop::broken(directory.at, format!("no place for strip {index}"));
        let offset = source.number(offsets, index).ok_or_else(missing)?;
        let length = source.number(counts, index).ok_or_else(missing)?;
        let data = slice(source.bytes, offset, length).ok_or_else(|| {
            let end = offset.saturating_add(length);
            let have = long(source.bytes.len());
            let reason = format!("strip {index} ends at byte {end}, the file at {have}");
            Stop::broken(offset.min(have), reason)
        })?;
        budget.charge(length)?;
        if data.is_empty() {
            return Err(Stop::broken(
                directory.at,
                format!("strip {index} has no bytes"),
            ));
        }
        let straight: Vec<u8>;
        let data = if turned {
            straight = data.iter().map(|byte| byte.reverse_bits()).collect();
            straight.as_slice()
        } else {
            data
        };
        let chunk = Chunk {
            data,
            offset,
            rows,
            index,
        };
        read_chunk(&codec, layout, &chunk, sheet, &mut said)
            .map_err(|stop| name_strip(stop, index))?;
        // Some writers count too many bytes: of plain rows those that must be there are the strip, of a code half.
        let sure = match codec {
            Codec::Plain => layout.bytes(rows.must).unwrap_or(length).min(length),
            _ => length.div_ceil(2),
        };
        places.push((offset, sure, index));
    }
    if said.suspect.is_none() {
        let plain = matches!(codec, Codec::Plain);
        said.suspect = shared(places, if plain { 0 } else { SHARED_BYTES / 2 });
    }
    Ok(said)
}

/// A writer may point all blank strips at one, which compresses to little: an A4 strip of 64 blank rows makes some
/// hundred bytes (ours).
const SHARED_BYTES: u64 = 1024;

/// Two strips or tiles on the same bytes: one of them is not what was scanned, and every reader shows both. Of the
/// same place only strips of more than `least` bytes count.
fn shared(mut places: Vec<(u64, u64, u64)>, least: u64) -> Option<String> {
    places.sort_unstable();
    places.windows(2).find_map(|pair| {
        let &[(first, length, one), (second, other_length, other)] = pair else {
            return None;
        };
        let overlap = first.saturating_add(length) > second;
        let same = (first, length) == (second, other_length);
        let told = overlap && !(same && length <= least);
        told.then(|| format!("strips {one} and {other} share the bytes at {second}"))
    })
}

fn name_strip(stop: Stop, index: u64) -> Stop {
    match stop {
        Stop::Broken { offset, reason } => Stop::Broken {
            offset,
            reason: format!("strip {index}: {reason}"),
        },
        unsupported => unsupported,
    }
}

enum Codec<'a> {
    Plain,
    PackBits,
    Lzw,
    Deflate,
    Fax(Fax),
    Jpeg(TiffJpeg<'a>),
}

fn codec<'a>(
    source: &TiffBytes<'a>,
    directory: &Directory,
    layout: &Layout,
) -> Result<Codec<'a>, Stop> {
    let number = |tag| directory.number(source, tag);
    let bitonal = layout.bits == 1 && layout.samples == 1;
    Ok(match layout.compression {
        1 => Codec::Plain,
        2..=4 if !bitonal => {
            return Err(Stop::broken(
                directory.at,
                "CCITT compression of more than one bit",
            ));
        }
        compression @ 2..=4 => {
            let reversed = number(tag::FILL_ORDER) == Some(2);
            let two_dimensional = number(tag::T4_OPTIONS).unwrap_or(0) & 1 == 1;
            let coding = match (compression, two_dimensional) {
                (2, _) => tiff_fax::Coding::Rle,
                (3, false) => tiff_fax::Coding::G3,
                (3, true) => tiff_fax::Coding::G3TwoDimensional,
                _ => tiff_fax::Coding::G4,
            };
            Codec::Fax(Fax { coding, reversed })
        }
        5 => Codec::Lzw,
        6 => return Err(Stop::unsupported("old-style JPEG in TIFF (compression 6)")),
        7 => Codec::Jpeg(TiffJpeg {
            tables: directory
                .field(tag::JPEG_TABLES)
                .and_then(|field| source.value(field)),
            tables_at: directory
                .field(tag::JPEG_TABLES)
                .map_or(0, |field| field.at),
            width: layout.across,
            samples: layout.samples,
            bits: layout.bits,
        }),
        8 | 32946 => Codec::Deflate,
        32773 => Codec::PackBits,
        other => return Err(Stop::unsupported(format!("TIFF compression {other}"))),
    })
}

fn tables(directory: &Directory, layout: &Layout) -> Result<(Field, Field), Stop> {
    let table = |tag, name| {
        let none = || Stop::broken(directory.at, format!("no {name} (tag {tag})"));
        let field = directory.field(tag).ok_or_else(none)?;
        if field.count < layout.chunks {
            let (have, need) = (field.count, layout.chunks);
            let reason = format!("{have} {name} for {need} strips or tiles");
            return Err(Stop::broken(directory.at, reason));
        }
        Ok(field)
    };
    Ok((
        table(layout.offsets, "strip offsets")?,
        table(layout.byte_counts, "strip byte counts")?,
    ))
}

fn read_chunk(
    codec: &Codec<'_>,
    layout: &Layout,
    chunk: &Chunk<'_>,
    sheet: &mut Sheet,
    said: &mut JpegSaid,
) -> Result<(), Stop> {
    let size = |rows| {
        layout
            .bytes(rows)
            .ok_or_else(|| Stop::unsupported("strips of more than 2^64 bytes"))
    };
    let (must, may) = (size(chunk.rows.must)?, size(chunk.rows.may)?);
    let made = match codec {
        Codec::Plain if long(chunk.data.len()) >= must => {
            if let Some(mut rows) = sheet.rows(chunk.index) {
                rows.push(slice(chunk.data, 0, must).unwrap_or_default());
            }
            return Ok(());
        }
        Codec::Plain => long(chunk.data.len()),
        Codec::PackBits => pack_bits(chunk, must, may)?,
        Codec::Lzw => {
            let mut bytes = sheet.wants_lzw(may).then(Vec::new);
            let made = tiff_lzw::read(chunk.data, chunk.offset, must, may, bytes.as_mut())?;
            if let (Some(mut rows), Some(bytes)) = (sheet.rows(chunk.index), bytes) {
                rows.push(&bytes);
            }
            made
        }
        Codec::Deflate => {
            let mut rows = sheet.rows(chunk.index);
            zlib::inflate([(chunk.offset, chunk.data)], may, |part| {
                if let Some(rows) = &mut rows {
                    rows.push(part);
                }
                Ok(())
            })?
        }
        Codec::Fax(fax) => {
            let grid = sheet.runs(chunk.index);
            let (across, rows) = (layout.across, chunk.rows);
            return tiff_fax::read(chunk.data, chunk.offset, across, rows, *fax, grid);
        }
        Codec::Jpeg(jpeg) => {
            let keep_preview = sheet.wants_jpeg();
            let (reading, own) = jpeg_facts::read_strip(jpeg, chunk, keep_preview)?;
            sheet.jpeg(chunk.index, &reading);
            said.and(own);
            return Ok(());
        }
    };
    if made == must || made == may {
        return Ok(());
    }
    let end = chunk.offset.saturating_add(long(chunk.data.len()));
    Err(Stop::broken(
        end,
        format!("{made} bytes of picture, {must} are needed"),
    ))
}

/// TIFF 6.0 §9: counts what the runs make. Zeros, no-ops or one odd byte may pad the end.
fn pack_bits(chunk: &Chunk<'_>, must: u64, may: u64) -> Result<u64, Stop> {
    let mut rest = chunk.data;
    let mut made: u64 = 0;
    let here = |rest: &[u8]| chunk.offset + long(chunk.data.len() - rest.len());
    while let [head, tail @ ..] = rest {
        let enough = made == must || made == may;
        if enough && (tail.is_empty() || rest.iter().all(|byte| matches!(byte, 0 | 0x80))) {
            break;
        }
        let (used, run) = match head {
            0..=127 => (usize::from(*head) + 1, u64::from(*head) + 1),
            128 => (0, 0),
            129.. => (1, 257 - u64::from(*head)),
        };
        rest = tail
            .get(used..)
            .ok_or_else(|| Stop::broken(here(rest), "data end in a run"))?;
        made += run;
        if made > may {
            return Err(Stop::broken(
                here(rest),
                format!("runs make more than {may} bytes"),
            ));
        }
    }
    Ok(made)
}
