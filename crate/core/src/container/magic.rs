//! First bytes → what a file that is no ZIP looks like, so that the finding can say "this is a
//! RAR".

use crate::source::{ReadError, Source};

/// Signatures at a fixed offset, in bytes. Sources: the formats' own specifications as collected in
/// file(1)'s `magic`; ISO 9660 §8 puts its descriptor at sector 16 of 2048 bytes, tar its at 257.
const MAGIC: [(u64, &[u8], &str); 17] = [
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"%PDF-", "PDF"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"MSCF", "CAB"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG", "PNG"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"MZ", "EXE"),
    (2, b"-lh", "LZH"),
    (257, b"ustar", "TAR"),
    (32_769, b"CD001", "ISO"),
];

/// The signatures a ZIP may begin with: local header, directory header, and the marker of a split
/// archive that fitted on one disk (APPNOTE 8.5.4).
const ZIP_HEADS: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x01\x02", SINGLE_SEGMENT];

/// Marker of a spanned archive (APPNOTE 8.5.3); the same bytes as a data descriptor's signature.
const SPANNED: &[u8] = b"PK\x07\x08";

/// Marker of a spanned archive that needed one segment only (APPNOTE 8.5.4): such a file is whole.
pub(super) const SINGLE_SEGMENT: &[u8] = b"PK00";

/// How the bytes begin.
pub(super) enum Head {
    /// As a ZIP does.
    Zip,
    /// As a ZIP whose only segment bears the marker `PK00`.
    SingleSegment,
    /// As the first part of a split ZIP does.
    Spanned,
    /// As something else: its name, or empty.
    Other(&'static str),
}

/// Looks at the first bytes.
pub(super) fn head(source: &dyn Source) -> Result<Head, ReadError> {
    if begins(source, 0, SPANNED)? {
        return Ok(Head::Spanned);
    }
    if begins(source, 0, SINGLE_SEGMENT)? {
        return Ok(Head::SingleSegment);
    }
    for magic in ZIP_HEADS {
        if begins(source, 0, magic)? {
            return Ok(Head::Zip);
        }
    }
    for (offset, magic, name) in MAGIC {
        if begins(source, offset, magic)? {
            return Ok(Head::Other(name));
        }
    }
    Ok(Head::Other(""))
}

fn begins(source: &dyn Source, offset: u64, magic: &[u8]) -> Result<bool, ReadError> {
    let mut buffer = [0; 8];
    let Some(found) = buffer.get_mut(..magic.len()) else {
        return Ok(false);
    };
    let filled = source.read_at(offset, found)?;
    Ok(filled == magic.len() && found == magic)
}
