//! Checksum manifests (校验清单): being built.
use crate::facts::ManifestFacts;

/// Reads an entry as a checksum manifest, if its name or its text says it is one.
#[must_use]
pub fn recognise(_path: &str, _bytes: &[u8]) -> Option<ManifestFacts> {
    None
}

/// Whether the name alone makes this entry worth reading as a manifest.
#[must_use]
pub fn candidate(_path: &str) -> bool {
    false
}
