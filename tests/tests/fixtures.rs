//! Every recipe below `fixtures/` and the verdict it claims. One recipe never hides another: all differences are
//! collected, then the test fails with the list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use yanshou::code::Code;
use yanshou::finding::FindingLine;
use yanshou::report::Report;
use yanshou_fixture::{Compression, Packing};
use yanshou_tests::verdict::{self, say};
use yanshou_tests::{Claim, Order, claims, judged_recipe, made, root};

const NAME: &str = "delivery.zip";

/// A claim with its report, run once for all tests.
struct Run {
    claim: Claim,
    report: Report,
    bytes: Vec<u8>,
    exit: i32,
}

static RUNS: LazyLock<(Vec<Run>, Vec<String>)> = LazyLock::new(|| {
    let (claims, refused) = claims();
    let runs = claims.into_iter().map(|claim| {
        let recipe = &claim.recipe;
        let session = judged_recipe(recipe, &recipe.pack(), NAME, Order::Forward);
        let report = session.report(made(), "unknown").unwrap();
        Run {
            bytes: report.canonical_bytes().unwrap(),
            exit: verdict::exit(&session, &report),
            report,
            claim,
        }
    });
    (runs.collect(), refused)
});

fn runs() -> &'static [Run] {
    &RUNS.0
}

/// Runs a comparison over all recipes and fails with all that was found.
fn every(compare: impl Fn(&Run) -> Vec<String>) {
    let differences: Vec<String> = runs()
        .iter()
        .flat_map(|run| {
            let lines = compare(run);
            lines
                .into_iter()
                .map(|line| format!("{}: {line}", run.claim.name))
                .collect::<Vec<_>>()
        })
        .collect();
    let all = runs().len();
    assert!(
        differences.is_empty(),
        "{all} recipes, {} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// What two lists of findings do not share.
fn changes(before: &[FindingLine], after: &[FindingLine]) -> Vec<String> {
    let say_all = |lines: &[FindingLine]| lines.iter().map(say).collect::<Vec<_>>();
    let (mut lost, mut new) = (say_all(before), say_all(after));
    lost.retain(|line| match new.iter().position(|n| n == line) {
        Some(at) => {
            new.remove(at);
            false
        }
        None => true,
    });
    let lost = lost.into_iter().map(|line| format!("lost {line}"));
    lost.chain(new.into_iter().map(|line| format!("new  {line}")))
        .collect()
}

fn again(run: &Run, bytes: &[u8], name: &str, order: Order) -> Report {
    judged_recipe(&run.claim.recipe, bytes, name, order)
        .report(made(), "unknown")
        .unwrap()
}

#[test]
fn every_recipe_reads() {
    assert_eq!(RUNS.1, Vec::<String>::new());
}

#[test]
fn every_report_agrees_with_itself() {
    every(|run| {
        let contradictions = run.report.contradictions().into_iter();
        contradictions.map(|one| format!("{one:?}")).collect()
    });
}

#[test]
fn every_recipe_has_exactly_the_findings_it_claims() {
    every(|run| match &run.claim.recipe.expect {
        Some(expect) => verdict::findings(expect, &run.report),
        None => vec!["claims nothing".to_owned()],
    });
}

#[test]
fn every_recipe_has_the_outcome_it_claims() {
    every(|run| {
        let expect = run.claim.recipe.expect.iter();
        expect
            .flat_map(|expect| verdict::outcome(expect, &run.report, run.exit))
            .collect()
    });
}

#[test]
fn every_recipe_leaves_out_the_checks_it_claims() {
    every(|run| {
        let expect = run.claim.recipe.expect.iter();
        expect
            .flat_map(|expect| verdict::not_run(expect, &run.report))
            .collect()
    });
}

#[test]
fn every_recipe_runs_the_checks_it_claims_on_as_many_things() {
    every(|run| {
        let expect = run.claim.recipe.expect.iter();
        expect
            .flat_map(|expect| verdict::ran(expect, &run.report))
            .collect()
    });
}

#[test]
fn packing_does_not_change_the_findings() {
    let repacked = |compression, reverse_order| Packing {
        compression,
        reverse_order,
    };
    every(|run| {
        if run.claim.damaged {
            return Vec::new();
        }
        // What a bomb is depends on how it is packed, so there only the order changes.
        let bomb = run
            .report
            .findings
            .iter()
            .any(|f| f.code.starts_with("package.bomb."));
        let packings = if bomb {
            vec![repacked(Compression::AsWritten, true)]
        } else {
            vec![
                repacked(Compression::Stored, true),
                repacked(Compression::Deflate, false),
            ]
        };
        let mut lines = Vec::new();
        for packing in packings {
            let bytes = run.claim.recipe.pack_with(packing);
            let report = again(run, &bytes, NAME, Order::Forward);
            let said = changes(&run.report.findings, &report.findings);
            lines.extend(said.into_iter().map(|line| format!("{packing:?}: {line}")));
            if report.delivery.digest != run.report.delivery.digest {
                lines.push(format!("{packing:?}: the delivery digest changed"));
            }
            if report.counts != run.report.counts {
                lines.push(format!(
                    "{packing:?}: {:?} became {:?}",
                    run.report.counts, report.counts
                ));
            }
        }
        lines
    });
}

#[test]
fn the_name_of_the_container_changes_only_the_name() {
    every(|run| {
        let name = "2011年 批次 (2).ZIP";
        let mut report = again(run, &run.claim.recipe.pack(), name, Order::Forward);
        assert_eq!(report.delivery.name, name);
        report.delivery.name = NAME.to_owned();
        report.log.clone_from(&run.report.log); // its first line says which name was opened
        let said = changes(&run.report.findings, &report.findings);
        if said.is_empty() && report != run.report {
            vec!["the report differs".to_owned()]
        } else {
            said
        }
    });
}

#[test]
fn two_runs_give_the_same_bytes_whatever_the_order_of_measuring() {
    every(|run| {
        let report = again(run, &run.claim.recipe.pack(), NAME, Order::Backward);
        let same = report.canonical_bytes().unwrap() == run.bytes;
        if same {
            Vec::new()
        } else {
            vec!["the bytes differ".to_owned()]
        }
    });
}

#[test]
fn every_report_parses_and_writes_itself_again() {
    every(|run| match Report::parse(&run.bytes) {
        Ok(report) if report != run.report => vec!["another report came back".to_owned()],
        Ok(report) if report.canonical_bytes().unwrap() != run.bytes => {
            vec!["other bytes".to_owned()]
        }
        Ok(_) => Vec::new(),
        Err(error) => vec![error.to_string()],
    });
}

/// The register of `fixtures/README.md`: code → failing recipes, passing recipes beside them.
fn register() -> BTreeMap<String, [Vec<String>; 2]> {
    let text = std::fs::read_to_string(root().join("fixtures/README.md")).unwrap_or_default();
    let names = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let mut rows = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        if let [code, fails, passes] = cells.as_slice() {
            for code in names(code)
                .into_iter()
                .filter(|c| c.split('.').count() == 3)
            {
                rows.insert(code, [names(fails), names(passes)]);
            }
        }
    }
    assert!(!rows.is_empty(), "fixtures/README.md has no register");
    rows
}

fn claimed(run: &Run) -> BTreeSet<&str> {
    let expect = run.claim.recipe.expect.iter();
    expect
        .flat_map(|e| &e.findings)
        .map(|f| f.code.as_str())
        .collect()
}

/// In the folder that is named by the first word of the code.
fn registered<'r>(code: &str, stem: &str) -> Option<&'r Run> {
    let family = code.split('.').next().unwrap_or_default();
    runs()
        .iter()
        .find(|run| run.claim.name == format!("{family}/{stem}"))
}

#[test]
fn every_code_has_a_failing_recipe_and_a_passing_one_beside_it() {
    let register = register();
    let mut missing = Vec::new();
    for code in Code::ALL.iter().map(|code| code.dotted()) {
        let Some([fails, passes]) = register.get(code) else {
            missing.push(format!("{code}: no row in the register"));
            continue;
        };
        if !fails.iter().any(|s| s.starts_with("fail-"))
            || !passes.iter().any(|s| s.starts_with("pass-"))
        {
            missing.push(format!("{code}: the row names no pair"));
        }
        for (stem, should) in fails
            .iter()
            .map(|s| (s, true))
            .chain(passes.iter().map(|s| (s, false)))
        {
            match registered(code, stem) {
                None => missing.push(format!("{code}: there is no `{stem}`")),
                Some(run) if claimed(run).contains(code) != should => {
                    missing.push(format!("{code}: `{stem}` claims the contrary"));
                }
                Some(_) => {}
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{} missing\n{}",
        missing.len(),
        missing.join("\n")
    );
}

#[test]
fn every_registered_code_exists_and_every_failing_recipe_is_registered() {
    let register = register();
    let mut wrong: Vec<String> = register
        .keys()
        .filter(|code| Code::from_dotted(code).is_none())
        .map(|code| format!("`{code}` is no code"))
        .collect();
    for run in runs().iter().filter(|run| run.claim.fails()) {
        let stem = run.claim.stem();
        if claimed(run).is_empty() {
            wrong.push(format!("`{}` claims no finding", run.claim.name));
        }
        if !register
            .values()
            .any(|[fails, _]| fails.iter().any(|s| s == stem))
        {
            wrong.push(format!(
                "`{}` is not in the register, so nothing passes beside it",
                run.claim.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_recipe_named_pass_claims_nothing_that_blocks() {
    every(|run| {
        let blocking = claimed(run).into_iter().filter(|_| !run.claim.fails());
        let blocks = |code: &str| {
            Code::from_dotted(code).is_none_or(|c| c.severity() == yanshou::code::Severity::A)
        };
        blocking
            .filter(|code| blocks(code))
            .map(str::to_owned)
            .collect()
    });
}
