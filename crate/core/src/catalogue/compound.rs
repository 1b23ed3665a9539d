//! A compound file (MS-CFB) → the bytes of one stream. It is read here before calamine sees it, since
//! calamine 0.38 follows sector chains without end (memory until the process dies) and indexes past the table.

use std::collections::BTreeSet;

use super::Unreadable;

/// Sector numbers from here on are marks, not sectors (MS-CFB 2.1).
const MARKS: u32 = 0xffff_fffa;
/// Streams shorter than this live in the mini stream (MS-CFB 2.2).
const MINI_CUTOFF: u64 = 4096;
const MINI_SECTOR: u64 = 64;

/// A compound file whose chains all end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    size: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: u64,
}

impl<'a> Compound<'a> {
    /// Reads tables and directory, and walks the chains a reader would walk.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return Err(bad("sector size")),
        };
        let mut file = Self {
            bytes,
            size,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        file.fat = file.read_fat()?;
        let directory = file.chain_bytes(u32_at(bytes, 48)?)?;
        for entry in directory.chunks_exact(128) {
            file.entries.push(Entry {
                name: name(entry.get(..64).unwrap_or_default()),
                start: u32_at(entry, 116)?,
                // the high half is rubbish in files of version 3 (MS-CFB 2.6.1)
                length: u64::from(u32_at(entry, 120)?)
                    | if size == 4096 {
                        u64::from(u32_at(entry, 124)?) << 32
                    } else {
                        0
                    },
            });
        }
        let root = file.entries.first().ok_or_else(|| bad("directory"))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if let Some(long) = file.entries.iter().find(|e| e.length > length) {
            return Err(bad(&format!("length of stream `{}`", long.name)));
        }
        let sectors = u32_at(bytes, 64)?;
        if u64::from(sectors) > length / size {
            return Err(bad("mini table"));
        }
        if sectors > 0 {
            file.mini = file.chain_bytes(root.start)?;
            file.mini_fat = words(&file.chain_bytes(u32_at(bytes, 60)?)?);
        }
        Ok(file)
    }

    /// The first stream of that name, in any case of letters; `None` when there is none.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(entry) = self
            .entries
            .iter()
            .find(|e| e.name.eq_ignore_ascii_case(name))
        else {
            return Ok(None);
        };
        let mut out = if entry.length < MINI_CUTOFF {
            let mut out = Vec::new();
            for id in walk(&self.mini_fat, entry.start)? {
                out.extend_from_slice(slice(&self.mini, u64::from(id) * MINI_SECTOR, MINI_SECTOR)?);
            }
            out
        } else {
            self.chain_bytes(entry.start)?
        };
        let length = usize::try_from(entry.length).unwrap_or(usize::MAX);
        if out.len() < length {
            return Err(bad("a stream ends early"));
        }
        out.truncate(length);
        Ok(Some(out))
    }

    fn read_fat(&self) -> Result<Vec<u32>, Unreadable> {
        let mut ids = words(self.bytes.get(76..512).ok_or_else(|| bad("header"))?);
        let mut next = u32_at(self.bytes, 68)?;
        let mut seen = BTreeSet::new();
        while next < MARKS {
            if !seen.insert(next) {
                return Err(bad("sector list runs in a circle"));
            }
            ids.extend(words(self.sector(next)?));
            next = ids.pop().ok_or_else(|| bad("sector list"))?;
        }
        let mut fat = Vec::new();
        // a sector named twice would let a small file claim a large table
        let mut used = BTreeSet::new();
        for id in ids.into_iter().filter(|id| *id < MARKS) {
            if !used.insert(id) {
                return Err(bad("sector list"));
            }
            fat.extend(words(self.sector(id)?));
        }
        Ok(fat)
    }

    fn chain_bytes(&self, start: u32) -> Result<Vec<u8>, Unreadable> {
        let mut out = Vec::new();
        for id in walk(&self.fat, start)? {
            out.extend_from_slice(self.sector(id)?);
        }
        Ok(out)
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, id: u32) -> Result<&'a [u8], Unreadable> {
        let from = (u64::from(id) + 1) * self.size;
        let length = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        if from >= length {
            return Err(bad("a sector lies behind the end"));
        }
        slice(self.bytes, from, self.size.min(length - from))
    }
}

/// The sectors of a chain, each at most once.
fn walk(table: &[u32], start: u32) -> Result<Vec<u32>, Unreadable> {
    let mut out = Vec::new();
    let mut id = start;
    // an empty stream may start anywhere: only 0xFFFFFFFE ends a chain that has begun
    while id < MARKS {
        if out.len() >= table.len() {
            return Err(bad("a chain runs in a circle"));
        }
        out.push(id);
        let at = usize::try_from(id).unwrap_or(usize::MAX);
        id = *table
            .get(at)
            .ok_or_else(|| bad("a chain leaves the table"))?;
    }
    Ok(out)
}

fn slice(bytes: &[u8], from: u64, length: u64) -> Result<&[u8], Unreadable> {
    let range = usize::try_from(from)
        .ok()
        .zip(usize::try_from(from + length).ok());
    range
        .and_then(|(from, to)| bytes.get(from..to))
        .ok_or_else(|| bad("a sector lies behind the end"))
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word))
        .collect()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Unreadable> {
    let word = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>());
    word.map(|w| u16::from_le_bytes(*w))
        .ok_or_else(|| bad("ends early"))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Unreadable> {
    let word = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    word.map(|w| u32::from_le_bytes(*w))
        .ok_or_else(|| bad("ends early"))
}

/// UTF-16LE up to the first NUL.
fn name(bytes: &[u8]) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|u| u16::from_le_bytes(*u))
        .take_while(|u| *u != 0);
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn bad(what: &str) -> Unreadable {
    Unreadable::malformed(format!("compound file: {what}"))
}
