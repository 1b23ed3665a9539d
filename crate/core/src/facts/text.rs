//! Facts of text entries: the sheets of a catalogue as cells, the lines of a checksum manifest. No meaning yet:
//! which column is which is a matter of the profile.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yanshou_seal::SignerFacts;

use super::Algorithm;

/// What kind of cell the spreadsheet stores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CellKind {
    /// Nothing in it.
    #[default]
    Empty,
    /// Text.
    Text,
    /// A number; leading zeros are lost before we see it.
    Number,
    /// A date or time, written `YYYY-MM-DD` (`…Thh:mm:ss` only when the time is not midnight).
    Date,
    /// TRUE or FALSE.
    Bool,
    /// `#N/A` and kin.
    Error,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Its kind.
    pub kind: CellKind,
    /// Its text as a person would read it; integers without `.0`. Not trimmed.
    pub text: String,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableRow {
    /// Number as the spreadsheet shows it, from 1 (CSV: the record's first line).
    pub number: u32,
    /// Cells from column A on; short rows are not padded.
    pub cells: Vec<Cell>,
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Sheet name; empty for CSV.
    pub name: String,
    /// The sheet is hidden.
    pub hidden: bool,
    /// Rows with at least one non-empty cell, in order.
    pub rows: Vec<TableRow>,
    /// What cannot be seen of the cells themselves; `None` where this version does not read it (xls, ods).
    #[serde(default)]
    pub layout: Option<Layout>,
}

/// How a sheet shows its cells. Rows and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Layout {
    /// Rows hidden by hand, by a filter or by a height of 0.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns that have content.
    pub hidden_columns: Vec<u32>,
    /// First and last row of each merged range.
    pub merged: Vec<[u32; 2]>,
    /// Rows with a formula in them.
    pub formula_rows: Vec<u32>,
}

/// All sheets of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TablesFacts {
    /// `xlsx`, `xls`, `ods`, `csv`, `dbf` or `xml`.
    pub dialect: String,
    /// Text encoding of CSV, dBASE and XML: `utf-8`, `gb18030`, `big5`; else empty.
    pub encoding: String,
    /// The sheets, or why there are none.
    pub tables: Vec<Table>,
    /// Why it could not be read as a table, in the reader's words.
    pub unreadable: Option<String>,
    /// It may be right, but this version does not read its kind (mdb, memo fields, EEP, encrypted). Neither wrong nor fine.
    pub unsupported: bool,
}

/// One line of a 说明文件.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DescriptionKey {
    /// Line, from 1.
    pub line: u32,
    /// The key, without blanks.
    pub key: String,
    /// The value, trimmed.
    pub value: String,
}

/// A 说明文件 of a hand-over package (STANDARDS §3.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DescriptionFacts {
    /// `utf-8` or `gb18030`.
    pub encoding: String,
    /// What it says.
    pub keys: Vec<DescriptionKey>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
}

/// A signature file beside a manifest (CMS, RFC 5652).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureFacts {
    /// Its signers.
    pub signers: Vec<SignerFacts>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
    /// It may be right, but this version does not read its kind (OpenPGP, GB/T 35275, BER).
    pub unsupported: bool,
}

/// One digest a manifest promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManifestLine {
    /// Line of the manifest, from 1.
    pub line: u32,
    /// Path as listed, with `/` for `\`, without a leading `./`; not yet resolved against the manifest's folder.
    pub path: String,
    /// Digest by algorithm, lower-case hex. A line without a stated algorithm has the one its length and the
    /// manifest's name tell (64 digits are SHA-256 unless name or tag says SM3).
    pub digests: BTreeMap<Algorithm, String>,
    /// The manifest's name, a tag or a heading says the algorithm; otherwise only the digest's length does.
    #[serde(default = "stated")]
    pub stated: bool,
}

/// Facts that were saved before the field was there take the length for the algorithm.
fn stated() -> bool {
    true
}

/// What could not be read of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManifestProblem {
    /// Line, from 1.
    pub line: u32,
    /// The line's text, cut to 200 characters.
    pub text: String,
}

/// Which entries a manifest must list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ManifestScope {
    /// BagIt `manifest-*.txt` by its name: all of `data/` (RFC 8493 2.1.3). Whether it lies in a bag is
    /// for `Delivery::scope` to see.
    BagPayload,
    /// BagIt `tagmanifest-*.txt`: tag files, need not be complete (RFC 8493 2.2.1).
    BagTags,
    /// All entries of the delivery but manifests themselves.
    Delivery,
}

/// One checksum manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManifestFacts {
    /// `gnu`, `bsd`, `bagit`, `certutil`, `blocks` or `table`.
    pub dialect: String,
    /// Text encoding: `utf-8`, `gb18030`, `utf-16le` or `utf-16be`.
    pub encoding: String,
    /// What it must list.
    pub scope: ManifestScope,
    /// Its digests.
    pub lines: Vec<ManifestLine>,
    /// Lines that are neither digests nor comments nor blank.
    pub problems: Vec<ManifestProblem>,
}

/// The client's own catalogue of before the work, given beside the delivery and not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalFacts {
    /// Name of the file as the host gave it.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, lower hex.
    pub sha256: String,
    /// Its sheets.
    pub tables: TablesFacts,
}
