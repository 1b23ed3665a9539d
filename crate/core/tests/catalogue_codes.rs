//! Archival codes: every example of the standards parses to its parts, and each near-miss does not.

use proptest::prelude::*;
use yanshou::archival_code::{CodeProblem, LookAlike, Shape, normalise, parse};

/// text, shape, category, year, retention, office, volume, item.
type Vector = (
    &'static str,
    Shape,
    &'static str,
    Option<u16>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
);

const EXAMPLES: &[Vector] = &[
    (
        "J019-ZY·JC·CC·2019·D30-001-001",
        Shape::ByVolume13,
        "ZY·JC·CC",
        Some(2019),
        Some("D30"),
        None,
        Some("001"),
        "001",
    ),
    (
        "J019-KU·01·2017-001-001",
        Shape::ByVolume13,
        "KU·01",
        Some(2017),
        None,
        None,
        Some("001"),
        "001",
    ),
    (
        "A002-RS-001-002",
        Shape::ByVolume13,
        "RS",
        None,
        None,
        None,
        Some("001"),
        "002",
    ),
    (
        "X032-KJ·KY·01-003",
        Shape::ByItem13,
        "KJ·KY·01",
        None,
        None,
        None,
        None,
        "003",
    ),
    (
        "X032-KJ·JJ·02-005-054",
        Shape::ByVolume13,
        "KJ·JJ·02",
        None,
        None,
        None,
        Some("005"),
        "054",
    ),
    (
        "K021-ZP·2019·D30-025-005",
        Shape::ByVolume13,
        "ZP",
        Some(2019),
        Some("D30"),
        None,
        Some("025"),
        "005",
    ),
    (
        "C038-001-002-003",
        Shape::Numeric,
        "001",
        None,
        None,
        None,
        Some("002"),
        "003",
    ),
    (
        "A439-WS·2015·D30·003-005",
        Shape::ByItem13,
        "WS",
        Some(2015),
        Some("D30"),
        Some("003"),
        None,
        "005",
    ),
    (
        "Z109-WS·2011·Y·办公室-0001",
        Shape::ByItem13,
        "WS",
        Some(2011),
        Some("Y"),
        Some("办公室"),
        None,
        "0001",
    ),
    (
        "Z008-WS·2019·Y-037",
        Shape::ByItem13,
        "WS",
        Some(2019),
        Some("Y"),
        None,
        None,
        "037",
    ),
    (
        "J019-LY·2019·Y-001",
        Shape::ByItem13,
        "LY",
        Some(2019),
        Some("Y"),
        None,
        None,
        "001",
    ),
    (
        "C015-WY·TZGG·2019·D10-00001",
        Shape::ByItem13,
        "WY·TZGG",
        Some(2019),
        Some("D10"),
        None,
        None,
        "00001",
    ),
    (
        "Z109-WS·2011-Y-BGS-0001",
        Shape::Item22,
        "WS",
        Some(2011),
        Some("Y"),
        Some("BGS"),
        None,
        "0001",
    ),
    (
        "Z109-WS·2011-D30-0001",
        Shape::Item22,
        "WS",
        Some(2011),
        Some("D30"),
        None,
        None,
        "0001",
    ),
    (
        "Z109-WS-2011-Y-BGS-0001",
        Shape::Hyphens22,
        "WS",
        Some(2011),
        Some("Y"),
        Some("BGS"),
        None,
        "0001",
    ),
    (
        "0012-2009-003-0045",
        Shape::Numeric,
        "2009",
        None,
        None,
        None,
        Some("003"),
        "0045",
    ),
];

#[test]
fn every_example_of_the_standards_parses_to_its_parts() {
    for (text, shape, category, year, retention, office, volume, item) in EXAMPLES {
        let code = parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(code.text(), *text);
        assert_eq!(code.shape, *shape, "{text}");
        assert_eq!(code.fonds, text.split('-').next().unwrap());
        assert_eq!(code.category, *category, "{text}");
        assert_eq!(code.year, *year, "{text}");
        assert_eq!(code.retention.as_deref(), *retention, "{text}");
        assert_eq!(code.office.as_deref(), *office, "{text}");
        assert_eq!(code.volume.as_deref(), *volume, "{text}");
        assert_eq!(code.item.as_deref(), Some(*item), "{text}");
        assert_eq!(code.page, None, "{text}");
        assert_eq!(normalise(text).text, *text);
        assert_eq!(
            (normalise(text).changes, normalise(text).blanks),
            (vec![], 0)
        );
    }
}

#[test]
fn series_and_number_split_at_the_last_hyphen() {
    let code = parse("Z109-WS·2011-Y-BGS-0071").unwrap();
    assert_eq!(code.series(), "Z109-WS·2011-Y-BGS");
    assert_eq!(code.number(), (71, 4));
    let page = parse("C038-001-002-003-0009").unwrap();
    assert_eq!(
        (page.item.as_deref(), page.page.as_deref(), page.number()),
        (Some("003"), Some("0009"), (9, 4))
    );
}

#[test]
fn look_alikes_are_replaced_and_named() {
    let good = "Z109-WS·2011-Y-BGS-0001";
    for (text, found, meant) in [
        ("Z109-WS•2011-Y-BGS-0001", '•', '·'),
        ("Z109-WS・2011-Y-BGS-0001", '・', '·'),
        ("Z109-WS‧2011-Y-BGS-0001", '‧', '·'),
        ("Z109-WS∙2011-Y-BGS-0001", '∙', '·'),
        ("Z109-WS.2011-Y-BGS-0001", '.', '·'),
        ("Z109－WS·2011-Y-BGS-0001", '－', '-'),
        ("Z109—WS·2011-Y-BGS-0001", '—', '-'),
        ("Z109–WS·2011-Y-BGS-0001", '–', '-'),
        ("Z109−WS·2011-Y-BGS-0001", '−', '-'),
        ("Z109_WS·2011-Y-BGS-0001", '_', '-'),
        ("Z109‑WS·2011-Y-BGS-0001", '‑', '-'),
        ("Z109-WS·2011-Y-BGS-０001", '０', '0'),
        ("Ｚ109-WS·2011-Y-BGS-0001", 'Ｚ', 'Z'),
        ("Z109-WS·2011-y-BGS-0001", 'y', 'Y'),
    ] {
        let found_out = normalise(text);
        assert_eq!(found_out.text, good, "{text}");
        assert_eq!(found_out.changes, [LookAlike { found, meant }], "{text}");
        assert!(parse(text).is_err(), "{text} parses unnormalised");
    }
    assert_eq!(
        normalise("K021-ZP·2019·d30-025-005").text,
        "K021-ZP·2019·D30-025-005"
    );
    let blanks = normalise(" Z109-WS·2011-Y- BGS\u{3000}-0001\u{feff}");
    assert_eq!(
        (blanks.text.as_str(), blanks.blanks, blanks.changes.len()),
        (good, 4, 0)
    );
}

#[test]
fn what_may_be_meant_is_left_as_it_is() {
    assert_eq!(normalise("A001-0003.").text, "A001-0003.");
    assert_eq!(normalise("Z1O9-bgs-0001").text, "Z1O9-bgs-0001");
    assert_eq!(normalise("d30-WS-1").text, "d30-WS-1");
}

#[test]
fn each_near_miss_says_what_is_wrong() {
    let text = |s: &str| s.to_owned();
    for (code, problem) in [
        ("", CodeProblem::Empty),
        ("Z109-WS·2011-Y-BGS-", CodeProblem::EmptyPart { level: 5 }),
        (
            "Z109-WS··2011-Y-BGS-0001",
            CodeProblem::EmptyPart { level: 2 },
        ),
        ("Z109", CodeProblem::Levels { found: 1 }),
        ("Z109-WS", CodeProblem::Levels { found: 2 }),
        ("C038-1-2-3-4-5", CodeProblem::Levels { found: 6 }),
        (
            "Z109-WS·2011-Y-BGS-A-0001",
            CodeProblem::Levels { found: 6 },
        ),
        (
            "Z109-WS·2O11-Y-BGS-0001",
            CodeProblem::Year {
                found: text("2O11"),
            },
        ),
        (
            "Z109-WS·2O11·Y·办公室-0001",
            CodeProblem::Year {
                found: text("2O11"),
            },
        ),
        (
            "Z109-WS-Y-BGS-0001",
            CodeProblem::Year { found: text("WS") },
        ),
        (
            "Z109-WS·2011-Y-BGS-000I",
            CodeProblem::Number {
                found: text("000I"),
            },
        ),
        (
            "Z109-WS·2011-X-BGS-0001",
            CodeProblem::Number { found: text("X") },
        ),
        (
            "全宗-WS·2011-Y-BGS-0001",
            CodeProblem::Fonds {
                found: text("全宗"),
            },
        ),
        (
            "ZZZZ-WS·2011-Y-BGS-0001",
            CodeProblem::Fonds {
                found: text("ZZZZ"),
            },
        ),
        (
            "Z109-WS/2011-Y-BGS-0001",
            CodeProblem::Character { found: '/' },
        ),
    ] {
        assert_eq!(parse(code), Err(problem), "{code}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_normalising_twice_changes_nothing(text in "[A-Zyd0-9·.・_—－\\- ０-９办]{0,24}|\\PC{0,24}") {
        let once = normalise(&text);
        prop_assert_eq!(&normalise(&once.text).text, &once.text);
        if let Ok(code) = parse(&once.text) {
            prop_assert_eq!(code.text(), &once.text);
            prop_assert!(code.text().starts_with(code.series()));
        }
    }
}
