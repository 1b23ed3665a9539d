//! A listed path → the entries it may mean, best first. Which of them exists is for the caller to see; two that
//! exist are no doubt, the first is meant.

use super::bagit;
use crate::facts::ManifestScope;

/// Candidates at most: a path of a million slashes must not cost a million paths (ours; real depth is below 20).
const MOST: usize = 64;

/// Candidate paths inside the container for `listed`, in order of preference.
///
/// BagIt lists from the bag's root and from nowhere else (RFC 8493 2.1.3). Others list from the manifest's folder,
/// or from a folder above it up to the container's root; a path with a drive (`D:/batch/…`), of a share
/// (`//NAS/share/…`) or from the root of a disk (`/home/…`) from wherever the contractor's disk had it, so every tail of
/// it is tried, the longest first. Blanks and a `*` in front, and blanks
/// behind, may belong to the name or not: with them first. A path that climbs out of the container is no candidate.
#[must_use]
pub fn resolve(manifest_path: &str, scope: ManifestScope, listed: &str) -> Vec<String> {
    let folder = manifest_path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut out = Vec::new();
    if scope != ManifestScope::Delivery {
        add(&mut out, folder, listed);
        add(&mut out, folder, &bagit::encode(listed));
        return out;
    }
    let trimmed = listed.trim();
    let bare = trimmed.strip_prefix('*').unwrap_or(trimmed).trim_start();
    for path in [listed, trimmed, bare] {
        let tail = path.trim_start();
        if has_drive(tail) || tail.starts_with('/') {
            // the drive itself is never a folder of the container; a root may be the container's own
            let mut rest = tail;
            while let Some((_, shorter)) = rest.split_once('/').filter(|_| out.len() < MOST) {
                add_up(&mut out, folder, shorter);
                rest = shorter;
            }
        } else {
            add_up(&mut out, folder, path);
        }
    }
    out
}

/// From `folder`, then from each folder above it, then from the root.
fn add_up(out: &mut Vec<String>, folder: &str, path: &str) {
    let mut folder = folder;
    loop {
        add(out, folder, path);
        if folder.is_empty() || out.len() >= MOST {
            return;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

fn add(out: &mut Vec<String>, folder: &str, path: &str) {
    let mut segments: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                if segments.pop().is_none() {
                    return;
                }
            }
            other => segments.push(other),
        }
    }
    let joined = segments.join("/");
    if !joined.is_empty() && out.len() < MOST && !out.contains(&joined) {
        out.push(joined);
    }
}

fn has_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && bytes.next() == Some(b'/')
}
