//! LNK-04: how the file numbers of one target run.

use std::collections::{BTreeMap, BTreeSet};

use super::covers;
use crate::catalogue::values::page_range;
use crate::code::Code;
use crate::delivery::{CatalogueRow, Delivery, ExceptionKind, Shape, UnitPage, VolumeContent};
use crate::finding::Finding;
use crate::ledger::{Gap, Known, Ledger};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

/// File numbers of one target: each once, from 1, no gap, one width (DA/T 31 9.6).
pub(super) fn of_unit(
    delivery: &Delivery<'_>,
    profile: &Profile,
    row: &CatalogueRow,
    pages: &[UnitPage],
    ledger: &mut Ledger,
) {
    let mut by_target: BTreeMap<&str, Vec<&UnitPage>> = BTreeMap::new();
    // Numbers of a volume's pages run through the volume.
    let own = |page: &&UnitPage| !matches!(page.shape, Shape::File | Shape::OfVolume);
    for page in pages.iter().filter(own) {
        by_target.entry(&page.target).or_default().push(page);
    }
    for (target, pages) in by_target {
        let covers = covers::allowed(delivery, profile, row, &pages);
        let pages: Vec<&UnitPage> = pages
            .into_iter()
            .filter(|page| !covers.contains(&page.entry))
            .collect();
        let numbers = Numbers {
            target,
            code: &row.code,
            start: start(row, &pages),
            volume: None,
        };
        numbers.run(delivery, &pages, ledger);
    }
}

/// Lowest and highest number of an item's first page. Files may bear the page numbers of its volume (STANDARDS §4: names
/// are page numbers) where the row says them and the files are exactly these; else they begin at 1.
fn start(row: &CatalogueRow, pages: &[&UnitPage]) -> (u64, u64) {
    let said = page_range(row.row.text(Field::PageNumber).trim());
    let Some((first, last)) = said else {
        return (1, 1);
    };
    let counted = || row.row.text(Field::Pages).trim().parse().ok();
    let last = last.or_else(|| first.checked_add(counted()?)?.checked_sub(1));
    let Some(last) = last else {
        return (1, 1);
    };
    let numbers = pages.iter().map(|page| page.sequence.map(|(n, _)| n));
    // `pages` are in the order of their numbers
    if numbers.eq((first..=last).take(pages.len().saturating_add(1)).map(Some)) {
        (first, first)
    } else {
        (1, 1)
    }
}

/// The same for the folder of a volume. The first pages may be the cover's and belong to no item: it starts at the first
/// page an item claims at the latest, and at 0 where the profile allows pages beyond 页数.
pub(super) fn of_volumes(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let lowest = u64::from(profile.image.extra_per_unit == 0);
    for volume in delivery
        .link
        .volumes
        .iter()
        .filter(|v| !v.folder.is_empty())
    {
        let first = volume.items.first().map_or(1, |item| item.pages.0.max(1));
        let numbers = Numbers {
            target: &volume.target,
            code: &volume.code,
            start: (lowest, first),
            volume: Some(volume),
        };
        let pages: Vec<&UnitPage> = volume.folder.iter().collect();
        numbers.run(delivery, &pages, ledger);
    }
}

/// How the file numbers of one target run.
struct Numbers<'n> {
    target: &'n str,
    code: &'n str,
    /// Lowest and highest number they may start at.
    start: (u64, u64),
    volume: Option<&'n VolumeContent>,
}

impl Numbers<'_> {
    fn run(&self, delivery: &Delivery<'_>, pages: &[&UnitPage], ledger: &mut Ledger) {
        let path = |page: &UnitPage| delivery.path(page.entry).to_owned();
        for page in pages.iter().filter(|p| p.sequence.is_none()) {
            ledger.find(
                Finding::new(Code::SequenceName, Locus::entry(path(page)).of(self.code))
                    .expected("0001, 0002 …"),
            );
        }
        let numbered: Vec<(u64, usize, &UnitPage)> = pages
            .iter()
            .filter_map(|p| p.sequence.map(|(n, width)| (n, width, *p)))
            .collect();
        let mut next = 1;
        for (position, (number, _, page)) in numbered.iter().enumerate() {
            let locus = Locus::entry(path(page));
            let page_number = u32::try_from(*number).unwrap_or(u32::MAX);
            if position == 0 {
                let code = Code::SequenceStart;
                if *number > self.start.1 {
                    self.gap(code, locus, (self.start.1, *number), ledger);
                } else if *number < self.start.0 {
                    let finding = Finding::new(code, locus.of(self.code));
                    ledger.find(finding.expected(self.start.0).found(number));
                }
            } else if *number == next - 1 {
                let owner = self.volume.map_or(self.code, |v| v.owner(*number));
                ledger.find(
                    Finding::new(Code::SequenceTwice, locus.page(page_number).of(owner))
                        .expected(next)
                        .found(number),
                );
            } else if *number != next {
                let locus = locus.page(page_number);
                self.gap(Code::SequenceGap, locus, (next, *number), ledger);
            }
            next = number.saturating_add(1);
        }
        width(&numbered, self.target, self.code, ledger);
    }

    /// Another number than was expected, unless the register knows of those in between. In the folder of a volume they
    /// are missing to the items that claim them; what no item claims may lie with an item that has its own folder.
    fn gap(&self, code: Code, locus: Locus, (next, found): (u64, u64), ledger: &mut Ledger) {
        let finding = |of: &str| {
            Finding::new(code, locus.clone().of(of))
                .expected(next)
                .found(found)
        };
        let last = found.saturating_sub(1);
        let Some(volume) = self.volume else {
            let known = missing(self.code, Gap::Pages(next, last));
            ledger.find_unless(known, finding(self.code));
            return;
        };
        let items = volume.claiming(next, last);
        if items.is_empty() && !volume.shared {
            ledger.find(finding(self.code));
        }
        for item in items {
            let known = missing(&item.code, Gap::Count(item.missing));
            ledger.find_unless(known, finding(&item.code));
        }
    }
}

fn missing(code: &str, gap: Gap) -> Known {
    Known {
        kind: ExceptionKind::MissingPages,
        code: code.to_owned(),
        gap,
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
