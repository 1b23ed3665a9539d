//! X.509 certificate bytes → whom they name, until when, which key, and who issued them. Names in
//! foreign certificates are hostile text and are escaped before display.

use std::fmt;
use std::time::Duration;

use const_oid::{
    ObjectIdentifier,
    db::{
        rfc4519::{COMMON_NAME, ORGANIZATION_NAME},
        rfc5912::{ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, SECP_256_R_1},
    },
};
use der::{
    Decode,
    asn1::{GeneralizedTime, UtcTime},
};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use x509_cert::{
    Certificate,
    ext::pkix::{BasicConstraints, KeyUsage, name::DirectoryString},
    name::Name,
    time::Time,
};

use crate::encoding::{elements, hex, pem_blocks, tag, value_of};
use crate::error::IdentityError;

/// The names in a certificate. Control and text-direction characters are written as `\u{…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// X.520 commonName: the person; `None` if absent or in an unknown encoding.
    pub common_name: Option<String>,
    /// X.520 organizationName: the archive or the contractor.
    pub organisation: Option<String>,
}

impl fmt::Display for Subject {
    /// `organisation · common name`, or what there is of it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.organisation, &self.common_name) {
            (Some(organisation), Some(name)) => write!(out, "{organisation} · {name}"),
            (Some(one), None) | (None, Some(one)) => out.write_str(one),
            (None, None) => Ok(()),
        }
    }
}

/// What a person needs to see of a certificate before trusting it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CertificateFacts {
    /// Whom it names. A self-signed certificate can name anyone: compare the fingerprint.
    pub subject: Subject,
    /// SHA-256 of the DER bytes, 64 lower-case hexadecimal digits (`openssl x509 -fingerprint -sha256`).
    pub fingerprint: String,
    /// Unix seconds, inclusive.
    pub not_before: i64,
    /// Unix seconds, inclusive.
    pub not_after: i64,
}

/// The facts of the first certificate in a PEM file.
///
/// # Errors
/// [`IdentityError::CertificateMissing`], [`IdentityError::CertificateMalformed`].
pub fn read_certificate(pem: &str) -> Result<CertificateFacts, IdentityError> {
    let mut certificates = certificates_in(pem)
        .map_err(|index| IdentityError::CertificateMalformed { index })?
        .into_iter();
    Ok(certificates
        .next()
        .ok_or(IdentityError::CertificateMissing)?
        .facts())
}

/// Every `CERTIFICATE` block of a PEM file, or the index of the first unreadable one.
pub(crate) fn certificates_in(pem: &str) -> Result<Vec<ReceivedCertificate>, usize> {
    pem_blocks(pem)
        .into_iter()
        .filter(|block| block.label == "CERTIFICATE")
        .enumerate()
        .map(|(index, block)| {
            block
                .bytes
                .and_then(|bytes| ReceivedCertificate::from_der(&bytes))
                .ok_or(index)
        })
        .collect()
}

/// A certificate with the exact bytes it came in: fingerprints and signatures are over those.
#[derive(Clone, Debug)]
pub(crate) struct ReceivedCertificate {
    der: Vec<u8>,
    tbs: Vec<u8>,
    parsed: Certificate,
}

impl ReceivedCertificate {
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let parsed = Certificate::from_der(der).ok()?;
        let tbs = elements(value_of(der, tag::SEQUENCE)?)?.first()?.to_vec();
        Some(Self {
            der: der.to_vec(),
            tbs,
            parsed,
        })
    }

    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn parsed(&self) -> &Certificate {
        &self.parsed
    }

    pub(crate) fn subject_name(&self) -> &Name {
        self.parsed.tbs_certificate().subject()
    }

    pub(crate) fn issuer_name(&self) -> &Name {
        self.parsed.tbs_certificate().issuer()
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    pub(crate) fn facts(&self) -> CertificateFacts {
        CertificateFacts {
            subject: Subject {
                common_name: self.name_part(COMMON_NAME),
                organisation: self.name_part(ORGANIZATION_NAME),
            },
            fingerprint: hex(&self.digest()),
            not_before: unix(self.parsed.tbs_certificate().validity().not_before),
            not_after: unix(self.parsed.tbs_certificate().validity().not_after),
        }
    }

    pub(crate) fn valid_at(&self, seconds: i64) -> bool {
        let facts = self.parsed.tbs_certificate().validity();
        (unix(facts.not_before)..=unix(facts.not_after)).contains(&seconds)
    }

    fn name_part(&self, oid: ObjectIdentifier) -> Option<String> {
        let text: DirectoryString = self.subject_name().by_oid(oid).ok()??;
        Some(shown(&text.value()))
    }

    /// Whom it names: organisation and common name, else the whole name.
    pub(crate) fn subject_text(&self) -> String {
        let short = self.facts().subject.to_string();
        if short.is_empty() {
            return shown(&self.subject_name().to_string());
        }
        short
    }

    /// Who issued it: the whole name.
    pub(crate) fn issuer_text(&self) -> String {
        shown(&self.issuer_name().to_string())
    }

    /// The curve of an elliptic key.
    pub(crate) fn curve(&self) -> Option<ObjectIdentifier> {
        let info = self.parsed.tbs_certificate().subject_public_key_info();
        info.algorithm.parameters.as_ref()?.decode_as().ok()
    }

    /// The P-256 key, or the object identifier of what it is instead (of the curve, where the
    /// algorithm is elliptic).
    pub(crate) fn key(&self) -> Result<VerifyingKey, String> {
        let info = self.parsed.tbs_certificate().subject_public_key_info();
        let oid = info.algorithm.oid;
        if oid != ID_EC_PUBLIC_KEY {
            return Err(oid.to_string());
        }
        let curve = info
            .algorithm
            .parameters
            .as_ref()
            .and_then(|any| any.decode_as().ok());
        if curve != Some(SECP_256_R_1) {
            return Err(curve.unwrap_or(oid).to_string());
        }
        info.subject_public_key
            .as_bytes()
            .and_then(|point| VerifyingKey::from_sec1_bytes(point).ok())
            .ok_or_else(|| oid.to_string())
    }

    /// Whether `issuer`'s key signed this certificate; `None` if the algorithm is not ours to check.
    pub(crate) fn signed_by(&self, issuer: &Self) -> Option<bool> {
        let algorithm = self.parsed.signature_algorithm();
        if algorithm.oid != ECDSA_WITH_SHA_256 {
            return None;
        }
        let key = issuer.key().ok()?;
        // RFC 5280 §4.1.1.2: the algorithm inside the signed part must be the one outside
        let agreed = self.parsed.tbs_certificate().signature() == algorithm;
        let signature = self
            .parsed
            .signature()
            .as_bytes()
            .and_then(|der| Signature::from_der(der).ok());
        Some(agreed && signature.is_some_and(|signature| key.verify(&self.tbs, &signature).is_ok()))
    }

    /// Whether it may issue others: RFC 5280 §4.2.1.9 (cA) and §4.2.1.3 (keyCertSign). Without this
    /// any signer could issue itself a certificate in another's name.
    pub(crate) fn is_authority(&self) -> bool {
        let tbs = self.parsed.tbs_certificate();
        let authority = matches!(tbs.get_extension::<BasicConstraints>(), Ok(Some((_, c))) if c.ca);
        let may_sign = match tbs.get_extension::<KeyUsage>() {
            Ok(None) => true,
            Ok(Some((_, usage))) => usage.key_cert_sign(),
            Err(_) => false,
        };
        authority && may_sign
    }
}

/// Control characters and the Unicode bidirectional controls (UAX #9 §2): shown raw they can make
/// one name look like another.
pub(crate) fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text that cannot look like other text.
pub(crate) fn shown(text: &str) -> String {
    text.chars().fold(String::new(), |mut shown, character| {
        if misleads(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
        shown
    })
}

/// `YYYY-MM-DDThh:mm:ssZ`.
pub(crate) fn written(seconds: i64) -> Option<String> {
    let since_epoch = Duration::from_secs(u64::try_from(seconds).ok()?);
    let time = der::DateTime::from_unix_duration(since_epoch).ok()?;
    Some(time.to_string())
}

fn unix(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// RFC 5280 §4.1.2.5 and RFC 5652 §11.3: UTCTime to 2049, GeneralizedTime after. `None` before 1970
/// and after 9999.
pub(crate) fn time(seconds: i64) -> Option<Time> {
    let since_epoch = Duration::from_secs(u64::try_from(seconds).ok()?);
    UtcTime::from_unix_duration(since_epoch)
        .map(Time::UtcTime)
        .or_else(|_| GeneralizedTime::from_unix_duration(since_epoch).map(Time::GeneralTime))
        .ok()
}
