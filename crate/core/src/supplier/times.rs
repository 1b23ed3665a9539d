//! Days between days, and which of two times came first.

use crate::attestation::{Day, day};

/// Days since 1 March of the year 0, in the proleptic Gregorian calendar (400-year cycles of 146 097 days).
fn number((year, month, day): Day) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let cycle = year.div_euclid(400);
    let of_cycle = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year
}

/// Days by which the second day lies after the first; 0 where it does not. `None` where one of them is no day.
pub(super) fn days_after(last: &str, came: &str) -> Option<u64> {
    let days = number(day(came).ok()?) - number(day(last).ok()?);
    Some(u64::try_from(days).unwrap_or(0))
}

/// What times are ordered by: seconds of UTC where the text is ISO 8601 with an offset, else the text itself, behind them.
pub(super) fn order(time: &str) -> (bool, i64, String) {
    match seconds(time) {
        Some(seconds) => (false, seconds, String::new()),
        None => (true, 0, time.to_owned()),
    }
}

fn seconds(time: &str) -> Option<i64> {
    let (date, rest) = time.split_once('T')?;
    let at = rest.find(['Z', '+', '-'])?;
    let (clock, offset) = rest.split_at_checked(at)?;
    let mut parts = clock.split(':');
    let mut part = || -> Option<i64> { parts.next()?.split('.').next()?.parse().ok() };
    let (hour, minute, second) = (part()?, part()?, part().unwrap_or(0));
    let offset = match offset {
        "Z" => 0,
        _ => {
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if offset.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
    };
    let days = number(day(date).ok()?);
    Some(((days * 24 + hour) * 60 + minute - offset) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days_after("2026-12-06", "2026-12-06"), Some(0));
        assert_eq!(days_after("2026-12-06", "2026-12-05"), Some(0));
        assert_eq!(days_after("2026-12-06", "20261207"), Some(1));
        assert_eq!(days_after("2026-12-31", "2027-03-01"), Some(60));
        assert_eq!(days_after("2028-02-28", "2028-03-01"), Some(2));
        assert_eq!(days_after("2026-02-30", "2026-03-01"), None);
    }

    #[test]
    fn times_are_ordered_across_offsets() {
        let times = [
            "2026-11-22T08:30:00+08:00",
            "2026-11-22T01:00:00Z",
            "2026-11-22T01:00:01.5Z",
        ];
        let mut sorted = times;
        sorted.sort_by_key(|time| order(time));
        assert_eq!(sorted, times);
        assert!(order("yesterday") > order(times[2]));
    }
}
