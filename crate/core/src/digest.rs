//! The delivery digest of DESIGN §8, which anyone can recompute:
//! `find . -type f | LC_ALL=C sort | xargs sha256sum`, without `./`, sorted by path, hashed again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::content::hex;
use crate::facts::{Algorithm, DeliveryFacts};

/// The delivery digest, made with both algorithms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryDigest {
    /// SHA-256 of the SHA-256 list, lower hex.
    pub sha256: String,
    /// SM3 of the SM3 list, lower hex.
    pub sm3: String,
}

/// The text with one line per file entry, `{digest}␠␠{path}\n`, sorted by the bytes of the path. `None` when an entry
/// has no digest because it could not be read to its end, or was not measured.
#[must_use]
pub fn sums(facts: &DeliveryFacts, algorithm: Algorithm) -> Option<String> {
    let mut measured = facts.entries.iter().peekable();
    let mut lines = Vec::new();
    for entry in facts.container.entries.iter().filter(|e| !e.directory) {
        while measured.peek().is_some_and(|f| f.index < entry.index) {
            measured.next();
        }
        let facts = measured.peek().filter(|f| f.index == entry.index)?;
        lines.push((
            entry.path.as_bytes(),
            facts.digests.get(&algorithm)?.as_str(),
            &entry.path,
        ));
    }
    // Equal paths (a defect of their own) fall back to the digest, as `sort` falls back to the whole line.
    lines.sort();
    Some(
        lines
            .iter()
            .map(|(_, digest, path)| format!("{digest}  {path}\n"))
            .collect(),
    )
}

/// The digest of the two texts; `None` where [`sums`] is, or where the delivery has no file at all.
#[must_use]
pub fn delivery_digest(facts: &DeliveryFacts) -> Option<DeliveryDigest> {
    let sha256 = sums(facts, Algorithm::Sha256).filter(|text| !text.is_empty())?;
    let sm3 = sums(facts, Algorithm::Sm3)?;
    Some(DeliveryDigest {
        sha256: hex(&sha2::Sha256::digest(sha256.as_bytes())),
        sm3: hex(&sm3::Sm3::digest(sm3.as_bytes())),
    })
}
