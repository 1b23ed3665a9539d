//! What holds for any container: no bytes make us panic or hang, what an independent writer wrote
//! is what we read, and one changed byte in an entry's extent never goes unnoticed.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use container_writing::{Written, deflate, open, read};
use proptest::collection::vec;
use proptest::prelude::*;
use yanshou::facts::{ContainerFault, EntryReading, NameGround};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Opens and reads all, as a session would; the answer matters only to the caller.
fn read_all(bytes: &[u8]) -> Vec<(EntryReading, Vec<u8>)> {
    open(bytes)
        .entries
        .iter()
        .map(|entry| read(bytes, entry))
        .collect()
}

/// A sink that cannot seek: the writer must then put sizes into data descriptors.
fn write(files: &[(String, Vec<u8>, bool)], stream: bool) -> Vec<u8> {
    fn fill<W: Write + std::io::Seek>(
        writer: &mut zip::ZipWriter<W>,
        files: &[(String, Vec<u8>, bool)],
    ) {
        for (name, content, deflated) in files {
            let method = if *deflated {
                CompressionMethod::Deflated
            } else {
                CompressionMethod::Stored
            };
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(content).unwrap();
        }
    }
    if stream {
        let mut writer = zip::ZipWriter::new_stream(Vec::new());
        fill(&mut writer, files);
        writer.finish().unwrap().into_inner()
    } else {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        fill(&mut writer, files);
        writer.finish().unwrap().into_inner()
    }
}

/// Contents that compress well, badly, or are empty.
fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        vec(any::<u8>(), 1..2000),
        (any::<u8>(), 1..200_000_usize).prop_map(|(byte, n)| vec![byte; n]),
    ]
}

fn files() -> impl Strategy<Value = BTreeMap<String, (Vec<u8>, bool)>> {
    let name = "[a-z0-9_一二目录扫描件ößé]{1,12}(/[a-z目录]{1,5})?\\.tif";
    proptest::collection::btree_map(name, (content(), any::<bool>()), 1..8)
}

/// A small ZIP with any of its bytes changed: reaches deeper than noise.
fn nearly_a_zip() -> impl Strategy<Value = Vec<u8>> {
    let written = (
        vec(any::<u8>(), 0..40),
        any::<bool>(),
        vec(any::<u8>(), 1..6),
    );
    let changes = vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    (vec(written, 0..4), changes, any::<bool>()).prop_map(|(written, changes, cut)| {
        let entries: Vec<Written> = written
            .into_iter()
            .map(|(content, deflated, name)| {
                if deflated {
                    Written::deflated(name, &content)
                } else {
                    Written::stored(name, &content)
                }
            })
            .collect();
        let mut bytes = container_writing::zip(&entries);
        for (place, value) in changes {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(bytes.len() - 1);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic_or_hang(bytes in vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(read_all(&bytes).len(), open(&bytes).entries.len());
    }

    #[test]
    fn no_bytes_that_nearly_are_a_zip_panic_or_hang(bytes in nearly_a_zip()) {
        let facts = open(&bytes);
        for (entry, (reading, content)) in facts.entries.iter().zip(read_all(&bytes)) {
            prop_assert!(content.len() as u64 <= entry.size);
            if reading == EntryReading::Sound {
                prop_assert_eq!(content.len() as u64, entry.size);
                prop_assert_eq!(crc32fast::hash(&content), entry.crc32);
            }
        }
    }

    #[test]
    fn no_deflate_stream_panics_or_passes_its_promise(
        stored in vec(any::<u8>(), 0..300),
        size in 0..5000_u32,
    ) {
        let written = Written::stored("a", b"").with(|w| {
            (w.method, w.size, w.stored) = (8, size, stored);
        });
        let (_, content) = container_writing::read_only(written);
        prop_assert!(content.len() <= size as usize);
    }

    #[test]
    fn what_another_writer_wrote_is_what_we_read(files in files(), stream in any::<bool>()) {
        let files: Vec<(String, Vec<u8>, bool)> =
            files.into_iter().map(|(name, (content, deflated))| (name, content, deflated)).collect();
        let bytes = write(&files, stream);
        let facts = open(&bytes);
        prop_assert_eq!(&facts.faults, &[] as &[ContainerFault]);
        prop_assert_eq!(facts.entries.len(), files.len());
        for (entry, (name, content, deflated)) in facts.entries.iter().zip(&files) {
            prop_assert_eq!(&entry.path, name);
            prop_assert!(matches!(entry.ground, NameGround::Ascii | NameGround::Utf8Flag));
            prop_assert_eq!(entry.method, if *deflated { 8 } else { 0 });
            prop_assert_eq!(entry.flags & 8 != 0, stream);
            let (reading, found) = read(&bytes, entry);
            prop_assert_eq!(reading, EntryReading::Sound);
            prop_assert_eq!(&found, content);
        }
    }

    #[test]
    fn one_changed_byte_of_stored_data_is_noticed(
        content in vec(any::<u8>(), 1..400),
        deflated in any::<bool>(),
        place in any::<prop::sample::Index>(),
        change in 1..=255_u8,
    ) {
        let written = if deflated {
            Written::deflated("a.tif", &content)
        } else {
            Written::stored("a.tif", &content)
        };
        let stored = written.stored.len();
        let sound = container_writing::zip(&[written]);
        prop_assert_eq!(&read_all(&sound)[0].0, &EntryReading::Sound);
        let mut bytes = sound;
        // Local header of 30 bytes, a name of 5, then the stored bytes.
        let at = 35 + place.index(stored);
        bytes[at] ^= change;
        let facts = open(&bytes);
        prop_assert_eq!(facts.entries.len(), 1);
        let (reading, found) = read(&bytes, &facts.entries[0]);
        // A padding bit of deflate carries nothing: then the content must be the same to the byte.
        if reading == EntryReading::Sound {
            prop_assert!(deflated);
            prop_assert_eq!(found, content);
        }
    }

    #[test]
    fn one_changed_byte_of_what_the_headers_promise_is_noticed(
        content in vec(any::<u8>(), 1..400),
        field in 0..8_usize,
        within in any::<prop::sample::Index>(),
        change in 1..=255_u8,
    ) {
        let sound = container_writing::zip(&[Written::deflated("a.tif", &content)]);
        let directory = 35 + deflate(&content).len();
        // Signature, CRC, sizes and name of the local header; the same of the directory (APPNOTE
        // 4.3).
        let (start, length) = [
            (0, 4), (14, 12), (26, 2), (30, 5),
            (directory, 4), (directory + 16, 12), (directory + 42, 4), (directory + 46, 5),
        ][field];
        let mut bytes = sound;
        bytes[start + within.index(length)] ^= change;
        let facts = open(&bytes);
        let noticed = !facts.faults.is_empty()
            || facts.entries.iter().any(|e| read(&bytes, e).0 != EntryReading::Sound);
        // A size or CRC of the local header that becomes 0 says nothing; one of 1–255 can become
        // so.
        let silent = field == 1 && {
            let word = start + 4 * ((within.index(length)) / 4);
            bytes[word..word + 4] == [0; 4]
        };
        prop_assert!(noticed || silent, "{:?}", facts);
    }
}
