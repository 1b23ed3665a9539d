//! Cells in any order → sheets, within the limits. Everything a workbook claims is counted here before it is
//! kept: one cell at XFD1048576 must not cost seventeen thousand million empty ones.

use std::collections::BTreeMap;

use super::Unreadable;
use crate::facts::{Cell, CellKind, Layout, Table, TableRow};
use crate::limits::Limits;

/// The sheets read so far, and what is left of the limits.
pub(super) struct Sheets {
    tables: Vec<Table>,
    cells_left: u64,
    text_left: u64,
    cells: u64,
    text_bytes: u64,
}

impl Sheets {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            tables: Vec::new(),
            cells_left: limits.cells,
            text_left: limits.text_bytes,
            cells: limits.cells,
            text_bytes: limits.text_bytes,
        }
    }

    /// Most cells of one workbook.
    pub(super) fn cell_limit(&self) -> u64 {
        self.cells
    }

    /// Most bytes of text, and of anything inflated to get it.
    pub(super) fn text_limit(&self) -> u64 {
        self.text_bytes
    }

    pub(super) fn begin(&self, name: &str, hidden: bool) -> Sheet {
        Sheet {
            name: name.to_owned(),
            hidden,
            rows: BTreeMap::new(),
            layout: None,
        }
    }

    /// Keeps `cell` at row and column, counted from 0; empty ones are dropped. A place written twice has the last.
    pub(super) fn put(
        &mut self,
        sheet: &mut Sheet,
        row: u32,
        column: u32,
        cell: Cell,
    ) -> Result<(), Unreadable> {
        if cell.kind == CellKind::Empty {
            return Ok(());
        }
        let row = row
            .checked_add(1)
            .ok_or_else(|| Unreadable::malformed("row number"))?;
        let bytes = u64::try_from(cell.text.len()).unwrap_or(u64::MAX);
        self.text_left = self.text_left.checked_sub(bytes).ok_or(Unreadable::Limit {
            what: "bytes of text",
            limit: self.text_bytes,
        })?;
        // a row is as wide as its last cell: blanks between cost as much as cells
        let held = sheet.rows.entry(row).or_default();
        let width = held
            .last_key_value()
            .map_or(0, |(last, _)| u64::from(*last) + 1);
        let wider = (u64::from(column) + 1).saturating_sub(width);
        self.cells_left = self
            .cells_left
            .checked_sub(wider)
            .ok_or(Unreadable::Limit {
                what: "cells",
                limit: self.cells,
            })?;
        held.insert(column, cell);
        Ok(())
    }

    pub(super) fn end(&mut self, sheet: Sheet) {
        let rows = sheet.rows.into_iter().map(|(number, held)| {
            let mut cells = Vec::new();
            for (column, cell) in held {
                let column = usize::try_from(column).unwrap_or(usize::MAX);
                // bounded: `put` has counted every cell up to this one
                cells.resize_with(column, Cell::default);
                cells.push(cell);
            }
            TableRow { number, cells }
        });
        let rows: Vec<TableRow> = rows.collect();
        let mut layout = sheet.layout;
        if let Some(layout) = &mut layout {
            // Empty columns are hidden for looks.
            let filled = |column: &u32| {
                let at = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
                let text = |row: &TableRow| row.cells.get(at).is_some_and(|c| !c.text.is_empty());
                rows.iter().any(text)
            };
            layout.hidden_columns.retain(filled);
        }
        self.tables.push(Table {
            name: sheet.name,
            hidden: sheet.hidden,
            rows,
            layout,
        });
    }

    pub(super) fn finish(self) -> Vec<Table> {
        self.tables
    }
}

/// A sheet being read.
pub(super) struct Sheet {
    name: String,
    hidden: bool,
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// Set by readers that know it.
    pub(super) layout: Option<Layout>,
}

pub(super) fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    let kind = if text.is_empty() {
        CellKind::Empty
    } else {
        CellKind::Text
    };
    Cell { kind, text }
}

pub(super) fn boolean(value: bool) -> Cell {
    let text = if value { "TRUE" } else { "FALSE" };
    Cell {
        kind: CellKind::Bool,
        text: text.to_owned(),
    }
}

/// Shortest decimal form that reads back the same; Rust writes whole numbers without `.0`.
pub(super) fn number(value: f64) -> Cell {
    Cell {
        kind: CellKind::Number,
        text: value.to_string(),
    }
}

/// An ISO 8601 date or time; midnight is dropped, as are fractions of a second.
pub(super) fn iso(value: &str) -> Cell {
    let value = value.trim().trim_end_matches('Z');
    let text = match value.split_once('T') {
        Some((date, time)) => {
            let time = time.split(['.', ',']).next().unwrap_or_default();
            if time.bytes().all(|b| matches!(b, b'0' | b':')) {
                date.to_owned()
            } else {
                format!("{date}T{time}")
            }
        }
        None => value.to_owned(),
    };
    Cell {
        kind: CellKind::Date,
        text,
    }
}

/// A cell as calamine gives it. A serial number is a date only where calamine says so; it misses the built-in
/// formats 27–36 of Chinese Excel (llm_wiki#738), whose cells stay numbers and are seen by the date check.
pub(super) fn from_calamine(value: &calamine::Data) -> Cell {
    use calamine::Data;
    match value {
        Data::Empty => Cell::default(),
        Data::String(value) => text(value.as_str()),
        Data::Int(value) => Cell {
            kind: CellKind::Number,
            text: value.to_string(),
        },
        Data::Float(value) => number(*value),
        Data::Bool(value) => boolean(*value),
        Data::DateTime(value) => serial(value),
        Data::DateTimeIso(value) => iso(value),
        Data::DurationIso(value) => text(value.as_str()),
        Data::Error(value) => Cell {
            kind: CellKind::Error,
            text: value.to_string(),
        },
    }
}

fn serial(value: &calamine::ExcelDateTime) -> Cell {
    // times and durations of less than a day, and what lies behind 9999-12-31, are no dates
    if !value.is_datetime() || !(1.0..2_958_466.0).contains(&value.as_f64()) {
        return number(value.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    iso(&format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    ))
}
