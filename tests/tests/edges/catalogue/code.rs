//! Codes of rows: letters that stand for digits, parts that columns repeat, documents that are there twice.

use yanshou_tests::{altered, delivery, reword};

use super::{Put, found, judged, told, write};
use crate::{ITEM, built_in};

#[test]
fn a_letter_is_taken_for_a_digit_behind_one_and_before_one_or_at_an_end() {
    let session = delivery("base/three-items.toml");
    for (code, meant) in [
        ("Z1O9-WS·2011-Y-BGS-0003", "Z109-WS·2011-Y-BGS-0003"),
        ("Z1I9-WS·2011-Y-BGS-0003", "Z119-WS·2011-Y-BGS-0003"),
        ("Z10O-WS·2011-Y-BGS-0003", "Z100-WS·2011-Y-BGS-0003"),
        ("Z10I-WS·2011-Y-BGS-0003", "Z101-WS·2011-Y-BGS-0003"),
        ("Z109-WS·2011-Y-B3O-0003", "Z109-WS·2011-Y-B30-0003"),
        ("O109-WS·2011-Y-BGS-0003", ""),
        ("I109-WS·2011-Y-BGS-0003", ""),
        ("Z109-WS·2011-Y-BGO-0003", ""),
        ("Z109-WS·2011-Y-BGI-0003", ""),
        ("Z109-WS·2011-Y-3OA-0003", ""),
        ("Z109-WS·2011-Y-3IA-0003", ""),
        ("Z109-WS·2011-Y-BO3-0003", ""),
        ("Z109-WS·2011-Y-OI-0003", ""),
    ] {
        let report = judged(&session, &[(5, "档号", code)]);
        let told = told(&report, "catalogue.code.confusable");
        let asked = (5, meant.to_owned(), code.to_owned());
        let asked = [asked].into_iter().filter(|_| !meant.is_empty());
        assert_eq!(told, asked.collect::<Vec<_>>(), "{code}");
        assert!(
            found(&report, "catalogue.code.grammar").is_empty(),
            "{code}"
        );
    }
}

#[test]
fn parts_of_a_code_are_held_against_their_columns_where_these_are_filled() {
    let session = delivery("base/three-items.toml");
    let wrong = |cells: &[Put<'_>]| {
        let told = told(&judged(&session, cells), "catalogue.code.partMismatch");
        told.into_iter()
            .map(|(_, asked, found)| (asked, found))
            .collect::<Vec<_>>()
    };
    for (heading, fine, other, part) in [
        ("年度", &["2011", ""][..], "2012", "年度 2011"),
        ("保管期限", &["永久", "Y", ""], "30年", "保管期限 Y"),
    ] {
        for text in fine {
            assert_eq!(wrong(&[(3, heading, text)]), [], "{text}");
        }
        let asked = (part.to_owned(), other.to_owned());
        assert_eq!(wrong(&[(3, heading, other)]), [asked]);
    }
    // 备注 stands for columns this catalogue does not have.
    for (heading, fine, other, part) in [
        ("全宗号", &["Z109"][..], "Z110", "全宗号 Z109"),
        ("件号", &["1", "0001"], "2", "件号 0001"),
    ] {
        let wrong = |text: &str| {
            let profile = built_in("dat31-paper");
            let report = altered(&session, profile, |facts| {
                write(facts, &[(3, "备注", text)]);
                reword(facts, &[("备注", heading)]);
            });
            let told = told(&report, "catalogue.code.partMismatch").into_iter();
            told.map(|(_, asked, found)| (asked, found))
                .collect::<Vec<_>>()
        };
        for text in fine {
            assert_eq!(wrong(text), [], "{text}");
        }
        assert_eq!(wrong(other), [(part.to_owned(), other.to_owned())]);
    }
}

#[test]
fn a_document_is_there_twice_where_number_title_date_and_fonds_are_there_and_equal() {
    let session = delivery("base/three-items.toml");
    let same = [
        (4, "文号", "办发〔2011〕1号"),
        (4, "题名", "关于做好2011年档案工作的通知"),
        (4, "日期", "20110112"),
    ];
    let twice = |further: &[Put<'_>]| {
        let report = judged(&session, &[&same[..], further].concat());
        let documents = told(&report, "catalogue.row.duplicate").into_iter();
        let documents: Vec<_> = documents.map(|(row, _, found)| (row, found)).collect();
        (documents, found(&report, "catalogue.code.duplicate"))
    };
    let both = (vec![(4, format!("row 3 {ITEM}"))], vec![]);
    assert_eq!(twice(&[]), both);
    assert_eq!(twice(&[(4, "日期", "2011年1月12日")]), both);
    // Rows without a code have none in common.
    let nameless = (vec![(4, "row 3 ".to_owned())], vec![]);
    assert_eq!(twice(&[(3, "档号", ""), (4, "档号", "")]), nameless);
    // One code twice is said once.
    assert_eq!(
        twice(&[(4, "档号", ITEM)]),
        (vec![], vec!["row 3".to_owned()])
    );
    let alone = (vec![], vec![]);
    for further in [
        &[(4, "日期", "20110113")][..],
        &[(3, "日期", "不详"), (4, "日期", "不详")],
        &[(3, "题名", ""), (4, "题名", "")],
        &[(3, "文号", ""), (4, "文号", "")],
        &[(4, "题名", "关于做好2011年档案工作的通知（副本）")],
        &[(4, "档号", "Z110-WS·2011-Y-BGS-0002")],
    ] {
        assert_eq!(twice(further), alone, "{further:?}");
    }
}
