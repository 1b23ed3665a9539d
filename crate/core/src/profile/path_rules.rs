//! Rules by path pattern: masters and access copies in one delivery, photographs beside documents. What a pattern
//! does not say stays as the profile has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{ColourMode, Format};

/// Rules for the page images whose path the pattern covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathRule {
    /// Path from the container's root; `*` is any part of one name, `**` any number of folders.
    #[serde(rename = "match")]
    pub pattern: String,
    /// In place of the profile's.
    #[serde(default)]
    pub formats: Option<Vec<Format>>,
    /// In place of the profile's; dots per inch.
    #[serde(default)]
    pub minimum_dpi: Option<u32>,
    /// In place of the profile's.
    #[serde(default)]
    pub colours: Option<Vec<ColourMode>>,
}

impl PathRule {
    /// Whether the pattern covers `path`.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.pattern.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        walk(&pattern, &path, |p| *p == "**", |p, s| name_fits(p, s))
    }

    /// Why it cannot hold, if so.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        let nothing =
            self.formats.is_none() && self.minimum_dpi.is_none() && self.colours.is_none();
        if self.pattern.is_empty() || self.pattern.starts_with('/') || self.pattern.contains('\\') {
            Some("a pattern is written from the container's root, with `/`")
        } else if nothing {
            Some("says nothing of the images it covers")
        } else if self.formats.as_ref().is_some_and(Vec::is_empty)
            || self.colours.as_ref().is_some_and(Vec::is_empty)
        {
            Some("allows no format or no colour mode")
        } else {
            None
        }
    }
}

fn name_fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    walk(&pattern, &name, |p| *p == '*', |p, c| p == c)
}

/// Whether a pattern with wild parts fits, in pattern × text steps: nothing is tried twice.
fn walk<P, T>(
    pattern: &[P],
    text: &[T],
    wild: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &T) -> bool,
) -> bool {
    // Item n: the pattern so far can have used up the first n parts of the text.
    let mut open: Vec<bool> = std::iter::once(true)
        .chain(text.iter().map(|_| false))
        .collect();
    for part in pattern {
        let any = wild(part);
        let mut reached = any && open.first().copied().unwrap_or_default();
        let mut next = vec![reached];
        for (n, item) in text.iter().enumerate() {
            let (before, here) = (open.get(n), open.get(n + 1));
            let on = |at: Option<&bool>| at.copied().unwrap_or_default();
            reached = if any {
                reached || on(here)
            } else {
                on(before) && fits(part, item)
            };
            next.push(reached);
        }
        open = next;
    }
    open.last().copied().unwrap_or_default()
}
