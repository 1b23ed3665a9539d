//! A token → digest and algorithm. Length tells the algorithm, but for 64 digits, which SHA-256 and SM3 share.

use crate::facts::Algorithm;

/// Reads `token` as a digest; `hint` is what the manifest's name says and counts only where the length allows it.
pub(super) fn read(token: &str, hint: Option<Algorithm>) -> Option<(Algorithm, String)> {
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let algorithm = match (hint, token.len()) {
        (Some(hint), length) if hint.hex_length() == length => hint,
        (_, 32) => Algorithm::Md5,
        (_, 40) => Algorithm::Sha1,
        (_, 64) => Algorithm::Sha256,
        (_, 128) => Algorithm::Sha512,
        _ => return None,
    };
    Some((algorithm, token.to_ascii_lowercase()))
}

/// Algorithm of a tag: `SHA256`, `SHA-256`, `SHA2-256` (OpenSSL 3) …
pub(super) fn tag(text: &str) -> Option<Algorithm> {
    match text.to_ascii_uppercase().as_str() {
        "MD5" => Some(Algorithm::Md5),
        "SHA1" | "SHA-1" => Some(Algorithm::Sha1),
        "SHA256" | "SHA-256" | "SHA2-256" => Some(Algorithm::Sha256),
        "SHA512" | "SHA-512" | "SHA2-512" => Some(Algorithm::Sha512),
        "SM3" => Some(Algorithm::Sm3),
        _ => None,
    }
}

/// Undoes the escapes of coreutils, which a `\` before the whole line announces: `\\`, `\n`, `\r`.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(out)
}
