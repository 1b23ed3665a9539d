//! What stands in the rows of both sheets before a person fills them in.

use std::collections::{BTreeMap, BTreeSet};

use yanshou::inspection::{Inspection, Standing, Verdict};
use yanshou::judge::Unit;
use yanshou::profile::{Field as CatalogueField, Profile};

use super::columns::{Columns, Field};
use super::inspected_pages::UnitPages;
use super::marks::mark;
use super::point_text::PointText;
use super::{Assignment, standing};

/// Characters of a title on the sheet: it is there to be recognised (ours; a cell of XLSX holds 32 767).
const TITLE: usize = 300;

/// The verdicts of one opinion on one unit, by the point's place in the profile.
struct Opinions<'r> {
    by_point: Vec<(usize, &'r Verdict)>,
}

impl<'r> Opinions<'r> {
    fn failed(&self) -> Vec<usize> {
        let failed = self.by_point.iter().filter(|(_, verdict)| !verdict.passed);
        failed.map(|(point, _)| *point).collect()
    }

    fn text(&self, of: impl Fn(&Verdict) -> String, profile: &Profile) -> String {
        let texts: Vec<(usize, String)> = self
            .by_point
            .iter()
            .map(|(point, verdict)| (*point, of(verdict)))
            .collect();
        let texts: Vec<(usize, &str)> = texts.iter().map(|(at, text)| (*at, &**text)).collect();
        PointText::write(&texts, &self.failed(), profile)
    }

    /// What all of them say alike; empty where they differ.
    fn alike(&self, of: impl Fn(&'r Verdict) -> &'r str) -> &'r str {
        let said: BTreeSet<&str> = self
            .by_point
            .iter()
            .map(|(_, verdict)| of(verdict))
            .collect();
        match said.iter().collect::<Vec<_>>().as_slice() {
            [one] => one,
            _ => "",
        }
    }
}

pub(super) fn verdicts<'r>(
    assignment: &Assignment<'_>,
    columns: &Columns,
    inspection: &'r Inspection,
) -> Vec<Vec<String>> {
    let profile = assignment.profile;
    let standing: BTreeMap<(&str, &str), Standing<'r>> = standing(inspection);
    let seen = inspection.seen_images();
    let units = (1_usize..).zip(&assignment.units);
    let rows = units.map(|(number, (unit, basis))| {
        let opinions = |pick: fn(&Standing<'r>) -> Option<&'r Verdict>| {
            let points = profile.inspection.iter().enumerate();
            let given = points.filter_map(|(at, point)| {
                let key = (unit.archival_code.as_str(), point.id.as_str());
                Some((at, pick(standing.get(&key)?)?))
            });
            Opinions {
                by_point: given.collect(),
            }
        };
        let (first, second) = (opinions(|s| s.first), opinions(|s| s.second));
        let pages = UnitPages::new(unit);
        let marked = |opinions: &Opinions<'_>, at: usize| {
            let found = opinions.by_point.iter().find(|(point, _)| *point == at);
            found
                .map_or("", |(_, verdict)| mark(verdict.passed))
                .to_owned()
        };
        let cell = |field: &Field| match field {
            Field::Number => number.to_string(),
            Field::Code => unit.archival_code.clone(),
            Field::Basis => basis.words().to_owned(),
            Field::Title | Field::PagesExpected | Field::PagesThere => printed(unit, *field),
            Field::Point(at) => marked(&first, *at),
            Field::Pages => first.text(|verdict| pages.write(&verdict.pages), profile),
            Field::Defect => first.text(|verdict| verdict.defect.clone(), profile),
            Field::Note => first.text(|verdict| verdict.note.clone(), profile),
            Field::Seen if seen.has_all(unit) => mark(true).to_owned(),
            Field::Seen => String::new(),
            Field::By => first.alike(|verdict| inspection.author(verdict)).to_owned(),
            Field::Time => first.alike(|verdict| &verdict.time).to_owned(),
            Field::Second(at) => marked(&second, *at),
            Field::SecondBy => second
                .alike(|verdict| inspection.author(verdict))
                .to_owned(),
            Field::SecondNote => second.text(|verdict| verdict.note.clone(), profile),
        };
        columns.fields.iter().map(cell).collect()
    });
    rows.collect()
}

/// What the sheet itself says of a unit; nobody writes there. Empty in the other columns.
pub(super) fn printed(unit: &Unit, field: Field) -> String {
    match field {
        Field::Title => title(unit),
        Field::PagesExpected => pages_listed(unit),
        Field::PagesThere => unit.pages.len().to_string(),
        _ => String::new(),
    }
}

fn title(unit: &Unit) -> String {
    let title = unit
        .fields
        .get(&CatalogueField::Title)
        .map_or("", |t| t.as_str());
    match title.char_indices().nth(TITLE) {
        None => title.to_owned(),
        Some((end, _)) => format!("{}…", title.get(..end).unwrap_or(title)),
    }
}

/// 应有页: what the catalogue says; of a volume what it says of its items together, where it says so of each.
fn pages_listed(unit: &Unit) -> String {
    let said = |fields: &BTreeMap<CatalogueField, String>| {
        fields
            .get(&CatalogueField::Pages)
            .cloned()
            .unwrap_or_default()
    };
    if unit.items.is_empty() {
        return said(&unit.fields);
    }
    let counts = unit
        .items
        .iter()
        .map(|item| said(&item.fields).parse::<u64>().ok());
    let sum = counts.sum::<Option<u64>>();
    sum.map_or_else(String::new, |sum| sum.to_string())
}

pub(super) fn images(assignment: &Assignment<'_>) -> Vec<Vec<String>> {
    let units = assignment.units.iter();
    let rows = units.flat_map(|(unit, _)| {
        (1_usize..).zip(&unit.pages).map(|(place, page)| {
            vec![
                place.to_string(),
                unit.archival_code.clone(),
                page.path.clone(),
                page.page.to_string(),
                page.sha256.clone(),
            ]
        })
    });
    rows.collect()
}
