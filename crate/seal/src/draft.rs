//! An unfinished inspection ⇄ AES-256-GCM bytes for browser storage. Under file:// every local page
//! reads the same storage (PEERS §0 item 4), so only who holds the delivery may read its draft.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};

use crate::error::DraftError;

/// Bytes of a draft's nonce (NIST SP 800-38D §5.2.1.1, the length GCM is made for).
pub const DRAFT_NONCE_LEN: usize = 12;

/// Stands before every draft and enters both the key and the tag, so that versions never mix.
const HEAD: &[u8] = b"yanshou-draft/1\n";

/// A SHA-256 delivery digest as bytes (DESIGN §8); its hexadecimal form is longer and as good.
const MIN_KEY_MATERIAL: usize = 32;

/// Encrypts a draft under the delivery's digest: `yanshou-draft/1\n`, nonce, ciphertext, 16-byte tag.
///
/// `nonce` must be fresh random bytes at each call: one nonce used for two drafts of one delivery
/// reveals both. Random ones are safe for 2³² saves (NIST SP 800-38D §8.3).
///
/// # Errors
/// [`DraftError::KeyMaterialTooShort`], [`DraftError::NonceConstant`], [`DraftError::TooLong`].
pub fn seal_draft(
    key_material: &[u8],
    nonce: &[u8; DRAFT_NONCE_LEN],
    plain: &[u8],
) -> Result<Vec<u8>, DraftError> {
    let cipher = cipher(key_material)?;
    if nonce.iter().all(|byte| Some(byte) == nonce.first()) {
        return Err(DraftError::NonceConstant);
    }
    let sealed = cipher
        .encrypt(
            &(*nonce).into(),
            Payload {
                msg: plain,
                aad: HEAD,
            },
        )
        .map_err(|_| DraftError::TooLong)?;
    Ok([HEAD, nonce.as_slice(), &sealed].concat())
}

/// Decrypts what [`seal_draft`] made with the same key material.
///
/// # Errors
/// [`DraftError::Malformed`] if it is no draft of this version, [`DraftError::WrongDelivery`] if it
/// does not open, [`DraftError::KeyMaterialTooShort`].
pub fn open_draft(key_material: &[u8], sealed: &[u8]) -> Result<Vec<u8>, DraftError> {
    let cipher = cipher(key_material)?;
    let body = sealed.strip_prefix(HEAD).ok_or(DraftError::Malformed)?;
    let (nonce, sealed) = body
        .split_first_chunk::<DRAFT_NONCE_LEN>()
        .ok_or(DraftError::Malformed)?;
    cipher
        .decrypt(
            &(*nonce).into(),
            Payload {
                msg: sealed,
                aad: HEAD,
            },
        )
        .map_err(|_| DraftError::WrongDelivery)
}

/// Key = SHA-256 of the head and the key material. No slow derivation: a delivery digest is not a
/// password, nobody guesses one without the delivery.
fn cipher(key_material: &[u8]) -> Result<Aes256Gcm, DraftError> {
    if key_material.len() < MIN_KEY_MATERIAL {
        return Err(DraftError::KeyMaterialTooShort {
            needed: MIN_KEY_MATERIAL,
            found: key_material.len(),
        });
    }
    let key = Sha256::new()
        .chain_update(HEAD)
        .chain_update(key_material)
        .finalize();
    Ok(Aes256Gcm::new(&key))
}
