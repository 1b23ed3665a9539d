//! Files of every format become the same sheets; what cannot be read says so and is never an empty table.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use yanshou::catalogue::{candidate, read_tables};
use yanshou::facts::{Cell, CellKind, TablesFacts};
use yanshou::limits::Limits;

fn read(name: &str, bytes: &[u8]) -> TablesFacts {
    read_tables(name, bytes, &Limits::default()).unwrap()
}

fn cell(kind: CellKind, text: &str) -> Cell {
    Cell {
        kind,
        text: text.to_owned(),
    }
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("目录").unwrap();
    // B3 on: neither the first row nor the first column is used
    sheet.write(2, 1, "档号").unwrap();
    sheet.write(2, 3, "页数").unwrap();
    sheet.write(4, 1, "0001").unwrap();
    sheet.write(4, 2, 12.5).unwrap();
    sheet.write(4, 3, 7).unwrap();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let day = ExcelDateTime::from_ymd(2025, 4, 14).unwrap();
    sheet.write_with_format(4, 4, &day, &date).unwrap();
    let noon = ExcelDateTime::from_ymd(2025, 4, 14)
        .unwrap()
        .and_hms(12, 30, 0)
        .unwrap();
    sheet
        .write_with_format(
            4,
            5,
            &noon,
            &Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        )
        .unwrap();
    sheet.write(4, 6, true).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("旧").unwrap().set_hidden(true);
    hidden.write(0, 0, "x").unwrap();
    book.save_to_buffer().unwrap()
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>\
         <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/>\
         </style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

#[test]
fn an_xlsx_keeps_row_numbers_kinds_and_hidden_sheets() {
    for name in ["目录.xlsx", "目录.XLS", "目录.csv"] {
        let facts = read(name, &xlsx());
        assert_eq!(
            (facts.dialect.as_str(), facts.unreadable.clone()),
            ("xlsx", None),
            "{name}"
        );
        let [first, second] = facts.tables.as_slice() else {
            panic!("{facts:?}")
        };
        assert_eq!((first.name.as_str(), first.hidden), ("目录", false));
        assert_eq!((second.name.as_str(), second.hidden), ("旧", true));
        let numbers: Vec<u32> = first.rows.iter().map(|r| r.number).collect();
        assert_eq!(numbers, [3, 5]);
        assert_eq!(
            first.rows[1].cells,
            [
                Cell::default(),
                cell(CellKind::Text, "0001"),
                cell(CellKind::Number, "12.5"),
                cell(CellKind::Number, "7"),
                cell(CellKind::Date, "2025-04-14"),
                cell(CellKind::Date, "2025-04-14T12:30:00"),
                cell(CellKind::Bool, "TRUE"),
            ]
        );
    }
}

#[test]
fn delimited_text_is_read_in_every_encoding_and_with_every_delimiter() {
    let text = "档号,题名\r\n\r\nA-1,\"甲,\"\"乙\"\"\n丙\"\r\nA-2,丁\r\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let le: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let bom = format!("\u{feff}{text}").into_bytes();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "utf-8"),
        (bom, "utf-8"),
        (gb, "gb18030"),
        (le, "utf-16le"),
    ] {
        let facts = read("a.csv", &bytes);
        assert_eq!(
            (facts.dialect.as_str(), facts.encoding.as_str()),
            ("csv", encoding)
        );
        let rows: Vec<(u32, Vec<&str>)> = facts.tables[0]
            .rows
            .iter()
            .map(|r| (r.number, r.cells.iter().map(|c| c.text.as_str()).collect()))
            .collect();
        let wanted = [
            (1, vec!["档号", "题名"]),
            (3, vec!["A-1", "甲,\"乙\"\n丙"]),
            (5, vec!["A-2", "丁"]),
        ];
        assert_eq!(rows, wanted);
    }
    for delimiter in ["\t", ";", "，"] {
        let text = format!("档号{delimiter}题名\nA-1{delimiter}关于甲、乙,丙的通知\n");
        let facts = read("a.xls", text.as_bytes());
        let row: Vec<_> = facts.tables[0].rows[1]
            .cells
            .iter()
            .map(|c| c.text.as_str())
            .collect();
        assert_eq!(row, ["A-1", "关于甲、乙,丙的通知"], "{delimiter:?}");
    }
}

#[test]
fn a_quote_that_never_closes_is_no_table() {
    let facts = read("a.csv", "档号,题名\nA-1,\"甲\nA-2,乙\n".as_bytes());
    assert_eq!(facts.tables, []);
    assert_eq!(
        facts.unreadable.as_deref(),
        Some("malformed: a quote in line 2 never closes")
    );
    // a quote inside a field is a quote
    assert_eq!(
        read("a.csv", "A,5\"x\nB,c\n".as_bytes()).tables[0].rows[0].cells[1].text,
        "5\"x"
    );
}

#[test]
fn an_ods_is_read_with_repeats_and_hidden_sheets() {
    let facts = read(
        "a.ods",
        &ods("<table:table table:name=\"目录\">\
            <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
            <table:table-cell office:value-type=\"string\"><text:p>甲&amp;<text:s text:c=\"2\"/>乙</text:p><text:p>丙</text:p>\
            <office:annotation><text:p>no</text:p></office:annotation></table:table-cell>\
            <table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7.00</text:p></table:table-cell>\
            <table:table-cell office:value-type=\"date\" office:date-value=\"2025-04-14\"><text:p>x</text:p></table:table-cell>\
            </table:table-row>\
            <table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
            </table:table><table:table table:name=\"b\" table:style-name=\"ta2\"/>"),
    );
    assert_eq!(
        (facts.dialect.as_str(), facts.unreadable.clone()),
        ("ods", None)
    );
    let names: Vec<_> = facts
        .tables
        .iter()
        .map(|t| (t.name.as_str(), t.hidden))
        .collect();
    assert_eq!(names, [("目录", false), ("b", true)]);
    assert_eq!(facts.tables[0].rows.len(), 1);
    assert_eq!(facts.tables[0].rows[0].number, 3);
    assert_eq!(
        facts.tables[0].rows[0].cells[2..],
        [
            cell(CellKind::Text, "甲&  乙\n丙"),
            cell(CellKind::Number, "7"),
            cell(CellKind::Date, "2025-04-14")
        ]
    );
}

#[test]
fn a_claim_of_many_cells_is_refused_and_a_claim_of_many_blanks_costs_nothing() {
    let row = |cell: &str| {
        format!(
            "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">\
             <table:table-cell table:number-columns-repeated=\"16384\"{cell}</table:table-row></table:table>"
        )
    };
    let few = Limits {
        cells: 20_000,
        ..Limits::default()
    };
    let full = ods(&row(
        " office:value-type=\"string\"><text:p>x</text:p></table:table-cell>",
    ));
    let full = read_tables("a.ods", &full, &few).unwrap();
    assert_eq!(full.unreadable.as_deref(), Some("more than 20000 cells"));
    assert_eq!(read("a.ods", &ods(&row("/>"))).unreadable, None);
    // one cell at XFD1048576: a row of 16 384 cells, and not 17 thousand million
    let mut book = Workbook::new();
    book.add_worksheet().write(1_048_575, 16_383, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let facts = read("a.xlsx", &bytes);
    assert_eq!(
        (
            facts.tables[0].rows[0].number,
            facts.tables[0].rows[0].cells.len()
        ),
        (1_048_576, 16_384)
    );
    let tight = Limits {
        cells: 16_383,
        ..Limits::default()
    };
    assert_eq!(
        read_tables("a.xlsx", &bytes, &tight)
            .unwrap()
            .unreadable
            .as_deref(),
        Some("more than 16383 cells")
    );
}

#[test]
fn inflated_bytes_are_counted_before_they_are_kept() {
    let bomb = zip(&[("content.xml", &" ".repeat(1 << 20))]);
    let tight = Limits {
        text_bytes: 1 << 16,
        ..Limits::default()
    };
    for name in ["a.ods", "a.xlsx"] {
        let reason = read_tables(name, &bomb, &tight).unwrap().unreadable;
        assert_eq!(
            reason.as_deref(),
            Some("more than 65536 inflated bytes"),
            "{name}"
        );
    }
    let facts = read_tables("a.csv", &[b'a'; 70_000], &tight).unwrap();
    assert_eq!(facts.unreadable.as_deref(), Some("more than 65536 bytes"));
}

#[test]
fn what_is_not_read_says_what_it_is() {
    for (name, bytes, dialect) in [
        (
            "a.xls",
            b"<html><table><tr><td>x</td></tr></table></html>".as_slice(),
            "html",
        ),
        (
            "a.xls",
            b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
            "xml spreadsheet 2003",
        ),
        ("a.mdb", b"\0\x01\0\0Standard Jet DB\0", "access"),
    ] {
        let facts = read(name, bytes);
        assert_eq!(facts.dialect, dialect);
        assert_eq!(facts.unreadable, Some(format!("`{dialect}` is not read")));
    }
    assert_eq!(read("a.xlsx", b"").unreadable.as_deref(), Some("no bytes"));
    assert!(read("a.xlsx", &xlsx()[..1000]).unreadable.is_some());
    assert!(read("a.csv", b"a,\x81\xff\n").unreadable.is_some());
    assert!(read("a.csv", b"a\0,b\n").unreadable.is_some());
    let cut = "<table:table table:name=\"a\"><table:table-row>";
    assert!(read("a.ods", &ods(cut)).unreadable.is_some());
}

#[test]
fn candidates_are_tables_by_name_and_no_companions() {
    for name in [
        "目录/a.xlsx",
        "a.XLS",
        "a.et",
        "a.csv",
        "a.ods",
        "a.dbf",
        "文件目录.XML",
        "a.eep",
    ] {
        assert!(candidate(name), "{name}");
    }
    for name in [
        "~$目录.xlsx",
        "__MACOSX/a.xlsx",
        "a/._b.csv",
        "0001.tif",
        "a.txt",
        "xlsx",
        "alto/0001.xml",
    ] {
        assert!(!candidate(name), "{name}");
        assert!(read_tables(name, b"a,b\n", &Limits::default()).is_none());
    }
}
