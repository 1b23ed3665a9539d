//! What the headers of a JPEG say about the picture.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The coding process named by the frame header (T.81 Table B.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// SOF0.
    Baseline,
    /// SOF1, Huffman.
    ExtendedSequential,
    /// SOF2, Huffman.
    Progressive,
}

/// How the components are to be read as colour: JFIF and Adobe markers first, then component ids,
/// as libjpeg decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColourModel {
    /// One component.
    Grey,
    /// Luminance and two colour differences.
    YCbCr,
    /// Three components, no transform.
    Rgb,
    /// Four components, no transform.
    Cmyk,
    /// CMYK whose first three components are transformed.
    Ycck,
}

/// Density of the JFIF APP0 segment (JFIF 1.02), as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JfifDensity {
    /// 0: only an aspect ratio, 1: dots per inch, 2: dots per centimetre; others are not defined.
    pub unit: u8,
    /// Horizontal density.
    pub x: u16,
    /// Vertical density.
    pub y: u16,
}

/// A part of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ByteRange {
    /// First byte, from 0.
    pub offset: u64,
    /// Number of bytes.
    pub length: u64,
}

/// The facts of one JPEG.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JpegFacts {
    /// Samples per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Components of the frame.
    pub components: u8,
    /// Bits per sample.
    pub precision: u8,
    /// Coding process.
    pub coding: Coding,
    /// Horizontal and vertical sampling factor of each component, in frame order.
    pub sampling: Vec<(u8, u8)>,
    /// Colour model; `None` for component counts that have no agreed one.
    pub colour: Option<ColourModel>,
    /// Density of the first JFIF segment.
    pub density: Option<JfifDensity>,
    /// TIFF structure of the first Exif segment, behind its `Exif\0\0`.
    pub exif: Option<ByteRange>,
    /// An ICC profile segment is present; its content is not checked.
    pub icc: bool,
    /// Last seen quantisation table of each slot, in zigzag order (T.81 B.2.4.1).
    pub quant_tables: BTreeMap<u8, Vec<u16>>,
    /// Last seen restart interval in MCUs; 0 is none.
    pub restart_interval: u32,
    /// Scans read to their end.
    pub scans: u32,
    /// Bytes after EOI; 0 when EOI was not reached.
    pub trailing_bytes: u64,
}
