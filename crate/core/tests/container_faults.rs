//! What is wrong with a container as a whole, each fault beside a sound near miss.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use container_writing::{Written, end, faults, open, parts, zip};
use yanshou::container;
use yanshou::facts::ContainerFault as Fault;
use yanshou::limits::Limits;
use yanshou::source::{ReadError, Source};

fn two() -> Vec<Written> {
    vec![
        Written::stored("a/0001.tif", b"one"),
        Written::deflated("a/0002.tif", b"two two two"),
    ]
}

fn not_zip(looks_like: &str) -> Vec<Fault> {
    vec![Fault::NotZip {
        looks_like: looks_like.to_owned(),
    }]
}

#[test]
fn a_sound_container_has_no_fault_and_all_fields_as_written() {
    let facts = open(&zip(&two()));
    assert_eq!(facts.faults, []);
    assert_eq!(facts.names, None);
    let [one, two] = facts.entries.as_slice() else {
        panic!("{facts:?}")
    };
    assert_eq!((one.index, two.index), (0, 1));
    assert_eq!(
        (one.path.as_str(), one.raw_name.as_str()),
        ("a/0001.tif", "612f303030312e746966")
    );
    assert_eq!(
        (one.method, one.compressed, one.size, one.header_offset),
        (0, 3, 3, 0)
    );
    assert_eq!((two.method, two.size, two.header_offset), (8, 11, 43));
    assert_eq!(one.crc32, 0x7a6c_86f1);
    assert_eq!(one.modified, "2025-04-14T10:20:30");
    assert_eq!(
        (one.encrypted, one.directory, one.backslashes),
        (false, false, false)
    );
}

#[test]
fn duplicate_names_are_listed_as_often_as_they_are_written() {
    let same = [
        Written::stored("a", b"1"),
        Written::stored("b", b"2"),
        Written::stored("a", b"3"),
    ];
    let paths: Vec<String> = open(&zip(&same))
        .entries
        .into_iter()
        .map(|e| e.path)
        .collect();
    assert_eq!(paths, ["a", "b", "a"]);
}

#[test]
fn what_is_no_zip_is_named_where_its_first_bytes_are_known() {
    assert_eq!(faults(b""), [Fault::Empty]);
    assert_eq!(faults(b"\0"), not_zip(""));
    assert_eq!(faults(b"Rar!\x1a\x07\x01\x00 more"), not_zip("RAR"));
    assert_eq!(faults(b"Rar?\x1a\x07\x01\x00 more"), not_zip(""));
    assert_eq!(faults(b"7z\xbc\xaf\x27\x1c"), not_zip("7z"));
    assert_eq!(faults(b"%PDF-1.7\n"), not_zip("PDF"));
    assert_eq!(faults(b"\x1f\x8b\x08"), not_zip("gzip"));
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    assert_eq!(faults(&tar), not_zip("TAR"));
    let mut iso = vec![0; 40_000];
    iso[32_769..32_774].copy_from_slice(b"CD001");
    assert_eq!(faults(&iso), not_zip("ISO"));
}

#[test]
fn a_container_cut_anywhere_is_truncated_and_never_sound() {
    let whole = zip(&two());
    for length in 4..whole.len() {
        assert_eq!(
            faults(&whole[..length]),
            [Fault::Truncated],
            "cut at {length}"
        );
    }
}

#[test]
fn a_cut_comment_is_truncated_and_a_whole_one_is_sound() {
    let mut bytes = zip(&two());
    let length = bytes.len();
    bytes[length - 2] = 5;
    bytes.extend(b"hello");
    assert_eq!(faults(&bytes), []);
    bytes.pop();
    assert_eq!(faults(&bytes), [Fault::Truncated]);
}

#[test]
fn an_empty_container_has_no_entries() {
    assert_eq!(faults(&end(0, 0, 0, 0)), [Fault::NoEntries]);
}

#[test]
fn bytes_before_and_after_are_counted_and_entries_still_read() {
    let whole = zip(&two());
    let mut bytes = b"MZ stub".to_vec();
    bytes.extend(&whole);
    bytes.extend(b"tail!");
    let facts = open(&bytes);
    assert_eq!(
        facts.faults,
        [Fault::Prefix { bytes: 7 }, Fault::Trailing { bytes: 5 }]
    );
    let (reading, content) = container_writing::read(&bytes, &facts.entries[1]);
    assert_eq!(reading, yanshou::facts::EntryReading::Sound);
    assert_eq!(content, b"two two two");
}

#[test]
fn a_damaged_directory_keeps_the_entries_before_the_damage() {
    let (mut bytes, mut directory) = parts(&two());
    let offset = bytes.len();
    directory[56] = b'?';
    bytes.extend(&directory);
    let at = (offset + 56) as u64;
    bytes.extend(end(0, 2, directory.len() as u32, offset as u32));
    let facts = open(&bytes);
    assert_eq!(facts.entries.len(), 1);
    let [Fault::Malformed { offset, .. }] = facts.faults.as_slice() else {
        panic!("{facts:?}")
    };
    assert_eq!(*offset, at);
}

#[test]
fn a_lying_count_or_directory_size_is_a_fault_and_costs_no_memory() {
    let (body, directory) = parts(&two());
    let write = |count: u16, size: u32| {
        let mut bytes = body.clone();
        bytes.extend(&directory);
        bytes.extend(end(0, count, size, body.len() as u32));
        open(&bytes)
    };
    let size = directory.len() as u32;
    assert_eq!(write(2, size).faults, []);
    for (count, size) in [
        (1, size),
        (3, size),
        (0xfffe, size),
        (2, size - 1),
        (2, 0xffff_fff0),
    ] {
        let facts = write(count, size);
        assert_eq!(facts.entries.len(), 2, "{count} {size}");
        assert!(
            matches!(facts.faults.as_slice(), [Fault::Malformed { .. }]),
            "{facts:?}"
        );
    }
}

#[test]
fn office_and_ofd_documents_are_known_by_their_telltale() {
    let with = |names: &[&str]| {
        faults(&zip(&names
            .iter()
            .map(|n| Written::stored(n, b""))
            .collect::<Vec<_>>()))
    };
    for telltale in ["[Content_Types].xml", "OFD.xml"] {
        let expected = [Fault::Office {
            telltale: telltale.to_owned(),
        }];
        assert_eq!(with(&["x", telltale]), expected);
        assert_eq!(with(&["x", &format!("a/{telltale}")]), []);
    }
    assert_eq!(
        with(&["mimetype", "x"]),
        [Fault::Office {
            telltale: "mimetype".to_owned()
        }]
    );
    assert_eq!(with(&["x", "mimetype"]), []);
}

#[test]
fn entries_that_share_bytes_are_reported_and_neighbours_are_not() {
    let mut entries = two();
    entries.push(Written::stored("c", b"three"));
    assert_eq!(faults(&zip(&entries)), []);
    entries[2].offset = Some(0);
    assert_eq!(
        faults(&zip(&entries)),
        [Fault::Overlap {
            first: 0,
            second: 2
        }]
    );
    // The second begins one byte before the first ends.
    entries[2].offset = Some(42);
    let found = faults(&zip(&entries));
    assert_eq!(
        found,
        [
            Fault::Overlap {
                first: 0,
                second: 2
            },
            Fault::Overlap {
                first: 1,
                second: 2
            }
        ]
    );
}

#[test]
fn an_entry_that_reaches_into_the_directory_is_malformed() {
    let mut entries = two();
    entries[1].compressed = Some(1000);
    let facts = open(&zip(&entries));
    assert!(
        matches!(
            facts.faults.as_slice(),
            [Fault::Malformed { offset: 43, .. }]
        ),
        "{facts:?}"
    );
}

#[test]
fn entries_beyond_the_limit_are_not_read() {
    let bytes = zip(&two());
    let limit = |entries| {
        let limits = Limits {
            entries,
            ..Limits::default()
        };
        container::open(&bytes, &limits).unwrap()
    };
    assert_eq!(limit(2).faults, []);
    let facts = limit(1);
    assert_eq!(
        facts.faults,
        [Fault::TooManyEntries {
            promised: 2,
            limit: 1
        }]
    );
    assert_eq!(facts.entries.len(), 1);
}

#[test]
fn parts_of_a_split_archive_are_known_by_disk_number_and_marker() {
    let (mut bytes, directory) = parts(&two());
    let offset = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(end(1, 2, directory.len() as u32, offset));
    assert_eq!(faults(&bytes), [Fault::Split]);
    // The last part alone: its directory offset counts from another disk's start.
    let mut last = directory.clone();
    last.extend(end(2, 2, directory.len() as u32, 5_000_000));
    assert!(faults(&last).contains(&Fault::Split), "{:?}", faults(&last));
    // The first part: a marker, and no end.
    let mut first = b"PK\x07\x08".to_vec();
    first.extend(&bytes[..50]);
    assert_eq!(faults(&first), [Fault::Split]);
    // One segment was enough: whole.
    let mut single = b"PK00".to_vec();
    single.extend(zip(&two()));
    assert_eq!(faults(&single), []);
}

#[test]
fn bits_that_are_no_date_give_none() {
    let of = |date: u16, time: u16| {
        let written = Written::stored("a", b"").with(|w| (w.date, w.time) = (date, time));
        open(&zip(&[written])).entries[0].modified.clone()
    };
    assert_eq!(of(0, 0), "");
    assert_eq!(of(44 << 9 | 2 << 5 | 29, 0), "2024-02-29T00:00:00");
    assert_eq!(of(45 << 9 | 2 << 5 | 29, 0), "");
    assert_eq!(of(44 << 9 | 4 << 5 | 31, 0), "");
    assert_eq!(of(44 << 9 | 13 << 5 | 1, 0), "");
    assert_eq!(of(44 << 9 | 1 << 5 | 1, 24 << 11), "");
    assert_eq!(
        of(44 << 9 | 1 << 5 | 1, 23 << 11 | 59 << 5 | 29),
        "2024-01-01T23:59:58"
    );
    assert_eq!(of(44 << 9 | 1 << 5 | 1, 30), "");
}

/// Refuses every read beyond a number of calls.
struct Refusing {
    bytes: Vec<u8>,
    calls: std::cell::Cell<u32>,
}

impl Source for Refusing {
    fn length(&self) -> u64 {
        self.bytes.length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        if self.calls.get() == 0 {
            let length = buffer.len() as u64;
            return Err(ReadError::Host {
                offset,
                length,
                host: "gone".to_owned(),
            });
        }
        self.calls.set(self.calls.get() - 1);
        self.bytes.read_at(offset, buffer)
    }
}

#[test]
fn a_host_that_refuses_any_read_is_an_error_and_no_fault() {
    let mut sound = 0;
    for calls in 0..40 {
        let source = Refusing {
            bytes: zip(&two()),
            calls: calls.into(),
        };
        match container::open(&source, &Limits::default()) {
            Ok(facts) => {
                assert_eq!(facts.faults, [], "{calls} calls");
                sound += 1;
            }
            Err(ReadError::Host { host, .. }) => {
                assert_eq!((host.as_str(), sound), ("gone", 0), "{calls} calls");
            }
        }
    }
    assert!((1..40).contains(&sound), "{sound}");
}
