//! Pages that look alike: how near two small pictures are, and which are compared at all.

use yanshou::facts::{PageFacts, PageScreen, Readability};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou_tests::{altered, delivery, line, missing, paper, rules};

use crate::{built_in, found, images, of_code, pages, picture, screens};

/// 256 bits of which the words are those of `own` where `same` holds and nothing like them elsewhere.
fn hash(own: [u16; 16], same: impl Fn(usize) -> bool) -> String {
    let words = own.iter().enumerate();
    let words = words.map(|(at, word)| if same(at) { *word } else { !*word });
    words.map(|word| format!("{word:04x}")).collect()
}

const SHEET: [u16; 16] = [
    0x0f01, 0x0f02, 0x0f04, 0x0f08, 0x0f10, 0x0f20, 0x0f40, 0x0f80, 0x1f00, 0x2f00, 0x4f00, 0x8f00,
    0x0e11, 0x0d22, 0x0b44, 0x0788,
];

#[test]
fn a_page_is_looked_for_among_the_first_64_that_share_a_piece() {
    let session = delivery("base/multi-page-tiff.toml");
    let screen = picture();
    let near = |others: usize| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let mut own = images(facts);
            let [first, second, ..] = own.as_mut_slice() else {
                panic!("three items")
            };
            let of = |page: &PageFacts, hash: String| {
                let mut page = page.clone();
                page.screen = Some(PageScreen {
                    hash,
                    ..screen.clone()
                });
                page
            };
            // Half of them share the first eight pieces with the sheet, half the others; the sheet stands behind them.
            let item = &mut first.image.as_mut().unwrap().pages;
            let page = item[0].clone();
            *item = (0..others * 2)
                .map(|n| of(&page, hash(SHEET, |at| (at < 8) == (n < others))))
                .collect();
            item.push(of(&page, hash(SHEET, |_| true)));
            second.image.as_mut().unwrap().pages = vec![of(&page, hash(SHEET, |at| at != 20))];
        });
        let own = of_code(&report, "duplicate.page.near").filter(|f| f.locus.page.is_none());
        own.map(|f| (f.locus.entry.clone().unwrap(), f.found.clone()))
            .collect::<Vec<_>>()
    };
    let path = |number| format!("扫描件/Z109-WS·2011-Y-BGS-000{number}.tif");
    assert_eq!(near(63), [(path(2), format!("{} # 127: 0/256", path(1)))]);
    assert!(near(64).is_empty());
}

#[test]
fn a_page_image_of_a_document_that_was_not_compared_is_said() {
    let session = delivery("pdf/pass-two-layer.toml");
    let reason = |alter: fn(&mut PageFacts)| {
        let profile = paper("[\"tiff\",", "[\"pdf\", \"tiff\",");
        let report = altered(&session, profile, |facts| {
            pages(facts).into_iter().for_each(alter);
        });
        line(&report, "DUP-02").reason
    };
    assert_eq!(reason(|page| page.screen = None), Some(NotRun::Unsupported));
    // Pages of text alone have no image to compare.
    let text = |page: &mut PageFacts| {
        *page = PageFacts::bare(Readability::Readable);
    };
    assert_eq!(reason(text), Some(NotRun::NothingOfTheKind));
}

#[test]
fn pages_are_alike_within_twenty_bits_in_an_item_and_within_ten_across_items() {
    let session = delivery("base/multi-page-tiff.toml");
    let screen = picture();
    // The first `bits` bits of the sheet are others on the later page.
    let apart = |bits: u32| {
        let flipped = |at: u32| u16::MAX.checked_shl(16 - bits.saturating_sub(at * 16).min(16));
        let words = (0..).zip(SHEET);
        let words = words.map(|(at, word)| word ^ flipped(at).unwrap_or(0));
        words.map(|word| format!("{word:04x}")).collect::<String>()
    };
    let near = |profile: Profile, item: usize, bits: u32| {
        let report = altered(&session, profile, |facts| {
            let mut own = images(facts);
            let mut show = |item: usize, page: usize, hash: String| {
                let pages = &mut own[item].image.as_mut().unwrap().pages;
                let screen = screen.clone();
                pages[page].screen = Some(PageScreen { hash, ..screen });
            };
            show(0, 0, apart(0));
            show(item, usize::from(item == 0), apart(bits));
        });
        let asked = line(&report, "DUP-02").reason != Some(NotRun::NotAsked);
        (found(&report, "duplicate.page.near").len(), asked)
    };
    let paper = || built_in("dat31-paper");
    assert_eq!(near(paper(), 0, 20), (1, true));
    assert_eq!(near(paper(), 0, 21), (0, true));
    assert_eq!(near(paper(), 1, 10), (1, true));
    assert_eq!(near(paper(), 1, 11), (0, true));
    // One of the two limits is enough.
    let both = "nearInUnit = 20\nnearAcrossUnits = 10\n";
    let only = |limit: &str| rules("dat31-paper", both, limit);
    assert_eq!(near(only("nearInUnit = 20\n"), 0, 20), (1, true));
    assert_eq!(near(only("nearInUnit = 20\n"), 1, 10), (0, true));
    assert_eq!(near(only("nearAcrossUnits = 10\n"), 0, 20), (0, true));
    assert_eq!(near(only("nearAcrossUnits = 10\n"), 1, 10), (1, true));
    assert_eq!(near(only(""), 1, 0), (0, false));
}

#[test]
fn of_pages_that_look_alike_in_one_file_both_are_named() {
    let session = delivery("duplicate/pass-pages-of-a-tiff-differ.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        let images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
        for image in images.filter(|image| image.pages.len() == 2) {
            image.pages[1].screen = image.pages[0].screen.clone();
        }
    });
    let [near] = report.findings.as_slice() else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(
        (near.code.as_str(), near.locus.page),
        ("duplicate.page.near", Some(2))
    );
    let path = near.locus.entry.as_ref().unwrap();
    assert_eq!(near.found, format!("{path} # 1: 0/256"));
}

#[test]
fn pages_of_two_items_are_found_alike_by_what_is_on_them_and_not_by_their_margins() {
    let session = delivery("duplicate/fail-page-scanned-again-in-another-item.toml");
    let near = |hash: String| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            for screen in screens(facts) {
                screen.hash.clone_from(&hash);
            }
        });
        missing(&report, "duplicate.page.near").len()
    };
    assert_eq!(near("0f0f".repeat(16)), 1);
    // Fewer than 32 of 256 bits tell nothing.
    assert_eq!(near("0003".repeat(16)), 1);
    assert_eq!(near("0003".repeat(15) + "0001"), 0);
}
