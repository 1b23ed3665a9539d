//! Single sampling by attributes (计数抽样, ISO 2859-1 = GB/T 2828.1), normal inspection: lot size, level and AQL →
//! sample size and acceptance number. Generated, not typed: several public tables are wrong (STANDARDS §5).

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

/// The acceptable quality limits of the table, thousandths of a per cent: 0.010 % … 6.5 %.
const AQLS: [u32; 15] = [
    10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000, 1500, 2500, 4000, 6500,
];

/// Acceptance numbers down a column from its first cell; `None` sends to the nearest plan: up after the first, down
/// after the second, up behind the last (STANDARDS §5).
const COLUMN: [Option<u64>; 11] = [
    Some(0),
    None,
    None,
    Some(1),
    Some(2),
    Some(3),
    Some(5),
    Some(7),
    Some(10),
    Some(14),
    Some(21),
];

/// How much is inspected in relation to the lot (检验水平).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Special S-1.
    S1,
    /// Special S-2.
    S2,
    /// Special S-3.
    S3,
    /// Special S-4.
    S4,
    /// General I.
    I,
    /// General II, the usual one.
    II,
    /// General III.
    III,
}

impl Level {
    /// Code letters by row of the lot table (STANDARDS §5).
    fn letters(self) -> &'static str {
        match self {
            Level::S1 => "AAAABBBBCCCCDDD",
            Level::S2 => "AAABBBCCCDDDEEE",
            Level::S3 => "AABBCCDDEEFFGGH",
            Level::S4 => "AABCCDEEFGGHJJK",
            Level::I => "AABCCDEFGHJKLMN",
            Level::II => "ABCDEFGHJKLMNPQ",
            Level::III => "BCDEFGHJKLMNPQR",
        }
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

/// The plan of normal inspection; `None` for an AQL that is not in the table. `aql` counts thousandths of a per
/// cent: 1.0 % is 1000.
#[must_use]
pub fn normal(lot: u64, level: Level, aql: u32) -> Option<Plan> {
    let column = AQLS.iter().position(|a| *a == aql)?;
    let row = LOTS
        .iter()
        .position(|most| lot <= *most)
        .unwrap_or(LOTS.len());
    let letter = level.letters().chars().nth(row)?;
    let at = SIZES.iter().position(|(l, _)| *l == letter)?;
    // The first plan stands the lower, the stricter the limit: 6.5 % at A, 1.0 % at E, 0.010 % at Q.
    let first = AQLS.len().checked_sub(column + 1)?;
    let (at, acceptance) = match at.checked_sub(first) {
        None => (first, 0),
        Some(below) => match COLUMN.get(below) {
            Some(Some(acceptance)) => (at, *acceptance),
            Some(None) if below == 1 => (at - 1, 0),
            Some(None) => (at + 1, 1),
            None => (first + COLUMN.len() - 1, 21),
        },
    };
    let (_, sampled) = SIZES.get(at)?;
    Some(Plan {
        letter,
        sampled: (*sampled).min(lot),
        acceptance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(lot: u64, level: Level, aql: u32) -> (char, u64, u64) {
        let plan = normal(lot, level, aql).unwrap();
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
        assert_eq!(normal(500, Level::II, 999), None);
    }

    #[test]
    fn a_lot_smaller_than_its_sample_is_inspected_whole() {
        assert_eq!(plan(2, Level::II, 10), ('A', 2, 0));
    }
}
