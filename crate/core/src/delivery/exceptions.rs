//! The register of exceptions (例外登记, 缺页登记; DA/T 68.2-2020 4.3.3): which gaps the parties know of. What a row
//! says is the contractor's word; a check only ever turns a finding into a question to a person by it.

use std::collections::BTreeSet;

use super::side_tables::{self, SideTable};
use super::{Delivery, RowPlace, file_name};
use crate::archival_code::{self, normalise};
use crate::facts::Table;

/// What kind of thing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionKind {
    /// Pages of the original are lost (缺页).
    MissingPages,
    /// More images than pages: flaps, covers (多页, 浮帖).
    ExtraPages,
    /// A number was not given or its item is gone (缺号, 缺件).
    MissingNumber,
    /// A page is blank (空白页).
    BlankPage,
    /// A page is there twice (重复页).
    RepeatedPage,
}

/// Words by which a row says its kind.
const WORDS: &[(ExceptionKind, &[&str])] = &[
    (
        ExceptionKind::MissingPages,
        &[
            "缺页",
            "漏页",
            "少页",
            "脱页",
            "缺失页",
            "残缺",
            "破损",
            "遗失",
            "无法扫描",
        ],
    ),
    (
        ExceptionKind::ExtraPages,
        &[
            "多页",
            "多扫",
            "浮帖",
            "浮贴",
            "粘贴",
            "附页",
            "折页",
            "封面",
            "封底",
            "备考表",
        ],
    ),
    (
        ExceptionKind::MissingNumber,
        &[
            "缺号", "空号", "断号", "跳号", "缺件", "缺卷", "销毁", "抽出", "移出", "作废",
        ],
    ),
    (ExceptionKind::BlankPage, &["空白"]),
    (
        ExceptionKind::RepeatedPage,
        &["重复", "重扫", "重份", "复份", "相同页"],
    ),
];

/// One row of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Where it stands.
    pub at: RowPlace,
    /// Archival code as normalised.
    pub code: String,
    /// What it is about; empty where its words are not understood.
    pub kinds: BTreeSet<ExceptionKind>,
    /// Pages it names, first and last of each run; `None` where it names none, `Some` of nothing where they cannot
    /// be read.
    pub pages: Option<Vec<(u64, u64)>>,
    /// What it says.
    pub reason: String,
}

impl Exception {
    /// Series and number of its code, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<(String, u64)> {
        let code = archival_code::parse(&self.code).ok()?;
        Some((code.series().to_owned(), code.number().0))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Code,
    Pages,
    Reason,
    Kind,
    Title,
}

fn column(heading: &str) -> Option<Column> {
    Some(match heading {
        code if side_tables::is_code(code) => Column::Code,
        "页号" | "页码" | "页次" | "缺页号" | "缺页页号" | "缺页页码" | "所在页号" | "图像号" => {
            Column::Pages
        }
        "情况" | "原因" | "情况说明" | "原因说明" | "例外情况" | "例外原因" | "例外说明"
        | "缺失原因" | "缺失情况" | "缺页原因" | "缺页情况" | "说明" | "备注" => {
            Column::Reason
        }
        "类型" | "类别" | "例外类型" | "例外类别" | "缺失类型" | "情况类型" | "异常类型" => {
            Column::Kind
        }
        title if side_tables::is_title(title) => Column::Title,
        _ => return None,
    })
}

fn says_register(text: &str) -> bool {
    ["例外", "缺页", "缺件", "缺号", "空号", "特殊情况"]
        .iter()
        .any(|word| text.contains(word))
}

/// A sheet or entry that says what it is, or one with a type and a reason and no titles.
fn register<'t>(path: &str, table: &'t Table) -> Option<SideTable<'t, Column>> {
    let named = says_register(file_name(path)) || says_register(&table.name);
    SideTable::find(table, column, |columns| {
        let has = |column| columns.contains_key(&column);
        has(Column::Code)
            && has(Column::Reason)
            && (named || has(Column::Kind) && !has(Column::Title))
    })
}

/// It has the headings of a register; a catalogue may have them, too.
pub(super) fn looks_like(path: &str, table: &Table) -> bool {
    register(path, table).is_some()
}

/// Reads every register of the delivery.
pub(super) fn read(delivery: &mut Delivery<'_>) {
    for (entry, sheet, table) in side_tables::all(delivery) {
        if let Some(rows) = rows(delivery.path(entry), (entry, sheet), table) {
            delivery.exceptions.extend(rows);
            side_tables::set_aside(delivery, entry, sheet);
        }
    }
}

/// The rows of a register that name an item; `None` of any other table.
pub(super) fn rows(
    path: &str,
    (entry, sheet): (u32, usize),
    table: &Table,
) -> Option<Vec<Exception>> {
    let found = register(path, table)?;
    let mut rows = Vec::new();
    for row in found.body {
        let code = normalise(found.text(row, Column::Code)).text;
        if code.is_empty() {
            continue;
        }
        let (kind, reason) = (
            found.text(row, Column::Kind),
            found.text(row, Column::Reason),
        );
        let mut kinds = said(kind);
        if kinds.is_empty() {
            kinds = said(reason);
        }
        let pages = found.text(row, Column::Pages);
        rows.push(Exception {
            at: RowPlace {
                entry,
                sheet,
                row: row.number,
            },
            code,
            kinds,
            pages: (!pages.is_empty()).then(|| runs(pages).unwrap_or_default()),
            reason: [kind, reason]
                .iter()
                .filter(|text| !text.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("：")
                .chars()
                .take(200)
                .collect(),
        });
    }
    Some(rows)
}

fn said(text: &str) -> BTreeSet<ExceptionKind> {
    WORDS
        .iter()
        .filter(|(_, words)| words.iter().any(|word| text.contains(word)))
        .map(|(kind, _)| *kind)
        .collect()
}

/// `3`, `3、5`, `0003-0005`, `第3页`; `None` where any part is no page.
fn runs(text: &str) -> Option<Vec<(u64, u64)>> {
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let parts = text.split(separators).filter(|part| !part.is_empty());
    let number = |text: &str| {
        let digits = text.trim().trim_start_matches('第').trim_end_matches('页');
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u64>().ok().filter(|n| plain && *n > 0)
    };
    parts
        .map(|part| match part.split_once(['-', '~', '—', '－', '至']) {
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some((first, last))
            }
            None => number(part).map(|page| (page, page)),
        })
        .collect()
}
