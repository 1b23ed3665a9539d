//! CAT-04: cells against the profile's length limits. Characters are counted, not bytes: a database column of
//! `VARCHAR(n)` cuts silently, and what was cut cannot be seen afterwards.

use super::at;
use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::profile::Profile;

pub(super) fn run(
    delivery: &Delivery<'_>,
    profile: &Profile,
    rows: &[&CatalogueRow],
    ledger: &mut Ledger,
) {
    let limits = &profile.catalogue.maximum_lengths;
    if limits.is_empty() {
        ledger.not_run(Check::Cat04, NotRun::NotAsked);
        return;
    }
    ledger.ran(Check::Cat04, rows.len() as u64);
    for row in rows {
        for (field, most) in limits {
            let length = row.row.text(*field).chars().count() as u64;
            if length > u64::from(*most) {
                ledger.find(
                    Finding::new(Code::CellTooLong, at(delivery, row))
                        .expected(format!("{} ≤ {most}", values::heading(*field)))
                        .found(length),
                );
            }
        }
    }
}
