//! Boxes of a JP2 file → what its header promises and where its codestream lies. Clause numbers are those of ITU-T
//! T.800 | ISO/IEC 15444-1 Annex I. Danger: lengths are a stranger's and may point anywhere.

use super::super::{Stop, array, long, slice};
use crate::facts::{ColourMode, Density, DensityUnit};

/// What the boxes before the codestream say.
#[derive(Clone, Debug, Default)]
pub(super) struct Jp2Header {
    /// Width, height and components of the image header box (I.5.3.1).
    pub size: Option<(u32, u32, u16)>,
    /// Depths as `Ssiz` writes them: one for all components, or one each.
    pub depths: Vec<u8>,
    /// Colour of the first colour specification box that says one.
    pub colour: Option<ColourMode>,
    /// The samples are luma and chroma (enumerated colour space 18).
    pub sycc: bool,
    pub icc: bool,
    pub palette: bool,
    pub density: Option<Density>,
}

/// A JP2 file as far as its boxes could be followed.
#[derive(Clone, Debug)]
pub(super) struct Jp2<'a> {
    pub header: Jp2Header,
    /// Where the first codestream begins, and what is there of it.
    pub codestream: Option<(u64, &'a [u8])>,
    /// The byte behind the last box.
    pub end: u64,
    /// Breaches that readers pass over in silence.
    pub suspect: Vec<String>,
    pub verdict: Result<(), Stop>,
}

/// One box (I.4).
struct Found<'a> {
    kind: [u8; 4],
    /// Where the box and where its content begins.
    at: u64,
    content_at: u64,
    content: &'a [u8],
    next: u64,
    /// All of it is there.
    whole: bool,
}

impl Found<'_> {
    fn broken(&self, reason: &str) -> Stop {
        let kind = self.kind.escape_ascii();
        Stop::broken(self.content_at, format!("box `{kind}`: {reason}"))
    }

    fn exactly(&self, length: usize) -> Result<(), Stop> {
        if self.content.len() == length {
            Ok(())
        } else {
            Err(self.broken(&format!("{} bytes", self.content.len())))
        }
    }
}

/// The box at `at` of `bytes`, which lie at `base` of the file. `open`: a length of 0 may stand for "to the end".
fn found(bytes: &[u8], base: u64, at: u64, open: bool) -> Result<Found<'_>, Stop> {
    let here = base + at;
    let cut = || {
        Stop::broken(
            base + long(bytes.len()),
            format!("the file ends inside the box at byte {here}"),
        )
    };
    let short = u32::from_be_bytes(array(bytes, at).ok_or_else(cut)?);
    let kind: [u8; 4] = array(bytes, at + 4).ok_or_else(cut)?;
    let rest = long(bytes.len()).saturating_sub(at);
    let (head, length) = match short {
        0 if open => (8, rest),
        1 => (
            16,
            u64::from_be_bytes(array(bytes, at + 8).ok_or_else(cut)?),
        ),
        length => (8, u64::from(length)),
    };
    let kind_is_one = kind.iter().all(|byte| (0x20..0x7f).contains(byte));
    let Some(inner) = length.checked_sub(head).filter(|_| kind_is_one) else {
        let kind = kind.escape_ascii();
        let reason = format!("no box: `{kind}` of {length} bytes");
        return Err(Stop::broken(here, reason));
    };
    let there = inner.min(rest.saturating_sub(head));
    let content = slice(bytes, at + head, there).ok_or_else(cut)?;
    Ok(Found {
        kind,
        at: here,
        content_at: here + head,
        content,
        next: at + head + there,
        whole: there == inner,
    })
}

/// Follows all boxes of the file.
pub(super) fn read(bytes: &[u8]) -> Jp2<'_> {
    let mut jp2 = Jp2 {
        header: Jp2Header::default(),
        codestream: None,
        end: 0,
        suspect: Vec::new(),
        verdict: Ok(()),
    };
    jp2.verdict = follow(bytes, &mut jp2);
    jp2
}

fn follow<'a>(bytes: &'a [u8], jp2: &mut Jp2<'a>) -> Result<(), Stop> {
    let (mut at, mut number, mut header_seen) = (0, 0_u64, false);
    while at < long(bytes.len()) {
        let found = match found(bytes, 0, at, true) {
            Ok(found) => found,
            // Behind the picture this is no box but bytes that belong to nothing.
            Err(_) if jp2.codestream.is_some() => break,
            Err(stop) => return Err(stop),
        };
        match (&found.kind, number) {
            (b"jP  ", 0) if found.content == b"\r\n\x87\n" => {}
            (b"jP  ", 0) => return Err(found.broken("not the signature")),
            (_, 0) => return Err(found.broken("the first box is not the signature")),
            (b"ftyp", 1) => file_type(&found, &mut jp2.suspect)?,
            (_, 1) => return Err(found.broken("the second box is not the file type")),
            (b"jP  " | b"ftyp", _) => return Err(found.broken("a second one")),
            (b"jp2h", _) if header_seen => return Err(found.broken("a second one")),
            (b"jp2h", _) if jp2.codestream.is_some() => {
                return Err(found.broken("behind the codestream"));
            }
            (b"jp2h", _) => {
                header_seen = true;
                header(&found, jp2)?;
            }
            // I.5.4: a reader takes the first codestream and leaves the others.
            (b"jp2c", _) if jp2.codestream.is_some() => {
                jp2.suspect
                    .push(format!("second codestream @ {}", found.at));
            }
            (b"jp2c", _) if !header_seen => {
                return Err(found.broken("before the header box `jp2h`"));
            }
            (b"jp2c", _) => jp2.codestream = Some((found.content_at, found.content)),
            _ => {}
        }
        if !found.whole {
            let kind = found.kind.escape_ascii();
            let reason = format!("the file ends inside the box `{kind}`");
            return Err(Stop::broken(long(bytes.len()), reason));
        }
        at = found.next;
        jp2.end = at;
        number += 1;
    }
    if jp2.codestream.is_none() {
        return Err(Stop::broken(at, "no codestream box `jp2c`"));
    }
    Ok(())
}

/// I.5.2: brand, minor version, list of what a reader must know.
fn file_type(found: &Found<'_>, suspect: &mut Vec<String>) -> Result<(), Stop> {
    let list = found.content.get(8..).unwrap_or_default();
    if found.content.len() < 12 || list.len() % 4 != 0 {
        return Err(found.broken("length"));
    }
    let brand: [u8; 4] = array(found.content, 0).unwrap_or_default();
    if &brand != b"jp2 " {
        let plain = [b"jpx ", b"jph ", b"jpm ", b"mjp2"].contains(&&brand);
        return Err(if plain {
            Stop::unsupported(format!(
                "JPEG 2000 file of the kind `{}`",
                brand.escape_ascii()
            ))
        } else {
            found.broken("unknown brand")
        });
    }
    if !list.chunks_exact(4).any(|one| one == b"jp2 ") {
        return Err(found.broken("`jp2 ` is not in the list"));
    }
    if array(found.content, 4) != Some([0; 4]) {
        suspect.push("minor version is not 0".to_owned());
    }
    Ok(())
}

/// I.5.3: the header superbox.
fn header(outer: &Found<'_>, jp2: &mut Jp2<'_>) -> Result<(), Stop> {
    let (mut at, mut kinds) = (0, Vec::new());
    let mut palette_columns = None;
    while at < long(outer.content.len()) {
        let found = found(outer.content, outer.content_at, at, false)?;
        if !found.whole {
            return Err(found.broken("longer than `jp2h`"));
        }
        let once = [*b"ihdr", *b"bpcc", *b"pclr", *b"cmap", *b"cdef", *b"res "];
        if once.contains(&found.kind) && kinds.contains(&found.kind) {
            return Err(found.broken("a second one"));
        }
        if kinds.is_empty() && &found.kind != b"ihdr" {
            return Err(found.broken("`ihdr` must be first"));
        }
        let components = jp2.header.size.map_or(0, |size| size.2);
        match &found.kind {
            b"ihdr" => image_header(&found, jp2)?,
            b"bpcc" => jp2.header.depths = found.content.to_vec(),
            b"colr" => {
                if kinds.contains(b"colr") && kinds.last() != Some(b"colr") {
                    jp2.suspect.push("colour boxes are apart".to_owned());
                }
                colour(&found, jp2)?;
            }
            b"pclr" => palette_columns = Some(palette(&found)?),
            b"cmap" => mapping(&found, components, palette_columns)?,
            b"cdef" => channels(&found)?,
            b"res " => resolution(&found, jp2)?,
            _ => {}
        }
        kinds.push(found.kind);
        at = found.next;
    }
    let there = |kind: &[u8; 4]| kinds.contains(kind);
    let vary = jp2.header.depths.is_empty();
    if !there(b"ihdr") || !there(b"colr") {
        return Err(outer.broken("`ihdr` or `colr` is missing"));
    }
    if vary || there(b"pclr") != there(b"cmap") {
        let reason = "`bpcc` is missing, or one of `pclr` and `cmap`";
        return Err(outer.broken(reason));
    }
    jp2.header.palette = there(b"pclr");
    Ok(())
}

/// I.5.3.1. A depth of 255 leaves it to `bpcc`.
fn image_header(found: &Found<'_>, jp2: &mut Jp2<'_>) -> Result<(), Stop> {
    found.exactly(14)?;
    let cut = || found.broken("length");
    let height = u32::from_be_bytes(array(found.content, 0).ok_or_else(cut)?);
    let width = u32::from_be_bytes(array(found.content, 4).ok_or_else(cut)?);
    let components = u16::from_be_bytes(array(found.content, 8).ok_or_else(cut)?);
    let [depth, compression, unknown, property] = array(found.content, 10).ok_or_else(cut)?;
    if height == 0 || width == 0 || components == 0 || components > 16_384 {
        return Err(found.broken("picture without size or components"));
    }
    if compression != 7 {
        return Err(found.broken(&format!("compression {compression}, JPEG 2000 is 7")));
    }
    if unknown > 1 || property > 1 {
        jp2.suspect
            .push("`ihdr`: flag that is neither 0 nor 1".to_owned());
    }
    jp2.header.size = Some((width, height, components));
    if depth != 255 {
        jp2.header.depths = vec![depth];
    }
    Ok(())
}

/// I.5.3.3. Readers take the first box they understand.
fn colour(found: &Found<'_>, jp2: &mut Jp2<'_>) -> Result<(), Stop> {
    let Some([method, precedence, approximation]) = array(found.content, 0) else {
        return Err(found.broken("length"));
    };
    if precedence != 0 || approximation != 0 {
        let reason = "`colr`: precedence or approximation is not 0";
        jp2.suspect.push(reason.to_owned());
    }
    let said = match method {
        1 => {
            let space = array(found.content, 3).map(u32::from_be_bytes);
            let space = space.ok_or_else(|| found.broken("length"))?;
            // 16 to 18 are those of JP2; 12 (CMYK) comes with JPX (T.801 Table M.25).
            let known = match space {
                12 => Some(ColourMode::Cmyk),
                16 | 18 => Some(ColourMode::Colour),
                17 => Some(ColourMode::Grey),
                _ => None,
            };
            if !(16..=18).contains(&space) {
                jp2.suspect.push(format!("`colr`: colour space {space}"));
            }
            if jp2.header.colour.is_none() {
                jp2.header.sycc = space == 18;
            }
            known
        }
        2 => {
            jp2.header.icc = true;
            let profile = found.content.get(3..).unwrap_or_default();
            let size = array(profile, 0).map(u32::from_be_bytes).map(u64::from);
            if size != Some(long(profile.len())) {
                return Err(found.broken("the ICC profile has another length"));
            }
            // ICC.1:2022 7.2.6: data colour space at 16.
            match array(profile, 16).unwrap_or_default() {
                [b'G', b'R', b'A', b'Y'] => Some(ColourMode::Grey),
                [b'R', b'G', b'B', b' '] => Some(ColourMode::Colour),
                [b'C', b'M', b'Y', b'K'] => Some(ColourMode::Cmyk),
                _ => Some(ColourMode::Other),
            }
        }
        other => {
            jp2.suspect.push(format!("`colr`: method {other}"));
            None
        }
    };
    jp2.header.colour = jp2.header.colour.or(said);
    Ok(())
}

/// I.5.3.4: entries, columns, their depths, the values. Gives the number of columns.
fn palette(found: &Found<'_>) -> Result<u8, Stop> {
    let cut = || found.broken("length");
    let entries = u16::from_be_bytes(array(found.content, 0).ok_or_else(cut)?);
    let [columns] = array(found.content, 2).ok_or_else(cut)?;
    let depths = slice(found.content, 3, u64::from(columns)).ok_or_else(cut)?;
    let row: u64 = depths
        .iter()
        .map(|depth| u64::from((depth & 0x7f) + 1).div_ceil(8))
        .sum();
    let length = 3 + u64::from(columns) + row * u64::from(entries);
    let sound = (1..=1024).contains(&entries) && columns > 0 && long(found.content.len()) == length;
    if sound { Ok(columns) } else { Err(cut()) }
}

/// I.5.3.5: component, kind, column.
fn mapping(found: &Found<'_>, components: u16, columns: Option<u8>) -> Result<(), Stop> {
    let sound = found.content.len().is_multiple_of(4)
        && found.content.chunks_exact(4).all(|one| match one {
            [high, low, kind, column] => {
                u16::from_be_bytes([*high, *low]) < components
                    && match kind {
                        0 => *column == 0,
                        1 => columns.is_none_or(|columns| *column < columns),
                        _ => false,
                    }
            }
            _ => false,
        });
    if sound {
        Ok(())
    } else {
        Err(found.broken("a channel that is not there"))
    }
}

/// I.5.3.6.
fn channels(found: &Found<'_>) -> Result<(), Stop> {
    let count = array(found.content, 0).map_or(0, u16::from_be_bytes);
    let list = found.content.get(2..).unwrap_or_default();
    let kinds = list.chunks_exact(6).all(|one| {
        let kind = array(one, 2).map(u16::from_be_bytes);
        matches!(kind, Some(0..=2 | u16::MAX))
    });
    if count == 0 || long(list.len()) != u64::from(count) * 6 || !kinds {
        return Err(found.broken("length or a kind that is not there"));
    }
    Ok(())
}

/// I.5.3.7. Capture resolution is that of the scan; the other is a wish for display.
fn resolution(outer: &Found<'_>, jp2: &mut Jp2<'_>) -> Result<(), Stop> {
    let (mut at, mut capture, mut display) = (0, None, None);
    while at < long(outer.content.len()) {
        let found = found(outer.content, outer.content_at, at, false)?;
        let slot = match &found.kind {
            b"resc" => &mut capture,
            b"resd" => &mut display,
            _ => return Err(found.broken("not in a resolution box")),
        };
        if !found.whole || slot.is_some() {
            return Err(found.broken("a second one, or cut"));
        }
        found.exactly(10)?;
        let parts = [0, 2, 4, 6].map(|at| array(found.content, at).map_or(0, u16::from_be_bytes));
        if parts.contains(&0) {
            jp2.suspect.push("`res `: resolution of 0".to_owned());
        }
        *slot = Some(density(found.content));
        at = found.next;
    }
    if capture.is_none() && display.is_none() {
        return Err(outer.broken("empty"));
    }
    jp2.header.density = capture.flatten().or(display.flatten());
    Ok(())
}

/// I.5.3.7.1: vertical then horizontal numerator and denominator, then the two powers of ten, per metre.
fn density(data: &[u8]) -> Option<Density> {
    let part = |at| Some(u64::from(u16::from_be_bytes(array(data, at)?)));
    let exponent = |at| Some(i8::from_be_bytes(array(data, at)?));
    let scaled = |numerator: u64, denominator: u64, exponent: i8| {
        let power = 10_u64.checked_pow(u32::from(exponent.unsigned_abs()))?;
        let (numerator, denominator) = if exponent < 0 {
            (numerator, denominator.checked_mul(power)?)
        } else {
            (numerator.checked_mul(power)?, denominator)
        };
        if numerator == 0 || denominator == 0 {
            return None;
        }
        let (mut greater, mut divisor) = (numerator, denominator);
        while greater % divisor != 0 {
            (greater, divisor) = (divisor, greater % divisor);
        }
        let narrow = |number: u64| u32::try_from(number / divisor).ok();
        Some((narrow(numerator)?, narrow(denominator)?))
    };
    let y = scaled(part(0)?, part(2)?, exponent(8)?)?;
    let x = scaled(part(4)?, part(6)?, exponent(9)?)?;
    let unit = DensityUnit::Metre;
    Some(Density { x, y, unit })
}
