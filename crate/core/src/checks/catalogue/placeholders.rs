//! Cells that hold a sign that there is no value: a dash, a ditto mark, a promise. A row of the catalogue is read alone, so
//! that "as above" says nothing of it.

use crate::plain::folded;
use crate::profile::Field;

/// Words for "as above" and "not yet" (ours). 无 and 佚名 are none: an author can be unknown.
const WORDS: &[&str] = &[
    "同上", "同前", "々", "待补", "待填", "待定", "待查", "暂缺", "暂无", "未填", "N/A", "NULL",
];

/// In place of a title: the one who describes gives one in brackets (STANDARDS §3.2).
const NO_TITLES: &[&str] = &["无题名", "无标题"];

/// The text stands for no value of this field. In brackets it is none either.
pub(super) fn is_one(field: Field, text: &str) -> bool {
    let text = folded(text).to_uppercase();
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '々');
    inner.is_empty()
        || WORDS.contains(&inner)
        || field == Field::Title && NO_TITLES.contains(&inner)
}
