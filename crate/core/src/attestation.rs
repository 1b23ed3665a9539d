//! Attestations (确认): outside evidence (virus scan, media register, CCTV, work files) that no machine here can see,
//! confirmed by a named person with a date and a note.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

impl Attestation {
    /// Names a person and a date: an anonymous or undated confirmation confirms nothing.
    #[must_use]
    pub fn complete(&self) -> bool {
        !self.by.trim().is_empty() && !self.date.trim().is_empty()
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
