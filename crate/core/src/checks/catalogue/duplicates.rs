//! CAT-11: the same archival code twice, and the same document twice under two codes.

use std::collections::BTreeMap;

use super::at;
use crate::archival_code;
use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery, nfc};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::plain::folded;
use crate::profile::Field;

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    for catalogue in &delivery.catalogues {
        if let Some(other) = catalogue.repeats {
            let other = delivery.locus(other);
            ledger.find(
                Finding::new(Code::CatalogueRepeated, delivery.locus(catalogue.header)).found(
                    [other.entry, other.sheet]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" "),
                ),
            );
        }
    }
    // Which of two files lies first in the container tells nothing.
    let mut rows: Vec<&CatalogueRow> = rows.to_vec();
    rows.sort_by_cached_key(|row| (nfc(delivery.path(row.entry)), row.entry));
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
    documents(delivery, &rows, ledger);
}

/// 文号, 题名 and 日期 all there and all equal, inside one fonds: two fonds may each hold their copy. Where one of two rows
/// has no 文号, 责任者 must be equal, too, and the day known.
fn documents(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    let mut numbered: BTreeMap<[String; 4], &CatalogueRow> = BTreeMap::new();
    let mut authored: BTreeMap<([String; 4], bool), &CatalogueRow> = BTreeMap::new();
    for row in rows {
        let text = |field| row.row.text(field).to_owned();
        let Ok(date) = values::date(row.row.text(Field::Date)) else {
            continue;
        };
        let (number, title) = (number(row), text(Field::Title));
        if title.is_empty() {
            continue;
        }
        let fonds =
            archival_code::parse(&row.code).map_or_else(|_| text(Field::Fonds), |c| c.fonds);
        let has_number = !number.is_empty();
        let own = [fonds.clone(), number, title.clone(), date.basic()];
        let author = text(Field::Author);
        let weak = !author.is_empty() && !date.partial();
        let by_author = [fonds, author, title, date.basic()];
        let same = has_number.then(|| numbered.get(&own)).flatten();
        let earlier = same.or_else(|| {
            let other = weak.then(|| (by_author.clone(), !has_number))?;
            authored.get(&other)
        });
        match earlier {
            // One code twice is said above.
            Some(earlier) if earlier.code == row.code && !row.code.is_empty() => {}
            Some(earlier) => ledger.find(
                Finding::new(Code::RowDuplicate, at(delivery, row)).found(format!(
                    "{} {}",
                    delivery.row_beside(earlier, row),
                    earlier.code
                )),
            ),
            None => {}
        }
        if has_number {
            numbered.entry(own).or_insert(row);
        }
        if weak {
            authored.entry((by_author, has_number)).or_insert(row);
        }
    }
}

/// 文号 as two people would write it alike: whatever the brackets and blanks, with 第 or without.
fn number(row: &CatalogueRow) -> String {
    let text = folded(row.row.text(Field::DocumentNumber));
    let one = |c: char| match c {
        '[' | '〔' | '【' | '〖' | '{' | '<' | '〈' => '(',
        ']' | '〕' | '】' | '〗' | '}' | '>' | '〉' => ')',
        c => c,
    };
    let number: String = text.chars().filter(|c| *c != '第').map(one).collect();
    // A dash says that there is none.
    if number.contains(|c: char| c.is_alphanumeric()) {
        number
    } else {
        String::new()
    }
}
