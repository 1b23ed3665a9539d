//! What findings, checks and reasons are called, in both languages. The prose lies in `words/*.json`, outside the
//! code, and the page reads the same files; a test holds it against the registry.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::ledger::NotRun;

/// One sentence in both languages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What happened and what to do next.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// What happened.
    pub what: String,
    /// What the contractor or officer does next.
    pub next: String,
}

/// The words of one finding code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FindingWords {
    /// Simplified Chinese.
    pub zh: Advice,
    /// English.
    pub en: Advice,
}

/// All words.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// By check id.
    pub checks: BTreeMap<String, Sentence>,
    /// By dotted code.
    pub findings: BTreeMap<String, FindingWords>,
    /// By reason for not running.
    pub reasons: BTreeMap<NotRun, Sentence>,
}

/// The text of the words file, for the page.
pub const WORDS_JSON: &str = include_str!("../words/words.json");

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // The file is part of this crate and a test reads it; an empty table is the honest fallback.
    serde_json::from_str(WORDS_JSON).unwrap_or_else(|_| Words {
        checks: BTreeMap::new(),
        findings: BTreeMap::new(),
        reasons: BTreeMap::new(),
    })
});

/// All words.
#[must_use]
pub fn all() -> &'static Words {
    &WORDS
}

/// The words of a dotted code.
#[must_use]
pub fn finding(code: &str) -> Option<&'static FindingWords> {
    WORDS.findings.get(code)
}

/// What a check is called.
#[must_use]
pub fn check(id: &str) -> Option<&'static Sentence> {
    WORDS.checks.get(id)
}

static NO_WORDS: Sentence = Sentence {
    zh: String::new(),
    en: String::new(),
};

/// Why a check did not run.
#[must_use]
pub fn reason(reason: NotRun) -> &'static Sentence {
    WORDS.reasons.get(&reason).unwrap_or(&NO_WORDS)
}
