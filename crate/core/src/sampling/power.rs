//! What a drawn sample buys, in whole numbers for the report: chances in millionths, bad units as counts. Strata make
//! the draw no simple one; then the figures are those of the least favourable way the bad units can lie, or say that
//! they hold for one stratum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Sample, odds};
use crate::profile::{InspectionPoint, Rate};
use crate::words::{Sentence, sentence};

/// The chance that a sample finds something wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Detection {
    /// Bad units in the population, thousandths of it.
    pub per_mille: u32,
    /// The same as a number, rounded up.
    pub bad: u64,
    /// Chance that at least one of them is in the sample, millionths. With strata: at least so much, wherever the bad units
    /// lie.
    pub chance_ppm: u32,
    /// The same in words.
    pub sentence: Sentence,
}

/// One point of an operating curve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurvePoint {
    /// Bad units in the population.
    pub bad: u64,
    /// Chance that the delivery is accepted all the same, millionths.
    pub accepted_ppm: u32,
}

/// The operating curve (抽检特性曲线) for points of one demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Curve {
    /// Share that must pass.
    pub required: Rate,
    /// Bad units the sample may hold.
    pub allowed: u64,
    /// From no bad unit upwards.
    pub points: Vec<CurvePoint>,
    /// What it says of a population with 5 % bad units.
    pub sentence: Sentence,
}

/// What the sample buys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Power {
    /// Drawn from more than one stratum: then the curves are those of a draw from the whole, and only near.
    pub stratified: bool,
    /// For 1 % and 5 % bad units (STANDARDS §5.1).
    pub detection: Vec<Detection>,
    /// One for each demand there is.
    pub curves: Vec<Curve>,
}

/// Shares of bad units the report speaks of, thousandths.
const SHARES: [u32; 2] = [10, 50];

/// The curve goes up to so many thousandths bad.
const CURVE_PER_MILLE: u32 = 200;
/// Points of the curve beyond the first.
const CURVE_POINTS: u32 = 40;

pub(crate) fn millionths(chance: f64) -> u32 {
    // 0 ≤ chance ≤ 1: the product fits
    (chance.clamp(0.0, 1.0) * 1_000_000.0).round() as u32
}

/// `73.2 %` of 732 000 millionths, cut off after one digit.
pub(crate) fn per_cent(ppm: u32) -> String {
    format!("{}.{} %", ppm / 10_000, ppm / 1000 % 10)
}

/// What so many units really are of the population: of a small one the least that 1 % rounds up to may be 4 %.
fn share_of(bad: u64, population: u64) -> String {
    per_cent(millionths(bad as f64 / population.max(1) as f64))
}

/// The chance that no bad unit is drawn, for one bad unit, two, … if they lie where they are hardest to find: each further
/// one goes to the stratum where it lowers that chance least. Exact, because a stratum hides each further one worse
/// than the one before (ln C(N−D, n) is concave in D). Ends where every unit is bad.
fn missed_at_worst(sample: &Sample) -> impl Iterator<Item = f64> {
    // (units not yet bad, drawn) of each stratum
    let lines = sample.strata.iter();
    let mut strata: Vec<(u64, u64)> = lines.map(|s| (s.population, s.drawn)).collect();
    let mut chance = 1.0;
    std::iter::from_fn(move || {
        let factor = |(left, drawn): (u64, u64)| left.saturating_sub(drawn) as f64 / left as f64;
        let open = strata.iter_mut().filter(|(left, _)| *left > 0);
        let stratum = open.max_by(|a, b| factor(**a).total_cmp(&factor(**b)))?;
        chance *= factor(*stratum);
        stratum.0 -= 1;
        Some(chance)
    })
}

/// The most bad units the population can hold if none was found in a sample from several strata, at 95 %.
pub(crate) fn bad_at_most_in_strata(sample: &Sample) -> u64 {
    missed_at_worst(sample)
        .take_while(|chance| *chance > 0.05)
        .count() as u64
}

/// Most of `total` that may fail so that the required share still passes.
pub(crate) fn allowed(required: Rate, total: u64) -> u64 {
    let needed = (u128::from(total) * u128::from(required.numerator))
        .div_ceil(u128::from(required.denominator.max(1)));
    total - u64::try_from(needed).unwrap_or(total).min(total)
}

impl Power {
    /// Of a sample, under the demands of the inspection points.
    #[must_use]
    pub fn of(sample: &Sample, points: &[InspectionPoint]) -> Self {
        let (population, drawn) = (sample.population, sample.units.len() as u64);
        let stratified = sample.strata.len() > 1;
        let detection = SHARES.iter().map(|per_mille| {
            let bad = (u128::from(population) * u128::from(*per_mille)).div_ceil(1000);
            let bad = u64::try_from(bad).unwrap_or(population).min(population);
            let chance = if stratified {
                let last = usize::try_from(bad).unwrap_or(usize::MAX).checked_sub(1);
                let missed = last.and_then(|last| {
                    // Below a millionth it no longer shows.
                    let told = missed_at_worst(sample).enumerate();
                    told.take_while(|(at, chance)| at <= &last && *chance > 1e-8)
                        .last()
                        .map(|(at, chance)| if at == last { chance } else { 0.0 })
                });
                1.0 - missed.unwrap_or(if bad == 0 { 1.0 } else { 0.0 })
            } else {
                odds::detection(population, bad, drawn)
            };
            let chance_ppm = millionths(chance);
            let least = if stratified { ("不低于", "at least ") } else { ("为", "") };
            let (unit, told) = (sample.unit_name(), per_cent(chance_ppm));
            let share = share_of(bad, population);
            Detection {
                per_mille: *per_mille,
                bad,
                chance_ppm,
                sentence: sentence(
                    format!(
                        "若{population}{unit}中有{bad}{unit}不合格（{share}），本次抽样至少查出其中一{unit}的概率{}{told}。",
                        least.0
                    ),
                    format!(
                        "If {bad} of {population} units are bad ({share}), this sample finds at least one with a chance of {}{told}.",
                        least.1
                    ),
                ),
            }
        });
        let mut demands: Vec<Rate> = points.iter().map(|point| point.required).collect();
        demands.sort_by_key(|rate| std::cmp::Reverse((rate.numerator, rate.denominator)));
        demands.dedup();
        let curves = demands.into_iter().map(|required| {
            let allowed = allowed(required, drawn);
            let curve =
                odds::operating_curve(population, drawn, allowed, CURVE_PER_MILLE, CURVE_POINTS);
            let bad = population.div_ceil(20);
            let passes = per_cent(millionths(odds::at_most(population, bad, drawn, allowed)));
            let (unit, share) = (sample.unit_name(), share_of(bad, population));
            Curve {
                required,
                allowed,
                sentence: sentence(
                    format!(
                        "抽取{drawn}{unit}，允许不合格{allowed}{unit}：实有{bad}{unit}（{share}）不合格的批次仍有{passes}的机会通过这一项。"
                    ),
                    format!(
                        "Of {drawn} sampled, {allowed} may be bad: a delivery with {bad} bad units ({share}) still passes this with a chance of {passes}."
                    ),
                ),
                points: curve
                    .into_iter()
                    .map(|(bad, chance)| CurvePoint {
                        bad,
                        accepted_ppm: millionths(chance),
                    })
                    .collect(),
            }
        });
        Self {
            stratified,
            detection: detection.collect(),
            curves: curves.collect(),
        }
    }
}
