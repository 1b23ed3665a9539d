//! Everything that crosses from the core to the page, in one type, so that one JSON Schema describes the boundary
//! and TypeScript cannot drift from Rust.

use schemars::JsonSchema;
use serde::Serialize;

use crate::acceptance::Decision;
use crate::facts::EntryFacts;
use crate::log::LogLine;
use crate::record::Record;
use crate::report::Report;
use crate::sampling::{Power, Sample};
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
    pub power: Power,
    pub log: Vec<LogLine>,
    pub record: Record,
    pub decision: Decision,
    pub report: Report,
}

/// JSON Schema of a type as it is written: every field is there, also those nobody may send in.
fn written<T: JsonSchema>() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>()
}

/// JSON Schema of the report.
#[must_use]
pub fn report_schema() -> schemars::Schema {
    written::<Report>()
}

/// JSON Schema of everything that crosses to the page.
#[must_use]
pub fn boundary_schema() -> schemars::Schema {
    written::<Boundary>()
}
