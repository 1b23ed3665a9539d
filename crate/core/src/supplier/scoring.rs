//! The scoring table (评分表): what is counted, what each costs, and from which score on a grade is given. Data that an archive
//! edits; unknown keys are refused with the line, and its digest stands on the sheet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::hex;
use crate::profile::Title;

/// What a row of the table counts. Each is a sum over the deliveries of the sheet.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Counted {
    /// Findings of severity A in the first submission that were not waived.
    BlockingFindings,
    /// Findings of severity B in the first submission, neither waived nor cleared by a named person.
    DoubtfulFindings,
    /// Units of the first submission, drawn or picked, that failed a point by the word that stands.
    FailedUnits,
    /// Rounds after the first.
    RoundsBeyondFirst,
    /// Days by which a round came after its last day, over all rounds.
    DaysLate,
    /// Defects of an earlier round that were still there, over all rounds.
    DefectsRemaining,
    /// Files that changed although nobody had asked, neither waived nor of the kind that follows from other changes.
    UnaskedChanges,
    /// Findings and checks let pass in the open; one that stands in several rounds of a delivery counts once.
    Waivers,
    /// Submissions that were refused outright: a secrecy level in the catalogue.
    Rejections,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoringRow {
    /// Stable name.
    pub id: String,
    /// As people read it.
    pub title: Title,
    /// What it counts.
    pub counts: Counted,
    /// Points for each.
    pub points: u32,
    /// Points at most.
    pub most: u32,
    /// Where the numbers come from; `ours` where they are our own.
    pub source: String,
    /// The text was read at its source.
    pub verified: bool,
}

/// The grades of 外包服务监控管理办法 6.1.1.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// 优.
    Excellent,
    /// 良.
    Good,
    /// 合格.
    Qualified,
    /// 不合格.
    Unqualified,
}

impl Grade {
    /// In Chinese and English.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Grade::Excellent => ("优", "excellent"),
            Grade::Good => ("良", "good"),
            Grade::Qualified => ("合格", "qualified"),
            Grade::Unqualified => ("不合格", "unqualified"),
        }
    }
}

/// From which score on a grade is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GradeLine {
    /// Which.
    pub grade: Grade,
    /// Least score.
    pub from: u32,
    /// Where the number comes from; `ours` where it is our own.
    pub source: String,
    /// The text was read at its source.
    pub verified: bool,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scoring {
    /// Stable name.
    pub id: String,
    /// Version of its text.
    pub version: String,
    /// As people read it.
    pub title: Title,
    /// Points before anything is deducted.
    pub full: u32,
    /// What is deducted.
    pub rows: Vec<ScoringRow>,
    /// Grades, from the highest score down; the last is from 0.
    pub grades: Vec<GradeLine>,
    /// SHA-256 of the table's text, lower hex; filled by [`Scoring::parse`].
    #[serde(default, skip_deserializing)]
    pub sha256: String,
}

/// Why a table was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoringError {
    /// The text is no table; the reader names line and key.
    #[error("the scoring table cannot be read: {reason}")]
    Malformed {
        /// What the TOML reader said, with the line.
        reason: String,
    },
    /// Two rows have one name, or count one thing.
    #[error("the scoring table has the row `{id}` twice, or another that counts the same")]
    RowTwice {
        /// The second one.
        id: String,
    },
    /// The grades do not fall from the full score to 0, each once.
    #[error("the scoring table's grades do not fall from at most {full} to 0 at `{grade}`")]
    Grades {
        /// Points before anything is deducted.
        full: u32,
        /// The first grade out of place; empty where there is none or the last is not from 0.
        grade: String,
    },
}

impl Scoring {
    /// The built-in table.
    ///
    /// # Errors
    /// Cannot happen: a test reads it.
    pub fn built_in() -> Result<Self, ScoringError> {
        Self::parse(include_str!("../../scoring/default.toml"))
    }

    /// Reads a table from TOML.
    ///
    /// # Errors
    /// [`ScoringError`]; see its variants.
    pub fn parse(text: &str) -> Result<Self, ScoringError> {
        let read: Result<Self, toml::de::Error> = toml::from_str(text);
        let mut scoring = read.map_err(|error| ScoringError::Malformed {
            reason: error.to_string(),
        })?;
        scoring.sha256 = hex(&Sha256::digest(text.as_bytes()));
        scoring.refuse_contradictions()?;
        Ok(scoring)
    }

    fn refuse_contradictions(&self) -> Result<(), ScoringError> {
        for (at, row) in self.rows.iter().enumerate() {
            let mut before = self.rows.iter().take(at);
            if before.any(|other| other.id == row.id || other.counts == row.counts) {
                return Err(ScoringError::RowTwice { id: row.id.clone() });
            }
        }
        let refused = |line: Option<&GradeLine>| ScoringError::Grades {
            full: self.full,
            grade: line.map_or("", |line| line.grade.names().1).to_owned(),
        };
        let mut above: Option<&GradeLine> = None;
        for line in &self.grades {
            let falls = match above {
                None => line.from <= self.full,
                Some(above) => line.from < above.from && line.grade > above.grade,
            };
            if !falls {
                return Err(refused(Some(line)));
            }
            above = Some(line);
        }
        match above {
            Some(last) if last.from == 0 => Ok(()),
            _ => Err(refused(None)),
        }
    }

    /// The grade of a score, with the one above it.
    pub(super) fn grade(&self, score: u32) -> Option<(&GradeLine, Option<&GradeLine>)> {
        let at = self.grades.iter().position(|line| score >= line.from)?;
        let above = at.checked_sub(1).and_then(|above| self.grades.get(above));
        Some((self.grades.get(at)?, above))
    }
}
