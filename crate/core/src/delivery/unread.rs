//! Rows with archival codes that nobody read: a sheet that goes on without headings, a second file, rows above the
//! header, a list without a column of codes. An item that stands only there would be missed by every check, so nothing of the kind passes by silence.

use std::collections::{BTreeMap, BTreeSet};

use super::{Delivery, ExceptionKind, Role, RowPlace};
use crate::archival_code::{self, Shape, normalise};
use crate::catalogue::header;
use crate::facts::{Cell, Table, TableRow};
use crate::plain::folded;
use crate::profile::{Field, built_in_heading};

/// Bytes of the longest cell that is looked at: no archival code is near that long (ours).
const LONGEST_CODE: usize = 200;

/// Rows in which headings of a register are looked for, as for a catalogue.
const SEARCHED: usize = 20;

/// Hexadecimal digits of the shortest digest, MD5: such a row is a line of a manifest.
const SHORTEST_DIGEST: usize = 32;

/// A sheet with such rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadRows {
    /// The first of them.
    pub first: RowPlace,
    /// How many.
    pub rows: u64,
    /// The archival code of the first, as normalised; its title where the table has no codes.
    pub code: String,
}

/// The codes of the catalogues, and how they are built.
struct Known<'a> {
    codes: BTreeSet<&'a str>,
    volumes: BTreeSet<String>,
    /// Shape and fonds.
    forms: BTreeSet<(Shape, String)>,
    /// Titles, as they are compared.
    titles: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn new(delivery: &'a Delivery<'_>) -> Self {
        let rows = || delivery.rows.iter().chain(&delivery.volumes);
        let parsed = rows().filter_map(|row| archival_code::parse(&row.code).ok());
        Self {
            codes: rows().map(|row| row.code.as_str()).collect(),
            volumes: rows().filter_map(super::CatalogueRow::volume).collect(),
            forms: parsed.map(|code| (code.shape, code.fonds)).collect(),
            titles: rows().map(|r| folded(r.row.text(Field::Title))).collect(),
        }
    }

    /// The cell is an archival code that no catalogue has: built like one of theirs, or with a year, which no date and
    /// no telephone number is. A volume of theirs and a page of one of their items are theirs, too.
    fn foreign(&self, cell: &Cell) -> Option<String> {
        let text = cell.text.trim();
        if text.len() > LONGEST_CODE || !text.chars().any(char::is_numeric) {
            return None;
        }
        let text = normalise(text).text;
        let code = archival_code::parse(&text).ok()?;
        let built = self.forms.contains(&(code.shape, code.fonds.clone()));
        if code.year.is_none() && !built {
            return None;
        }
        let has = |code: &str| self.codes.contains(code) || self.volumes.contains(code);
        let own_page = code.page.is_some() && has(code.series());
        let within = format!("{text}-");
        let next = self.codes.range(within.as_str()..).next();
        let own_volume = next.is_some_and(|code| code.starts_with(&within));
        (!has(&text) && !own_page && !own_volume).then_some(text)
    }

    fn row(&self, row: &TableRow, uncoded: Option<&Uncoded>) -> Option<String> {
        let mut cells = row.cells.iter();
        if cells.any(|cell| is_digest(cell.text.trim())) {
            return None;
        }
        let coded = row.cells.iter().find_map(|cell| self.foreign(cell));
        coded.or_else(|| self.untold(row, uncoded?))
    }

    /// The row has a title that no catalogue has, and pages.
    fn untold(&self, row: &TableRow, uncoded: &Uncoded) -> Option<String> {
        let text = |column: usize| row.cells.get(column).map(|cell| cell.text.trim());
        let (title, pages) = (text(uncoded.title)?, text(uncoded.pages)?);
        let counted = pages.bytes().all(|b| b.is_ascii_digit()) && !pages.is_empty();
        let told = title.is_empty() || self.titles.contains(&folded(title));
        (row.number > uncoded.header && counted && !told)
            .then(|| title.chars().take(LONGEST_CODE).collect())
    }
}

/// A table with the headings of a catalogue, all but that of the code: 件号, 题名, 页数.
struct Uncoded {
    header: u32,
    title: usize,
    pages: usize,
}

impl Uncoded {
    /// Title, pages and a third field: two alone head many a list.
    fn find(table: &Table) -> Option<Self> {
        table.rows.iter().take(SEARCHED).find_map(|row| {
            let cells = row.cells.iter().enumerate();
            let fields = cells.filter_map(|(column, cell)| {
                Some((built_in_heading(&header::normalise(&cell.text))?, column))
            });
            let fields: BTreeMap<Field, usize> = fields.collect();
            let coded = fields.contains_key(&Field::ArchivalCode) || fields.len() < 3;
            (!coded).then_some(Self {
                header: row.number,
                title: *fields.get(&Field::Title)?,
                pages: *fields.get(&Field::Pages)?,
            })
        })
    }
}

fn is_digest(text: &str) -> bool {
    text.len() >= SHORTEST_DIGEST && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The entries in which catalogues are looked for.
pub(super) fn looked_at(delivery: &Delivery<'_>) -> BTreeSet<u32> {
    let roles = [Role::Other, Role::Manifest];
    let entries = delivery.roles.iter();
    let entries = entries.filter(|(_, role)| roles.contains(role));
    entries.map(|(index, _)| *index).collect()
}

/// Finds them in the entries of [`looked_at`]; last of all, since it asks what everyone else read.
pub(super) fn find(delivery: &Delivery<'_>, entries: &BTreeSet<u32>) -> Vec<UnreadRows> {
    // Without a catalogue that is said already, and nothing tells a code from another number.
    if !delivery.has_catalogue() {
        return Vec::new();
    }
    let known = Known::new(delivery);
    let mut found = Vec::new();
    for entry in &delivery.facts.container.entries {
        let index = entry.index;
        if !entries.contains(&index) || delivery.headerless.contains(&index) {
            continue;
        }
        let facts = delivery.measured.get(&index);
        let tables = facts.and_then(|facts| facts.tables.as_ref());
        for (at, table) in tables.iter().flat_map(|t| t.tables.iter().enumerate()) {
            found.extend(of_table(delivery, &known, index, at, table));
        }
    }
    found
}

fn of_table(
    delivery: &Delivery<'_>,
    known: &Known<'_>,
    entry: u32,
    sheet: usize,
    table: &Table,
) -> Option<UnreadRows> {
    // CAT-14 speaks of hidden sheets of a catalogue's workbook.
    if table.hidden && delivery.roles.get(&entry) == Some(&Role::Catalogue) {
        return None;
    }
    let here = |at: RowPlace| (at.entry, at.sheet) == (entry, sheet);
    // DOC-02 names each row of a form that is in no catalogue.
    if delivery.process.iter().any(|row| here(row.at)) {
        return None;
    }
    let header = delivery.catalogues.iter().map(|c| c.header);
    let header = header.filter(|at| here(*at)).map(|at| at.row).next();
    let answered = answered(delivery, entry, sheet, table);
    let uncoded = if header.is_none() {
        Uncoded::find(table)
    } else {
        None
    };
    let mut rows = table.rows.iter().filter(|row| {
        header.is_none_or(|header| row.number < header) && !answered.contains(&row.number)
    });
    let (first, code) =
        rows.find_map(|row| Some((row.number, known.row(row, uncoded.as_ref())?)))?;
    let more = rows
        .filter(|row| known.row(row, uncoded.as_ref()).is_some())
        .count() as u64;
    Some(UnreadRows {
        first: RowPlace {
            entry,
            sheet,
            row: first,
        },
        rows: more.saturating_add(1),
        code,
    })
}

/// Rows that name a file (LNK-07 looks for it), and rows of a register: all of them where it counts no pages and has no
/// titles, and those that say that a number was not given.
fn answered(delivery: &Delivery<'_>, entry: u32, sheet: usize, table: &Table) -> BTreeSet<u32> {
    let here = |at: RowPlace| (at.entry, at.sheet) == (entry, sheet);
    let described = table.rows.iter().take(SEARCHED).any(|row| {
        let mut headings = row.cells.iter().map(|cell| header::normalise(&cell.text));
        headings.any(|h| matches!(built_in_heading(&h), Some(Field::Title | Field::Pages)))
    });
    let files = delivery.metadata.iter().map(|row| row.at);
    let register = delivery.exceptions.iter();
    let register = register
        .filter(|row| !described || row.kinds.contains(&ExceptionKind::MissingNumber))
        .map(|row| row.at);
    let rows = files.chain(register).filter(|at| here(*at));
    rows.map(|at| at.row).collect()
}
