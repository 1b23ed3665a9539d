//! Switching (转移规则): how strictly the contractor's next lot is inspected, by the outcomes of the lots so far. ISO
//! 2859-1:1999 9.3 and 9.4 as secondary sources give them, the score of 9.3.3.2 among them: unverified against the text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::attributes::plan;
use crate::profile::{AttributesPlan, Strictness};

/// Points at which normal inspection may become reduced (9.3.3.1).
pub const ENOUGH_TO_REDUCE: u32 = 30;

/// A lot as it was first submitted. One that was inspected again is not counted again (9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lot {
    /// It was accepted.
    pub accepted: bool,
    /// How strictly it was inspected; nothing where it was not sampled by attributes.
    pub strictness: Option<Strictness>,
    /// What it adds to the score; with 0 the score begins again.
    pub points: u32,
}

/// What follows from the lots so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// How the next lot is inspected; nothing: inspection stops until the contractor has mended its work (9.4).
    pub strictness: Option<Strictness>,
    /// The score (转移得分).
    pub score: u32,
}

impl Switch {
    /// Reduced inspection may begin or go on. That the work goes steadily and that the archive wants it are conditions too
    /// (9.3.3.1 b, c): people say so, and nothing here makes an inspection reduced by itself.
    #[must_use]
    pub fn may_reduce(&self) -> bool {
        match self.strictness {
            Some(Strictness::Reduced) => true,
            Some(Strictness::Normal) => self.score >= ENOUGH_TO_REDUCE,
            Some(Strictness::Tightened) | None => false,
        }
    }
}

/// What a lot of so many units adds to the score (9.3.3.2): 3 where two or more bad units are allowed and it would have been
/// accepted at the next stricter limit too, 2 where fewer are allowed, 0 where it was not accepted. A stricter plan of
/// another sample size cannot be held against the same units: 0.
#[must_use]
pub fn points(lot: u64, asked: AttributesPlan, bad: u64, accepted: bool) -> u32 {
    let Some(own) = plan(lot, asked).filter(|_| accepted) else {
        return 0;
    };
    if asked.strictness != Strictness::Normal {
        return 0;
    }
    if own.acceptance < 2 {
        return 2;
    }
    let stricter = asked.next_stricter().and_then(|asked| plan(lot, asked));
    let holds = stricter.is_some_and(|one| one.sampled == own.sampled && bad <= one.acceptance);
    if holds { 3 } else { 0 }
}

/// What follows from the contractor's lots, oldest first. Normal becomes tightened when two of five in a row were not
/// accepted; tightened becomes normal after five accepted in a row; five not accepted under tightened inspection stop it;
/// reduced becomes normal with one that is not accepted. That a lot was inspected reduced without the score for it changes
/// nothing but that it adds no points.
#[must_use]
pub fn follows(lots: &[Lot]) -> Switch {
    let mut now = Switch {
        strictness: Some(Strictness::Normal),
        score: 0,
    };
    // outcomes since the last switch
    let mut since: Vec<bool> = Vec::new();
    for lot in lots {
        let reduced = lot.strictness == Some(Strictness::Reduced);
        if reduced && now.may_reduce() {
            now.strictness = Some(if lot.accepted {
                Strictness::Reduced
            } else {
                Strictness::Normal
            });
            now.score = 0;
            since.clear();
            continue;
        }
        if now.strictness == Some(Strictness::Reduced) {
            now.strictness = Some(Strictness::Normal);
        }
        since.push(lot.accepted);
        let rejected = since.iter().filter(|accepted| !**accepted).count();
        let last_five = || since.iter().rev().take(5);
        if now.strictness == Some(Strictness::Tightened) {
            if rejected >= 5 {
                now.strictness = None;
                return now;
            }
            if since.len() >= 5 && last_five().all(|accepted| *accepted) {
                now.strictness = Some(Strictness::Normal);
                since.clear();
            }
            continue;
        }
        now.score = if lot.points > 0 {
            now.score.saturating_add(lot.points)
        } else {
            0
        };
        if last_five().filter(|accepted| !**accepted).count() >= 2 {
            now = Switch {
                strictness: Some(Strictness::Tightened),
                score: 0,
            };
            since.clear();
        }
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Level;

    const NORMAL: Option<Strictness> = Some(Strictness::Normal);
    const TIGHTENED: Option<Strictness> = Some(Strictness::Tightened);
    const REDUCED: Option<Strictness> = Some(Strictness::Reduced);

    /// A lot of 3,200 units at level II and 1.0 %: letter K, 125 units, 3 may be bad; at 0.65 % two.
    fn k(strictness: Strictness) -> AttributesPlan {
        AttributesPlan {
            level: Level::II,
            limit: 1000,
            strictness,
        }
    }

    fn lot(accepted: bool) -> Lot {
        Lot {
            accepted,
            strictness: NORMAL,
            points: points(3200, k(Strictness::Normal), 0, accepted),
        }
    }

    fn after(outcomes: &[bool]) -> Switch {
        let lots: Vec<Lot> = outcomes.iter().copied().map(lot).collect();
        follows(&lots)
    }

    #[test]
    fn two_of_five_rejected_tighten_and_five_accepted_loosen() {
        let (yes, no) = (true, false);
        let next = |outcomes: &[bool]| after(outcomes).strictness;
        assert_eq!(next(&[]), NORMAL);
        assert_eq!(next(&[no, yes, yes, yes, yes, no]), NORMAL);
        assert_eq!(next(&[no, yes, yes, yes, no]), TIGHTENED);
        let tightened = [no, no, yes, yes, yes, yes];
        assert_eq!(next(&tightened), TIGHTENED);
        assert_eq!(next(&[&tightened[..], &[yes]].concat()), NORMAL);
        assert_eq!(next(&[&[no, no][..], &[no; 4]].concat()), TIGHTENED);
        assert_eq!(next(&[&[no, no][..], &[no; 5]].concat()), None);
    }

    #[test]
    fn a_lot_adds_three_where_the_next_stricter_limit_would_have_taken_it() {
        let of = |bad, accepted| points(3200, k(Strictness::Normal), bad, accepted);
        assert_eq!((of(0, true), of(2, true), of(3, true)), (3, 3, 0));
        assert_eq!(of(0, false), 0);
        // 500 units: letter H, 50 units, one may be bad.
        let few = |bad, accepted| points(500, k(Strictness::Normal), bad, accepted);
        assert_eq!((few(1, true), few(2, false)), (2, 0));
        // Letter M at 6.5 % goes up to 200 units, at 4.0 % it has 315: not to be compared.
        let m = AttributesPlan {
            limit: 6500,
            ..k(Strictness::Normal)
        };
        assert_eq!(points(35_000, m, 0, true), 0);
        assert_eq!(points(10_000, m, 0, true), 3);
        assert_eq!(points(3200, k(Strictness::Tightened), 0, true), 0);
    }

    #[test]
    fn ten_lots_of_three_points_may_be_reduced_and_nine_may_not() {
        let nine = after(&[true; 9]);
        assert_eq!((nine.score, nine.may_reduce()), (27, false));
        let ten = after(&[true; 10]);
        assert_eq!((ten.score, ten.may_reduce()), (30, true));
        assert_eq!(ten.strictness, NORMAL);
        let again = after(&[&[true; 10][..], &[false]].concat());
        assert_eq!((again.score, again.may_reduce()), (0, false));
    }

    #[test]
    fn reduced_goes_on_until_a_lot_is_not_accepted() {
        let reduced = |accepted| Lot {
            accepted,
            strictness: REDUCED,
            points: 0,
        };
        let earned: Vec<Lot> = vec![lot(true); 10];
        let with = |more: &[Lot]| follows(&[&earned[..], more].concat());
        assert_eq!(with(&[reduced(true), reduced(true)]).strictness, REDUCED);
        assert!(with(&[reduced(true)]).may_reduce());
        let back = with(&[reduced(true), reduced(false)]);
        assert_eq!((back.strictness, back.may_reduce()), (NORMAL, false));
        // Normal inspection again, because the archive wants it: the score begins again.
        let chosen = with(&[reduced(true), lot(true)]);
        assert_eq!((chosen.strictness, chosen.score), (NORMAL, 3));
        // Reduced without the score for it.
        let unearned = follows(&[lot(true), reduced(true)]);
        assert_eq!((unearned.strictness, unearned.score), (NORMAL, 0));
        assert!(!unearned.may_reduce());
    }

    #[test]
    fn tightened_inspection_earns_nothing() {
        let back = after(&[false, false, true, true, true, true, true]);
        assert_eq!((back.strictness, back.score), (NORMAL, 0));
    }
}
