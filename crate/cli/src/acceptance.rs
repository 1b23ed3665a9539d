//! `yanshou sample`, `verdicts`, `decide`: people's part, over files. No byte of the delivery is read here: facts
//! that were measured once are judged again.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use yanshou::acceptance::Outcome;
use yanshou::attestation::{Attestation, Confirmation};
use yanshou::code::Severity;
use yanshou::inspection::{Inspection, SeenImage, Verdict};
use yanshou::record::Record;
use yanshou::report::Report;
use yanshou::session::Session;

use crate::error::{CommandError, read, read_json, write};
use crate::paper;
use crate::verification::{
    COMMIT, made_now, profile, profile_of, read_facts, refuse_signed, write_redraw,
};

fn judged(facts: &Path, profile_name: &str) -> Result<Session, CommandError> {
    let mut session = Session::from_facts(read_facts(facts)?, profile(profile_name)?)?;
    session.judge()?;
    Ok(session)
}

/// Prints the sample as JSON, and writes what others need to draw it again.
pub fn sample(
    facts: &Path,
    profile: &str,
    nonces: &[String],
    commitments: Vec<String>,
    out: Option<&Path>,
) -> Result<ExitCode, CommandError> {
    let mut session = judged(facts, profile)?;
    if !commitments.is_empty() {
        session.commit(commitments)?;
    }
    let sample = session.draw(nonces)?.clone();
    if let Some(out) = out {
        write_redraw(&session, out)?;
    }
    paper::print(&paper::pretty(&sample)?);
    Ok(ExitCode::SUCCESS)
}

/// Takes the work up where the report left it: judged again under its profile, drawn with its nonces. A folder whose
/// report, facts and profile do not belong together is refused.
pub fn drawn(directory: &Path, profile: Option<&str>) -> Result<(Session, Report), CommandError> {
    let report = Report::parse(&read(&directory.join("report.json"))?)?;
    let mut session = Session::from_facts(read_facts(directory)?, profile_of(&report, profile)?)?;
    session.judge()?;
    session.resume(&report)?;
    Ok((session, report))
}

/// Every image of the sample, declared to have been looked at elsewhere.
fn declared(session: &Session, report: &Report) -> Result<Vec<SeenImage>, CommandError> {
    let drawn = report.sample.iter().flat_map(|sample| &sample.units);
    let drawn: BTreeSet<&str> = drawn.map(|unit| unit.archival_code.as_str()).collect();
    let units = session.view()?.units;
    let units = units
        .iter()
        .filter(|u| drawn.contains(u.archival_code.as_str()));
    let images = units.flat_map(|unit| {
        unit.pages
            .iter()
            .map(|page| SeenImage::declared(&unit.archival_code, page))
    });
    Ok(images.collect())
}

/// Prints a verdict sheet for the drawn sample: empty, or all yes for a demonstration.
pub fn verdicts(
    directory: &Path,
    inspector: &str,
    all_pass: bool,
    profile: Option<&str>,
) -> Result<ExitCode, CommandError> {
    let (session, report) = drawn(directory, profile)?;
    let at = made_now().at;
    let mut inspection = Inspection {
        inspector: inspector.to_owned(),
        ..Inspection::default()
    };
    let mut record = Record::default();
    if all_pass {
        inspection.manner = "demonstration: nobody looked".to_owned();
        record.people.reviewer = format!("{inspector} (review, demonstration)");
        inspection.seen = declared(&session, &report)?;
        for unit in report.sample.iter().flat_map(|s| &s.units) {
            for point in &session.profile().inspection {
                inspection.give(Verdict {
                    archival_code: unit.archival_code.clone(),
                    point: point.id.clone(),
                    passed: true,
                    time: at.clone(),
                    ..Verdict::default()
                });
            }
        }
        for check in &session.profile().attestations {
            record.attestations.push(Attestation {
                check: check.clone(),
                satisfied: true,
                by: inspector.to_owned(),
                date: at.chars().take(10).collect(),
                note: "demonstration".to_owned(),
                recordings: None,
            });
        }
        let mut codes: Vec<&String> = report
            .findings
            .iter()
            .filter(|f| f.severity == Severity::B)
            .map(|f| &f.code)
            .collect();
        codes.dedup();
        record
            .confirmations
            .extend(codes.into_iter().map(|code| Confirmation {
                code: code.clone(),
                accepted: true,
                by: inspector.to_owned(),
                note: "demonstration".to_owned(),
            }));
    }
    record.inspection = Some(inspection);
    paper::print(&paper::pretty(&record)?);
    Ok(ExitCode::SUCCESS)
}

/// Decides and writes the report again.
pub fn decide(
    directory: &Path,
    verdicts: &Path,
    profile: Option<&str>,
) -> Result<ExitCode, CommandError> {
    refuse_signed(directory)?;
    let record: Record = read_json(verdicts)?;
    let (mut session, _) = drawn(directory, profile)?;
    session.tell_time(&made_now().at);
    session.record(record)?;
    let report = session.report(made_now(), COMMIT)?;
    write(&directory.join("report.json"), &report.canonical_bytes()?)?;
    print!("{}", paper::summary(&report));
    let accepted = report.decision.outcome == Outcome::Accept;
    Ok(if accepted {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
