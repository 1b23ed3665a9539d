//! Where the entries lie → bytes before the first, entries that share bytes, entries inside the
//! directory. Shared bytes are how a small bomb becomes a large one, and how two tools come to read
//! two different files.

use std::collections::BTreeSet;

use crate::facts::{ContainerFault, Entry};
use crate::source::{ReadError, Source};

use super::field::{fixed, u16_at};
use super::magic::{Head, SINGLE_SEGMENT};

/// Fixed part of a local header in bytes (APPNOTE 4.3.7).
const LOCAL_HEADER: u64 = 30;
/// Its signature.
const SIGNATURE: &[u8] = b"PK\x03\x04";
/// Bit 3: a data descriptor follows (APPNOTE 4.4.4), of 12 bytes at least (4.3.9).
const FLAG_DESCRIPTOR: u16 = 1 << 3;
const DESCRIPTOR: u64 = 12;
/// How far into a gap a local header is looked for, in bytes (ours: the longest extra field).
const GAP_SEARCH: u64 = 64 << 10;

/// The least an entry takes: header, name and stored bytes. The local extra field (at most 64 KiB)
/// and a data descriptor come on top and are not counted: they are known only by reading every
/// local header, so `entry_bytes` counts them when it reads the entry.
pub(super) fn extent(entry: &Entry) -> (u64, u64) {
    // Two hex digits for each byte.
    let name = u64::try_from(entry.raw_name.len() / 2).unwrap_or(u64::MAX);
    let data = entry
        .header_offset
        .saturating_add(LOCAL_HEADER)
        .saturating_add(name);
    (entry.header_offset, data.saturating_add(entry.compressed))
}

/// Tells each entry where the next thing begins: another entry's local header, or the directory.
pub(super) fn neighbours(entries: &mut [Entry], directory: u64) {
    let mut starts: Vec<u64> = entries.iter().map(|entry| entry.header_offset).collect();
    starts.push(directory);
    starts.sort_unstable();
    for entry in entries {
        let behind = starts.partition_point(|start| *start <= entry.header_offset);
        entry.next_offset = starts.get(behind).copied();
    }
}

/// Faults of the lay-out, in n log n. Each entry that begins before the furthest end so far is an
/// overlap with the entry that reaches there.
pub(super) fn faults(
    entries: &[Entry],
    promised: u64,
    directory: u64,
    head: &Head,
) -> Vec<ContainerFault> {
    let mut faults = Vec::new();
    let first = entries.iter().map(|entry| entry.header_offset).min();
    // Without entries, all before the directory is hidden, unless the directory itself was not
    // readable.
    let first = first.unwrap_or(if promised == 0 { directory } else { 0 });
    let marker = match head {
        Head::SingleSegment | Head::Spanned => SINGLE_SEGMENT.len() as u64,
        Head::Zip | Head::Other(_) => 0,
    };
    if first > 0 && first != marker {
        faults.push(ContainerFault::Prefix { bytes: first });
    }
    if let Some(entry) = entries.iter().find(|entry| extent(entry).1 > directory) {
        let reason = format!("entry {} reaches beyond the directory's start", entry.index);
        faults.push(ContainerFault::Malformed {
            offset: entry.header_offset,
            reason,
        });
    }
    let mut order: Vec<(u64, u64, u32)> = entries
        .iter()
        .map(|entry| {
            let (start, end) = extent(entry);
            (start, end, entry.index)
        })
        .collect();
    order.sort_by_key(|(start, _, index)| (*start, *index));
    let mut furthest: Option<(u64, u32)> = None;
    for (start, end, index) in order {
        if let Some((reached, other)) = furthest
            && start < reached
        {
            let (first, second) = (index.min(other), index.max(other));
            faults.push(ContainerFault::Overlap { first, second });
        }
        if furthest.is_none_or(|(reached, _)| end > reached) {
            furthest = Some((end, index));
        }
    }
    faults
}

/// Entries that lie between two others and that the directory does not list: a tool that unpacks as a stream writes
/// them to disk. Where the room behind an entry is less than a header of one letter, nothing is read; the local extra
/// field and a data descriptor are no gap, and neither are zeros that align. Other bytes are what no tool unpacks and
/// nobody sees.
pub(super) fn unlisted(
    source: &dyn Source,
    entries: &[Entry],
) -> Result<Vec<ContainerFault>, ReadError> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in entries {
        // Entries of one place have one gap: it may be long, and is read once.
        if !seen.insert(entry.header_offset) {
            continue;
        }
        let Some(next) = entry.next_offset else {
            continue;
        };
        let (start, least) = extent(entry);
        let descriptor = match entry.flags & FLAG_DESCRIPTOR {
            0 => 0,
            _ => DESCRIPTOR,
        };
        let least = least.saturating_add(descriptor);
        if next.saturating_sub(least) <= LOCAL_HEADER {
            continue;
        }
        // What is no local header is said when the entry is read.
        let Some(header) = fixed::<30>(source, start)?.filter(|h| h.starts_with(SIGNATURE)) else {
            continue;
        };
        let variable = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let end = start
            .saturating_add(LOCAL_HEADER + variable)
            .saturating_add(entry.compressed)
            .saturating_add(descriptor);
        let room = next.saturating_sub(end);
        if room <= LOCAL_HEADER {
            continue;
        }
        let mut gap = vec![0; usize::try_from(room.min(GAP_SEARCH)).unwrap_or_default()];
        let read = source.read_at(end, &mut gap)?;
        gap.truncate(read);
        if let Some(place) = gap.windows(SIGNATURE.len()).position(|w| w == SIGNATURE) {
            let offset = end.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
            let reason = "an entry that the directory does not list".to_owned();
            faults.push(ContainerFault::Malformed { offset, reason });
        } else if let Some(offset) = bytes_in(source, (end + descriptor, next))? {
            let reason = "bytes that belong to no entry".to_owned();
            faults.push(ContainerFault::Malformed { offset, reason });
        }
    }
    Ok(faults)
}

/// Where the first byte that is not zero stands.
fn bytes_in(source: &dyn Source, (mut at, end): (u64, u64)) -> Result<Option<u64>, ReadError> {
    let mut part = vec![0; usize::try_from(GAP_SEARCH).unwrap_or_default()];
    while at < end {
        let read = source.read_at(at, &mut part)?;
        let length = u64::try_from(read).unwrap_or(u64::MAX).min(end - at);
        let here = part.get(..usize::try_from(length).unwrap_or_default());
        if let Some(place) = here.unwrap_or_default().iter().position(|byte| *byte != 0) {
            return Ok(Some(at + u64::try_from(place).unwrap_or_default()));
        }
        if read == 0 {
            break;
        }
        at += length;
    }
    Ok(None)
}
