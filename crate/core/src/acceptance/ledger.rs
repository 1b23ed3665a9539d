//! Writes into the ledger what sample, inspection and attestations have answered since the judgement.

use super::{Decision, word};
use crate::attestation::Confirmation;
use crate::code::{Check, Mode, Severity};
use crate::finding::Finding;
use crate::judge::{CheckLine, Status};
use crate::ledger::NotRun;
use crate::profile::Profile;
use crate::record::Record;
use crate::sampling::Sample;

/// What people said of the candidates a screen found: `None` until each of its codes has a named person's word.
fn confirmed(check: Check, findings: &[Finding], confirmations: &[Confirmation]) -> Option<bool> {
    let own = findings
        .iter()
        .filter(|f| f.code.check() == check && f.severity == Severity::B);
    let mut answer = None;
    for finding in own {
        let accepted = word(finding.code.dotted(), confirmations)?.accepted;
        answer = Some(answer.unwrap_or(true) && accepted);
    }
    answer
}

/// Completes the lines of what the machine could not answer alone.
pub fn complete_ledger(
    profile: &Profile,
    findings: &[Finding],
    checks: &mut [CheckLine],
    decision: &Decision,
    sample: Option<&Sample>,
    record: &Record,
) {
    let inspection = record.inspection.as_ref();
    let attestations = record.attestations.as_slice();
    let gate = |name: &str| decision.gates.iter().find(|g| g.gate == name);
    let met = |name: &str| gate(name).and_then(|g| g.met);
    let points = || {
        decision
            .gates
            .iter()
            .filter(|g| g.gate.starts_with("inspection."))
    };
    for line in checks.iter_mut() {
        let Some(check) = Check::from_id(&line.check) else {
            continue;
        };
        let answer = match check {
            Check::Smp01 => sample.and(met("sample")),
            Check::Smp02 => inspection
                .filter(|one| one.lost() == 0)
                .map(|_| points().all(|g| g.met.is_some()))
                .filter(|all| *all),
            Check::Smp03 if points().any(|g| g.met == Some(false)) => Some(false),
            Check::Smp03 if points().all(|g| g.met == Some(true)) => Some(true),
            Check::Smp04 => inspection.and(met("people")),
            Check::Lnk08 => met("inspection.correspondence"),
            // The machine has held files and findings against the earlier round; people still have to look again.
            Check::Rwk01 if line.defects == 0 && gate("rework").is_some() => {
                if met("rework").is_none() {
                    line.status = Status::ToAttest;
                    line.reason = None;
                }
                met("rework")
            }
            _ if check.mode() == Mode::Screen && line.status == Status::ToAttest => {
                confirmed(check, findings, &record.confirmations)
            }
            _ if check.mode() == Mode::Attestation
                && profile.attestations.contains(&line.check) =>
            {
                super::attested(&line.check, attestations).map(|a| a.satisfied)
            }
            _ => continue,
        };
        if let Some(passed) = answer {
            line.status = if passed {
                Status::Passed
            } else {
                Status::Failed
            };
            line.defects = u64::from(!passed);
            line.blocking = if line.severity == Severity::A {
                line.defects
            } else {
                0
            };
            line.examined = line.examined.max(1);
            line.reason = None::<NotRun>;
        }
    }
}
