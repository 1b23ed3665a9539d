//! The JPEG verifier alone as a wasm module, with the flags of the product's own: `cargo xtask pace` times it in Node.

use wasm_bindgen::prelude::*;
use yanshou::content::jpeg::{JpegOptions, JpegVerdict, verify};

/// Reads one JPEG as the screens need it, 1/8 picture and all; whether it is readable.
#[wasm_bindgen]
pub fn readable(bytes: &[u8]) -> bool {
    let options = JpegOptions {
        keep_preview: true,
        ..JpegOptions::default()
    };
    let reading = verify(bytes, &options);
    reading.verdict == JpegVerdict::Readable && reading.preview.is_some()
}
