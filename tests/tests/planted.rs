//! Every defect of `fixtures/planted.toml` is seen by the check it names, in a batch of eight items; the table of
//! the large one is `fixtures/PLANTED.md`.

use yanshou_fixture::{Batch, Recipe, planted};
use yanshou_tests::planted::Known;
use yanshou_tests::root;

#[test]
fn every_planted_defect_is_seen_by_its_check_and_the_sound_batch_has_none() {
    let batch = Recipe::of_batch(Batch {
        items: 8,
        full_size: true,
    })
    .unwrap();
    let mut known = Known::default();
    let report = known.judge(&batch.pack(), &batch.profile);
    assert_eq!(report.findings, []);
    assert_eq!(report.counts.items, 8);
    let register = planted(&root().join("fixtures/planted.toml")).unwrap();
    assert!(register.len() > 100, "the register was not read");
    let missed: Vec<String> = register
        .iter()
        .map(|defect| known.plant(&batch, defect))
        .filter(|seen| !seen.right)
        .map(|seen| {
            format!(
                "{}: {}, but {:?}",
                seen.planted.defect, seen.planted.code, seen.codes
            )
        })
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
