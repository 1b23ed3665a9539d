//! Small pictures for the content tests: a TIFF writer that can be told to be wrong, and the coded strips for it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::Write;
use yanshou::content::{identify, read_image};
use yanshou::facts::{ImageFacts, Readability};
use yanshou::limits::Limits;

/// One TIFF page to write.
#[derive(Clone)]
pub struct Page {
    /// Tag, field type, values; offsets and byte counts are added by the writer.
    pub fields: Vec<(u16, u16, Vec<u32>)>,
    pub strips: Vec<Vec<u8>>,
    /// Added to what the byte counts say.
    pub lie: u32,
}

pub const SHORT: u16 = 3;
pub const LONG: u16 = 4;
pub const RATIONAL: u16 = 5;

impl Page {
    /// 300 dpi, black is zero for grey, RGB for three samples.
    pub fn new(size: (u32, u32), bits: u32, samples: u32, compression: u32) -> Self {
        let photometric = if samples == 3 { 2 } else { 1 };
        let mut page = Page {
            fields: Vec::new(),
            strips: Vec::new(),
            lie: 0,
        };
        page.set(256, LONG, &[size.0]).set(257, LONG, &[size.1]);
        page.set(258, SHORT, &vec![bits; samples as usize])
            .set(259, SHORT, &[compression]);
        page.set(262, SHORT, &[photometric])
            .set(277, SHORT, &[samples]);
        page.set(278, LONG, &[size.1])
            .set(282, RATIONAL, &[300, 1])
            .set(283, RATIONAL, &[300, 1]);
        page.set(296, SHORT, &[2]);
        page
    }

    pub fn set(&mut self, tag: u16, kind: u16, values: &[u32]) -> &mut Self {
        self.fields.retain(|field| field.0 != tag);
        self.fields.push((tag, kind, values.to_vec()));
        self
    }

    pub fn drop(&mut self, tag: u16) -> &mut Self {
        self.fields.retain(|field| field.0 != tag);
        self
    }

    pub fn strips(mut self, strips: Vec<Vec<u8>>) -> Self {
        self.strips = strips;
        self
    }
}

#[derive(Clone, Copy)]
pub struct Order {
    pub big_endian: bool,
    pub big_tiff: bool,
}

pub const LITTLE: Order = Order {
    big_endian: false,
    big_tiff: false,
};

impl Order {
    fn put(self, out: &mut Vec<u8>, value: u64, bytes: usize) {
        let little = value.to_le_bytes();
        let mut part = little[..bytes].to_vec();
        if self.big_endian {
            part.reverse();
        }
        out.extend(part);
    }
}

/// Header, then per page: strips, values, directory. The directory of the last page ends the file.
pub fn tiff(pages: &[Page], order: Order) -> Vec<u8> {
    let word = if order.big_tiff { 8 } else { 4 };
    let mut out = if order.big_endian {
        b"MM".to_vec()
    } else {
        b"II".to_vec()
    };
    if order.big_tiff {
        order.put(&mut out, 43, 2);
        order.put(&mut out, 8, 2);
        order.put(&mut out, 0, 2);
    } else {
        order.put(&mut out, 42, 2);
    }
    let mut link = out.len();
    order.put(&mut out, 0, word);
    for page in pages {
        let mut page = page.clone();
        let mut offsets = Vec::new();
        for strip in &page.strips {
            offsets.push(u32::try_from(out.len()).unwrap());
            out.extend(strip);
        }
        let counts: Vec<u32> = page
            .strips
            .iter()
            .map(|s| u32::try_from(s.len()).unwrap() + page.lie)
            .collect();
        let tiled = page.fields.iter().any(|field| field.0 == 322);
        let (at, count) = if tiled { (324, 325) } else { (273, 279) };
        let mut add = |tag, values| {
            if !page.fields.iter().any(|field| field.0 == tag) {
                page.fields.push((tag, LONG, values));
            }
        };
        add(at, offsets);
        add(count, counts);
        page.fields.sort_by_key(|field| field.0);
        let mut entries = Vec::new();
        for (tag, kind, values) in &page.fields {
            let width = match *kind {
                1 | 7 => 1,
                SHORT => 2,
                _ => 4,
            };
            let mut value = Vec::new();
            values
                .iter()
                .for_each(|&one| order.put(&mut value, u64::from(one), width));
            if value.len() > word {
                let place = out.len() as u64;
                out.extend(&value);
                value.clear();
                order.put(&mut value, place, word);
            }
            value.resize(word, 0);
            let count = if *kind == RATIONAL {
                values.len() / 2
            } else {
                values.len()
            };
            let mut entry = Vec::new();
            order.put(&mut entry, u64::from(*tag), 2);
            order.put(&mut entry, u64::from(*kind), 2);
            order.put(&mut entry, count as u64, word);
            entry.extend(value);
            entries.push(entry);
        }
        let here = out.len() as u64;
        let mut place = Vec::new();
        order.put(&mut place, here, word);
        out[link..link + word].copy_from_slice(&place);
        order.put(
            &mut out,
            entries.len() as u64,
            if order.big_tiff { 8 } else { 2 },
        );
        out.extend(entries.concat());
        link = out.len();
        order.put(&mut out, 0, word);
    }
    out
}

/// A page with some life in it: a slope, some edges, some noise from a fixed formula.
pub fn samples(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    (0..count)
        .map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = if i % 7 == 0 { state >> 28 } else { 0 };
            ((i / 3 + i / 97) as u32 + noise).to_le_bytes()[0]
        })
        .collect()
}

pub fn lzw(data: &[u8]) -> Vec<u8> {
    weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
        .encode(data)
        .unwrap()
}

pub fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Runs of four and more as runs, all else as literals.
pub fn pack_bits(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let Some(&first) = rest.first() {
        let run = rest
            .iter()
            .take(128)
            .take_while(|&&byte| byte == first)
            .count();
        if run >= 4 {
            out.extend([(257 - run) as u8, first]);
            rest = &rest[run..];
        } else {
            let literal = rest.len().min(3);
            out.push(literal as u8 - 1);
            out.extend(&rest[..literal]);
            rest = &rest[literal..];
        }
    }
    out
}

/// Rows of black bars that wander.
pub fn bars(width: u32, row: u32) -> Vec<fax::Color> {
    let black = |x: u32| (x + row / 3) % 29 < 5 || (x * row) % 113 == 7;
    (0..width)
        .map(|x| {
            if black(x) {
                fax::Color::Black
            } else {
                fax::Color::White
            }
        })
        .collect()
}

pub fn g4(width: u32, rows: std::ops::Range<u32>) -> Vec<u8> {
    let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
    for row in rows {
        encoder
            .encode_line(bars(width, row).into_iter(), width)
            .unwrap();
    }
    encoder.finish().unwrap().finish()
}

pub fn jpeg(size: (u32, u32)) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 80)
        .encode(
            &samples((size.0 * size.1) as usize),
            size.0,
            size.1,
            image::ColorType::L8.into(),
        )
        .unwrap();
    out
}

/// Identifies and reads, as the measuring shelf does.
pub fn facts(bytes: &[u8]) -> ImageFacts {
    let format = identify(&bytes[..bytes.len().min(4096)]);
    read_image(format, bytes, &Limits::default()).expect("an image")
}

/// Offset and reason of a broken picture.
#[track_caller]
pub fn broken(bytes: &[u8]) -> (Option<u64>, String) {
    match facts(bytes).readability {
        Readability::Broken { offset, reason } => (offset, reason),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn readable(bytes: &[u8]) -> ImageFacts {
    let facts = facts(bytes);
    assert_eq!(facts.readability, Readability::Readable);
    facts
}

#[track_caller]
pub fn unsupported(bytes: &[u8]) -> String {
    match facts(bytes).readability {
        Readability::Unsupported { feature } => feature,
        other => panic!("{other:?}"),
    }
}
