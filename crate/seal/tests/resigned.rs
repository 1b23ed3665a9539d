//! Signatures made with the right key over the wrong words: only the rules of RFC 5652 and RFC 5280
//! can refuse them, the arithmetic holds.

// clippy.toml allows these in #[test] functions; what they call is here too
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod party;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData, SignerInfos};
use const_oid::db::rfc5911::{ID_MESSAGE_DIGEST, ID_SIGNING_TIME};
use der::{
    Decode, Encode,
    asn1::{Any, BitString, ObjectIdentifier, OctetString, SetOfVec},
};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use party::{CONTENT, NOW, archive, archive_file, openssl_ok, random};
use x509_cert::{Certificate, attr::Attribute};
use yanshou_seal::{
    Problem, SignatureCheck, Trust, open_identity, read_certificate, sign_detached, verify_detached,
};

fn key() -> SigningKey {
    SigningKey::from_slice(&random("archive")[..32]).unwrap()
}

/// The archive's signature with its parts changed and the attributes signed anew.
fn resigned(change: impl FnOnce(&mut Vec<Attribute>, &mut Vec<CertificateChoices>)) -> Vec<u8> {
    let p7s = sign_detached(archive(), CONTENT, NOW).unwrap();
    let mut outer = ContentInfo::from_der(&p7s).unwrap();
    let mut data: SignedData = outer.content.decode_as().unwrap();
    let mut signer = data.signer_infos.0.get(0).unwrap().clone();
    let mut attributes = signer.signed_attrs.take().unwrap().into_vec();
    let mut certificates = data.certificates.take().unwrap().0.into_vec();
    change(&mut attributes, &mut certificates);
    let attributes = SetOfVec::try_from(attributes).unwrap();
    let signature: DerSignature = key().sign(&attributes.to_der().unwrap());
    signer.signature = OctetString::new(signature.as_bytes()).unwrap();
    signer.signed_attrs = Some(attributes);
    data.signer_infos = SignerInfos::try_from(vec![signer]).unwrap();
    data.certificates = Some(CertificateSet::try_from(certificates).unwrap());
    outer.content = Any::encode_from(&data).unwrap();
    outer.to_der().unwrap()
}

fn check(p7s: &[u8]) -> SignatureCheck {
    let check = verify_detached(p7s, CONTENT, Some(&[archive_file().certificate_pem()])).unwrap();
    assert_eq!(check.signers[0].signature_valid, Some(true));
    check
}

#[test]
fn nothing_changed_is_the_same_signature() {
    let same = resigned(|_, _| ());
    assert_eq!(same, sign_detached(archive(), CONTENT, NOW).unwrap());
    assert!(check(&same).good());
}

#[test]
fn an_attribute_we_do_not_know_does_no_harm() {
    let unknown = resigned(|attributes, _| {
        let values = SetOfVec::try_from([Any::null()]).unwrap();
        attributes.push(Attribute {
            oid: ObjectIdentifier::new_unwrap("1.2.3.4"),
            values,
        });
    });
    assert!(check(&unknown).good());
}

#[test]
fn a_doubled_or_two_valued_or_missing_attribute_is_not_good() {
    let time =
        |seconds: u8| Any::from_der(&[b"\x17\x0d2611220700", &[b'0', seconds, b'Z'][..]].concat());
    for oid in [ID_MESSAGE_DIGEST, ID_SIGNING_TIME] {
        let doubled = resigned(|attributes, _| {
            let mut again = attributes
                .iter()
                .find(|one| one.oid == oid)
                .unwrap()
                .clone();
            if oid == ID_SIGNING_TIME {
                again.values = SetOfVec::try_from([time(b'7').unwrap()]).unwrap();
            } else {
                let other = OctetString::new([7; 32].as_slice()).unwrap();
                again.values = SetOfVec::try_from([Any::encode_from(&other).unwrap()]).unwrap();
            }
            attributes.push(again);
        });
        let doubled = check(&doubled);
        assert_eq!(
            doubled.signers[0].problems,
            [Problem::SignedAttributesMalformed],
            "{oid}"
        );
        assert!(!doubled.good());
    }
    let two_valued = check(&resigned(|attributes, _| {
        let at = attributes
            .iter()
            .position(|one| one.oid == ID_SIGNING_TIME)
            .unwrap();
        attributes[at].values.insert(time(b'7').unwrap()).unwrap();
    }));
    assert_eq!(
        two_valued.signers[0].problems,
        [Problem::SignedAttributesMalformed]
    );
    let missing = check(&resigned(|attributes, _| {
        attributes.retain(|one| one.oid != ID_MESSAGE_DIGEST)
    }));
    assert_eq!(
        missing.signers[0].problems,
        [Problem::SignedAttributesMalformed]
    );
    let timeless = check(&resigned(|attributes, _| {
        attributes.retain(|one| one.oid != ID_SIGNING_TIME)
    }));
    assert_eq!(timeless.signers[0].problems, [Problem::SigningTimeMissing]);
    assert!(
        ![two_valued, missing, timeless]
            .iter()
            .any(SignatureCheck::good)
    );
}

#[test]
fn attributes_signed_out_of_der_order_hold_as_received() {
    // contentType (26 bytes) and signingTime (30) follow each other after a 3-byte header
    let first = b"\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
    let (p7s, time) = (NOW..NOW + 100)
        .find_map(|time| {
            let mut p7s = sign_detached(archive(), CONTENT, time).unwrap();
            let at = p7s.windows(13).position(|window| window == first).unwrap();
            p7s[at..at + 56].rotate_left(26);
            assert_eq!(p7s[at - 3..at - 1], *b"\xa0\x81");
            let end = at + usize::from(p7s[at - 1]);
            let signed = [b"\x31", &p7s[at - 2..end]].concat();
            let signature: DerSignature = key().sign(&signed);
            // the signature stands last; its DER length varies, so one of equal length is awaited
            let start = p7s.len() - signature.as_bytes().len();
            let fits =
                usize::from(p7s[start - 1]) == signature.as_bytes().len() && p7s[start - 2] == 0x04;
            p7s.splice(start.., signature.as_bytes().iter().copied());
            fits.then_some((p7s, time))
        })
        .unwrap();
    let check = check(&p7s);
    assert!(check.good(), "{check:?}");
    assert_eq!(check.signers[0].signing_time, Some(time));
}

#[test]
fn a_certificate_with_another_algorithm_inside_than_outside_does_not_hold() {
    let certificate = resigned(|_, certificates| {
        let CertificateChoices::Certificate(ours) = certificates.remove(0) else {
            panic!()
        };
        let mut parts = Vec::<Any>::from_der(&ours.to_der().unwrap()).unwrap();
        let mut inside = parts[0].to_der().unwrap();
        // ecdsa-with-SHA256 becomes ecdsa-with-SHA384
        let oid = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
        let at = inside.windows(8).position(|window| window == oid).unwrap();
        inside[at + 7] = 3;
        let signature: DerSignature = key().sign(&inside);
        parts[0] = Any::from_der(&inside).unwrap();
        let signature = BitString::from_bytes(signature.as_bytes()).unwrap();
        parts[2] = Any::encode_from(&signature).unwrap();
        let changed = Certificate::from_der(&parts.to_der().unwrap()).unwrap();
        certificates.push(CertificateChoices::Certificate(changed));
    });
    let check = check(&certificate);
    let expected = [
        Problem::CertificateSignatureInvalid,
        Problem::CertificateSubstituted,
    ];
    assert_eq!(check.signers[0].problems, expected);
    assert!(!check.good());
}

#[test]
fn an_authority_names_nobody_after_its_own_end() {
    let directory = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        openssl_ok(
            directory.path(),
            &line.split_whitespace().collect::<Vec<_>>(),
        )
    };
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch -days 30 \
         -subj /CN=authority -keyout ca.key -out ca.pem",
    );
    run(
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass file:pass.txt \
         -out officer.key",
    );
    run(
        "req -new -key officer.key -passin file:pass.txt -batch -subj /CN=officer -out officer.csr",
    );
    run("x509 -req -in officer.csr -CA ca.pem -CAkey ca.key -days 60 -out officer.pem");
    let officer = open_identity(
        &(read("officer.key") + &read("officer.pem")),
        party::PASSPHRASE,
    );
    let (officer, authority) = (officer.unwrap(), read("ca.pem"));
    let end = read_certificate(&authority).unwrap().not_after;
    for (signing_time, trust) in [(end, Trust::Named), (end + 1, Trust::NotTrusted)] {
        let p7s = sign_detached(&officer, CONTENT, signing_time).unwrap();
        let check = verify_detached(&p7s, CONTENT, Some(&[&authority])).unwrap();
        assert_eq!(check.signers[0].trust, trust);
        assert_eq!(check.good(), trust == Trust::Named);
    }
}
