//! The command as a test runs it.
#![allow(dead_code)] // each test file uses its part

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use yanshou_fixture::Recipe;

/// The environment variable that holds the passphrase of test identities.
pub const PASSPHRASE: &str = "YANSHOU_TEST_PASSPHRASE";

pub fn yanshou(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yanshou"))
        .args(arguments)
        .env(PASSPHRASE, "correct horse battery")
        .output()
        .unwrap()
}

pub fn code(arguments: &[&str]) -> i32 {
    let output = yanshou(arguments);
    let code = output.status.code().unwrap();
    assert!(
        code != 101 && !String::from_utf8_lossy(&output.stderr).contains("panicked"),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    code
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub fn made(folder: &Path, recipe: &str) -> String {
    let bytes = Recipe::load(&fixtures().join(recipe)).unwrap().pack();
    let path = folder.join("delivery.zip");
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}
