//! Rows with archival codes outside every catalogue: found wherever a table stands, and only where the code is one that
//! nobody lists.

use yanshou_tests::{altered, delivery};

use super::{cell, row, told};
use crate::{built_in, tables};

const CODE: &str = "catalogue.header.missing";

#[test]
fn a_code_that_no_catalogue_has_is_found_on_a_sheet_nobody_read() {
    let session = delivery("catalogue/pass-second-sheet-of-notes.toml");
    let told = |rows: &[&[&str]], hidden: bool| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let table = tables(facts).find(|table| table.name == "说明").unwrap();
            table.hidden = hidden;
            let rows = (1..).zip(rows).map(|(number, texts)| row(number, texts));
            table.rows = rows.collect();
        });
        let told = told(&report, CODE).into_iter();
        told.map(|(row, _, found)| (row, found)).collect::<Vec<_>>()
    };
    let digest = "0".repeat(64);
    for (rows, at, found) in [
        (
            &[&["Z109-WS·2011-Y-BGS-0004"][..]][..],
            1,
            "Z109-WS·2011-Y-BGS-0004 … × 1",
        ),
        (
            &[
                &["说明"],
                &["4", "Z109-WS·2011-Y-BGS-0004"],
                &["Z109-WS·2011-Y-BGS-0005"],
            ],
            2,
            "Z109-WS·2011-Y-BGS-0004 … × 2",
        ),
        // Another fonds, and another way to write the code.
        (
            &[&["Z110-WS·2011-Y-BGS-0001"]],
            1,
            "Z110-WS·2011-Y-BGS-0001 … × 1",
        ),
        (
            &[&["", "Ｚ109－WS•2012－Y－BGS－0001 "]],
            1,
            "Z109-WS·2012-Y-BGS-0001 … × 1",
        ),
        (
            &[&["Z109-WS·2011·Y·BGS-0004"]],
            1,
            "Z109-WS·2011·Y·BGS-0004 … × 1",
        ),
    ] {
        assert_eq!(told(rows, false), [(at, found.to_owned())], "{rows:?}");
        // Of a hidden sheet CAT-14 speaks.
        assert_eq!(told(rows, true), [], "{rows:?}");
    }
    for rows in [
        &[&[][..]][..],
        &[&["Z109-WS·2011-Y-BGS-0001"], &["Z109-WS·2011-Y-BGS-0003"]],
        &[
            &["Z109-WS·2011-Y-BGS"],
            &["2011-05-01"],
            &["0571-8888-9999"],
        ],
        &[&["如 Z109-WS·2011-Y-BGS-0004"]],
        &[&["扫描件/Z109-WS·2011-Y-BGS-0004/0001.jpg"]],
        &[&["Z109-WS·2011-Y-BGS-0004", &digest]],
    ] {
        assert_eq!(told(rows, false), [], "{rows:?}");
    }
}

#[test]
fn an_item_above_the_headings_is_found() {
    let session = delivery("base/three-items.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        let table = tables(facts).find(|table| table.rows.len() > 3).unwrap();
        table.rows[0].cells = vec![cell("4"), cell("Z109-WS·2011-Y-BGS-0004"), cell("通知")];
    });
    let found = told(&report, CODE);
    let found: Vec<_> = found
        .iter()
        .map(|(row, _, found)| (*row, &**found))
        .collect();
    assert_eq!(found, [(1, "Z109-WS·2011-Y-BGS-0004 … × 1")]);
}
