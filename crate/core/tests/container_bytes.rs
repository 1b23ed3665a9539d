//! One entry's bytes: sound ones come whole, and each way of lying about them has its own answer.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use container_writing::{Written, deflate, open, read, read_only, zip};
use yanshou::container;
use yanshou::facts::EntryReading as Reading;
use yanshou::limits::Limits;

fn prose() -> Vec<u8> {
    (0..300_000_u32)
        .flat_map(|n| (n / 7).to_le_bytes())
        .collect()
}

fn mismatch(field: yanshou::facts::HeaderField, central: &str, local: &str) -> Reading {
    Reading::HeaderMismatch {
        field,
        central: central.to_owned(),
        local: local.to_owned(),
    }
}

fn reason(reading: &Reading) -> &str {
    match reading {
        Reading::Damaged { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sound_bytes_come_whole_in_every_form_we_read() {
    let prose = prose();
    let empty_deflate = Written::deflated("b", b"");
    assert_eq!(
        read_only(Written::stored("a", b"")),
        (Reading::Sound, vec![])
    );
    assert_eq!(read_only(empty_deflate), (Reading::Sound, vec![]));
    assert_eq!(
        read_only(Written::stored("a", &prose)),
        (Reading::Sound, prose.clone())
    );
    assert_eq!(
        read_only(Written::deflated("a", &prose)),
        (Reading::Sound, prose.clone())
    );
    let deferred = Written::deflated("a", &prose).with(|w| w.descriptor = true);
    assert_eq!(read_only(deferred), (Reading::Sound, prose));
}

#[test]
fn folders_have_nothing_to_read_and_may_not_hide_anything() {
    assert_eq!(
        read_only(Written::stored("a/", b"")),
        (Reading::Folder, vec![])
    );
    let (reading, content) = read_only(Written::stored("a/", b"secret"));
    assert_eq!(
        (reason(&reading), content),
        ("a folder with 6 bytes", vec![])
    );
}

#[test]
fn encrypted_and_rarer_methods_are_not_read() {
    for change in [
        (|w| (w.flags, w.local_flags) = (1, Some(1))) as fn(&mut Written),
        |w| w.flags = 1 << 6 | 1,
        |w| w.method = 99,
    ] {
        let (reading, content) = read_only(Written::stored("a", b"x").with(change));
        assert_eq!((reading, content), (Reading::Encrypted, vec![]));
    }
    for method in [9, 12, 14, 93] {
        let (reading, content) = read_only(Written::stored("a", b"x").with(|w| w.method = method));
        assert_eq!(
            (reading, content),
            (Reading::UnsupportedMethod { method }, vec![])
        );
    }
}

#[test]
fn a_local_header_that_contradicts_the_directory_is_not_read_past() {
    let written = || Written::deflated("a.tif", b"content");
    for (change, expected) in [
        (
            (|w| w.local_name = Some(b"b.tif".to_vec())) as fn(&mut Written),
            mismatch(
                yanshou::facts::HeaderField::Name,
                "612e746966",
                "622e746966",
            ),
        ),
        (
            |w| w.local_method = Some(0),
            mismatch(yanshou::facts::HeaderField::Method, "8", "0"),
        ),
        (
            |w| w.local_flags = Some(1),
            mismatch(yanshou::facts::HeaderField::Encrypted, "false", "true"),
        ),
        (
            |w| w.local_crc32 = Some(1),
            mismatch(yanshou::facts::HeaderField::Crc32, "fec530a9", "00000001"),
        ),
        (
            |w| w.local_size = Some(8),
            mismatch(yanshou::facts::HeaderField::Size, "7", "8"),
        ),
        (
            |w| w.local_compressed = Some(8),
            mismatch(yanshou::facts::HeaderField::Compressed, "9", "8"),
        ),
    ] {
        assert_eq!(read_only(written().with(change)), (expected, vec![]));
    }
    // Fields of 0 say nothing where bit 3 puts them into a data descriptor, and "empty file" where it does not.
    let zeros = || {
        written().with(|w| {
            (w.local_crc32, w.local_size, w.local_compressed) = (Some(0), Some(0), Some(0));
        })
    };
    let deferred = zeros().with(|w| w.descriptor = true);
    assert_eq!(read_only(deferred), (Reading::Sound, b"content".to_vec()));
    assert_eq!(
        read_only(zeros()),
        (
            mismatch(yanshou::facts::HeaderField::Crc32, "fec530a9", "00000000"),
            vec![]
        )
    );
    let sizes_only = zeros().with(|w| w.local_crc32 = None);
    assert_eq!(
        read_only(sizes_only),
        (
            mismatch(yanshou::facts::HeaderField::Compressed, "9", "0"),
            vec![]
        )
    );
}

#[test]
fn a_missing_or_cut_local_header_is_damage() {
    let at = |offset| read_only(Written::stored("a", b"x").with(|w| w.offset = Some(offset))).0;
    assert_eq!(reason(&at(1)), "no local header where the directory points");
    assert_eq!(
        reason(&at(0xffff_fffe)),
        "container ends before the local header"
    );
    assert_eq!(at(0), Reading::Sound);
}

#[test]
fn a_wrong_crc_is_noticed_and_both_are_on_record() {
    for written in [Written::stored("a", b"one"), Written::deflated("a", b"one")] {
        let wrong = written.with(|w| w.crc32 = 0x0000_00ff);
        let (promised, found) = ("000000ff".to_owned(), "7a6c86f1".to_owned());
        assert_eq!(read_only(wrong).0, Reading::CrcMismatch { promised, found });
    }
}

#[test]
fn more_or_fewer_bytes_than_promised_are_noticed_at_once() {
    let prose = prose();
    for written in [Written::stored("a", &prose), Written::deflated("a", &prose)] {
        let short = written.clone().with(|w| w.size = 1000);
        let (reading, content) = read_only(short);
        assert_eq!(
            reading,
            Reading::SizeMismatch {
                promised: 1000,
                found: 1001
            }
        );
        assert!(content.len() <= 1000);
        let long = written.with(|w| w.size = 1_200_001);
        let (reading, content) = read_only(long);
        assert_eq!(
            reading,
            Reading::SizeMismatch {
                promised: 1_200_001,
                found: 1_200_000
            }
        );
        assert_eq!(content, prose);
    }
}

#[test]
fn a_deflate_stream_must_end_where_its_stored_bytes_do() {
    let longer = Written::deflated("a", b"content").with(|w| w.stored.push(0));
    let (reading, _) = read_only(longer);
    assert_eq!(
        reason(&reading),
        "1 stored bytes after the end of the deflate stream"
    );
    let shorter = Written::deflated("a", b"content").with(|w| {
        w.stored.pop();
    });
    assert_eq!(reason(&read_only(shorter).0), "deflate stream does not end");
    let none = Written::deflated("a", b"content").with(|w| w.stored.clear());
    assert_eq!(reason(&read_only(none).0), "deflate stream does not end");
    let broken = Written::deflated("a", b"content").with(|w| w.stored[0] = 0xff);
    assert!(matches!(
        read_only(broken).0,
        Reading::Damaged { at: 0, .. }
    ));
}

#[test]
fn stored_bytes_that_reach_beyond_the_container_are_damage() {
    for method in [0, 8] {
        let written = Written::stored("a", b"x").with(|w| {
            w.method = method;
            w.stored = if method == 0 {
                b"x".to_vec()
            } else {
                deflate(b"x")
            };
            (w.compressed, w.local_compressed) = (Some(1 << 30), Some(1 << 30));
            w.size = 1 << 30;
        });
        let reading = read_only(written).0;
        assert_eq!(reason(&reading), "container ends inside the stored bytes");
    }
}

#[test]
fn a_bomb_is_not_read_and_a_blank_scan_is() {
    let blank = vec![0; 20 << 20];
    let bomb = zip(&[Written::deflated("a", &blank)]);
    let entry = open(&bomb).entries.remove(0);
    let (compressed, size) = (entry.compressed, entry.size);
    assert_eq!(
        read(&bomb, &entry),
        (Reading::Bomb { compressed, size }, vec![])
    );
    // The same bytes under a limit that allows them: their ratio is what deflate can do at most.
    assert!((1000..1032).contains(&(size / compressed)));
    let limits = Limits {
        ratio: 1032,
        ..Limits::default()
    };
    let mut found = 0;
    let reading = container::read_entry(&bomb, &entry, &limits, &mut |piece| found += piece.len());
    assert_eq!((reading, found), (Ok(Reading::Sound), blank.len()));
    // Below the size from which the ratio counts.
    let small = Written::deflated("a", &blank[..1 << 20]);
    assert_eq!(read_only(small).0, Reading::Sound);
}

#[test]
fn a_bomb_that_promises_little_is_stopped_at_its_promise() {
    let written = Written::deflated("a", &vec![0; 20 << 20]).with(|w| w.size = 100);
    let (reading, content) = read_only(written);
    assert_eq!(
        reading,
        Reading::SizeMismatch {
            promised: 100,
            found: 101
        }
    );
    assert!(content.len() <= 100);
}
