//! A zlib stream in one or more pieces → the number of bytes it stands for, its checksum verified.
//! Output passes through a fixed buffer, so a bomb costs time up to `limit` and no memory.

use super::{Stop, long};
use flate2::{Decompress, FlushDecompress, Status};

/// Inflates `pieces` (offset in the entry, bytes) to the end of the stream and hands each part of the output to
/// `sink`. Returns the number of bytes put out. Bytes behind the end of the stream are left alone, as zlib does:
/// writers pad strips to words.
///
/// # Errors
/// `Broken` for a bad code, a wrong Adler-32, an early end or more than `limit` bytes; whatever `sink` says.
pub(super) fn inflate<'a>(
    pieces: impl IntoIterator<Item = (u64, &'a [u8])>,
    limit: u64,
    mut sink: impl FnMut(&[u8]) -> Result<(), Stop>,
) -> Result<u64, Stop> {
    let mut stream = Decompress::new(true);
    let mut scratch = vec![0; 64 << 10];
    let mut end = 0;
    for (offset, piece) in pieces {
        end = offset.saturating_add(long(piece.len()));
        let start = stream.total_in();
        loop {
            let used = stream.total_in() - start;
            let here = offset.saturating_add(used);
            let rest = usize::try_from(used)
                .ok()
                .and_then(|used| piece.get(used..));
            let rest = rest.unwrap_or(&[]);
            let before = stream.total_out();
            let status = stream
                .decompress(rest, &mut scratch, FlushDecompress::None)
                .map_err(|_| Stop::broken(here, "bad deflate data or checksum"))?;
            let made = stream.total_out() - before;
            if stream.total_out() > limit {
                return Err(Stop::broken(
                    here,
                    format!("deflate data make more than {limit} bytes"),
                ));
            }
            let made = usize::try_from(made).unwrap_or(usize::MAX);
            sink(scratch.get(..made).unwrap_or(&[]))?;
            if status == Status::StreamEnd {
                return Ok(stream.total_out());
            }
            if made == 0 && stream.total_in() - start == used {
                break; // no more can come out of this piece
            }
        }
    }
    Err(Stop::broken(end, "deflate data end early"))
}
