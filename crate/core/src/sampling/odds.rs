//! What a sample buys: the chance that a plan finds bad units or lets them pass, and what the result says of the
//! whole. Exact distributions (hypergeometric, and the binomial as its infinite case), no approximation; the
//! numbers are for people to read, never for a gate.

/// The chance that a sample of `sampled` of `population` units holds at most `most` of the `bad` ones
/// (hypergeometric, without replacement), 0–1. More bad or sampled units than there are count as all of them.
#[must_use]
pub fn at_most(population: u64, bad: u64, sampled: u64, most: u64) -> f64 {
    let (bad, sampled) = (bad.min(population), sampled.min(population));
    let good = population - bad;
    // the least and greatest number of bad units a sample can hold
    let least = sampled.saturating_sub(good);
    let greatest = sampled.min(bad);
    // P(k+1) / P(k)
    let step = |k: u64| {
        let (k, n) = (k as f64, sampled as f64);
        (bad as f64 - k) / (k + 1.0) * (n - k) / (good as f64 - n + k + 1.0)
    };
    let mean = u128::from(sampled) * u128::from(bad) / u128::from(population.max(1));
    let peak = u64::try_from(mean)
        .unwrap_or(greatest)
        .clamp(least, greatest);
    share_at_most(least, greatest, peak, most, step)
}

/// The chance of at most `most` bad in `sampled` independent draws, each bad with chance `share`, 0–1: an endless
/// population.
#[must_use]
pub fn at_most_of_endless(share: f64, sampled: u64, most: u64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    if share >= 1.0 {
        return if most >= sampled { 1.0 } else { 0.0 };
    }
    let odds = share / (1.0 - share);
    let step = |k: u64| (sampled - k) as f64 / (k as f64 + 1.0) * odds;
    let peak = ((sampled as f64 * share) as u64).min(sampled);
    share_at_most(0, sampled, peak, most, step)
}

/// Sums weights outwards from the peak, where they are largest, so that nothing underflows that counts.
fn share_at_most(
    least: u64,
    greatest: u64,
    peak: u64,
    most: u64,
    step: impl Fn(u64) -> f64,
) -> f64 {
    /// Weights this small against the peak's 1 no longer change a sum of 64 bits.
    const NOTHING: f64 = 1e-40;
    let (mut below, mut above) = (0.0, 0.0);
    let mut add = |k: u64, weight: f64| {
        if k <= most {
            below += weight;
        } else {
            above += weight;
        }
    };
    add(peak, 1.0);
    let mut weight = 1.0;
    let mut k = peak;
    while k < greatest && weight > NOTHING {
        weight *= step(k);
        k += 1;
        add(k, weight);
    }
    weight = 1.0;
    k = peak;
    while k > least && weight > NOTHING {
        k -= 1;
        weight /= step(k);
        add(k, weight);
    }
    below / (below + above)
}

/// The chance that the sample finds at least one of `bad` units, 0–1.
#[must_use]
pub fn detection(population: u64, bad: u64, sampled: u64) -> f64 {
    // summed as the complement of "none", whose own value is exact
    1.0 - at_most(population, bad, sampled, 0)
}

/// The most bad units the population can hold if a sample of `sampled` held only `found`, at a confidence of
/// `per_mille`/1000: with one more, so few would be found in fewer than 1000 − `per_mille` of 1000 draws.
#[must_use]
pub fn bad_at_most(population: u64, sampled: u64, found: u64, per_mille: u32) -> u64 {
    let doubt = f64::from(1000 - per_mille.min(1000)) / 1000.0;
    let (mut fits, mut too_many) = (found.min(population), population + 1);
    // `at_most` falls as `bad` grows
    while too_many - fits > 1 {
        let middle = fits + (too_many - fits) / 2;
        if at_most(population, middle, sampled, found) > doubt {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    fits
}

/// The Clopper–Pearson upper bound of the bad share, 0–1: [`bad_at_most`] of an endless population.
#[must_use]
pub fn share_at_most_of_endless(sampled: u64, found: u64, per_mille: u32) -> f64 {
    if found >= sampled {
        return 1.0;
    }
    let doubt = f64::from(1000 - per_mille.min(1000)) / 1000.0;
    let (mut low, mut high) = (0.0, 1.0);
    // 60 halvings: beyond the 53 bits of the result
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most_of_endless(middle, sampled, found) > doubt {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The operating curve (抽检特性曲线) of a plan that accepts at most `allowed` bad units in the sample: the chance
/// of acceptance at `points` + 1 shares of bad units from 0 to `per_mille`/1000 of the population, as
/// (bad units, chance).
#[must_use]
pub fn operating_curve(
    population: u64,
    sampled: u64,
    allowed: u64,
    per_mille: u32,
    points: u32,
) -> Vec<(u64, f64)> {
    let last = u128::from(population) * u128::from(per_mille) / 1000;
    let mut curve: Vec<(u64, f64)> = (0..=points)
        .map(|n| {
            let bad = last * u128::from(n) / u128::from(points.max(1));
            let bad = u64::try_from(bad).unwrap_or(population);
            (bad, at_most(population, bad, sampled, allowed))
        })
        .collect();
    curve.dedup_by_key(|(bad, _)| *bad);
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SciPy 1.17.1: `hypergeom.cdf(most, population, bad, sampled)`.
    const HYPERGEOMETRIC: &[(u64, u64, u64, u64, f64)] = &[
        (100, 1, 5, 0, 0.95),
        (100, 5, 5, 0, 0.769589953288407),
        (500, 25, 25, 1, 0.6405210891277484),
        (1000, 50, 50, 2, 0.5374970270203623),
        (5000, 50, 250, 0, 0.07595247431708844),
        (10000, 500, 500, 20, 0.17224673548217637),
        (100000, 5000, 5000, 250, 0.5168565397669285),
        (100000, 7000, 5000, 250, 1.6125293129619942e-09),
        (100000, 1000, 5000, 30, 0.0012210319239007957),
        (1000000, 50000, 50000, 2400, 0.01766483977860051),
        (600, 9, 30, 0, 0.6282428457264685),
        (37, 12, 11, 3, 0.4870984710512289),
        (20, 19, 3, 2, 0.15),
        (194434, 16410, 79523, 6737, 0.6661571097773482),
        (113221, 4350, 3590, 160, 0.9748146860260435),
        (94710, 36283, 2739, 1055, 0.5981978274971933),
        (126359, 56840, 455, 181, 0.01407529606283028),
        (158706, 25577, 623, 101, 0.5524575950705547),
        (111178, 8780, 4292, 311, 0.05520944702863089),
        (177695, 51, 77597, 23, 0.6375057036720387),
        (37713, 377, 782, 10, 0.8368199240886418),
        (181712, 2625, 55470, 792, 0.35418156910943677),
        (107949, 48546, 3417, 1486, 0.03968304298906393),
        (10967, 3366, 161, 56, 0.8878515114145911),
        (23866, 92, 533, 4, 0.9447285660103762),
        (149992, 63288, 3828, 1608, 0.4124672576998445),
        (145846, 973, 7192, 51, 0.7049673925952789),
        (1042, 103, 14, 1, 0.5898509628294644),
        (65643, 216, 1932, 10, 0.9439105662271055),
        (176772, 16073, 75423, 6784, 0.10993594707236728),
        (47805, 219, 537, 2, 0.5531603457318224),
        (111976, 675, 861, 7, 0.8474272577562506),
        (169464, 10547, 21772, 1311, 0.09501047782956483),
        (106835, 3844, 4011, 154, 0.811319159763416),
        (148200, 7014, 58686, 2726, 0.10099712626308867),
        (197850, 517, 15520, 34, 0.160563319608432),
        (87407, 1716, 2198, 44, 0.5919334923915628),
        (130032, 1078, 14504, 137, 0.9511327642654254),
        (69391, 293, 352, 0, 0.22464433123205998),
        (163129, 8081, 45188, 2332, 0.9915485632204526),
        (190727, 24346, 40471, 5239, 0.8910120796487943),
        (111187, 4400, 3758, 126, 0.02710996878590834),
        (114841, 8172, 6212, 412, 0.06585278182719491),
        (97794, 686, 3919, 24, 0.28619848591787206),
        (107817, 741, 572, 6, 0.897641738515124),
        (197055, 5380, 69323, 1916, 0.7551791886879626),
        (66758, 33147, 3861, 2000, 0.9971655774869033),
        (49883, 395, 7513, 49, 0.07647452480315906),
        (168226, 69193, 62949, 26023, 0.9116649707835849),
        (31211, 2910, 6413, 632, 0.9514685040298849),
        (3066, 11, 133, 1, 0.9205020198437683),
        (129966, 123, 1676, 1, 0.5280867208909119),
        (192480, 605, 1249, 6, 0.8979151529407096),
    ];

    /// SciPy 1.17.1: `beta.ppf(0.95, found + 1, sampled - found)`.
    const CLOPPER_PEARSON: &[(u64, u64, f64)] = &[
        (5, 0, 0.450719728346941),
        (50, 0, 0.05815507911697225),
        (50, 1, 0.09139813071969738),
        (50, 2, 0.12061415542204412),
        (250, 12, 0.07661134159084108),
        (1000, 50, 0.06286340351237973),
        (5000, 0, 0.0005989670023149134),
        (5000, 250, 0.055368119640891014),
        (3, 2, 0.9830475724915585),
    ];

    /// SciPy 1.17.1: the largest `bad` with `hypergeom.cdf(found, population, bad, sampled) > 0.05`.
    const BOUNDS: &[(u64, u64, u64, u64)] = &[
        (100, 5, 0, 44),
        (600, 30, 0, 55),
        (600, 30, 1, 87),
        (1000, 50, 2, 118),
        (10000, 500, 0, 58),
        (10000, 500, 25, 686),
        (100000, 5000, 100, 2348),
        (40, 40, 0, 0),
        (40, 39, 0, 0),
    ];

    fn close(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3)
    }

    #[test]
    fn the_hypergeometric_chance_is_scipys() {
        for (population, bad, sampled, most, theirs) in HYPERGEOMETRIC {
            let ours = at_most(*population, *bad, *sampled, *most);
            assert!(
                close(ours, *theirs),
                "{population} {bad} {sampled} {most}: {ours} {theirs}"
            );
        }
    }

    #[test]
    fn the_clopper_pearson_bound_is_scipys() {
        for (sampled, found, theirs) in CLOPPER_PEARSON {
            let ours = share_at_most_of_endless(*sampled, *found, 950);
            assert!(close(ours, *theirs), "{sampled} {found}: {ours} {theirs}");
        }
    }

    #[test]
    fn the_bound_of_a_population_is_scipys() {
        for (population, sampled, found, theirs) in BOUNDS {
            assert_eq!(bad_at_most(*population, *sampled, *found, 950), *theirs);
        }
    }

    #[test]
    fn detection_is_the_table_of_standards_5_1() {
        let per_cent = |population: u64, sampled: u64, bad: u64| {
            (detection(population, bad, sampled) * 100.0).round() as u64
        };
        assert_eq!(per_cent(100, 5, 1), 5);
        assert_eq!(per_cent(100, 5, 5), 23);
        assert_eq!(per_cent(500, 25, 5), 23);
        assert_eq!(per_cent(500, 25, 25), 73);
        assert_eq!(per_cent(1000, 50, 10), 40);
        assert_eq!(per_cent(1000, 50, 50), 93);
        assert_eq!(per_cent(5000, 250, 50), 92);
        assert_eq!(per_cent(10_000, 500, 100), 99);
    }

    #[test]
    fn so_many_must_be_seen_without_a_defect_to_claim_less_than_one_per_cent_bad() {
        // STANDARDS §5.1: 225 of 500, 258 of 1000, 290 of 5000, 294 of 10 000
        for (population, sampled) in [(500, 225), (1000, 258), (5000, 290), (10_000, 294)] {
            let bound = |sampled| bad_at_most(population, sampled, 0, 950);
            assert!(bound(sampled) * 100 < population, "{population}");
            assert!(bound(sampled - 1) * 100 >= population, "{population}");
        }
    }

    #[test]
    fn degenerate_populations_have_certain_answers() {
        assert_eq!(at_most(0, 0, 0, 0), 1.0);
        assert_eq!(at_most(10, 0, 5, 0), 1.0);
        assert_eq!(at_most(10, 10, 5, 4), 0.0);
        assert_eq!(at_most(10, 99, 99, 10), 1.0);
        assert_eq!(bad_at_most(10, 10, 3, 950), 3);
        assert_eq!(bad_at_most(10, 0, 0, 950), 10);
        assert_eq!(at_most_of_endless(0.0, 5, 0), 1.0);
        assert_eq!(at_most_of_endless(1.0, 5, 4), 0.0);
        assert_eq!(share_at_most_of_endless(5, 5, 950), 1.0);
    }

    #[test]
    fn the_operating_curve_falls_from_certain_acceptance() {
        let curve = operating_curve(1000, 50, 2, 200, 40);
        assert_eq!(curve.first(), Some(&(0, 1.0)));
        assert_eq!(curve.last().map(|(bad, _)| *bad), Some(200));
        assert!(
            curve
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a.1 >= b.1))
        );
    }
}
