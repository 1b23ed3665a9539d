//! Rows that are no items by what they say: sums, and the names and notes below a table. What is dropped here is held
//! against nothing, so both are told strictly; whatever is not clearly one of them stays an item.

use super::columns::SkipReason;
use super::header::Header;
use crate::archival_code;
use crate::facts::{Cell, CellKind, TableRow};
use crate::plain::folded;
use crate::profile::Field;

/// What a sum is called.
const SUMS: &[&str] = &[
    "总合计",
    "合计",
    "总计",
    "共计",
    "小计",
    "总数",
    "累计",
    "共",
];

/// What it is a sum of, standing before its name; a year may, too.
const OF: &[&str] = &[
    "本页",
    "本卷",
    "本盒",
    "本目录",
    "以上",
    "永久",
    "长期",
    "短期",
    "定期",
];

/// Who made a table, who looked at it and when: with a colon, a blank, or nothing behind it.
const SIGNED: &[&str] = &[
    "制表人",
    "填表人",
    "编制人",
    "审核人",
    "复核人",
    "检查人",
    "校对人",
    "录入人",
    "著录人",
    "整理人",
    "立卷人",
    "移交人",
    "接收人",
    "负责人",
    "制表日期",
    "填表日期",
    "编制日期",
    "审核日期",
    "检查日期",
    "移交日期",
    "制表单位",
    "填表单位",
    "编制单位",
    "移交单位",
    "接收单位",
];

/// Notes; only with a colon, since titles begin so, too.
const NOTES: &[&str] = &["注", "备注", "附注", "说明"];

/// The cell in the column of the archival code, without blanks round it.
pub(super) fn code<'a>(row: &'a TableRow, header: &Header) -> &'a str {
    let column = header.columns.get(&Field::ArchivalCode);
    column
        .and_then(|c| row.cells.get(*c))
        .map_or("", |cell| cell.text.trim())
}

/// A row with nothing but a code is an item without its fields, not a title.
pub(super) fn is_code(text: &str) -> bool {
    archival_code::parse(&archival_code::normalise(text).text).is_ok()
}

fn filled(row: &TableRow) -> impl Iterator<Item = (usize, &Cell)> {
    let cells = row.cells.iter().enumerate();
    cells.filter(|(_, cell)| !cell.text.trim().is_empty())
}

/// The first cell names a sum, and every other is one or an amount. The name may stand in the column of the codes; no
/// code is spelt so.
pub(super) fn is_sum(row: &TableRow, header: &Header) -> bool {
    let mut cells = filled(row);
    let code = code(row, header);
    (code.is_empty() || names_sum(code))
        && cells
            .next()
            .is_some_and(|(_, first)| names_sum(&first.text))
        && cells.all(|(_, cell)| is_amount(cell) || names_sum(&cell.text))
}

/// `合计`, `总计：3件`, `共3件4页`, `2011年小计`; not 总计划办, not 共青团.
fn names_sum(text: &str) -> bool {
    let text = folded(text);
    let of = OF.iter().find_map(|of| text.strip_prefix(of));
    let text = of.unwrap_or(&text);
    let year = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let year =
        (year.len() < text.len()).then(|| year.strip_prefix("年度").or(year.strip_prefix('年')));
    let text = year.flatten().unwrap_or(text);
    let Some((name, rest)) = SUMS
        .iter()
        .find_map(|name| Some((*name, text.strip_prefix(name)?)))
    else {
        return false;
    };
    let rest = rest.trim_matches([':', '。', '.']);
    let bare = rest.is_empty() && name != "共";
    bare || says_amount(rest)
}

/// Numbers and what they count; at least one number.
fn says_amount(text: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "零一二三四五六七八九十百千万".contains(c);
    let other = |c: char| ":,.、;/()件页卷盒份张册幅画条个分秒小时共计".contains(c);
    text.chars().any(number) && text.chars().all(|c| number(c) || other(c))
}

fn is_amount(cell: &Cell) -> bool {
    cell.kind == CellKind::Number || says_amount(&folded(&cell.text))
}

/// Marks, below the last row with an archival code, the names and notes under the table, and amounts that stand under
/// nothing but 页数, 件数 and 时长: a sum without its name.
pub(super) fn mark_below(body: &[TableRow], header: &Header, reasons: &mut [Option<SkipReason>]) {
    let rows = body.iter().zip(reasons.iter_mut()).rev();
    for (row, reason) in rows.filter(|(_, reason)| reason.is_none()) {
        if is_footer(row, header) {
            *reason = Some(SkipReason::Footer);
        } else if is_nameless_sum(row, header) {
            *reason = Some(SkipReason::Sum);
        } else if !code(row, header).is_empty() {
            return;
        }
    }
}

fn is_nameless_sum(row: &TableRow, header: &Header) -> bool {
    let counted = [Field::Pages, Field::ItemCount, Field::Duration];
    let counted = counted.map(|field| header.columns.get(&field).copied());
    filled(row).all(|(column, cell)| counted.contains(&Some(column)) && is_amount(cell))
}

/// The first cell is a label, and under code, title and pages stands nothing but labels and what follows one.
fn is_footer(row: &TableRow, header: &Header) -> bool {
    let own = [Field::ArchivalCode, Field::Title, Field::Pages];
    let own = own.map(|field| header.columns.get(&field).copied());
    if is_code(code(row, header)) {
        return false;
    }
    let mut after_label = false;
    for (at, (column, cell)) in filled(row).enumerate() {
        let label = is_label(&cell.text);
        let strict = at == 0 || !after_label && own.contains(&Some(column));
        if strict && !label || dated_code(&cell.text) {
            return false;
        }
        after_label = is_bare_label(&cell.text);
    }
    true
}

/// An archival code with a year, which no date and no telephone number is.
fn dated_code(text: &str) -> bool {
    let code = archival_code::parse(&archival_code::normalise(text).text);
    code.is_ok_and(|code| code.year.is_some())
}

fn is_label(text: &str) -> bool {
    let first = text.split_whitespace().next().map(folded);
    let text = folded(text);
    let rest = |word: &&str| text.strip_prefix(*word).map(str::to_owned);
    let signed = SIGNED.iter().any(|word| {
        let rest = rest(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            || first.as_deref() == Some(*word)
    });
    let noted = NOTES.iter().filter_map(rest).any(|r| r.starts_with(':'));
    signed || noted || is_page_number(&text)
}

/// `第1页`, `第1页共2页`: what a printed sheet has at its foot.
fn is_page_number(text: &str) -> bool {
    text.starts_with('第') && text.ends_with('页') && says_amount(&text.replace('第', ""))
}

/// A label whose name or day stands in the next cell.
fn is_bare_label(text: &str) -> bool {
    let text = folded(text);
    let text = text.trim_end_matches(':');
    SIGNED.contains(&text) || NOTES.contains(&text)
}
