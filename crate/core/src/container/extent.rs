//! Where the entries lie → bytes before the first, entries that share bytes, entries inside the
//! directory. Shared bytes are how a small bomb becomes a large one, and how two tools come to read
//! two different files.

use crate::facts::{ContainerFault, Entry};

use super::magic::{Head, SINGLE_SEGMENT};

/// Fixed part of a local header in bytes (APPNOTE 4.3.7).
const LOCAL_HEADER: u64 = 30;

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
