//! A secret key ⇄ an encrypted PKCS#8 block in PEM. The file's own parameters decide how much work
//! opening it costs, so they are bounded before any is done.

use der::{Decode, EncodePem, asn1::OctetString, pem::LineEnding};
use p256::{SecretKey, pkcs8::EncodePrivateKey};
use pkcs8::{
    EncryptedPrivateKeyInfoOwned, PrivateKeyInfoRef,
    pkcs5::{
        EncryptionScheme,
        pbes2::{self, Kdf},
    },
};

use crate::encoding::pem_blocks;
use crate::error::IdentityError;

/// PBKDF2-HMAC-SHA-256 iterations of a new key file: OWASP Password Storage Cheat Sheet, 2023.
pub const PBKDF2_ITERATIONS: u32 = 600_000;

/// Most iterations done for a file from elsewhere: 16 times ours, some seconds in a browser.
pub const MAX_PBKDF2_ITERATIONS: u32 = 10_000_000;

/// PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018): what every `openssl` since 1.1 reads.
pub(crate) fn encrypt(
    secret: &SecretKey,
    passphrase: &str,
    salt: &[u8; 16],
    iv: [u8; 16],
) -> Result<String, IdentityError> {
    let parameters =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(PBKDF2_ITERATIONS, salt, iv)
            .map_err(|_| IdentityError::Encoding)?;
    let plain = secret.to_pkcs8_der().map_err(|_| IdentityError::Encoding)?;
    let sealed = parameters
        .encrypt(passphrase, plain.as_bytes())
        .map_err(|_| IdentityError::Encoding)?;
    EncryptedPrivateKeyInfoOwned {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetString::new(sealed).map_err(|_| IdentityError::Encoding)?,
    }
    .to_pem(LineEnding::LF)
    .map_err(|_| IdentityError::Encoding)
}

/// The one encrypted key of a PEM file.
pub(crate) fn encrypted_key(pem: &str) -> Result<EncryptedPrivateKeyInfoOwned, IdentityError> {
    let blocks = pem_blocks(pem);
    if blocks
        .iter()
        .any(|block| matches!(block.label, "PRIVATE KEY" | "EC PRIVATE KEY"))
    {
        return Err(IdentityError::KeyNotEncrypted);
    }
    let mut keys: Vec<_> = blocks
        .into_iter()
        .filter(|block| block.label == "ENCRYPTED PRIVATE KEY")
        .collect();
    let found = keys.len();
    let key = keys.pop().ok_or(IdentityError::KeyMissing)?;
    if found > 1 {
        return Err(IdentityError::SeveralKeys { found });
    }
    let bytes = key.bytes.ok_or(IdentityError::KeyMalformed)?;
    EncryptedPrivateKeyInfoOwned::from_der(&bytes).map_err(|error| match error.kind() {
        der::ErrorKind::OidUnknown { .. } => IdentityError::UnsupportedEncryption,
        _ => IdentityError::KeyMalformed,
    })
}

/// Opens it; the passphrase is taken as its UTF-8 bytes.
pub(crate) fn decrypt(
    sealed: &EncryptedPrivateKeyInfoOwned,
    passphrase: &str,
) -> Result<SecretKey, IdentityError> {
    // scrypt's cost is memory, which a file must not choose for us
    let EncryptionScheme::Pbes2(parameters) = &sealed.encryption_algorithm else {
        return Err(IdentityError::UnsupportedEncryption);
    };
    let Kdf::Pbkdf2(derivation) = &parameters.kdf else {
        return Err(IdentityError::UnsupportedEncryption);
    };
    let (limit, found) = (MAX_PBKDF2_ITERATIONS, derivation.iteration_count);
    if found > limit {
        return Err(IdentityError::TooManyIterations { limit, found });
    }
    let plain = sealed.decrypt(passphrase).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(pkcs8::pkcs5::Error::UnsupportedAlgorithm { .. }) => {
            IdentityError::UnsupportedEncryption
        }
        _ => IdentityError::WrongPassphrase,
    })?;
    // a wrong passphrase passes the padding once in 256 times and leaves noise here
    let info = PrivateKeyInfoRef::from_der(plain.as_bytes())
        .map_err(|_| IdentityError::WrongPassphrase)?;
    SecretKey::try_from(info).map_err(|_| IdentityError::UnsupportedKey {
        algorithm: info_algorithm(plain.as_bytes()),
    })
}

/// The curve where there is one, else the algorithm.
fn info_algorithm(plain: &[u8]) -> String {
    PrivateKeyInfoRef::from_der(plain).map_or_else(
        |_| String::new(),
        |info| {
            let algorithm = info.algorithm;
            algorithm
                .parameters_oid()
                .unwrap_or(algorithm.oid)
                .to_string()
        },
    )
}
