//! A ZIP that should be a workbook → which kind, and whether it inflates within bounds. calamine inflates
//! without a limit, so every part is run through once and counted before calamine sees a byte.

use std::io::Read;

use super::{Kind, Unreadable};

/// Tells workbooks apart by the parts they must have (ECMA-376 part 2; ODF 1.3 part 2, 3.3).
pub(super) fn kind(bytes: &[u8]) -> Kind {
    let names = names(bytes);
    let has = |part: &str| names.iter().any(|n| n.eq_ignore_ascii_case(part));
    if has("xl/workbook.bin") {
        Kind::Other("xlsb")
    } else if has("content.xml") {
        Kind::Ods
    } else if has("[Content_Types].xml") || has("xl/workbook.xml") || names.is_empty() {
        // a ZIP without a readable directory goes there as well: a cut-off workbook is the usual reason
        Kind::Xlsx
    } else {
        Kind::Other("zip")
    }
}

fn names(bytes: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    if let Ok(archive) = rawzip::ZipArchive::from_slice(bytes) {
        let mut entries = archive.entries();
        // a workbook has some dozen parts; ten thousand leave room for one sheet per volume (ours)
        while let (Ok(Some(entry)), true) = (entries.next_entry(), out.len() < 10_000) {
            out.push(String::from_utf8_lossy(entry.file_path().as_ref()).replace('\\', "/"));
        }
    }
    out
}

/// Inflates every part, keeping nothing.
///
/// # Errors
/// [`Unreadable`] when all parts together pass `limit` bytes, or one is encrypted or broken.
pub(super) fn bounded(bytes: &[u8], limit: u64) -> Result<(), Unreadable> {
    let mut left = limit;
    each(bytes, &mut |_, reader| {
        let read = std::io::copy(
            &mut reader.take(left.saturating_add(1)),
            &mut std::io::sink(),
        )
        .map_err(Unreadable::malformed)?;
        left = left.checked_sub(read).ok_or(Unreadable::Limit {
            what: "inflated bytes",
            limit,
        })?;
        Ok(())
    })
}

/// The inflated bytes of one part; `None` when it is not there.
///
/// # Errors
/// As [`bounded`].
pub(super) fn part(bytes: &[u8], name: &str, limit: u64) -> Result<Option<Vec<u8>>, Unreadable> {
    let mut found = None;
    each(bytes, &mut |path, reader| {
        if path == name && found.is_none() {
            let mut out = Vec::new();
            let read = reader
                .take(limit.saturating_add(1))
                .read_to_end(&mut out)
                .map_err(Unreadable::malformed)?;
            if u64::try_from(read).unwrap_or(u64::MAX) > limit {
                return Err(Unreadable::Limit {
                    what: "inflated bytes",
                    limit,
                });
            }
            found = Some(out);
        }
        Ok(())
    })?;
    Ok(found)
}

pub(super) type Visit<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), Unreadable> + 'a;

/// Visits every part in the order of the directory.
///
/// # Errors
/// [`Unreadable`] of the visitor, or when a part is encrypted or broken.
pub(super) fn each(bytes: &[u8], visit: &mut Visit<'_>) -> Result<(), Unreadable> {
    let archive = rawzip::ZipArchive::from_slice(bytes).map_err(Unreadable::malformed)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(Unreadable::malformed)? {
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if entry.flags().is_encrypted() {
            return Err(Unreadable::Encrypted);
        }
        let method = entry.compression_method();
        let stored = archive
            .get_entry(entry.wayfinder())
            .map_err(Unreadable::malformed)?;
        let mut data = stored.data();
        match method {
            rawzip::CompressionMethod::STORE => visit(&path, &mut data)?,
            rawzip::CompressionMethod::DEFLATE => {
                visit(&path, &mut flate2::read::DeflateDecoder::new(data))?;
            }
            other => {
                return Err(Unreadable::malformed(format!(
                    "compression method {other:?}"
                )));
            }
        }
    }
    Ok(())
}
