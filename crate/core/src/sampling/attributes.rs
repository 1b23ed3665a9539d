//! Single sampling by attributes (计数抽样, ISO 2859-1 = GB/T 2828.1), normal and tightened: lot size, level and AQL →
//! sample size and acceptance number. Generated, not typed: several public tables are wrong (STANDARDS §5).

use crate::profile::{AttributesPlan, LIMITS, Level, Strictness};

/// Sample sizes of the code letters A B C D E F G H J K L M N P Q R (STANDARDS §5).
const SIZES: [(char, u64); 16] = [
    ('A', 2),
    ('B', 3),
    ('C', 5),
    ('D', 8),
    ('E', 13),
    ('F', 20),
    ('G', 32),
    ('H', 50),
    ('J', 80),
    ('K', 125),
    ('L', 200),
    ('M', 315),
    ('N', 500),
    ('P', 800),
    ('Q', 1250),
    ('R', 2000),
];

/// Greatest lot of each row of the code-letter table; larger ones are in the last row (STANDARDS §5).
const LOTS: [u64; 14] = [
    8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000,
];

/// Acceptance numbers of normal inspection down a column, without the two arrows behind the first (STANDARDS §5).
const NORMAL: [u64; 9] = [0, 1, 2, 3, 5, 7, 10, 14, 21];

/// The same of tightened inspection: the column begins one letter lower. From tables made of MIL-STD-105E (public domain;
/// nibs.org, Facilities Management, table 1-B), whose tables of single sampling ISO 2859-1 kept; unverified against its text.
const TIGHTENED: [u64; 8] = [0, 1, 2, 3, 5, 8, 12, 18];

/// Code letters by row of the lot table (STANDARDS §5).
fn letters(level: Level) -> &'static str {
    match level {
        Level::S1 => "AAAABBBBCCCCDDD",
        Level::S2 => "AAABBBCCCDDDEEE",
        Level::S3 => "AABBCCDDEEFFGGH",
        Level::S4 => "AABCCDEEFGGHJJK",
        Level::I => "AABCCDEFGHJKLMN",
        Level::II => "ABCDEFGHJKLMNPQ",
        Level::III => "BCDEFGHJKLMNPQR",
    }
}

/// A plan: accept when at most `acceptance` of `sampled` units are bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Code letter the lot and level lead to, before any arrow.
    pub letter: char,
    /// Units to inspect; the whole lot where it is smaller.
    pub sampled: u64,
    /// Most bad units accepted (接收数 Ac); one more rejects.
    pub acceptance: u64,
}

/// The plan for a lot; `None` for a limit that is not in the table.
#[must_use]
pub fn plan(lot: u64, asked: AttributesPlan) -> Option<Plan> {
    let limit = LIMITS.iter().position(|a| *a == asked.limit)?;
    let row = LOTS
        .iter()
        .position(|most| lot <= *most)
        .unwrap_or(LOTS.len());
    let letter = letters(asked.level).chars().nth(row)?;
    let at = SIZES.iter().position(|(l, _)| *l == letter)?;
    // The first plan stands the lower, the stricter the limit: 6.5 % at A, 1.0 % at E, 0.010 % at Q; tightened one lower.
    let normal = LIMITS.len().checked_sub(limit + 1)?;
    let (first, column): (usize, &[u64]) = match asked.strictness {
        Strictness::Normal => (normal, &NORMAL),
        Strictness::Tightened => (normal + 1, &TIGHTENED),
    };
    let last = SIZES.len() - 1;
    let (at, acceptance) = match at.checked_sub(first) {
        None | Some(0) => (first.min(last), 0),
        // Two arrows behind the first plan: normal inspection goes back up from the first of them, tightened never does.
        Some(1) if asked.strictness == Strictness::Normal => (at - 1, 0),
        Some(below @ (1 | 2)) if at + 3 - below <= last => (at + 3 - below, 1),
        Some(1 | 2) => return None,
        Some(below) => match column.get(below - 2) {
            Some(acceptance) => (at, *acceptance),
            None => (first + column.len() + 1, *column.last()?),
        },
    };
    let (_, sampled) = SIZES.get(at)?;
    Some(Plan {
        letter,
        sampled: (*sampled).min(lot),
        acceptance,
    })
}

/// Switching (转移规则): how strictly the next lot is inspected, by the outcomes of the contractor's lots so far, oldest
/// first and each as first submitted. Normal becomes tightened when two of five in a row were not accepted; tightened
/// becomes normal after five accepted in a row; five not accepted under tightened inspection stop it (`None`). From
/// ISO 2859-1:1999 9.3 and 9.4 as secondary sources give them: unverified.
#[must_use]
pub fn next_strictness(accepted: &[bool]) -> Option<Strictness> {
    let mut strictness = Strictness::Normal;
    // outcomes since the last switch
    let mut since: Vec<bool> = Vec::new();
    for outcome in accepted {
        since.push(*outcome);
        let last_five = || since.iter().rev().take(5);
        match strictness {
            Strictness::Normal if last_five().filter(|one| !**one).count() >= 2 => {
                (strictness, since) = (Strictness::Tightened, Vec::new());
            }
            Strictness::Tightened if since.iter().filter(|one| !**one).count() >= 5 => {
                return None;
            }
            Strictness::Tightened if since.len() >= 5 && last_five().all(|one| *one) => {
                (strictness, since) = (Strictness::Normal, Vec::new());
            }
            Strictness::Normal | Strictness::Tightened => {}
        }
    }
    Some(strictness)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lot: u64, level: Level, limit: u32, strictness: Strictness) -> Option<Plan> {
        super::plan(
            lot,
            AttributesPlan {
                level,
                limit,
                strictness,
            },
        )
    }

    fn plan(lot: u64, level: Level, limit: u32) -> (char, u64, u64) {
        let plan = of(lot, level, limit, Strictness::Normal).unwrap();
        (plan.letter, plan.sampled, plan.acceptance)
    }

    fn tightened(lot: u64, limit: u32) -> (char, u64, u64) {
        let plan = of(lot, Level::II, limit, Strictness::Tightened).unwrap();
        (plan.letter, plan.sampled, plan.acceptance)
    }

    #[test]
    fn the_check_vectors_of_standards_5_hold() {
        assert_eq!(plan(10_000, Level::II, 2500), ('L', 200, 10));
        assert_eq!(plan(3200, Level::II, 1000), ('K', 125, 3));
        assert_eq!(plan(500, Level::II, 1000), ('H', 50, 1));
    }

    #[test]
    fn the_lot_table_breaks_where_the_standard_does() {
        for (lot, letter) in [
            (2, 'A'),
            (8, 'A'),
            (9, 'B'),
            (500, 'H'),
            (501, 'J'),
            (150_000, 'N'),
            (150_001, 'P'),
            (500_000, 'P'),
            (500_001, 'Q'),
            (u64::MAX, 'Q'),
        ] {
            assert_eq!(plan(lot, Level::II, 1000).0, letter, "{lot}");
        }
        assert_eq!(plan(600_000, Level::III, 1000).0, 'R');
        assert_eq!(plan(600_000, Level::S1, 1000).0, 'D');
        assert_eq!(plan(50, Level::S4, 1000).0, 'C');
        assert_eq!(plan(91, Level::I, 1000).0, 'D');
    }

    #[test]
    fn arrows_lead_to_the_other_rows_sample_size() {
        // 1.0 %: first plan at E (13); above it down to E, F up to E, G down to H, R up to Q.
        assert_eq!(plan(10, Level::II, 1000), ('B', 10, 0));
        assert_eq!(plan(90, Level::II, 1000), ('E', 13, 0));
        assert_eq!(plan(150, Level::II, 1000), ('F', 13, 0));
        assert_eq!(plan(280, Level::II, 1000), ('G', 50, 1));
        assert_eq!(plan(600_000, Level::III, 1000), ('R', 1250, 21));
        // 6.5 %: first plan at A; L is the last cell, M goes back up to it.
        assert_eq!(plan(10_000, Level::II, 6500), ('L', 200, 21));
        assert_eq!(plan(35_000, Level::II, 6500), ('M', 200, 21));
    }

    #[test]
    fn a_limit_that_is_not_in_the_table_has_no_plan() {
        assert_eq!(of(500, Level::II, 999, Strictness::Normal), None);
    }

    #[test]
    fn a_lot_smaller_than_its_sample_is_inspected_whole() {
        assert_eq!(plan(2, Level::II, 10), ('A', 2, 0));
    }

    #[test]
    fn tightened_inspection_asks_the_same_size_and_accepts_less() {
        // AQSchemes' plans of MIL-STD-105E at 2.5 %: 50/2, 125/5, 200/8 where normal has 50/3, 125/7, 200/10.
        assert_eq!(tightened(500, 2500), ('H', 50, 2));
        assert_eq!(tightened(3200, 2500), ('K', 125, 5));
        assert_eq!(tightened(10_000, 2500), ('L', 200, 8));
        // nibs.org, table 1-B, column 1.0 %: F 1, G and H down to J 2, K 3, N 9, Q 19 (rejection numbers).
        assert_eq!(tightened(150, 1000), ('F', 20, 0));
        assert_eq!(tightened(280, 1000), ('G', 80, 1));
        assert_eq!(tightened(500, 1000), ('H', 80, 1));
        assert_eq!(tightened(1200, 1000), ('J', 80, 1));
        assert_eq!(tightened(3200, 1000), ('K', 125, 2));
        assert_eq!(tightened(150_000, 1000), ('N', 500, 8));
        assert_eq!(tightened(600_000, 1000), ('Q', 1250, 18));
        assert_eq!(tightened(90, 1000), ('E', 20, 0));
        // 6.5 %: K 13, L 19 is the last cell, M goes back up to it.
        assert_eq!(tightened(3200, 6500), ('K', 125, 12));
        assert_eq!(tightened(10_000, 6500), ('L', 200, 18));
        assert_eq!(tightened(35_000, 6500), ('M', 200, 18));
    }

    #[test]
    fn tightened_is_never_more_lenient_than_normal() {
        for lot in [2, 20, 90, 150, 280, 500, 1200, 10_000, 600_000] {
            for limit in LIMITS {
                let (normal, tight) = (
                    of(lot, Level::II, limit, Strictness::Normal),
                    of(lot, Level::II, limit, Strictness::Tightened),
                );
                let (Some(normal), Some(tight)) = (normal, tight) else {
                    continue;
                };
                let share = |plan: Plan| (plan.acceptance + 1) * 1_000_000 / plan.sampled;
                assert!(share(tight) <= share(normal), "{lot} {limit}");
            }
        }
    }

    #[test]
    fn two_of_five_rejected_tighten_and_five_accepted_loosen() {
        let (yes, no) = (true, false);
        let next = |history: &[bool]| next_strictness(history);
        assert_eq!(next(&[]), Some(Strictness::Normal));
        assert_eq!(
            next(&[no, yes, yes, yes, yes, no]),
            Some(Strictness::Normal)
        );
        assert_eq!(next(&[no, yes, yes, yes, no]), Some(Strictness::Tightened));
        let tightened = [no, no, yes, yes, yes, yes];
        assert_eq!(next(&tightened), Some(Strictness::Tightened));
        assert_eq!(
            next(&[&tightened[..], &[yes]].concat()),
            Some(Strictness::Normal)
        );
        assert_eq!(
            next(&[&[no, no][..], &[no; 4]].concat()),
            Some(Strictness::Tightened)
        );
        assert_eq!(next(&[&[no, no][..], &[no; 5]].concat()), None);
    }
}
