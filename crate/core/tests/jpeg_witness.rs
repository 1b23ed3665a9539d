//! libjpeg-turbo is the witness: on pictures made by `cjpeg` and `jpegtran` and then damaged, our verdict is
//! `djpeg`'s (any error or any warning on its standard error is bad).
//!
//! Where T.81 makes us stricter, the class is named in [`Stricter`] and each case has to be proved
//! by `djpeg` itself on an altered file; anything else is a disagreement and fails.

#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod jpeg;

use jpeg::pictures::{Lcg, SIZES, WAYS, coded, ppm};
use jpeg::{djpeg_is_silent, run};
use yanshou::content::jpeg::{JpegFault, JpegOptions, JpegUnsupported, JpegVerdict, verify};

/// Where T.81 forbids what djpeg lets pass, and we say broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stricter {
    /// Up to 7 bytes before a marker that no MCU needs (B.1.1.5). libjpeg's 64-bit look-ahead has
    /// swallowed them and forgets to count them. Proof: djpeg stays silent without them, and
    /// complains without one byte more.
    SwallowedBytes,
    /// A bit pattern that is no code word (F.2.2.3). libjpeg's fast path reads it as symbol 0
    /// without a word. Proof: with a restart interval longer than the scan, which forces its slow
    /// path, djpeg complains.
    InvalidCode,
    /// A component without any scan (B.2.3): libjpeg shows it flat.
    ComponentMissing,
}

/// The class of a case where we say broken and djpeg is silent, if it can be proved.
fn proved(fault: JpegFault, bytes: &[u8]) -> Option<Stricter> {
    match fault {
        JpegFault::ExtraneousData {
            offset,
            bytes: count,
            ..
        } => {
            let (begin, end) = (offset as usize, (offset + count) as usize);
            // an all-stuffed tail has 14 bytes
            let short = count <= 14;
            let without = [&bytes[..begin], &bytes[end..]].concat();
            let last = if bytes[..begin].ends_with(&[0xFF, 0]) {
                2
            } else {
                1
            };
            let one_more = [&bytes[..begin - last], &bytes[end..]].concat();
            (short && djpeg_is_silent(&without) && !djpeg_is_silent(&one_more))
                .then_some(Stricter::SwallowedBytes)
        }
        JpegFault::InvalidCode { .. } => {
            let slow = [&bytes[..2], &[0xFF, 0xDD, 0, 4, 0xFF, 0xFF], &bytes[2..]].concat();
            (!djpeg_is_silent(&slow)).then_some(Stricter::InvalidCode)
        }
        JpegFault::ComponentMissing { .. } => Some(Stricter::ComponentMissing),
        _ => None,
    }
}

/// `Ok` with the class if we are stricter; `Err` on a disagreement.
fn compare(bytes: &[u8]) -> Result<(bool, Option<Stricter>), String> {
    let verdict = verify(
        bytes,
        &JpegOptions {
            keep_preview: true,
            ..JpegOptions::default()
        },
    )
    .verdict;
    let plain = verify(bytes, &JpegOptions::default()).verdict;
    if verdict != plain {
        return Err(format!("with preview {verdict:?}, without {plain:?}"));
    }
    let silent = djpeg_is_silent(bytes);
    match verdict {
        JpegVerdict::Readable if silent => Ok((true, None)),
        JpegVerdict::Broken(_) | JpegVerdict::Unsupported(_) if !silent => Ok((false, None)),
        // djpeg reads arithmetic coding; we say that we do not
        JpegVerdict::Unsupported(JpegUnsupported::Arithmetic) => Ok((false, None)),
        JpegVerdict::Broken(fault) => match proved(fault, bytes) {
            Some(class) => Ok((false, Some(class))),
            None => Err(format!("djpeg silent, we say {verdict:?}")),
        },
        _ => Err(format!("djpeg silent: {silent}, we say {verdict:?}")),
    }
}

/// First byte of the first scan's data, and the last byte before EOI.
fn scan_range(jpeg: &[u8]) -> (usize, usize) {
    let mut at = 2;
    while jpeg[at + 1] != 0xDA {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    (
        at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]])),
        jpeg.len() - 2,
    )
}

fn find(jpeg: &[u8], marker: &[u8]) -> Option<usize> {
    jpeg.windows(2)
        .position(|pair| pair[0] == 0xFF && marker.contains(&pair[1]))
}

/// Every way of damage, on one picture.
fn damaged(jpeg: &[u8], lcg: &mut Lcg) -> Vec<(String, Vec<u8>)> {
    let (begin, end) = scan_range(jpeg);
    let (length, data) = (jpeg.len(), end - begin);
    let mut cases = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| cases.push((name, bytes));
    for cut in [1, 2, 3, 10, data / 4, data / 2, data] {
        let kept = length.saturating_sub(cut);
        add(format!("cut {cut}"), jpeg[..kept].to_vec());
        add(
            format!("cut {cut} + EOI"),
            [&jpeg[..kept], &[0xFF, 0xD9]].concat(),
        );
    }
    add("cut in the headers".into(), jpeg[..begin / 2].to_vec());
    add("trailing bytes".into(), [jpeg, b"trailing"].concat());
    for size in [64, 512] {
        let at = begin + lcg.below(data);
        let mut bytes = jpeg.to_vec();
        bytes[at..(at + size).min(end)].fill(0);
        add(format!("zero {size} at {at}"), bytes);
    }
    for count in [20, 1000] {
        let at = begin + lcg.below(data);
        let to = (at + count).min(end);
        add(
            format!("drop {count} at {at}"),
            [&jpeg[..at], &jpeg[to..]].concat(),
        );
        add(
            format!("double {count} at {at}"),
            [&jpeg[..to], &jpeg[at..]].concat(),
        );
    }
    let at = begin + lcg.below(data);
    add(
        format!("stray RST at {at}"),
        [&jpeg[..at], &[0xFF, 0xD3], &jpeg[at..]].concat(),
    );
    add(
        "half the scan gone".into(),
        [&jpeg[..begin + data / 2], &jpeg[end..]].concat(),
    );
    add(
        "first half gone".into(),
        [&jpeg[..begin], &jpeg[begin + data / 2..]].concat(),
    );
    for tail in [1, 3, 9, 40] {
        let junk = vec![0x55; tail];
        add(
            format!("{tail} bytes before EOI"),
            [&jpeg[..end], &junk, &jpeg[end..]].concat(),
        );
    }
    if let Some(sof) = find(jpeg, &[0xC0, 0xC1, 0xC2]) {
        for change in [1, 8, 64, 200] {
            let mut bytes = jpeg.to_vec();
            bytes[sof + 6] ^= change;
            add(format!("height ^{change}"), bytes);
            let mut bytes = jpeg.to_vec();
            bytes[sof + 8] ^= change;
            add(format!("width ^{change}"), bytes);
        }
        for byte in 4..sof.min(12) {
            let mut bytes = jpeg.to_vec();
            bytes[sof + byte] ^= 1 << lcg.below(8);
            add(format!("SOF byte {byte}"), bytes);
        }
    }
    for _ in 0..8 {
        let mut bytes = jpeg.to_vec();
        let at = 2 + lcg.below(begin - 2);
        bytes[at] ^= 1 << lcg.below(8);
        add(format!("header flip at {at}"), bytes);
    }
    if let Some(dht) = find(jpeg, &[0xC4]) {
        for _ in 0..4 {
            let mut bytes = jpeg.to_vec();
            let at = dht + 4 + lcg.below(28);
            bytes[at] = bytes[at].wrapping_add(1);
            add(format!("DHT byte at {at}"), bytes);
        }
    }
    for _ in 0..30 {
        let mut bytes = jpeg.to_vec();
        let (at, bit) = (begin + lcg.below(data), lcg.below(8));
        bytes[at] ^= 1 << bit;
        add(format!("flip bit {bit} at {at}"), bytes);
    }
    for _ in 0..3 {
        let mut bytes = jpeg.to_vec();
        for _ in 0..20 {
            bytes[begin + lcg.below(data)] ^= 1 << lcg.below(8);
        }
        add("20 flips".into(), bytes);
    }
    for _ in 0..3 {
        let mut bytes = jpeg.to_vec();
        let at = begin + lcg.below(data);
        for byte in &mut bytes[at..(at + 100).min(end)] {
            *byte = u8::try_from(lcg.below(256)).expect("under 256");
        }
        add(format!("100 random at {at}"), bytes);
    }
    cases
}

/// The numbers of [`SIZES`] for one of two tests: they run beside each other.
fn half(which: usize) -> impl Iterator<Item = usize> {
    (0..SIZES.len()).filter(move |number| number % 2 == which)
}

fn good_pictures_agree(which: usize) {
    let mut seen = 0;
    for number in half(which) {
        for (name, jpeg) in coded(number) {
            assert_eq!(compare(&jpeg), Ok((true, None)), "{name}");
            let reading = verify(&jpeg, &JpegOptions::default());
            assert_eq!(reading.notes, [], "{name}");
            assert_eq!(reading.facts.expect("facts").trailing_bytes, 0, "{name}");
            seen += 1;
        }
    }
    println!("{seen} good pictures agree");
    assert_eq!(seen, WAYS * SIZES.len() / 2);
    assert!(seen >= 1_000, "both halves are to be 2 000");
}

#[test]
fn every_good_picture_is_readable_as_djpeg_says() {
    good_pictures_agree(0);
}

#[test]
fn every_other_good_picture_is_readable_as_djpeg_says() {
    good_pictures_agree(1);
}

/// A few ways of coding each picture, others each time.
fn damaged_pictures_agree(progressive: bool) {
    let mut lcg = Lcg(20_260_101);
    let (mut same, mut bad, mut stricter) = (0, 0, std::collections::BTreeMap::new());
    let mut disagreements = Vec::new();
    for number in 0..SIZES.len() {
        let ways = coded(number).into_iter();
        let ways = ways.filter(|(name, _)| name.contains("progressive") == progressive);
        for (name, jpeg) in ways
            .skip(number % 19)
            .step_by(if progressive { 19 } else { 29 })
        {
            for (damage, bytes) in damaged(&jpeg, &mut lcg) {
                match compare(&bytes) {
                    Ok((readable, None)) => {
                        same += 1;
                        bad += usize::from(!readable);
                    }
                    Ok((_, Some(class))) => *stricter.entry(class).or_insert(0) += 1,
                    Err(text) => disagreements.push(format!("{name}, {damage}: {text}")),
                }
            }
        }
    }
    println!("{same} agree, {bad} of them bad; stricter {stricter:?}");
    assert!(
        disagreements.is_empty(),
        "{} of them:\n{}",
        disagreements.len(),
        disagreements.join("\n")
    );
    assert!(
        same >= 1_000 && bad * 2 >= same,
        "{same} compared, {bad} bad: the damage has no teeth"
    );
}

#[test]
fn damaged_sequential_pictures_are_judged_as_djpeg_does() {
    damaged_pictures_agree(false);
}

#[test]
fn damaged_progressive_pictures_are_judged_as_djpeg_does() {
    damaged_pictures_agree(true);
}

/// `djpeg -scale 1/8` makes each pixel from one DC coefficient; of the luma plane nothing is lost
/// on the way.
#[test]
fn preview_is_the_picture_of_djpeg_at_one_eighth() {
    let mut compared = 0;
    for (name, jpeg) in [0, 1, 4].into_iter().flat_map(coded) {
        if ["-rgb", "CMYK", "YCCK"].iter().any(|no| name.contains(no)) {
            continue; // djpeg would compute a luma that is not in the file
        }
        let options = JpegOptions {
            keep_preview: true,
            ..JpegOptions::default()
        };
        let preview = verify(&jpeg, &options).preview.expect("preview");
        let plane = &preview.planes[0];
        let (_, pgm, _) = run("djpeg", &["-scale", "1/8", "-grayscale"], &jpeg);
        let head = format!("P5\n{} {}\n255\n", plane.width, plane.height);
        assert_eq!(String::from_utf8_lossy(&pgm[..head.len()]), head, "{name}");
        assert_eq!(plane.samples, pgm[head.len()..], "{name}");
        compared += 1;
    }
    assert_eq!(compared, 3 * 6 * 15);
}

/// `jpegtran` changes the coding and no coefficient.
#[test]
fn detail_is_that_of_the_coefficients_whatever_their_coding() {
    for number in [2, 4, 16] {
        let source = jpeg::pictures::source(number);
        let detail = |jpeg: &[u8]| {
            let options = JpegOptions {
                keep_preview: true,
                ..JpegOptions::default()
            };
            verify(jpeg, &options).preview.expect("preview").detail
        };
        let (_, baseline, _) = run("cjpeg", &["-quality", "85"], &source);
        let plain = detail(&baseline);
        assert!(plain.iter().any(|last| *last > 20), "{number}");
        for options in [["-progressive"], ["-optimize"]] {
            let (_, other, _) = run("jpegtran", &options, &baseline);
            assert_eq!(detail(&other), plain, "{number} {options:?}");
        }
    }
    // One colour has a mean and nothing else.
    let (_, flat, _) = run("cjpeg", &[], &ppm(40, 33, 2));
    let options = JpegOptions {
        keep_preview: true,
        ..JpegOptions::default()
    };
    let preview = verify(&flat, &options).preview.expect("preview");
    assert_eq!(preview.detail, [0; 25]);
}

#[test]
fn arithmetic_coding_is_named_as_unread_although_djpeg_reads_it() {
    let (_, jpeg, _) = run("cjpeg", &["-arithmetic"], &ppm(40, 33, 1));
    assert!(djpeg_is_silent(&jpeg));
    let verdict = verify(&jpeg, &JpegOptions::default()).verdict;
    assert_eq!(
        verdict,
        JpegVerdict::Unsupported(JpegUnsupported::Arithmetic)
    );
}
