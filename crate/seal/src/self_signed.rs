//! A name and a key → the DER of a self-signed X.509 v3 certificate for signing documents.

use const_oid::{
    AssociatedOid,
    db::{
        rfc4519::{COMMON_NAME, ORGANIZATION_NAME},
        rfc5912::ECDSA_WITH_SHA_256,
    },
};
use der::{
    Decode, Encode, Sequence,
    asn1::{Any, BitString, OctetString, Utf8StringRef},
};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use p256::pkcs8::EncodePublicKey;
use sha2::{Digest, Sha256};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::{
    Version,
    attr::AttributeTypeAndValue,
    ext::{
        Extension,
        pkix::{BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier},
    },
    name::{RdnSequence, RelativeDistinguishedName},
    serial_number::SerialNumber,
    time::Time,
};

/// `x509-cert` builds certificates only with its `builder`, which brings SHA-1 and random numbers:
/// this is RFC 5280 §4.1 for writing.
#[derive(Sequence)]
struct ToBeSigned {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: RdnSequence,
    validity: Period,
    subject: RdnSequence,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Period {
    not_before: Time,
    not_after: Time,
}

#[derive(Sequence)]
struct Signed {
    to_be_signed: ToBeSigned,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// The DER of a self-signed end-entity certificate (not an authority) for signing documents.
/// `organisation` may be empty and is then left out.
pub(crate) fn self_signed(
    key: &SigningKey,
    common_name: &str,
    organisation: &str,
    validity: (Time, Time),
    serial: &[u8],
) -> der::Result<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned {
        oid: ECDSA_WITH_SHA_256,
        parameters: None,
    };
    let public = key
        .verifying_key()
        .to_public_key_der()
        .map_err(|_| der::ErrorKind::Failed)?;
    let public = SubjectPublicKeyInfoOwned::from_der(public.as_bytes())?;
    let subject = name(common_name, organisation)?;
    let to_be_signed = ToBeSigned {
        version: Version::V3,
        serial_number: SerialNumber::new(serial)?,
        signature: algorithm.clone(),
        issuer: subject.clone(),
        validity: Period {
            not_before: validity.0,
            not_after: validity.1,
        },
        subject,
        extensions: extensions(&public)?,
        subject_public_key_info: public,
    };
    let signature: DerSignature = key.sign(&to_be_signed.to_der()?);
    let signature = BitString::from_bytes(signature.as_bytes())?;
    Signed {
        to_be_signed,
        signature_algorithm: algorithm,
        signature,
    }
    .to_der()
}

fn name(common_name: &str, organisation: &str) -> der::Result<RdnSequence> {
    let mut name = RdnSequence::default();
    for (oid, text) in [
        (ORGANIZATION_NAME, organisation),
        (COMMON_NAME, common_name),
    ] {
        if text.is_empty() {
            continue;
        }
        // RFC 5280 §4.1.2.4: UTF8String for new names
        let value = Any::encode_from(&Utf8StringRef::new(text)?)?;
        let mut part = RelativeDistinguishedName::default();
        part.insert(AttributeTypeAndValue { oid, value })?;
        name.push(part);
    }
    Ok(name)
}

fn extensions(public: &SubjectPublicKeyInfoOwned) -> der::Result<Vec<Extension>> {
    // RFC 7093 §2 method 1: leftmost 160 bits of SHA-256 of the key, so that no SHA-1 is needed
    let digest = Sha256::digest(public.subject_public_key.raw_bytes());
    let identifier = OctetString::new(digest.iter().take(20).copied().collect::<Vec<u8>>())?;
    Ok(vec![
        extension(
            true,
            &BasicConstraints {
                ca: false,
                path_len_constraint: None,
            },
        )?,
        extension(
            true,
            &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation),
        )?,
        extension(false, &SubjectKeyIdentifier(identifier))?,
    ])
}

fn extension<T: AssociatedOid + Encode>(critical: bool, value: &T) -> der::Result<Extension> {
    let extn_value = OctetString::new(value.to_der()?)?;
    Ok(Extension {
        extn_id: T::OID,
        critical,
        extn_value,
    })
}
