//! Pixels and resolution of a page as a sheet of paper, and beside the pages near it.

use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line};

use crate::{built_in, first, found, pages, per_inch};

/// What the first page of a recipe is as a sheet, when it has such pixels and resolution.
fn sheet(session: &Session, width: u32, height: u32, x: u32, y: u32) -> Vec<(String, String)> {
    let report = altered(session, built_in("dat31-paper"), |facts| {
        let page = &mut pages(facts)[0];
        (page.width, page.height, page.density) = (width, height, per_inch(x, y));
    });
    let own = found(&report, "image.resolution.paperSize");
    // Its file has no other page.
    assert!(own.iter().all(|(page, ..)| page.is_none()));
    own.into_iter()
        .map(|(_, expected, found)| (expected, found))
        .collect()
}

#[test]
fn a_page_blown_up_from_a4_is_told_by_its_pixels_within_half_a_per_cent() {
    let session = delivery("base/three-items.toml");
    let told = |width, height, dpi| {
        let own = sheet(&session, width, height, dpi, dpi);
        let own: Vec<String> = own.into_iter().map(|(sheet, _)| sheet).collect();
        let lying = sheet(&session, height, width, dpi, dpi);
        assert!(lying.iter().map(|(sheet, _)| sheet).eq(&own));
        own
    };
    // 1646 pixels at 200 dpi are 209.042 mm, 1661 are 210.947, 1662 are 211.074: the limits are 209.0 and 211.0.
    for (width, height) in [(1654, 2339), (1646, 2349), (1661, 2349), (1646, 2328)] {
        assert_eq!(
            told(width, height, 30_000),
            ["A4: 200 dpi"],
            "{width} × {height}"
        );
    }
    for (width, height) in [
        (1662, 2349),
        (1662, 2339),
        (1645, 2339),
        (1654, 2351),
        (1654, 2326),
        (1654, 1900),
        (1400, 2339),
    ] {
        assert!(told(width, height, 30_000).is_empty(), "{width} × {height}");
    }
    // Nothing is blown up by one twentieth or less, nor to fewer dots.
    assert!(told(1654, 2339, 21_000).is_empty());
    assert_eq!(told(1654, 2339, 21_001), ["A4: 200 dpi"]);
    assert!(told(3307, 4677, 30_000).is_empty());
    // A4 at half the resolution is nearly A6; A6 itself is 5 or 6 pixels shorter.
    assert_eq!(told(1240, 1754, 30_000), ["A4: 150 dpi"]);
    assert_eq!(told(827, 1169, 20_000), ["A4: 100 dpi"]);
    for (width, height) in [(1240, 1748), (1237, 1754), (1244, 1754), (1240, 1758)] {
        assert!(told(width, height, 30_000).is_empty(), "{width} × {height}");
    }
    // A3 at 200 dpi is A5 at 400, and nothing at 360.
    assert!(told(2339, 3307, 40_000).is_empty());
    assert_eq!(told(2339, 3307, 36_000), ["A3: 200 dpi"]);
}

#[test]
fn a_page_is_said_in_rounded_dots_and_millimetres() {
    let session = delivery("base/three-items.toml");
    let say = |dpi| sheet(&session, 1654, 2339, dpi, dpi)[0].1.clone();
    assert_eq!(say(30_000), "1654 × 2339, 300 dpi = 140 × 198 mm");
    assert_eq!(say(29_950), "1654 × 2339, 300 dpi = 140 × 198 mm");
    assert_eq!(say(29_949), "1654 × 2339, 299 dpi = 140 × 198 mm");
    // 116.9 and 165.3
    assert_eq!(say(35_930), "1654 × 2339, 359 dpi = 117 × 165 mm");
}

#[test]
fn only_pages_of_one_resolution_and_512_pixels_are_sheets() {
    let session = delivery("base/three-items.toml");
    let looked = |width, height, x, y| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let page = &mut pages(facts)[0];
            (page.width, page.height, page.density) = (width, height, per_inch(x, y));
        });
        line(&report, "IMG-04").examined
    };
    assert_eq!(looked(512, 600, 30_000, 30_000), 1);
    assert_eq!(looked(600, 512, 30_000, 30_000), 1);
    assert_eq!(looked(511, 600, 30_000, 30_000), 0);
    assert_eq!(looked(600, 511, 30_000, 30_000), 0);
    assert_eq!(looked(600, 600, 30_000, 30_001), 0);
    assert_eq!(looked(600, 600, 0, 0), 0);
    assert_eq!(looked(600, 600, 0, 30_000), 0);
}

#[test]
fn a_page_of_another_resolution_than_those_near_it_is_odd() {
    let session = delivery("base/multi-page-tiff.toml");
    let odd = |runs: &[(usize, u32, u32, u32)]| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let image = first(facts);
            let page = image.pages[0].clone();
            let runs = runs.iter();
            image.pages = runs
                .flat_map(|(count, width, height, dpi)| {
                    let mut page = page.clone();
                    (page.width, page.height) = (*width, *height);
                    page.density = per_inch(*dpi, *dpi);
                    vec![page; *count]
                })
                .collect();
        });
        let own = found(&report, "image.resolution.neighbours");
        own.into_iter()
            .map(|(page, expected, _)| (page.unwrap(), expected))
            .collect::<Vec<_>>()
    };
    let is = |page: u32, expected: &str| (page, expected.to_owned());
    // Most pages say what is usual, not the lowest; where none has most, the lowest.
    let (w, h) = (1000, 1400);
    assert_eq!(
        odd(&[(3, w, h, 30_000), (1, w, h, 20_000)]),
        [is(4, "300 dpi")]
    );
    assert_eq!(
        odd(&[(1, w, h, 30_000), (1, w, h, 20_000)]),
        [is(1, "200 dpi")]
    );
    // One per cent apart is the same: 297 beside 300, not 296.
    assert!(odd(&[(3, w, h, 30_000), (1, w, h, 29_700)]).is_empty());
    assert_eq!(
        odd(&[(3, w, h, 30_000), (1, w, h, 29_600)]),
        [is(4, "300 dpi")]
    );
    assert!(odd(&[(3, w, h, 30_000), (1, w, h, 29_650)]).is_empty());
    assert_eq!(
        odd(&[(3, w, h, 30_049), (1, w, h, 29_649)]),
        [is(4, "300 dpi")]
    );
    // Of other pixels nothing is said: beyond one per cent of the longer.
    let beside = |width, height| odd(&[(3, w, h, 30_000), (1, width, height, 20_000)]).len();
    assert_eq!((beside(1010, 1414), beside(990, 1386)), (1, 1));
    assert_eq!((beside(1011, 1400), beside(1000, 1415)), (0, 0));
    assert_eq!((beside(989, 1400), beside(1000, 1385)), (0, 0));
    // 50 pages before and 50 behind are looked at.
    assert_eq!(
        odd(&[(40, w, h, 20_000), (60, w, h, 30_000)]),
        (1..=40).map(|page| is(page, "300 dpi")).collect::<Vec<_>>()
    );
    assert_eq!(
        odd(&[(60, w, h, 20_000), (60, w, h, 30_000)]),
        [is(61, "200 dpi")]
    );
}
