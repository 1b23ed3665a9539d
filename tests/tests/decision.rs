//! The gates of acceptance, each at its edge.

mod case;

use case::{Case, finding};
use yanshou::acceptance::Outcome::{Accept, Reject, Rework, Undecided};
use yanshou::code::{Check, Code};
use yanshou::judge::Status;
use yanshou::ledger::NotRun;

#[test]
fn a_sound_delivery_with_all_answers_is_accepted() {
    assert_eq!(Case::sound(20).outcome(), Accept);
}

#[test]
fn nineteen_of_twenty_pass_a_95_per_cent_point() {
    let mut case = Case::sound(20);
    case.fail("legibility", 1);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, Some(true)));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn eighteen_of_twenty_do_not_pass_a_95_per_cent_point() {
    let mut case = Case::sound(20);
    case.fail("legibility", 2);
    assert_eq!(case.gate("inspection.legibility"), (18, 20, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn eighteen_of_nineteen_are_not_rounded_up_to_95_per_cent() {
    let mut case = Case::sound(19);
    case.fail("description", 1);
    assert_eq!(case.gate("inspection.description"), (18, 19, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn points_are_judged_apart_and_not_averaged() {
    let mut case = Case::sound(20);
    case.fail("legibility", 1);
    case.fail("processing", 1);
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn one_failed_correspondence_of_twenty_sends_the_delivery_back() {
    let mut case = Case::sound(20);
    case.fail("correspondence", 1);
    assert_eq!(
        case.gate("inspection.correspondence"),
        (19, 20, Some(false))
    );
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_missing_verdict_leaves_it_undecided() {
    let mut case = Case::sound(20);
    case.lose("legibility", 1);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, None));
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn an_inspection_without_a_name_leaves_it_undecided() {
    let mut case = Case::sound(20);
    case.inspection_mut().inspector = " ".to_owned();
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn a_later_verdict_replaces_an_earlier_one() {
    let mut case = Case::sound(20);
    case.fail("correspondence", 1);
    let mut again = case.inspection_mut().verdicts[0].clone();
    assert_eq!(
        (again.point.as_str(), again.passed),
        ("correspondence", false)
    );
    again.passed = true;
    case.inspection_mut().verdicts.push(again);
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_missing_attestation_leaves_it_undecided() {
    let mut case = Case::sound(20);
    case.record.attestations.retain(|a| a.check != "SEC-01");
    assert_eq!(case.gate("attestation"), (4, 5, None));
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn an_undated_attestation_attests_nothing() {
    let mut case = Case::sound(20);
    case.record.attestations[0].date.clear();
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn a_negative_attestation_sends_it_back() {
    let mut case = Case::sound(20);
    case.record.attestations[1].satisfied = false;
    assert_eq!(case.gate("attestation"), (4, 5, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_secrecy_level_is_refused_whatever_else_is_wrong() {
    let mut case = Case::sound(20);
    case.add(finding(Code::SecrecyLevel));
    assert_eq!(case.gate("scope"), (399, 400, Some(false)));
    assert_eq!(case.outcome(), Reject);
    case.fail("correspondence", 1);
    assert_eq!(case.outcome(), Reject);
}

#[test]
fn without_an_inspection_nothing_is_decided() {
    let mut case = Case::sound(20);
    case.record.inspection = None;
    assert_eq!(case.outcome(), Undecided);
    case.add(finding(Code::DigestMismatch));
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn one_blocking_finding_sends_it_back() {
    let mut case = Case::sound(20);
    case.add(finding(Code::DigestMismatch));
    assert_eq!(case.gate("automatic").2, Some(false));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_notice_does_not_send_it_back() {
    let mut case = Case::sound(20);
    case.add(finding(Code::WeakAlgorithmOnly));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_finding_of_severity_b_waits_for_a_persons_word() {
    let mut case = Case::sound(20);
    case.add(finding(Code::ExtraJunk));
    assert_eq!(case.gate("confirmation"), (0, 1, None));
    assert_eq!(case.outcome(), Undecided);
    case.confirm(Code::ExtraJunk, true);
    assert_eq!(case.outcome(), Accept);
    case.confirm(Code::ExtraJunk, false);
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_check_of_the_100_per_cent_rule_that_could_not_run_blocks() {
    let mut case = Case::sound(20);
    case.status(
        Check::Fix02,
        Status::NotRun,
        Some(NotRun::EntriesUnreadable),
    );
    assert_eq!(case.gate("automatic").2, Some(false));
    assert_eq!(case.outcome(), Rework);
    case.status(Check::Fix02, Status::NotRun, Some(NotRun::NotAsked));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_delivery_of_which_nothing_was_checked_has_passed_nothing() {
    let mut case = Case::sound(20);
    for check in Check::ALL {
        case.status(*check, Status::NotRun, Some(NotRun::NotAsked));
    }
    assert_eq!(case.gate("automatic"), (0, 0, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_sample_smaller_than_the_plan_decides_nothing_and_blames_nobody() {
    let mut case = Case::sound(20);
    case.sample.as_mut().unwrap().units.pop();
    assert_eq!(case.gate("sample"), (19, 400, Some(false)));
    assert_eq!(case.outcome(), Undecided);
}
