//! What the round before found and the delivery still has.

use yanshou_tests::{altered, delivery, line};

use crate::{built_in, found};

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
