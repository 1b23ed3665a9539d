//! The supplier sheet (外包服务质量统计表): reports of one contractor → what was delivered, how it passed round by round, what
//! a scoring table deducts for it, and how strictly the next lot is inspected. The formula of every number stands beside it:
//! the sheet goes with the bill, and both parties recompute it.

mod counting;
mod scoring;
mod story;
mod times;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::acceptance::Outcome;
use crate::person::same_name;
use crate::profile::{Strictness, Title};
use crate::report::ReportError;
use crate::sampling::switching::{self, ENOUGH_TO_REDUCE, Lot};
use crate::sheets::Part;
use crate::words::{Sentence, sentence};

pub use scoring::{Counted, Grade, GradeLine, Scoring, ScoringError, ScoringRow};
pub use story::Given;

/// Version tag of [`SupplierSheet`]; moves when the meaning of a field does.
pub const SUPPLIER_SHEET_SCHEMA: &str = "yanshou-supplier-sheet/1";

/// What passed, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fraction {
    /// What passed.
    pub numerator: u64,
    /// Of how many; 0 where nothing could be counted.
    pub denominator: u64,
}

/// One gate of one report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateLine {
    /// Its name, as in the report.
    pub gate: String,
    /// Its fraction.
    #[serde(flatten)]
    pub fraction: Fraction,
    /// Met, not met, or (`null`) not yet answered or not told.
    pub met: Option<bool>,
}

/// Pages and A4 pages for the bill. Contracts differ on whether blank and repeated pages are paid, so they stand apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Billable {
    /// All pages whose size is known.
    pub all: Part,
    /// Candidates for blank pages among them.
    pub blank: Part,
    /// Repeated pages among them that are not blank.
    pub repeated: Part,
    /// `all` without `blank` and `repeated`.
    pub rest: Part,
    /// Pages whose size is not known; not among the others.
    pub unknown: u64,
}

/// One report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportRow {
    /// Name of the report's file.
    pub file: String,
    /// SHA-256 of the report's bytes, lower hex.
    pub report_sha256: String,
    /// Name of the delivery.
    pub delivery: String,
    /// Round, from 1.
    pub round: u32,
    /// When the report was made, as its caller's clock had it.
    pub made_at: String,
    /// Profile it was judged under.
    pub profile: String,
    /// Catalogue rows (条目).
    pub items: u64,
    /// Pages of linked images.
    pub pages: u64,
    /// Pages for the bill; `null` where there is no page image.
    pub billable: Option<Billable>,
    /// The gates that are shares: `automatic` and one for each inspection point.
    pub gates: Vec<GateLine>,
    /// Findings of severity A.
    pub findings_a: u64,
    /// Findings of severity B.
    pub findings_b: u64,
    /// What became of it.
    pub outcome: Outcome,
    /// Last day for it, where the round before set one.
    pub deadline: Option<String>,
    /// Day it was handed over, where it was said.
    pub handed_over: Option<String>,
    /// Days after the last day; `null` where there was none, or nobody said when it came.
    pub days_late: Option<u64>,
    /// What the scoring table can count, of this report alone.
    pub counts: BTreeMap<Counted, u64>,
}

/// One delivery with its rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryStory {
    /// Name of the first one given.
    pub delivery: String,
    /// The reports, oldest first.
    pub reports: Vec<ReportRow>,
    /// Rounds whose reports were not given. Nothing of theirs can be counted.
    pub rounds_missing: Vec<u32>,
    /// What became of the first submission.
    pub first: Outcome,
    /// How the first submission was inspected, as the switching rules count it; nothing where it is not decided.
    pub lot: Option<Lot>,
    /// Round in which it was accepted.
    pub accepted_in: Option<u32>,
}

/// All deliveries in one round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundRates {
    /// From 1.
    pub round: u32,
    /// Deliveries accepted in it, of those decided in it.
    pub accepted: Fraction,
    /// Gate by gate, numerators and denominators added up over the deliveries.
    pub gates: Vec<GateLine>,
}

/// What one row of the scoring table comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deduction {
    /// The row.
    pub row: ScoringRow,
    /// How many were counted.
    pub count: u64,
    /// Points deducted.
    pub deducted: u32,
    /// count × points, at most so many.
    pub formula: Sentence,
}

/// The score and its grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Score {
    /// Points; `null` where a report is missing or a delivery is not decided.
    pub points: Option<u32>,
    /// Its grade.
    pub grade: Option<GradeLine>,
    /// How it came about, or why there is none.
    pub formula: Sentence,
}

/// The scoring table that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoringLine {
    /// Stable name.
    pub id: String,
    /// Version of its text.
    pub version: String,
    /// SHA-256 of its text, lower hex.
    pub sha256: String,
    /// As people read it.
    pub title: Title,
    /// Points before anything is deducted.
    pub full: u32,
    /// Grades, from the highest score down.
    pub grades: Vec<GradeLine>,
}

/// How the contractor's next lot is inspected, where it is sampled by attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NextLot {
    /// Normal, tightened or reduced; `null`: inspection stops until the contractor has mended its work.
    pub strictness: Option<Strictness>,
    /// The score of the switching rules (转移得分).
    pub score: u32,
    /// Reduced inspection may begin or go on, where the work goes steadily and the archive wants it.
    pub may_reduce: bool,
    /// The first submissions it follows from, oldest first.
    pub lots: Vec<Lot>,
    /// Why.
    pub sentence: Sentence,
}

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupplierSheet {
    /// [`SUPPLIER_SHEET_SCHEMA`].
    pub schema: String,
    /// The contractor, as the reports name it; empty where none does.
    pub contractor: String,
    /// Deliveries, in the order of their first reports.
    pub deliveries: Vec<DeliveryStory>,
    /// Pages for the bill: of each delivery the last report given.
    pub billable: Billable,
    /// How the pages for the bill came about.
    pub billable_formula: Sentence,
    /// First submissions accepted, of those decided (一次验收合格率).
    pub first_pass: Fraction,
    /// Its formula.
    pub first_pass_formula: Sentence,
    /// Round by round.
    pub rounds: Vec<RoundRates>,
    /// Under which table.
    pub scoring: ScoringLine,
    /// What was deducted.
    pub deductions: Vec<Deduction>,
    /// What remains.
    pub score: Score,
    /// How the next lot is inspected.
    pub next: NextLot,
}

/// Why no sheet can be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SupplierError {
    /// No report was given.
    #[error("a supplier sheet needs at least one report")]
    NoReport,
    /// A report cannot be read.
    #[error("`{name}` cannot be taken")]
    Report {
        /// Its file.
        name: String,
        /// Why.
        source: ReportError,
    },
    /// Two reports are of one round of one delivery.
    #[error("`{first}` and `{second}` are reports of one round of one delivery")]
    RoundTwice {
        /// The first given.
        first: String,
        /// The second given.
        second: String,
    },
    /// The later round was held against another report than the one given.
    #[error("`{later}` follows a report with the digest {expected}, and `{earlier}` has {found}")]
    ChainBroken {
        /// File of the earlier round.
        earlier: String,
        /// File of the later round.
        later: String,
        /// What the later round says.
        expected: String,
        /// What the earlier report has.
        found: String,
    },
    /// Two reports follow one.
    #[error("`{later}` follows `{earlier}`, which another report follows already")]
    Forked {
        /// File of the earlier round.
        earlier: String,
        /// File of the second one that follows it.
        later: String,
    },
    /// The reports are of two contractors.
    #[error("`{file}` names the contractor `{found}`, another report `{expected}`")]
    TwoContractors {
        /// The report.
        file: String,
        /// Whom another one names.
        expected: String,
        /// Whom it names.
        found: String,
    },
}

/// Makes the sheet. The order in which reports are given does not matter.
///
/// # Errors
/// [`SupplierError`]; see its variants.
pub fn sheet(given: &[Given<'_>], scoring: &Scoring) -> Result<SupplierSheet, SupplierError> {
    let told = story::stories(given)?;
    let contractor = contractor(&told)?;
    let stories = told.iter().map(|story| counting::delivery(story));
    let mut deliveries: Vec<DeliveryStory> = stories.collect();
    if deliveries.is_empty() {
        return Err(SupplierError::NoReport);
    }
    let first_made = |delivery: &DeliveryStory| {
        let first = delivery.reports.first();
        let (made, digest) = first.map_or(("", ""), |row| (&row.made_at, &row.report_sha256));
        (times::order(made), digest.to_owned())
    };
    deliveries.sort_by_cached_key(first_made);
    let deductions: Vec<Deduction> = scoring
        .rows
        .iter()
        .map(|row| deduction(row, &told, &deliveries))
        .collect();
    let billable = counting::billable(&deliveries);
    let lots: Vec<Lot> = deliveries.iter().filter_map(|story| story.lot).collect();
    let first_pass = Fraction {
        numerator: lots.iter().filter(|lot| lot.accepted).count() as u64,
        denominator: lots.len() as u64,
    };
    Ok(SupplierSheet {
        schema: SUPPLIER_SHEET_SCHEMA.to_owned(),
        contractor,
        billable_formula: billable_formula(&billable),
        billable,
        first_pass_formula: first_pass_formula(first_pass, deliveries.len() as u64),
        first_pass,
        rounds: counting::rounds(&told),
        scoring: ScoringLine {
            id: scoring.id.clone(),
            version: scoring.version.clone(),
            sha256: scoring.sha256.clone(),
            title: scoring.title.clone(),
            full: scoring.full,
            grades: scoring.grades.clone(),
        },
        score: score(scoring, &deductions, &deliveries),
        deductions,
        next: next(lots),
        deliveries,
    })
}

/// The one contractor of all reports; those that name none go with any.
fn contractor(told: &[Vec<story::Told>]) -> Result<String, SupplierError> {
    let mut known = String::new();
    for one in told.iter().flatten() {
        let name = one.report.people.contractor.trim();
        if known.is_empty() {
            name.clone_into(&mut known);
        } else if !name.is_empty() && !same_name(name, &known) {
            return Err(SupplierError::TwoContractors {
                file: one.file.clone(),
                expected: known,
                found: name.to_owned(),
            });
        }
    }
    Ok(known)
}

fn deduction(
    row: &ScoringRow,
    told: &[Vec<story::Told>],
    deliveries: &[DeliveryStory],
) -> Deduction {
    let count = match row.counts {
        Counted::Waivers => told.iter().map(|story| counting::waivers(story)).sum(),
        counted => deliveries
            .iter()
            .flat_map(|delivery| &delivery.reports)
            .filter_map(|report| report.counts.get(&counted))
            .sum::<u64>(),
    };
    let product = count.saturating_mul(u64::from(row.points));
    let deducted = u32::try_from(product).unwrap_or(u32::MAX).min(row.most);
    let (points, most) = (row.points, row.most);
    let capped = if product > u64::from(most) {
        (
            format!("，以{most}分为限，扣{deducted}分"),
            format!(", at most {most}: {deducted}"),
        )
    } else {
        (
            format!("，扣{deducted}分"),
            format!(": {deducted} deducted"),
        )
    };
    Deduction {
        row: row.clone(),
        count,
        deducted,
        formula: sentence(
            format!(
                "{} {count} × {points}分 = {product}分{}",
                row.title.zh, capped.0
            ),
            format!(
                "{}: {count} × {points} = {product} points{}",
                row.title.en, capped.1
            ),
        ),
    }
}

fn score(scoring: &Scoring, deductions: &[Deduction], deliveries: &[DeliveryStory]) -> Score {
    let missing = deliveries.iter().find(|d| !d.rounds_missing.is_empty());
    if let Some(delivery) = missing {
        let rounds: Vec<String> = delivery.rounds_missing.iter().map(u32::to_string).collect();
        let (name, rounds) = (&delivery.delivery, rounds.join(", "));
        return Score {
            points: None,
            grade: None,
            formula: sentence(
                format!("未提供“{name}”第{rounds}轮的报告，不能评分。"),
                format!("The report of round {rounds} of `{name}` is missing: no score."),
            ),
        };
    }
    let open = deliveries.iter().find(|delivery| {
        let last = delivery.reports.last();
        last.is_none_or(|row| row.outcome == Outcome::Undecided)
    });
    if let Some(delivery) = open {
        let name = &delivery.delivery;
        return Score {
            points: None,
            grade: None,
            formula: sentence(
                format!("“{name}”尚未作出结论，不能评分。"),
                format!("`{name}` is not decided: no score."),
            ),
        };
    }
    let deducted = deductions
        .iter()
        .map(|line| line.deducted)
        .fold(0, u32::saturating_add);
    let points = scoring.full.saturating_sub(deducted);
    let terms: Vec<String> = deductions
        .iter()
        .filter(|line| line.deducted > 0)
        .map(|line| format!(" − {}", line.deducted))
        .collect();
    let sum = format!("{}{}", scoring.full, terms.concat());
    let below = if deducted > scoring.full {
        ("（不低于0分）", " (not below 0)")
    } else {
        ("", "")
    };
    let (mut zh, mut en) = (
        format!("得分 = {sum} = {points}分{}", below.0),
        format!("Score = {sum} = {points}{}", below.1),
    );
    let grade = scoring.grade(points);
    if let Some((line, above)) = grade {
        let (name_zh, name_en) = line.grade.names();
        let from = line.from;
        let under = above.map_or((String::new(), String::new()), |above| {
            (
                format!("且低于{}", above.from),
                format!(" and below {}", above.from),
            )
        });
        zh += &format!("；不低于{from}{}，评为“{name_zh}”", under.0);
        en += &format!("; at least {from}{}: {name_en}", under.1);
    }
    Score {
        points: Some(points),
        grade: grade.map(|(line, _)| line.clone()),
        formula: sentence(format!("{zh}。"), format!("{en}.")),
    }
}

fn billable_formula(of: &Billable) -> Sentence {
    let (all, blank, repeated, rest) = (of.all, of.blank, of.repeated, of.rest);
    let unknown = of.unknown;
    sentence(
        format!(
            "各批次最后一轮：页数 {} − 空白{} − 重复{} = {}页；折合A4 {} − {} − {} = {}；幅面不明{unknown}页另计。\
             空白、重复页是否计费依合同。",
            all.pages,
            blank.pages,
            repeated.pages,
            rest.pages,
            all.a4,
            blank.a4,
            repeated.a4,
            rest.a4,
        ),
        format!(
            "Last round of each delivery: {} pages − {} blank − {} repeated = {}; as A4 {} − {} − {} = {}; {unknown} \
             pages of unknown size are not among them. Whether blank and repeated pages are paid is the contract's matter.",
            all.pages,
            blank.pages,
            repeated.pages,
            rest.pages,
            all.a4,
            blank.a4,
            repeated.a4,
            rest.a4,
        ),
    )
}

fn first_pass_formula(of: Fraction, deliveries: u64) -> Sentence {
    let (passed, decided) = (of.numerator, of.denominator);
    let open = deliveries.saturating_sub(decided);
    let (mut zh, mut en) = (
        format!("一次验收合格率 = 首轮通过批次 ÷ 首轮已作结论批次 = {passed}/{decided}"),
        format!("First-pass rate = first submissions accepted ÷ decided = {passed}/{decided}"),
    );
    if open > 0 {
        zh += &format!("；{open}批首轮未作结论，不计");
        en += &format!("; {open} not decided are left out");
    }
    sentence(format!("{zh}。"), format!("{en}."))
}

fn next(lots: Vec<Lot>) -> NextLot {
    let switch = switching::follows(&lots);
    let what = match switch.strictness {
        Some(Strictness::Normal) => ("正常检验", "normal inspection"),
        Some(Strictness::Tightened) => ("加严检验", "tightened inspection"),
        Some(Strictness::Reduced) => ("放宽检验", "reduced inspection"),
        None => (
            "暂停检验，待承包方改进",
            "inspection stops until the contractor has mended its work",
        ),
    };
    let (score, may_reduce) = (switch.score, switch.may_reduce());
    let (may_zh, may_en) = if may_reduce {
        (
            "；生产稳定且发包方认为可行的，可采用放宽检验",
            "; reduced inspection may be used where the work goes steadily and the archive wants it",
        )
    } else {
        ("", "")
    };
    let count = lots.len();
    NextLot {
        strictness: switch.strictness,
        score,
        may_reduce,
        lots,
        sentence: sentence(
            format!(
                "按{count}批首次交付的结论，下一批采用计数抽样时：{}（转移得分{score}，满{ENOUGH_TO_REDUCE}分方可放宽）{may_zh}。\
                 转移规则见ISO 2859-1:1999 9.3、9.4（二手来源，未核实）；方案不采用计数抽样的，供参考。",
                what.0
            ),
            format!(
                "By the outcomes of {count} first submissions, the next lot where it is sampled by attributes: {} (switching \
                 score {score}; {ENOUGH_TO_REDUCE} are needed to reduce){may_en}. Switching rules of ISO 2859-1:1999 9.3 \
                 and 9.4, from secondary sources, unverified; a hint where the plan is another.",
                what.1
            ),
        ),
    }
}
