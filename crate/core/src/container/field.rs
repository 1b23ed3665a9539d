//! Little-endian fields of ZIP records. A field beyond the slice reads as 0: the callers hold
//! slices of the record's full length, checked when they were read.

use crate::source::{ReadError, Source};

/// `N` bytes at `offset`, or `None` where the source ends before.
pub(super) fn fixed<const N: usize>(
    source: &dyn Source,
    offset: u64,
) -> Result<Option<[u8; N]>, ReadError> {
    let mut bytes = [0; N];
    let filled = source.read_at(offset, &mut bytes)?;
    Ok((filled == N).then_some(bytes))
}

/// 16 bits at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(bytes, at))
}

/// 32 bits at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

/// 64 bits at `at`.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk)
        .copied()
        .unwrap_or([0; N])
}
