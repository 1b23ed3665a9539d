//! Checksum manifests (校验清单): bytes → promised digests, line by line. The danger is the silent pass: a line
//! that is not understood is a problem with its number, and an entry whose name says manifest is always one,
//! even when nothing in it can be read.

use crate::catalogue::text::decode;
use crate::facts::{
    Algorithm, Digests, ManifestFacts, ManifestLine, ManifestProblem, ManifestScope, TablesFacts,
};
use crate::limits::Limits;

mod bagit;
mod blocks;
mod bsd;
mod certutil;
mod digest;
mod gnu;
mod name;
mod resolve;
pub mod signature;
mod table;

pub use name::{unknown_algorithm, unknown_by_name};
pub use resolve::resolve;

/// What one line of a manifest is.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// Nothing, or a comment (`#`, `;`).
    Quiet,
    /// A digest of a path.
    Digest {
        path: String,
        algorithm: Algorithm,
        hex: String,
        tagged: bool,
    },
    /// Anything else.
    Problem,
}

/// What a dialect of more than one line a digest has read.
struct Found {
    dialect: &'static str,
    lines: Vec<ManifestLine>,
    problems: Vec<ManifestProblem>,
}

impl Found {
    fn new(dialect: &'static str) -> Self {
        Self {
            dialect,
            lines: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn digest(&mut self, line: u32, path: &str, digests: Digests, stated: bool) {
        self.lines.push(ManifestLine {
            line,
            path: tidy(path),
            digests,
            stated,
        });
    }

    fn problem(&mut self, line: u32, text: &str) {
        self.problems.push(ManifestProblem {
            line,
            text: text.chars().take(200).collect(),
        });
    }
}

/// Reads an entry as a checksum manifest, if its name or its text says it is one.
///
/// `Some` for every name that means a manifest, also when it is empty (no lines) or cannot be read (problems);
/// for other text only when more than half of its lines are digests. UTF-16 with a mark is read: Windows PowerShell 5.1
/// writes it behind `>`.
#[must_use]
pub fn recognise(path: &str, bytes: &[u8]) -> Option<ManifestFacts> {
    let named = name::read(path);
    if !named.readable {
        return None;
    }
    let mut facts = ManifestFacts {
        dialect: "gnu".to_owned(),
        encoding: String::new(),
        scope: named.scope,
        lines: Vec::new(),
        problems: Vec::new(),
    };
    if named.scope != ManifestScope::Delivery {
        "bagit".clone_into(&mut facts.dialect);
    }
    match decode(bytes).map_err(|reason| reason.to_string()) {
        Ok(decoded) => {
            decoded.encoding.clone_into(&mut facts.encoding);
            let quiet = match many_lined(bytes, &decoded.text, &named) {
                Some((found, foreign)) => {
                    found.dialect.clone_into(&mut facts.dialect);
                    (facts.lines, facts.problems) = (found.lines, found.problems);
                    foreign
                }
                None => read_lines(&decoded.text, &named, &mut facts),
            };
            let digests = facts.lines.len();
            // comments count as lines here: a note that quotes one digest is still a note
            let all = digests + facts.problems.len() + quiet;
            (named.says_manifest || digests * 2 > all).then_some(facts)
        }
        Err(text) if named.says_manifest => {
            facts.problems.push(ManifestProblem { line: 1, text });
            Some(facts)
        }
        Err(_) => None,
    }
}

/// Whether the name alone makes this entry worth reading as a manifest: names of manifests, and plain text.
#[must_use]
pub fn candidate(path: &str) -> bool {
    name::read(path).readable
}

/// The dialects that are told by more than one line; also how many lines no such tool writes. A bag's manifest
/// has one dialect only.
fn many_lined(bytes: &[u8], text: &str, named: &name::Named) -> Option<(Found, usize)> {
    if named.scope != ManifestScope::Delivery {
        return None;
    }
    if let Some(found) = certutil::read(text) {
        return Some((found, 0));
    }
    if let Some(found) = blocks::read(text) {
        return Some(found);
    }
    let delimited = |line: &str| {
        let fields = |c: char| line.split(c).collect::<Vec<_>>();
        [',', '\t', ';', '，']
            .iter()
            .any(|c| table::is_heading(&fields(*c)))
    };
    let mut head = text.lines().filter(|l| !l.trim().is_empty()).take(10);
    let sheet = head
        .any(delimited)
        .then(|| crate::catalogue::read_delimited(bytes, &Limits::default()))??;
    Some((table::read(&sheet, named.algorithm)?, 0))
}

/// Takes the sheets that are lists of digests out of `tables` and returns them as one manifest; hidden sheets
/// stay, since nobody vouches for what nobody sees, and so do sheets that say more of each file (LNK-07).
#[must_use]
pub fn take_from_tables(path: &str, tables: &mut TablesFacts) -> Option<ManifestFacts> {
    let hint = name::read(path).algorithm;
    let mut facts = ManifestFacts {
        dialect: "table".to_owned(),
        encoding: tables.encoding.clone(),
        scope: ManifestScope::Delivery,
        lines: Vec::new(),
        problems: Vec::new(),
    };
    let mut taken = 0_usize;
    tables.tables.retain(|sheet| {
        let found = if sheet.hidden {
            None
        } else {
            table::read(sheet, hint)
        };
        let Some(found) = found else {
            return true;
        };
        facts.lines.extend(found.lines);
        facts.problems.extend(found.problems);
        taken += 1;
        table::says_more(sheet)
    });
    (taken > 0).then_some(facts)
}

/// Of the sheets of a list of digests those that say more of each file than its digest (LNK-07).
pub fn keep_what_says_more(tables: &mut TablesFacts) {
    tables
        .tables
        .retain(|sheet| !sheet.hidden && table::says_more(sheet));
}

/// Fills lines and problems; returns how many comment lines there were.
fn read_lines(text: &str, named: &name::Named, facts: &mut ManifestFacts) -> usize {
    let bag = named.scope != ManifestScope::Delivery;
    let mut comments = 0_usize;
    let mut tagged_lines = 0_usize;
    for (number, raw) in (1_u32..).zip(text.split('\n')) {
        let line = raw.strip_suffix('\r').unwrap_or(raw);
        let parsed = if bag {
            bagit::read(line, named.algorithm)
        } else {
            read_line(line, named)
        };
        match parsed {
            Line::Quiet if line.trim().is_empty() => {}
            Line::Quiet => comments += 1,
            Line::Digest {
                path,
                algorithm,
                hex,
                tagged,
            } => {
                tagged_lines += usize::from(tagged);
                facts.lines.push(ManifestLine {
                    line: number,
                    path: tidy(&path),
                    digests: [(algorithm, hex)].into(),
                    stated: tagged || named.algorithm == Some(algorithm),
                });
            }
            Line::Problem => facts.problems.push(ManifestProblem {
                line: number,
                text: line.chars().take(200).collect(),
            }),
        }
    }
    if !bag && tagged_lines * 2 > facts.lines.len() {
        "bsd".clone_into(&mut facts.dialect);
    }
    if let (Some(path), [], [_]) = (
        &named.sidecar_of,
        facts.lines.as_slice(),
        facts.problems.as_slice(),
    ) {
        sidecar(path, named, facts);
    }
    comments
}

fn read_line(line: &str, named: &name::Named) -> Line {
    let text = line.trim();
    if text.is_empty() || text.starts_with(['#', ';']) {
        return Line::Quiet;
    }
    // a tag leaves no doubt, so it is tried first; then the digest in front, then behind
    bsd::read(line)
        .or_else(|| gnu::read(line, named.algorithm))
        .or_else(|| gnu::read_path_first(line, named.algorithm))
        .unwrap_or(Line::Problem)
}

/// `0001.tif.md5` that holds a digest and no path promises it for `0001.tif` (written by many hashing tools).
fn sidecar(path: &str, named: &name::Named, facts: &mut ManifestFacts) {
    let Some((text, line)) = facts
        .problems
        .first()
        .map(|p| (p.text.trim().to_owned(), p.line))
    else {
        return;
    };
    if let Some((algorithm, hex)) = digest::read(&text, named.algorithm) {
        facts.problems.clear();
        facts.lines.push(ManifestLine {
            line,
            path: path.to_owned(),
            stated: named.algorithm == Some(algorithm),
            digests: [(algorithm, hex)].into(),
        });
    }
}

/// `/` for `\`, no leading `./`: the container's paths are written so, too.
fn tidy(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut rest = path.as_str();
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter;
    }
    rest.to_owned()
}
