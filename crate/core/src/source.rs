//! Random-access bytes: the one thing the core asks of the outside. A file, a `Blob` slice and a byte slice
//! are all sources; reading may fail, and that failure is ours, never the delivery's.

/// Why bytes that should be there could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The host (file system, browser) refused; its own words are kept for the person.
    #[error("cannot read {length} bytes at offset {offset}: {host}")]
    Host {
        /// Where reading started, in bytes.
        offset: u64,
        /// How many bytes were asked for.
        length: u64,
        /// What the host said.
        host: String,
    },
}

/// Bytes that can be read at any offset.
pub trait Source {
    /// Length in bytes.
    fn length(&self) -> u64;

    /// Fills as much of `buffer` as there are bytes from `offset` on; returns how many were filled.
    /// Fewer than asked for only at the end of the source.
    ///
    /// # Errors
    /// [`ReadError`] when the host refuses.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError>;
}

impl Source for [u8] {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|from| self.get(from..))
            .unwrap_or_default();
        let n = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        Ok(n)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn length(&self) -> u64 {
        (**self).length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        (**self).read_at(offset, buffer)
    }
}

impl Source for Vec<u8> {
    fn length(&self) -> u64 {
        self.as_slice().length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        self.as_slice().read_at(offset, buffer)
    }
}
