//! DOC-02: the counts of the process forms (流程单) against the catalogue and the images. Forms may go by item or by
//! volume; a volume's counts are those of its items together.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::profile::Field;

/// What catalogue and images have of a unit; `None` where it cannot be counted.
#[derive(Clone, Copy)]
struct Counted {
    pages: Option<u64>,
    images: Option<u64>,
}

impl Counted {
    fn and(self, other: Self) -> Self {
        let sum = |a: Option<u64>, b: Option<u64>| a?.checked_add(b?);
        Self {
            pages: sum(self.pages, other.pages),
            images: sum(self.images, other.images),
        }
    }
}

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    if delivery.process.is_empty() {
        ledger.not_run(Check::Doc02, NotRun::NothingOfTheKind);
        return;
    }
    if !delivery.has_catalogue() {
        ledger.not_run(Check::Doc02, NotRun::NoCatalogue);
        return;
    }
    let counted = counted(delivery);
    for row in &delivery.process {
        ledger.ran(Check::Doc02, 1);
        let locus = || delivery.locus(row.at).of(&row.code);
        let Some(own) = counted.get(row.code.as_str()) else {
            ledger.find(Finding::new(Code::ProcessUnitUnknown, locus()).found(&row.code));
            continue;
        };
        let sides = [
            (&row.due, own.pages, Code::ProcessCatalogueDiffers),
            (&row.done, own.images, Code::ProcessImagesDiffer),
        ];
        for (said, there, code) in sides {
            let said: Option<u64> = said.parse().ok();
            if let (Some(said), Some(there)) = (said, there)
                && said != there
            {
                ledger.find(Finding::new(code, locus()).expected(said).found(there));
            }
        }
    }
}

/// By archival code of items, and of volumes where no item has the code.
fn counted(delivery: &Delivery<'_>) -> BTreeMap<String, Counted> {
    let mut items: BTreeMap<String, Counted> = BTreeMap::new();
    let mut volumes: BTreeMap<String, Counted> = BTreeMap::new();
    for row in delivery.rows.iter().filter(|row| !row.code.is_empty()) {
        if items.contains_key(&row.code) {
            continue; // CAT-11
        }
        let own = of_row(delivery, row);
        items.insert(row.code.clone(), own);
        if let Some(volume) = row.volume() {
            let sum = volumes.get(&volume).map_or(own, |sum| sum.and(own));
            volumes.insert(volume, sum);
        }
    }
    for (code, sum) in volumes {
        items.entry(code).or_insert(sum);
    }
    items
}

fn of_row(delivery: &Delivery<'_>, row: &CatalogueRow) -> Counted {
    let pages = delivery.link.pages(&row.code).iter();
    let images: Option<Vec<u64>> = pages.map(|page| delivery.pages_of(page)).collect();
    Counted {
        pages: row.row.text(Field::Pages).parse().ok(),
        images: images.map(|counts| counts.into_iter().sum()),
    }
}
