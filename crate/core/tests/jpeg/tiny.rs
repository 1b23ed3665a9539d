//! Pictures of a few blocks, bit by bit, and what to say of them.

use super::djpeg_is_silent;
use yanshou::content::jpeg::{
    JpegFacts, JpegFault as Fault, JpegNote, JpegOptions, JpegReading,
    JpegUnsupported as Unsupported, JpegVerdict, NoteKind, verify,
};

pub const SOI: &[u8] = &[0xFF, 0xD8];
pub const EOI: &[u8] = &[0xFF, 0xD9];
/// Codes 0: category 0, 10: category 1.
pub const DC: (&[u8], &[u8]) = (&[1, 1], &[0, 1]);
/// Codes 0: EOB, 10: 0/1, 110: ZRL, 1110: 15/1, 11110: 1/0 (no meaning), 111110: 0/2, 1111110: 0/8.
pub const AC: (&[u8], &[u8]) = (&[1; 7], &[0x00, 0x01, 0xF0, 0xF1, 0x10, 0x02, 0x08]);

pub fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).expect("short");
    [&[0xFF, marker], &length.to_be_bytes()[..], payload].concat()
}

pub fn dqt(slot: u8) -> Vec<u8> {
    segment(0xDB, &[&[slot], &[8; 64][..]].concat())
}

pub fn dht(slot: u8, (counts, symbols): (&[u8], &[u8])) -> Vec<u8> {
    let mut payload = vec![slot];
    payload.extend(counts);
    payload.resize(17, 0);
    payload.extend(symbols);
    segment(0xC4, &payload)
}

/// Components as (id, sampling); quantisation slot 0.
pub fn sof(marker: u8, width: u16, height: u16, components: &[(u8, u8)]) -> Vec<u8> {
    let mut payload = vec![8];
    payload.extend(height.to_be_bytes());
    payload.extend(width.to_be_bytes());
    payload.push(u8::try_from(components.len()).expect("few"));
    for &(id, sampling) in components {
        payload.extend([id, sampling, 0]);
    }
    segment(marker, &payload)
}

/// A scan header and its data: `bits` are 0 and 1, padded with 1 and stuffed; | is RST0, RST1 … in
/// turn.
pub fn sos(ids: &[u8], parameters: [u8; 3], bits: &str) -> Vec<u8> {
    let mut payload = vec![u8::try_from(ids.len()).expect("few")];
    payload.extend(ids.iter().flat_map(|&id| [id, 0]));
    payload.extend(parameters);
    let mut bytes = segment(0xDA, &payload);
    for (number, interval) in bits.split('|').enumerate() {
        if number > 0 {
            let marker = u8::try_from((number - 1) % 8).expect("few");
            bytes.extend([0xFF, 0xD0 + marker]);
        }
        let bits: Vec<u8> = interval.bytes().filter(|b| *b != b' ').collect();
        for byte in bits.chunks(8) {
            let value = (0..8).fold(0, |n, i| n << 1 | (byte.get(i).unwrap_or(&b'1') & 1));
            bytes.push(value);
            if value == 0xFF {
                bytes.push(0);
            }
        }
    }
    bytes
}

pub const WHOLE: [u8; 3] = [0, 63, 0];

pub fn tables() -> Vec<u8> {
    [dqt(0), dht(0x00, DC), dht(0x10, AC)].concat()
}

/// A grey picture 8 lines high, and where its data begin.
pub fn grey(width: u16, bits: &str) -> Vec<u8> {
    join(&[
        &tables(),
        &sof(0xC0, width, 8, &[(1, 0x11)]),
        &sos(&[1], WHOLE, bits),
    ])
}

pub fn join(parts: &[&[u8]]) -> Vec<u8> {
    [SOI, &parts.concat(), EOI].concat()
}

pub fn read(bytes: &[u8]) -> JpegReading {
    verify(
        bytes,
        &JpegOptions {
            keep_preview: true,
            ..JpegOptions::default()
        },
    )
}

pub fn readable(bytes: &[u8]) {
    let reading = read(bytes);
    assert_eq!(
        (reading.verdict, reading.notes),
        (JpegVerdict::Readable, vec![])
    );
    assert!(djpeg_is_silent(bytes), "djpeg reads it too");
}

pub fn broken(bytes: &[u8], fault: Fault) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Broken(fault));
    assert!(!djpeg_is_silent(bytes), "djpeg complains too");
}

pub fn broken_only_for_us(bytes: &[u8], fault: Fault) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Broken(fault));
    assert!(djpeg_is_silent(bytes), "djpeg is silent");
}

pub fn noted(bytes: &[u8], kind: NoteKind, offset: u64) {
    let reading = read(bytes);
    assert_eq!(reading.verdict, JpegVerdict::Readable);
    assert_eq!(
        reading.notes,
        [JpegNote {
            kind,
            offset,
            count: 1
        }]
    );
    assert!(djpeg_is_silent(bytes), "djpeg is silent");
}

pub fn unsupported(bytes: &[u8], unsupported: Unsupported) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Unsupported(unsupported));
    assert!(!djpeg_is_silent(bytes), "djpeg does not read it either");
}

pub fn facts(bytes: &[u8]) -> JpegFacts {
    read(bytes).facts.expect("facts")
}

/// Offset of the n-th marker of this code.
pub fn at(bytes: &[u8], marker: u8, n: usize) -> u64 {
    let mut places = (0..bytes.len() - 1).filter(|&i| bytes[i] == 0xFF && bytes[i + 1] == marker);
    places.nth(n).expect("marker") as u64
}

pub fn data_begin(bytes: &[u8]) -> u64 {
    at(bytes, 0xDA, 0) + 10
}
