//! A delivery at the point of decision, built by hand: sound, fully inspected and attested, to be spoiled one
//! fact at a time.
#![allow(dead_code)] // each test file uses its part

use std::collections::BTreeMap;

use yanshou::acceptance::{Decision, Outcome, decide};
use yanshou::attestation::{Attestation, Confirmation};
use yanshou::code::{Check, Code, Mode, Severity};
use yanshou::finding::Finding;
use yanshou::inspection::{Inspection, SeenImage, Verdict};
use yanshou::judge::{CheckLine, Counts, Judgement, Status, Unit, UnitPageLine};
use yanshou::ledger::NotRun;
use yanshou::locus::Locus;
use yanshou::profile::Profile;
use yanshou::record::{People, Record};
use yanshou::sampling::{self, Population, Sample};

pub struct Case {
    pub profile: Profile,
    pub judgement: Judgement,
    pub sample: Option<Sample>,
    pub record: Record,
}

/// A finding at the first entry.
pub fn finding(code: Code) -> Finding {
    Finding::new(code, Locus::entry("扫描件/0001.jpg"))
}

fn line(check: Check) -> CheckLine {
    let status = match check.mode() {
        Mode::Inspection | Mode::Attestation => Status::ToAttest,
        Mode::Auto | Mode::Screen => Status::Passed,
    };
    CheckLine {
        check: check.id().to_owned(),
        mode: check.mode(),
        severity: check.severity(),
        clause: check.clause().to_owned(),
        tags: check.tags(),
        status,
        examined: 1,
        defects: 0,
        blocking: 0,
        reason: None,
    }
}

/// A unit of so many pages, each an image by itself.
pub fn unit(code: &str, pages: u32) -> Unit {
    let pages = (1..=pages).map(|page| UnitPageLine {
        entry: page,
        path: format!("扫描件/{code}/{page:04}.jpg"),
        page: 1,
        sha256: "a".repeat(64),
        readable: true,
        scale: 240,
    });
    Unit {
        archival_code: code.to_owned(),
        catalogue: "目录.xlsx".to_owned(),
        row: 2,
        fields: BTreeMap::new(),
        stratum: Vec::new(),
        items: Vec::new(),
        pages: pages.collect(),
    }
}

/// Every page of a unit, shown just large enough.
pub fn shown(unit: &Unit) -> impl Iterator<Item = SeenImage> {
    unit.pages.iter().map(|page| SeenImage {
        archival_code: unit.archival_code.clone(),
        entry: page.path.clone(),
        page: page.page,
        sha256: page.sha256.clone(),
        scale: page.scale,
        ..SeenImage::default()
    })
}

impl Case {
    /// As many units in the sample; twenty times as many in the population, at the profile's 5 %.
    pub fn sound(sampled: u64) -> Self {
        Self::of(Profile::built_in("dat31-paper").unwrap(), sampled * 20, 1)
    }

    /// A sound delivery of so many units of so many pages, under a profile.
    pub fn of(profile: Profile, population: u64, pages: u32) -> Self {
        let units: Vec<Unit> = (1..=population)
            .map(|n| unit(&format!("Z109-WS·2011-Y-{n:04}"), pages))
            .collect();
        let nonce = ["nonce".to_owned()];
        let all = Population::whole(units.iter().map(|unit| unit.archival_code.clone()));
        let sample = sampling::draw(&profile.sampling, &"0".repeat(64), &nonce, &all).unwrap();
        let verdicts = profile.inspection.iter().flat_map(|point| {
            sample.units.iter().map(|unit| Verdict {
                archival_code: unit.archival_code.clone(),
                point: point.id.clone(),
                passed: true,
                ..Verdict::default()
            })
        });
        let drawn = |unit: &&Unit| {
            sample
                .units
                .iter()
                .any(|s| s.archival_code == unit.archival_code)
        };
        let inspection = Inspection {
            inspector: "王芳".to_owned(),
            given: (profile.inspection.len() * sample.units.len()) as u64,
            verdicts: verdicts.collect(),
            seen: units.iter().filter(drawn).flat_map(shown).collect(),
            ..Inspection::default()
        };
        let attestations = profile.attestations.iter().map(|check| Attestation {
            check: check.clone(),
            satisfied: true,
            by: "李明".to_owned(),
            date: "2026-11-22".to_owned(),
            note: String::new(),
            recordings: None,
        });
        Self {
            record: Record {
                people: People {
                    reviewer: "赵强".to_owned(),
                    ..People::default()
                },
                inspection: Some(inspection),
                attestations: attestations.collect(),
                ..Record::default()
            },
            judgement: Judgement {
                digest: None,
                counts: Counts {
                    items: population,
                    ..Counts::default()
                },
                checks: Check::ALL.iter().map(|check| line(*check)).collect(),
                findings: Vec::new(),
                row_digests: std::collections::BTreeMap::new(),
                units,
                work_files: Vec::new(),
                rework: None,
            },
            sample: Some(sample),
            profile,
        }
    }

    pub fn inspection_mut(&mut self) -> &mut Inspection {
        self.record.inspection.as_mut().unwrap()
    }

    /// Fails the first so many standing verdicts of a point.
    pub fn fail(&mut self, point: &str, count: usize) {
        let verdicts = self.inspection_mut().verdicts.iter_mut();
        let mut failed = 0;
        for verdict in verdicts
            .filter(|v| v.point == point && v.passed)
            .take(count)
        {
            verdict.passed = false;
            failed += 1;
        }
        assert_eq!(failed, count, "the point has so many verdicts");
    }

    /// Loses the first so many verdicts of a point.
    pub fn lose(&mut self, point: &str, count: usize) {
        for _ in 0..count {
            let verdicts = &mut self.inspection_mut().verdicts;
            let at = verdicts.iter().position(|v| v.point == point).unwrap();
            verdicts.remove(at);
        }
    }

    /// One more finding, written into the ledger as the judge does.
    pub fn add(&mut self, finding: Finding) {
        let (code, check) = (finding.code, finding.code.check());
        let at = Check::ALL.iter().position(|c| *c == check).unwrap();
        let line = &mut self.judgement.checks[at];
        if code.severity() <= check.severity().max(Severity::B) {
            line.defects += 1;
            line.status = Status::Failed;
        }
        line.blocking += u64::from(code.severity() == Severity::A);
        self.judgement.findings.push(finding);
    }

    pub fn confirm(&mut self, code: Code, accepted: bool) {
        self.record.confirmations.push(Confirmation {
            code: code.dotted().to_owned(),
            accepted,
            by: "王芳".to_owned(),
            note: String::new(),
        });
    }

    pub fn status(&mut self, check: Check, status: Status, reason: Option<NotRun>) {
        let at = Check::ALL.iter().position(|c| *c == check).unwrap();
        let line = &mut self.judgement.checks[at];
        line.status = status;
        line.reason = reason;
    }

    pub fn decide(&self) -> Decision {
        decide(
            &self.profile,
            &self.judgement,
            self.sample.as_ref(),
            &self.record,
        )
    }

    pub fn outcome(&self) -> Outcome {
        self.decide().outcome
    }

    /// Numerator, denominator and answer of a gate.
    pub fn gate(&self, name: &str) -> (u64, u64, Option<bool>) {
        let decision = self.decide();
        let gate = decision.gates.iter().find(|g| g.gate == name).unwrap();
        (gate.numerator, gate.denominator, gate.met)
    }
}
