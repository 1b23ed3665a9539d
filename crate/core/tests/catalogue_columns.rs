//! Sheets become rows by field, and every row that is left out is listed with its reason.

use std::collections::BTreeMap;

use yanshou::catalogue::columns::{HeaderProblem, MappedTable, SkipReason, read_catalogue};
use yanshou::catalogue::header::normalise;
use yanshou::facts::{Cell, CellKind, Table, TableRow};
use yanshou::profile::Field;

fn table(rows: &[(u32, &[&str])]) -> Table {
    let cell = |text: &&str| {
        let kind = match *text {
            "" => CellKind::Empty,
            t if t.bytes().all(|b| b.is_ascii_digit()) => CellKind::Number,
            _ => CellKind::Text,
        };
        Cell {
            kind,
            text: (*text).to_owned(),
        }
    };
    let rows = rows.iter().map(|(number, cells)| TableRow {
        number: *number,
        cells: cells.iter().map(cell).collect(),
    });
    Table {
        rows: rows.collect(),
        ..Table::default()
    }
}

fn map(rows: &[(u32, &[&str])]) -> MappedTable {
    read_catalogue(&table(rows), &BTreeMap::new()).unwrap()
}

fn skipped(mapped: &MappedTable) -> Vec<(u32, SkipReason)> {
    mapped
        .skipped
        .iter()
        .map(|s| (s.number, s.reason))
        .collect()
}

#[test]
fn headings_are_known_whatever_stands_round_them() {
    for heading in [
        "档号",
        " 档 号 ",
        "档　号",
        "档号*",
        "*档号",
        "档号！",
        "档号!",
        "档号(必填)",
        "档号（必填）",
        "【档号】",
        "档号：",
        "档\n号",
    ] {
        assert_eq!(normalise(heading), "档号", "{heading:?}");
    }
    assert_eq!(normalise("ｄｈ"), "DH");
    assert_eq!(normalise("页数(页)"), "页数");
}

#[test]
fn the_header_is_found_under_titles_and_rows_keep_their_numbers() {
    let mapped = map(&[
        (1, &["归档文件目录"]),
        (2, &["全宗号", "Z109"]),
        (
            4,
            &[
                "序号",
                "档 号!",
                "文号",
                "责任者",
                "题名",
                "日期",
                "密级",
                "页数",
                "盒 位",
                "备注",
            ],
        ),
        (
            5,
            &[
                "1",
                "A001-WS·2011·Y-0001",
                "",
                "甲",
                "乙",
                "20110101",
                "",
                "3",
                "x",
            ],
        ),
        (7, &["2", "A001-WS·2011·Y-0002"]),
    ]);
    assert_eq!(mapped.header_row, 4);
    assert_eq!(mapped.unknown, ["盒 位"]);
    assert_eq!(mapped.twice, []);
    assert_eq!(mapped.columns[&Field::ArchivalCode], 1);
    assert_eq!(mapped.columns[&Field::Pages], 7);
    let numbers: Vec<u32> = mapped.rows.iter().map(|r| r.number).collect();
    assert_eq!((numbers, skipped(&mapped)), (vec![5, 7], vec![]));
    assert_eq!(mapped.rows[0].text(Field::Title), "乙");
    assert!(!mapped.rows[0].cells.contains_key(&Field::Secrecy));
    assert_eq!(mapped.rows[1].text(Field::Title), "");
}

#[test]
fn rows_that_are_no_items_are_left_out_and_listed() {
    let mapped = map(&[
        (1, &["档号", "题名", "页数"]),
        (2, &["A-1", "甲", "3"]),
        (3, &["  ", "", ""]),
        (4, &["归档文件目录"]),
        (5, &["档 号", "题 名", "页 数"]),
        (6, &["A-2", "合计", "4"]),
        (7, &["", "乙", "5"]),
        (8, &["合计", "", "12"]),
        (9, &["", "", "12"]),
    ]);
    let numbers: Vec<u32> = mapped.rows.iter().map(|r| r.number).collect();
    // row 6 has a code, row 7 has a title: both are items
    assert_eq!(numbers, [2, 6, 7]);
    assert_eq!(
        skipped(&mapped),
        [
            (3, SkipReason::Blank),
            (4, SkipReason::Title),
            (5, SkipReason::Header),
            (8, SkipReason::Sum),
            (9, SkipReason::Sum)
        ]
    );
}

#[test]
fn a_second_header_row_is_read_with_the_first() {
    let mapped = map(&[
        (1, &["档号", "文件信息", "", "备注"]),
        (2, &["", "题名", "日期", ""]),
        (3, &["A-1", "甲", "20110101", ""]),
    ]);
    // one field beside the code is enough in the first row: 备注
    assert_eq!(mapped.header_row, 1);
    assert_eq!(mapped.columns[&Field::Title], 1);
    assert_eq!(mapped.columns[&Field::Date], 2);
    assert_eq!(mapped.rows.len(), 1);
}

#[test]
fn a_field_with_two_columns_is_said_so_and_the_first_is_read() {
    let mapped = map(&[
        (1, &["档号", "题名", "文件题名"]),
        (2, &["A-1", "甲", "乙"]),
    ]);
    assert_eq!(mapped.twice, [(Field::Title, vec![1, 2])]);
    assert_eq!(mapped.rows[0].text(Field::Title), "甲");
}

#[test]
fn headings_of_the_profile_outrank_the_built_in_ones() {
    let aliases: BTreeMap<Field, Vec<String>> = [
        (Field::Title, vec!["内容 名称".into()]),
        (Field::Pages, vec!["页号".into()]),
    ]
    .into();
    let sheet = table(&[
        (1, &["档号", "题名", "内容名称", "页号"]),
        (2, &["A-1", "甲", "乙", "3"]),
    ]);
    let mapped = read_catalogue(&sheet, &aliases).unwrap();
    assert_eq!(mapped.rows[0].text(Field::Title), "乙");
    assert_eq!(mapped.rows[0].text(Field::Pages), "3");
    assert_eq!(
        (mapped.twice, mapped.unknown),
        (vec![], vec!["题名".to_owned()])
    );
    let usual = read_catalogue(&sheet, &BTreeMap::new()).unwrap();
    assert_eq!(usual.rows[0].text(Field::PageNumber), "3");
}

#[test]
fn a_sheet_without_a_header_says_how_near_it_came() {
    let none = |rows: &[(u32, &[&str])]| read_catalogue(&table(rows), &BTreeMap::new());
    assert_eq!(none(&[]), Err(HeaderProblem::Empty));
    assert_eq!(
        none(&[(1, &["说明"]), (3, &["题名", "日期"]), (4, &["甲", "乙"])]),
        Err(HeaderProblem::NotFound {
            row: 3,
            fields: vec![Field::Title, Field::Date]
        })
    );
    assert!(none(&[(1, &["档号", "x"])]).is_err());
    assert!(none(&[(1, &["档号", "DH"])]).is_err());
    assert!(none(&[(1, &["档号", "题名"])]).is_ok());
}
