//! Data descriptor behind an entry's stored bytes → what in it contradicts the directory. A tool that unpacks
//! as a stream has nothing else to go by; its form is not marked, so every form that can be right is tried.

use crate::facts::{Entry, EntryReading, HeaderField};
use crate::source::{ReadError, Source};

use super::field::{u32_at, u64_at};
use super::local_header::LocalHeader;

/// Its signature, which is optional (APPNOTE 4.3.9.3).
const SIGNATURE: &[u8] = b"PK\x07\x08";
/// Longest form in bytes: signature, CRC-32, two sizes of 64 bits (APPNOTE 4.3.9).
const LONGEST: u64 = 24;
/// Shortest form in bytes: CRC-32, two sizes of 32 bits.
const SHORTEST: usize = 12;

/// Why the descriptor at `offset` is not the directory's, if one is announced and none of its forms is. Where
/// there is no room for one, a local header that says all of it already has made it superfluous.
pub(super) fn contradiction(
    source: &dyn Source,
    entry: &Entry,
    local: &LocalHeader,
    offset: u64,
) -> Result<Option<EntryReading>, ReadError> {
    if !local.descriptor {
        return Ok(None);
    }
    let room = entry
        .next_offset
        .map_or(LONGEST, |next| next.saturating_sub(offset).min(LONGEST));
    let mut bytes = vec![0; usize::try_from(room).unwrap_or_default()];
    let read = source.read_at(offset, &mut bytes)?;
    bytes.truncate(read);
    if bytes.len() < SHORTEST {
        return Ok((!local.complete).then(|| {
            mismatch(
                HeaderField::Crc32,
                format!("{:08x}", entry.crc32),
                String::new(),
            )
        }));
    }
    let signed = bytes.strip_prefix(SIGNATURE);
    let forms = [signed, Some(bytes.as_slice())];
    if forms.into_iter().flatten().any(|form| agrees(entry, form)) {
        return Ok(None);
    }
    Ok(Some(difference(entry, signed.unwrap_or(&bytes))))
}

fn agrees(entry: &Entry, form: &[u8]) -> bool {
    let narrow = |size: u64| u32::try_from(size & 0xffff_ffff).unwrap_or_default();
    let short = form.len() >= SHORTEST
        // Writers without Zip64 let a large size run over.
        && (u32_at(form, 4), u32_at(form, 8)) == (narrow(entry.compressed), narrow(entry.size));
    let long = form.len() >= SHORTEST + 8
        && (u64_at(form, 4), u64_at(form, 12)) == (entry.compressed, entry.size);
    form.len() >= SHORTEST && u32_at(form, 0) == entry.crc32 && (short || long)
}

/// The first field that differs, in the usual form of 32 bits.
fn difference(entry: &Entry, form: &[u8]) -> EntryReading {
    let crc32 = u32_at(form, 0);
    if crc32 != entry.crc32 {
        let central = format!("{:08x}", entry.crc32);
        return mismatch(HeaderField::Crc32, central, format!("{crc32:08x}"));
    }
    let compressed = u32_at(form, 4);
    if u64::from(compressed) != entry.compressed {
        let central = entry.compressed.to_string();
        return mismatch(HeaderField::Compressed, central, compressed.to_string());
    }
    mismatch(
        HeaderField::Size,
        entry.size.to_string(),
        u32_at(form, 8).to_string(),
    )
}

fn mismatch(field: HeaderField, central: String, local: String) -> EntryReading {
    EntryReading::HeaderMismatch {
        field,
        central,
        local,
    }
}
