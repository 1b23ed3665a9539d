//! Rows that are no items by what they say: the names and notes below a table. What is dropped here is held against
//! nothing, so they are told strictly; whatever is not clearly one of them stays an item.

use super::columns::SkipReason;
use super::header::Header;
use super::sums::{self, says_amount};
use crate::archival_code;
use crate::facts::{Cell, TableRow};
use crate::plain::folded;
use crate::profile::Field;

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
    "打印人",
    "打印时间",
    "打印日期",
];

/// The same in one word; only with a colon or alone, since titles begin so, too.
const TERSE: &[&str] = &[
    "制表", "填表", "编制", "审核", "复核", "校对", "录入", "打印",
];

/// Whose seal is asked for.
const SEALED: &[&str] = &[
    "单位",
    "承包单位",
    "发包单位",
    "整理单位",
    "加工单位",
    "监理单位",
    "移交单位",
    "接收单位",
];

/// The seal itself.
const SEALS: &[&str] = &["(盖章)", "(公章)", "(签章)", "(章)"];

/// What closes a form below its last line; nothing else stands in the row.
const CLOSINGS: &[&str] = &["以下空白", "以下无正文", "以下无内容"];

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

/// The cells with something in them, and their columns.
pub(super) fn filled(row: &TableRow) -> impl Iterator<Item = (usize, &Cell)> {
    let cells = row.cells.iter().enumerate();
    cells.filter(|(_, cell)| !cell.text.trim().is_empty())
}

/// Marks, below the last row with an archival code, the names and notes under the table, and amounts that stand under
/// nothing but 页数, 件数 and 时长: a sum without its name.
pub(super) fn mark_below(body: &[TableRow], header: &Header, reasons: &mut [Option<SkipReason>]) {
    let rows = body.iter().zip(reasons.iter_mut()).rev();
    for (row, reason) in rows.filter(|(_, reason)| reason.is_none()) {
        if is_footer(row, header) {
            *reason = Some(SkipReason::Footer);
        } else if sums::is_nameless(row, header) {
            *reason = Some(SkipReason::Sum);
        } else if !code(row, header).is_empty() {
            return;
        }
    }
}

/// The first cell is a label, and under code, title and pages stands nothing but labels and what follows one.
fn is_footer(row: &TableRow, header: &Header) -> bool {
    let own = [Field::ArchivalCode, Field::Title, Field::Pages];
    let own = own.map(|field| header.columns.get(&field).copied());
    if is_code(code(row, header)) {
        return false;
    }
    if filled(row).all(|(_, cell)| closes(&cell.text)) {
        return true;
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

/// `以下空白`, with what is drawn round it.
fn closes(text: &str) -> bool {
    let text = folded(text);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    CLOSINGS.contains(&text)
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
    let mut terse = TERSE.iter().filter_map(rest);
    let terse = terse.any(|r| r.is_empty() || r.starts_with(':'));
    signed || terse || noted || is_sealed(&text) || is_page_number(&text)
}

/// `单位(盖章)`, `承包单位:某某公司(盖章)`; not 单位(盖章)管理办法.
fn is_sealed(text: &str) -> bool {
    let empty = |text: &str| text.is_empty() || text.starts_with(':');
    let name = SEALED.iter().find_map(|word| text.strip_prefix(word));
    let cut = name.and_then(|name| SEALS.iter().find_map(|seal| name.split_once(seal)));
    cut.is_some_and(|(name, behind)| empty(name) && empty(behind))
}

/// `第1页`, `第1页共2页`: what a printed sheet has at its foot.
fn is_page_number(text: &str) -> bool {
    text.starts_with('第') && text.ends_with('页') && says_amount(&text.replace('第', ""))
}

/// A label whose name or day stands in the next cell.
fn is_bare_label(text: &str) -> bool {
    let text = folded(text);
    let text = text.trim_end_matches(':');
    SIGNED.contains(&text) || TERSE.contains(&text) || NOTES.contains(&text)
}
