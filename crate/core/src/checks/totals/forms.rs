//! Hand-over forms as tables (移交清单, 登记表, 交接单): a label with its number to the right, or headings with numbers
//! below them.

use std::collections::BTreeSet;

use super::{Stated, Total, counted};
use crate::catalogue::sums::{self, Reach};
use crate::delivery::{Delivery, Role, file_name};
use crate::facts::{Table, TableRow};
use crate::locus::Locus;

/// Words in the name of a form.
const NAMES: &[&str] = &["移交清单", "登记表", "交接单"];

/// Only these have columns that make up the delivery: a register of missing pages has one of pages, too, and 档案交接单
/// counts the originals that were given out, box by box.
const OF_HAND_OVER: &[&str] = &["移交"];

/// Reads the forms of the delivery: those of the hand-over, and the others where the profile asks that they state totals. What
/// a 登记表 counts may be something else.
pub(super) fn read(delivery: &Delivery<'_>, asked: bool, stated: &mut Vec<Stated>) {
    for (index, facts) in &delivery.measured {
        let path = delivery.path(*index);
        let named = |words: &[&str]| words.iter().any(|word| file_name(path).contains(word));
        if !named(if asked { NAMES } else { OF_HAND_OVER })
            || delivery.roles.get(index) == Some(&Role::Catalogue)
        {
            continue;
        }
        for table in facts.tables.iter().flat_map(|t| &t.tables) {
            for row in &table.rows {
                beside(path, row, stated);
            }
            if named(OF_HAND_OVER) {
                below(path, table, stated);
            }
        }
    }
}

/// Labels and the cell to their right.
fn beside(path: &str, row: &TableRow, stated: &mut Vec<Stated>) {
    let cells = row.cells.iter().map(|c| c.text.trim());
    let filled: Vec<&str> = cells.filter(|t| !t.is_empty()).collect();
    for pair in filled.windows(2) {
        if let [label, value] = pair
            && let Some(total) = counted(label)
        {
            stated.push(Stated {
                at: Locus::row(path, row.number),
                total,
                value: (*value).to_owned(),
            });
        }
    }
}

/// Headings and the numbers below them.
fn below(path: &str, table: &Table, stated: &mut Vec<Stated>) {
    let mut open: Option<Block<'_>> = None;
    for row in &table.rows {
        if let Some(next) = Block::headed(row) {
            stated.extend(open.replace(next).into_iter().flat_map(|b| b.stated(path)));
        } else if open.as_mut().is_some_and(|block| !block.take(row)) {
            stated.extend(open.take().into_iter().flat_map(|b| b.stated(path)));
        }
    }
    stated.extend(open.into_iter().flat_map(|b| b.stated(path)));
}

/// The rows below one row of headings.
struct Block<'t> {
    headings: u32,
    /// The only row with numbers, or that of the headings.
    row: u32,
    rows: u64,
    columns: Vec<Column>,
    /// 批次: rows of another delivery make up nothing of this one.
    batch: Option<usize>,
    batches: BTreeSet<&'t str>,
}

struct Column {
    at: usize,
    total: Total,
    sum: u64,
    /// What the row of the sum says, and its number.
    said: Option<(u32, u64)>,
}

impl<'t> Block<'t> {
    /// A row of words, of which some count.
    fn headed(row: &TableRow) -> Option<Self> {
        let cells = || row.cells.iter().enumerate();
        let number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let columns = cells().filter_map(|(at, cell)| {
            let total = counted(&cell.text)?;
            matches!(total, Total::Items | Total::Pages).then_some(Column {
                at,
                total,
                sum: 0,
                said: None,
            })
        });
        let columns: Vec<Column> = columns.collect();
        let heading = !columns.is_empty() && cells().all(|(_, cell)| !number(&cell.text));
        heading.then(|| Self {
            headings: row.number,
            row: row.number,
            rows: 0,
            columns,
            batch: cells()
                .find(|(_, cell)| cell.text.contains("批次"))
                .map(|(at, _)| at),
            batches: BTreeSet::new(),
        })
    }

    /// Whether the row is one of the block, and not its last.
    fn take(&mut self, row: &'t TableRow) -> bool {
        let text = |at: usize| row.cells.get(at).map_or("", |cell| cell.text.trim());
        let first = row.cells.iter().find(|cell| !cell.text.trim().is_empty());
        match first.and_then(|cell| sums::reach(&cell.text)) {
            Some(Reach::Part) => return true,
            Some(Reach::Table | Reach::All) => {
                for column in &mut self.columns {
                    column.said = whole_number(text(column.at)).map(|said| (row.number, said));
                }
                return false;
            }
            None => {}
        }
        let mut some = false;
        for column in &mut self.columns {
            if let Some(number) = whole_number(text(column.at)) {
                column.sum = column.sum.saturating_add(number);
                some = true;
            }
        }
        if some {
            self.rows += 1;
            self.batches
                .extend(self.batch.map(text).filter(|t| !t.is_empty()));
            self.row = if self.rows == 1 {
                row.number
            } else {
                self.headings
            };
        }
        some
    }

    fn stated(self, path: &str) -> Vec<Stated> {
        let mut stated = Vec::new();
        if self.batches.len() > 1 {
            return stated;
        }
        for column in self.columns {
            let mut say = |row, number: u64| {
                stated.push(Stated {
                    at: Locus::row(path, row),
                    total: column.total,
                    value: number.to_string(),
                });
            };
            if let Some((row, said)) = column.said {
                say(row, said);
            }
            if self.rows > 0 && column.said.is_none_or(|(_, said)| said != column.sum) {
                say(self.row, column.sum);
            }
        }
        stated
    }
}

/// `5`, `1,250`, `5件`: a cell that is a number.
fn whole_number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['件', '页', ' ', '　']);
    digits.replace([',', '，'], "").parse().ok()
}
