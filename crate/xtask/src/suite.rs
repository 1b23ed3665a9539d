//! Every test suite, also when one of them fails; the last line says how many passed.

use crate::command::Run;
use crate::{Stopped, page, root};

const LINTS: &[&str] = &["clippy", "--workspace", "--", "-D", "warnings"];

/// A test's own inability is a panic with its reason: `clippy.toml` allows it in `#[test]` functions, this in what they
/// call. What ships is linted above, without exception.
#[rustfmt::skip]
const TEST_LINTS: &[&str] = &[
    "clippy", "--workspace", "--all-targets", "--", "-D", "warnings",
    "-A", "clippy::unwrap_used", "-A", "clippy::expect_used",
    "-A", "clippy::panic", "-A", "clippy::indexing_slicing",
];

/// Runs all suites.
pub(crate) fn run() -> Result<(), Stopped> {
    let www = root().join("www");
    let web = root().join("tests/web");
    let outcomes = [
        ("format", Run::cargo(&["fmt", "--all", "--check"]).go()),
        ("lints", Run::cargo(LINTS).go()),
        ("test lints", Run::cargo(TEST_LINTS).go()),
        (
            "crates",
            Run::cargo(&["test", "--workspace", "--no-fail-fast"]).go(),
        ),
        ("build", page::build().map(|_| ())),
        ("page", Run::new("npm", &["test"]).within(&www).go()),
        (
            "browsers",
            Run::new("npm", &["test"])
                .within(&web)
                .with("CHROMIUM", "/usr/bin/chromium")
                .with("FIREFOX", "/usr/bin/firefox-esr")
                .go(),
        ),
    ];
    println!();
    for (suite, outcome) in &outcomes {
        match outcome {
            Ok(()) => println!("{suite:10} passed"),
            Err(stopped) => println!("{suite:10} FAILED: {stopped}"),
        }
    }
    let failed = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.is_err())
        .count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed == 0 {
        Ok(())
    } else {
        Err(Stopped("tests failed".to_owned()))
    }
}
