//! DOC-01: kinds of work files the profile asks for in the delivery itself. Whether they are complete and true is for
//! the person who attests.

use crate::code::{Check, Code};
use crate::delivery::{Delivery, work_files};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::locus::Locus;
use crate::profile::Profile;

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let lines = work_files(delivery, profile);
    ledger.ran(Check::Doc01, lines.iter().map(|line| line.count).sum());
    for (line, kind) in lines.iter().zip(&profile.work_files) {
        if line.required && line.count == 0 {
            ledger.find(
                Finding::new(Code::WorkFileMissing, Locus::delivery()).expected(format!(
                    "{} ({})",
                    kind.title.zh,
                    kind.names.join(", ")
                )),
            );
        }
    }
}
