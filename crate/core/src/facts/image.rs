//! Facts of page images: what the bytes are, whether every code word of them could be read, and what their
//! headers promise of size, resolution and colour.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::screen::PageScreen;

/// What the first bytes say an entry is. Own table for the formats that matter here.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// No bytes.
    Empty,
    /// `FF D8 FF`.
    Jpeg,
    /// `II*\0`, `MM\0*` or BigTIFF.
    Tiff,
    /// PNG signature.
    Png,
    /// JP2 signature box or raw codestream.
    Jpeg2000,
    /// `%PDF-`.
    Pdf,
    /// `GIF8`.
    Gif,
    /// `BM`.
    Bmp,
    /// RIFF/WAVE, RF64.
    Wave,
    /// RIFF/AVI.
    Avi,
    /// `ftyp` box.
    Mp4,
    /// SMPTE MXF partition key.
    Mxf,
    /// ZIP without the marks of the next two.
    Zip,
    /// ZIP with `[Content_Types].xml`.
    Ooxml,
    /// ZIP with an ODF `mimetype`.
    Odf,
    /// ZIP with `OFD.xml`.
    Ofd,
    /// Compound file (xls, doc).
    Cfb,
    /// `Rar!`.
    Rar,
    /// `7z` signature.
    SevenZip,
    /// gzip.
    Gzip,
    /// `ustar` at byte 257.
    Tar,
    /// `MZ` or ELF or Mach-O.
    Executable,
    /// `<?xml` or `<` + letter after an optional BOM.
    Xml,
    /// Text: no NUL, decodes as UTF-8 or GB18030.
    Text,
    /// Anything else.
    Unknown,
}

impl Format {
    /// A still image whose pages we link.
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(
            self,
            Format::Jpeg
                | Format::Tiff
                | Format::Png
                | Format::Jpeg2000
                | Format::Gif
                | Format::Bmp
        )
    }

    /// Sound or video.
    #[must_use]
    pub fn is_recording(self) -> bool {
        matches!(self, Format::Wave | Format::Avi | Format::Mp4 | Format::Mxf)
    }

    /// The name a person knows.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Empty => "empty",
            Format::Jpeg => "JPEG",
            Format::Tiff => "TIFF",
            Format::Png => "PNG",
            Format::Jpeg2000 => "JPEG 2000",
            Format::Pdf => "PDF",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::Wave => "WAV",
            Format::Avi => "AVI",
            Format::Mp4 => "MP4",
            Format::Mxf => "MXF",
            Format::Zip => "ZIP",
            Format::Ooxml => "Office Open XML",
            Format::Odf => "OpenDocument",
            Format::Ofd => "OFD",
            Format::Cfb => "compound file",
            Format::Rar => "RAR",
            Format::SevenZip => "7z",
            Format::Gzip => "gzip",
            Format::Tar => "tar",
            Format::Executable => "executable",
            Format::Xml => "XML",
            Format::Text => "text",
            Format::Unknown => "unknown",
        }
    }
}

/// Whether the coded picture could be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "verdict")]
pub enum Readability {
    /// Every code word was read. Bit rot that leaves valid code words is invisible to any decoder (PERF §4b).
    Readable,
    /// The bytes break the format's rules.
    Broken {
        /// Offset in the entry in bytes, where known.
        offset: Option<u64>,
        /// What the reader said.
        reason: String,
    },
    /// The bytes may be right; we cannot read this kind. Neither wrong nor fine.
    Unsupported {
        /// Which feature.
        feature: String,
    },
}

/// Unit of a resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DensityUnit {
    /// Dots per inch.
    Inch,
    /// Dots per centimetre.
    Centimetre,
    /// Dots per metre (PNG).
    Metre,
    /// An aspect ratio only.
    None,
}

/// Resolution as the header writes it: rationals, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Density {
    /// Horizontal, numerator and denominator (denominator never 0).
    pub x: (u32, u32),
    /// Vertical.
    pub y: (u32, u32),
    /// Unit of both.
    pub unit: DensityUnit,
}

impl Density {
    /// Horizontal and vertical resolution in hundredths of dots per inch, rounded to nearest; `None` without a unit.
    #[must_use]
    pub fn centi_dpi(&self) -> Option<(u64, u64)> {
        // dots/cm × 2.54 = dpi; dots/m × 0.0254 = dpi; ×100 for hundredths.
        let (num, den) = match self.unit {
            DensityUnit::Inch => (100, 1),
            DensityUnit::Centimetre => (254, 1),
            DensityUnit::Metre => (254, 100),
            DensityUnit::None => return None,
        };
        let scale = |(n, d): (u32, u32)| {
            let (n, d) = (u64::from(n) * num, u64::from(d).max(1) * den);
            n.saturating_add(d / 2) / d
        };
        Some((scale(self.x), scale(self.y)))
    }
}

/// Colour as the header writes it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ColourMode {
    /// One bit a pixel.
    Bitonal,
    /// Grey levels.
    Grey,
    /// RGB or YCbCr.
    Colour,
    /// A palette.
    Palette,
    /// CMYK, YCCK.
    Cmyk,
    /// Something else.
    Other,
}

/// How a JPEG 2000 page is coded (ITU-T T.800 A.6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaveletFacts {
    /// Quality layers.
    pub layers: u16,
    /// The reversible transformation: lossless unless bit planes were left out, which the header does not tell.
    pub reversible: bool,
    /// Samples without compression ÷ codestream, in hundredths.
    pub ratio: u64,
}

/// One page of an image entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageFacts {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Resolution; `None` where the header gives none. In a PDF or OFD that of the image as it is placed.
    pub density: Option<Density>,
    /// Colour mode.
    pub colour: ColourMode,
    /// Bits a sample.
    pub bits: u8,
    /// Samples a pixel.
    pub samples: u8,
    /// Compression as the field names it: `G4`, `LZW`, `Deflate`, `JPEG`, `JPEG progressive`, `none` …
    pub compression: String,
    /// EXIF/TIFF orientation 1–8; `None` where absent.
    pub orientation: Option<u16>,
    /// An ICC profile is embedded.
    pub icc: bool,
    /// JPEG quality 1–100 on the scale of libjpeg, estimated from the luminance quantisation table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jpeg_quality: Option<u8>,
    /// How a JPEG 2000 page is coded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wavelet: Option<WaveletFacts>,
    /// Breaches of the format that decoders read in silence; the picture may be damaged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspect: Vec<String>,
    /// What the small picture shows; `None` = not screened (too small, or its samples were not at hand).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<PageScreen>,
    /// Whether this page could be read to its end.
    pub readability: Readability,
}

impl PageFacts {
    /// A page of which nothing is known but whether it could be read: no size, no colour, no compression.
    #[must_use]
    pub fn bare(readability: Readability) -> Self {
        Self {
            width: 0,
            height: 0,
            density: None,
            colour: ColourMode::Other,
            bits: 0,
            samples: 0,
            compression: "none".to_owned(),
            orientation: None,
            icc: false,
            jpeg_quality: None,
            wavelet: None,
            suspect: Vec::new(),
            screen: None,
            readability,
        }
    }

    /// It has pixels. A page of a PDF or OFD that only has text has none: width and height are 0.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        self.width > 0 && self.height > 0
    }
}

/// A page image entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImageFacts {
    /// Its pages in order; at least one unless the header is broken. Of a PDF or OFD the image that is the page.
    pub pages: Vec<PageFacts>,
    /// The whole: readable only if the header, the chain of pages and every page are.
    pub readability: Readability,
    /// Bytes after the end of the picture.
    pub trailing_bytes: u64,
}
