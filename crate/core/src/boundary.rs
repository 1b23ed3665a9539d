//! Everything that crosses from the core to the page, in one type, so that one JSON Schema describes the boundary
//! and TypeScript cannot drift from Rust.

use schemars::JsonSchema;
use serde::Serialize;

use crate::acceptance::{Decision, Record};
use crate::facts::EntryFacts;
use crate::report::Report;
use crate::sampling::Sample;
use crate::session::{JudgementView, Overview, Tasks};

/// Never made; only its schema is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // each field is documented at its type
pub struct Boundary {
    pub overview: Overview,
    pub tasks: Tasks,
    pub entry_facts: EntryFacts,
    pub judgement: JudgementView,
    pub sample: Sample,
    pub record: Record,
    pub decision: Decision,
    pub report: Report,
}
