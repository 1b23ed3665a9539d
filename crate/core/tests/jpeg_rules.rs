//! One rule of T.81 at a time, on hand-made pictures of a few blocks: exact fault, and the near-miss that passes.
//! Each is shown to djpeg as well; where it is silent on what T.81 forbids, the test says so.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::djpeg_is_silent;
use yanshou::content::jpeg::{
    ByteRange, Coding, ColourModel, JfifDensity, JpegFacts, JpegFault as Fault, JpegNote,
    JpegOptions, JpegReading, JpegUnsupported as Unsupported, JpegVerdict, NoteKind, TableClass,
    verify, verify_abbreviated,
};

const SOI: &[u8] = &[0xFF, 0xD8];
const EOI: &[u8] = &[0xFF, 0xD9];
/// Codes 0: category 0, 10: category 1.
const DC: (&[u8], &[u8]) = (&[1, 1], &[0, 1]);
/// Codes 0: EOB, 10: 0/1, 110: ZRL, 1110: 15/1, 11110: 1/0 (no meaning), 111110: 0/2, 1111110: 0/8.
const AC: (&[u8], &[u8]) = (&[1; 7], &[0x00, 0x01, 0xF0, 0xF1, 0x10, 0x02, 0x08]);

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).expect("short");
    [&[0xFF, marker], &length.to_be_bytes()[..], payload].concat()
}

fn dqt(slot: u8) -> Vec<u8> {
    segment(0xDB, &[&[slot], &[8; 64][..]].concat())
}

fn dht(slot: u8, (counts, symbols): (&[u8], &[u8])) -> Vec<u8> {
    let mut payload = vec![slot];
    payload.extend(counts);
    payload.resize(17, 0);
    payload.extend(symbols);
    segment(0xC4, &payload)
}

/// Components as (id, sampling); quantisation slot 0.
fn sof(marker: u8, width: u16, height: u16, components: &[(u8, u8)]) -> Vec<u8> {
    let mut payload = vec![8];
    payload.extend(height.to_be_bytes());
    payload.extend(width.to_be_bytes());
    payload.push(u8::try_from(components.len()).expect("few"));
    for &(id, sampling) in components {
        payload.extend([id, sampling, 0]);
    }
    segment(marker, &payload)
}

/// A scan header and its data: `bits` are 0 and 1, padded with 1 and stuffed; | is RST0, RST1 … in turn.
fn sos(ids: &[u8], parameters: [u8; 3], bits: &str) -> Vec<u8> {
    let mut payload = vec![u8::try_from(ids.len()).expect("few")];
    payload.extend(ids.iter().flat_map(|&id| [id, 0]));
    payload.extend(parameters);
    let mut bytes = segment(0xDA, &payload);
    for (number, interval) in (0u8..).zip(bits.split('|')) {
        if number > 0 {
            bytes.extend([0xFF, 0xD0 + (number - 1) % 8]);
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

const WHOLE: [u8; 3] = [0, 63, 0];

fn tables() -> Vec<u8> {
    [dqt(0), dht(0x00, DC), dht(0x10, AC)].concat()
}

/// A grey picture 8 lines high, and where its data begin.
fn grey(width: u16, bits: &str) -> Vec<u8> {
    join(&[
        &tables(),
        &sof(0xC0, width, 8, &[(1, 0x11)]),
        &sos(&[1], WHOLE, bits),
    ])
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    [SOI, &parts.concat(), EOI].concat()
}

fn read(bytes: &[u8]) -> JpegReading {
    verify(
        bytes,
        &JpegOptions {
            keep_preview: true,
            ..JpegOptions::default()
        },
    )
}

fn readable(bytes: &[u8]) {
    let reading = read(bytes);
    assert_eq!(
        (reading.verdict, reading.notes),
        (JpegVerdict::Readable, vec![])
    );
    assert!(djpeg_is_silent(bytes), "djpeg reads it too");
}

fn broken(bytes: &[u8], fault: Fault) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Broken(fault));
    assert!(!djpeg_is_silent(bytes), "djpeg complains too");
}

fn broken_only_for_us(bytes: &[u8], fault: Fault) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Broken(fault));
    assert!(djpeg_is_silent(bytes), "djpeg is silent");
}

fn noted(bytes: &[u8], kind: NoteKind, offset: u64) {
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

fn unsupported(bytes: &[u8], unsupported: Unsupported) {
    assert_eq!(read(bytes).verdict, JpegVerdict::Unsupported(unsupported));
    assert!(!djpeg_is_silent(bytes), "djpeg does not read it either");
}

fn facts(bytes: &[u8]) -> JpegFacts {
    read(bytes).facts.expect("facts")
}

/// Offset of the n-th marker of this code.
fn at(bytes: &[u8], marker: u8, n: usize) -> u64 {
    let mut places = (0..bytes.len() - 1).filter(|&i| bytes[i] == 0xFF && bytes[i + 1] == marker);
    places.nth(n).expect("marker") as u64
}

fn data_begin(bytes: &[u8]) -> u64 {
    at(bytes, 0xDA, 0) + 10
}

#[test]
fn one_block_gives_its_facts_and_its_mean() {
    // category 1, value 1: DC 1 × step 8 / 8 = 1 over 128
    let bytes = grey(8, "10 1 0");
    readable(&bytes);
    let reading = read(&bytes);
    assert_eq!(reading.preview.expect("preview").planes[0].samples, [129]);
    let facts = reading.facts.expect("facts");
    assert_eq!(
        (facts.width, facts.height, facts.components, facts.precision),
        (8, 8, 1, 8)
    );
    assert_eq!(
        (facts.coding, facts.colour),
        (Coding::Baseline, Some(ColourModel::Grey))
    );
    assert_eq!((facts.sampling, facts.scans), (vec![(1, 1)], 1));
    assert_eq!(facts.quant_tables[&0], [8; 64]);
}

#[test]
fn start_of_image_must_be_the_first_two_bytes() {
    let bytes = grey(8, "0 0");
    readable(&bytes);
    broken(&bytes[1..], Fault::NotJpeg { offset: 0 });
    broken(b"", Fault::NotJpeg { offset: 0 });
}

#[test]
fn bytes_that_stop_among_the_headers_are_truncated() {
    let bytes = grey(8, "0 0");
    let begin = usize::try_from(data_begin(&bytes)).expect("small");
    for end in [2, 3, 40, begin - 1] {
        broken(&bytes[..end], Fault::Truncated { offset: end as u64 });
    }
}

#[test]
fn end_of_image_must_be_there() {
    let bytes = grey(8, "0 0");
    let end = bytes.len();
    broken(
        &bytes[..end - 1],
        Fault::NoEoi {
            offset: end as u64 - 1,
        },
    );
    broken(
        &bytes[..end - 2],
        Fault::NoEoi {
            offset: end as u64 - 2,
        },
    );
}

#[test]
fn bytes_behind_the_end_are_counted_and_no_fault() {
    let bytes = [&grey(8, "0 0"), &b"tail\xFF\xD8"[..]].concat();
    readable(&bytes);
    assert_eq!(facts(&bytes).trailing_bytes, 6);
}

#[test]
fn fill_bytes_before_a_marker_are_legal_and_others_are_extraneous() {
    let bytes = grey(8, "0 0");
    let end = bytes.len() - 2;
    readable(&[&bytes[..end], &[0xFF; 9], EOI].concat());
    let junk = [&bytes[..end], &[0x55; 20], EOI].concat();
    let offset = end as u64;
    broken(
        &junk,
        Fault::ExtraneousData {
            offset,
            bytes: 20,
            before: 0xD9,
        },
    );
    let swallowed = [&bytes[..end], &[0x55; 2], EOI].concat();
    broken_only_for_us(
        &swallowed,
        Fault::ExtraneousData {
            offset,
            bytes: 2,
            before: 0xD9,
        },
    );
    let stuffed = [&bytes[..end], &[0xFF, 0, 0x55], EOI].concat();
    broken_only_for_us(
        &stuffed,
        Fault::ExtraneousData {
            offset,
            bytes: 3,
            before: 0xD9,
        },
    );
    let early = [SOI, &[7], &bytes[2..]].concat();
    broken(
        &early,
        Fault::ExtraneousData {
            offset: 2,
            bytes: 1,
            before: 0xDB,
        },
    );
}

#[test]
fn every_mcu_must_be_there() {
    readable(&grey(24, "00 00 00"));
    // 00 leaves 6 pad bits of 1: 11 begins no further code, so the second block ends at the marker
    let bytes = grey(24, "00");
    let offset = bytes.len() as u64 - 2;
    broken(
        &bytes,
        Fault::ScanTooShort {
            offset,
            mcus: 1,
            expected: 3,
            found: Some(0xD9),
        },
    );
    let cut = &bytes[..bytes.len() - 2];
    broken(
        cut,
        Fault::ScanTooShort {
            offset,
            mcus: 1,
            expected: 3,
            found: None,
        },
    );
}

#[test]
fn a_restart_marker_without_an_interval_ends_the_scan() {
    let bytes = grey(16, "00|00");
    let offset = at(&bytes, 0xD0, 0);
    broken(
        &bytes,
        Fault::ScanTooShort {
            offset,
            mcus: 1,
            expected: 2,
            found: Some(0xD0),
        },
    );
}

#[test]
fn restart_markers_stand_in_order() {
    let parts = |bits: &str| {
        let dri = segment(0xDD, &[0, 1]);
        join(&[
            &tables(),
            &dri,
            &sof(0xC0, 24, 8, &[(1, 0x11)]),
            &sos(&[1], WHOLE, bits),
        ])
    };
    let good = parts("00|00|00");
    readable(&good);
    assert_eq!(facts(&good).restart_interval, 1);
    let (first, second) = (at(&good, 0xD0, 0), at(&good, 0xD1, 0));
    let change = |offset: u64, code: u8| {
        let mut bytes = good.clone();
        bytes[usize::try_from(offset).expect("small") + 1] = code;
        bytes
    };
    let fault = Fault::RestartOutOfOrder {
        offset: first,
        expected: 0,
        found: 1,
    };
    broken(&change(first, 0xD1), fault);
    let fault = Fault::RestartOutOfOrder {
        offset: second,
        expected: 1,
        found: 7,
    };
    broken(&change(second, 0xD7), fault);
    let fault = Fault::RestartMissing {
        offset: second,
        expected: 1,
        found: 0xFE,
    };
    broken(&change(second, 0xFE), fault);
    let end = parts("00|00|");
    let fault = Fault::ScanTooShort {
        offset: end.len() as u64 - 2,
        mcus: 2,
        expected: 3,
        found: Some(0xD9),
    };
    broken(&end, fault);
    // one more marker behind the last interval
    noted(
        &parts("00|00|00|"),
        NoteKind::StrayMarker,
        at(&parts("00|00|00|"), 0xD2, 0),
    );
}

#[test]
fn a_bit_pattern_must_be_a_code_word() {
    let bytes = grey(8, &format!("0{}", "1".repeat(63)));
    broken(
        &bytes,
        Fault::InvalidCode {
            offset: data_begin(&bytes),
            mcu: 0,
        },
    );
}

#[test]
fn a_run_past_the_last_coefficient_is_noted_where_djpeg_is_silent() {
    // 3 × ZRL leave coefficient 49; 15 × 0/1 end exactly behind 63
    readable(&grey(8, &format!("0 110110110 {}", "101".repeat(15))));
    let over = grey(8, "0 110110110 1110 1");
    noted(&over, NoteKind::CoefficientOverrun, data_begin(&over) + 1);
    let zrl = grey(8, "0 110110110110");
    noted(&zrl, NoteKind::CoefficientOverrun, data_begin(&zrl) + 1);
}

#[test]
fn a_symbol_without_meaning_is_noted_and_ends_the_block() {
    let bytes = grey(8, "0 11110");
    noted(&bytes, NoteKind::UndefinedSymbol, data_begin(&bytes));
}

#[test]
fn fill_inside_a_scan_is_noted_and_stuffing_is_not() {
    let bytes = grey(8, "0 1111110 11111111 0");
    readable(&bytes);
    let stuffed = usize::try_from(data_begin(&bytes)).expect("small") + 1;
    assert_eq!(bytes[stuffed..stuffed + 2], [0xFF, 0]);
    let filled = [&bytes[..stuffed], &[0xFF], &bytes[stuffed..]].concat();
    noted(&filled, NoteKind::FillInsideScan, stuffed as u64);
}

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
fn scans_must_fit_the_frame() {
    let frame = sof(0xC0, 8, 8, &[(1, 0x11), (2, 0x11), (3, 0x11)]);
    let with = |scans: &[Vec<u8>]| join(&[&tables(), &frame, &scans.concat()]);
    let all = || sos(&[1, 2, 3], WHOLE, "00 00 00");
    let only = |id| sos(&[id], WHOLE, "00");
    readable(&with(&[all()]));
    readable(&with(&[only(1), only(2), only(3)]));
    assert_eq!(facts(&with(&[only(1), only(2), only(3)])).scans, 3);
    let offset = at(&with(&[all()]), 0xDA, 0);
    let second = at(&with(&[all(), only(1)]), 0xDA, 1);
    broken(
        &with(&[all(), only(1)]),
        Fault::ScanAfterLast { offset: second },
    );
    broken(&with(&[only(4)]), Fault::UnknownComponent { offset, id: 4 });
    let disordered = sos(&[2, 1, 3], WHOLE, "00 00 00");
    broken(
        &with(&[disordered]),
        Fault::UnknownComponent { offset, id: 1 },
    );
    let band = sos(&[1, 2, 3], [0, 5, 0], "00 00 00");
    let fault = Fault::BadScanParameters {
        offset,
        start: 0,
        end: 5,
        high: 0,
        low: 0,
    };
    broken(&with(&[band]), fault);
    let two = with(&[only(1), only(2)]);
    let end = two.len() as u64 - 2;
    broken_only_for_us(
        &two,
        Fault::ComponentMissing {
            offset: end,
            component: 2,
        },
    );
    let big = sof(0xC0, 8, 8, &[(1, 0x22), (2, 0x22), (3, 0x22)]);
    let bytes = join(&[&tables(), &big, &all()]);
    broken(&bytes, Fault::McuTooLarge { offset, blocks: 12 });
}

#[test]
fn a_scan_of_one_component_counts_its_blocks_and_not_mcus() {
    // 8 × 8 samples at 2 × 2: one block alone, four in an interleaved MCU
    let frame = sof(0xC0, 8, 8, &[(1, 0x22), (2, 0x11), (3, 0x11)]);
    let only = |id| sos(&[id], WHOLE, "00");
    readable(&join(&[&tables(), &frame, &only(1), &only(2), &only(3)]));
    readable(&join(&[
        &tables(),
        &frame,
        &sos(&[1, 2, 3], WHOLE, "00 00 00 00 00 00"),
    ]));
    let short = join(&[&tables(), &frame, &sos(&[1, 2, 3], WHOLE, "00 00 00 00")]);
    let offset = short.len() as u64 - 2;
    broken(
        &short,
        Fault::ScanTooShort {
            offset,
            mcus: 0,
            expected: 1,
            found: Some(0xD9),
        },
    );
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

/// A progressive picture of `width` × 8, DC first, then these scans.
fn progressive(width: u16, dc: &str, scans: &[([u8; 3], &str)]) -> Vec<u8> {
    // EOB runs: 0 is 0/0, 10 is 0/1, 110 is 1/0 (run of 2 + 1 bit), 1110 is ZRL, 11110 is 0/2
    let ac: (&[u8], &[u8]) = (&[1; 5], &[0x00, 0x01, 0x10, 0xF0, 0x02]);
    let mut body = [
        dqt(0),
        dht(0, DC),
        dht(0x10, ac),
        sof(0xC2, width, 8, &[(1, 0x11)]),
    ]
    .concat();
    body.extend(sos(&[1], [0, 0, 1], dc));
    for (parameters, bits) in scans {
        body.extend(sos(&[1], *parameters, bits));
    }
    join(&[&body])
}

#[test]
fn a_progression_that_reaches_every_last_bit_is_readable() {
    // coefficient 1 non-zero after the first AC scan: one correction bit in the refinement
    let refine = [
        ([0, 0, 0x10], "1"),
        ([1, 63, 1], "10 1 0"),
        ([1, 63, 0x10], "0 1"),
    ];
    let bytes = progressive(8, "10 1", &refine);
    readable(&bytes);
    // DC 1 << 1 | 1 = 3, step 8 / 8: 131
    assert_eq!(
        read(&bytes).preview.expect("preview").planes[0].samples,
        [131]
    );
    assert_eq!(facts(&bytes).scans, 4);
    // the correction bit counts: 2 zero blocks in its place are 9 bits, one byte too many to swallow
    let mut lacking = refine;
    lacking[2].1 = "10 1 10 1 10 1 10 1 10 1 10 1";
    let bytes = progressive(8, "10 1", &lacking);
    let verdict = read(&bytes).verdict;
    assert_ne!(verdict, JpegVerdict::Readable);
}

#[test]
fn an_unfinished_progression_is_noted() {
    let bytes = progressive(8, "0", &[([0, 0, 0x10], "0"), ([1, 62, 0], "0")]);
    noted(
        &bytes,
        NoteKind::UnfinishedProgression,
        bytes.len() as u64 - 2,
    );
}

#[test]
fn scans_of_a_progression_must_continue_each_other() {
    let broken_at = |scans: &[([u8; 3], &str)], coefficient, expected, found| {
        let bytes = progressive(8, "0", scans);
        let offset = at(&bytes, 0xDA, scans.len());
        let component = 0;
        broken(
            &bytes,
            Fault::ProgressionBroken {
                offset,
                component,
                coefficient,
                expected,
                found,
            },
        );
    };
    broken_at(&[([0, 0, 0x21], "0")], 0, 1, 2);
    broken_at(&[([0, 0, 0], "0")], 0, 1, 0);
    broken_at(&[([1, 63, 2], "0"), ([5, 63, 0x10], "0")], 5, 2, 1);
    let parameters = |parameters: [u8; 3], start, end, high, low| {
        let bytes = progressive(8, "0", &[(parameters, "0")]);
        let offset = at(&bytes, 0xDA, 1);
        broken(
            &bytes,
            Fault::BadScanParameters {
                offset,
                start,
                end,
                high,
                low,
            },
        );
    };
    parameters([0, 5, 0], 0, 5, 0, 0);
    parameters([6, 5, 0], 6, 5, 0, 0);
    parameters([1, 64, 0], 1, 64, 0, 0);
    parameters([1, 63, 0x20], 1, 63, 2, 0);
    parameters([1, 63, 14], 1, 63, 0, 14);
}

#[test]
fn ac_before_any_dc_is_a_broken_progression() {
    let ac: (&[u8], &[u8]) = (&[1], &[0]);
    let frame = sof(0xC2, 8, 8, &[(1, 0x11)]);
    let bytes = join(&[&dqt(0), &dht(0x10, ac), &frame, &sos(&[1], [1, 63, 0], "0")]);
    let offset = at(&bytes, 0xDA, 0);
    let fault = Fault::ProgressionBroken {
        offset,
        component: 0,
        coefficient: 0,
        expected: 0,
        found: 0,
    };
    broken(&bytes, fault);
}

#[test]
fn an_end_of_band_run_must_end_with_the_blocks() {
    let last = ([0, 0, 0x10], "000");
    let scans = |bits| [last, ([1, 63, 0], bits)];
    readable(&progressive(24, "000", &scans("110 1"))); // 2 + 1 blocks
    let bytes = progressive(16, "00", &scans("110 1"));
    noted(&bytes, NoteKind::EobRunOverrun, at(&bytes, 0xDA, 2) + 10);
}

#[test]
fn a_refinement_brings_one_bit_at_a_time() {
    let scans = |bits| {
        [
            ([0, 0, 0x10], "0"),
            ([1, 63, 1], "0"),
            ([1, 63, 0x10], bits),
        ]
    };
    readable(&progressive(8, "0", &scans("10 1 0")));
    let bytes = progressive(8, "0", &scans("11110 1 0"));
    let offset = at(&bytes, 0xDA, 3) + 10;
    broken(
        &bytes,
        Fault::RefinementSize {
            offset,
            mcu: 0,
            size: 2,
        },
    );
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
