//! Dates and retentions: one value for each spelling, and a problem for what only looks like one.

use proptest::prelude::*;
use yanshou::catalogue::values::{DateProblem, DateValue, date, retention};

fn value(year: u16, month: Option<u8>, day: Option<u8>) -> DateValue {
    DateValue {
        year,
        month,
        day,
        inferred: false,
    }
}

#[test]
fn all_spellings_of_a_date_are_one_date() {
    for text in [
        "19810504",
        "1981-05-04",
        "1981-5-4",
        "1981.5.4",
        "1981.05.04",
        "1981/5/4",
        "1981年5月4日",
        "1981年05月04日",
        "1981-05-04T08:30:00",
        " 19810504 ",
    ] {
        assert_eq!(date(text), Ok(value(1981, Some(5), Some(4))), "{text}");
    }
    for text in ["[19810504]", "［1981年5月4日］", "〔1981.5.4〕"] {
        assert_eq!(
            date(text),
            Ok(DateValue {
                inferred: true,
                ..value(1981, Some(5), Some(4))
            }),
            "{text}"
        );
    }
    assert_eq!(date("19810504").unwrap().basic(), "19810504");
}

#[test]
fn unknown_parts_are_partial_and_not_wrong() {
    for text in ["19810500", "198105", "1981-05", "1981年5月", "1981.5"] {
        assert_eq!(date(text), Ok(value(1981, Some(5), None)), "{text}");
        assert!(date(text).unwrap().partial());
    }
    for text in ["19810000", "1981", "1981年", "1981-00-00"] {
        assert_eq!(date(text), Ok(value(1981, None, None)), "{text}");
    }
    assert_eq!(date("1981").unwrap().basic(), "19810000");
}

#[test]
fn days_the_calendar_does_not_have_are_problems() {
    assert_eq!(date("19980231"), Err(DateProblem::Day { day: 31 }));
    assert_eq!(date("19990229"), Err(DateProblem::Day { day: 29 }));
    assert_eq!(date("20000229"), Ok(value(2000, Some(2), Some(29))));
    assert_eq!(date("19000229"), Err(DateProblem::Day { day: 29 }));
    assert_eq!(date("19981301"), Err(DateProblem::Month { month: 13 }));
    assert_eq!(date("19980032"), Err(DateProblem::Day { day: 32 }));
    assert_eq!(date("19980001"), Err(DateProblem::Day { day: 1 }));
    // a day with two digits of its year; 1750-08 and 1905-12 may be meant
    for text in ["110112", "140512", "991231", "[110112]"] {
        let expected = if text == "991231" {
            DateProblem::Year { year: 9912 }
        } else {
            DateProblem::ShortYear
        };
        assert_eq!(date(text), Err(expected), "{text}");
    }
    assert_eq!(date("175008"), Ok(value(1750, Some(8), None)));
    assert_eq!(date("190512"), Ok(value(1905, Some(12), None)));
    assert_eq!(date("184001"), Ok(value(1840, Some(1), None)));
    assert_eq!(date("18010112"), Ok(value(1801, Some(1), Some(12))));
    assert_eq!(date("00190504"), Err(DateProblem::Year { year: 19 }));
}

#[test]
fn what_is_written_in_no_known_way_is_not_guessed() {
    assert_eq!(date(" "), Err(DateProblem::Empty));
    for text in [
        "98年",
        "45761",
        "1981-5-4-1",
        "81-5-4",
        "1981,5,4",
        "１９８１０５０４",
        "五月四日",
        "1981年5",
        "[19810504",
    ] {
        assert_eq!(date(text), Err(DateProblem::Shape), "{text}");
    }
}

#[test]
fn retentions_have_one_spelling() {
    for (text, meant) in [
        ("永久", "永久"),
        ("Y", "永久"),
        ("y", "永久"),
        (" 永 久 ", "永久"),
        ("001", "永久"),
        ("30年", "30年"),
        ("D30", "30年"),
        ("d30", "30年"),
        ("定期30年", "30年"),
        ("定期（30年）", "30年"),
        ("三十年", "30年"),
        ("30", "30年"),
        ("D30年", "30年"),
        ("３０年", "30年"),
        ("10年", "10年"),
        ("十年", "10年"),
        ("定期十五年", "15年"),
        ("长期", "长期"),
        ("短期", "短期"),
    ] {
        assert_eq!(retention(text).as_deref(), Some(meant), "{text}");
    }
    for text in [
        "",
        "定期",
        "永",
        "D",
        "年",
        "0",
        "三零年",
        "30天",
        "D3O",
        "-30",
    ] {
        assert_eq!(retention(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_date_reads_its_own_basic_form(year in 1000_u16..3000, month in 0_u8..14, day in 0_u8..33) {
        let text = format!("{year:04}{month:02}{day:02}");
        if let Ok(read) = date(&text) {
            prop_assert_eq!(read.basic(), text);
        }
    }

    #[test]
    fn no_text_panics(text in "[0-9年月日.\\-/\\[\\]T十三D]{0,12}|\\PC{0,12}") {
        if let Ok(read) = date(&text) {
            prop_assert_eq!(date(&read.basic()).map(|d| d.basic()), Ok(read.basic()));
        }
        prop_assert_ne!(retention(&text), Some(String::new()));
    }
}
