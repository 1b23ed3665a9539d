//! JPEG 2000: what structure and decoder find, on two small codestreams of OpenJPEG's (`content/jpeg2000/`).

mod content;

use content::{broken, facts, readable};
use yanshou::content::picture::{Picture, PictureError, picture};
use yanshou::content::read_image;
use yanshou::facts::{ColourMode, Format, Readability, WaveletFacts};
use yanshou::limits::Limits;

const GREY: &[u8] = include_bytes!("content/jpeg2000/grey.j2k");
const COLOUR: &[u8] = include_bytes!("content/jpeg2000/colour.j2k");

fn one_box(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes(), kind.as_slice(), content].concat()
}

/// Boxes of a JP2 file by their place, so that a test can leave out, change or move one.
fn boxes(codestream: &[u8]) -> Vec<Vec<u8>> {
    let size = &codestream[8..16];
    let components = &codestream[40..42];
    let ihdr = [&size[4..], &size[..4], components, &[7, 7, 0, 0]].concat();
    let space = if components == [0, 1] { 17 } else { 16 };
    // 300 dpi is 11 811 dots a metre.
    let resc = one_box(b"resc", b"\x2e\x23\0\x01\x2e\x23\0\x01\0\0");
    let header = [
        one_box(b"ihdr", &ihdr),
        one_box(b"colr", &[1, 0, 0, 0, 0, 0, space]),
        one_box(b"res ", &resc),
    ];
    vec![
        one_box(b"jP  ", b"\r\n\x87\n"),
        one_box(b"ftyp", b"jp2 \0\0\0\0jp2 "),
        one_box(b"jp2h", &header.concat()),
        one_box(b"jp2c", codestream),
    ]
}

fn jp2(codestream: &[u8]) -> Vec<u8> {
    boxes(codestream).concat()
}

/// The bytes with those at `at` replaced.
fn with(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

/// Where the `n`th such bytes begin, from 0.
fn place(bytes: &[u8], what: &[u8], n: usize) -> usize {
    let mut places = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(what));
    places.nth(n).unwrap()
}

/// Why it is broken; empty where it is not.
fn broken_by(bytes: &[u8]) -> String {
    match facts(bytes).readability {
        Readability::Broken { reason, .. } => reason,
        _ => String::new(),
    }
}

fn suspects(bytes: &[u8]) -> Vec<String> {
    assert_eq!(facts(bytes).readability, Readability::Readable);
    facts(bytes).pages[0].suspect.clone()
}

#[test]
fn a_sound_codestream_and_a_sound_file_say_what_they_are() {
    let page = &readable(GREY).pages[0];
    assert_eq!(
        (page.width, page.height, page.bits, page.samples),
        (64, 48, 8, 1)
    );
    assert_eq!((page.colour, page.density), (ColourMode::Grey, None));
    let wavelet = WaveletFacts {
        layers: 1,
        reversible: true,
        ratio: 64 * 48 * 100 / GREY.len() as u64,
    };
    assert_eq!(page.wavelet, Some(wavelet));
    let file = jp2(COLOUR);
    let page = &readable(&file).pages[0];
    assert_eq!((page.width, page.height, page.samples), (72, 56, 3));
    assert_eq!(page.colour, ColourMode::Colour);
    assert_eq!(page.density.unwrap().centi_dpi(), Some((30_000, 30_000)));
    let wavelet = page.wavelet.unwrap();
    assert_eq!((wavelet.layers, wavelet.reversible), (2, false));
    assert!(page.suspect.is_empty());
}

#[test]
fn resolutions_with_large_powers_of_ten_are_kept_exactly() {
    let mut boxes = boxes(GREY);
    // 30 000 / 254 × 10² dots a metre, as Kakadu writes 300 dpi.
    let at = place(&boxes[2], b"resc", 0) + 4;
    boxes[2] = with(&boxes[2], at, b"\x75\x30\0\xfe\x75\x30\0\xfe\x02\x02");
    let density = readable(&boxes.concat()).pages[0].density.unwrap();
    assert_eq!(density.centi_dpi(), Some((30_000, 30_000)));
    boxes[2] = with(&boxes[2], at, b"\0\0\0\x01\0\0\0\x01\0\0");
    let file = boxes.concat();
    assert_eq!(facts(&file).pages[0].density, None);
    assert_eq!(suspects(&file), ["`res `: resolution of 0"]);
}

#[test]
fn a_cut_anywhere_is_found() {
    for whole in [GREY.to_vec(), jp2(COLOUR)] {
        for length in (12..whole.len()).step_by(7).chain([whole.len() - 1]) {
            let facts = facts(&whole[..length]);
            let found = matches!(facts.readability, Readability::Broken { .. });
            assert!(found, "cut to {length}: {:?}", facts.readability);
        }
    }
}

/// What is done to the boxes of a sound file.
type Spoil = fn(&mut Vec<Vec<u8>>);

#[test]
fn what_is_wrong_with_the_boxes_is_named() {
    let cases: &[(&str, Spoil)] = &[
        ("box `jP  `: not the signature", |b| {
            b[0] = with(&b[0], 8, b"\n")
        }),
        ("box `free`: the second box is not the file type", |b| {
            b.insert(1, one_box(b"free", b""))
        }),
        ("box `ftyp`: unknown brand", |b| {
            b[1] = with(&b[1], 8, b"jq2 ")
        }),
        ("box `ftyp`: `jp2 ` is not in the list", |b| {
            b[1] = with(&b[1], 16, b"jp9 ")
        }),
        ("box `jp2c`: before the header box `jp2h`", |b| b.swap(2, 3)),
        ("box `jp2h`: a second one", |b| b.insert(2, b[2].clone())),
        ("no codestream box `jp2c`", |b| b.truncate(3)),
        ("box `ihdr`: compression 8, JPEG 2000 is 7", |b| {
            b[2] = with(&b[2], 27, &[8])
        }),
        ("size, components or depths of `ihdr` and SIZ differ", |b| {
            b[2] = with(&b[2], 19, &[9])
        }),
        ("size, components or depths of `ihdr` and SIZ differ", |b| {
            b[2] = with(&b[2], 26, &[6])
        }),
        ("box `resc`: a second one, or cut", |b| {
            let at = place(&b[2], b"resc", 0);
            b[2] = with(&b[2], at - 1, &[0x13]);
        }),
        ("box `colr`: `ihdr` must be first", |b| {
            let header = [
                one_box(b"colr", &[1, 0, 0, 0, 0, 0, 17]),
                b[2][8..].to_vec(),
            ];
            b[2] = one_box(b"jp2h", &header.concat());
        }),
    ];
    for (reason, change) in cases {
        let mut boxes = boxes(GREY);
        change(&mut boxes);
        let said = read_image(Format::Jpeg2000, &boxes.concat(), &Limits::default()).unwrap();
        match said.readability {
            Readability::Broken { reason: found, .. } => assert_eq!(found, *reason),
            other => panic!("{reason}: {other:?}"),
        }
    }
}

#[test]
fn what_is_wrong_with_the_codestream_is_named() {
    let sot = |n| place(COLOUR, b"\xff\x90\0\x0a", n);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        (
            "no SIZ behind SOC",
            with(&jp2(GREY), place(&jp2(GREY), b"\xff\x51", 0), b"\xff\x52"),
        ),
        ("SIZ: numbers that cannot be", with(GREY, 22, &[0xff])),
        (
            "marker FF52: numbers that cannot be",
            with(GREY, place(GREY, b"\xff\x52", 0) + 5, &[9]),
        ),
        (
            "marker FF5C: numbers that cannot be",
            with(GREY, place(GREY, b"\xff\x5c", 0) + 4, &[3]),
        ),
        (
            "marker FF65: not here",
            with(GREY, place(GREY, b"\xff\x64", 0), b"\xff\x65"),
        ),
        ("tile 9 of 4", with(COLOUR, sot(0) + 5, &[9])),
        (
            "tile-part 2 of tile 0, not 1",
            with(COLOUR, sot(1) + 10, &[2]),
        ),
        (
            "tile-part 0 of tile 0, not 1",
            with(COLOUR, sot(1) + 10, &[0]),
        ),
        (
            "tile-part of 13 bytes",
            with(COLOUR, sot(0) + 6, &[0, 0, 0, 13]),
        ),
        ("no EOC", GREY[..GREY.len() - 2].to_vec()),
    ];
    for (reason, bytes) in cases {
        assert_eq!(broken(&bytes).1, reason);
    }
    // A tile-part that is gone: its tile, or its number among those of its tile.
    let part = |n: usize| [&COLOUR[..sot(n)], &COLOUR[sot(n + 1)..]].concat();
    assert_eq!(broken(&part(0)).1, "tile-part 1 of tile 0, not 0");
    assert_eq!(broken(&part(2)).1, "tile 0: 2 of 3 tile-parts");
    let tile = [&COLOUR[..sot(0)], &COLOUR[sot(3)..]].concat();
    assert_eq!(broken(&tile).1, "3 of 4 tiles");
    // A tile whose parts are all there and empty; one part may be.
    let empty = |bytes: &[u8], n: usize| {
        let (at, sod) = (
            place(bytes, b"\xff\x90\0\x0a", n),
            place(bytes, b"\xff\x93", n),
        );
        let length = u32::from_be_bytes(bytes[at + 6..at + 10].try_into().unwrap());
        let end = at + usize::try_from(length).unwrap();
        let bare = u32::try_from(sod + 2 - at).unwrap().to_be_bytes();
        [
            &bytes[..at + 6],
            &bare,
            &bytes[at + 10..sod + 2],
            &bytes[end..],
        ]
        .concat()
    };
    let without_last = empty(COLOUR, 2);
    assert!(!broken_by(&without_last).contains("has no packets"));
    let bare = empty(&empty(&without_last, 1), 0);
    assert_eq!(broken(&bare).1, "tile 0 has no packets");
    // One byte is a packet, if a wrong one: the decoder's to judge.
    let one = {
        let sod = place(&bare, b"\xff\x93", 0) + 2;
        let at = place(&bare, b"\xff\x90\0\x0a", 0) + 6;
        let length = u32::from_be_bytes(bare[at..at + 4].try_into().unwrap()) + 1;
        let longer = with(&bare, at, &length.to_be_bytes());
        [&longer[..sod], &[0], &longer[sod..]].concat()
    };
    assert!(!broken_by(&one).contains("has no packets"));
    // Bytes that are gone from among the packets.
    let lost = [&COLOUR[..sot(1) - 9], &COLOUR[sot(1)..]].concat();
    assert!(
        broken(&lost)
            .1
            .ends_with("where a tile-part or EOC must be"),
        "{:?}",
        broken(&lost)
    );
}

#[test]
fn damage_among_the_packets_is_found_as_far_as_a_decoder_can() {
    // 40 bytes of the first packets become zeros: their lengths no longer add up.
    let at = place(COLOUR, b"\xff\x93", 0) + 10;
    let reason = broken(&with(COLOUR, at, &[0; 40])).1;
    assert!(reason.starts_with("packets: "), "{reason}");
    // A code no encoder can write is shown to a person where the decoder passes it over.
    let at = GREY.len() - 60;
    let marked = with(GREY, at, b"\xff\xa0");
    let said = facts(&marked);
    let readable = said.readability == Readability::Readable;
    assert_eq!(
        said.pages[0].suspect,
        [format!("FFA0 among the packets @ {at}")]
    );
    assert!(readable || matches!(said.readability, Readability::Broken { .. }));
}

#[test]
fn bytes_behind_the_picture_are_counted_not_condemned() {
    let mut bytes = GREY.to_vec();
    bytes.extend([0; 5]);
    assert_eq!(readable(&bytes).trailing_bytes, 5);
    let mut file = jp2(GREY);
    file.extend([0; 7]);
    assert_eq!(readable(&file).trailing_bytes, 7);
    // A box behind the codestream is part of the file.
    let mut file = jp2(GREY);
    file.extend(one_box(b"xml ", b"<a/>"));
    assert_eq!(readable(&file).trailing_bytes, 0);
}

#[test]
fn what_readers_leave_alone_is_shown_to_a_person() {
    let mut changed = boxes(GREY);
    changed[1] = with(&changed[1], 15, &[1]);
    assert_eq!(suspects(&changed.concat()), ["minor version is not 0"]);
    let mut inside = GREY.to_vec();
    inside.extend([0; 3]);
    assert_eq!(suspects(&jp2(&inside)), ["3 bytes in `jp2c` behind EOC"]);
    let swapped = with(GREY, place(GREY, b"\xff\x52", 0) + 13, &[0]);
    let said = &facts(&swapped).pages[0].suspect;
    assert_eq!(
        *said,
        ["transformation and quantisation do not go together"]
    );
}

#[test]
fn what_is_beyond_the_decoder_is_neither_wrong_nor_fine() {
    let unsupported = |bytes: &[u8], limits: &Limits| {
        let facts = read_image(Format::Jpeg2000, bytes, limits).unwrap();
        assert_eq!(facts.pages.len(), 1);
        match facts.readability {
            Readability::Unsupported { feature } => feature,
            other => panic!("{other:?}"),
        }
    };
    let few = Limits {
        decoded_samples: 64 * 48 - 1,
        ..Limits::default()
    };
    let said = unsupported(GREY, &few);
    assert_eq!(said, "JPEG 2000 of 3072 samples, 3071 are decoded");
    let limits = Limits::default();
    let layers = with(GREY, place(GREY, b"\xff\x52", 0) + 6, &[0, 33]);
    assert_eq!(
        unsupported(&layers, &limits),
        "JPEG 2000 of 33 quality layers"
    );
    let extended = with(GREY, 6, &[0x40, 0]);
    let said = unsupported(&extended, &limits);
    assert_eq!(said, "JPEG 2000 with extensions (Rsiz 0x4000)");
    // Packet headers apart from the packets: one empty PPT segment before the first packet.
    let start = place(GREY, b"\xff\x93", 0);
    let tile = place(GREY, b"\xff\x90", 0);
    let mut packed = GREY.to_vec();
    packed.splice(start..start, *b"\xff\x61\0\x04\0\0");
    let length = u32::from_be_bytes(packed[tile + 6..tile + 10].try_into().unwrap());
    let length = if length == 0 { 0 } else { length + 6 };
    packed[tile + 6..tile + 10].copy_from_slice(&length.to_be_bytes());
    assert_eq!(
        unsupported(&packed, &limits),
        "JPEG 2000 with packed packet headers (PPM, PPT)"
    );
    let mut jpx = boxes(GREY);
    jpx[1] = with(&jpx[1], 8, b"jpx ");
    let facts = facts(&jpx.concat());
    assert!(matches!(facts.readability, Readability::Unsupported { .. }));
}

#[test]
fn the_viewer_gets_the_pixels_that_went_in() {
    let shown = |bytes: &[u8], edge| picture(Format::Jpeg2000, bytes, 0, edge, &Limits::default());
    let Ok(Picture::Pixels {
        width,
        height,
        rgba,
    }) = shown(GREY, 1000)
    else {
        panic!("no pixels");
    };
    assert_eq!((width, height), (64, 48));
    let levels: Vec<u8> = rgba.chunks_exact(4).map(|pixel| pixel[1]).collect();
    // zlib.crc32 of the samples that OpenJPEG was given.
    assert_eq!(crc32fast::hash(&levels), 0xfccd_981d);
    let Ok(Picture::Pixels { width, height, .. }) = shown(&jp2(COLOUR), 36) else {
        panic!("no pixels");
    };
    assert_eq!((width, height), (36, 28));
    let cut = shown(&GREY[..GREY.len() - 2], 100);
    assert!(matches!(cut, Err(PictureError::Malformed { .. })));
}

#[test]
fn any_bit_of_the_headers_may_turn_over_and_none_of_a_tile_part_in_silence() {
    let mut silent = Vec::new();
    let files = [GREY.to_vec(), COLOUR.to_vec(), jp2(GREY)];
    for (number, whole) in files.iter().enumerate() {
        let tile_part = place(whole, b"\xff\x90", 0);
        for at in 0..place(whole, b"\xff\x93", 0) + 2 {
            for bit in 0..8 {
                let bytes = with(whole, at, &[whole[at] ^ (1 << bit)]);
                let facts = read_image(Format::Jpeg2000, &bytes, &Limits::default()).unwrap();
                if facts.readability == Readability::Readable && at >= tile_part {
                    silent.push((number, at - tile_part, bit));
                }
            }
        }
    }
    // The number of tile-parts, one in these files: 0 leaves it open.
    assert_eq!(silent, [(0, 11, 0), (2, 11, 0)]);
}

#[test]
fn components_that_are_mixed_are_alike() {
    // T.800 G.2: the component transform takes three components of one size and depth.
    let other_step = with(COLOUR, 46, &[2]);
    let reason = "the component transform needs three components alike";
    assert_eq!(broken(&other_step).1, reason);
    // The depths of the first, second and third.
    for at in [42, 45, 48] {
        assert_eq!(broken(&with(COLOUR, at, &[6])).1, reason);
    }
}
