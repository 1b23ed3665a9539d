//! Secrecy (密级): which cells say that a row is a state secret. A row that is not seen
//! here is scanned and handed on, so spelling, width and what stands beside the level must not hide it.

use crate::plain::{folded, simplified};

/// `涉密` names no level, but says that there is one.
const LEVELS: &[&str] = &["绝密", "机密", "秘密", "涉密"];

/// The level a cell of the secrecy column names: `机密★10年`, `机密（10年）`, `機密級`, `JM` (GB/T 7156-2003). None
/// where it is denied (非密, 不涉密), over (原机密), or no state secret (工作秘密, 商业秘密).
#[must_use]
pub fn level(cell: &str) -> Option<&'static str> {
    let text = simplified(&folded(cell));
    match text.as_str() {
        "MM" => return Some("秘密"),
        "JM" => return Some("机密"),
        "UM" => return Some("绝密"),
        _ => {}
    }
    text.split([',', ';', '/', '、', '。']).find_map(|part| {
        let (before, level) = first(part)?;
        let denied = before.contains(['非', '无', '不', '未', '否', '解', '原']);
        let other = ["工作", "商业", "个人"];
        let other = other.iter().any(|word| before.ends_with(word));
        (!denied && !other).then_some(level)
    })
}

/// A normalised heading asks whether a row is secret, not how much.
#[must_use]
pub fn asks(heading: &str) -> bool {
    matches!(
        simplified(&folded(heading)).as_str(),
        "是否涉密"
            | "是否涉密件"
            | "是否涉密文件"
            | "是否涉密档案"
            | "是否涉及秘密"
            | "是否涉及国家秘密"
            | "是否国家秘密"
            | "是否属于国家秘密"
            | "是否含涉密内容"
            | "是否有密级"
            | "是否定密"
            | "涉密否"
            | "涉密与否"
            | "涉密"
            | "SFSM"
    )
}

/// What a cell below such a heading says: yes, or a level; None where it denies, or says nothing we know.
#[must_use]
pub fn answer(cell: &str) -> Option<&'static str> {
    let text = simplified(&folded(cell)).to_uppercase();
    let yes = [
        "是", "是的", "Y", "YES", "TRUE", "T", "真", "有", "1", "√", "✓", "✔", "☑",
    ];
    if yes.contains(&text.as_str()) {
        return Some("涉密");
    }
    level(text.strip_prefix("是").unwrap_or(&text))
}

/// The level that stands first, and what stands before it.
fn first(text: &str) -> Option<(&str, &'static str)> {
    let found = LEVELS.iter().filter_map(|level| {
        let (before, _) = text.split_once(level)?;
        Some((before, *level))
    });
    found.min_by_key(|(before, _)| before.len())
}

/// The level a cell of any other column is, when it holds nothing but a level and its term: words that go on after
/// it (机密工作, 秘密等级表) are words.
#[must_use]
pub fn alone(cell: &str) -> Option<&'static str> {
    let text = simplified(&folded(cell));
    let (before, level) = first(&text)?;
    let mark = |c: char| !c.is_alphanumeric();
    let term = |c: char| {
        mark(c) || c.is_ascii_digit() || "级一二三四五六七八九十年个月日长期永久限至".contains(c)
    };
    let rest = text.get(before.len() + level.len()..)?;
    (before.chars().all(mark) && rest.chars().all(term)).then_some(level)
}
