//! CAT-15: a row that carries a secrecy level is seen however its column is headed and its cell is written.

use yanshou::facts::DeliveryFacts;
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line};

use super::{told, write};
use crate::{built_in, tables};

const CODE: &str = "catalogue.secrecy.present";

fn rename(facts: &mut DeliveryFacts, heading: &str, other: &str) {
    let rows = tables(facts).flat_map(|table| &mut table.rows);
    let cell = rows
        .flat_map(|row| &mut row.cells)
        .find(|cell| cell.text == heading);
    other.clone_into(&mut cell.unwrap().text);
}

/// The cell of row 4 below 密级, whose heading is another one.
fn judged(session: &Session, profile: Profile, heading: &str, cell: &str) -> Report {
    altered(session, profile, |facts| {
        write(facts, &[(4, "密级", cell)]);
        rename(facts, "密级", heading);
    })
}

fn seen(level: &str) -> Vec<(u32, String, String)> {
    vec![(4, String::new(), level.to_owned())]
}

#[test]
fn every_heading_of_the_level_is_its_column_under_every_profile() {
    let session = delivery("base/three-items.toml");
    for id in Profile::built_in_ids() {
        let headings = [
            "密级及保密期限",
            "密级和保密期限",
            "密级/期限",
            "密級",
            "保密级别",
            "涉密等级",
            "秘密等级",
            "定密",
            "定密级别",
            "密级（期限）",
            "密\u{200d}级",
        ];
        for heading in headings {
            let report = judged(&session, built_in(id), heading, "机密级，保密期限十年");
            assert_eq!(told(&report, CODE), seen("机密"), "{id} {heading}");
            let report = judged(&session, built_in(id), heading, "公开");
            let line = line(&report, "CAT-15");
            assert_eq!(
                (line.status, line.examined, line.reason),
                (Status::Passed, 3, None),
                "{id} {heading}"
            );
        }
    }
}

#[test]
fn a_heading_of_the_term_alone_or_of_anything_else_is_no_column_of_levels() {
    let session = delivery("base/three-items.toml");
    for heading in ["保密期限", "定密期限", "定密单位", "密级变更", "等级"] {
        let report = judged(&session, built_in("dat31-paper"), heading, "公开");
        let line = line(&report, "CAT-15");
        assert_eq!(
            (line.status, line.examined, line.reason),
            (Status::NotRun, 0, Some(NotRun::NoColumn)),
            "{heading}"
        );
        assert_eq!(told(&report, CODE), []);
    }
}

#[test]
fn a_level_is_a_level_however_it_is_written() {
    let session = delivery("base/three-items.toml");
    for (cell, level) in [
        ("机密", "机密"),
        ("机密（10年）", "机密"),
        ("机密级", "机密"),
        ("机密★10年", "机密"),
        ("机密＊长期", "机密"),
        ("機密", "机密"),
        ("絕密級", "绝密"),
        ("机\u{200b}密", "机密"),
        ("\u{feff}秘\u{fe00}密", "秘密"),
        ("机　密", "机密"),
        ("【秘密】", "秘密"),
        ("密级：绝密", "绝密"),
        ("国家秘密", "秘密"),
        ("非机密，秘密", "秘密"),
        ("涉密", "涉密"),
        ("ＪＭ", "机密"),
    ] {
        let report = judged(&session, built_in("bagit"), "密级", cell);
        assert_eq!(told(&report, CODE), seen(level), "{cell}");
    }
    for cell in [
        "",
        "非密",
        "无",
        "公开",
        "内部",
        "国内",
        "非涉密",
        "不涉密",
        "无秘密",
        "原机密",
        "工作秘密",
        "商业秘密",
        "JN",
    ] {
        let report = judged(&session, built_in("bagit"), "密级", cell);
        assert_eq!(told(&report, CODE), [], "{cell}");
        assert_eq!(line(&report, "CAT-15").status, Status::Passed, "{cell}");
    }
}

#[test]
fn a_cell_that_is_nothing_but_a_level_is_seen_in_a_column_nobody_understood() {
    let session = delivery("base/three-items.toml");
    for (cell, level) in [
        ("机密", "机密"),
        ("绝密★三十年", "绝密"),
        ("机密（10年）", "机密"),
        ("祕密級", "秘密"),
        ("★秘密", "秘密"),
    ] {
        for heading in ["标记", "等级", ""] {
            let report = judged(&session, built_in("bagit"), heading, cell);
            assert_eq!(told(&report, CODE), seen(level), "{heading} {cell}");
            assert_eq!(line(&report, "CAT-15").status, Status::Failed);
        }
    }
    for cell in ["机密工作", "秘密等级表", "保密工作", "非机密", "密", "机要"] {
        let report = judged(&session, built_in("bagit"), "标记", cell);
        assert_eq!(told(&report, CODE), [], "{cell}");
    }
    let other = |heading: &str, cell: &str| {
        let report = altered(&session, built_in("bagit"), |facts| {
            write(facts, &[(4, heading, cell)]);
        });
        told(&report, CODE)
    };
    assert_eq!(other("备注", "机密★长期"), seen("机密"));
    assert_eq!(other("备注", "原件存机密文件室"), []);
    assert_eq!(other("题名", "关于做好保密工作和机密文件管理的通知"), []);
    assert_eq!(other("题名", "秘密"), []);
}

#[test]
fn yes_in_a_column_that_asks_is_a_level_and_no_is_none() {
    let session = delivery("base/three-items.toml");
    let report = |heading, cell| judged(&session, built_in("dat31-paper"), heading, cell);
    for heading in ["是否涉密", "是否涉密（是/否）", "涉密否", "是否定密"] {
        for cell in ["是", "Y", "yes", "True", "1", "√", "是（涉密）"] {
            let report = report(heading, cell);
            assert_eq!(told(&report, CODE), seen("涉密"), "{heading} {cell}");
        }
        for cell in ["否", "", "N", "false", "0", "不涉密", "—"] {
            let report = report(heading, cell);
            assert_eq!(told(&report, CODE), [], "{heading} {cell}");
            let line = line(&report, "CAT-15");
            assert_eq!((line.status, line.examined), (Status::Passed, 3));
        }
    }
    assert_eq!(told(&report("是否涉密", "是，机密"), CODE), seen("机密"));
    for heading in ["是否解密", "是否公开", "是否保密审查"] {
        assert_eq!(told(&report(heading, "是"), CODE), [], "{heading}");
    }
}
