//! TIFF bytes → header and directories (IFD), classic and BigTIFF, both byte orders. Nothing is copied: a value is
//! read where it lies, so a count of 4 billion costs nothing until someone asks for one of its members.

use super::{Stop, array, long, slice};
use std::collections::BTreeMap;

/// Entries of one directory we are willing to walk. TIFF 6.0 names some 75 tags (ours: room for private ones).
const MOST_ENTRIES: u64 = 4096;

/// The bytes with the two facts of the header that all reading needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct TiffBytes<'a> {
    pub bytes: &'a [u8],
    big_endian: bool,
    big_tiff: bool,
}

/// One field of a directory; its value lies inside the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    kind: u16,
    pub count: u64,
    /// Where the value lies.
    pub at: u64,
}

/// One directory.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Where it lies.
    pub at: u64,
    /// Fields by tag; of a repeated tag the first counts, as in libtiff.
    fields: BTreeMap<u16, Field>,
    /// The next directory of the chain, 0 at the end.
    pub next: u64,
    /// The first value that does not lie inside the file.
    pub damage: Option<Stop>,
}

impl<'a> TiffBytes<'a> {
    /// Reads the header; also gives the place of the first directory.
    pub fn open(bytes: &'a [u8]) -> Result<(Self, u64), Stop> {
        let cut = || Stop::broken(long(bytes.len()), "TIFF header cut off");
        let big_endian = match array(bytes, 0).ok_or_else(cut)? {
            [b'I', b'I'] => false,
            [b'M', b'M'] => true,
            _ => return Err(Stop::broken(0, "no TIFF byte order mark")),
        };
        let mut source = Self {
            bytes,
            big_endian,
            big_tiff: false,
        };
        match source.u16(2).ok_or_else(cut)? {
            42 => {}
            43 => source.big_tiff = true,
            _ => return Err(Stop::broken(2, "no TIFF version mark")),
        }
        if source.big_tiff {
            // BigTIFF proposal, 2007: offset size 8, then a zero.
            if source.u16(4) != Some(8) || source.u16(6) != Some(0) {
                return Err(Stop::broken(4, "BigTIFF offsets are not 8 bytes"));
            }
            return Ok((source, source.u64(8).ok_or_else(cut)?));
        }
        Ok((source, u64::from(source.u32(4).ok_or_else(cut)?)))
    }

    fn u16(&self, at: u64) -> Option<u16> {
        let two = array(self.bytes, at)?;
        Some(if self.big_endian {
            u16::from_be_bytes(two)
        } else {
            u16::from_le_bytes(two)
        })
    }

    fn u32(&self, at: u64) -> Option<u32> {
        let four = array(self.bytes, at)?;
        Some(if self.big_endian {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        })
    }

    fn u64(&self, at: u64) -> Option<u64> {
        let eight = array(self.bytes, at)?;
        Some(if self.big_endian {
            u64::from_be_bytes(eight)
        } else {
            u64::from_le_bytes(eight)
        })
    }

    /// An offset or count of the width this kind of TIFF uses.
    fn word(&self, at: u64) -> Option<u64> {
        if self.big_tiff {
            self.u64(at)
        } else {
            self.u32(at).map(u64::from)
        }
    }

    /// Reads the directory at `at`.
    pub fn directory(&self, at: u64) -> Result<Directory, Stop> {
        let cut = || Stop::broken(at, "page directory lies outside the file");
        let (count, first) = if self.big_tiff {
            (self.u64(at).ok_or_else(cut)?, at.saturating_add(8))
        } else {
            (
                u64::from(self.u16(at).ok_or_else(cut)?),
                at.saturating_add(2),
            )
        };
        if count == 0 || count > MOST_ENTRIES {
            return Err(Stop::broken(
                at,
                format!("page directory of {count} entries"),
            ));
        }
        let size = if self.big_tiff { 20 } else { 12 };
        let end = first.checked_add(count * size).ok_or_else(cut)?;
        let next = self.word(end).ok_or_else(cut)?;
        let mut directory = Directory {
            at,
            next,
            ..Directory::default()
        };
        for index in 0..count {
            let entry = first + index * size;
            let tag = self.u16(entry).ok_or_else(cut)?;
            match self.field(entry).ok_or_else(cut)? {
                FieldRead::Inside(field) => {
                    directory.fields.entry(tag).or_insert(field);
                }
                FieldRead::UnknownType => {}
                FieldRead::Outside => {
                    directory.damage.get_or_insert_with(|| {
                        Stop::broken(entry, format!("value of tag {tag} runs past the end"))
                    });
                }
            }
        }
        Ok(directory)
    }

    fn field(&self, entry: u64) -> Option<FieldRead> {
        let kind = self.u16(entry + 2)?;
        let (count, place, inline) = if self.big_tiff {
            (self.u64(entry + 4)?, entry + 12, 8)
        } else {
            (u64::from(self.u32(entry + 4)?), entry + 8, 4)
        };
        // TIFF 6.0 §2: readers skip fields of a type they do not know.
        let Some(width) = width(kind) else {
            return Some(FieldRead::UnknownType);
        };
        let Some(length) = count.checked_mul(width) else {
            return Some(FieldRead::Outside);
        };
        let at = if length <= inline {
            place
        } else {
            self.word(place)?
        };
        if slice(self.bytes, at, length).is_none() {
            return Some(FieldRead::Outside);
        }
        Some(FieldRead::Inside(Field { kind, count, at }))
    }

    /// Member `index` of a field of whole numbers; `None` past its count or for another type.
    pub fn number(&self, field: Field, index: u64) -> Option<u64> {
        if index >= field.count {
            return None;
        }
        let at = field
            .at
            .checked_add(index.checked_mul(width(field.kind)?)?)?;
        match field.kind {
            1 | 7 => array(self.bytes, at).map(|[byte]| u64::from(byte)),
            3 => self.u16(at).map(u64::from),
            4 | 13 => self.u32(at).map(u64::from),
            16 | 18 => self.u64(at),
            _ => None,
        }
    }

    /// The first member as numerator and denominator, the denominator never 0. Whole numbers, which some writers
    /// use for resolutions against TIFF 6.0, count over 1.
    pub fn rational(&self, field: Field) -> Option<(u32, u32)> {
        if field.kind == 5 || field.kind == 10 {
            let (numerator, denominator) = (self.u32(field.at)?, self.u32(field.at + 4)?);
            // Signed, against TIFF 6.0: a negative resolution means nothing.
            let negative = field.kind == 10 && (numerator | denominator) >> 31 == 1;
            return (field.count > 0 && denominator != 0 && !negative)
                .then_some((numerator, denominator));
        }
        Some((u32::try_from(self.number(field, 0)?).ok()?, 1))
    }

    /// The value as bytes.
    pub fn value(&self, field: Field) -> Option<&'a [u8]> {
        slice(
            self.bytes,
            field.at,
            field.count.checked_mul(width(field.kind)?)?,
        )
    }
}

impl Directory {
    /// The field of a tag.
    pub fn field(&self, tag: u16) -> Option<Field> {
        self.fields.get(&tag).copied()
    }

    /// The first number of a tag.
    pub fn number(&self, source: &TiffBytes<'_>, tag: u16) -> Option<u64> {
        source.number(self.field(tag)?, 0)
    }
}

enum FieldRead {
    Inside(Field),
    Outside,
    UnknownType,
}

/// Bytes of one member of a field type: TIFF 6.0 §2, 13 of Supplement 1, 16–18 of BigTIFF.
fn width(kind: u16) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 | 17 | 18 => Some(8),
        _ => None,
    }
}
