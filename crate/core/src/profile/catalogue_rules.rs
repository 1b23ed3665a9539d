//! What the catalogue must have, and the fields of it that are understood.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Columns and values of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CatalogueRules {
    /// A delivery without a catalogue cannot pass.
    pub required: bool,
    /// Fields whose column must be there and whose cells must not be empty.
    pub required_fields: Vec<Field>,
    /// Ask for what DA/T 18-2022 demands of every item and volume beyond that ([`Field::DAT18`]); what the archival
    /// code itself carries counts as given.
    #[serde(default)]
    pub dat18: bool,
    /// Column headings by field, beside the built-in ones (STANDARDS §3.5, §4, §11).
    #[serde(default)]
    pub aliases: BTreeMap<Field, Vec<String>>,
    /// Allow `00` for an unknown month or day.
    pub partial_dates: bool,
    /// Dates are written as eight digits; another spelling that can be read is named.
    #[serde(default)]
    pub eight_digit_dates: bool,
    /// Allowed values by field; compared after normalisation.
    #[serde(default)]
    pub value_lists: BTreeMap<Field, Vec<String>>,
    /// 件号 runs without gaps inside one prefix of the archival code.
    pub continuous_numbers: bool,
    /// Characters a cell may have at most, by field; fields without a limit are not looked at.
    #[serde(default)]
    pub maximum_lengths: BTreeMap<Field, u32>,
    /// Where a value stops being plausible.
    #[serde(default)]
    pub plausible: Plausible,
}

/// Bounds of what can be meant, beside what can be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Plausible {
    /// Years by which 日期 may lie after 年度.
    pub date_after_year: u16,
    /// Most pages of one row (ours: the thickest volume seen has some 2000).
    pub maximum_pages: u32,
}

impl Default for Plausible {
    fn default() -> Self {
        Self {
            date_after_year: 0,
            maximum_pages: 2000,
        }
    }
}

/// A field of the catalogue we understand.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// 档号.
    ArchivalCode,
    /// 题名.
    Title,
    /// 责任者.
    Author,
    /// 日期.
    Date,
    /// 页数: pages bearing text or graphics (STANDARDS §3.2).
    Pages,
    /// 文号.
    DocumentNumber,
    /// 密级.
    Secrecy,
    /// 保管期限.
    Retention,
    /// 年度.
    Year,
    /// 全宗号.
    Fonds,
    /// 机构或问题.
    Office,
    /// 件号.
    ItemNumber,
    /// 案卷号.
    VolumeNumber,
    /// 案卷档号: the volume a row of the inner list belongs to.
    VolumeCode,
    /// 页号.
    PageNumber,
    /// 序号.
    SerialNumber,
    /// 盒号.
    Box,
    /// 开放标识.
    Openness,
    /// 著录层级.
    Level,
    /// 文种.
    Genre,
    /// 备注.
    Remark,
    /// 件数 of a volume.
    ItemCount,
    /// 起始日期 of a volume.
    StartDate,
    /// 终止日期 of a volume.
    EndDate,
    /// 起止日期 of a volume, in one cell.
    DateRange,
    /// 时长 of a recording.
    Duration,
    /// 扫描人, 加工人员: who made the images of the row.
    Operator,
    /// Any other column an archive divides its deliveries by; it has no heading but those a profile names.
    Group,
}

impl Field {
    /// What DA/T 18-2022 demands of items and volumes alike (必著; STANDARDS §3.4 [S2]).
    pub const DAT18: &'static [Field] = &[
        Field::Level,
        Field::ArchivalCode,
        Field::Title,
        Field::Date,
        Field::Author,
        Field::Retention,
        Field::Openness,
    ];
}
