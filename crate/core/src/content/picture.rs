//! A page image → what the viewer shows: the bytes as they are where the browser decodes them, small pixels for a
//! page of a TIFF or a JPEG 2000. For eyes only: a picture that shows is not a verdict, and the verdict never comes from here.

use super::jpeg2000;
use super::tiff_directory::TiffBytes;
use super::tiff_page::tag;
use crate::facts::Format;
use crate::limits::Limits;
use std::io::Cursor;
use thiserror::Error;
use tiff::decoder::{ChunkType, Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

/// What the viewer gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The browser decodes the entry's own bytes.
    Encoded {
        /// Media type.
        mime: &'static str,
    },
    /// Pixels of one page, made smaller to fit; the orientation tag is left to the viewer.
    Pixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Four bytes a pixel, rows from the top, opaque.
        rgba: Vec<u8>,
    },
}

/// Why there is no picture. None of these says that the page is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The format has no pages we can show.
    #[error("`{}` is not shown", format.name())]
    Format {
        /// The format.
        format: Format,
    },
    /// The file has fewer pages.
    #[error("no page {page}")]
    NoPage {
        /// Page asked for, from 0.
        page: u32,
    },
    /// More pixels than [`Limits::pixels`].
    #[error("{found} pixels, the limit is {limit}")]
    TooLarge {
        /// Pixels of the page or of one of its strips.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// A feature the pixel decoder lacks.
    #[error("`{feature}` is not shown")]
    Unsupported {
        /// Name of the feature.
        feature: String,
    },
    /// The decoder gave up.
    #[error("`{reason}`")]
    Malformed {
        /// What it said.
        reason: String,
    },
}

/// Shows page `page` (from 0) with its longer edge at most `max_edge` pixels, made smaller by averaging boxes.
///
/// # Errors
/// See [`PictureError`].
pub fn picture(
    format: Format,
    bytes: &[u8],
    page: u32,
    max_edge: u32,
    limits: &Limits,
) -> Result<Picture, PictureError> {
    let mime = match format {
        Format::Jpeg => "image/jpeg",
        Format::Png => "image/png",
        Format::Gif => "image/gif",
        Format::Bmp => "image/bmp",
        Format::Tiff => return tiff_page(bytes, page, max_edge, limits),
        Format::Jpeg2000 if page == 0 => return jpeg_2000(bytes, max_edge, limits),
        Format::Jpeg2000 => return Err(PictureError::NoPage { page }),
        format => return Err(PictureError::Format { format }),
    };
    if page > 0 {
        return Err(PictureError::NoPage { page });
    }
    Ok(Picture::Encoded { mime })
}

/// No browser of ours decodes it. Only a sound structure is decoded, as in the verdict.
fn jpeg_2000(bytes: &[u8], max_edge: u32, limits: &Limits) -> Result<Picture, PictureError> {
    let shown = jpeg2000::show(bytes, max_edge, limits)?;
    let mut boxes = Boxes::new(shown.width, shown.height, max_edge);
    let places = (0..shown.height).flat_map(|y| (0..shown.width).map(move |x| (x, y)));
    for ((x, y), rgb) in places.zip(shown.pixels) {
        boxes.add(x, y, rgb);
    }
    Ok(boxes.finish())
}

fn tiff_page(
    bytes: &[u8],
    page: u32,
    max_edge: u32,
    limits: &Limits,
) -> Result<Picture, PictureError> {
    let bound = usize::try_from(limits.content_bytes).unwrap_or(usize::MAX);
    let mut decoder_limits = tiff::decoder::Limits::default();
    decoder_limits.decoding_buffer_size = bound;
    decoder_limits.intermediate_buffer_size = bound;
    let palette = Palette::of(bytes, page, limits);
    let bytes = palette
        .as_ref()
        .map_or(bytes, |palette| palette.as_grey.as_slice());
    // `new` reads the first page under default limits (256 MiB a strip).
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(named)?;
    decoder = decoder.with_limits(decoder_limits);
    if page >= limits.pages {
        return Err(PictureError::NoPage { page });
    }
    for _ in 0..page {
        if !decoder.more_images() {
            return Err(PictureError::NoPage { page });
        }
        decoder.next_image().map_err(named)?;
    }
    let (width, height) = decoder.dimensions().map_err(named)?;
    let (across, down) = decoder.chunk_dimensions();
    for (w, h) in [(width, height), (across, down.min(height))] {
        let found = u64::from(w).saturating_mul(u64::from(h));
        if found > limits.pixels {
            return Err(PictureError::TooLarge {
                found,
                limit: limits.pixels,
            });
        }
    }
    let colours = palette.as_ref().map(|palette| palette.colours.as_slice());
    let reader = Samples::of(&mut decoder, colours)?;
    let mut boxes = Boxes::new(width, height, max_edge);
    let tiles = decoder.get_chunk_type() == ChunkType::Tile;
    let count = match decoder.get_chunk_type() {
        ChunkType::Strip => decoder.strip_count(),
        ChunkType::Tile => decoder.tile_count(),
    };
    let columns = if tiles {
        width.div_ceil(across.max(1)).max(1)
    } else {
        1
    };
    for index in 0..count.map_err(named)? {
        let (chunk_width, chunk_height) = decoder.chunk_data_dimensions(index);
        let data = decoder.read_chunk(index).map_err(named)?;
        let (left, top) = (index % columns * across, index / columns * down);
        reader.rows(&data, chunk_width, chunk_height, |x, y, rgb| {
            boxes.add(left.saturating_add(x), top.saturating_add(y), rgb);
        })?;
    }
    Ok(boxes.finish())
}

fn named(error: TiffError) -> PictureError {
    match error {
        TiffError::UnsupportedError(error) => PictureError::Unsupported {
            feature: error.to_string(),
        },
        other => PictureError::Malformed {
            reason: other.to_string(),
        },
    }
}

/// The palette of a page, and the file with that page called grey: the decoder (tiff 0.11.3) refuses palettes, and
/// as grey levels the indices come through as they are.
struct Palette {
    as_grey: Vec<u8>,
    /// All reds, then greens, then blues, 16 bits each (TIFF 6.0 §5).
    colours: Vec<u16>,
}

impl Palette {
    fn of(bytes: &[u8], page: u32, limits: &Limits) -> Option<Self> {
        let (source, first) = TiffBytes::open(bytes).ok()?;
        let mut directory = source.directory(first).ok()?;
        for _ in 0..page.min(limits.pages) {
            let next = Some(directory.next).filter(|&next| next != 0)?;
            directory = source.directory(next).ok()?;
        }
        let photometric = directory.field(tag::PHOTOMETRIC)?;
        if source.number(photometric, 0) != Some(3) {
            return None;
        }
        let map = directory.field(tag::COLOUR_MAP)?;
        // 3 × 2⁸: wider indices are not shown.
        let colours = (0..map.count.min(768)).map_while(|index| source.number(map, index));
        let colours = colours
            .map_while(|value| u16::try_from(value).ok())
            .collect();
        let mut as_grey = bytes.to_vec();
        let at = usize::try_from(photometric.at).ok()?;
        // Whatever its width and byte order, the 3 is the only byte that is not 0.
        let three = as_grey
            .get_mut(at..)?
            .iter_mut()
            .take(8)
            .find(|byte| **byte == 3)?;
        *three = 1;
        Some(Self { as_grey, colours })
    }
}

/// How the samples of a page become colours.
struct Samples<'a> {
    colour: ColorType,
    palette: Option<&'a [u16]>,
}

impl<'a> Samples<'a> {
    fn of(
        decoder: &mut Decoder<Cursor<&[u8]>>,
        palette: Option<&'a [u16]>,
    ) -> Result<Self, PictureError> {
        let colour = decoder.colortype().map_err(named)?;
        let planar = decoder
            .find_tag_unsigned::<u16>(Tag::PlanarConfiguration)
            .map_err(named)?;
        let samples = decoder
            .find_tag_unsigned::<u16>(Tag::SamplesPerPixel)
            .map_err(named)?;
        if planar == Some(2) && samples.unwrap_or(1) > 1 {
            return Err(PictureError::Unsupported {
                feature: "separate planes".to_owned(),
            });
        }
        Ok(Self { colour, palette })
    }

    /// Hands on every pixel of a strip or tile.
    fn rows(
        &self,
        data: &DecodingResult,
        width: u32,
        height: u32,
        mut pixel: impl FnMut(u32, u32, [u8; 3]),
    ) -> Result<(), PictureError> {
        let unsupported = || PictureError::Unsupported {
            feature: format!("{:?} samples", self.colour),
        };
        let bits = usize::from(self.colour.bit_depth());
        let samples = usize::from(self.colour.num_samples());
        let columns = usize::try_from(width).unwrap_or(usize::MAX);
        let row_samples = columns.saturating_mul(samples);
        for y in 0..height {
            let row = usize::try_from(y).unwrap_or(usize::MAX);
            for (x, column) in (0..width).zip(0..columns) {
                let sample = |channel: usize| -> Option<u16> {
                    let index = column * samples + channel;
                    match data {
                        DecodingResult::U16(words) => {
                            words.get(row.checked_mul(row_samples)? + index).copied()
                        }
                        DecodingResult::U8(bytes) if bits == 8 => {
                            let byte = bytes.get(row.checked_mul(row_samples)? + index)?;
                            Some(u16::from(*byte))
                        }
                        DecodingResult::U8(bytes) if matches!(bits, 1 | 2 | 4) => {
                            let start = row.checked_mul((row_samples * bits).div_ceil(8))?;
                            let byte = bytes.get(start + index * bits / 8)?;
                            let shift = 8 - bits - index * bits % 8;
                            Some(u16::from(byte >> shift & ((1 << bits) - 1)))
                        }
                        _ => None,
                    }
                };
                let rgb = self.rgb(sample, bits).ok_or_else(unsupported)?;
                pixel(x, y, rgb);
            }
        }
        Ok(())
    }

    fn rgb(&self, sample: impl Fn(usize) -> Option<u16>, bits: usize) -> Option<[u8; 3]> {
        let most = if bits >= 16 {
            u32::from(u16::MAX)
        } else {
            (1 << bits) - 1
        };
        let level = |channel| {
            let value = u32::from(sample(channel)?) * 255 / most;
            u8::try_from(value).ok()
        };
        if let Some(palette) = self.palette {
            let (index, third) = (usize::from(sample(0)?), palette.len() / 3);
            let part = |plane: usize| {
                let value = palette.get(plane * third + index)?;
                u8::try_from(value >> 8).ok()
            };
            return Some([part(0)?, part(1)?, part(2)?]);
        }
        match self.colour {
            ColorType::Gray(_) | ColorType::GrayA(_) => {
                // The decoder has turned white-is-zero over already.
                Some([level(0)?; 3])
            }
            ColorType::RGB(_) | ColorType::RGBA(_) => Some([level(0)?, level(1)?, level(2)?]),
            ColorType::CMYK(_) | ColorType::CMYKA(_) => {
                let light = |channel| Some(255 - u32::from(level(channel)?));
                let key = light(3)?;
                let mix = |channel| u8::try_from(light(channel)? * key / 255).ok();
                Some([mix(0)?, mix(1)?, mix(2)?])
            }
            ColorType::YCbCr(8) => Some(ycbcr(level(0)?, level(1)?, level(2)?)),
            _ => None,
        }
    }
}

/// ITU-R BT.601 as JFIF writes it, in 1/65536.
pub(super) fn ycbcr(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let (y, cb, cr) = (
        i32::from(luma) << 16,
        i32::from(blue) - 128,
        i32::from(red) - 128,
    );
    let byte = |value: i32| u8::try_from(((value + (1 << 15)) >> 16).clamp(0, 255)).unwrap_or(0);
    [
        byte(y + 91_881 * cr),
        byte(y - 22_554 * cb - 46_802 * cr),
        byte(y + 116_130 * cb),
    ]
}

/// Sums of the pixels that fall on each pixel of the small picture.
struct Boxes {
    width: u32,
    height: u32,
    small: (u32, u32),
    sums: Vec<[u32; 4]>,
}

impl Boxes {
    fn new(width: u32, height: u32, max_edge: u32) -> Self {
        let (edge, long_edge) = (u64::from(max_edge.max(1)), u64::from(width.max(height)));
        let side = |side: u32| {
            let scaled = u64::from(side) * edge / long_edge.max(1);
            u32::try_from(scaled.max(1)).unwrap_or(u32::MAX).min(side)
        };
        let small = (side(width), side(height));
        let count = u64::from(small.0) * u64::from(small.1);
        let sums = vec![[0; 4]; usize::try_from(count).unwrap_or(0)];
        Self {
            width,
            height,
            small,
            sums,
        }
    }

    fn add(&mut self, x: u32, y: u32, rgb: [u8; 3]) {
        if x >= self.width || y >= self.height {
            return; // padding of a tile
        }
        let to =
            |at: u32, small: u32, side: u32| u64::from(at) * u64::from(small) / u64::from(side);
        let row = to(y, self.small.1, self.height) * u64::from(self.small.0);
        let index = row + to(x, self.small.0, self.width);
        if let Some(sum) = usize::try_from(index)
            .ok()
            .and_then(|index| self.sums.get_mut(index))
        {
            let [red, green, blue] = rgb;
            for (part, more) in sum.iter_mut().zip([red, green, blue, 1]) {
                *part = part.saturating_add(u32::from(more));
            }
        }
    }

    fn finish(self) -> Picture {
        let mut rgba = Vec::with_capacity(self.sums.len().saturating_mul(4));
        for [red, green, blue, count] in self.sums {
            let mean = |sum: u32| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX);
            rgba.extend([mean(red), mean(green), mean(blue), u8::MAX]);
        }
        Picture::Pixels {
            width: self.small.0,
            height: self.small.1,
            rgba,
        }
    }
}
