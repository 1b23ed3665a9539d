//! What the round before found and the delivery still has.

use yanshou::code::Severity;
use yanshou::facts::{DeliveryFacts, EarlierFacts, EarlierFinding};
use yanshou::ledger::NotRun;
use yanshou::locus::Locus;
use yanshou::report::Report;
use yanshou_tests::{altered, delivery, line};

use crate::{ITEM, built_in, found, of_code};

/// The item that `fail-item-dropped` leaves out, and its page.
const LEFT_OUT: &str = "Z109-WS·2011-Y-BGS-0003";
const ITS_PAGE: &str = "扫描件/Z109-WS·2011-Y-BGS-0003/0001.jpg";

fn earlier(facts: &mut DeliveryFacts) -> &mut EarlierFacts {
    facts.earlier.as_mut().unwrap()
}

fn was(code: &str, check: &str, locus: Locus) -> EarlierFinding {
    EarlierFinding {
        check: check.to_owned(),
        code: code.to_owned(),
        severity: Severity::A,
        locus,
        expected: String::new(),
        found: String::new(),
        other_rules: false,
    }
}

/// Codes and places of what is said of the earlier round's units and defects.
fn rework(report: &Report) -> Vec<(String, String)> {
    let own = report.findings.iter();
    let own = own.filter(|f| f.code.starts_with("rework.") && !f.code.contains(".change."));
    own.map(|f| {
        let place = f.locus.archival_code.as_ref().or(f.locus.entry.as_ref());
        (f.code.clone(), place.cloned().unwrap_or_default())
    })
    .collect()
}

fn told(code: &str, place: &str) -> (String, String) {
    (code.to_owned(), place.to_owned())
}

/// The second round leaves out an item, about which the first had found this.
fn left_out(findings: Vec<EarlierFinding>) -> Report {
    let session = delivery("rework/fail-item-dropped.toml");
    altered(&session, built_in("dat31-paper"), |facts| {
        earlier(facts).findings = findings;
    })
}

#[test]
fn a_defect_is_not_mended_by_leaving_out_the_unit_it_was_at() {
    let gone = told("rework.unit.dropped", LEFT_OUT);
    let nothing_found = rework(&left_out(Vec::new()));
    assert_eq!(nothing_found, std::slice::from_ref(&gone));
    let low = |place: Locus| vec![was("image.resolution.low", "IMG-03", place)];
    // At the unit, or at a file of it.
    let at_unit = left_out(low(Locus::entry(ITS_PAGE).of(LEFT_OUT)));
    let remains = told("rework.defect.unitDropped", LEFT_OUT);
    assert_eq!(rework(&at_unit), [remains, gone.clone()]);
    let at_file = left_out(low(Locus::entry(ITS_PAGE)));
    let remains = told("rework.defect.unitDropped", ITS_PAGE);
    assert_eq!(rework(&at_file), [remains, gone.clone()]);
    assert!(at_file.rework.unwrap().defects[0].remains);
    // A unit that stays is mended as ever.
    let other = left_out(low(Locus::entry(ITS_PAGE.replace("0003/", "0002/"))));
    assert_eq!(rework(&other), [gone]);
}

#[test]
fn a_unit_that_was_asked_to_go_is_not_missed() {
    let page = || Locus::entry(ITS_PAGE).of(LEFT_OUT);
    let twice = was("duplicate.entry.otherUnit", "DUP-01", page());
    let low = was("image.resolution.low", "IMG-03", page());
    assert_eq!(rework(&left_out(vec![twice, low.clone()])), []);
    // Near: what asks for another code does not ask for none.
    let misspelt = was("catalogue.code.grammar", "CAT-09", page());
    assert_eq!(
        rework(&left_out(vec![misspelt])),
        [
            told("rework.defect.unitDropped", LEFT_OUT),
            told("rework.unit.dropped", LEFT_OUT)
        ]
    );
}

#[test]
fn a_unit_with_another_code_as_asked_is_not_missed() {
    let session = delivery("rework/pass-old-defect-mended.toml");
    let old = "Z109-WS-2011-Y-BGS-3";
    let renamed = |asked: bool| {
        altered(&session, built_in("dat31-paper"), |facts| {
            let earlier = earlier(facts);
            earlier.row_digests.remove(LEFT_OUT);
            earlier.row_digests.insert(old.to_owned(), String::new());
            if asked {
                let place = Locus::row("目录/归档文件目录.xlsx", 5).of(old);
                let misspelt = was("catalogue.code.grammar", "CAT-09", place);
                earlier.findings.push(misspelt);
            }
        })
    };
    assert_eq!(rework(&renamed(true)), []);
    assert_eq!(rework(&renamed(false)), [told("rework.unit.dropped", old)]);
}

#[test]
fn a_unit_that_was_missed_is_missed_until_it_is_back() {
    let round = |recipe: &str| {
        let session = delivery(recipe);
        altered(&session, built_in("dat31-paper"), |facts| {
            let earlier = earlier(facts);
            earlier.row_digests.remove(LEFT_OUT);
            earlier.units_dropped.insert(LEFT_OUT.to_owned());
            earlier.files.remove(ITS_PAGE);
        })
    };
    let report = round("rework/fail-item-dropped.toml");
    assert_eq!(rework(&report), [told("rework.unit.dropped", LEFT_OUT)]);
    // Back: its page and its row are what was asked for.
    let report = round("rework/pass-old-defect-mended.toml");
    assert_eq!(rework(&report), []);
    assert_eq!(of_code(&report, "rework.change.unasked").count(), 0);
}

#[test]
fn of_a_report_that_does_not_list_its_units_those_it_spoke_of_are_known() {
    let session = delivery("rework/fail-item-dropped-with-its-defect.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        earlier(facts).row_digests.clear();
    });
    assert_eq!(
        rework(&report),
        [
            told("rework.defect.unitDropped", ITEM),
            told("rework.unit.dropped", ITEM)
        ]
    );
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

/// The first round had found this in a delivery that is now sound, of the same files.
fn the_same_files(code: &str, check: &str, place: Locus, other: bool, carried: bool) -> Report {
    let session = delivery("rework/fail-same-files-under-another-profile.toml");
    altered(&session, built_in("dat31-paper"), |facts| {
        let earlier = earlier(facts);
        if !other {
            earlier.profile_sha256 = built_in("dat31-paper").sha256;
        }
        let mut finding = was(code, check, place);
        finding.other_rules = carried;
        earlier.findings = vec![finding];
    })
}

#[test]
fn under_another_profile_the_same_file_is_not_mended_and_another_is() {
    let page = "扫描件/Z109-WS·2011-Y-BGS-0002/0001.jpg";
    let low = |place: &str, other, carried| {
        let place = Locus::entry(place);
        the_same_files("image.resolution.low", "IMG-03", place, other, carried)
    };
    let unknown = [told("rework.defect.otherRules", page)];
    assert_eq!(rework(&low(page, true, false)), unknown);
    // The round between had changed its rules: that mends nothing either.
    assert_eq!(rework(&low(page, false, true)), unknown);
    // Near: one profile throughout; another file.
    assert_eq!(rework(&low(page, false, false)), []);
    let elsewhere = page.replace("0001.jpg", "0001.tif");
    assert_eq!(rework(&low(&elsewhere, true, false)), []);
    // What a row says of its unit is mended in any file of it.
    let row = Locus::row("目录/归档文件目录.xlsx", 4).of("Z109-WS·2011-Y-BGS-0002");
    let count = ("linkage.pages.countMismatch", "LNK-03");
    let report = the_same_files(count.0, count.1, row, true, false);
    let at_unit = told("rework.defect.otherRules", "Z109-WS·2011-Y-BGS-0002");
    assert_eq!(rework(&report), [at_unit]);
}

#[test]
fn a_defect_whose_check_did_not_run_is_not_mended_and_one_whose_check_ran_is() {
    let place = || Locus::row("目录/归档文件目录.xlsx", 3).of(ITEM);
    let looked = |code, check| rework(&the_same_files(code, check, place(), false, false));
    let unknown = [told("rework.defect.notLooked", ITEM)];
    assert_eq!(looked("catalogue.original.cellChanged", "CAT-17"), unknown);
    assert_eq!(looked("catalogue.cell.empty", "CAT-03"), []);
    // A check this version does not have cannot have run.
    assert_eq!(looked("catalogue.cell.empty", "CAT-99"), unknown);
    // Near: a row beyond the original's is mended by taking it out, but somebody must have looked.
    assert_eq!(looked("catalogue.original.rowAdded", "CAT-17"), unknown);
    assert_eq!(looked("linkage.exception.applied", "EXC-01"), []);
}

#[test]
fn a_deadline_without_a_day_of_hand_over_is_a_check_that_did_not_run() {
    let session = delivery("rework/pass-on-the-last-day.toml");
    let reason = |alter: fn(&mut EarlierFacts)| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            alter(earlier(facts))
        });
        let open = report.decision.gates.iter().any(|g| g.gate == "deadline");
        (line(&report, "RWK-02").reason, open)
    };
    let forgotten = reason(|earlier| earlier.handed_over = None);
    assert_eq!(forgotten, (Some(NotRun::DayNotGiven), true));
    assert_eq!(reason(|_| ()), (None, false));
    let no_deadline = reason(|earlier| (earlier.deadline, earlier.handed_over) = (None, None));
    assert_eq!(no_deadline, (Some(NotRun::NotAsked), false));
}
