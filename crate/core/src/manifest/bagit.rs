//! `{hex} {path}` of BagIt (RFC 8493 2.1.3): the file's name binds the algorithm, and of percent escapes only
//! `%0A`, `%0D` and `%25` mean anything. There are no comments.

use super::{Line, digest};
use crate::facts::Algorithm;

/// One line; anything but a digest or an empty line is a problem.
pub(super) fn read(line: &str, algorithm: Option<Algorithm>) -> Line {
    if line.trim().is_empty() {
        return Line::Quiet;
    }
    let read = || {
        let algorithm = algorithm?;
        let (token, path) = line.split_once([' ', '\t'])?;
        let (found, hex) = digest::read(token, Some(algorithm))?;
        // md5deep and `md5sum -b` put a `*` there; bagit-python takes it off, too
        let path = path.trim_start_matches([' ', '\t']);
        let path = decode(path.strip_prefix('*').unwrap_or(path));
        (found == algorithm && !path.is_empty()).then_some(Line::Digest {
            path,
            algorithm,
            hex,
            tagged: false,
        })
    };
    read().unwrap_or(Line::Problem)
}

/// Undoes the three escapes of RFC 8493 in one pass, so that `%250A` is `%0A` and no line feed.
fn decode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((head, tail)) = rest.split_once('%') {
        out.push_str(head);
        let (decoded, after) = match tail.get(..2).map(str::to_ascii_uppercase).as_deref() {
            Some("0A") => ('\n', tail.get(2..)),
            Some("0D") => ('\r', tail.get(2..)),
            Some("25") => ('%', tail.get(2..)),
            _ => ('%', Some(tail)),
        };
        out.push(decoded);
        rest = after.unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The escapes put back, for bags whose maker did not know them (APTrust/dart#509).
pub(super) fn encode(path: &str) -> String {
    path.replace('%', "%25")
        .replace('\n', "%0A")
        .replace('\r', "%0D")
}
