//! The words of a signature check: what holds, what does not, and what could not be checked. Good is
//! the narrow case: every road that is not wholly understood leads elsewhere.

use schemars::JsonSchema;
use serde::Serialize;

use crate::certificate::Subject;

/// How a signer's certificate relates to the certificates the caller trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Trust {
    /// One of the given certificates, or issued by one that is an authority.
    Named,
    /// Self-signed and not given: anyone can make one in any name. Compare the fingerprint.
    SelfSignedUnknown,
    /// Issued by somebody who was not given.
    NotTrusted,
}

/// The algorithms of one signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 over SHA-256: the one we make and check.
    EcdsaP256Sha256,
    /// Anything else, in object identifiers.
    Unsupported {
        /// Digest algorithm.
        digest: String,
        /// Signature algorithm.
        signature: String,
        /// Key algorithm, or the curve if elliptic; `None` without a certificate.
        key: Option<String>,
    },
}

/// One reason why a signature is not good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Problem {
    /// The digest algorithm is not SHA-256: not checked.
    UnsupportedDigest {
        /// Object identifier in dots.
        algorithm: String,
    },
    /// The signature algorithm is not ECDSA with SHA-256: not checked.
    UnsupportedSignature {
        /// Object identifier in dots.
        algorithm: String,
    },
    /// The signer's key is not on P-256: not checked.
    UnsupportedKey {
        /// Object identifier in dots.
        algorithm: String,
    },
    /// The certificate has a critical extension we do not know (RFC 5280 §4.2): not checked.
    UnsupportedExtension {
        /// Object identifier in dots.
        extension: String,
    },
    /// No certificate in the file or among the trusted ones matches the signer.
    CertificateMissing,
    /// The self-signed certificate's own signature does not hold: its text was changed.
    CertificateSignatureInvalid,
    /// The certificate is not for signing documents (RFC 5280 §4.2.1.3).
    KeyUsageForbidsSigning,
    /// The certificate names its purposes, and signed documents (emailProtection) are not among them (RFC 5280 §4.2.1.12).
    PurposeForbidsSigning,
    /// The certificate is not the one named in signingCertificateV2 (RFC 5035).
    CertificateSubstituted,
    /// No signed attributes: the signature states neither digest nor time.
    SignedAttributesAbsent,
    /// The signed attributes cannot be read, or one is missing or doubled.
    SignedAttributesMalformed,
    /// The signed content type is not the one declared (RFC 5652 §11.1).
    ContentTypeMismatch,
    /// The signer's digest algorithm is not in the file's list (RFC 5652 §5.1; `openssl` refuses it).
    DigestNotListed,
    /// The content is not what was signed.
    DigestMismatch {
        /// SHA-256 in the signature, hexadecimal.
        expected: String,
        /// SHA-256 of the content given, hexadecimal.
        found: String,
    },
    /// The signature does not belong to the signed attributes and the key.
    SignatureInvalid,
    /// No signing time, so validity at that time cannot be judged.
    SigningTimeMissing,
    /// The certificate was not yet or no longer valid at the stated signing time.
    OutsideValidity {
        /// Unix seconds.
        not_before: i64,
        /// Unix seconds.
        not_after: i64,
    },
}

impl Problem {
    /// Whether this says "could not be checked" and not "is wrong".
    pub fn is_unsupported(&self) -> bool {
        match self {
            Self::UnsupportedDigest { .. }
            | Self::UnsupportedSignature { .. }
            | Self::UnsupportedKey { .. }
            | Self::UnsupportedExtension { .. } => true,
            Self::CertificateMissing
            | Self::CertificateSignatureInvalid
            | Self::KeyUsageForbidsSigning
            | Self::PurposeForbidsSigning
            | Self::CertificateSubstituted
            | Self::SignedAttributesAbsent
            | Self::SignedAttributesMalformed
            | Self::ContentTypeMismatch
            | Self::DigestNotListed
            | Self::DigestMismatch { .. }
            | Self::SignatureInvalid
            | Self::SigningTimeMissing
            | Self::OutsideValidity { .. } => false,
        }
    }
}

/// What a signature comes to, trust left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// Everything was checked and holds.
    Holds,
    /// Something was checked and does not hold.
    Fails,
    /// Nothing is known to be wrong, but something could not be checked.
    NotChecked,
}

/// What was found out about one signer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SignerCheck {
    /// Names in the certificate; `None` without one.
    pub subject: Option<Subject>,
    /// SHA-256 of the certificate's DER bytes, hexadecimal; `None` without one.
    pub fingerprint: Option<String>,
    /// The signer's own statement of the time, Unix seconds; no third party vouches for it.
    pub signing_time: Option<i64>,
    /// Whether the content is what was signed; `None` if that could not be checked.
    pub digest_matches: Option<bool>,
    /// Whether the key signed the signed attributes; `None` if that could not be checked.
    pub signature_valid: Option<bool>,
    /// Whether the certificate covers the stated signing time; `None` if there is no such time.
    pub certificate_valid_at_signing_time: Option<bool>,
    /// Relation to the certificates the caller gave.
    pub trust: Trust,
    /// Algorithms used.
    pub algorithm: SignatureAlgorithm,
    /// Every reason against, in the order found; revocation is never checked.
    pub problems: Vec<Problem>,
}

impl SignerCheck {
    /// What the signature comes to, trust left aside.
    pub fn verdict(&self) -> Verdict {
        let checked = [
            self.digest_matches,
            self.signature_valid,
            self.certificate_valid_at_signing_time,
        ];
        if self
            .problems
            .iter()
            .any(|problem| !problem.is_unsupported())
            || checked.contains(&Some(false))
        {
            return Verdict::Fails;
        }
        let all_hold = checked.iter().all(|one| *one == Some(true));
        let supported = self.algorithm == SignatureAlgorithm::EcdsaP256Sha256;
        if self.problems.is_empty() && all_hold && supported {
            Verdict::Holds
        } else {
            Verdict::NotChecked
        }
    }
}

/// What was found out about a signature file and a content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SignatureCheck {
    /// One per SignerInfo, in file order; may be empty.
    pub signers: Vec<SignerCheck>,
    /// Whether the caller said whom to trust. If not, good tells nothing about who signed.
    pub trust_asked: bool,
}

impl SignatureCheck {
    /// Whether there is a signer, every signature holds, and, if the caller said whom to trust,
    /// every signer is [`Trust::Named`].
    ///
    /// Without trusted certificates, good means only that the content is unchanged since the holder
    /// of the shown fingerprint signed it: anyone can re-sign a changed report in any name.
    pub fn good(&self) -> bool {
        !self.signers.is_empty()
            && self.signers.iter().all(|signer| {
                signer.verdict() == Verdict::Holds
                    && (!self.trust_asked || signer.trust == Trust::Named)
            })
    }
}
