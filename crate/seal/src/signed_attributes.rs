//! The signed attributes of a SignerInfo, as received → what the signer stated.

use const_oid::{
    ObjectIdentifier,
    db::{
        rfc5911::{
            ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNING_TIME,
        },
        rfc5912::ID_SHA_256,
    },
};
use der::Decode;
use spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use crate::encoding::{elements, tag, value_of};

/// The attributes we read; others are signed but say nothing to us.
pub(crate) struct SignedAttributes<'a> {
    pub(crate) content_type: ObjectIdentifier,
    pub(crate) message_digest: &'a [u8],
    pub(crate) signing_time: Option<i64>,
    /// SHA-256 of the certificate that signingCertificateV2 names first.
    pub(crate) certificate_hash: Option<&'a [u8]>,
}

impl<'a> SignedAttributes<'a> {
    /// `None` if a required attribute is missing, or one is doubled, many-valued or unreadable
    /// (RFC 5652 §11.1–11.3).
    pub(crate) fn read(received: &'a [u8]) -> Option<Self> {
        let (mut content_type, mut message_digest) = (None, None);
        let (mut signing_time, mut certificate_hash) = (None, None);
        for attribute in elements(value_of(received, tag::CONTEXT_0)?)? {
            let fields = elements(value_of(attribute, tag::SEQUENCE)?)?;
            let [oid, values] = fields.as_slice() else {
                return None;
            };
            let values = elements(value_of(values, tag::SET)?)?;
            let one = || match values.as_slice() {
                [value] => Some(*value),
                _ => None,
            };
            let doubled = match ObjectIdentifier::from_der(oid).ok()? {
                ID_CONTENT_TYPE => content_type
                    .replace(ObjectIdentifier::from_der(one()?).ok()?)
                    .is_some(),
                ID_MESSAGE_DIGEST => message_digest
                    .replace(value_of(one()?, tag::OCTET_STRING)?)
                    .is_some(),
                ID_SIGNING_TIME => {
                    let seconds = Time::from_der(one()?).ok()?.to_unix_duration().as_secs();
                    signing_time.replace(i64::try_from(seconds).ok()?).is_some()
                }
                ID_AA_SIGNING_CERTIFICATE_V_2 => certificate_hash
                    .replace(first_certificate_hash(one()?)?)
                    .is_some(),
                _ => false,
            };
            if doubled {
                return None;
            }
        }
        Some(Self {
            content_type: content_type?,
            message_digest: message_digest?,
            signing_time,
            certificate_hash: certificate_hash.flatten(),
        })
    }
}

/// RFC 5035 §3: the hash of the first ESSCertIDv2. `Some(None)` if it is by another algorithm than
/// SHA-256, the default: the binding is then extra, and the signature itself is checked all the same.
fn first_certificate_hash(value: &[u8]) -> Option<Option<&[u8]>> {
    let certificates = elements(value_of(value, tag::SEQUENCE)?)?;
    let first = *elements(value_of(certificates.first()?, tag::SEQUENCE)?)?.first()?;
    let fields = elements(value_of(first, tag::SEQUENCE)?)?;
    match fields.as_slice() {
        [hash, ..] if hash.first() == Some(&tag::OCTET_STRING) => {
            value_of(hash, tag::OCTET_STRING).map(Some)
        }
        [algorithm, hash, ..] => {
            let algorithm = AlgorithmIdentifierOwned::from_der(algorithm).ok()?;
            let hash = value_of(hash, tag::OCTET_STRING)?;
            Some((algorithm.oid == ID_SHA_256).then_some(hash))
        }
        _ => None,
    }
}
