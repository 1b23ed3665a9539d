//! Rules as data, seen from outside: the same facts weigh what the profile says, what it leaves out is named, and no
//! byte is read for it.

use yanshou::attestation::{Attestation, Recordings};
use yanshou::code::Severity;
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::record::Record;
use yanshou::report::Report;
use yanshou_tests::{again, delivery, line, made, missing, paper};

fn and(rules: &str) -> Profile {
    let last = "# Looked for by name,";
    paper(last, &format!("{rules}\n{last}"))
}

fn gate(report: &Report, name: &str) -> (u64, u64, Option<bool>) {
    let gate = report
        .decision
        .gates
        .iter()
        .find(|g| g.gate == name)
        .unwrap();
    (gate.numerator, gate.denominator, gate.met)
}

#[test]
fn a_lowered_code_is_a_notice_in_report_ledger_and_gates() {
    let session = delivery("package/fail-thumbs-db.toml");
    let before = again(&session, and(""));
    assert_eq!(before.findings[0].code, "package.extra.junk");
    assert_eq!(before.findings[0].severity, Severity::B);
    assert_eq!(line(&before, "PKG-06").status, Status::Failed);
    assert_eq!(gate(&before, "confirmation"), (0, 1, None));
    let after = again(
        &session,
        and("[severity]\n\"package.extra.junk\" = \"C\"\n"),
    );
    assert_eq!(after.findings.len(), before.findings.len());
    assert_eq!(after.findings[0].severity, Severity::C);
    assert_eq!(line(&after, "PKG-06").status, Status::Passed);
    assert_eq!(line(&after, "PKG-06").defects, 0);
    assert_eq!(gate(&after, "confirmation"), (0, 0, Some(true)));
    assert!(!before.machine_found_nothing() && after.machine_found_nothing());
    assert_eq!(after.profile.severity["package.extra.junk"], Severity::C);
}

#[test]
fn a_raised_code_blocks_and_counts_in_the_hundred_per_cent() {
    let session = delivery("package/fail-thumbs-db.toml");
    let before = gate(&again(&session, and("")), "automatic");
    assert_eq!(before.2, Some(true));
    let report = again(
        &session,
        and("[severity]\n\"package.extra.junk\" = \"A\"\n"),
    );
    let after = gate(&report, "automatic");
    assert_eq!(after, (before.0, before.1 + 1, Some(false)));
    assert_eq!(line(&report, "PKG-06").blocking, 1);
    assert_eq!(gate(&report, "confirmation"), (0, 0, Some(true)));
}

#[test]
fn a_check_left_out_is_named_with_its_reason_and_finds_nothing() {
    let session = delivery("package/fail-thumbs-db.toml");
    let reason = "合同 3.2：清理由甲方负责";
    let off = format!("[[off]]\ncheck = \"PKG-06\"\nreason = \"{reason}\"\n");
    let report = again(&session, and(&off));
    assert!(report.findings.iter().all(|f| f.check != "PKG-06"));
    let left_out = line(&report, "PKG-06");
    assert_eq!(left_out.status, Status::NotRun);
    assert_eq!(left_out.reason, Some(NotRun::NotAsked));
    assert_eq!(left_out.examined, 0);
    assert_eq!(report.profile.off[0].check, "PKG-06");
    assert_eq!(report.profile.off[0].reason, reason);
    assert_eq!(report.checks.len(), yanshou::code::Check::ALL.len());
}

#[test]
fn dat18_asks_for_its_further_columns_and_takes_from_the_code_what_it_carries() {
    let on = || paper("partialDates = true", "partialDates = true\ndat18 = true");
    let session = delivery("base/three-items.toml");
    // 保管期限 stands in the code of every row, and in a column as well.
    let report = again(&session, on());
    let asked = ["开放标识", "著录层级"];
    let mut columns = missing(&report, "catalogue.column.missing");
    columns.sort();
    assert_eq!(columns, asked);
    assert!(missing(&again(&session, and("")), "catalogue.column.missing").is_empty());
    let carried = delivery("catalogue/pass-retention-in-the-code-alone.toml");
    let mut columns = missing(&again(&carried, on()), "catalogue.column.missing");
    columns.sort();
    assert_eq!(columns, asked);
    let given = delivery("catalogue/pass-described-by-dat18.toml");
    let report = again(&given, on());
    assert!(missing(&report, "catalogue.column.missing").is_empty());
    assert_eq!(missing(&report, "catalogue.cell.empty"), ["开放标识"]);
}

#[test]
fn work_files_are_listed_by_name_and_what_is_not_there_is_listed_as_such() {
    let session = delivery("base/three-items.toml");
    let report = again(&session, and(""));
    let line = |id: &str| report.work_files.iter().find(|l| l.id == id).unwrap();
    assert_eq!(report.work_files.len(), 8);
    let sheets = line("processSheet");
    assert_eq!((sheets.count, sheets.required), (1, false));
    let entry = &sheets.entries[0];
    assert_eq!(entry.path, "工作文件/数字化工作流程单.txt");
    let all = session.sums().unwrap();
    let sum = all.lines().find(|l| l.ends_with(&entry.path)).unwrap();
    assert!(sum.starts_with(entry.sha256.as_ref().unwrap()));
    assert_eq!(
        (line("handOver").count, line("handOver").entries.len()),
        (0, 0)
    );
    assert!(report.findings.is_empty());
    // The suggestion answers nothing: a person still attests.
    assert_eq!(
        report
            .checks
            .iter()
            .find(|l| l.check == "DOC-01")
            .unwrap()
            .status,
        Status::ToAttest
    );
}

#[test]
fn a_page_of_an_item_is_no_work_file_whatever_its_name() {
    let session = delivery("document/pass-process-sheets-in-a-folder.toml");
    let named = "[[workFiles]]\nid = \"x\"\ntitle = { zh = \"图\", en = \"x\" }\nnames = [\"*.jpg\", \"流程单\"]\n";
    let report = again(&session, and(named));
    let line = report.work_files.iter().find(|l| l.id == "x").unwrap();
    let paths: Vec<&str> = line.entries.iter().map(|e| e.path.as_str()).collect();
    assert_eq!(paths, ["工作文件/流程单/0001.txt"]);
}

fn sec03(satisfied: bool, made_on: &str, kept_until: &str) -> Result<Report, String> {
    let mut session = delivery("base/three-items.toml");
    let attestation = Attestation {
        check: "SEC-03".to_owned(),
        satisfied,
        by: "李明".to_owned(),
        date: "2026-11-22".to_owned(),
        note: String::new(),
        recordings: Some(Recordings {
            made_on: made_on.to_owned(),
            kept_until: kept_until.to_owned(),
        }),
    };
    let record = Record {
        attestations: vec![attestation],
        ..Record::default()
    };
    session.record(record).map_err(|e| e.to_string())?;
    Ok(session.report(made(), "unknown").unwrap())
}

#[test]
fn recordings_are_kept_six_calendar_months_or_the_attestation_is_refused() {
    for (made_on, kept_until) in [
        ("2026-05-22", "2026-11-22"),
        ("20260522", "2026-11-23"),
        // Where the month has no such day, its last one.
        ("2025-08-31", "2026-02-28"),
        ("2023-08-30", "2024-02-29"),
        ("2026-12-31", "2027-06-30"),
    ] {
        let report = sec03(true, made_on, kept_until).unwrap();
        let line = report.checks.iter().find(|l| l.check == "SEC-03").unwrap();
        assert_eq!(line.status, Status::Passed);
        let said = report.attestations[0].recordings.as_ref().unwrap();
        assert_eq!(said.kept_until, kept_until);
        assert_eq!(
            Report::parse(&report.canonical_bytes().unwrap()).unwrap(),
            report
        );
    }
    for (made_on, kept_until, needed) in [
        ("2026-05-22", "2026-11-21", "20261122"),
        ("2025-08-31", "2026-02-27", "20260228"),
        ("2023-08-30", "2024-02-28", "20240229"),
        ("2026-12-31", "2026-12-31", "20270630"),
    ] {
        let refused = sec03(true, made_on, kept_until).unwrap_err();
        assert!(refused.contains(&format!("until {needed}")), "{refused}");
        // Who says that it is not satisfied may well give such dates.
        let report = sec03(false, made_on, kept_until).unwrap();
        let line = report.checks.iter().find(|l| l.check == "SEC-03").unwrap();
        assert_eq!(line.status, Status::Failed);
    }
    for text in ["2026-02-30", "2026", "202605", "yesterday", ""] {
        assert!(
            sec03(true, text, "2027-01-01")
                .unwrap_err()
                .contains("no date")
        );
        assert!(
            sec03(false, "2026-01-01", text)
                .unwrap_err()
                .contains("no date")
        );
    }
}

#[test]
fn a_refused_word_leaves_the_earlier_one_and_dates_belong_to_recordings() {
    let mut session = delivery("base/three-items.toml");
    let word = |check: &str, kept_until: &str| Record {
        attestations: vec![Attestation {
            check: check.to_owned(),
            satisfied: true,
            by: "李明".to_owned(),
            date: "2026-11-22".to_owned(),
            note: String::new(),
            recordings: Some(Recordings {
                made_on: "2026-05-22".to_owned(),
                kept_until: kept_until.to_owned(),
            }),
        }],
        ..Record::default()
    };
    session.record(word("SEC-03", "2026-11-22")).unwrap();
    let before = session.report(made(), "unknown").unwrap();
    session.record(word("SEC-03", "2026-11-21")).unwrap_err();
    session.record(word("SEC-01", "2026-11-22")).unwrap_err();
    assert_eq!(session.report(made(), "unknown").unwrap(), before);
}
