//! Cells of a catalogue at the edge of a rule, over altered facts: what a row must say to be found, and how near to it
//! a sound one may come. What no recipe tries is tried here (`fixtures/MUTANTS.md`).

use yanshou::facts::{Cell, CellKind, DeliveryFacts, PageScreen, Table, TableRow};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, missing, paper, reword};

/// Row, heading and text of a cell.
type Put<'c> = (u32, &'c str, &'c str);

const ITEM: &str = "Z109-WS·2011-Y-BGS-0001";

fn cell(text: &str) -> Cell {
    let kind = if text.is_empty() {
        CellKind::Empty
    } else {
        CellKind::Text
    };
    let text = text.to_owned();
    Cell { kind, text }
}

fn row(number: u32, texts: &[&str]) -> TableRow {
    let cells = texts.iter().map(|text| cell(text)).collect();
    TableRow { number, cells }
}

/// Writes cells below their headings; whether the table has all of these.
fn put(table: &mut Table, cells: &[Put<'_>]) -> bool {
    cells.iter().all(|(number, heading, text)| {
        let mut headings = table
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().enumerate());
        let Some((column, _)) = headings.find(|(_, cell)| cell.text == *heading) else {
            return false;
        };
        let row = table.rows.iter_mut().find(|row| row.number == *number);
        let cells = &mut row.unwrap().cells;
        cells.resize_with(cells.len().max(column + 1), Cell::default);
        cells[column] = cell(text);
        true
    })
}

/// Writes cells into the first sheet that has their headings.
fn write(facts: &mut DeliveryFacts, cells: &[Put<'_>]) {
    let entries = facts.entries.iter_mut();
    let mut tables = entries.flat_map(|e| e.tables.iter_mut().flat_map(|t| &mut t.tables));
    assert!(tables.any(|table| put(table, cells)), "{cells:?}");
}

fn judged(session: &Session, cells: &[Put<'_>]) -> Report {
    let profile = Profile::built_in("dat31-paper").unwrap();
    altered(session, profile, |facts| write(facts, cells))
}

/// Row, what was expected and what was found.
fn told(report: &Report, code: &str) -> Vec<(u32, String, String)> {
    let own = report.findings.iter().filter(|f| f.code == code);
    own.map(|f| {
        (
            f.locus.row.unwrap_or(0),
            f.expected.clone(),
            f.found.clone(),
        )
    })
    .collect()
}

fn found(report: &Report, code: &str) -> Vec<String> {
    told(report, code).into_iter().map(|told| told.2).collect()
}

#[test]
fn a_catalogue_by_name_with_nothing_in_it_is_empty_and_one_with_text_lacks_its_headings() {
    let session = delivery("base/three-items.toml");
    let codes = |rows: &[TableRow]| {
        let profile = Profile::built_in("dat31-paper").unwrap();
        let report = altered(&session, profile, |facts| {
            let tables = facts.entries.iter_mut().flat_map(|e| &mut e.tables);
            tables.for_each(|t| {
                t.tables
                    .iter_mut()
                    .for_each(|t| rows.clone_into(&mut t.rows))
            });
        });
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code.starts_with("catalogue."));
        own.map(|f| (f.code, f.locus.entry)).collect::<Vec<_>>()
    };
    let entry = || Some("目录/归档文件目录.xlsx".to_owned());
    assert_eq!(codes(&[]), [("catalogue.table.empty".to_owned(), entry())]);
    let text = [row(1, &["移交说明", "见附件"])];
    assert_eq!(
        codes(&text),
        [("catalogue.header.missing".to_owned(), entry())]
    );
}

#[test]
fn a_date_without_its_day_is_no_date_where_a_profile_asks_for_whole_ones() {
    let session = delivery("base/three-items.toml");
    let dates = |partial: bool, date: &str| {
        let profile = paper("partialDates = true", &format!("partialDates = {partial}"));
        let report = altered(&session, profile, |facts| {
            write(facts, &[(5, "日期", date)])
        });
        found(&report, "catalogue.cell.date")
    };
    for date in ["20111200", "20110000", "201112", "2011"] {
        assert_eq!(
            (dates(true, date), dates(false, date)),
            (vec![], vec![date.to_owned()])
        );
    }
    assert!(dates(false, "20111231").is_empty() && dates(true, "20111232").len() == 1);
}

#[test]
fn a_value_is_held_against_its_list_by_what_it_says() {
    let session = delivery("base/three-items.toml");
    let wrong = |heading: &str, text: &str| {
        let report = judged(&session, &[(3, heading, text)]);
        found(&report, "catalogue.cell.valueList")
    };
    for (heading, fine, other) in [
        (
            "保管期限",
            &["永久", "Y", "001", "定期30年", "D10", "三十年", "长期"][..],
            &["20年", "D5", "不详"][..],
        ),
        (
            "密级",
            &[
                "公开",
                "内部",
                "内部★10年",
                "国内☆",
                "机密*5年",
                "秘密 10年",
            ],
            &["保密", "内部10年", "★"],
        ),
    ] {
        for text in fine {
            assert!(wrong(heading, text).is_empty(), "{text}");
        }
        for text in other {
            assert_eq!(wrong(heading, text), [*text]);
        }
    }
}

#[test]
fn a_letter_is_taken_for_a_digit_behind_one_and_before_one_or_at_an_end() {
    let session = delivery("base/three-items.toml");
    for (code, meant) in [
        ("Z1O9-WS·2011-Y-BGS-0003", "Z109-WS·2011-Y-BGS-0003"),
        ("Z1I9-WS·2011-Y-BGS-0003", "Z119-WS·2011-Y-BGS-0003"),
        ("Z10O-WS·2011-Y-BGS-0003", "Z100-WS·2011-Y-BGS-0003"),
        ("Z10I-WS·2011-Y-BGS-0003", "Z101-WS·2011-Y-BGS-0003"),
        ("Z109-WS·2011-Y-B3O-0003", "Z109-WS·2011-Y-B30-0003"),
        ("O109-WS·2011-Y-BGS-0003", ""),
        ("I109-WS·2011-Y-BGS-0003", ""),
        ("Z109-WS·2011-Y-BGO-0003", ""),
        ("Z109-WS·2011-Y-BGI-0003", ""),
        ("Z109-WS·2011-Y-3OA-0003", ""),
        ("Z109-WS·2011-Y-3IA-0003", ""),
        ("Z109-WS·2011-Y-BO3-0003", ""),
        ("Z109-WS·2011-Y-OI-0003", ""),
    ] {
        let report = judged(&session, &[(5, "档号", code)]);
        let told = told(&report, "catalogue.code.confusable");
        let asked = (5, meant.to_owned(), code.to_owned());
        let asked = [asked].into_iter().filter(|_| !meant.is_empty());
        assert_eq!(told, asked.collect::<Vec<_>>(), "{code}");
        assert!(
            found(&report, "catalogue.code.grammar").is_empty(),
            "{code}"
        );
    }
}

#[test]
fn what_dat18_demands_is_demanded_also_where_the_profile_asks_for_little() {
    let all = "required = true\nrequiredFields = [\"archivalCode\", \"title\", \"author\", \"date\", \"pages\"]";
    let session = delivery("base/three-items.toml");
    let empty = |heading: &str, rules: &str| {
        let report = altered(&session, paper(all, rules), |facts| {
            write(facts, &[(4, heading, "")]);
        });
        let told = told(&report, "catalogue.cell.empty").into_iter();
        let told = told.map(|(row, field, _)| (row, field));
        (
            told.collect::<Vec<_>>(),
            missing(&report, "catalogue.column.missing"),
        )
    };
    let little = "required = true\nrequiredFields = [\"archivalCode\"]\n";
    let nothing = "required = false\nrequiredFields = []\n";
    let columns = || vec!["开放标识".to_owned(), "著录层级".to_owned()];
    for (heading, rules) in [
        ("题名", little),
        ("责任者", little),
        ("日期", little),
        ("档号", nothing),
    ] {
        let cell = vec![(4, heading.to_owned())];
        let mut asked = empty(heading, &format!("{rules}dat18 = true\n"));
        asked.1.sort();
        assert_eq!(asked, (cell, columns()), "{heading}");
        assert_eq!(empty(heading, rules), (vec![], vec![]), "{heading}");
    }
    for heading in ["年度", "文号", "页数"] {
        assert_eq!(empty(heading, &format!("{little}dat18 = true\n")).0, []);
    }
    // 保管期限 stands in the code; the column is there, and a code without it leaves the cell to say it.
    let retention = |code: &str| {
        let profile = paper(all, &format!("{little}dat18 = true\n"));
        let report = altered(&session, profile, |facts| {
            write(facts, &[(4, "保管期限", ""), (4, "档号", code)]);
        });
        told(&report, "catalogue.cell.empty").len()
    };
    assert_eq!(retention("Z109-WS·2011-Y-BGS-0002"), 0);
    assert_eq!(retention("Z109-WS·2011-0002"), 1);
}

#[test]
fn a_document_is_there_twice_where_number_title_date_and_fonds_are_there_and_equal() {
    let session = delivery("base/three-items.toml");
    let same = [
        (4, "文号", "办发〔2011〕1号"),
        (4, "题名", "关于做好2011年档案工作的通知"),
        (4, "日期", "20110112"),
    ];
    let twice = |further: &[Put<'_>]| {
        let report = judged(&session, &[&same[..], further].concat());
        let documents = told(&report, "catalogue.row.duplicate").into_iter();
        let documents: Vec<_> = documents.map(|(row, _, found)| (row, found)).collect();
        (documents, found(&report, "catalogue.code.duplicate"))
    };
    let both = (vec![(4, format!("row 3 {ITEM}"))], vec![]);
    assert_eq!(twice(&[]), both);
    assert_eq!(twice(&[(4, "日期", "2011年1月12日")]), both);
    // Rows without a code have none in common.
    let nameless = (vec![(4, "row 3 ".to_owned())], vec![]);
    assert_eq!(twice(&[(3, "档号", ""), (4, "档号", "")]), nameless);
    // One code twice is said once.
    assert_eq!(
        twice(&[(4, "档号", ITEM)]),
        (vec![], vec!["row 3".to_owned()])
    );
    let alone = (vec![], vec![]);
    for further in [
        &[(4, "日期", "20110113")][..],
        &[(3, "日期", "不详"), (4, "日期", "不详")],
        &[(3, "题名", ""), (4, "题名", "")],
        &[(3, "文号", ""), (4, "文号", "")],
        &[(4, "题名", "关于做好2011年档案工作的通知（副本）")],
        &[(4, "档号", "Z110-WS·2011-Y-BGS-0002")],
    ] {
        assert_eq!(twice(further), alone, "{further:?}");
    }
}

#[test]
fn where_the_layout_of_a_sheet_is_not_read_it_says_so_unless_its_kind_has_none() {
    let session = delivery("base/three-items.toml");
    let reason = |dialect: &str| {
        let profile = Profile::built_in("dat31-paper").unwrap();
        let report = altered(&session, profile, |facts| {
            for tables in facts.entries.iter_mut().filter_map(|e| e.tables.as_mut()) {
                dialect.clone_into(&mut tables.dialect);
                tables.tables.iter_mut().for_each(|t| t.layout = None);
            }
        });
        line(&report, "CAT-14").reason
    };
    for dialect in ["xls", "ods", "xlsb", "xlsx"] {
        assert_eq!(reason(dialect), Some(NotRun::Unsupported), "{dialect}");
    }
    for dialect in ["csv", "dbf", "xml"] {
        assert_eq!(reason(dialect), None, "{dialect}");
    }
}

#[test]
fn every_check_of_rows_says_that_there_is_no_catalogue_and_none_that_one_was_given() {
    let session = delivery("catalogue/pass-as-in-the-original.toml");
    let reason = |alter: fn(&mut DeliveryFacts)| {
        let report = altered(&session, Profile::built_in("dat31-paper").unwrap(), alter);
        assert!(report.findings.iter().all(|f| f.check != "CAT-17"));
        line(&report, "CAT-17").reason
    };
    assert_eq!(reason(|_| {}), None);
    assert_eq!(
        reason(|facts| facts.original = None),
        Some(NotRun::NotGiven)
    );
    fn own(facts: &mut DeliveryFacts) -> &mut Vec<Table> {
        &mut facts.original.as_mut().unwrap().tables.tables
    }
    let none = Some(NotRun::NoCatalogue);
    assert_eq!(reason(|facts| own(facts).clear()), none);
    assert_eq!(reason(|facts| own(facts)[0].rows.truncate(1)), none);
    assert_eq!(reason(|facts| own(facts)[0].hidden = true), none);
    let without = |facts: &mut DeliveryFacts| {
        let tables = facts.entries.iter_mut().filter_map(|e| e.tables.as_mut());
        tables.for_each(|t| t.tables.clear());
    };
    assert_eq!(reason(without), none);
}

/// The delivery against an original, both with other cells; a heading the original lacks takes the place of its last.
fn against(session: &Session, heading: &str, before: &[Put<'_>], now: &[Put<'_>]) -> Report {
    altered(
        session,
        Profile::built_in("dat31-paper").unwrap(),
        |facts| {
            let original = facts.original.as_mut().unwrap();
            let table = &mut original.tables.tables[0];
            let free = &mut table.rows[0].cells;
            if free.iter().all(|cell| cell.text != heading) {
                *free.last_mut().unwrap() = cell(heading);
                for row in &mut table.rows[1..] {
                    *row.cells.last_mut().unwrap() = cell("");
                }
            }
            assert!(put(table, before));
            write(facts, now);
        },
    )
}

#[test]
fn a_cell_of_the_original_is_changed_when_it_says_another_thing() {
    let session = delivery("catalogue/pass-as-in-the-original.toml");
    for (heading, was, is, changed) in [
        ("年度", "2011", "２０１１", false),
        ("年度", "2011", "2012", true),
        ("页数", "002", "2", false),
        ("页数", "2", "02", false),
        ("页数", "20", "2", true),
        ("保管期限", "Y", "永久", false),
        ("保管期限", "定期30年", "D30", false),
        ("保管期限", "30年", "永久", true),
        ("保管期限", "见 附件", "见附件", false),
        ("密级", "内部★10年", "内部", false),
        ("密级", "内部", "公开", true),
        ("密级", "内部", "", true),
        ("密级", "", "内部", false),
        ("日期", "2011.1.12", "20110112", false),
        ("日期", "2011", "20110112", true),
        ("日期", "不 详", "不详", false),
        ("题名", "甲 Ａ", "甲A", false),
        ("题名", "甲", "乙", true),
        ("责任者", "办公室", "", true),
        // Running numbers follow the order of the sheet.
        ("序号", "7", "1", false),
    ] {
        let report = against(&session, heading, &[(3, heading, was)], &[(3, heading, is)]);
        let told = told(&report, "catalogue.original.cellChanged");
        let asked = (3, format!("{heading} {was}"), is.to_owned());
        let asked = [asked].into_iter().filter(|_| changed);
        assert_eq!(told, asked.collect::<Vec<_>>(), "{heading} {was}: {is}");
    }
    // A column that the delivery does not have was not promised.
    let report = against(&session, "盒号", &[(3, "盒号", "12")], &[]);
    assert!(told(&report, "catalogue.original.cellChanged").is_empty());
}

#[test]
fn rows_of_the_original_are_found_again_by_a_code_that_is_there_once() {
    let session = delivery("catalogue/pass-as-in-the-original.toml");
    let codes = |before: &[Put<'_>], now: &[Put<'_>]| {
        let report = against(&session, "存放位置", before, now);
        let own = report.findings.into_iter().filter(|f| f.check == "CAT-17");
        let own = own.map(|f| (f.code, f.locus.archival_code.unwrap_or_default()));
        own.map(|(code, of)| {
            format!(
                "{} {}",
                code.rsplit('.').next().unwrap(),
                &of[of.len() - 4..]
            )
        })
        .collect::<Vec<_>>()
    };
    let other = (3, "题名", "另一份文件");
    assert_eq!(codes(&[], &[other]), ["cellChanged 0001"]);
    // Which of two rows is meant, in either catalogue, nobody can say.
    assert_eq!(codes(&[(2, "档号", ITEM)], &[other]), ["rowAdded 0003"]);
    assert_eq!(codes(&[], &[other, (5, "档号", ITEM)]), ["rowLost 0003"]);
    // A row without a code is nobody's.
    assert_eq!(codes(&[], &[(5, "档号", "")]), ["rowLost 0003"]);
    assert_eq!(codes(&[(2, "档号", "")], &[]), ["rowAdded 0003"]);
}

#[test]
fn the_volume_of_a_row_is_compared_as_a_code() {
    let session = delivery("catalogue/pass-as-in-the-original.toml");
    let two = delivery("base/two-levels.toml");
    let changed = |was: &str| {
        let profile = Profile::built_in("dat31-paper").unwrap();
        let report = altered(&two, profile, |facts| {
            let mut original = session.facts().original.clone().unwrap();
            original.tables.tables[0].rows = vec![
                row(1, &["档号", "案卷档号", "题名"]),
                row(2, &["C038-001-001-001", was, "关于修建库房的请示"]),
            ];
            facts.original = Some(original);
        });
        found(&report, "catalogue.original.cellChanged")
    };
    for same in [
        "C038-001-001",
        "C038–001–001",
        "C038－001－001",
        "Ｃ038_001_001",
    ] {
        assert!(changed(same).is_empty(), "{same}");
    }
    assert_eq!(changed("C038-001-002"), ["C038-001-001"]);
}

#[test]
fn the_items_of_a_volume_follow_each_other_page_by_page() {
    let session = delivery("base/two-levels.toml");
    let wrong = |cells: &[Put<'_>]| {
        let report = judged(&session, cells);
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code.starts_with("catalogue.pageRange."));
        let own = own.map(|f| (f.code, f.locus.row.unwrap(), f.expected, f.found));
        own.map(|(code, row, asked, found)| format!("{} {row} {asked} {found}", &code[20..]))
            .collect::<Vec<_>>()
    };
    let of = |first: &str, second: &str| wrong(&[(2, "页号", first), (3, "页号", second)]);
    let none: [&str; 0] = [];
    assert_eq!(of("1-2", "3"), none);
    assert_eq!(of("5-6", "7"), none);
    assert_eq!(of("0005至0006", "0007-0007"), none);
    assert_eq!(of("5-7", "8"), ["pages 2 2 5-7"]);
    assert_eq!(of("5-5", "6"), ["pages 2 2 5-5"]);
    assert_eq!(of("1-2", "2"), ["overlap 3 3 2"]);
    assert_eq!(of("1-2", "4"), ["gap 3 3 4"]);
    // The last page follows from 页数 …
    assert_eq!(of("1", "3"), none);
    assert_eq!(of("1", "2"), ["overlap 3 3 2"]);
    assert_eq!(of("1", "4"), ["gap 3 3 4"]);
    // … or stays open.
    let open = |second: &str| wrong(&[(2, "页号", "1"), (2, "页数", ""), (3, "页号", second)]);
    assert_eq!((open("2"), open("9")), (vec![], vec![]));
    assert_eq!(open("1"), ["overlap 3 2 1"]);
    // A row without a 页号, or with one that cannot be read, may stand in the gap, but nothing hides an overlap.
    let third = |number: &str, second: &str| {
        let cells = [(4, "案卷档号", "C038-001-001"), (4, "页号", number)];
        wrong(&[&cells[..], &[(3, "页号", second)]].concat())
    };
    assert_eq!(third("", "4"), none);
    assert_eq!(third("", "2"), ["overlap 3 3 2"]);
    assert_eq!(third("末页", "4"), ["form 4 0001-0004 末页"]);
    assert_eq!(third("4", "3"), none);
    assert_eq!(third("5", "3"), ["gap 4 4 5"]);
}

#[test]
fn only_whole_numbers_that_are_built_as_personal_ones_are_found_and_none_is_spelt_out() {
    let session = delivery("base/three-items.toml");
    let masks = |text: &str| {
        let report = judged(&session, &[(3, "备注", text)]);
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code.starts_with("catalogue.personal."));
        own.map(|f| (f.code[19..].to_owned(), f.found))
            .collect::<Vec<_>>()
    };
    for (text, mask) in [
        ("990001198001010000", "990*************00"),
        ("张三990001198001010019，李四", "990*************19"),
        ("９９０００１198001010000", "990*************00"),
        ("99000119800101006X", "990*************6X"),
        ("99000119800101006x", "990*************6x"),
        ("990001185001010008", "990*************08"),
        ("99000121000101000X", "990*************0X"),
    ] {
        assert_eq!(
            masks(text),
            [("identity".to_owned(), mask.to_owned())],
            "{text}"
        );
    }
    for (text, mask) in [
        ("13900000000", "139******00"),
        ("电话：19900000001。", "199******01"),
        ("+86 13900000000", "139******00"),
        ("8613900000000", "861********00"),
    ] {
        assert_eq!(
            masks(text),
            [("mobile".to_owned(), mask.to_owned())],
            "{text}"
        );
    }
    for text in [
        "990001198001010001",  // another check digit
        "090001198001010008",  // no region begins with 0
        "990001198001000005",  // no day
        "990001198000010009",  // no month
        "990001184901010009",  // too early
        "990001210101010007",  // too late
        "9900011980010100X2",  // X stands for ten at the end alone
        "99000119800101006",   // 17 of them
        "990001198001010000X", // 19 of them
        "A990001198001010000", // part of a longer one
        "12900000000",
        "23900000000",
        "1390000000",
        "1390000000A",
        "139000000000",
        "8713900000000",
        "8612900000000",
        "0086139000000",
        "2011",
    ] {
        assert_eq!(masks(text), [], "{text}");
    }
    let both = masks("13900000000、990001198001010000");
    assert_eq!(both.len(), 2);
    // Nor does another finding of the same cell spell it out.
    let title = "关于990001198001010000与13900000000的函 ";
    let report = judged(&session, &[(3, "题名", title)]);
    let hidden = "⟨关于990*************00与139******00的函 ⟩";
    assert_eq!(found(&report, "catalogue.text.blank"), [hidden]);
}

#[test]
fn no_document_is_younger_than_its_year_of_filing_or_than_the_delivery() {
    let session = delivery("base/three-items.toml");
    let after_year = |cells: &[Put<'_>]| told(&judged(&session, cells), "catalogue.date.afterYear");
    assert!(after_year(&[(3, "日期", "20111231")]).is_empty());
    let late = |of: &str, date: &str| (3, format!("≤ {of}"), date.to_owned());
    assert_eq!(
        after_year(&[(3, "日期", "20120101")]),
        [late("2011", "20120101")]
    );
    // Of column and code the later one.
    for year in ["2012", "2012年", "2012年度"] {
        let of = |date| after_year(&[(3, "日期", date), (3, "年度", year)]);
        assert!(of("20121231").is_empty(), "{year}");
        assert_eq!(of("20130101"), [late("2012", "20130101")], "{year}");
    }
    let early = [(3, "日期", "20110101"), (3, "年度", "2010")];
    assert!(after_year(&early).is_empty());
    let after_packing = |day: &str| {
        let report = altered(
            &session,
            Profile::built_in("dat31-paper").unwrap(),
            |facts| {
                for entry in &mut facts.container.entries {
                    entry.modified = format!("{day}T10:00:00");
                }
            },
        );
        missing(&report, "catalogue.date.afterPacking")
    };
    // 20110112, 20110308 and a day of December 2011 that is not known.
    assert!(after_packing("2011-12-01").is_empty());
    assert_eq!(after_packing("2011-11-30"), ["≤ 2011-11-30"]);
    assert_eq!(after_packing("2011-01-12").len(), 2);
    assert_eq!(after_packing("2011-01-11").len(), 3);
    // A day before any digitisation is the packer's, not the delivery's.
    assert_eq!(after_packing("2000-01-01").len(), 3);
    assert!(after_packing("1999-12-31").is_empty() && after_packing("1980-01-01").is_empty());
}

#[test]
fn a_volume_says_of_its_items_what_they_are() {
    let session = delivery("base/two-levels.toml");
    let wrong = |cells: &[Put<'_>]| {
        let report = judged(&session, cells);
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.check == "CAT-13" || f.code == "catalogue.cell.date");
        own.map(|f| (f.code[10..].to_owned(), f.expected, f.found))
            .collect::<Vec<_>>()
    };
    let one = |code: &str, asked: &str, found: &str| {
        vec![(code.to_owned(), asked.to_owned(), found.to_owned())]
    };
    for (heading, text, fault) in [
        ("件数", "2", vec![]),
        ("件数", "02", vec![]),
        ("件数", "", vec![]),
        ("件数", "3", one("volume.itemCount", "3", "2")),
        ("件数", "两", one("volume.itemCount", "两", "2")),
        ("总页数", "03", vec![]),
        ("总页数", "", vec![]),
        ("总页数", "4", one("volume.pageSum", "4", "3")),
        ("起止日期", "", vec![]),
        ("起止日期", "1986", vec![]),
        ("起止日期", "1986-1986", vec![]),
        ("起止日期", "198601-198603", vec![]),
        ("起止日期", "19860100-19860300", vec![]),
        ("起止日期", "198601至19860308", vec![]),
        ("起止日期", "1986-198603", vec![]),
        (
            "起止日期",
            "198602-19860308",
            one("volume.dates", "起始日期 19860200", "19860112"),
        ),
        (
            "起止日期",
            "19860212-19860308",
            one("volume.dates", "起始日期 19860212", "19860112"),
        ),
        (
            "起止日期",
            "19860113-19860308",
            one("volume.dates", "起始日期 19860113", "19860112"),
        ),
        (
            "起止日期",
            "19850112-19860308",
            one("volume.dates", "起始日期 19850112", "19860112"),
        ),
        (
            "起止日期",
            "1985-19860308",
            one("volume.dates", "起始日期 19850000", "19860112"),
        ),
        (
            "起止日期",
            "19860112-19860307",
            one("volume.dates", "终止日期 19860307", "19860308"),
        ),
        (
            "起止日期",
            "198601-198604",
            one("volume.dates", "终止日期 19860400", "19860308"),
        ),
        (
            "起止日期",
            "春天",
            one("cell.date", "YYYYMMDD-YYYYMMDD", "春天"),
        ),
    ] {
        assert_eq!(wrong(&[(2, heading, text)]), fault, "{heading} {text}");
    }
    // What the items leave open the volume may say.
    for (items, fault) in [
        (["19860100", "19860308"], vec![]),
        (["19860000", "19860308"], vec![]),
        (["1986", "19860300"], vec![]),
        (
            ["19860200", "19860308"],
            one("volume.dates", "起始日期 19860112", "19860200"),
        ),
        (["不详", "不详"], vec![]),
    ] {
        let cells = [(2, "日期", items[0]), (3, "日期", items[1])];
        let own = wrong(&cells).into_iter();
        let own: Vec<_> = own
            .filter(|(code, ..)| code.starts_with("volume"))
            .collect();
        assert_eq!(own, fault, "{items:?}");
    }
    // An item whose pages cannot be read leaves no sum.
    let unread = wrong(&[(2, "页数", "两"), (2, "页号", "1")]);
    assert_eq!(unread, []);
}

#[test]
fn single_items_may_lie_beside_volumes_in_a_list_of_their_own_but_not_among_their_items() {
    let session = delivery("base/two-levels.toml");
    let single = [ITEM, "办公室", "关于做好档案工作的通知", "20110112", "1"];
    let without = |alter: &dyn Fn(&mut Vec<Table>)| {
        let report = altered(
            &session,
            Profile::built_in("dat31-paper").unwrap(),
            |facts| {
                let tables = facts.entries.iter_mut().find_map(|e| e.tables.as_mut());
                alter(&mut tables.unwrap().tables);
            },
        );
        told(&report, "catalogue.volume.missing")
    };
    let own = |tables: &mut Vec<Table>| {
        tables.push(Table {
            name: "归档文件目录".to_owned(),
            rows: vec![
                row(1, &["档号", "责任者", "题名", "日期", "页数"]),
                row(2, &single),
            ],
            ..tables[0].clone()
        });
    };
    assert_eq!(without(&own), []);
    let among = |tables: &mut Vec<Table>| {
        let [code, author, title, date, pages] = single;
        let cells = ["4", code, "", author, title, date, pages, "1"];
        tables[0].rows.push(row(5, &cells));
    };
    assert_eq!(without(&among), [(5, "案卷档号".to_owned(), String::new())]);
    // An item whose volume is not listed, once for all of that volume.
    let unlisted = |tables: &mut Vec<Table>| {
        assert!(put(&mut tables[0], &[(3, "案卷档号", "C038-001-003")]));
    };
    let asked = (3, "C038-001-003".to_owned(), "1 rows".to_owned());
    assert_eq!(without(&unlisted), [asked]);
}

#[test]
fn a_page_with_ink_on_it_has_text_and_a_blank_one_needs_none() {
    let session = delivery("pdf/fail-page-without-text.toml");
    let missing = |ink: u16, blank: &str| {
        let path = yanshou_tests::root().join("crate/core/profiles/dat77-ocr.toml");
        let rules = std::fs::read_to_string(path).unwrap();
        let line = rules
            .lines()
            .find(|line| line.starts_with("blankInk = "))
            .unwrap();
        let profile = Profile::parse(&rules.replacen(line, blank, 1)).unwrap();
        let report = altered(&session, profile, |facts| {
            let images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
            for page in images.flat_map(|image| &mut image.pages) {
                page.screen = Some(PageScreen {
                    ink,
                    mean: 240,
                    dark: 60,
                    light: 250,
                    chroma: None,
                    border: Default::default(),
                    skew: None,
                    across: None,
                    depth: None,
                    clean: None,
                    detail: None,
                    flat: 0,
                    flat_level: 0,
                    repeated: 0,
                    white: 0,
                    hash: "0".repeat(64),
                });
            }
        });
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code == "pdf.text.missing");
        own.map(|f| f.locus.page).collect::<Vec<_>>()
    };
    for (limit, blank) in [(20, ""), (20, "blankInk = 20"), (31, "blankInk = 31")] {
        assert_eq!(missing(limit, blank), [Some(2)], "{blank}");
        assert_eq!(missing(limit - 1, blank), [], "{blank}");
    }
}

#[test]
fn parts_of_a_code_are_held_against_their_columns_where_these_are_filled() {
    let session = delivery("base/three-items.toml");
    let wrong = |cells: &[Put<'_>]| {
        let told = told(&judged(&session, cells), "catalogue.code.partMismatch");
        told.into_iter()
            .map(|(_, asked, found)| (asked, found))
            .collect::<Vec<_>>()
    };
    for (heading, fine, other, part) in [
        ("年度", &["2011", ""][..], "2012", "年度 2011"),
        ("保管期限", &["永久", "Y", ""], "30年", "保管期限 Y"),
    ] {
        for text in fine {
            assert_eq!(wrong(&[(3, heading, text)]), [], "{text}");
        }
        let asked = (part.to_owned(), other.to_owned());
        assert_eq!(wrong(&[(3, heading, other)]), [asked]);
    }
    // 备注 stands for columns this catalogue does not have.
    for (heading, fine, other, part) in [
        ("全宗号", &["Z109"][..], "Z110", "全宗号 Z109"),
        ("件号", &["1", "0001"], "2", "件号 0001"),
    ] {
        let wrong = |text: &str| {
            let profile = Profile::built_in("dat31-paper").unwrap();
            let report = altered(&session, profile, |facts| {
                write(facts, &[(3, "备注", text)]);
                reword(facts, &[("备注", heading)]);
            });
            let told = told(&report, "catalogue.code.partMismatch").into_iter();
            told.map(|(_, asked, found)| (asked, found))
                .collect::<Vec<_>>()
        };
        for text in fine {
            assert_eq!(wrong(text), [], "{text}");
        }
        assert_eq!(wrong(other), [(part.to_owned(), other.to_owned())]);
    }
}
