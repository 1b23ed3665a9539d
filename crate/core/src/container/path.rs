//! Decoded path → why it must not be unpacked as it is written (STANDARDS §9 PKG-03). The path
//! itself is never normalised: two entries that differ only in `./` stay two, and the person sees
//! what was written.

use std::collections::BTreeSet;

use crate::facts::{PathFault, is_invisible};
use crate::limits::Limits;

/// Longest segment in UTF-8 bytes: NAME_MAX of the Linux and macOS file systems.
const SEGMENT_BYTES: usize = 255;

/// Longest path in UTF-16 units: MAX_PATH of Windows.
const PATH_UNITS: usize = 260;

/// Device names of Windows, with or without extension ("Naming Files, Paths, and Namespaces",
/// Microsoft).
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// All faults of `path`, each once, in the order of [`PathFault`]. A `/` at the end marks a folder.
pub(super) fn faults(path: &str, limits: &Limits) -> Vec<PathFault> {
    let mut found = BTreeSet::new();
    let too_long = u64::try_from(path.len()).unwrap_or(u64::MAX) > limits.name_bytes;
    if too_long || path.encode_utf16().count() > PATH_UNITS {
        found.insert(PathFault::PathTooLong);
    }
    let mut rest = path;
    if let Some(after) = after_drive(rest) {
        found.insert(PathFault::Drive);
        rest = after.strip_prefix('/').unwrap_or(after);
    } else if let Some(after) = rest.strip_prefix('/') {
        found.insert(PathFault::Absolute);
        rest = after;
    }
    rest = rest.strip_suffix('/').unwrap_or(rest);
    for segment in rest.split('/') {
        segment_faults(segment, &mut found);
    }
    found.into_iter().collect()
}

/// What follows `C:` at the head of a path.
fn after_drive(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    rest.strip_prefix(':')
}

fn segment_faults(segment: &str, found: &mut BTreeSet<PathFault>) {
    match segment {
        "" | "." => {
            found.insert(PathFault::EmptySegment);
            return;
        }
        ".." => {
            found.insert(PathFault::Parent);
            return;
        }
        _ => {}
    }
    if segment.chars().any(char::is_control) {
        found.insert(PathFault::Control);
    }
    if segment.chars().any(is_invisible) {
        found.insert(PathFault::Invisible);
    }
    if segment.contains(['<', '>', ':', '"', '|', '?', '*']) {
        found.insert(PathFault::ForbiddenCharacter);
    }
    if segment.ends_with(['.', ' ']) {
        found.insert(PathFault::TrailingDotOrSpace);
    }
    if segment.len() > SEGMENT_BYTES {
        found.insert(PathFault::SegmentTooLong);
    }
    if is_device(segment) {
        found.insert(PathFault::ReservedName);
    }
}

/// Windows ignores what follows the first dot, and spaces before it: `nul .tar.gz` is the null
/// device.
fn is_device(segment: &str) -> bool {
    let stem = segment
        .split('.')
        .next()
        .unwrap_or(segment)
        .trim_end_matches(' ');
    let stem = stem.to_ascii_uppercase();
    if DEVICES.contains(&stem.as_str()) {
        return true;
    }
    let port = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    // The superscript digits count too (same Microsoft page).
    port.is_some_and(|n| {
        matches!(
            n,
            "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Vec<PathFault> {
        faults(path, &Limits::default())
    }

    #[test]
    fn each_fault_is_named_and_its_near_miss_is_sound() {
        let long = "卷".repeat(85);
        let deep = "a/".repeat(130);
        for (bad, fault, good) in [
            ("/etc/passwd", PathFault::Absolute, "etc/passwd"),
            ("C:/a.tif", PathFault::Drive, "C/a.tif"),
            ("a/../b.tif", PathFault::Parent, "a/..b.tif"),
            ("a//b.tif", PathFault::EmptySegment, "a/b.tif"),
            ("a/./b.tif", PathFault::EmptySegment, "a/.b.tif"),
            ("a\0.tif", PathFault::Control, "a0.tif"),
            ("a\u{7f}.tif", PathFault::Control, "a~.tif"),
            ("a/con", PathFault::ReservedName, "a/cons"),
            ("a/NUL .tar.gz", PathFault::ReservedName, "a/NULL.tar.gz"),
            ("com1.tif/b", PathFault::ReservedName, "com10.tif/b"),
            ("a?.tif", PathFault::ForbiddenCharacter, "a？.tif"),
            ("a/b:c", PathFault::ForbiddenCharacter, "a/b：c"),
            ("a./b", PathFault::TrailingDotOrSpace, "a.b/b"),
            ("a /b", PathFault::TrailingDotOrSpace, "a b/b"),
            (&format!("{long}卷"), PathFault::SegmentTooLong, &long),
            (&format!("{deep}b"), PathFault::PathTooLong, &deep),
        ] {
            assert_eq!(of(bad), [fault], "{bad:?}");
            assert_eq!(of(good), [], "{good:?}");
        }
    }

    #[test]
    fn a_folder_entry_is_no_empty_segment() {
        assert_eq!(of("扫描件/"), []);
        assert_eq!(of("扫描件//"), [PathFault::EmptySegment]);
        assert_eq!(of(""), [PathFault::EmptySegment]);
    }

    #[test]
    fn several_faults_stand_in_the_order_of_the_words() {
        let expected = [PathFault::Drive, PathFault::Parent, PathFault::ReservedName];
        assert_eq!(of("c:/../AUX.txt"), expected);
    }
}
