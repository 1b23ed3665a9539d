//! The four properties (四性) of DA/T 70-2018 as secondary keys: a check's clause names the items, their first digit
//! is the property. The stage (归档 GD, 移交与接收 YJ, 长期保存 BC) is left out: one delivery may serve any of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Check;

/// A property DA/T 70-2018 tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// 真实性.
    Authenticity,
    /// 完整性.
    Integrity,
    /// 可用性.
    Usability,
    /// 安全性.
    Security,
}

impl Property {
    /// The property of an item: of `3-4` the third.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        match tag.split('-').next() {
            Some("1") => Some(Self::Authenticity),
            Some("2") => Some(Self::Integrity),
            Some("3") => Some(Self::Usability),
            Some("4") => Some(Self::Security),
            _ => None,
        }
    }

    /// Its name in the standard, and in English.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Authenticity => ("真实性", "authenticity"),
            Self::Integrity => ("完整性", "integrity"),
            Self::Usability => ("可用性", "usability"),
            Self::Security => ("安全性", "security"),
        }
    }
}

/// How a clause names the standard.
const STANDARD: &str = "DA/T 70-2018 ";

impl Check {
    /// The items of DA/T 70-2018 its clause names, in that order: `["1-12", "1-13"]`. Empty where the standard has
    /// no item for it, as for the look of a page.
    #[must_use]
    pub fn tags(self) -> Vec<String> {
        let items = self
            .clause()
            .split("; ")
            .filter_map(|c| c.strip_prefix(STANDARD));
        items
            .flat_map(|items| items.split(", "))
            .map(|item| item.trim_end_matches('†').to_owned())
            .collect()
    }

    /// The same, kept once for all findings of the check.
    #[must_use]
    pub fn own_tags(self) -> &'static [String] {
        static TAGS: LazyLock<BTreeMap<Check, Vec<String>>> =
            LazyLock::new(|| Check::ALL.iter().map(|c| (*c, c.tags())).collect());
        TAGS.get(&self).map_or(&[], Vec::as_slice)
    }
}
