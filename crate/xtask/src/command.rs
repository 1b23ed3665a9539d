//! Runs other programs: prints what is run, and stops with its name when it fails.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::{env, io};

use crate::{Stopped, root};

/// A program and its arguments, run in the workspace's folder.
pub(crate) struct Run(Command);

impl Run {
    pub(crate) fn new(program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(root());
        Self(command)
    }

    /// The cargo that runs us. What it builds knows its commit: a report names the tool that made it.
    pub(crate) fn cargo(arguments: &[&str]) -> Self {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        Self::new(&cargo, arguments).with("YANSHOU_COMMIT", commit())
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.0.env(key, value);
        self
    }

    fn line(&self) -> String {
        let program = Path::new(self.0.get_program());
        let program = program
            .file_name()
            .unwrap_or(program.as_os_str())
            .to_string_lossy();
        let arguments = self.0.get_args().map(|word| word.to_string_lossy());
        std::iter::once(program)
            .chain(arguments)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn missing(line: &str, error: &io::Error) -> Stopped {
        Stopped(format!("`{line}` did not start: {error}"))
    }

    /// Runs it with its output to the terminal.
    pub(crate) fn go(self) -> Result<(), Stopped> {
        match self.code()? {
            (_, Some(0)) => Ok(()),
            (line, code) => Err(failed(&line, code)),
        }
    }

    /// Runs it; says what was run and with which exit status it ended, if it was not killed.
    pub(crate) fn code(mut self) -> Result<(String, Option<i32>), Stopped> {
        let line = self.line();
        eprintln!("\u{25b8} {line}");
        let status = self.0.status().map_err(|e| Self::missing(&line, &e))?;
        Ok((line, status.code()))
    }

    /// Runs it and keeps what it prints.
    pub(crate) fn output(mut self) -> Result<Vec<u8>, Stopped> {
        let line = self.line();
        eprintln!("\u{25b8} {line}");
        let Output { status, stdout, .. } = self
            .0
            .stderr(Stdio::inherit())
            .output()
            .map_err(|e| Self::missing(&line, &e))?;
        if status.success() {
            Ok(stdout)
        } else {
            Err(failed(&line, status.code()))
        }
    }
}

/// The commit of the work tree, `-dirty` where it was changed since; `unknown` without git.
fn commit() -> &'static str {
    static COMMIT: OnceLock<String> = OnceLock::new();
    COMMIT.get_or_init(|| {
        let told = Command::new("git")
            .args([
                "describe",
                "--always",
                "--dirty",
                "--abbrev=40",
                "--exclude=*",
            ])
            .current_dir(root())
            .output();
        match told {
            Ok(told) if told.status.success() => {
                String::from_utf8_lossy(&told.stdout).trim().to_owned()
            }
            _ => "unknown".to_owned(),
        }
    })
}

fn failed(line: &str, code: Option<i32>) -> Stopped {
    let how = code.map_or("was killed".to_owned(), |code| format!("ended with {code}"));
    Stopped(format!("`{line}` {how}"))
}

/// Where a program is on the PATH.
pub(crate) fn find(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A file operation's error, with the file's name.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> Stopped + '_ {
    move |error| Stopped(format!("{}: {error}", path.display()))
}
