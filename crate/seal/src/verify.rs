//! CMS bytes, report bytes and trusted certificates → what holds and what does not. Everything in
//! the file but the signed attributes is an attacker's to choose.

use cms::signed_data::SignerIdentifier;
use const_oid::{
    AssociatedOid, ObjectIdentifier,
    db::rfc5280::ID_KP_EMAIL_PROTECTION,
    db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256, SECP_256_R_1},
};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use crate::certificate::{ReceivedCertificate, certificates_in};
use crate::check::{Problem, SignatureAlgorithm, SignatureCheck, SignerCheck, Trust};
use crate::encoding::{hex, pem_blocks, tag};
use crate::error::{Part, VerifyError};
use crate::signed_attributes::SignedAttributes;
use crate::signed_data::{self, SignerParts};

/// Most bytes of a signature file read. Ours has 1 KiB; a chain with revocation lists may have some
/// hundred.
pub const MAX_SIGNATURE_BYTES: usize = 1024 * 1024;

/// Most signers read; a delivery has two or three parties.
pub const MAX_SIGNERS: usize = 32;

/// Checks a detached CMS signature, DER or PEM, over `content`.
///
/// `trusted` holds PEM texts, each with one or more certificates; with `None` nothing is said about
/// who signed. Trust reaches one step: a given certificate itself, or one issued by it.
///
/// # Errors
/// [`VerifyError`] if nothing can be said. A signature that does not hold is `Ok` and not good.
pub fn verify_detached(
    p7s: &[u8],
    content: &[u8],
    trusted: Option<&[&str]>,
) -> Result<SignatureCheck, VerifyError> {
    if p7s.len() > MAX_SIGNATURE_BYTES {
        // usize is at most 64 bits wide on every target of ours
        let wide = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let (limit, found) = (wide(MAX_SIGNATURE_BYTES), wide(p7s.len()));
        return Err(VerifyError::TooLarge { limit, found });
    }
    let unwrapped = unwrap_pem(p7s)?;
    let parts = signed_data::read(unwrapped.as_deref().unwrap_or(p7s), MAX_SIGNERS)?;
    if parts.content_enclosed {
        return Err(VerifyError::ContentEnclosed);
    }
    let mut given = Vec::new();
    for (index, pem) in trusted.unwrap_or_default().iter().enumerate() {
        let found = certificates_in(pem).ok().filter(|found| !found.is_empty());
        given.extend(found.ok_or(VerifyError::TrustedCertificate { index })?);
    }
    let check = Checking {
        content_digest: Sha256::digest(content).into(),
        content_type: parts.content_type,
        digest_algorithms: &parts.digest_algorithms,
        enclosed: &parts.certificates,
        given: &given,
    };
    Ok(SignatureCheck {
        signers: parts
            .signers
            .iter()
            .map(|signer| check.signer(signer))
            .collect(),
        trust_asked: trusted.is_some(),
    })
}

/// The DER inside a PEM file; `None` if it is not PEM.
pub(crate) fn unwrap_pem(p7s: &[u8]) -> Result<Option<Vec<u8>>, VerifyError> {
    // DER starts with 0x30, which is no PEM text: PEM starts with a dash or a comment before it
    let Some(text) = std::str::from_utf8(p7s)
        .ok()
        .filter(|text| text.contains("-----BEGIN "))
    else {
        return Ok(None);
    };
    let malformed = VerifyError::Malformed { part: Part::Pem };
    let mut blocks = pem_blocks(text)
        .into_iter()
        .filter(|block| matches!(block.label, "CMS" | "PKCS7"));
    match (blocks.next().and_then(|block| block.bytes), blocks.next()) {
        (Some(bytes), None) => Ok(Some(bytes)),
        _ => Err(malformed),
    }
}

/// What every signer of one file is held against.
struct Checking<'a> {
    content_digest: [u8; 32],
    content_type: ObjectIdentifier,
    digest_algorithms: &'a [ObjectIdentifier],
    enclosed: &'a [ReceivedCertificate],
    given: &'a [ReceivedCertificate],
}

impl Checking<'_> {
    fn signer(&self, signer: &SignerParts<'_>) -> SignerCheck {
        let mut problems = Vec::new();
        let certificate =
            certificate_of(self.enclosed.iter().chain(self.given), &signer.identifier);
        let key = self.key(signer, certificate, &mut problems);
        let attributes = self.attributes(signer, &mut problems);
        let signing_time = attributes.as_ref().and_then(|found| found.signing_time);
        let digest_matches = attributes
            .as_ref()
            .filter(|_| is_plain(&signer.digest_algorithm, ID_SHA_256))
            .map(|found| self.digest_matches(found.message_digest, &mut problems));
        let signature_valid =
            key.as_ref()
                .ok()
                .zip(signer.signed_attributes)
                .map(|(key, signed)| {
                    let valid = signature_holds(key, signed, signer.signature);
                    if !valid {
                        problems.push(Problem::SignatureInvalid);
                    }
                    valid
                });
        if let Some(certificate) = certificate {
            check_certificate(certificate, &mut problems);
            let named = attributes.as_ref().and_then(|found| found.certificate_hash);
            if named.is_some_and(|hash| hash != certificate.digest()) {
                problems.push(Problem::CertificateSubstituted);
            }
        }
        if attributes.is_some() && signing_time.is_none() {
            problems.push(Problem::SigningTimeMissing);
        }
        let facts = certificate.map(ReceivedCertificate::facts);
        let in_time = certificate
            .zip(signing_time)
            .map(|(found, time)| found.valid_at(time));
        if let (Some(false), Some(facts)) = (in_time, &facts) {
            let (not_before, not_after) = (facts.not_before, facts.not_after);
            problems.push(Problem::OutsideValidity {
                not_before,
                not_after,
            });
        }
        SignerCheck {
            trust: certificate.map_or(Trust::NotTrusted, |found| self.trust(found, signing_time)),
            fingerprint: facts.as_ref().map(|facts| facts.fingerprint.clone()),
            subject: facts.map(|facts| facts.subject),
            signing_time,
            digest_matches,
            signature_valid,
            certificate_valid_at_signing_time: in_time,
            algorithm: match key {
                Ok(_) => SignatureAlgorithm::EcdsaP256Sha256,
                Err(key) => SignatureAlgorithm::Unsupported {
                    digest: signer.digest_algorithm.oid.to_string(),
                    signature: signer.signature_algorithm.oid.to_string(),
                    key,
                },
            },
            problems,
        }
    }

    /// The key if all three algorithms are ours; else what the key is.
    fn key(
        &self,
        signer: &SignerParts<'_>,
        certificate: Option<&ReceivedCertificate>,
        problems: &mut Vec<Problem>,
    ) -> Result<VerifyingKey, Option<String>> {
        let before = problems.len();
        if !is_plain(&signer.digest_algorithm, ID_SHA_256) {
            let algorithm = signer.digest_algorithm.oid.to_string();
            problems.push(Problem::UnsupportedDigest { algorithm });
        }
        if !is_plain(&signer.signature_algorithm, ECDSA_WITH_SHA_256) {
            let algorithm = signer.signature_algorithm.oid.to_string();
            problems.push(Problem::UnsupportedSignature { algorithm });
        }
        let Some(certificate) = certificate else {
            problems.push(Problem::CertificateMissing);
            return Err(None);
        };
        match certificate.key() {
            Ok(key) if problems.len() == before => Ok(key),
            Ok(_) => Err(Some(SECP_256_R_1.to_string())),
            Err(algorithm) => {
                problems.push(Problem::UnsupportedKey {
                    algorithm: algorithm.clone(),
                });
                Err(Some(algorithm))
            }
        }
    }

    fn attributes<'b>(
        &self,
        signer: &SignerParts<'b>,
        problems: &mut Vec<Problem>,
    ) -> Option<SignedAttributes<'b>> {
        let Some(received) = signer.signed_attributes else {
            problems.push(Problem::SignedAttributesAbsent);
            return None;
        };
        let Some(attributes) = SignedAttributes::read(received) else {
            problems.push(Problem::SignedAttributesMalformed);
            return None;
        };
        if attributes.content_type != self.content_type {
            problems.push(Problem::ContentTypeMismatch);
        }
        if !self
            .digest_algorithms
            .contains(&signer.digest_algorithm.oid)
        {
            problems.push(Problem::DigestNotListed);
        }
        Some(attributes)
    }

    fn digest_matches(&self, expected: &[u8], problems: &mut Vec<Problem>) -> bool {
        let matches = expected == self.content_digest;
        if !matches {
            let (expected, found) = (hex(expected), hex(&self.content_digest));
            problems.push(Problem::DigestMismatch { expected, found });
        }
        matches
    }

    fn trust(&self, certificate: &ReceivedCertificate, signing_time: Option<i64>) -> Trust {
        let issued_by = |issuer: &ReceivedCertificate| {
            issuer.subject_name() == certificate.issuer_name()
                && issuer.is_authority()
                && signing_time.is_some_and(|time| issuer.valid_at(time))
                && certificate.signed_by(issuer) == Some(true)
        };
        let named =
            |given: &ReceivedCertificate| given.der() == certificate.der() || issued_by(given);
        if self.given.iter().any(named) {
            Trust::Named
        } else if certificate.subject_name() == certificate.issuer_name() {
            Trust::SelfSignedUnknown
        } else {
            Trust::NotTrusted
        }
    }
}

/// The certificate a signer names; the enclosed ones come first, as in `openssl`.
pub(crate) fn certificate_of<'c>(
    mut certificates: impl Iterator<Item = &'c ReceivedCertificate>,
    identifier: &SignerIdentifier,
) -> Option<&'c ReceivedCertificate> {
    certificates.find(|certificate| {
        let tbs = certificate.parsed().tbs_certificate();
        match identifier {
            SignerIdentifier::IssuerAndSerialNumber(wanted) => {
                wanted.issuer == *tbs.issuer() && wanted.serial_number == *tbs.serial_number()
            }
            SignerIdentifier::SubjectKeyIdentifier(wanted) => {
                let own = tbs.get_extension::<SubjectKeyIdentifier>();
                matches!(own, Ok(Some((_, own))) if own == *wanted)
            }
        }
    })
}

/// RFC 5652 §5.4: the signature is over the attributes with the tag of a SET, in the order received.
fn signature_holds(key: &VerifyingKey, signed_attributes: &[u8], signature: &[u8]) -> bool {
    let Some((_, after_tag)) = signed_attributes.split_first() else {
        return false;
    };
    let signed = [&[tag::SET], after_tag].concat();
    Signature::from_der(signature).is_ok_and(|signature| key.verify(&signed, &signature).is_ok())
}

/// This algorithm, with parameters absent or NULL (RFC 5754 §2 asks readers to take both).
fn is_plain(algorithm: &AlgorithmIdentifierOwned, oid: ObjectIdentifier) -> bool {
    algorithm.oid == oid && algorithm.parameters.as_ref().is_none_or(der::Any::is_null)
}

fn check_certificate(certificate: &ReceivedCertificate, problems: &mut Vec<Problem>) {
    let tbs = certificate.parsed().tbs_certificate();
    let self_signed = certificate.subject_name() == certificate.issuer_name();
    if self_signed && certificate.signed_by(certificate) == Some(false) {
        problems.push(Problem::CertificateSignatureInvalid);
    }
    let may_sign = match tbs.get_extension::<KeyUsage>() {
        Ok(None) => true,
        Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
        Err(_) => false,
    };
    if !may_sign {
        problems.push(Problem::KeyUsageForbidsSigning);
    }
    // As `openssl cms -verify` has it: a certificate that names its purposes names this one. "Any" is not enough there.
    let is_for_this = match tbs.get_extension::<ExtendedKeyUsage>() {
        Ok(None) => true,
        Ok(Some((_, purposes))) => purposes.0.contains(&ID_KP_EMAIL_PROTECTION),
        Err(_) => false,
    };
    if !is_for_this {
        problems.push(Problem::PurposeForbidsSigning);
    }
    for extension in tbs.extensions().into_iter().flatten() {
        let known = [
            KeyUsage::OID,
            ExtendedKeyUsage::OID,
            BasicConstraints::OID,
            SubjectKeyIdentifier::OID,
        ];
        if extension.critical && !known.contains(&extension.extn_id) {
            let extension = extension.extn_id.to_string();
            problems.push(Problem::UnsupportedExtension { extension });
        }
    }
}
