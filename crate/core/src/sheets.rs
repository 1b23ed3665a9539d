//! Pages by the sheet they take, and how many A4 pages that makes: what contracts pay by (IMG-16). A count from pixels and
//! stated resolution, so that a false resolution counts falsely; IMG-03 and IMG-04 speak of those.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::delivery::{Delivery, Role};
use crate::facts::{Density, PageFacts};
use crate::finding::Finding;

/// The smallest sheet of ISO 216 that a page goes on: 16 开 and B5 go on A4, 8 开 and B4 on A3.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Sheet {
    /// 148 × 210 mm and smaller.
    A5,
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
    /// 420 × 594 mm.
    A2,
    /// 594 × 841 mm.
    A1,
    /// 841 × 1189 mm.
    A0,
    /// Larger than A0.
    Larger,
}

impl Sheet {
    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Sheet::A5 => "A5",
            Sheet::A4 => "A4",
            Sheet::A3 => "A3",
            Sheet::A2 => "A2",
            Sheet::A1 => "A1",
            Sheet::A0 => "A0",
            Sheet::Larger => "> A0",
        }
    }
}

/// Short and long side in tenths of a millimetre, and A4 pages. A sheet smaller than A4 is handled like one and counts
/// as one (不足 A4 按 A4 计); each larger size is two of the one before.
const SIZES: [(Sheet, u64, u64, u64); 6] = [
    (Sheet::A5, 1480, 2100, 1),
    (Sheet::A4, 2100, 2970, 1),
    (Sheet::A3, 2970, 4200, 2),
    (Sheet::A2, 4200, 5940, 4),
    (Sheet::A1, 5940, 8410, 8),
    (Sheet::A0, 8410, 11_890, 16),
];
/// Scans are larger than the sheet by their margins (ours; a real A4 leaf with its surround was 3.8 % too wide). The
/// next sheets in use, B4 and 8 开, are 19 % wider than A4.
const OVER_PER_MILLE: u64 = 60;

/// Pages, and how many A4 pages they make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    /// Pages.
    pub pages: u64,
    /// A4 pages: A4 and smaller 1, A3 2, A2 4, A1 8, A0 16, larger by area, rounded up.
    pub a4: u64,
}

impl Part {
    fn add(&mut self, a4: u64) {
        self.pages = self.pages.saturating_add(1);
        self.a4 = self.a4.saturating_add(a4);
    }
}

/// All pages of content by sheet. Blank and repeated pages are among them, and are counted apart as well, since
/// contracts differ on whether they are paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SheetCounts {
    /// Pages by sheet; sheets without pages are left out.
    pub by_sheet: BTreeMap<Sheet, u64>,
    /// All of them.
    pub all: Part,
    /// Candidates of IMG-13 among them.
    pub blank: Part,
    /// Pages that repeat an earlier one (DUP-01, candidates of DUP-02) among them and are not blank.
    pub repeated: Part,
    /// Pages whose size is not known: no resolution. Not among the others.
    pub unknown: u64,
}

/// The sheet of a page, and its A4 pages; `None` without a resolution.
#[must_use]
pub fn sheet(page: &PageFacts) -> Option<(Sheet, u64)> {
    let (x, y) = page.density.as_ref().and_then(Density::centi_dpi)?;
    let side = |pixels: u32, dpi: u64| (u64::from(pixels) * 25_400).checked_div(dpi);
    let (a, b) = (side(page.width, x)?, side(page.height, y)?);
    let (short, long) = (a.min(b), a.max(b));
    let goes_on = |side: u64, sheet: u64| side <= sheet + sheet * OVER_PER_MILLE / 1000;
    let known = SIZES
        .iter()
        .find(|(_, width, height, _)| goes_on(short, *width) && goes_on(long, *height));
    Some(match known {
        Some((sheet, _, _, a4)) => (*sheet, *a4),
        None => (
            Sheet::Larger,
            short.saturating_mul(long).div_ceil(2100 * 2970),
        ),
    })
}

/// Counts; `None` where the delivery has no page image. `findings` say which pages are blank or repeated.
#[must_use]
pub fn count(delivery: &Delivery<'_>, findings: &[Finding]) -> Option<SheetCounts> {
    let places = |codes: &[Code]| -> BTreeSet<(&str, Option<u32>)> {
        let found = findings.iter().filter(|f| codes.contains(&f.code));
        found
            .filter_map(|f| Some((f.locus.entry.as_deref()?, f.locus.page)))
            .collect()
    };
    let blank = places(&[Code::BlankPage]);
    let repeated = places(&[
        Code::DuplicateInUnit,
        Code::DuplicateAcrossUnits,
        Code::NearDuplicate,
    ]);
    let mut counts = SheetCounts::default();
    for entry in delivery.entries_as(Role::Content) {
        let facts = delivery.measured.get(&entry.index);
        let Some(image) = facts.and_then(|f| f.image.as_ref()) else {
            continue;
        };
        for (number, page) in (1u32..).zip(&image.pages) {
            let Some((sheet, a4)) = sheet(page) else {
                counts.unknown = counts.unknown.saturating_add(1);
                continue;
            };
            // A finding without a page speaks of the whole entry.
            let among = |places: &BTreeSet<(&str, Option<u32>)>| {
                let path = entry.path.as_str();
                places.contains(&(path, None)) || places.contains(&(path, Some(number)))
            };
            *counts.by_sheet.entry(sheet).or_default() += 1;
            counts.all.add(a4);
            if among(&blank) {
                counts.blank.add(a4);
            } else if among(&repeated) {
                counts.repeated.add(a4);
            }
        }
    }
    (counts.all.pages + counts.unknown > 0).then_some(counts)
}
