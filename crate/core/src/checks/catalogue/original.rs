//! CAT-17: the catalogue against the client's own of before the work, row by row with the archival code as key.
//! A contractor fills cells the original leaves empty and may write the same thing otherwise; neither is a change.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::at;
use crate::archival_code;
use crate::catalogue::columns::{MappedRow, read_catalogue};
use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let Some(original) = &delivery.facts.original else {
        ledger.not_run(Check::Cat17, NotRun::NotGiven);
        return;
    };
    let sheets = original.tables.tables.iter().filter(|t| !t.hidden);
    let before: Vec<MappedRow> = sheets
        .filter_map(|table| read_catalogue(table, &profile.catalogue.aliases).ok())
        .flat_map(|mapped| mapped.rows)
        .collect();
    if before.is_empty() || !delivery.has_catalogue() {
        ledger.not_run(Check::Cat17, NotRun::NoCatalogue);
        return;
    }
    ledger.ran(Check::Cat17, before.len() as u64);
    let before = Keyed::new(before.iter().map(|row| (key(row), row)));
    let all = delivery.rows.iter().chain(&delivery.volumes);
    let now = Keyed::new(all.map(|row| (row.code.clone(), row)));
    if before
        .first
        .keys()
        .all(|code| !now.first.contains_key(code))
    {
        // Not one code in common: another catalogue, or all codes were changed. Said once, not for every row.
        ledger.find(
            Finding::new(Code::OriginalRowLost, Locus::delivery())
                .expected(format!("{}: {}", original.name, before.first.len()))
                .found(0),
        );
        return;
    }
    for (code, row) in &before.first {
        match now.first.get(code) {
            None => ledger.find(
                Finding::new(Code::OriginalRowLost, Locus::delivery().of(code)).expected(format!(
                    "{} @{}: {}",
                    original.name,
                    row.number,
                    row.text(Field::Title)
                )),
            ),
            // Which of two rows of one code is meant, nobody can say; CAT-11 speaks of them.
            Some(_) if before.twice.contains(code) || now.twice.contains(code) => {}
            Some(row_now) => cells(delivery, row, row_now, ledger),
        }
    }
    // An original of items alone says nothing of volumes, and the other way round.
    let knows = |rows: &[CatalogueRow]| rows.iter().any(|r| before.first.contains_key(&r.code));
    let levels = [&delivery.rows, &delivery.volumes];
    for row in levels.into_iter().filter(|rows| knows(rows)).flatten() {
        if !row.code.is_empty() && !before.first.contains_key(&row.code) {
            ledger.find(
                Finding::new(Code::OriginalRowAdded, at(delivery, row))
                    .found(row.row.text(Field::Title)),
            );
        }
    }
}

/// Rows by archival code.
struct Keyed<T> {
    first: BTreeMap<String, T>,
    twice: BTreeSet<String>,
}

impl<T> Keyed<T> {
    /// Rows without a code cannot be found again and are left out; CAT-03 speaks of them.
    fn new(rows: impl Iterator<Item = (String, T)>) -> Self {
        let mut keyed = Self {
            first: BTreeMap::new(),
            twice: BTreeSet::new(),
        };
        for (code, row) in rows.filter(|(code, _)| !code.is_empty()) {
            match keyed.first.entry(code) {
                Entry::Occupied(there) => {
                    keyed.twice.insert(there.key().clone());
                }
                Entry::Vacant(free) => {
                    free.insert(row);
                }
            }
        }
        keyed
    }
}

fn key(row: &MappedRow) -> String {
    archival_code::normalise(row.text(Field::ArchivalCode)).text
}

fn cells(delivery: &Delivery<'_>, before: &MappedRow, now: &CatalogueRow, ledger: &mut Ledger) {
    for field in before.cells.keys() {
        // The code is the key, and running numbers follow the order of the sheet.
        if matches!(field, Field::ArchivalCode | Field::SerialNumber) {
            continue;
        }
        let (was, is) = (before.text(*field), now.row.text(*field));
        let column = delivery.catalogues.get(now.catalogue);
        let has_column = column.is_some_and(|c| c.columns.contains_key(field));
        if !was.is_empty() && has_column && meaning(*field, was) != meaning(*field, is) {
            ledger.find(
                Finding::new(Code::OriginalCellChanged, at(delivery, now))
                    .expected(format!("{} {was}", values::heading(*field)))
                    .found(is),
            );
        }
    }
}

/// A cell's text as it is compared: dates, numbers and value lists by what they say, the rest without regard to
/// blanks and to width.
fn meaning(field: Field, text: &str) -> String {
    let plain = |text: &str| -> String { text.nfkc().filter(|c| !c.is_whitespace()).collect() };
    match field {
        Field::Date | Field::StartDate | Field::EndDate => {
            values::date(text).map_or_else(|_| plain(text), |date| date.basic())
        }
        Field::Retention => values::retention(text).unwrap_or_else(|| plain(text)),
        Field::Secrecy => plain(values::secrecy(text)),
        Field::VolumeCode => archival_code::normalise(text).text,
        Field::Pages
        | Field::Year
        | Field::ItemNumber
        | Field::VolumeNumber
        | Field::ItemCount
        | Field::PageNumber => plain(text).trim_start_matches('0').to_owned(),
        _ => plain(text),
    }
}
