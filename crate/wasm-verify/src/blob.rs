//! A `Blob` as the core's [`Source`]: the worker hands in an object with `length()` and `readAt(offset, length)`,
//! which slices the file and reads it synchronously (`FileReaderSync`).

use wasm_bindgen::prelude::*;
use yanshou::source::{ReadError, Source};

#[wasm_bindgen]
extern "C" {
    /// What the worker hands in.
    pub type Blob;

    #[wasm_bindgen(method)]
    fn length(this: &Blob) -> f64;

    #[wasm_bindgen(method, catch, js_name = readAt)]
    fn read_at(this: &Blob, offset: f64, length: f64) -> Result<js_sys::Uint8Array, JsValue>;
}

/// One read of the host costs about a millisecond; so much is read ahead at once (PERF §2: 8 MiB slices reach most of
/// the speed there is).
const WINDOW: usize = 4 << 20;

/// The blob with a window of bytes read ahead.
pub(crate) struct BlobSource {
    blob: Blob,
    length: u64,
    window: std::cell::RefCell<(u64, Vec<u8>)>,
}

impl BlobSource {
    pub(crate) fn new(blob: Blob) -> Self {
        // Sizes of files are whole numbers below 2^53 (File API).
        let length = blob.length() as u64;
        Self {
            blob,
            length,
            window: std::cell::RefCell::new((0, Vec::new())),
        }
    }

    fn host(&self, offset: u64, length: usize) -> Result<Vec<u8>, ReadError> {
        let bytes = self
            .blob
            .read_at(offset as f64, length as f64)
            .map_err(|thrown| {
                let host = thrown.as_string().or_else(|| {
                    js_sys::Reflect::get(&thrown, &"message".into())
                        .ok()
                        .and_then(|m| m.as_string())
                });
                ReadError::Host {
                    offset,
                    length: length as u64,
                    host: host.unwrap_or_else(|| "the browser refused".to_owned()),
                }
            })?;
        Ok(bytes.to_vec())
    }
}

impl Source for BlobSource {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let wanted = usize::try_from(self.length.saturating_sub(offset))
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let mut filled = 0;
        while filled < wanted {
            let at = offset + filled as u64;
            let mut window = self.window.borrow_mut();
            let (start, held) = &*window;
            let inside = at.checked_sub(*start).and_then(|n| usize::try_from(n).ok());
            match inside
                .and_then(|from| held.get(from..))
                .filter(|rest| !rest.is_empty())
            {
                Some(rest) => {
                    let n = rest.len().min(wanted - filled);
                    for (to, from) in buffer.iter_mut().skip(filled).zip(rest.iter().take(n)) {
                        *to = *from;
                    }
                    filled += n;
                }
                None => {
                    let ahead = usize::try_from(self.length - at)
                        .unwrap_or(usize::MAX)
                        .min(WINDOW);
                    let bytes = self.host(at, ahead)?;
                    if bytes.is_empty() {
                        break; // the file shrank under us; the core reports the short read
                    }
                    *window = (at, bytes);
                }
            }
        }
        Ok(filled)
    }
}
