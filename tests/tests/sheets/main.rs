//! Verdict sheets: what was drawn goes out to people as XLSX or CSV and comes back as the record, or is refused where it
//! cannot be meant.

mod refusals;

use yanshou::inspection::{Inspection, Manner, Opinion, PageName, SeenImage, Verdict};
use yanshou::judge::Unit;
use yanshou::record::{PickReason, Record, TargetedPick};
use yanshou::session::{JudgementView, Session};
use yanshou_paper::table::Table;
use yanshou_paper::verdict_sheet::{
    Assignment, Basis, Refusal, SheetFile, SheetRefused, Signing, Wrong, read, write,
};
use yanshou_paper::{delimited, xlsx};
use yanshou_tests::{Order, judged, root};

const NOW: &str = "2026-11-22T11:00:00+08:00";

/// Three items: one drawn, the two others picked.
struct Desk {
    session: Session,
    view: JudgementView,
    record: Record,
}

impl Desk {
    fn new() -> Self {
        let recipe = yanshou_fixture::Recipe::load(&root().join("fixtures/base/three-items.toml"));
        let bytes = recipe.unwrap().pack();
        let mut session = judged(&bytes, "移交.zip", "dat31-paper", Order::Forward);
        let drawn = session.draw(&["甲方 1".to_owned()]).unwrap();
        assert_eq!(drawn.units.len(), 1);
        let drawn = drawn.units[0].archival_code.clone();
        let view = session.view().unwrap();
        let picks = view.units.iter().filter(|u| u.archival_code != drawn);
        let picks = picks.map(|unit| TargetedPick {
            archival_code: unit.archival_code.clone(),
            reason: PickReason::Hand,
            by: "王芳".to_owned(),
            note: String::new(),
        });
        let record = Record {
            targeted: picks.collect(),
            inspection: Some(Inspection {
                inspector: "王芳".to_owned(),
                ..Inspection::default()
            }),
            ..Record::default()
        };
        Self {
            session,
            view,
            record,
        }
    }

    fn assignment(&self) -> Assignment<'_> {
        // A second draw gives the same; the session lends its sample only to whoever draws.
        let sample = Box::leak(Box::new(
            self.session
                .clone()
                .draw(&["甲方 1".to_owned()])
                .unwrap()
                .clone(),
        ));
        Assignment::new("移交.zip", &self.view, Some(sample), &self.record)
    }

    fn tables(&self) -> [Table; 2] {
        write(&self.assignment(), &self.record, false)
    }

    fn back(&self, tables: &[Table; 2]) -> Result<Record, SheetRefused> {
        self.back_over(tables, &self.record)
    }

    fn back_over(&self, tables: &[Table; 2], before: &Record) -> Result<Record, SheetRefused> {
        let bytes = xlsx::workbook(tables).unwrap();
        self.taken(&[("抽检.xlsx", bytes)], before)
    }

    fn taken(&self, files: &[(&str, Vec<u8>)], before: &Record) -> Result<Record, SheetRefused> {
        let files: Vec<SheetFile<'_>> = files
            .iter()
            .map(|(name, bytes)| SheetFile { name, bytes })
            .collect();
        let signing = Signing {
            reviewer: Some("李明"),
            now: NOW,
        };
        read(&files, &self.assignment(), before, signing)
    }
}

fn unit<'a>(assignment: &Assignment<'a>, row: usize) -> &'a Unit {
    assignment.units[row].0
}

/// Column of a heading.
fn column(table: &Table, zh: &str) -> usize {
    let headings = table.columns.iter();
    headings
        .map(|c| &c.heading.zh)
        .position(|h| h == zh)
        .unwrap()
}

fn set(table: &mut Table, row: usize, zh: &str, text: &str) {
    let at = column(table, zh);
    text.clone_into(&mut table.rows[row][at]);
}

/// As a spreadsheet names it: title, head and headings stand above.
fn cell(table: &Table, row: usize, zh: &str) -> String {
    let letter = char::from(b'A' + u8::try_from(column(table, zh)).unwrap());
    format!("{letter}{}", table.head.len() + 3 + row)
}

fn head(table: &mut Table, zh: &str, value: &str) {
    let line = table
        .head
        .iter_mut()
        .find(|line| line.label.zh == zh)
        .unwrap();
    value.clone_into(&mut line.value);
}

const POINTS: [(&str, &str); 5] = [
    ("correspondence", "条目与内容对应"),
    ("description", "著录准确"),
    ("completeness", "页面完整"),
    ("legibility", "清晰可读"),
    ("processing", "图像处理"),
];

fn pass_all(table: &mut Table, row: usize) {
    for (_, zh) in POINTS {
        set(table, row, zh, "√");
    }
}

fn verdict(unit: &Unit, point: &str, passed: bool) -> Verdict {
    Verdict {
        archival_code: unit.archival_code.clone(),
        point: point.to_owned(),
        passed,
        time: NOW.to_owned(),
        ..Verdict::default()
    }
}

fn declared(unit: &Unit) -> Vec<SeenImage> {
    let pages = unit.pages.iter();
    pages
        .map(|page| SeenImage {
            archival_code: unit.archival_code.clone(),
            entry: page.path.clone(),
            page: page.page,
            sha256: page.sha256.clone(),
            scale: 0,
            manner: Manner::Declared,
        })
        .collect()
}

/// The first unit passes and was seen; the second fails at two points; the third stays open.
fn filled(desk: &Desk) -> ([Table; 2], Record) {
    let assignment = desk.assignment();
    let mut tables = desk.tables();
    let table = &mut tables[0];
    pass_all(table, 0);
    set(table, 0, "已看全部图像", "√");
    pass_all(table, 1);
    set(table, 1, "清晰可读", "×");
    set(table, 1, "图像处理", "×");
    set(table, 1, "问题页", "1");
    set(table, 1, "问题描述", "右边缺字");
    set(table, 1, "检验人", "赵敏");
    set(table, 1, "时间", "11月22日上午");
    let (first, second) = (unit(&assignment, 0), unit(&assignment, 1));
    let mut verdicts: Vec<Verdict> = POINTS
        .iter()
        .map(|(point, _)| verdict(first, point, true))
        .collect();
    verdicts.extend(POINTS.iter().map(|(point, _)| {
        let failed = matches!(*point, "legibility" | "processing");
        let page = PageName {
            entry: second.pages[0].path.clone(),
            page: 1,
        };
        Verdict {
            passed: !failed,
            pages: if failed { vec![page] } else { Vec::new() },
            note: if failed { "右边缺字" } else { "" }.to_owned(),
            by: "赵敏".to_owned(),
            time: "11月22日上午".to_owned(),
            ..verdict(second, point, true)
        }
    }));
    let mut record = desk.record.clone();
    record.people.reviewer = "李明".to_owned();
    record.inspection = Some(Inspection {
        inspector: "王芳".to_owned(),
        manner: "verdict sheet".to_owned(),
        given: verdicts.len() as u64,
        verdicts,
        seen: declared(first),
    });
    (tables, record)
}

fn wrongs(refused: &SheetRefused) -> Vec<(Wrong, String)> {
    let of = |refusal: &Refusal| (refusal.wrong, refusal.place.cell());
    refused.refusals.iter().map(of).collect()
}

#[test]
fn a_sheet_lists_the_drawn_units_then_the_picks_and_every_image_by_digest() {
    let desk = Desk::new();
    let assignment = desk.assignment();
    let [verdicts, images] = desk.tables();
    let bases: Vec<Basis> = assignment.units.iter().map(|(_, basis)| *basis).collect();
    let picked = Basis::Targeted(PickReason::Hand);
    assert_eq!(bases, [Basis::Sample, picked, picked]);
    let first = unit(&assignment, 0);
    let title = first.fields[&yanshou::profile::Field::Title].as_str();
    let pages = first.pages.len().to_string();
    let code = first.archival_code.as_str();
    let empty = [""; 11];
    let expected = [
        &["1", code, title, "样本 sample", &pages, &pages][..],
        &empty,
    ]
    .concat();
    assert_eq!(verdicts.rows[0], expected);
    assert_eq!(verdicts.rows.len(), 3);
    let listed: Vec<(String, String)> = images
        .rows
        .iter()
        .map(|row| (row[1].clone(), row[4].clone()))
        .collect();
    let there: Vec<(String, String)> = assignment
        .units
        .iter()
        .flat_map(|(unit, _)| {
            let own = unit.pages.iter();
            own.map(|page| (unit.archival_code.clone(), page.sha256.clone()))
        })
        .collect();
    assert_eq!(listed, there);
    assert_eq!(listed.len(), 4);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let tables = Desk::new().tables();
    let first = xlsx::workbook(&tables).unwrap();
    // Longer than the second in which a ZIP or a document property would tell the time.
    let clock = std::time::Instant::now();
    while clock.elapsed().as_millis() < 2100 {
        std::thread::yield_now();
    }
    assert_eq!(first, xlsx::workbook(&tables).unwrap());
}

#[test]
fn a_filled_workbook_comes_back_as_the_record() {
    let desk = Desk::new();
    let (tables, expected) = filled(&desk);
    assert_eq!(desk.back(&tables), Ok(expected));
}

#[test]
fn a_filled_csv_comes_back_the_same_in_utf8_and_as_excel_saves_it_in_gbk() {
    let desk = Desk::new();
    let (tables, expected) = filled(&desk);
    let [verdicts, images] = tables.map(|table| delimited::csv(&table));
    assert!(verdicts.starts_with(b"\xef\xbb\xbf"));
    let gbk = |bytes: &[u8]| {
        let text = std::str::from_utf8(&bytes[3..])
            .unwrap()
            .replace('\n', "\r\n");
        let (encoded, _, lossy) = encoding_rs::GBK.encode(&text);
        assert!(!lossy);
        encoded.into_owned()
    };
    let utf8 = [
        ("s.csv", verdicts.clone()),
        ("s.images.csv", images.clone()),
    ];
    assert_eq!(desk.taken(&utf8, &desk.record).as_ref(), Ok(&expected));
    let gbk = [("s.csv", gbk(&verdicts)), ("s.images.csv", gbk(&images))];
    assert_eq!(desk.taken(&gbk, &desk.record), Ok(expected));
}

#[test]
fn a_record_that_was_written_comes_back_unchanged() {
    let desk = Desk::new();
    let (_, mut record) = filled(&desk);
    let assignment = desk.assignment();
    let second = unit(&assignment, 1);
    let inspection = record.inspection.as_mut().unwrap();
    // Each point of the unit fails otherwise, one is disputed and overruled.
    for verdict in inspection.verdicts.iter_mut().filter(|v| !v.passed) {
        verdict.defect = format!("D-{}", verdict.point);
        verdict.note = format!("=1+1\n{}: 第二行", verdict.point);
    }
    inspection.give(Verdict {
        by: "钱进".to_owned(),
        opinion: Opinion::Second,
        note: "看得清".to_owned(),
        ..verdict(second, "legibility", true)
    });
    inspection.give(Verdict {
        by: "李明".to_owned(),
        opinion: Opinion::Overruling,
        ..verdict(second, "legibility", true)
    });
    let tables = write(&desk.assignment(), &record, false);
    assert_eq!(desk.back_over(&tables, &record).as_ref(), Ok(&record));
    let csv = tables.map(|table| delimited::csv(&table));
    let files = [("s.csv", csv[0].clone()), ("s.images.csv", csv[1].clone())];
    assert_eq!(desk.taken(&files, &record), Ok(record));
}

#[test]
fn a_changed_mark_is_a_further_verdict_and_the_older_one_stays() {
    let desk = Desk::new();
    let (_, record) = filled(&desk);
    let mut tables = write(&desk.assignment(), &record, false);
    set(&mut tables[0], 0, "著录准确", "×");
    set(&mut tables[0], 0, "问题描述", "责任者有误");
    let back = desk.back_over(&tables, &record).unwrap();
    let mut expected = record.clone();
    let assignment = desk.assignment();
    expected.inspection.as_mut().unwrap().give(Verdict {
        note: "责任者有误".to_owned(),
        ..verdict(unit(&assignment, 0), "description", false)
    });
    assert_eq!(back, expected);
}

#[test]
fn a_mark_left_out_leaves_what_was_said() {
    let desk = Desk::new();
    let (_, record) = filled(&desk);
    let mut tables = write(&desk.assignment(), &record, false);
    set(&mut tables[0], 0, "著录准确", "");
    tables[0].rows.remove(1);
    assert_eq!(desk.back_over(&tables, &record), Ok(record));
}

#[test]
fn a_second_opinion_is_kept_beside_the_first() {
    let desk = Desk::new();
    let (_, record) = filled(&desk);
    let mut tables = write(&desk.assignment(), &record, true);
    set(&mut tables[0], 1, "第二意见·清晰可读", "合格");
    set(&mut tables[0], 1, "第二意见人", "钱进");
    let back = desk.back_over(&tables, &record).unwrap();
    let assignment = desk.assignment();
    let mut expected = record.clone();
    expected.inspection.as_mut().unwrap().give(Verdict {
        by: "钱进".to_owned(),
        opinion: Opinion::Second,
        ..verdict(unit(&assignment, 1), "legibility", true)
    });
    assert_eq!(back, expected);
    // Whoever gave the first opinion gives no second one.
    set(&mut tables[0], 1, "第二意见人", " 赵敏 ");
    let refused = desk.back_over(&tables, &record).unwrap_err();
    assert_eq!(
        wrongs(&refused),
        [(Wrong::SamePerson, cell(&tables[0], 1, "第二意见人"))]
    );
}

#[test]
fn every_spelling_of_a_mark_is_understood() {
    let desk = Desk::new();
    for (spelling, passed) in [
        ("√", true),
        ("✓", true),
        ("是", true),
        ("合格", true),
        ("1", true),
        ("PASS", true),
        (" √ ", true),
        ("×", false),
        ("✗", false),
        ("x", false),
        ("Ｘ", false),
        ("否", false),
        ("不合格", false),
        ("0", false),
        ("fail", false),
    ] {
        let mut tables = desk.tables();
        set(&mut tables[0], 0, "著录准确", spelling);
        let record = desk.back(&tables).unwrap();
        let verdicts = record.inspection.unwrap().verdicts;
        assert_eq!(verdicts.len(), 1, "{spelling}");
        assert_eq!(verdicts[0].passed, passed, "{spelling}");
    }
}

#[test]
fn columns_may_be_moved() {
    let desk = Desk::new();
    let (mut tables, expected) = filled(&desk);
    tables[0].columns.reverse();
    for row in &mut tables[0].rows {
        row.reverse();
    }
    assert_eq!(desk.back(&tables), Ok(expected));
}

#[test]
fn a_tick_without_the_list_of_images_declares_nothing() {
    let desk = Desk::new();
    let (tables, _) = filled(&desk);
    let verdicts = delimited::csv(&tables[0]);
    let refused = desk
        .taken(&[("s.csv", verdicts)], &desk.record)
        .unwrap_err();
    let at = cell(&tables[0], 0, "已看全部图像");
    assert_eq!(wrongs(&refused), [(Wrong::ImagesDiffer, at)]);
    let (mut tables, _) = filled(&desk);
    set(&mut tables[0], 0, "已看全部图像", "");
    let verdicts = delimited::csv(&tables[0]);
    let record = desk.taken(&[("s.csv", verdicts)], &desk.record).unwrap();
    assert_eq!(record.inspection.unwrap().seen, []);
}

#[test]
fn names_that_look_like_formulas_are_inert_and_come_back_exactly() {
    for code in [
        "=HYPERLINK(\"http://x\")",
        "+1",
        "-2",
        "@SUM(A1)",
        "'=1",
        "＝1",
        "\u{1}a",
        "a,，;\"b\"",
    ] {
        let mut desk = Desk::new();
        desk.record.targeted.clear();
        let drawn = desk.assignment().units[0].0.archival_code.clone();
        let mut unit = desk
            .view
            .units
            .iter()
            .find(|unit| unit.archival_code == drawn)
            .unwrap()
            .clone();
        code.clone_into(&mut unit.archival_code);
        let title = unit
            .fields
            .get_mut(&yanshou::profile::Field::Title)
            .unwrap();
        *title = format!("{code}\n第二行");
        let mut assignment = desk.assignment();
        assignment.delivery = code;
        assignment.units = vec![(&unit, Basis::Sample)];
        let mut tables = write(&assignment, &desk.record, false);
        set(&mut tables[0], 0, "著录准确", "×");
        set(&mut tables[0], 0, "问题描述", code);
        set(&mut tables[0], 0, "已看全部图像", "√");
        let csv = delimited::csv(&tables[0]);
        let text = std::str::from_utf8(&csv).unwrap();
        for formula in ["=", "+", "-", "@", "＝"] {
            for open in [",", ",\"", "\n", "\n\""] {
                assert!(!text.contains(&format!("{open}{formula}")), "{text}");
            }
        }
        let signing = Signing {
            reviewer: None,
            now: NOW,
        };
        let book = xlsx::workbook(&tables).unwrap();
        let images = delimited::csv(&tables[1]);
        for files in [
            vec![("s.xlsx", book)],
            vec![("s.csv", csv.clone()), ("s.images.csv", images)],
        ] {
            let files: Vec<SheetFile<'_>> = files
                .iter()
                .map(|(name, bytes)| SheetFile { name, bytes })
                .collect();
            let record = read(&files, &assignment, &desk.record, signing).unwrap();
            let inspection = record.inspection.unwrap();
            assert_eq!(inspection.verdicts.len(), 1);
            assert_eq!(inspection.verdicts[0].archival_code, code);
            assert_eq!(inspection.verdicts[0].note, code);
            assert_eq!(inspection.seen, declared(&unit));
        }
    }
}

#[test]
fn what_comes_back_is_decided_on() {
    let mut desk = Desk::new();
    desk.record.targeted.clear();
    let mut tables = desk.tables();
    pass_all(&mut tables[0], 0);
    let gate = |session: &mut Session, record: Record| {
        let decision = session.record(record).unwrap();
        let gates = decision.gates.into_iter();
        let gate = gates
            .clone()
            .find(|gate| gate.gate == "inspection.legibility");
        gate.unwrap().met
    };
    let unseen = desk.back(&tables).unwrap();
    assert_eq!(gate(&mut desk.session, unseen), None);
    set(&mut tables[0], 0, "已看全部图像", "√");
    let seen = desk.back(&tables).unwrap();
    assert_eq!(gate(&mut desk.session, seen), Some(true));
    set(&mut tables[0], 0, "清晰可读", "×");
    let failed = desk.back(&tables).unwrap();
    assert_eq!(gate(&mut desk.session, failed), Some(false));
}

#[test]
fn no_bytes_make_reading_a_sheet_panic() {
    let desk = Desk::new();
    let (tables, _) = filled(&desk);
    let book = xlsx::workbook(&tables).unwrap();
    for cut in (0..book.len()).step_by(book.len() / 40) {
        let refused = desk.taken(&[("s.xlsx", book[..cut].to_vec())], &desk.record);
        assert!(refused.is_err(), "{cut}");
    }
    let csv = delimited::csv(&tables[0]);
    for cut in (0..csv.len()).step_by(csv.len() / 200) {
        // What was cut off in the middle of a row is another matter: it must not panic.
        let taken = desk.taken(&[("s.csv", csv[..cut].to_vec())], &desk.record);
        assert!(taken.is_err() || cut > csv.len() / 2, "{cut}");
    }
}
