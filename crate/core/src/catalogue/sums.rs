//! Rows of sums (合计): which rows are some, and what they say there is. A sum is no item, but what it counts is held
//! against the rows above it (PKG-10): an item lost at the end of a table leaves no other trace.

use super::header::Header;
use super::no_items::{code, filled};
use crate::facts::{Cell, CellKind, TableRow};
use crate::plain::folded;
use crate::profile::Field;

/// What a sum is called (ours, as are the lists below: what forms of deliveries were seen to say).
const SUMS: &[(&str, Reach)] = &[
    ("总合计", Reach::All),
    ("合计", Reach::Table),
    ("总计", Reach::All),
    ("共计", Reach::Table),
    ("小计", Reach::Part),
    ("总数", Reach::All),
    ("累计", Reach::All),
    ("共", Reach::Table),
];

/// What it is a sum of, standing before its name; a year may, too.
const OF: &[&str] = &[
    "本页",
    "本卷",
    "本盒",
    "本册",
    "本目录",
    "本年度",
    "本年",
    "本批次",
    "本批",
    "以上",
    "全部",
    "永久",
    "长期",
    "短期",
    "定期",
];

/// Those of them that name a class of rows, not a place.
const CLASSES: &[&str] = &["永久", "长期", "短期", "定期"];

/// What is counted, between the two: `本年度归档文件共5件9页`. Titles begin so, too: then an amount must follow.
const THINGS: &[&str] = &["归档文件", "文件", "档案", "案卷"];

/// How far up a sum reaches, the widest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// 小计, 本页: to the sum before it.
    Part,
    /// 合计: to one of its kind, or the head of the table.
    Table,
    /// 总计, 累计: to the head of the table, and it may mean the tables before, too.
    All,
}

/// What a number of a sum counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// 件, 条.
    Items,
    /// 卷.
    Volumes,
    /// 页.
    Pages,
}

impl Counted {
    /// As it is written behind a number.
    #[must_use]
    pub fn unit(self) -> char {
        match self {
            Counted::Items => '件',
            Counted::Volumes => '卷',
            Counted::Pages => '页',
        }
    }

    fn of_unit(unit: char) -> Option<Self> {
        match unit {
            '件' | '条' => Some(Counted::Items),
            '卷' => Some(Counted::Volumes),
            '页' => Some(Counted::Pages),
            _ => None,
        }
    }

    fn of_column(column: usize, header: &Header) -> Option<Self> {
        let stands = |field| header.columns.get(&field) == Some(&column);
        if stands(Field::Pages) {
            Some(Counted::Pages)
        } else {
            stands(Field::ItemCount).then_some(Counted::Items)
        }
    }
}

/// A row that says how many rows, volumes or pages there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Row as the spreadsheet shows it, from 1.
    pub number: u32,
    /// How far up it reaches.
    pub reach: Reach,
    /// The year and the retention it is for, where it says so: `2011`, `永久`.
    pub class: Option<String>,
    /// What it says there is; empty where nothing of it can be understood.
    pub stated: Vec<(Counted, u64)>,
}

/// A cell that names a sum.
struct Name {
    word: &'static str,
    reach: Reach,
    class: String,
    /// Nothing stands before the name.
    alone: bool,
    /// What stands behind it.
    rest: String,
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

/// Amounts that stand under nothing but 页数, 件数 and 时长: a sum without its name.
pub(super) fn is_nameless(row: &TableRow, header: &Header) -> bool {
    let counted = [Field::Pages, Field::ItemCount, Field::Duration];
    let counted = counted.map(|field| header.columns.get(&field).copied());
    filled(row).all(|(column, cell)| counted.contains(&Some(column)) && is_amount(cell))
}

/// What a row of sums says.
pub(super) fn read(row: &TableRow, header: &Header) -> Sum {
    let mut sum = Sum {
        number: row.number,
        reach: Reach::Table,
        class: None,
        stated: Vec::new(),
    };
    let mut sheets = false;
    for (at, (column, cell)) in filled(row).enumerate() {
        let name = name(&cell.text);
        let text = match &name {
            Some(name) => name.rest.clone(),
            None => folded(&cell.text),
        };
        for (number, unit) in amounts(&text) {
            let counted = match unit {
                Some(unit) => Counted::of_unit(unit),
                None => Counted::of_column(column, header),
            };
            sum.stated.extend(counted.map(|counted| (counted, number)));
        }
        if at == 0
            && let Some(name) = name
        {
            (sum.reach, sheets) = (name.reach, name.word == "共" && name.alone);
            sum.class = (!name.class.is_empty()).then_some(name.class);
        }
    }
    // 共2页 alone may be what a printer writes below every sheet.
    if sheets && filled(row).count() == 1 && sum.stated.iter().all(|(c, _)| *c == Counted::Pages) {
        sum.stated.clear();
    }
    sum.stated.sort_unstable();
    sum.stated.dedup();
    sum
}

fn names_sum(text: &str) -> bool {
    name(text).is_some()
}

/// How far up a cell's text says that its sum reaches; `None` where it names none.
#[must_use]
pub fn reach(text: &str) -> Option<Reach> {
    name(text).map(|name| name.reach)
}

/// `合计`, `总计：3件`, `共3件4页`, `2011年小计`; not 总计划办, not 共青团.
fn name(text: &str) -> Option<Name> {
    let text = folded(text);
    let mut rest = text.as_str();
    let mut class = String::new();
    let mut strip = |rest: &mut &str| {
        for of in OF {
            if let Some(behind) = rest.strip_prefix(of) {
                if CLASSES.contains(of) {
                    class.push_str(of);
                }
                *rest = behind;
                return (*of == "本页" || *of == "本盒").then_some(Reach::Part);
            }
        }
        None
    };
    let mut part = strip(&mut rest);
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.strip_suffix(behind).unwrap_or_default();
    let year = behind.strip_prefix("年度").or(behind.strip_prefix('年'));
    if let Some(behind) = year.filter(|_| !digits.is_empty()) {
        rest = behind;
        part = part.or(strip(&mut rest));
        class = format!("{digits}{class}");
    }
    let alone = rest.len() == text.len();
    let thing = THINGS.iter().find_map(|thing| rest.strip_prefix(thing));
    rest = thing.unwrap_or(rest);
    let (word, reach, behind) = SUMS
        .iter()
        .find_map(|(word, reach)| Some((*word, *reach, rest.strip_prefix(word)?)))?;
    let behind = behind.trim_matches([':', '。', '.']);
    let bare = behind.is_empty() && word != "共" && thing.is_none();
    (bare || says_amount(behind)).then(|| Name {
        word,
        reach: part.unwrap_or(reach),
        class,
        alone: alone && thing.is_none(),
        rest: behind.to_owned(),
    })
}

const NUMERALS: &str = "零一二三四五六七八九十百千万";

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || NUMERALS.contains(c)
}

/// Numbers and what they count; at least one number.
pub(super) fn says_amount(text: &str) -> bool {
    let other = |c: char| ":,.、;/()件页卷盒份张册幅画条个分秒小时共计".contains(c);
    text.chars().any(is_numeral) && text.chars().all(|c| is_numeral(c) || other(c))
}

fn is_amount(cell: &Cell) -> bool {
    cell.kind == CellKind::Number || says_amount(&folded(&cell.text))
}

/// Each number and the character behind it, where that is no mark; numbers we cannot read are left out.
fn amounts(text: &str) -> Vec<(u64, Option<char>)> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    let mut run = String::new();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let inside = matches!(c, ',' | '.') && next.is_some_and(|c| c.is_ascii_digit());
        if is_numeral(c) || inside && run.ends_with(|c: char| c.is_ascii_digit()) {
            run.push(c);
            if next.is_some() {
                continue;
            }
        }
        let unit = (!is_numeral(c) && !":,.、;/()".contains(c)).then_some(c);
        found.extend(number(&run).map(|number| (number, unit)));
        run.clear();
    }
    found
}

/// `1,250`, `十二`; no fractions.
fn number(run: &str) -> Option<u64> {
    if run.starts_with(|c: char| c.is_ascii_digit()) {
        return run.replace(',', "").parse().ok();
    }
    let (mut total, mut digit, mut some) = (0_u64, None, false);
    for c in run.chars() {
        some = true;
        let at = NUMERALS.chars().position(|n| n == c)?;
        match u32::try_from(at).ok()? {
            value @ 0..=9 => digit = Some(u64::from(value)),
            // 万 multiplies all before it; nobody writes so many items in words.
            13 => return None,
            place => {
                let ten = 10_u64.checked_pow(place.checked_sub(9)?)?;
                total = total.checked_add(digit.take().unwrap_or(1).checked_mul(ten)?)?;
            }
        }
    }
    some.then(|| total.saturating_add(digit.unwrap_or(0)))
}
