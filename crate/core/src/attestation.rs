//! Attestations (确认): outside evidence (virus scan, media register, CCTV, work files) that no machine here can see,
//! confirmed by a named person with a date and a note.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::values;
use crate::code::Check;
use crate::person::is_named;

/// What a named person confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attestation {
    /// The check it answers: `SEC-01`.
    pub check: String,
    /// Whether what was asked for is so.
    pub satisfied: bool,
    /// Who says so.
    pub by: String,
    /// When, as written by that person: `2026-11-22`.
    pub date: String,
    /// Evidence: engine and database date, register number …
    #[serde(default)]
    pub note: String,
    /// For SEC-03: how long the recordings (监控录像) are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recordings: Option<Recordings>,
}

/// How long recordings are kept; both dates from whoever attests, `YYYYMMDD` or `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recordings {
    /// Day of the last recording: the one that must be kept longest.
    pub made_on: String,
    /// Day until which it is kept; on that day it is still there.
    pub kept_until: String,
}

/// Calendar months a recording is kept at least, from the day it was made (DA/T 68.2-2020 4.2.4.4).
pub const MONTHS_KEPT: u8 = 6;

/// Why an attestation cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttestationError {
    /// A date that is none, or leaves out month or day.
    #[error("`{text}` is no date")]
    NotADate {
        /// What was written.
        text: String,
    },
    /// It says that all is well, and its own dates say that it is not.
    #[error(
        "recordings of {made_on} must be kept until {needed} (4.2.4.4: 6 months), not {kept_until}"
    )]
    KeptTooShort {
        /// Day of the recording, `YYYYMMDD`.
        made_on: String,
        /// Day until which it is kept.
        kept_until: String,
        /// First day that would do.
        needed: String,
    },
    /// Only SEC-03 speaks of recordings.
    #[error("{check} says nothing of recordings")]
    NotAboutRecordings {
        /// The check.
        check: String,
    },
}

impl Recordings {
    /// Whether the dates reach.
    ///
    /// # Errors
    /// [`AttestationError::NotADate`], [`AttestationError::KeptTooShort`].
    fn long_enough(&self) -> Result<(), AttestationError> {
        let (made, kept) = (day(&self.made_on)?, day(&self.kept_until)?);
        let needed = months_later(made, MONTHS_KEPT);
        if kept < needed {
            return Err(AttestationError::KeptTooShort {
                made_on: written(made),
                kept_until: written(kept),
                needed: written(needed),
            });
        }
        Ok(())
    }
}

/// Year, month, day; orders as time does.
pub(crate) type Day = (u16, u8, u8);

/// A whole day, `YYYYMMDD` or `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Result<Day, AttestationError> {
    let refused = || AttestationError::NotADate {
        text: text.to_owned(),
    };
    let date = values::date(text).map_err(|_| refused())?;
    let (Some(month), Some(day)) = (date.month, date.day) else {
        return Err(refused());
    };
    Ok((date.year, month, day))
}

fn written((year, month, day): Day) -> String {
    format!("{year:04}{month:02}{day:02}")
}

/// The same day so many months later; where the month is shorter, its last day (Civil Code of China, article 202).
fn months_later((year, month, day): Day, months: u8) -> Day {
    let ordinal = month - 1 + months;
    let (year, month) = (year + u16::from(ordinal / 12), ordinal % 12 + 1);
    (year, month, day.min(values::days(year, month)))
}

impl Attestation {
    /// Refuses a word that its own dates contradict. "Not satisfied" may have any dates.
    ///
    /// # Errors
    /// [`AttestationError`].
    pub fn refuse_contradictions(&self) -> Result<(), AttestationError> {
        match &self.recordings {
            None => Ok(()),
            Some(_) if self.check != Check::Sec03.id() => {
                Err(AttestationError::NotAboutRecordings {
                    check: self.check.clone(),
                })
            }
            Some(recordings) if self.satisfied => recordings.long_enough(),
            Some(recordings) => {
                day(&recordings.made_on)?;
                day(&recordings.kept_until).map(|_| ())
            }
        }
    }

    /// Names a person and a day of the calendar: an anonymous or undated confirmation confirms nothing.
    #[must_use]
    pub fn complete(&self) -> bool {
        is_named(&self.by) && day(&self.date).is_ok()
    }
}

/// A person's word on all findings of one code of severity B: they count in a ≥ 95 % group or need somebody to
/// confirm them (STANDARDS §9), so none is passed in silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Confirmation {
    /// Dotted code of the findings.
    pub code: String,
    /// `true`: looked at, no defect of the delivery. `false`: a defect, to be mended.
    pub accepted: bool,
    /// Who says so.
    pub by: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}
