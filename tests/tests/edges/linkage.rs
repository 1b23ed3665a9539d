//! Files beside the rows they belong to, and what a catalogue says of them.

use yanshou::facts::ColourMode;
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou_tests::{altered, delivery, line, paper, reword};

use crate::{ITEM, built_in, found, of_code, pages, relocate, tables};

#[test]
fn a_file_without_a_row_is_named_itself_where_its_folder_has_others_that_are_linked() {
    let session = delivery("base/two-films.toml");
    let orphans = |place: fn(&str) -> String| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            relocate(facts, place);
        });
        let own = of_code(&report, "linkage.content.withoutRow");
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
fn trees_of_one_file_for_an_item_are_counted_but_not_one_text_for_all_its_pages() {
    let trees = |recipe: &str, profile: &str, place: fn(&str) -> String| {
        let report = altered(&delivery(recipe), built_in(profile), |facts| {
            relocate(facts, place);
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

#[test]
fn a_row_that_does_not_say_its_pages_leaves_its_unit_uncounted_and_that_is_no_pass() {
    let judged = |recipe: &str, profile: &str, cell: &str| {
        altered(&delivery(recipe), built_in(profile), |facts| {
            for table in tables(facts) {
                let heading = |row: &yanshou::facts::TableRow| {
                    row.cells.iter().position(|cell| cell.text == "页数")
                };
                let column = table.rows.iter().find_map(heading);
                let own = |row: &&mut yanshou::facts::TableRow| {
                    row.cells.iter().any(|cell| cell.text == ITEM)
                };
                if let (Some(column), Some(row)) = (column, table.rows.iter_mut().find(own)) {
                    cell.clone_into(&mut row.cells[column].text);
                }
            }
        })
    };
    for (recipe, check, code) in [
        ("base/three-items.toml", "LNK-03", "linkage.pages.uncounted"),
        (
            "base/multi-page-tiff.toml",
            "LNK-05",
            "linkage.multiPage.uncounted",
        ),
    ] {
        let unread = Some(NotRun::CellsUnreadable);
        assert!(NotRun::CellsUnreadable.blocks());
        let told = |profile: &str, cell: &str| {
            let report = judged(recipe, profile, cell);
            let own = of_code(&report, code);
            let own = own.map(|f| (f.locus.archival_code.clone().unwrap(), f.expected.clone()));
            let own: Vec<_> = own.collect();
            let line = line(&report, check);
            (own, line.status, line.examined, line.reason)
        };
        let listed = || vec![(ITEM.to_owned(), "页数".to_owned())];
        for blank in ["", " "] {
            let asked = (listed(), Status::NotRun, 2, unread);
            assert_eq!(told("bagit", blank), asked, "{recipe}");
        }
        // Where the profile asks for 页数 CAT-03 names the cell, and CAT-05 one that is no number.
        for (profile, cell) in [("dat31-paper", ""), ("dat31-paper", "2页"), ("bagit", "二")] {
            let asked = (vec![], Status::NotRun, 2, unread);
            assert_eq!(told(profile, cell), asked, "{recipe} {profile} {cell}");
        }
        assert_eq!(told("bagit", "2"), (vec![], Status::Passed, 3, None));
    }
    let report = altered(
        &delivery("base/three-items.toml"),
        built_in("bagit"),
        |facts| reword(facts, &[("页数", "附件")]),
    );
    let line = line(&report, "LNK-03");
    assert_eq!(
        (line.status, line.reason),
        (Status::NotRun, Some(NotRun::NoColumn))
    );
}

#[test]
fn a_cover_needs_no_number_where_the_profile_allows_it_and_all_pages_are_there() {
    let named = |recipe: &str, extra: u32, page: &str, name: &str| {
        let rule = format!("minimumDpi = 200\nextraPerUnit = {extra}");
        let profile = paper("minimumDpi = 200", &rule);
        let report = altered(&delivery(recipe), profile, |facts| {
            relocate(facts, |path| {
                let end = format!("0001/{page}.jpg");
                match path.strip_suffix(&end) {
                    Some(folder) => format!("{folder}0001/{name}.jpg"),
                    None => path.to_owned(),
                }
            });
        });
        let own = report.findings.iter().filter(|f| f.check == "LNK-04");
        own.map(|f| f.code.clone()).collect::<Vec<_>>()
    };
    let long = "linkage/fail-page-too-many.toml";
    let none: [&str; 0] = [];
    for name in ["封面", "备考表", "卷内目录", "封底", " 封面 "] {
        assert_eq!(named(long, 1, "0003", name), none, "{name}");
    }
    let name = ["linkage.sequence.name"];
    assert_eq!(named(long, 0, "0003", "封面"), name);
    assert_eq!(named(long, 1, "0003", "封面2"), name);
    assert_eq!(named(long, 1, "0003", "说明"), name);
    // a cover is no page: of two pages one is there
    assert_eq!(named("base/three-items.toml", 3, "0002", "封面"), name);
}
