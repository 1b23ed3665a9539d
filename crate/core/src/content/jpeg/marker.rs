//! Bytes → markers and their segments (T.81 B.1.1).

use super::tables::Segment;
use super::verdict::{JpegFault, NoteKind, Notes};

/// A marker found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes passed over that belong to nothing; fill bytes (B.1.1.2) are not among them.
    pub skipped: u64,
    /// The FF directly before the code.
    pub offset: usize,
    /// Marker code.
    pub code: u8,
    /// Behind the code.
    pub end: usize,
}

/// The next marker at or after `from`; `None` if the data end first.
pub(super) fn next(data: &[u8], from: usize) -> Option<Found> {
    let mut at = from;
    loop {
        let run = at + data.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        let end = run + data.get(run..)?.iter().position(|&byte| byte != 0xFF)?;
        let code = data.get(end).copied()?;
        if code != 0 {
            return Some(Found {
                skipped: (run - from) as u64,
                offset: end - 1,
                code,
                end: end + 1,
            });
        }
        at = end + 1;
    }
}

/// The segment behind a marker, and where the next begins.
///
/// A length under 2 (B.1.1.4) is a fault in a segment whose content counts; libjpeg takes it for
/// empty in APPn, COM and DNL, and so do we, with a note.
pub(super) fn segment<'a>(
    data: &'a [u8],
    found: &Found,
    notes: &mut Notes,
) -> Result<(Segment<'a>, usize), JpegFault> {
    let truncated = JpegFault::Truncated {
        offset: data.len() as u64,
    };
    let offset = found.offset as u64;
    let field = data
        .get(found.end..)
        .and_then(<[u8]>::first_chunk::<2>)
        .ok_or(truncated)?;
    let length = u16::from_be_bytes(*field);
    let begin = found.end + 2;
    if length < 2 {
        if !matches!(found.code, 0xDC | 0xE0..=0xEF | 0xFE) {
            return Err(JpegFault::BadSegmentLength {
                offset,
                marker: found.code,
                length,
            });
        }
        notes.add(NoteKind::ShortSegment, offset);
    }
    let end = begin + usize::from(length.saturating_sub(2));
    let payload = data.get(begin..end).ok_or(truncated)?;
    let segment = Segment {
        marker: found.code,
        offset,
        payload,
        payload_offset: begin as u64,
    };
    Ok((segment, end))
}

/// How many stuffed FF have fill bytes before them: FF FF … 00.
pub(super) fn fills(data: &[u8]) -> usize {
    let runs = data.split(|&byte| byte != 0xFF);
    let mut at = 0;
    let mut count = 0;
    for run in runs {
        at += run.len();
        count += usize::from(run.len() > 1 && data.get(at) == Some(&0));
        at += 1;
    }
    count
}
