//! Process forms (流程单) as tables: how many pages were to be scanned of a unit and how many were (DA/T 31-2017
//! 5.5). Their rows have archival codes, but they are no items.

use super::side_tables::{self, SideTable};
use super::{Delivery, RowPlace};
use crate::archival_code::normalise;
use crate::facts::Table;

/// One row of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessRow {
    /// Where it stands.
    pub at: RowPlace,
    /// Archival code as normalised, of an item or a volume.
    pub code: String,
    /// 应扫页数 as written; empty where there is none.
    pub due: String,
    /// 实扫页数 as written.
    pub done: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Code,
    Due,
    Done,
}

fn column(heading: &str) -> Option<Column> {
    Some(match heading {
        code if side_tables::is_code(code) => Column::Code,
        "应扫页数" | "应扫" | "应扫描页数" | "应扫描" | "应扫页" | "应扫画幅数" => {
            Column::Due
        }
        "实扫页数" | "实扫" | "实扫描页数" | "实际扫描页数" | "实扫页" | "扫描页数"
        | "实扫画幅数" | "已扫页数" => Column::Done,
        _ => return None,
    })
}

fn form(table: &Table) -> Option<SideTable<'_, Column>> {
    SideTable::find(table, column, |columns| {
        columns.contains_key(&Column::Code)
            && (columns.contains_key(&Column::Due) || columns.contains_key(&Column::Done))
    })
}

/// It has the headings of a form; a catalogue may have them, too.
pub(super) fn looks_like(table: &Table) -> bool {
    form(table).is_some()
}

/// Reads every form of the delivery.
pub(super) fn read(delivery: &mut Delivery<'_>) {
    for (entry, sheet, table) in side_tables::all(delivery) {
        let Some(found) = form(table) else { continue };
        for row in found.body {
            let code = normalise(found.text(row, Column::Code)).text;
            if !code.is_empty() {
                delivery.process.push(ProcessRow {
                    at: RowPlace {
                        entry,
                        sheet,
                        row: row.number,
                    },
                    code,
                    due: found.text(row, Column::Due).to_owned(),
                    done: found.text(row, Column::Done).to_owned(),
                });
            }
        }
        side_tables::set_aside(delivery, entry, sheet);
    }
}
