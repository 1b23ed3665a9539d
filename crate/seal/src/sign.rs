//! An identity, bytes and a time → a detached CMS SignedData in DER. ECDSA nonces follow RFC 6979, so
//! no random number can leak the key and equal input gives equal bytes.

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo,
        SignerInfos,
    },
};
use const_oid::{
    ObjectIdentifier,
    db::{
        rfc5911::{
            ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST,
            ID_SIGNED_DATA, ID_SIGNING_TIME,
        },
        rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256},
    },
};
use der::{
    Encode, EncodeValue, Sequence, Tagged,
    asn1::{Any, OctetString, SetOfVec},
};
use p256::ecdsa::{DerSignature, signature::Signer};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::{attr::Attribute, time::Time};

use crate::certificate::{ReceivedCertificate, time};
use crate::error::SignError;
use crate::identity::Identity;

/// Signs `content` at `signing_time` (Unix seconds, the caller's clock). Signed attributes: content
/// type, SHA-256 digest, signing time, signing certificate. Checked by
/// `openssl cms -verify -binary -inform DER -in R.p7s -content R -CAfile cert.pem`.
///
/// # Errors
/// [`SignError::OutsideValidity`], [`SignError::TimeOutOfRange`].
pub fn sign_detached(
    identity: &Identity,
    content: &[u8],
    signing_time: i64,
) -> Result<Vec<u8>, SignError> {
    let written = time(signing_time).ok_or(SignError::TimeOutOfRange {
        seconds: signing_time,
    })?;
    let certificate = identity.received_certificate();
    if !certificate.valid_at(signing_time) {
        let facts = certificate.facts();
        let (not_before, not_after) = (facts.not_before, facts.not_after);
        return Err(SignError::OutsideValidity {
            signing_time,
            not_before,
            not_after,
        });
    }
    signed_data(identity, content, written).map_err(|_| SignError::Encoding)
}

fn signed_data(identity: &Identity, content: &[u8], time: Time) -> der::Result<Vec<u8>> {
    let certificate = identity.received_certificate();
    let attributes = attributes(certificate, content, time)?;
    // RFC 5652 §5.4: what is signed is the attributes as a DER SET
    let signature: DerSignature = identity.key().sign(&attributes.to_der()?);
    // RFC 5754 §2.2: SHA-2 identifiers go without parameters
    let digest_algorithm = AlgorithmIdentifierOwned {
        oid: ID_SHA_256,
        parameters: None,
    };
    let tbs = certificate.parsed().tbs_certificate();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: digest_algorithm.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: ECDSA_WITH_SHA_256,
            parameters: None,
        },
        signature: OctetString::new(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let signed_data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from([digest_algorithm])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: ID_DATA,
            econtent: None,
        },
        certificates: Some(CertificateSet::try_from(vec![
            CertificateChoices::Certificate(certificate.parsed().clone()),
        ])?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    };
    let content = Any::encode_from(&signed_data)?;
    ContentInfo {
        content_type: ID_SIGNED_DATA,
        content,
    }
    .to_der()
}

/// RFC 5035 §4: binds the certificate into the signature, so that another certificate for the same
/// key cannot take its place.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateHash>,
}

/// ESSCertIDv2 with the defaults left out: SHA-256, no issuer.
#[derive(Sequence)]
struct CertificateHash {
    hash: OctetString,
}

fn attributes(
    certificate: &ReceivedCertificate,
    content: &[u8],
    time: Time,
) -> der::Result<SetOfVec<Attribute>> {
    let hash = OctetString::new(certificate.digest().as_slice())?;
    SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, &ID_DATA)?,
        attribute(
            ID_MESSAGE_DIGEST,
            &OctetString::new(Sha256::digest(content).as_slice())?,
        )?,
        attribute(ID_SIGNING_TIME, &time)?,
        attribute(
            ID_AA_SIGNING_CERTIFICATE_V_2,
            &SigningCertificateV2 {
                certificates: vec![CertificateHash { hash }],
            },
        )?,
    ])
}

fn attribute<T: Tagged + EncodeValue>(oid: ObjectIdentifier, value: &T) -> der::Result<Attribute> {
    Ok(Attribute {
        oid,
        values: SetOfVec::try_from([Any::encode_from(value)?])?,
    })
}
