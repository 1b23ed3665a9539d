//! What cannot be meant is refused at its cell, each beside a near miss that is read.

use super::*;

/// What is done to a filled sheet, what is wrong then, and under which heading of which row; what is done instead by the
/// near miss.
type Spoiled = (
    fn(&mut [Table; 2], &Assignment<'_>),
    Wrong,
    (usize, &'static str),
    fn(&mut [Table; 2], &Assignment<'_>),
);

#[test]
fn each_cell_that_cannot_be_meant_is_refused_at_its_place_and_its_near_miss_is_not() {
    let spoiled: [Spoiled; 14] = [
        (
            |t, _| set(&mut t[0], 2, "档号", "Z109-WS·2011-Y-BGS-0004"),
            Wrong::UnknownCode,
            (2, "档号"),
            |t, _| set(&mut t[0], 2, "档号", " Z109-WS·2011-Y-BGS-0003 "),
        ),
        (
            |t, a| set(&mut t[0], 2, "档号", &unit(a, 0).archival_code),
            Wrong::CodeTwice,
            (2, "档号"),
            |t, _| drop(t[0].rows.remove(2)),
        ),
        (
            |t, _| {
                set(&mut t[0], 2, "档号", "");
            },
            Wrong::NoCode,
            (2, "档号"),
            |t, _| t[0].rows[2].iter_mut().for_each(String::clear),
        ),
        (
            |t, _| set(&mut t[0], 2, "实有页", "2"),
            Wrong::PrintedChanged,
            (2, "实有页"),
            |t, _| set(&mut t[0], 2, "实有页", ""),
        ),
        (
            |t, _| set(&mut t[0], 2, "题名", "另一件事"),
            Wrong::PrintedChanged,
            (2, "题名"),
            |t, _| {
                let at = column(&t[0], "题名");
                t[0].rows[2][at] = t[0].rows[2][at].replace("工作", "\n工作");
            },
        ),
        (
            |t, _| set(&mut t[0], 2, "著录准确", "OK?"),
            Wrong::UnknownMark,
            (2, "著录准确"),
            |t, _| set(&mut t[0], 2, "著录准确", " "),
        ),
        (
            |t, _| set(&mut t[0], 2, "已看全部图像", "部分"),
            Wrong::UnknownMark,
            (2, "已看全部图像"),
            |t, _| set(&mut t[0], 2, "已看全部图像", "×"),
        ),
        (
            |t, _| set(&mut t[0], 1, "问题页", "0009.jpg"),
            Wrong::UnknownPage,
            (1, "问题页"),
            |t, _| set(&mut t[0], 1, "问题页", "１"),
        ),
        (
            |t, _| set(&mut t[0], 0, "问题页", "1"),
            Wrong::NothingMarked,
            (0, "问题页"),
            |t, _| set(&mut t[0], 0, "问题页", " "),
        ),
        (
            |t, _| set(&mut t[0], 2, "问题描述", "缺页"),
            Wrong::NothingMarked,
            (2, "问题描述"),
            |t, _| set(&mut t[0], 0, "问题描述", "很好"),
        ),
        (
            |t, _| set(&mut t[0], 2, "问题描述", "页面完整：缺页"),
            Wrong::NothingMarked,
            (2, "问题描述"),
            |t, _| set(&mut t[0], 1, "问题描述", "清晰可读：模糊\n没有的项目：x"),
        ),
        (
            |t, _| t[0].rows[2].push("还有一句".to_owned()),
            Wrong::UnknownColumn,
            (2, "备注"),
            |t, _| t[0].rows[2].push(" ".to_owned()),
        ),
        (
            |t, _| t[1].rows[0][4] = "0".repeat(64),
            Wrong::ImagesDiffer,
            (0, "已看全部图像"),
            |t, _| t[1].rows[3][4] = "0".repeat(64),
        ),
        (
            |t, _| drop(t[1].rows.remove(0)),
            Wrong::ImagesDiffer,
            (0, "已看全部图像"),
            |t, _| t[1].rows.reverse(),
        ),
    ];
    let desk = Desk::new();
    let assignment = desk.assignment();
    for (at, (spoil, wrong, (row, heading), near)) in spoiled.iter().enumerate() {
        let more = |tables: &mut [Table; 2]| {
            // A column that a person added.
            let extra =
                yanshou_paper::table::column(yanshou::words::sentence("备注", "remark"), 10);
            tables[0].columns.push(extra);
        };
        let (mut tables, _) = filled(&desk);
        spoil(&mut tables, &assignment);
        more(&mut tables);
        let refused = desk.back(&tables).unwrap_err();
        assert_eq!(
            wrongs(&refused),
            [(*wrong, cell(&tables[0], *row, heading))],
            "{at}"
        );
        let (mut tables, _) = filled(&desk);
        near(&mut tables, &assignment);
        more(&mut tables);
        let taken = desk.back(&tables);
        assert!(taken.is_ok(), "{at}: {taken:?}");
    }
}

#[test]
fn a_sheet_of_another_delivery_draw_profile_or_form_is_refused() {
    let desk = Desk::new();
    for (label, at) in [
        ("交付摘要", "C3"),
        ("种子", "C4"),
        ("方案摘要", "C6"),
        ("表式", "C7"),
    ] {
        let (mut tables, _) = filled(&desk);
        head(&mut tables[0], label, "0");
        let refused = desk.back(&tables).unwrap_err();
        assert_eq!(
            wrongs(&refused),
            [(Wrong::Foreign, at.to_owned())],
            "{label}"
        );
        assert_eq!(refused.refusals[0].found, "0");
        let (mut tables, _) = filled(&desk);
        tables[0].head.retain(|line| line.label.zh != label);
        let refused = desk.back(&tables).unwrap_err();
        assert_eq!(
            wrongs(&refused),
            [(Wrong::Missing, String::new())],
            "{label}"
        );
    }
    // The name of the file binds nothing.
    let (mut tables, expected) = filled(&desk);
    head(&mut tables[0], "批次", "renamed.zip");
    assert_eq!(desk.back(&tables), Ok(expected));
}

#[test]
fn marks_that_nobody_signed_are_refused() {
    let mut desk = Desk::new();
    desk.record.inspection = None;
    let mut tables = desk.tables();
    set(&mut tables[0], 0, "著录准确", "√");
    let refused = desk.back(&tables).unwrap_err();
    assert_eq!(
        wrongs(&refused),
        [(Wrong::Unsigned, cell(&tables[0], 0, "检验人"))]
    );
    head(&mut tables[0], "检验人", "王芳");
    assert_eq!(
        desk.back(&tables).unwrap().inspection.unwrap().inspector,
        "王芳"
    );
}

#[test]
fn two_names_for_the_reviewer_are_refused() {
    let desk = Desk::new();
    let (mut tables, expected) = filled(&desk);
    head(&mut tables[0], "复核人", "孙立");
    let refused = desk.back(&tables).unwrap_err();
    assert_eq!(wrongs(&refused), [(Wrong::OtherReviewer, "C9".to_owned())]);
    head(&mut tables[0], "复核人", "李明");
    assert_eq!(desk.back(&tables), Ok(expected));
}

#[test]
fn a_sheet_without_a_column_it_needs_is_refused() {
    let desk = Desk::new();
    for (zh, needed) in [
        ("清晰可读", true),
        ("检验人", true),
        ("题名", false),
        ("时间", false),
    ] {
        let (mut tables, _) = filled(&desk);
        let at = column(&tables[0], zh);
        tables[0].columns.remove(at);
        for row in &mut tables[0].rows {
            row.remove(at);
        }
        match desk.back(&tables) {
            Ok(_) => assert!(!needed, "{zh}"),
            Err(refused) => {
                let row = (tables[0].head.len() + 2).to_string();
                assert_eq!(wrongs(&refused), [(Wrong::Missing, row)], "{zh}");
                assert_eq!(refused.refusals[0].expected, zh);
                assert!(needed, "{zh}");
            }
        }
    }
}

#[test]
fn a_defect_is_one_of_the_profiles_where_it_lists_them() {
    let mut desk = Desk::new();
    let list = |words: &[&str]| {
        words
            .iter()
            .map(|w| (*w).to_owned())
            .collect::<Vec<String>>()
    };
    desk.view.profile.inspection[3].defects = list(&["blur", "cut"]);
    let defects = |desk: &Desk, text: &str| {
        let (mut tables, _) = filled(desk);
        set(&mut tables[0], 1, "缺陷代码", text);
        let at = cell(&tables[0], 1, "缺陷代码");
        match desk.back(&tables) {
            Ok(record) => {
                let verdicts = record.inspection.unwrap().verdicts;
                let failed = verdicts.into_iter().filter(|v| !v.passed);
                Ok(failed.map(|v| v.defect).collect::<Vec<String>>())
            }
            Err(refused) => {
                assert_eq!(wrongs(&refused), [(Wrong::UnknownDefect, at)], "{text}");
                Err(refused.refusals[0].found.clone())
            }
        }
    };
    // Legibility has a list, processing has none and takes what no list knows.
    assert_eq!(defects(&desk, "blur"), Ok(list(&["blur", ""])));
    assert_eq!(defects(&desk, "cut、歪斜"), Ok(list(&["cut", "歪斜"])));
    assert_eq!(defects(&desk, "歪斜"), Ok(list(&["", "歪斜"])));
    assert_eq!(
        defects(&desk, "清晰可读：blur\n图像处理：歪斜"),
        Ok(list(&["blur", "歪斜"]))
    );
    assert_eq!(defects(&desk, "清晰可读：歪斜"), Err("歪斜".to_owned()));
    assert_eq!(defects(&desk, "blur cut"), Ok(list(&["", "blur cut"])));
    assert_eq!(defects(&desk, "blur、cut"), Err("cut".to_owned()));
    desk.view.profile.inspection[4].defects = list(&["skew"]);
    assert_eq!(defects(&desk, "skew；blur"), Ok(list(&["blur", "skew"])));
    assert_eq!(defects(&desk, "歪斜"), Err("歪斜".to_owned()));
}

#[test]
fn a_file_that_is_no_verdict_sheet_is_refused() {
    let desk = Desk::new();
    let (tables, _) = filled(&desk);
    let images = delimited::csv(&tables[1]);
    for (name, bytes, wrong) in [
        ("s.xlsx", b"PK\x03\x04".to_vec(), Wrong::Unreadable),
        ("s.csv", Vec::new(), Wrong::Unreadable),
        ("s.pdf", delimited::csv(&tables[0]), Wrong::Unreadable),
        ("s.images.csv", images, Wrong::NoHeadings),
    ] {
        let refused = desk.taken(&[(name, bytes)], &desk.record).unwrap_err();
        assert_eq!(wrongs(&refused), [(wrong, String::new())], "{name}");
        assert_eq!(refused.refusals[0].place.sheet, name);
    }
}

#[test]
fn one_heading_twice_is_refused() {
    let desk = Desk::new();
    let (mut tables, _) = filled(&desk);
    let again = tables[0].columns[column(&tables[0], "著录准确")].clone();
    tables[0].columns.push(again);
    let refused = desk.back(&tables).unwrap_err();
    assert_eq!(wrongs(&refused).len(), 1);
    assert_eq!(wrongs(&refused)[0].0, Wrong::HeadingTwice);
}

#[test]
fn two_filled_sheets_in_one_file_are_refused() {
    let desk = Desk::new();
    let (tables, _) = filled(&desk);
    let mut again = tables[0].clone();
    again.name = "抽检记录表 (2)".to_owned();
    let [verdicts, images] = tables;
    let bytes = xlsx::workbook(&[verdicts, images, again]).unwrap();
    let refused = desk.taken(&[("s.xlsx", bytes)], &desk.record).unwrap_err();
    assert_eq!(wrongs(&refused)[0].0, Wrong::HeadingTwice);
}
