//! A sheet → rows by field. Rows that are no items (headers again, blanks, sums) are left out and listed, so
//! that the number of rows always adds up.

use std::collections::BTreeMap;

use super::header::{self, Header, Headings};
use super::no_items::{self, is_code};
use super::secrecy;
use super::sums::{self, Sum};
use crate::facts::{Cell, CellKind, Table, TableRow};
use crate::profile::Field;

pub use super::header::HeaderProblem;

/// A sheet by fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedTable {
    /// Row of the header as the spreadsheet shows it; of two header rows the first.
    pub header_row: u32,
    /// Column by field, counted from 0; of several the first.
    pub columns: BTreeMap<Field, usize>,
    /// Fields with more than one column, and all of these.
    pub twice: Vec<(Field, Vec<usize>)>,
    /// The headings say that the rows are volumes: their code stands under 案卷档号.
    pub of_volumes: bool,
    /// A column asks whether a row is secret (是否涉密).
    pub asks_secrecy: bool,
    /// Headings not understood, as written, trimmed.
    pub unknown: Vec<String>,
    /// The items.
    pub rows: Vec<MappedRow>,
    /// Rows behind the header that are no items. `rows` and these together are all of them.
    pub skipped: Vec<SkippedRow>,
    /// What those of them that are sums say there is.
    pub sums: Vec<Sum>,
}

/// One item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedRow {
    /// Row as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Cells by field; cells without anything in them are not there, cells of blanks are.
    pub cells: BTreeMap<Field, Cell>,
    /// A secrecy level that fills a cell of another column, as if it stood in its own.
    pub level_elsewhere: Option<&'static str>,
}

/// A row that is no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedRow {
    /// Row as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Why.
    pub reason: SkipReason,
}

/// Why a row is no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// The header once more, as printed on every page.
    Header,
    /// One cell of text right above such a header: the title once more.
    Title,
    /// Nothing but blanks.
    Blank,
    /// 合计 and the like with amounts, or below the table amounts alone.
    Sum,
    /// Below the table: who made it, who looked at it, notes.
    Footer,
}

impl MappedRow {
    /// The field's text without blanks round it; empty when there is none.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        self.cells.get(&field).map_or("", |cell| cell.text.trim())
    }
}

/// Maps a sheet to fields; `aliases` (of the profile) outrank the built-in headings.
///
/// # Errors
/// [`HeaderProblem`] when no row is a header.
pub fn read_catalogue(
    table: &Table,
    aliases: &BTreeMap<Field, Vec<String>>,
) -> Result<MappedTable, HeaderProblem> {
    let header = header::find(table, &Headings::new(aliases))?;
    let body = table.rows.get(header.body..).unwrap_or_default();
    let mut reasons: Vec<Option<SkipReason>> =
        body.iter().map(|row| reason(row, &header)).collect();
    mark_titles(body, &header, &mut reasons);
    no_items::mark_below(body, &header, &mut reasons);
    let (mut rows, mut skipped, mut stated) = (Vec::new(), Vec::new(), Vec::new());
    for (row, reason) in body.iter().zip(reasons) {
        match reason {
            Some(reason) => {
                stated.extend((reason == SkipReason::Sum).then(|| sums::read(row, &header)));
                skipped.push(SkippedRow {
                    number: row.number,
                    reason,
                });
            }
            None => rows.push(map(row, &header)),
        }
    }
    Ok(MappedTable {
        header_row: header.row,
        columns: header.columns,
        of_volumes: header.of_volumes,
        asks_secrecy: header.headings.values().any(|h| secrecy::asks(h)),
        twice: header.twice,
        unknown: header.unknown,
        rows,
        skipped,
        sums: stated,
    })
}

fn map(row: &TableRow, header: &Header) -> MappedRow {
    let cell = |column: &usize| {
        row.cells
            .get(*column)
            .filter(|c| c.kind != CellKind::Empty)
            .cloned()
    };
    let cells = header
        .columns
        .iter()
        .filter_map(|(field, column)| Some((*field, cell(column)?)));
    MappedRow {
        number: row.number,
        cells: cells.collect(),
        level_elsewhere: level_elsewhere(row, header),
    }
}

/// In whatever column, understood or not; titles are words, and their own column is read by itself. Where a column asks
/// whether the row is secret, yes is a level.
fn level_elsewhere(row: &TableRow, header: &Header) -> Option<&'static str> {
    let mut asked = header.headings.iter().filter(|(_, h)| secrecy::asks(h));
    let said = asked.find_map(|(column, _)| secrecy::answer(&row.cells.get(*column)?.text));
    if said.is_some() {
        return said;
    }
    let own = [Field::Title, Field::Secrecy].map(|field| header.columns.get(&field).copied());
    let others = row.cells.iter().enumerate();
    let mut others = others.filter(|(column, _)| !own.contains(&Some(*column)));
    others.find_map(|(_, cell)| secrecy::alone(&cell.text))
}

fn reason(row: &TableRow, header: &Header) -> Option<SkipReason> {
    if row.cells.iter().all(|c| c.text.trim().is_empty()) {
        return Some(SkipReason::Blank);
    }
    if is_header(row, header) {
        return Some(SkipReason::Header);
    }
    sums::is_sum(row, header).then_some(SkipReason::Sum)
}

/// Every cell that is filled holds its own column's heading.
fn is_header(row: &TableRow, header: &Header) -> bool {
    let mut filled = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.text.trim().is_empty())
        .peekable();
    filled.peek().is_some()
        && filled.all(|(column, cell)| {
            header.headings.get(&column) == Some(&header::normalise(&cell.text))
        })
}

/// Marks the single cells that stand right above a repeated header.
fn mark_titles(body: &[TableRow], header: &Header, reasons: &mut [Option<SkipReason>]) {
    let mut below = None;
    for (row, reason) in body.iter().zip(reasons.iter_mut()).rev() {
        let single = row
            .cells
            .iter()
            .filter(|c| !c.text.trim().is_empty())
            .count()
            == 1;
        let follows = matches!(below, Some(SkipReason::Header | SkipReason::Title));
        if reason.is_none() && single && follows && !is_code(no_items::code(row, header)) {
            *reason = Some(SkipReason::Title);
        }
        below = *reason;
    }
}
