//! Linkage (挂接): which page images belong to which catalogue row. Three shapes are understood (STANDARDS §4): a
//! folder named by the archival code, one multi-page file named by it, files named 档号 + sequence number.

use std::collections::{BTreeMap, BTreeSet};

use crate::archival_code::normalise;

use super::{CatalogueRow, Delivery, Role, file_name, folder_of, stem};

/// How an image was linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It lies in a folder named by the archival code.
    Folder,
    /// It is named by the archival code.
    File,
    /// It is named by the archival code and a sequence number.
    Numbered,
}

/// One content entry of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPage {
    /// Entry number.
    pub entry: u32,
    /// How it was linked.
    pub shape: Shape,
    /// Sequence number its name carries, with its count of digits.
    pub sequence: Option<(u64, usize)>,
    /// What it hangs on: the folder's path, or its own path without the sequence. Two different ones for one row
    /// are two targets.
    pub target: String,
}

/// All links, both ways.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Content by archival code, in sequence order.
    pub units: BTreeMap<String, Vec<UnitPage>>,
    /// Content entries that belong to no row.
    pub orphans: Vec<u32>,
}

/// Separators a contractor puts between 档号 and sequence number.
const SEPARATORS: &[char] = &['-', '_', '·', ' ', '.', '(', '（'];

/// The digits at the end of a name that is only digits, or `{code}{separator}{digits}`.
fn sequence_of(name: &str, code: &str) -> Option<(u64, usize)> {
    let normal = normalise(name).text;
    let rest = match normal.strip_prefix(code) {
        Some(rest) => rest.trim_start_matches(SEPARATORS),
        None => normal.as_str(),
    };
    let digits = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    if digits {
        rest.parse().ok().map(|n| (n, rest.len()))
    } else {
        None
    }
}

/// Splits `{code}{separator}{digits}` where `code` is a known one; the longest code wins.
fn numbered<'c>(name: &str, codes: &BTreeSet<&'c str>) -> Option<(&'c str, (u64, usize))> {
    let normal = normalise(name).text;
    let digits = normal.bytes().rev().take_while(u8::is_ascii_digit).count();
    // Without a separator the sequence may have swallowed digits of the code, so every split is tried.
    (1..=digits).find_map(|n| {
        let (head, tail) = normal.split_at_checked(normal.len().checked_sub(n)?)?;
        let code = codes
            .get(head.trim_end_matches(SEPARATORS))
            .or_else(|| codes.get(head))?;
        tail.parse().ok().map(|number| (*code, (number, n)))
    })
}

/// Links every content entry to at most one row of these.
pub(super) fn link<'r>(
    delivery: &Delivery<'_>,
    rows: impl Iterator<Item = &'r CatalogueRow>,
) -> Link {
    let codes: BTreeSet<&str> = rows
        .map(|r| r.code.as_str())
        .filter(|c| !c.is_empty())
        .collect();
    let mut link = Link::default();
    for entry in delivery.entries_as(Role::Content) {
        let folders = folder_of(&entry.path);
        let mut end = folders.len();
        let mut found = None;
        // Deepest folder first: 全宗/目录/件/0001.tif.
        for segment in folders
            .trim_end_matches('/')
            .rsplit('/')
            .filter(|s| !s.is_empty())
        {
            let code = normalise(segment).text;
            if let Some(code) = codes.get(code.as_str()) {
                let target = folders.get(..end).unwrap_or(folders).to_owned();
                let sequence = sequence_of(stem(&entry.path), code);
                found = Some((*code, Shape::Folder, sequence, target));
                break;
            }
            end = end.saturating_sub(segment.len() + 1);
        }
        let found = found.or_else(|| {
            let name = stem(&entry.path);
            let own = normalise(name).text;
            if let Some(code) = codes.get(own.as_str()) {
                return Some((*code, Shape::File, None, entry.path.clone()));
            }
            let (code, sequence) = numbered(name, &codes)?;
            Some((
                code,
                Shape::Numbered,
                Some(sequence),
                format!("{folders}{code}"),
            ))
        });
        match found {
            Some((code, shape, sequence, target)) => link
                .units
                .entry(code.to_owned())
                .or_default()
                .push(UnitPage {
                    entry: entry.index,
                    shape,
                    sequence,
                    target,
                }),
            None => link.orphans.push(entry.index),
        }
    }
    for pages in link.units.values_mut() {
        pages.sort_by(|a, b| {
            let name = |p: &UnitPage| file_name(delivery.path(p.entry)).to_owned();
            (&a.target, a.sequence, name(a)).cmp(&(&b.target, b.sequence, name(b)))
        });
    }
    link
}
