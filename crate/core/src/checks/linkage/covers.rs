//! Covers and forms that are scanned with an item and named for what they are: `封面.jpg`, `备考表.jpg` (STANDARDS §4:
//! from the cover to the last page; more images than 页数 says, which the profile allows by a number).

use std::collections::BTreeSet;

use crate::delivery::{CatalogueRow, Delivery, UnitPage, stem};
use crate::profile::{Field, Profile};

/// Names of pages that are no page of the document; ours, after the forms of a volume.
const NAMES: [&str; 12] = [
    "封面",
    "封皮",
    "封底",
    "案卷封面",
    "卷内目录",
    "卷内文件目录",
    "目录",
    "备考表",
    "卷内备考表",
    "案卷备考表",
    "cover",
    "back cover",
];

/// The entries of one target that need no number, since they are such pages: each name once, no more than the profile
/// allows beyond 页数, and beside as many numbered pages as 页数 says, so that no cover stands for a page.
pub(super) fn allowed(
    delivery: &Delivery<'_>,
    profile: &Profile,
    row: &CatalogueRow,
    pages: &[&UnitPage],
) -> BTreeSet<u32> {
    let most = usize::try_from(profile.image.extra_per_unit).unwrap_or(usize::MAX);
    let (mut covers, mut names, mut numbered) = (BTreeSet::new(), BTreeSet::new(), 0_u64);
    for page in pages {
        if page.sequence.is_some() {
            numbered = numbered.saturating_add(delivery.pages_of(page).unwrap_or(0));
            continue;
        }
        let name = stem(delivery.path(page.entry)).trim().to_lowercase();
        if !NAMES.contains(&name.as_str()) {
            continue;
        }
        covers.insert(page.entry);
        names.insert(name);
    }
    let said: Option<u64> = row.row.text(Field::Pages).trim().parse().ok();
    let pages_are_there = said.is_some_and(|said| numbered >= said);
    if pages_are_there && covers.len() == names.len() && covers.len() <= most {
        covers
    } else {
        BTreeSet::new()
    }
}
