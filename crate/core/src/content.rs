//! Bytes of an entry → what they are, and whether a picture can be read to its end.
//!
//! Readability is a property of the coded data, not of pixels (PERF, "two ideas"): every reader here walks all
//! code words and counts what they stand for, and makes no pixel; JPEG 2000 alone is decoded. Danger: the bytes are a stranger's.

mod exif;
pub mod jpeg;
mod jpeg2000;
mod jpeg_facts;
pub mod magic;
mod ofd;
mod ofd_xml;
mod page_text;
mod pdf;
mod pdf_content;
mod pdf_file;
mod pdf_image;
mod pdf_object;
mod pdf_stream;
mod pdf_text;
pub mod picture;
mod png;
mod png_rows;
mod preview;
pub mod recording;
mod screen;
mod skew;
mod tiff;
mod tiff_bytes;
mod tiff_directory;
mod tiff_fax;
mod tiff_lzw;
mod tiff_page;
mod tiff_small;
mod unread;
mod zlib;

use crate::facts::{Format, ImageFacts, OfdFacts, PageTextFacts, PdfFacts, Readability};
use crate::limits::Limits;

/// What the first bytes (4 KiB are enough) say an entry is.
#[must_use]
pub fn identify(head: &[u8]) -> Format {
    magic::identify(head)
}

/// What an entry is that [`identify`] calls a ZIP, where all its bytes are there.
#[must_use]
pub fn identify_zip(bytes: &[u8]) -> Format {
    magic::zip_by_directory(bytes)
}

/// Reads an image to its end; `None` where the format is no image.
#[must_use]
pub fn read_image(format: Format, bytes: &[u8], limits: &Limits) -> Option<ImageFacts> {
    match format {
        Format::Jpeg => Some(jpeg_facts::read(bytes, limits)),
        Format::Tiff => Some(tiff::read(bytes, limits)),
        Format::Png => Some(png::read(bytes, limits)),
        Format::Jpeg2000 => Some(jpeg2000::read(bytes, limits)),
        Format::Gif => Some(unread::gif(bytes)),
        Format::Bmp => Some(unread::bmp(bytes)),
        _ => None,
    }
}

/// Reads a PDF to its end: the document, and its page images as those of a multi-page file.
#[must_use]
pub fn read_pdf(bytes: &[u8], limits: &Limits) -> (PdfFacts, ImageFacts) {
    pdf::read(bytes, limits)
}

/// Reads an OFD to its end, in the same way.
#[must_use]
pub fn read_ofd(bytes: &[u8], limits: &Limits) -> (OfdFacts, ImageFacts) {
    ofd::read(bytes, limits)
}

/// Counts what stands in a text that may be the recognised text of a page.
#[must_use]
pub fn read_page_text(extension: &str, bytes: &[u8]) -> PageTextFacts {
    page_text::read(extension, bytes)
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// SHA-256, lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha2::Digest::finalize(
        <sha2::Sha256 as sha2::Digest>::new_with_prefix(bytes),
    ))
}

/// Why a reader of this module stopped before the end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stop {
    /// The bytes break the format's rules.
    Broken { offset: u64, reason: String },
    /// Perhaps right; we do not read this kind.
    Unsupported { feature: String },
}

impl Stop {
    fn broken(offset: u64, reason: impl Into<String>) -> Self {
        Stop::Broken {
            offset,
            reason: reason.into(),
        }
    }

    fn unsupported(feature: impl Into<String>) -> Self {
        Stop::Unsupported {
            feature: feature.into(),
        }
    }
}

impl From<Stop> for Readability {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Broken { offset, reason } => Readability::Broken {
                offset: Some(offset),
                reason,
            },
            Stop::Unsupported { feature } => Readability::Unsupported { feature },
        }
    }
}

impl From<Result<(), Stop>> for Readability {
    fn from(result: Result<(), Stop>) -> Self {
        match result {
            Ok(()) => Readability::Readable,
            Err(stop) => stop.into(),
        }
    }
}

/// Facts of a file whose header could not even be read.
fn headless(stop: Stop) -> ImageFacts {
    ImageFacts {
        pages: Vec::new(),
        readability: stop.into(),
        trailing_bytes: 0,
    }
}

/// A length as the 64-bit number all offsets are kept in; `usize` never exceeds it on our targets.
fn long(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// `length` bytes from `offset`, if all of them are there.
fn slice(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = usize::try_from(offset.checked_add(length)?).ok()?;
    bytes.get(start..end)
}

/// Exactly `N` bytes from `offset`.
fn array<const N: usize>(bytes: &[u8], offset: u64) -> Option<[u8; N]> {
    slice(bytes, offset, long(N))?.try_into().ok()
}
