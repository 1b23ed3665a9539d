//! Facts at the edge of a rule, and rules that no built-in profile has: where a mutant of a check would be seen by no
//! recipe (`fixtures/MUTANTS.md`).

use yanshou::facts::{PageScreen, SoundFacts};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou_tests::{again, altered, delivery, line, missing, paper, reword, root};

fn built_in(id: &str) -> Profile {
    Profile::built_in(id).unwrap()
}

#[test]
fn a_hand_over_of_2012_has_its_description_its_list_and_its_folder() {
    let on = || paper("workFolders", "layout = \"handover2012\"\nworkFolders");
    let parts = |recipe: &str| {
        let report = again(&delivery(recipe), on());
        let mut parts = missing(&report, "package.layout.missing");
        parts.sort();
        parts
    };
    let all = ["文件目录.XML, 案卷目录.XML", "电子档案/", "说明文件.TXT"];
    assert_eq!(parts("base/three-items.toml"), all);
    assert_eq!(parts("catalogue/pass-xml-in-gb2312.toml"), all[1..]);
    assert!(parts("package/pass-hand-over-of-2012.toml").is_empty());
}

#[test]
fn a_film_is_another_kind_and_no_second_format_of_the_pages() {
    let formats = |allowed: &str| {
        let all = "[\"tiff\", \"jpeg\", \"png\", \"jpeg2000\"]";
        paper(&format!("formats = {all}"), &format!("formats = {allowed}"))
    };
    let mixed = |recipe: &str, allowed: &str| {
        let report = again(&delivery(recipe), formats(allowed));
        let own = report.findings.iter();
        own.filter(|f| f.code == "image.format.mixed").count()
    };
    let film = "image/fail-film-among-pages.toml";
    assert_eq!(mixed(film, "[\"jpeg\", \"avi\"]"), 0);
    assert_eq!(
        mixed("image/fail-jpeg-and-png.toml", "[\"jpeg\", \"png\"]"),
        1
    );
}

/// The paper profile with another limit of a screen.
fn limit(key: &str, value: i64) -> Profile {
    let path = root().join("crate/core/profiles/dat31-paper.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let own = format!("{key} = ");
    let line = text.lines().find(|line| line.starts_with(&own)).unwrap();
    paper(&format!("\n{line}\n"), &format!("\n{key} = {value}\n"))
}

#[test]
fn a_page_exactly_at_a_limit_is_on_its_right_side() {
    type Value = fn(&PageScreen) -> i64;
    // Above the worst page's own value: a limit by which there is no finding, and one by which there is.
    let rows: [(&str, &str, &str, Value, [i64; 2]); 8] = [
        (
            "blank-page",
            "page.blank",
            "blankInk",
            |s| s.ink.into(),
            [0, 1],
        ),
        (
            "faint-ink",
            "exposure.lowContrast",
            "faintInk",
            |s| s.depth.unwrap().into(),
            [0, 1],
        ),
        (
            "dark-scan",
            "exposure.dark",
            "darkPaper",
            |s| s.light.into(),
            [0, 1],
        ),
        (
            "paper-made-white",
            "background.white",
            "whitePaper",
            |s| s.clean.unwrap().into(),
            [0, -1],
        ),
        (
            "dark-border",
            "border.dark",
            "border",
            |s| s.border.worst().into(),
            [0, -1],
        ),
        (
            "bottom-filled-up",
            "content.flatBand",
            "flatBand",
            |s| s.flat.into(),
            [0, -1],
        ),
        (
            "scanner-stalled",
            "content.repeatedRows",
            "flatBand",
            |s| s.repeated.into(),
            [0, -1],
        ),
        (
            "out-of-focus",
            "sharpness.blurred",
            "blurredDetail",
            |s| s.detail.unwrap().into(),
            [-1, 0],
        ),
    ];
    for (recipe, code, key, value, [within, beyond]) in rows {
        let session = delivery(&format!("image/fail-{recipe}.toml"));
        let code = format!("image.{code}");
        let found = |profile| {
            let report = again(&session, profile);
            let own = report.findings.into_iter().filter(|f| f.code == code);
            own.map(|f| f.locus.entry.unwrap()).collect::<Vec<_>>()
        };
        let paths = found(built_in("dat31-paper"));
        assert_eq!(paths.len(), 1, "{recipe}");
        let facts = session.facts();
        let mut entries = facts.container.entries.iter();
        let index = entries.find(|e| e.path == paths[0]).unwrap().index;
        let own = facts.entries.iter().find(|f| f.index == index).unwrap();
        let page = &own.image.as_ref().unwrap().pages[0];
        let value = value(page.screen.as_ref().unwrap());
        for (above, finds) in [(within, false), (beyond, true)] {
            let paths = found(limit(key, value + above));
            assert_eq!(
                !paths.is_empty(),
                finds,
                "{recipe}: {key} = {}",
                value + above
            );
        }
    }
}

#[test]
fn a_screen_that_is_not_asked_for_says_so_also_where_a_page_cannot_be_screened() {
    let report = again(
        &delivery("image/fail-jpeg-cut.toml"),
        paper("\nborder = 200\n", "\n"),
    );
    assert_eq!(line(&report, "IMG-10").reason, Some(NotRun::NotAsked));
    assert_eq!(line(&report, "IMG-12").reason, Some(NotRun::Unsupported));
}

#[test]
fn a_document_with_text_on_one_page_wants_it_on_each_also_without_a_rule_for_text_layers() {
    let profile = paper("formats = [\"tiff\",", "formats = [\"tiff\", \"pdf\",");
    let missing = |recipe: &str| {
        let report = again(&delivery(recipe), profile.clone());
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code.ends_with(".text.missing"));
        own.map(|f| (f.code, f.locus.page)).collect::<Vec<_>>()
    };
    let page = ("ocr.text.missing".to_owned(), Some(2));
    assert_eq!(missing("pdf/fail-page-without-text.toml"), [page]);
    assert!(missing("pdf/fail-only-page-without-text.toml").is_empty());
}

#[test]
fn images_beyond_the_pages_are_as_many_as_the_profile_allows() {
    let allowed = |extra: u32| {
        paper(
            "minimumDpi = 200",
            &format!("minimumDpi = 200\nextraPerUnit = {extra}"),
        )
    };
    let counts = |recipe: &str, extra: u32| {
        let report = again(&delivery(recipe), allowed(extra));
        missing(&report, "linkage.pages.countMismatch").len()
    };
    assert_eq!(counts("linkage/fail-page-too-many.toml", 0), 1);
    assert_eq!(counts("linkage/fail-page-too-many.toml", 1), 0);
    assert_eq!(counts("linkage/fail-page-missing.toml", 1), 1);
    let unclaimed = |extra: u32| {
        let report = again(
            &delivery("linkage/fail-volume-file-a-page-long.toml"),
            allowed(extra),
        );
        missing(&report, "linkage.volume.unclaimedPages").len()
    };
    assert_eq!((unclaimed(0), unclaimed(1)), (1, 0));
}

#[test]
fn as_many_pages_as_a_profile_holds_possible_are_possible() {
    let session = delivery("base/three-items.toml");
    let found = |most| {
        missing(
            &again(&session, limit("maximumPages", most)),
            "catalogue.pages.implausible",
        )
    };
    assert!(found(2).is_empty());
    assert_eq!(found(1), ["≤ 1"]);
}

#[test]
fn dat18_takes_the_dates_of_a_volume_from_its_range_and_its_retention_from_the_column() {
    let profile = || paper("partialDates = true", "partialDates = true\ndat18 = true");
    let session = delivery("base/two-levels.toml");
    let columns = |words: &[(&str, &str)]| {
        let report = altered(&session, profile(), |facts| reword(facts, words));
        let mut columns = missing(&report, "catalogue.column.missing");
        columns.sort();
        columns
    };
    // C038-001-001-001 does not say how long it is kept; that volumes have no 责任者 is told of their sheet.
    let all = ["保管期限", "开放标识", "著录层级", "责任者"];
    assert_eq!(columns(&[]), all);
    assert_eq!(columns(&[("备注", "保管期限")]), all[1..]);
}

#[test]
fn one_limit_for_skew_is_enough() {
    let session = delivery("image/fail-skewed-by-four-degrees.toml");
    let skew = |without: &str| {
        let report = again(&session, paper(without, "\n"));
        let own = report.findings.into_iter().map(|f| f.code);
        own.filter(|code| code.starts_with("image.skew"))
            .collect::<Vec<_>>()
    };
    assert_eq!(skew("\nskewNotice = 100\n"), ["image.skew.strong"]);
    assert_eq!(skew("\nskewDefect = 300\n"), ["image.skew.slight"]);
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
            let images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
            let pages = images.flat_map(|image| &mut image.pages);
            for screen in pages.filter_map(|page| page.screen.as_mut()) {
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

#[test]
fn three_quarters_of_an_item_say_which_way_its_lines_run() {
    let session = delivery("image/fail-one-page-lies-on-its-side.toml");
    let odd = |across: [u8; 5]| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
            let pages = images.flat_map(|image| &mut image.pages);
            let screens = pages.filter_map(|page| page.screen.as_mut());
            for (screen, across) in screens.zip(across) {
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

#[test]
fn sound_exactly_at_a_limit_is_within_it() {
    let session = delivery("base/two-sounds.toml");
    let found = |alter: fn(&mut SoundFacts, u64), above: u64| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            for recording in facts.entries.iter_mut().flat_map(|e| &mut e.recording) {
                recording.duration_ms = Some(1000);
                alter(recording.sound.as_mut().unwrap(), above);
            }
        });
        report.findings.len()
    };
    let limits: [fn(&mut SoundFacts, u64); 3] = [
        |sound, above| sound.clipped_runs = 10 + above,
        |sound, above| sound.dropouts = above,
        |sound, above| sound.silent_ms = 500 + above,
    ];
    for alter in limits {
        assert_eq!((found(alter, 0), found(alter, 1)), (0, 2));
    }
}

#[test]
fn one_limit_for_exposure_is_enough() {
    let session = delivery("image/pass-full-size-pages.toml");
    let all = "blurredDetail = 20\nfaintInk = 48\ndarkPaper = 120\n";
    let asked = |limits: &str| {
        let report = again(&session, paper(all, limits));
        line(&report, "IMG-11").reason != Some(NotRun::NotAsked)
    };
    assert!(all.lines().all(|limit| asked(&format!("{limit}\n"))) && !asked(""));
}

#[test]
fn a_signature_by_a_certificate_of_another_time_is_no_proof() {
    let session = delivery("fixity/fail-manifest-is-signed.toml");
    let codes = |in_time| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            let signatures = facts
                .entries
                .iter_mut()
                .filter_map(|e| e.signature.as_mut());
            for signer in signatures.flat_map(|signature| &mut signature.signers) {
                signer.certificate_in_time = in_time;
            }
        });
        let own = report.findings.into_iter().map(|f| f.code);
        own.filter(|code| code.starts_with("fixity.signature"))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(Some(true)), ["fixity.signature.present"]);
    assert_eq!(codes(None), ["fixity.signature.present"]);
    assert_eq!(codes(Some(false)), ["fixity.signature.invalid"]);
}
