//! `planted [ITEMS]`: makes a sound batch, says what is found in it, plants every defect of `fixtures/planted.toml`
//! into it one by one and prints the table that is committed as `fixtures/PLANTED.md`. Exit 1 when the sound batch
//! has a defect or a planted one was not seen by its check.

use std::process::ExitCode;
use std::time::Instant;

use yanshou::code::{Code, Severity};
use yanshou_fixture::{Batch, Recipe, planted};
use yanshou_tests::planted::{Known, Seen};
use yanshou_tests::root;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let items = std::env::args().nth(1).map_or(Ok(2000), |n| n.parse())?;
    let started = Instant::now();
    let done = |what: &str| eprintln!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let batch = Recipe::of_batch(Batch {
        items,
        full_size: true,
    })?;
    done("pages drawn");
    let mut known = Known::default();
    let bytes = batch.pack();
    done("packed");
    let report = known.judge(&bytes, &batch.profile);
    done("measured and judged");
    let defects: Vec<_> = report
        .findings
        .iter()
        .filter(|f| Code::from_dotted(&f.code).is_none_or(|c| c.severity() < Severity::C))
        .collect();
    for finding in &defects {
        eprintln!("in the sound batch: {} {:?}", finding.code, finding.locus);
    }
    println!("# Planted defects\n");
    println!(
        "Written by `cargo xtask planted`: a sound batch of {} items and {} pages ({} MB) with {} findings of severity A \
         or B and {} notices; then each defect of `planted.toml` planted into it alone.\n",
        report.counts.items,
        report.counts.pages,
        bytes.len() / 1_000_000,
        defects.len(),
        report.findings.len() - defects.len()
    );
    drop(bytes);
    println!("| group | planted | check | code | seen | also said |\n|---|---|---|---|---|---|");
    let mut right = defects.is_empty();
    for planted in planted(&root().join("fixtures/planted.toml"))? {
        let seen = known.plant(&batch, &planted);
        done(&planted.defect);
        right &= seen.right;
        println!("{}", line(&seen));
    }
    Ok(if right {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn line(seen: &Seen) -> String {
    let Seen {
        planted,
        right,
        codes,
    } = seen;
    let also: Vec<String> = codes
        .iter()
        .filter(|(code, _)| **code != planted.code)
        .map(|(code, times)| format!("`{code}` {times}×"))
        .collect();
    let also = if also.is_empty() {
        "—".to_owned()
    } else {
        also.join(", ")
    };
    let (check, code) = match Code::from_dotted(&planted.code) {
        Some(code) => (
            code.check().id(),
            format!("`{}` {:?}", code.dotted(), code.severity()),
        ),
        None => ("—", "no defect".to_owned()),
    };
    let seen = match (right, codes.get(&planted.code)) {
        (true, Some(times)) => format!("yes, {times}×"),
        (true, None) => "rightly nothing".to_owned(),
        (false, _) => "**no**".to_owned(),
    };
    format!(
        "| {} | {} | {check} | {code} | {seen} | {also} |",
        planted.group, planted.defect
    )
}
