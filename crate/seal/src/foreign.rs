//! A contractor's CMS signature file → who signed, which digest they promise, and whether their signature over that
//! promise holds. The signed content is not here: the caller compares the promised digest with what it measured.
//! Wider than [`crate::verify_detached`], which knows only our own algorithms; trust in a name is not looked at.

use cms::signed_data::SignerIdentifier;
use const_oid::{
    ObjectIdentifier,
    db::rfc5912::{
        ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_EC_PUBLIC_KEY, ID_SHA_1,
        ID_SHA_256, ID_SHA_384, ID_SHA_512, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1,
        SHA_1_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION,
        SHA_512_WITH_RSA_ENCRYPTION,
    },
};
use der::Encode;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{Pkcs1v15Sign, RsaPublicKey, pkcs8::DecodePublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::certificate::ReceivedCertificate;
use crate::encoding::{hex, tag};
use crate::error::VerifyError;
use crate::signed_attributes::SignedAttributes;
use crate::signed_data::{self, SignerParts};
use crate::verify::{MAX_SIGNATURE_BYTES, MAX_SIGNERS, certificate_of, unwrap_pem};

/// One signer of a signature file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignerFacts {
    /// Whom the enclosed certificate names; empty where none is enclosed.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// SHA-256 of the certificate, lower hex; empty where none is enclosed.
    pub fingerprint: String,
    /// Digest and signature algorithm, by name where we know it, else as object identifiers.
    pub algorithm: String,
    /// Digest algorithm of the signed content: `sha1`, `sha256`, `sha384`, `sha512`, `sm3`, or an object identifier.
    pub digest: String,
    /// Digest of the signed content as the signer promises it, lower hex; `None` without signed attributes.
    pub message_digest: Option<String>,
    /// Time the signer states, `YYYY-MM-DDThh:mm:ssZ`.
    pub signing_time: Option<String>,
    /// The certificate was valid then; `None` without either.
    pub certificate_in_time: Option<bool>,
    /// What came of checking it.
    pub verdict: SignatureVerdict,
}

/// Whether a signature over its own promise holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignatureVerdict {
    /// It is by the key of the enclosed certificate.
    Holds,
    /// It is not, or what it is over cannot be read.
    Fails,
    /// Not ours to check: neither good nor bad.
    Unsupported {
        /// What we do not know.
        what: String,
    },
}

/// GB/T 33560 names, which no other table here has.
const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");

/// Reads a CMS SignedData, DER or PEM, detached or with its content inside.
///
/// # Errors
/// [`VerifyError`] if it cannot be read as one.
pub fn read_foreign(bytes: &[u8]) -> Result<Vec<SignerFacts>, VerifyError> {
    if bytes.len() > MAX_SIGNATURE_BYTES {
        let wide = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let (limit, found) = (wide(MAX_SIGNATURE_BYTES), wide(bytes.len()));
        return Err(VerifyError::TooLarge { limit, found });
    }
    let unwrapped = unwrap_pem(bytes)?;
    let parts = signed_data::read(unwrapped.as_deref().unwrap_or(bytes), MAX_SIGNERS)?;
    let signers = parts.signers.iter();
    Ok(signers
        .map(|signer| read_signer(signer, &parts.certificates, parts.content_type))
        .collect())
}

fn read_signer(
    signer: &SignerParts<'_>,
    certificates: &[ReceivedCertificate],
    content_type: ObjectIdentifier,
) -> SignerFacts {
    let certificate = certificate_of(certificates.iter(), &signer.identifier);
    let received = signer.signed_attributes;
    let attributes = received.and_then(SignedAttributes::read);
    let time = attributes.as_ref().and_then(|found| found.signing_time);
    let digest = digest_name(signer.digest_algorithm.oid);
    let unsupported = |what: &str| SignatureVerdict::Unsupported {
        what: what.to_owned(),
    };
    let verdict = match (certificate, received, &attributes) {
        (None, ..) => unsupported("no certificate of the signer"),
        (_, None, _) => unsupported("no signed attributes"),
        (_, Some(_), None) => SignatureVerdict::Fails,
        // RFC 5652 §11.1: the attribute must repeat the content type
        (_, _, Some(attributes)) if attributes.content_type != content_type => {
            SignatureVerdict::Fails
        }
        (Some(certificate), Some(received), Some(_)) => hold(signer, certificate, received),
    };
    let subject = certificate.map(|found| found.facts());
    SignerFacts {
        subject: certificate.map_or(String::new(), ReceivedCertificate::subject_text),
        issuer: match (&signer.identifier, certificate) {
            (_, Some(found)) => found.issuer_text(),
            (SignerIdentifier::IssuerAndSerialNumber(wanted), None) => {
                crate::certificate::shown(&wanted.issuer.to_string())
            }
            (SignerIdentifier::SubjectKeyIdentifier(_), None) => String::new(),
        },
        fingerprint: subject.map_or(String::new(), |facts| facts.fingerprint),
        algorithm: format!(
            "{digest} {}",
            signature_name(signer.signature_algorithm.oid, certificate)
        ),
        digest,
        message_digest: attributes.as_ref().map(|found| hex(found.message_digest)),
        signing_time: time.and_then(crate::certificate::written),
        certificate_in_time: certificate
            .zip(time)
            .map(|(found, time)| found.valid_at(time)),
        verdict,
    }
}

fn digest_name(oid: ObjectIdentifier) -> String {
    match oid {
        ID_SHA_1 => "sha1".to_owned(),
        ID_SHA_256 => "sha256".to_owned(),
        ID_SHA_384 => "sha384".to_owned(),
        ID_SHA_512 => "sha512".to_owned(),
        SM3 => "sm3".to_owned(),
        other => other.to_string(),
    }
}

fn signature_name(oid: ObjectIdentifier, certificate: Option<&ReceivedCertificate>) -> String {
    let curve = certificate.and_then(ReceivedCertificate::curve);
    match oid {
        RSA_ENCRYPTION
        | SHA_1_WITH_RSA_ENCRYPTION
        | SHA_256_WITH_RSA_ENCRYPTION
        | SHA_384_WITH_RSA_ENCRYPTION
        | SHA_512_WITH_RSA_ENCRYPTION => "RSA".to_owned(),
        ECDSA_WITH_SHA_256 | ECDSA_WITH_SHA_384 | ECDSA_WITH_SHA_512 => match curve {
            Some(SECP_256_R_1) => "ECDSA P-256".to_owned(),
            Some(SECP_384_R_1) => "ECDSA P-384".to_owned(),
            Some(other) => format!("ECDSA {other}"),
            None => "ECDSA".to_owned(),
        },
        other => other.to_string(),
    }
}

/// RFC 5652 §5.4: the signature is over the attributes with the tag of a SET, in the order received.
fn hold(
    signer: &SignerParts<'_>,
    certificate: &ReceivedCertificate,
    received: &[u8],
) -> SignatureVerdict {
    let Some((_, after_tag)) = received.split_first() else {
        return SignatureVerdict::Fails;
    };
    let signed = [&[tag::SET], after_tag].concat();
    let digest = match (signer.digest_algorithm.oid, signer.signature_algorithm.oid) {
        (ID_SHA_1, RSA_ENCRYPTION | SHA_1_WITH_RSA_ENCRYPTION) => {
            (Sha1::digest(&signed).to_vec(), Pkcs1v15Sign::new::<Sha1>())
        }
        (ID_SHA_256, RSA_ENCRYPTION | SHA_256_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_256) => (
            Sha256::digest(&signed).to_vec(),
            Pkcs1v15Sign::new::<Sha256>(),
        ),
        (ID_SHA_384, RSA_ENCRYPTION | SHA_384_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_384) => (
            Sha384::digest(&signed).to_vec(),
            Pkcs1v15Sign::new::<Sha384>(),
        ),
        (ID_SHA_512, RSA_ENCRYPTION | SHA_512_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_512) => (
            Sha512::digest(&signed).to_vec(),
            Pkcs1v15Sign::new::<Sha512>(),
        ),
        (digest, signature) => {
            return SignatureVerdict::Unsupported {
                what: format!("{} with {signature}", digest_name(digest)),
            };
        }
    };
    let key = certificate
        .parsed()
        .tbs_certificate()
        .subject_public_key_info();
    let by_rsa = !matches!(
        signer.signature_algorithm.oid,
        ECDSA_WITH_SHA_256 | ECDSA_WITH_SHA_384 | ECDSA_WITH_SHA_512
    );
    let (hashed, scheme) = digest;
    let point = || key.subject_public_key.as_bytes();
    let held = match (key.algorithm.oid, certificate.curve()) {
        (RSA_ENCRYPTION, _) if by_rsa => {
            // Keys beyond 4096 bits are refused by the reader: their cost is the sender's to choose.
            let Some(key) = key
                .to_der()
                .ok()
                .and_then(|der| RsaPublicKey::from_public_key_der(&der).ok())
            else {
                return SignatureVerdict::Unsupported {
                    what: "RSA key".to_owned(),
                };
            };
            Some(key.verify(scheme, &hashed, signer.signature).is_ok())
        }
        (ID_EC_PUBLIC_KEY, Some(SECP_256_R_1)) if !by_rsa => point().map(|point| {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let signature = p256::ecdsa::Signature::from_der(signer.signature);
            matches!((key, signature), (Ok(key), Ok(signature))
                if key.verify_prehash(&hashed, &signature).is_ok())
        }),
        (ID_EC_PUBLIC_KEY, Some(SECP_384_R_1)) if !by_rsa => point().map(|point| {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let signature = p384::ecdsa::Signature::from_der(signer.signature);
            matches!((key, signature), (Ok(key), Ok(signature))
                if key.verify_prehash(&hashed, &signature).is_ok())
        }),
        (algorithm, curve) => {
            return SignatureVerdict::Unsupported {
                what: format!("key {}", curve.unwrap_or(algorithm)),
            };
        }
    };
    if held == Some(true) {
        SignatureVerdict::Holds
    } else {
        SignatureVerdict::Fails
    }
}
