//! 24 small pictures that differ in content and size, and the hundred ways in which each is coded by `cjpeg` and
//! `jpegtran`. CMYK is put together here: no tool of libjpeg-turbo writes it.

use super::run;

/// Numerical Recipes' 64-bit LCG (Knuth's MMIX constants); the upper bits are used.
pub struct Lcg(pub u64);

impl Lcg {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

/// Sides with every kind of remainder to 8, 16 and 32.
pub const SIZES: [(usize, usize); 24] = [
    (1, 1),
    (301, 200),
    (40, 33),
    (8, 8),
    (100, 75),
    (17, 5),
    (33, 64),
    (200, 301),
    (16, 16),
    (255, 64),
    (160, 121),
    (7, 9),
    (64, 255),
    (120, 80),
    (31, 33),
    (65, 17),
    (15, 1),
    (97, 103),
    (1, 40),
    (128, 96),
    (250, 3),
    (72, 136),
    (3, 250),
    (400, 333),
];

/// A picture as PPM: by its seed paper with bars, one colour, noise, a gradient, a chequer of pixels, strokes,
/// upright lines, or waves.
pub fn ppm(width: usize, height: usize, seed: u64) -> Vec<u8> {
    let mut lcg = Lcg(seed);
    let mut bytes = format!("P6\n{width} {height}\n255\n").into_bytes();
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let value = match seed % 8 {
                    1 => {
                        let bar = if (x / 9 + y / 13) % 4 == 0 { 120 } else { 0 };
                        230 - bar + channel * 7 - (x * 40 / width) + lcg.below(24)
                    }
                    2 => 40 + 70 * channel,
                    3 => lcg.below(256),
                    4 => (x * 255 / width + y * 90 * channel / height) % 256,
                    5 => (x + y + channel) % 2 * 255,
                    6 => {
                        let stroke = (x * 7 / 5) % 23 < 3 && (y / 4 + x / 23) % 5 < 3;
                        if stroke { 30 } else { 235 + lcg.below(6) }
                    }
                    7 => 255 * usize::from((x / 3) % 4 == channel),
                    _ => {
                        let wave =
                            (x as f64 / 11.0).sin() * (y as f64 / (7 + channel) as f64).cos();
                        (128.0 + wave * 110.0) as usize
                    }
                };
                bytes.push(u8::try_from(value.min(255)).expect("under 256"));
            }
        }
    }
    bytes
}

/// The source picture with this number in [`SIZES`].
pub fn source(number: usize) -> Vec<u8> {
    let (width, height) = SIZES[number];
    ppm(width, height, number as u64 + 1)
}

const COLOURS: [&str; 7] = [
    "-sample 1x1",
    "-sample 2x1",
    "-sample 2x2",
    "-sample 1x2",
    "-sample 4x1",
    "-grayscale",
    "-rgb",
];
const CODINGS: [&str; 3] = ["", "-optimize", "-progressive"];
const FINENESS: [&str; 5] = [
    "-quality 75",
    "-quality 95",
    "-quality 30 -restart 1",
    "-quality 100 -restart 5B",
    "-quality 85 -restart 1B",
];
/// What `jpegtran` makes of a CMYK picture whose scans are one for each ink.
const REWRITTEN: [&str; 5] = [
    "",
    "-optimize",
    "-progressive",
    "-restart 1",
    "-progressive -restart 3B",
];

/// How many ways there are.
pub const WAYS: usize = COLOURS.len() * CODINGS.len() * FINENESS.len() + 2 * (1 + REWRITTEN.len());

/// The picture with this number, coded in every way, with the name of each.
pub fn coded(number: usize) -> Vec<(String, Vec<u8>)> {
    let source = source(number);
    let (width, height) = SIZES[number];
    let mut made = Vec::new();
    for colour in COLOURS {
        for coding in CODINGS {
            for fineness in FINENESS {
                let options = format!("{fineness} {coding} {colour}");
                let jpeg = written("cjpeg", &options, &source);
                made.push((format!("{width}x{height} {options}"), jpeg));
            }
        }
    }
    for (transform, name) in [(0, "CMYK"), (2, "YCCK")] {
        let scans = four_inks(&source, transform);
        for options in REWRITTEN {
            let jpeg = written("jpegtran", options, &scans);
            made.push((format!("{width}x{height} {name} {options}"), jpeg));
        }
        made.push((format!("{width}x{height} {name} in four scans"), scans));
    }
    assert_eq!(made.len(), WAYS);
    made
}

fn written(program: &str, options: &str, input: &[u8]) -> Vec<u8> {
    let words: Vec<&str> = options.split_whitespace().collect();
    let (code, jpeg, stderr) = run(program, &words, input);
    let text = String::from_utf8_lossy(&stderr);
    assert!(code == 0 && text.is_empty(), "{program} {options}: {text}");
    jpeg
}

/// A picture of four inks from four grey ones: the data of a grey picture's scan are those of a scan of one component
/// without subsampling (T.81 A.2.2).
fn four_inks(source: &[u8], transform: u8) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    // Adobe Technical Note 5116: version 100, no flags, then the transform.
    out.extend([0xFF, 0xEE, 0, 14]);
    out.extend(b"Adobe\0\x64\0\0\0\0");
    out.push(transform);
    for ink in 1..=4_u8 {
        let quality = format!("-grayscale -quality {}", 60 + 10 * u32::from(ink));
        // Each ink is another negative of the picture.
        let head = source.iter().enumerate().filter(|(_, b)| **b == b'\n');
        let pixels = head.map(|(at, _)| at + 1).nth(2).expect("three lines");
        let mut other = source.to_vec();
        for sample in &mut other[pixels..] {
            *sample ^= ink.wrapping_mul(37);
        }
        let grey = written("cjpeg", &quality, &other);
        let mut at = 2;
        loop {
            let marker = grey[at + 1];
            let length = 2 + usize::from(u16::from_be_bytes([grey[at + 2], grey[at + 3]]));
            let segment = &grey[at..at + length];
            at += length;
            match marker {
                // One table of quantisation for all inks; Huffman tables are sent anew before each scan.
                0xDB if ink > 1 => {}
                0xDB | 0xC4 => out.extend(segment),
                0xC0 if ink == 1 => {
                    out.extend([0xFF, 0xC0, 0, 20]);
                    out.extend(&segment[4..9]);
                    out.push(4);
                    (1..=4).for_each(|id| out.extend([id, 0x11, 0]));
                }
                0xDA => {
                    out.extend([0xFF, 0xDA, 0, 8, 1, ink, 0, 0, 63, 0]);
                    out.extend(&grey[at..grey.len() - 2]);
                    break;
                }
                _ => {}
            }
        }
    }
    out.extend([0xFF, 0xD9]);
    out
}
