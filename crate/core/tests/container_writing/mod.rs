//! Writes ZIPs field by field, so that each can be wrong: an independent writer would refuse to.

// Each test file compiles this module for itself and uses a part of it.
#![allow(dead_code)]

use std::io::Write;

use yanshou::container;
use yanshou::facts::{ContainerFacts, ContainerFault, Entry, EntryReading};
use yanshou::limits::Limits;

/// One entry, each field as it will stand in the directory; the local header repeats it unless told
/// otherwise.
#[derive(Clone, Debug)]
pub struct Written {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub flags: u16,
    pub local_flags: Option<u16>,
    pub method: u16,
    pub local_method: Option<u16>,
    pub time: u16,
    pub date: u16,
    pub crc32: u32,
    pub local_crc32: Option<u32>,
    pub size: u32,
    pub local_size: Option<u32>,
    pub stored: Vec<u8>,
    pub compressed: Option<u32>,
    pub local_compressed: Option<u32>,
    pub extra: Vec<u8>,
    pub offset: Option<u32>,
    pub descriptor: bool,
    pub descriptor_bytes: Option<Vec<u8>>,
    pub local_extra: Vec<u8>,
}

impl Written {
    pub fn stored(name: impl AsRef<[u8]>, content: &[u8]) -> Self {
        Self {
            name: name.as_ref().to_vec(),
            local_name: None,
            flags: 0,
            local_flags: None,
            method: 0,
            local_method: None,
            // 2025-04-14T10:20:30
            time: 10 << 11 | 20 << 5 | 15,
            date: (2025 - 1980) << 9 | 4 << 5 | 14,
            crc32: crc32fast::hash(content),
            local_crc32: None,
            size: u32::try_from(content.len()).unwrap(),
            local_size: None,
            stored: content.to_vec(),
            compressed: None,
            local_compressed: None,
            extra: Vec::new(),
            offset: None,
            descriptor: false,
            descriptor_bytes: None,
            local_extra: Vec::new(),
        }
    }

    pub fn deflated(name: impl AsRef<[u8]>, content: &[u8]) -> Self {
        let mut written = Self::stored(name, content);
        written.method = 8;
        written.stored = deflate(content);
        written
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// The local headers and bytes of all entries, and the directory.
pub fn parts(entries: &[Written]) -> (Vec<u8>, Vec<u8>) {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for e in entries {
        let offset = u32::try_from(body.len()).unwrap();
        let compressed = u32::try_from(e.stored.len()).unwrap();
        let local_name = e.local_name.as_ref().unwrap_or(&e.name);
        let deferred = |value: u32| if e.descriptor { 0 } else { value };
        let flags = e.flags | if e.descriptor { 8 } else { 0 };
        body.extend(b"PK\x03\x04\x14\x00");
        body.extend(e.local_flags.unwrap_or(flags).to_le_bytes());
        body.extend(e.local_method.unwrap_or(e.method).to_le_bytes());
        body.extend(e.time.to_le_bytes());
        body.extend(e.date.to_le_bytes());
        body.extend(e.local_crc32.unwrap_or(deferred(e.crc32)).to_le_bytes());
        body.extend(
            e.local_compressed
                .unwrap_or(deferred(compressed))
                .to_le_bytes(),
        );
        body.extend(e.local_size.unwrap_or(deferred(e.size)).to_le_bytes());
        body.extend(u16::try_from(local_name.len()).unwrap().to_le_bytes());
        body.extend(u16::try_from(e.local_extra.len()).unwrap().to_le_bytes());
        body.extend(local_name);
        body.extend(&e.local_extra);
        body.extend(&e.stored);
        if let Some(bytes) = &e.descriptor_bytes {
            body.extend(bytes);
        } else if e.descriptor {
            body.extend(b"PK\x07\x08");
            body.extend(e.crc32.to_le_bytes());
            body.extend(compressed.to_le_bytes());
            body.extend(e.size.to_le_bytes());
        }
        directory.extend(b"PK\x01\x02\x14\x00\x14\x00");
        directory.extend(flags.to_le_bytes());
        directory.extend(e.method.to_le_bytes());
        directory.extend(e.time.to_le_bytes());
        directory.extend(e.date.to_le_bytes());
        directory.extend(e.crc32.to_le_bytes());
        directory.extend(e.compressed.unwrap_or(compressed).to_le_bytes());
        directory.extend(e.size.to_le_bytes());
        directory.extend(u16::try_from(e.name.len()).unwrap().to_le_bytes());
        directory.extend(u16::try_from(e.extra.len()).unwrap().to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(e.offset.unwrap_or(offset).to_le_bytes());
        directory.extend(&e.name);
        directory.extend(&e.extra);
    }
    (body, directory)
}

/// An end record.
pub fn end(disk: u16, entries: u16, directory_bytes: u32, directory_offset: u32) -> Vec<u8> {
    let mut end = b"PK\x05\x06".to_vec();
    end.extend(disk.to_le_bytes());
    end.extend(disk.to_le_bytes());
    end.extend(entries.to_le_bytes());
    end.extend(entries.to_le_bytes());
    end.extend(directory_bytes.to_le_bytes());
    end.extend(directory_offset.to_le_bytes());
    end.extend(0_u16.to_le_bytes());
    end
}

pub fn zip(entries: &[Written]) -> Vec<u8> {
    let (mut bytes, directory) = parts(entries);
    let (offset, length) = (bytes.len(), directory.len());
    bytes.extend(directory);
    bytes.extend(end(
        0,
        u16::try_from(entries.len()).unwrap(),
        u32::try_from(length).unwrap(),
        u32::try_from(offset).unwrap(),
    ));
    bytes
}

pub fn open(bytes: &[u8]) -> ContainerFacts {
    container::open(&bytes.to_vec(), &Limits::default()).unwrap()
}

pub fn faults(bytes: &[u8]) -> Vec<ContainerFault> {
    open(bytes).faults
}

pub fn read(bytes: &[u8], entry: &Entry) -> (EntryReading, Vec<u8>) {
    let mut content = Vec::new();
    let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
    let source = bytes.to_vec();
    let reading = container::read_entry(&source, entry, &Limits::default(), &mut sink).unwrap();
    (reading, content)
}

/// The reading of the only entry of a ZIP that has one.
pub fn read_only(written: Written) -> (EntryReading, Vec<u8>) {
    let bytes = zip(&[written]);
    let facts = open(&bytes);
    assert_eq!(facts.entries.len(), 1);
    read(&bytes, &facts.entries[0])
}
