//! `SHA256 (path) = hex`, as BSD, `sha256sum --tag` and OpenSSL write it. The tag is binding: a digest of another
//! length is a problem.

use super::{Line, digest};

/// `None` when the line is not of this form; a problem when it is, with an unknown tag or a wrong digest.
pub(super) fn read(line: &str) -> Option<Line> {
    let line = line.trim();
    let (escaped, body) = match line.strip_prefix('\\') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (tag, rest) = body.split_once('(')?;
    let tag = tag.trim_end();
    let looks_like_a_tag = !tag.is_empty()
        && tag.len() <= 16
        && tag
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'_'));
    let (path, token) = rest.rsplit_once(')')?;
    let token = token.trim_start().strip_prefix('=')?.trim();
    if !looks_like_a_tag {
        return None;
    }
    let read = || {
        let algorithm = digest::tag(tag)?;
        let (found, hex) = digest::read(token, Some(algorithm))?;
        let path = if escaped {
            digest::unescape(path)?
        } else {
            path.to_owned()
        };
        (found == algorithm && !path.trim().is_empty()).then_some(Line::Digest {
            path,
            algorithm,
            hex,
            tagged: true,
        })
    };
    Some(read().unwrap_or(Line::Problem))
}
