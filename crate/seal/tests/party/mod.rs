//! Two parties with known random bytes, and `openssl` as the independent witness.
#![allow(dead_code)] // each test file uses its own share
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use yanshou_seal::{
    Identity, IdentityFile, IdentityRequest, RANDOM_LEN, create_identity, open_identity,
};

pub const PASSPHRASE: &str = "验收 correct horse";
pub const CONTENT: &[u8] = "{\"decision\":\"accept\",\"fonds\":\"临海市档案馆\"}".as_bytes();
/// 2026-11-22T07:00:00Z.
pub const NOW: i64 = 1_795_330_800;
/// 2020-01-01 to 2100-01-01: before and after the switch of time encodings in 2050.
pub const NOT_BEFORE: i64 = 1_577_836_800;
pub const NOT_AFTER: i64 = 4_102_444_800;

/// Deterministic bytes that pass for random.
pub fn random(seed: &str) -> Vec<u8> {
    (0u8..4)
        .flat_map(|n| {
            Sha256::new()
                .chain_update(seed)
                .chain_update([n])
                .finalize()
        })
        .take(RANDOM_LEN)
        .collect()
}

pub fn request() -> IdentityRequest<'static> {
    IdentityRequest {
        common_name: "王验收",
        organisation: "临海市档案馆",
        not_before: NOT_BEFORE,
        not_after: NOT_AFTER,
    }
}

pub fn archive_file() -> &'static IdentityFile {
    static FILE: OnceLock<IdentityFile> = OnceLock::new();
    FILE.get_or_init(|| create_identity(&request(), PASSPHRASE, &random("archive")).unwrap())
}

pub fn archive() -> &'static Identity {
    static IDENTITY: OnceLock<Identity> = OnceLock::new();
    IDENTITY.get_or_init(|| open_identity(&archive_file().pem(), PASSPHRASE).unwrap())
}

pub fn contractor_file() -> &'static IdentityFile {
    static FILE: OnceLock<IdentityFile> = OnceLock::new();
    FILE.get_or_init(|| {
        let request = IdentityRequest {
            common_name: "李数字",
            organisation: "某某数字化有限公司",
            ..request()
        };
        create_identity(&request, PASSPHRASE, &random("contractor")).unwrap()
    })
}

/// Runs `openssl` in a directory; the passphrase stands in `pass.txt` where needed.
pub fn openssl(directory: &Path, arguments: &[&str]) -> Output {
    std::fs::write(directory.join("pass.txt"), PASSPHRASE).unwrap();
    Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .output()
        .expect("these tests need the Debian package `openssl`")
}

/// As [`openssl`], for steps that have to work.
pub fn openssl_ok(directory: &Path, arguments: &[&str]) -> String {
    let output = openssl(directory, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &said
}
