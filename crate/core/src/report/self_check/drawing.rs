//! The sample: its seed follows from digest and nonces, every key from the seed, and the order from the keys. Whether
//! no unit has a smaller key only the whole population tells (`redraw.sh`).

use super::{Contradictions, Report};
use crate::sampling::{self, Sample};

pub(super) fn hold(report: &Report, found: &mut Contradictions) {
    let Some(sample) = &report.sample else {
        return;
    };
    let digest = report.delivery.digest.as_ref();
    let digest = digest.map_or("", |digest| digest.sha256.as_str());
    let seed = sampling::seed(digest, &sample.nonces).unwrap_or_default();
    found.hold("sample.seed", &sample.seed, &seed);
    if !sample.commitments.is_empty() {
        let kept = sampling::hold_to(&sample.commitments, &sample.nonces).is_ok();
        found.hold("sample.commitments", &true, &kept);
    }
    for unit in &sample.units {
        let key = sampling::key(&sample.seed, &unit.archival_code);
        found.hold("sample.units.key", &unit.key, &key);
    }
    in_order(sample, found);
    let whole = sample.strata.iter().map(|stratum| stratum.population);
    let whole = whole.fold(0, u64::saturating_add);
    found.hold("sample.population", &sample.population, &whole);
}

/// Each stratum has as many units as it says, by their keys, none twice.
fn in_order(sample: &Sample, found: &mut Contradictions) {
    let mut all = 0;
    for (number, stratum) in (1_u32..).zip(&sample.strata) {
        let own = sample.units.iter().filter(|unit| unit.stratum == number);
        let keys: Vec<_> = own.map(|unit| (&unit.key, &unit.archival_code)).collect();
        let drawn = keys.len() as u64;
        all += drawn;
        found.hold("sample.strata.drawn", &stratum.drawn, &drawn);
        let mut pairs = keys.iter().zip(keys.iter().skip(1));
        found.hold("sample.units.order", &true, &pairs.all(|(a, b)| a < b));
    }
    found.hold("sample.units", &(sample.units.len() as u64), &all);
}
