//! CAT-13: the list of volumes (案卷) against the lists of items inside them (卷内): each has the other, and counts,
//! pages and dates agree. Where a volume's page numbers begin is not ours to say.

use std::collections::{BTreeMap, BTreeSet};

use super::{at, page_ranges};
use crate::catalogue::values::{self, DateValue};
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::profile::Field;

type Inside<'r> = BTreeMap<String, Vec<&'r CatalogueRow>>;

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let mut inside = Inside::new();
    // A volume inside a project is inside as well.
    let all = || delivery.rows.iter().chain(&delivery.volumes);
    for row in all() {
        if let Some(volume) = row.volume() {
            inside.entry(volume).or_default().push(row);
        }
    }
    for rows in inside.values() {
        page_ranges::run(delivery, rows, ledger);
    }
    if delivery.volumes_hold_content {
        // One file for a whole volume: which pages are which item's is not read by this version.
        ledger.not_run(Check::Cat13, NotRun::NotBuilt);
    }
    let volumes: Vec<&CatalogueRow> = all().filter(|row| is_volume(delivery, row)).collect();
    if volumes.is_empty() {
        ledger.not_run(Check::Cat13, NotRun::NothingOfTheKind);
        return;
    }
    ledger.ran(Check::Cat13, all().count() as u64);
    without_volume(delivery, &volumes, &inside, ledger);
    for volume in volumes.iter().filter(|v| !v.code.is_empty()) {
        match inside.get(&volume.code) {
            Some(rows) => sums(delivery, volume, rows, ledger),
            None => ledger.find(Finding::new(Code::VolumeEmpty, at(delivery, volume))),
        }
    }
}

fn is_volume(delivery: &Delivery<'_>, row: &CatalogueRow) -> bool {
    let list = delivery.catalogues.get(row.catalogue);
    list.is_some_and(|c| c.of_volumes)
}

/// Items whose volume is not listed: once a volume, at its first row, and each row that names none.
fn without_volume(
    delivery: &Delivery<'_>,
    volumes: &[&CatalogueRow],
    inside: &Inside<'_>,
    ledger: &mut Ledger,
) {
    let listed: BTreeSet<&str> = volumes.iter().map(|v| v.code.as_str()).collect();
    // Single items may lie beside volumes in one delivery, but not in one list.
    let mut lists = BTreeSet::new();
    for (volume, rows) in inside {
        let items: Vec<_> = rows.iter().filter(|r| !is_volume(delivery, r)).collect();
        lists.extend(items.iter().map(|row| row.catalogue));
        if let Some(first) = items.first()
            && !listed.contains(volume.as_str())
        {
            ledger.find(
                Finding::new(Code::VolumeMissing, at(delivery, first))
                    .expected(volume)
                    .found(format!("{} rows", items.len())),
            );
        }
    }
    for row in &delivery.rows {
        if row.volume().is_none() && lists.contains(&row.catalogue) {
            ledger.find(
                Finding::new(Code::VolumeMissing, at(delivery, row))
                    .expected(values::heading(Field::VolumeCode)),
            );
        }
    }
}

fn sums(
    delivery: &Delivery<'_>,
    volume: &CatalogueRow,
    rows: &[&CatalogueRow],
    ledger: &mut Ledger,
) {
    let mut differs = |code: Code, says: &str, is: String| {
        ledger.find(
            Finding::new(code, at(delivery, volume))
                .expected(says)
                .found(is),
        );
    };
    let says = volume.row.text(Field::ItemCount);
    if !says.is_empty() && says.parse() != Ok(rows.len()) {
        differs(Code::VolumeItemCount, says, rows.len().to_string());
    }
    let says = volume.row.text(Field::Pages);
    let pages = rows
        .iter()
        .map(|row| row.row.text(Field::Pages).parse::<u64>().ok())
        .try_fold(0_u64, |sum, pages| Some(sum.saturating_add(pages?)));
    // An item without a number is CAT-03's and CAT-05's; then there is no sum.
    if let (Ok(total), Some(sum)) = (says.parse::<u64>(), pages)
        && total != sum
    {
        differs(Code::VolumePageSum, says, sum.to_string());
    }
    dates(volume, rows, &mut differs);
}

fn dates(
    volume: &CatalogueRow,
    rows: &[&CatalogueRow],
    differs: &mut impl FnMut(Code, &str, String),
) {
    let known: Vec<DateValue> = rows
        .iter()
        .filter_map(|row| values::date(row.row.text(Field::Date)).ok())
        .collect();
    // 00 is before every month for the first, behind every month for the last
    let first = known.iter().min_by_key(|d| (d.year, d.month, d.day));
    let unknown = |part: Option<u8>| part.unwrap_or(u8::MAX);
    let last = known
        .iter()
        .max_by_key(|d| (d.year, unknown(d.month), unknown(d.day)));
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let range = volume.row.text(Field::DateRange);
    let whole = values::date_range(range);
    if !range.is_empty() && whole.is_none() {
        differs(Code::CellDate, "YYYYMMDD-YYYYMMDD", range.to_owned());
    }
    for (field, is, of_range) in [
        (Field::StartDate, first, whole.map(|w| w.0)),
        (Field::EndDate, last, whole.map(|w| w.1)),
    ] {
        let own = values::date(volume.row.text(field)).ok();
        if let Some(says) = own.or(of_range)
            && !same(&says, is)
        {
            let says = format!("{} {}", values::heading(field), says.basic());
            differs(Code::VolumeDates, &says, is.basic());
        }
    }
}

/// Equal as far as both are known: 起止年月 has no days.
fn same(a: &DateValue, b: &DateValue) -> bool {
    let part = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
    let month = a.month.is_none() || b.month.is_none();
    a.year == b.year && part(a.month, b.month) && (month || part(a.day, b.day))
}
