//! What the name of an entry says of it as a manifest: whether it must be one, which algorithm, what it lists.
//! A wrong "no" here hides a manifest that cannot be read; a wrong "yes" makes a note a broken manifest.

use crate::facts::{Algorithm, ManifestScope};

/// What the name says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Worth reading: a manifest by name, or plain text.
    pub readable: bool,
    /// A manifest whatever is in it.
    pub says_manifest: bool,
    /// The algorithm it names.
    pub algorithm: Option<Algorithm>,
    /// BagIt or not, by the name alone; whether a `bagit.txt` lies beside it is not seen here.
    pub scope: ManifestScope,
    /// `0001.tif` of `0001.tif.md5`.
    pub sidecar_of: Option<String>,
}

/// Extensions that mean digests. `sfv` holds CRC-32, which we do not take for a digest: all its lines are problems.
const EXTENSIONS: &[&str] = &[
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "sm3",
    "md5sum",
    "sha1sum",
    "sha256sum",
    "sha512sum",
    "sm3sum",
    "md5sums",
    "sha1sums",
    "sha256sums",
    "sha512sums",
    "sums",
    "hash",
    "checksum",
    "sfv",
];

/// Words that mean a manifest in the name of a text file.
const WORDS: &[&str] = &[
    "md5",
    "sha1",
    "sha-1",
    "sha256",
    "sha-256",
    "sha512",
    "sha-512",
    "sm3",
    "checksum",
    "manifest",
    "校验",
    "摘要值",
    "数字摘要",
    "文件摘要",
    "摘要清单",
    "哈希",
    "散列",
];

/// Words that make it a note about them instead; 摘要 alone is an abstract.
const NOTES: &[&str] = &["readme", "说明", "报告", "记录", "方案", "总结"];

/// Extensions of plain text; an extensionless name counts, too.
const TEXT: &[&str] = &["txt", "text", "lst", "list", "log", "dat"];

/// Reads the last segment of `path`.
pub(super) fn read(path: &str) -> Named {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let lower = name.to_lowercase();
    // AppleDouble companions and Office locks are junk that copies the name
    let junk = lower.starts_with("._") || lower.starts_with("~$");
    if let Some((scope, algorithm)) = bag(&lower) {
        return Named {
            readable: true,
            says_manifest: true,
            algorithm: Some(algorithm),
            scope,
            sidecar_of: None,
        };
    }
    let (stem, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let digests = EXTENSIONS.contains(&extension);
    let text = extension.is_empty() || TEXT.contains(&extension);
    let worded = (WORDS.iter().any(|w| lower.contains(w)) || stem.ends_with("sums"))
        && !NOTES.iter().any(|w| lower.contains(w));
    let sidecar = digests && stem.contains('.');
    Named {
        readable: !junk && (digests || (text && (worded || !extension.is_empty()))),
        says_manifest: !junk && (digests || (text && worded)),
        algorithm: algorithm(&lower),
        scope: ManifestScope::Delivery,
        sidecar_of: sidecar.then(|| name.get(..stem.len()).unwrap_or_default().to_owned()),
    }
}

/// `manifest-{alg}.txt` and `tagmanifest-{alg}.txt` of RFC 8493 2.1.3, 2.2.1.
fn bag(lower: &str) -> Option<(ManifestScope, Algorithm)> {
    let (scope, tag) = bag_tag(lower)?;
    Some((scope, known(tag)?))
}

fn bag_tag(lower: &str) -> Option<(ManifestScope, &str)> {
    let body = lower.strip_suffix(".txt")?;
    Some(match body.strip_prefix("tagmanifest-") {
        Some(tag) => (ManifestScope::BagTags, tag),
        None => (ManifestScope::BagPayload, body.strip_prefix("manifest-")?),
    })
}

fn known(tag: &str) -> Option<Algorithm> {
    Algorithm::ALL.iter().copied().find(|a| a.name() == tag)
}

/// `sha384` of `manifest-sha384.txt`: what a bag's manifest would be of, where that is no algorithm we compute. Its
/// digests may be as long as those of one we do (SHA3-256).
#[must_use]
pub fn unknown_algorithm(path: &str) -> Option<String> {
    let lower = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let (_, tag) = bag_tag(&lower)?;
    known(tag).is_none().then(|| tag.to_owned())
}

/// Algorithms we do not compute, as they stand in the names of lists; digests of some are as long as those of one we do.
const UNKNOWN: &[&str] = &[
    "sha3",
    "sha384",
    "sha224",
    "blake",
    "b2sum",
    "b3sum",
    "whirlpool",
    "ripemd",
    "crc32",
];

/// The algorithm that the name of a list outside bags says, where it is none we compute and no other stands beside it:
/// `sha3-256` of `sha3-256.txt`.
#[must_use]
pub fn unknown_by_name(path: &str) -> Option<String> {
    let lower = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let plain = lower.replace(['-', '_'], "");
    let unknown = UNKNOWN.iter().any(|name| plain.contains(name)) && algorithm(&lower).is_none();
    let stem = lower
        .rsplit_once('.')
        .map_or(lower.as_str(), |(stem, _)| stem);
    unknown.then(|| stem.to_owned())
}

fn algorithm(lower: &str) -> Option<Algorithm> {
    let plain = lower.replace('-', "");
    Algorithm::ALL
        .iter()
        .copied()
        .find(|a| plain.contains(a.name()))
}
