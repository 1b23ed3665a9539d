//! Every check, code and reason has words in both languages, and no word is left over.

use std::collections::BTreeSet;

use yanshou::code::{Check, Code, Property};
use yanshou::ledger::NotRun;
use yanshou::words::{self, WORDS_JSON, Words};

/// Longest name of a check that fits its column, in characters.
const LONGEST_CHECK: usize = 14;

fn all() -> &'static Words {
    words::all()
}

fn cjk(text: &str) -> bool {
    text.chars()
        .any(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c))
}

/// Where the words stand, and the words.
fn texts(zh: bool) -> Vec<(String, &'static str)> {
    let words = all();
    let pick = |s: &'static words::Sentence| if zh { s.zh.as_str() } else { s.en.as_str() };
    let mut texts = Vec::new();
    texts.extend(
        words
            .checks
            .iter()
            .map(|(id, s)| (format!("checks.{id}"), pick(s))),
    );
    texts.extend(
        words
            .uncovered
            .iter()
            .map(|(id, s)| (format!("uncovered.{id}"), pick(s))),
    );
    texts.extend(
        words
            .actions
            .iter()
            .map(|(a, s)| (format!("actions.{a:?}"), pick(s))),
    );
    texts.extend(
        words
            .reasons
            .iter()
            .map(|(r, s)| (format!("reasons.{r:?}"), pick(s))),
    );
    for (code, both) in &words.findings {
        let advice = if zh { &both.zh } else { &both.en };
        texts.push((format!("findings.{code}.what"), advice.what.as_str()));
        texts.push((format!("findings.{code}.next"), advice.next.as_str()));
    }
    assert!(!texts.is_empty(), "the words file could not be read");
    texts
}

/// The names of all reasons, from the type's own schema: an enum cannot be listed otherwise.
fn reasons() -> BTreeSet<String> {
    let schema = serde_json::to_value(schemars::schema_for!(NotRun)).unwrap();
    let variants = schema["oneOf"].as_array().unwrap();
    variants
        .iter()
        .map(|v| v["const"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_words_file_reads() {
    let parsed: Result<Words, _> = serde_json::from_str(WORDS_JSON);
    assert_eq!(parsed.err().map(|e| e.to_string()), None);
}

#[test]
fn every_check_has_words_and_no_words_are_left_over() {
    let ids: BTreeSet<&str> = Check::ALL.iter().map(|c| c.id()).collect();
    let named: BTreeSet<&str> = all().checks.keys().map(String::as_str).collect();
    assert_eq!(named, ids);
}

#[test]
fn every_code_has_words_and_no_words_are_left_over() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|c| c.dotted()).collect();
    let named: BTreeSet<&str> = all().findings.keys().map(String::as_str).collect();
    assert_eq!(named, codes);
}

#[test]
fn every_check_says_what_it_does_not_cover_and_what_it_looks_at() {
    let ids: BTreeSet<&str> = Check::ALL.iter().map(|c| c.id()).collect();
    let said: BTreeSet<&str> = all().uncovered.keys().map(String::as_str).collect();
    assert_eq!(said, ids);
    let blind: Vec<&Check> = Check::ALL
        .iter()
        .filter(|c| c.inputs().is_empty())
        .collect();
    assert_eq!(blind, Vec::<&Check>::new());
}

#[test]
fn every_code_says_what_kind_of_thing_to_do_next_and_every_kind_is_used_and_named() {
    let without = all().findings.iter().filter(|(_, w)| w.action.is_none());
    let without: Vec<&String> = without.map(|(code, _)| code).collect();
    assert_eq!(without, Vec::<&String>::new());
    let used: BTreeSet<_> = all().findings.values().filter_map(|w| w.action).collect();
    let named: BTreeSet<_> = all().actions.keys().copied().collect();
    assert_eq!(used, named);
}

#[test]
fn the_four_properties_come_from_the_clause() {
    let tags = |check: Check| check.tags();
    assert_eq!(tags(Check::Pkg01), ["3-4"]);
    assert_eq!(tags(Check::Pkg08), ["1-12", "1-13"]);
    assert_eq!(tags(Check::Lnk02), ["1-10", "4-3"]);
    assert_eq!(tags(Check::Img08), Vec::<String>::new());
    let mut items = 0;
    for tag in Check::ALL.iter().flat_map(|c| c.tags()) {
        // 16, 11, 9 and 9 items (STANDARDS §3.8 [S2]).
        let (property, item) = tag.split_once('-').unwrap();
        let most = match Property::of(&tag).unwrap() {
            Property::Authenticity => 16,
            Property::Integrity => 11,
            Property::Usability | Property::Security => 9,
        };
        assert!(
            property.len() == 1 && (1..=most).contains(&item.parse::<u32>().unwrap()),
            "{tag}"
        );
        items += 1;
    }
    assert!(items > 30, "{items}");
}

#[test]
fn every_reason_has_words() {
    let named = all().reasons.keys();
    let named: BTreeSet<String> = named
        .map(|r| {
            serde_json::to_value(r)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(named, reasons());
}

#[test]
fn chinese_words_are_chinese() {
    let wrong: Vec<_> = texts(true)
        .into_iter()
        .filter(|(_, text)| !cjk(text))
        .collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn english_words_are_there_and_not_chinese() {
    let wrong: Vec<_> = texts(false)
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty() || cjk(text))
        .collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn names_of_checks_fit_their_column() {
    let long: Vec<_> = all()
        .checks
        .values()
        .map(|s| &s.zh)
        .filter(|zh| zh.chars().count() > LONGEST_CHECK)
        .collect();
    assert_eq!(long, Vec::<&String>::new());
}

#[test]
fn words_quote_no_clause() {
    let quoting = |text: &str| {
        ["DA/T", "GB/T", "§", "第", "CFR"]
            .iter()
            .any(|c| text.contains(c))
    };
    let wrong: Vec<_> = texts(true)
        .into_iter()
        .chain(texts(false))
        .filter(|(_, text)| quoting(text))
        .collect();
    assert_eq!(wrong, Vec::new());
}
