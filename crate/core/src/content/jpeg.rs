//! JPEG bytes → header facts and a verdict on readability, without making a single pixel.
//!
//! Everything in a JPEG that can fail to be read is in its markers and its Huffman symbols; the
//! IDCT and colour conversion cannot fail. So every symbol is decoded and every MCU counted, and
//! the DC coefficients are kept as the page at 1/8 scale. Danger: damage that leaves legal code
//! words cannot be seen by any decoder; only a digest can.

mod bits;
mod dc;
mod facts;
mod frame;
mod huffman;
mod lanes;
mod marker;
mod piece;
mod preview;
mod progressive;
mod scan;
mod sequential;
mod standard;
mod steps;
mod tables;
mod turned;
mod verdict;
mod walk;

pub use facts::{ByteRange, Coding, ColourModel, JfifDensity, JpegFacts};
pub use preview::{Plane, Preview};
pub use verdict::{JpegFault, JpegNote, JpegUnsupported, JpegVerdict, NoteKind, TableClass};

/// What the caller allows and wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JpegOptions {
    /// Pictures of more pixels than this are [`JpegUnsupported::TooLarge`]. Memory stays under one
    /// byte a pixel (4 components, progressive, preview kept: 0.7), and under 80 bytes for each
    /// byte delivered.
    pub max_pixels: u64,
    /// Keep the DC coefficients as the page at 1/8 scale.
    pub keep_preview: bool,
}

impl Default for JpegOptions {
    /// No preview; 600 megapixels: A0 at 600 dpi is 19 866 × 28 087 = 558 megapixels.
    fn default() -> Self {
        Self {
            max_pixels: 600_000_000,
            keep_preview: false,
        }
    }
}

/// All that one reading of a JPEG gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JpegReading {
    /// What the headers said, as far as they were read; `None` when no frame header was reached.
    pub facts: Option<JpegFacts>,
    /// Whether every code word was read.
    pub verdict: JpegVerdict,
    /// Breaches of T.81 that libjpeg-turbo reads in silence; they do not change the verdict.
    pub notes: Vec<JpegNote>,
    /// True when the verdict's offset counts in the tables stream of [`verify_abbreviated`].
    pub in_tables: bool,
    /// The page at 1/8 scale; only if asked for and only of a readable picture.
    pub preview: Option<Preview>,
}

/// Reads one JPEG file from SOI to EOI. Bytes after EOI are counted in the facts and judged by
/// nobody.
#[must_use]
pub fn verify(bytes: &[u8], options: &JpegOptions) -> JpegReading {
    walk::read(None, bytes, options)
}

/// Reads an abbreviated stream (T.81 B.4): a TIFF strip or tile whose tables stand in the
/// `JPEGTables` tag (TIFF Technical Note 2). `tables` is that tag's value, itself a
/// table-specification stream (T.81 B.5).
#[must_use]
pub fn verify_abbreviated(
    tables: Option<&[u8]>,
    stream: &[u8],
    options: &JpegOptions,
) -> JpegReading {
    walk::read(tables, stream, options)
}
