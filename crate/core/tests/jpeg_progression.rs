//! Hand-made pictures of a few blocks, one rule of T.81 on progressive scans at a time: exact
//! fault, and the near-miss that passes. Each is shown to djpeg as well; where it is silent on what
//! T.81 forbids, the test says so.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::tiny::*;
use yanshou::content::jpeg::{JpegFault as Fault, JpegVerdict, NoteKind};

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
    // the correction bit counts: 2 zero blocks in its place are 9 bits, one byte too many to
    // swallow
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
