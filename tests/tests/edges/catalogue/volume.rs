//! Volumes and their items: pages that follow each other, numbers and dates that agree.

use yanshou::facts::Table;
use yanshou_tests::{altered, delivery};

use super::{Put, judged, put, row, told};
use crate::{ITEM, built_in};

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
    let dates = |asked: &str, found: &str| one("volume.dates", asked, found);
    for (heading, fine) in [
        ("件数", &["2", "02", ""][..]),
        ("总页数", &["03", ""]),
        (
            "起止日期",
            &[
                "",
                "1986",
                "1986-1986",
                "198601-198603",
                "19860100-19860300",
                "198601至19860308",
                "1986-198603",
            ],
        ),
    ] {
        for text in fine {
            assert_eq!(wrong(&[(2, heading, text)]), [], "{heading} {text}");
        }
    }
    for (heading, text, code, asked, found) in [
        ("件数", "3", "volume.itemCount", "3", "2"),
        ("件数", "两", "volume.itemCount", "两", "2"),
        ("总页数", "4", "volume.pageSum", "4", "3"),
        ("起止日期", "春天", "cell.date", "YYYYMMDD-YYYYMMDD", "春天"),
    ] {
        let fault = one(code, asked, found);
        assert_eq!(wrong(&[(2, heading, text)]), fault, "{heading} {text}");
    }
    let heading = "起止日期";
    for (text, asked, found) in [
        ("198602-19860308", "起始日期 19860200", "19860112"),
        ("19860212-19860308", "起始日期 19860212", "19860112"),
        ("19860113-19860308", "起始日期 19860113", "19860112"),
        ("19850112-19860308", "起始日期 19850112", "19860112"),
        ("1985-19860308", "起始日期 19850000", "19860112"),
        ("19860112-19860307", "终止日期 19860307", "19860308"),
        ("198601-198604", "终止日期 19860400", "19860308"),
    ] {
        let fault = dates(asked, found);
        assert_eq!(wrong(&[(2, heading, text)]), fault, "{heading} {text}");
    }
    // What the items leave open the volume may say.
    for (items, fault) in [
        (["19860100", "19860308"], vec![]),
        (["19860000", "19860308"], vec![]),
        (["1986", "19860300"], vec![]),
        (
            ["19860200", "19860308"],
            dates("起始日期 19860112", "19860200"),
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
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let tables = facts.entries.iter_mut().find_map(|e| e.tables.as_mut());
            alter(&mut tables.unwrap().tables);
        });
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
