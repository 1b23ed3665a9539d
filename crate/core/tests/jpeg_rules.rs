//! Hand-made pictures of a few blocks, one rule of T.81 on scans at a time: exact fault, and the
//! near-miss that passes. Each is shown to djpeg as well; where it is silent on what T.81 forbids,
//! the test says so.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::tiny::*;
use yanshou::content::jpeg::{Coding, ColourModel, JpegFault as Fault, NoteKind};

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
