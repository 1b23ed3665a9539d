//! Sheets with a column of paths and one of digests → a manifest: the Excel and CSV lists that contractors hand
//! over. A sheet that has 档号, too, is a catalogue and stays one.

use crate::catalogue::text::half_width;
use crate::facts::{Algorithm, Cell, Digests, Table, TableRow};

use super::{Found, digest};

/// Rows looked at for headings: a title and a note may stand above them (ours).
const HEAD_ROWS: usize = 10;

const PATHS: &[&str] = &[
    "路径",
    "文件路径",
    "相对路径",
    "完整路径",
    "全路径",
    "存储路径",
    "存放路径",
    "path",
    "filepath",
    "fullpath",
];
const NAMES: &[&str] = &[
    "文件名",
    "文件名称",
    "文件",
    "名称",
    "电子文件名",
    "电子文件名称",
    "电子档案名称",
    "filename",
    "file",
    "name",
];
/// A digest column that does not say which. 摘要 alone is an abstract.
const UNTOLD: &[&str] = &[
    "摘要值",
    "数字摘要",
    "文件摘要",
    "校验值",
    "校验码",
    "哈希",
    "哈希值",
    "散列值",
    "hash",
    "checksum",
    "digest",
];
const ALGORITHMS: &[&str] = &["算法", "摘要算法", "校验算法", "哈希算法", "algorithm"];
/// First cells of rows that are no files.
const SUMS: &[&str] = &["合计", "总计", "共计", "小计", "共"];

/// Where what stands.
#[derive(Debug, Default)]
struct Columns {
    path: Option<usize>,
    name: Option<usize>,
    algorithm: Option<usize>,
    digests: Vec<(usize, Option<Algorithm>)>,
}

/// Reads the sheet if it is a list of digests; `hint` is the algorithm the entry's name tells.
pub(super) fn read(table: &Table, hint: Option<Algorithm>) -> Option<Found> {
    let head = table.rows.iter().take(HEAD_ROWS);
    let Some((at, columns)) = head
        .enumerate()
        .find_map(|(at, row)| Some((at, columns(&row.cells)?)))
    else {
        return pairs(table, hint);
    };
    let mut found = Found::new("table");
    for row in table.rows.get(at + 1..).unwrap_or_default() {
        if self::columns(&row.cells).is_none() {
            read_row(row, &columns, hint, &mut found);
        }
    }
    // 校验值 alone may mean anything until a digest stands below it
    let told = columns
        .digests
        .iter()
        .any(|(_, algorithm)| algorithm.is_some());
    (told || !found.lines.is_empty()).then_some(found)
}

/// Whether a line of delimited text has the headings of such a list.
pub(super) fn is_heading(fields: &[&str]) -> bool {
    let cells: Vec<Cell> = fields
        .iter()
        .map(|field| Cell {
            text: field.trim().trim_matches('"').to_owned(),
            ..Cell::default()
        })
        .collect();
    columns(&cells).is_some()
}

/// The sheet has columns of technical metadata, too.
pub(super) fn says_more(table: &Table) -> bool {
    const MORE: &[&str] = &[
        "大小",
        "字节",
        "格式",
        "分辨率",
        "色彩",
        "宽度",
        "高度",
        "filesize",
    ];
    let cells = table.rows.iter().take(HEAD_ROWS).flat_map(|row| &row.cells);
    let mut headings = cells.map(|cell| plain(&cell.text));
    headings.any(|h| h.chars().count() <= 12 && MORE.iter().any(|word| h.contains(word)))
}

fn columns(cells: &[Cell]) -> Option<Columns> {
    let mut columns = Columns::default();
    for (at, cell) in cells.iter().enumerate() {
        let text = plain(&cell.text);
        let text = text.as_str();
        let told = Algorithm::ALL
            .iter()
            .copied()
            .find(|a| text.contains(a.name()));
        if text.contains("档号") {
            return None;
        } else if ALGORITHMS.contains(&text) {
            columns.algorithm = Some(at);
        } else if PATHS.contains(&text) {
            columns.path.get_or_insert(at);
        } else if NAMES.contains(&text) {
            columns.name.get_or_insert(at);
        } else if (told.is_some() && text.chars().count() <= 12) || UNTOLD.contains(&text) {
            columns.digests.push((at, told));
        }
    }
    let placed = columns.path.is_some() || columns.name.is_some();
    (placed && !columns.digests.is_empty()).then_some(columns)
}

fn read_row(row: &TableRow, columns: &Columns, hint: Option<Algorithm>, found: &mut Found) {
    let text = |at: Option<usize>| {
        at.and_then(|at| row.cells.get(at))
            .map_or("", |c| c.text.trim())
    };
    let whole = || {
        let cells = row.cells.iter().map(|c| c.text.trim());
        cells
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let path = join(text(columns.path), text(columns.name));
    let told = digest::tag(text(columns.algorithm)).or(hint);
    let mut digests = Digests::new();
    let mut stated = true;
    let mut asked = false;
    for (at, algorithm) in &columns.digests {
        let hex: String = text(Some(*at)).split_whitespace().collect();
        if hex.is_empty() {
            continue;
        }
        asked = true;
        let expected = algorithm.or(told);
        match digest::read(&hex, expected) {
            Some((read, hex)) if algorithm.is_none_or(|a| a == read) => {
                stated &= expected == Some(read);
                digests.insert(read, hex);
            }
            _ => return found.problem(row.number, &whole()),
        }
    }
    let first = row
        .cells
        .iter()
        .map(|c| c.text.trim())
        .find(|t| !t.is_empty());
    if !digests.is_empty() && !path.is_empty() {
        found.digest(row.number, &path, digests, stated);
    } else if asked
        || !path.is_empty() && !first.is_some_and(|f| SUMS.iter().any(|s| f.starts_with(s)))
    {
        found.problem(row.number, &whole());
    }
}

/// A list without headings: each row a digest and one other cell, nothing else.
fn pairs(table: &Table, hint: Option<Algorithm>) -> Option<Found> {
    let mut found = Found::new("table");
    for row in &table.rows {
        let filled = row.cells.iter().map(|c| c.text.trim());
        let filled: Vec<&str> = filled.filter(|t| !t.is_empty()).collect();
        let [one, two] = filled.as_slice() else {
            return None;
        };
        let (path, (algorithm, hex)) = match (digest::read(one, hint), digest::read(two, hint)) {
            (Some(read), None) => (two, read),
            (None, Some(read)) => (one, read),
            _ => return None,
        };
        let stated = hint == Some(algorithm);
        found.digest(row.number, path, [(algorithm, hex)].into(), stated);
    }
    (!found.lines.is_empty()).then_some(found)
}

/// The folder column and the name column together, unless the path ends with the name already.
fn join(path: &str, name: &str) -> String {
    let tail = path.replace('\\', "/");
    let ends = tail == name
        || tail
            .strip_suffix(name)
            .is_some_and(|head| head.ends_with('/'));
    if path.is_empty() || name.is_empty() || ends {
        return if path.is_empty() { name } else { path }.to_owned();
    }
    format!("{}/{name}", tail.trim_end_matches('/'))
}

/// Half width, lower case, without blanks and the marks that headings bear.
fn plain(heading: &str) -> String {
    let kept = heading
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '-' | '_' | ':' | '\u{feff}'));
    kept.collect::<String>().to_lowercase()
}
