//! A JPEG 2000 file (JP2 or a bare codestream) → facts: first its structure, box by box and tile-part by tile-part,
//! then every packet by a strict decoder behind a budget. Damage that leaves a valid code is invisible to any
//! decoder: most bytes of a packet can be changed so (ITU-T T.800 Annex C has no check of its own).

mod boxes;
mod codestream;
mod coding;
mod decode;

use super::picture::PictureError;
use super::{Stop, headless, long};
use crate::facts::{ColourMode, ImageFacts, PageFacts, Readability, WaveletFacts};
use crate::limits::Limits;
use boxes::Jp2Header;
use codestream::Codestream;
use coding::Size;
use decode::View;

pub(super) use decode::Shown;

/// A file as far as it could be followed.
struct Opened<'a> {
    header: Option<Jp2Header>,
    bytes: &'a [u8],
    stream: Option<Codestream>,
    suspect: Vec<String>,
    verdict: Result<(), Stop>,
    /// The byte behind the last thing that belongs to the file.
    end: u64,
}

fn open(bytes: &[u8]) -> Opened<'_> {
    let whole = long(bytes.len());
    if bytes.starts_with(b"\xff\x4f\xff\x51") {
        let mut stream = codestream::read(bytes, 0);
        return Opened {
            header: None,
            bytes,
            suspect: std::mem::take(&mut stream.suspect),
            verdict: stream.verdict.clone(),
            end: stream.end.unwrap_or(whole),
            stream: Some(stream),
        };
    }
    let jp2 = boxes::read(bytes);
    let mut opened = Opened {
        header: Some(jp2.header),
        bytes: &[],
        stream: None,
        suspect: jp2.suspect,
        verdict: jp2.verdict,
        end: jp2.end,
    };
    if let Some((at, data)) = jp2.codestream {
        let mut stream = codestream::read(data, at);
        opened.suspect.append(&mut stream.suspect);
        // What is wrong inside says more than that the box is cut.
        let inside = stream.verdict.clone();
        opened.verdict = match (&opened.verdict, inside) {
            (Ok(()), Ok(())) => agree(opened.header.as_ref(), stream.size.as_ref(), at),
            (Ok(()), Err(stop)) => Err(stop),
            (Err(stop), _) => Err(stop.clone()),
        };
        let data_end = at + long(data.len());
        if let Some(end) = stream.end.filter(|end| *end < data_end) {
            let left = data_end - end;
            opened
                .suspect
                .push(format!("{left} bytes in `jp2c` behind EOC"));
        }
        opened.bytes = data;
        opened.stream = Some(stream);
    }
    opened
}

/// I.5.3.1: the header box repeats SIZ.
fn agree(header: Option<&Jp2Header>, size: Option<&Size>, at: u64) -> Result<(), Stop> {
    let (Some(header), Some(size)) = (header, size) else {
        return Ok(());
    };
    let (width, height) = size.picture();
    let components = size.components.iter();
    let depths: Vec<u8> = components.map(|one| one.depth).collect();
    let same_size = header.size.is_some_and(|(w, h, count)| {
        (w, h) == (width, height) && usize::from(count) == depths.len()
    });
    let same_depths = match header.depths.as_slice() {
        [one] => depths.iter().all(|depth| depth == one),
        all => all == depths,
    };
    if same_size && same_depths {
        Ok(())
    } else {
        let reason = "size, components or depths of `ihdr` and SIZ differ";
        Err(Stop::broken(at, reason))
    }
}

/// Colour of the boxes, or what the number of components suggests.
fn colour(header: Option<&Jp2Header>, size: &Size) -> ColourMode {
    if header.is_some_and(|header| header.palette) {
        return ColourMode::Palette;
    }
    let bits = size.components.iter().map(|one| one.bits()).max();
    let said = header.and_then(|header| header.colour);
    let guessed = match size.components.len() {
        1 | 2 => ColourMode::Grey,
        3 => ColourMode::Colour,
        _ => ColourMode::Other,
    };
    match said.unwrap_or(guessed) {
        ColourMode::Grey if bits == Some(1) => ColourMode::Bitonal,
        colour => colour,
    }
}

fn view(opened: &Opened<'_>, size: &Size) -> View {
    let header = opened.header.as_ref();
    let first = size.components.first();
    View {
        colour: colour(header, size),
        // Without boxes the decoder itself turns reduced chroma into colours; so it does not with boxes, since it
        // gets the codestream alone: reduced chroma means the same to it.
        sycc: header.is_some_and(|header| header.sycc)
            && size
                .components
                .iter()
                .all(|one| Some(&one.step) == first.map(|one| &one.step)),
        signed: size.components.iter().any(|one| one.signed()),
    }
}

/// Samples without compression ÷ codestream, in hundredths.
fn ratio(size: &Size, codestream: usize) -> u64 {
    let bits = size.components.iter().map(|one| {
        let samples = size.samples(*one);
        samples.saturating_mul(u64::from(one.bits()))
    });
    let bits = bits.fold(0, u64::saturating_add);
    bits.saturating_mul(100) / (long(codestream).max(1) * 8)
}

/// Reads the whole file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> ImageFacts {
    let opened = open(bytes);
    let stream = opened.stream.as_ref();
    let Some((stream, size)) = stream.and_then(|s| Some((s, s.size.as_ref()?))) else {
        let stop = opened.verdict.err();
        return headless(stop.unwrap_or_else(|| Stop::broken(0, "no codestream")));
    };
    let view = view(&opened, size);
    let (readability, small) = match opened.verdict.clone() {
        Err(stop) => (stop.into(), None),
        Ok(()) => match decode::refusal(stream, limits) {
            Some(feature) => (Readability::Unsupported { feature }, None),
            None => decode::verify(opened.bytes, stream, view),
        },
    };
    let header = opened.header.as_ref();
    let (width, height) = size.picture();
    let page = PageFacts {
        width,
        height,
        density: header.and_then(|header| header.density),
        colour: view.colour,
        bits: size
            .components
            .iter()
            .map(|one| one.bits())
            .min()
            .unwrap_or(0),
        samples: u8::try_from(size.components.len()).unwrap_or(u8::MAX),
        compression: "JPEG 2000".to_owned(),
        icc: header.is_some_and(|header| header.icc),
        wavelet: stream.default.as_ref().map(|default| WaveletFacts {
            layers: stream.layers,
            reversible: default.coding.reversible,
            ratio: ratio(size, opened.bytes.len()),
        }),
        suspect: opened.suspect,
        screen: small.and_then(|small| super::screen::measure(&small)),
        ..PageFacts::bare(readability.clone())
    };
    let trailing_bytes = if opened.verdict.is_ok() {
        long(bytes.len()).saturating_sub(opened.end)
    } else {
        0
    };
    ImageFacts {
        pages: vec![page],
        readability,
        trailing_bytes,
    }
}

/// Pixels for the viewer, made smaller until both sides hardly exceed `max_edge`.
pub(super) fn show(bytes: &[u8], max_edge: u32, limits: &Limits) -> Result<Shown, PictureError> {
    let opened = open(bytes);
    let malformed = |reason: String| PictureError::Malformed { reason };
    match opened.verdict.clone() {
        Err(Stop::Broken { reason, .. }) => return Err(malformed(reason)),
        Err(Stop::Unsupported { feature }) => return Err(PictureError::Unsupported { feature }),
        Ok(()) => {}
    }
    let stream = opened.stream.as_ref();
    let Some((stream, size)) = stream.and_then(|s| Some((s, s.size.as_ref()?))) else {
        return Err(malformed("no codestream".to_owned()));
    };
    if let Some(feature) = decode::refusal(stream, limits) {
        return Err(PictureError::Unsupported { feature });
    }
    let view = view(&opened, size);
    if !matches!(
        view.colour,
        ColourMode::Bitonal | ColourMode::Grey | ColourMode::Colour
    ) {
        let feature = format!("JPEG 2000 of colour mode {:?}", view.colour);
        return Err(PictureError::Unsupported { feature });
    }
    decode::show(opened.bytes, (max_edge, max_edge), view)
        .map_err(|error| malformed(error.to_string()))
}
