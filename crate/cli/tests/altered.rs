//! A folder of which somebody altered a file between two steps, or which is taken up under other demands: what does not
//! belong together is refused, what was said is not forgotten, and a report that does not add up is neither signed nor
//! found good.

mod desk;

use std::path::{Path, PathBuf};

use desk::{PASSPHRASE, code, made, yanshou};
use yanshou::acceptance::Outcome;
use yanshou::inspection::{Opinion, Verdict};
use yanshou::record::Record;
use yanshou::report::Report;

/// A folder after `verify`, and the record with which all of it passes.
struct Work {
    folder: tempfile::TempDir,
    delivery: String,
    record: Record,
}

impl Work {
    fn of(recipe: &str, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let delivery = made(folder.path(), recipe);
        let mut work = Self {
            folder,
            delivery,
            record: Record::default(),
        };
        let out = work.path("out");
        let verify = ["verify", &work.delivery, "--out", &out, "--nonce", "甲"];
        assert!(code(&[verify.as_slice(), more].concat()) < 2);
        let sheet = yanshou(&["verdicts", &out, "--inspector", "张三", "--all-pass"]);
        work.record = serde_json::from_slice(&sheet.stdout).unwrap();
        work
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn report(&self) -> Report {
        Report::parse(&std::fs::read(self.path("out/report.json")).unwrap()).unwrap()
    }

    /// Writes the report as somebody altered it.
    fn alter(&self, alter: impl FnOnce(&mut Report)) {
        let mut report = self.report();
        alter(&mut report);
        let bytes = report.canonical_bytes().unwrap();
        std::fs::write(self.path("out/report.json"), bytes).unwrap();
    }

    fn decide(&self, record: &Record, more: &[&str]) -> (i32, Outcome) {
        let path = self.path("verdicts.json");
        std::fs::write(&path, serde_json::to_vec(record).unwrap()).unwrap();
        let decide = ["decide", &self.path("out"), "--verdicts", &path];
        let code = code(&[decide.as_slice(), more].concat());
        (code, self.report().decision.outcome)
    }

    fn sign(&self) -> i32 {
        let identity = self.path("identity.pem");
        if !Path::new(&identity).exists() {
            let new = ["identity", "new", "--name", "张三", "--out", &identity];
            assert_eq!(
                code(&[&new[..], &["--passphrase-env", PASSPHRASE]].concat()),
                0
            );
        }
        let sign = ["sign", &self.path("out"), "--identity", &identity];
        code(&[&sign[..], &["--passphrase-env", PASSPHRASE]].concat())
    }

    fn check(&self, more: &[&str]) -> (i32, String) {
        let report = self.path("out/report.json");
        let output = yanshou(&[&["check", &report][..], more].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap(), said)
    }
}

fn failing(record: &Record, by: &str, opinion: Opinion) -> Verdict {
    let first = &record.inspection.as_ref().unwrap().verdicts[0];
    Verdict {
        passed: false,
        by: by.to_owned(),
        opinion,
        note: "题名不符".to_owned(),
        ..first.clone()
    }
}

#[test]
fn what_was_verified_under_one_profile_is_decided_under_that_one() {
    let work = Work::of("image/fail-199-dpi.toml", &["--profile", "local-linhai"]);
    assert_eq!(work.report().profile.id, "local-linhai");
    let sound = Work::of("base/three-items.toml", &[]);
    assert_eq!(sound.decide(&sound.record, &[]), (0, Outcome::Accept));
    // The report's own profile is taken where none is given, and another one is refused.
    assert_eq!(work.decide(&work.record, &[]), (1, Outcome::Rework));
    let other = ["--profile", "dat31-paper"];
    assert_eq!(work.decide(&work.record, &other), (2, Outcome::Rework));
    assert_eq!(work.report().profile.id, "local-linhai");
}

#[test]
fn facts_that_are_not_the_reports_are_refused() {
    let work = Work::of("image/fail-199-dpi.toml", &[]);
    let path = work.path("out/facts.json");
    let facts = std::fs::read_to_string(&path).unwrap();
    assert!(facts.contains("199"));
    std::fs::write(&path, facts.replace("199", "300")).unwrap();
    assert_eq!(work.decide(&work.record, &[]), (2, Outcome::Undecided));
    std::fs::write(&path, facts).unwrap();
    assert_eq!(work.decide(&work.record, &[]), (1, Outcome::Rework));
}

#[test]
fn nonce_log_and_sample_of_the_report_are_held_against_the_draw() {
    type Altering = fn(&mut Report);
    let alterings: [Altering; 5] = [
        |report| report.sample.as_mut().unwrap().nonces[0].push('1'),
        |report| report.log.clear(),
        |report| report.log.truncate(2),
        |report| report.sample = None,
        |report| report.delivery.digest.as_mut().unwrap().sha256 = "0".repeat(64),
    ];
    for (number, altering) in alterings.into_iter().enumerate() {
        let work = Work::of("base/three-items.toml", &[]);
        work.alter(altering);
        assert_eq!(work.decide(&work.record, &[]).0, 2, "{number}");
        assert!(work.check(&[]).1.contains("does not add up"), "{number}");
    }
}

#[test]
fn a_verdict_that_was_written_down_is_not_forgotten() {
    let work = Work::of("base/three-items.toml", &[]);
    let mut dissent = work.record.clone();
    let failing = failing(&work.record, "李四", Opinion::Second);
    dissent.inspection.as_mut().unwrap().give(failing);
    assert_eq!(work.decide(&dissent, &[]), (1, Outcome::Undecided));
    // Left out of the file, it stands all the same; the reviewer's word settles it.
    assert_eq!(work.decide(&work.record, &[]), (1, Outcome::Undecided));
    assert_eq!(work.report().inspection.unwrap().given, 6);
    let mut settled = work.record.clone();
    let word = Verdict {
        opinion: Opinion::Overruling,
        by: settled.people.reviewer.clone(),
        ..work.record.inspection.as_ref().unwrap().verdicts[0].clone()
    };
    settled.inspection.as_mut().unwrap().give(word);
    assert_eq!(work.decide(&settled, &[]), (0, Outcome::Accept));
    assert_eq!(work.report().inspection.unwrap().verdicts.len(), 7);
}

#[test]
fn a_verdict_on_nothing_is_refused_and_not_left_out() {
    let work = Work::of("base/three-items.toml", &[]);
    for (unit, point) in [("Z109-WS·2011-Y-BGS-0009", ""), ("", "Correspondence")] {
        let mut record = work.record.clone();
        let mut wrong = failing(&record, "", Opinion::First);
        if !unit.is_empty() {
            unit.clone_into(&mut wrong.archival_code);
        }
        if !point.is_empty() {
            point.clone_into(&mut wrong.point);
        }
        record.inspection.as_mut().unwrap().give(wrong);
        assert_eq!(work.decide(&record, &[]), (2, Outcome::Undecided));
    }
}

#[test]
fn a_report_that_does_not_add_up_is_neither_signed_nor_good() {
    let work = Work::of("base/three-items.toml", &[]);
    let mut record = work.record.clone();
    let failing = failing(&work.record, "", Opinion::First);
    record.inspection.as_mut().unwrap().give(failing);
    assert_eq!(work.decide(&record, &[]), (1, Outcome::Rework));
    let honest = work.report();
    type Altering = fn(&mut Report);
    let alterings: [(Altering, &str); 4] = [
        (
            |report| report.decision.outcome = Outcome::Accept,
            "decision.outcome",
        ),
        (
            |report| {
                report.decision.outcome = Outcome::Accept;
                let gates = report.decision.gates.iter_mut();
                for gate in gates.filter(|gate| gate.met == Some(false)) {
                    gate.met = Some(true);
                    gate.numerator = gate.denominator;
                }
            },
            "gates.inspection.correspondence",
        ),
        (
            |report| {
                let mut people = std::mem::take(&mut report.people);
                "张三".clone_into(&mut people.reviewer);
                report.people = people;
            },
            "gates.people",
        ),
        (
            |report| {
                report.inspection = None;
                report.decision.outcome = Outcome::Undecided;
            },
            "gates.inspection",
        ),
    ];
    for (altering, part) in alterings {
        std::fs::write(
            work.path("out/report.json"),
            honest.canonical_bytes().unwrap(),
        )
        .unwrap();
        work.alter(altering);
        assert_eq!(work.sign(), 2, "{part}");
        let (code, said) = work.check(&[]);
        assert_eq!(code, 1);
        assert!(said.contains(part), "{part}: {said}");
    }
    std::fs::write(
        work.path("out/report.json"),
        honest.canonical_bytes().unwrap(),
    )
    .unwrap();
    assert_eq!(work.report().contradictions(), []);
    assert_eq!(work.sign(), 0);
    let (code, said) = work.check(&["--delivery", &work.delivery]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn check_judges_the_delivery_again() {
    let work = Work::of("image/fail-199-dpi.toml", &[]);
    let path = work.path("out/facts.json");
    let facts = std::fs::read_to_string(&path).unwrap();
    let edited = work.path("edited.json");
    std::fs::write(&edited, facts.replace("199", "300")).unwrap();
    // A report of edited facts agrees with itself; the delivery tells.
    let other = PathBuf::from(work.path("out"));
    std::fs::remove_file(other.join("report.json")).unwrap();
    let out = other.to_str().unwrap();
    let judge = ["judge", "--facts", &edited, "--out", out, "--nonce", "甲"];
    assert_eq!(code(&judge), 0);
    assert_eq!(work.sign(), 0);
    assert_eq!(work.check(&[]).0, 0);
    let (code, said) = work.check(&["--delivery", &work.delivery]);
    assert_eq!(code, 1);
    assert!(
        said.contains("报告中没有 not in the report: image.resolution.low"),
        "{said}"
    );
    let other = ["--delivery", work.delivery.as_str(), "--profile", "bagit"];
    assert!(work.check(&other).1.contains("not judged again"));
}

#[test]
fn a_signed_report_is_not_written_over() {
    let work = Work::of("base/three-items.toml", &[]);
    assert_eq!(work.decide(&work.record, &[]), (0, Outcome::Accept));
    assert_eq!(work.sign(), 0);
    let signed = std::fs::read(work.path("out/report.json")).unwrap();
    let again = ["verify", &work.delivery, "--out", &work.path("out")];
    assert_eq!(code(&again), 2);
    assert_eq!(work.decide(&work.record, &[]).0, 2);
    assert_eq!(std::fs::read(work.path("out/report.json")).unwrap(), signed);
    assert_eq!(work.check(&[]).0, 0);
}
