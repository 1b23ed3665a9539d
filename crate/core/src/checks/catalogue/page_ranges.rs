//! CAT-13: the page numbers (页号) of the items of one volume follow each other. A 页号 is a range, or the first page
//! alone; then the last one follows from 页数 or stays open.

use super::at;
use crate::catalogue::values;
use crate::code::Code;
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::Field;

struct Range<'r> {
    first: u64,
    last: Option<u64>,
    row: &'r CatalogueRow,
}

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    let mut ranges = Vec::new();
    let mut unread = false;
    for row in rows {
        let text = row.row.text(Field::PageNumber);
        if text.is_empty() {
            unread = true;
            continue;
        }
        let Some((first, last)) = values::page_range(text) else {
            unread = true;
            ledger.find(
                Finding::new(Code::PageRangeForm, at(delivery, row))
                    .expected("0001-0004")
                    .found(text),
            );
            continue;
        };
        let pages = row.row.text(Field::Pages).parse::<u64>().ok();
        let counted = pages.and_then(|n| first.checked_add(n)?.checked_sub(1));
        if let (Some(last), Some(pages)) = (last, pages)
            && last - first + 1 != pages
        {
            ledger.find(
                Finding::new(Code::PageRangePages, at(delivery, row))
                    .expected(pages)
                    .found(text),
            );
        }
        ranges.push(Range {
            first,
            last: last.or(counted),
            row,
        });
    }
    ranges.sort_by_key(|r| r.first);
    for pair in ranges.windows(2) {
        if let [before, after] = pair {
            follow(delivery, before, after, unread, ledger);
        }
    }
}

fn follow(
    delivery: &Delivery<'_>,
    before: &Range<'_>,
    after: &Range<'_>,
    unread: bool,
    ledger: &mut Ledger,
) {
    let next = before.last.unwrap_or(before.first).saturating_add(1);
    let code = if after.first < next {
        Code::PageRangeOverlap
    } else if after.first > next && before.last.is_some() && !unread {
        // A row without a 页号 may stand in the gap.
        Code::PageRangeGap
    } else {
        return;
    };
    ledger.find(
        Finding::new(code, at(delivery, after.row))
            .expected(next)
            .found(after.first),
    );
}
