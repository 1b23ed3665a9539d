//! A contractor's signature beside a manifest (`SHA256SUMS.p7s`): the file's bytes → what each signer promises and
//! whether their signature over that promise holds. The promise is kept by digest, so that signature and manifest
//! may be measured apart and in any order.

use yanshou_seal::{VerifyError, read_foreign};

use crate::facts::SignatureFacts;

/// Extensions of signature files; `.p7m` may hold the signed content, too.
const EXTENSIONS: &[&str] = &["p7s", "p7m", "sig", "asc", "sign"];

/// Whether the name alone makes this entry worth reading as a signature.
#[must_use]
pub fn candidate(path: &str) -> bool {
    signed_name(path).is_some()
}

/// The path a signature's name says it is of: `a/SHA256SUMS` for `a/SHA256SUMS.p7s`.
#[must_use]
pub fn signed_name(path: &str) -> Option<&str> {
    let (rest, extension) = path.rsplit_once('.')?;
    let known = EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str());
    (known && !rest.is_empty() && !rest.ends_with('/')).then_some(rest)
}

/// Reads an entry as a signature; `None` where neither its name nor its bytes say that it is one.
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Option<SignatureFacts> {
    if !candidate(path) {
        return None;
    }
    let head = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    let starts = |mark: &[u8]| head.windows(mark.len()).any(|w| w == mark);
    let mut facts = SignatureFacts {
        signers: Vec::new(),
        unreadable: None,
        unsupported: false,
    };
    if starts(b"-----BEGIN PGP ") {
        facts.unreadable = Some("OpenPGP".to_owned());
        facts.unsupported = true;
        return Some(facts);
    }
    match read_foreign(bytes) {
        Ok(signers) => facts.signers = signers,
        Err(error) => {
            // Only these two extensions are CMS's own; other tools write what they like to the rest.
            let lower = path.to_ascii_lowercase();
            let cms = lower.ends_with(".p7s") || lower.ends_with(".p7m");
            facts.unsupported = !cms
                || matches!(
                    error,
                    VerifyError::UnsupportedBer
                        | VerifyError::UnsupportedContent { .. }
                        | VerifyError::TooLarge { .. }
                        | VerifyError::TooManySigners { .. }
                );
            facts.unreadable = Some(error.to_string());
        }
    }
    Some(facts)
}
