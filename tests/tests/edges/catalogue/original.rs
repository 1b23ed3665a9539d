//! A catalogue beside the original one: what was changed, lost or added.

use yanshou::facts::{DeliveryFacts, Table};
use yanshou::ledger::NotRun;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line};

use super::{Put, cell, found, put, row, told, write};
use crate::{ITEM, built_in};

#[test]
fn every_check_of_rows_says_that_there_is_no_catalogue_and_none_that_one_was_given() {
    let session = delivery("catalogue/pass-as-in-the-original.toml");
    let reason = |alter: fn(&mut DeliveryFacts)| {
        let report = altered(&session, built_in("dat31-paper"), alter);
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
    altered(session, built_in("dat31-paper"), |facts| {
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
    })
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
        let profile = built_in("dat31-paper");
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
