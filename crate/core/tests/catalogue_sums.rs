//! What rows of sums say there is, and how far up they reach.

use std::collections::BTreeMap;

use yanshou::catalogue::columns::read_catalogue;
use yanshou::catalogue::sums::{Counted, Reach, Sum, reach};
use yanshou::facts::{Cell, CellKind, Table, TableRow};

/// The sum that this row is below one item.
fn sum(row: &[&str]) -> Option<Sum> {
    let head: &[&str] = &["序号", "档号", "题名", "件数", "页数"];
    let item: &[&str] = &["1", "A-1", "甲", "", "3"];
    let cell = |text: &&str| Cell {
        kind: if text.is_empty() {
            CellKind::Empty
        } else {
            CellKind::Text
        },
        text: (*text).to_owned(),
    };
    let rows = (1_u32..)
        .zip([head, item, row])
        .map(|(number, cells)| TableRow {
            number,
            cells: cells.iter().map(cell).collect(),
        });
    let table = Table {
        rows: rows.collect(),
        ..Table::default()
    };
    let mapped = read_catalogue(&table, &BTreeMap::new()).unwrap();
    mapped.sums.into_iter().next()
}

fn stated(row: &[&str]) -> Vec<(Counted, u64)> {
    sum(row).unwrap().stated
}

#[test]
fn a_number_counts_what_stands_behind_it_or_else_above_it() {
    use Counted::{Items, Pages, Volumes};
    for (row, said) in [
        (&["合计", "", "", "", "1,250"][..], &[(Pages, 1250)][..]),
        (&["合计", "", "", "5", "9"], &[(Items, 5), (Pages, 9)]),
        (&["合计", "", "", "", "5件"], &[(Items, 5)]),
        (&["共3卷5件9页"], &[(Items, 5), (Volumes, 3), (Pages, 9)]),
        (&["总计：5件，1,250页。"], &[(Items, 5), (Pages, 1250)]),
        (&["合计：十二件一百零五页"], &[(Items, 12), (Pages, 105)]),
        (&["合计", "", "二十条"], &[(Items, 20)]),
        (&["本年度归档文件共5件9页"], &[(Items, 5), (Pages, 9)]),
        (&["", "", "", "", "9"], &[(Pages, 9)]),
        // What has no unit and no column that counts, or a unit we do not count.
        (&["合计", "", "5"], &[]),
        (&["合计：3盒2小时"], &[]),
        // Sheets of a printed list.
        (&["共2页"], &[]),
    ] {
        assert_eq!(stated(row), said, "{row:?}");
    }
}

#[test]
fn what_cannot_be_a_number_is_not_one() {
    for row in ["共99999999999999999999件", "合计：三万件", "合计：2.5件"] {
        assert_eq!(stated(&[row]), [], "{row}");
    }
}

#[test]
fn the_name_says_how_far_a_sum_reaches_and_for_what() {
    let of = |row: &str| sum(&[row]).map(|sum| (sum.reach, sum.class));
    assert_eq!(of("小计：5件"), Some((Reach::Part, None)));
    assert_eq!(of("本页合计5件"), Some((Reach::Part, None)));
    assert_eq!(of("合计5件"), Some((Reach::Table, None)));
    assert_eq!(of("总计5件"), Some((Reach::All, None)));
    let year = Some("2011".to_owned());
    assert_eq!(of("2011年度合计5件"), Some((Reach::Table, year)));
    let both = Some("2011永久".to_owned());
    assert_eq!(of("2011年永久小计5件"), Some((Reach::Part, both)));
    // Titles: nothing is a sum that does not count.
    for text in [
        "归档文件总数",
        "2011年档案合计",
        "文件共享办法",
        "档案共5人",
    ] {
        assert_eq!(reach(text), None, "{text}");
        assert_eq!(sum(&[text]), None, "{text}");
    }
}
