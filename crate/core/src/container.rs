//! Container (压缩包): being built.
use crate::facts::{ContainerFacts, Entry, EntryReading};
use crate::limits::Limits;
use crate::source::{ReadError, Source};

/// Lists a ZIP.
///
/// # Errors
/// [`ReadError`] when the host refuses to read.
pub fn open(_source: &dyn Source, _limits: &Limits) -> Result<ContainerFacts, ReadError> {
    Ok(ContainerFacts::default())
}

/// Reads one entry's bytes into `sink`.
///
/// # Errors
/// [`ReadError`] when the host refuses to read.
pub fn read_entry(
    _source: &dyn Source,
    _entry: &Entry,
    _limits: &Limits,
    _sink: &mut dyn FnMut(&[u8]),
) -> Result<EntryReading, ReadError> {
    Ok(EntryReading::Folder)
}
