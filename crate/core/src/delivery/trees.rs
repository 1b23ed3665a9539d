//! Parallel trees (DA/T 31-2017 9.5): the same units once as TIFF, once as JPEG, PDF or recognised text. Two targets
//! of one row are two trees only where they differ in kind and most units have both; else they are two targets.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::{Link, Shape, UnitPage, place};
use super::titled::Names;
use super::{Delivery, Role, extension};
use crate::facts::Format;

/// What the entries of one tree are. The first of them that a unit has is the one its pages are counted and
/// inspected in: masters stand before copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tree {
    /// TIFF.
    Tiff,
    /// JPEG 2000.
    Jpeg2000,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Another still image.
    OtherImage,
    /// PDF.
    Pdf,
    /// OFD.
    Ofd,
    /// WAVE.
    Wave,
    /// MXF.
    Mxf,
    /// AVI.
    Avi,
    /// MP4 or QuickTime.
    Mp4,
    /// MP3.
    Mp3,
    /// Text recognised from the pages.
    Text,
}

impl Tree {
    /// The name as reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tree::Tiff => "TIFF",
            Tree::Jpeg2000 => "JPEG 2000",
            Tree::Png => "PNG",
            Tree::Jpeg => "JPEG",
            Tree::OtherImage => "image",
            Tree::Pdf => "PDF",
            Tree::Ofd => "OFD",
            Tree::Wave => "WAVE",
            Tree::Mxf => "MXF",
            Tree::Avi => "AVI",
            Tree::Mp4 => "MP4",
            Tree::Mp3 => "MP3",
            Tree::Text => "OCR",
        }
    }

    /// Its entries have pages that can be counted.
    #[must_use]
    pub fn has_pages(self) -> bool {
        !matches!(
            self,
            Tree::Wave | Tree::Mxf | Tree::Avi | Tree::Mp4 | Tree::Mp3
        )
    }

    /// By extension, so that a damaged or mislabelled entry stays in the tree it was meant for (IMG-01 speaks of
    /// it); by what it is where the extension says nothing.
    fn of(path: &str, format: Format) -> Self {
        match extension(path).as_str() {
            "tif" | "tiff" => Tree::Tiff,
            "jp2" | "jpx" | "j2k" => Tree::Jpeg2000,
            "png" => Tree::Png,
            "jpg" | "jpeg" | "jpe" => Tree::Jpeg,
            "pdf" => Tree::Pdf,
            "ofd" => Tree::Ofd,
            "wav" => Tree::Wave,
            "mxf" => Tree::Mxf,
            "avi" => Tree::Avi,
            "mp4" | "mov" => Tree::Mp4,
            "mp3" => Tree::Mp3,
            "txt" => Tree::Text,
            _ => match format {
                Format::Tiff => Tree::Tiff,
                Format::Jpeg2000 => Tree::Jpeg2000,
                Format::Png => Tree::Png,
                Format::Jpeg => Tree::Jpeg,
                Format::Pdf => Tree::Pdf,
                Format::Ofd => Tree::Ofd,
                Format::Wave => Tree::Wave,
                Format::Mxf => Tree::Mxf,
                Format::Avi => Tree::Avi,
                Format::Mp4 => Tree::Mp4,
                _ => Tree::OtherImage,
            },
        }
    }
}

/// The tree a folder's name says it is: `TIFF`, `JPG图片`, `双层PDF`.
#[must_use]
pub(super) fn named(segment: &str) -> Option<Tree> {
    // longer names carry a title, in which "PDF" may mean anything (ours)
    if segment.chars().count() > 12 {
        return None;
    }
    let name = segment.to_uppercase();
    let words: [(&str, Tree); 10] = [
        ("JPEG2000", Tree::Jpeg2000),
        ("JP2", Tree::Jpeg2000),
        ("TIF", Tree::Tiff),
        ("JPG", Tree::Jpeg),
        ("JPEG", Tree::Jpeg),
        ("PNG", Tree::Png),
        ("PDF", Tree::Pdf),
        ("OFD", Tree::Ofd),
        ("OCR", Tree::Text),
        ("TXT", Tree::Text),
    ];
    let said = words.iter().find(|(word, _)| name.contains(word));
    said.map(|(_, tree)| *tree)
}

/// What one unit has of one kind.
#[derive(Default)]
struct Kinds {
    units: usize,
    /// Units whose path says the kind: `TIFF/…`.
    named: usize,
}

/// Says of every page which tree it is in, and adds the pages of recognised text where they are a tree.
pub(super) fn recognise(delivery: &Delivery<'_>, names: &Names<'_>, link: &mut Link) {
    let texts = texts(delivery, names);
    let mut kinds: BTreeMap<Tree, Kinds> = BTreeMap::new();
    let mut shared: BTreeMap<(Tree, Tree), usize> = BTreeMap::new();
    let mut of_target: BTreeMap<String, Tree> = BTreeMap::new();
    for (code, pages) in &link.units {
        let mut own: BTreeMap<Tree, bool> = BTreeMap::new();
        for (target, tree) in by_target(delivery, pages) {
            let said = target.split('/').any(|s| named(s) == Some(tree));
            own.entry(tree).and_modify(|n| *n &= said).or_insert(said);
            of_target.insert(target.to_owned(), tree);
        }
        if texts.contains_key(code) {
            own.insert(Tree::Text, false);
        }
        for (at, (tree, said)) in own.iter().enumerate() {
            let kind = kinds.entry(*tree).or_default();
            kind.units += 1;
            kind.named += usize::from(*said);
            for (other, _) in own.iter().skip(at + 1) {
                *shared.entry((*tree, *other)).or_default() += 1;
            }
        }
    }
    let mut trees = BTreeSet::new();
    for ((a, b), both) in shared {
        let (Some(one), Some(two)) = (kinds.get(&a), kinds.get(&b)) else {
            continue;
        };
        // A folder of rescans has some units of the other; a tree has most, or says that it is one.
        let most = both * 2 >= one.units.max(two.units);
        let named = one.named == one.units && two.named == two.units;
        if most || named {
            trees.extend([a, b]);
        }
    }
    let Some(main) = trees.first().copied() else {
        return;
    };
    for pages in link.units.values_mut() {
        for page in pages {
            let kind = of_target.get(&page.target).copied();
            page.tree = Some(kind.filter(|k| trees.contains(k)).unwrap_or(main));
        }
    }
    if trees.contains(&Tree::Text) {
        for (code, pages) in texts {
            link.units.entry(code).or_default().extend(pages);
        }
    }
    link.trees = trees.into_iter().collect();
}

/// The kind of each target: of most of its entries, so that one stray page does not split it.
fn by_target<'p>(delivery: &Delivery<'_>, pages: &'p [UnitPage]) -> BTreeMap<&'p str, Tree> {
    let mut counted: BTreeMap<&str, BTreeMap<Tree, usize>> = BTreeMap::new();
    for page in pages {
        let format = delivery
            .measured
            .get(&page.entry)
            .map_or(Format::Unknown, |f| f.format);
        let tree = Tree::of(delivery.path(page.entry), format);
        let target = counted.entry(page.target.as_str()).or_default();
        *target.entry(tree).or_default() += 1;
    }
    let most = |kinds: BTreeMap<Tree, usize>| {
        let mut kinds: Vec<(Tree, usize)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(tree, count)| (std::cmp::Reverse(*count), *tree));
        kinds.first().map(|(tree, _)| *tree)
    };
    counted
        .into_iter()
        .filter_map(|(target, kinds)| Some((target, most(kinds)?)))
        .collect()
}

/// Text beside the pages or in a tree of its own, by unit. Only names that carry the unit's code or a page number:
/// a note in an item's folder is no page.
fn texts(delivery: &Delivery<'_>, names: &Names<'_>) -> BTreeMap<String, Vec<UnitPage>> {
    let mut texts: BTreeMap<String, Vec<UnitPage>> = BTreeMap::new();
    for entry in delivery.entries_as(Role::Other) {
        if extension(&entry.path) != "txt" {
            continue;
        }
        let Some(placed) = place(&entry.path, names) else {
            continue;
        };
        if placed.shape != Shape::File && placed.sequence.is_none() {
            continue;
        }
        let code = placed.code.to_owned();
        let mut page = placed.page(entry.index);
        page.tree = Some(Tree::Text);
        texts.entry(code).or_default().push(page);
    }
    texts
}
