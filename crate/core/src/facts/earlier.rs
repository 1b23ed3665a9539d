//! What an earlier round left: whose report it is, what it found, and which files it spoke of. Made from that report and
//! its `SHA256SUMS`; the delivery at hand is held against it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Severity;
use crate::locus::Locus;

/// One round in the story of a delivery (轮次), as its report tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundLine {
    /// From 1.
    pub round: u32,
    /// SHA-256 of the report's bytes, lower hex.
    pub report_sha256: String,
    /// When it was made, as its caller's clock had it.
    pub made_at: String,
    /// `accept`, `undecided`, `rework` or `reject`.
    pub outcome: String,
    /// Findings of severity A.
    pub blocking: u64,
    /// Findings of severity B.
    pub doubtful: u64,
    /// Every gate's fraction.
    pub gates: Vec<RoundGate>,
}

/// The fraction of one gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundGate {
    /// Its name.
    pub gate: String,
    /// What passed.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
}

/// A defect the machine found in the earlier round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EarlierFinding {
    /// Check that made it.
    pub check: String,
    /// Dotted code.
    pub code: String,
    /// What it weighed.
    pub severity: Severity,
    /// Where.
    pub locus: Locus,
    /// What was asked for.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// The round before did not see it again, but only because it judged the same files under another profile.
    #[serde(default)]
    pub other_rules: bool,
}

/// An image that was judged in the earlier round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EarlierImage {
    /// Path of the entry.
    pub entry: String,
    /// Page inside it, from 1.
    pub page: u32,
    /// SHA-256 of the entry.
    pub sha256: String,
}

/// A defect a person found in the earlier round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EarlierVerdict {
    /// Archival code of the unit.
    pub archival_code: String,
    /// Inspection point.
    pub point: String,
    /// The profile's word for the defect; may be empty.
    pub defect: String,
    /// What was wrong.
    pub note: String,
    /// The images of the unit as they were judged; none where nobody recorded them.
    pub images: Vec<EarlierImage>,
    /// The pages that failed; none: all.
    pub pages: Vec<(String, u32)>,
}

/// How a file changed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// 新增.
    Added,
    /// 缺失.
    Dropped,
    /// 内容改变.
    Altered,
    /// 改名: the same bytes under another path.
    Renamed,
}

/// One file that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// How.
    pub kind: ChangeKind,
    /// Its path now; of a dropped one, then.
    pub path: String,
    /// Of a renamed one: its path then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// A defect of the earlier round asked for it.
    pub asked: bool,
    /// It is no page and no catalogue, and follows from other changes: a checksum manifest, a form, a work file.
    pub beside: bool,
    /// SHA-256 of its bytes in the round before; `null` where it was not there.
    pub then: Option<String>,
}

/// What an earlier round left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EarlierFacts {
    /// The rounds so far, oldest first; the last is the one that is held against.
    pub rounds: Vec<RoundLine>,
    /// Delivery digest (SHA-256) of that round.
    pub digest: String,
    /// Names in the certificates whose signatures over that report hold; none: it is not signed.
    pub signers: Vec<String>,
    /// SHA-256 of each signer's certificate, in the order of the names.
    #[serde(default)]
    pub signer_fingerprints: Vec<String>,
    /// The caller gave the certificate, and every signer is the one it names. Otherwise the names are the signers' own word.
    #[serde(default)]
    pub signer_named: bool,
    /// SHA-256 of the profile it was judged under.
    pub profile_sha256: String,
    /// Last day for this delivery, where one was set.
    pub deadline: Option<String>,
    /// Day on which this delivery was handed over, as the caller says.
    pub handed_over: Option<String>,
    /// SHA-256 by path, of every file of that round.
    pub files: BTreeMap<String, String>,
    /// Findings that counted against it: neither waived nor cleared.
    pub findings: Vec<EarlierFinding>,
    /// Verdicts that failed, and those of rounds before that nobody has mended.
    pub verdicts: Vec<EarlierVerdict>,
    /// Changes nobody had asked for, of that round or one before, that were neither waived nor undone.
    pub changes: Vec<Change>,
    /// Every archival code of its catalogue, with a digest of its row as it was last agreed to; empty where its report
    /// does not say.
    #[serde(default)]
    pub row_digests: BTreeMap<String, String>,
    /// Archival codes it missed itself: they were in a round before, nobody asked to take them out, and nobody waived it.
    #[serde(default)]
    pub units_dropped: BTreeSet<String>,
}

impl EarlierFacts {
    /// Number of the round that was; 0 cannot be.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.rounds.last().map_or(0, |line| line.round)
    }
}
