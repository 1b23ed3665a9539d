//! Local header of an entry → where its bytes begin, and what in it contradicts the directory. A
//! tool that unpacks as a stream believes this header, another believes the directory; both must
//! read the same.

use crate::facts::{Entry, EntryReading, HeaderField};
use crate::source::{ReadError, Source};

use super::directory::hex;
use super::field::{fixed, u16_at, u32_at, u64_at};

/// Fixed part of a local header in bytes (APPNOTE 4.3.7).
const FIXED: usize = 30;
/// Its signature.
const SIGNATURE: &[u8] = b"PK\x03\x04";
/// Bit 0: encrypted (APPNOTE 4.4.4).
const FLAG_ENCRYPTED: u16 = 1;
/// Bit 3: CRC and sizes follow the stored bytes (APPNOTE 4.4.4).
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// Extra field with 64-bit sizes (APPNOTE 4.5.3).
const EXTRA_ZIP64: u16 = 1;

/// What a local header that does not contradict the directory adds to it.
pub(super) struct LocalHeader {
    /// Where the stored bytes begin.
    pub(super) data_offset: u64,
    /// Bit 3: a data descriptor follows the stored bytes.
    pub(super) descriptor: bool,
    /// CRC and sizes stand here already, so that a descriptor would only repeat them.
    pub(super) complete: bool,
}

/// Reads the local header of `entry`, or says why its bytes are not to be read.
pub(super) fn read(
    source: &dyn Source,
    entry: &Entry,
) -> Result<Result<LocalHeader, EntryReading>, ReadError> {
    let damaged = |reason: &str| {
        Ok(Err(EntryReading::Damaged {
            at: 0,
            reason: reason.to_owned(),
        }))
    };
    let Some(header) = fixed::<FIXED>(source, entry.header_offset)? else {
        return damaged("container ends before the local header");
    };
    if !header.starts_with(SIGNATURE) {
        return damaged("no local header where the directory points");
    }
    let name_length = usize::from(u16_at(&header, 26));
    let extra_length = usize::from(u16_at(&header, 28));
    // At most 128 KiB: two lengths of 16 bits.
    let mut variable = vec![0; name_length + extra_length];
    let variable_offset = entry.header_offset.saturating_add(FIXED as u64);
    if source.read_at(variable_offset, &mut variable)? < variable.len() {
        return damaged("container ends inside the local header");
    }
    let (name, extra) = variable.split_at(name_length);
    if let Some((field, central, local)) = contradiction(entry, &header, name, extra) {
        return Ok(Err(EntryReading::HeaderMismatch {
            field,
            central,
            local,
        }));
    }
    let complete = u32_at(&header, 14) == entry.crc32
        && sizes(&header, extra) == (Some(entry.compressed), Some(entry.size));
    Ok(Ok(LocalHeader {
        data_offset: variable_offset.saturating_add(variable.len() as u64),
        descriptor: u16_at(&header, 6) & FLAG_DESCRIPTOR != 0,
        complete,
    }))
}

/// The first field that contradicts the directory: its name, what the directory says, what the
/// header says. CRC and sizes of 0 say nothing where bit 3 puts them into a data descriptor (APPNOTE 4.4.4);
/// without it a tool that unpacks as a stream takes them at their word, and reads an empty file.
fn contradiction(
    entry: &Entry,
    header: &[u8; FIXED],
    name: &[u8],
    extra: &[u8],
) -> Option<(HeaderField, String, String)> {
    let name = hex(name);
    if name != entry.raw_name {
        return Some((HeaderField::Name, entry.raw_name.clone(), name));
    }
    let method = u16_at(header, 8);
    if method != entry.method {
        return Some((
            HeaderField::Method,
            entry.method.to_string(),
            method.to_string(),
        ));
    }
    let encrypted = u16_at(header, 6) & FLAG_ENCRYPTED != 0;
    if encrypted != entry.encrypted {
        return Some((
            HeaderField::Encrypted,
            entry.encrypted.to_string(),
            encrypted.to_string(),
        ));
    }
    let deferred = u16_at(header, 6) & FLAG_DESCRIPTOR != 0;
    let crc32 = u32_at(header, 14);
    if crc32 != entry.crc32 && !(deferred && crc32 == 0) {
        return Some((
            HeaderField::Crc32,
            format!("{:08x}", entry.crc32),
            format!("{crc32:08x}"),
        ));
    }
    let (compressed, size) = sizes(header, extra);
    for (field, central, local) in [
        (HeaderField::Compressed, entry.compressed, compressed),
        (HeaderField::Size, entry.size, size),
    ] {
        if let Some(local) = local.filter(|local| *local != central && !(deferred && *local == 0)) {
            return Some((field, central.to_string(), local.to_string()));
        }
    }
    None
}

/// Stored and inflated size; `None` where the header refers to a Zip64 field that is not there.
fn sizes(header: &[u8; FIXED], extra: &[u8]) -> (Option<u64>, Option<u64>) {
    let mut wide = zip64(extra)
        .unwrap_or_default()
        .chunks_exact(8)
        .map(|word| u64_at(word, 0));
    let mut resolve = |narrow: u32| match narrow {
        u32::MAX => wide.next(),
        _ => Some(u64::from(narrow)),
    };
    // In the extra field the inflated size comes first (APPNOTE 4.5.3).
    let size = resolve(u32_at(header, 22));
    let compressed = resolve(u32_at(header, 18));
    (compressed, size)
}

fn zip64(extra: &[u8]) -> Option<&[u8]> {
    let mut rest = extra;
    while let Some((head, after)) = rest.split_first_chunk::<4>() {
        let (field, next) = after.split_at_checked(usize::from(u16_at(head, 2)))?;
        if u16_at(head, 0) == EXTRA_ZIP64 {
            return Some(field);
        }
        rest = next;
    }
    None
}
