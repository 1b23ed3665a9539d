//! Linkage by page ranges (STANDARDS §4 shape (d)): one file or one folder of pages for a whole volume (卷), and 页号
//! in the rows of its items. Only where every item of the volume that has no content of its own says its pages.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::{Link, Shape, UnitPage, place};
use super::page_or_item::in_folders_of_items;
use super::titled::Names;
use super::{CatalogueRow, Delivery};
use crate::catalogue::values::page_range;
use crate::profile::Field;

/// Targets of one volume at most: trees, or a mistake.
const MOST_TARGETS: usize = 8;
/// Rows that may share a page: the end of one item and the start of the next stand on it, and then some.
const MOST_SHARING: usize = 4;

/// A volume's own content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeContent {
    /// The file, or the folder.
    pub target: String,
    /// Archival code of the volume.
    pub code: String,
    /// Its pages; `None` where they cannot be counted.
    pub pages: Option<u64>,
    /// Those that some row claims.
    pub claimed: u64,
    /// The pages of a folder, in the order of their numbers; of a file none.
    pub folder: Vec<UnitPage>,
    /// The items that have no content of their own, in page order.
    pub items: Vec<VolumeItem>,
    /// Some item of the volume has content of its own: the pages of that one need not lie here.
    pub shared: bool,
}

/// An item whose pages lie with its volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeItem {
    /// Its archival code.
    pub code: String,
    /// First and last page.
    pub pages: (u64, u64),
    /// Of these, how many are not in the folder.
    pub missing: u64,
}

impl VolumeContent {
    /// The items that pages of a run belong to.
    #[must_use]
    pub fn claiming(&self, first: u64, last: u64) -> Vec<&VolumeItem> {
        let from = self.items.partition_point(|item| item.pages.0 < first);
        let end = self.items.partition_point(|item| item.pages.0 <= last);
        let near = self.items.get(from.saturating_sub(MOST_SHARING)..end);
        let near = near.unwrap_or_default().iter();
        near.filter(|item| item.pages.1 >= first).collect()
    }

    /// The code of the item a page belongs to, of the volume where none claims it.
    #[must_use]
    pub fn owner(&self, number: u64) -> &str {
        let claiming = self.claiming(number, number);
        claiming.first().map_or(&self.code, |item| &item.code)
    }
}

/// The pages of one item.
pub(super) struct Range<'r> {
    pub first: u64,
    pub last: u64,
    pub row: &'r CatalogueRow,
}

/// Links the content of volumes to the items inside them.
pub(super) fn link(delivery: &Delivery<'_>, rows: &[&CatalogueRow], link: &mut Link) {
    if link.orphans.is_empty() {
        return;
    }
    let mut inside: BTreeMap<String, Vec<&CatalogueRow>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut shared = BTreeSet::new();
    for row in rows {
        let bare = !row.code.is_empty() && !link.units.contains_key(&row.code);
        if !bare {
            shared.extend(row.volume());
        }
        if bare
            && seen.insert(row.code.as_str())
            && let Some(volume) = row.volume()
        {
            inside.entry(volume).or_default().push(row);
        }
    }
    let ranges: BTreeMap<&str, Vec<Range<'_>>> = inside
        .iter()
        .filter_map(|(volume, rows)| Some((volume.as_str(), ranges(rows)?)))
        .collect();
    let names = Names::of_codes(ranges.keys().copied().collect());
    let mut content: BTreeMap<&str, BTreeMap<String, Vec<UnitPage>>> = BTreeMap::new();
    let mut orphans = Vec::new();
    for entry in std::mem::take(&mut link.orphans) {
        match place(delivery.path(entry), &names) {
            Some(placed) => {
                let targets = content.entry(placed.code).or_default();
                let pages = targets.entry(placed.target.clone()).or_default();
                pages.push(placed.page(entry));
            }
            None => orphans.push(entry),
        }
    }
    for (code, targets) in content {
        let ranges = ranges.get(code).map_or(&[][..], Vec::as_slice);
        for (at, (target, pages)) in targets.into_iter().enumerate() {
            if at >= MOST_TARGETS || in_folders_of_items(delivery, &pages) {
                orphans.extend(pages.iter().map(|page| page.entry));
                continue;
            }
            let (there, claimed) = match pages.as_slice() {
                [file] if file.shape == Shape::File => of_file(delivery, file, ranges, link),
                pages => of_folder(pages, ranges, link),
            };
            let mut folder = pages;
            folder.retain(|page| page.shape != Shape::File);
            folder.sort_by_key(|page| (page.sequence, delivery.path(page.entry)));
            link.volumes.push(VolumeContent {
                target,
                code: code.to_owned(),
                pages: there,
                claimed,
                items: items(ranges, &folder),
                folder,
                shared: shared.contains(code),
            });
        }
    }
    orphans.sort_unstable();
    link.orphans = orphans;
}

fn items(ranges: &[Range<'_>], folder: &[UnitPage]) -> Vec<VolumeItem> {
    let numbers = folder.iter().filter_map(|page| page.sequence);
    let numbers: BTreeSet<u64> = numbers.map(|(number, _)| number).collect();
    let numbers: Vec<u64> = numbers.into_iter().collect();
    let item = |range: &Range<'_>| {
        // The last item may run to the end, wherever that is.
        let highest = numbers.last().copied().unwrap_or(0);
        let last = match range.last {
            u64::MAX => highest,
            last => last,
        };
        let before = |end: u64| numbers.partition_point(|n| *n < end) as u64;
        let end = last.saturating_add(1);
        let there = before(end).saturating_sub(before(range.first));
        VolumeItem {
            code: range.row.code.clone(),
            pages: (range.first, range.last),
            missing: end.saturating_sub(range.first).saturating_sub(there),
        }
    };
    ranges.iter().map(item).collect()
}

/// The ranges in page order; `None` where a row's pages cannot be read. A first page alone runs as far as 页数 says,
/// else up to the next item, the last one to the end.
pub(super) fn ranges<'r>(rows: &[&'r CatalogueRow]) -> Option<Vec<Range<'r>>> {
    let mut read = Vec::new();
    for row in rows {
        let (first, last) = page_range(row.row.text(Field::PageNumber))?;
        let pages: Option<u64> = row.row.text(Field::Pages).parse().ok();
        let counted = pages
            .filter(|n| *n > 0)
            .map(|n| first.saturating_add(n - 1));
        read.push((first, last.or(counted), *row));
    }
    read.sort_by_key(|(first, last, row)| (*first, *last, row.catalogue, row.row.number));
    let starts: Vec<u64> = read.iter().map(|(first, ..)| *first).collect();
    let ranges = read.into_iter().zip(1..).map(|((first, last, row), next)| {
        let before_next = starts.get(next).map_or(u64::MAX, |n| n.saturating_sub(1));
        Range {
            first,
            last: last.unwrap_or(before_next.max(first)),
            row,
        }
    });
    Some(ranges.collect())
}

/// Pages of one file; those of the file and those that were claimed.
fn of_file(
    delivery: &Delivery<'_>,
    file: &UnitPage,
    ranges: &[Range<'_>],
    link: &mut Link,
) -> (Option<u64>, u64) {
    let there = delivery.page_count(file.entry);
    let (mut claimed, mut next) = (0_u64, 1);
    for range in ranges {
        let last = range.last.min(there.unwrap_or(u64::MAX));
        if range.first > last {
            continue;
        }
        let from = range.first.max(next);
        claimed = claimed.saturating_add(last.saturating_add(1).saturating_sub(from));
        next = next.max(last.saturating_add(1));
        let unit = link.units.entry(range.row.code.clone()).or_default();
        unit.push(UnitPage {
            shape: Shape::OfVolume,
            range: Some((range.first, last)),
            ..file.clone()
        });
    }
    (there, claimed)
}

/// Pages that are entries of their own, numbered as the volume's pages are.
fn of_folder(pages: &[UnitPage], ranges: &[Range<'_>], link: &mut Link) -> (Option<u64>, u64) {
    let mut claimed = 0;
    for page in pages {
        let number = page.sequence.map(|(number, _)| number);
        let before = number.map_or(0, |n| ranges.partition_point(|range| range.first <= n));
        let near = ranges.get(before.saturating_sub(MOST_SHARING)..before);
        let mut any = false;
        for range in near.unwrap_or_default() {
            if number.is_some_and(|n| n <= range.last) {
                any = true;
                let unit = link.units.entry(range.row.code.clone()).or_default();
                unit.push(UnitPage {
                    shape: Shape::OfVolume,
                    ..page.clone()
                });
            }
        }
        claimed += u64::from(any);
    }
    (Some(pages.len() as u64), claimed)
}
