//! Where a row of a table stands, and how a finding names the place: rows of two sheets have the same numbers.

use super::{CatalogueRow, Delivery};
use crate::locus::Locus;

/// Where a row of a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// Number of the table's entry.
    pub entry: u32,
    /// Position of its sheet in the workbook.
    pub sheet: usize,
    /// Row as the spreadsheet shows it.
    pub row: u32,
}

impl<'a> Delivery<'a> {
    /// Where a row of the catalogue stands.
    #[must_use]
    pub fn place(&self, row: &CatalogueRow) -> RowPlace {
        let header = self.catalogues.get(row.catalogue).map(|c| c.header);
        RowPlace {
            entry: row.entry,
            sheet: header.map_or(0, |header| header.sheet),
            row: row.row.number,
        }
    }

    /// A row as a finding names it.
    #[must_use]
    pub fn locus(&self, at: RowPlace) -> Locus {
        Locus::row(self.path(at.entry), at.row).on(self.sheet(at.entry, at.sheet).as_deref())
    }

    /// A sheet as a finding names it: by its name, or its number from 1 where it has none; `None` where the workbook
    /// has no other with something in it.
    #[must_use]
    pub fn sheet(&self, entry: u32, at: usize) -> Option<String> {
        let tables = &self.measured.get(&entry)?.tables.as_ref()?.tables;
        let filled = tables.iter().filter(|table| !table.rows.is_empty());
        if filled.count() < 2 {
            return None;
        }
        let name = tables.get(at)?.name.as_str();
        Some(if name.is_empty() {
            format!("#{}", at + 1)
        } else {
            name.to_owned()
        })
    }

    /// `row 5`, said beside another row; with its sheet and its entry where these are not those of the other.
    #[must_use]
    pub fn row_beside(&self, row: &CatalogueRow, other: &CatalogueRow) -> String {
        let (own, other) = (self.place(row), self.place(other));
        let mut said = Vec::new();
        if own.entry != other.entry {
            said.push(self.path(own.entry).to_owned());
        }
        if (own.entry, own.sheet) != (other.entry, other.sheet) {
            said.extend(self.sheet(own.entry, own.sheet));
        }
        said.push(format!("row {}", own.row));
        said.join(" ")
    }
}
