//! What the screens measure: the same of the same page in every format, true to a known angle, and judged later under
//! whatever thresholds.

use yanshou::code::Code;
use yanshou::content::{identify, read_image};
use yanshou::facts::{DeliveryFacts, PageScreen};
use yanshou::ledger::NotRun;
use yanshou::limits::Limits;
use yanshou::profile::Profile;
use yanshou::session::Session;
use yanshou::sheets::Sheet;
use yanshou_fixture::Recipe;
use yanshou_tests::{Order, judged, root};

/// A4 at 150 dpi: 155 × 220 blocks.
const A4: &str = "width = 1240, height = 1754, dpi = 150, seed = 5, number = 1";
/// The same sheet on its side.
const ON_ITS_SIDE: &str = "width = 1754, height = 1240, dpi = 150, seed = 5, number = 1";

/// The pages a recipe draws, by the order of `images`.
fn pages(images: &[String]) -> Vec<Option<PageScreen>> {
    let entries = images.iter().enumerate().map(|(at, image)| {
        let sheet = if image.contains("quarter_turns = 1") {
            ON_ITS_SIDE
        } else {
            A4
        };
        format!("[[entry]]\npath = \"{at:03}\"\nimage = {{ {sheet}, {image} }}\n")
    });
    let text = format!("about = \"pages\"\n{}", entries.collect::<String>());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pages.toml");
    std::fs::write(&path, text).unwrap();
    let files = Recipe::load(&path).unwrap().unpacked();
    assert_eq!(files.len(), images.len());
    let read = |bytes: &[u8]| {
        let image = read_image(identify(bytes), bytes, &Limits::default()).unwrap();
        image.pages[0].screen.clone()
    };
    files.iter().map(|(_, bytes)| read(bytes)).collect()
}

fn screened(images: &[&str]) -> Vec<PageScreen> {
    let images: Vec<String> = images.iter().map(|image| (*image).to_owned()).collect();
    pages(&images).into_iter().map(Option::unwrap).collect()
}

#[test]
fn a_page_is_measured_alike_in_every_lossless_format() {
    let coded = |colour: &str, extra: &[&str]| {
        let mut images = vec![format!("format = \"png\", colour = \"{colour}\"")];
        images.extend(extra.iter().map(|compression| {
            format!("format = \"tiff\", colour = \"{colour}\", compression = \"{compression}\"")
        }));
        images
    };
    for images in [
        coded("bitonal", &["none", "lzw", "deflate", "g4"]),
        coded("grey", &["none", "lzw", "deflate"]),
        coded("colour", &["none", "lzw", "deflate"]),
    ] {
        let pages = pages(&images);
        assert!(
            pages[0].as_ref().is_some_and(|page| page.ink > 500),
            "{pages:?}"
        );
        for (image, page) in images.iter().zip(&pages) {
            assert_eq!(*page, pages[0], "{image}");
        }
    }
}

#[test]
fn a_jpeg_is_measured_as_the_page_it_was_made_from() {
    let pages = screened(&[
        "format = \"png\", colour = \"colour\"",
        "format = \"jpeg\", colour = \"colour\", quality = 90",
    ]);
    let [png, jpeg] = pages.as_slice() else {
        panic!("two pages");
    };
    assert!(png.ink.abs_diff(jpeg.ink) <= 10, "{png:?} {jpeg:?}");
    assert!(png.mean.abs_diff(jpeg.mean) <= 1, "{png:?} {jpeg:?}");
    let (a, b) = (png.chroma.unwrap(), jpeg.chroma.unwrap());
    assert!(a.abs_diff(b) <= 8, "{a} {b}");
}

#[test]
fn a_turned_page_is_measured_within_a_quarter_of_a_degree() {
    let angles = [-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0];
    let images: Vec<String> = angles
        .iter()
        .map(|angle| format!("format = \"png\", skew = {angle:?}"))
        .collect();
    for (angle, page) in angles.into_iter().zip(pages(&images)) {
        let measured = page.unwrap().skew.map(f64::from).unwrap_or(f64::NAN) / 100.0;
        assert!(
            (measured - angle).abs() <= 0.25,
            "{angle}° measured as {measured}°"
        );
    }
}

#[test]
fn a_page_without_lines_has_no_angle() {
    assert_eq!(
        screened(&["format = \"png\", paper = \"blank\""])[0].skew,
        None
    );
}

#[test]
fn rows_are_flat_or_repeated_only_where_they_were_made_so() {
    let pages = screened(&[
        "format = \"png\"",
        "format = \"png\", flat_band = 20",
        "format = \"png\", stall = 10",
    ]);
    let measured: Vec<_> = pages
        .iter()
        .map(|p| (p.flat / 100, p.repeated / 100))
        .collect();
    // 10 % is 175 rows of pixels, in which 20 or 21 pairs of whole rows of blocks lie.
    assert_eq!(measured[0], (0, 0));
    assert_eq!(measured[1], (20, 0));
    assert!(
        measured[2].0 == 0 && (8..=10).contains(&measured[2].1),
        "{measured:?}"
    );
}

#[test]
fn lines_that_run_down_are_told_from_lines_that_run_across() {
    let pages = screened(&[
        "format = \"png\"",
        "format = \"png\", quarter_turns = 1",
        "format = \"png\", quarter_turns = 2",
        "format = \"png\", paper = \"blank\"",
    ]);
    let across: Vec<_> = pages.iter().map(|page| page.across).collect();
    assert!(across[0] >= Some(67) && across[2] >= Some(67), "{across:?}");
    assert!(across[1].is_some() && across[1] <= Some(33), "{across:?}");
    assert_eq!(across[3], None);
}

#[test]
fn blur_takes_the_finest_detail_of_a_jpeg_and_nothing_else_has_it() {
    let pages = screened(&[
        "format = \"jpeg\"",
        "format = \"jpeg\", blur = 2",
        "format = \"jpeg\", paper = \"blank\"",
        "format = \"png\"",
    ]);
    let detail: Vec<_> = pages.iter().map(|page| page.detail).collect();
    assert!(detail[0] > Some(30), "{detail:?}");
    assert!(detail[1] > Some(0) && detail[1] <= Some(20), "{detail:?}");
    assert_eq!(detail[2..], [None, None]);
}

#[test]
fn faint_ink_and_whitened_paper_are_measured_as_they_were_made() {
    let pages = screened(&[
        "format = \"png\"",
        "format = \"png\", contrast = 50",
        "format = \"png\", cleaned = true",
    ]);
    let depth = |at: usize| i32::from(pages[at].depth.unwrap());
    assert!((depth(1) * 2 - depth(0)).abs() <= 12, "{pages:?}");
    let clean: Vec<_> = pages.iter().map(|page| page.clean.unwrap() / 100).collect();
    assert!(clean[0] == 0 && clean[1] == 0 && clean[2] > 70, "{clean:?}");
}

#[test]
fn pages_are_counted_by_the_sheet_they_take() {
    let page = |path: &str, set: &str| {
        format!(
            "[[change]]\nop = \"image\"\npath = \"扫描件/Z109-WS·2011-Y-BGS-{path}.jpg\"\nset = {{ {set} }}\n"
        )
    };
    let base = root().join("fixtures/base/three-items.toml");
    let text = [
        format!("about = \"sheets\"\nbase = {base:?}\n"),
        page("0001/0001", "width = 1654, height = 2339, dpi = 200"),
        // A3 across, scanned 2 % too large.
        page("0001/0002", "width = 1685, height = 1190, dpi = 100"),
        page("0002/0001", "width = 600, height = 800, dpi = 0"),
        page(
            "0003/0001",
            "width = 1654, height = 2339, dpi = 200, paper = \"blank\"",
        ),
        "[[change]]\nop = \"copy\"\npath = \"扫描件/Z109-WS·2011-Y-BGS-0001/0001.jpg\"\n\
         to = \"扫描件/Z109-WS·2011-Y-BGS-0003/0002.jpg\"\n"
            .to_owned(),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheets.toml");
    std::fs::write(&path, text.concat()).unwrap();
    let recipe = Recipe::load(&path).unwrap();
    let mut session = judged(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
    );
    let counts = session.judge().unwrap().counts.sheets.clone().unwrap();
    assert_eq!(
        counts.by_sheet.into_iter().collect::<Vec<_>>(),
        [(Sheet::A4, 3), (Sheet::A3, 1)]
    );
    assert_eq!((counts.all.pages, counts.all.a4), (4, 5));
    assert_eq!((counts.blank.pages, counts.blank.a4), (1, 1));
    assert_eq!((counts.repeated.pages, counts.repeated.a4), (1, 1));
    assert_eq!(counts.unknown, 1);
}

fn blank_page() -> Session {
    let recipe = Recipe::load(&root().join("fixtures/image/pass-one-line-of-text.toml")).unwrap();
    judged(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
    )
}

fn codes(session: &mut Session) -> Vec<Code> {
    let judgement = session.judge().unwrap();
    judgement
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn saved_facts_are_judged_under_other_thresholds_without_reading_again() {
    let mut session = blank_page();
    assert_eq!(codes(&mut session), Vec::new());
    let saved = serde_json::to_string(session.facts()).unwrap();
    let facts: DeliveryFacts = serde_json::from_str(&saved).unwrap();
    let text =
        std::fs::read_to_string(root().join("crate/core/profiles/dat31-paper.toml")).unwrap();
    let strict = text.replace("blankInk = 20\n", "blankInk = 9999\n");
    assert_ne!(strict, text);
    let mut again = Session::from_facts(facts, Profile::parse(&strict).unwrap()).unwrap();
    assert_eq!(codes(&mut again), [Code::BlankPage]);
}

#[test]
fn a_screen_says_that_it_was_not_asked_or_could_not_see_a_page() {
    let reason = |session: &mut Session, check: &str| {
        let judgement = session.judge().unwrap();
        let line = judgement.checks.iter().find(|line| line.check == check);
        line.unwrap().reason
    };
    // The other pages of the delivery are 120 × 170 pixels.
    let mut session = blank_page();
    assert_eq!(reason(&mut session, "IMG-13"), Some(NotRun::Unsupported));
    assert_eq!(reason(&mut session, "IMG-06"), None);
    let facts = session.facts().clone();
    let bagit = Profile::built_in("bagit").unwrap();
    let mut session = Session::from_facts(facts, bagit).unwrap();
    for check in [
        "IMG-04", "IMG-06", "IMG-08", "IMG-09", "IMG-10", "IMG-11", "IMG-12", "IMG-13", "IMG-14",
        "DUP-02",
    ] {
        assert_eq!(
            reason(&mut session, check),
            Some(NotRun::NotAsked),
            "{check}"
        );
    }
}
