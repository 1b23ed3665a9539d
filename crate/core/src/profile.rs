//! The acceptance profile (验收方案): the archive's demands as data, fingerprinted in the report. Every threshold
//! carries its source; unknown keys are refused with the line, so that a typing error never loosens a rule.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::code::Severity;
use crate::facts::{ColourMode, Format};

mod path_rules;
mod units;
mod weights;
mod work_files;

pub use path_rules::PathRule;
pub use weights::{Off, protected};
pub use work_files::WorkFileKind;

/// A fraction such as 5/100. Rates are two integers, never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Above the line.
    pub numerator: u64,
    /// Below the line; never 0 in a profile that was read.
    pub denominator: u64,
}

/// Where a demand comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileSource {
    /// The part of the profile it speaks for: `image.minimum_dpi`.
    pub rule: String,
    /// Standard, year and clause, or contract, or local rule.
    pub source: String,
    /// The text was read at its source; otherwise it is from a secondary source and unverified.
    pub verified: bool,
}

impl ProfileSource {
    /// The keys of the profile it speaks for: `screens (all other thresholds)` is `screens`; several stand between
    /// commas.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let rules = self.rule.split(", ");
        rules.map(|rule| rule.split(" (").next().unwrap_or(rule))
    }
}

/// What a unit of sampling is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SamplingUnit {
    /// 件.
    Item,
}

/// The sampling plan (抽样方案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SamplingPlan {
    /// What is drawn.
    pub unit: SamplingUnit,
    /// Share of the population, at least; rounded up.
    pub rate: Rate,
    /// Units drawn at least, if the population has so many.
    pub minimum: u64,
}

/// One thing an inspector answers for every sampled unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InspectionPoint {
    /// Stable name: `correspondence`.
    pub id: String,
    /// Units that must pass, of those sampled.
    pub required: Rate,
}

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

/// Rules for page images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageRules {
    /// Formats allowed for page images.
    pub formats: Vec<Format>,
    /// Dots per inch at least; 0 asks nothing.
    pub minimum_dpi: u32,
    /// Colour modes allowed.
    pub colours: Vec<ColourMode>,
    /// How many images a unit may have beyond its 页数 (封面, 备考表 …).
    #[serde(default)]
    pub extra_per_unit: u32,
    /// Other rules for some paths; where two patterns cover a path, the later one speaks.
    #[serde(default)]
    pub paths: Vec<PathRule>,
}

impl ImageRules {
    /// The rules for an image at `path`.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        let mut rules = Self {
            paths: Vec::new(),
            ..self.clone()
        };
        for rule in self.paths.iter().filter(|rule| rule.covers(path)) {
            if let Some(formats) = &rule.formats {
                rules.formats.clone_from(formats);
            }
            rules.minimum_dpi = rule.minimum_dpi.unwrap_or(rules.minimum_dpi);
            if let Some(colours) = &rule.colours {
                rules.colours.clone_from(colours);
            }
        }
        rules
    }
}

/// Thresholds of the screens: where the machine points out a page to a person. A threshold that is not given is not
/// asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScreenRules {
    /// A page with less ink than this is blank or nearly so; 10 000ths of the page.
    pub blank_ink: Option<u16>,
    /// A colour page whose most coloured thousandth is no farther from grey than this is grey; levels of Cb, Cr.
    pub grey_chroma: Option<u8>,
    /// Dark surround at one edge; 10 000ths of the page.
    pub border: Option<u16>,
    /// Skew that is noted, hundredths of a degree.
    pub skew_notice: Option<u16>,
    /// Skew that counts, hundredths of a degree.
    pub skew_defect: Option<u16>,
    /// Flat rows at the bottom, or rows that repeat; 10 000ths of the height.
    pub flat_band: Option<u16>,
    /// JPEG quality at least, on libjpeg's scale.
    pub jpeg_quality: Option<u8>,
    /// Samples of a lossy JPEG 2000 page ÷ its codestream at most.
    pub jpeg2000_ratio: Option<u16>,
    /// Pages of one item that differ in no more bits of 256 are the same page scanned twice.
    pub near_in_unit: Option<u16>,
    /// The same across items.
    pub near_across_units: Option<u16>,
    /// Hold pixels and resolution against paper sizes and against the other pages of the item.
    pub paper_size: bool,
    /// A JPEG page of at most 450 dpi with no finer detail than this at its edges is blurred; coefficient of the
    /// 8 × 8 transform in zigzag order, 0–63.
    pub blurred_detail: Option<u8>,
    /// Ink that is nowhere so much darker than its paper is faint; levels.
    pub faint_ink: Option<u8>,
    /// A page whose lightest twentieth is not so light is too dark; level.
    pub dark_paper: Option<u8>,
    /// A grey or colour page whose paper around the ink is wholly white to this share was cleaned too much; 10 000ths.
    pub white_paper: Option<u16>,
    /// A page whose lines run down while those of its item run across, or the other way round, by this share of the
    /// unevenness; per cent, over 50.
    pub direction: Option<u8>,
}

/// Rules for documents with pages of their own (PDF, OFD) and for recognised text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DocumentRules {
    /// Every page of a PDF or OFD that is a picture has a text layer (双层).
    pub text_layer: bool,
    /// Recognised text with more garbage than this is pointed out, 10 000ths of its characters; not given: not asked.
    pub garbage: Option<u16>,
}

/// Rules for sound and video recordings. What is not given is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecordingRules {
    /// Sound codecs allowed, by the names of the facts: `PCM`.
    pub audio_codecs: Vec<String>,
    /// Samples a second at least.
    pub minimum_sample_rate: Option<u32>,
    /// Bits a sample at least, of PCM.
    pub minimum_bits: Option<u16>,
    /// Video codecs allowed, by the names of the facts: `H.264`.
    pub video_codecs: Vec<String>,
    /// Picture sizes from the smallest allowed up, each with its least bit rate.
    pub video_classes: Vec<VideoClass>,
    /// Runs of clipped samples that are passed over.
    pub clipped_runs: Option<u64>,
    /// Silence is pointed out where it fills more than this, in 10 000ths of the length.
    pub silent_share: Option<u16>,
    /// Dropouts that are passed over.
    pub dropouts: Option<u64>,
    /// Point out samples filled up from fewer bits.
    pub padded_bits: bool,
    /// Seconds by which the length may differ from 时长 in the catalogue.
    pub duration_tolerance: Option<u32>,
}

/// A picture size and what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VideoClass {
    /// Pixels across at least.
    pub width: u32,
    /// Lines at least.
    pub height: u32,
    /// Bits a second at least.
    pub bit_rate: u64,
}

/// Rules for checksum manifests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FixityRules {
    /// A delivery without a manifest cannot pass.
    pub required: bool,
}

/// A layout of the delivery (STANDARDS §3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Layout {
    /// 《电子档案移交与接收办法》 (档发〔2012〕7号), annex 2.
    Handover2012,
    /// DA/T 93-2022, annex B, by item.
    Dat93,
}

/// Rules for what else lies in the delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PackageRules {
    /// Folders (any depth, by name) whose entries are work files (工作文件) and not page images.
    pub work_folders: Vec<String>,
    /// Names (case-insensitive, `*` at either end) that are junk.
    pub junk: Vec<String>,
    /// Names (spelled as those of `junk`) that a desktop gives by itself: nobody named the thing.
    #[serde(default)]
    pub leftovers: Vec<String>,
    /// What must lie where; not given: not asked.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// Numbers in 说明文件 and 移交登记表 are held against the delivery.
    #[serde(default)]
    pub totals: bool,
}

/// The archive's demands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profile {
    /// Stable name: `dat31-paper`.
    pub id: String,
    /// Version of the profile's own text.
    pub version: String,
    /// Name in Chinese and English.
    pub title: Title,
    /// Where each demand comes from.
    pub sources: Vec<ProfileSource>,
    /// Package.
    pub package: PackageRules,
    /// Manifests.
    pub fixity: FixityRules,
    /// Catalogue.
    pub catalogue: CatalogueRules,
    /// Page images.
    pub image: ImageRules,
    /// Screens of page images.
    #[serde(default)]
    pub screens: ScreenRules,
    /// PDF, OFD and recognised text.
    #[serde(default)]
    pub document: DocumentRules,
    /// Recordings.
    #[serde(default)]
    pub recording: RecordingRules,
    /// Sampling.
    pub sampling: SamplingPlan,
    /// What the inspector answers.
    pub inspection: Vec<InspectionPoint>,
    /// Ids of the checks a named person must attest before acceptance.
    pub attestations: Vec<String>,
    /// Work files that are looked for by name, for the person who attests DOC-01.
    #[serde(default)]
    pub work_files: Vec<WorkFileKind>,
    /// What single codes weigh here, by dotted code, where that differs from [`crate::code::Code::severity`].
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Checks that are not asked for.
    #[serde(default)]
    pub off: Vec<Off>,
    /// SHA-256 of the profile's text, lower hex; filled by [`Profile::parse`].
    #[serde(default, skip_deserializing)]
    pub sha256: String,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Why a profile was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The text is no profile; the reader names line and key.
    #[error("the profile cannot be read: {reason}")]
    Malformed {
        /// What the TOML reader said, with the line.
        reason: String,
    },
    /// Two demands cannot both hold.
    #[error("the profile contradicts itself in line {line} at `{key}`: {found}")]
    Contradiction {
        /// The key.
        key: String,
        /// Line of the key, or of the table it is missing from; from 1.
        line: u32,
        /// What stands there.
        found: String,
    },
    /// No built-in profile has this name.
    #[error("there is no built-in profile `{id}`; there are {known}")]
    Unknown {
        /// What was asked for.
        id: String,
        /// The names there are.
        known: String,
    },
}

const BUILT_IN: &[(&str, &str)] = &[
    ("dat31-paper", include_str!("../profiles/dat31-paper.toml")),
    ("bagit", include_str!("../profiles/bagit.toml")),
    (
        "dat62-audio-video",
        include_str!("../profiles/dat62-audio-video.toml"),
    ),
    (
        "dat43-microfilm",
        include_str!("../profiles/dat43-microfilm.toml"),
    ),
    (
        "dat71-micro-digital",
        include_str!("../profiles/dat71-micro-digital.toml"),
    ),
    (
        "dat93-transfer",
        include_str!("../profiles/dat93-transfer.toml"),
    ),
    ("dat77-ocr", include_str!("../profiles/dat77-ocr.toml")),
    ("fadgi-3star", include_str!("../profiles/fadgi-3star.toml")),
    (
        "local-linhai",
        include_str!("../profiles/local-linhai.toml"),
    ),
];

/// More dots per inch than any rule asks for: a number in another unit (per metre, hundredths) (ours; STANDARDS
/// §1.5 has 600 as the highest).
const MOST_DPI: u32 = 2400;

/// Line of a key in the profile's text: of its last part inside its table, or the table's own, from 1.
fn line_of(text: &str, key: &str) -> u32 {
    let (table, last) = key.rsplit_once('.').unwrap_or(("", key));
    let mut inside = table.is_empty();
    let mut found = 1;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == if table.is_empty() { key } else { table };
            if inside {
                found = number;
            }
        } else if inside && line.split(['=', ' ', '.']).next() == Some(last) {
            return number;
        }
    }
    found
}

/// Last line inside a table (of whatever header) that holds `text`, so that of two it is the second; else the first
/// that holds it at all, from 1.
fn line_holding(whole: &str, table: &str, text: &str) -> u32 {
    let quoted = [format!("\"{text}\""), format!("'{text}'")];
    let (mut inside, mut there, mut anywhere) = (false, None, None);
    for (number, line) in (1_u32..).zip(whole.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == table;
        }
        if quoted.iter().any(|quoted| line.contains(quoted)) {
            if inside {
                there = Some(number);
            }
            anywhere = anywhere.or(Some(number));
        }
    }
    there.or(anywhere).unwrap_or(1)
}

impl Profile {
    /// The names of the built-in profiles, the default one first.
    #[must_use]
    pub fn built_in_ids() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(id, _)| *id).collect()
    }

    /// A built-in profile.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`] when there is none of this name.
    pub fn built_in(id: &str) -> Result<Self, ProfileError> {
        let text = BUILT_IN
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, text)| *text);
        Self::parse(text.ok_or_else(|| ProfileError::Unknown {
            id: id.to_owned(),
            known: Self::built_in_ids().join(", "),
        })?)
    }

    /// Reads a profile from TOML.
    ///
    /// # Errors
    /// [`ProfileError::Malformed`] with the line for an unknown key or a wrong type;
    /// [`ProfileError::Contradiction`] when the demands cannot hold.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut profile: Profile = toml::from_str(text).map_err(|e| ProfileError::Malformed {
            reason: e.to_string(),
        })?;
        profile.sha256 = crate::content::hex(&Sha256::digest(text.as_bytes()));
        profile.refuse_contradictions(text)?;
        Ok(profile)
    }

    fn refuse_contradictions(&self, whole: &str) -> Result<(), ProfileError> {
        let refuse = |key: &str, found: String| {
            Err(ProfileError::Contradiction {
                key: key.to_owned(),
                line: line_of(whole, key),
                found,
            })
        };
        let rates = std::iter::once(("sampling.rate", self.sampling.rate)).chain(
            self.inspection
                .iter()
                .map(|p| ("inspection.required", p.required)),
        );
        for (key, rate) in rates {
            if rate.denominator == 0 || rate.numerator > rate.denominator {
                return refuse(key, format!("{}/{}", rate.numerator, rate.denominator));
            }
        }
        if self.sampling.rate.numerator == 0 {
            return refuse("sampling.rate", "0".to_owned());
        }
        if self.inspection.is_empty() {
            return refuse("inspection", "no inspection point".to_owned());
        }
        let mut seen = std::collections::BTreeSet::new();
        for point in &self.inspection {
            if !seen.insert(point.id.as_str()) {
                return refuse("inspection.id", format!("`{}` twice", point.id));
            }
        }
        for id in &self.attestations {
            if crate::code::Check::from_id(id).is_none() {
                return refuse("attestations", format!("`{id}` is no check"));
            }
        }
        if let Some((key, found)) = self.unit_contradiction() {
            return refuse(&key, found);
        }
        let work_files = self.work_file_contradiction();
        let work_files = work_files.map(|(id, why)| ("workFiles", id, why.to_owned()));
        if let Some((table, text, why)) = work_files.or_else(|| self.weight_contradiction()) {
            return Err(ProfileError::Contradiction {
                key: table.to_owned(),
                line: line_holding(whole, table, text),
                found: format!("`{text}` {why}"),
            });
        }
        if self.catalogue.required
            && !self
                .catalogue
                .required_fields
                .contains(&Field::ArchivalCode)
        {
            return refuse(
                "catalogue.requiredFields",
                "archivalCode is not among them".to_owned(),
            );
        }
        if self.image.formats.is_empty() || self.image.colours.is_empty() {
            return refuse("image", "no format or no colour mode is allowed".to_owned());
        }
        if !self.fixity.required {
            // STANDARDS §6: digests are never switched off, only waived in the open, by name and with a reason.
            return refuse(
                "fixity.required",
                "digests cannot be switched off".to_owned(),
            );
        }
        let own = ("image.minimumDpi", Some(self.image.minimum_dpi));
        let by_path = self
            .image
            .paths
            .iter()
            .map(|r| ("image.paths.minimumDpi", r.minimum_dpi));
        for (key, dpi) in std::iter::once(own).chain(by_path) {
            if let Some(dpi) = dpi.filter(|dpi| *dpi > MOST_DPI) {
                return refuse(key, format!("{dpi} dots per inch"));
            }
        }
        for rule in &self.image.paths {
            if let Some(why) = rule.contradiction() {
                return refuse("image.paths.match", format!("`{}` {why}", rule.pattern));
            }
        }
        let screens = &self.screens;
        if let (Some(notice), Some(defect)) = (screens.skew_notice, screens.skew_defect)
            && notice > defect
        {
            return refuse("screens.skewNotice", format!("{notice} > {defect}"));
        }
        let classes = &self.recording.video_classes;
        let rising = |pair: &[VideoClass]| match pair {
            [a, b] => a.width < b.width && a.height < b.height && a.bit_rate <= b.bit_rate,
            _ => true,
        };
        if !classes.windows(2).all(rising) {
            return refuse(
                "recording.videoClasses",
                "not from the smallest up".to_owned(),
            );
        }
        if let Some(share) = screens
            .direction
            .filter(|share| !(51..=100).contains(share))
        {
            return refuse("screens.direction", format!("{share} per cent"));
        }
        if let Some(place) = screens.blurred_detail.filter(|place| *place > 63) {
            return refuse("screens.blurredDetail", place.to_string());
        }
        if let Some(share) = screens.white_paper.filter(|share| *share > 10_000) {
            return refuse("screens.whitePaper", share.to_string());
        }
        if screens.jpeg_quality.is_some_and(|quality| quality > 100) {
            return refuse("screens.jpegQuality", "more than 100".to_owned());
        }
        Ok(())
    }
}
