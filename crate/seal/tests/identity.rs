//! Key files: what is refused by name, what opens, and what `openssl` says of them.
// clippy.toml allows these in #[test] functions; what they call is here too
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod party;

use der::{Decode, Encode, asn1::OctetString, pem::LineEnding};
use party::{
    NOT_AFTER, NOT_BEFORE, PASSPHRASE, archive, archive_file, contractor_file, openssl_ok, random,
    request,
};
use pkcs8::{EncryptedPrivateKeyInfoOwned, pkcs5::pbes2};
use yanshou_seal::{
    IdentityError, IdentityRequest, MAX_PBKDF2_ITERATIONS, NameField, PBKDF2_ITERATIONS,
    RANDOM_LEN, RandomPart, Subject, create_identity, open_identity, read_certificate,
};

fn refused(request: &IdentityRequest<'_>, passphrase: &str, random: &[u8]) -> IdentityError {
    create_identity(request, passphrase, random).unwrap_err()
}

fn key_block(pem: &str) -> &str {
    pem.split_inclusive("-----END ENCRYPTED PRIVATE KEY-----\n")
        .next()
        .unwrap()
}

#[test]
fn an_identity_opens_with_its_passphrase_and_names_whom_it_was_made_for() {
    let subject = Subject {
        common_name: Some("王验收".into()),
        organisation: Some("临海市档案馆".into()),
    };
    assert_eq!(archive().subject(), subject);
    assert_eq!(archive().subject().to_string(), "临海市档案馆 · 王验收");
    assert_eq!(
        archive().certificate_pem(),
        archive_file().certificate_pem()
    );
    let facts = read_certificate(archive().certificate_pem()).unwrap();
    assert_eq!((facts.not_before, facts.not_after), (NOT_BEFORE, NOT_AFTER));
    assert_eq!(facts.fingerprint, archive().fingerprint_sha256());
}

#[test]
fn a_wrong_passphrase_is_told_apart_from_a_broken_file() {
    let pem = archive_file().pem();
    assert_eq!(
        open_identity(&pem, "验收 correct hors").unwrap_err(),
        IdentityError::WrongPassphrase
    );
    let cut = pem.replacen("KEY-----\nMI", "KEY-----\nAA", 1);
    assert_eq!(
        open_identity(&cut, PASSPHRASE).unwrap_err(),
        IdentityError::KeyMalformed
    );
}

#[test]
fn equal_arguments_make_equal_files_and_other_random_bytes_another_key() {
    let again = create_identity(&request(), PASSPHRASE, &random("archive")).unwrap();
    assert_eq!(again.pem(), archive_file().pem());
    assert_ne!(contractor_file().pem(), archive_file().pem());
}

#[test]
fn weak_random_bytes_are_refused_by_the_name_of_their_share() {
    let good = random("archive");
    assert_eq!(
        refused(&request(), PASSPHRASE, &good[..RANDOM_LEN - 1]),
        IdentityError::RandomTooShort {
            needed: RANDOM_LEN,
            found: RANDOM_LEN - 1
        }
    );
    for (part, range) in [
        (RandomPart::Secret, 0..32),
        (RandomPart::Secret, 32..64),
        (RandomPart::Serial, 64..80),
        (RandomPart::Salt, 80..96),
        (RandomPart::Iv, 96..112),
    ] {
        for byte in [0x00, 0xff] {
            let mut weak = good.clone();
            weak[range.clone()].fill(byte);
            let expected = IdentityError::RandomConstant { part };
            assert_eq!(refused(&request(), PASSPHRASE, &weak), expected);
        }
    }
    let mut too_large = good;
    too_large[0..64].fill(0xff);
    (too_large[31], too_large[63]) = (0xfe, 0xfe);
    assert_eq!(
        refused(&request(), PASSPHRASE, &too_large),
        IdentityError::RandomOutOfRange
    );
}

#[test]
fn names_passphrases_and_times_out_of_bounds_are_refused_beside_those_just_inside() {
    let random = random("bounds");
    let named = |common_name| IdentityRequest {
        common_name,
        organisation: "",
        ..request()
    };
    assert_eq!(
        refused(&named(" "), PASSPHRASE, &random),
        IdentityError::NameEmpty
    );
    let (fits, long) = ("档".repeat(64), "档".repeat(65));
    let field = NameField::CommonName;
    assert_eq!(
        refused(&named(&long), PASSPHRASE, &random),
        IdentityError::NameTooLong {
            field,
            limit: 64,
            found: 65
        }
    );
    assert_eq!(
        refused(&named("王\u{202e}验收"), PASSPHRASE, &random),
        IdentityError::NameControl {
            field,
            character: '\u{202e}'
        }
    );
    assert_eq!(
        refused(&request(), "1234567", &random),
        IdentityError::PassphraseTooShort {
            minimum: 8,
            found: 7
        }
    );
    let at = |not_before, not_after| IdentityRequest {
        not_before,
        not_after,
        ..named(&fits)
    };
    assert_eq!(
        refused(&at(5, 5), "12345678", &random),
        IdentityError::ValidityEmpty {
            not_before: 5,
            not_after: 5
        }
    );
    assert_eq!(
        refused(&at(-1, 5), "12345678", &random),
        IdentityError::TimeOutOfRange { seconds: -1 }
    );
    assert_eq!(
        refused(&at(0, i64::MAX), "12345678", &random),
        IdentityError::TimeOutOfRange { seconds: i64::MAX }
    );
    let inside = create_identity(&at(0, 253_402_300_799), "12345678", &random).unwrap();
    let facts = read_certificate(inside.certificate_pem()).unwrap();
    assert_eq!((facts.not_before, facts.not_after), (0, 253_402_300_799));
    assert_eq!(
        facts.subject,
        Subject {
            common_name: Some(fits),
            organisation: None
        }
    );
}

#[test]
fn a_key_beside_a_foreign_certificate_is_a_mismatch_and_beside_both_it_finds_its_own() {
    let (ours, theirs) = (archive_file().pem(), contractor_file().certificate_pem());
    let swapped = [key_block(&ours), theirs].concat();
    assert_eq!(
        open_identity(&swapped, PASSPHRASE).unwrap_err(),
        IdentityError::KeyMismatch
    );
    let both = [key_block(&ours), theirs, archive_file().certificate_pem()].concat();
    let opened = open_identity(&both, PASSPHRASE).unwrap();
    assert_eq!(opened.fingerprint_sha256(), archive().fingerprint_sha256());
}

#[test]
fn incomplete_files_say_what_is_missing() {
    let pem = archive_file().pem();
    let open = |text: &str| open_identity(text, PASSPHRASE).unwrap_err();
    assert_eq!(open(""), IdentityError::CertificateMissing);
    assert_eq!(open(key_block(&pem)), IdentityError::CertificateMissing);
    assert_eq!(
        open(archive_file().certificate_pem()),
        IdentityError::KeyMissing
    );
    assert_eq!(
        open(&[key_block(&pem), &pem].concat()),
        IdentityError::SeveralKeys { found: 2 }
    );
    assert_eq!(
        open(&" ".repeat(65_537)),
        IdentityError::TooLarge {
            limit: 65_536,
            found: 65_537
        }
    );
    let half = pem.replacen(
        "-----BEGIN CERTIFICATE-----\nMII",
        "-----BEGIN CERTIFICATE-----\nAAA",
        1,
    );
    assert_eq!(
        open(&half),
        IdentityError::CertificateMalformed { index: 0 }
    );
}

#[test]
fn a_file_that_asks_for_too_many_iterations_is_refused_before_any_work() {
    let build = |iterations| {
        let parameters =
            pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(iterations, &[7; 16], [9; 16]);
        let key = EncryptedPrivateKeyInfoOwned {
            encryption_algorithm: parameters.unwrap().into(),
            encrypted_data: OctetString::new(vec![1; 32]).unwrap(),
        };
        let label = "ENCRYPTED PRIVATE KEY";
        let key = der::pem::encode_string(label, LineEnding::LF, &key.to_der().unwrap()).unwrap();
        open_identity(
            &[&key, archive_file().certificate_pem()].concat(),
            PASSPHRASE,
        )
        .unwrap_err()
    };
    let (limit, found) = (MAX_PBKDF2_ITERATIONS, MAX_PBKDF2_ITERATIONS + 1);
    assert_eq!(
        build(found),
        IdentityError::TooManyIterations { limit, found }
    );
    assert_eq!(build(2048), IdentityError::WrongPassphrase);
}

#[test]
fn the_key_file_carries_the_promised_iterations() {
    let (_, der) = der::pem::decode_vec(key_block(&archive_file().pem()).as_bytes())
        .map(|(label, der)| (label.to_owned(), der))
        .unwrap();
    let key = EncryptedPrivateKeyInfoOwned::from_der(&der).unwrap();
    let parameters = key.encryption_algorithm.pbes2().unwrap();
    assert_eq!(
        parameters.kdf.pbkdf2().unwrap().iteration_count,
        PBKDF2_ITERATIONS
    );
    assert_eq!(PBKDF2_ITERATIONS, 600_000);
}

#[test]
fn openssl_reads_the_key_and_finds_it_sound() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("identity.pem"), archive_file().pem()).unwrap();
    let arguments = [
        "pkey",
        "-in",
        "identity.pem",
        "-passin",
        "file:pass.txt",
        "-noout",
        "-check",
    ];
    let said = openssl_ok(directory.path(), &arguments);
    assert!(said.contains("Key is valid"), "{said}");
}

#[test]
fn openssl_shows_the_chinese_names_and_the_usage() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("cert.pem"),
        archive_file().certificate_pem(),
    )
    .unwrap();
    let said = openssl_ok(
        directory.path(),
        &[
            "x509",
            "-in",
            "cert.pem",
            "-noout",
            "-text",
            "-nameopt",
            "utf8,sep_comma_plus_space",
        ],
    );
    for line in [
        "Version: 3 (0x2)",
        "Subject: O=临海市档案馆, CN=王验收",
        "Issuer: O=临海市档案馆, CN=王验收",
        "Not Before: Jan  1 00:00:00 2020 GMT",
        "Not After : Jan  1 00:00:00 2100 GMT",
        "NIST CURVE: P-256",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n",
        "X509v3 Subject Key Identifier:",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let arguments = [
        "x509",
        "-in",
        "cert.pem",
        "-noout",
        "-fingerprint",
        "-sha256",
    ];
    let print = openssl_ok(directory.path(), &arguments)
        .replace(':', "")
        .to_lowercase();
    assert!(print.contains(&archive().fingerprint_sha256()), "{print}");
}

#[test]
fn a_key_file_made_by_openssl_opens_and_an_open_or_foreign_key_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let make = |algorithm: &[&str], cipher: &[&str]| {
        let key = ["genpkey", "-out", "key.pem", "-pass", "file:pass.txt"];
        openssl_ok(directory.path(), &[&key[..], algorithm, cipher].concat());
        let request = ["req", "-x509", "-utf8", "-subj", "/CN=张监理", "-batch"];
        let files = [
            "-key",
            "key.pem",
            "-passin",
            "file:pass.txt",
            "-out",
            "cert.pem",
        ];
        openssl_ok(directory.path(), &[&request[..], &files].concat());
        let read = |name| std::fs::read_to_string(directory.path().join(name)).unwrap();
        read("key.pem") + &read("cert.pem")
    };
    let curve = |name| ["-algorithm", "EC", "-pkeyopt", name];
    let (p256, p384) = (
        curve("ec_paramgen_curve:P-256"),
        curve("ec_paramgen_curve:P-384"),
    );
    let opened = open_identity(&make(&p256, &["-aes256"]), PASSPHRASE).unwrap();
    assert_eq!(opened.subject().common_name.as_deref(), Some("张监理"));

    let refused = |pem: &str| open_identity(pem, PASSPHRASE).unwrap_err();
    assert_eq!(
        refused(&make(&p256, &["-des3"])),
        IdentityError::UnsupportedEncryption
    );
    assert_eq!(refused(&make(&p256, &[])), IdentityError::KeyNotEncrypted);
    let algorithm = "1.3.132.0.34".to_owned();
    assert_eq!(
        refused(&make(&p384, &["-aes256"])),
        IdentityError::UnsupportedKey { algorithm }
    );
    let algorithm = "1.2.840.113549.1.1.1".to_owned();
    assert_eq!(
        refused(&make(&["-algorithm", "RSA"], &["-aes256"])),
        IdentityError::UnsupportedKey { algorithm }
    );
}
