//! A filled sheet → the record, over what the record had. Nothing is guessed: what is not understood is refused with its
//! place, and what a person wrote is either taken or named, never dropped.

use std::collections::BTreeMap;

use yanshou::catalogue::read_tables;
use yanshou::facts::{Cell, Table, TableRow};
use yanshou::inspection::{Inspection, SeenImage, Verdict, same_name};
use yanshou::judge::Unit;
use yanshou::limits::Limits;
use yanshou::record::Record;

use super::columns::{Columns, Field, IMAGE_HEADINGS, squeezed};
use super::refusal::{Place, Refusal, SheetRefused, Wrong};
use super::row::Row;
use super::rows::printed;
use super::{Assignment, standing};
use crate::delimited::original;

/// A file that came back: the workbook, or the table and beside it the list of images.
#[derive(Clone, Copy, Debug)]
pub struct SheetFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What the sheet itself need not say.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// 复核人, where the caller knows.
    pub reviewer: Option<&'a str>,
    /// The caller's clock, for verdicts without a time of their own. ISO 8601.
    pub now: &'a str,
}

/// One table of what came back.
struct Sheet {
    name: String,
    csv: bool,
    table: Table,
}

impl Sheet {
    fn place(&self, row: u32, column: usize) -> Place {
        Place {
            sheet: self.name.clone(),
            row,
            // from 0 to 1; a sheet has no column beyond
            column: u32::try_from(column).map_or(0, |column| column.saturating_add(1)),
        }
    }

    fn row(&self, row: u32) -> Place {
        Place {
            sheet: self.name.clone(),
            row,
            column: 0,
        }
    }

    fn text<'t>(&self, row: &'t TableRow, column: usize) -> &'t str {
        let text = row.cells.get(column).map_or("", |cell| cell.text.as_str());
        if self.csv { original(text) } else { text }
    }
}

fn filled(cell: &Cell) -> bool {
    !cell.text.trim().is_empty()
}

/// Takes a filled sheet over what `before` has: verdicts on it replace older ones of the same unit, point and opinion, a
/// mark left out says nothing, and everything else of the record stays.
///
/// # Errors
/// [`SheetRefused`] with everything that is wrong; then nothing is taken.
pub fn read(
    files: &[SheetFile<'_>],
    assignment: &Assignment<'_>,
    before: &Record,
    signing: Signing<'_>,
) -> Result<Record, SheetRefused> {
    let mut reading = Reading {
        assignment,
        columns: Columns::new(assignment.profile, true),
        refusals: Vec::new(),
    };
    let record = reading.read(files, before, signing);
    let mut refusals = reading.refusals;
    match record {
        Some(record) if refusals.is_empty() => Ok(record),
        _ => {
            refusals.sort();
            refusals.dedup();
            Err(SheetRefused { refusals })
        }
    }
}

pub(super) struct Reading<'a> {
    pub(super) assignment: &'a Assignment<'a>,
    columns: Columns,
    refusals: Vec<Refusal>,
}

/// The verdict sheet once its headings were found.
pub(super) struct Verdicts<'s> {
    sheet: &'s Sheet,
    headings: u32,
    at: BTreeMap<Field, usize>,
}

impl Verdicts<'_> {
    pub(super) fn text<'t>(&self, row: &'t TableRow, field: Field) -> &'t str {
        let at = self.at.get(&field);
        at.map_or("", |at| self.sheet.text(row, *at))
    }

    pub(super) fn place(&self, row: &TableRow, field: Field) -> Place {
        match self.at.get(&field) {
            Some(at) => self.sheet.place(row.number, *at),
            None => self.sheet.row(row.number),
        }
    }
}

/// What one row says of its unit.
struct Said<'a> {
    unit: &'a Unit,
    verdicts: Vec<Verdict>,
    /// Where it is declared that all images were seen.
    seen: Option<Place>,
}

impl<'a> Reading<'a> {
    pub(super) fn refuse(&mut self, place: Place, wrong: Wrong, expected: &str, found: &str) {
        self.refusals.push(Refusal {
            place,
            wrong,
            expected: expected.to_owned(),
            found: found.to_owned(),
        });
    }

    fn read(
        &mut self,
        files: &[SheetFile<'_>],
        before: &Record,
        signing: Signing<'_>,
    ) -> Option<Record> {
        let sheets = self.sheets(files);
        if !self.refusals.is_empty() {
            return None;
        }
        let found = sheets.iter().filter_map(|sheet| self.headings(sheet));
        let mut found: Vec<Verdicts<'_>> = found.collect();
        for again in found.iter().skip(1) {
            let place = again.sheet.row(again.headings);
            let first = found.first().map_or("", |first| &first.sheet.name);
            self.refuse(place, Wrong::HeadingTwice, first, &again.sheet.name);
        }
        found.truncate(1);
        let Some(verdicts) = found.pop() else {
            let place = Place {
                sheet: files.first().map_or("", |file| file.name).to_owned(),
                row: 0,
                column: 0,
            };
            self.refuse(place, Wrong::NoHeadings, "序号 · 档号 · …", "");
            return None;
        };
        let head = self.head(&verdicts);
        if !self.refusals.is_empty() {
            return None;
        }
        let mut record = before.clone();
        let (inspector, reviewer) = (head.get("检验人"), head.get("复核人"));
        self.reviewer(reviewer, signing, &mut record);
        let mut inspection = record.inspection.take().unwrap_or_default();
        let signed = inspector.map_or("", |(_, name)| name.as_str());
        if inspection.inspector.trim().is_empty() {
            signed.clone_into(&mut inspection.inspector);
        }
        if inspection.manner.trim().is_empty() {
            "verdict sheet".clone_into(&mut inspection.manner);
        }
        let said = self.rows(&verdicts, &inspection, signed, signing);
        let images = self.images(&sheets);
        let seen: Vec<SeenImage> = said
            .iter()
            .flat_map(|said| self.declared(said, &images, &inspection))
            .collect();
        for verdict in said.into_iter().flat_map(|said| said.verdicts) {
            inspection.give(verdict);
        }
        inspection.seen.extend(seen);
        record.inspection = Some(inspection);
        Some(record)
    }

    fn sheets(&mut self, files: &[SheetFile<'_>]) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for file in files {
            let place = || Place {
                sheet: file.name.to_owned(),
                row: 0,
                column: 0,
            };
            let Some(tables) = read_tables(file.name, file.bytes, &Limits::default()) else {
                self.refuse(
                    place(),
                    Wrong::Unreadable,
                    ".xlsx .xls .ods .csv",
                    file.name,
                );
                continue;
            };
            if let Some(reason) = &tables.unreadable {
                self.refuse(place(), Wrong::Unreadable, ".xlsx .csv", reason);
            }
            let csv = tables.dialect == "csv";
            sheets.extend(tables.tables.into_iter().map(|table| Sheet {
                name: [file.name, &table.name].join(" ").trim().to_owned(),
                csv,
                table,
            }));
        }
        sheets
    }

    /// The sheet's columns, where it has the heading row of a verdict sheet.
    fn headings<'s>(&mut self, sheet: &'s Sheet) -> Option<Verdicts<'s>> {
        let row = sheet.table.rows.iter().find(|row| {
            let has = |field| {
                let mut cells = row.cells.iter();
                cells.any(|cell| self.columns.find(&cell.text) == Some(field))
            };
            has(Field::Number) && has(Field::Code)
        })?;
        let mut at = BTreeMap::new();
        for (column, cell) in row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| filled(cell))
        {
            // Text below a heading that is not ours is refused row by row.
            if let Some(field) = self.columns.find(&cell.text)
                && at.insert(field, column).is_some()
            {
                let place = sheet.place(row.number, column);
                self.refuse(place, Wrong::HeadingTwice, "", &cell.text);
            }
        }
        let needed = self.columns.fields.clone();
        let second = at.keys().any(|field| matches!(field, Field::Second(_)));
        for field in needed.into_iter().filter(|field| !at.contains_key(field)) {
            let needed = match field {
                Field::Point(_) | Field::Pages | Field::Defect | Field::Note | Field::Seen => true,
                Field::By => true,
                Field::Second(_) | Field::SecondBy => second,
                _ => false,
            };
            if needed {
                let expected = self.columns.heading(field);
                self.refuse(sheet.row(row.number), Wrong::Missing, &expected, "");
            }
        }
        Some(Verdicts {
            sheet,
            headings: row.number,
            at,
        })
    }

    /// The lines above the headings: label → place and value. Refuses a sheet that is bound to something else.
    fn head(&mut self, verdicts: &Verdicts<'_>) -> BTreeMap<String, (Place, String)> {
        let sheet = verdicts.sheet;
        let rows = sheet.table.rows.iter();
        let mut lines = BTreeMap::new();
        for row in rows.take_while(|row| row.number < verdicts.headings) {
            let label = sheet.text(row, 0).split_whitespace().next();
            let Some(label) = label else { continue };
            let mut cells = row.cells.iter().enumerate().skip(1);
            let value = cells.find(|(_, cell)| filled(cell));
            let (column, text) =
                value.map_or((1, ""), |(column, _)| (column, sheet.text(row, column)));
            let place = sheet.place(row.number, column);
            lines
                .entry(label.to_owned())
                .or_insert((place, text.trim().to_owned()));
        }
        for (label, expected) in self.assignment.bound_to() {
            match lines.get(label) {
                None => self.refuse(sheet.row(0), Wrong::Missing, label, ""),
                Some((_, found)) if *found == expected => {}
                Some((place, found)) => {
                    self.refuse(place.clone(), Wrong::Foreign, &expected, found);
                }
            }
        }
        lines
    }

    fn reviewer(
        &mut self,
        on_sheet: Option<&(Place, String)>,
        signing: Signing<'_>,
        record: &mut Record,
    ) {
        let written = on_sheet.filter(|(_, name)| !name.is_empty());
        if let (Some(given), Some((place, name))) = (signing.reviewer, written)
            && !same_name(given, name)
        {
            self.refuse(place.clone(), Wrong::OtherReviewer, given, name);
        }
        let name = signing.reviewer.or(written.map(|(_, name)| name.as_str()));
        if let Some(name) = name {
            name.clone_into(&mut record.people.reviewer);
        }
    }

    fn rows(
        &mut self,
        verdicts: &Verdicts<'_>,
        inspection: &Inspection,
        signed: &str,
        signing: Signing<'_>,
    ) -> Vec<Said<'a>> {
        let units = self.assignment.units.iter();
        let units: BTreeMap<&str, &'a Unit> = units
            .map(|(unit, _)| (unit.archival_code.as_str(), *unit))
            .collect();
        let standing = standing(inspection);
        let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
        let mut said = Vec::new();
        let below = verdicts.sheet.table.rows.iter();
        for row in below.filter(|row| row.number > verdicts.headings) {
            self.unknown_columns(verdicts, row);
            let code = verdicts.text(row, Field::Code).trim();
            let place = verdicts.place(row, Field::Code);
            if code.is_empty() {
                if let Some(cell) = row.cells.iter().find(|cell| filled(cell)) {
                    self.refuse(place, Wrong::NoCode, "档号", &cell.text);
                }
                continue;
            }
            let Some(unit) = units.get(code).copied() else {
                let expected = format!("{} 件/卷之一 · one of the units listed", units.len());
                self.refuse(place, Wrong::UnknownCode, &expected, code);
                continue;
            };
            if let Some(first) = rows.insert(&unit.archival_code, row.number) {
                let expected = format!("一行 · one row ({first})");
                self.refuse(place, Wrong::CodeTwice, &expected, code);
                continue;
            }
            self.corrected(verdicts, row, unit);
            let row = Row {
                verdicts,
                row,
                unit,
                standing: &standing,
                inspection,
                signed,
                now: signing.now,
                points: &self.assignment.profile.inspection,
            };
            let (verdicts, seen) = row.read(self);
            said.push(Said {
                unit,
                verdicts,
                seen,
            });
        }
        said
    }

    /// A correction of what the sheet says of a unit is a word about it that no verdict carries.
    fn corrected(&mut self, verdicts: &Verdicts<'_>, row: &TableRow, unit: &Unit) {
        for field in [Field::Title, Field::PagesExpected, Field::PagesThere] {
            let (there, stood) = (verdicts.text(row, field), printed(unit, field));
            // In GBK a title loses what GBK lacks, and a spreadsheet makes a date of pages like 3-5.
            let kept = match field {
                Field::Title => !verdicts.sheet.csv,
                _ => stood.parse::<u64>().is_ok(),
            };
            if kept && !there.trim().is_empty() && squeezed(there) != squeezed(&stood) {
                let place = verdicts.place(row, field);
                self.refuse(place, Wrong::PrintedChanged, &stood, there);
            }
        }
    }

    fn unknown_columns(&mut self, verdicts: &Verdicts<'_>, row: &TableRow) {
        for (column, cell) in row.cells.iter().enumerate() {
            if filled(cell) && !verdicts.at.values().any(|known| *known == column) {
                let place = verdicts.sheet.place(row.number, column);
                self.refuse(place, Wrong::UnknownColumn, "", &cell.text);
            }
        }
    }

    /// Page and digest of every image a list has, by unit. Paths are for the reader: in GBK they lose what GBK lacks.
    fn images(&self, sheets: &[Sheet]) -> BTreeMap<String, Vec<(String, String)>> {
        let mut images: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for sheet in sheets {
            let mut at: Option<[usize; 3]> = None;
            for row in &sheet.table.rows {
                let Some([code, page, digest]) = at else {
                    let column = |heading: usize| {
                        let (zh, en, _) = IMAGE_HEADINGS.get(heading)?;
                        let whole = squeezed(zh) + &squeezed(en);
                        row.cells.iter().position(|cell| {
                            let written = squeezed(&cell.text);
                            written == whole || written == squeezed(zh)
                        })
                    };
                    at = column(1)
                        .zip(column(3))
                        .zip(column(4))
                        .map(|((code, page), digest)| [code, page, digest]);
                    continue;
                };
                let cell = |at| sheet.text(row, at).trim().to_owned();
                images
                    .entry(cell(code))
                    .or_default()
                    .push((cell(page), cell(digest).to_lowercase()));
            }
        }
        images
    }

    /// What the inspector declares to have looked at, where the row is ticked and nobody has proved it before.
    fn declared(
        &mut self,
        said: &Said<'_>,
        images: &BTreeMap<String, Vec<(String, String)>>,
        inspection: &Inspection,
    ) -> Vec<SeenImage> {
        let Some(place) = &said.seen else {
            return Vec::new();
        };
        let unit = said.unit;
        if inspection.seen_images().has_all(unit) {
            return Vec::new();
        }
        let pages = unit.pages.iter();
        let mut expected: Vec<(String, String)> = pages
            .map(|page| (page.page.to_string(), page.sha256.clone()))
            .collect();
        let mut listed = images.get(&unit.archival_code).cloned().unwrap_or_default();
        expected.sort();
        listed.sort();
        if expected != listed {
            let differing = listed.iter().find(|line| !expected.contains(line));
            let found = match differing {
                Some((page, digest)) => format!("p{page} {digest}"),
                None => format!("{} 幅 · images", listed.len()),
            };
            let expected = format!("{} 幅及其摘要 · images by digest", expected.len());
            self.refuse(place.clone(), Wrong::ImagesDiffer, &expected, &found);
            return Vec::new();
        }
        let pages = unit.pages.iter();
        let images = pages.map(|page| SeenImage::declared(&unit.archival_code, page));
        images.collect()
    }
}
