//! How a sample is drawn and how its verdicts are counted: the five points on which DA/T 68.2-2020 4.4.1.1 is silent
//! (unit, denominator, rounding, strata, groups), each a setting that the report prints.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, Profile, Rate};

/// What a unit of sampling is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SamplingUnit {
    /// 件.
    #[default]
    Item,
    /// 卷: an item that belongs to no volume is a unit by itself.
    Volume,
}

/// How a share of units becomes a number of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Rounding {
    /// Up: the only rounding under which "at least 5 %" always holds.
    #[default]
    Up,
    /// To the nearest, halves up.
    Nearest,
}

/// How much is inspected in relation to the lot (检验水平, ISO 2859-1 = GB/T 2828.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Level {
    /// Special S-1.
    #[serde(rename = "S-1")]
    S1,
    /// Special S-2.
    #[serde(rename = "S-2")]
    S2,
    /// Special S-3.
    #[serde(rename = "S-3")]
    S3,
    /// Special S-4.
    #[serde(rename = "S-4")]
    S4,
    /// General I.
    I,
    /// General II, the usual one.
    II,
    /// General III.
    III,
}

/// How strictly a contractor's lots are inspected (检验严格性).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Strictness {
    /// 正常检验.
    #[default]
    Normal,
    /// 加严检验.
    Tightened,
    /// 放宽检验: only where the score of the switching rules allows it and the archive wants it.
    Reduced,
}

/// The acceptance quality limits of the table, thousandths of a per cent: 0.010 % … 6.5 % (STANDARDS §5).
pub(crate) const LIMITS: [u32; 15] = [
    10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000, 1500, 2500, 4000, 6500,
];

fn has_limit(limit: u32) -> bool {
    LIMITS.contains(&limit)
}

/// A plan of single sampling by attributes, beside the share: the larger of the two sizes is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttributesPlan {
    /// Level.
    pub level: Level,
    /// Acceptance quality limit (AQL), thousandths of a per cent: 1.0 % is 1000.
    pub limit: u32,
    /// Normal, tightened or reduced.
    #[serde(default)]
    pub strictness: Strictness,
}

impl AttributesPlan {
    /// The same at the next stricter limit; `None` at the strictest.
    #[must_use]
    pub fn next_stricter(self) -> Option<Self> {
        let at = LIMITS.iter().position(|limit| *limit == self.limit)?;
        let limit = *LIMITS.get(at.checked_sub(1)?)?;
        Some(Self { limit, ..self })
    }
}

/// A plan others have named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Preset {
    /// DA/T 68.2-2020 4.4.1.1: 5 %.
    Dat68,
    /// "Ten images or ten per cent, whichever is larger" (36 CFR 1236 practice; STANDARDS §5, unverified for NARA).
    Cfr1236,
    /// AIIM TR34-1996, which 36 CFR 1237.28(d)(2) incorporates: by attributes. Level and limit are the user's choice
    /// there; ours are level II and 1.0 % (unverified).
    AiimTr34,
}

/// The sampling plan (抽样方案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", try_from = "PlanText")]
pub struct SamplingPlan {
    /// What is drawn.
    pub unit: SamplingUnit,
    /// The named plan it is, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// Share of the population, at least.
    pub rate: Rate,
    /// How the share is rounded.
    pub rounding: Rounding,
    /// Units drawn at least, if the population has so many.
    pub minimum: u64,
    /// Populations up to this many units are inspected whole.
    pub whole_up_to: u64,
    /// Fields whose values divide the population into strata, each drawn from apart; none: the whole is one. Where a row
    /// leaves the field empty, what its archival code says.
    pub strata: Vec<Field>,
    /// By attributes, beside the share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<AttributesPlan>,
}

/// A plan as it is written: a preset gives what is left out, and what is written must not differ from it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanText {
    #[serde(default)]
    unit: SamplingUnit,
    preset: Option<Preset>,
    rate: Option<Rate>,
    rounding: Option<Rounding>,
    minimum: Option<u64>,
    #[serde(default)]
    whole_up_to: u64,
    #[serde(default)]
    strata: Vec<Field>,
    attributes: Option<AttributesPlan>,
}

impl Preset {
    fn plan(self) -> (Rate, u64, Option<AttributesPlan>) {
        let share = |numerator| Rate {
            numerator,
            denominator: 100,
        };
        match self {
            Preset::Dat68 => (share(5), 1, None),
            Preset::Cfr1236 => (share(10), 10, None),
            Preset::AiimTr34 => {
                let attributes = AttributesPlan {
                    level: Level::II,
                    limit: 1000,
                    strictness: Strictness::Normal,
                };
                (share(5), 1, Some(attributes))
            }
        }
    }
}

/// What the preset says, unless something else was written.
fn agreed<T: PartialEq>(key: &str, written: Option<T>, named: T) -> Result<T, String> {
    match written {
        Some(written) if written != named => Err(format!("the preset has another `{key}`")),
        _ => Ok(named),
    }
}

impl TryFrom<PlanText> for SamplingPlan {
    type Error = String;

    fn try_from(text: PlanText) -> Result<Self, String> {
        let (rate, minimum, attributes) = match text.preset {
            None => (
                text.rate.ok_or("`rate` or `preset` is missing")?,
                text.minimum.ok_or("`minimum` or `preset` is missing")?,
                text.attributes,
            ),
            Some(preset) => {
                let (rate, minimum, attributes) = preset.plan();
                let written = text.attributes.is_some();
                (
                    agreed("rate", text.rate, rate)?,
                    agreed("minimum", text.minimum, minimum)?,
                    // TR34 leaves level and limit to its user.
                    match (written, attributes) {
                        (true, Some(_)) => text.attributes,
                        (true, None) => return Err("the preset has no `attributes`".to_owned()),
                        (false, attributes) => attributes,
                    },
                )
            }
        };
        Ok(Self {
            unit: text.unit,
            preset: text.preset,
            rate,
            rounding: text.rounding.unwrap_or_default(),
            minimum,
            whole_up_to: text.whole_up_to,
            strata: text.strata,
            attributes,
        })
    }
}

/// One thing an inspector answers for every sampled unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InspectionPoint {
    /// Stable name: `correspondence`.
    pub id: String,
    /// Share that must pass.
    pub required: Rate,
    /// Defect codes an inspector can name, each a stable word; any text where the list is empty.
    #[serde(default)]
    pub defects: Vec<String>,
}

impl InspectionPoint {
    /// Not one may fail (100 %): never pooled with others, and a failure beside the sample counts too.
    #[must_use]
    pub fn all_must_pass(&self) -> bool {
        self.required.numerator == self.required.denominator
    }
}

/// What a share of verdicts is a share of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Denominator {
    /// Sampled units: one bad page fails its unit. The strictest.
    #[default]
    Units,
    /// Pages of the sampled units: a failed verdict fails the pages it names, all where it names none.
    Pages,
}

/// Who must have a name before anything is accepted (STANDARDS §0.1, SMP-04).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Duty {
    /// 检验人.
    Inspector,
    /// 复核人.
    Reviewer,
    /// 负责人.
    Approver,
    /// 承包方代表.
    Contractor,
}

/// How verdicts are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JudgingRules {
    /// Of what the shares below 100 % are shares.
    pub denominator: Denominator,
    /// Points below 100 % are counted together and not each by itself.
    pub pooled: bool,
    /// Dots an inch at which a page must have been shown to count as seen, or its own resolution where that is less
    /// (ours: 72, a pixel a typographic point, so that 五号 type is 10 pixels high).
    pub readable_dpi: u32,
    /// Who must have a name.
    pub duties: Vec<Duty>,
}

impl Default for JudgingRules {
    fn default() -> Self {
        Self {
            denominator: Denominator::Units,
            pooled: false,
            readable_dpi: 72,
            duties: vec![Duty::Inspector, Duty::Reviewer],
        }
    }
}

/// More dots per inch than a screen has for a page of A4 (ours).
const MOST_READABLE_DPI: u32 = 600;

impl Profile {
    /// The first key of plan and counting whose value cannot hold beside another, and what stands there.
    pub(super) fn sampling_contradiction(&self) -> Option<(&'static str, String)> {
        let (plan, judging) = (&self.sampling, &self.judging);
        let mut fields = plan.strata.clone();
        fields.sort_unstable();
        fields.dedup();
        if fields.len() < plan.strata.len() {
            return Some(("sampling.strata", "a field stands there twice".to_owned()));
        }
        if plan.strata.contains(&Field::ArchivalCode) {
            let why = "by archival code every unit is a stratum of its own";
            return Some(("sampling.strata", why.to_owned()));
        }
        if let Some(attributes) = plan.attributes {
            if !has_limit(attributes.limit) {
                return Some((
                    "sampling.attributes",
                    format!("no limit {}", attributes.limit),
                ));
            }
            if !plan.strata.is_empty() {
                let why = "a lot of ISO 2859-1 is one: it has no strata";
                return Some(("sampling.strata", why.to_owned()));
            }
        }
        let mut shares = self.inspection.iter().filter(|p| !p.all_must_pass());
        let first = shares.next().map(|p| p.required);
        if judging.pooled && shares.any(|p| Some(p.required) != first) {
            let why = "points of different shares cannot be counted together";
            return Some(("judging.pooled", why.to_owned()));
        }
        if judging.readable_dpi > MOST_READABLE_DPI {
            let found = format!("{} dots per inch", judging.readable_dpi);
            return Some(("judging.readableDpi", found));
        }
        None
    }
}
