//! `cargo xtask setup | build | demo | mutants | pace | planted | test`: the only place that knows other tools.

mod command;
mod demo;
mod mutants;
mod pace;
mod page;
mod planted;
mod setup;
mod suite;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt};

/// Why a task stopped; a sentence that names the tool and what to do.
#[derive(Debug)]
struct Stopped(String);

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

fn main() -> ExitCode {
    let task = env::args().nth(1).unwrap_or_default();
    let done = match task.as_str() {
        "setup" => setup::all(),
        "build" => setup::for_build().and_then(|()| page::build()).map(|_| ()),
        "pace" => pace::run(&env::args().skip(2).collect::<Vec<_>>()),
        "demo" => setup::for_build().and_then(|()| demo::run()),
        "mutants" => mutants::run(env::args().nth(2)),
        "planted" => planted::run(env::args().nth(2)),
        "test" => setup::all().and_then(|()| suite::run()),
        _ => Err(Stopped(
            "usage: cargo xtask setup | build | demo | mutants [I/K] | pace | planted [ITEMS] | test"
                .to_owned(),
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            eprintln!("xtask: {stopped}");
            ExitCode::FAILURE
        }
    }
}
