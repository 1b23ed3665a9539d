//! First bytes of an entry → its format. An own table: few formats matter here, and each must be right.

use super::{array, long, slice};
use crate::facts::Format;
use encoding_rs::{DecoderResult, GB18030};

/// Signatures that decide at offset 0, by themselves.
const AT_START: &[(&[u8], Format)] = &[
    (b"\xff\xd8\xff", Format::Jpeg),
    (b"II*\0", Format::Tiff),
    (b"MM\0*", Format::Tiff),
    (b"II+\0\x08\0\0\0", Format::Tiff),
    (b"MM\0+\0\x08\0\0", Format::Tiff),
    (b"\x89PNG\r\n\x1a\n", Format::Png),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Format::Jpeg2000),
    (b"\xff\x4f\xff\x51", Format::Jpeg2000),
    (b"%PDF-", Format::Pdf),
    (b"GIF87a", Format::Gif),
    (b"GIF89a", Format::Gif),
    // SMPTE ST 377-1 §6.2: any partition pack key; the header partition comes first.
    (
        b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01",
        Format::Mxf,
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Cfb),
    (b"Rar!\x1a\x07", Format::Rar),
    (b"7z\xbc\xaf\x27\x1c", Format::SevenZip),
    (b"\x1f\x8b\x08", Format::Gzip),
    (b"\x7fELF", Format::Executable),
    (b"\xfe\xed\xfa\xce", Format::Executable),
    (b"\xfe\xed\xfa\xcf", Format::Executable),
    (b"\xce\xfa\xed\xfe", Format::Executable),
    (b"\xcf\xfa\xed\xfe", Format::Executable),
    (b"\xca\xfe\xba\xbe", Format::Executable),
];

/// What the first bytes say an entry is. `head` may be cut anywhere; 4 KiB are enough.
#[must_use]
pub fn identify(head: &[u8]) -> Format {
    if head.is_empty() {
        return Format::Empty;
    }
    if let Some((_, format)) = AT_START.iter().find(|(mark, _)| head.starts_with(mark)) {
        return *format;
    }
    if head.starts_with(b"PK\x03\x04") {
        return zip_kind(head);
    }
    if head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08") {
        return Format::Zip;
    }
    if let Some(format) = by_second_mark(head) {
        return format;
    }
    // POSIX.1-2017 pax, ustar header block: the magic ends with NUL, that of old GNU tar with blanks.
    if let Some(b"ustar\0" | b"ustar ") = array::<6>(head, 257).as_ref() {
        return Format::Tar;
    }
    let text = is_text(head);
    // Two letters alone are also how a text may begin.
    if head.starts_with(b"MZ") && !text {
        return Format::Executable;
    }
    let unmarked = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match unmarked {
        [b'<', b'?', b'x', b'm', b'l', ..] => Format::Xml,
        [b'<', letter, ..] if letter.is_ascii_alphabetic() => Format::Xml,
        _ if text => Format::Text,
        _ => Format::Unknown,
    }
}

/// Formats whose mark is in two places.
fn by_second_mark(head: &[u8]) -> Option<Format> {
    let first: [u8; 4] = array(head, 0)?;
    let second: [u8; 4] = array(head, 4)?;
    let third: [u8; 4] = array(head, 8).unwrap_or_default();
    match (&first, &second, &third) {
        (b"RIFF" | b"RF64" | b"BW64", _, b"WAVE") => Some(Format::Wave),
        (b"RIFF", _, b"AVI ") => Some(Format::Avi),
        // HEIF and AVIF share the box, not the meaning (ISO/IEC 23008-12 §10).
        (_, b"ftyp", b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif") => None,
        (_, b"ftyp", _) => Some(Format::Mp4),
        ([b'B', b'M', ..], ..) => {
            // The size of the second header is one of those Windows ever defined.
            let size = u32::from_le_bytes(array(head, 14)?);
            matches!(size, 12 | 40 | 52 | 56 | 64 | 108 | 124).then_some(Format::Bmp)
        }
        _ => None,
    }
}

/// Tells the ZIP-based formats apart by the local headers that lie in the head.
fn zip_kind(head: &[u8]) -> Format {
    let mut at = 0;
    while let Some((name, data, next)) = local_entry(head, at) {
        match name {
            b"mimetype" if data.starts_with(b"application/vnd.oasis.opendocument") => {
                return Format::Odf;
            }
            b"[Content_Types].xml" | b"_rels/.rels" => return Format::Ooxml,
            b"OFD.xml" => return Format::Ofd,
            _ => {}
        }
        let Some(next) = next else { break };
        at = next;
    }
    Format::Zip
}

/// Parts of a ZIP at most that are asked for by name; a document has some dozens, an OFD with a signature a few
/// thousand (ours).
const MOST_PARTS: usize = 100_000;

/// Tells a ZIP of which all bytes are there by its directory: the part that tells may stand anywhere. ECMA-376
/// part 2 (6.2.2, 7.2) wants the types and the package's relationships; one file of that name among others makes no document.
#[must_use]
pub fn zip_by_directory(bytes: &[u8]) -> Format {
    let Ok(archive) = rawzip::ZipArchive::from_slice(bytes) else {
        return Format::Zip;
    };
    let (mut types, mut relationships, mut ofd) = (false, false, false);
    let mut entries = archive.entries();
    for _ in 0..MOST_PARTS {
        let Ok(Some(entry)) = entries.next_entry() else {
            break;
        };
        match entry.file_path().as_ref() {
            b"[Content_Types].xml" => types = true,
            b"_rels/.rels" => relationships = true,
            b"OFD.xml" => ofd = true,
            _ => {}
        }
    }
    match (types && relationships, ofd) {
        (true, _) => Format::Ooxml,
        (false, true) => Format::Ofd,
        (false, false) => Format::Zip,
    }
}

/// Name, data as far as it lies in the head, and the place of the next local header (APPNOTE 4.3.7).
fn local_entry(head: &[u8], at: u64) -> Option<(&[u8], &[u8], Option<u64>)> {
    let header: [u8; 30] = array(head, at)?;
    if !header.starts_with(b"PK\x03\x04") {
        return None;
    }
    let flags = u16::from_le_bytes(array(&header, 6)?);
    let stored = u32::from_le_bytes(array(&header, 18)?);
    let name_length = u64::from(u16::from_le_bytes(array(&header, 26)?));
    let extra_length = u64::from(u16::from_le_bytes(array(&header, 28)?));
    let name = slice(head, at + 30, name_length)?;
    let data_at = at + 30 + name_length + extra_length;
    let data = usize::try_from(data_at)
        .ok()
        .and_then(|start| head.get(start..))
        .unwrap_or(&[]);
    // Bit 3: the size follows the data, so the next header can only be searched for.
    let next = if flags & 8 != 0 && stored == 0 {
        let found = data.windows(4).position(|four| four == b"PK\x03\x04");
        found.map(|position| data_at + long(position))
    } else {
        data_at.checked_add(u64::from(stored))
    };
    Some((name, data, next.filter(|&next| next > at)))
}

/// No NUL, and UTF-8 or GB18030 but for a character cut at the end.
fn is_text(head: &[u8]) -> bool {
    if head.contains(&0) {
        return false;
    }
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) if error.error_len().is_none() => true,
        Err(_) => is_gb18030(head),
    }
}

fn is_gb18030(head: &[u8]) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut scratch = [0; 4096];
    let mut rest = head;
    loop {
        let (result, read, _) =
            decoder.decode_to_utf8_without_replacement(rest, &mut scratch, false);
        rest = rest.get(read..).unwrap_or(&[]);
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return false,
        }
    }
}
