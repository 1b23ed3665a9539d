//! The supplier sheet (外包服务质量统计表) as tables: one line for each report, rates by round, and the score with its formulae.

use std::collections::BTreeSet;

use yanshou::acceptance::Outcome;
use yanshou::profile::Strictness;
use yanshou::sheets::Part;
use yanshou::supplier::{Counted, Fraction, ReportRow, SupplierSheet};
use yanshou::words::sentence;

use crate::table::{Column, HeadLine, Table, column, head_line};
use crate::verdict_sheet::point_name;

fn outcome(of: Outcome) -> &'static str {
    match of {
        Outcome::Accept => "通过 accepted",
        Outcome::Undecided => "未作结论 undecided",
        Outcome::Rework => "返工 rework",
        Outcome::Reject => "不通过 rejected",
    }
}

fn fraction(of: Fraction) -> String {
    format!("{}/{}", of.numerator, of.denominator)
}

fn text(zh: &str, en: &str, width: u16) -> Column {
    column(sentence(zh, en), width)
}

fn number(zh: &str, en: &str) -> Column {
    text(zh, en, 8).of_numbers()
}

/// What a gate is called; a point by its Chinese name where it has one.
fn gate_name(gate: &str) -> (String, String) {
    match gate.strip_prefix("inspection.") {
        Some(point) => (point_name(point).to_owned(), point.to_owned()),
        None if gate == "automatic" => ("机检".to_owned(), "automatic".to_owned()),
        None => (gate.to_owned(), gate.to_owned()),
    }
}

/// The three tables: deliveries, rounds, score.
#[must_use]
pub fn write(sheet: &SupplierSheet) -> [Table; 3] {
    [deliveries(sheet), rounds(sheet), score(sheet)]
}

fn about(sheet: &SupplierSheet) -> Vec<HeadLine> {
    let both = |zh: &str, en: &str| format!("{zh} · {en}");
    vec![
        head_line(sentence("承包方", "contractor"), sheet.contractor.as_str()),
        head_line(
            sentence("计费页数", "billable"),
            both(&sheet.billable_formula.zh, &sheet.billable_formula.en),
        ),
        head_line(
            sentence("一次合格率", "first pass"),
            both(&sheet.first_pass_formula.zh, &sheet.first_pass_formula.en),
        ),
        head_line(
            sentence("得分", "score"),
            both(&sheet.score.formula.zh, &sheet.score.formula.en),
        ),
        head_line(
            sentence("下一批", "next lot"),
            both(&sheet.next.sentence.zh, &sheet.next.sentence.en),
        ),
    ]
}

fn deliveries(sheet: &SupplierSheet) -> Table {
    let reports = || sheet.deliveries.iter().flat_map(|d| &d.reports);
    let mut gates: Vec<&str> = Vec::new();
    for line in reports().flat_map(|row| &row.gates) {
        if !gates.contains(&line.gate.as_str()) {
            gates.push(&line.gate);
        }
    }
    let mut columns = vec![
        text("批次", "delivery", 24),
        number("轮次", "round"),
        text("报告时间", "made at", 21),
        number("条目", "items"),
        number("页数", "pages"),
        number("计费全部页", "pages, all"),
        number("全部折合A4", "as A4, all"),
        number("空白页", "blank"),
        number("空白折合A4", "blank, A4"),
        number("重复页", "repeated"),
        number("重复折合A4", "repeated, A4"),
        number("其余页", "rest"),
        number("其余折合A4", "rest, A4"),
        number("幅面不明页", "size unknown"),
    ];
    columns.extend(gates.iter().map(|gate| {
        let (zh, en) = gate_name(gate);
        text(&zh, &en, 9)
    }));
    columns.extend([
        number("A类问题", "findings A"),
        number("B类问题", "findings B"),
        number("未整改", "remaining"),
        number("未要求改动", "unasked"),
        number("豁免", "waivers"),
        text("整改期限", "last day", 11),
        text("交付日", "handed over", 11),
        number("逾期天数", "days late"),
        text("结论", "outcome", 12),
        text("报告文件", "report", 24),
        text("报告摘要", "SHA-256", 66),
    ]);
    Table {
        name: "外包服务质量统计表".to_owned(),
        title: sentence("外包服务质量统计表", "Supplier sheet"),
        head: about(sheet),
        columns,
        rows: reports().map(|row| report(row, &gates)).collect(),
        frozen_columns: 2,
    }
}

fn report(row: &ReportRow, gates: &[&str]) -> Vec<String> {
    let part = |of: fn(&yanshou::supplier::Billable) -> Part| {
        let part = row.billable.as_ref().map(of);
        [
            part.map_or_else(String::new, |part| part.pages.to_string()),
            part.map_or_else(String::new, |part| part.a4.to_string()),
        ]
    };
    let count = |of: Counted| row.counts.get(&of).copied().unwrap_or(0).to_string();
    let mut cells = vec![
        row.delivery.clone(),
        row.round.to_string(),
        row.made_at.clone(),
        row.items.to_string(),
        row.pages.to_string(),
    ];
    cells.extend(part(|b| b.all));
    cells.extend(part(|b| b.blank));
    cells.extend(part(|b| b.repeated));
    cells.extend(part(|b| b.rest));
    let unknown = row.billable.map(|billable| billable.unknown.to_string());
    cells.push(unknown.unwrap_or_default());
    cells.extend(gates.iter().map(|gate| {
        let line = row.gates.iter().find(|line| line.gate == *gate);
        line.map_or_else(String::new, |line| fraction(line.fraction))
    }));
    let days = row.days_late.map(|days| days.to_string());
    cells.extend([
        row.findings_a.to_string(),
        row.findings_b.to_string(),
        count(Counted::DefectsRemaining),
        count(Counted::UnaskedChanges),
        count(Counted::Waivers),
        row.deadline.clone().unwrap_or_default(),
        row.handed_over.clone().unwrap_or_default(),
        days.unwrap_or_default(),
        outcome(row.outcome).to_owned(),
        row.file.clone(),
        row.report_sha256.clone(),
    ]);
    cells
}

fn rounds(sheet: &SupplierSheet) -> Table {
    let gates: BTreeSet<&str> = sheet
        .rounds
        .iter()
        .flat_map(|round| &round.gates)
        .map(|line| line.gate.as_str())
        .collect();
    let mut columns = vec![number("轮次", "round"), text("通过批次", "accepted", 12)];
    columns.extend(gates.iter().map(|gate| {
        let (zh, en) = gate_name(gate);
        text(&zh, &en, 16)
    }));
    let rows = sheet.rounds.iter().map(|round| {
        let mut cells = vec![round.round.to_string(), fraction(round.accepted)];
        cells.extend(gates.iter().map(|gate| {
            let line = round.gates.iter().find(|line| line.gate == *gate);
            line.map_or_else(String::new, |line| fraction(line.fraction))
        }));
        cells
    });
    Table {
        name: "分轮合格率".to_owned(),
        title: sentence("分轮合格率", "Rates by round"),
        head: vec![head_line(
            sentence("算法", "formula"),
            "各批次该轮分子之和 / 分母之和 · sums over the deliveries in that round",
        )],
        columns,
        rows: rows.collect(),
        frozen_columns: 1,
    }
}

fn score(sheet: &SupplierSheet) -> Table {
    let table = &sheet.scoring;
    let mut head = vec![
        head_line(
            sentence("评分表", "scoring table"),
            format!("{} {} · {}", table.title.zh, table.title.en, table.version),
        ),
        head_line(sentence("评分表摘要", "SHA-256"), table.sha256.as_str()),
        head_line(
            sentence("得分", "score"),
            format!("{} · {}", sheet.score.formula.zh, sheet.score.formula.en),
        ),
    ];
    head.extend(table.grades.iter().map(|line| {
        let (zh, en) = line.grade.names();
        head_line(
            sentence(zh, en),
            format!(
                "≥ {} · {} · {}",
                line.from,
                line.source,
                verified(line.verified)
            ),
        )
    }));
    let strictness = match sheet.next.strictness {
        Some(Strictness::Normal) => "正常 normal",
        Some(Strictness::Tightened) => "加严 tightened",
        Some(Strictness::Reduced) => "放宽 reduced",
        None => "暂停 stopped",
    };
    head.push(head_line(sentence("下一批", "next lot"), strictness));
    let numbered = (1_usize..).zip(&sheet.deductions);
    let rows = numbered.map(|(at, line)| {
        vec![
            at.to_string(),
            format!("{} {}", line.row.title.zh, line.row.title.en),
            line.count.to_string(),
            line.row.points.to_string(),
            line.row.most.to_string(),
            line.deducted.to_string(),
            line.formula.zh.clone(),
            line.formula.en.clone(),
            line.row.source.clone(),
            verified(line.row.verified).to_owned(),
        ]
    });
    Table {
        name: "评分".to_owned(),
        title: sentence("评分", "Score"),
        head,
        columns: vec![
            number("序号", "No."),
            text("考核项目", "what is counted", 36),
            number("数量", "count"),
            number("每个扣分", "points each"),
            number("扣分上限", "at most"),
            number("扣分", "deducted"),
            text("计算式", "formula (zh)", 40),
            text("formula", "(en)", 40),
            text("依据", "source", 40),
            text("核实", "verified", 10),
        ],
        rows: rows.collect(),
        frozen_columns: 2,
    }
}

fn verified(verified: bool) -> &'static str {
    if verified {
        "已核实 verified"
    } else {
        "未核实 unverified"
    }
}
