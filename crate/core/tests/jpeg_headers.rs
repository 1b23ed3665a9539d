//! Hand-made pictures of a few blocks, one rule of T.81 on segments at a time: exact fault, and the
//! near-miss that passes. Each is shown to djpeg as well; where it is silent on what T.81 forbids,
//! the test says so.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::tiny::*;
use yanshou::content::jpeg::{
    ByteRange, ColourModel, JfifDensity, JpegFault as Fault, JpegOptions,
    JpegUnsupported as Unsupported, JpegVerdict, NoteKind, TableClass, verify, verify_abbreviated,
};

#[test]
fn stray_markers_and_empty_lengths_between_segments_are_noted() {
    let bytes = grey(8, "0 0");
    noted(
        &[SOI, &[0xFF, 0xD5], &bytes[2..]].concat(),
        NoteKind::StrayMarker,
        2,
    );
    noted(
        &[SOI, &[0xFF, 0x01], &bytes[2..]].concat(),
        NoteKind::StrayMarker,
        2,
    );
    noted(
        &[SOI, &[0xFF, 0xFE, 0, 1], &bytes[2..]].concat(),
        NoteKind::ShortSegment,
        2,
    );
    readable(&[SOI, &[0xFF, 0xFE, 0, 2], &bytes[2..]].concat());
    let short = [SOI, &[0xFF, 0xDD, 0, 1, 0], &bytes[2..]].concat();
    broken(
        &short,
        Fault::BadSegmentLength {
            offset: 2,
            marker: 0xDD,
            length: 1,
        },
    );
    let dnl = [&bytes[..bytes.len() - 2], &[0xFF, 0xDC, 0, 4, 0, 8], EOI].concat();
    noted(&dnl, NoteKind::LineCount, bytes.len() as u64 - 2);
}

#[test]
fn segment_lengths_must_fit_their_content() {
    let picture = grey(8, "0 0");
    let with = |extra: &[u8]| [SOI, extra, &picture[2..]].concat();
    let bad = |marker, length| Fault::BadSegmentLength {
        offset: 2,
        marker,
        length,
    };
    broken(&with(&segment(0xDD, &[0, 1, 0])), bad(0xDD, 5));
    broken(
        &with(&segment(0xDB, &[8; 64])),
        Fault::BadTableSlot {
            offset: 2,
            marker: 0xDB,
            slot: 8,
        },
    );
    broken(&with(&segment(0xDB, &[1; 64])), bad(0xDB, 66));
    broken(&with(&segment(0xC4, &[0; 16])), bad(0xC4, 18));
    let slot = Fault::BadTableSlot {
        offset: 2,
        marker: 0xC4,
        slot: 4,
    };
    broken(&with(&dht(4, DC)), slot);
    let slot = Fault::BadTableSlot {
        offset: 2,
        marker: 0xC4,
        slot: 0x20,
    };
    broken(&with(&dht(0x20, DC)), slot);
    let overrun = Fault::BadHuffmanTable {
        offset: 2,
        class: TableClass::Dc,
        slot: 0,
    };
    broken(&with(&dht(0, (&[2, 0, 9], &[0, 1]))), overrun);
    let mut counts = [0; 16];
    counts[14] = 1;
    counts[15] = 255;
    readable(&with(&dht(3, (&counts, &[1; 256]))));
    counts[14] = 2;
    let overrun = Fault::BadHuffmanTable {
        offset: 2,
        class: TableClass::Dc,
        slot: 3,
    };
    broken(&with(&dht(3, (&counts, &[1; 257]))), overrun);
}

#[test]
fn no_code_word_may_be_all_ones() {
    let with = |table: (&[u8], &[u8]), bits: &str| {
        join(&[
            &dqt(0),
            &dht(0x00, table),
            &dht(0x10, AC),
            &sof(0xC0, 8, 8, &[(1, 0x11)]),
            &sos(&[1], WHOLE, bits),
        ])
    };
    readable(&with((&[0, 3], &[0, 1, 2]), "00 0"));
    let bytes = with((&[0, 4], &[0, 1, 2, 3]), "00 0");
    let offset = at(&bytes, 0xDA, 0);
    broken(
        &bytes,
        Fault::BadHuffmanTable {
            offset,
            class: TableClass::Dc,
            slot: 0,
        },
    );
    readable(&with((&[0, 1], &[15]), "00 000000000000000 0"));
    let bytes = with((&[0, 1], &[16]), "00 0");
    let offset = at(&bytes, 0xDA, 0);
    broken(
        &bytes,
        Fault::BadHuffmanTable {
            offset,
            class: TableClass::Dc,
            slot: 0,
        },
    );
}

#[test]
fn tables_must_be_defined_before_their_scan() {
    let frame = |marker| sof(marker, 8, 8, &[(1, 0x11)]);
    let no_quant = join(&[
        &dht(0, DC),
        &dht(0x10, AC),
        &frame(0xC0),
        &sos(&[1], WHOLE, "00"),
    ]);
    let offset = at(&no_quant, 0xDA, 0);
    broken(&no_quant, Fault::MissingQuantTable { offset, slot: 0 });
    // K.3: category 0 is 00, end of block 1010
    let standard = join(&[&dqt(0), &frame(0xC0), &sos(&[1], WHOLE, "00 1010")]);
    noted(&standard, NoteKind::StandardTables, at(&standard, 0xDA, 0));
    let progressive = join(&[&dqt(0), &frame(0xC2), &sos(&[1], [0, 0, 0], "00")]);
    let offset = at(&progressive, 0xDA, 0);
    let class = TableClass::Dc;
    broken(
        &progressive,
        Fault::MissingHuffmanTable {
            offset,
            class,
            slot: 0,
        },
    );
}

#[test]
fn frames_must_be_single_and_sized() {
    let with = |frame: &[u8]| join(&[&tables(), frame, &sos(&[1], WHOLE, "00")]);
    let one = sof(0xC0, 8, 8, &[(1, 0x11)]);
    readable(&with(&one));
    let offset = at(&with(&one), 0xC0, 0);
    let second = offset + one.len() as u64;
    broken(
        &with(&[one.as_slice(), &one].concat()),
        Fault::DuplicateFrame { offset: second },
    );
    broken(
        &with(&[one.as_slice(), SOI].concat()),
        Fault::DuplicateImage { offset: second },
    );
    broken(&with(&[]), Fault::ScanBeforeFrame { offset });
    broken(
        &with(&sof(0xC0, 0, 8, &[(1, 0x11)])),
        Fault::SizeZero { offset },
    );
    unsupported(
        &with(&sof(0xC0, 8, 0, &[(1, 0x11)])),
        Unsupported::LinesAfterScan,
    );
    let fault = Fault::BadSampling {
        offset,
        component: 0,
        sampling: 0x15,
    };
    broken(&with(&sof(0xC0, 8, 8, &[(1, 0x15)])), fault);
    let mut precision = one.clone();
    precision[4] = 9;
    broken(
        &with(&precision),
        Fault::BadPrecision {
            offset,
            precision: 9,
        },
    );
    precision[4] = 12;
    unsupported(&with(&precision), Unsupported::Precision { bits: 12 });
    broken(&join(&[&tables(), &one]), Fault::NoScan { offset: second });
}

#[test]
fn what_we_do_not_read_is_named() {
    let with = |frame: Vec<u8>| join(&[&tables(), &frame, &sos(&[1], WHOLE, "00")]);
    unsupported(&with(sof(0xC3, 8, 8, &[(1, 0x11)])), Unsupported::Lossless);
    unsupported(
        &with(sof(0xC5, 8, 8, &[(1, 0x11)])),
        Unsupported::Hierarchical,
    );
    unsupported(
        &with(sof(0xCB, 8, 8, &[(1, 0x11)])),
        Unsupported::Arithmetic,
    );
    let two = sof(0xC0, 8, 8, &[(1, 0x11), (2, 0x11)]);
    let bytes = join(&[&tables(), &two, &sos(&[1, 2], WHOLE, "00 00")]);
    unsupported(&bytes, Unsupported::Components { count: 2 });
    let fraction = sof(0xC0, 8, 8, &[(1, 0x31), (2, 0x21), (3, 0x11)]);
    let bytes = join(&[
        &tables(),
        &fraction,
        &sos(&[1, 2, 3], WHOLE, "000000000000"),
    ]);
    unsupported(&bytes, Unsupported::FractionalSampling);
    let reserved = [SOI, &[0xFF, 0xF0], &grey(8, "00")[2..]].concat();
    unsupported(&reserved, Unsupported::Marker { marker: 0xF0 });
    let high = sof(0xC0, 8, 65_501, &[(1, 0x11)]);
    unsupported(
        &with(high),
        Unsupported::Dimensions {
            width: 8,
            height: 65_501,
        },
    );
}

#[test]
fn the_pixel_limit_is_the_callers() {
    let bytes = grey(16, "00 00");
    let limited = |max_pixels| {
        verify(
            &bytes,
            &JpegOptions {
                max_pixels,
                keep_preview: false,
            },
        )
        .verdict
    };
    assert_eq!(limited(128), JpegVerdict::Readable);
    let large = Unsupported::TooLarge {
        pixels: 128,
        limit: 127,
    };
    assert_eq!(limited(127), JpegVerdict::Unsupported(large));
}

#[test]
fn application_segments_give_density_exif_icc_and_colour() {
    let jfif = |major| {
        segment(
            0xE0,
            &[b"JFIF\0", &[major, 2, 1, 1, 44, 1, 44, 0, 0][..]].concat(),
        )
    };
    let picture = grey(8, "00");
    let with = |extra: &[u8]| [SOI, extra, &picture[2..]].concat();
    let bytes = with(&jfif(1));
    readable(&bytes);
    assert_eq!(
        facts(&bytes).density,
        Some(JfifDensity {
            unit: 1,
            x: 300,
            y: 300
        })
    );
    broken(
        &with(&jfif(2)),
        Fault::JfifVersion {
            offset: 2,
            major: 2,
        },
    );
    let bytes = with(&segment(0xE1, b"Exif\0\0MM\0*"));
    readable(&bytes);
    assert_eq!(
        facts(&bytes).exif,
        Some(ByteRange {
            offset: 12,
            length: 4
        })
    );
    let bytes = with(&segment(0xE2, b"ICC_PROFILE\0\x01\x01"));
    readable(&bytes);
    assert!(facts(&bytes).icc);
}

#[test]
fn colour_follows_jfif_then_adobe_then_component_ids() {
    let adobe = |transform| {
        segment(
            0xEE,
            &[b"Adobe", &[0, 100, 0, 0, 0, 0, transform][..]].concat(),
        )
    };
    let jfif = segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x00\x00");
    let picture = |extra: &[u8], ids: &[u8]| {
        let components: Vec<(u8, u8)> = ids.iter().map(|&id| (id, 0x11)).collect();
        let scan = sos(ids, WHOLE, &"00".repeat(ids.len()));
        join(&[extra, &tables(), &sof(0xC0, 8, 8, &components), &scan])
    };
    let colour = |extra: &[u8], ids: &[u8]| {
        let bytes = picture(extra, ids);
        readable(&bytes);
        facts(&bytes).colour.expect("colour")
    };
    assert_eq!(colour(&[], &[1, 2, 3]), ColourModel::YCbCr);
    assert_eq!(colour(&[], b"RGB"), ColourModel::Rgb);
    assert_eq!(colour(&jfif, b"RGB"), ColourModel::YCbCr);
    assert_eq!(colour(&adobe(0), &[1, 2, 3]), ColourModel::Rgb);
    assert_eq!(colour(&adobe(1), b"RGB"), ColourModel::YCbCr);
    assert_eq!(colour(&[], &[1, 2, 3, 4]), ColourModel::Cmyk);
    assert_eq!(colour(&adobe(0), &[1, 2, 3, 4]), ColourModel::Cmyk);
    assert_eq!(colour(&adobe(2), &[1, 2, 3, 4]), ColourModel::Ycck);
    let fault = Fault::AdobeTransform {
        offset: 2,
        transform: 7,
    };
    broken(&picture(&adobe(7), &[1, 2, 3]), fault);
}

#[test]
fn an_abbreviated_stream_needs_its_tables() {
    let options = JpegOptions::default();
    let whole = grey(8, "00");
    let tables = join(&[&tables()]);
    let stream = join(&[&sof(0xC0, 8, 8, &[(1, 0x11)]), &sos(&[1], WHOLE, "00")]);
    let reading = verify_abbreviated(Some(&tables), &stream, &options);
    assert_eq!(
        (reading.verdict, reading.in_tables),
        (JpegVerdict::Readable, false)
    );
    assert_eq!(reading.facts, verify(&whole, &options).facts);
    // B.2.4.4: the start of the stream ends the interval that the tables set
    let interval = [&tables[..tables.len() - 2], &segment(0xDD, &[0, 1]), EOI].concat();
    let wide = join(&[&sof(0xC0, 16, 8, &[(1, 0x11)]), &sos(&[1], WHOLE, "00 00")]);
    let reading = verify_abbreviated(Some(&interval), &wide, &options);
    assert_eq!(reading.verdict, JpegVerdict::Readable);
    let alone = verify_abbreviated(None, &stream, &options).verdict;
    let offset = at(&stream, 0xDA, 0);
    assert_eq!(
        alone,
        JpegVerdict::Broken(Fault::MissingQuantTable { offset, slot: 0 })
    );
    let cut = verify_abbreviated(Some(&tables[..20]), &stream, &options);
    let fault = JpegVerdict::Broken(Fault::Truncated { offset: 20 });
    assert_eq!((cut.verdict, cut.in_tables), (fault, true));
}
