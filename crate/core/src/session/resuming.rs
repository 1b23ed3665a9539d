//! Work taken up again where a report left it: the same demands, the same delivery, the same draw, the same log — and
//! nothing that was said is forgotten.

use std::collections::VecDeque;

use super::{Session, SessionError};
use crate::code::{Check, Mode};
use crate::inspection::Inspection;
use crate::judge::CheckLine;
use crate::log::Log;
use crate::report::Report;

impl Session {
    /// Takes up the work that `before` tells of: draws as it did, takes over its log, and remembers its verdicts, so that
    /// [`Session::record`] loses none of them. Judge first.
    ///
    /// # Errors
    /// [`SessionError::ReportContradicts`] when the report does not add up; [`SessionError::OtherReport`] with the part
    /// that is not what this session comes to: another profile, other facts, another draw; [`SessionError::Draw`].
    pub fn resume(&mut self, before: &Report) -> Result<(), SessionError> {
        if let Some(first) = before.contradictions().into_iter().next() {
            return Err(SessionError::ReportContradicts {
                part: first.part,
                said: first.said,
                counted: first.counted,
            });
        }
        if before.profile.sha256 != self.profile.sha256 {
            return Err(SessionError::OtherProfile {
                judged: before.profile.id.clone(),
                given: self.profile.id.clone(),
            });
        }
        if let Some(sample) = &before.sample {
            if !sample.commitments.is_empty() {
                self.commit(sample.commitments.clone())?;
            }
            self.draw(&sample.nonces)?;
        }
        let now = self.report(before.made.clone(), &before.tool.commit)?;
        let parts = [
            ("delivery", now.delivery == before.delivery),
            ("counts", now.counts == before.counts),
            ("findings", now.findings == before.findings),
            ("checks", machine(&now.checks).eq(machine(&before.checks))),
            ("earlier", now.earlier == before.earlier),
            ("rounds", now.rounds == before.rounds),
            ("rework", now.rework == before.rework),
            ("sample", now.sample == before.sample),
        ];
        if let Some((part, _)) = parts.iter().find(|(_, same)| !same) {
            return Err(SessionError::OtherReport {
                part: (*part).to_owned(),
            });
        }
        self.log = Log::resume(before.log.clone())?;
        self.record = before.record();
        self.written.clone_from(&before.inspection);
        Ok(())
    }

    /// Puts what was written down before in front of what is said now, where that left it out: a later verdict stands for
    /// an earlier one of the same opinion, and none is taken back.
    pub(super) fn keep_written(&self, inspection: &mut Inspection) {
        let Some(written) = &self.written else {
            return;
        };
        inspection.verdicts = joined(&written.verdicts, &inspection.verdicts);
        inspection.seen = joined(&written.seen, &inspection.seen);
    }
}

/// All that was written, then what is new.
fn joined<T: Clone + PartialEq>(written: &[T], now: &[T]) -> Vec<T> {
    let mut all = written.to_vec();
    let mut left: VecDeque<&T> = written.iter().collect();
    for one in now {
        // As a rule both lists begin alike.
        if left.front() == Some(&one) {
            left.pop_front();
        } else if let Some(at) = left.iter().position(|known| *known == one) {
            left.remove(at);
        } else {
            all.push(one.clone());
        }
    }
    all
}

/// What the machine alone answered: people and sample complete the other lines.
fn machine(checks: &[CheckLine]) -> impl Iterator<Item = &CheckLine> {
    let later = [
        Check::Smp01,
        Check::Smp02,
        Check::Smp03,
        Check::Smp04,
        Check::Rwk01,
    ];
    checks.iter().filter(move |line| {
        let check = Check::from_id(&line.check);
        line.mode == Mode::Auto && check.is_none_or(|check| !later.contains(&check))
    })
}
