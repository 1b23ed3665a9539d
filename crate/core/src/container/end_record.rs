//! End record of a ZIP and its Zip64 twin → the disk numbers and sizes that rawzip keeps to itself.
//! They are what tells a split archive from a broken one, and a directory from one that was
//! changed.

use crate::source::{ReadError, Source};

use super::field::{fixed, u16_at, u32_at, u64_at};

/// What the end records promise beside what rawzip shows.
#[derive(Default)]
pub(super) struct EndRecord {
    /// The container ends before the record and its comment do.
    pub cut: bool,
    /// A disk number is not 0, or there is more than one disk.
    pub split: bool,
    /// Bytes of the central directory.
    pub directory_bytes: u64,
    /// Where no more directory records can stand.
    pub directory_limit: u64,
    /// There is a Zip64 end record.
    pub zip64: bool,
}

impl EndRecord {
    /// Reads the record at `offset` and the Zip64 one it may have before it (APPNOTE
    /// 4.3.14–4.3.16).
    pub(super) fn read(source: &dyn Source, offset: u64) -> Result<Self, ReadError> {
        let Some(classic) = fixed::<22>(source, offset)? else {
            return Ok(Self {
                cut: true,
                ..Self::default()
            });
        };
        let comment_end = offset.saturating_add(22 + u64::from(u16_at(&classic, 20)));
        let (disk, directory_disk) = (u16_at(&classic, 4), u16_at(&classic, 6));
        let mut end = Self {
            cut: comment_end > source.length(),
            // 0xFFFF: the number stands in the Zip64 record.
            split: [disk, directory_disk]
                .iter()
                .any(|d| !matches!(d, 0 | 0xffff)),
            directory_bytes: u64::from(u32_at(&classic, 12)),
            directory_limit: offset,
            zip64: false,
        };
        let Some(locator_offset) = offset.checked_sub(20) else {
            return Ok(end);
        };
        let Some(locator) = fixed::<20>(source, locator_offset)? else {
            return Ok(end);
        };
        if !locator.starts_with(b"PK\x06\x07") {
            return Ok(end);
        }
        let record_offset = u64_at(&locator, 8);
        let Some(record) = fixed::<56>(source, record_offset)? else {
            return Ok(end);
        };
        if !record.starts_with(b"PK\x06\x06") {
            // The locator of a split archive counts from the start of another disk.
            end.split |= u32_at(&locator, 16) > 1;
            return Ok(end);
        }
        end.zip64 = true;
        end.split |=
            u32_at(&locator, 16) > 1 || u32_at(&record, 16) != 0 || u32_at(&record, 20) != 0;
        end.directory_bytes = u64_at(&record, 40);
        end.directory_limit = record_offset;
        Ok(end)
    }
}
