//! CAT-16: resident identity numbers and mobile numbers in titles and remarks, which end up on lists others read.
//! The report says that there is one and never which: a screen must not spread what it found.

use super::at;
use crate::catalogue::{text::half_width, values};
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::Field;

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    for row in rows {
        ledger.ran(Check::Cat16, 1);
        for field in [Field::Title, Field::Remark] {
            for (_, number) in numbers(row.row.text(field)) {
                let code = match number.kind {
                    Kind::Identity => Code::PersonalIdentity,
                    Kind::Mobile => Code::PersonalMobile,
                };
                ledger.find(
                    Finding::new(code, at(delivery, row))
                        .expected(values::heading(field))
                        .found(mask(&number.text)),
                );
            }
        }
    }
}

/// The text with every such number masked.
pub(super) fn masked(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (from, number) in numbers(text) {
        let mask = mask(&number.text);
        for (slot, c) in chars.iter_mut().skip(from).zip(mask.chars()) {
            *slot = c;
        }
    }
    chars.into_iter().collect()
}

enum Kind {
    Identity,
    Mobile,
}

struct Number {
    kind: Kind,
    text: String,
}

/// Numbers by the character they begin at. Only whole runs of letters and digits count: part of a longer number is
/// none.
fn numbers(text: &str) -> Vec<(usize, Number)> {
    let mut found = Vec::new();
    let mut run = String::new();
    let mut from = 0;
    for (at, c) in text.chars().map(half_width).chain(['\n']).enumerate() {
        if c.is_ascii_alphanumeric() {
            if run.is_empty() {
                from = at;
            }
            run.push(c);
            continue;
        }
        let run = std::mem::take(&mut run);
        let kind = if is_identity(&run) {
            Kind::Identity
        } else if is_mobile(&run) {
            Kind::Mobile
        } else {
            continue;
        };
        found.push((from, Number { kind, text: run }));
    }
    found
}

/// GB 11643-1999: six digits of region, eight of birth, three of order, a check character (ISO 7064 MOD 11-2).
fn is_identity(run: &str) -> bool {
    if run.len() != 18 || !run.starts_with(|c| matches!(c, '1'..='9')) {
        return false;
    }
    let Some(birth) = run.get(6..14) else {
        return false;
    };
    if !values::date(birth).is_ok_and(|d| !d.partial() && (1850..=2100).contains(&d.year)) {
        return false;
    }
    let mut sum = 0_u32;
    for (at, c) in run.chars().enumerate() {
        let digit = match c {
            'X' | 'x' if at == 17 => 10,
            c => match c.to_digit(10) {
                Some(digit) => digit,
                None => return false,
            },
        };
        // weights 2^(17 − i) modulo 11, by Horner
        sum = (sum * 2 + digit) % 11;
    }
    sum == 1
}

/// Eleven digits of which the first two are 13–19, with or without the country's 86.
fn is_mobile(run: &str) -> bool {
    let own = match run.len() {
        13 => run.strip_prefix("86").unwrap_or_default(),
        _ => run,
    };
    let second = own
        .strip_prefix('1')
        .is_some_and(|r| r.starts_with(|c| matches!(c, '3'..='9')));
    own.len() == 11 && second && own.bytes().all(|b| b.is_ascii_digit())
}

/// First three and last two characters; what lies between would tell whose it is.
fn mask(number: &str) -> String {
    let last = number.chars().count().saturating_sub(2);
    let hide = |(at, c): (usize, char)| if (3..last).contains(&at) { '*' } else { c };
    number.chars().enumerate().map(hide).collect()
}
