//! Container (压缩包): turns the bytes of a ZIP into facts, and one entry's stored bytes into its
//! content. The danger is a container that shows different files to different tools: every entry is
//! listed as it is written, duplicates too, names are decoded before they are split, and nothing is
//! ever written to disk.

mod data_descriptor;
mod directory;
mod encoding;
mod end_record;
mod entry_bytes;
mod extent;
mod field;
mod local_header;
mod magic;
mod names;
mod path;

use crate::facts::{ContainerFacts, Entry, EntryReading};
use crate::limits::Limits;
use crate::source::{ReadError, Source};

/// Lists a ZIP: every entry of the central directory in its order, and what is wrong with the
/// whole.
///
/// Reads the end record and the directory only; the entries' bytes are [`read_entry`]'s. A fault of
/// the container is data ([`crate::facts::ContainerFault`]); entries read before a fault are kept.
///
/// # Errors
/// [`ReadError`] when the host refuses to read.
pub fn open(source: &dyn Source, limits: &Limits) -> Result<ContainerFacts, ReadError> {
    directory::read(source, limits)
}

/// Reads one entry's bytes into `sink`, in pieces, and says whether they are what the directory
/// promises.
///
/// The sink never sees more than [`Entry::size`] bytes, and nothing at all for an entry that is a
/// folder, encrypted, of another method than stored (0) and deflate (8), a bomb, or at odds with
/// its local header. What the sink has seen counts only when the answer is [`EntryReading::Sound`].
///
/// # Errors
/// [`ReadError`] when the host refuses to read.
pub fn read_entry(
    source: &dyn Source,
    entry: &Entry,
    limits: &Limits,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<EntryReading, ReadError> {
    entry_bytes::read(source, entry, limits, sink)
}
