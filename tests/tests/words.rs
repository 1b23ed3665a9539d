//! Every check, code and reason has words in both languages, and no word is left over.

use std::collections::BTreeSet;

use yanshou::code::{Check, Code};
use yanshou::ledger::NotRun;
use yanshou::words::{self, WORDS_JSON, Words};

/// Longest name of a check that fits its column, in characters.
const LONGEST_CHECK: usize = 14;

fn all() -> &'static Words {
    words::all()
}

fn cjk(text: &str) -> bool {
    text.chars().any(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c))
}

/// Where the words stand, and the words.
fn texts(zh: bool) -> Vec<(String, &'static str)> {
    let words = all();
    let pick = |s: &'static words::Sentence| if zh { s.zh.as_str() } else { s.en.as_str() };
    let mut texts = Vec::new();
    texts.extend(words.checks.iter().map(|(id, s)| (format!("checks.{id}"), pick(s))));
    texts.extend(words.reasons.iter().map(|(r, s)| (format!("reasons.{r:?}"), pick(s))));
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
    variants.iter().map(|v| v["const"].as_str().unwrap().to_owned()).collect()
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
fn every_reason_has_words() {
    let named = all().reasons.keys();
    let named: BTreeSet<String> =
        named.map(|r| serde_json::to_value(r).unwrap().as_str().unwrap().to_owned()).collect();
    assert_eq!(named, reasons());
}

#[test]
fn chinese_words_are_chinese() {
    let wrong: Vec<_> = texts(true).into_iter().filter(|(_, text)| !cjk(text)).collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn english_words_are_there_and_not_chinese() {
    let wrong: Vec<_> =
        texts(false).into_iter().filter(|(_, text)| text.trim().is_empty() || cjk(text)).collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn names_of_checks_fit_their_column() {
    let long: Vec<_> =
        all().checks.values().map(|s| &s.zh).filter(|zh| zh.chars().count() > LONGEST_CHECK).collect();
    assert_eq!(long, Vec::<&String>::new());
}

#[test]
fn words_quote_no_clause() {
    let quoting = |text: &str| ["DA/T", "GB/T", "§", "第", "CFR"].iter().any(|c| text.contains(c));
    let wrong: Vec<_> =
        texts(true).into_iter().chain(texts(false)).filter(|(_, text)| quoting(text)).collect();
    assert_eq!(wrong, Vec::new());
}
