//! Drafts: only the same delivery opens them, and any change is noticed.
// clippy.toml allows these in #[test] functions; what they call is here too
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;
use yanshou_seal::{DRAFT_NONCE_LEN, DraftError, open_draft, seal_draft};

const DIGEST: [u8; 32] = *b"0123456789abcdef0123456789abcdef";
const NONCE: [u8; DRAFT_NONCE_LEN] = *b"twelve bytes";

#[test]
fn a_draft_opens_with_its_delivery_and_with_no_other() {
    let plain = "第 3 件:歪斜".as_bytes();
    let sealed = seal_draft(&DIGEST, &NONCE, plain).unwrap();
    assert_eq!(open_draft(&DIGEST, &sealed).unwrap(), plain);
    assert_eq!(sealed.len(), 16 + 12 + plain.len() + 16);
    assert!(!sealed.windows(3).any(|window| window == &plain[..3]));
    let mut other = DIGEST;
    other[31] ^= 1;
    assert_eq!(open_draft(&other, &sealed), Err(DraftError::WrongDelivery));
}

#[test]
fn short_key_material_constant_nonces_and_foreign_bytes_are_refused_by_name() {
    let short = DraftError::KeyMaterialTooShort {
        needed: 32,
        found: 31,
    };
    assert_eq!(seal_draft(&DIGEST[..31], &NONCE, b"x"), Err(short.clone()));
    assert_eq!(open_draft(&DIGEST[..31], b"x"), Err(short));
    assert_eq!(
        seal_draft(&DIGEST, &[0; 12], b"x"),
        Err(DraftError::NonceConstant)
    );
    assert_eq!(open_draft(&DIGEST, b""), Err(DraftError::Malformed));
    assert_eq!(
        open_draft(&DIGEST, b"yanshou-draft/2\ntwelve bytes"),
        Err(DraftError::Malformed)
    );
    assert_eq!(
        open_draft(&DIGEST, b"yanshou-draft/1\ntwelve byte"),
        Err(DraftError::Malformed)
    );
    assert_eq!(
        open_draft(&DIGEST, b"yanshou-draft/1\ntwelve bytes"),
        Err(DraftError::WrongDelivery)
    );
}

/// AES-256-GCM by another hand: `openssl enc` has no GCM, but its ciphertext is CTR from counter 2
/// (NIST SP 800-38D §7.1).
#[test]
fn openssl_decrypts_the_ciphertext_with_the_documented_key() {
    use sha2::{Digest, Sha256};
    use std::io::Write;
    use std::process::{Command, Stdio};
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let sealed = seal_draft(&DIGEST, &NONCE, b"inspection").unwrap();
    let key = Sha256::new()
        .chain_update(b"yanshou-draft/1\n")
        .chain_update(DIGEST)
        .finalize();
    let iv = hex(&NONCE) + "00000002";
    let mut openssl = Command::new("openssl")
        .args(["enc", "-d", "-aes-256-ctr", "-K", &hex(&key), "-iv", &iv])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs the Debian package `openssl`");
    openssl
        .stdin
        .take()
        .unwrap()
        .write_all(&sealed[28..38])
        .unwrap();
    assert_eq!(openssl.wait_with_output().unwrap().stdout, b"inspection");
}

proptest! {
    #[test]
    fn any_one_byte_change_of_a_draft_is_noticed(
        plain in proptest::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        change in 1u8..,
    ) {
        let mut sealed = seal_draft(&DIGEST, &NONCE, &plain).unwrap();
        prop_assert_eq!(open_draft(&DIGEST, &sealed), Ok(plain));
        let at = at.index(sealed.len());
        sealed[at] ^= change;
        prop_assert!(open_draft(&DIGEST, &sealed).is_err());
    }

    #[test]
    fn arbitrary_bytes_never_panic_the_draft_door(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(open_draft(&DIGEST, &bytes).is_err());
        prop_assert!(open_draft(&DIGEST, &[b"yanshou-draft/1\n", &bytes[..]].concat()).is_err());
    }
}
