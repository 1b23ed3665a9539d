//! Recognised text: how much of it may be garbage, and which pages want some.

use yanshou::facts::{DeliveryFacts, PageScreen};
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, paper};

use crate::{built_in, found, of_code, pages, picture, said, with_line};

#[test]
fn three_per_cent_of_a_text_may_be_garbage_and_twenty_characters_tell() {
    let session = delivery("ocr/pass-text-beside-each-page.toml");
    let garbage = |characters: u64, unmapped: u64| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let texts = facts.entries.iter_mut();
            for text in texts.filter_map(|e| e.page_text.as_mut()) {
                text.counts.characters = characters;
                text.counts.unmapped = unmapped;
            }
        });
        found(&report, "ocr.text.garbage")
    };
    assert!(garbage(100, 3).is_empty());
    let both = |found: &str| vec![said(None, "≤ 3.00 %", found); 2];
    assert_eq!(garbage(100, 4), both("4.00 %"));
    assert_eq!(garbage(20, 1), both("5.00 %"));
    assert!(garbage(19, 19).is_empty());
}

#[test]
fn a_page_without_text_is_named_by_its_number_only_where_its_file_has_several() {
    let profile = || paper("[\"tiff\",", "[\"pdf\", \"tiff\",");
    let without = |session: &Session, alter: &dyn Fn(&mut DeliveryFacts)| {
        let report = altered(session, profile(), |facts| alter(facts));
        found(&report, "ocr.text.missing")
    };
    let beside = delivery("ocr/fail-text-is-empty.toml");
    let ink = |ink: u16, own: Option<PageScreen>| {
        move |facts: &mut DeliveryFacts| {
            let mut pages = pages(facts);
            pages[1].screen.clone_from(&own);
            if let Some(screen) = &mut pages[1].screen {
                screen.ink = ink;
            }
        }
    };
    let one = [said(None, "> 0", "0")];
    assert_eq!(without(&beside, &ink(0, None)), one);
    assert_eq!(without(&beside, &ink(20, Some(picture()))), one);
    assert!(without(&beside, &ink(19, Some(picture()))).is_empty());
    let document = delivery("pdf/pass-two-layer.toml");
    let second = |facts: &mut DeliveryFacts| {
        let mut documents = facts.entries.iter_mut().filter_map(|e| e.pdf.as_mut());
        documents.next().unwrap().pages[1].text = Default::default();
    };
    assert_eq!(without(&document, &second), [said(Some(2), "> 0", "0")]);
    assert!(without(&document, &|_| {}).is_empty());
}

#[test]
fn a_page_with_ink_on_it_has_text_and_a_blank_one_needs_none() {
    let session = delivery("pdf/fail-page-without-text.toml");
    let missing = |ink: u16, blank: &str| {
        let profile = with_line("dat77-ocr", "blankInk", blank);
        let report = altered(&session, profile, |facts| {
            for page in pages(facts) {
                page.screen = Some(PageScreen { ink, ..picture() });
            }
        });
        let own = of_code(&report, "pdf.text.missing");
        own.map(|f| f.locus.page).collect::<Vec<_>>()
    };
    for (limit, blank) in [(20, ""), (20, "blankInk = 20"), (31, "blankInk = 31")] {
        assert_eq!(missing(limit, blank), [Some(2)], "{blank}");
        assert_eq!(missing(limit - 1, blank), [], "{blank}");
    }
}
