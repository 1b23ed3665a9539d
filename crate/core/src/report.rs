//! The report (验收报告): one struct, made into RFC 8785 canonical bytes once; those bytes are what is signed.

mod self_check;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::acceptance::{Decision, Gate};
use crate::attestation::{Attestation, Confirmation};
use crate::code::{Code, Mode, Severity};
use crate::delivery::WorkFileLine;
use crate::digest::DeliveryDigest;
use crate::facts::{Change, PatchLine, RoundLine};
use crate::finding::FindingLine;
use crate::inspection::Inspection;
use crate::judge::{CheckLine, Counts};
use crate::locus::Locus;
use crate::log::LogLine;
use crate::person::is_named;
use crate::profile::{JudgingRules, Off, ProfileSource, SamplingPlan, Title};
use crate::record::{People, Record, TargetedPick, Waiver};
use crate::rework::Rework;
use crate::sampling::{Power, Sample};

pub use self_check::Contradiction;

/// Version tag of [`Report`]; moves when the meaning of a field does.
pub const REPORT_SCHEMA: &str = "yanshou-report/2";

/// The tool that made a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tool {
    /// `yanshou`.
    pub name: String,
    /// Version of the core.
    pub version: String,
    /// Commit it was built from, or `unknown`.
    pub commit: String,
}

/// The profile a report was judged under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileLine {
    /// Stable name.
    pub id: String,
    /// Version of its text.
    pub version: String,
    /// SHA-256 of its text, lower hex.
    pub sha256: String,
    /// Its name.
    pub title: Title,
    /// Where its demands come from.
    pub sources: Vec<ProfileSource>,
    /// Codes it weighs otherwise than the registry, and how.
    pub severity: BTreeMap<String, Severity>,
    /// Checks it leaves out, and why.
    pub off: Vec<Off>,
    /// How its sample is drawn.
    pub sampling: SamplingPlan,
    /// How verdicts are counted.
    pub judging: JudgingRules,
}

/// The delivery that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryLine {
    /// Name of the container.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Entries in it, folders included.
    pub entries: u64,
    /// Delivery digest of DESIGN §8; `null` when an entry could not be read to its end.
    pub digest: Option<DeliveryDigest>,
    /// The client's own catalogue it was held against; `null` when none was given.
    pub original: Option<OriginalLine>,
    /// It came as a patch over the round before; `null` when it came whole.
    pub patch: Option<PatchLine>,
}

/// A table that was given beside the delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OriginalLine {
    /// Name of the file.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, lower hex.
    pub sha256: String,
}

/// When the report was made, as far as anyone can know on an air-gapped machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Made {
    /// ISO 8601 with offset, from the caller.
    pub at: String,
    /// `device`: the machine's own clock, which nobody vouches for (STANDARDS §7).
    pub clock: String,
}

/// The earlier round a delivery was held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EarlierLine {
    /// SHA-256 of its report's bytes, lower hex: the chain of rounds.
    pub report_sha256: String,
    /// Delivery digest (SHA-256) of that round.
    pub digest: String,
    /// Names in the certificates whose signatures over that report hold; none: it is not signed.
    pub signers: Vec<String>,
    /// SHA-256 of each signer's certificate, in the order of the names: anybody can make one in any name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signer_fingerprints: Vec<String>,
    /// The certificate was given beside it, and every signer is the one it names; otherwise the names are their own word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signer_named: bool,
    /// It was judged under the same profile.
    pub same_profile: bool,
    /// Last day for this delivery, where one was set.
    pub deadline: Option<String>,
    /// Day on which this delivery was handed over.
    pub handed_over: Option<String>,
}

/// The acceptance report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Report {
    /// [`REPORT_SCHEMA`].
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// When.
    pub made: Made,
    /// Which round of the delivery this is, from 1.
    pub round: u32,
    /// The round before, in a later one.
    pub earlier: Option<EarlierLine>,
    /// All rounds before, oldest first.
    pub rounds: Vec<RoundLine>,
    /// Who takes part.
    pub people: People,
    /// Under which demands.
    pub profile: ProfileLine,
    /// Of what.
    pub delivery: DeliveryLine,
    /// How much of it.
    pub counts: Counts,
    /// Every archival code of the catalogue, with a digest of what its row says ([`crate::rework::digests`]): what the next
    /// round must still have, and how it was written. None in reports of earlier versions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub row_digests: BTreeMap<String, String>,
    /// The ledger: every check of STANDARDS §9, in that order.
    pub checks: Vec<CheckLine>,
    /// Every finding, by check, then place.
    pub findings: Vec<FindingLine>,
    /// The sample, once drawn.
    pub sample: Option<Sample>,
    /// What the sample can tell.
    pub power: Option<Power>,
    /// Units looked at beside the sample.
    pub targeted: Vec<TargetedPick>,
    /// The inspection, once made.
    pub inspection: Option<Inspection>,
    /// What people said of findings of severity B.
    pub confirmations: Vec<Confirmation>,
    /// Work files found by name, one line for each kind the profile knows.
    pub work_files: Vec<WorkFileLine>,
    /// What people attested.
    pub attestations: Vec<Attestation>,
    /// What was let pass in the open.
    pub waivers: Vec<Waiver>,
    /// The earlier round held against this delivery, defect by defect and file by file.
    pub rework: Option<Rework>,
    /// Last day for the contractor to deliver again, where it has to.
    pub deadline: Option<String>,
    /// The decision and its arithmetic.
    pub decision: Decision,
    /// Every act, in order, each bound to the one before.
    pub log: Vec<LogLine>,
}

/// Why a report's bytes could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The value has no canonical form.
    #[error("the report has no canonical form")]
    NotCanonical(#[source] serde_json::Error),
    /// The bytes are no report of this version.
    #[error("the bytes are no `{REPORT_SCHEMA}` report")]
    Malformed(#[source] serde_json::Error),
    /// The bytes are a report of another version.
    #[error("the report says schema `{found}`, this tool reads `{REPORT_SCHEMA}`")]
    UnsupportedSchema {
        /// What it says.
        found: String,
    },
    /// The bytes are a report but not in canonical form, so a signature over them is not over ours.
    #[error("the report is not in canonical form from byte {offset} on")]
    NotCanonicalBytes {
        /// First byte that differs.
        offset: u64,
    },
}

impl Report {
    /// What people said, as it was given.
    #[must_use]
    pub fn record(&self) -> Record {
        Record {
            people: self.people.clone(),
            inspection: self.inspection.clone(),
            targeted: self.targeted.clone(),
            attestations: self.attestations.clone(),
            confirmations: self.confirmations.clone(),
            waivers: self.waivers.clone(),
            deadline: self.deadline.clone(),
        }
    }

    /// Every automatic check passed: none found anything of severity A or B, and none of the 100 % rule was left out.
    /// Says nothing about what people still have to answer, the candidates of the screens among it.
    #[must_use]
    pub fn machine_found_nothing(&self) -> bool {
        let machine = |g: &&Gate| matches!(g.gate.as_str(), "automatic" | "scope");
        self.decision
            .gates
            .iter()
            .filter(machine)
            .all(|g| g.met == Some(true))
            && self
                .checks
                .iter()
                .all(|c| c.mode != Mode::Auto || c.defects == 0)
    }

    /// How many findings are of one severity.
    #[must_use]
    pub fn findings_of(&self, severity: Severity) -> u64 {
        let own = self.findings.iter().filter(|f| f.severity == severity);
        own.count() as u64
    }

    /// A waiver said in full lets this code pass at this place.
    #[must_use]
    pub fn waives(&self, code: &str, locus: &Locus) -> bool {
        self.waivers.iter().any(|waiver| waiver.names(code, locus))
    }

    /// The findings of severity A and B that stand against the delivery: not waived, and of B not cleared by a named person.
    /// What an earlier round left is no finding of this one's.
    pub fn standing_findings(&self) -> impl Iterator<Item = &FindingLine> {
        let cleared = self.cleared();
        self.findings.iter().filter(move |line| {
            !line.code.starts_with("rework.")
                && !self.waives(&line.code, &line.locus)
                && match line.severity {
                    Severity::A => true,
                    Severity::B => !cleared.contains(line.code.as_str()),
                    Severity::C => false,
                }
        })
    }

    /// Codes of severity B that a named person cleared.
    #[must_use]
    pub fn cleared(&self) -> BTreeSet<&str> {
        let words = self.confirmations.iter();
        words
            .filter(|word| word.accepted && is_named(&word.by))
            .map(|word| word.code.as_str())
            .collect()
    }

    /// Changes of pages and catalogues since the earlier round that nobody had asked for and nobody waived.
    pub fn unasked_changes(&self) -> impl Iterator<Item = &Change> {
        let changes = self.rework.iter().flat_map(|rework| &rework.changes);
        changes.filter(|change| {
            let place = Locus::entry(&change.path);
            !change.asked && !change.beside && !self.waives(Code::ChangeUnasked.dotted(), &place)
        })
    }

    /// The RFC 8785 bytes: these are signed, saved and never re-serialised.
    ///
    /// # Errors
    /// [`ReportError::NotCanonical`]; cannot happen for a report made here (no floats, string keys).
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, ReportError> {
        serde_json_canonicalizer::to_vec(self).map_err(ReportError::NotCanonical)
    }

    /// Reads a report and insists on its canonical form.
    ///
    /// # Errors
    /// [`ReportError`]; see its variants.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReportError> {
        #[derive(Deserialize)]
        struct Tag {
            schema: String,
        }
        let tag: Tag = serde_json::from_slice(bytes).map_err(ReportError::Malformed)?;
        if tag.schema != REPORT_SCHEMA {
            return Err(ReportError::UnsupportedSchema { found: tag.schema });
        }
        let report: Report = serde_json::from_slice(bytes).map_err(ReportError::Malformed)?;
        let canonical = report.canonical_bytes()?;
        if canonical != bytes {
            let same = canonical
                .iter()
                .zip(bytes)
                .take_while(|(a, b)| a == b)
                .count();
            return Err(ReportError::NotCanonicalBytes {
                offset: same as u64,
            });
        }
        Ok(report)
    }
}
