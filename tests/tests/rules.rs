//! Rules as data, seen from outside: the same facts weigh what the profile says, what it leaves out is named, and no
//! byte is read for it.

use yanshou::code::Severity;
use yanshou::judge::{CheckLine, Status};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_fixture::Recipe;
use yanshou_tests::{Order, judged_beside, made, root};

fn delivery(recipe: &str) -> Session {
    let recipe = Recipe::load(&root().join("fixtures").join(recipe)).unwrap();
    judged_beside(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
        recipe.original.as_ref(),
    )
}

/// The paper profile with rules put behind it or in place of a part.
fn paper(from: &str, to: &str) -> Profile {
    let path = root().join("crate/core/profiles/dat31-paper.toml");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    Profile::parse(&text.replacen(from, to, 1)).unwrap()
}

fn and(rules: &str) -> Profile {
    let last = "id = \"processing\"\nrequired = { numerator = 95, denominator = 100 }\n";
    paper(last, &format!("{last}\n{rules}"))
}

/// Judges the same facts under another profile.
fn again(session: &Session, profile: Profile) -> Report {
    let mut session = Session::from_facts(session.facts().clone(), profile).unwrap();
    session.judge().unwrap();
    session.report(made(), "unknown").unwrap()
}

fn line<'r>(report: &'r Report, check: &str) -> &'r CheckLine {
    report.checks.iter().find(|l| l.check == check).unwrap()
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

fn missing(report: &Report, code: &str) -> Vec<String> {
    let own = report.findings.iter().filter(|f| f.code == code);
    own.map(|f| f.expected.clone()).collect()
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
    let given = delivery("catalogue/pass-described-by-dat18.toml");
    let report = again(&given, on());
    assert!(missing(&report, "catalogue.column.missing").is_empty());
    assert_eq!(missing(&report, "catalogue.cell.empty"), ["开放标识"]);
}
