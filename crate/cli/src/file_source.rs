//! A file as the core's [`Source`]: reads at an offset, from any thread, without a shared position.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use yanshou::source::{ReadError, Source};

use crate::error::{Action, CommandError};

/// An open file. Each thread opens its own, so the lock is never waited for.
pub struct FileSource {
    file: Mutex<File>,
    length: u64,
}

impl FileSource {
    /// Opens a file for reading.
    pub fn open(path: &Path) -> Result<Self, CommandError> {
        let failed = |source| CommandError::File {
            action: Action::Read,
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(std::io::Error::from(
                std::io::ErrorKind::IsADirectory,
            )));
        }
        Ok(Self {
            file: Mutex::new(file),
            length: metadata.len(),
        })
    }
}

impl Source for FileSource {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let length = buffer.len() as u64;
        let refused = |e: std::io::Error| ReadError::Host {
            offset,
            length,
            host: e.to_string(),
        };
        let mut file = self
            .file
            .lock()
            .map_err(|_| refused(std::io::Error::other("a reader died")))?;
        file.seek(SeekFrom::Start(offset)).map_err(refused)?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match file.read(rest) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(refused(e)),
            }
        }
        Ok(filled)
    }
}
