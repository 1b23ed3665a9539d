//! Signatures that contractors make with their own tools; `openssl` makes them here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod party;

use party::{CONTENT, openssl_ok};
use sha2::{Digest, Sha256, Sha384, Sha512};
use tempfile::TempDir;
use yanshou_seal::{SignatureVerdict, SignerFacts, VerifyError, read_foreign};

/// A contractor's desk: a manifest, a key and a certificate that is valid for a month.
fn desk(key: &[&str]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("list"), CONTENT).unwrap();
    let request = "req -x509 -nodes -keyout key.pem -out cert.pem -days 30 -utf8 -subj";
    let mut arguments: Vec<&str> = request.split(' ').collect();
    arguments.extend(["/O=甲数字化公司/CN=张三", "-newkey"]);
    arguments.extend(key);
    openssl_ok(directory.path(), &arguments);
    directory
}

const RSA: &[&str] = &["rsa:2048"];
const P256: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"];

fn signed(desk: &TempDir, further: &str) -> Vec<u8> {
    let common = "cms -sign -binary -in list -signer cert.pem -inkey key.pem -out list.p7s";
    let all = format!("{common} {further}");
    openssl_ok(desk.path(), &all.split_whitespace().collect::<Vec<_>>());
    std::fs::read(desk.path().join("list.p7s")).unwrap()
}

fn only(bytes: &[u8]) -> SignerFacts {
    let mut signers = read_foreign(bytes).unwrap();
    assert_eq!(signers.len(), 1);
    signers.remove(0)
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn what_openssl_signs_holds_and_promises_the_contents_digest() {
    let sha256 = ("sha256", hex(Sha256::digest(CONTENT)));
    let sha384 = ("sha384", hex(Sha384::digest(CONTENT)));
    let sha512 = ("sha512", hex(Sha512::digest(CONTENT)));
    for (key, name, digests) in [
        (RSA, "RSA", vec![&sha256, &sha384, &sha512]),
        (P256, "ECDSA P-256", vec![&sha256]),
        (P384, "ECDSA P-384", vec![&sha384, &sha256]),
    ] {
        let desk = desk(key);
        for (algorithm, digest) in digests {
            for form in [
                "-outform DER",
                "-outform PEM",
                "-outform DER -nodetach",
                "-outform DER -keyid",
            ] {
                let signer = only(&signed(&desk, &format!("-md {algorithm} {form}")));
                let what = format!("{name} {algorithm} {form}");
                assert_eq!(signer.verdict, SignatureVerdict::Holds, "{what}");
                assert_eq!(signer.message_digest.as_ref(), Some(digest), "{what}");
                assert_eq!(signer.digest, *algorithm, "{what}");
                assert_eq!(signer.algorithm, format!("{algorithm} {name}"), "{what}");
                assert_eq!(signer.subject, "甲数字化公司 · 张三", "{what}");
                assert_eq!(signer.certificate_in_time, Some(true), "{what}");
                assert!(signer.signing_time.unwrap().ends_with('Z'), "{what}");
            }
        }
    }
}

#[test]
fn no_changed_byte_of_promise_or_signature_holds() {
    for key in [RSA, P256] {
        let bytes = signed(&desk(key), "-md sha256 -outform DER");
        let promise = Sha256::digest(CONTENT);
        let at = bytes
            .windows(32)
            .position(|w| w == promise.as_slice())
            .unwrap();
        for at in [at, at + 31, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(
                only(&changed).verdict,
                SignatureVerdict::Fails,
                "{key:?} at {at}"
            );
        }
    }
}

#[test]
fn another_partys_certificate_does_not_vouch_for_a_signature() {
    let (own, other) = (desk(P256), desk(P256));
    std::fs::copy(own.path().join("key.pem"), other.path().join("own.pem")).unwrap();
    let bytes = signed(&other, "-md sha256 -outform DER");
    // openssl refuses to pair them, so the certificate is put in by hand where lengths allow
    let der = |desk: &TempDir| {
        openssl_ok(
            desk.path(),
            &[
                "x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der",
            ],
        );
        std::fs::read(desk.path().join("cert.der")).unwrap()
    };
    let (mine, theirs) = (der(&own), der(&other));
    let point = |certificate: &[u8]| {
        let at = certificate
            .windows(4)
            .position(|w| w == [0x03, 0x42, 0x00, 0x04])
            .unwrap();
        certificate[at + 4..at + 68].to_vec()
    };
    let (from, to) = (point(&theirs), point(&mine));
    let at = bytes.windows(64).position(|w| w == from).unwrap();
    let mut changed = bytes.clone();
    changed[at..at + 64].copy_from_slice(&to);
    assert_eq!(only(&bytes).verdict, SignatureVerdict::Holds);
    assert_eq!(only(&changed).verdict, SignatureVerdict::Fails);
}

#[test]
fn what_is_not_ours_to_check_is_named_and_neither_good_nor_bad() {
    let desk = desk(RSA);
    for (further, what) in [
        ("-md sha256 -outform DER -noattr", "no signed attributes"),
        (
            "-md sha256 -outform DER -nocerts",
            "no certificate of the signer",
        ),
        (
            "-md sha256 -outform DER -keyopt rsa_padding_mode:pss",
            "sha256 with 1.2.840.113549.1.1.10",
        ),
    ] {
        let what = what.to_owned();
        assert_eq!(
            only(&signed(&desk, further)).verdict,
            SignatureVerdict::Unsupported { what }
        );
    }
    let streamed = signed(&desk, "-md sha256 -outform DER -stream -nodetach");
    assert_eq!(read_foreign(&streamed), Err(VerifyError::UnsupportedBer));
}

#[test]
fn cut_and_random_bytes_are_refused_without_a_panic() {
    let bytes = signed(&desk(P256), "-md sha256 -outform DER");
    for length in 0..bytes.len() {
        assert!(read_foreign(&bytes[..length]).is_err(), "cut at {length}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        // whatever it says of it, it says it
        if let Ok(signers) = read_foreign(&changed) {
            assert!(signers.len() <= 1, "at {at}");
        }
    }
}
