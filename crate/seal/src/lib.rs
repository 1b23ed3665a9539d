//! Report bytes → a detached signature that a stranger can check with `openssl` (DESIGN §6), and back.
//! Pure: time and randomness are arguments. No key is ever stored by us: an identity is a file that
//! the user opens with a passphrase for one session (DESIGN §5, PEERS §0 item 4).
//!
//! | file | turns |
//! |---|---|
//! | `identity` | name + passphrase + random bytes → key file; key file → [`Identity`] |
//! | `key_file` | secret key ⇄ encrypted PKCS#8 |
//! | `self_signed` | name + key → self-signed X.509 |
//! | `certificate` | X.509 → who, until when, which key, issued by whom |
//! | `sign` | [`Identity`] + bytes + time → CMS SignedData (RFC 5652), detached, DER |
//! | `signed_data` | CMS bytes → its parts, untouched |
//! | `signed_attributes` | signed attributes → what the signer stated |
//! | `verify` | CMS bytes + report bytes + trusted certificates → [`SignatureCheck`] |
//! | `foreign` | a contractor's CMS bytes → who signed what digest, and whether that holds |
//! | `check` | the words of a [`SignatureCheck`] |
//! | `draft` | unfinished inspection ⇄ encrypted bytes for browser storage |
//! | `encoding` | PEM and DER framing |
//! | `error` | what we could not do, by door |
//!
//! Not checked anywhere here: revocation (no network), and that a signing time is true (it is the
//! signer's own statement).

mod certificate;
mod check;
mod draft;
mod encoding;
mod error;
mod foreign;
mod identity;
mod key_file;
mod self_signed;
mod sign;
mod signed_attributes;
mod signed_data;
mod verify;

pub use certificate::{CertificateFacts, Subject, read_certificate};
pub use check::{Problem, SignatureAlgorithm, SignatureCheck, SignerCheck, Trust, Verdict};
pub use draft::{DRAFT_NONCE_LEN, open_draft, seal_draft};
pub use error::{DraftError, IdentityError, NameField, Part, RandomPart, SignError, VerifyError};
pub use foreign::{SignatureVerdict, SignerFacts, read_foreign};
pub use identity::{
    Identity, IdentityFile, IdentityRequest, MIN_PASSPHRASE_CHARS, RANDOM_LEN, create_identity,
    open_identity,
};
pub use key_file::{MAX_PBKDF2_ITERATIONS, PBKDF2_ITERATIONS};
pub use sign::sign_detached;
pub use verify::{MAX_SIGNATURE_BYTES, MAX_SIGNERS, verify_detached};
