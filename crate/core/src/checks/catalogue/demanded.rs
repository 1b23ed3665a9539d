//! CAT-02 and CAT-03, the switch for DA/T 18-2022: what the standard demands of every item and volume beyond the
//! profile's own fields. What the archival code carries (保管期限) is not demanded a second time in a column.

use crate::archival_code::{self, ArchivalCode};
use crate::catalogue::values;
use crate::code::Code;
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::{Field, Profile};

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    if !profile.catalogue.dat18 {
        return;
    }
    for (number, catalogue) in delivery.catalogues.iter().enumerate() {
        let all = delivery.rows.iter().chain(&delivery.volumes);
        let rows: Vec<&CatalogueRow> = all.filter(|row| row.catalogue == number).collect();
        let codes: Vec<Option<ArchivalCode>> = rows
            .iter()
            .map(|row| archival_code::parse(&row.code).ok())
            .collect();
        // What the profile itself demands is looked at there: no finding is made twice.
        let asked: Vec<&Field> = super::required_fields(profile, catalogue).collect();
        let further = Field::DAT18.iter().filter(|field| !asked.contains(field));
        for field in further {
            let columns = standing_for(*field);
            let there = columns.iter().any(|f| catalogue.columns.contains_key(f));
            let missing = rows.iter().zip(&codes).filter(|(row, code)| {
                let filled = columns.iter().any(|f| !row.row.text(*f).is_empty());
                !filled && !code.as_ref().is_some_and(|code| carries(code, *field))
            });
            let heading = values::heading(*field);
            if there {
                for (row, _) in missing {
                    let place = super::at(delivery, row);
                    ledger.find(Finding::new(Code::CellEmpty, place).expected(heading));
                }
            } else if missing.count() > 0 {
                let place = delivery.locus(catalogue.header);
                ledger.find(Finding::new(Code::ColumnMissing, place).expected(heading));
            }
        }
    }
}

/// The columns that say a field: a volume has its dates in a range.
fn standing_for(field: Field) -> &'static [Field] {
    match field {
        Field::Level => &[Field::Level],
        Field::ArchivalCode => &[Field::ArchivalCode],
        Field::Title => &[Field::Title],
        Field::Date => &[Field::Date, Field::DateRange, Field::StartDate],
        Field::Author => &[Field::Author],
        Field::Retention => &[Field::Retention],
        Field::Openness => &[Field::Openness],
        _ => &[],
    }
}

/// Whether the archival code itself says a field; of those DA/T 18 demands it says one.
fn carries(code: &ArchivalCode, field: Field) -> bool {
    field == Field::Retention && code.retention.is_some()
}
