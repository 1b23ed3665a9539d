//! Damaged and hostile workbooks end in a reason: no panic, no hang, no memory without bound.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use yanshou::catalogue::read_tables;
use yanshou::facts::{CellKind, TablesFacts};
use yanshou::limits::Limits;

fn read(name: &str, bytes: &[u8]) -> TablesFacts {
    let limits = Limits {
        text_bytes: 4 << 20,
        cells: 200_000,
        ..Limits::default()
    };
    read_tables(name, bytes, &limits).unwrap()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn bof(substream: u16) -> Vec<u8> {
    let mut data = vec![0, 6];
    data.extend(substream.to_le_bytes());
    data.extend([0; 12]);
    record(0x0809, &data)
}

/// A BIFF8 stream (MS-XLS) with one sheet of labels and numbers at row, column.
fn biff(cells: &[(u16, u16, &str)], hidden: bool) -> Vec<u8> {
    let mut head = bof(5);
    let name = "目录".encode_utf16().flat_map(u16::to_le_bytes);
    let sheet = |at: u32| {
        let mut data = at.to_le_bytes().to_vec();
        data.extend([u8::from(hidden), 0, 2, 1]);
        data.extend(name.clone());
        record(0x0085, &data)
    };
    let at = u32::try_from(head.len() + sheet(0).len() + 4).unwrap();
    head.extend(sheet(at));
    head.extend(record(0x000a, &[]));
    head.extend(bof(0x10));
    for (row, column, text) in cells {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        if let Ok(number) = text.parse::<f64>() {
            head.extend(record(
                0x0203,
                &[place, number.to_le_bytes().to_vec()].concat(),
            ));
        } else {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let length = u16::try_from(units.len() / 2).unwrap().to_le_bytes();
            head.extend(record(
                0x0204,
                &[place, length.to_vec(), vec![1], units].concat(),
            ));
        }
    }
    head.extend(record(0x000a, &[]));
    head
}

/// A compound file (MS-CFB, version 3) with one stream `Workbook` of at least 4096 bytes.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    let length = stream.len().max(4096);
    stream.resize(length.next_multiple_of(512), 0);
    let sectors = u32::try_from(stream.len() / 512).unwrap();
    let mut out = vec![0; 512];
    out[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, word) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        out[at..at + 2].copy_from_slice(&word.to_le_bytes());
    }
    for (at, word) in [
        (44, 1_u32),
        (48, 1),
        (56, 4096),
        (60, 0xffff_fffe),
        (68, 0xffff_fffe),
    ] {
        out[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    for at in (76..512).step_by(4) {
        out[at..at + 4].copy_from_slice(&if at == 76 { 0_u32 } else { u32::MAX }.to_le_bytes());
    }
    // sector 0 is the table, 1 the directory, from 2 on the stream
    let mut fat = vec![0xffff_fffd_u32, 0xffff_fffe];
    fat.extend((0..sectors).map(|i| if i + 1 == sectors { 0xffff_fffe } else { i + 3 }));
    fat.resize(128, u32::MAX);
    out.extend(fat.iter().flat_map(|w| w.to_le_bytes()));
    for (name, kind, start, length) in [
        ("Root Entry", 5, 0xffff_fffe, 0),
        ("Workbook", 2, 2_u32, length),
    ] {
        let mut entry = vec![0; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
        out.extend(entry);
    }
    out.extend([0; 256]);
    out.extend(stream);
    out
}

fn xls() -> Vec<u8> {
    compound(biff(
        &[(2, 1, "档号"), (2, 2, "页数"), (4, 1, "A-1"), (4, 2, "7")],
        true,
    ))
}

fn xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..4 {
        sheet.write(row, 0, "A-1").unwrap();
        sheet.write(row, 1, row).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn an_xls_keeps_row_numbers_kinds_and_hidden_sheets() {
    for name in ["目录.xls", "目录.et", "目录.xlsx"] {
        let facts = read(name, &xls());
        assert_eq!(
            (facts.dialect.as_str(), facts.unreadable.clone()),
            ("xls", None)
        );
        let table = &facts.tables[0];
        assert_eq!((table.name.as_str(), table.hidden), ("目录", true));
        let rows: Vec<(u32, Vec<(CellKind, &str)>)> = table
            .rows
            .iter()
            .map(|r| {
                (
                    r.number,
                    r.cells.iter().map(|c| (c.kind, c.text.as_str())).collect(),
                )
            })
            .collect();
        let empty = (CellKind::Empty, "");
        assert_eq!(
            rows[0],
            (
                3,
                vec![empty, (CellKind::Text, "档号"), (CellKind::Text, "页数")]
            )
        );
        assert_eq!(
            rows[1],
            (
                5,
                vec![empty, (CellKind::Text, "A-1"), (CellKind::Number, "7")]
            )
        );
    }
}

#[test]
fn a_rectangle_wider_than_the_limit_is_refused_before_it_is_made() {
    let near = compound(biff(&[(0, 0, "a"), (999, 199, "b")], false));
    assert_eq!(read("a.xls", &near).unreadable, None);
    let wide = compound(biff(&[(0, 0, "a"), (1000, 199, "b")], false));
    assert_eq!(
        read("a.xls", &wide).unreadable.as_deref(),
        Some("more than 200000 cells")
    );
}

#[test]
fn a_sector_chain_in_a_circle_ends_in_a_reason() {
    // table at 512: entry 1 is the directory's, entry 3 the stream's second sector
    for (entry, target) in [(1, 1_u32), (3, 2), (3, 3), (3, 120), (3, 0x7fff_ffff)] {
        let mut bytes = xls();
        let at = 512 + entry * 4;
        bytes[at..at + 4].copy_from_slice(&target.to_le_bytes());
        let facts = read("a.xls", &bytes);
        assert!(facts.unreadable.is_some(), "entry {entry} to {target}");
        assert_eq!(facts.tables, []);
    }
}

fn damage(mut bytes: Vec<u8>, changes: &[(u32, u8)], cut: Option<u32>) -> Vec<u8> {
    for (at, value) in changes {
        let at = *at as usize % bytes.len();
        bytes[at] = *value;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut as usize % bytes.len());
    }
    bytes
}

/// Either sheets or a reason.
fn settled(facts: &TablesFacts) -> bool {
    facts.unreadable.is_none() || facts.tables.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_xls_settles(changes in prop::collection::vec((0_u32..1900, any::<u8>()), 1..6), cut in prop::option::weighted(0.2, any::<u32>())) {
        prop_assert!(settled(&read("a.xls", &damage(xls(), &changes, cut))));
    }

    #[test]
    fn a_damaged_xlsx_settles(changes in prop::collection::vec((any::<u32>(), any::<u8>()), 1..6), cut in prop::option::weighted(0.2, any::<u32>())) {
        prop_assert!(settled(&read("a.xlsx", &damage(xlsx(), &changes, cut))));
    }

    #[test]
    fn damaged_sheet_xml_settles(changes in prop::collection::vec((any::<u32>(), any::<u8>()), 1..8)) {
        let mut archive = zip::ZipArchive::new(Cursor::new(xlsx())).unwrap();
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let (name, mut part) = (entry.name().unwrap().into_owned(), Vec::new());
            std::io::copy(&mut entry, &mut part).unwrap();
            let part = if name.starts_with("xl/") { damage(part, &changes, None) } else { part };
            out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(&part).unwrap();
        }
        prop_assert!(settled(&read("a.xlsx", &out.finish().unwrap().into_inner())));
    }

    #[test]
    fn any_bytes_settle(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in ["a.csv", "a.xls", "a.xlsx"] {
            prop_assert!(settled(&read(name, &bytes)));
        }
    }
}
