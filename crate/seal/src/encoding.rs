//! PEM and DER framing: a file → its blocks, a DER value → the bytes of its elements as received.
//! Signatures cover received bytes, so nothing here re-encodes.

use der::{Decode, Reader, SliceReader, asn1::AnyRef, pem};

/// The DER tag bytes we look at.
pub(crate) mod tag {
    /// INTEGER.
    pub(crate) const INTEGER: u8 = 0x02;
    /// OCTET STRING, primitive.
    pub(crate) const OCTET_STRING: u8 = 0x04;
    /// SEQUENCE.
    pub(crate) const SEQUENCE: u8 = 0x30;
    /// SET.
    pub(crate) const SET: u8 = 0x31;
    /// `[0]`, constructed.
    pub(crate) const CONTEXT_0: u8 = 0xa0;
    /// `[1]`, constructed.
    pub(crate) const CONTEXT_1: u8 = 0xa1;
}

/// One PEM block: its label, and its bytes unless the armour is broken.
pub(crate) struct PemBlock<'a> {
    pub(crate) label: &'a str,
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Every PEM block in file order. Text around the blocks is skipped, as `openssl` does; a block
/// ends at the first end line, and one with another's end line has no bytes. One pass.
pub(crate) fn pem_blocks(text: &str) -> Vec<PemBlock<'_>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once(BEGIN) {
        let Some((body, ended)) = begun.split_once(END) else {
            break;
        };
        rest = ended;
        let Some((label, _)) = body.split_once("-----") else {
            continue;
        };
        let block = format!("{BEGIN}{body}{END}{label}-----\n");
        let bytes = ended
            .strip_prefix(label)
            .filter(|after| after.starts_with("-----"))
            .and_then(|_| pem::decode_vec(block.as_bytes()).ok())
            .map(|(_, bytes)| bytes);
        blocks.push(PemBlock { label, bytes });
    }
    blocks
}

/// The elements inside a constructed value, each with its own tag and length; `None` if the value
/// does not divide evenly.
pub(crate) fn elements(value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = SliceReader::new(value).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(reader.tlv_bytes().ok()?);
    }
    Some(found)
}

/// The value of one element if it has this tag and nothing follows it.
pub(crate) fn value_of(element: &[u8], tag: u8) -> Option<&[u8]> {
    if element.first() != Some(&tag) {
        return None;
    }
    AnyRef::from_der(element).ok().map(AnyRef::value)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(
        String::with_capacity(bytes.len().saturating_mul(2)),
        |mut text, byte| {
            // writing to a String cannot fail
            write!(text, "{byte:02x}").ok();
            text
        },
    )
}
