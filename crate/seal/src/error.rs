//! What this crate could not do, one enum per door. A signature that does not hold is not here: it is
//! data, in `check`.

use thiserror::Error;

/// Which name in an identity request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameField {
    /// X.520 commonName: the person.
    CommonName,
    /// X.520 organizationName: the archive or the contractor.
    Organisation,
}

/// Which share of the caller's random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RandomPart {
    /// Two candidates for the secret scalar.
    Secret,
    /// The certificate's serial number.
    Serial,
    /// The salt of the passphrase derivation.
    Salt,
    /// The initialisation vector of the key encryption.
    Iv,
}

/// Why an identity could not be made or opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The common name is empty or blank.
    #[error("the common name is empty")]
    NameEmpty,
    /// A name is longer than X.509 allows.
    #[error("{field:?} has {found} characters, more than {limit}")]
    NameTooLong {
        /// Which name.
        field: NameField,
        /// Most characters allowed (RFC 5280 appendix A.1).
        limit: usize,
        /// Characters given.
        found: usize,
    },
    /// A name holds a control or text-direction character, which could forge what a reader sees.
    #[error("{field:?} holds the control character {character:?}")]
    NameControl {
        /// Which name.
        field: NameField,
        /// The first such character.
        character: char,
    },
    /// The passphrase for a new identity is too short.
    #[error("the passphrase has {found} characters, fewer than {minimum}")]
    PassphraseTooShort {
        /// Fewest characters allowed.
        minimum: usize,
        /// Characters given.
        found: usize,
    },
    /// Too few random bytes.
    #[error("{found} random bytes, fewer than {needed}")]
    RandomTooShort {
        /// Bytes needed.
        needed: usize,
        /// Bytes given.
        found: usize,
    },
    /// A share of the random bytes is one byte repeated, such as all zero: the generator did not run.
    #[error("the random bytes for {part:?} are one byte repeated")]
    RandomConstant {
        /// Which share.
        part: RandomPart,
    },
    /// Neither candidate is a P-256 secret scalar; the odds are 2⁻⁶⁴, so draw again.
    #[error("the random bytes give no P-256 key")]
    RandomOutOfRange,
    /// The certificate would end before it starts.
    #[error("validity from {not_before} to {not_after} is empty")]
    ValidityEmpty {
        /// Unix seconds.
        not_before: i64,
        /// Unix seconds.
        not_after: i64,
    },
    /// A time X.509 cannot write: before 1970 or after 9999.
    #[error("unix time {seconds} cannot be written in a certificate")]
    TimeOutOfRange {
        /// Unix seconds.
        seconds: i64,
    },
    /// The file is larger than any key file.
    #[error("the identity has {found} bytes, more than {limit}")]
    TooLarge {
        /// Most bytes read.
        limit: u64,
        /// Bytes given.
        found: u64,
    },
    /// No `ENCRYPTED PRIVATE KEY` block.
    #[error("no encrypted private key in the file")]
    KeyMissing,
    /// The private key stands open in the file; we do not open it, so that nobody gets used to it.
    #[error("the private key is not encrypted")]
    KeyNotEncrypted,
    /// More than one encrypted private key: which one is meant is not ours to guess.
    #[error("{found} private keys in the file")]
    SeveralKeys {
        /// Keys found.
        found: usize,
    },
    /// The encrypted key is not PKCS#8.
    #[error("the encrypted private key is malformed")]
    KeyMalformed,
    /// No `CERTIFICATE` block.
    #[error("no certificate in the file")]
    CertificateMissing,
    /// A certificate is not DER X.509.
    #[error("certificate {index} is malformed")]
    CertificateMalformed {
        /// Counts from 0, in file order.
        index: usize,
    },
    /// The key is encrypted by something other than PBES2 with PBKDF2-HMAC-SHA-2 and AES.
    #[error("the key encryption is not supported")]
    UnsupportedEncryption,
    /// The key file asks for more work than a browser should do.
    #[error("{found} derivation iterations, more than {limit}")]
    TooManyIterations {
        /// Most iterations done.
        limit: u32,
        /// Iterations asked for.
        found: u32,
    },
    /// The passphrase does not open the key. PKCS#8 carries no check value of its own, so a damaged
    /// key looks the same.
    #[error("the passphrase does not open the private key")]
    WrongPassphrase,
    /// The key opened but is not a P-256 key.
    #[error("private key algorithm `{algorithm}` is not supported")]
    UnsupportedKey {
        /// Object identifier in dots.
        algorithm: String,
    },
    /// No certificate in the file belongs to the key.
    #[error("the private key belongs to none of the certificates")]
    KeyMismatch,
    /// Our own encoder failed.
    #[error("the identity could not be encoded")]
    Encoding,
}

/// Why bytes could not be signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignError {
    /// The signing time lies outside the certificate's validity: the signature would be refused by
    /// every reader.
    #[error("signing time {signing_time} is outside {not_before} to {not_after}")]
    OutsideValidity {
        /// Unix seconds.
        signing_time: i64,
        /// Unix seconds.
        not_before: i64,
        /// Unix seconds.
        not_after: i64,
    },
    /// Before 1970 or after 9999.
    #[error("unix time {seconds} cannot be written in a signature")]
    TimeOutOfRange {
        /// Unix seconds.
        seconds: i64,
    },
    /// Our own encoder failed.
    #[error("the signature could not be encoded")]
    Encoding,
}

/// A part of a signature file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// PEM armour.
    Pem,
    /// The outer ContentInfo.
    ContentInfo,
    /// The SignedData inside it.
    SignedData,
    /// One SignerInfo.
    SignerInfo,
}

/// Why nothing can be said about a signature file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The file is larger than any detached signature.
    #[error("the signature has {found} bytes, more than {limit}")]
    TooLarge {
        /// Most bytes read.
        limit: u64,
        /// Bytes given.
        found: u64,
    },
    /// More signers than anyone has.
    #[error("{found} signers, more than {limit}")]
    TooManySigners {
        /// Most signers read.
        limit: usize,
        /// Signers found.
        found: usize,
    },
    /// Not the DER of a CMS signature.
    #[error("{part:?} is malformed")]
    Malformed {
        /// The first part that cannot be read.
        part: Part,
    },
    /// BER with indefinite lengths (`openssl cms -stream`); not read here.
    #[error("the signature is in BER with indefinite lengths")]
    UnsupportedBer,
    /// Some other CMS type, or the Chinese national one (GB/T 35275).
    #[error("content type `{content_type}` is not supported")]
    UnsupportedContent {
        /// Object identifier in dots.
        content_type: String,
    },
    /// The signed content lies inside the file: it is not a detached signature, and what it signs
    /// could differ from the report beside it.
    #[error("the signature is not detached")]
    ContentEnclosed,
    /// A certificate the caller trusts cannot be read, so trust cannot be judged.
    #[error("trusted certificate {index} is malformed")]
    TrustedCertificate {
        /// Counts from 0, as given.
        index: usize,
    },
}

/// Why a draft could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DraftError {
    /// Less key material than a SHA-256 digest.
    #[error("{found} bytes of key material, fewer than {needed}")]
    KeyMaterialTooShort {
        /// Bytes needed.
        needed: usize,
        /// Bytes given.
        found: usize,
    },
    /// The nonce is one byte repeated: the generator did not run.
    #[error("the nonce is one byte repeated")]
    NonceConstant,
    /// Not a draft of ours, or of another version.
    #[error("not a draft of this version")]
    Malformed,
    /// Another delivery's draft, or a damaged one; the cipher cannot tell which.
    #[error("the draft does not open with this delivery")]
    WrongDelivery,
    /// Longer than the cipher allows (64 GiB).
    #[error("the draft is too long to encrypt")]
    TooLong,
}
