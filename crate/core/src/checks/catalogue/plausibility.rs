//! CAT-07: values that can be written but hardly be meant. The core has no clock: "today" is the youngest file time
//! in the container, the day the delivery was packed at the earliest.

use super::at;
use crate::archival_code;
use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::{Field, Profile};

pub(super) fn run(
    delivery: &Delivery<'_>,
    profile: &Profile,
    rows: &[&CatalogueRow],
    ledger: &mut Ledger,
) {
    let packed = packed(delivery);
    let rules = &profile.catalogue.plausible;
    for row in rows {
        ledger.ran(Check::Cat07, 1);
        if let Ok(date) = values::date(row.row.text(Field::Date)) {
            // An item is filed in the year it was made or, later, dealt with (DA/T 22-2015 5.2†): an older date
            // is ordinary, a younger one is not.
            if let Some(year) = filed(row)
                && date.year > year.saturating_add(rules.date_after_year)
            {
                ledger.find(
                    Finding::new(Code::DateAfterYear, at(delivery, row))
                        .expected(format!("≤ {year}"))
                        .found(row.row.text(Field::Date)),
                );
            }
            let first = format!(
                "{:04}-{:02}-{:02}",
                date.year,
                date.month.unwrap_or(1),
                date.day.unwrap_or(1)
            );
            if packed.is_some_and(|packed| first.as_str() > packed) {
                ledger.find(
                    Finding::new(Code::DateAfterPacking, at(delivery, row))
                        .expected(format!("≤ {}", packed.unwrap_or_default()))
                        .found(row.row.text(Field::Date)),
                );
            }
        }
        let pages = row.row.text(Field::Pages);
        if pages
            .parse::<u64>()
            .is_ok_and(|n| n > u64::from(rules.maximum_pages))
        {
            ledger.find(
                Finding::new(Code::PagesImplausible, at(delivery, row))
                    .expected(format!("≤ {}", rules.maximum_pages))
                    .found(pages),
            );
        }
    }
}

/// The year of filing: of column and code the later one; that they differ is CAT-10's to say.
fn filed(row: &CatalogueRow) -> Option<u16> {
    let column = row.row.text(Field::Year).trim_end_matches(['年', '度']);
    let coded = archival_code::parse(&row.code).ok().and_then(|c| c.year);
    column.parse().ok().max(coded)
}

/// The day of the youngest file time. Packers that write no time leave 1980-01-01 or another day before any
/// digitisation (ours: before 2000); then nothing is said of the future.
fn packed<'d>(delivery: &'d Delivery<'_>) -> Option<&'d str> {
    let entries = delivery.facts.container.entries.iter();
    entries
        .filter_map(|e| e.modified.get(..10))
        .max()
        .filter(|day| *day >= "2000-01-01")
}
