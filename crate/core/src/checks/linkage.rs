//! LNK: catalogue rows against content, both ways, and the order of pages inside one item.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{
    CatalogueRow, Delivery, ExceptionKind, Shape, Tree, UnitPage, first_tree, folder_of,
};
use crate::finding::Finding;
use crate::ledger::{Gap, Known, Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

mod covers;
mod sequence;

const NEED_A_CATALOGUE: &[Check] = &[
    Check::Lnk01,
    Check::Lnk02,
    Check::Lnk03,
    Check::Lnk04,
    Check::Lnk05,
    Check::Lnk06,
];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    if !delivery.has_catalogue() {
        let reason = if profile.catalogue.required {
            NotRun::NoCatalogue
        } else {
            NotRun::NotAsked
        };
        ledger.none_of(NEED_A_CATALOGUE, reason);
        return;
    }
    ledger.none_of(
        &[Check::Lnk03, Check::Lnk05, Check::Lnk06],
        NotRun::NothingOfTheKind,
    );
    let mut seen = BTreeSet::new();
    for row in delivery.rows.iter().filter(|r| !r.code.is_empty()) {
        ledger.ran(Check::Lnk01, 1);
        // A code that stands twice is CAT-11's; its content is held against the first row.
        if !seen.insert(row.code.as_str()) {
            continue;
        }
        let locus = delivery.locus(delivery.place(row)).of(&row.code);
        match delivery.link.units.get(&row.code) {
            None => ledger.find(
                Finding::new(Code::RowWithoutContent, locus)
                    .expected(row.row.text(Field::Pages).trim())
                    .found(0),
            ),
            Some(pages) => {
                // Which of two targets is meant is not for us to guess, so their pages are not counted.
                if one_target(pages, &locus, ledger) {
                    page_count(delivery, profile, row, first_tree(pages), &locus, ledger);
                    trees(delivery, pages, &locus, ledger);
                }
                sequence::of_unit(delivery, profile, row, pages, ledger);
            }
        }
    }
    sequence::of_volumes(delivery, profile, ledger);
    ledger.ran(Check::Lnk04, delivery.link.units.len() as u64);
    orphans(delivery, ledger);
    ambiguous(delivery, ledger);
    unclaimed(delivery, profile, ledger);
}

/// One target in each tree.
fn one_target(pages: &[UnitPage], locus: &Locus, ledger: &mut Ledger) -> bool {
    let mut targets: BTreeMap<Option<Tree>, BTreeSet<&str>> = BTreeMap::new();
    for page in pages {
        targets.entry(page.tree).or_default().insert(&page.target);
    }
    targets.retain(|_, targets| targets.len() > 1);
    let one = targets.is_empty();
    for targets in targets.into_values() {
        let found: Vec<&str> = targets.into_iter().collect();
        ledger.find(
            Finding::new(Code::RowWithTwoTargets, locus.clone())
                .expected(1)
                .found(found.join(", ")),
        );
    }
    one
}

/// LNK-06: a unit is in every tree, with as many pages in each. The first tree is held against the catalogue, the
/// others against the first, so that one page that is missing is told once.
fn trees(delivery: &Delivery<'_>, pages: &[UnitPage], locus: &Locus, ledger: &mut Ledger) {
    let all = &delivery.link.trees;
    if all.is_empty() {
        return;
    }
    ledger.looked(Check::Lnk06, 1);
    let mut own: BTreeMap<Tree, Vec<&UnitPage>> = BTreeMap::new();
    for page in pages {
        if let Some(tree) = page.tree {
            own.entry(tree).or_default().push(page);
        }
    }
    for tree in all.iter().filter(|tree| !own.contains_key(tree)) {
        let there: Vec<&str> = own.keys().map(|tree| tree.name()).collect();
        ledger.find(
            Finding::new(Code::TreeUnitMissing, locus.clone())
                .expected(tree.name())
                .found(there.join(", ")),
        );
    }
    let mut first: Option<(Tree, u64)> = None;
    for (tree, pages) in own {
        // Sound and film have no pages, nor has one text for a whole unit.
        let whole_text = tree == Tree::Text && pages.iter().any(|p| p.shape == Shape::File);
        if !tree.has_pages() || whole_text {
            continue;
        }
        let count = |page: &&UnitPage| match tree {
            Tree::Text => Some(1),
            _ => delivery.pages_of(page),
        };
        let counts: Option<Vec<u64>> = pages.iter().map(count).collect();
        let Some(counts) = counts else {
            ledger.not_run(Check::Lnk06, NotRun::Unsupported);
            continue;
        };
        let found: u64 = counts.iter().sum();
        match (first, pages.first()) {
            (None, _) => first = Some((tree, found)),
            (Some((other, expected)), Some(page)) if expected != found => {
                let target = Locus {
                    archival_code: locus.archival_code.clone(),
                    ..Locus::entry(&page.target)
                };
                ledger.find(
                    Finding::new(Code::TreePagesDiffer, target)
                        .expected(format!("{} {expected}", other.name()))
                        .found(format!("{} {found}", tree.name())),
                );
            }
            _ => {}
        }
    }
}

fn page_count(
    delivery: &Delivery<'_>,
    profile: &Profile,
    row: &CatalogueRow,
    pages: &[UnitPage],
    locus: &Locus,
    ledger: &mut Ledger,
) {
    // A recording has no pages: its length is AV-02's.
    let is_recording = |page: &&UnitPage| {
        let facts = delivery.measured.get(&page.entry);
        facts.is_some_and(|facts| facts.format.is_recording())
    };
    let pages: Vec<&UnitPage> = pages.iter().filter(|page| !is_recording(page)).collect();
    if pages.is_empty() {
        return;
    }
    let multi_page = pages
        .iter()
        .all(|p| p.shape == Shape::File || p.range.is_some());
    let check = if multi_page {
        Check::Lnk05
    } else {
        Check::Lnk03
    };
    let Ok(expected) = row.row.text(Field::Pages).trim().parse::<u64>() else {
        let catalogue = delivery.catalogues.get(row.catalogue);
        if catalogue.is_some_and(|one| one.columns.contains_key(&Field::Pages)) {
            uncounted(profile, row, locus, multi_page, ledger);
            ledger.not_run(check, NotRun::CellsUnreadable);
        } else {
            ledger.not_run(check, NotRun::NoColumn);
        }
        return;
    };
    let counts: Option<Vec<u64>> = pages.iter().map(|p| delivery.pages_of(p)).collect();
    let Some(counts) = counts else {
        ledger.not_run(check, NotRun::Unsupported);
        return;
    };
    let found: u64 = counts.iter().sum();
    ledger.looked(check, 1);
    if found < expected || found > expected + u64::from(profile.image.extra_per_unit) {
        let code = if multi_page {
            Code::MultiPageCountMismatch
        } else {
            Code::PageCountMismatch
        };
        let (kind, count) = if found < expected {
            (ExceptionKind::MissingPages, expected - found)
        } else {
            (ExceptionKind::ExtraPages, found - expected)
        };
        ledger.find_unless(
            Known {
                kind,
                code: row.code.clone(),
                gap: Gap::Count(count),
            },
            Finding::new(code, locus.clone())
                .expected(expected)
                .found(found),
        );
    }
}

/// A unit whose pages are not counted since its own cell says no number. CAT-05 names a cell that cannot be read, CAT-03
/// a blank one where the profile asks for 页数; elsewhere nobody would.
fn uncounted(
    profile: &Profile,
    row: &CatalogueRow,
    locus: &Locus,
    multi_page: bool,
    ledger: &mut Ledger,
) {
    let asked = profile.catalogue.required_fields.contains(&Field::Pages);
    if row.row.text(Field::Pages).is_empty() && !asked {
        let code = if multi_page {
            Code::MultiPageUncounted
        } else {
            Code::PagesUncounted
        };
        ledger.find(Finding::new(code, locus.clone()).expected(values::heading(Field::Pages)));
    }
}

/// A path that fits two rows is linked to neither.
fn ambiguous(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for (target, codes) in &delivery.link.ambiguous {
        ledger.find(
            Finding::new(Code::ContentAmbiguous, Locus::entry(target))
                .expected(1)
                .found(codes.join(", ")),
        );
    }
}

/// Pages of a volume's file or folder that no row claims, beyond the covers the profile allows.
fn unclaimed(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    for volume in &delivery.link.volumes {
        let Some(pages) = volume.pages else { continue };
        if pages
            > volume
                .claimed
                .saturating_add(u64::from(profile.image.extra_per_unit))
        {
            ledger.find(
                Finding::new(
                    Code::VolumePagesUnclaimed,
                    Locus::entry(&volume.target).of(&volume.code),
                )
                .expected(volume.claimed)
                .found(pages),
            );
        }
    }
}

/// Content without a row: one finding for a folder that has no linked content at all, else one for each entry.
fn orphans(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let linked: BTreeSet<&str> = delivery
        .link
        .units
        .values()
        .flatten()
        .map(|p| folder_of(delivery.path(p.entry)))
        .collect();
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for index in &delivery.link.orphans {
        let path = delivery.path(*index);
        let folder = folder_of(path);
        if folder.is_empty() || linked.contains(folder) {
            ledger.find(Finding::new(Code::ContentWithoutRow, Locus::entry(path)).found(1));
        } else {
            *folders.entry(folder).or_default() += 1;
        }
    }
    for (folder, images) in folders {
        ledger.find(Finding::new(Code::ContentWithoutRow, Locus::entry(folder)).found(images));
    }
    let linked: usize = delivery.link.units.values().map(Vec::len).sum();
    ledger.ran(Check::Lnk02, (linked + delivery.link.orphans.len()) as u64);
}
