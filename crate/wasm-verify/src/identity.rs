//! Identities, signatures, drafts and reports, for the page. Keys stay in this worker's memory for one call.

use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use yanshou::report::Report;
use yanshou_seal::{
    DRAFT_NONCE_LEN, IdentityRequest, create_identity as create, open_draft as open, open_identity,
    read_certificate, seal_draft as seal, sign_detached, verify_detached,
};

use crate::fault;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    common_name: String,
    organisation: String,
    not_before: f64,
    not_after: f64,
}

/// A new identity file (PEM: encrypted key and certificate) from fresh random bytes.
#[wasm_bindgen]
pub fn create_identity(request: &str, passphrase: &str, random: &[u8]) -> Result<String, JsValue> {
    let request: Request = fault::decode(request)?;
    let file = create(
        &IdentityRequest {
            common_name: &request.common_name,
            organisation: &request.organisation,
            not_before: request.not_before as i64,
            not_after: request.not_after as i64,
        },
        passphrase,
        random,
    );
    Ok(file.map_err(fault::identity)?.pem())
}

/// Whom an identity or certificate file names: `CertificateFacts`.
#[wasm_bindgen]
pub fn identity_summary(pem: &str) -> Result<String, JsValue> {
    fault::encode(&read_certificate(pem).map_err(fault::identity)?)
}

/// The certificate of an identity file, which is the part to give to others.
#[wasm_bindgen]
pub fn certificate_pem(pem: &str, passphrase: &str) -> Result<String, JsValue> {
    Ok(open_identity(pem, passphrase)
        .map_err(fault::identity)?
        .certificate_pem()
        .to_owned())
}

/// A detached CMS signature (DER) over the bytes.
#[wasm_bindgen]
pub fn sign(
    pem: &str,
    passphrase: &str,
    content: &[u8],
    unix_seconds: f64,
) -> Result<Uint8Array, JsValue> {
    let identity = open_identity(pem, passphrase).map_err(fault::identity)?;
    let signature = sign_detached(&identity, content, unix_seconds as i64).map_err(fault::sign)?;
    Ok(Uint8Array::from(signature.as_slice()))
}

/// A report and its signature: `{report, contradictions: Contradiction[], signature: SignatureCheck | null, good}`.
/// Throws where the bytes are no report, or nothing can be said of the signature.
#[wasm_bindgen]
pub fn check_report(
    report: &[u8],
    signature: Option<Vec<u8>>,
    certificate: Option<String>,
) -> Result<String, JsValue> {
    let read = Report::parse(report).map_err(fault::report)?;
    let trusted: Option<Vec<&str>> = certificate.as_ref().map(|pem| vec![pem.as_str()]);
    let check = signature
        .map(|p7s| verify_detached(&p7s, report, trusted.as_deref()).map_err(fault::verify))
        .transpose()?;
    let contradictions = read.contradictions();
    let signed = check
        .as_ref()
        .is_some_and(yanshou_seal::SignatureCheck::good);
    fault::encode(&serde_json::json!({
        "report": read,
        "contradictions": contradictions,
        "signature": check,
        // A right signature under a report that does not add up proves only who signed it.
        "good": signed && contradictions.is_empty(),
    }))
}

/// Only the signature, for bytes that are no report of ours any more: `SignatureCheck`.
#[wasm_bindgen]
pub fn check_signature(
    content: &[u8],
    signature: &[u8],
    certificate: Option<String>,
) -> Result<String, JsValue> {
    let trusted: Option<Vec<&str>> = certificate.as_ref().map(|pem| vec![pem.as_str()]);
    fault::encode(&verify_detached(signature, content, trusted.as_deref()).map_err(fault::verify)?)
}

/// SHA-256, lower hex: plain http has no secure context and so no `crypto.subtle`.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    yanshou::content::sha256_hex(bytes)
}

/// Encrypts an unfinished inspection under the delivery's digest (PEERS finding 4).
#[wasm_bindgen]
pub fn seal_draft(digest: &str, nonce: &[u8], plain: &[u8]) -> Result<Uint8Array, JsValue> {
    // A wrong length becomes the constant nonce, which is refused by name.
    let nonce: [u8; DRAFT_NONCE_LEN] = nonce.try_into().unwrap_or([0; DRAFT_NONCE_LEN]);
    let sealed = seal(digest.as_bytes(), &nonce, plain).map_err(fault::draft)?;
    Ok(Uint8Array::from(sealed.as_slice()))
}

/// Opens what [`seal_draft`] made.
#[wasm_bindgen]
pub fn open_draft(digest: &str, sealed: &[u8]) -> Result<Uint8Array, JsValue> {
    let plain = open(digest.as_bytes(), sealed).map_err(fault::draft)?;
    Ok(Uint8Array::from(plain.as_slice()))
}
