//! Facts of the container: every entry as it is written, also duplicates, and what is wrong with the whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the bytes of an entry's name became text.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum NameGround {
    /// All bytes are ASCII: every encoding agrees.
    Ascii,
    /// General-purpose bit 11 says UTF-8 and the bytes are.
    Utf8Flag,
    /// Info-ZIP extra field 0x7075, whose CRC matches the raw name.
    UnicodePathExtra,
    /// No flag, but the bytes are valid UTF-8 and not plain ASCII.
    ValidUtf8,
    /// Guessed from all unflagged names of the container together.
    Guessed,
    /// No encoding fits; replacement characters stand in the path.
    Undecodable,
}

/// The encoding chosen for unflagged, non-ASCII names of this container, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameDecision {
    /// WHATWG or IBM name: `gb18030`, `big5`, `shift_jis`, `ibm437`, `utf-8`.
    pub encoding: String,
    /// How many names it was decided on.
    pub names: u32,
    /// Encodings under which all those names decode without error, the chosen one first.
    pub possible: Vec<String>,
}

/// Why a path must not be unpacked as it is written (STANDARDS §9 PKG-03).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum PathFault {
    /// Begins with `/` or `\`.
    Absolute,
    /// `C:` at its head.
    Drive,
    /// A `..` segment.
    Parent,
    /// A `.` or empty segment in the middle.
    EmptySegment,
    /// NUL or another control character.
    Control,
    /// A character that turns the reading direction or has no width: the name shown is not the name written.
    Invisible,
    /// A name Windows keeps for devices: `CON`, `NUL`, `COM1` …
    ReservedName,
    /// A character Windows forbids in names: `< > : " | ? *`.
    ForbiddenCharacter,
    /// A segment ends with a dot or a space.
    TrailingDotOrSpace,
    /// A segment of more than 255 UTF-8 bytes.
    SegmentTooLong,
    /// A path of more than 260 UTF-16 units (Windows MAX_PATH).
    PathTooLong,
    /// A symbolic link by its Unix mode: unpacked, it points anywhere on the officer's machine.
    Symlink,
    /// A device, pipe or socket by its Unix mode.
    SpecialFile,
}

/// Bidirectional controls and zero-width characters (Unicode, Default_Ignorable and Bidi_Control as far as they can
/// stand in a name): `report\u{202e}gpj.exe` reads `reportexe.jpg`.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One entry as the central directory writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Number in the central directory, from 0.
    pub index: u32,
    /// Decoded path with `/`; decoding came first, splitting after (0x5C trail bytes, STANDARDS §11).
    pub path: String,
    /// The name's bytes as written, lower-case hex.
    pub raw_name: String,
    /// How the name became text.
    pub ground: NameGround,
    /// The name had `\` between segments.
    pub backslashes: bool,
    /// A folder entry.
    pub directory: bool,
    /// Compression method of APPNOTE 4.4.5; with AES (99) the real method stays hidden.
    pub method: u16,
    /// General-purpose flags.
    pub flags: u16,
    /// Flag bit 0, bit 6 or method 99.
    pub encrypted: bool,
    /// CRC-32 the directory promises.
    pub crc32: u32,
    /// Stored size in bytes the directory promises.
    pub compressed: u64,
    /// Inflated size in bytes the directory promises.
    pub size: u64,
    /// Offset of the local header in bytes.
    pub header_offset: u64,
    /// Offset of what comes next, another local header or the directory; `None` where nothing does.
    #[serde(default)]
    pub next_offset: Option<u64>,
    /// Local time of the contractor's machine, `YYYY-MM-DDThh:mm:ss`, as written; empty when not a date.
    pub modified: String,
    /// Why the path must not be unpacked.
    pub path_faults: Vec<PathFault>,
}

/// What is wrong with the container as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "fault")]
pub enum ContainerFault {
    /// No bytes at all.
    Empty,
    /// The bytes are no ZIP. `looks_like` names what they are, where the magic is known.
    #[serde(rename_all = "camelCase")]
    NotZip {
        /// What the first bytes say, or empty.
        looks_like: String,
    },
    /// A ZIP, but an Office or OFD document and no delivery.
    Office {
        /// The entry that tells: `[Content_Types].xml`, `OFD.xml` …
        telltale: String,
    },
    /// Begins as a ZIP, but its end is not there.
    Truncated,
    /// The central directory contradicts itself.
    Malformed {
        /// Offset in bytes where reading stopped.
        offset: u64,
        /// What the reader said.
        reason: String,
    },
    /// Sound, and nothing in it.
    NoEntries,
    /// Bytes before the first local header (a self-extractor, or hidden data).
    Prefix {
        /// How many.
        bytes: u64,
    },
    /// Bytes after the end record and its comment.
    Trailing {
        /// How many.
        bytes: u64,
    },
    /// Two entries share stored bytes.
    Overlap {
        /// Entry numbers.
        first: u32,
        /// Entry numbers.
        second: u32,
    },
    /// More entries than [`crate::limits::Limits::entries`]; reading stopped there.
    TooManyEntries {
        /// How many the end record promises.
        promised: u64,
        /// The limit.
        limit: u64,
    },
    /// Part of a split archive: other disks are missing.
    Split,
}

/// The container as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContainerFacts {
    /// Every entry in the order of the central directory.
    pub entries: Vec<Entry>,
    /// What is wrong with the whole.
    pub faults: Vec<ContainerFault>,
    /// How unflagged names were read; `None` where all were ASCII or flagged.
    pub names: Option<NameDecision>,
}

/// A field that stands in both headers of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum HeaderField {
    /// The name's bytes.
    Name,
    /// The compression method.
    Method,
    /// Flag bit 0.
    Encrypted,
    /// The CRC-32.
    Crc32,
    /// The stored size.
    Compressed,
    /// The inflated size.
    Size,
}

/// What came of reading one entry's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "result")]
pub enum EntryReading {
    /// All bytes came, size and CRC-32 as promised.
    Sound,
    /// A folder; nothing to read.
    Folder,
    /// Encrypted; not read.
    Encrypted,
    /// Compression method we do not read.
    UnsupportedMethod {
        /// APPNOTE 4.4.5 number.
        method: u16,
    },
    /// The entry reaches into what comes next, once its local extra field and data descriptor are counted.
    Overlap {
        /// Offset of the first byte behind the entry.
        end: u64,
        /// Offset of what comes next.
        next: u64,
    },
    /// The local header or the data descriptor contradicts the directory.
    HeaderMismatch {
        /// Which field.
        field: HeaderField,
        /// What the directory says.
        central: String,
        /// What the local header or the data descriptor says.
        local: String,
    },
    /// No local header where the directory points, or stored bytes end early, or the deflate stream is broken.
    Damaged {
        /// Where in the entry, in inflated bytes.
        at: u64,
        /// What the reader said.
        reason: String,
    },
    /// More or fewer bytes than promised.
    SizeMismatch {
        /// Promised bytes.
        promised: u64,
        /// Bytes that came (reading stops just after the promise is passed).
        found: u64,
    },
    /// All bytes came; their CRC-32 is another.
    CrcMismatch {
        /// Promised, 8 hex digits.
        promised: String,
        /// Computed, 8 hex digits.
        found: String,
    },
    /// Inflated size ÷ stored size passes the limit; not read.
    Bomb {
        /// Stored bytes.
        compressed: u64,
        /// Promised inflated bytes.
        size: u64,
    },
}
