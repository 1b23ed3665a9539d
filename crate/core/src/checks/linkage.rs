//! LNK: catalogue rows against content, both ways, and the order of pages inside one item.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery, Shape, UnitPage, folder_of};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

const NEED_A_CATALOGUE: &[Check] = &[
    Check::Lnk01,
    Check::Lnk02,
    Check::Lnk03,
    Check::Lnk04,
    Check::Lnk05,
    Check::Lnk06,
    Check::Lnk07,
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
    // Parallel trees show as two targets of one row (LNK-01); metadata columns per file are not read yet, and a
    // catalogue of items has none.
    ledger.none_of(&[Check::Lnk06, Check::Lnk07], NotRun::NothingOfTheKind);
    ledger.none_of(&[Check::Lnk03, Check::Lnk05], NotRun::NothingOfTheKind);
    let mut seen = BTreeSet::new();
    for row in delivery.rows.iter().filter(|r| !r.code.is_empty()) {
        ledger.ran(Check::Lnk01, 1);
        // A code that stands twice is CAT-11's; its content is held against the first row.
        if !seen.insert(row.code.as_str()) {
            continue;
        }
        let locus = Locus::row(delivery.path(row.entry), row.row.number).of(&row.code);
        match delivery.link.units.get(&row.code) {
            None => ledger.find(
                Finding::new(Code::RowWithoutContent, locus)
                    .expected(row.row.text(Field::Pages).trim())
                    .found(0),
            ),
            Some(pages) => {
                // Which of two targets is meant is not for us to guess, so their pages are not counted.
                if one_target(pages, &locus, ledger) {
                    page_count(delivery, profile, row, pages, &locus, ledger);
                }
                sequence(delivery, pages, &row.code, ledger);
            }
        }
    }
    ledger.ran(Check::Lnk04, delivery.link.units.len() as u64);
    orphans(delivery, ledger);
}

fn one_target(pages: &[UnitPage], locus: &Locus, ledger: &mut Ledger) -> bool {
    let targets: BTreeSet<&str> = pages.iter().map(|p| p.target.as_str()).collect();
    let one = targets.len() == 1;
    if !one {
        let found: Vec<&str> = targets.into_iter().collect();
        ledger.find(
            Finding::new(Code::RowWithTwoTargets, locus.clone())
                .expected(1)
                .found(found.join(", ")),
        );
    }
    one
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
    let multi_page = pages.iter().all(|p| p.shape == Shape::File);
    let check = if multi_page {
        Check::Lnk05
    } else {
        Check::Lnk03
    };
    let Ok(expected) = row.row.text(Field::Pages).trim().parse::<u64>() else {
        // CAT-03/05 says what is wrong with the cell; without a number there is nothing to compare.
        ledger.not_run(check, NotRun::NoColumn);
        return;
    };
    let counts: Option<Vec<u64>> = pages.iter().map(|p| delivery.page_count(p.entry)).collect();
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
        ledger.find(
            Finding::new(code, locus.clone())
                .expected(expected)
                .found(found),
        );
    }
}

/// File numbers of one target: each once, from 1, no gap, one width (DA/T 31 9.6).
fn sequence(delivery: &Delivery<'_>, pages: &[UnitPage], code: &str, ledger: &mut Ledger) {
    let mut by_target: BTreeMap<&str, Vec<&UnitPage>> = BTreeMap::new();
    for page in pages.iter().filter(|p| p.shape != Shape::File) {
        by_target.entry(&page.target).or_default().push(page);
    }
    for (target, pages) in by_target {
        let path = |page: &UnitPage| delivery.path(page.entry).to_owned();
        for page in pages.iter().filter(|p| p.sequence.is_none()) {
            ledger.find(
                Finding::new(Code::SequenceName, Locus::entry(path(page)).of(code))
                    .expected("0001, 0002 …"),
            );
        }
        let numbered: Vec<(u64, usize, &UnitPage)> = pages
            .iter()
            .filter_map(|p| p.sequence.map(|(n, width)| (n, width, *p)))
            .collect();
        let mut next = 1;
        for (position, (number, _, page)) in numbered.iter().enumerate() {
            let locus = Locus::entry(path(page)).of(code);
            let page_number = u32::try_from(*number).unwrap_or(u32::MAX);
            if position == 0 && *number != 1 {
                let code = Code::SequenceStart;
                ledger.find(Finding::new(code, locus).expected(1).found(number));
            } else if position > 0 && *number == next - 1 {
                let code = Code::SequenceTwice;
                ledger.find(
                    Finding::new(code, locus.page(page_number))
                        .expected(next)
                        .found(number),
                );
            } else if position > 0 && *number != next {
                let code = Code::SequenceGap;
                ledger.find(
                    Finding::new(code, locus.page(page_number))
                        .expected(next)
                        .found(number),
                );
            }
            next = number.saturating_add(1);
        }
        width(&numbered, target, code, ledger);
    }
}

/// One width for all numbers of a folder. A number that fills more digits than the width of the smaller ones
/// (999 → 1000) is a width change too: such names no longer sort.
fn width(numbered: &[(u64, usize, &UnitPage)], target: &str, code: &str, ledger: &mut Ledger) {
    let widths: BTreeSet<usize> = numbered.iter().map(|(_, width, _)| *width).collect();
    if widths.len() > 1 {
        let found: Vec<String> = widths.iter().map(usize::to_string).collect();
        ledger.find(
            Finding::new(Code::SequenceWidth, Locus::entry(target).of(code))
                .expected(1)
                .found(found.join(", ")),
        );
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
