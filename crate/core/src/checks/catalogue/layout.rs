//! CAT-14: what a person does not see of a catalogue, or sees otherwise than a machine: hidden rows and columns,
//! merged cells, formulas. Headings and titles may be merged. Macros and links to other workbooks are not looked for.

use std::collections::BTreeSet;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, RowPlace};
use crate::facts::Layout;
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for entry in delivery.entries_as(Role::Catalogue) {
        let facts = delivery.measured.get(&entry.index);
        let Some(tables) = facts.and_then(|f| f.tables.as_ref()) else {
            continue;
        };
        let visible = tables.tables.iter().enumerate().filter(|(_, t)| !t.hidden);
        for (sheet, table) in visible {
            match &table.layout {
                Some(layout) => shown(delivery, (entry.index, sheet), layout, ledger),
                // Text and dBASE have no layout; of the others this version does not read it.
                None if matches!(tables.dialect.as_str(), "csv" | "dbf" | "xml" | "mets") => {}
                None => ledger.not_run(Check::Cat14, NotRun::Unsupported),
            }
        }
    }
}

/// One finding a sheet and kind, at the first row it touches.
fn shown(delivery: &Delivery<'_>, at: (u32, usize), layout: &Layout, ledger: &mut Ledger) {
    let (entry, sheet) = at;
    let rows: BTreeSet<u32> = delivery
        .rows
        .iter()
        .chain(&delivery.volumes)
        .map(|row| delivery.place(row))
        .filter(|place| (place.entry, place.sheet) == at)
        .map(|place| place.row)
        .collect();
    if rows.is_empty() {
        return;
    }
    let among = |touched: &[u32]| -> Vec<u32> {
        let touched = touched.iter().copied();
        touched.filter(|row| rows.contains(row)).collect()
    };
    let merged: Vec<u32> = layout
        .merged
        .iter()
        .filter(|[first, last]| first <= last)
        .filter_map(|[first, last]| rows.range(*first..=*last).next())
        .copied()
        .collect();
    let row = |row| RowPlace { entry, sheet, row };
    for (code, touched) in [
        (Code::RowHidden, among(&layout.hidden_rows)),
        (Code::FormulaInRow, among(&layout.formula_rows)),
        (Code::CellsMerged, merged),
    ] {
        if let Some(first) = touched.iter().min() {
            ledger.find(
                Finding::new(code, delivery.locus(row(*first)))
                    .expected(0)
                    .found(touched.len()),
            );
        }
    }
    if !layout.hidden_columns.is_empty() {
        let numbers: Vec<String> = layout.hidden_columns.iter().map(u32::to_string).collect();
        let locus = Locus::entry(delivery.path(entry));
        ledger.find(
            Finding::new(
                Code::ColumnHidden,
                locus.on(delivery.sheet(entry, sheet).as_deref()),
            )
            .expected(0)
            .found(numbers.join(", ")),
        );
    }
}
