//! What a file of a page or a recording is: read or not, of which format, with bytes behind it, of which resolution.

use yanshou::facts::{EntryFacts, Format, Readability};
use yanshou::ledger::NotRun;
use yanshou_tests::{altered, delivery, line, missing};

use crate::{built_in, first, found, images, pages, path_of, per_inch, recordings, said};

#[test]
fn where_no_page_could_be_read_the_checks_of_pages_say_so() {
    let session = delivery("base/three-items.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        for image in images(facts) {
            image.digests.clear();
        }
    });
    for check in ["IMG-01", "IMG-02", "IMG-03", "IMG-05", "IMG-16", "IMG-08"] {
        let reason = line(&report, check).reason;
        assert_eq!(reason, Some(NotRun::EntriesUnreadable), "{check}");
    }
}

#[test]
fn of_pages_without_bytes_or_of_no_allowed_format_the_checks_of_pages_have_nothing_to_say() {
    let session = delivery("base/three-items.toml");
    let reasons = |alter: fn(&mut EntryFacts)| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            images(facts).into_iter().for_each(alter);
        });
        ["IMG-01", "IMG-02", "IMG-03", "IMG-05"].map(|check| line(&report, check).reason)
    };
    let nothing = Some(NotRun::NothingOfTheKind);
    let empty = |entry: &mut EntryFacts| {
        (entry.bytes, entry.format, entry.image) = (0, Format::Empty, None);
    };
    assert_eq!(reasons(empty), [nothing; 4]);
    let gif = |entry: &mut EntryFacts| entry.format = Format::Gif;
    assert_eq!(reasons(gif), [None, None, nothing, nothing]);
}

#[test]
fn a_page_that_cannot_be_read_among_recordings_is_not_passed_over() {
    let session = delivery("base/two-sounds.toml");
    let report = altered(&session, built_in("dat62-audio-video"), |facts| {
        let mut own = facts.entries.iter_mut().filter(|e| e.recording.is_some());
        let entry = own.next().unwrap();
        entry.digests.clear();
        let index = entry.index;
        let path = path_of(facts, index);
        *path = path.replace(".wav", ".jpg");
    });
    for check in ["IMG-01", "IMG-02", "IMG-03", "IMG-05"] {
        let reason = line(&report, check).reason;
        assert_eq!(reason, Some(NotRun::EntriesUnreadable), "{check}");
    }
}

#[test]
fn a_document_of_empty_pages_is_lost_and_one_empty_page_is_blank() {
    let told = |recipe: &str, profile: &str, empty: &[bool]| {
        let report = altered(&delivery(recipe), built_in(profile), |facts| {
            let mut entries = facts.entries.iter_mut();
            let entry = entries.find(|e| e.document_pages().len() == 2).unwrap();
            let pdf = entry.pdf.iter_mut().flat_map(|pdf| &mut pdf.pages);
            let ofd = entry.ofd.iter_mut().flat_map(|ofd| &mut ofd.pages);
            for (page, empty) in pdf.chain(ofd).zip(empty) {
                page.empty = *empty;
            }
        });
        let lost = found(&report, "image.content.unreadable");
        (lost, found(&report, "image.page.blank"))
    };
    for recipe in ["base/two-layer-pdf.toml", "base/two-layer-ofd.toml"] {
        let lost = || vec![said(None, "", "nothing is drawn on 2 of 2 pages")];
        let blank = || vec![said(Some(2), "≥ 0.20 %", "0.00 %")];
        assert_eq!(told(recipe, "dat77-ocr", &[false, false]), (vec![], vec![]));
        assert_eq!(told(recipe, "dat77-ocr", &[false, true]), (vec![], blank()));
        assert_eq!(told(recipe, "dat77-ocr", &[true, true]), (lost(), vec![]));
        // Where no screen asks for blank pages, the whole is still told.
        assert_eq!(told(recipe, "bagit", &[false, true]), (vec![], vec![]));
        assert_eq!(told(recipe, "bagit", &[true, true]), (lost(), vec![]));
    }
}

#[test]
fn an_extension_promises_its_format_and_no_other() {
    let session = delivery("base/three-items.toml");
    let wrong = |extension: &str, format: Format| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let page = images(facts).pop().unwrap();
            page.format = format;
            let index = page.index;
            let path = path_of(facts, index);
            *path = path.replace(".jpg", &format!(".{extension}"));
        });
        missing(&report, "image.format.mismatch")
    };
    for (format, extensions) in [
        (Format::Jpeg, &["jpg", "jpeg"][..]),
        (Format::Tiff, &["tif", "tiff"]),
        (Format::Png, &["png"]),
        (Format::Jpeg2000, &["jp2"]),
        (Format::Bmp, &["bmp"]),
        (Format::Gif, &["gif"]),
        (Format::Pdf, &["pdf"]),
        (Format::Ofd, &["ofd"]),
        (Format::Wave, &["wav"]),
        (Format::Avi, &["avi"]),
        (Format::Mxf, &["mxf"]),
        (Format::Mp4, &["mp4", "mov"]),
    ] {
        for extension in extensions {
            assert!(wrong(extension, format).is_empty(), "{extension}");
            let other = if format == Format::Gif {
                Format::Bmp
            } else {
                Format::Gif
            };
            assert_eq!(wrong(extension, other), [format.name()], "{extension}");
        }
    }
}

#[test]
fn bytes_behind_a_recording_are_told() {
    let session = delivery("base/two-sounds.toml");
    let told = |bytes: u64| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            recordings(facts)[0].trailing_bytes = bytes;
        });
        found(&report, "image.content.trailingBytes")
    };
    assert!(told(0).is_empty());
    assert_eq!(told(1), [said(None, "0", "1 bytes")]);
}

#[test]
fn a_damaged_page_is_named_by_its_number_only_where_its_file_has_several() {
    let unreadable = |recipe: &str, page: usize| {
        let report = altered(&delivery(recipe), built_in("dat31-paper"), |facts| {
            let broken = Readability::Broken {
                offset: Some(7),
                reason: "cut".to_owned(),
            };
            let image = first(facts);
            image.readability = broken.clone();
            image.pages[page].readability = broken;
        });
        found(&report, "image.content.unreadable")
    };
    assert_eq!(
        unreadable("base/three-items.toml", 0),
        [said(None, "", "cut @ 7")]
    );
    assert_eq!(
        unreadable("base/multi-page-tiff.toml", 1),
        [said(Some(2), "", "cut @ 7")]
    );
}

#[test]
fn two_resolutions_are_unequal_from_beyond_one_per_cent_of_the_larger() {
    let session = delivery("base/three-items.toml");
    let unequal = |x, y| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            pages(facts)[0].density = per_inch(x, y);
        });
        found(&report, "image.resolution.unequal")
    };
    let one = [said(None, "X = Y", "300 × 297 dpi")];
    assert_eq!(unequal(29_999, 29_699), one);
    assert!(unequal(29_999, 29_700).is_empty());
    assert!(unequal(29_700, 29_999).is_empty());
}

#[test]
fn sound_and_film_are_each_one_kind_in_which_one_format_is_one() {
    let session = delivery("base/two-sounds.toml");
    let mixed = |formats: [Format; 2]| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            let own = facts.entries.iter_mut().filter(|e| e.recording.is_some());
            own.zip(formats).for_each(|(entry, f)| entry.format = f);
        });
        found(&report, "image.format.mixed")
    };
    assert!(mixed([Format::Wave, Format::Avi]).is_empty());
    assert!(mixed([Format::Avi, Format::Avi]).is_empty());
    let two = [said(None, "1", "AVI 1, MXF 1")];
    assert_eq!(mixed([Format::Mxf, Format::Avi]), two);
    // What is not allowed at all is no second format.
    assert!(mixed([Format::Avi, Format::Mp4]).is_empty());
}
