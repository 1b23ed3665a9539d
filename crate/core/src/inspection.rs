//! The inspection (人工抽检): what people saw and said of each unit, point by point. A point that is not answered, or a
//! unit whose images were not shown, is never counted as passed; a second opinion that differs leaves the point open
//! until a reviewer overrules, and every verdict is kept.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::judge::{Unit, UnitPageLine};
use crate::person::is_named;
pub use crate::person::same_name;

/// Whose word a verdict is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Opinion {
    /// The inspector's.
    #[default]
    First,
    /// 第二意见: somebody else looked too.
    Second,
    /// 复核改判: the reviewer's or approver's, over the others.
    Overruling,
}

/// A page that a verdict speaks of.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PageName {
    /// Path of the entry.
    pub entry: String,
    /// Page inside it, from 1.
    pub page: u32,
}

/// What somebody said of one point of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verdict {
    /// Archival code of the unit.
    pub archival_code: String,
    /// Inspection point of the profile.
    pub point: String,
    /// Passed or failed.
    pub passed: bool,
    /// Which defect, by the profile's word for it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub defect: String,
    /// The pages that fail; none: all of the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageName>,
    /// What is wrong, for the contractor; may be empty when passed.
    #[serde(default)]
    pub note: String,
    /// Time as the caller's clock had it, ISO 8601.
    #[serde(default)]
    pub time: String,
    /// Who said it; empty: the inspector of the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Whose word it is.
    #[serde(default)]
    pub opinion: Opinion,
}

/// How an image came before somebody's eyes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Manner {
    /// Decoded and shown by the tool.
    #[default]
    Shown,
    /// The inspector declares to have looked at the file of this digest elsewhere: another viewer, a player, print.
    Declared,
}

/// Proof that an image was decoded and shown before it was judged, or somebody's word for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeenImage {
    /// Archival code of the unit it was shown for.
    #[serde(default)]
    pub archival_code: String,
    /// Path of the entry.
    pub entry: String,
    /// Page inside it, from 1.
    pub page: u32,
    /// SHA-256 of the entry's bytes that were shown.
    pub sha256: String,
    /// Screen pixels for 1000 pixels of the picture, at the largest it was shown; 0 where not shown by the tool.
    #[serde(default)]
    pub scale: u32,
    /// Shown or declared.
    #[serde(default)]
    pub manner: Manner,
}

impl SeenImage {
    /// Somebody's word that this page of this unit was looked at elsewhere.
    #[must_use]
    pub fn declared(unit: &str, page: &UnitPageLine) -> Self {
        Self {
            archival_code: unit.to_owned(),
            entry: page.path.clone(),
            page: page.page,
            sha256: page.sha256.clone(),
            scale: 0,
            manner: Manner::Declared,
        }
    }
}

/// Everything the inspectors said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inspection {
    /// Who inspected.
    pub inspector: String,
    /// How images were shown: `page`, or what stands in for it (`demonstration`, `printed sheets` …).
    #[serde(default)]
    pub manner: String,
    /// The verdicts; a later one of the same opinion for the same unit and point replaces an earlier one.
    pub verdicts: Vec<Verdict>,
    /// How many verdicts were ever given. None is taken back, so a shorter list has lost some: a second opinion that
    /// failed leaves no other trace.
    #[serde(default, deserialize_with = "countable")]
    pub given: u64,
    /// The images that were shown.
    #[serde(default)]
    pub seen: Vec<SeenImage>,
}

/// Numbers from here on are not the same to every reader of JSON (RFC 8259 6), and no canonical report can hold them.
const BEYOND_JSON: u64 = 1 << 53;

/// Refuses a count with which a report would be written that nobody can read again.
fn countable<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<u64, D::Error> {
    let count = u64::deserialize(reader)?;
    if count >= BEYOND_JSON {
        let why = format!(
            "`given` is {count}: nobody has given so many verdicts, and no report can hold the number"
        );
        return Err(serde::de::Error::custom(why));
    }
    Ok(count)
}

/// What stands of one point of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Nobody said anything.
    Open,
    /// Two said different things, and nobody overruled.
    Disputed,
    /// Passed.
    Passed,
    /// Failed, by this verdict.
    Failed(&'a Verdict),
}

/// The verdicts that count for one point of one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The last word of whoever gave the first opinion.
    pub first: Option<&'a Verdict>,
    /// The last word of somebody else; one that differs, where there is one.
    pub second: Option<&'a Verdict>,
    /// The last word of whoever may overrule.
    pub overruling: Option<&'a Verdict>,
}

impl<'a> Standing<'a> {
    /// What follows from them. A second opinion by itself answers nothing.
    #[must_use]
    pub fn answer(self) -> Answer<'a> {
        let (Some(first), second) = (self.first, self.second) else {
            return Answer::Open;
        };
        let word = match (self.overruling, second) {
            (Some(word), _) => word,
            (None, Some(second)) if second.passed != first.passed => return Answer::Disputed,
            (None, _) => first,
        };
        if word.passed {
            Answer::Passed
        } else {
            Answer::Failed(word)
        }
    }
}

/// What was said of one point of one unit: the last word of each person.
#[derive(Default)]
struct Words<'a> {
    /// Who gave the first opinion, and the last word of that person.
    first: Option<(&'a str, &'a Verdict)>,
    /// Of everybody else.
    others: Vec<(&'a str, &'a Verdict)>,
    overruling: Option<&'a Verdict>,
}

impl<'a> Words<'a> {
    fn take(&mut self, author: &'a str, opinion: Opinion, verdict: &'a Verdict) {
        let nobody = !is_named(author);
        let own = |name: &str| same_name(name, author) || (nobody && !is_named(name));
        match &mut self.first {
            // A second look of one's own takes no word back, and may well find something.
            Some((name, word)) if own(name) => {
                if opinion == Opinion::First || !verdict.passed {
                    *word = verdict;
                }
            }
            None if opinion == Opinion::First => {
                self.others.retain(|(name, _)| !own(name));
                self.first = Some((author, verdict));
            }
            _ => match self.others.iter_mut().find(|(name, _)| own(name)) {
                Some((_, word)) => *word = verdict,
                None => self.others.push((author, verdict)),
            },
        }
    }

    fn standing(self) -> Standing<'a> {
        let first = self.first.map(|(_, verdict)| verdict);
        let mut others = self.others.iter().map(|(_, verdict)| *verdict);
        let last = others.next_back();
        let mut others = others.chain(last);
        let differs = |word: &&Verdict| first.is_some_and(|first| first.passed != word.passed);
        Standing {
            first,
            second: others.find(differs).or(last),
            overruling: self.overruling,
        }
    }
}

impl Inspection {
    /// Who said a verdict.
    #[must_use]
    pub fn author<'a>(&'a self, verdict: &'a Verdict) -> &'a str {
        if is_named(&verdict.by) {
            &verdict.by
        } else {
            &self.inspector
        }
    }

    /// Everybody who gave a first or second opinion, and the inspector of the whole.
    #[must_use]
    pub fn inspectors(&self) -> BTreeSet<&str> {
        let verdicts = self.verdicts.iter();
        verdicts
            .filter(|verdict| verdict.opinion != Opinion::Overruling)
            .map(|verdict| self.author(verdict))
            .chain([self.inspector.as_str()])
            .map(str::trim)
            .filter(|name| is_named(name))
            .collect()
    }

    /// What stands for each unit and point. `may_overrule` says who may. The first opinion is that of whoever gave the first
    /// one, and everybody else's is a second, whatever it is called: of these one that differs stands before one that
    /// agrees, for it must not be gone because a third person looked. What takes an objection away counts only from who
    /// may say it: a pass nobody has signed, a pass as a second opinion on oneself and a pass that overrules without the
    /// right to are kept and count for nothing. A failure is one whoever saw it.
    #[must_use]
    pub fn standing(
        &self,
        may_overrule: impl Fn(&str) -> bool,
    ) -> BTreeMap<(&str, &str), Standing<'_>> {
        let mut all: BTreeMap<(&str, &str), Words<'_>> = BTreeMap::new();
        for verdict in &self.verdicts {
            let author = self.author(verdict);
            if !is_named(author) && verdict.passed {
                continue;
            }
            let key = (verdict.archival_code.as_str(), verdict.point.as_str());
            let words = all.entry(key).or_default();
            match verdict.opinion {
                Opinion::Overruling if may_overrule(author) => words.overruling = Some(verdict),
                Opinion::Overruling if verdict.passed => {}
                opinion => words.take(author, opinion, verdict),
            }
        }
        let standing = all.into_iter();
        standing
            .map(|(key, words)| (key, words.standing()))
            .collect()
    }

    /// One more verdict.
    pub fn give(&mut self, verdict: Verdict) {
        self.count_given(0);
        self.given = self.given.saturating_add(1);
        self.verdicts.push(verdict);
    }

    /// Counts what is there, and what was known to be given before: hand-written records count nothing themselves.
    pub fn count_given(&mut self, before: u64) {
        self.given = self.given.max(before).max(self.verdicts.len() as u64);
    }

    /// Verdicts that were given and are no longer there.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.given.saturating_sub(self.verdicts.len() as u64)
    }

    /// The images that were seen, to be asked about pages.
    #[must_use]
    pub fn seen_images(&self) -> SeenImages<'_> {
        let mut best: BTreeMap<(&str, u32), Vec<&SeenImage>> = BTreeMap::new();
        for image in &self.seen {
            let key = (image.entry.as_str(), image.page);
            best.entry(key).or_default().push(image);
        }
        SeenImages { by_page: best }
    }
}

/// What was seen, by page.
#[derive(Clone, Debug)]
pub struct SeenImages<'a> {
    by_page: BTreeMap<(&'a str, u32), Vec<&'a SeenImage>>,
}

impl SeenImages<'_> {
    /// The page was before somebody's eyes: these very bytes, decodable, at a scale that lets one read or by declaration.
    #[must_use]
    pub fn has(&self, page: &UnitPageLine) -> bool {
        let shown = self.by_page.get(&(page.path.as_str(), page.page));
        page.readable
            && !page.sha256.is_empty()
            && shown.is_some_and(|shown| {
                shown.iter().any(|image| {
                    image.sha256 == page.sha256
                        && (image.manner == Manner::Declared || image.scale >= page.scale)
                })
            })
    }

    /// Every page of the unit was; a unit without pages never was.
    #[must_use]
    pub fn has_all(&self, unit: &Unit) -> bool {
        !unit.pages.is_empty() && unit.pages.iter().all(|page| self.has(page))
    }
}
