//! Headings → fields, and the header row of a sheet. Titles stand above it, it may have two rows, and every
//! supplier spells headings in another way: what is not understood is listed, never dropped.

use std::collections::{BTreeMap, BTreeSet};

use super::text::half_width;
use crate::facts::{Table, TableRow};
use crate::profile::Field;

/// Rows in which a header is looked for (ours: titles and units above it take two or three).
const SEARCHED: usize = 20;

/// Why a sheet has no header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderProblem {
    /// The sheet has no rows.
    #[error("the sheet is empty")]
    Empty,
    /// No row among the first 20 has a heading of the archival code and one of another field.
    #[error("no header row")]
    NotFound {
        /// The row that came nearest, as the spreadsheet shows it.
        row: u32,
        /// The fields found there.
        fields: Vec<Field>,
    },
}

/// The header of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Position in [`Table::rows`] of the first row behind the header.
    pub(super) body: usize,
    /// Row number as the spreadsheet shows it; of two rows the first.
    pub(super) row: u32,
    pub(super) columns: BTreeMap<Field, usize>,
    pub(super) twice: Vec<(Field, Vec<usize>)>,
    pub(super) unknown: Vec<String>,
    /// The rows are volumes by their headings: their own code stands under 案卷档号.
    pub(super) of_volumes: bool,
    /// Headings as normalised, to know them again.
    pub(super) headings: BTreeMap<usize, String>,
}

/// The headings of a profile and the built-in ones.
pub(super) struct Headings {
    own: BTreeMap<String, Field>,
}

impl Headings {
    pub(super) fn new(aliases: &BTreeMap<Field, Vec<String>>) -> Self {
        let mut own = BTreeMap::new();
        for (field, names) in aliases {
            for name in names {
                own.insert(normalise(name), *field);
            }
        }
        Self { own }
    }

    /// The field of a normalised heading, and whether the profile said so.
    fn field(&self, heading: &str) -> Option<(Field, bool)> {
        match self.own.get(heading) {
            Some(field) => Some((*field, true)),
            None => built_in(heading).map(|field| (field, false)),
        }
    }

    fn fields(&self, row: &TableRow) -> BTreeSet<Field> {
        let headings = row.cells.iter().map(|c| normalise(&c.text));
        headings
            .filter_map(|h| self.field(&h))
            .map(|(field, _)| field)
            .collect()
    }
}

/// Finds the header: the first of the first 20 rows with two fields or more, the archival code among them.
pub(super) fn find(table: &Table, headings: &Headings) -> Result<Header, HeaderProblem> {
    let mut best: Option<(u32, BTreeSet<Field>)> = None;
    for (at, row) in table.rows.iter().take(SEARCHED).enumerate() {
        let fields = headings.fields(row);
        if fields.len() >= 2 && (fields.contains(&Field::ArchivalCode) || of_volumes(&fields)) {
            return Ok(read(table, at, row, headings));
        }
        if best
            .as_ref()
            .is_none_or(|(_, found)| fields.len() > found.len())
        {
            best = Some((row.number, fields));
        }
    }
    match best {
        Some((row, fields)) => Err(HeaderProblem::NotFound {
            row,
            fields: fields.into_iter().collect(),
        }),
        None => Err(HeaderProblem::Empty),
    }
}

fn read(table: &Table, at: usize, row: &TableRow, headings: &Headings) -> Header {
    let mut texts: BTreeMap<usize, String> = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.text.trim().is_empty())
        .map(|(column, cell)| (column, cell.text.clone()))
        .collect();
    let mut body = at + 1;
    if let Some(second) = table
        .rows
        .get(body)
        .filter(|second| is_second(row, second, headings))
    {
        body += 1;
        for (column, cell) in second.cells.iter().enumerate() {
            if !cell.text.trim().is_empty() {
                texts.insert(column, cell.text.clone());
            }
        }
    }
    let mut own: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    let mut usual: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (column, text) in &texts {
        match headings.field(&normalise(text)) {
            Some((field, true)) => own.entry(field).or_default().push(*column),
            Some((field, false)) => usual.entry(field).or_default().push(*column),
            None => unknown.push(text.trim().to_owned()),
        }
    }
    // where the profile names a column, a built-in one of the same field is just another column
    for (field, columns) in usual {
        match own.entry(field) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(columns);
            }
            std::collections::btree_map::Entry::Occupied(_) => {
                unknown.extend(
                    columns
                        .iter()
                        .filter_map(|c| texts.get(c))
                        .map(|t| t.trim().to_owned()),
                );
            }
        }
    }
    let of_volumes = of_volumes(&own.keys().copied().collect());
    if of_volumes && let Some(columns) = own.remove(&Field::VolumeCode) {
        own.insert(Field::ArchivalCode, columns);
    }
    Header {
        of_volumes,
        body,
        row: row.number,
        columns: own
            .iter()
            .filter_map(|(field, all)| Some((*field, *all.first()?)))
            .collect(),
        twice: own.into_iter().filter(|(_, all)| all.len() > 1).collect(),
        unknown,
        headings: texts
            .into_iter()
            .map(|(column, text)| (column, normalise(&text)))
            .collect(),
    }
}

/// A list of volumes may head their codes 案卷档号. With columns that only items have, the list is one of items
/// whose own code is missing.
fn of_volumes(fields: &BTreeSet<Field>) -> bool {
    let items = [
        Field::ArchivalCode,
        Field::ItemNumber,
        Field::PageNumber,
        Field::DocumentNumber,
        Field::Date,
    ];
    fields.contains(&Field::VolumeCode)
        && fields.contains(&Field::Title)
        && items.iter().all(|f| !fields.contains(f))
}

/// A second header row stands under merged headings: every cell is a heading we know or stands under nothing
/// we know, at least one is known, and there is nothing under the archival code.
fn is_second(first: &TableRow, second: &TableRow, headings: &Headings) -> bool {
    let known = |text: &str| headings.field(&normalise(text)).map(|(field, _)| field);
    let mut found = 0;
    for (column, cell) in second
        .cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.text.trim().is_empty())
    {
        let above = first.cells.get(column).and_then(|c| known(&c.text));
        if above.is_some() {
            return false;
        }
        found += usize::from(known(&cell.text).is_some());
    }
    found > 0
}

/// A heading without what does not tell: blanks inside, `*`, `!`, `:`, width, and what stands in parentheses.
#[must_use]
pub fn normalise(heading: &str) -> String {
    let plain: String = heading
        .chars()
        .map(half_width)
        .filter(|c| {
            !c.is_whitespace()
                && !c.is_control()
                && !matches!(c, '*' | '!' | ':' | '\u{feff}' | '\u{200b}')
        })
        .collect::<String>()
        .to_uppercase();
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in plain.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() {
        // all of it stood in parentheses
        return plain
            .chars()
            .filter(|c| !"()[]【】〔〕".contains(*c))
            .collect();
    }
    out
}

/// Built-in headings (STANDARDS §3.5, §4, §11). 页次 is a page number here, though some use it for 页数: a wrong
/// count would make every row wrong. 保管期限缩写, 室编件号 and the like stand beside the field itself in real
/// sheets and are left out, so that they do not make it double.
fn built_in(heading: &str) -> Option<Field> {
    Some(match heading {
        "档号" | "文件档号" | "卷内档号" | "件档号" | "电子档号" | "DH" | "JNDH" => {
            Field::ArchivalCode
        }
        "题名" | "文件题名" | "案卷题名" | "卷内题名" | "正题名" | "标题" | "文件标题"
        | "案卷标题" | "题目" | "TM" => Field::Title,
        "责任者" | "责任人" | "作者" | "第一责任者" | "文件责任者" | "ZRZ" | "RZZ" => {
            Field::Author
        }
        "日期" | "成文日期" | "成文时间" | "文件日期" | "文件时间" | "形成日期" | "形成时间"
        | "文件形成日期" | "文件形成时间" | "WJRQ" | "RQ" | "CWRQ" => Field::Date,
        "页数" | "总页数" | "文件页数" | "YS" | "ZYS" => Field::Pages,
        "文号" | "文件编号" | "字号" | "发文字号" | "文件字号" | "文件文号" | "WH" | "WJBH" => {
            Field::DocumentNumber
        }
        "密级" | "文件密级" | "保密等级" | "MJ" => Field::Secrecy,
        "保管期限" | "期限" | "BGQX" => Field::Retention,
        "年度" | "年份" | "归档年度" | "ND" => Field::Year,
        "全宗号" | "全宗代码" | "QZH" => Field::Fonds,
        "机构或问题" | "机构问题" | "机构" | "机构/问题" | "问题" | "机构或问题代码" => {
            Field::Office
        }
        "件号" | "JH" => Field::ItemNumber,
        "案卷号" | "卷号" | "AJH" => Field::VolumeNumber,
        "案卷档号" | "所属案卷档号" | "AJDH" | "NJDH" => Field::VolumeCode,
        "页号" | "页次" | "起始页号" | "起止页号" | "起止页码" | "页码" | "YH" => {
            Field::PageNumber
        }
        "序号" | "顺序号" | "卷内顺序号" | "卷内序号" | "JNSXH" | "XH" => {
            Field::SerialNumber
        }
        "盒号" | "档案盒号" | "归档盒号" | "HH" => Field::Box,
        "开放标识" | "开放状态" | "是否开放" | "KFBS" => Field::Openness,
        "著录层级" | "层级" | "著录级别" => Field::Level,
        "文种" | "WZ" => Field::Genre,
        "备注" | "附注" | "BZ" | "FZ" => Field::Remark,
        "件数" | "总件数" | "卷内件数" | "卷内文件数" => Field::ItemCount,
        "起始日期" | "起始时间" | "开始日期" => Field::StartDate,
        "终止日期" | "终止时间" | "截止日期" | "结束日期" => Field::EndDate,
        "时长" | "时间长度" | "录音时长" | "录像时长" | "播放时长" | "SC" => {
            Field::Duration
        }
        "扫描人" | "扫描人员" | "加工人" | "加工人员" | "操作员" | "操作人员" => {
            Field::Operator
        }
        "起止日期" | "起止时间" | "起止年月" | "起止年月日" => Field::DateRange,
        _ => return None,
    })
}
