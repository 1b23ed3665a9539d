//! Profiles as data: every built-in one reads, and what is unknown, in the wrong unit or contradicts itself is
//! refused with its line.

// A test that cannot be set up fails.
#![allow(clippy::unwrap_used)]

use yanshou::code::{Check, Code, Severity};
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
    assert_eq!(ids.len(), 9);
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

#[test]
fn a_heading_of_another_field_is_not_given_away() {
    let aliases = |lines: &str| {
        let text = PAPER.replacen(
            "[catalogue.valueLists]",
            &format!("[catalogue.aliases]\n{lines}[catalogue.valueLists]"),
            1,
        );
        assert!(text.contains("[catalogue.aliases]"));
        Profile::parse(&text).map_err(|e| e.to_string())
    };
    let at = line(PAPER, "[catalogue.valueLists]") + 1;
    for (lines, place, why) in [
        (
            "group = [\"页数\"]\n",
            at,
            "`页数` stands for Pages, not for Group",
        ),
        (
            "title = [\"内容\"]\ngroup = [\"密 级（必填）\"]\n",
            at + 1,
            "`密 级（必填）` stands for Secrecy, not for Group",
        ),
        (
            "remark = [\"涉密等级\"]\n",
            at,
            "`涉密等级` stands for Secrecy, not for Remark",
        ),
        (
            "remark = [\"甲\"]\ngroup = [\"甲\"]\n",
            at + 1,
            "`甲` stands for Remark, not for Group",
        ),
    ] {
        let said = aliases(lines).unwrap_err();
        let whole =
            format!("the profile contradicts itself in line {place} at `catalogue.aliases`: {why}");
        assert_eq!(said, whole);
    }
    // Its own heading once more, one nobody knows, and 页次, by which some mean 页数.
    for lines in [
        "pages = [\"页数\", \"张数\"]\n",
        "group = [\"库房\"]\n",
        "pages = [\"页次\"]\n",
    ] {
        assert!(aliases(lines).is_ok(), "{lines}");
    }
}

#[test]
fn no_rate_is_below_the_standard() {
    let says = |key: &str, found: &str, at: usize| {
        format!("the profile contradicts itself in line {at} at `{key}`: {found}")
    };
    let low = |text: &str| Profile::parse(text).unwrap_err().to_string();
    let sample = line(PAPER, "rate =");
    for (numerator, denominator) in [(1, 1_000_000_000_u64), (49, 1000), (4, 100)] {
        let rate = format!("rate = {{ numerator = {numerator}, denominator = {denominator} }}");
        let text = PAPER.replacen("rate = { numerator = 5, denominator = 100 }", &rate, 1);
        let found = format!("{numerator}/{denominator} is below 5 % (DA/T 68.2-2020 4.4.1.1)");
        assert_eq!(low(&text), says("sampling.rate", &found, sample));
    }
    let point = |id: &str, rate: &str| {
        let (before, after) = PAPER
            .split_once(&format!("id = \"{id}\"\nrequired"))
            .unwrap();
        let (_, after) = after.split_once('}').unwrap();
        format!("{before}id = \"{id}\"\nrequired = {rate}{after}")
    };
    for (id, numerator, least) in [
        ("correspondence", 99, 100),
        ("correspondence", 0, 100),
        ("legibility", 94, 95),
        ("processing", 0, 95),
    ] {
        let text = point(
            id,
            &format!("{{ numerator = {numerator}, denominator = 100 }}"),
        );
        let found = format!("`{id}` {numerator}/100 is below {least} % (DA/T 68.2-2020 4.4.1.1)");
        let at = line(PAPER, &format!("id = \"{id}\""));
        assert_eq!(low(&text), says("inspection.required", &found, at));
    }
    for (id, rate) in [
        ("correspondence", "{ numerator = 7, denominator = 7 }"),
        ("legibility", "{ numerator = 19, denominator = 20 }"),
        ("legibility", "{ numerator = 96, denominator = 100 }"),
    ] {
        assert!(Profile::parse(&point(id, rate)).is_ok(), "{id} {rate}");
    }
    let more = PAPER.replacen("rate = { numerator = 5,", "rate = { numerator = 10,", 1);
    assert!(Profile::parse(&more).is_ok());
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

fn also(rules: &str) -> Result<Profile, ProfileError> {
    Profile::parse(&format!("{PAPER}\n{rules}"))
}

/// Line and reason of a refusal of rules put behind the paper profile.
fn refused(rules: &str) -> (u32, String) {
    match also(rules).unwrap_err() {
        ProfileError::Contradiction { line, found, .. } => {
            let before = u32::try_from(PAPER.lines().count()).unwrap() + 2;
            (line - before, found)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_code_weighs_what_the_profile_says_and_the_others_their_own() {
    let profile = also("[severity]\n\"image.page.blank\" = \"C\"\n").unwrap();
    assert_eq!(profile.own_severity(Code::BlankPage), Some(Severity::C));
    assert_eq!(profile.own_severity(Code::PaperSize), None);
    assert_eq!(profile.check_severity(Check::Img13), Severity::C);
    // Of two codes of this check one keeps its weight, so the check keeps its own.
    let profile = also("[severity]\n\"catalogue.row.duplicate\" = \"C\"\n").unwrap();
    assert_eq!(profile.check_severity(Check::Cat11), Severity::A);
}

#[test]
fn protected_checks_are_neither_lowered_nor_left_out() {
    assert_eq!(
        refused("[severity]\n\"fixity.digest.mismatch\" = \"B\"\n"),
        (
            1,
            "`fixity.digest.mismatch` FIX-02 is protected: A cannot become B".to_owned()
        )
    );
    for check in [
        "PKG-01", "PKG-02", "FIX-01", "FIX-02", "FIX-03", "CAT-15", "LNK-01", "LNK-02", "LNK-03",
        "IMG-01", "EXC-01",
    ] {
        let (line, why) = refused(&format!("[[off]]\nreason = \"x\"\ncheck = \"{check}\"\n"));
        assert_eq!(line, 2, "{check}");
        assert!(why.contains("protected"), "{why}");
        let codes = Code::ALL.iter().filter(|c| c.check().id() == check);
        let mut tried = 0;
        for code in codes.filter(|c| c.severity() < Severity::C) {
            refused(&format!("[severity]\n\"{}\" = \"C\"\n", code.dotted()));
            tried += 1;
        }
        assert_ne!(tried, 0, "{check}");
    }
    // A notice of a protected check may be made heavier.
    assert!(also("[severity]\n\"image.content.trailingBytes\" = \"B\"\n").is_ok());
}

#[test]
fn a_check_is_left_out_only_with_a_reason_and_only_if_the_machine_answers_it() {
    let profile = also("[[off]]\ncheck = \"IMG-07\"\nreason = \"contract 3.2\"\n").unwrap();
    assert!(profile.leaves_out(Check::Img07) && !profile.leaves_out(Check::Img08));
    let off = |check: &str| refused(&format!("[[off]]\ncheck = \"{check}\"\nreason = \"x\"\n"));
    for (check, why) in [
        ("IMG-99", "is no check"),
        ("LNK-08", "asked of people"),
        ("SEC-01", "asked of people"),
        ("SMP-01", "procedure"),
    ] {
        let (line, said) = off(check);
        assert_eq!(line, 1);
        assert!(said.contains(why), "{said}");
    }
    let silent = refused("[[off]]\ncheck = \"IMG-07\"\nreason = \" \"\n");
    assert_eq!(silent, (1, "`IMG-07` without a reason".to_owned()));
    let twice = "[[off]]\ncheck = \"IMG-07\"\nreason = \"x\"\n".repeat(2);
    assert_eq!(refused(&twice).1, "`IMG-07` stands twice");
    assert!(also("[[off]]\ncheck = \"IMG-07\"\n").is_err());
    let both = "[severity]\n\"image.orientation.tag\" = \"B\"\n[[off]]\ncheck = \"IMG-07\"\nreason = \"x\"\n";
    assert_eq!(
        refused(both),
        (1, "`image.orientation.tag` IMG-07 is left out".to_owned())
    );
}

#[test]
fn an_unknown_code_an_unknown_weight_and_a_blocking_screen_are_refused() {
    assert_eq!(
        refused("[severity]\n\"image.jpeg.qualty\" = \"C\"\n"),
        (1, "`image.jpeg.qualty` is no code".to_owned())
    );
    let said = also("[severity]\n\"image.jpeg.quality\" = \"D\"\n").unwrap_err();
    let at = PAPER.lines().count() + 3;
    assert!(said.to_string().contains(&format!("line {at}")), "{said}");
    let (_, why) = refused("[severity]\n\"image.page.blank\" = \"A\"\n");
    assert!(why.contains("cannot block"), "{why}");
}

/// Every number and every list of demands in a profile's text, by dotted key.
fn demands(table: &toml::Table, at: &str, out: &mut Vec<String>) {
    for (key, value) in table {
        let path = [at, key].join(if at.is_empty() { "" } else { "." });
        // Names, titles and lists of names of our own making claim no standard.
        if matches!(
            key.as_str(),
            "sources" | "title" | "junk" | "workFolders" | "aliases"
        ) {
            continue;
        }
        match value {
            toml::Value::Table(inner) if inner.contains_key("denominator") => out.push(path),
            toml::Value::Table(inner) => demands(inner, &path, out),
            toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
                for item in items.iter().filter_map(toml::Value::as_table) {
                    let id = item.get("id").and_then(toml::Value::as_str);
                    demands(
                        item,
                        &id.map_or(path.clone(), |id| format!("{path}.{id}")),
                        out,
                    );
                }
            }
            toml::Value::Array(items) if !items.is_empty() => out.push(path),
            toml::Value::Integer(_) => out.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_number_and_list_of_a_built_in_profile_has_a_source_and_every_source_a_number() {
    let mut bare = Vec::new();
    for id in Profile::built_in_ids() {
        let path = format!("{}/profiles/{id}.toml", env!("CARGO_MANIFEST_DIR"));
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut keys = Vec::new();
        demands(&table, "", &mut keys);
        assert!(keys.len() > 5, "{id}: {keys:?}");
        let profile = Profile::built_in(id).unwrap();
        let rules: Vec<&str> = profile.sources.iter().flat_map(|s| s.rules()).collect();
        let covers = |rule: &str, key: &str| key == rule || key.starts_with(&format!("{rule}."));
        for key in &keys {
            if !rules.iter().any(|rule| covers(rule, key)) {
                bare.push(format!("{id}: {key} has no source"));
            }
        }
        for rule in rules {
            let said = Profile::built_in(id).unwrap();
            let there = keys.iter().any(|key| covers(rule, key)) || table_has(&table, rule);
            if !there {
                bare.push(format!("{}: nothing is said of {rule}", said.id));
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// A switch, which is no number.
fn table_has(table: &toml::Table, rule: &str) -> bool {
    let mut parts = rule.split('.');
    let first = parts.next().and_then(|part| table.get(part));
    parts.fold(first, |at, part| at?.get(part)).is_some()
}

#[test]
fn a_kind_of_work_file_is_found_by_some_name_and_stands_once() {
    let kind = |id: &str, names: &str| {
        format!(
            "[[workFiles]]\nid = \"{id}\"\ntitle = {{ zh = \"甲\", en = \"a\" }}\nnames = {names}\n"
        )
    };
    assert!(also(&kind("contract", "[\"*合同*\"]")).is_ok());
    assert_eq!(
        refused(&kind("contract", "[\"*\"]")),
        (1, "`contract` has no name to be found by".to_owned())
    );
    assert_eq!(
        refused(&kind("plan", "[\"*方案*\"]")),
        (1, "`plan` stands twice".to_owned())
    );
}

#[test]
fn a_threshold_in_another_unit_and_a_list_that_allows_nothing_are_refused_with_their_line() {
    for (from, to, key, found) in [
        (
            "skewDefect = 300",
            "skewDefect = 3",
            "screens.skewDefect",
            "3 hundredths of a degree",
        ),
        (
            "skewNotice = 100",
            "skewNotice = 9000",
            "screens.skewNotice",
            "9000 hundredths of a degree",
        ),
        (
            "blankInk = 20",
            "blankInk = 20000",
            "screens.blankInk",
            "20000 of 10000",
        ),
        (
            "nearInUnit = 20",
            "nearInUnit = 300",
            "screens.nearInUnit",
            "300 of 256 bits",
        ),
        (
            "remark = 1000",
            "remark = 0",
            "catalogue.maximumLengths.remark",
            "no character is allowed",
        ),
        (
            "secrecy = [\"公开\", \"国内\", \"内部\", \"秘密\", \"机密\", \"绝密\"]",
            "secrecy = []",
            "catalogue.valueLists.secrecy",
            "no value is allowed",
        ),
        (
            "maximumPages = 2000",
            "maximumPages = 0",
            "catalogue.plausible.maximumPages",
            "no page is allowed",
        ),
        (
            "attestations = [\"DOC-01\",",
            "attestations = [\"IMG-01\",",
            "attestations",
            "`IMG-01` is answered by the machine or by the inspection",
        ),
        (
            "attestations = [\"DOC-01\",",
            "attestations = [\"SEC-01\",",
            "attestations",
            "`SEC-01` stands twice",
        ),
    ] {
        let at = line(PAPER, from.split('[').next().unwrap());
        assert_eq!(
            refusal(from, to),
            format!("the profile contradicts itself in line {at} at `{key}`: {found}")
        );
    }
    // Near misses.
    for (from, to) in [
        ("skewNotice = 100", "skewNotice = 10"),
        ("blankInk = 20", "blankInk = 10000"),
        ("nearInUnit = 20", "nearInUnit = 256"),
        ("remark = 1000", "remark = 1"),
    ] {
        assert!(Profile::parse(&PAPER.replacen(from, to, 1)).is_ok(), "{to}");
    }
}

#[test]
fn picture_sizes_of_videos_must_rise() {
    let films = include_str!("../profiles/dat62-audio-video.toml");
    assert!(Profile::parse(films).is_ok());
    let error = Profile::parse(&films.replacen("width = 1920", "width = 700", 1)).unwrap_err();
    let line = u32::try_from(line(films, "videoClasses")).unwrap();
    assert_eq!(
        error,
        ProfileError::Contradiction {
            key: "recording.videoClasses".to_owned(),
            line,
            found: "not from the smallest up".to_owned(),
        }
    );
}
