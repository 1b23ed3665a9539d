//! What the JPEG tests share: the witness djpeg, and hand-made pictures.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod pictures;
pub mod single_bits;
pub mod slow;
pub mod tiny;

use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a program on `input`: exit code, standard output, standard error.
pub fn run(program: &str, arguments: &[&str], input: &[u8]) -> (i32, Vec<u8>, Vec<u8>) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| {
            panic!("`{program}` does not start ({e}): install Debian package libjpeg-turbo-progs")
        });
    let mut stdin = child.stdin.take().expect("piped");
    let bytes = input.to_vec();
    // The program may stop reading early: a broken pipe is its right.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().expect("output");
    writer.join().expect("writer");
    (
        output.status.code().unwrap_or(-1),
        output.stdout,
        output.stderr,
    )
}

/// No error and no warning.
pub fn djpeg_is_silent(bytes: &[u8]) -> bool {
    let (code, _, stderr) = run("djpeg", &[], bytes);
    code == 0 && stderr.is_empty()
}
