//! Laws of drawing and deciding, held against random cases.

mod case;

use std::collections::BTreeMap;

use case::{Case, finding};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use yanshou::acceptance::Outcome;
use yanshou::code::{Code, Severity};
use yanshou::inspection::{Opinion, Verdict};
use yanshou::locus::Locus;
use yanshou::profile::{Profile, Rate, Rounding, SamplingPlan, SamplingUnit};
use yanshou::report::Report;
use yanshou::rework::{Defect, DefectKind, Rework};
use yanshou::sampling::{self, DrawError, Population, Sample, sample_size};
use yanshou_tests::{Order, judged, made, root};

fn plans() -> impl Strategy<Value = SamplingPlan> {
    (1u64..=100, 1u64..=100, 0u64..12).prop_map(|(a, b, minimum)| SamplingPlan {
        unit: SamplingUnit::Item,
        preset: None,
        rounding: Rounding::Up,
        whole_up_to: 0,
        strata: Vec::new(),
        attributes: None,
        rate: Rate {
            numerator: a.min(b),
            denominator: a.max(b),
        },
        minimum,
    })
}

/// Draws from one stratum.
fn draw(
    plan: &SamplingPlan,
    digest: &str,
    nonces: &[String],
    units: &[String],
) -> Result<Sample, DrawError> {
    sampling::draw(
        plan,
        digest,
        nonces,
        &Population::whole(units.iter().cloned()),
    )
}

fn populations() -> impl Strategy<Value = Vec<String>> {
    btree_set("[A-Z][0-9]{1,3}(-WS·20[0-9]{2})?-[0-9]{4}", 1..200)
        .prop_map(|units| units.into_iter().collect())
}

/// One thing that makes a delivery worse.
#[derive(Clone, Debug)]
enum Worse {
    Finding(Code),
    FailedVerdict(Index),
    LostVerdict(Index),
    NegativeAttestation(Index),
    LostAttestation(Index),
    LostInspector,
    ShorterSample,
    UnseenImage(Index),
    Dissent(Index),
    OnePersonTwice,
    OldDefectRemains(Index),
}

fn worse() -> impl Strategy<Value = Worse> {
    let blocking: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|c| c.severity() == Severity::A)
        .collect();
    prop_oneof![
        select(blocking).prop_map(Worse::Finding),
        any::<Index>().prop_map(Worse::FailedVerdict),
        any::<Index>().prop_map(Worse::LostVerdict),
        any::<Index>().prop_map(Worse::NegativeAttestation),
        any::<Index>().prop_map(Worse::LostAttestation),
        Just(Worse::LostInspector),
        Just(Worse::ShorterSample),
        any::<Index>().prop_map(Worse::UnseenImage),
        any::<Index>().prop_map(Worse::Dissent),
        Just(Worse::OnePersonTwice),
        any::<Index>().prop_map(Worse::OldDefectRemains),
    ]
}

/// Makes it so; what is already gone stays gone.
fn spoil(case: &mut Case, worse: &Worse) {
    match worse {
        Worse::Finding(code) => case.add(finding(*code)),
        Worse::FailedVerdict(at) => {
            let verdicts = &mut case.inspection_mut().verdicts;
            if !verdicts.is_empty() {
                at.get_mut(verdicts).passed = false;
            }
        }
        Worse::LostVerdict(at) => {
            let verdicts = &mut case.inspection_mut().verdicts;
            // Losing a verdict that failed is a forgotten defect, and no law says it cannot look better.
            let passed: Vec<usize> = (0..verdicts.len())
                .filter(|at| verdicts[*at].passed)
                .collect();
            if !passed.is_empty() {
                verdicts.remove(*at.get(&passed));
            }
        }
        Worse::NegativeAttestation(at) => {
            let attestations = &mut case.record.attestations;
            if !attestations.is_empty() {
                at.get_mut(attestations).satisfied = false;
            }
        }
        Worse::LostAttestation(at) => {
            let attestations = &mut case.record.attestations;
            let satisfied: Vec<usize> = (0..attestations.len())
                .filter(|at| attestations[*at].satisfied)
                .collect();
            if !satisfied.is_empty() {
                attestations.remove(*at.get(&satisfied));
            }
        }
        Worse::UnseenImage(at) => {
            let seen = &mut case.inspection_mut().seen;
            if !seen.is_empty() {
                seen.remove(at.index(seen.len()));
            }
        }
        Worse::Dissent(at) => {
            let inspection = case.inspection_mut();
            if !inspection.verdicts.is_empty() {
                inspection.give(Verdict {
                    passed: false,
                    by: "孙丽".to_owned(),
                    opinion: Opinion::Second,
                    ..at.get(&inspection.verdicts).clone()
                });
            }
        }
        Worse::OnePersonTwice => case.record.people.reviewer = "王芳".to_owned(),
        Worse::OldDefectRemains(at) => {
            let code = at.get(&case.judgement.units).archival_code.clone();
            let rework = case.judgement.rework.get_or_insert_with(Rework::default);
            rework.defects.push(Defect {
                kind: DefectKind::Finding {
                    check: "IMG-03".to_owned(),
                    code: "image.resolution.low".to_owned(),
                    expected: String::new(),
                    found: String::new(),
                },
                locus: Locus::default().of(code),
                remains: true,
                reason: None,
            });
        }
        Worse::LostInspector => case.inspection_mut().inspector.clear(),
        Worse::ShorterSample => {
            let sample = case.sample.as_mut().unwrap();
            // The unit's verdicts stay; a failed one must not be dropped with it.
            let last = sample
                .units
                .last()
                .map(|u| u.archival_code.clone())
                .unwrap_or_default();
            let inspection = case.record.inspection.as_ref().unwrap();
            let failed = inspection
                .verdicts
                .iter()
                .any(|v| v.archival_code == last && !v.passed);
            if !failed {
                sample.units.pop();
            }
        }
    }
}

/// A real report, to be broken.
fn report_bytes() -> Vec<u8> {
    let base = root().join("fixtures/base/three-items.toml");
    let delivery = yanshou_fixture::Recipe::load(&base).unwrap().pack();
    let mut session = judged(&delivery, "delivery.zip", "dat31-paper", Order::Forward);
    session.draw(&["nonce".to_owned()]).unwrap();
    session
        .report(made(), "unknown")
        .unwrap()
        .canonical_bytes()
        .unwrap()
}

proptest! {
    #[test]
    fn a_sample_is_a_subset_of_the_planned_size(
        plan in plans(), units in populations(), nonce in "[a-z]{1,8}",
    ) {
        let sample = draw(&plan, &"0".repeat(64), &[nonce], &units).unwrap();
        let n = units.len() as u64;
        // ⌈rate × N⌉ written otherwise: the least whole number that is not below it.
        let by_rate = (0..=n).find(|s| s * plan.rate.denominator >= n * plan.rate.numerator).unwrap();
        let planned = by_rate.max(plan.minimum).min(n);
        prop_assert_eq!(sample.units.len() as u64, planned);
        prop_assert_eq!(sample_size(&plan, n), Some(planned));
        prop_assert_eq!(sample.population, n);
        let mut drawn: Vec<&String> = sample.units.iter().map(|u| &u.archival_code).collect();
        prop_assert!(drawn.iter().all(|u| units.contains(u)));
        drawn.sort();
        drawn.dedup();
        prop_assert_eq!(drawn.len() as u64, planned);
    }

    #[test]
    fn a_sample_is_fixed_by_its_seed_whatever_the_order_of_units(
        plan in plans(),
        (units, shuffled) in populations().prop_flat_map(|u| (Just(u.clone()), Just(u).prop_shuffle())),
        nonces in vec("[a-z]{1,8}", 1..3),
    ) {
        let digest = "0".repeat(64);
        let sample = draw(&plan, &digest, &nonces, &units).unwrap();
        prop_assert_eq!(&sample, &draw(&plan, &digest, &nonces, &shuffled).unwrap());
    }

    #[test]
    fn another_nonce_another_party_or_another_digest_gives_another_seed(
        units in populations(), nonce in "[a-z]{1,8}", more in "[a-z]{1,8}",
    ) {
        let plan = Profile::built_in("dat31-paper").unwrap().sampling;
        let seed = |digest: &str, nonces: &[String]| draw(&plan, digest, nonces, &units).unwrap().seed;
        let (zeros, ones) = ("0".repeat(64), "1".repeat(64));
        let one = seed(&zeros, std::slice::from_ref(&nonce));
        prop_assert_ne!(&one, &seed(&ones, std::slice::from_ref(&nonce)));
        prop_assert_ne!(&one, &seed(&zeros, &[format!("{nonce}{more}")]));
        prop_assert_ne!(&one, &seed(&zeros, &[nonce, more]));
    }

    #[test]
    fn nothing_worse_ever_improves_the_outcome(
        before in vec(worse(), 0..4), one_more in worse(),
    ) {
        let mut case = Case::sound(20);
        for step in &before {
            spoil(&mut case, step);
        }
        let outcome = case.outcome();
        spoil(&mut case, &one_more);
        // `Outcome` is ordered from best to worst.
        prop_assert!(case.outcome() >= outcome, "{:?} became {:?}", outcome, case.outcome());
    }

    #[test]
    fn a_lost_verdict_never_gives_acceptance(
        before in vec(worse(), 0..3), lost in any::<Index>(),
    ) {
        let mut case = Case::sound(20);
        for step in before.iter().filter(|w| !matches!(w, Worse::ShorterSample)) {
            spoil(&mut case, step);
        }
        let verdicts = &mut case.inspection_mut().verdicts;
        let at = lost.index(verdicts.len());
        verdicts.remove(at);
        prop_assert_ne!(case.outcome(), Outcome::Accept);
    }

    #[test]
    fn without_an_inspection_nothing_is_accepted(before in vec(worse(), 0..4)) {
        let mut case = Case::sound(20);
        for step in &before {
            spoil(&mut case, step);
        }
        case.record.inspection = None;
        prop_assert_eq!(case.outcome(), Outcome::Undecided);
    }

    #[test]
    fn the_planned_size_is_right_for_any_population(plan in plans(), n in any::<u64>()) {
        let size = u128::from(sample_size(&plan, n).unwrap());
        let (a, b) = (u128::from(plan.rate.numerator), u128::from(plan.rate.denominator));
        let n = u128::from(n);
        prop_assert!(size <= n);
        prop_assert!(size * b >= n * a, "below the rate");
        let not_by_minimum = size > u128::from(plan.minimum);
        prop_assert!(!not_by_minimum || (size - 1) * b < n * a, "more than asked");
    }
}

#[test]
fn any_changed_byte_of_a_report_is_no_longer_that_report() {
    let bytes = report_bytes();
    let report = Report::parse(&bytes).unwrap();
    // Some 400 places, each with another bit: all bits of all places would take minutes in a debug build.
    let step = (bytes.len() / 400).max(1);
    for at in (0..bytes.len()).step_by(step) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        let same = Report::parse(&changed).is_ok_and(|other| other == report);
        assert!(!same, "byte {at} of {} does not count", bytes.len());
    }
}

#[test]
fn a_report_written_otherwise_is_not_canonical() {
    let bytes = report_bytes();
    for other in [
        [bytes.as_slice(), b"\n"].concat(),
        [b" ", bytes.as_slice()].concat(),
    ] {
        assert!(Report::parse(&other).is_err());
    }
    let pretty = serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
    assert!(Report::parse(&serde_json::to_vec_pretty(&pretty).unwrap()).is_err());
}

/// Over many seeds every unit is drawn equally often: χ² of 20 units in 4000 draws of 5 stays below the 99.9 % point for 19
/// degrees of freedom, and so does that of pairs (189), which a draw in blocks would not.
#[test]
fn every_unit_and_every_pair_is_drawn_equally_often() {
    const UNITS: usize = 20;
    const DRAWS: usize = 4000;
    let mut plan = Profile::built_in("dat31-paper").unwrap().sampling;
    plan.rate.numerator = 25;
    let names: Vec<String> = (0..UNITS).map(|n| format!("Z109-{n:04}")).collect();
    let mut units = [0u32; UNITS];
    let mut pairs = BTreeMap::new();
    for seed in 0..DRAWS {
        let nonce = [format!("{seed}")];
        let sample = draw(&plan, &"0".repeat(64), &nonce, &names).unwrap();
        let mut drawn: Vec<usize> = sample
            .units
            .iter()
            .map(|u| names.iter().position(|n| *n == u.archival_code).unwrap())
            .collect();
        drawn.sort_unstable();
        for (at, one) in drawn.iter().enumerate() {
            units[*one] += 1;
            for other in &drawn[at + 1..] {
                *pairs.entry((*one, *other)).or_insert(0u32) += 1;
            }
        }
    }
    let chi = |counts: &mut dyn Iterator<Item = u32>, expected: f64| -> f64 {
        counts
            .map(|n| (f64::from(n) - expected).powi(2) / expected)
            .sum()
    };
    // Drawn without putting back, counts vary less than χ² expects by (1 − n/N): the test is on the safe side.
    let of_units = chi(&mut units.iter().copied(), (DRAWS * 5 / UNITS) as f64);
    assert!(of_units < 43.8, "{of_units}");
    assert_eq!(pairs.len(), 190);
    let of_pairs = chi(&mut pairs.values().copied(), (DRAWS * 10 / 190) as f64);
    assert!(of_pairs < 253.9, "{of_pairs}");
    // A draw that favours one unit by a fifth would be seen.
    let mut skewed = units;
    skewed[0] += 200;
    skewed[1] -= 200;
    let of_skewed = chi(&mut skewed.iter().copied(), (DRAWS * 5 / UNITS) as f64);
    assert!(of_skewed > 43.8, "{of_skewed}");
}
