//! The report as things stand, from everything the session holds.

use super::{Session, SessionError};
use crate::acceptance;
use crate::code::Check;
use crate::finding::FindingLine;
use crate::judge::Status;
use crate::report::{
    DeliveryLine, EarlierLine, Made, OriginalLine, ProfileLine, REPORT_SCHEMA, Report, Tool,
};

impl Session {
    /// The report as things stand. `made` and `commit` come from the caller: the core has no clock.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`].
    pub fn report(&self, made: Made, commit: &str) -> Result<Report, SessionError> {
        let judgement = self.judged()?;
        let earlier = self.facts.earlier.as_ref();
        let decision = self.decide()?;
        let mut checks = judgement.checks.clone();
        acceptance::complete_ledger(
            &self.profile,
            &judgement.findings,
            &mut checks,
            &decision,
            self.sample.as_ref(),
            &self.record,
        );
        let mut report = Report {
            schema: REPORT_SCHEMA.to_owned(),
            tool: Tool {
                name: "yanshou".to_owned(),
                version: crate::VERSION.to_owned(),
                commit: commit.to_owned(),
            },
            made,
            round: self.round(),
            earlier: earlier.map(|earlier| EarlierLine {
                report_sha256: earlier
                    .rounds
                    .last()
                    .map_or_else(String::new, |line| line.report_sha256.clone()),
                digest: earlier.digest.clone(),
                signers: earlier.signers.clone(),
                signer_fingerprints: earlier.signer_fingerprints.clone(),
                signer_named: earlier.signer_named,
                same_profile: earlier.profile_sha256 == self.profile.sha256,
                deadline: earlier.deadline.clone(),
                handed_over: earlier.handed_over.clone(),
            }),
            rounds: self.rounds(),
            people: self.record.people.clone(),
            profile: ProfileLine {
                id: self.profile.id.clone(),
                version: self.profile.version.clone(),
                sha256: self.profile.sha256.clone(),
                title: self.profile.title.clone(),
                sources: self.profile.sources.clone(),
                severity: self.profile.severity.clone(),
                off: self.profile.off.clone(),
                sampling: self.profile.sampling.clone(),
                judging: self.profile.judging.clone(),
            },
            delivery: DeliveryLine {
                name: self.facts.name.clone(),
                bytes: self.facts.bytes,
                entries: self.facts.container.entries.len() as u64,
                digest: judgement.digest.clone(),
                original: self.facts.original.as_ref().map(|original| OriginalLine {
                    name: original.name.clone(),
                    bytes: original.bytes,
                    sha256: original.sha256.clone(),
                }),
                patch: self.facts.patch.clone(),
            },
            counts: judgement.counts.clone(),
            row_digests: judgement.row_digests.clone(),
            checks,
            findings: judgement.findings.iter().map(FindingLine::from).collect(),
            sample: self.sample.clone(),
            power: self.power(),
            targeted: self.record.targeted.clone(),
            inspection: self.record.inspection.clone(),
            confirmations: self.record.confirmations.clone(),
            work_files: judgement.work_files.clone(),
            attestations: self.record.attestations.clone(),
            waivers: self.record.waivers.clone(),
            rework: judgement.rework.clone(),
            deadline: self.record.deadline.clone(),
            decision,
            log: self.log.lines().to_vec(),
        };
        self_checked(&mut report);
        Ok(report)
    }
}

/// REP-01: the report was held against itself.
fn self_checked(report: &mut Report) {
    let contradictions = report.contradictions().len() as u64;
    let own = report.checks.iter_mut();
    for line in own.filter(|line| line.check == Check::Rep01.id()) {
        line.reason = None;
        line.examined = 1;
        line.defects = contradictions;
        line.blocking = contradictions;
        line.status = if contradictions == 0 {
            Status::Passed
        } else {
            Status::Failed
        };
    }
}
