//! What may stand in one cell: dates, values of a list, and no number of a person.

use yanshou_tests::{altered, delivery, missing, paper};

use super::{Put, found, judged, told, write};
use crate::built_in;

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
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            for entry in &mut facts.container.entries {
                entry.modified = format!("{day}T10:00:00");
            }
        });
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
fn six_digits_are_a_day_where_they_lie_in_the_year_of_the_code_only_so() {
    let session = delivery("base/three-items.toml");
    let bad = |code: &str, date: &str| {
        let report = judged(&session, &[(4, "档号", code), (4, "日期", date)]);
        found(&report, "catalogue.cell.date")
    };
    for (code, date) in [
        ("Z109-WS·2005-Y-BGS-0002", "050612"),
        ("Z109-WS·2019-Y-BGS-0002", "190512"),
        ("Z109-WS·2001-Y-BGS-0002", "010203"),
    ] {
        assert_eq!(bad(code, date), [date], "{code} {date}");
    }
    for (code, date) in [
        ("Z109-WS·1905-Y-BGS-0002", "190512"),
        ("Z109-WS·2011-Y-BGS-0002", "190512"),
        ("Z109-WS·2020-Y-BGS-0002", "202012"),
        ("Z109-WS·2019-Y-BGS-0002", "20190512"),
    ] {
        assert_eq!(bad(code, date), Vec::<String>::new(), "{code} {date}");
    }
}
