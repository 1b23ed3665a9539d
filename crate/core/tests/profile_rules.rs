//! Profiles as data: every built-in one reads, and what is unknown, in the wrong unit or contradicts itself is
//! refused with its line.

// A test that cannot be set up fails.
#![allow(clippy::unwrap_used)]

use yanshou::facts::Format;
use yanshou::profile::{Profile, ProfileError};

const PAPER: &str = include_str!("../profiles/dat31-paper.toml");

/// Line of the first line that begins so, from 1.
fn line(text: &str, start: &str) -> usize {
    text.lines().position(|l| l.starts_with(start)).unwrap() + 1
}

fn refusal(from: &str, to: &str) -> String {
    assert!(PAPER.contains(from));
    let text = PAPER.replacen(from, to, 1);
    Profile::parse(&text).unwrap_err().to_string()
}

#[test]
fn every_built_in_profile_reads_under_its_own_name_and_says_where_its_numbers_come_from() {
    let ids = Profile::built_in_ids();
    assert_eq!(ids.len(), 8);
    for id in ids {
        let profile = Profile::built_in(id).unwrap();
        assert_eq!(profile.id, id);
        for rule in ["image.minimumDpi", "image.formats", "image.colours"] {
            let said = profile.sources.iter().any(|s| s.rule.contains(rule));
            assert!(said || id == "bagit", "{id}: {rule}");
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let said = refusal("minimumDpi = 200", "minimumDpi = 200\nminimumDPI = 300");
    let at = line(PAPER, "minimumDpi") + 1;
    assert!(
        said.contains(&format!("line {at}")) && said.contains("minimumDPI"),
        "{said}"
    );
    let off = format!("{PAPER}\n[checks]\n\"FIX-02\" = \"off\"\n");
    let said = Profile::parse(&off).unwrap_err().to_string();
    assert!(said.contains("unknown field `checks`"), "{said}");
}

#[test]
fn a_screen_is_not_given_a_threshold_that_no_page_can_meet() {
    for (from, to) in [
        ("direction = 67", "direction = 50"),
        ("blurredDetail = 20", "blurredDetail = 64"),
        ("whitePaper = 3000", "whitePaper = 10001"),
    ] {
        let said = refusal(from, to);
        let key = from.split(' ').next().unwrap();
        let at = line(PAPER, key);
        assert!(
            said.contains(&format!("line {at} at `screens.{key}`")),
            "{said}"
        );
    }
}

#[test]
fn a_wrong_unit_is_refused_with_its_line() {
    let at = line(PAPER, "minimumDpi");
    let said = refusal("minimumDpi = 200", "minimumDpi = \"200 dpi\"");
    assert!(said.contains(&format!("line {at}")), "{said}");
    let text = PAPER.replacen("minimumDpi = 200", "minimumDpi = 7874", 1);
    assert_eq!(
        Profile::parse(&text).unwrap_err(),
        ProfileError::Contradiction {
            key: "image.minimumDpi".to_owned(),
            line: u32::try_from(at).unwrap(),
            found: "7874 dots per inch".to_owned(),
        }
    );
    assert!(Profile::parse(&PAPER.replacen("minimumDpi = 200", "minimumDpi = 600", 1)).is_ok());
}

#[test]
fn a_contradiction_is_refused_with_line_and_reason() {
    let said = refusal("rate = { numerator = 5,", "rate = { numerator = 105,");
    let at = line(PAPER, "rate =");
    assert_eq!(
        said,
        format!("the profile contradicts itself in line {at} at `sampling.rate`: 105/100")
    );
}

#[test]
fn digests_cannot_be_switched_off() {
    let at = line(PAPER, "[fixity]") + 1;
    assert_eq!(
        refusal("[fixity]\nrequired = true", "[fixity]\nrequired = false"),
        format!(
            "the profile contradicts itself in line {at} at `fixity.required`: \
             digests cannot be switched off"
        )
    );
}

fn with_paths(rules: &str) -> Result<Profile, ProfileError> {
    Profile::parse(&PAPER.replacen("[sampling]", &format!("{rules}\n[sampling]"), 1))
}

#[test]
fn rules_by_path_change_what_they_name_and_the_later_pattern_speaks() {
    let profile = with_paths(
        "[[image.paths]]\nmatch = \"**/主文件/**\"\nformats = [\"tiff\"]\nminimumDpi = 300\n\
         [[image.paths]]\nmatch = \"**/主文件/*.jp*\"\nminimumDpi = 400\n",
    )
    .unwrap();
    let at = |path: &str| {
        let rules = profile.image.at(path);
        (rules.formats.len(), rules.minimum_dpi)
    };
    assert_eq!(at("批次/主文件/A-1/0001.tif"), (1, 300));
    assert_eq!(at("主文件/0001.jpg"), (1, 400));
    assert_eq!(at("批次/利用文件/0001.jpg"), (4, 200));
    assert_eq!(at("批次/主文件2/0001.jpg"), (4, 200));
    assert_eq!(profile.image.at("主文件/a").formats, [Format::Tiff]);
    assert_eq!(profile.image.at("主文件/a").colours, profile.image.colours);
}

#[test]
fn a_path_rule_that_says_nothing_or_leaves_the_container_is_refused() {
    for rules in [
        "[[image.paths]]\nmatch = \"a/**\"\n",
        "[[image.paths]]\nmatch = \"/a\"\nminimumDpi = 300\n",
        "[[image.paths]]\nmatch = \"a/**\"\nformats = []\n",
        "[[image.paths]]\nmatch = \"a/**\"\nminimumDPI = 300\n",
    ] {
        assert!(with_paths(rules).is_err(), "{rules}");
    }
}

#[test]
fn a_pattern_of_many_stars_costs_no_time() {
    let profile = with_paths(&format!(
        "[[image.paths]]\nmatch = \"{}b\"\nminimumDpi = 300\n",
        "**/*a*/".repeat(40)
    ))
    .unwrap();
    assert_eq!(profile.image.at(&"aaaa/".repeat(200)).minimum_dpi, 200);
}
