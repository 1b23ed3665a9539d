//! IMG-04 (and what IMG-16 counts): pixels and stated resolution against paper. A tag can be edited, pixels can be blown up; but a page of
//! exactly A4 at 200 dpi that says 300 is a strange sheet, and so is one page of an item that differs from its like.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::facts::{Density, PageFacts};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::Profile;

/// Sheets in tenths of a millimetre: ISO 216 A2–A6 and B4–B6, JIS B4 and B5, and the 16 开 of Chinese offices.
const SHEETS: &[(&str, u64, u64)] = &[
    ("A4", 2100, 2970),
    ("A3", 2970, 4200),
    ("A2", 4200, 5940),
    ("A5", 1480, 2100),
    ("A6", 1050, 1480),
    ("B4", 2500, 3530),
    ("B5", 1760, 2500),
    ("B6", 1250, 1760),
    ("JIS B4", 2570, 3640),
    ("JIS B5", 1820, 2570),
    ("16K", 1840, 2600),
    ("16K", 1850, 2600),
    ("16K", 1950, 2700),
    ("8K", 2600, 3700),
    ("8K", 2700, 3900),
];
/// Resolutions scanners are set to, in dots per inch.
const USUAL: &[u64] = &[100, 150, 200, 240, 300, 400];
/// A sheet fits within 3 % (it may be trimmed); a coincidence with A4 or A3 must be within 0.5 %: both ours.
const SHEET_PER_MILLE: u64 = 30;
const EXACT_PER_MILLE: u64 = 5;
/// Pages before and behind that a page is held against: an entry may claim 10 000.
const NEAR: usize = 50;
/// Smaller pictures are no sheets, in pixels.
const LEAST_SIDE: u64 = 512;
/// A4 at half its resolution is A6, which archives have too, but not to the pixel: 148 mm are not half of 297 mm. So only so
/// near is it A4 (ours).
const HALVED_PER_MILLE: u64 = 2;
/// A page so many times smaller than most around it, in tenths, and of their proportions within 2 %, is a small picture of
/// a page; a real sheet of A7 or more beside them is not. Ours.
const SMALLER_TENTHS: u64 = 22;
const A7_SHORT: u64 = 740;

/// IMG-16: which pages can be counted by size at all; the count itself stands in the report's counts.
fn countable(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    ledger.not_run(Check::Img16, NotRun::NothingOfTheKind);
    let mut unseen = None;
    for entry in delivery.entries_as(Role::Content) {
        let facts = delivery.measured.get(&entry.index);
        match facts.filter(|f| !f.digests.is_empty()) {
            None => unseen = Some(NotRun::EntriesUnreadable),
            Some(facts) => match &facts.image {
                Some(image) => ledger.looked(Check::Img16, image.pages.len() as u64),
                None => unseen = unseen.or(Some(NotRun::Unsupported)),
            },
        }
    }
    if let Some(reason) = unseen {
        ledger.not_run(Check::Img16, reason);
    }
}

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    countable(delivery, ledger);
    if !profile.screens.paper_size {
        ledger.not_run(Check::Img04, NotRun::NotAsked);
        return;
    }
    ledger.not_run(Check::Img04, NotRun::NothingOfTheKind);
    let unit_of = delivery.unit_of();
    // A master and its copy may differ in resolution.
    let tree_of = delivery.tree_of();
    let mut items: BTreeMap<_, Vec<(Locus, Sized)>> = BTreeMap::new();
    for entry in delivery.entries_as(Role::Content) {
        let facts = delivery.measured.get(&entry.index);
        let Some(image) = facts.and_then(|f| f.image.as_ref()) else {
            continue;
        };
        let unit = unit_of.get(&entry.index).copied();
        for (number, page) in (1u32..).zip(&image.pages) {
            let Some(sized) = Sized::of(page) else {
                continue; // IMG-03 speaks of pages without resolution
            };
            // A smaller picture is only held against the pages around it.
            if sized.is_sheet() {
                ledger.looked(Check::Img04, 1);
            }
            let mut locus = Locus::entry(&entry.path);
            locus.archival_code = unit.map(str::to_owned);
            locus.page = (image.pages.len() > 1).then_some(number);
            if let Some((sheet, dpi)) = sized.inflated() {
                ledger.find(
                    Finding::new(Code::PaperSize, locus.clone())
                        .expected(format!("{sheet}: {dpi} dpi"))
                        .found(sized.say()),
                );
            }
            if let Some(unit) = unit {
                let item = (unit, tree_of.get(&entry.index).copied());
                items.entry(item).or_default().push((locus, sized));
            }
        }
    }
    for pages in items.values() {
        odd(pages, ledger);
    }
    let mut trees: BTreeMap<_, Vec<&(Locus, Sized)>> = BTreeMap::new();
    for ((_, tree), pages) in &items {
        trees.entry(tree).or_default().extend(pages);
    }
    for pages in trees.values() {
        thumbnails(pages, ledger);
    }
}

/// A page with its size.
struct Sized {
    width: u64,
    height: u64,
    /// Hundredths of dots per inch, never 0.
    dpi: u64,
}

impl Sized {
    fn of(page: &PageFacts) -> Option<Self> {
        let (x, y) = page.density.as_ref().and_then(Density::centi_dpi)?;
        // Unequal resolutions are IMG-03.
        let usable = x > 0 && x == y && page.width.min(page.height) > 0;
        usable.then_some(Self {
            width: page.width.into(),
            height: page.height.into(),
            dpi: x,
        })
    }

    /// Large enough to be a sheet.
    fn is_sheet(&self) -> bool {
        self.width.min(self.height) >= LEAST_SIDE
    }

    /// Far smaller than another, in pixels and as a sheet.
    fn is_shrunk(&self, other: &Self) -> bool {
        let far = |small: u64, large: u64| small * SMALLER_TENTHS <= large * 10;
        let pixels = far(self.width.min(self.height), other.width.min(other.height));
        pixels && far(self.sides(self.dpi).0, other.sides(other.dpi).0)
    }

    /// Short and long side in tenths of a millimetre at a resolution in hundredths.
    fn sides(&self, dpi: u64) -> (u64, u64) {
        let side = |pixels: u64| (pixels * 25_400 + dpi / 2) / dpi.max(1);
        let (a, b) = (side(self.width), side(self.height));
        (a.min(b), a.max(b))
    }

    fn fits(&self, dpi: u64, sheet: &(&str, u64, u64), per_mille: u64) -> bool {
        let (short, long) = self.sides(dpi);
        let near = |side: u64, sheet: u64| side.abs_diff(sheet) * 1000 <= sheet * per_mille;
        near(short, sheet.1) && near(long, sheet.2)
    }

    /// The sheet and lower resolution this page has exactly, when by its own resolution it is no sheet.
    fn inflated(&self) -> Option<(&'static str, u64)> {
        if !self.is_sheet() {
            return None;
        }
        let own = |sheet: &&(&str, u64, u64)| self.fits(self.dpi, sheet, SHEET_PER_MILLE);
        match SHEETS.iter().find(own) {
            None => {}
            Some(("A6", ..)) => {
                let a4 = SHEETS.first()?;
                let halved = self.fits(self.dpi / 2, a4, HALVED_PER_MILLE);
                return halved.then_some((a4.0, self.dpi / 200));
            }
            Some(_) => return None,
        }
        let lower = USUAL.iter().filter(|dpi| **dpi * 105 < self.dpi);
        lower
            .flat_map(|dpi| SHEETS.iter().take(2).map(move |sheet| (sheet, *dpi)))
            .find(|(sheet, dpi)| self.fits(dpi * 100, sheet, EXACT_PER_MILLE))
            .map(|(sheet, dpi)| (sheet.0, dpi))
    }

    fn say(&self) -> String {
        let (short, long) = self.sides(self.dpi);
        let (width, height, dpi) = (self.width, self.height, (self.dpi + 50) / 100);
        let (short, long) = ((short + 5) / 10, (long + 5) / 10);
        format!("{width} × {height}, {dpi} dpi = {short} × {long} mm")
    }
}

/// Pages of one item with the same pixels (1 %) state another resolution than most of them, or than the lowest where
/// none has most.
fn odd(pages: &[(Locus, Sized)], ledger: &mut Ledger) {
    let alike = |a: &Sized, b: &Sized| {
        let near = |a: u64, b: u64| a.abs_diff(b) * 100 <= a.max(b);
        let sheets = a.is_sheet() && b.is_sheet();
        sheets && near(a.width, b.width) && near(a.height, b.height)
    };
    for (at, (locus, page)) in pages.iter().enumerate() {
        let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
        let near = pages.iter().skip(at.saturating_sub(NEAR)).take(2 * NEAR);
        for (_, other) in near.filter(|(_, other)| alike(page, other)) {
            *counts.entry((other.dpi + 50) / 100).or_default() += 1;
        }
        let usual = counts
            .iter()
            .max_by_key(|(dpi, count)| (**count, std::cmp::Reverse(**dpi)));
        let Some((usual, _)) = usual else { continue };
        let own = (page.dpi + 50) / 100;
        // PNG counts in metres and rounds; 1 % apart is the same.
        if own.abs_diff(*usual) * 100 > own.max(*usual) {
            ledger.find(
                Finding::new(Code::ResolutionOdd, locus.clone())
                    .expected(format!("{usual} dpi"))
                    .found(page.say()),
            );
        }
    }
}

/// Pages that are small pictures of pages, as a file manager makes them: of the proportions of most pages before and behind,
/// and far smaller.
fn thumbnails(pages: &[&(Locus, Sized)], ledger: &mut Ledger) {
    for (at, (locus, page)) in pages.iter().enumerate() {
        let (short, long) = page.sides(page.dpi);
        if short >= A7_SHORT {
            continue;
        }
        let near = pages.iter().skip(at.saturating_sub(NEAR)).take(2 * NEAR);
        let (mut all, mut larger) = (0_usize, None);
        let mut count = 0_usize;
        for (_, other) in near {
            all += 1;
            let (wide, high) = other.sides(other.dpi);
            // short : long as wide : high, within 2 %
            let alike = (short * high).abs_diff(long * wide) * 50 <= long * wide;
            if alike && page.is_shrunk(other) {
                count += 1;
                larger = larger.or(Some(other));
            }
        }
        if let Some(larger) = larger.filter(|_| count * 2 > all) {
            ledger.find(
                Finding::new(Code::PageThumbnail, locus.clone())
                    .expected(larger.say())
                    .found(page.say()),
            );
        }
    }
}
