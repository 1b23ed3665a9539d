//! Errors as the page sees them: `{code, message}`. The page has the prose for each code; the message is the
//! core's own clause, for the log.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use yanshou::attestation::AttestationError;
use yanshou::content::picture::PictureError;
use yanshou::profile::ProfileError;
use yanshou::report::ReportError;
use yanshou::sampling::DrawError;
use yanshou::session::SessionError;
use yanshou::source::ReadError;
use yanshou_seal::{DraftError, IdentityError, SignError, VerifyError};

fn thrown(code: &str, error: &dyn std::fmt::Display) -> JsValue {
    let object = js_sys::Object::new();
    let fields = [("code", code.to_owned()), ("message", error.to_string())];
    for (key, value) in fields {
        // Setting a field of a fresh object cannot fail.
        if js_sys::Reflect::set(&object, &key.into(), &value.into()).is_err() {}
    }
    object.into()
}

pub(crate) fn decode<T: DeserializeOwned>(json: &str) -> Result<T, JsValue> {
    serde_json::from_str(json).map_err(|e| thrown("boundary.malformed", &e))
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(|e| thrown("boundary.malformed", &e))
}

pub(crate) fn read(error: ReadError) -> JsValue {
    match error {
        ReadError::Host { .. } => thrown("read.host", &error),
    }
}

pub(crate) fn profile(error: ProfileError) -> JsValue {
    let code = match error {
        ProfileError::Malformed { .. } => "profile.malformed",
        ProfileError::Contradiction { .. } => "profile.contradiction",
        _ => "profile.unknown",
    };
    thrown(code, &error)
}

pub(crate) fn session(error: SessionError) -> JsValue {
    let code = match &error {
        SessionError::ForeignFacts { .. } => "session.foreignFacts",
        SessionError::NotMeasured { .. } => "session.notMeasured",
        SessionError::NotJudged => "session.notJudged",
        SessionError::Attestation(attestation) => match attestation {
            AttestationError::NotADate { .. } => "attestation.notADate",
            AttestationError::KeptTooShort { .. } => "attestation.keptTooShort",
            _ => "attestation.refused",
        },
        SessionError::OriginalUnreadable { .. } => "session.originalUnreadable",
        SessionError::EarlierRefused { .. } => "session.earlierRefused",
        SessionError::NotADate { .. } => "session.notADate",
        SessionError::Log(_) => "session.logBroken",
        SessionError::UnsupportedFacts { .. } => "session.unsupportedFacts",
        SessionError::Draw(draw) => match draw {
            DrawError::NonceMissing => "draw.nonceMissing",
            DrawError::NonceLineBreak { .. } => "draw.nonceLineBreak",
            DrawError::DigestMissing => "draw.digestMissing",
            DrawError::PopulationEmpty => "draw.populationEmpty",
            DrawError::NonceNotCommitted { .. } => "draw.nonceNotCommitted",
            DrawError::UnitUnprintable { .. } => "draw.unitUnprintable",
            DrawError::NoPlan { .. } => "draw.noPlan",
            DrawError::Frozen => "draw.frozen",
            _ => "draw.unitTwice",
        },
        _ => "session.failed",
    };
    thrown(code, &error)
}

pub(crate) fn report(error: ReportError) -> JsValue {
    let code = match error {
        ReportError::NotCanonical(_) => "report.notCanonical",
        ReportError::Malformed(_) => "report.malformed",
        ReportError::UnsupportedSchema { .. } => "report.unsupportedSchema",
        _ => "report.notCanonicalBytes",
    };
    thrown(code, &error)
}

pub(crate) fn picture(error: PictureError) -> JsValue {
    thrown("picture.notShown", &error)
}

pub(crate) fn no_entry(index: u32) -> JsValue {
    thrown("picture.noEntry", &index)
}

pub(crate) fn unread(path: &str) -> JsValue {
    thrown("picture.unread", &path)
}

pub(crate) fn identity(error: IdentityError) -> JsValue {
    let code = match error {
        IdentityError::NameEmpty => "identity.nameEmpty",
        IdentityError::NameTooLong { .. } => "identity.nameTooLong",
        IdentityError::NameControl { .. } => "identity.nameControl",
        IdentityError::PassphraseTooShort { .. } => "identity.passphraseTooShort",
        IdentityError::WrongPassphrase => "identity.wrongPassphrase",
        IdentityError::KeyMissing => "identity.keyMissing",
        IdentityError::KeyMismatch => "identity.keyMismatch",
        IdentityError::KeyNotEncrypted => "identity.keyNotEncrypted",
        _ => "identity.refused",
    };
    thrown(code, &error)
}

pub(crate) fn sign(error: SignError) -> JsValue {
    let code = match error {
        SignError::OutsideValidity { .. } => "sign.outsideValidity",
        _ => "sign.failed",
    };
    thrown(code, &error)
}

pub(crate) fn verify(error: VerifyError) -> JsValue {
    thrown("signature.malformed", &error)
}

pub(crate) fn draft(error: DraftError) -> JsValue {
    let code = match error {
        DraftError::WrongDelivery => "draft.wrongDelivery",
        _ => "draft.malformed",
    };
    thrown(code, &error)
}
