//! PNG → facts and verdicts, with the `png` crate as the second opinion.

mod content;

use content::{broken, facts, readable, samples, unsupported, zlib};
use yanshou::facts::{ColourMode, Density, DensityUnit, Readability};

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(data);
    let sum = crc32fast::hash(&out[4..]);
    out.extend(sum.to_be_bytes());
    out
}

struct Made {
    size: (u32, u32),
    bits: u8,
    colour: u8,
    interlace: u8,
    before: Vec<u8>,
    data: Vec<u8>,
    after: Vec<u8>,
}

impl Made {
    /// Eight-bit grey of 20 × 9, filter 0 in every row.
    fn grey() -> Self {
        let mut rows = Vec::new();
        for row in samples(20 * 9).chunks(20) {
            rows.push(0);
            rows.extend(row);
        }
        let (before, after) = (Vec::new(), Vec::new());
        Made {
            size: (20, 9),
            bits: 8,
            colour: 0,
            interlace: 0,
            before,
            data: zlib(&rows),
            after,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut header = self.size.0.to_be_bytes().to_vec();
        header.extend(self.size.1.to_be_bytes());
        header.extend([self.bits, self.colour, 0, 0, self.interlace]);
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        out.extend(chunk(b"IHDR", &header));
        out.extend(&self.before);
        // Two pieces, so that a stream over chunks is always tried.
        let (first, second) = self.data.split_at(self.data.len() / 2);
        out.extend(chunk(b"IDAT", first));
        out.extend(chunk(b"IDAT", second));
        out.extend(&self.after);
        out.extend(chunk(b"IEND", &[]));
        out
    }
}

/// Whether the `png` crate decodes to the end.
fn second_opinion(bytes: &[u8]) -> bool {
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let Ok(mut reader) = decoder.read_info() else {
        return false;
    };
    let Some(size) = reader.output_buffer_size() else {
        return false;
    };
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels).is_ok() && reader.finish().is_ok()
}

#[test]
fn facts_come_from_the_header_and_phys() {
    let mut made = Made::grey();
    made.before = chunk(b"pHYs", &[0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
    let mut bytes = made.bytes();
    bytes.extend([7; 5]);
    let facts = readable(&bytes);
    assert_eq!(facts.trailing_bytes, 5);
    let page = &facts.pages[0];
    assert_eq!(
        (page.width, page.height, page.bits, page.samples),
        (20, 9, 8, 1)
    );
    assert_eq!(
        (page.colour, page.compression.as_str(), page.icc),
        (ColourMode::Grey, "Deflate", false)
    );
    let density = Density {
        x: (11_811, 1),
        y: (11_811, 1),
        unit: DensityUnit::Metre,
    };
    assert_eq!(page.density, Some(density));
    assert_eq!(density.centi_dpi(), Some((30_000, 30_000)));
    made.before = chunk(b"iCCP", b"name\0\0");
    assert!(readable(&made.bytes()).pages[0].icc);
    assert_eq!(readable(&made.bytes()).pages[0].density, None);
}

#[test]
fn every_colour_type_depth_and_interlace_reads_as_the_png_crate_reads_it() {
    let kinds: [(u8, &[u8], u64); 5] = [
        (0, &[1, 2, 4, 8, 16], 1),
        (2, &[8, 16], 3),
        (3, &[1, 2, 4, 8], 1),
        (4, &[8, 16], 2),
        (6, &[8, 16], 4),
    ];
    let mut tried = 0;
    for (colour, depths, samples) in kinds {
        for &bits in depths {
            for interlace in [0, 1] {
                for size in [(1, 1), (4, 3), (5, 9), (17, 8)] {
                    for more in [-1_i64, 0, 1] {
                        let rows = rows(size, u64::from(bits) * samples, interlace);
                        let length = usize::try_from(i64::try_from(rows).unwrap() + more).unwrap();
                        let before = chunk(b"PLTE", &[0; 768]);
                        let before = if colour == 3 { before } else { Vec::new() };
                        let data = zlib(&vec![0; length]);
                        let after = Vec::new();
                        let bytes = Made {
                            size,
                            bits,
                            colour,
                            interlace,
                            before,
                            data,
                            after,
                        }
                        .bytes();
                        let ours = facts(&bytes).readability == Readability::Readable;
                        assert_eq!(
                            ours,
                            more == 0,
                            "{colour} {bits} {interlace} {size:?} {more}"
                        );
                        // The png crate, like libpng, lets surplus data pass.
                        if more < 1 && !(bits < 8 && colour == 3) {
                            assert_eq!(
                                second_opinion(&bytes),
                                ours,
                                "{colour} {bits} {interlace} {size:?}"
                            );
                        }
                        tried += 1;
                    }
                }
            }
        }
    }
    assert_eq!(tried, 15 * 2 * 4 * 3);
}

/// Bytes of all rows with their filter bytes, pixel by pixel from the Adam7 pattern of §8.1.
fn rows(size: (u32, u32), bits: u64, interlace: u8) -> u64 {
    if interlace == 0 {
        return u64::from(size.1) * (1 + (u64::from(size.0) * bits).div_ceil(8));
    }
    let pattern = [
        "16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656",
        "77777777",
    ];
    let mut total = 0;
    for pass in b'1'..=b'7' {
        for y in 0..size.1 {
            let line = pattern[(y % 8) as usize].as_bytes();
            let columns = (0..size.0)
                .filter(|x| line[(x % 8) as usize] == pass)
                .count() as u64;
            if columns > 0 {
                total += 1 + (columns * bits).div_ceil(8);
            }
        }
    }
    total
}

#[test]
fn every_cut_and_every_flipped_byte_is_broken() {
    let bytes = Made::grey().bytes();
    for length in 8..bytes.len() {
        broken(&bytes[..length]);
    }
    for at in 8..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x40;
        assert_ne!(
            facts(&damaged).readability,
            Readability::Readable,
            "byte {at}"
        );
        assert!(
            !second_opinion(&damaged) || at >= bytes.len() - 12,
            "byte {at}"
        );
    }
}

#[test]
fn a_wrong_checksum_is_broken_at_its_chunk() {
    let mut made = Made::grey();
    let mut text = chunk(b"tEXt", b"Title\0page");
    readable(&made.bytes());
    text[9] ^= 1;
    made.before = text;
    let reason = "checksum of chunk `tEXt` is wrong".to_owned();
    assert_eq!(broken(&made.bytes()), (Some(33), reason));
}

#[test]
fn filter_bytes_go_to_four() {
    for (filter, fine) in [(4, true), (5, false)] {
        let mut made = Made::grey();
        let mut rows = vec![0; 21 * 9];
        rows[21 * 8] = filter;
        made.data = zlib(&rows);
        assert_eq!(
            facts(&made.bytes()).readability == Readability::Readable,
            fine,
            "{filter}"
        );
    }
}

#[test]
fn order_and_kind_of_chunks_matter() {
    let mut made = Made::grey();
    made.after = chunk(b"IDAT", &[]);
    readable(&made.bytes());
    made.after = [chunk(b"tIME", &[0; 7]), chunk(b"IDAT", &[])].concat();
    assert_eq!(broken(&made.bytes()).1, "IDAT chunks are apart");
    made.after = chunk(b"ABCD", &[]);
    assert_eq!(unsupported(&made.bytes()), "PNG chunk `ABCD`");
    made.after = chunk(b"abCd", &[]);
    readable(&made.bytes());
    made.after.clear();
    made.colour = 3;
    assert_eq!(broken(&made.bytes()).1, "palette picture without palette");
    made.before = chunk(b"PLTE", &[0; 6]);
    assert_eq!(readable(&made.bytes()).pages[0].colour, ColourMode::Palette);
    made.before = chunk(b"acTL", &[0; 8]);
    made.colour = 0;
    assert_eq!(unsupported(&made.bytes()), "animated PNG");
}
