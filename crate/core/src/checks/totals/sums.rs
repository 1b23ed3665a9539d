//! Sums of a catalogue (合计) against the rows they stand under. How far up a sum reaches is not written in it: it is
//! right when one of the readings is, and none of them is more than there is.

use std::collections::{BTreeMap, BTreeSet};

use crate::archival_code;
use crate::catalogue::sums::{Counted, Reach, Sum};
use crate::catalogue::values;
use crate::code::Code;
use crate::delivery::{Catalogue, CatalogueRow, Delivery, RowPlace};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::Field;

/// What some rows come to.
#[derive(Clone, Copy, Default)]
struct Tally {
    rows: u64,
    pages: u64,
    /// Rows whose pages cannot be read: nothing is said of their sum.
    without_pages: u64,
    /// 件数 of a list of volumes.
    held: u64,
    without_held: u64,
}

impl Tally {
    fn add(&mut self, row: &CatalogueRow) {
        let number = |field| row.row.text(field).parse::<u64>().ok();
        let (pages, held) = (number(Field::Pages), number(Field::ItemCount));
        self.rows += 1;
        self.pages = self.pages.saturating_add(pages.unwrap_or(0));
        self.without_pages += u64::from(pages.is_none());
        self.held = self.held.saturating_add(held.unwrap_or(0));
        self.without_held += u64::from(held.is_none());
    }

    fn since(self, before: Self) -> Self {
        Self {
            rows: self.rows.saturating_sub(before.rows),
            pages: self.pages.saturating_sub(before.pages),
            without_pages: self.without_pages.saturating_sub(before.without_pages),
            held: self.held.saturating_sub(before.held),
            without_held: self.without_held.saturating_sub(before.without_held),
        }
    }

    /// What there is of it; a list of volumes holds items.
    fn count(self, counted: Counted, of_volumes: bool) -> Option<u64> {
        match counted {
            Counted::Pages => (self.without_pages == 0).then_some(self.pages),
            Counted::Items if of_volumes => (self.without_held == 0).then_some(self.held),
            Counted::Items | Counted::Volumes => Some(self.rows),
        }
    }
}

/// Compares them all; how many numbers there were to compare.
pub(super) fn compare(delivery: &Delivery<'_>, ledger: &mut Ledger) -> u64 {
    if delivery.catalogues.iter().all(|c| c.sums.is_empty()) {
        return 0;
    }
    let mut tables: BTreeMap<usize, Vec<&CatalogueRow>> = BTreeMap::new();
    let all = delivery.rows.iter().chain(&delivery.volumes);
    for row in all.chain(&delivery.repeated) {
        tables.entry(row.catalogue).or_default().push(row);
    }
    let (mut compared, mut everything, mut workbook) = (0, Tally::default(), Tally::default());
    let mut entry = None;
    for (at, catalogue) in delivery.catalogues.iter().enumerate() {
        if entry.replace(catalogue.header.entry) != Some(catalogue.header.entry) {
            workbook = Tally::default();
        }
        let mut rows = tables.remove(&at).unwrap_or_default();
        rows.sort_by_key(|row| row.row.number);
        for row in &rows {
            workbook.add(row);
            if catalogue.repeats.is_none() {
                everything.add(row);
            }
        }
        let table = Summed::new(catalogue, &rows, [workbook, everything]);
        compared += table.compare(delivery, ledger);
    }
    compared
}

/// A table with sums.
struct Summed<'d> {
    catalogue: &'d Catalogue,
    rows: &'d [&'d CatalogueRow],
    of_volumes: bool,
    whole: Tally,
    /// By year and retention, where a sum is for such a class.
    classes: BTreeMap<String, Tally>,
    /// The volumes its items name, where every item names one.
    volumes: Option<u64>,
    /// With the tables before it: of its workbook, of the delivery.
    wider: [Tally; 2],
}

impl<'d> Summed<'d> {
    fn new(catalogue: &'d Catalogue, rows: &'d [&'d CatalogueRow], wider: [Tally; 2]) -> Self {
        let has = |field| catalogue.columns.contains_key(&field);
        let mut table = Self {
            of_volumes: catalogue.of_volumes || has(Field::ItemCount),
            catalogue,
            rows,
            whole: Tally::default(),
            classes: BTreeMap::new(),
            volumes: None,
            wider,
        };
        let classed = catalogue.sums.iter().any(|sum| sum.class.is_some());
        for row in rows {
            table.whole.add(row);
            for class in classed.then(|| classes(row)).into_iter().flatten() {
                table.classes.entry(class).or_default().add(row);
            }
        }
        let mut stated = catalogue.sums.iter().flat_map(|sum| &sum.stated);
        if stated.any(|(counted, _)| *counted == Counted::Volumes) {
            let named: Option<BTreeSet<String>> = rows.iter().map(|row| row.volume()).collect();
            table.volumes = named.map(|named| named.len() as u64);
        }
        table
    }

    fn compare(&self, delivery: &Delivery<'_>, ledger: &mut Ledger) -> u64 {
        let (mut compared, mut above) = (0, Tally::default());
        // The tally at the last sum of each reach or a wider one.
        let mut last: BTreeMap<Reach, Tally> = BTreeMap::new();
        let mut rows = self.rows.iter().peekable();
        let mut heads_its_rows = false;
        for sum in &self.catalogue.sums {
            while let Some(row) = rows.next_if(|row| row.row.number < sum.number) {
                above.add(row);
            }
            // Sums that head their rows reach down, and nothing says how far.
            let head = above.rows == 0;
            if head || !heads_its_rows {
                let readings = if head {
                    vec![self.whole]
                } else {
                    self.readings(sum, above, &last)
                };
                compared += self.hold(sum, &readings, delivery, ledger);
            }
            heads_its_rows |= head;
            for reach in [Reach::Part, Reach::Table, Reach::All] {
                if reach <= sum.reach {
                    last.insert(reach, above);
                }
            }
        }
        compared
    }

    /// The likeliest first.
    fn readings(&self, sum: &Sum, above: Tally, last: &BTreeMap<Reach, Tally>) -> Vec<Tally> {
        let since = |reach| last.get(&reach).map(|before| above.since(*before));
        let mut readings = Vec::new();
        if let Some(class) = &sum.class {
            readings.extend(self.classes.get(class));
        }
        readings.extend(since(sum.reach).filter(|part| part.rows > 0));
        readings.push(above);
        readings.extend(since(Reach::Part));
        readings.push(self.whole);
        if sum.reach == Reach::All {
            readings.extend(self.wider);
        }
        readings
    }

    fn hold(
        &self,
        sum: &Sum,
        readings: &[Tally],
        delivery: &Delivery<'_>,
        ledger: &mut Ledger,
    ) -> u64 {
        let mut compared = 0;
        for (counted, number) in &sum.stated {
            let mut counts: Vec<u64> = readings
                .iter()
                .filter_map(|tally| tally.count(*counted, self.of_volumes))
                .collect();
            match counted {
                // Few catalogues of items say which volume each is in.
                Counted::Volumes if !self.of_volumes => match self.volumes {
                    Some(volumes) => counts.insert(0, volumes),
                    None => counts.clear(),
                },
                // Of volumes some write 件, too.
                Counted::Items if self.of_volumes => {
                    counts.extend(readings.iter().map(|tally| tally.rows));
                }
                _ => {}
            }
            let Some(likeliest) = counts.first() else {
                continue;
            };
            compared += 1;
            if !counts.contains(number) {
                let at = RowPlace {
                    row: sum.number,
                    ..self.catalogue.header
                };
                ledger.find(
                    Finding::new(Code::TotalMismatch, delivery.locus(at))
                        .expected(format!("{number}{}", counted.unit()))
                        .found(format!("{likeliest}{}", counted.unit())),
                );
            }
        }
        compared
    }
}

/// The classes a sum may name that hold this row: `2011`, `永久`, `2011永久`; 定期 is every term in years.
fn classes(row: &CatalogueRow) -> Vec<String> {
    let code = archival_code::parse(&row.code).ok();
    let text = row.row.text(Field::Year).trim_end_matches(['年', '度']);
    let coded = code.as_ref().and_then(|code| code.year);
    let year = match coded {
        Some(year) if text.is_empty() => year.to_string(),
        _ => text.to_owned(),
    };
    let retention = values::retention(row.row.text(Field::Retention))
        .or_else(|| values::retention(code.as_ref()?.retention.as_deref()?));
    let retention = retention.map(|retention| match retention.strip_suffix('年') {
        Some(_) => "定期".to_owned(),
        None => retention,
    });
    let both = retention
        .iter()
        .map(|retention| format!("{year}{retention}"));
    let both: Vec<String> = both.collect();
    let all = both.into_iter().chain(retention).chain([year]);
    let mut all: Vec<String> = all.filter(|class| !class.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
