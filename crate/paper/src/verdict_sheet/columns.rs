//! The columns of both sheets, and how a heading that came back is known again.

use yanshou::profile::Profile;
use yanshou::words::{Sentence, sentence};

use super::marks::MARKS;
use crate::table::{Column, column};

/// A column of the verdict sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Number,
    Code,
    Title,
    Basis,
    PagesExpected,
    PagesThere,
    /// The point of this place in the profile.
    Point(usize),
    Pages,
    Defect,
    Note,
    Seen,
    By,
    Time,
    /// Second opinion on the point of this place.
    Second(usize),
    SecondBy,
    SecondNote,
}

/// The columns of one sheet, in order.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) fields: Vec<Field>,
    headings: Vec<Sentence>,
}

/// Chinese names of the points of the built-in profiles, as the page has them; without a blank.
const POINTS: [(&str, &str); 5] = [
    ("correspondence", "条目与内容对应"),
    ("description", "著录准确"),
    ("completeness", "页面完整"),
    ("legibility", "清晰可读"),
    ("processing", "图像处理"),
];

/// What a point is called: its Chinese name where there is one, else its id.
pub(crate) fn point_name(id: &str) -> &str {
    let known = POINTS.iter().find(|(known, _)| *known == id);
    known.map_or(id, |(_, name)| name)
}

/// Begins the headings of a second opinion.
const SECOND: &str = "第二意见·";

impl Columns {
    pub(super) fn new(profile: &Profile, second: bool) -> Self {
        let points = || 0..profile.inspection.len();
        let mut fields = vec![
            Field::Number,
            Field::Code,
            Field::Title,
            Field::Basis,
            Field::PagesExpected,
            Field::PagesThere,
        ];
        fields.extend(points().map(Field::Point));
        fields.extend([
            Field::Pages,
            Field::Defect,
            Field::Note,
            Field::Seen,
            Field::By,
            Field::Time,
        ]);
        if second {
            fields.extend(points().map(Field::Second));
            fields.extend([Field::SecondBy, Field::SecondNote]);
        }
        let headings = fields.iter().map(|field| heading(*field, profile));
        Self {
            headings: headings.collect(),
            fields,
        }
    }

    /// As the sheet has them.
    pub(super) fn verdicts(&self) -> Vec<Column> {
        let columns = self.fields.iter().zip(&self.headings);
        columns
            .map(|(field, heading)| shape(*field, heading.clone()))
            .collect()
    }

    /// Which column a heading that came back is.
    pub(super) fn find(&self, cell: &str) -> Option<Field> {
        let written = squeezed(cell);
        let mut known = self.fields.iter().zip(&self.headings);
        known
            .find(|(_, heading)| {
                let whole = squeezed(&heading.zh) + &squeezed(&heading.en);
                written == whole || written == squeezed(&heading.zh)
            })
            .map(|(field, _)| *field)
    }

    pub(super) fn heading(&self, field: Field) -> String {
        let at = self.fields.iter().position(|known| *known == field);
        let heading = at.and_then(|at| self.headings.get(at));
        heading.map_or_else(String::new, |heading| heading.zh.clone())
    }
}

/// Without blanks and line breaks: spreadsheets and people move those.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn heading(field: Field, profile: &Profile) -> Sentence {
    let point = |at: usize| profile.inspection.get(at).map_or("", |point| &point.id);
    match field {
        Field::Number => sentence("序号", "No."),
        Field::Code => sentence("档号", "archival code"),
        Field::Title => sentence("题名", "title"),
        Field::Basis => sentence("类别", "basis"),
        Field::PagesExpected => sentence("应有页", "pages listed"),
        Field::PagesThere => sentence("实有页", "pages there"),
        Field::Point(at) => sentence(point_name(point(at)), point(at)),
        Field::Pages => sentence("问题页", "pages"),
        Field::Defect => sentence("缺陷代码", "defect"),
        Field::Note => sentence("问题描述", "what is wrong"),
        Field::Seen => sentence("已看全部图像", "all images seen"),
        Field::By => sentence("检验人", "inspector"),
        Field::Time => sentence("时间", "time"),
        Field::Second(at) => sentence(
            format!("{SECOND}{}", point_name(point(at))),
            format!("second opinion: {}", point(at)),
        ),
        Field::SecondBy => sentence("第二意见人", "second inspector"),
        Field::SecondNote => sentence("第二意见说明", "second opinion: why"),
    }
}

fn shape(field: Field, heading: Sentence) -> Column {
    let of = |width| column(heading, width);
    match field {
        Field::Number => of(5),
        Field::Code => of(26),
        Field::Title => of(30),
        Field::Basis => of(11),
        Field::PagesExpected | Field::PagesThere => of(7),
        Field::Point(_) | Field::Second(_) => of(9).to_fill(&MARKS),
        Field::Seen => of(10).to_fill(&["√"]),
        Field::Pages => of(16).to_fill(&[]),
        Field::Defect | Field::By | Field::SecondBy => of(10).to_fill(&[]),
        Field::Note | Field::SecondNote => of(28).to_fill(&[]),
        Field::Time => of(12).to_fill(&[]),
    }
}

/// Headings of the list of images, in order.
pub(super) const IMAGE_HEADINGS: [(&str, &str, u16); 5] = [
    ("页次", "No. in unit", 7),
    ("档号", "archival code", 26),
    ("图像", "image", 48),
    ("文件内页", "page in file", 9),
    ("SHA-256", "of the file", 68),
];

pub(super) fn images() -> Vec<Column> {
    let headings = IMAGE_HEADINGS.iter();
    headings
        .map(|(zh, en, width)| column(sentence(*zh, *en), *width))
        .collect()
}

/// Name of the list of images that goes with a sheet in CSV: `sheet.csv` → `sheet.images.csv`.
#[must_use]
pub fn image_file(sheet: &str) -> String {
    let stem = sheet
        .strip_suffix(".csv")
        .or_else(|| sheet.strip_suffix(".CSV"));
    format!("{}.images.csv", stem.unwrap_or(sheet))
}
