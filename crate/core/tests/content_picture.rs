//! Pages → what the viewer shows.

mod content;

use content::*;
use yanshou::content::picture::{Picture, PictureError, picture};
use yanshou::facts::Format;
use yanshou::limits::Limits;

/// Samples to stored bytes.
type Encode = fn(&[u8]) -> Vec<u8>;

fn shown(page: Page, max_edge: u32) -> (u32, u32, Vec<u8>) {
    let bytes = tiff(&[page], LITTLE);
    match picture(Format::Tiff, &bytes, 0, max_edge, &Limits::default()) {
        Ok(Picture::Pixels {
            width,
            height,
            rgba,
        }) => (width, height, rgba),
        other => panic!("{other:?}"),
    }
}

#[test]
fn browser_formats_go_as_they_are() {
    for (format, mime) in [
        (Format::Jpeg, "image/jpeg"),
        (Format::Png, "image/png"),
        (Format::Gif, "image/gif"),
        (Format::Bmp, "image/bmp"),
    ] {
        let got = picture(format, b"", 0, 100, &Limits::default());
        assert_eq!(got, Ok(Picture::Encoded { mime }));
        let next = picture(format, b"", 1, 100, &Limits::default());
        assert_eq!(next, Err(PictureError::NoPage { page: 1 }));
    }
    let format = Format::Pdf;
    let got = picture(format, b"", 0, 100, &Limits::default());
    assert_eq!(got, Err(PictureError::Format { format }));
}

#[test]
fn samples_become_colours() {
    let one = |bits, samples, photometric: u32, strip: &[u8]| {
        let mut page = Page::new((2, 1), bits, samples, 1);
        page.set(262, SHORT, &[photometric]);
        if photometric == 3 {
            let mut map = vec![0; 3 << bits];
            (map[1], map[(1 << bits) + 1], map[(2 << bits) + 1]) = (0x1100, 0x2200, 0x3300);
            page.set(320, SHORT, &map);
        }
        shown(page.strips(vec![strip.to_vec()]), 100).2
    };
    let (white, black) = ([255, 255, 255, 255], [0, 0, 0, 255]);
    assert_eq!(one(1, 1, 1, &[0b1000_0000]), [white, black].concat());
    assert_eq!(one(1, 1, 0, &[0b1000_0000]), [black, white].concat());
    assert_eq!(one(8, 1, 1, &[255, 0]), [white, black].concat());
    assert_eq!(one(8, 1, 0, &[255, 0]), [black, white].concat());
    assert_eq!(one(16, 1, 1, &[255, 255, 0, 0]), [white, black].concat());
    assert_eq!(
        one(8, 3, 2, &[1, 2, 3, 4, 5, 6]),
        [1, 2, 3, 255, 4, 5, 6, 255]
    );
    assert_eq!(one(8, 1, 3, &[1, 0]), [0x11, 0x22, 0x33, 255, 0, 0, 0, 255]);
    assert_eq!(one(4, 1, 3, &[0x10]), [0x11, 0x22, 0x33, 255, 0, 0, 0, 255]);
    assert_eq!(
        one(8, 4, 5, &[0, 0, 0, 0, 0, 0, 0, 255]),
        [white, black].concat()
    );
    assert_eq!(
        one(8, 4, 5, &[255, 0, 0, 0, 0, 0, 0, 0]),
        [[0, 255, 255, 255], white].concat()
    );
}

#[test]
fn boxes_are_averaged_and_the_long_edge_fits() {
    let strip = vec![0, 100, 50, 50, 200, 100, 50, 50];
    let (width, height, rgba) = shown(Page::new((4, 2), 8, 1, 1).strips(vec![strip]), 2);
    assert_eq!((width, height), (2, 1));
    assert_eq!(rgba, [100, 100, 100, 255, 50, 50, 50, 255]);
    // Never made larger.
    let small = shown(Page::new((4, 2), 8, 1, 1).strips(vec![vec![9; 8]]), 50);
    assert_eq!((small.0, small.1), (4, 2));
}

#[test]
fn strips_and_tiles_of_all_compressions_land_in_place() {
    let (w, h) = (70_u32, 50_u32);
    let data: Vec<u8> = (0..h)
        .flat_map(|y| (0..w).map(move |x| (x + 3 * y) as u8))
        .collect();
    let expected: Vec<u8> = data.iter().flat_map(|&g| [g, g, g, 255]).collect();
    let codecs: [(u32, Encode); 4] = [(1, <[u8]>::to_vec), (5, lzw), (8, zlib), (32773, pack_bits)];
    for (compression, encode) in codecs {
        let mut page = Page::new((w, h), 8, 1, compression);
        page.set(278, LONG, &[16]);
        let strips = data.chunks(70 * 16).map(encode).collect();
        assert!(
            shown(page.strips(strips), 100).2 == expected,
            "strips {compression}"
        );
        let mut page = Page::new((w, h), 8, 1, compression);
        page.drop(278).set(322, LONG, &[32]).set(323, LONG, &[16]);
        let mut tiles = Vec::new();
        for top in (0..h).step_by(16) {
            for left in (0..w).step_by(32) {
                let at = |x: u32, y: u32| {
                    data.get((y * w + x) as usize)
                        .filter(|_| x < w)
                        .copied()
                        .unwrap_or(0)
                };
                let tile: Vec<u8> = (top..top + 16)
                    .flat_map(|y| (left..left + 32).map(move |x| (x, y)))
                    .map(|(x, y)| at(x, y))
                    .collect();
                tiles.push(encode(&tile));
            }
        }
        assert!(
            shown(page.strips(tiles), 100).2 == expected,
            "tiles {compression}"
        );
    }
}

#[test]
fn g4_bars_show_black_on_white_in_both_photometrics() {
    let strip = g4(61, 0..40);
    let expected: Vec<u8> = (0..40)
        .flat_map(|row| bars(61, row))
        .flat_map(|colour| match colour {
            fax::Color::Black => [0, 0, 0, 255],
            fax::Color::White => [255, 255, 255, 255],
        })
        .collect();
    let mut page = Page::new((61, 40), 1, 1, 4);
    page.set(262, SHORT, &[0]);
    assert!(shown(page.clone().strips(vec![strip.clone()]), 100).2 == expected);
    // Photometric 1 turns the same codes over (TIFF 6.0 §10).
    page.set(262, SHORT, &[1]);
    let turned = shown(page.strips(vec![strip]), 100).2;
    let inverse: Vec<u8> = expected
        .chunks(4)
        .flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 255])
        .collect();
    assert!(turned == inverse);
}

#[test]
fn errors_are_named_and_bounded() {
    let page = || Page::new((4, 2), 8, 1, 1).strips(vec![vec![0; 8]]);
    let bytes = tiff(&[page(), page()], LITTLE);
    let show = |page, limits: &Limits| picture(Format::Tiff, &bytes, page, 10, limits);
    assert!(show(1, &Limits::default()).is_ok());
    assert_eq!(
        show(2, &Limits::default()),
        Err(PictureError::NoPage { page: 2 })
    );
    let limits = Limits {
        pixels: 7,
        ..Limits::default()
    };
    assert_eq!(
        show(0, &limits),
        Err(PictureError::TooLarge { found: 8, limit: 7 })
    );
    let odd = tiff(
        &[Page::new((4, 2), 8, 1, 34712).strips(vec![vec![0; 8]])],
        LITTLE,
    );
    let got = picture(Format::Tiff, &odd, 0, 10, &Limits::default());
    assert!(
        matches!(got, Err(PictureError::Unsupported { .. })),
        "{got:?}"
    );
    let got = picture(Format::Tiff, b"II*\0", 0, 10, &Limits::default());
    assert!(
        matches!(got, Err(PictureError::Malformed { .. })),
        "{got:?}"
    );
}
