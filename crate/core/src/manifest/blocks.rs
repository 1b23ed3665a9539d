//! Blocks of `key: value` → digests, one block a file: HashMyFiles' text export, Hash.exe, `Get-FileHash |
//! Format-List`. A block may hold several digests, and keys that are none.

use crate::facts::{Algorithm, Digests};

use super::{Found, digest};

/// The path, whole.
const PATHS: &[&str] = &[
    "fullpath",
    "path",
    "filepath",
    "完整路径",
    "全路径",
    "文件路径",
    "路径",
];
/// The name, for want of a path.
const NAMES: &[&str] = &["filename", "file", "文件", "文件名", "文件名称"];
/// A digest whose algorithm another key of the block tells.
const HASHES: &[&str] = &["hash", "哈希", "哈希值", "校验值"];
/// Keys of these tools that say nothing of digests we take.
const OTHERS: &[&str] = &[
    "crc32",
    "sha384",
    "filesize",
    "size",
    "大小",
    "文件大小",
    "modifiedtime",
    "modified",
    "修改时间",
    "createdtime",
    "创建时间",
    "entrymodifiedtime",
    "fileversion",
    "文件版本",
    "productversion",
    "identical",
    "extension",
    "fileattributes",
    "version",
    "date",
    "时间",
];

/// What has been read of one block.
#[derive(Default)]
struct Block {
    line: u32,
    path: Option<String>,
    name: Option<String>,
    algorithm: Option<Algorithm>,
    untold: Option<String>,
    digests: Digests,
}

/// Reads the text if a block with path and digest is in it; also tells how many lines no such tool writes.
pub(super) fn read(text: &str) -> Option<(Found, usize)> {
    let mut found = Found::new("blocks");
    let mut foreign = 0_usize;
    let mut block = Block::default();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        let rule = line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '=' | '-' | '*'));
        if line.is_empty() || rule {
            if rule || block.complete() {
                std::mem::take(&mut block).close(&mut found);
            }
            continue;
        }
        let Some((key, value)) = line.split_once([':', '：']) else {
            foreign += 1;
            continue;
        };
        let (key, value) = (plain(key), value.trim());
        if PATHS.contains(&key.as_str()) || NAMES.contains(&key.as_str()) {
            let whole = PATHS.contains(&key.as_str());
            if (if whole { &block.path } else { &block.name }).is_some() {
                std::mem::take(&mut block).close(&mut found);
            }
            if block.line == 0 {
                block.line = number;
            }
            *(if whole {
                &mut block.path
            } else {
                &mut block.name
            }) = Some(value.to_owned());
        } else if key == "algorithm" || key == "算法" {
            block.algorithm = digest::tag(value);
        } else if HASHES.contains(&key.as_str()) {
            block.untold = Some(value.to_owned());
        } else if let Some(algorithm) = algorithm(&key) {
            match digest::read(value, Some(algorithm)) {
                Some((same, hex)) if same == algorithm => {
                    block.digests.insert(algorithm, hex);
                }
                // an algorithm that was not asked for leaves its key empty
                _ if value.is_empty() => {}
                _ => found.problem(number, line),
            }
        } else if !OTHERS.contains(&key.as_str()) {
            foreign += 1;
        }
    }
    block.close(&mut found);
    (!found.lines.is_empty()).then_some((found, foreign))
}

impl Block {
    fn complete(&self) -> bool {
        let digest = !self.digests.is_empty() || self.untold.is_some();
        digest && (self.path.is_some() || self.name.is_some())
    }

    fn close(mut self, found: &mut Found) {
        let stated = self.untold.is_none() || self.algorithm.is_some();
        if let Some(untold) = &self.untold
            && let Some((algorithm, hex)) = digest::read(untold, self.algorithm)
        {
            self.digests.insert(algorithm, hex);
        }
        let path = self.path.or(self.name).filter(|path| !path.is_empty());
        match path {
            Some(path) if !self.digests.is_empty() => {
                found.digest(self.line, &path, self.digests, stated);
            }
            Some(path) => found.problem(self.line, &path),
            None => {
                for hex in self.digests.values() {
                    found.problem(self.line.max(1), hex);
                }
            }
        }
    }
}

/// Lower case, without blanks and hyphens: `SHA-256`, `Full Path`.
fn plain(key: &str) -> String {
    let kept = key.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.collect::<String>().to_lowercase()
}

fn algorithm(key: &str) -> Option<Algorithm> {
    let bare = ["校验值", "哈希值", "哈希", "值"]
        .iter()
        .find_map(|tail| key.strip_suffix(tail))
        .unwrap_or(key);
    Algorithm::ALL.iter().copied().find(|a| a.name() == bare)
}
