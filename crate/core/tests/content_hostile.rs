//! Any bytes at all: no panic, no hang, no allocation beyond the input, and the same answer twice.

mod content;

use content::*;
use proptest::prelude::*;
use yanshou::content::picture::picture;
use yanshou::content::{identify, read_image};
use yanshou::facts::Format;
use yanshou::limits::Limits;

const IMAGES: [Format; 6] = [
    Format::Jpeg,
    Format::Tiff,
    Format::Png,
    Format::Jpeg2000,
    Format::Gif,
    Format::Bmp,
];

/// Small pictures only: the laws are about bytes, not about size.
fn limits() -> Limits {
    Limits {
        pixels: 1 << 20,
        pages: 20,
        content_bytes: 8 << 20,
        ..Limits::default()
    }
}

fn holds(bytes: &[u8]) {
    assert_eq!(identify(bytes), identify(bytes));
    for format in IMAGES {
        let facts = read_image(format, bytes, &limits()).expect("an image format");
        assert_eq!(read_image(format, bytes, &limits()).as_ref(), Some(&facts));
        assert!(facts.pages.len() <= 20);
        assert!(facts.trailing_bytes <= bytes.len() as u64);
    }
    // The viewer's picture may fail, by name.
    let shown = picture(Format::Tiff, bytes, 0, 64, &limits());
    assert!(shown.is_ok() || !shown.unwrap_err().to_string().is_empty());
}

/// One good file of each kind of coding.
fn good() -> Vec<Vec<u8>> {
    let data = samples(48 * 32);
    let page = |compression, strip: Vec<u8>| {
        tiff(
            &[Page::new((48, 32), 8, 1, compression).strips(vec![strip])],
            LITTLE,
        )
    };
    let fax = |compression: u32, strip: Vec<u8>| {
        let mut page = Page::new((48, 32), 1, 1, compression);
        page.set(292, LONG, &[1]);
        tiff(
            &[page.strips(vec![strip])],
            Order {
                big_endian: true,
                big_tiff: true,
            },
        )
    };
    let mut png = Vec::new();
    image::write_buffer_with_format(
        &mut std::io::Cursor::new(&mut png),
        &data,
        48,
        32,
        image::ColorType::L8,
        image::ImageFormat::Png,
    )
    .unwrap();
    vec![
        page(1, data.clone()),
        page(5, lzw(&data)),
        page(7, jpeg((48, 32))),
        page(8, zlib(&data)),
        page(32773, pack_bits(&data)),
        fax(4, g4(48, 0..32)),
        fax(3, g4(48, 0..32)),
        fax(2, g4(48, 0..32)),
        jpeg((48, 32)),
        png,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_behind_any_signature(start in 0_usize..10, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut whole = good()[start][..8].to_vec();
        whole.extend(&bytes);
        holds(&whole);
        holds(&bytes);
    }

    #[test]
    fn good_files_with_some_bytes_changed(
        start in 0_usize..10,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cut_it in any::<bool>(),
    ) {
        let mut bytes = good()[start].clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut_it {
            bytes.truncate(cut.index(bytes.len()));
        }
        holds(&bytes);
    }

    #[test]
    fn tiff_directories_of_random_fields(
        fields in prop::collection::vec((prop::sample::select(vec![254_u16, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 296, 322, 323, 324, 325, 330, 347, 530]), prop::sample::select(vec![1_u16, 3, 4]), prop_oneof![0_u32..9, any::<u32>()]), 0..12),
        big_tiff in any::<bool>(),
    ) {
        let mut page = Page::new((48, 32), 8, 1, 5).strips(vec![lzw(&samples(48 * 32))]);
        for (tag, kind, value) in fields {
            page.set(tag, kind, &[value]);
        }
        holds(&tiff(&[page], Order { big_endian: false, big_tiff }));
    }
}

#[test]
fn the_good_files_are_good() {
    let verdicts = good()
        .iter()
        .map(|bytes| format!("{:?}", facts(bytes).readability))
        .collect::<Vec<_>>();
    let readable = verdicts
        .iter()
        .filter(|verdict| *verdict == "Readable")
        .count();
    // Two are T.6 data under the name of T.4.
    assert_eq!(readable, 8, "{verdicts:?}");
}

#[test]
fn pages_that_all_share_one_strip_are_not_read_for_ever() {
    // 2000 directories of a bomb: 40 KB of deflate for 40 MB of zeros each.
    let strip = zlib(&vec![0; 40 << 20]);
    let mut first = Page::new((8192, 5120), 8, 1, 8).strips(vec![strip.clone()]);
    let length = u32::try_from(strip.len()).unwrap();
    let pages: Vec<Page> = std::iter::once(first.clone())
        .chain((0..2000).map(|_| {
            first.strips.clear();
            first.set(273, LONG, &[8]).set(279, LONG, &[length]).clone()
        }))
        .collect();
    let bytes = tiff(&pages, LITTLE);
    assert_eq!(unsupported(&bytes), "strips that share their bytes");
}
