//! Cells of a catalogue at the edge of a rule, over altered facts: what a row must say to be found, and how near to it
//! a sound one may come. Here, how they are written, and what holds for a whole table.

mod code;
mod original;
mod secrecy;
mod unread;
mod value;
mod volume;

use yanshou::facts::{Cell, CellKind, DeliveryFacts, Table, TableRow};
use yanshou::ledger::NotRun;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, missing, paper};

use crate::{built_in, of_code, tables};

/// Row, heading and text of a cell.
type Put<'c> = (u32, &'c str, &'c str);

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
    assert!(tables(facts).any(|table| put(table, cells)), "{cells:?}");
}

fn judged(session: &Session, cells: &[Put<'_>]) -> Report {
    let profile = built_in("dat31-paper");
    altered(session, profile, |facts| write(facts, cells))
}

/// Row, what was expected and what was found.
fn told(report: &Report, code: &str) -> Vec<(u32, String, String)> {
    let own = of_code(report, code);
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
        let profile = built_in("dat31-paper");
        let report = altered(&session, profile, |facts| {
            tables(facts).for_each(|t| rows.clone_into(&mut t.rows));
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
fn where_the_layout_of_a_sheet_is_not_read_it_says_so_unless_its_kind_has_none() {
    let session = delivery("base/three-items.toml");
    let reason = |dialect: &str| {
        let profile = built_in("dat31-paper");
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
