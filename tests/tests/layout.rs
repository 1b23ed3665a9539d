//! The layout of the 2012 hand-over rules, which no built-in profile asks for.
#![allow(clippy::unwrap_used)] // a test that cannot be set up fails

use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::session::Session;
use yanshou_fixture::Recipe;
use yanshou_tests::{made, root};

const PAPER: &str = include_str!("../../crate/core/profiles/dat31-paper.toml");

/// What is missing of a fixture under the paper profile with this layout.
fn missing(fixture: &str, layout: &str) -> Vec<String> {
    let text = PAPER.replacen(
        "[package]\n",
        &format!("[package]\nlayout = \"{layout}\"\n"),
        1,
    );
    let bytes = Recipe::load(&root().join("fixtures").join(fixture))
        .unwrap()
        .pack();
    let mut session = Session::open(&bytes, "a.zip", Profile::parse(&text).unwrap()).unwrap();
    for stage in [Session::text_tasks, Session::content_tasks] {
        let tasks = stage(&session);
        for entry in &tasks.entries {
            let facts = measure(&bytes, entry, &tasks.options, &mut |_| {}).unwrap();
            session.add_facts(facts).unwrap();
        }
    }
    session.judge().unwrap();
    let findings = session.report(made(), "unknown").unwrap().findings;
    let own = findings
        .into_iter()
        .filter(|f| f.code == "package.layout.missing");
    own.map(|f| f.expected).collect()
}

#[test]
fn the_layout_of_2012_wants_description_catalogue_and_the_folder_of_records() {
    assert_eq!(
        missing("base/three-items.toml", "handover2012"),
        ["文件目录.XML, 案卷目录.XML", "电子档案/", "说明文件.TXT"]
    );
    assert_eq!(
        missing("base/dat93-transfer.toml", "handover2012"),
        ["文件目录.XML, 案卷目录.XML", "电子档案/"]
    );
    assert_eq!(
        missing("base/dat93-transfer.toml", "dat93"),
        Vec::<String>::new()
    );
}
