//! The reader of sequential scans works in three places at once; here it is held against one that reads bit by
//! bit, as the flow charts of T.81 F.2.2 say, over sound and damaged streams: verdict, places, notes and preview.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::pictures::{Lcg, ppm};
use jpeg::run;
use jpeg::slow::slow;
use jpeg::tiny::{AC, DC, WHOLE, dht, dqt, join, sof, sos};

use yanshou::content::jpeg::{JpegFault, JpegOptions, JpegVerdict, NoteKind, verify};

/// What became of the streams compared.
#[derive(Debug, Default)]
struct Seen {
    readable: u32,
    broken: u32,
    noted: u32,
    left_out: u32,
}

fn compare(bytes: &[u8], name: &str, seen: &mut Seen) {
    let Some(expected) = slow(bytes) else {
        seen.left_out += 1;
        return;
    };
    for keep_preview in [true, false] {
        let options = JpegOptions {
            keep_preview,
            ..JpegOptions::default()
        };
        let reading = verify(bytes, &options);
        assert_eq!(reading.verdict, expected.verdict, "{name}");
        let notes: Vec<_> = reading
            .notes
            .iter()
            .map(|n| (n.kind, (n.offset, n.count)))
            .collect();
        let slow_notes: Vec<_> = expected.notes.clone().into_iter().collect();
        assert_eq!(notes, slow_notes, "{name}");
        let readable = reading.verdict == JpegVerdict::Readable;
        assert_eq!(
            reading.preview.is_some(),
            readable && keep_preview,
            "{name}"
        );
        if let Some(preview) = reading.preview {
            let planes: Vec<_> = preview
                .planes
                .into_iter()
                .map(|plane| plane.samples)
                .collect();
            assert!(planes == expected.planes, "{name}: samples");
            assert!(
                preview.detail == expected.detail,
                "{name}: last coefficients"
            );
        }
    }
    match expected.verdict {
        JpegVerdict::Readable => seen.readable += 1,
        _ => seen.broken += 1,
    }
    seen.noted += u32::from(!expected.notes.is_empty());
}

/// A change somewhere in the data of the scan.
fn damaged(bytes: &[u8], lcg: &mut Lcg) -> (usize, Vec<u8>) {
    let sos = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .expect("a scan");
    let (begin, end) = (sos + 14, bytes.len() - 2);
    let at = begin + lcg.below(end - begin);
    let to = (at + 1 + lcg.below(700)).min(end);
    let mut bytes = bytes.to_vec();
    let kind = lcg.below(9);
    match kind {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => bytes[at] ^= 1 << lcg.below(8),
        3 => (0..20).for_each(|_| bytes[begin + lcg.below(end - begin)] ^= 1 << lcg.below(8)),
        4 => bytes[at..to].fill([0, 0xFF, 0xAA][lcg.below(3)]),
        5 => drop(bytes.drain(at..to)),
        6 => drop(bytes.splice(at..at, bytes[at..to].to_vec())),
        7 => drop(bytes.splice(at..at, [0xFF, 0xD0 + lcg.below(8) as u8])),
        _ => {
            let stuffed = bytes[at..end].windows(2).position(|pair| pair == [0xFF, 0]);
            let at = at + stuffed.unwrap_or(0);
            drop(bytes.splice(at..at, vec![0xFF; 1 + lcg.below(3)]));
        }
    }
    (kind, bytes)
}

#[test]
fn pictures_of_cjpeg_are_read_as_bit_by_bit() {
    let mut seen = Seen::default();
    let mut lcg = Lcg(11);
    let codings = [
        "-quality 85 -sample 2x2",
        "-quality 85 -grayscale",
        "-quality 100 -sample 2x1",
        "-quality 98 -grayscale -optimize",
        "-quality 75 -sample 1x1 -optimize",
        "-quality 90 -rgb",
        "-quality 95 -sample 4x1 -restart 2",
        "-quality 85 -grayscale -restart 7B",
    ];
    for seed in [0, 1, 3, 6] {
        let picture = ppm(473, 329, seed);
        for coding in codings {
            let words: Vec<&str> = coding.split(' ').collect();
            let (_, sound, _) = run("cjpeg", &words, &picture);
            compare(&sound, coding, &mut seen);
            for round in 0..20 {
                let (kind, bytes) = damaged(&sound, &mut lcg);
                compare(
                    &bytes,
                    &format!("{seed} {coding}, damage {round} of kind {kind}"),
                    &mut seen,
                );
            }
        }
    }
    assert!(
        seen.readable > 60 && seen.broken > 250 && seen.noted > 50,
        "{seen:?}"
    );
    assert!(seen.left_out < 10, "{seen:?}");
}

/// Code words of a table, in the order of its symbols.
fn words((counts, symbols): (&[u8], &[u8])) -> Vec<(u8, String)> {
    let (mut code, mut found) = (0, Vec::new());
    for (length, &count) in (1..).zip(counts) {
        for _ in 0..count {
            found.push((symbols[found.len()], format!("{code:0length$b}")));
            code += 1;
        }
        code <<= 1;
    }
    found
}

/// Blocks of random symbols, `odd` of 10 000 of them ending wrongly, and often none: 2 bits a block.
fn made(
    side: u16,
    restart: u16,
    table: (&[u8], &[u8]),
    odd: usize,
    dense: usize,
    lcg: &mut Lcg,
) -> Vec<u8> {
    let words = words(table);
    let random = |size: u8, lcg: &mut Lcg| -> String {
        (0..size).map(|_| ['0', '1'][lcg.below(2)]).collect()
    };
    let blocks = usize::from(side).div_ceil(8).pow(2);
    let mut bits = String::new();
    for number in 0..blocks {
        if restart > 0 && number > 0 && number.is_multiple_of(usize::from(restart)) {
            bits.push('|');
        }
        bits.push_str(["0", "10", "11"][usize::from(lcg.below(3) == 0)]);
        if bits.ends_with("10") {
            bits.push_str(&random(1, lcg));
        }
        let mut k = 1;
        let wrong = lcg.below(10_000) < odd;
        while k < 64 {
            let (symbol, word) = match lcg.below(100) {
                draw if draw < dense => &words[lcg.below(words.len())],
                _ => &words[0],
            };
            let next = match (symbol >> 4, symbol & 15) {
                (0, 0) => 64,
                (15, 0) => k + 16,
                (_, 0) => 99,
                (run, _) => k + usize::from(run) + 1,
            };
            if next > 64 && !wrong {
                continue;
            }
            bits.push_str(word);
            bits.push_str(&random(symbol & 15, lcg));
            k = next;
        }
    }
    let restart = restart.to_be_bytes();
    join(&[
        &dqt(0),
        &dht(0x00, DC),
        &dht(0x10, table),
        &[0xFF, 0xDD, 0, 4],
        &restart,
        &sof(0xC0, side, side, &[(1, 0x11)]),
        &sos(&[1], WHOLE, &bits),
    ])
}

/// Codes of 1, 2, and 13 to 16 bits. The long ones do not begin with ones: no table of 12 bits leads to them.
const GAP: (&[u8], &[u8]) = (
    &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 2],
    &[0x00, 0x01, 0xF0, 0x2A, 0x0F, 0xF1],
);
/// EOB, 12 codes of 12 bits or fewer, and long ones that begin with ones.
const LONG: (&[u8], &[u8]) = (
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    &[
        0, 1, 2, 0x11, 0xF0, 0x03, 0x21, 0x0F, 0x31, 0x41, 0x0A, 0x51, 0x61, 0x1F, 0xE1, 0xF1,
    ],
);

#[test]
fn made_streams_are_read_as_bit_by_bit() {
    let mut seen = Seen::default();
    let mut lcg = Lcg(5);
    for (table, dense, side) in [
        (AC, 60, 1200),
        (AC, 0, 4000),
        (GAP, 50, 1200),
        (LONG, 70, 1200),
        (LONG, 97, 600),
    ] {
        for (restart, odd) in [(0, 0), (0, 3), (0, 500), (1000, 2), (7, 2)] {
            if side > 2000 && odd > 2 {
                continue;
            }
            let bytes = made(side, restart, table, odd, dense, &mut lcg);
            let name = format!("{dense} % of {:?}, restart {restart}, {odd} odd", table.1);
            compare(&bytes, &name, &mut seen);
            for _ in 0..4 {
                let (kind, bytes) = damaged(&bytes, &mut lcg);
                compare(&bytes, &format!("{name}, damage of kind {kind}"), &mut seen);
            }
        }
    }
    assert!(
        seen.readable > 10 && seen.broken > 40 && seen.noted > 15,
        "{seen:?}"
    );
    assert!(seen.left_out < 10, "{seen:?}");
}

#[test]
fn fill_bytes_behind_the_last_mcu_are_extraneous_and_not_inside_the_scan() {
    let mut lcg = Lcg(3);
    let bytes = made(1200, 0, AC, 0, 60, &mut lcg);
    let end = bytes.len() - 2;
    let longer = [&bytes[..end], &[0xFF, 0xFF, 0x00], &bytes[end..]].concat();
    let reading = verify(&longer, &JpegOptions::default());
    let fault = JpegFault::ExtraneousData {
        offset: end as u64,
        bytes: 3,
        before: 0xD9,
    };
    assert_eq!(reading.verdict, JpegVerdict::Broken(fault));
    assert!(
        reading
            .notes
            .iter()
            .all(|note| note.kind != NoteKind::FillInsideScan)
    );
}
