//! The verdict sheet (抽检记录表, STANDARDS §10.2): units to inspect → a sheet that a person fills in, with a second one that
//! lists every image by digest; and the filled sheet → the record. It is bound to delivery, draw and profile by their
//! digests, so that verdicts on one thing are never taken for verdicts on another.

mod columns;
mod inspected_pages;
mod marks;
mod point_text;
mod reading;
mod refusal;
mod row;
mod rows;

use std::collections::BTreeMap;

use yanshou::inspection::{Inspection, Opinion, Standing};
use yanshou::judge::Unit;
use yanshou::profile::Profile;
use yanshou::record::{PickReason, Record};
use yanshou::sampling::Sample;
use yanshou::session::JudgementView;
use yanshou::words::sentence;

use crate::table::{HeadLine, Table, head_line};
use columns::Columns;

pub(crate) use columns::point_name;

pub use columns::image_file;
pub use reading::{SheetFile, Signing, read};
pub use refusal::{Place, Refusal, SheetRefused, Wrong};

/// Version tag of the sheet; moves when the meaning of a column does.
pub const SHEET_FORM: &str = "yanshou-verdict-sheet/1";

/// Why a unit is on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Drawn.
    Sample,
    /// Picked beside the sample.
    Targeted(PickReason),
}

impl Basis {
    fn words(self) -> &'static str {
        match self {
            Basis::Sample => "样本 sample",
            Basis::Targeted(PickReason::Risk) => "指定·风险 risk",
            Basis::Targeted(PickReason::Hand) => "指定 by hand",
            Basis::Targeted(PickReason::Rework) => "指定·返工 rework",
        }
    }
}

/// What is to be inspected, and of what: the units of the sample by stratum and key, then those picked beside it.
#[derive(Clone, Debug)]
pub struct Assignment<'a> {
    /// Name of the delivery.
    pub delivery: &'a str,
    /// Delivery digest (SHA-256); empty where an entry could not be read.
    pub digest: &'a str,
    /// Seed of the draw; empty where none was made.
    pub seed: &'a str,
    /// Under what.
    pub profile: &'a Profile,
    /// Which units and why, each once.
    pub units: Vec<(&'a Unit, Basis)>,
}

impl<'a> Assignment<'a> {
    /// Of a delivery that was judged. `record` has the targeted picks; a code that is no unit of the delivery is left out.
    #[must_use]
    pub fn new(
        delivery: &'a str,
        view: &'a JudgementView,
        sample: Option<&'a Sample>,
        record: &Record,
    ) -> Self {
        let mut known: BTreeMap<&str, &'a Unit> = view
            .units
            .iter()
            .map(|unit| (unit.archival_code.as_str(), unit))
            .collect();
        let drawn = sample.iter().flat_map(|sample| &sample.units);
        let drawn = drawn.map(|unit| (unit.archival_code.as_str(), Basis::Sample));
        let picks = record.targeted.iter();
        let picks = picks.map(|pick| (pick.archival_code.as_str(), Basis::Targeted(pick.reason)));
        let units = drawn
            .chain(picks)
            .filter_map(|(code, basis)| Some((known.remove(code)?, basis)));
        Self {
            delivery,
            digest: view.digest.as_ref().map_or("", |digest| &digest.sha256),
            seed: sample.map_or("", |sample| &sample.seed),
            profile: &view.profile,
            units: units.collect(),
        }
    }

    /// The lines a sheet must have to be this one's: label and value.
    fn bound_to(&self) -> [(&'static str, String); 4] {
        [
            ("表式", SHEET_FORM.to_owned()),
            ("交付摘要", self.digest.to_owned()),
            ("种子", self.seed.to_owned()),
            ("方案摘要", self.profile.sha256.clone()),
        ]
    }

    fn head(&self, inspector: &str, reviewer: &str) -> Vec<HeadLine> {
        let [form, digest, seed, fingerprint] = self.bound_to().map(|(_, value)| value);
        let to_fill = |zh: &str, en: &str, value: &str| HeadLine {
            to_fill: true,
            ..head_line(sentence(zh, en), value)
        };
        let says = |text: &str| head_line(sentence("填写", "how to"), text);
        vec![
            head_line(sentence("批次", "delivery"), self.delivery),
            head_line(sentence("交付摘要", "delivery digest SHA-256"), digest),
            head_line(sentence("种子", "seed"), seed),
            head_line(
                sentence("方案", "profile"),
                format!("{} {}", self.profile.id, self.profile.version),
            ),
            head_line(sentence("方案摘要", "profile SHA-256"), fingerprint),
            head_line(sentence("表式", "form"), form),
            to_fill("检验人", "inspector", inspector),
            to_fill("复核人", "reviewer", reviewer),
            says(
                "合格 √，不合格 ×，未检留空；先看完该件全部图像，再在“已看全部图像”打 √。 · Pass √, fail ×, blank: not yet \
                 inspected. Look at every image of the unit, then tick “all images seen”.",
            ),
            says(
                "问题页写文件名或页次（3、5-7）；一行有几个 × 而所指不同时，每项一行写“项目：内容”。 · Pages: file names or \
                 places in the unit (3, 5-7). Where several points fail differently: one line each, “point: text”.",
            ),
        ]
    }
}

/// The sheet to fill in and the list of images. What the record has stands in it already; `second` asks for the columns of a
/// second opinion, which are there anyway where the record has one.
#[must_use]
pub fn write(assignment: &Assignment<'_>, record: &Record, second: bool) -> [Table; 2] {
    let empty = Inspection::default();
    let inspection = record.inspection.as_ref().unwrap_or(&empty);
    let second = second
        || inspection.verdicts.iter().any(|verdict| {
            let on_sheet = |(unit, _): &(&Unit, Basis)| unit.archival_code == verdict.archival_code;
            verdict.opinion == Opinion::Second && assignment.units.iter().any(on_sheet)
        });
    let columns = Columns::new(assignment.profile, second);
    let head = assignment.head(&inspection.inspector, &record.people.reviewer);
    let verdicts = Table {
        name: "抽检记录表".to_owned(),
        title: sentence("抽检记录表", "Inspection sheet"),
        head: head.clone(),
        columns: columns.verdicts(),
        rows: rows::verdicts(assignment, &columns, inspection),
        frozen_columns: 2,
    };
    let images = Table {
        name: "图像".to_owned(),
        title: sentence("抽检图像清单", "Images of the units to inspect"),
        head: head.into_iter().take(6).collect(),
        columns: columns::images(),
        rows: rows::images(assignment),
        frozen_columns: 2,
    };
    [verdicts, images]
}

/// What stands of each unit and point, the second opinions of whoever gave the first among it.
fn standing<'r>(inspection: &'r Inspection) -> BTreeMap<(&'r str, &'r str), Standing<'r>> {
    let mut all: BTreeMap<_, Standing<'r>> = BTreeMap::new();
    for verdict in &inspection.verdicts {
        let key = (verdict.archival_code.as_str(), verdict.point.as_str());
        let standing = all.entry(key).or_default();
        match verdict.opinion {
            Opinion::First => standing.first = Some(verdict),
            Opinion::Second => standing.second = Some(verdict),
            Opinion::Overruling => standing.overruling = Some(verdict),
        }
    }
    all
}
