//! TIFF pages → facts and verdicts: each damage beside the near-miss that passes.

mod content;

use content::*;
use yanshou::facts::{ColourMode, Density, DensityUnit, PageFacts, Readability};
use yanshou::limits::Limits;

/// Samples to stored bytes.
type Encode = fn(&[u8]) -> Vec<u8>;

const SIZE: (u32, u32) = (61, 40);

/// The same grey picture in two strips of 25 and 15 rows, under one compression.
fn grey(compression: u32, encode: impl Fn(&[u8]) -> Vec<u8>) -> Page {
    let data = samples(61 * 40);
    let mut page = Page::new(SIZE, 8, 1, compression);
    page.set(278, LONG, &[25]);
    page.strips(vec![encode(&data[..61 * 25]), encode(&data[61 * 25..])])
}

fn all_codecs() -> Vec<(&'static str, Page)> {
    let mut g4_page = Page::new(SIZE, 1, 1, 4);
    g4_page.set(262, SHORT, &[0]);
    let strip = || jpeg((61, 40));
    vec![
        ("none", grey(1, <[u8]>::to_vec)),
        ("LZW", grey(5, lzw)),
        ("Deflate", grey(8, zlib)),
        ("Deflate", grey(32946, zlib)),
        ("PackBits", grey(32773, pack_bits)),
        ("G4", g4_page.strips(vec![g4(61, 0..40)])),
        ("JPEG", Page::new(SIZE, 8, 1, 7).strips(vec![strip()])),
    ]
}

#[test]
fn every_compression_reads_in_both_byte_orders_and_both_widths() {
    for (name, page) in all_codecs() {
        for big_endian in [false, true] {
            for big_tiff in [false, true] {
                let bytes = tiff(
                    std::slice::from_ref(&page),
                    Order {
                        big_endian,
                        big_tiff,
                    },
                );
                let facts = readable(&bytes);
                let bitonal = name == "G4";
                let expected = PageFacts {
                    width: 61,
                    height: 40,
                    density: Some(Density {
                        x: (300, 1),
                        y: (300, 1),
                        unit: DensityUnit::Inch,
                    }),
                    colour: if bitonal {
                        ColourMode::Bitonal
                    } else {
                        ColourMode::Grey
                    },
                    bits: if bitonal { 1 } else { 8 },
                    samples: 1,
                    compression: name.to_owned(),
                    orientation: None,
                    icc: false,
                    jpeg_quality: facts.pages.first().and_then(|page| page.jpeg_quality),
                    wavelet: None,
                    suspect: Vec::new(),
                    screen: None, // 61 × 40 pixels are no page
                    readability: Readability::Readable,
                };
                assert_eq!(facts.pages, [expected], "{name} {big_endian} {big_tiff}");
                assert_eq!(facts.trailing_bytes, 0);
            }
        }
    }
}

#[test]
fn every_cut_of_a_tiff_is_broken() {
    for (name, page) in all_codecs() {
        let bytes = tiff(&[page], LITTLE);
        for length in (8..bytes.len()).rev() {
            let cut = content::facts(&bytes[..length]).readability;
            assert!(
                matches!(cut, Readability::Broken { .. }),
                "{name} cut to {length}: {cut:?}"
            );
        }
    }
}

#[test]
fn byte_counts_past_the_end_are_broken_at_the_strip() {
    let mut page = grey(1, <[u8]>::to_vec);
    page.lie = 100_000;
    let bytes = tiff(&[page.clone()], LITTLE);
    let end = 8 + 61 * 25 + 100_000;
    let reason = format!("strip 0 ends at byte {end}, the file at {}", bytes.len());
    assert_eq!(broken(&bytes), (Some(8), reason));
    // A count that is too large but stays inside the file covers the rows.
    page.lie = 10;
    readable(&tiff(&[page], LITTLE));
}

#[test]
fn strips_with_too_little_or_too_much_are_broken() {
    let data = samples(61 * 40);
    let codecs: [(u32, Encode); 3] = [(5, lzw), (8, zlib), (32773, pack_bits)];
    for (compression, encode) in codecs {
        let page = |first: &[u8], second: &[u8]| {
            let mut page = Page::new(SIZE, 8, 1, compression);
            page.set(278, LONG, &[25]);
            tiff(&[page.strips(vec![encode(first), encode(second)])], LITTLE)
        };
        readable(&page(&data[..1525], &data[1525..]));
        broken(&page(&data[..1524], &data[1525..]));
        broken(&page(&data[..1526], &data[1525..]));
        broken(&page(&data[..1525], &data[1526..]));
        // The last strip may be padded to the rows of the others, and to nothing else.
        readable(&page(&data[..1525], &data[..1525]));
        broken(&page(&data[..1525], &data[..1526]));
    }
    let mut plain = Page::new(SIZE, 8, 1, 1);
    plain.set(278, LONG, &[25]);
    readable(&tiff(
        &[plain.clone().strips(vec![vec![0; 1525], vec![0; 915]])],
        LITTLE,
    ));
    broken(&tiff(
        &[plain.strips(vec![vec![0; 1525], vec![0; 914]])],
        LITTLE,
    ));
}

#[test]
fn strips_that_lie_on_the_same_bytes_are_pointed_out() {
    let suspects = |page: &Page| {
        let facts = readable(&tiff(std::slice::from_ref(page), LITTLE));
        facts.pages[0].suspect.clone()
    };
    // Four strips of 10 rows; the third is told to lie elsewhere.
    let at = |compression: u32, encode: Encode, data: &[u8], third: Option<u32>| {
        let strips: Vec<Vec<u8>> = data.chunks(610).map(encode).collect();
        let mut page = Page::new(SIZE, 8, 1, compression);
        page.set(278, LONG, &[10]);
        let mut offsets = vec![8];
        let lengths = strips.iter().map(|s| u32::try_from(s.len()).unwrap());
        let lengths: Vec<u32> = lengths.collect();
        for length in &lengths {
            offsets.push(offsets.last().unwrap() + length);
        }
        offsets.pop();
        if let Some(shift) = third {
            offsets[2] = offsets[1] + shift;
            page.set(279, LONG, &[lengths[0], lengths[1], lengths[1], lengths[3]]);
        }
        page.set(273, LONG, &offsets);
        page.strips(strips)
    };
    let no: Vec<String> = Vec::new();
    let data = samples(61 * 40);
    let plain: Encode = <[u8]>::to_vec;
    assert_eq!(suspects(&at(1, plain, &data, None)), no);
    let said = |at| vec![format!("strips 1 and 2 share the bytes at {at}")];
    assert_eq!(suspects(&at(1, plain, &data, Some(0))), said(618));
    assert_eq!(suspects(&at(1, plain, &data, Some(609))), said(618 + 609));
    assert_eq!(suspects(&at(1, plain, &data, Some(610))), no);
    // Blank strips may be one where they compress to little.
    assert_eq!(suspects(&at(8, zlib, &vec![255; 61 * 40], Some(0))), no);
    // A strip of noise is no blank one: 2 KiB of code twice.
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let strips: Vec<u8> = noise.take(4000).collect();
    let code = zlib(&strips[..2000]);
    let mut page = Page::new((50, 80), 8, 1, 8);
    page.set(278, LONG, &[40]);
    let page = page.strips(vec![code.clone(), zlib(&strips[2000..])]);
    assert_eq!(suspects(&page), no);
    let mut page = page;
    let length = u32::try_from(code.len()).unwrap();
    page.set(273, LONG, &[8, 8])
        .set(279, LONG, &[length, length]);
    assert_eq!(suspects(&page), ["strips 0 and 1 share the bytes at 8"]);
}

#[test]
fn a_flipped_byte_of_deflate_is_always_seen() {
    let bytes = tiff(&[grey(8, zlib)], LITTLE);
    let strips = zlib(&samples(61 * 25)).len();
    // The first two bytes only name the window; a smaller legal name changes nothing.
    for at in 10..8 + strips {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        broken(&damaged);
    }
}

#[test]
fn lzw_without_end_mark_or_with_padding_reads() {
    let data = samples(61 * 40);
    let page = |strip: Vec<u8>| tiff(&[Page::new(SIZE, 8, 1, 5).strips(vec![strip])], LITTLE);
    let whole = lzw(&data);
    let mut padded = whole.clone();
    padded.extend([0, 0, 0]);
    readable(&page(padded));
    let mut codes = whole;
    codes.pop();
    codes.pop();
    assert_eq!(broken(&page(codes)).1, "strip 0: LZW data end early");
    assert_eq!(
        unsupported(&page(vec![0, 1, 2, 3])),
        "old-style LZW (low bit first)"
    );
}

#[test]
fn lzw_counts_what_weezl_makes() {
    for length in [1, 255, 256, 4000, 70_000] {
        for data in [samples(length), vec![7; length]] {
            let mut page = Page::new((u32::try_from(length).unwrap(), 1), 8, 1, 5);
            page.set(278, LONG, &[1]);
            readable(&tiff(&[page.strips(vec![lzw(&data)])], LITTLE));
        }
    }
}

#[test]
fn g4_rows_are_counted_and_end_with_their_mark() {
    let page = |rows: std::ops::Range<u32>| {
        tiff(
            &[Page::new(SIZE, 1, 1, 4).strips(vec![g4(61, rows)])],
            LITTLE,
        )
    };
    readable(&page(0..40));
    assert_eq!(broken(&page(0..39)).1, "strip 0: end mark in row 39 of 40");
    assert_eq!(
        broken(&page(0..41)).1,
        "strip 0: data go on behind the last row"
    );
    // No G4 stream says its width; a narrower page stumbles over runs that do not fit.
    let narrow = Page::new((40, 40), 1, 1, 4).strips(vec![g4(61, 0..40)]);
    assert_eq!(
        broken(&tiff(&[narrow], LITTLE)).1,
        "strip 0: row 3 is not 40 wide"
    );
}

#[test]
fn g4_without_end_mark_and_with_low_bit_first_reads() {
    let mut strip = g4(61, 0..40);
    let page = |strip: Vec<u8>, order: u32| {
        let mut page = Page::new(SIZE, 1, 1, 4);
        page.set(266, SHORT, &[order]);
        tiff(&[page.strips(vec![strip])], LITTLE)
    };
    let turned: Vec<u8> = strip.iter().map(|byte| byte.reverse_bits()).collect();
    readable(&page(turned.clone(), 2));
    broken(&page(turned, 1));
    // EOFB is 24 bits, its last the last one of the strip.
    let last = strip.len() * 8 - strip.last().unwrap().trailing_zeros() as usize;
    strip.truncate((last - 24).div_ceil(8));
    let odd = 8 - (last - 24) % 8;
    *strip.last_mut().unwrap() &= 0xff << (odd % 8);
    readable(&page(strip.clone(), 1));
    strip.truncate(strip.len() - 3);
    assert!(
        broken(&page(strip, 1))
            .1
            .starts_with("strip 0: data end in row 3")
    );
}

#[test]
fn rows_per_strip_above_the_height_is_one_strip() {
    for rows in [41, u32::MAX] {
        let mut page = Page::new(SIZE, 1, 1, 4);
        page.set(278, LONG, &[rows]);
        readable(&tiff(&[page.strips(vec![g4(61, 0..40)])], LITTLE));
    }
    let mut none = Page::new(SIZE, 1, 1, 4);
    none.drop(278);
    readable(&tiff(&[none.strips(vec![g4(61, 0..40)])], LITTLE));
    let mut zero = Page::new(SIZE, 1, 1, 4);
    zero.set(278, LONG, &[0]);
    assert_eq!(
        broken(&tiff(&[zero.strips(vec![g4(61, 0..40)])], LITTLE)).1,
        "strips of 0 rows"
    );
}

#[test]
fn tiles_are_padded_to_their_size() {
    let page = |tile: usize| {
        let mut page = Page::new(SIZE, 8, 1, 8);
        page.drop(278).set(322, LONG, &[32]).set(323, LONG, &[32]);
        tiff(&[page.strips(vec![zlib(&samples(tile)); 4])], LITTLE)
    };
    readable(&page(32 * 32));
    broken(&page(32 * 31));
}

#[test]
fn a_jpeg_strip_must_fit_its_tags() {
    let page =
        |size: (u32, u32)| tiff(&[Page::new(SIZE, 8, 1, 7).strips(vec![jpeg(size)])], LITTLE);
    readable(&page((61, 40)));
    let reason = "strip 0: JPEG of 61 × 39 for a strip of 61 × 40";
    assert_eq!(broken(&page((61, 39))), (Some(8), reason.to_owned()));
    let rgb = tiff(
        &[Page::new(SIZE, 8, 3, 7).strips(vec![jpeg((61, 40))])],
        LITTLE,
    );
    assert_eq!(
        broken(&rgb).1,
        "strip 0: JPEG of 1 samples of 8 bits against the tags"
    );
}

#[test]
fn unknown_and_old_style_compressions_are_unsupported_by_name() {
    let page = |compression| {
        tiff(
            &[Page::new(SIZE, 8, 1, compression).strips(vec![vec![1; 100]])],
            LITTLE,
        )
    };
    assert_eq!(
        unsupported(&page(6)),
        "old-style JPEG in TIFF (compression 6)"
    );
    assert_eq!(unsupported(&page(34712)), "TIFF compression 34712");
    assert_eq!(
        content::facts(&page(34712)).pages[0].compression,
        "JPEG 2000"
    );
}

#[test]
fn resolution_is_kept_as_written() {
    let density = |unit: Option<u32>, x: [u32; 2], y: [u32; 2]| {
        let mut page = grey(1, <[u8]>::to_vec);
        page.set(282, RATIONAL, &x).set(283, RATIONAL, &y).drop(296);
        if let Some(unit) = unit {
            page.set(296, SHORT, &[unit]);
        }
        readable(&tiff(&[page], LITTLE)).pages[0].density
    };
    let written = |unit| {
        Some(Density {
            x: (3_000_000, 10_000),
            y: (600, 1),
            unit,
        })
    };
    for (value, unit) in [
        (None, DensityUnit::Inch),
        (Some(1), DensityUnit::None),
        (Some(2), DensityUnit::Inch),
        (Some(3), DensityUnit::Centimetre),
    ] {
        assert_eq!(density(value, [3_000_000, 10_000], [600, 1]), written(unit));
    }
    assert_eq!(density(Some(2), [300, 0], [300, 1]), None);
    let mut page = grey(1, <[u8]>::to_vec);
    page.drop(283);
    assert_eq!(readable(&tiff(&[page], LITTLE)).pages[0].density, None);
}

#[test]
fn every_page_counts_and_a_thumbnail_is_no_page() {
    let good = || grey(5, lzw);
    let mut thumbnail = good();
    thumbnail.set(254, LONG, &[1]);
    let mut damaged = good();
    damaged.strips[1] = lzw(&samples(10));
    let facts = readable(&tiff(&[good(), thumbnail.clone(), good()], LITTLE));
    assert_eq!(facts.pages.len(), 2);
    let facts = content::facts(&tiff(&[good(), damaged], LITTLE));
    assert_eq!(facts.pages[0].readability, Readability::Readable);
    assert_eq!(facts.readability, facts.pages[1].readability);
    assert!(matches!(facts.readability, Readability::Broken { .. }));
    thumbnail.strips[1] = lzw(&samples(10));
    let facts = content::facts(&tiff(&[good(), thumbnail], LITTLE));
    assert_eq!(facts.pages.len(), 1);
    assert!(matches!(facts.readability, Readability::Broken { .. }));
}

#[test]
fn a_loop_of_pages_ends() {
    let mut bytes = tiff(&[grey(1, <[u8]>::to_vec)], LITTLE);
    let end = bytes.len() - 4;
    let first: [u8; 4] = bytes[4..8].try_into().unwrap();
    bytes[end..].copy_from_slice(&first);
    let at = u64::from(u32::from_le_bytes(first));
    assert_eq!(
        broken(&bytes),
        (Some(at), "page directories form a loop".to_owned())
    );
    assert_eq!(content::facts(&bytes).pages.len(), 1);
}

#[test]
fn pages_and_pixels_have_limits() {
    let pages = vec![grey(1, <[u8]>::to_vec); 3];
    let bytes = tiff(&pages, LITTLE);
    let read = |limits| {
        let format = yanshou::facts::Format::Tiff;
        yanshou::content::read_image(format, &bytes, &limits)
            .unwrap()
            .readability
    };
    assert_eq!(
        read(Limits {
            pages: 3,
            pixels: 61 * 40,
            ..Limits::default()
        }),
        Readability::Readable
    );
    let feature = "more than 2 pages".to_owned();
    let few = Limits {
        pages: 2,
        ..Limits::default()
    };
    assert_eq!(read(few), Readability::Unsupported { feature });
    let feature = "2440 pixels, the limit is 2439".to_owned();
    let small = Limits {
        pixels: 2439,
        ..Limits::default()
    };
    assert_eq!(read(small), Readability::Unsupported { feature });
}
