//! Content of entries: being built.
use crate::facts::{Format, ImageFacts};
use crate::limits::Limits;

/// What the first bytes (4 KiB are enough) say an entry is.
#[must_use]
pub fn identify(_head: &[u8]) -> Format {
    Format::Unknown
}

/// Reads an image to its end; `None` where the format is no image.
#[must_use]
pub fn read_image(_format: Format, _bytes: &[u8], _limits: &Limits) -> Option<ImageFacts> {
    None
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
