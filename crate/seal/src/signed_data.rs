//! CMS bytes → the parts of a SignedData (RFC 5652 §5) as they were received. The `cms` types sort
//! and re-encode sets; a signature is over the received bytes, so the frame is read by hand.

use cms::signed_data::SignerIdentifier;
use const_oid::{ObjectIdentifier, db::rfc5911::ID_SIGNED_DATA};
use der::Decode;
use spki::AlgorithmIdentifierOwned;

use crate::certificate::ReceivedCertificate;
use crate::encoding::{elements, tag, value_of};
use crate::error::{Part, VerifyError};

/// A SignedData taken apart.
pub(crate) struct SignedParts<'a> {
    /// The signed content lies inside, so that it may differ from the one beside it.
    pub(crate) content_enclosed: bool,
    pub(crate) digest_algorithms: Vec<ObjectIdentifier>,
    pub(crate) content_type: ObjectIdentifier,
    /// Those that can be read; a signer whose own cannot be read has none.
    pub(crate) certificates: Vec<ReceivedCertificate>,
    pub(crate) signers: Vec<SignerParts<'a>>,
}

/// A SignerInfo taken apart.
pub(crate) struct SignerParts<'a> {
    pub(crate) identifier: SignerIdentifier,
    pub(crate) digest_algorithm: AlgorithmIdentifierOwned,
    /// With its `[0]` tag.
    pub(crate) signed_attributes: Option<&'a [u8]>,
    pub(crate) signature_algorithm: AlgorithmIdentifierOwned,
    pub(crate) signature: &'a [u8],
}

/// Reads the frame of a SignedData with at most `max_signers` signers.
pub(crate) fn read(bytes: &[u8], max_signers: usize) -> Result<SignedParts<'_>, VerifyError> {
    // X.690 §8.1.3.6: 0x80 in place of a length is indefinite, BER only
    if bytes.first() == Some(&tag::SEQUENCE) && bytes.get(1) == Some(&0x80) {
        return Err(VerifyError::UnsupportedBer);
    }
    let outer = content_info(bytes).ok_or(VerifyError::Malformed {
        part: Part::ContentInfo,
    })?;
    if outer.0 != ID_SIGNED_DATA {
        return Err(VerifyError::UnsupportedContent {
            content_type: outer.0.to_string(),
        });
    }
    let malformed = || VerifyError::Malformed {
        part: Part::SignedData,
    };
    let frame = frame(outer.1).ok_or_else(malformed)?;
    if frame.signers.len() > max_signers {
        let found = frame.signers.len();
        return Err(VerifyError::TooManySigners {
            limit: max_signers,
            found,
        });
    }
    let signers = frame.signers.iter().map(|element| {
        signer(element).ok_or(VerifyError::Malformed {
            part: Part::SignerInfo,
        })
    });
    Ok(SignedParts {
        content_enclosed: frame.content_enclosed,
        digest_algorithms: frame.digest_algorithms,
        content_type: frame.content_type,
        signers: signers.collect::<Result<_, _>>()?,
        certificates: frame
            .certificates
            .into_iter()
            .filter_map(ReceivedCertificate::from_der)
            .collect(),
    })
}

fn content_info(bytes: &[u8]) -> Option<(ObjectIdentifier, &[u8])> {
    let fields = elements(value_of(bytes, tag::SEQUENCE)?)?;
    let [content_type, content] = fields.as_slice() else {
        return None;
    };
    let content = value_of(content, tag::CONTEXT_0)?;
    Some((ObjectIdentifier::from_der(content_type).ok()?, content))
}

struct Frame<'a> {
    digest_algorithms: Vec<ObjectIdentifier>,
    content_type: ObjectIdentifier,
    content_enclosed: bool,
    certificates: Vec<&'a [u8]>,
    signers: Vec<&'a [u8]>,
}

fn frame(signed_data: &[u8]) -> Option<Frame<'_>> {
    let fields = elements(value_of(signed_data, tag::SEQUENCE)?)?;
    let (head, rest) = fields.split_first_chunk::<3>()?;
    let [version, digests, content] = head;
    version_is(version, 1..=5)?;
    let digest_algorithms = elements(value_of(digests, tag::SET)?)?
        .into_iter()
        .map(|element| {
            AlgorithmIdentifierOwned::from_der(element)
                .ok()
                .map(|found| found.oid)
        })
        .collect::<Option<_>>()?;
    let content = elements(value_of(content, tag::SEQUENCE)?)?;
    let (content_type, enclosed) = content.split_first()?;

    let (signers, optional) = rest.split_last()?;
    let (certificates, optional) = split_optional(optional, tag::CONTEXT_0);
    // revocation lists are not looked at: nothing here checks revocation
    let (_, optional) = split_optional(optional, tag::CONTEXT_1);
    if !optional.is_empty() {
        return None;
    }
    Some(Frame {
        digest_algorithms,
        content_type: ObjectIdentifier::from_der(content_type).ok()?,
        content_enclosed: !enclosed.is_empty(),
        certificates: match certificates {
            Some(set) => elements(value_of(set, tag::CONTEXT_0)?)?,
            None => Vec::new(),
        },
        signers: elements(value_of(signers, tag::SET)?)?,
    })
}

fn signer(element: &[u8]) -> Option<SignerParts<'_>> {
    let fields = elements(value_of(element, tag::SEQUENCE)?)?;
    let (head, rest) = fields.split_first_chunk::<3>()?;
    let [version, identifier, digest] = head;
    let identifier = SignerIdentifier::from_der(identifier).ok()?;
    // RFC 5652 §5.3: the version follows from the kind of identifier
    match identifier {
        SignerIdentifier::IssuerAndSerialNumber(_) => version_is(version, 1..=1)?,
        SignerIdentifier::SubjectKeyIdentifier(_) => version_is(version, 3..=3)?,
    }
    let (signed_attributes, rest) = split_optional(rest, tag::CONTEXT_0);
    let ([algorithm, signature], rest) = rest.split_first_chunk::<2>()?;
    // unsigned attributes are unsigned: a timestamp among them is not ours to check
    let (_, rest) = split_optional(rest, tag::CONTEXT_1);
    if !rest.is_empty() {
        return None;
    }
    Some(SignerParts {
        identifier,
        digest_algorithm: AlgorithmIdentifierOwned::from_der(digest).ok()?,
        signed_attributes,
        signature_algorithm: AlgorithmIdentifierOwned::from_der(algorithm).ok()?,
        signature: value_of(signature, tag::OCTET_STRING)?,
    })
}

fn version_is(element: &[u8], allowed: std::ops::RangeInclusive<u8>) -> Option<()> {
    match value_of(element, tag::INTEGER)? {
        [version] if allowed.contains(version) => Some(()),
        _ => None,
    }
}

/// The first element if it has this tag, and what follows.
fn split_optional<'a, 'b>(fields: &'b [&'a [u8]], tag: u8) -> (Option<&'a [u8]>, &'b [&'a [u8]]) {
    match fields.split_first() {
        Some((first, rest)) if first.first() == Some(&tag) => (Some(first), rest),
        _ => (None, fields),
    }
}
