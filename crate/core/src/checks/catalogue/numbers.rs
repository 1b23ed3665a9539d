//! CAT-12: the numbers of one series run without a gap and are written in one width. Where a delivery starts is not
//! ours to say.

use std::collections::BTreeMap;

use super::at;
use crate::archival_code;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery, ExceptionKind};
use crate::finding::Finding;
use crate::ledger::{Gap, Known, Ledger, NotRun};
use crate::profile::Profile;

pub(super) fn run(
    delivery: &Delivery<'_>,
    profile: &Profile,
    rows: &[&CatalogueRow],
    ledger: &mut Ledger,
) {
    // (number, digits) → row: 1 and 001 are two spellings of one place
    let mut all: BTreeMap<String, BTreeMap<(u64, usize), &CatalogueRow>> = BTreeMap::new();
    for row in rows {
        if let Ok(code) = archival_code::parse(&row.code) {
            let series = all.entry(code.series().to_owned()).or_default();
            series.entry(code.number()).or_insert(row);
        }
    }
    ledger.ran(Check::Cat12, all.len() as u64);
    for (name, series) in &all {
        widths(delivery, series, ledger);
        if profile.catalogue.continuous_numbers {
            gaps(delivery, name, series, ledger);
        }
    }
    if !profile.catalogue.continuous_numbers {
        ledger.not_run(Check::Cat12, NotRun::NotAsked);
    }
}

type Series<'r> = BTreeMap<(u64, usize), &'r CatalogueRow>;

fn gaps(delivery: &Delivery<'_>, name: &str, series: &Series<'_>, ledger: &mut Ledger) {
    let numbers: Vec<_> = series.iter().collect();
    for pair in numbers.windows(2) {
        if let [((before, _), _), ((after, _), row)] = pair
            && *after > before.saturating_add(1)
        {
            let (first, last) = (before.saturating_add(1), after.saturating_sub(1));
            ledger.find_unless(
                Known {
                    kind: ExceptionKind::MissingNumber,
                    code: name.to_owned(),
                    gap: Gap::Numbers(first, last),
                },
                Finding::new(Code::CodeGap, at(delivery, row))
                    .expected(first)
                    .found(after),
            );
        }
    }
}

/// Numbers are padded to one width, and only those that outgrow it are wider: `998, 999, 1000` is sound, and so is
/// `9, 10`. The first row that breaks the rule is named; one export setting breaks it for all.
fn widths(delivery: &Delivery<'_>, series: &Series<'_>, ledger: &mut Ledger) {
    let Some(padded) = series.keys().map(|(_, width)| *width).min() else {
        return;
    };
    let needed = |number: u64| number.to_string().len();
    let broken = series
        .iter()
        .find(|((number, width), _)| *width != padded.max(needed(*number)));
    if let Some(((_, width), row)) = broken {
        ledger.find(
            Finding::new(Code::CodeWidth, at(delivery, row))
                .expected(format!("{padded} digits"))
                .found(format!("{width} digits")),
        );
    }
}
