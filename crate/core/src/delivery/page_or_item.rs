//! Files named `{案卷档号}-001.jpg`, which may be pages of a volume or its items of one page each. The names are the
//! same: what the rows say of pages tells, and where both readings are whole and differ nobody may choose in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::{UnitPage, numbered};
use super::volume_files::{Range, ranges};
use super::{CatalogueRow, Delivery, Role, extension, folder_of, stem};
use crate::archival_code::normalise;

/// What such files are, where their names do not tell.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Pages of a volume.
    pub pages: BTreeSet<u32>,
    /// Either, by what they hang on, with two of the codes.
    pub either: BTreeMap<String, Vec<String>>,
    /// The entries of the latter.
    pub doubtful: BTreeSet<u32>,
}

/// One file by both readings.
struct Named<'r> {
    entry: u32,
    /// As a page of the volume.
    number: u64,
    /// As an item.
    code: Option<&'r str>,
}

pub(super) fn read<'r>(
    delivery: &Delivery<'_>,
    rows: &[&'r CatalogueRow],
    codes: &BTreeSet<&'r str>,
) -> Readings {
    let mut inside: BTreeMap<String, Vec<&CatalogueRow>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let coded = rows.iter().filter(|row| !row.code.is_empty());
    for row in coded.filter(|row| seen.insert(row.code.as_str())) {
        if let Some(volume) = row.volume() {
            inside.entry(volume).or_default().push(row);
        }
    }
    let volumes: BTreeSet<&str> = inside.keys().map(String::as_str).collect();
    let mut groups: BTreeMap<(&str, &str), Vec<Named<'r>>> = BTreeMap::new();
    if volumes.is_empty() {
        return Readings::default();
    }
    for entry in delivery.entries_as(Role::Content) {
        let folder = folder_of(&entry.path);
        let document = matches!(extension(&entry.path).as_str(), "pdf" | "ofd")
            || delivery.page_count(entry.index).is_some_and(|n| n > 1);
        let in_item = || {
            let mut parts = folder.split('/');
            parts.any(|part| codes.contains(normalise(part).text.as_str()))
        };
        let name = stem(&entry.path);
        if let Some((volume, (number, _))) = numbered(name, &volumes)
            && !document
            && !in_item()
        {
            groups.entry((folder, volume)).or_default().push(Named {
                entry: entry.index,
                number,
                code: codes.get(normalise(name).text.as_str()).copied(),
            });
        }
    }
    let mut readings = Readings::default();
    for ((folder, volume), mut files) in groups {
        // Whatever their order in the container.
        files.sort_by_key(|file| (file.number, file.code, file.entry));
        // Without a name that is an item's there is no doubt.
        let rows = inside.get(volume).map_or(&[][..], Vec::as_slice);
        if files.iter().all(|file| file.code.is_none()) {
            continue;
        }
        let Some(ranges) = ranges(rows).filter(|ranges| whole(ranges, &files)) else {
            continue;
        };
        if !each_an_item(rows, &files) {
            readings.pages.extend(files.iter().map(|file| file.entry));
        } else if let Some(codes) = files.iter().find_map(|file| differs(&ranges, file)) {
            readings.either.insert(format!("{folder}{volume}"), codes);
            readings.doubtful.extend(files.iter().map(|f| f.entry));
        }
    }
    readings
}

/// Every page that some item claims is there.
fn whole(ranges: &[Range<'_>], files: &[Named<'_>]) -> bool {
    let numbers: BTreeSet<u64> = files.iter().map(|file| file.number).collect();
    let highest = numbers.last().copied().unwrap_or(0);
    let numbers: Vec<u64> = numbers.into_iter().collect();
    let before = |end: u64| numbers.partition_point(|n| *n < end) as u64;
    ranges.iter().all(|range| {
        let last = match range.last {
            u64::MAX => highest.max(range.first),
            last => last,
        };
        let end = last.saturating_add(1);
        before(end).saturating_sub(before(range.first)) == end.saturating_sub(range.first)
    })
}

/// Every file is an item and every item of the volume has one file, as its one page.
fn each_an_item(rows: &[&CatalogueRow], files: &[Named<'_>]) -> bool {
    let files: BTreeSet<&str> = files.iter().filter_map(|file| file.code).collect();
    let one_page = |row: &&CatalogueRow| {
        let pages = row.row.text(crate::profile::Field::Pages);
        files.contains(row.code.as_str()) && pages.parse::<u64>().is_ok_and(|n| n <= 1)
    };
    files.len() == rows.len() && rows.iter().all(one_page)
}

/// The two items a file would belong to; `None` where it is the same one.
fn differs(ranges: &[Range<'_>], file: &Named<'_>) -> Option<Vec<String>> {
    let code = file.code?;
    // Each item has one page: those that claim it stand together.
    let from = ranges.partition_point(|range| range.first < file.number);
    let claiming = ranges.get(from..).unwrap_or_default().iter();
    let mut claiming = claiming.take_while(|range| range.first == file.number);
    let other = claiming.find(|range| range.row.code != code)?;
    let mut codes = vec![code.to_owned(), other.row.code.clone()];
    codes.sort();
    Some(codes)
}

/// Pages of one volume that lie in folders inside its own and are numbered in each: the folders are items.
pub(super) fn in_folders_of_items(delivery: &Delivery<'_>, pages: &[UnitPage]) -> bool {
    let folders: BTreeSet<&str> = pages
        .iter()
        .map(|page| folder_of(delivery.path(page.entry)))
        .collect();
    let mut numbers = BTreeMap::new();
    folders.len() > 1
        && pages.iter().any(|page| {
            let folder = folder_of(delivery.path(page.entry));
            let number = page.sequence.map(|(number, _)| number);
            let first = *numbers.entry(number).or_insert(folder);
            number.is_some() && first != folder
        })
}
