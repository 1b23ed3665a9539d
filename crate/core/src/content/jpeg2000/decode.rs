//! The codestream → its samples by `hayro-jpeg2000`, strictly: what it refuses is broken. Only codestreams whose
//! structure is sound and whose size is within the budget come here, since the decoder trusts both.

use hayro_jpeg2000::{
    ColorError, ComponentData, DecodeError, DecodeSettings, DecoderContext, FormatError, Image,
    MarkerError, ValidationError,
};

use super::super::picture::ycbcr;
use super::super::preview::{Boxes, Samples, SmallPicture};
use super::codestream::Codestream;
use crate::facts::{ColourMode, Readability};
use crate::limits::Limits;

/// The decoder's bounds: components and bits are those of pages, layers are its own.
const MOST_COMPONENTS: usize = 16;
const MOST_BITS: u8 = 31;
const MOST_LAYERS: u16 = 32;
/// Bytes the decoder keeps for each code block and each layer of one (hayro-jpeg2000 0.5.0), rounded up.
const BLOCK_BYTES: u64 = 128;
const LAYER_BYTES: u64 = 24;
/// Bytes of such books we are willing to hold (ours: A4 at 600 dpi in blocks of 32 × 32 needs 16 MiB).
const MOST_BOOK_BYTES: u64 = 256 << 20;

/// Why the codestream is not handed to the decoder.
pub(super) fn refusal(stream: &Codestream, limits: &Limits) -> Option<String> {
    let size = stream.size.as_ref()?;
    let components = size.components.len();
    let (width, height) = size.picture();
    // It holds every component at full size.
    let samples = u64::from(width)
        .saturating_mul(u64::from(height))
        .saturating_mul(components as u64);
    let most = limits.decoded_samples;
    let blocks = |samples| {
        let each = stream.coding.iter().map(|coding| coding.blocks(samples));
        each.max().unwrap_or(0)
    };
    let books =
        blocks(samples).saturating_mul(BLOCK_BYTES + LAYER_BYTES * u64::from(stream.layers));
    let bits = size.components.iter().map(|one| one.bits()).max();
    if samples > most {
        Some(format!(
            "JPEG 2000 of {samples} samples, {most} are decoded"
        ))
    } else if components > MOST_COMPONENTS {
        Some(format!("JPEG 2000 of {components} components"))
    } else if bits > Some(MOST_BITS) {
        Some("JPEG 2000 of more than 31 bits a sample".to_owned())
    } else if stream.layers > MOST_LAYERS {
        Some(format!("JPEG 2000 of {} quality layers", stream.layers))
    } else if stream.packed {
        // Whether a tile has data at all is not seen from the outside, and no encoder at hand writes such files.
        Some("JPEG 2000 with packed packet headers (PPM, PPT)".to_owned())
    } else if books > MOST_BOOK_BYTES {
        Some("JPEG 2000 of very small code blocks".to_owned())
    } else {
        None
    }
}

/// How the samples are to be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub colour: ColourMode,
    /// Luma and chroma at full size.
    pub sycc: bool,
    pub signed: bool,
}

/// Decodes everything; the picture at 1/8 scale where it is one that is screened.
pub(super) fn verify(
    codestream: &[u8],
    stream: &Codestream,
    view: View,
) -> (Readability, Option<SmallPicture>) {
    let settings = DecodeSettings {
        strict: true,
        ..DecodeSettings::default()
    };
    let mut context = DecoderContext::default();
    let image = match Image::new(codestream, &settings) {
        Ok(image) => image,
        Err(error) => return (refused(error, stream), None),
    };
    let (width, height) = (u64::from(image.width()), u64::from(image.height()));
    match image.decode(&mut context) {
        Ok(decoded) => {
            let small = small(decoded.components(), width, height, view);
            (Readability::Readable, small)
        }
        Err(error) => (refused(error, stream), None),
    }
}

/// What the decoder lacks is not what the file has wrong.
fn refused(error: DecodeError, stream: &Codestream) -> Readability {
    let lacking = match error {
        DecodeError::Format(FormatError::Unsupported)
        | DecodeError::Marker(MarkerError::Unsupported)
        | DecodeError::Validation(
            ValidationError::ImageTooLarge | ValidationError::TooManyChannels,
        )
        | DecodeError::Color(
            ColorError::PaletteResolutionFailed
            | ColorError::SyccConversionFailed
            | ColorError::LabConversionFailed,
        ) => true,
        DecodeError::Format(_)
        | DecodeError::Marker(_)
        | DecodeError::Tile(_)
        | DecodeError::Validation(_)
        | DecodeError::Decoding(_)
        | DecodeError::Color(ColorError::Mct) => false,
    };
    // Its support of these is partial (crate documentation, 0.5.0).
    let feature = if stream.progression_changes {
        Some("JPEG 2000 with changes of the progression order".to_owned())
    } else if stream.region {
        Some("JPEG 2000 with a region of interest".to_owned())
    } else {
        lacking.then(|| format!("JPEG 2000: {error}"))
    };
    match feature {
        Some(feature) => Readability::Unsupported { feature },
        None => Readability::Broken {
            offset: None,
            reason: match error {
                // Its words for this speak of something else.
                DecodeError::Tile(_) => "packets: their lengths do not add up".to_owned(),
                other => format!("packets: {other}"),
            },
        },
    }
}

/// Samples as levels of 8 bits.
struct Plane<'a> {
    samples: &'a [f32],
    scale: f32,
}

impl<'a> Plane<'a> {
    fn of(component: &'a ComponentData) -> Self {
        let most = (1_u64 << component.bit_depth().min(32)) - 1;
        #[allow(clippy::cast_precision_loss, reason = "bits are at most 31, levels 8")]
        let scale = 255.0 / most as f32;
        let samples = component.samples();
        Self { samples, scale }
    }

    fn level(&self, at: usize) -> u8 {
        let level = self
            .samples
            .get(at)
            .map_or(0.0, |sample| sample * self.scale);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let level = (level + 0.5).clamp(0.0, 255.0) as u8;
        level
    }
}

fn small(
    components: &[ComponentData],
    width: u64,
    height: u64,
    view: View,
) -> Option<SmallPicture> {
    let planes: Vec<Plane<'_>> = components.iter().map(Plane::of).collect();
    let samples = match (view.colour, planes.len()) {
        _ if view.signed => return None,
        (ColourMode::Grey | ColourMode::Bitonal, 1 | 2) => Samples::Grey {
            white_is_zero: false,
        },
        (ColourMode::Colour, 3 | 4) => Samples::Rgb { samples: 3 },
        _ => return None,
    };
    let mut boxes = Boxes::new(width, height, samples)?;
    let across = usize::try_from(width).ok()?;
    let mut row = Vec::with_capacity(across.saturating_mul(3));
    for (y, start) in (0..height).zip((0..).step_by(across.max(1))) {
        row.clear();
        for at in start..start + across {
            let levels = pixel(&planes, at, view);
            let kept = if planes.len() < 3 { 1 } else { 3 };
            row.extend(levels.iter().take(kept));
        }
        boxes.row(0, y, &row);
    }
    boxes.finish()
}

/// Red, green and blue; grey three times.
fn pixel(planes: &[Plane<'_>], at: usize, view: View) -> [u8; 3] {
    let level = |channel: usize| planes.get(channel).map_or(0, |plane| plane.level(at));
    match planes.len() {
        1 | 2 => [level(0); 3],
        _ if view.sycc => ycbcr(level(0), level(1), level(2)),
        _ => [level(0), level(1), level(2)],
    }
}

/// Pixels that the decoder made smaller, rows from the top.
pub(in super::super) struct Shown {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<[u8; 3]>,
}

/// For eyes only: reads what can be read, halved as often as both sides stay at least as long as `target`.
pub(super) fn show(
    codestream: &[u8],
    target: (u32, u32),
    view: View,
) -> Result<Shown, DecodeError> {
    let settings = DecodeSettings {
        target_resolution: Some(target),
        ..DecodeSettings::default()
    };
    let mut context = DecoderContext::default();
    let image = Image::new(codestream, &settings)?;
    let (width, height) = (image.width(), image.height());
    let decoded = image.decode(&mut context)?;
    let planes: Vec<Plane<'_>> = decoded.components().iter().map(Plane::of).collect();
    let count = planes.first().map_or(0, |plane| plane.samples.len());
    let pixels = (0..count).map(|at| pixel(&planes, at, view)).collect();
    Ok(Shown {
        width,
        height,
        pixels,
    })
}
