//! EXC-01: findings that the register of exceptions (例外登记) names. Such a finding is no defect of its own any more,
//! and no pass either: the register is the contractor's word, so a named person confirms it (DA/T 68.2-2020 4.3.3).
//! Only gaps and repeats of pages and numbers can be known; the container, digests, readability and linkage cannot.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Exception, ExceptionKind};
use crate::finding::Finding;
use crate::ledger::{Gap, Known, Ledger, NotRun};
use crate::locus::Locus;

/// Findings of single pages that can be known, told by their place.
const OF_PAGES: &[(Code, ExceptionKind)] = &[
    (Code::BlankPage, ExceptionKind::BlankPage),
    (Code::DuplicateInUnit, ExceptionKind::RepeatedPage),
    (Code::DuplicateAcrossUnits, ExceptionKind::RepeatedPage),
    (Code::NearDuplicate, ExceptionKind::RepeatedPage),
];

/// Rows told in one finding; of more, the number follows.
const ROWS_TOLD: usize = 5;

/// The rows of all registers, by what they speak of.
struct Register<'a> {
    rows: &'a [Exception],
    by_code: BTreeMap<&'a str, Vec<usize>>,
    /// Numbers that are known to be missing, by series.
    numbers: BTreeMap<String, BTreeMap<u64, usize>>,
}

/// Must run last: it speaks of the other checks' findings.
pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let open = ledger.take_known();
    if delivery.exceptions.is_empty() {
        for (finding, _) in open {
            ledger.find(finding);
        }
        ledger.not_run(Check::Exc01, NotRun::NothingOfTheKind);
        return;
    }
    let register = Register::new(&delivery.exceptions);
    ledger.ran(Check::Exc01, delivery.exceptions.len() as u64);
    let mut used = BTreeSet::new();
    for (finding, known) in open {
        apply(delivery, &register, finding, &known, &mut used, ledger);
    }
    let sequences = sequences(delivery);
    for (code, kind) in OF_PAGES {
        for finding in ledger.take(*code) {
            let place = &finding.locus;
            let in_name = place.entry.as_deref().and_then(|path| sequences.get(path));
            let page = place.page.map(u64::from).or(in_name.copied());
            let known = place.archival_code.as_ref().map(|code| Known {
                kind: *kind,
                code: code.clone(),
                gap: page.map_or(Gap::Unplaced, |page| Gap::Pages(page, page)),
            });
            match known {
                Some(known) => apply(delivery, &register, finding, &known, &mut used, ledger),
                None => ledger.find(finding),
            }
        }
    }
    for (at, row) in delivery.exceptions.iter().enumerate() {
        if !used.contains(&at) {
            ledger
                .find(Finding::new(Code::ExceptionUnused, locus(delivery, row)).found(&row.reason));
        }
    }
}

fn locus(delivery: &Delivery<'_>, row: &Exception) -> Locus {
    delivery.locus(row.at).of(&row.code)
}

/// The number in an entry's name, by path.
fn sequences<'a>(delivery: &'a Delivery<'_>) -> BTreeMap<&'a str, u64> {
    let pages = delivery.link.units.values().flatten();
    pages
        .filter_map(|page| Some((delivery.path(page.entry), page.sequence?.0)))
        .collect()
}

fn apply(
    delivery: &Delivery<'_>,
    register: &Register<'_>,
    finding: Finding,
    known: &Known,
    used: &mut BTreeSet<usize>,
    ledger: &mut Ledger,
) {
    let rows = register.rows_for(known);
    if rows.is_empty() {
        ledger.find(finding);
        return;
    }
    let mut said: Vec<String> = rows
        .iter()
        .take(ROWS_TOLD)
        .filter_map(|at| register.rows.get(*at))
        .map(|row| {
            let (path, at) = (delivery.path(row.at.entry), row.at.row);
            format!("{path} @ {at}: {}", row.reason)
        })
        .collect();
    if rows.len() > ROWS_TOLD {
        said.push(format!("… {}", rows.len()));
    }
    used.extend(rows);
    let what = format!(
        "{}: {} / {}",
        finding.code.dotted(),
        finding.expected,
        finding.found
    );
    ledger.find(
        Finding::new(Code::ExceptionApplied, finding.locus)
            .expected(what)
            .found(said.join("; ")),
    );
}

impl<'a> Register<'a> {
    fn new(rows: &'a [Exception]) -> Self {
        let mut by_code: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut numbers: BTreeMap<String, BTreeMap<u64, usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_code.entry(row.code.as_str()).or_default().push(at);
            if row.kinds.contains(&ExceptionKind::MissingNumber)
                && let Some((series, number)) = row.number()
            {
                numbers
                    .entry(series)
                    .or_default()
                    .entry(number)
                    .or_insert(at);
            }
        }
        Self {
            rows,
            by_code,
            numbers,
        }
    }

    /// The rows that together say all of it; none where a part of it is not said.
    fn rows_for(&self, known: &Known) -> BTreeSet<usize> {
        if let Gap::Numbers(first, last) = known.gap {
            let series = self.numbers.get(&known.code);
            let rows: BTreeSet<(u64, usize)> = series
                .into_iter()
                .flat_map(|series| series.range(first..=last).map(|(n, at)| (*n, *at)))
                .collect();
            let asked = (last - first).saturating_add(1);
            if rows.len() as u64 != asked {
                return BTreeSet::new();
            }
            return rows.into_iter().map(|(_, at)| at).collect();
        }
        let own = self.by_code.get(known.code.as_str()).into_iter().flatten();
        let own: Vec<(usize, &Exception)> = own
            .filter_map(|at| Some((*at, self.rows.get(*at)?)))
            .filter(|(_, row)| row.kinds.contains(&known.kind))
            .collect();
        // A row without pages speaks of the unit as a whole.
        let whole = own.iter().filter(|(_, row)| row.pages.is_none());
        let whole: BTreeSet<usize> = whole.map(|(at, _)| *at).collect();
        if !whole.is_empty() {
            return whole;
        }
        let said = match known.gap {
            Gap::Count(count) => named(&own) == count,
            // Runs of one register are short; each page of a gap must be named.
            Gap::Pages(first, last) => covered(&own, first, last),
            Gap::Numbers(..) | Gap::Unplaced => false,
        };
        let touches = |row: &Exception| match known.gap {
            Gap::Pages(first, last) => row
                .pages
                .iter()
                .flatten()
                .any(|(a, b)| *a <= last && *b >= first),
            _ => true,
        };
        let rows = own.iter().filter(|(_, row)| said && touches(row));
        rows.map(|(at, _)| *at).collect()
    }
}

/// All runs of these rows, in order.
fn runs(rows: &[(usize, &Exception)]) -> Vec<(u64, u64)> {
    let runs = rows.iter().flat_map(|(_, row)| row.pages.iter().flatten());
    let mut runs: Vec<(u64, u64)> = runs.copied().collect();
    runs.sort_unstable();
    runs
}

/// How many pages are in some run: one that is named twice is one page.
fn named(rows: &[(usize, &Exception)]) -> u64 {
    let (mut count, mut next) = (0_u64, 0);
    for (a, b) in runs(rows) {
        let first = a.max(next);
        if first <= b {
            count = count.saturating_add((b - first).saturating_add(1));
            next = b.saturating_add(1);
        }
    }
    count
}

/// Every page from first to last is in some run.
fn covered(rows: &[(usize, &Exception)], first: u64, last: u64) -> bool {
    let mut next = first;
    for (a, b) in runs(rows) {
        if a <= next && b >= next {
            next = b.saturating_add(1);
        }
    }
    next > last
}
