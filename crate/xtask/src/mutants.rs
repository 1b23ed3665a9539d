//! Which mutants of the checks nobody notices: `cargo mutants`, made cheap. All recipes are measured once, by code as it
//! is; each mutant only judges these facts (rejudge.rs) and what a few tests alter of such facts. What became of the
//! mutants is kept in `fixtures/MUTANTS.md`.

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

/// Tests that measure little or nothing and judge.
const JUDGING: &[&str] = &[
    "--test=rejudge",
    "--test=rules",
    "--test=edges",
    "--test=spellings",
];

/// The test that measures; run once, never by a mutant.
const WRITES: &str = "the_facts_of_every_recipe_are_written";

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
    let unoptimised = UNOPTIMISED.iter().copied();
    let measured = ["test", "--package=yanshou-tests", "--test=rejudge"];
    let only = ["--", "--ignored", "--exact", WRITES];
    let words: Vec<&str> = measured
        .into_iter()
        .chain(unoptimised)
        .chain(only)
        .collect();
    within(&folder, &words).go()?;

    let mut words = vec![
        "mutants",
        "--package=yanshou",
        "--test-package=yanshou-tests",
        "--sharding=round-robin",
        "--shard",
        &share,
        "--build-timeout=600",
        "--timeout=60",
        "--output=target/mutants",
    ];
    words.extend(CHECKS.iter().flat_map(|file| ["--file", file]));
    words.extend(UNOPTIMISED.iter().flat_map(|word| ["--cargo-arg", word]));
    words.push("--");
    words.extend(JUDGING);
    words.extend(["--", "--include-ignored", "--skip", WRITES]);
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
