//! The words a JPEG is judged with: faults, what we do not read, and notes.
//! Offsets count bytes from the start of the stream; `mcu` counts from 0 within its scan.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Which Huffman table (T.81 B.2.4.2, Tc).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableClass {
    /// DC differences.
    Dc,
    /// AC coefficients.
    Ac,
}

/// Why a JPEG cannot be read whole. Each is an error or a warning in libjpeg-turbo too, except
/// three that T.81 forbids and libjpeg-turbo passes in some or all cases: `ExtraneousData` of up to
/// 7 decoded bytes (its look-ahead may have swallowed them), `InvalidCode` (its fast path reads one
/// as 0) and `ComponentMissing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JpegFault {
    /// No SOI at the start.
    #[error("no JPEG start of image at byte {offset}")]
    NotJpeg {
        /// Where SOI should stand.
        offset: u64,
    },
    /// The bytes end inside or between header segments.
    #[error("data ends at byte {offset} among the headers")]
    Truncated {
        /// Number of bytes there are.
        offset: u64,
    },
    /// A segment's length does not fit its content.
    #[error("segment 0x{marker:02x} at byte {offset} says it is {length} bytes long")]
    BadSegmentLength {
        /// The marker.
        offset: u64,
        /// Marker code.
        marker: u8,
        /// Length as written.
        length: u16,
    },
    /// A table is defined for a slot other than 0–3, or of an unknown class.
    #[error("segment 0x{marker:02x} at byte {offset} defines table 0x{slot:02x}")]
    BadTableSlot {
        /// The marker of the segment.
        offset: u64,
        /// Marker code.
        marker: u8,
        /// The byte as written.
        slot: u8,
    },
    /// Code lengths that are no prefix code, or a DC category over 15.
    #[error("Huffman table {class:?} {slot} used at byte {offset} is no legal table")]
    BadHuffmanTable {
        /// The scan header that uses it, or the DHT segment whose counts overrun it.
        offset: u64,
        /// Class.
        class: TableClass,
        /// Slot.
        slot: u8,
    },
    /// A scan uses a Huffman table that was never defined.
    #[error("scan at byte {offset} uses undefined Huffman table {class:?} {slot}")]
    MissingHuffmanTable {
        /// The scan header.
        offset: u64,
        /// Class.
        class: TableClass,
        /// Slot.
        slot: u8,
    },
    /// A scan uses a quantisation table that was never defined.
    #[error("scan at byte {offset} uses undefined quantisation table {slot}")]
    MissingQuantTable {
        /// The scan header.
        offset: u64,
        /// Slot.
        slot: u8,
    },
    /// A second SOI before EOI.
    #[error("second start of image at byte {offset}")]
    DuplicateImage {
        /// The marker.
        offset: u64,
    },
    /// A second frame header.
    #[error("second frame header at byte {offset}")]
    DuplicateFrame {
        /// The marker.
        offset: u64,
    },
    /// A scan before any frame header.
    #[error("scan before the frame header at byte {offset}")]
    ScanBeforeFrame {
        /// The marker.
        offset: u64,
    },
    /// EOI before any scan.
    #[error("end of image at byte {offset} before any scan")]
    NoScan {
        /// The marker.
        offset: u64,
    },
    /// A further scan after a sequential scan of all components.
    #[error("unexpected further scan at byte {offset}")]
    ScanAfterLast {
        /// The marker.
        offset: u64,
    },
    /// Width 0 or no components.
    #[error("frame at byte {offset} is empty")]
    SizeZero {
        /// The frame header.
        offset: u64,
    },
    /// A sample precision the process does not have.
    #[error("frame at byte {offset} has {precision}-bit samples")]
    BadPrecision {
        /// The frame header.
        offset: u64,
        /// Bits as written.
        precision: u8,
    },
    /// A sampling factor outside 1–4.
    #[error("frame at byte {offset} gives component {component} sampling 0x{sampling:02x}")]
    BadSampling {
        /// The frame header.
        offset: u64,
        /// Component, from 0.
        component: u8,
        /// The byte as written.
        sampling: u8,
    },
    /// More than 10 blocks in one MCU.
    #[error("scan at byte {offset} has {blocks} blocks in an MCU")]
    McuTooLarge {
        /// The scan header.
        offset: u64,
        /// Blocks.
        blocks: u32,
    },
    /// A scan names a component that the frame does not have at that place in order.
    #[error("scan at byte {offset} names component {id}")]
    UnknownComponent {
        /// The scan header.
        offset: u64,
        /// The component id as written.
        id: u8,
    },
    /// Spectral or approximation parameters not allowed for the process.
    #[error("scan at byte {offset} has parameters {start}–{end}, {high}/{low}")]
    BadScanParameters {
        /// The scan header.
        offset: u64,
        /// Ss.
        start: u8,
        /// Se.
        end: u8,
        /// Ah.
        high: u8,
        /// Al.
        low: u8,
    },
    /// A progressive scan does not continue where the earlier ones stopped.
    #[error(
        "scan at byte {offset} refines bit {found} of coefficient {coefficient} of component {component}, \
         bit {expected} is next"
    )]
    ProgressionBroken {
        /// The scan header.
        offset: u64,
        /// Component, from 0.
        component: u8,
        /// Coefficient in zigzag order.
        coefficient: u8,
        /// Ah that would continue.
        expected: u8,
        /// Ah as written.
        found: u8,
    },
    /// A bit pattern that is no code word of its table.
    #[error("no such code word near byte {offset}, MCU {mcu}")]
    InvalidCode {
        /// The byte in which the code word begins.
        offset: u64,
        /// MCU.
        mcu: u64,
    },
    /// A refinement scan with a new coefficient of more than one bit.
    #[error("refinement of {size} bits near byte {offset}, MCU {mcu}")]
    RefinementSize {
        /// The byte in which the code word ends or the next begins.
        offset: u64,
        /// MCU.
        mcu: u64,
        /// Bits; 1 is legal.
        size: u8,
    },
    /// The entropy-coded data of a scan or restart interval end before their last MCU.
    #[error("scan data end at byte {offset} after {mcus} of {expected} MCUs")]
    ScanTooShort {
        /// The marker that ends them, or the end of the bytes.
        offset: u64,
        /// Whole MCUs read in this scan.
        mcus: u64,
        /// MCUs of this scan.
        expected: u64,
        /// The marker; `None` at the end of the bytes.
        found: Option<u8>,
    },
    /// Another marker stands where a restart marker is due.
    #[error("marker 0x{found:02x} at byte {offset} instead of restart {expected}")]
    RestartMissing {
        /// The marker.
        offset: u64,
        /// Restart number, 0–7.
        expected: u8,
        /// Marker code.
        found: u8,
    },
    /// A restart marker with the wrong number.
    #[error("restart {found} at byte {offset} instead of {expected}")]
    RestartOutOfOrder {
        /// The marker.
        offset: u64,
        /// Restart number, 0–7.
        expected: u8,
        /// Restart number, 0–7.
        found: u8,
    },
    /// Bytes that belong to nothing.
    #[error("{bytes} extraneous bytes at byte {offset} before marker 0x{before:02x}")]
    ExtraneousData {
        /// The first of them.
        offset: u64,
        /// How many, stuffing included.
        bytes: u64,
        /// The marker behind them.
        before: u8,
    },
    /// All scans are whole, the end marker is not there.
    #[error("no end of image before the end at byte {offset}")]
    NoEoi {
        /// Number of bytes there are.
        offset: u64,
    },
    /// A component of the frame has no scan.
    #[error("component {component} has no scan before the end at byte {offset}")]
    ComponentMissing {
        /// The EOI marker.
        offset: u64,
        /// Component, from 0.
        component: u8,
    },
    /// A JFIF segment of another major version than 1.
    #[error("JFIF major version {major} at byte {offset}")]
    JfifVersion {
        /// The marker.
        offset: u64,
        /// As written.
        major: u8,
    },
    /// An Adobe segment whose colour transform does not fit the components.
    #[error("Adobe transform {transform} at byte {offset}")]
    AdobeTransform {
        /// The marker.
        offset: u64,
        /// As written.
        transform: u8,
    },
}

/// Why we did not judge: neither broken nor fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "unsupported", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JpegUnsupported {
    /// SOF9–SOF15 or DAC.
    #[error("arithmetic coding")]
    Arithmetic,
    /// SOF3.
    #[error("lossless coding")]
    Lossless,
    /// SOF5–SOF7, DHP or EXP.
    #[error("hierarchical coding")]
    Hierarchical,
    /// 12-bit samples.
    #[error("{bits}-bit samples")]
    Precision {
        /// Bits per sample.
        bits: u8,
    },
    /// The number of lines follows the first scan (DNL).
    #[error("number of lines given after the scan")]
    LinesAfterScan,
    /// Not 1, 3 or 4 components.
    #[error("{count} components")]
    Components {
        /// Components of the frame.
        count: u8,
    },
    /// Sampling factors that do not divide the largest one: legal, and no libjpeg reads them.
    #[error("sampling factors that do not divide")]
    FractionalSampling,
    /// A side over 65 500, libjpeg's `JPEG_MAX_DIMENSION`.
    #[error("{width} × {height} samples")]
    Dimensions {
        /// Samples per line.
        width: u32,
        /// Lines.
        height: u32,
    },
    /// Over the caller's limit.
    #[error("{pixels} pixels, the limit is {limit}")]
    TooLarge {
        /// Width × height.
        pixels: u64,
        /// [`super::JpegOptions::max_pixels`].
        limit: u64,
    },
    /// A reserved marker (T.81 Table B.1: RES, JPG, JPGn).
    #[error("reserved marker 0x{marker:02x}")]
    Marker {
        /// Marker code.
        marker: u8,
    },
}

/// What can be said of the readability of a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum JpegVerdict {
    /// Every code word was read, every MCU is there, and so is the end.
    Readable,
    /// The first thing that could not be read.
    Broken(JpegFault),
    /// Not judged.
    Unsupported(JpegUnsupported),
}

/// A breach of T.81 that libjpeg-turbo reads in silence. Often the only trace of damage.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoteKind {
    /// A run goes past coefficient 63, or past the band of its scan (F.1.2.2, G.1.2.2). No encoder
    /// writes it.
    CoefficientOverrun,
    /// A sequential AC symbol with size 0 and run 1–14, which has no meaning (F.1.2.2.1); read as
    /// EOB.
    UndefinedSymbol,
    /// An end-of-band run longer than the blocks left (G.1.2.2).
    EobRunOverrun,
    /// FF FF 00 inside a scan: fill before no marker (B.1.1.5); read as FF.
    FillInsideScan,
    /// A restart or TEM marker outside a scan (B.2.1).
    StrayMarker,
    /// A segment length under 2 (B.1.1.4); read as empty.
    ShortSegment,
    /// A DNL segment although the frame has its height (B.2.5).
    LineCount,
    /// Some coefficients were never refined to their last bit, or never sent.
    UnfinishedProgression,
    /// No DHT: the tables of T.81 K.3 were taken, as for Motion JPEG frames.
    StandardTables,
}

/// One kind of note with its first place and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JpegNote {
    /// What.
    pub kind: NoteKind,
    /// Where it was seen first; within a scan, where reading stood.
    pub offset: u64,
    /// How often.
    pub count: u64,
}

/// Why reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// A fault.
    Fault(JpegFault),
    /// Something we do not read.
    Unsupported(JpegUnsupported),
}

impl From<JpegFault> for Stop {
    fn from(fault: JpegFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<JpegUnsupported> for Stop {
    fn from(unsupported: JpegUnsupported) -> Self {
        Self::Unsupported(unsupported)
    }
}

/// Notes of one reading, in the order of [`NoteKind`].
#[derive(Debug, Default)]
pub(super) struct Notes(std::collections::BTreeMap<NoteKind, (u64, u64)>);

impl Notes {
    /// Counts one more.
    pub fn add(&mut self, kind: NoteKind, offset: u64) {
        self.0.entry(kind).or_insert((offset, 0)).1 += 1;
    }

    /// As the reading shows them.
    pub fn list(&self) -> Vec<JpegNote> {
        self.0
            .iter()
            .map(|(&kind, &(offset, count))| JpegNote {
                kind,
                offset,
                count,
            })
            .collect()
    }
}
