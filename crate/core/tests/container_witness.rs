//! Independent witnesses: `unzip -t` and Python's `zipfile` say of a container what we say of it.
//! And the offsets that no test can afford on disk: a source that serves more than 4 GiB of zeros
//! it does not hold.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use std::path::Path;
use std::process::Command;

use container_writing::{Written, open, read, zip};
use yanshou::container;
use yanshou::facts::{ContainerFault, EntryReading};
use yanshou::limits::Limits;
use yanshou::source::{ReadError, Source};

/// Runs a witness; says whether it found the container sound. Debian has each in the package of
/// that name.
fn witness(package: &str, program: &str, arguments: &[&str], file: &Path) -> bool {
    Command::new(program)
        .args(arguments)
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; apt-get install {package}"))
        .status
        .success()
}

const PYTHON: &str = "import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
sys.exit(1 if z.testzip() else 0)";

/// What unzip, Python and we say.
fn verdicts(name: &str, bytes: &[u8]) -> [bool; 3] {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, bytes).unwrap();
    let facts = open(bytes);
    let readings = facts.entries.iter().map(|entry| read(bytes, entry).0);
    let sound = |reading| matches!(reading, EntryReading::Sound | EntryReading::Folder);
    [
        witness("unzip", "unzip", &["-t", "-qq"], &file),
        witness("python3", "python3", &["-c", PYTHON], &file),
        facts.faults.is_empty() && readings.into_iter().all(sound),
    ]
}

fn entries() -> Vec<Written> {
    vec![
        Written::stored("a/", b""),
        Written::stored("a/0001.tif", b"stored"),
        Written::deflated("a/0002.tif", &b"deflated ".repeat(1000)),
        Written::deflated("a/0003.tif", b"with descriptor").with(|w| w.descriptor = true),
    ]
}

#[test]
fn witnesses_agree_that_a_sound_container_is_sound() {
    assert_eq!(verdicts("sound.zip", &zip(&entries())), [true; 3]);
}

#[test]
fn witnesses_agree_that_a_wrong_crc_or_a_cut_is_not() {
    for index in 1..entries().len() {
        let mut wrong = entries();
        wrong[index].crc32 ^= 1;
        let bytes = zip(&wrong);
        assert_eq!(
            verdicts(&format!("crc-{index}.zip"), &bytes),
            [false; 3],
            "entry {index}"
        );
        let reading = read(&bytes, &open(&bytes).entries[index]).0;
        assert!(
            matches!(reading, EntryReading::CrcMismatch { .. }),
            "{reading:?}"
        );
    }
    let whole = zip(&entries());
    assert_eq!(verdicts("cut.zip", &whole[..whole.len() - 30]), [false; 3]);
}

/// Bytes at the start and at the end, and zeros between them.
struct Sparse {
    head: Vec<u8>,
    gap: u64,
    tail: Vec<u8>,
}

impl Source for Sparse {
    fn length(&self) -> u64 {
        self.head.length() + self.gap + self.tail.length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let tail = self.head.length() + self.gap;
        let mut filled = 0;
        for (byte, at) in buffer.iter_mut().zip(offset..self.length()) {
            *byte = match at {
                _ if at < self.head.length() => self.head[at as usize],
                _ if at >= tail => self.tail[(at - tail) as usize],
                _ => 0,
            };
            filled += 1;
        }
        Ok(filled)
    }
}

/// Zip64 end record, its locator and the end record whose fields refer to it.
fn zip64_end(entries: u64, directory_bytes: u64, directory_offset: u64) -> Vec<u8> {
    let mut end = b"PK\x06\x06".to_vec();
    end.extend(44_u64.to_le_bytes());
    end.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    end.extend(entries.to_le_bytes());
    end.extend(entries.to_le_bytes());
    end.extend(directory_bytes.to_le_bytes());
    end.extend(directory_offset.to_le_bytes());
    end.extend(b"PK\x06\x07\0\0\0\0");
    end.extend((directory_offset + directory_bytes).to_le_bytes());
    end.extend(1_u32.to_le_bytes());
    end.extend(container_writing::end(0, u16::MAX, u32::MAX, u32::MAX));
    end
}

/// A stored entry of `size` bytes that is only a promise, then a real one beyond it.
fn beyond_4_gib(size: u64) -> Sparse {
    let (mut head, mut first) = container_writing::parts(&[Written::stored("zeros.tif", b"")
        .with(|w| {
            (w.size, w.compressed, w.local_size) = (u32::MAX, Some(u32::MAX), Some(u32::MAX));
            w.local_compressed = Some(u32::MAX);
            w.extra = [&[1, 0, 16, 0][..], &size.to_le_bytes(), &size.to_le_bytes()].concat();
        })]);
    // The same extra field in the local header, whose length stands at 28.
    let extra = first.split_off(first.len() - 20);
    head[28] = 20;
    head.extend(&extra);
    first.extend(&extra);
    let offset = head.length() + size;
    let (mut tail, second) = container_writing::parts(&[Written::deflated("far.tif", b"far away")
        .with(|w| {
            w.offset = Some(u32::MAX);
            w.extra = [&[1, 0, 8, 0][..], &offset.to_le_bytes()].concat();
        })]);
    let directory_offset = offset + tail.length();
    let directory_bytes = first.length() + second.length();
    tail.extend(first);
    tail.extend(second);
    tail.extend(zip64_end(2, directory_bytes, directory_offset));
    Sparse {
        head,
        gap: size,
        tail,
    }
}

#[test]
fn entries_beyond_4_gib_are_found_and_read() {
    let size = (5 << 30) + 3;
    let source = beyond_4_gib(size);
    let facts = container::open(&source, &Limits::default()).unwrap();
    assert_eq!(facts.faults, []);
    let [zeros, far] = facts.entries.as_slice() else {
        panic!("{facts:?}")
    };
    assert_eq!(
        (zeros.size, zeros.compressed, zeros.header_offset),
        (size, size, 0)
    );
    assert_eq!(far.header_offset, 30 + 9 + 20 + size);
    let mut content = Vec::new();
    let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
    let reading = container::read_entry(&source, far, &Limits::default(), &mut sink).unwrap();
    assert_eq!(
        (reading, content.as_slice()),
        (EntryReading::Sound, b"far away".as_slice())
    );
}

#[test]
fn a_zip64_size_that_the_local_header_contradicts_is_a_mismatch() {
    let mut source = beyond_4_gib(5 << 30);
    let facts = container::open(&source, &Limits::default()).unwrap();
    // The inflated size in the local extra field: after 30 + 9 bytes and the field's head of 4.
    source.head[43] ^= 1;
    let reading =
        container::read_entry(&source, &facts.entries[0], &Limits::default(), &mut |_| ()).unwrap();
    let expected = EntryReading::HeaderMismatch {
        field: yanshou::facts::HeaderField::Size,
        central: "5368709120".to_owned(),
        local: "5368709121".to_owned(),
    };
    assert_eq!(reading, expected);
}

#[test]
fn a_promise_of_more_entries_than_memory_holds_is_only_a_fault() {
    let mut bytes = container_writing::parts(&entries()).0;
    let directory = container_writing::parts(&entries()).1;
    let offset = bytes.length();
    let size = directory.length();
    bytes.extend(directory);
    bytes.extend(zip64_end(u64::MAX - 1, size, offset));
    let facts = open(&bytes);
    assert_eq!(facts.entries.len(), 4);
    assert!(
        matches!(
            facts.faults.as_slice(),
            [ContainerFault::TooManyEntries { .. }]
        ),
        "{facts:?}"
    );
}
