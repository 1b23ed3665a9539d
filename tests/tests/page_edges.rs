//! What images, recordings, their layout and their links are held to, at the limit and where no recipe has the kind of
//! delivery: a mutant of a check would be seen by nothing else (`fixtures/MUTANTS.md`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // facts of our own recipes

use std::collections::BTreeMap;
use std::sync::LazyLock;

use yanshou::facts::{
    AudioTrack, Cell, ColourMode, DeliveryFacts, Density, DensityUnit, EntryFacts, Format,
    ImageFacts, PageFacts, PageScreen, Readability, RecordingFacts, SoundFacts, TableRow,
    VideoTrack, WaveletFacts,
};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, missing, reword, root};

fn built_in(id: &str) -> Profile {
    Profile::built_in(id).unwrap()
}

/// A built-in profile with one part of its text put otherwise.
fn rules(id: &str, from: &str, to: &str) -> Profile {
    let path = root().join(format!("crate/core/profiles/{id}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    Profile::parse(&text.replacen(from, to, 1)).unwrap()
}

/// Page, expected and found of a finding.
type Said = (Option<u32>, String, String);

/// What the findings of a code say.
fn found(report: &Report, code: &str) -> Vec<Said> {
    let own = report.findings.iter().filter(|f| f.code == code);
    own.map(|f| (f.locus.page, f.expected.clone(), f.found.clone()))
        .collect()
}

fn said(page: Option<u32>, expected: &str, found: &str) -> Said {
    (page, expected.to_owned(), found.to_owned())
}

/// The entries with pages, in the order of the container.
fn images(facts: &mut DeliveryFacts) -> Vec<&mut EntryFacts> {
    let entries = facts.entries.iter_mut();
    entries.filter(|e| e.image.is_some()).collect()
}

/// Four A4 pages, of which the small pictures are known.
static FULL_SIZE: LazyLock<Session> = LazyLock::new(|| delivery("image/pass-full-size-pages.toml"));

/// What the first entry with pages is.
fn first(facts: &mut DeliveryFacts) -> &mut ImageFacts {
    let mut images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
    images.next().unwrap()
}

fn pages(facts: &mut DeliveryFacts) -> Vec<&mut PageFacts> {
    let entries = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
    entries.flat_map(|image| &mut image.pages).collect()
}

fn screens(facts: &mut DeliveryFacts) -> Vec<&mut PageScreen> {
    let pages = pages(facts).into_iter();
    pages.filter_map(|page| page.screen.as_mut()).collect()
}

fn recordings(facts: &mut DeliveryFacts) -> Vec<&mut RecordingFacts> {
    let entries = facts.entries.iter_mut();
    entries.filter_map(|e| e.recording.as_mut()).collect()
}

/// The path of an entry, wherever it stands.
fn path_of(facts: &mut DeliveryFacts, index: u32) -> &mut String {
    let mut entries = facts.container.entries.iter_mut();
    &mut entries.find(|e| e.index == index).unwrap().path
}

fn per_inch(x: u32, y: u32) -> Option<Density> {
    Some(Density {
        x: (x, 100),
        y: (y, 100),
        unit: DensityUnit::Inch,
    })
}

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

#[test]
fn a_hand_over_package_may_lie_in_one_folder_and_is_named_with_it() {
    let session = delivery("base/dat93-transfer.toml");
    let absent = |place: &dyn Fn(&str) -> String| {
        let report = altered(&session, built_in("dat93-transfer"), |facts| {
            for entry in &mut facts.container.entries {
                entry.path = place(&entry.path);
            }
        });
        let mut absent = missing(&report, "package.layout.missing");
        absent.sort();
        absent
    };
    let inside = |path: &str| format!("移交包/{path}");
    assert!(absent(&inside).is_empty());
    let renamed = |path: &str| inside(path).replace("目录文件", "目录");
    assert_eq!(absent(&renamed), ["移交包/目录文件.XML"]);
    // A file beside the folder: the folder is none of the package.
    let beside = |path: &str| match path {
        "sha256.txt" => path.to_owned(),
        path => inside(path),
    };
    assert_eq!(absent(&beside), ["目录文件.XML", "说明文件.TXT"]);
    let lower = |path: &str| path.replace("目录文件.XML", "目录文件.xml");
    assert!(absent(&lower).is_empty());
}

#[test]
fn a_key_of_the_description_without_a_value_is_missing() {
    let session = delivery("base/dat93-transfer.toml");
    for key in ["移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"] {
        let report = altered(&session, built_in("dat93-transfer"), |facts| {
            let entries = facts.entries.iter_mut();
            let keys = entries.filter_map(|e| e.description.as_mut());
            for own in keys.flat_map(|d| &mut d.keys).filter(|k| k.key == key) {
                own.value.clear();
            }
        });
        assert_eq!(missing(&report, "package.description.keyMissing"), [key]);
    }
}

/// What the form of a hand-over is said to have wrong, and how many numbers of it were compared.
fn form(session: &Session, words: &[(&str, &str)], bytes: u64) -> (Vec<String>, u64) {
    let report = altered(session, built_in("dat93-transfer"), |facts| {
        reword(facts, words);
        facts.entries.iter_mut().for_each(|entry| entry.bytes = 0);
        facts.entries[0].bytes = bytes;
    });
    let examined = line(&report, "PKG-10").examined;
    (missing(&report, "package.total.mismatch"), examined)
}

#[test]
fn each_label_of_a_form_that_counts_is_held_against_the_delivery() {
    let session = delivery("package/pass-form-agrees.toml");
    let labels = [
        (
            "总件数",
            "2",
            &[
                "档案数量",
                "件数",
                "总件数",
                "移交件数",
                "档案数量(件)",
                "档案数量（件）",
                "总 件 数：",
                "件数:",
            ][..],
        ),
        (
            "总页数",
            "2",
            &["页数", "总页数", "移交页数", "画幅数", "总画幅数", "页 数"],
        ),
        (
            "移交数据量（GB）",
            "0.000",
            &[
                "数据量(GB)",
                "数据量（GB）",
                "移交数据量(GB)",
                "移交数据量（GB）",
            ],
        ),
    ];
    for (own, right, labels) in labels {
        for label in labels {
            let (wrong, examined) = form(&session, &[(own, label)], 0);
            assert_eq!((wrong.len(), examined), (0, 4), "{label}");
            let (wrong, examined) = form(&session, &[(own, label), (right, "7.000")], 0);
            assert!(wrong.contains(&"7.000".to_owned()), "{label}");
            assert_eq!(examined, 4, "{label}");
        }
        // What may mean two things is not read.
        assert_eq!(form(&session, &[(own, "文件总数")], 0).1, 3);
    }
}

#[test]
fn the_first_number_of_a_cell_counts_without_the_commas_that_group_it() {
    let session = delivery("package/pass-form-agrees.toml");
    for word in ["2", "2件", "共 2 件", "约2。", "2.", "2;3"] {
        assert_eq!(form(&session, &[("2", word)], 0), (vec![], 4), "{word}");
    }
    let wrong = |word: &str| form(&session, &[("2", word)], 0);
    for word in ["3", "12", "2.5", "2,0"] {
        assert_eq!(wrong(word), (vec![word.to_owned()], 4));
    }
    assert_eq!(wrong("二"), (vec![], 2));
    for word in ["1,250.000", "1,250", "1,164.153 GB"] {
        let bytes = 1_250_000_000_000;
        assert_eq!(form(&session, &[("0.000", word)], bytes), (vec![], 4));
        let report = form(&session, &[("0.000", word)], bytes + 1_000_000_000);
        assert_eq!(report, (vec![word.to_owned()], 4));
    }
}

#[test]
fn a_file_without_a_row_is_named_itself_where_its_folder_has_others_that_are_linked() {
    let session = delivery("base/two-films.toml");
    let orphans = |place: fn(&str) -> String| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            for entry in &mut facts.container.entries {
                entry.path = place(&entry.path);
            }
        });
        let own = report.findings.iter();
        let own = own.filter(|f| f.code == "linkage.content.withoutRow");
        let mut own: Vec<_> = own
            .map(|f| (f.locus.entry.clone().unwrap(), f.found.clone()))
            .collect();
        own.sort();
        (own, line(&report, "LNK-02").examined)
    };
    let is = |path: &str, count: &str| (path.to_owned(), count.to_owned());
    assert_eq!(orphans(str::to_owned), (vec![], 2));
    assert_eq!(
        orphans(|path| path.replace("BGS-0002.avi", "BGS-0009.avi")),
        (vec![is("录像/Z109-WS·2011-Y-BGS-0009.avi", "1")], 2)
    );
    assert_eq!(
        orphans(|path| path.replace("BGS-000", "BGS-100")),
        (vec![is("录像/", "2")], 2)
    );
    assert_eq!(
        orphans(|path| path.replace("录像/Z109-WS·2011-Y-BGS-000", "会议")),
        (vec![is("会议1.avi", "1"), is("会议2.avi", "1")], 2)
    );
}

#[test]
fn the_name_of_a_colour_is_understood_and_holds_for_that_colour_alone() {
    let session = delivery("linkage/pass-metadata-agrees.toml");
    let wrong = |word: &str, colour: ColourMode| {
        let words = ["灰度", "24位彩色", "256级灰度"].map(|own| (own, word));
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &words);
            pages(facts).into_iter().for_each(|p| p.colour = colour);
        });
        let own = found(&report, "linkage.metadata.colour");
        own.into_iter()
            .map(|(_, _, found)| found)
            .collect::<Vec<_>>()
    };
    let no: Vec<String> = Vec::new();
    for (colour, word, name) in [
        (ColourMode::Colour, "彩色", "colour"),
        (ColourMode::Palette, "rgb", "palette"),
        (ColourMode::Cmyk, "24-bit Color", "cmyk"),
        (ColourMode::Colour, "Colour", "colour"),
        (ColourMode::Grey, "灰度", "grey"),
        (ColourMode::Grey, "grey", "grey"),
        (ColourMode::Grey, "Gray 8", "grey"),
        (ColourMode::Bitonal, "黑白", "bitonal"),
        (ColourMode::Bitonal, "二值图像", "bitonal"),
        (ColourMode::Bitonal, "Bitonal", "bitonal"),
    ] {
        assert_eq!(wrong(word, colour), no, "{word}");
        let other = if colour == ColourMode::Bitonal {
            "灰度"
        } else {
            "黑白"
        };
        assert_eq!(wrong(other, colour), vec![name; 4], "{word}");
    }
    assert_eq!(wrong("原样", ColourMode::Grey), no);
}

#[test]
fn pixels_are_read_with_their_unit_and_hold_exactly() {
    let session = delivery("linkage/pass-metadata-agrees.toml");
    let wrong = |side: &str, word: &str| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &[(side, word)])
        });
        let own = found(&report, "linkage.metadata.pixels");
        assert!(own.iter().all(|(_, _, found)| found == side), "{own:?}");
        own.len()
    };
    for side in ["120", "170"] {
        for word in [
            format!("{side}px"),
            format!("{side} 像素"),
            format!("{side} px"),
        ] {
            assert_eq!(wrong(side, &word), 0, "{word}");
        }
        for word in ["119", "171px", "121 像素", "0"] {
            assert_eq!(wrong(side, word), 4, "{word}");
        }
        assert_eq!(wrong(side, "约百"), 0);
    }
}

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

/// A small picture of a page, taken from a recipe.
fn picture() -> PageScreen {
    let mut facts = FULL_SIZE.facts().clone();
    screens(&mut facts)[0].clone()
}

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
        let own = report.findings.iter();
        let own = own.filter(|f| f.code == "duplicate.page.near" && f.locus.page.is_none());
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
        let profile = rules("dat31-paper", "[\"tiff\",", "[\"pdf\", \"tiff\",");
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
    let profile = || rules("dat31-paper", "[\"tiff\",", "[\"pdf\", \"tiff\",");
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

/// Findings and reason of a check of recordings, when the first recording is as given.
fn judged(profile: &Profile, check: &str, alter: &dyn Fn(&mut RecordingFacts)) -> Judged {
    static SOUNDS: LazyLock<Session> = LazyLock::new(|| delivery("base/two-sounds.toml"));
    let report = altered(&SOUNDS, profile.clone(), |facts| {
        for recording in recordings(facts) {
            alter(recording);
        }
    });
    let own = report.findings.iter().filter(|f| f.check == check);
    let mut count: BTreeMap<String, (String, String)> = BTreeMap::new();
    for finding in own {
        let said = (finding.expected.clone(), finding.found.clone());
        count.insert(finding.code.clone(), said);
    }
    let reason = line(&report, check).reason;
    (
        count.into_iter().map(|(c, (e, f))| (c, e, f)).collect(),
        reason,
    )
}

type Judged = (Vec<(String, String, String)>, Option<NotRun>);

fn one(code: &str, expected: &str, found: &str) -> Judged {
    let words = [code, expected, found].map(str::to_owned);
    let [code, expected, found] = words;
    (vec![(code, expected, found)], None)
}

#[test]
fn a_sound_track_is_held_to_its_rate_its_bits_and_its_coding() {
    let profile = built_in("dat62-audio-video");
    let told = |codec: &str, rate: Option<u32>, bits: Option<u16>| {
        judged(&profile, "AV-01", &|recording| {
            recording.audio = vec![AudioTrack {
                codec: codec.to_owned(),
                channels: Some(1),
                sample_rate: rate,
                bits,
            }];
        })
    };
    assert_eq!(told("PCM", Some(44_100), Some(24)), (vec![], None));
    assert_eq!(
        told("PCM", Some(44_099), Some(24)),
        one("recording.sampleRate.low", "≥ 44100", "44099")
    );
    assert_eq!(
        told("PCM", Some(44_100), Some(23)),
        one("recording.bitDepth.low", "≥ 24", "23")
    );
    assert_eq!(
        told("MP3", Some(44_100), None),
        one("recording.audio.codec", "PCM", "MP3")
    );
    // What the container does not tell is not passed.
    let unsupported = (vec![], Some(NotRun::Unsupported));
    assert_eq!(told("PCM", None, Some(24)), unsupported);
    assert_eq!(told("PCM", Some(44_100), None), unsupported);
    assert_eq!(told("", Some(44_100), None), unsupported);
}

#[test]
fn a_picture_is_held_to_the_largest_class_that_both_its_sides_reach() {
    let profile = built_in("dat62-audio-video");
    let told = |width: u32, height: u32, rate: u64| {
        judged(&profile, "AV-01", &|recording| {
            recording.audio.clear();
            recording.video = vec![VideoTrack {
                codec: "H.264".to_owned(),
                width: Some(width),
                height: Some(height),
                frames_per_1000_s: Some(25_000),
                bit_rate: Some(rate),
            }];
        })
    };
    for (width, height, rate) in [
        (720, 480, 8_000_000),
        (1919, 1080, 8_000_000),
        (1920, 1079, 8_000_000),
        (1920, 1080, 16_000_000),
    ] {
        assert_eq!(told(width, height, rate), (vec![], None));
        let low = one(
            "recording.bitRate.low",
            &format!("≥ {rate}"),
            &(rate - 1).to_string(),
        );
        assert_eq!(told(width, height, rate - 1), low);
    }
    for (width, height) in [(719, 480), (720, 479), (1920, 479), (719, 1080)] {
        let small = one(
            "recording.video.size",
            "≥ 720 × 480",
            &format!("{width} × {height}"),
        );
        assert_eq!(told(width, height, 8_000_000), small);
    }
    let neither = judged(&profile, "AV-01", &|recording| recording.audio.clear());
    assert_eq!(neither, (vec![], Some(NotRun::Unsupported)));
}

const HEARD: &str = "clippedRuns = 10\nsilentShare = 5000\ndropouts = 0\npaddedBits = true\n";

#[test]
fn one_limit_for_what_is_heard_is_enough_and_asks_for_nothing_else() {
    let bad = |recording: &mut RecordingFacts| {
        recording.duration_ms = Some(12_345_678);
        recording.sound = Some(SoundFacts {
            peak: 32_767,
            used_bits: 16,
            clipped_runs: 11,
            first_clipped_ms: Some(12_345_678),
            silent_ms: 6_200_000,
            longest_silence_ms: 3_599_999,
            dropouts: 1,
            first_dropout_ms: Some(60_000),
        });
        recording.audio[0].bits = Some(24);
    };
    let told = |limits: &str, alter: &dyn Fn(&mut RecordingFacts)| {
        let profile = rules("dat62-audio-video", HEARD, limits);
        judged(&profile, "AV-02", alter)
    };
    for (limit, code, expected, found) in [
        (
            "clippedRuns = 10",
            "sound.clipped",
            "≤ 10",
            "11 @ 3:25:45.678",
        ),
        (
            "silentShare = 5000",
            "sound.silent",
            "≤ 50 %",
            "50 %, 0:59:59.999",
        ),
        ("dropouts = 0", "sound.dropout", "≤ 0", "1 @ 0:01:00.000"),
        ("paddedBits = true", "bitDepth.padded", "24", "16"),
    ] {
        let code = format!("recording.{code}");
        let heard = told(&format!("{limit}\n"), &bad);
        assert_eq!(heard.0, one(&code, expected, found).0, "{limit}");
        let deaf = told(&format!("{limit}\n"), &|recording| recording.sound = None);
        assert_eq!(deaf, (vec![], Some(NotRun::Unsupported)), "{limit}");
    }
    assert_eq!(told("", &bad), (vec![], Some(NotRun::NotAsked)));
}

#[test]
fn bits_are_padded_where_fewer_are_used_than_written_but_not_in_silence() {
    let profile = built_in("dat62-audio-video");
    let padded = |used: u8| {
        let heard = judged(&profile, "AV-02", &|recording| {
            let sound = recording.sound.as_mut().unwrap();
            sound.used_bits = used;
        });
        !heard.0.is_empty()
    };
    assert_eq!([0, 1, 23, 24].map(padded), [false, true, true, false]);
}

#[test]
fn half_an_hour_in_other_words_is_not_taken_for_a_length() {
    let session = delivery("recording/fail-duration-differs.toml");
    for word in ["1小半", "1小分", "小时", "1:60:小"] {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            reword(facts, &[("00:01:00", word)])
        });
        assert!(found(&report, "recording.duration.differs").is_empty());
        let reason = line(&report, "AV-02").reason;
        assert_eq!(reason, Some(NotRun::Unsupported), "{word}");
    }
}

#[test]
fn a_length_is_held_against_the_first_row_of_a_code_alone() {
    let session = delivery("recording/fail-duration-differs.toml");
    let differ = |alter: &dyn Fn(&mut Vec<TableRow>)| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            for recording in recordings(facts) {
                recording.duration_ms = Some(12_345_678);
            }
            let tables = facts.entries.iter_mut().filter_map(|e| e.tables.as_mut());
            for table in tables.flat_map(|t| &mut t.tables) {
                alter(&mut table.rows);
            }
        });
        let own = report.findings.iter();
        own.filter(|f| f.code == "recording.duration.differs")
            .map(|f| (f.locus.row, f.found.clone()))
            .collect::<Vec<_>>()
    };
    let is = |row| (Some(row), "3:25:45.678".to_owned());
    assert_eq!(differ(&|_| {}), [is(3)]);
    let twice = |rows: &mut Vec<TableRow>| {
        let (code, length) = (rows[2].cells[1].clone(), rows[2].cells[8].clone());
        rows[3].cells.resize(9, Cell::default());
        rows[3].cells[8] = length;
        rows[3].cells[1] = code;
    };
    assert_eq!(differ(&twice), [is(3)]);
    let both = |rows: &mut Vec<TableRow>| {
        rows[3].cells.resize(9, Cell::default());
        rows[3].cells[8] = rows[2].cells[8].clone();
    };
    assert_eq!(differ(&both), [is(3), is(4)]);
}

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
        let profile = rules("dat31-paper", from, to);
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
        let profile = rules("dat31-paper", "jpegQuality = 50\n", "jpeg2000Ratio = 20\n");
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
fn trees_of_one_file_for_an_item_are_counted_but_not_one_text_for_all_its_pages() {
    let trees = |recipe: &str, profile: &str, place: fn(&str) -> String| {
        let report = altered(&delivery(recipe), built_in(profile), |facts| {
            for entry in &mut facts.container.entries {
                entry.path = place(&entry.path);
            }
        });
        let own = report.findings.iter();
        let own = own.filter(|f| f.check == "LNK-06");
        let own: Vec<_> = own
            .map(|f| {
                (
                    f.locus.entry.clone().unwrap(),
                    f.expected.clone(),
                    f.found.clone(),
                )
            })
            .collect();
        let line = line(&report, "LNK-06");
        (own, line.examined, line.reason)
    };
    let texts = |path: &str| {
        let path = path.replace("0001/0002.txt", "0001/备注.txt");
        match path.strip_prefix("OCR/") {
            Some(_) => path.replace("/0001.txt", ".txt"),
            None => path,
        }
    };
    let none = (vec![], 3, None);
    let recipe = "linkage/pass-text-of-every-page.toml";
    assert_eq!(trees(recipe, "dat31-paper", str::to_owned), none);
    assert_eq!(trees(recipe, "dat31-paper", texts), none);
    let files = |path: &str| {
        let path = path.replace("TIFF/Z109-WS·2011-Y-BGS-0001/0002.tif", "工作文件/备注.txt");
        path.replace("/0001.tif", ".tif")
    };
    let short = (
        "JPEG/Z109-WS·2011-Y-BGS-0001/".to_owned(),
        "TIFF 1".to_owned(),
        "JPEG 2".to_owned(),
    );
    let recipe = "base/two-trees.toml";
    assert_eq!(trees(recipe, "dat31-paper", str::to_owned), none);
    assert_eq!(trees(recipe, "dat31-paper", files), (vec![short], 3, None));
}

#[test]
fn a_defect_that_remains_is_told_by_its_point_and_its_note() {
    let session = delivery("rework/fail-unit-found-wrong-is-as-it-was.toml");
    let told = |note: &str| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            for verdict in &mut facts.earlier.as_mut().unwrap().verdicts {
                note.clone_into(&mut verdict.note);
            }
        });
        let own = found(&report, "rework.defect.remains").into_iter();
        own.map(|(_, _, found)| found).collect::<Vec<_>>()
    };
    let point = &session.facts().earlier.as_ref().unwrap().verdicts[0].point;
    assert_eq!(told(""), [point.as_str()]);
    assert_eq!(told("歪"), [format!("{point}: 歪")]);
}

#[test]
fn the_defects_and_the_files_of_the_round_before_were_looked_at() {
    let session = delivery("rework/fail-unit-found-wrong-is-as-it-was.toml");
    let earlier = session.facts().earlier.as_ref().unwrap();
    let defects = earlier.findings.len() + earlier.verdicts.len() + earlier.changes.len();
    let report = altered(&session, built_in("dat31-paper"), |_| {});
    let looked = line(&report, "RWK-01").examined;
    assert_eq!(looked, (defects + earlier.files.len()) as u64);
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
fn a_signer_is_named_by_what_is_known_of_them() {
    let session = delivery("fixity/fail-manifest-is-signed.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        let signatures = facts.entries.iter_mut();
        for signature in signatures.filter_map(|e| e.signature.as_mut()) {
            for signer in &mut signature.signers {
                "CN=甲".clone_into(&mut signer.subject);
                signer.issuer.clear();
                "SM2".clone_into(&mut signer.algorithm);
                signer.signing_time = None;
                "ab".clone_into(&mut signer.fingerprint);
            }
        }
    });
    let own = found(&report, "fixity.signature.present");
    let own: Vec<String> = own.into_iter().map(|(_, _, found)| found).collect();
    assert_eq!(own, ["CN=甲; SM2; ab"]);
}
