//! The checks, one file per family of STANDARDS §9. None imports another; this is their ordered list.

use crate::code::Check;
use crate::delivery::Delivery;
use crate::facts::ContainerFault;
use crate::ledger::{Ledger, NotRun};
use crate::profile::Profile;
use crate::rework::Rework;

mod catalogue;
mod document;
mod duplicate;
mod exceptions;
mod fixity;
mod image;
mod layout;
mod linkage;
mod metadata;
mod near_duplicate;
mod ocr;
mod package;
mod paper_size;
mod process;
mod recording;
mod rework;
mod screen;
mod signature;
mod totals;
mod work_files;

/// Runs every check that this version has.
///
/// What came of holding an earlier round against it comes back, where one was given.
pub fn run_all(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) -> Option<Rework> {
    ledger.none_of(
        &[Check::Smp01, Check::Smp02, Check::Smp03, Check::Smp04],
        NotRun::LaterStage,
    );
    ledger.not_run(Check::Rep01, NotRun::LaterStage);
    package::run(delivery, profile, ledger);
    if blind(delivery) {
        let package = &profile.package;
        for (check, asked) in [
            (Check::Pkg08, package.layout.is_some()),
            (Check::Pkg10, package.totals),
        ] {
            let reason = if asked {
                NotRun::ContainerUnreadable
            } else {
                NotRun::NotAsked
            };
            ledger.not_run(check, reason);
        }
        let unseen: Vec<Check> = Check::ALL
            .iter()
            .copied()
            .filter(|c| {
                !["PKG", "SMP", "RWK", "REP", "SEC", "DOC"]
                    .iter()
                    .any(|f| c.id().starts_with(f))
            })
            .collect();
        ledger.none_of(&unseen, NotRun::ContainerUnreadable);
        let reason = match delivery.facts.earlier {
            Some(_) => NotRun::ContainerUnreadable,
            None => NotRun::NotGiven,
        };
        ledger.none_of(&[Check::Rwk01, Check::Rwk02], reason);
        return None;
    }
    layout::run(delivery, profile, ledger);
    totals::run(delivery, profile, ledger);
    fixity::run(delivery, profile, ledger);
    signature::run(delivery, ledger);
    catalogue::run(delivery, profile, ledger);
    linkage::run(delivery, profile, ledger);
    metadata::run(delivery, ledger);
    process::run(delivery, ledger);
    image::run(delivery, profile, ledger);
    paper_size::run(delivery, profile, ledger);
    screen::run(delivery, profile, ledger);
    duplicate::run(delivery, ledger);
    near_duplicate::run(delivery, profile, ledger);
    work_files::run(delivery, profile, ledger);
    document::run(delivery, profile, ledger);
    ocr::run(delivery, profile, ledger);
    recording::run(delivery, profile, ledger);
    exceptions::run(delivery, ledger);
    rework::run(delivery, profile, ledger)
}

/// The list of entries cannot be relied on, so that nothing may be concluded from what is in it or missing.
fn blind(delivery: &Delivery<'_>) -> bool {
    let container = &delivery.facts.container;
    container.entries.is_empty()
        || container.faults.iter().any(|fault| match fault {
            ContainerFault::Empty
            | ContainerFault::NotZip { .. }
            | ContainerFault::Office { .. }
            | ContainerFault::Truncated
            | ContainerFault::Malformed { .. }
            | ContainerFault::NoEntries
            | ContainerFault::TooManyEntries { .. }
            | ContainerFault::Split => true,
            ContainerFault::Prefix { .. }
            | ContainerFault::Trailing { .. }
            | ContainerFault::Overlap { .. } => false,
        })
}

/// The container as a whole cannot be read by this version: neither wrong nor fine. Names what it is.
#[must_use]
pub fn unsupported_container(faults: &[ContainerFault]) -> Option<String> {
    faults.iter().find_map(|fault| match fault {
        ContainerFault::NotZip { looks_like } if !looks_like.is_empty() => Some(looks_like.clone()),
        ContainerFault::Split => Some("split ZIP".to_owned()),
        _ => None,
    })
}
