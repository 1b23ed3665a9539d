//! Output of `certutil -hashfile` → digests: a heading with algorithm and path, the digest in the line below it,
//! before Windows 10 with a blank between the bytes. The words round the path are the language's of that Windows.

use crate::facts::Algorithm;

use super::{Found, digest};

/// What stands round the path, behind the algorithm: English, simplified and traditional Chinese, of Windows 7
/// and 10. The longer form first, since the shorter is a part of it.
const ROUND: &[(&str, &str)] = &[
    ("hash of file ", ""),
    ("hash of ", ""),
    ("哈希(文件 ", ")"),
    ("的哈希(文件 ", ")"),
    ("的 ", " 的哈希"),
    ("的 ", " 哈希"),
    ("雜湊 (檔案 ", ")"),
    ("雜湊(檔案 ", ")"),
    ("的 ", " 雜湊"),
];

/// Words of certutil's last line when it failed.
const FAILED: &[&str] = &["FAILED", "失败", "失敗", "0x8"];

/// Reads the text if it is certutil's: at least one heading has its digest below it.
pub(super) fn read(text: &str) -> Option<Found> {
    let mut found = Found::new("certutil");
    let mut open: Option<(u32, Algorithm, String)> = None;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line.to_ascii_lowercase().contains("certutil -hashfile") {
            // the command itself, where a console was copied
            continue;
        }
        let closing = line
            .get(..9)
            .is_some_and(|l| l.eq_ignore_ascii_case("certutil:"));
        let heading = heading(line);
        if (closing || heading.is_some())
            && let Some((at, algorithm, path)) = open.take()
        {
            found.problem(at, &format!("{} {path}", algorithm.name()));
        }
        if closing {
            if FAILED.iter().any(|word| line.contains(word)) {
                found.problem(number, line);
            }
        } else if let Some((algorithm, path)) = heading {
            open = Some((number, algorithm, path));
        } else if let Some((at, algorithm, path)) = open.take() {
            let hex: String = line.split_whitespace().collect();
            match digest::read(&hex, Some(algorithm)) {
                Some((same, hex)) if same == algorithm => {
                    found.digest(at, &path, [(algorithm, hex)].into(), true);
                }
                _ => found.problem(number, line),
            }
        } else {
            found.problem(number, line);
        }
    }
    if let Some((at, algorithm, path)) = open {
        found.problem(at, &format!("{} {path}", algorithm.name()));
    }
    (!found.lines.is_empty()).then_some(found)
}

/// Algorithm and path of a heading.
fn heading(line: &str) -> Option<(Algorithm, String)> {
    let line = line.strip_suffix(':').or_else(|| line.strip_suffix('：'))?;
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
    let (tag, rest) = line.split_at_checked(end)?;
    let algorithm = digest::tag(tag)?;
    let rest = rest.trim();
    let path = ROUND
        .iter()
        .find_map(|(before, after)| rest.strip_prefix(before)?.strip_suffix(after))?;
    let path = path.trim();
    (!path.is_empty()).then(|| (algorithm, path.to_owned()))
}
