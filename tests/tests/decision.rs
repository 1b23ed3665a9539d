//! The gates of acceptance, each at its edge.

mod case;

use case::{Case, finding};
use yanshou::acceptance::Outcome::{Accept, Reject, Rework, Undecided};
use yanshou::code::{Check, Code};
use yanshou::inspection::{Manner, Opinion, PageName, SeenImage, Verdict};
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou::locus::Locus;
use yanshou::profile::{AttributesPlan, Denominator, Level, Profile, Strictness};
use yanshou::record::{PickReason, TargetedPick, Waiver};
use yanshou::rework::{self, Defect, DefectKind};

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
    case.inspection_mut().give(again);
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
fn an_attestation_of_a_day_that_is_none_or_of_nobody_attests_nothing() {
    for (by, date, outcome) in [
        ("李明", "banana", Undecided),
        ("李明", "20261399", Undecided),
        ("李明", "2026-02-30", Undecided),
        ("李明", "2025-02-29", Undecided),
        ("李明", "民国115年", Undecided),
        ("李明", "2026-11", Undecided),
        ("李明", "\u{200b}", Undecided),
        ("\u{200b}", "2026-11-22", Undecided),
        ("李明", "2024-02-29", Accept),
        ("李明", "20261122", Accept),
    ] {
        let mut case = Case::sound(20);
        case.record.attestations[0].by = by.to_owned();
        case.record.attestations[0].date = date.to_owned();
        assert_eq!(case.outcome(), outcome, "{by} {date}");
    }
}

#[test]
fn a_confirmation_of_nobody_confirms_nothing() {
    for (by, outcome) in [("\u{200b}", Undecided), ("钱伟", Accept)] {
        let mut case = Case::sound(20);
        case.add(finding(Code::ExtraJunk));
        case.confirm(Code::ExtraJunk, true);
        case.record.confirmations[0].by = by.to_owned();
        assert_eq!(case.outcome(), outcome);
    }
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

fn waive(case: &mut Case, subject: &str, locus: Locus) {
    case.record.waivers.push(Waiver {
        subject: subject.to_owned(),
        locus,
        by: "钱伟".to_owned(),
        reason: "原件已损毁".to_owned(),
        clause: "合同 5.2".to_owned(),
        date: "2026-11-22".to_owned(),
    });
}

#[test]
fn a_waived_finding_is_counted_apart_and_no_pass() {
    let mut case = Case::sound(20);
    let checks = case.gate("automatic").1;
    let found = finding(Code::DigestMismatch);
    case.add(found.clone());
    waive(&mut case, found.code.dotted(), found.locus);
    assert_eq!(case.gate("automatic"), (checks - 1, checks, Some(true)));
    let gate = case
        .decide()
        .gates
        .into_iter()
        .find(|g| g.gate == "automatic");
    assert_eq!(gate.unwrap().waived, 1);
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_waiver_covers_its_own_place_and_only_said_in_full() {
    let found = finding(Code::DigestMismatch);
    for (subject, locus, clause, outcome) in [
        ("fixity.digest.mismatch", found.locus.clone(), "5.2", Accept),
        (
            "fixity.digest.mismatch",
            Locus::entry("扫描件/0002.jpg"),
            "5.2",
            Rework,
        ),
        ("fixity.digest.mismatch", Locus::delivery(), "5.2", Rework),
        (
            "fixity.digest.mismatch",
            found.locus.clone().on(Some("案卷目录")),
            "5.2",
            Rework,
        ),
        (
            "linkage.row.withoutContent",
            found.locus.clone(),
            "5.2",
            Rework,
        ),
        ("fixity.digest.mismatch", found.locus.clone(), " ", Rework),
    ] {
        let mut case = Case::sound(20);
        assert_eq!(found.code.dotted(), "fixity.digest.mismatch");
        case.add(found.clone());
        waive(&mut case, subject, locus);
        case.record.waivers[0].clause = clause.to_owned();
        assert_eq!(case.outcome(), outcome, "{subject} {clause}");
    }
}

#[test]
fn a_waiver_of_which_nothing_can_be_seen_or_of_no_day_waives_nothing() {
    let found = finding(Code::DigestMismatch);
    let with = |change: &dyn Fn(&mut Waiver)| {
        let mut case = Case::sound(20);
        case.add(found.clone());
        waive(&mut case, found.code.dotted(), found.locus.clone());
        change(&mut case.record.waivers[0]);
        case.outcome()
    };
    assert_eq!(with(&|_| ()), Accept);
    for nothing in ["", " ", "\u{200b}", "\u{3164}\u{feff}"] {
        assert_eq!(with(&|one| one.by = nothing.to_owned()), Rework);
        assert_eq!(with(&|one| one.reason = nothing.to_owned()), Rework);
        assert_eq!(with(&|one| one.clause = nothing.to_owned()), Rework);
        assert_eq!(with(&|one| one.date = nothing.to_owned()), Rework);
    }
    assert_eq!(with(&|one| one.date = "2026-02-30".to_owned()), Rework);
    assert_eq!(with(&|one| one.date = "2026-02-28".to_owned()), Accept);
    assert_eq!(with(&|one| one.clause = "\u{200b}5.2".to_owned()), Accept);
}

#[test]
fn a_secrecy_level_is_nobodys_to_waive() {
    let mut case = Case::sound(20);
    let found = finding(Code::SecrecyLevel);
    case.add(found.clone());
    waive(&mut case, found.code.dotted(), found.locus);
    assert_eq!(case.outcome(), Reject);
}

#[test]
fn a_check_that_did_not_run_can_be_waived_by_name() {
    let mut case = Case::sound(20);
    case.status(Check::Fix02, Status::NotRun, Some(NotRun::Unsupported));
    assert_eq!(case.outcome(), Rework);
    waive(&mut case, "FIX-02", Locus::default());
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_page_nobody_has_seen_is_never_accepted() {
    let mut case = Case::sound(20);
    let unseen = case.inspection_mut().seen.remove(3);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, None));
    assert_eq!(case.outcome(), Undecided);
    case.inspection_mut().seen.push(unseen.clone());
    assert_eq!(case.outcome(), Accept);
    // Too small to be read, other bytes, another page: not seen either.
    for spoil in [
        |image: &mut SeenImage| image.scale -= 1,
        |image: &mut SeenImage| image.sha256 = "b".repeat(64),
        |image: &mut SeenImage| image.page += 1,
    ] {
        let mut image = unseen.clone();
        spoil(&mut image);
        *case.inspection_mut().seen.last_mut().unwrap() = image;
        assert_eq!(case.outcome(), Undecided);
    }
    // Somebody's word for it, with a name, does.
    let declared = SeenImage {
        scale: 0,
        manner: Manner::Declared,
        ..unseen
    };
    *case.inspection_mut().seen.last_mut().unwrap() = declared;
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn what_could_not_be_decoded_is_never_accepted_whatever_was_said() {
    let mut case = Case::sound(20);
    let drawn = case.sample.as_ref().unwrap().units[0].archival_code.clone();
    for unit in &mut case.judgement.units {
        if unit.archival_code == drawn {
            unit.pages[0].readable = false;
        }
    }
    for image in &mut case.inspection_mut().seen {
        image.manner = Manner::Declared;
    }
    assert_eq!(case.gate("inspection.correspondence"), (19, 20, None));
    assert_eq!(case.outcome(), Undecided);
}

/// Another word on the first unit's legibility.
fn again(case: &mut Case, passed: bool, by: &str, opinion: Opinion) {
    let inspection = case.inspection_mut();
    let verdicts = &mut inspection.verdicts.iter();
    let first = verdicts.find(|v| v.point == "legibility").unwrap().clone();
    inspection.give(Verdict {
        passed,
        by: by.to_owned(),
        opinion,
        ..first
    });
}

#[test]
fn a_second_opinion_that_was_lost_leaves_it_undecided() {
    let mut case = Case::sound(20);
    again(&mut case, true, "孙丽", Opinion::Second);
    assert_eq!(case.outcome(), Accept);
    assert!(case.decide().gates.iter().all(|gate| gate.gate != "record"));
    case.inspection_mut().verdicts.pop();
    let given = case.inspection_mut().given;
    assert_eq!(case.gate("record"), (given - 1, given, None));
    assert_eq!(case.gate("inspection.legibility"), (20, 20, Some(true)));
    assert_eq!(case.outcome(), Undecided);
    // Another word than the lost one does not stand in for it.
    again(&mut case, true, "周敏", Opinion::Second);
    assert_eq!(case.gate("record"), (given, given + 1, None));
    assert_eq!(case.outcome(), Undecided);
}

#[test]
fn two_opinions_that_differ_wait_for_a_reviewer_and_both_are_kept() {
    let mut case = Case::sound(20);
    again(&mut case, false, "孙丽", Opinion::Second);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, None));
    assert_eq!(case.outcome(), Undecided);
    // A stranger cannot overrule, nor can the inspector.
    again(&mut case, true, "周敏", Opinion::Overruling);
    again(&mut case, true, "王芳", Opinion::Overruling);
    assert_eq!(case.outcome(), Undecided);
    again(&mut case, true, "赵强", Opinion::Overruling);
    assert_eq!(case.gate("inspection.legibility"), (20, 20, Some(true)));
    assert_eq!(case.outcome(), Accept);
    again(&mut case, false, "赵强", Opinion::Overruling);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, Some(true)));
    assert_eq!(case.inspection_mut().verdicts.len(), 20 * 5 + 5);
}

#[test]
fn nobody_gives_a_second_opinion_on_himself() {
    let mut case = Case::sound(20);
    // To agree with oneself adds nothing; to find something wrong on a second look is a word like any other.
    again(&mut case, true, "王 芳", Opinion::Second);
    assert_eq!(case.gate("inspection.legibility"), (20, 20, Some(true)));
    again(&mut case, false, "王 芳", Opinion::Second);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, Some(true)));
    again(&mut case, true, "王 芳", Opinion::Second);
    assert_eq!(case.gate("inspection.legibility"), (19, 20, Some(true)));
    again(&mut case, true, "", Opinion::First);
    assert_eq!(case.gate("inspection.legibility"), (20, 20, Some(true)));
}

#[test]
fn a_failure_is_one_whoever_saw_it_and_under_whatever_name_it_was_given() {
    // Another one's first opinion, before or after; a second that a third person would cover; a word of who may not overrule.
    for words in [
        &[(false, "孙丽", Opinion::First)][..],
        &[
            (false, "孙丽", Opinion::Second),
            (true, "周敏", Opinion::Second),
        ],
        &[(false, "周敏", Opinion::Overruling)],
    ] {
        let mut case = Case::sound(20);
        for (passed, by, opinion) in words {
            again(&mut case, *passed, by, *opinion);
        }
        assert_eq!(case.gate("inspection.legibility"), (19, 20, None));
        assert_eq!(case.outcome(), Undecided);
        // Whoever failed it may come round.
        again(&mut case, true, words[0].1, Opinion::Second);
        assert_eq!(case.outcome(), Accept);
    }
}

#[test]
fn a_failure_outside_the_sample_is_known_all_the_same() {
    let mut case = Case::sound(20);
    let outside = |case: &mut Case, point: &str| {
        case.judgement
            .units
            .push(case::unit("Z109-WS·2011-Y-BGS-9999", 1));
        case.inspection_mut().give(Verdict {
            archival_code: "Z109-WS·2011-Y-BGS-9999".to_owned(),
            point: point.to_owned(),
            ..Verdict::default()
        });
    };
    outside(&mut case, "legibility");
    assert_eq!(case.outcome(), Accept);
    outside(&mut case, "correspondence");
    assert_eq!(case.gate("targeted"), (0, 1, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn one_person_in_two_duties_leaves_it_undecided() {
    for (reviewer, representative, outcome) in [
        ("赵强", "", Accept),
        ("", "", Undecided),
        ("王 芳", "", Undecided),
        ("赵强", "王芳", Undecided),
        ("赵强", "赵强", Undecided),
        ("赵强", "李明", Undecided), // who attested
        ("赵强", "周敏", Accept),
        ("\u{200b}", "", Undecided),
        ("\u{feff}\u{2060}", "", Undecided),
        ("王\u{200b}芳", "", Undecided),
        ("王芳\u{200e}", "", Undecided),
        ("王\u{fe00}芳", "", Undecided),
        ("王\u{e0100}芳", "", Undecided),
        ("赵强", "王\u{200d}芳", Undecided),
        ("王方", "", Accept),
    ] {
        let mut case = Case::sound(20);
        case.record.people.reviewer = reviewer.to_owned();
        case.record.people.representative = representative.to_owned();
        assert_eq!(case.outcome(), outcome, "{reviewer} {representative}");
    }
}

#[test]
fn one_name_in_two_spellings_is_one_person() {
    for (inspector, reviewer, outcome) in [
        ("LI MING", "ＬＩ　ＭＩＮＧ", Undecided),
        ("José", "Jose\u{301}", Undecided),
        ("李水", "李⽔", Undecided),
        ("Å", "a\u{200b}\u{30a}", Undecided),
        ("李水", "李永", Accept),
        ("José", "Jose", Accept),
        ("\u{200b}", "赵强", Undecided),
    ] {
        let mut case = Case::sound(20);
        let inspection = case.inspection_mut();
        inspection.inspector = inspector.to_owned();
        for verdict in &mut inspection.verdicts {
            verdict.by.clear();
        }
        case.record.people.reviewer = reviewer.to_owned();
        assert_eq!(case.outcome(), outcome, "{inspector} {reviewer}");
    }
}

#[test]
fn reviewer_and_approver_are_two_people() {
    for (approver, outcome) in [
        ("赵强", Undecided),
        ("赵\u{200b}强", Undecided),
        ("钱伟", Accept),
    ] {
        let mut case = Case::sound(20);
        case.record.people.reviewer = "赵强".to_owned();
        case.record.people.approver = approver.to_owned();
        assert_eq!(case.outcome(), outcome, "{approver}");
    }
}

#[test]
fn a_count_that_no_report_can_hold_is_refused_with_the_record() {
    let read = |given: u64| {
        let text = format!(r#"{{"inspector":"王芳","verdicts":[],"given":{given}}}"#);
        serde_json::from_str::<yanshou::inspection::Inspection>(&text)
    };
    for given in [1 << 53, u64::MAX] {
        let said = read(given).unwrap_err().to_string();
        assert!(
            said.contains(&format!("`given` is {given}")) && said.contains("no report can hold"),
            "{said}"
        );
    }
    assert_eq!(read((1 << 53) - 1).unwrap().given, (1 << 53) - 1);
}

#[test]
fn a_unit_picked_by_hand_is_in_no_rate_and_a_wrong_link_in_it_sends_back() {
    let mut case = Case::sound(20);
    let drawn: Vec<String> = case
        .sample
        .as_ref()
        .unwrap()
        .units
        .iter()
        .map(|u| u.archival_code.clone())
        .collect();
    let other = case
        .judgement
        .units
        .iter()
        .find(|u| !drawn.contains(&u.archival_code));
    let other = other.unwrap().clone();
    case.record.targeted.push(TargetedPick {
        archival_code: other.archival_code.clone(),
        reason: PickReason::Hand,
        by: "赵强".to_owned(),
        note: String::new(),
    });
    assert_eq!(case.gate("targeted"), (0, 1, None));
    case.inspection_mut().seen.extend(case::shown(&other));
    let mut say = |point: &str, passed: bool| {
        case.inspection_mut().give(Verdict {
            archival_code: other.archival_code.clone(),
            point: point.to_owned(),
            passed,
            ..Verdict::default()
        });
        (
            case.gate("targeted"),
            case.gate("inspection.legibility"),
            case.outcome(),
        )
    };
    let rate = (20, 20, Some(true));
    assert_eq!(
        say("correspondence", true),
        ((1, 1, Some(true)), rate, Accept)
    );
    assert_eq!(say("legibility", false), ((1, 1, Some(true)), rate, Accept));
    assert_eq!(
        say("correspondence", false),
        ((0, 1, Some(false)), rate, Rework)
    );
}

#[test]
fn pages_are_counted_where_the_profile_says_so() {
    let mut profile = Profile::built_in("dat31-paper").unwrap();
    profile.judging.denominator = Denominator::Pages;
    let mut case = Case::of(profile, 100, 8);
    assert_eq!(case.gate("inspection.legibility"), (40, 40, Some(true)));
    case.fail("legibility", 1);
    assert_eq!(case.gate("inspection.legibility"), (32, 40, Some(false)));
    for verdict in &mut case.inspection_mut().verdicts {
        if !verdict.passed {
            let entry = format!("扫描件/{}/0001.jpg", verdict.archival_code);
            verdict.pages = vec![PageName { entry, page: 1 }];
        }
    }
    assert_eq!(case.gate("inspection.legibility"), (39, 40, Some(true)));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn pooled_points_are_averaged_and_correspondence_never_is() {
    let mut profile = Profile::built_in("dat31-paper").unwrap();
    profile.judging.pooled = true;
    let mut case = Case::of(profile, 400, 1);
    case.fail("legibility", 4);
    assert_eq!(case.gate("inspection.pooled"), (76, 80, Some(true)));
    assert_eq!(case.outcome(), Accept);
    case.fail("processing", 1);
    assert_eq!(case.gate("inspection.pooled"), (75, 80, Some(false)));
    case.fail("correspondence", 1);
    assert_eq!(
        case.gate("inspection.correspondence"),
        (19, 20, Some(false))
    );
}

#[test]
fn a_plan_by_attributes_counts_units_with_any_defect() {
    let mut profile = Profile::built_in("dat31-paper").unwrap();
    profile.sampling.attributes = Some(AttributesPlan {
        level: Level::II,
        limit: 1000,
        strictness: Strictness::Normal,
    });
    // 500 units: letter H, 50 drawn, one may be bad (STANDARDS §5); twice the 5 %.
    let mut case = Case::of(profile, 500, 1);
    assert_eq!(case.gate("inspection.attributes"), (50, 50, Some(true)));
    case.fail("legibility", 1);
    case.fail("processing", 1); // the same unit
    assert_eq!(case.gate("inspection.attributes"), (49, 50, Some(true)));
    assert_eq!(case.outcome(), Accept);
    case.fail("description", 2);
    assert_eq!(case.gate("inspection.attributes"), (48, 50, Some(false)));
    assert_eq!(case.gate("inspection.description"), (48, 50, Some(true)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn a_reduced_plan_accepts_what_its_table_does_and_the_share_is_drawn_all_the_same() {
    let mut profile = Profile::built_in("dat31-paper").unwrap();
    profile.sampling.attributes = Some(AttributesPlan {
        level: Level::II,
        limit: 1000,
        strictness: Strictness::Reduced,
    });
    // 1,200 units: letter J of table 2-C, 32 units and one may be bad; the 5 % of DA/T 68.2 are 60.
    let mut case = Case::of(profile, 1200, 1);
    assert_eq!(case.gate("inspection.attributes"), (60, 60, Some(true)));
    case.fail("legibility", 1);
    assert_eq!(case.gate("inspection.attributes"), (59, 60, Some(true)));
    assert_eq!(case.outcome(), Accept);
    case.fail("description", 2);
    assert_eq!(case.gate("inspection.attributes"), (58, 60, Some(false)));
    assert_eq!(case.outcome(), Rework);
}

#[test]
fn what_the_sample_says_of_the_whole_is_said_once_a_point_is_answered() {
    let mut case = Case::of(Profile::built_in("dat31-paper").unwrap(), 600, 1);
    // SciPy: at most 55 of 600 bad with none of 30 found, 87 with one (95 %).
    let bounds = |case: &Case| -> Vec<(String, Option<u64>)> {
        let bounds = case.decide().bounds.into_iter();
        bounds.map(|b| (b.point, b.at_most)).collect()
    };
    assert_eq!(bounds(&case)[0], ("correspondence".to_owned(), Some(55)));
    case.fail("legibility", 1);
    assert_eq!(bounds(&case)[3], ("legibility".to_owned(), Some(87)));
    case.lose("legibility", 1);
    assert_eq!(bounds(&case).len(), 4);
}

#[test]
fn a_defect_that_remains_is_waived_by_its_place_and_counted_apart() {
    let mut case = Case::sound(20);
    let place = Locus::entry("扫描件/0001.jpg");
    case.judgement.rework = Some(rework::Rework {
        defects: vec![Defect {
            kind: DefectKind::Finding {
                check: "IMG-03".to_owned(),
                code: "image.resolution.low".to_owned(),
                expected: String::new(),
                found: String::new(),
            },
            locus: place.clone(),
            remains: true,
            reason: None,
        }],
        ..rework::Rework::default()
    });
    case.add(finding(Code::DefectRemains));
    assert_eq!(case.gate("rework"), (0, 1, Some(false)));
    assert_eq!(case.outcome(), Rework);
    waive(
        &mut case,
        "rework.defect.remains",
        Locus::entry("扫描件/0002.jpg"),
    );
    assert_eq!(case.outcome(), Rework);
    waive(&mut case, "rework.defect.remains", place);
    assert_eq!(case.gate("rework"), (0, 1, Some(true)));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_defect_nobody_looked_for_leaves_the_decision_open_until_it_is_waived() {
    let mut case = Case::sound(20);
    let place = Locus::entry("扫描件/0001.jpg");
    case.judgement.rework = Some(rework::Rework {
        defects: vec![Defect {
            kind: DefectKind::Finding {
                check: "CAT-17".to_owned(),
                code: "catalogue.original.cellChanged".to_owned(),
                expected: String::new(),
                found: String::new(),
            },
            locus: place.clone(),
            remains: false,
            reason: Some(rework::Unmended::NotLooked),
        }],
        ..rework::Rework::default()
    });
    assert_eq!(case.gate("rework"), (0, 1, None));
    assert_eq!(case.outcome(), Undecided);
    // A waiver of what remains is none of what nobody knows.
    waive(&mut case, "rework.defect.remains", place.clone());
    assert_eq!(case.outcome(), Undecided);
    waive(&mut case, "rework.defect.notLooked", place);
    assert_eq!(case.gate("rework"), (0, 1, Some(true)));
    assert_eq!(case.outcome(), Accept);
}

#[test]
fn a_deadline_without_a_day_of_hand_over_leaves_the_decision_open() {
    let mut case = Case::sound(20);
    let lines = case.judgement.checks.iter_mut();
    let line = lines
        .into_iter()
        .find(|line| line.check == "RWK-02")
        .unwrap();
    // No deadline was set: nothing is asked.
    line.status = Status::NotRun;
    line.reason = Some(NotRun::NotAsked);
    assert!(case.decide().gates.iter().all(|g| g.gate != "deadline"));
    assert_eq!(case.outcome(), Accept);
    let mut lines = case.judgement.checks.iter_mut();
    lines.find(|line| line.check == "RWK-02").unwrap().reason = Some(NotRun::DayNotGiven);
    assert_eq!(case.gate("deadline"), (0, 1, None));
    assert_eq!(case.outcome(), Undecided);
    waive(&mut case, "RWK-02", Locus::default());
    assert_eq!(case.gate("deadline"), (0, 1, Some(true)));
    assert_eq!(case.outcome(), Accept);
}
