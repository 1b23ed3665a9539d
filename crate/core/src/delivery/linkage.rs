//! Linkage (挂接): which page images belong to which catalogue row. By name first (STANDARDS §4): a folder named by the
//! archival code, one multi-page file named by it, files named 档号 + sequence number; what is left by the parts of
//! the code, then by the page ranges of volumes.

use std::collections::{BTreeMap, BTreeSet};

use crate::archival_code::normalise;

use super::titled::Names;
use super::trees::{self, Tree};
use super::volume_files::VolumeContent;
use super::{CatalogueRow, Delivery, Role, file_name, folder_of, stem};
use super::{page_or_item, parts, volume_files};

/// How an image was linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It lies in a folder named by the archival code.
    Folder,
    /// It is named by the archival code.
    File,
    /// It is named by the archival code and a sequence number.
    Numbered,
    /// It is content of the whole volume, and the row says which pages of it.
    OfVolume,
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
    /// The pages inside the entry that belong to this unit, first and last; `None` where all do.
    pub range: Option<(u64, u64)>,
    /// What it hangs on: the folder's path, or its own path without the sequence. Two different ones for one row
    /// are two targets, unless they are in two trees.
    pub target: String,
    /// The tree it is in; `None` where the delivery has no parallel trees.
    pub tree: Option<Tree>,
}

/// All links, both ways.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Content by archival code: tree after tree, in sequence order.
    pub units: BTreeMap<String, Vec<UnitPage>>,
    /// The parallel trees, masters first; empty where the units are there once.
    pub trees: Vec<Tree>,
    /// Content whose path fits several rows, by target, with two of their codes.
    pub ambiguous: BTreeMap<String, Vec<String>>,
    /// Content of whole volumes, whose pages the rows share.
    pub volumes: Vec<VolumeContent>,
    /// Content entries that belong to no row.
    pub orphans: Vec<u32>,
}

impl Link {
    /// The pages of a unit as they are counted and inspected: those of the first tree it is in.
    #[must_use]
    pub fn pages(&self, code: &str) -> &[UnitPage] {
        self.units.get(code).map_or(&[], |pages| first_tree(pages))
    }
}

/// Of the pages of one unit those of its first tree.
#[must_use]
pub fn first_tree(pages: &[UnitPage]) -> &[UnitPage] {
    let tree = pages.first().and_then(|page| page.tree);
    let end = pages.iter().take_while(|page| page.tree == tree).count();
    pages.get(..end).unwrap_or_default()
}

/// Where one entry belongs by its path.
pub(super) struct Placed<'c> {
    pub(super) code: &'c str,
    pub(super) shape: Shape,
    pub(super) sequence: Option<(u64, usize)>,
    pub(super) target: String,
}

impl Placed<'_> {
    pub(super) fn page(self, entry: u32) -> UnitPage {
        UnitPage {
            entry,
            shape: self.shape,
            sequence: self.sequence,
            range: None,
            target: self.target,
            tree: None,
        }
    }
}

/// Separators a contractor puts between 档号 and sequence number.
const SEPARATORS: &[char] = &['-', '_', '·', ' ', '.', '(', '（'];

/// The digits at the end of a name that is only digits, or `{code}{separator}{digits}`.
pub(super) fn sequence_of(name: &str, code: &str) -> Option<(u64, usize)> {
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
pub(super) fn numbered<'c>(
    name: &str,
    codes: &BTreeSet<&'c str>,
) -> Option<(&'c str, (u64, usize))> {
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

/// The row an entry belongs to by its name. Deepest folder first: 全宗/目录/件/0001.tif.
pub(super) fn place<'c>(path: &str, names: &Names<'c>) -> Option<Placed<'c>> {
    let (folders, name) = (folder_of(path), stem(path));
    let own = normalise(name).text;
    let file = |code| Placed {
        code,
        shape: Shape::File,
        sequence: None,
        target: path.to_owned(),
    };
    let mut end = folders.len();
    let mut below: Option<&str> = None;
    for segment in folders
        .trim_end_matches('/')
        .rsplit('/')
        .filter(|s| !s.is_empty())
    {
        if let Some(code) = names.folder(segment) {
            // 档号/档号.pdf beside 档号/0001.jpg is a target of its own.
            if own == code {
                return Some(file(code));
            }
            // 档号/TIFF/0001.tif and 档号/JPEG/0001.jpg are two.
            let inside = below.filter(|s| trees::named(s).is_some());
            let target = folders.get(..end).unwrap_or(folders);
            return Some(Placed {
                code,
                shape: Shape::Folder,
                sequence: sequence_of(name, code),
                target: inside.map_or(target.to_owned(), |s| format!("{target}{s}/")),
            });
        }
        below = Some(segment);
        end = end.saturating_sub(segment.len() + 1);
    }
    if let Some(code) = names.codes.get(own.as_str()) {
        return Some(file(*code));
    }
    let (code, sequence) = numbered(name, &names.codes)?;
    Some(Placed {
        code,
        shape: Shape::Numbered,
        sequence: Some(sequence),
        target: format!("{folders}{code}"),
    })
}

/// Links every content entry to at most one row of these.
pub(super) fn link<'r>(
    delivery: &Delivery<'_>,
    rows: impl Iterator<Item = &'r CatalogueRow>,
) -> Link {
    let rows: Vec<&CatalogueRow> = rows.collect();
    let names = Names::of_rows(&rows);
    let readings = page_or_item::read(delivery, &rows, &names.codes);
    let mut link = Link {
        ambiguous: readings.either,
        ..Link::default()
    };
    for entry in delivery.entries_as(Role::Content) {
        if readings.pages.contains(&entry.index) {
            link.orphans.push(entry.index);
            continue;
        }
        if readings.doubtful.contains(&entry.index) {
            continue;
        }
        match place(&entry.path, &names) {
            Some(placed) => {
                let unit = link.units.entry(placed.code.to_owned()).or_default();
                unit.push(placed.page(entry.index));
            }
            None => link.orphans.push(entry.index),
        }
    }
    // The whole code of a volume says more than parts of an item's.
    volume_files::link(delivery, &rows, &mut link);
    parts::link(delivery, &rows, &mut link);
    trees::recognise(delivery, &names, &mut link);
    for pages in link.units.values_mut() {
        pages.sort_by(|a, b| {
            let name = |p: &UnitPage| file_name(delivery.path(p.entry)).to_owned();
            let key = |p: &UnitPage| (p.tree, p.target.clone(), p.sequence, p.range, name(p));
            key(a).cmp(&key(b))
        });
    }
    link
}
