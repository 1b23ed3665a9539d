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

#[test]
fn a_sum_says_so_and_has_nothing_but_amounts() {
    let head: &[&str] = &["序号", "档号", "责任者", "题名", "日期", "页数"];
    let is_sum = |row: &[&str]| {
        let mapped = map(&[(1, head), (2, row), (3, &["2", "A-2", "", "乙", "", "3"])]);
        skipped(&mapped) == [(2, SkipReason::Sum)]
    };
    for row in [
        &["合计", "", "", "", "", "12"][..],
        &["合 计：", "", "", "", "", "12"],
        &["", "总计", "", "", "", "12"],
        &["本页小计", "", "", "3件", "", "12页"],
        &["共3件4页"],
        &["", "", "", "共计：三件"],
        &["合计", "共3件", "", "", "", "12"],
        &["总计3件，共4页。"],
        &["2011年度合计", "", "", "", "", "12"],
        &["", "", "", "永久小计", "", "12"],
    ] {
        assert!(is_sum(row), "{row:?}");
    }
    for row in [
        &["总计划办〔2011〕3号", "", "办公室", "关于", "20110501", "1"][..],
        &["合计", "", "办公室", "关于", "20110501", "1"],
        &["合计", "A-9", "", "", "", "1"],
        &["", "", "", "共青团工作总结", "", "1"],
        &["", "", "", "2011年共青团工作总结", "", "1"],
        &["", "", "", "永久基本农田总计划", "", "1"],
        &["共", "", "", "", "", "1"],
        // Numbers alone are a row whose code is missing.
        &["3", "", "", "", "20110501", "3"],
        &["", "", "", "", "", "3"],
    ] {
        assert!(!is_sum(row), "{row:?}");
    }
}

#[test]
fn names_and_notes_stand_below_the_last_code_and_hold_no_item() {
    let head: &[&str] = &["序号", "档号", "责任者", "题名", "日期", "页数"];
    let item: &[&str] = &["1", "A-1", "", "甲", "", "3"];
    let below = |row: &[&str]| skipped(&map(&[(1, head), (2, item), (3, row)]));
    for row in [
        &["制表人：张三", "", "审核人：李四"][..],
        &["制 表 人: 张三", "", "", "审核人 李四"],
        &["", "制表人", "张三", "校对人：", "李四", ""],
        &["注：第3件无文号。"],
        &["", "", "", "说明：见附件", "20110501"],
        &["", "", "", "", "", "第1页 共2页"],
    ] {
        assert_eq!(below(row), [(3, SkipReason::Footer)], "{row:?}");
    }
    assert_eq!(below(&["", "", "", "", "", "3"]), [(3, SkipReason::Sum)]);
    for row in [
        &[
            "制表人：张三",
            "",
            "",
            "关于值班工作的通知",
            "20110501",
            "1",
        ][..],
        &["制表人：张三", "", "", "", "", "1"],
        &["", "", "", "制表人员培训的通知"],
        &["", "", "", "说明会的通知"],
        &["", "", "", "第1页稿纸"],
        &["4", "", "", "", "20110501"],
        &["制表人", "A001-WS·2011·Y-0002"],
        &["张三", "制表人"],
    ] {
        assert_eq!(below(row), [], "{row:?}");
    }
    let above = map(&[(1, head), (2, &["制表人：张三"]), (3, item)]);
    assert_eq!(skipped(&above), []);
}
