//! Bytes of a text entry → text, strictly: a byte that fits no encoding makes the whole unreadable, since
//! replacement characters would turn names and titles into other names and titles.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

pub use crate::plain::half_width;

/// Decoded text and the encoding's name as it stands in the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without byte order mark.
    pub text: String,
    /// `utf-8`, `gb18030`, `utf-16le` or `utf-16be`.
    pub encoding: &'static str,
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoText {
    /// Neither UTF-8 nor GB18030, nor UTF-16 with a mark.
    #[error("neither UTF-8 nor GB18030")]
    Undecodable,
    /// Decodes, but holds NUL: binary data, or UTF-16 without a mark.
    #[error("holds NUL bytes: binary, or UTF-16 without a byte order mark")]
    Binary,
}

/// Decodes UTF-8 with or without mark, UTF-16 with mark, else GB18030 (the Windows default in China).
///
/// # Errors
/// [`NoText`] when no encoding fits without loss.
pub fn decode(bytes: &[u8]) -> Result<Decoded, NoText> {
    let (text, encoding) = match bytes {
        [0xff, 0xfe, rest @ ..] => (
            UTF_16LE
                .decode_without_bom_handling_and_without_replacement(rest)
                .map(Into::into),
            "utf-16le",
        ),
        [0xfe, 0xff, rest @ ..] => (
            UTF_16BE
                .decode_without_bom_handling_and_without_replacement(rest)
                .map(Into::into),
            "utf-16be",
        ),
        _ => {
            let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(rest) {
                Ok(text) => (Some(text.to_owned()), "utf-8"),
                Err(_) => (
                    GB18030
                        .decode_without_bom_handling_and_without_replacement(bytes)
                        .map(Into::into),
                    "gb18030",
                ),
            }
        }
    };
    let text: String = text.ok_or(NoText::Undecodable)?;
    if text.contains('\0') {
        return Err(NoText::Binary);
    }
    Ok(Decoded { text, encoding })
}
