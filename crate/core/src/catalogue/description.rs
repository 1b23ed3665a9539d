//! 说明文件.TXT, or a bag's bag-info.txt → its keys and values. Both hand-over layouts have one beside the catalogue; what
//! it says in other words, or in an encoding no receiving tool reads, is as good as not said.

use super::text::decode;
use crate::facts::{DescriptionFacts, DescriptionKey};

/// Reads the entry if it is named 说明文件.TXT, or `bag-info.txt` (RFC 8493 2.2.2).
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Option<DescriptionFacts> {
    let name = path.rsplit('/').next().unwrap_or_default();
    if !name.eq_ignore_ascii_case("说明文件.txt") && name != "bag-info.txt" {
        return None;
    }
    let mut facts = DescriptionFacts {
        encoding: String::new(),
        keys: Vec::new(),
        unreadable: None,
    };
    match decode(bytes) {
        // DA/T 93-2022 annex B: UTF-8, GB18030 or GB2312 (STANDARDS §3.9)
        Ok(decoded) if decoded.encoding.starts_with("utf-16") => {
            facts.unreadable = Some("UTF-16 text".to_owned());
        }
        Ok(decoded) => {
            decoded.encoding.clone_into(&mut facts.encoding);
            facts.keys = keys(&decoded.text);
        }
        Err(reason) => facts.unreadable = Some(reason.to_string()),
    }
    Some(facts)
}

/// `key：value`, with `:`, `：` or `=`; other lines belong to the value above them.
fn keys(text: &str) -> Vec<DescriptionKey> {
    let mut keys: Vec<DescriptionKey> = Vec::new();
    for (line, content) in (1_u32..).zip(text.lines()) {
        if let Some((key, value)) = content.split_once([':', '：', '=']) {
            keys.push(DescriptionKey {
                line,
                key: key.chars().filter(|c| !c.is_whitespace()).collect(),
                value: value.trim().to_owned(),
            });
        } else if let Some(last) = keys.last_mut().filter(|_| !content.trim().is_empty()) {
            last.value.push_str(content.trim());
        }
    }
    keys
}
