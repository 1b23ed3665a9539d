//! Single sampling by attributes (计数抽样, ISO 2859-1 = GB/T 2828.1), normal, tightened and reduced: lot size, level and
//! AQL → sample size and acceptance number. Generated, not typed: several public tables are wrong (STANDARDS §5). The
//! tests hold every cell against `attributes/gbt2828.tsv`, a transcription of the standard's tables 2-A, 2-B and 2-C.

use crate::profile::{AttributesPlan, LIMITS, Level, Strictness};

/// The code letters, from the smallest sample to the largest (STANDARDS §5).
const LETTERS: &str = "ABCDEFGHJKLMNPQR";

/// Greatest lot of each row of the code-letter table; larger ones are in the last row (STANDARDS §5).
const LOTS: [u64; 14] = [
    8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000,
];

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

/// One kind of inspection: a column of its table begins with 0, arrows follow, then acceptance numbers from 1 on.
struct Column {
    /// Sample sizes by code letter, from A.
    sizes: &'static [u64],
    /// Rows between 0 and 1.
    arrows: usize,
    /// How many of the arrows, from the first, lead up to 0; the others lead down to 1.
    upward: usize,
    /// Acceptance numbers behind the arrows; what is below them leads up to the last.
    acceptances: &'static [u64],
    /// Rows the column begins lower than that of normal inspection.
    lower: usize,
}

/// Table 2-A, from its generator (STANDARDS §5).
const NORMAL: Column = Column {
    sizes: &[
        2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000,
    ],
    arrows: 2,
    upward: 1,
    acceptances: &[1, 2, 3, 5, 7, 10, 14, 21],
    lower: 0,
};

/// Table 2-B. It has one letter more, S, for a single plan: 3,150 and 1 at 0.025 %.
const TIGHTENED: Column = Column {
    sizes: &[
        2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150,
    ],
    arrows: 2,
    upward: 0,
    acceptances: &[1, 2, 3, 5, 8, 12, 18],
    lower: 1,
};

/// Table 2-C as of 1999: before, reduced inspection could end neither accepted nor rejected. Samples are two letters smaller.
const REDUCED: Column = Column {
    sizes: &[
        2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800,
    ],
    arrows: 3,
    upward: 1,
    acceptances: &[1, 2, 3, 5, 6, 8, 10],
    lower: 0,
};

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
    let column = match asked.strictness {
        Strictness::Normal => NORMAL,
        Strictness::Tightened => TIGHTENED,
        Strictness::Reduced => REDUCED,
    };
    // The first plan stands the lower, the stricter the limit: 6.5 % at A, 1.0 % at E, 0.010 % at Q.
    let zero = LIMITS.len().checked_sub(limit + 1)? + column.lower;
    let (at, acceptance) = column.cell(LETTERS.find(letter)?, zero)?;
    Some(Plan {
        letter,
        sampled: column.sizes.get(at)?.min(&lot).to_owned(),
        acceptance,
    })
}

impl Column {
    /// The row whose sample is drawn, and its acceptance number, where the letter leads to row `at` and 0 stands at `zero`.
    fn cell(&self, at: usize, zero: usize) -> Option<(usize, u64)> {
        let one = zero + 1 + self.arrows;
        let Some(below) = at.checked_sub(zero) else {
            return Some((zero, 0));
        };
        // An arrow that would lead down out of the table leads up (the long arrow of table 2-C at 0.025 %).
        if below <= self.upward || at < one && one >= self.sizes.len() {
            return Some((zero, 0));
        }
        let behind = at.saturating_sub(one).min(self.acceptances.len() - 1);
        Some((one + behind, *self.acceptances.get(behind)?))
    }
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
    fn every_cell_is_as_the_standard_prints_it() {
        let (mut held, mut letters_held) = (0, 0);
        let table = include_str!("attributes/gbt2828.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut cells = line.split('\t');
            let column = match cells.next() {
                Some("normal") => NORMAL,
                Some("tightened") => TIGHTENED,
                Some("reduced") => REDUCED,
                other => panic!("{other:?}"),
            };
            let letter = cells.next().unwrap();
            letters_held += 1;
            for (at, cell) in cells.enumerate() {
                let zero = LIMITS.len() - 1 - at + column.lower;
                let (row, acceptance) = column.cell(LETTERS.find(letter).unwrap(), zero).unwrap();
                let ours = format!("{}/{acceptance}", column.sizes[row]);
                assert_eq!(ours, cell, "{line}\n{} thousandths", LIMITS[at]);
                held += 1;
            }
        }
        assert_eq!((letters_held, held), (48, 720));
    }

    #[test]
    fn reduced_inspection_asks_less_and_is_never_asked_more() {
        let reduced = |lot, limit| of(lot, Level::II, limit, Strictness::Reduced).unwrap();
        let k = reduced(3200, 1000);
        assert_eq!((k.letter, k.sampled, k.acceptance), ('K', 50, 2));
        for lot in [2, 20, 90, 150, 280, 500, 1200, 10_000, 600_000] {
            for limit in LIMITS {
                let normal = of(lot, Level::II, limit, Strictness::Normal).unwrap();
                assert!(
                    reduced(lot, limit).sampled <= normal.sampled,
                    "{lot} {limit}"
                );
            }
        }
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
        // The strictest limits have a plan for every letter: an arrow leads there where no number stands.
        assert_eq!(plan(600_000, Level::III, 15), ('R', 800, 0));
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
                let (normal, tight) = (normal.unwrap(), tight.unwrap());
                let share = |plan: Plan| (plan.acceptance + 1) * 1_000_000 / plan.sampled;
                assert!(share(tight) <= share(normal), "{lot} {limit}");
            }
        }
    }
}
