//! A filled sheet → the record, over what the record had. Nothing is guessed: what is not understood is refused with its
//! place, and what a person wrote is either taken or named, never dropped.

use std::collections::BTreeMap;

use yanshou::catalogue::read_tables;
use yanshou::facts::{Cell, Table, TableRow};
use yanshou::inspection::{
    Inspection, Manner, Opinion, PageName, SeenImage, Standing, Verdict, same_name,
};
use yanshou::judge::Unit;
use yanshou::limits::Limits;
use yanshou::profile::InspectionPoint;
use yanshou::record::Record;

use super::columns::{Columns, Field, IMAGE_HEADINGS, squeezed};
use super::inspected_pages::UnitPages;
use super::marks;
use super::point_text::PointText;
use super::refusal::{Place, Refusal, SheetRefused, Wrong};
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

struct Reading<'a> {
    assignment: &'a Assignment<'a>,
    columns: Columns,
    refusals: Vec<Refusal>,
}

/// The verdict sheet once its headings were found.
struct Verdicts<'s> {
    sheet: &'s Sheet,
    headings: u32,
    at: BTreeMap<Field, usize>,
}

impl Verdicts<'_> {
    fn text<'t>(&self, row: &'t TableRow, field: Field) -> &'t str {
        let at = self.at.get(&field);
        at.map_or("", |at| self.sheet.text(row, *at))
    }

    fn place(&self, row: &TableRow, field: Field) -> Place {
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
    fn refuse(&mut self, place: Place, wrong: Wrong, expected: &str, found: &str) {
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
        inspection
            .verdicts
            .extend(said.into_iter().flat_map(|said| said.verdicts));
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
        let images = pages.map(|page| SeenImage {
            archival_code: unit.archival_code.clone(),
            entry: page.path.clone(),
            page: page.page,
            sha256: page.sha256.clone(),
            scale: 0,
            manner: Manner::Declared,
        });
        images.collect()
    }
}

/// One row being read.
struct Row<'r> {
    verdicts: &'r Verdicts<'r>,
    row: &'r TableRow,
    unit: &'r Unit,
    standing: &'r BTreeMap<(&'r str, &'r str), Standing<'r>>,
    inspection: &'r Inspection,
    /// The inspector whom the sheet names for the whole.
    signed: &'r str,
    now: &'r str,
    points: &'r [InspectionPoint],
}

/// Columns of one opinion.
struct OpinionColumns {
    opinion: Opinion,
    point: fn(usize) -> Field,
    by: Field,
    note: Field,
    /// Pages and defect are asked of the first opinion only.
    details: Option<(Field, Field)>,
    time: Option<Field>,
}

const FIRST: OpinionColumns = OpinionColumns {
    opinion: Opinion::First,
    point: Field::Point,
    by: Field::By,
    note: Field::Note,
    details: Some((Field::Pages, Field::Defect)),
    time: Some(Field::Time),
};
const SECOND: OpinionColumns = OpinionColumns {
    opinion: Opinion::Second,
    point: Field::Second,
    by: Field::SecondBy,
    note: Field::SecondNote,
    details: None,
    time: None,
};

impl<'r> Row<'r> {
    fn text(&self, field: Field) -> &'r str {
        self.verdicts.text(self.row, field)
    }

    fn refuse(&self, reading: &mut Reading<'_>, at: Field, wrong: Wrong, expected: &str) {
        let place = self.verdicts.place(self.row, at);
        reading.refuse(place, wrong, expected, self.text(at));
    }

    /// Its verdicts, and where it declares that all images were seen.
    fn read(&self, reading: &mut Reading<'_>) -> (Vec<Verdict>, Option<Place>) {
        let first = self.opinion(&FIRST, reading);
        let second = self.opinion(&SECOND, reading);
        let author = self.author(&FIRST);
        if !second.is_empty() && same_name(author, self.text(Field::SecondBy)) {
            self.refuse(
                reading,
                Field::SecondBy,
                Wrong::SamePerson,
                "另一人 · another person",
            );
        }
        let seen = self.text(Field::Seen);
        let seen = match (seen.trim().is_empty(), marks::passed(seen)) {
            (true, _) | (false, Some(false)) => None,
            (false, Some(true)) => Some(self.verdicts.place(self.row, Field::Seen)),
            (false, None) => {
                self.refuse(reading, Field::Seen, Wrong::UnknownMark, "√");
                None
            }
        };
        (first.into_iter().chain(second).collect(), seen)
    }

    /// Who signs the row.
    fn author(&self, columns: &OpinionColumns) -> &'r str {
        let written = self.text(columns.by).trim();
        match columns.opinion {
            Opinion::First if written.is_empty() => self.signed,
            _ => written,
        }
    }

    /// The marks of one opinion, by point.
    fn marks(&self, columns: &OpinionColumns, reading: &mut Reading<'_>) -> Vec<(usize, bool)> {
        let mut found = Vec::new();
        for at in 0..self.points.len() {
            let field = (columns.point)(at);
            let cell = self.text(field);
            if cell.trim().is_empty() {
                continue;
            }
            match marks::passed(cell) {
                Some(passed) => found.push((at, passed)),
                None => self.refuse(reading, field, Wrong::UnknownMark, marks::EXPECTED),
            }
        }
        found
    }

    fn opinion(&self, columns: &OpinionColumns, reading: &mut Reading<'_>) -> Vec<Verdict> {
        let marked = self.marks(columns, reading);
        let details = columns
            .details
            .map_or(vec![], |(pages, defect)| vec![pages, defect]);
        for field in details.iter().chain([&columns.note]) {
            self.refuse_text_on_nothing(*field, *field == columns.note, &marked, reading);
        }
        if marked.is_empty() {
            return Vec::new();
        }
        let profile = reading.assignment.profile;
        let part = |field: Field| PointText::read(self.text(field), profile);
        let note = part(columns.note);
        let (pages, defect) = match columns.details {
            Some((pages, defect)) => (part(pages), part(defect)),
            None => (PointText::default(), PointText::default()),
        };
        let failed: Vec<usize> = marked
            .iter()
            .filter(|(_, passed)| !passed)
            .map(|(at, _)| *at)
            .collect();
        let defects = self.defects(&defect, &failed, reading);
        let mut verdicts = Vec::new();
        for (at, passed) in &marked {
            let Some(point) = self.points.get(*at) else {
                continue;
            };
            // A remark where nothing failed is the first point's.
            let remark = failed.is_empty() && marked.first().is_some_and(|(first, _)| first == at);
            let pages = self.pages(pages.of(*at, !passed), reading);
            let verdict = Verdict {
                archival_code: self.unit.archival_code.clone(),
                point: point.id.clone(),
                passed: *passed,
                defect: defects.get(at).cloned().unwrap_or_default(),
                pages,
                note: blank_is_none(note.of(*at, !passed || remark)).to_owned(),
                time: self.text_of(columns.time).trim().to_owned(),
                by: self.author(columns).to_owned(),
                opinion: columns.opinion,
            };
            verdicts.extend(self.unless_said(verdict, reading, columns));
        }
        verdicts
    }

    fn text_of(&self, field: Option<Field>) -> &'r str {
        field.map_or("", |field| self.text(field))
    }

    /// Refuses text that no marked point would take.
    fn refuse_text_on_nothing(
        &self,
        field: Field,
        is_note: bool,
        marked: &[(usize, bool)],
        reading: &mut Reading<'_>,
    ) {
        let text = PointText::read(self.text(field), reading.assignment.profile);
        let any_failed = marked.iter().any(|(_, passed)| !passed);
        let whole = !text.whole.trim().is_empty() && !(any_failed || is_note && !marked.is_empty());
        let unmarked = text
            .by_point
            .iter()
            .any(|(at, text)| !text.trim().is_empty() && marked.iter().all(|(m, _)| m != at));
        if whole || unmarked {
            self.refuse(reading, field, Wrong::NothingMarked, "√ / ×");
        }
    }

    fn pages(&self, cell: &str, reading: &mut Reading<'_>) -> Vec<PageName> {
        match UnitPages::new(self.unit).read(cell) {
            Ok(pages) => pages,
            Err(word) => {
                let place = self.verdicts.place(self.row, Field::Pages);
                let expected = format!("文件名或页次 · file name or 1–{}", self.unit.pages.len());
                reading.refuse(place, Wrong::UnknownPage, &expected, &word);
                Vec::new()
            }
        }
    }

    /// The defect of each point that has one. A word without a point's name is of the failed points that know it; a point
    /// without a list of its own takes what no other knows.
    fn defects(
        &self,
        text: &PointText,
        failed: &[usize],
        reading: &mut Reading<'_>,
    ) -> BTreeMap<usize, String> {
        let list = |at: usize| {
            self.points
                .get(at)
                .map_or(&[][..], |p| p.defects.as_slice())
        };
        let knows = |at: usize, word: &str| list(at).iter().any(|known| known == word);
        let mut defects: BTreeMap<usize, String> = BTreeMap::new();
        let mut unknown = Vec::new();
        for (at, said) in &text.by_point {
            let said = said.trim();
            if !said.is_empty() && !list(*at).is_empty() && !knows(*at, said) {
                unknown.push(said.to_owned());
            }
            defects.insert(*at, said.to_owned());
        }
        let shared: Vec<usize> = failed
            .iter()
            .filter(|at| !text.by_point.contains_key(at))
            .copied()
            .collect();
        let whole = text.whole.trim();
        let free = |at: &usize| list(*at).is_empty();
        if !whole.is_empty() && shared.iter().all(free) {
            defects.extend(shared.iter().map(|at| (*at, whole.to_owned())));
        } else if !whole.is_empty() {
            for word in whole
                .split([',', '，', '、', ';', '；', '\n'])
                .map(str::trim)
            {
                let knowing: Vec<usize> = shared
                    .iter()
                    .filter(|at| knows(**at, word))
                    .copied()
                    .collect();
                let taking = if knowing.is_empty() {
                    shared.iter().filter(|at| free(at)).copied().collect()
                } else {
                    knowing
                };
                // One defect a point: a second one would be lost.
                let taken = taking
                    .iter()
                    .any(|at| !free(at) && defects.contains_key(at));
                if !word.is_empty() && (taking.is_empty() || taken) {
                    unknown.push(word.to_owned());
                }
                for at in taking {
                    let held = defects.entry(at).or_default();
                    let between = if held.is_empty() { "" } else { "、" };
                    *held += &format!("{between}{word}");
                }
            }
        }
        for word in unknown {
            let known: Vec<&str> = shared
                .iter()
                .chain(text.by_point.keys())
                .flat_map(|at| list(*at))
                .map(String::as_str)
                .collect();
            let place = self.verdicts.place(self.row, Field::Defect);
            reading.refuse(place, Wrong::UnknownDefect, &known.join(" | "), &word);
        }
        defects
    }

    /// The verdict, unless that very thing was said before; one without a name is refused.
    fn unless_said(
        &self,
        mut verdict: Verdict,
        reading: &mut Reading<'_>,
        columns: &OpinionColumns,
    ) -> Option<Verdict> {
        let key = (verdict.archival_code.as_str(), verdict.point.as_str());
        let standing = self.standing.get(&key);
        let old = standing.and_then(|standing| match columns.opinion {
            Opinion::First => standing.first,
            _ => standing.second,
        });
        if let Some(old) = old {
            // The sheet has no place for the pages and the defect of a second opinion.
            let details = columns.details.is_none()
                || (&old.defect, &old.pages) == (&verdict.defect, &verdict.pages);
            let by = self.text(columns.by).trim();
            let same_author = by.is_empty() || same_name(by, self.inspection.author(old));
            let note = blank_is_none(&old.note) == verdict.note;
            if old.passed == verdict.passed && details && note && same_author {
                return None;
            }
            // The time on the sheet is that of what stood there.
            if verdict.time == old.time {
                verdict.time.clear();
            }
        }
        if verdict.time.is_empty() {
            self.now.clone_into(&mut verdict.time);
        }
        if verdict.by.is_empty() {
            self.refuse(reading, columns.by, Wrong::Unsigned, "姓名 · a name");
        } else if columns.opinion == Opinion::First
            && same_name(&verdict.by, &self.inspection.inspector)
        {
            verdict.by.clear();
        }
        Some(verdict)
    }
}

fn blank_is_none(text: &str) -> &str {
    if text.trim().is_empty() { "" } else { text }
}
