//! Headings → fields, and the header row of a sheet. Titles stand above it, it may have two rows, and every
//! supplier spells headings in another way: what is not understood is listed, never dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Table, TableRow};
use crate::profile::{Field, built_in_heading};

pub use crate::profile::normalise;

/// Rows in which a header is looked for (ours: titles and units above it take two or three).
const SEARCHED: usize = 20;

/// Why a sheet has no header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderProblem {
    /// The sheet has no rows.
    #[error("the sheet is empty")]
    Empty,
    /// No row among the first 20 has a heading of the archival code and one of another field.
    #[error("no header row")]
    NotFound {
        /// The row that came nearest, as the spreadsheet shows it.
        row: u32,
        /// The fields found there.
        fields: Vec<Field>,
    },
}

/// The header of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Position in [`Table::rows`] of the first row behind the header.
    pub(super) body: usize,
    /// Row number as the spreadsheet shows it; of two rows the first.
    pub(super) row: u32,
    pub(super) columns: BTreeMap<Field, usize>,
    pub(super) twice: Vec<(Field, Vec<usize>)>,
    pub(super) unknown: Vec<String>,
    /// The rows are volumes by their headings: their own code stands under 案卷档号.
    pub(super) of_volumes: bool,
    /// Headings as normalised, to know them again.
    pub(super) headings: BTreeMap<usize, String>,
}

/// The headings of a profile and the built-in ones.
pub(super) struct Headings {
    own: BTreeMap<String, Field>,
}

impl Headings {
    pub(super) fn new(aliases: &BTreeMap<Field, Vec<String>>) -> Self {
        let mut own = BTreeMap::new();
        for (field, names) in aliases {
            for name in names {
                own.insert(normalise(name), *field);
            }
        }
        Self { own }
    }

    /// The field of a normalised heading, and whether the profile said so.
    fn field(&self, heading: &str) -> Option<(Field, bool)> {
        match self.own.get(heading) {
            Some(field) => Some((*field, true)),
            None => built_in_heading(heading).map(|field| (field, false)),
        }
    }

    fn fields(&self, row: &TableRow) -> BTreeSet<Field> {
        let headings = row.cells.iter().map(|c| normalise(&c.text));
        headings
            .filter_map(|h| self.field(&h))
            .map(|(field, _)| field)
            .collect()
    }
}

/// Finds the header: the first of the first 20 rows with two fields or more, the archival code among them.
pub(super) fn find(table: &Table, headings: &Headings) -> Result<Header, HeaderProblem> {
    let mut best: Option<(u32, BTreeSet<Field>)> = None;
    for (at, row) in table.rows.iter().take(SEARCHED).enumerate() {
        let fields = headings.fields(row);
        if fields.len() >= 2 && (fields.contains(&Field::ArchivalCode) || of_volumes(&fields)) {
            return Ok(read(table, at, row, headings));
        }
        if best
            .as_ref()
            .is_none_or(|(_, found)| fields.len() > found.len())
        {
            best = Some((row.number, fields));
        }
    }
    match best {
        Some((row, fields)) => Err(HeaderProblem::NotFound {
            row,
            fields: fields.into_iter().collect(),
        }),
        None => Err(HeaderProblem::Empty),
    }
}

fn read(table: &Table, at: usize, row: &TableRow, headings: &Headings) -> Header {
    let mut texts: BTreeMap<usize, String> = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.text.trim().is_empty())
        .map(|(column, cell)| (column, cell.text.clone()))
        .collect();
    let mut body = at + 1;
    if let Some(second) = table
        .rows
        .get(body)
        .filter(|second| is_second(row, second, headings))
    {
        body += 1;
        for (column, cell) in second.cells.iter().enumerate() {
            if !cell.text.trim().is_empty() {
                texts.insert(column, cell.text.clone());
            }
        }
    }
    let mut own: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    let mut usual: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (column, text) in &texts {
        match headings.field(&normalise(text)) {
            Some((field, true)) => own.entry(field).or_default().push(*column),
            Some((field, false)) => usual.entry(field).or_default().push(*column),
            None => unknown.push(text.trim().to_owned()),
        }
    }
    // where the profile names a column, a built-in one of the same field is just another column
    for (field, columns) in usual {
        match own.entry(field) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(columns);
            }
            std::collections::btree_map::Entry::Occupied(_) => {
                unknown.extend(
                    columns
                        .iter()
                        .filter_map(|c| texts.get(c))
                        .map(|t| t.trim().to_owned()),
                );
            }
        }
    }
    let of_volumes = of_volumes(&own.keys().copied().collect());
    if of_volumes && let Some(columns) = own.remove(&Field::VolumeCode) {
        own.insert(Field::ArchivalCode, columns);
    }
    Header {
        of_volumes,
        body,
        row: row.number,
        columns: own
            .iter()
            .filter_map(|(field, all)| Some((*field, *all.first()?)))
            .collect(),
        twice: own.into_iter().filter(|(_, all)| all.len() > 1).collect(),
        unknown,
        headings: texts
            .into_iter()
            .map(|(column, text)| (column, normalise(&text)))
            .collect(),
    }
}

/// A list of volumes may head their codes 案卷档号. With columns that only items have, the list is one of items
/// whose own code is missing.
fn of_volumes(fields: &BTreeSet<Field>) -> bool {
    let items = [
        Field::ArchivalCode,
        Field::ItemNumber,
        Field::PageNumber,
        Field::DocumentNumber,
        Field::Date,
    ];
    fields.contains(&Field::VolumeCode)
        && fields.contains(&Field::Title)
        && items.iter().all(|f| !fields.contains(f))
}

/// A second header row stands under merged headings: every cell is a heading we know or stands under nothing
/// we know, at least one is known, and there is nothing under the archival code.
fn is_second(first: &TableRow, second: &TableRow, headings: &Headings) -> bool {
    let known = |text: &str| headings.field(&normalise(text)).map(|(field, _)| field);
    let mut found = 0;
    for (column, cell) in second
        .cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.text.trim().is_empty())
    {
        let above = first.cells.get(column).and_then(|c| known(&c.text));
        if above.is_some() {
            return false;
        }
        found += usize::from(known(&cell.text).is_some());
    }
    found > 0
}
