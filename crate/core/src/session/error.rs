//! Why a step cannot be taken: our own inability or what was given beside the delivery, never the delivery itself.

use crate::attestation::{self, AttestationError};
use crate::earlier::EarlierError;
use crate::facts::FACTS_SCHEMA;
use crate::log::LogBroken;
use crate::sampling::DrawError;

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Facts are for an entry the container does not have.
    #[error("there is no entry {index} in this container")]
    ForeignFacts {
        /// The number.
        index: u32,
    },
    /// Some entries have not been measured, so nothing can be judged.
    #[error("{missing} of {entries} entries have not been measured")]
    NotMeasured {
        /// How many are missing.
        missing: u64,
        /// Of how many.
        entries: u64,
    },
    /// Not judged yet.
    #[error("the delivery has not been judged yet")]
    NotJudged,
    /// The sample could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// What was attested contradicts itself.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// The client's own catalogue cannot be used: our inability, not a defect of the delivery.
    #[error("`{name}` cannot be read as a catalogue: {reason}")]
    OriginalUnreadable {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The earlier round cannot be used.
    #[error("the earlier round cannot be used: {reason}")]
    EarlierRefused {
        /// Why, with the cause behind it.
        reason: String,
    },
    /// A day that is none, where a day was asked for.
    #[error("`{text}` is no date")]
    NotADate {
        /// What was written.
        text: String,
    },
    /// Something was said of a unit, point, check or code that is not there.
    #[error("`{name}` is nothing this delivery and profile have")]
    OfNothing {
        /// What it was said of.
        name: String,
    },
    /// The report to go on from does not agree with itself.
    #[error(
        "the report does not add up: `{part}` says {said}, and {counted} follows from the rest"
    )]
    ReportContradicts {
        /// Where.
        part: String,
        /// What it says.
        said: String,
        /// What follows from the rest.
        counted: String,
    },
    /// The report to go on from was judged under another profile.
    #[error("the report was judged under `{judged}`, and `{given}` was given")]
    OtherProfile {
        /// The report's.
        judged: String,
        /// The one given now.
        given: String,
    },
    /// Facts and report do not belong together.
    #[error("`{part}` of the report is not what the facts come to")]
    OtherReport {
        /// The part that differs.
        part: String,
    },
    /// The log that was kept is not whole.
    #[error(transparent)]
    Log(#[from] LogBroken),
    /// The facts are of another version.
    #[error("the facts say schema `{found}`, this tool reads `{FACTS_SCHEMA}`")]
    UnsupportedFacts {
        /// What they say.
        found: String,
    },
}

pub(super) fn refuse_no_date(text: &str) -> Result<(), SessionError> {
    attestation::day(text)
        .map(|_| ())
        .map_err(|_| SessionError::NotADate {
            text: text.to_owned(),
        })
}

pub(super) fn refused_earlier(error: &EarlierError) -> SessionError {
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        reason += &format!(": {next}");
        cause = next.source();
    }
    SessionError::EarlierRefused { reason }
}
