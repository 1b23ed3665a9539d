//! What DA/T 68.2-2020 4.4.1.1 asks at least. Thresholds are data of the profile, but none may be below the standard
//! under which the report accepts: a smaller number would stand there with the clause as its source.

use super::{Profile, Rate};

/// Sample of the population, at least.
const SAMPLE: u64 = 5;
/// Of the sample, at least, for whatever is not said to be right throughout.
const OTHERS: u64 = 95;
/// The point that must be right throughout: rows and content correspond.
const CORRESPONDENCE: &str = "correspondence";

fn is_below(rate: Rate, per_cent: u64) -> bool {
    u128::from(rate.numerator) * 100 < u128::from(rate.denominator) * u128::from(per_cent)
}

fn why(rate: Rate, per_cent: u64) -> String {
    let (numerator, denominator) = (rate.numerator, rate.denominator);
    format!("{numerator}/{denominator} is below {per_cent} % (DA/T 68.2-2020 4.4.1.1)")
}

impl Profile {
    /// Why the sample is smaller than the standard allows.
    pub(super) fn sample_below_the_standard(&self) -> Option<String> {
        let rate = self.sampling.rate;
        is_below(rate, SAMPLE).then(|| why(rate, SAMPLE))
    }

    /// The first inspection point that asks for less than the standard, and why.
    pub(super) fn point_below_the_standard(&self) -> Option<(&str, String)> {
        self.inspection.iter().find_map(|point| {
            let least = if point.id == CORRESPONDENCE {
                100
            } else {
                OTHERS
            };
            let low = is_below(point.required, least);
            low.then(|| (point.id.as_str(), why(point.required, least)))
        })
    }
}
