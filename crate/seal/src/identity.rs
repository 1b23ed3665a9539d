//! A name, a passphrase and random bytes → an encrypted key file; that file and the passphrase → a key
//! in memory. The file is the user's to keep: we store no key anywhere (DESIGN §5).

use std::fmt;

use der::{Encode, pem::LineEnding};
use p256::{
    SecretKey,
    ecdsa::{SigningKey, VerifyingKey},
};

use crate::certificate::{
    CertificateFacts, ReceivedCertificate, Subject, certificates_in, misleads, time,
};
use crate::error::{IdentityError, NameField, RandomPart};
use crate::key_file::{decrypt, encrypt, encrypted_key};
use crate::self_signed::self_signed;

/// Fewest characters in a new passphrase: NIST SP 800-63B §5.1.1.2.
pub const MIN_PASSPHRASE_CHARS: usize = 8;

/// Random bytes [`create_identity`] needs: 64 for the secret, 16 each for serial, salt and IV.
pub const RANDOM_LEN: usize = 112;

/// ub-common-name and ub-organization-name, RFC 5280 appendix A.1.
const MAX_NAME_CHARS: usize = 64;

/// A key file of ours has 1.2 KiB; this leaves room for a chain of RSA certificates.
const MAX_IDENTITY_BYTES: usize = 64 * 1024;

/// Whom a new identity names, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct IdentityRequest<'a> {
    /// The person, 1–64 characters, Chinese as it is.
    pub common_name: &'a str,
    /// The archive or contractor, at most 64 characters; left out when empty.
    pub organisation: &'a str,
    /// First valid second, Unix time.
    pub not_before: i64,
    /// Last valid second, Unix time.
    pub not_after: i64,
}

/// A new key file: encrypted PKCS#8 and certificate, both PEM, as `openssl` reads them.
#[derive(Clone)]
pub struct IdentityFile {
    key_pem: String,
    certificate_pem: String,
}

impl IdentityFile {
    /// The file to save: the encrypted private key, then the certificate.
    pub fn pem(&self) -> String {
        [self.key_pem.as_str(), self.certificate_pem.as_str()].concat()
    }

    /// The certificate alone: the part to give to others.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }
}

impl fmt::Debug for IdentityFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("IdentityFile").finish_non_exhaustive()
    }
}

/// Makes a P-256 key and its self-signed certificate from `random`, at least [`RANDOM_LEN`] bytes of a
/// cryptographic generator, used for nothing else.
///
/// The passphrase is taken as its UTF-8 bytes, as `openssl -passin` does.
///
/// # Errors
/// The misuse variants of [`IdentityError`]; nothing is made of weak input.
pub fn create_identity(
    request: &IdentityRequest<'_>,
    passphrase: &str,
    random: &[u8],
) -> Result<IdentityFile, IdentityError> {
    if request.common_name.trim().is_empty() {
        return Err(IdentityError::NameEmpty);
    }
    check_name(NameField::CommonName, request.common_name)?;
    check_name(NameField::Organisation, request.organisation)?;
    let found = passphrase.chars().count();
    if found < MIN_PASSPHRASE_CHARS {
        return Err(IdentityError::PassphraseTooShort {
            minimum: MIN_PASSPHRASE_CHARS,
            found,
        });
    }
    let random = Randomness::split(random)?;
    let IdentityRequest {
        not_before,
        not_after,
        ..
    } = *request;
    if not_after <= not_before {
        return Err(IdentityError::ValidityEmpty {
            not_before,
            not_after,
        });
    }
    let in_range = |seconds| time(seconds).ok_or(IdentityError::TimeOutOfRange { seconds });
    let validity = (in_range(not_before)?, in_range(not_after)?);

    let secret = random.secret()?;
    let certificate = self_signed(
        &SigningKey::from(&secret),
        request.common_name,
        request.organisation,
        validity,
        &random.serial(),
    )
    .ok()
    .and_then(|der| ReceivedCertificate::from_der(&der))
    .ok_or(IdentityError::Encoding)?;
    Ok(IdentityFile {
        key_pem: encrypt(&secret, passphrase, random.salt, *random.iv)?,
        certificate_pem: certificate_pem(&certificate)?,
    })
}

/// The caller's random bytes by use; each share is its own so that none can tell about another.
struct Randomness<'a> {
    secrets: [&'a [u8; 32]; 2],
    serial: &'a [u8; 16],
    salt: &'a [u8; 16],
    iv: &'a [u8; 16],
}

impl<'a> Randomness<'a> {
    fn split(bytes: &'a [u8]) -> Result<Self, IdentityError> {
        let short = || IdentityError::RandomTooShort {
            needed: RANDOM_LEN,
            found: bytes.len(),
        };
        let (first, rest) = bytes.split_first_chunk().ok_or_else(short)?;
        let (second, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (serial, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (salt, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (iv, _) = rest.split_first_chunk().ok_or_else(short)?;
        let parts: [(RandomPart, &[u8]); 5] = [
            (RandomPart::Secret, first),
            (RandomPart::Secret, second),
            (RandomPart::Serial, serial),
            (RandomPart::Salt, salt),
            (RandomPart::Iv, iv),
        ];
        for (part, share) in parts {
            if share.iter().all(|byte| Some(byte) == share.first()) {
                return Err(IdentityError::RandomConstant { part });
            }
        }
        Ok(Self {
            secrets: [first, second],
            serial,
            salt,
            iv,
        })
    }

    /// FIPS 186-5 A.2.2 (rejection): the first candidate in 1 … n−1.
    fn secret(&self) -> Result<SecretKey, IdentityError> {
        self.secrets
            .iter()
            .find_map(|candidate| SecretKey::from_slice(candidate.as_slice()).ok())
            .ok_or(IdentityError::RandomOutOfRange)
    }

    /// Positive and never zero (RFC 5280 §4.1.2.2), always 16 bytes long.
    fn serial(&self) -> [u8; 16] {
        let mut serial = *self.serial;
        if let Some(top) = serial.first_mut() {
            *top = (*top & 0x7f) | 0x40;
        }
        serial
    }
}

fn check_name(field: NameField, name: &str) -> Result<(), IdentityError> {
    let found = name.chars().count();
    if found > MAX_NAME_CHARS {
        return Err(IdentityError::NameTooLong {
            field,
            limit: MAX_NAME_CHARS,
            found,
        });
    }
    match name.chars().find(|character| misleads(*character)) {
        Some(character) => Err(IdentityError::NameControl { field, character }),
        None => Ok(()),
    }
}

fn certificate_pem(certificate: &ReceivedCertificate) -> Result<String, IdentityError> {
    der::pem::encode_string("CERTIFICATE", LineEnding::LF, certificate.der())
        .map_err(|_| IdentityError::Encoding)
}

/// An opened identity. The secret is wiped from memory on drop.
pub struct Identity {
    key: SigningKey,
    certificate: ReceivedCertificate,
    certificate_pem: String,
}

impl Identity {
    /// The certificate in PEM: the part to give to others.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Whom the certificate names.
    pub fn subject(&self) -> Subject {
        self.certificate.facts().subject
    }

    /// Names, fingerprint and validity of the certificate.
    pub fn certificate(&self) -> CertificateFacts {
        self.certificate.facts()
    }

    /// SHA-256 of the certificate's DER bytes, 64 lower-case hexadecimal digits.
    pub fn fingerprint_sha256(&self) -> String {
        self.certificate.facts().fingerprint
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(crate) fn received_certificate(&self) -> &ReceivedCertificate {
        &self.certificate
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = self.certificate.facts();
        out.debug_struct("Identity")
            .field("certificate", &certificate)
            .finish_non_exhaustive()
    }
}

/// Opens a key file: one encrypted P-256 key in PKCS#8, and among the certificates the one that
/// belongs to it.
///
/// # Errors
/// [`IdentityError::WrongPassphrase`], and the malformed, unsupported and limit variants.
pub fn open_identity(pem: &str, passphrase: &str) -> Result<Identity, IdentityError> {
    if pem.len() > MAX_IDENTITY_BYTES {
        let [limit, found] = [MAX_IDENTITY_BYTES, pem.len()];
        // usize is at most 64 bits wide on every target of ours
        let wide = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        return Err(IdentityError::TooLarge {
            limit: wide(limit),
            found: wide(found),
        });
    }
    let certificates =
        certificates_in(pem).map_err(|index| IdentityError::CertificateMalformed { index })?;
    if certificates.is_empty() {
        return Err(IdentityError::CertificateMissing);
    }
    let secret = decrypt(&encrypted_key(pem)?, passphrase)?;
    let key = SigningKey::from(&secret);
    let ours = |certificate: &ReceivedCertificate| {
        certificate
            .key()
            .is_ok_and(|public: VerifyingKey| public == *key.verifying_key())
    };
    let (index, certificate) = certificates
        .into_iter()
        .enumerate()
        .find(|(_, certificate)| ours(certificate))
        .ok_or(IdentityError::KeyMismatch)?;
    // signing re-encodes the certificate; one that is not DER would come out another
    if certificate.parsed().to_der().ok().as_deref() != Some(certificate.der()) {
        return Err(IdentityError::CertificateMalformed { index });
    }
    let certificate_pem = certificate_pem(&certificate)?;
    Ok(Identity {
        key,
        certificate,
        certificate_pem,
    })
}
