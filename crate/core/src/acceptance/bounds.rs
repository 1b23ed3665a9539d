//! What a finished inspection says of the whole: the most bad units there can be, at 95 %, exact (hypergeometric), and the
//! bad share of an endless population (Clopper–Pearson) for comparison. For people to read; no gate uses it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{InspectionView, gates};
use crate::profile::{Denominator, Profile};
use crate::sampling::{Sample, bad_at_most_in_strata, millionths, odds, per_cent};
use crate::words::{Sentence, sentence};

/// What is claimed with, thousandths.
const CONFIDENCE: u32 = 950;

/// The bound for one inspection point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bound {
    /// Inspection point.
    pub point: String,
    /// Units inspected.
    pub inspected: u64,
    /// Of them bad.
    pub bad: u64,
    /// Units in the population.
    pub population: u64,
    /// Confidence, thousandths.
    pub confidence: u32,
    /// Most bad units in the population at that confidence; `null` where strata and defects together leave no exact figure.
    pub at_most: Option<u64>,
    /// Most bad share of an endless population of the kind (Clopper–Pearson), millionths.
    pub endless_ppm: u32,
    /// The same in words.
    pub sentence: Sentence,
}

pub(super) fn bounds(
    profile: &Profile,
    sample: Option<&Sample>,
    view: Option<&InspectionView<'_>>,
) -> Vec<Bound> {
    let (Some(sample), Some(view)) = (sample, view) else {
        return Vec::new();
    };
    // Pages are no independent draws: the bound is one of units whatever the denominator of the rate.
    let points = profile.inspection.iter();
    let complete = points.filter_map(|point| {
        let tally = gates::tally(Denominator::Units, &point.id, sample, view);
        tally
            .complete()
            .then(|| bound(&point.id, tally.failed(), sample))
    });
    complete.collect()
}

fn bound(point: &str, bad: u64, sample: &Sample) -> Bound {
    let (inspected, population) = (sample.units.len() as u64, sample.population);
    let at_most = if sample.strata.len() <= 1 {
        Some(odds::bad_at_most(population, inspected, bad, CONFIDENCE))
    } else if inspected == population {
        Some(bad)
    } else {
        (bad == 0).then(|| bad_at_most_in_strata(sample))
    };
    let endless_ppm = millionths(odds::share_at_most_of_endless(inspected, bad, CONFIDENCE));
    let unit = sample.unit_name();
    let sentence = match at_most {
        Some(most) => {
            let share = if population == 0 {
                0.0
            } else {
                most as f64 / population as f64
            };
            let share = per_cent(millionths(share));
            sentence(
                format!(
                    "抽检{inspected}{unit}，不合格{bad}{unit}；有95 %的把握认为全部{population}{unit}中不合格不超过{most}{unit}（{share}）。"
                ),
                format!(
                    "{bad} of {inspected} inspected units are bad: with 95 % confidence at most {most} of all {population} ({share})."
                ),
            )
        }
        None => sentence(
            format!(
                "抽检{inspected}{unit}，不合格{bad}{unit}；分层抽样且有不合格时不给出全批界限。"
            ),
            format!(
                "{bad} of {inspected} inspected units are bad; drawn by strata, no exact bound is given for the whole."
            ),
        ),
    };
    Bound {
        point: point.to_owned(),
        inspected,
        bad,
        population,
        confidence: CONFIDENCE,
        at_most,
        endless_ppm,
        sentence,
    }
}
