//! `{hex}  {path}` as md5sum and sha256sum write it, as Windows tools write it (tabs, upper case, `*`), and the
//! same with the path in front. A path is kept to the blank: names may begin or end with one.

use super::{Line, digest};
use crate::facts::Algorithm;

/// Digest first; `None` when the line is not of this form.
pub(super) fn read(line: &str, hint: Option<Algorithm>) -> Option<Line> {
    let line = line.trim_start();
    let (escaped, body) = match line.strip_prefix('\\') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let end = body.find(|c: char| !c.is_ascii_hexdigit())?;
    let (token, rest) = body.split_at_checked(end)?;
    let (algorithm, hex) = digest::read(token, hint)?;
    let path = after_separator(rest)?;
    let path = if escaped {
        digest::unescape(path)?
    } else {
        path.to_owned()
    };
    (!path.trim().is_empty()).then_some(Line::Digest {
        path,
        algorithm,
        hex,
        tagged: false,
    })
}

/// coreutils separates with two characters, a blank and ` ` or `*`: what follows is the name, also when it
/// begins with a blank. Other separators are runs of blanks, perhaps with a `*`.
fn after_separator(rest: &str) -> Option<&str> {
    if let Some(path) = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *")) {
        return Some(path);
    }
    let path = rest.trim_start();
    if path.len() == rest.len() {
        return None;
    }
    Some(path.strip_prefix('*').unwrap_or(path))
}

/// Path first: only when the last word is a digest and the first is not, so that no line can be read both ways.
pub(super) fn read_path_first(line: &str, hint: Option<Algorithm>) -> Option<Line> {
    let line = line.trim();
    let (path, token) = line.rsplit_once(|c: char| c.is_whitespace())?;
    let (algorithm, hex) = digest::read(token, hint)?;
    let first = line.split_whitespace().next()?;
    let path = path.trim_end().trim_end_matches('*').trim_end();
    if path.is_empty()
        || digest::read(first, hint).is_some()
        || line.starts_with('\\') && escape_like(first)
    {
        return None;
    }
    Some(Line::Digest {
        path: path.to_owned(),
        algorithm,
        hex,
        tagged: false,
    })
}

/// `\{hex}`: a line of coreutils whose escapes are broken, not a path.
fn escape_like(first: &str) -> bool {
    digest::read(first.trim_start_matches('\\'), None).is_some()
}
