//! Stored bytes of one entry → its content, in pieces, held against the size and CRC-32 the
//! directory promises. Memory is two buffers whatever the entry claims, and reading stops one byte
//! after the promised size.

use flate2::{Decompress, FlushDecompress, Status};

use crate::facts::{Entry, EntryReading};
use crate::limits::Limits;
use crate::source::{ReadError, Source};

use super::{data_descriptor, extent, local_header};

/// Bytes read and inflated at a time: large enough that a browser's slice read costs little beside
/// it (ours).
const PIECE: u64 = 256 << 10;

/// Stored as it is (APPNOTE 4.4.5).
const STORED: u16 = 0;
/// Deflate (APPNOTE 4.4.5).
const DEFLATE: u16 = 8;

/// See [`super::read_entry`].
pub(super) fn read(
    source: &dyn Source,
    entry: &Entry,
    limits: &Limits,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<EntryReading, ReadError> {
    // First of all: strong encryption may mask the local header (APPNOTE 7.3.4).
    if entry.encrypted {
        return Ok(EntryReading::Encrypted);
    }
    let (compressed, size) = (entry.compressed, entry.size);
    if size > limits.ratio_from_bytes && size > compressed.saturating_mul(limits.ratio) {
        return Ok(EntryReading::Bomb { compressed, size });
    }
    let local = match local_header::read(source, entry)? {
        Ok(local) => local,
        Err(reading) => return Ok(reading),
    };
    let end = local.data_offset.saturating_add(compressed);
    // An overlap that the directory alone shows is the container's fault and was said there.
    if let Some(next) = entry.next_offset
        && end > next
        && extent::extent(entry).1 <= next
    {
        return Ok(EntryReading::Overlap { end, next });
    }
    if entry.directory {
        return Ok(match size {
            0 => EntryReading::Folder,
            _ => damaged(0, format!("a folder with {size} bytes")),
        });
    }
    let stored = Stored {
        source,
        offset: local.data_offset,
        left: compressed,
    };
    let content = Content {
        promised: size,
        found: 0,
        crc32: crc32fast::Hasher::new(),
        sink,
    };
    let reading = match entry.method {
        STORED => copy(stored, content, entry.crc32)?,
        DEFLATE => inflate(stored, content, entry.crc32)?,
        method => return Ok(EntryReading::UnsupportedMethod { method }),
    };
    // Worse was said already of bytes that are not sound.
    if reading == EntryReading::Sound
        && let Some(contradiction) = data_descriptor::contradiction(source, entry, &local, end)?
    {
        return Ok(contradiction);
    }
    Ok(reading)
}

fn damaged(at: u64, reason: String) -> EntryReading {
    EntryReading::Damaged { at, reason }
}

/// The stored bytes not yet read.
struct Stored<'a> {
    source: &'a dyn Source,
    offset: u64,
    left: u64,
}

impl Stored<'_> {
    /// A buffer no larger than needed.
    fn buffer(&self) -> Vec<u8> {
        vec![0; usize::try_from(self.left.min(PIECE)).unwrap_or_default()]
    }

    /// The next piece of at most `most` bytes; `None` where the container ends too early.
    fn next<'b>(&mut self, buffer: &'b mut [u8], most: u64) -> Result<Option<&'b [u8]>, ReadError> {
        let most = usize::try_from(self.left.min(most)).unwrap_or(usize::MAX);
        let wanted = most.min(buffer.len());
        let Some(piece) = buffer.get_mut(..wanted) else {
            return Ok(None);
        };
        if self.source.read_at(self.offset, piece)? < wanted {
            return Ok(None);
        }
        let read = u64::try_from(wanted).unwrap_or_default();
        self.offset = self.offset.saturating_add(read);
        self.left -= read;
        Ok(Some(piece))
    }
}

/// What has come of the content.
struct Content<'a> {
    promised: u64,
    found: u64,
    crc32: crc32fast::Hasher,
    sink: &'a mut dyn FnMut(&[u8]),
}

impl Content<'_> {
    /// Takes a piece; says whether the content is still within its promised size. A piece that
    /// passes it is counted, but not handed on.
    fn take(&mut self, piece: &[u8]) -> bool {
        self.found = self
            .found
            .saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if self.found > self.promised {
            return false;
        }
        if !piece.is_empty() {
            self.crc32.update(piece);
            (self.sink)(piece);
        }
        true
    }

    /// The bytes still to come, and one more: it shows a content that does not stop.
    fn room(&self) -> u64 {
        self.promised.saturating_sub(self.found).saturating_add(1)
    }

    fn size_mismatch(&self) -> EntryReading {
        EntryReading::SizeMismatch {
            promised: self.promised,
            found: self.found,
        }
    }

    fn verdict(self, promised_crc32: u32) -> EntryReading {
        if self.found != self.promised {
            return self.size_mismatch();
        }
        let found = self.crc32.finalize();
        if found == promised_crc32 {
            return EntryReading::Sound;
        }
        EntryReading::CrcMismatch {
            promised: format!("{promised_crc32:08x}"),
            found: format!("{found:08x}"),
        }
    }
}

const ENDS_EARLY: &str = "container ends inside the stored bytes";

fn copy(
    mut stored: Stored<'_>,
    mut content: Content<'_>,
    crc32: u32,
) -> Result<EntryReading, ReadError> {
    let mut buffer = stored.buffer();
    while stored.left > 0 {
        let Some(piece) = stored.next(&mut buffer, content.room())? else {
            return Ok(damaged(content.found, ENDS_EARLY.to_owned()));
        };
        if !content.take(piece) {
            return Ok(content.size_mismatch());
        }
    }
    Ok(content.verdict(crc32))
}

fn inflate(
    mut stored: Stored<'_>,
    mut content: Content<'_>,
    crc32: u32,
) -> Result<EntryReading, ReadError> {
    let mut stored_buffer = stored.buffer();
    let mut output = vec![0; usize::try_from(content.room().min(PIECE)).unwrap_or_default()];
    let mut decoder = Decompress::new(false);
    while stored.left > 0 {
        let Some(mut input) = stored.next(&mut stored_buffer, PIECE)? else {
            return Ok(damaged(content.found, ENDS_EARLY.to_owned()));
        };
        loop {
            let (read, written) = (decoder.total_in(), decoder.total_out());
            let room = usize::try_from(content.room())
                .unwrap_or(usize::MAX)
                .min(output.len());
            let space = output.get_mut(..room).unwrap_or_default();
            let status = match decoder.decompress(input, space, FlushDecompress::None) {
                Ok(status) => status,
                Err(error) => return Ok(damaged(content.found, error.to_string())),
            };
            let consumed = usize::try_from(decoder.total_in() - read).unwrap_or(usize::MAX);
            let produced = usize::try_from(decoder.total_out() - written).unwrap_or(usize::MAX);
            input = input.get(consumed..).unwrap_or_default();
            if !content.take(output.get(..produced).unwrap_or_default()) {
                return Ok(content.size_mismatch());
            }
            if status == Status::StreamEnd {
                let unused = u64::try_from(input.len()).unwrap_or(u64::MAX);
                let unused = stored.left.saturating_add(unused);
                if unused > 0 && content.found == content.promised {
                    let reason =
                        format!("{unused} stored bytes after the end of the deflate stream");
                    return Ok(damaged(content.found, reason));
                }
                return Ok(content.verdict(crc32));
            }
            // No progress: the decoder wants the next piece.
            if consumed == 0 && produced == 0 {
                break;
            }
        }
        if !input.is_empty() {
            return Ok(damaged(
                content.found,
                "deflate stream stands still".to_owned(),
            ));
        }
    }
    Ok(damaged(
        content.found,
        "deflate stream does not end".to_owned(),
    ))
}
