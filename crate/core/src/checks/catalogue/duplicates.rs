//! CAT-11: the same archival code twice, and the same document twice under two codes.

use std::collections::BTreeMap;

use super::at;
use crate::archival_code;
use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::Field;

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    let mut first: BTreeMap<&str, &CatalogueRow> = BTreeMap::new();
    for row in rows.iter().filter(|r| !r.code.is_empty()) {
        ledger.ran(Check::Cat11, 1);
        if let Some(earlier) = first.get(row.code.as_str()) {
            ledger.find(
                Finding::new(Code::CodeDuplicate, at(delivery, row))
                    .found(delivery.row_beside(earlier, row)),
            );
        } else {
            first.insert(&row.code, row);
        }
    }
    documents(delivery, rows, ledger);
}

/// 文号, 题名 and 日期 all there and all equal, inside one fonds: two fonds may each hold their copy.
fn documents(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    let mut first: BTreeMap<[String; 4], &CatalogueRow> = BTreeMap::new();
    for row in rows {
        let text = |field| row.row.text(field).to_owned();
        let Ok(date) = values::date(row.row.text(Field::Date)) else {
            continue;
        };
        let (number, title) = (text(Field::DocumentNumber), text(Field::Title));
        if number.is_empty() || title.is_empty() {
            continue;
        }
        let fonds =
            archival_code::parse(&row.code).map_or_else(|_| text(Field::Fonds), |c| c.fonds);
        let key = [fonds, number, title, date.basic()];
        match first.get(&key) {
            // One code twice is said above.
            Some(earlier) if earlier.code == row.code && !row.code.is_empty() => {}
            Some(earlier) => ledger.find(
                Finding::new(Code::RowDuplicate, at(delivery, row)).found(format!(
                    "{} {}",
                    delivery.row_beside(earlier, row),
                    earlier.code
                )),
            ),
            None => {
                first.insert(key, row);
            }
        }
    }
}
