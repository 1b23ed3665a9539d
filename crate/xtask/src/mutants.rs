//! Which mutants of the checks no recipe notices: `cargo mutants`, made cheap. All recipes are measured once, by code as
//! it is; each mutant only judges these facts, as rejudge.rs does. What became of them is kept in `fixtures/MUTANTS.md`.

use std::path::Path;

use crate::command::{Run, at, find};
use crate::{Stopped, root};

/// The core is built once for each mutant and run for seconds, so it is built fast and runs slowly.
const UNOPTIMISED: &[&str] = &[
    "--config=profile.dev.package.yanshou.opt-level=0",
    "--config=profile.dev.debug=false",
];

/// Where mutants are planted.
const CHECKS: &[&str] = &["crate/core/src/checks.rs", "crate/core/src/checks/**"];

/// Every `k`-th mutant from the `i`-th on, as `i/k`; `0/1` is all of them, some hours on one core.
pub(crate) fn run(share: Option<String>) -> Result<(), Stopped> {
    if !find("cargo-mutants") {
        return Err(Stopped(
            "run `cargo install --locked cargo-mutants@27.1.0`".to_owned(),
        ));
    }
    let share = share.unwrap_or_else(|| "0/4".to_owned());
    let folder = root().join("target/mutants");
    std::fs::create_dir_all(&folder).map_err(at(&folder))?;
    let rejudge = |test| ["--test", "rejudge", "--", "--ignored", "--exact", test];
    let measured = ["test", "--package", "yanshou-tests"];
    let written = rejudge("the_facts_of_every_recipe_are_written");
    within(&folder, &[&measured, UNOPTIMISED, &written].concat()).go()?;

    let mut words = vec![
        "mutants",
        "--package=yanshou",
        "--test-package=yanshou-tests",
        "--sharding=round-robin",
        "--shard",
        &share,
        // Judged without a mutation just above.
        "--baseline=skip",
        "--build-timeout=600",
        "--timeout=60",
        "--output=target/mutants",
    ];
    words.extend(CHECKS.iter().flat_map(|file| ["--file", file]));
    words.extend(UNOPTIMISED.iter().flat_map(|word| ["--cargo-arg", word]));
    words.push("--");
    words.extend(rejudge(
        "facts_measured_before_give_the_verdict_every_recipe_claims",
    ));
    let (line, code) = within(&folder, &words).code()?;
    // 2: some survived; 3: some did not end. Both are what was asked for.
    match code {
        Some(0 | 2 | 3) => Ok(()),
        _ => Err(Stopped(format!("`{line}` did not come to its end"))),
    }
}

/// What is built for this is of use for nothing else.
fn within(folder: &Path, words: &[&str]) -> Run {
    let path = |name| folder.join(name).to_string_lossy().into_owned();
    Run::cargo(words)
        .with("YANSHOU_FACTS", &path("facts"))
        .with("CARGO_TARGET_DIR", &path("build"))
}
