//! dBASE and XML catalogues: what is read of them, and what is refused by name.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

use proptest::prelude::*;
use yanshou::catalogue::read_tables;
use yanshou::facts::{CellKind, TablesFacts};
use yanshou::limits::Limits;

fn read(name: &str, bytes: &[u8]) -> TablesFacts {
    read_tables(name, bytes, &Limits::default()).unwrap()
}

/// Row number and texts of the only sheet.
fn rows(facts: &TablesFacts) -> Vec<(u32, Vec<&str>)> {
    assert_eq!(facts.unreadable, None);
    facts.tables[0]
        .rows
        .iter()
        .map(|r| (r.number, r.cells.iter().map(|c| c.text.as_str()).collect()))
        .collect()
}

/// A dBASE III table; `records` begin with their deletion mark.
fn dbf(mark: u8, fields: &[(&[u8], u8, u8)], records: &[&[u8]]) -> Vec<u8> {
    let length = 1 + fields.iter().map(|f| u16::from(f.2)).sum::<u16>();
    let mut out = vec![3, 124, 1, 2];
    out.extend((records.len() as u32).to_le_bytes());
    out.extend((32 * (fields.len() as u16 + 1) + 1).to_le_bytes());
    out.extend(length.to_le_bytes());
    out.resize(32, 0);
    out[29] = mark;
    for (name, kind, length) in fields {
        let at = out.len();
        out.extend(*name);
        out.resize(at + 11, 0);
        out.extend([*kind, 0, 0, 0, 0, *length]);
        out.resize(at + 32, 0);
    }
    out.push(0x0d);
    records.iter().for_each(|record| out.extend(*record));
    out.push(0x1a);
    out
}

#[test]
fn each_kind_of_field_is_read_and_deleted_records_are_not() {
    let fields: [(&[u8], u8, u8); 4] = [
        (b"DH", b'C', 6),
        (b"YS", b'N', 4),
        (b"RQ", b'D', 8),
        (b"YX", b'L', 1),
    ];
    let records: [&[u8]; 3] = [
        b" A-0001  1220110112T",
        b"*A-0002   320110112F",
        b" A-0003            ?",
    ];
    let facts = read("a.dbf", &dbf(0, &fields, &records));
    assert_eq!(
        (facts.dialect.as_str(), facts.encoding.as_str()),
        ("dbf", "utf-8")
    );
    assert_eq!(
        rows(&facts),
        [
            (1, vec!["DH", "YS", "RQ", "YX"]),
            (2, vec!["A-0001", "12", "2011-01-12", "TRUE"]),
            (4, vec!["A-0003"]),
        ]
    );
    let kinds: Vec<CellKind> = facts.tables[0].rows[1]
        .cells
        .iter()
        .map(|c| c.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            CellKind::Text,
            CellKind::Number,
            CellKind::Date,
            CellKind::Bool
        ]
    );
}

#[test]
fn the_code_page_byte_is_believed_only_for_big5_that_is_big5() {
    let gbk = b"\xb5\xb5\xba\xc5"; // 档号
    let big5 = b"\xc0\xc9\xb8\xb9"; // 檔號
    for (mark, name, text, encoding) in [
        (0, gbk, "档号", "gb18030"),
        (0x4d, gbk, "档号", "gb18030"),
        (0x03, gbk, "档号", "gb18030"),
        (0x78, big5, "檔號", "big5"),
    ] {
        let facts = read("a.dbf", &dbf(mark, &[(name, b'C', 4)], &[b" A-01"]));
        assert_eq!(facts.encoding, encoding);
        assert_eq!(rows(&facts), [(1, vec![text]), (2, vec!["A-01"])]);
    }
}

#[test]
fn a_character_cut_at_the_fields_end_is_shown_as_cut() {
    let facts = read("a.dbf", &dbf(0, &[(b"TM", b'C', 3)], &[b" \xb5\xb5\xba"]));
    assert_eq!(rows(&facts)[1].1, ["档\u{fffd}"]);
}

#[test]
fn memo_fields_are_unsupported_and_a_cut_table_is_unreadable() {
    let memo = read("a.dbf", &dbf(0, &[(b"TM", b'M', 10)], &[b"          1"]));
    assert!(memo.unsupported);
    assert_eq!(
        memo.unreadable.as_deref(),
        Some("`dbf with memo fields` is not read")
    );
    let whole = dbf(0, &[(b"TM", b'C', 3)], &[b" abc", b" def"]);
    assert_eq!(read("a.dbf", &whole).unreadable, None);
    let cut = read("a.dbf", &whole[..whole.len() - 3]);
    assert!(!cut.unsupported);
    assert_eq!(
        cut.unreadable.as_deref(),
        Some("malformed: dBASE: 2 records are promised, 1 are there")
    );
}

#[test]
fn xml_rows_are_the_elements_that_hold_only_fields() {
    let xml = "<?xml version=\"1.0\"?>\n<目录文件><说明><单位>甲</单位></说明>\
        <文件><顺序号>1</顺序号><档号>A-1</档号><题名>甲&amp;乙</题名></文件>\
        <文件><档号>A-2</档号><备注/><题名>丙</题名></文件></目录文件>";
    let facts = read("目录文件.XML", xml.as_bytes());
    assert_eq!(
        (facts.dialect.as_str(), facts.encoding.as_str()),
        ("xml", "utf-8")
    );
    assert_eq!(facts.tables.len(), 1);
    assert_eq!(facts.tables[0].name, "文件");
    assert_eq!(
        rows(&facts),
        [
            (1, vec!["顺序号", "档号", "题名", "备注"]),
            (2, vec!["1", "A-1", "甲&乙"]),
            (3, vec!["", "A-2", "丙"]),
        ]
    );
}

#[test]
fn document_types_foreign_entities_and_cut_ends_are_refused_and_eep_is_named() {
    for xml in [
        "<!DOCTYPE a [<!ENTITY b \"c\">]><文件目录/>",
        "<文件目录><文件><档号>&b;</档号><题名/></文件></文件目录>",
        "<文件目录><文件><档号>A",
        &"<a>".repeat(100),
    ] {
        let facts = read("文件目录.xml", xml.as_bytes());
        assert!(facts.unreadable.is_some() && !facts.unsupported, "{xml}");
    }
    assert_eq!(read("a.eep", "<电子文件封装包/>".as_bytes()).dialect, "eep");
    let eep = read("a.eep", "<电子文件封装包><a/></电子文件封装包>".as_bytes());
    assert!(eep.unsupported);
    assert_eq!(eep.unreadable.as_deref(), Some("`eep` is not read"));
}

#[test]
fn a_mets_without_archival_codes_is_listed_and_no_catalogue() {
    let mets = |identifier: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\">\
             <mets:dmdSec ID=\"D\"><mets:mdWrap><mets:xmlData><dc:title>甲</dc:title>\
             <dc:identifier>{identifier}</dc:identifier></mets:xmlData></mets:mdWrap></mets:dmdSec>\
             <mets:fileSec><mets:fileGrp USE=\"MASTER\"><mets:file ID=\"a\"/><mets:file ID=\"b\"/>\
             </mets:fileGrp><mets:fileGrp USE=\"THUMBS\"><mets:file ID=\"c\"/></mets:fileGrp>\
             </mets:fileSec></mets:mets>"
        )
    };
    let facts = read("data/mets.xml", mets("urn:ocr-d/column-sample").as_bytes());
    assert_eq!(facts.dialect, "mets");
    let listed = vec!["identifier", "题名", "页数"];
    assert_eq!(
        rows(&facts),
        [(1, listed), (2, vec!["urn:ocr-d/column-sample", "甲", "2"])]
    );
    let facts = read("data/mets.xml", mets("Z109-WS·2011-Y-BGS-0001").as_bytes());
    assert_eq!(
        rows(&facts),
        [
            (1, vec!["档号", "题名", "页数"]),
            (2, vec!["Z109-WS·2011-Y-BGS-0001", "甲", "2"])
        ]
    );
    let cut = read("mets.xml", b"<mets:mets><mets:dmdSec ID=\"D\">");
    assert!(cut.unreadable.is_some() && cut.tables.is_empty());
    let deep = format!("<mets>{}", "<div>".repeat(100));
    assert!(read("mets.xml", deep.as_bytes()).unreadable.is_some());
}

proptest! {
    #[test]
    fn no_mets_panics(xml in "(<(/?)(dmdSec|div|file|fileGrp|title|smLink|identifier)( ID=\"a\")?(/?)>|[<>/a&;目=\"]){0,30}") {
        read("mets.xml", format!("<mets>{xml}</mets>").as_bytes());
    }

    #[test]
    fn no_bytes_named_dbf_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read("a.dbf", &bytes);
    }

    #[test]
    fn no_damaged_dbf_panics(at in 0_usize..120, byte in any::<u8>()) {
        let fields: [(&[u8], u8, u8); 2] = [(b"DH", b'C', 6), (b"YS", b'N', 4)];
        let mut bytes = dbf(0, &fields, &[b" A-0001  12"]);
        let at = at % bytes.len();
        bytes[at] = byte;
        read("a.dbf", &bytes);
    }

    #[test]
    fn no_text_in_angle_brackets_panics(xml in "[<>/a&;! 目=\"-]{0,60}") {
        read("文件目录.xml", format!("<{xml}").as_bytes());
    }
}
