//! The register of exceptions (例外登记), row by row over altered facts: it answers for a gap only where its rows name
//! all of it, and each row that answers for nothing is named. What it let pass wrongly would be a defect unseen.

use yanshou::facts::{Cell, CellKind, DeliveryFacts, TableRow};
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, missing, reword};

use crate::{ITEM, built_in, of_code, tables};

const REGISTER: &str = "工作文件/例外登记表.xlsx";

/// Code, pages and kind of a row; the first has the number 1.
type Row<'r> = (&'r str, &'r str, &'r str);

/// Writes other rows into the register of exceptions.
fn register(facts: &mut DeliveryFacts, rows: &[Row<'_>]) {
    let cells = |row: &TableRow| row.cells.iter().any(|cell| cell.text == "情况说明");
    let mut tables = tables(facts);
    let table = tables.find(|table| table.rows.iter().any(cells)).unwrap();
    let header = table.rows.iter().position(cells).unwrap();
    table.rows.truncate(header + 1);
    let texts = |row: Row<'_>| ["", row.0, row.1, row.2, "原件如此"].map(str::to_owned);
    for (number, row) in (1..).zip(rows) {
        let cells = texts(*row).map(|text| Cell {
            kind: if text.is_empty() {
                CellKind::Empty
            } else {
                CellKind::Text
            },
            text,
        });
        table.rows.push(TableRow {
            number,
            cells: cells.into(),
        });
    }
}

/// What the register answers for.
fn known(report: &Report) -> Vec<&str> {
    let applied = of_code(report, "linkage.exception.applied");
    let codes = applied.map(|f| f.expected.split(':').next().unwrap_or_default());
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes
}

/// Rows that answer for nothing.
fn unused(report: &Report) -> Vec<u32> {
    let unused = of_code(report, "linkage.exception.unused");
    unused.filter_map(|f| f.locus.row).collect()
}

/// The first item has as many pages as said, of which pages 1 and 4 are there.
fn of_pages(session: &Session, pages: &str, rows: &[Row<'_>]) -> Report {
    altered(session, built_in("dat31-paper"), |facts| {
        register(facts, rows);
        // 页数 of the item; its running number is 1, the pages of the others are not 2.
        let of_item = |row: &&mut TableRow| row.cells.len() > 9 && row.cells[1].text == ITEM;
        let item = tables(facts).flat_map(|t| &mut t.rows).find(of_item);
        pages.clone_into(&mut item.unwrap().cells[9].text);
        let second = format!("扫描件/{ITEM}/0002.jpg");
        let mut entries = facts.container.entries.iter_mut();
        entries.find(|e| e.path == second).unwrap().path = second.replace("0002", "0004");
    })
}

#[test]
fn each_page_of_a_gap_must_be_named_and_as_many_as_are_missing() {
    let session = delivery("linkage/fail-registered-page-is-there.toml");
    let (count, gap) = ("linkage.pages.countMismatch", "linkage.sequence.gap");
    for (pages, knows, idle) in [
        (&["2-3"][..], &[count, gap][..], &[][..]),
        (&["2、3"], &[count, gap], &[]),
        (&["第3页，第2页"], &[count, gap], &[]),
        (&["3", "2"], &[count, gap], &[]),
        (&[""], &[count, gap], &[]),
        // One page of two answers for neither, also where it is named twice.
        (&["2"], &[], &[1]),
        (&["3"], &[], &[1]),
        (&["2", "2"], &[], &[1, 2]),
        // Two pages named twice are two.
        (&["2-3", "3"], &[count, gap], &[]),
        (&["2-3", "2-3"], &[count, gap], &[]),
        // Two pages, but not these.
        (&["3、4"], &[count], &[]),
        (&["1、2"], &[count], &[]),
        (&["2、5"], &[count], &[]),
        // These pages and others: the number of images stays open.
        (&["1-4"], &[gap], &[]),
        (&["1-2", "3-4"], &[gap], &[]),
        // A row that touches the gap nowhere answers for nothing, though the others do.
        (&["2-3", "7"], &[gap], &[2]),
        (&["1", "2-3"], &[gap], &[1]),
        (&["4", "2", "3", "1"], &[gap], &[1, 4]),
        // What cannot be read names nothing.
        (&["3-2"], &[], &[1]),
        (&["2-3左右"], &[], &[1]),
        (&["0"], &[], &[1]),
    ] {
        let rows: Vec<Row<'_>> = pages.iter().map(|pages| (ITEM, *pages, "缺页")).collect();
        let report = of_pages(&session, "4", &rows);
        assert_eq!(known(&report), knows, "{pages:?}");
        assert_eq!(unused(&report), idle, "{pages:?}");
        let open = |code| of_code(&report, code).count();
        let left = [count, gap].map(|code| usize::from(!knows.contains(&code)));
        assert_eq!([open(count), open(gap)], left, "{pages:?}");
    }
}

#[test]
fn a_row_of_another_kind_or_another_item_answers_for_no_missing_page() {
    let session = delivery("linkage/fail-registered-page-is-there.toml");
    for (code, kind) in [
        (ITEM, "空白页"),
        (ITEM, "重复页"),
        (ITEM, "浮帖"),
        (ITEM, "缺号"),
        (ITEM, "其他"),
        ("Z109-WS·2011-Y-BGS-0002", "缺页"),
    ] {
        let report = of_pages(&session, "4", &[(code, "2-3", kind)]);
        assert_eq!(
            (known(&report), unused(&report)),
            (vec![], vec![1]),
            "{kind}"
        );
    }
}

#[test]
fn up_to_five_rows_are_told_and_of_more_how_many_there_are() {
    let session = delivery("linkage/fail-registered-page-is-there.toml");
    let told = |missing: usize| {
        let pages: Vec<String> = (2..missing + 2).map(|page| page.to_string()).collect();
        let rows: Vec<Row<'_>> = pages.iter().map(|page| (ITEM, &**page, "缺页")).collect();
        let report = of_pages(&session, &(missing + 2).to_string(), &rows);
        assert_eq!(unused(&report), Vec::<u32>::new());
        let applied = of_code(&report, "linkage.exception.applied");
        let mut count = applied.filter(|f| f.expected.contains("countMismatch"));
        count.next().unwrap().found.clone()
    };
    let row = |row: usize| format!("{REGISTER} @ {row}: 缺页：原件如此");
    let rows = |last: usize| (1..=last).map(row).collect::<Vec<_>>().join("; ");
    assert_eq!(told(4), rows(4));
    assert_eq!(told(5), rows(5));
    assert_eq!(told(6), format!("{}; … 6", rows(5)));
    assert_eq!(told(7), format!("{}; … 7", rows(5)));
}

#[test]
fn each_number_that_is_left_out_must_be_named() {
    // Numbers 1 and 5 are there.
    let session = delivery("linkage/fail-missing-number-is-registered.toml");
    let item = |number: u32| format!("Z109-WS·2011-Y-BGS-{number:04}");
    for (numbers, knows, idle) in [
        (&[2, 3, 4][..], true, &[][..]),
        (&[4, 2, 3], true, &[]),
        // Each once; the second row of a number says nothing more.
        (&[2, 3, 4, 4], true, &[4]),
        (&[2, 3, 4, 6], true, &[4]),
        (&[2, 4], false, &[1, 2]),
        (&[2, 4, 4], false, &[1, 2, 3]),
        (&[2, 3], false, &[1, 2]),
        (&[3, 4, 5], false, &[1, 2, 3]),
        (&[], false, &[]),
    ] {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &[(&item(3), &item(5))]);
            let codes: Vec<String> = numbers.iter().map(|number| item(*number)).collect();
            let rows: Vec<Row<'_>> = codes.iter().map(|code| (&**code, "", "缺号")).collect();
            register(facts, &rows);
        });
        let gaps = missing(&report, "catalogue.code.gap");
        assert_eq!(gaps.len(), usize::from(!knows), "{numbers:?}");
        let applied = known(&report);
        assert_eq!(
            applied.contains(&"catalogue.code.gap"),
            knows,
            "{numbers:?}"
        );
        assert_eq!(unused(&report), idle, "{numbers:?}");
    }
}
