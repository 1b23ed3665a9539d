//! `openssl` as independent witness, both ways: it takes our signatures and we take its, and neither
//! takes a changed one.
// clippy.toml allows these in #[test] functions; what they call is here too
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod party;

use std::path::Path;

use party::{
    CONTENT, NOT_BEFORE, NOW, PASSPHRASE, archive, archive_file, contractor_file, openssl,
    openssl_ok, random, request,
};
use yanshou_seal::{
    IdentityRequest, Problem, SignatureAlgorithm, SignatureCheck, Trust, Verdict, VerifyError,
    create_identity, sign_detached, verify_detached,
};

/// A directory as a party leaves it: report, key file, certificates.
fn desk() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(directory.path().join(name), bytes).unwrap();
    };
    write("report.json", CONTENT);
    write("identity.pem", archive_file().pem().as_bytes());
    write("cert.pem", archive_file().certificate_pem().as_bytes());
    write("contractor.pem", contractor_file().pem().as_bytes());
    directory
}

/// The command printed in the report for the auditor, word for word.
fn verify_as_the_auditor_does(directory: &Path) -> (bool, String) {
    let command = "cms -verify -binary -inform DER -in report.json.p7s -content report.json \
                   -CAfile cert.pem";
    let output = openssl(directory, &command.split_whitespace().collect::<Vec<_>>());
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// What `openssl cms -sign` makes of the report with further arguments.
fn signed_by_openssl(directory: &Path, further: &[&str]) -> Vec<u8> {
    let common = [
        "cms",
        "-sign",
        "-binary",
        "-md",
        "sha256",
        "-in",
        "report.json",
    ];
    let common = [
        &common[..],
        &["-passin", "file:pass.txt", "-out", "out.p7s"],
    ]
    .concat();
    openssl_ok(directory, &[&common[..], further].concat());
    std::fs::read(directory.join("out.p7s")).unwrap()
}

const DER: &[&str] = &["-outform", "DER", "-signer", "identity.pem"];

fn check(p7s: &[u8]) -> SignatureCheck {
    verify_detached(p7s, CONTENT, Some(&[archive_file().certificate_pem()])).unwrap()
}

fn problems(check: &SignatureCheck) -> Vec<Problem> {
    check
        .signers
        .iter()
        .flat_map(|signer| signer.problems.clone())
        .collect()
}

#[test]
fn openssl_verifies_our_signature_with_the_command_the_report_prints() {
    let desk = desk();
    let p7s = sign_detached(archive(), CONTENT, NOW).unwrap();
    std::fs::write(desk.path().join("report.json.p7s"), &p7s).unwrap();
    let (ok, said) = verify_as_the_auditor_does(desk.path());
    assert!(ok && said.contains("CMS Verification successful"), "{said}");
}

#[test]
fn openssl_refuses_our_signature_over_a_changed_report_and_a_changed_signature() {
    let desk = desk();
    let p7s = sign_detached(archive(), CONTENT, NOW).unwrap();
    let mut changed = CONTENT.to_vec();
    changed[3] ^= 1;
    std::fs::write(desk.path().join("report.json.p7s"), &p7s).unwrap();
    std::fs::write(desk.path().join("report.json"), &changed).unwrap();
    let (ok, said) = verify_as_the_auditor_does(desk.path());
    assert!(!ok && said.contains("content verify error"), "{said}");

    std::fs::write(desk.path().join("report.json"), CONTENT).unwrap();
    let mut changed = p7s;
    *changed.last_mut().unwrap() ^= 1;
    std::fs::write(desk.path().join("report.json.p7s"), &changed).unwrap();
    let (ok, said) = verify_as_the_auditor_does(desk.path());
    assert!(!ok && !said.contains("successful"), "{said}");
}

#[test]
fn openssl_finds_the_certificate_bound_into_our_signature_and_the_time_we_gave() {
    let desk = desk();
    let p7s = sign_detached(archive(), CONTENT, NOW).unwrap();
    std::fs::write(desk.path().join("report.json.p7s"), &p7s).unwrap();
    let read = ["cms", "-inform", "DER", "-in", "report.json.p7s"];
    let bound = [
        "-verify",
        "-cades",
        "-content",
        "report.json",
        "-binary",
        "-CAfile",
        "cert.pem",
    ];
    let said = openssl_ok(desk.path(), &[&read[..], &bound].concat());
    assert!(said.contains("CAdES Verification successful"), "{said}");
    let said = openssl_ok(
        desk.path(),
        &[&read[..], &["-cmsout", "-print", "-noout"]].concat(),
    );
    assert!(said.contains("UTCTIME:Nov 22 07:00:00 2026 GMT"), "{said}");
}

#[test]
fn we_verify_what_openssl_signs_in_each_of_its_forms() {
    let desk = desk();
    let forms: &[(&str, &[&str])] = &[
        ("plain", &[]),
        ("certificate bound in", &["-cades"]),
        ("signer named by key identifier", &["-keyid"]),
        (
            "certificate left out, found among the trusted",
            &["-nocerts"],
        ),
        ("no S/MIME capabilities", &["-nosmimecap"]),
    ];
    for (form, further) in forms {
        let p7s = signed_by_openssl(desk.path(), &[DER, further].concat());
        let check = check(&p7s);
        assert!(check.good(), "{form}: {check:?}");
        let signer = &check.signers[0];
        assert_eq!(signer.trust, Trust::Named, "{form}");
        assert_eq!(
            signer.fingerprint,
            Some(archive().fingerprint_sha256()),
            "{form}"
        );
        assert!(signer.signing_time.unwrap() > NOT_BEFORE, "{form}");
    }
    for form in ["cms", "smime"] {
        let further = [
            "-sign",
            "-binary",
            "-in",
            "report.json",
            "-signer",
            "identity.pem",
        ];
        let files = [
            "-passin",
            "file:pass.txt",
            "-outform",
            "PEM",
            "-out",
            "out.pem",
        ];
        openssl_ok(desk.path(), &[&[form][..], &further, &files].concat());
        let pem = std::fs::read(desk.path().join("out.pem")).unwrap();
        assert!(pem.starts_with(b"-----BEGIN "), "{form}");
        assert!(check(&pem).good(), "{form} in PEM: {:?}", check(&pem));
    }
}

#[test]
fn two_signers_are_good_only_when_both_are_trusted() {
    let desk = desk();
    let p7s = signed_by_openssl(desk.path(), &[DER, &["-signer", "contractor.pem"]].concat());
    let (one, two) = (
        archive_file().certificate_pem(),
        contractor_file().certificate_pem(),
    );
    let both = verify_detached(&p7s, CONTENT, Some(&[one, two])).unwrap();
    assert_eq!(both.signers.len(), 2);
    assert!(both.good(), "{both:?}");
    let bundle = [one, two].concat();
    assert!(
        verify_detached(&p7s, CONTENT, Some(&[&bundle]))
            .unwrap()
            .good()
    );
    let single = check(&p7s);
    assert_eq!(problems(&single), []);
    assert!(!single.good());
    assert!(verify_detached(&p7s, CONTENT, None).unwrap().good());
}

#[test]
fn a_signature_that_states_less_than_we_need_is_not_good() {
    let desk = desk();
    let bare = check(&signed_by_openssl(
        desk.path(),
        &[DER, &["-noattr"]].concat(),
    ));
    // the signature is then over the content itself, which we do not take
    assert_eq!(problems(&bare), [Problem::SignedAttributesAbsent]);
    assert!(!bare.good());

    let p7s = signed_by_openssl(desk.path(), &[DER, &["-nocerts"]].concat());
    let unknown = verify_detached(&p7s, CONTENT, None).unwrap();
    assert_eq!(problems(&unknown), [Problem::CertificateMissing]);
    assert!(!unknown.good());
}

#[test]
fn enclosed_content_and_ber_are_named_as_such() {
    let desk = desk();
    let verify = |p7s: &[u8]| verify_detached(p7s, CONTENT, None).unwrap_err();
    let enclosed = signed_by_openssl(desk.path(), &[DER, &["-nodetach"]].concat());
    assert_eq!(verify(&enclosed), VerifyError::ContentEnclosed);
    let stream = signed_by_openssl(desk.path(), &[DER, &["-nodetach", "-stream"]].concat());
    assert_eq!(verify(&stream), VerifyError::UnsupportedBer);
    openssl_ok(
        desk.path(),
        &[
            "cms",
            "-data_create",
            "-in",
            "report.json",
            "-outform",
            "DER",
            "-out",
            "data.der",
        ],
    );
    let data = std::fs::read(desk.path().join("data.der")).unwrap();
    let content_type = "1.2.840.113549.1.7.1".to_owned();
    assert_eq!(
        verify(&data),
        VerifyError::UnsupportedContent { content_type }
    );
}

/// A self-signed signer of another algorithm, and what it is reported as.
fn foreign(desk: &Path, algorithm: &[&str], digest: &str) -> SignatureCheck {
    let request = [
        "req",
        "-x509",
        "-subj",
        "/CN=foreign",
        "-days",
        "30",
        "-nodes",
        "-batch",
    ];
    let files = ["-keyout", "foreign.pem", "-out", "foreign-cert.pem"];
    openssl_ok(desk, &[&request[..], &files, algorithm].concat());
    let files = [
        "-signer",
        "foreign-cert.pem",
        "-inkey",
        "foreign.pem",
        "-outform",
        "DER",
    ];
    let p7s = signed_by_openssl(desk, &[&files[..], &["-md", digest]].concat());
    let trusted = std::fs::read_to_string(desk.join("foreign-cert.pem")).unwrap();
    verify_detached(&p7s, CONTENT, Some(&[&trusted])).unwrap()
}

#[test]
fn algorithms_that_are_not_ours_are_not_checked_and_never_good() {
    let desk = desk();
    let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let p384 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
    let (rsa_key, sha384) = ("1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.2.2");
    let key = |algorithm: &str| Problem::UnsupportedKey {
        algorithm: algorithm.into(),
    };
    let digest = |algorithm: &str| Problem::UnsupportedDigest {
        algorithm: algorithm.into(),
    };
    let signature = |algorithm: &str| Problem::UnsupportedSignature {
        algorithm: algorithm.into(),
    };

    let rsa = foreign(desk.path(), &["-newkey", "rsa:2048"], "sha256");
    assert_eq!(problems(&rsa), [signature(rsa_key), key(rsa_key)]);
    assert_eq!(rsa.signers[0].digest_matches, Some(true));
    let curve = foreign(desk.path(), &p384, "sha256");
    assert_eq!(problems(&curve), [key("1.3.132.0.34")]);
    let long = foreign(desk.path(), &p256, "sha384");
    assert_eq!(
        problems(&long),
        [digest(sha384), signature("1.2.840.10045.4.3.3")]
    );
    assert_eq!(long.signers[0].digest_matches, None);

    for check in [&rsa, &curve, &long] {
        assert!(!check.good());
        let signer = &check.signers[0];
        assert_eq!(signer.verdict(), Verdict::NotChecked);
        assert_eq!((signer.signature_valid, signer.trust), (None, Trust::Named));
        assert!(matches!(
            signer.algorithm,
            SignatureAlgorithm::Unsupported { .. }
        ));
    }
    let ours = foreign(desk.path(), &p256, "sha256");
    assert!(ours.good(), "{ours:?}");
}

#[test]
fn a_signer_issued_by_a_given_authority_is_named_and_one_issued_by_a_signer_is_not() {
    let desk = desk();
    let run = |line: &str| openssl_ok(desk.path(), &line.split_whitespace().collect::<Vec<_>>());
    let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap();
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch -days 30 \
         -subj /CN=authority -keyout ca.key -out ca.pem",
    );
    run(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch -subj /CN=officer \
         -keyout officer.key -out officer.csr",
    );
    run("x509 -req -in officer.csr -CA ca.pem -CAkey ca.key -days 20 -out officer.pem");
    let officer = [
        "-signer",
        "officer.pem",
        "-inkey",
        "officer.key",
        "-outform",
        "DER",
    ];
    let p7s = signed_by_openssl(desk.path(), &officer);
    let named = verify_detached(&p7s, CONTENT, Some(&[&read("ca.pem")])).unwrap();
    assert!(named.good(), "{named:?}");
    assert_eq!(check(&p7s).signers[0].trust, Trust::NotTrusted);
    assert!(!check(&p7s).good());

    run(
        "x509 -req -in officer.csr -CA cert.pem -CAkey identity.pem -passin file:pass.txt -days 20 \
         -out officer.pem",
    );
    let p7s = signed_by_openssl(desk.path(), &officer);
    assert_eq!(problems(&check(&p7s)), []);
    assert_eq!(check(&p7s).signers[0].trust, Trust::NotTrusted);
    assert!(!check(&p7s).good());
}

#[test]
fn a_given_certificate_without_the_mark_of_an_authority_names_only_itself() {
    let desk = desk();
    let run = |line: &str| openssl_ok(desk.path(), &line.split_whitespace().collect::<Vec<_>>());
    let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap();
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch";
    for (mark, trust) in [("TRUE", Trust::Named), ("FALSE", Trust::NotTrusted)] {
        std::fs::write(
            desk.path().join("mark"),
            format!("basicConstraints=CA:{mark}"),
        )
        .unwrap();
        run(&format!(
            "req {new} -subj /CN=issuer -keyout issuer.key -out issuer.csr"
        ));
        run("x509 -req -in issuer.csr -signkey issuer.key -days 30 -extfile mark -out issuer.pem");
        run(&format!(
            "req {new} -subj /CN=officer -keyout officer.key -out officer.csr"
        ));
        run("x509 -req -in officer.csr -CA issuer.pem -CAkey issuer.key -days 20 -out officer.pem");
        let officer = [
            "-signer",
            "officer.pem",
            "-inkey",
            "officer.key",
            "-outform",
            "DER",
        ];
        let p7s = signed_by_openssl(desk.path(), &officer);
        let check = verify_detached(&p7s, CONTENT, Some(&[&read("issuer.pem")])).unwrap();
        assert_eq!(check.signers[0].trust, trust, "CA:{mark}");
        assert_eq!(check.good(), trust == Trust::Named, "CA:{mark}");
    }
}

#[test]
fn a_certificate_that_had_ended_when_it_signed_is_not_good() {
    let desk = desk();
    let (not_before, not_after) = (NOT_BEFORE, NOT_BEFORE + 86_400);
    let request = IdentityRequest {
        not_before,
        not_after,
        ..request()
    };
    let ended = create_identity(&request, PASSPHRASE, &random("ended")).unwrap();
    std::fs::write(desk.path().join("ended.pem"), ended.pem()).unwrap();
    let p7s = signed_by_openssl(desk.path(), &["-signer", "ended.pem", "-outform", "DER"]);
    let check = verify_detached(&p7s, CONTENT, Some(&[ended.certificate_pem()])).unwrap();
    assert_eq!(
        problems(&check),
        [Problem::OutsideValidity {
            not_before,
            not_after
        }]
    );
    assert_eq!(
        check.signers[0].certificate_valid_at_signing_time,
        Some(false)
    );
    assert!(!check.good());
}

#[test]
fn a_certificate_for_other_uses_and_one_with_an_unknown_critical_extension_are_not_good() {
    let desk = desk();
    let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let with = |extension: &str| {
        foreign(
            desk.path(),
            &[&p256[..], &["-addext", extension]].concat(),
            "sha256",
        )
    };
    assert!(with("keyUsage=critical,nonRepudiation").good());
    let agreement = with("keyUsage=critical,keyAgreement");
    assert_eq!(problems(&agreement), [Problem::KeyUsageForbidsSigning]);
    assert!(!agreement.good() && agreement.signers[0].verdict() == Verdict::Fails);
    let unknown = with("1.2.3.4=critical,ASN1:NULL");
    let extension = "1.2.3.4".to_owned();
    assert_eq!(
        problems(&unknown),
        [Problem::UnsupportedExtension { extension }]
    );
    assert!(!unknown.good() && unknown.signers[0].verdict() == Verdict::NotChecked);
}

#[test]
fn a_certificate_for_other_purposes_is_good_to_us_only_where_openssl_verifies_it() {
    let desk = desk();
    let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    for (purposes, good) in [
        (None, true),
        (Some("emailProtection"), true),
        (Some("critical,emailProtection"), true),
        (Some("serverAuth,emailProtection"), true),
        (Some("serverAuth"), false),
        (Some("critical,serverAuth"), false),
        (Some("codeSigning"), false),
        (Some("anyExtendedKeyUsage"), false),
    ] {
        let extension = purposes.map(|purposes| format!("extendedKeyUsage={purposes}"));
        let further = extension.iter().flat_map(|e| ["-addext", e.as_str()]);
        let further: Vec<&str> = p256.into_iter().chain(further).collect();
        let ours = foreign(desk.path(), &further, "sha256");
        let asked: &[Problem] = if good {
            &[]
        } else {
            &[Problem::PurposeForbidsSigning]
        };
        assert_eq!(problems(&ours), asked, "{purposes:?}");
        assert_eq!(ours.good(), good, "{purposes:?}");
        assert_eq!(ours.signers[0].verdict() == Verdict::Fails, !good);
        let command = "cms -verify -binary -inform DER -in out.p7s -content report.json \
                       -CAfile foreign-cert.pem";
        let output = openssl(desk.path(), &command.split_whitespace().collect::<Vec<_>>());
        assert_eq!(output.status.success(), good, "{purposes:?}");
    }
}

#[test]
fn a_self_signed_certificate_with_changed_dates_is_found_out() {
    let desk = desk();
    let mut p7s = signed_by_openssl(desk.path(), DER);
    let at = p7s
        .windows(13)
        .position(|window| window == b"200101000000Z")
        .unwrap();
    p7s[at + 1] = b'1';
    let changed = check(&p7s);
    assert_eq!(problems(&changed), [Problem::CertificateSignatureInvalid]);
    assert_eq!(changed.signers[0].trust, Trust::SelfSignedUnknown);
    assert!(!verify_detached(&p7s, CONTENT, None).unwrap().good());
}
