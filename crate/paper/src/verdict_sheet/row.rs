//! One row of a filled sheet → the verdicts on its unit, first and second opinion, and whether all its images are declared
//! to have been seen.

use std::collections::BTreeMap;

use yanshou::facts::TableRow;
use yanshou::inspection::{Inspection, Opinion, PageName, Standing, Verdict, same_name};
use yanshou::judge::Unit;
use yanshou::profile::InspectionPoint;

use super::columns::Field;
use super::inspected_pages::UnitPages;
use super::marks;
use super::point_text::PointText;
use super::reading::{Reading, Verdicts};
use super::refusal::{Place, Wrong};

/// One row being read.
pub(super) struct Row<'r> {
    pub(super) verdicts: &'r Verdicts<'r>,
    pub(super) row: &'r TableRow,
    pub(super) unit: &'r Unit,
    pub(super) standing: &'r BTreeMap<(&'r str, &'r str), Standing<'r>>,
    pub(super) inspection: &'r Inspection,
    /// The inspector whom the sheet names for the whole.
    pub(super) signed: &'r str,
    pub(super) now: &'r str,
    pub(super) points: &'r [InspectionPoint],
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
    pub(super) fn read(&self, reading: &mut Reading<'_>) -> (Vec<Verdict>, Option<Place>) {
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
        let taken = any_failed || is_note && !marked.is_empty();
        let whole = !taken && !text.whole.trim().is_empty();
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
