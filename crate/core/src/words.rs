//! What findings, checks and reasons are called, in both languages. The prose lies in `words/*.json`, outside the
//! code, and the page reads the same files; a test holds it against the registry.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::NotRun;

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A sentence from its two texts.
pub fn sentence(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence {
        zh: zh.into(),
        en: en.into(),
    }
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

/// The kind of thing to do next, so that a list of findings can be given to whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// 重新扫描.
    Rescan,
    /// 重新导出: from the scan or the source system; nothing is scanned again.
    Reexport,
    /// 改写图像标记: resolution, orientation; the pixels stay.
    Retag,
    /// 改名.
    Rename,
    /// 重新打包: the entries stay as they are.
    Repack,
    /// 分批交付.
    Split,
    /// 补交或换回: an entry that is not there, or not the one it should be.
    Supply,
    /// 删除.
    Remove,
    /// 更正目录.
    CorrectCatalogue,
    /// 更正说明或登记.
    CorrectForm,
    /// 重做校验清单.
    RemakeManifest,
    /// 说明原因: a person answers.
    Explain,
    /// 停止作业.
    Stop,
}

/// The words of one finding code.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FindingWords {
    /// What its advice comes down to.
    #[serde(default)]
    pub action: Option<Action>,
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
    /// By kind of thing to do next.
    pub actions: BTreeMap<Action, Sentence>,
    /// What a check does not cover, by its id.
    pub uncovered: BTreeMap<String, Sentence>,
}

/// The text of the words file, for the page.
pub const WORDS_JSON: &str = include_str!("../words/words.json");

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // The file is part of this crate and a test reads it; an empty table is the honest fallback.
    serde_json::from_str(WORDS_JSON).unwrap_or_else(|_| Words {
        checks: BTreeMap::new(),
        findings: BTreeMap::new(),
        reasons: BTreeMap::new(),
        actions: BTreeMap::new(),
        uncovered: BTreeMap::new(),
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

/// What a finding's advice comes down to, in words.
#[must_use]
pub fn action(code: &str) -> &'static Sentence {
    let action = finding(code).and_then(|words| words.action);
    action
        .and_then(|action| WORDS.actions.get(&action))
        .unwrap_or(&NO_WORDS)
}

/// What a check does not cover.
#[must_use]
pub fn uncovered(id: &str) -> &'static Sentence {
    WORDS.uncovered.get(id).unwrap_or(&NO_WORDS)
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
