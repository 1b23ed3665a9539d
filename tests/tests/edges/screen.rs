//! What shows of a page by its pixels, at the limit of each screen.

use yanshou::facts::{ColourMode, PageFacts, PageScreen, Readability, WaveletFacts};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou_tests::{altered, delivery, line, missing, paper, rules};

use crate::{FULL_SIZE, Said, built_in, first, found, pages, per_inch, picture, said, screens};

/// Every finding of one code over full-size pages that were altered, and the reason its check gives.
fn screened(
    profile: Profile,
    code: &str,
    check: &str,
    alter: &dyn Fn(&mut PageFacts),
) -> (Vec<Said>, Option<NotRun>) {
    let report = altered(&FULL_SIZE, profile, |facts| alter(pages(facts)[0]));
    (found(&report, code), line(&report, check).reason)
}

#[test]
fn a_skew_within_the_doubt_of_its_estimate_is_none_and_its_sign_is_said() {
    let told = |angle: i16| {
        let of = |code: &str| {
            let alter = |page: &mut PageFacts| page.screen.as_mut().unwrap().skew = Some(angle);
            screened(built_in("dat31-paper"), code, "IMG-08", &alter).0
        };
        (of("image.skew.slight"), of("image.skew.strong"))
    };
    assert_eq!(told(125), (vec![], vec![]));
    assert_eq!(told(-125), (vec![], vec![]));
    let slight = |text: &str| (vec![said(None, "≤ 1.00°", text)], vec![]);
    assert_eq!(told(126), slight("1.26°"));
    assert_eq!(told(-126), slight("−1.26°"));
    assert_eq!(told(325), slight("3.25°"));
    let strong = |text: &str| (vec![], vec![said(None, "≤ 3.00°", text)]);
    assert_eq!(told(326), strong("3.26°"));
    assert_eq!(told(-326), strong("−3.26°"));
}

#[test]
fn one_limit_of_two_is_enough_for_a_screen_to_be_asked_for() {
    let reason = |from: &str, to: &str, check: &str| {
        let profile = paper(from, to);
        screened(profile, "", check, &|_| {}).1
    };
    let skew = "skewNotice = 100\nskewDefect = 300\n";
    for own in ["skewNotice = 100\n", "skewDefect = 300\n"] {
        assert_eq!(reason(skew, own, "IMG-08"), None);
    }
    assert_eq!(reason(skew, "", "IMG-08"), Some(NotRun::NotAsked));
    for own in [
        "jpegQuality = 50\n",
        "jpegQuality = 50\njpeg2000Ratio = 20\n",
    ] {
        assert_eq!(reason("jpegQuality = 50\n", own, "IMG-06"), None);
    }
    let ratio = reason("jpegQuality = 50\n", "jpeg2000Ratio = 20\n", "IMG-06");
    assert_eq!(ratio, Some(NotRun::NothingOfTheKind));
    let none = reason("jpegQuality = 50\n", "", "IMG-06");
    assert_eq!(none, Some(NotRun::NotAsked));
}

#[test]
fn a_wavelet_page_at_the_limit_is_within_it_and_a_lossless_one_beyond_it_is_not_judged() {
    let told = |ratio: u64, reversible: bool| {
        let profile = paper("jpegQuality = 50\n", "jpeg2000Ratio = 20\n");
        let alter = |page: &mut PageFacts| {
            page.wavelet = Some(WaveletFacts {
                layers: 1,
                reversible,
                ratio,
            });
        };
        screened(profile, "image.jpeg2000.ratio", "IMG-06", &alter)
    };
    assert_eq!(told(2000, false), (vec![], None));
    assert_eq!(told(2000, true), (vec![], None));
    let over = vec![said(None, "≤ 20 : 1", "20.01 : 1")];
    assert_eq!(told(2001, false).0, over);
    assert_eq!(told(2001, true), (vec![], Some(NotRun::Unsupported)));
}

#[test]
fn traces_of_damage_are_told_of_pages_that_could_be_read() {
    let told = |readability: Readability| {
        let alter = |page: &mut PageFacts| {
            page.suspect = vec!["trace".to_owned()];
            page.readability = readability.clone();
        };
        let profile = built_in("dat31-paper");
        screened(profile, "image.content.suspect", "IMG-01", &alter).0
    };
    assert_eq!(told(Readability::Readable), [said(None, "", "trace")]);
    let broken = Readability::Broken {
        offset: None,
        reason: "cut".to_owned(),
    };
    assert!(told(broken).is_empty());
}

#[test]
fn a_quality_at_the_limit_is_enough() {
    let told = |quality: u8| {
        let alter = |page: &mut PageFacts| page.jpeg_quality = Some(quality);
        screened(
            built_in("dat31-paper"),
            "image.jpeg.quality",
            "IMG-06",
            &alter,
        )
        .0
    };
    assert!(told(50).is_empty());
    assert_eq!(told(49), [said(None, "≥ 50", "49")]);
}

#[test]
fn the_sides_of_a_dark_border_are_those_beyond_the_limit() {
    let told = |left: u16, top: u16, right: u16, bottom: u16| {
        let alter = |page: &mut PageFacts| {
            let border = &mut page.screen.as_mut().unwrap().border;
            (border.left, border.top, border.right, border.bottom) = (left, top, right, bottom);
        };
        screened(
            built_in("dat31-paper"),
            "image.border.dark",
            "IMG-10",
            &alter,
        )
        .0
    };
    assert!(told(200, 200, 200, 200).is_empty());
    let top = said(None, "≤ 2.00 %", "top 2.01 %");
    assert_eq!(told(200, 201, 200, 0), [top]);
    let all = "left 2.01 %, top 2.02 %, right 2.03 %, bottom 12.34 %";
    assert_eq!(told(201, 202, 203, 1234), [said(None, "≤ 2.00 %", all)]);
}

#[test]
fn a_band_is_filled_up_where_it_is_grey_and_not_the_whole_page() {
    let told = |flat: u16, level: u8| {
        let alter = |page: &mut PageFacts| {
            let screen = page.screen.as_mut().unwrap();
            (screen.flat, screen.flat_level) = (flat, level);
        };
        let profile = built_in("dat31-paper");
        screened(profile, "image.content.flatBand", "IMG-12", &alter).0
    };
    for (flat, level) in [(200, 128), (10_000, 128), (5000, 23), (5000, 233)] {
        assert!(told(flat, level).is_empty(), "{flat}, {level}");
    }
    for (flat, level, say) in [
        (201, 128, "2.01 %, level 128"),
        (9_999, 128, "99.99 %, level 128"),
        (5000, 24, "50.00 %, level 24"),
        (5000, 232, "50.00 %, level 232"),
    ] {
        assert_eq!(told(flat, level), [said(None, "≤ 2.00 %", say)]);
    }
}

#[test]
fn blank_and_grey_pages_are_told_at_their_limits() {
    let blank = |ink: u16| {
        let alter = |page: &mut PageFacts| page.screen.as_mut().unwrap().ink = ink;
        screened(
            built_in("dat31-paper"),
            "image.page.blank",
            "IMG-13",
            &alter,
        )
        .0
    };
    assert!(blank(20).is_empty());
    assert_eq!(blank(19), [said(None, "≥ 0.20 %", "0.19 %")]);
    let grey = |colour: ColourMode, chroma: u8| {
        let alter = |page: &mut PageFacts| {
            page.colour = colour;
            page.screen.as_mut().unwrap().chroma = Some(chroma);
        };
        screened(
            built_in("dat31-paper"),
            "image.colour.grey",
            "IMG-05",
            &alter,
        )
        .0
    };
    assert_eq!(grey(ColourMode::Colour, 4), [said(None, "> 4", "4")]);
    assert!(grey(ColourMode::Colour, 5).is_empty());
    assert!(grey(ColourMode::Grey, 0).is_empty());
}

#[test]
fn sharpness_is_judged_of_coarse_jpeg_and_lacking_of_no_bitonal_page() {
    let told = |profile: Profile, alter: &dyn Fn(&mut PageFacts)| {
        let (found, reason) = screened(profile, "image.sharpness.blurred", "IMG-11", &|page| {
            page.screen.as_mut().unwrap().detail = Some(20);
            alter(page);
        });
        let found = found
            .into_iter()
            .map(|(_, expected, found)| expected + "; " + &found);
        (found.collect::<Vec<_>>(), reason)
    };
    let paper = || built_in("dat31-paper");
    let density = |dpi: u32| move |page: &mut PageFacts| page.density = per_inch(dpi, dpi);
    let blurred = vec!["> 20; 20".to_owned()];
    assert_eq!(told(paper(), &density(20_000)).0, blurred);
    assert_eq!(told(paper(), &density(45_000)).0, blurred);
    assert_eq!(told(paper(), &|page| page.density = None).0, blurred);
    // Finer scans are not judged, and that is said.
    let unsupported = (vec![], Some(NotRun::Unsupported));
    assert_eq!(told(paper(), &density(45_001)), unsupported);
    let png = |page: &mut PageFacts| {
        page.compression = "deflate".to_owned();
        page.screen.as_mut().unwrap().detail = None;
    };
    assert_eq!(told(paper(), &png), unsupported);
    let bitonal = |page: &mut PageFacts| page.colour = ColourMode::Bitonal;
    assert_eq!(told(paper(), &bitonal), (vec![], None));
    let progressive = |page: &mut PageFacts| {
        page.compression = "JPEG progressive".to_owned();
        page.screen.as_mut().unwrap().detail = Some(21);
    };
    assert_eq!(told(paper(), &progressive), (vec![], None));
    // Who does not ask for sharpness is not told that it could not be seen.
    let unasked = || rules("dat31-paper", "blurredDetail = 20\n", "");
    assert_eq!(told(unasked(), &png), (vec![], None));
}

#[test]
fn what_shows_of_a_page_image_is_said_of_a_page_only_where_its_file_has_several() {
    let blank = |recipe: &str, page: usize| {
        let screen = picture();
        let report = altered(&delivery(recipe), built_in("dat31-paper"), |facts| {
            let page = &mut first(facts).pages[page];
            page.screen = Some(PageScreen { ink: 0, ..screen });
        });
        found(&report, "image.page.blank")
    };
    let one = |page| [said(page, "≥ 0.20 %", "0.00 %")];
    assert_eq!(blank("base/three-items.toml", 0), one(None));
    assert_eq!(blank("base/multi-page-tiff.toml", 1), one(Some(2)));
}

#[test]
fn four_pages_of_which_three_agree_are_the_fewest_that_say_a_direction() {
    let session = delivery("image/fail-one-page-lies-on-its-side.toml");
    let odd = |across: &[u8]| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let mut across = across.iter();
            for screen in screens(facts) {
                screen.across = across.next().copied();
            }
        });
        missing(&report, "image.orientation.neighbours")
    };
    assert_eq!(odd(&[80, 80, 80, 20]), ["across: 3 / 4"]);
    assert_eq!(odd(&[20, 20, 20, 80]), ["down: 3 / 4"]);
    assert!(odd(&[80, 80, 20, 20]).is_empty());
    assert!(odd(&[80, 80, 20]).is_empty());
}

#[test]
fn three_quarters_of_an_item_say_which_way_its_lines_run() {
    let session = delivery("image/fail-one-page-lies-on-its-side.toml");
    let odd = |across: [u8; 5]| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            for (screen, across) in screens(facts).into_iter().zip(across) {
                screen.across = Some(across);
            }
        });
        missing(&report, "image.orientation.neighbours")
    };
    assert_eq!(odd([80, 80, 80, 80, 20]), ["across: 4 / 5"]);
    assert_eq!(odd([20, 20, 20, 20, 80]), ["down: 4 / 5"]);
    assert!(odd([80, 80, 80, 20, 20]).is_empty());
    // 55 of 100 say a direction, 67 against it are odd.
    assert_eq!(odd([55, 55, 55, 55, 33]), ["across: 4 / 5"]);
    assert!(odd([54, 55, 55, 55, 20]).is_empty());
    assert!(odd([80, 80, 80, 80, 34]).is_empty());
}
