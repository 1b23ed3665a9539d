//! Laws of signing and verifying: what any change does, and that no bytes whatever panic.
// clippy.toml allows these in #[test] functions; what they call is here too
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod party;

use party::{
    CONTENT, NOT_AFTER, NOT_BEFORE, NOW, PASSPHRASE, archive, archive_file, contractor_file,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use yanshou_seal::{
    IdentityRequest, Problem, SignError, SignatureAlgorithm, SignatureCheck, Subject, Trust,
    Verdict, VerifyError, create_identity, open_identity, read_certificate, sign_detached,
    verify_detached,
};

fn p7s() -> Vec<u8> {
    sign_detached(archive(), CONTENT, NOW).unwrap()
}

fn trusting(pem: &str) -> SignatureCheck {
    verify_detached(&p7s(), CONTENT, Some(&[pem])).unwrap()
}

#[test]
fn our_signature_is_good_and_says_who_and_when() {
    let check = trusting(archive_file().certificate_pem());
    assert!(check.good());
    let [signer] = check.signers.as_slice() else {
        panic!("{check:?}")
    };
    let name = |text: &str| Some(text.to_owned());
    let (common_name, organisation) = (name("王验收"), name("临海市档案馆"));
    assert_eq!(
        signer.subject,
        Some(Subject {
            common_name,
            organisation
        })
    );
    assert_eq!(signer.fingerprint, Some(archive().fingerprint_sha256()));
    assert_eq!(signer.signing_time, Some(NOW));
    assert_eq!(signer.digest_matches, Some(true));
    assert_eq!(signer.signature_valid, Some(true));
    assert_eq!(signer.certificate_valid_at_signing_time, Some(true));
    assert_eq!(signer.trust, Trust::Named);
    assert_eq!(signer.algorithm, SignatureAlgorithm::EcdsaP256Sha256);
    assert_eq!(signer.problems, []);
}

#[test]
fn equal_input_signs_to_equal_bytes() {
    assert_eq!(p7s(), p7s());
    assert_ne!(p7s(), sign_detached(archive(), CONTENT, NOW + 1).unwrap());
}

#[test]
fn a_sound_signature_of_somebody_not_given_is_not_good_once_trust_is_asked() {
    let other = trusting(contractor_file().certificate_pem());
    assert_eq!(other.signers[0].trust, Trust::SelfSignedUnknown);
    assert_eq!(other.signers[0].problems, []);
    assert!(!other.good());
    assert!(!verify_detached(&p7s(), CONTENT, Some(&[])).unwrap().good());
    assert!(verify_detached(&p7s(), CONTENT, None).unwrap().good());
}

#[test]
fn signing_stops_at_the_edges_of_the_certificates_validity() {
    for inside in [NOT_BEFORE, NOT_AFTER] {
        let p7s = sign_detached(archive(), CONTENT, inside).unwrap();
        let check = verify_detached(&p7s, CONTENT, None).unwrap();
        assert!(check.good(), "{check:?}");
        assert_eq!(check.signers[0].signing_time, Some(inside));
    }
    for signing_time in [NOT_BEFORE - 1, NOT_AFTER + 1] {
        let (not_before, not_after) = (NOT_BEFORE, NOT_AFTER);
        let expected = SignError::OutsideValidity {
            signing_time,
            not_before,
            not_after,
        };
        assert_eq!(
            sign_detached(archive(), CONTENT, signing_time),
            Err(expected)
        );
    }
    let seconds = -1;
    let expected = SignError::TimeOutOfRange { seconds };
    assert_eq!(sign_detached(archive(), CONTENT, seconds), Err(expected));
}

#[test]
fn no_signers_is_not_good() {
    // SignedData { 1, {}, { data }, [no certificates], {} }
    let empty = [
        b"\x30\x23\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x16\x30\x14\x02\x01\x01\x31\x00"
            .as_slice(),
        b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\x31\x00",
    ]
    .concat();
    let check = verify_detached(&empty, CONTENT, None).unwrap();
    assert_eq!(check.signers, []);
    assert!(!check.good());
}

#[test]
fn a_trusted_text_without_a_certificate_is_an_error_by_index() {
    let given = [archive_file().certificate_pem(), "nothing"];
    let refused = verify_detached(&p7s(), CONTENT, Some(&given));
    assert_eq!(refused, Err(VerifyError::TrustedCertificate { index: 1 }));
}

/// Every bit of the file in turn, with nobody to trust: the signature binds digest, time and
/// certificate, so all that may change unseen is the version number, which says nothing.
#[test]
fn no_bit_of_our_signature_may_change_but_the_version_number() {
    let p7s = p7s();
    let good = verify_detached(&p7s, CONTENT, None).unwrap();
    let mut tolerated = Vec::new();
    for at in 0..p7s.len() {
        for bit in 0..8 {
            let mut changed = p7s.clone();
            changed[at] ^= 1 << bit;
            if let Ok(check) = verify_detached(&changed, CONTENT, None)
                && check.good()
            {
                assert_eq!(check, good, "byte {at} bit {bit}");
                tolerated.push((at, changed[at]));
            }
        }
    }
    let version = p7s
        .windows(3)
        .position(|window| window == b"\x02\x01\x01")
        .unwrap()
        + 2;
    assert_eq!(tolerated, [(version, 3), (version, 5)]);
}

/// The signature with the first `from` after `skip` others replaced by `to`.
fn changed(from: &[u8], skip: usize, to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut p7s = p7s();
    let at = (0..p7s.len())
        .filter(|at| p7s[*at..].starts_with(from))
        .nth(skip)
        .unwrap();
    p7s[at..at + to.len()].copy_from_slice(to);
    p7s
}

#[test]
fn each_defect_is_reported_by_its_own_name() {
    let problems = |p7s: &[u8], content: &[u8]| {
        let check = verify_detached(p7s, content, None).unwrap();
        assert!(!check.good(), "{check:?}");
        assert_eq!(check.signers[0].verdict(), Verdict::Fails);
        check.signers[0].problems.clone()
    };
    // SHA-256 as `sha256sum` gives it for the empty content and for ours
    let found = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned();
    let expected = Sha256::digest(CONTENT)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        problems(&p7s(), b""),
        [Problem::DigestMismatch { expected, found }]
    );

    let sha256 = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
    let sha384 = b"\x60\x86\x48\x01\x65\x03\x04\x02\x02";
    assert_eq!(
        problems(&changed(sha256, 0, sha384), CONTENT),
        [Problem::DigestNotListed]
    );
    let (data, digested) = (b"\x0d\x01\x07\x01", b"\x0d\x01\x07\x05");
    assert_eq!(
        problems(&changed(data, 0, digested), CONTENT),
        [Problem::ContentTypeMismatch]
    );
    let (time, none) = (b"\x0d\x01\x09\x05", b"\x0d\x01\x09\x06");
    let expected = [Problem::SignatureInvalid, Problem::SigningTimeMissing];
    assert_eq!(problems(&changed(time, 0, none), CONTENT), expected);
    let digest = b"\x0d\x01\x09\x04";
    let expected = [
        Problem::SignedAttributesMalformed,
        Problem::SignatureInvalid,
    ];
    assert_eq!(problems(&changed(digest, 0, none), CONTENT), expected);
    assert_eq!(problems(&changed(time, 0, digest), CONTENT), expected);
}

#[test]
fn another_certificate_of_the_same_key_cannot_take_the_place_of_the_signers() {
    let longer = IdentityRequest {
        not_after: NOT_AFTER - 1,
        ..party::request()
    };
    let longer = create_identity(&longer, PASSPHRASE, &party::random("archive")).unwrap();
    let der = |pem: &str| der::pem::decode_vec(pem.as_bytes()).unwrap().1;
    let (ours, other) = (
        der(archive_file().certificate_pem()),
        der(longer.certificate_pem()),
    );
    let p7s = p7s();
    let at = p7s
        .windows(ours.len())
        .position(|window| window == ours)
        .unwrap();
    // the two differ in dates and signature; lengths of signatures vary by a byte or two
    let swapped = [&p7s[..at], &other, &p7s[at + ours.len()..]].concat();
    assert_eq!(ours.len(), other.len());
    let check = verify_detached(&swapped, CONTENT, Some(&[longer.certificate_pem()])).unwrap();
    assert_eq!(check.signers[0].problems, [Problem::CertificateSubstituted]);
    assert_eq!(check.signers[0].signature_valid, Some(true));
    assert!(!check.good());
}

#[test]
fn signed_attributes_out_of_der_order_are_checked_as_received() {
    // swapping two signed attributes breaks the signature: nothing is sorted back into place
    let mut swapped = p7s();
    let content_type = b"\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
    let at = swapped
        .windows(13)
        .position(|window| window == content_type)
        .unwrap();
    // contentType has 26 bytes and signingTime, next in DER order, 30
    swapped[at..at + 56].rotate_left(26);
    assert_eq!(
        swapped[at + 4..at + 13],
        *b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"
    );
    let check = verify_detached(&swapped, CONTENT, None).unwrap();
    assert_eq!(check.signers[0].problems, [Problem::SignatureInvalid]);
    assert_eq!(check.signers[0].digest_matches, Some(true));
    assert!(!check.good());
}

proptest! {
    #[test]
    fn any_one_byte_change_of_the_content_is_not_good(
        at in any::<prop::sample::Index>(),
        change in 1u8..,
    ) {
        let mut content = CONTENT.to_vec();
        content[at.index(CONTENT.len())] ^= change;
        let check = verify_detached(&p7s(), &content, None).unwrap();
        prop_assert!(!check.good());
        prop_assert_eq!(check.signers[0].digest_matches, Some(false));
        prop_assert_eq!(check.signers[0].signature_valid, Some(true));
    }

    /// The honest law: a changed file is refused, or says the same of the same content, and never
    /// good of another content.
    #[test]
    fn any_one_byte_change_of_the_signature_never_makes_it_say_something_else(
        at in any::<prop::sample::Index>(),
        change in 1u8..,
    ) {
        let mut changed = p7s();
        let at = at.index(changed.len());
        changed[at] ^= change;
        let trusted = [archive_file().certificate_pem()];
        if let Ok(check) = verify_detached(&changed, CONTENT, Some(&trusted))
            && check.good()
        {
            prop_assert_eq!(check, trusting(archive_file().certificate_pem()));
        }
        if let Ok(check) = verify_detached(&changed, b"{\"decision\":\"reject\"}", Some(&trusted)) {
            prop_assert!(!check.good());
        }
    }

    #[test]
    fn any_content_signs_and_verifies(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        let p7s = sign_detached(archive(), &content, NOW).unwrap();
        prop_assert!(verify_detached(&p7s, &content, None).unwrap().good());
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_are_never_good(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        if let Ok(check) = verify_detached(&bytes, CONTENT, None) {
            prop_assert!(!check.good());
        }
    }

    #[test]
    fn a_signature_with_any_stretch_replaced_never_panics(
        at in any::<prop::sample::Index>(),
        stretch in proptest::collection::vec(any::<u8>(), 1..40),
        drop in 0usize..40,
    ) {
        let mut changed = p7s();
        let at = at.index(changed.len());
        let end = (at + drop).min(changed.len());
        changed.splice(at..end, stretch);
        let original = verify_detached(&p7s(), CONTENT, None);
        if let Ok(check) = verify_detached(&changed, CONTENT, None)
            && check.good()
        {
            prop_assert_eq!(Ok(check), original);
        }
    }

    #[test]
    fn arbitrary_text_never_panics_the_identity_and_certificate_doors(
        body in "[A-Za-z0-9+/=\\n -]{0,200}",
        label in prop::sample::select(vec!["CERTIFICATE", "ENCRYPTED PRIVATE KEY", "CMS", "X"]),
    ) {
        let block = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        let with_certificate = [&block, archive_file().certificate_pem()].concat();
        for text in [&body, &block, &with_certificate] {
            prop_assert!(open_identity(text, PASSPHRASE).is_err());
            if !text.contains(archive_file().certificate_pem()) {
                prop_assert!(read_certificate(text).is_err());
            }
            prop_assert!(verify_detached(text.as_bytes(), CONTENT, None).is_err());
        }
    }

    #[test]
    fn a_certificate_with_any_byte_changed_never_panics_the_trust_list(
        at in any::<prop::sample::Index>(),
        change in 1u8..128,
    ) {
        let mut pem = archive_file().certificate_pem().as_bytes().to_vec();
        let at = at.index(pem.len());
        pem[at] = (pem[at] ^ change) & 0x7f;
        let Ok(pem) = String::from_utf8(pem) else { return Ok(()) };
        if let Ok(check) = verify_detached(&p7s(), CONTENT, Some(&[&pem]))
            && check.good()
        {
            // only armour text changed
            let facts = read_certificate(&pem).unwrap();
            prop_assert_eq!(facts.fingerprint, archive().fingerprint_sha256());
        }
    }
}
