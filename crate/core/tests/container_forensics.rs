//! What only an entry's own headers show: overlap counted in full, data descriptors, Unix modes. Each beside a
//! near miss.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use container_writing::{Written, end, open, parts, read, read_only, zip};
use yanshou::facts::{ContainerFault as Fault, EntryReading as Reading, HeaderField, PathFault};

/// Two entries, the first with a local extra field, the second said to begin `early` bytes before it does.
fn pair(early: u32) -> Vec<u8> {
    let one = Written::stored("a", b"one").with(|e| e.local_extra = vec![0; 20]);
    zip(&[
        one,
        Written::stored("b", b"two").with(|e| e.offset = Some(30 + 1 + 20 + 3 - early)),
    ])
}

#[test]
fn an_overlap_by_the_local_extra_field_is_seen_when_the_entry_is_read() {
    let bytes = pair(5);
    let facts = open(&bytes);
    assert_eq!(facts.faults, []);
    assert_eq!(
        read(&bytes, &facts.entries[0]).0,
        Reading::Overlap { end: 54, next: 49 }
    );
}

#[test]
fn an_entry_that_ends_where_the_next_begins_does_not_overlap() {
    let bytes = pair(0);
    let facts = open(&bytes);
    assert_eq!(facts.entries[0].next_offset, Some(54));
    assert_eq!(
        facts
            .entries
            .iter()
            .map(|e| read(&bytes, e).0)
            .collect::<Vec<_>>(),
        [Reading::Sound, Reading::Sound]
    );
}

fn described(descriptor: Vec<u8>) -> Reading {
    read_only(Written::deflated("a", b"aaaaaaaaaa").with(|e| {
        e.descriptor = true;
        e.descriptor_bytes = Some(descriptor);
    }))
    .0
}

fn words(crc: u32, stored: u64, size: u64, wide: bool) -> Vec<u8> {
    let mut out = crc.to_le_bytes().to_vec();
    for value in [stored, size] {
        out.extend(&value.to_le_bytes()[..if wide { 8 } else { 4 }]);
    }
    out
}

#[test]
fn every_form_of_a_true_descriptor_is_sound_and_a_false_one_is_named() {
    let crc = crc32fast::hash(b"aaaaaaaaaa");
    let stored = u64::try_from(container_writing::deflate(b"aaaaaaaaaa").len()).unwrap();
    let signed = |tail: Vec<u8>| [b"PK\x07\x08".to_vec(), tail].concat();
    for wide in [false, true] {
        assert_eq!(described(words(crc, stored, 10, wide)), Reading::Sound);
        assert_eq!(
            described(signed(words(crc, stored, 10, wide))),
            Reading::Sound
        );
    }
    let says = |field, central: String, local: String| Reading::HeaderMismatch {
        field,
        central,
        local,
    };
    assert_eq!(
        described(signed(words(crc ^ 1, stored, 10, false))),
        says(
            HeaderField::Crc32,
            format!("{crc:08x}"),
            format!("{:08x}", crc ^ 1)
        )
    );
    assert_eq!(
        described(signed(words(crc, stored + 1, 10, false))),
        says(
            HeaderField::Compressed,
            stored.to_string(),
            (stored + 1).to_string()
        )
    );
    assert_eq!(
        described(words(crc, stored, 11, false)),
        says(HeaderField::Size, "10".to_owned(), "11".to_owned())
    );
}

#[test]
fn a_descriptor_may_be_missing_only_where_the_local_header_says_it_all() {
    let crc = crc32fast::hash(b"aaaaaaaaaa");
    assert_eq!(
        described(Vec::new()),
        Reading::HeaderMismatch {
            field: HeaderField::Crc32,
            central: format!("{crc:08x}"),
            local: String::new(),
        }
    );
    let said = Written::stored("a", b"aaaaaaaaaa").with(|e| e.flags = 1 << 3);
    assert_eq!(read_only(said).0, Reading::Sound);
}

/// The only entry's faults when the directory says host and mode.
fn by_mode(host: u8, mode: u32) -> Vec<PathFault> {
    named_by_mode("a", host, mode)
}

fn named_by_mode(name: &str, host: u8, mode: u32) -> Vec<PathFault> {
    let mut bytes = zip(&[Written::stored(name, b"one")]);
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[directory + 5] = host;
    bytes[directory + 38..directory + 42].copy_from_slice(&(mode << 16).to_le_bytes());
    open(&bytes).entries[0].path_faults.clone()
}

#[test]
fn links_and_devices_are_told_from_files_by_their_unix_mode() {
    assert_eq!(by_mode(3, 0o120_777), [PathFault::Symlink]);
    assert_eq!(by_mode(3, 0o020_600), [PathFault::SpecialFile]);
    assert_eq!(by_mode(3, 0o100_644), []);
    assert_eq!(by_mode(3, 0), []);
    assert_eq!(named_by_mode("a/", 3, 0o040_755), []);
    assert_eq!(named_by_mode("a/", 0, 0), []);
    // A link is one whoever is said to have made it: FAT (as 7-Zip writes), VMS, Atari, BeOS, AtheOS.
    for host in [0, 2, 5, 16, 30] {
        assert_eq!(by_mode(host, 0o120_777), [PathFault::Symlink], "{host}");
        assert_eq!(by_mode(host, 0o100_777), [], "{host}");
    }
    // What else a FAT tool leaves in the upper half is no Unix mode.
    assert_eq!(by_mode(0, 0o020_600), []);
}

/// The faults of an entry with these bytes and attributes, made by FAT.
fn by_attributes(name: &str, content: &[u8], attributes: u32) -> Vec<PathFault> {
    let mut bytes = zip(&[Written::stored(name, content)]);
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[directory + 38..directory + 42].copy_from_slice(&attributes.to_le_bytes());
    open(&bytes).entries[0].path_faults.clone()
}

#[test]
fn bytes_of_an_entry_that_is_a_folder_by_its_attributes_are_not_lost_in_silence() {
    let lost = [PathFault::SpecialFile];
    assert_eq!(by_attributes("a", b"one", 0x10), lost);
    assert_eq!(by_attributes("a", b"one", 0o040_755 << 16), lost);
    assert_eq!(named_by_mode("a", 3, 0o040_755), lost);
    // Archive bit of a file; an empty entry has nothing to lose; a folder is one by its name.
    assert_eq!(by_attributes("a", b"one", 0x20), []);
    assert_eq!(by_attributes("a", b"", 0x10), []);
    assert_eq!(by_attributes("a/", b"", 0o040_755 << 16 | 0x10), []);
}

/// Three entries, of which the directory lists the first and the last.
fn with_a_gap(hidden: Written, first: Written) -> Vec<u8> {
    let third = Written::stored("c", b"three");
    let (body, _) = parts(&[first.clone(), hidden, third.clone()]);
    let at = body.len() - (30 + 1 + 5);
    let third = third.with(|e| e.offset = Some(u32::try_from(at).unwrap()));
    let (_, directory) = parts(&[first, third]);
    let (offset, length) = (body.len(), directory.len());
    let mut bytes = body;
    bytes.extend(directory);
    bytes.extend(end(
        0,
        2,
        u32::try_from(length).unwrap(),
        u32::try_from(offset).unwrap(),
    ));
    bytes
}

#[test]
fn an_entry_in_a_gap_that_the_directory_does_not_list_is_found() {
    let unlisted = |offset| {
        vec![Fault::Malformed {
            offset,
            reason: "an entry that the directory does not list".to_owned(),
        }]
    };
    let first = || Written::stored("a", b"one");
    let hidden = || Written::stored("b", b"two");
    assert_eq!(open(&with_a_gap(hidden(), first())).faults, unlisted(34));
    // Behind a descriptor, an extra field, or zeros in its own place.
    let described = || first().with(|e| e.descriptor = true);
    assert_eq!(
        open(&with_a_gap(hidden(), described())).faults,
        unlisted(34 + 16)
    );
    let padded = || first().with(|e| e.local_extra = vec![0; 100]);
    assert_eq!(
        open(&with_a_gap(hidden(), padded())).faults,
        unlisted(34 + 100)
    );
    // Listed, they are sound: descriptors, extra fields that align, and zeros that do.
    let listed = zip(&[
        described(),
        padded(),
        described().with(|e| e.local_extra = vec![0; 4000]),
        hidden(),
    ]);
    assert_eq!(open(&listed).faults, []);
    let aligned = zip(&[
        first().with(|e| e.descriptor_bytes = Some(vec![0; 4000])),
        hidden(),
    ]);
    assert_eq!(open(&aligned).faults, []);
}

#[test]
fn bytes_between_two_entries_that_belong_to_none_are_found() {
    let faults = |gap: &[u8], descriptor: bool| {
        let first = Written::stored("a", b"one").with(|e| {
            e.descriptor = descriptor;
            e.descriptor_bytes = Some(gap.to_vec());
        });
        open(&zip(&[first, Written::stored("b", b"two")])).faults
    };
    let told = |offset| {
        vec![Fault::Malformed {
            offset,
            reason: "bytes that belong to no entry".to_owned(),
        }]
    };
    // Behind the first entry's 34 bytes; far behind zeros, too.
    let text = [0; 2000].into_iter().chain(*b"what nobody sees");
    assert_eq!(
        faults(&text.clone().collect::<Vec<u8>>(), false),
        told(2034)
    );
    let far = [0; 200_000].into_iter().chain(*b"what nobody sees");
    assert_eq!(faults(&far.collect::<Vec<u8>>(), false), told(200_034));
    assert_eq!(faults(&[0; 2000], false), []);
}
