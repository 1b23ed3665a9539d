//! Rules that no built-in profile has: a limit by one more or one less, a layout, a format or a screen that is asked for
//! or not.

use yanshou::facts::PageScreen;
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou_tests::{again, altered, delivery, line, missing, paper, reword};

use crate::{built_in, of_code, with_line};

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
        of_code(&report, "image.format.mixed").count()
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
    with_line("dat31-paper", key, &format!("{key} = {value}"))
}

#[test]
fn a_page_exactly_at_a_limit_is_on_its_right_side() {
    type Value = fn(&PageScreen) -> i64;
    // Above the worst page's own value: a limit by which there is no finding, and one by which there is.
    let rows: [(&str, &str, &str, Value, [i64; 2]); 9] = [
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
            "negative-page",
            "exposure.negative",
            "darkPage",
            |s| s.mean.into(),
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
            let own = of_code(&report, &code);
            own.map(|f| f.locus.entry.clone().unwrap())
                .collect::<Vec<_>>()
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
    // C038-001-001-001 does not say how long it is kept; that volumes have no 责任者 is told of their sheet. What
    // neither sheet has is told of each.
    let both = ["开放标识", "开放标识", "著录层级", "著录层级"];
    let all = [&["保管期限"], both.as_slice(), &["责任者"]].concat();
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
fn one_limit_for_exposure_is_enough() {
    let session = delivery("image/pass-full-size-pages.toml");
    let all = "blurredDetail = 20\nfaintInk = 48\ndarkPaper = 120\ndarkPage = 80\n";
    let asked = |limits: &str| {
        let report = again(&session, paper(all, limits));
        line(&report, "IMG-11").reason != Some(NotRun::NotAsked)
    };
    assert!(all.lines().all(|limit| asked(&format!("{limit}\n"))) && !asked(""));
}
