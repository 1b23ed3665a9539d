//! What crosses the door outwards: the opened container, the work to be done, the judgement as a screen shows it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::delivery::WorkFileLine;
use crate::digest::DeliveryDigest;
use crate::facts::{ContainerFault, Entry, NameDecision, RoundLine};
use crate::finding::FindingLine;
use crate::judge::{CheckLine, Counts, Risk, Unit};
use crate::measure::MeasureOptions;
use crate::profile::Profile;
use crate::rework::Rework;

/// What is known after opening the container, before any content was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overview {
    /// Name as the host gave it.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Entries that are not folders.
    pub files: u64,
    /// Bytes they promise after decompression.
    pub promised_bytes: u64,
    /// What is wrong with the container.
    pub faults: Vec<ContainerFault>,
    /// Names the container when this version cannot read its kind: neither wrong nor fine.
    pub unsupported: Option<String>,
    /// How unflagged names were read.
    pub names: Option<NameDecision>,
}

/// Entries to measure and how; any worker may take any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tasks {
    /// The same for all.
    pub options: MeasureOptions,
    /// What to measure.
    pub entries: Vec<Entry>,
}

/// The judgement as a screen or a file shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JudgementView {
    /// Delivery digest, where every entry could be read.
    pub digest: Option<DeliveryDigest>,
    /// How much.
    pub counts: Counts,
    /// The ledger.
    pub checks: Vec<CheckLine>,
    /// The findings.
    pub findings: Vec<FindingLine>,
    /// The items, in row order.
    pub units: Vec<Unit>,
    /// The profile it was judged under.
    pub profile: Profile,
    /// The catalogue names a secrecy level: stop work (DA/T 68.2-2020 clause 1).
    pub stop_work: bool,
    /// Work files found by name, for whoever attests DOC-01.
    pub work_files: Vec<WorkFileLine>,
    /// Which round of the delivery this is, from 1.
    pub round: u32,
    /// The earlier round held against it, where one was given.
    pub rework: Option<Rework>,
    /// All rounds before, oldest first.
    pub rounds: Vec<RoundLine>,
    /// Units with the screens' candidates, the most suspicious first: where a targeted pick is worth most.
    pub risks: Vec<Risk>,
}
