//! The decision made a second time, slowly and obviously, from the text of DA/T 68.2-2020 4.4.1.1 and STANDARDS §6: loops
//! over lists, no index, nothing shared with `yanshou::acceptance` but the data. Both must agree on random cases.

mod case;

use case::{Case, finding, shown};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use yanshou::acceptance::Outcome;
use yanshou::attestation::Attestation;
use yanshou::code::{Check, Code, Mode, Severity};
use yanshou::inspection::{Inspection, Manner, Opinion, PageName, SeenImage, Verdict};
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou::locus::Locus;
use yanshou::profile::{Denominator, Duty, Profile, Rate};
use yanshou::record::{PickReason, TargetedPick, Waiver};
use yanshou::rework::{Defect, DefectKind, Rework};

/// Yes, no, or nobody has said yet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answered {
    Yes,
    No,
    Open,
}
use Answered::{No, Open, Yes};

fn same(a: &str, b: &str) -> bool {
    let bare = |s: &str| visible(s).to_lowercase();
    !bare(a).is_empty() && bare(a) == bare(b)
}

/// Of these names, what can be seen.
fn visible(name: &str) -> String {
    name.replace([' ', '\u{200b}'], "")
}

fn who<'a>(inspection: &'a Inspection, verdict: &'a Verdict) -> &'a str {
    if visible(&verdict.by).is_empty() {
        &inspection.inspector
    } else {
        &verdict.by
    }
}

/// The failing verdict comes back where there is one, for the pages it names.
fn said<'a>(case: &'a Case, unit: &str, point: &str) -> (Answered, Option<&'a Verdict>) {
    let Some(inspection) = &case.record.inspection else {
        return (Open, None);
    };
    let people = &case.record.people;
    // What counts at all, in order, with its author.
    let mut words: Vec<(&str, &Verdict)> = Vec::new();
    let mut overruling = None;
    for verdict in &inspection.verdicts {
        let author = who(inspection, verdict);
        let here = verdict.archival_code == unit && verdict.point == point;
        let nobodys = visible(author).is_empty() && verdict.passed;
        let may = same(author, &people.reviewer) || same(author, &people.approver);
        if !here || nobodys {
            continue;
        }
        if verdict.opinion == Opinion::Overruling {
            if may {
                overruling = Some(verdict);
                continue;
            }
            if verdict.passed {
                continue;
            }
        }
        words.push((author, verdict));
    }
    let one = |a: &str, b: &str| same(a, b) || visible(a).is_empty() && visible(b).is_empty();
    let Some(start) = words.iter().position(|(_, v)| v.opinion == Opinion::First) else {
        return (Open, None);
    };
    let inspector = words[start].0;
    let mut first = words[start].1;
    for (author, verdict) in &words[start..] {
        if one(author, inspector) && (verdict.opinion == Opinion::First || !verdict.passed) {
            first = verdict;
        }
    }
    let mut differs = false;
    for (at, (author, verdict)) in words.iter().enumerate() {
        let last = !words[at + 1..].iter().any(|(later, _)| one(later, author));
        if last && !one(author, inspector) && verdict.passed != first.passed {
            differs = true;
        }
    }
    let word = match overruling {
        Some(word) => word,
        None if differs => return (Open, None),
        None => first,
    };
    if word.passed {
        (Yes, None)
    } else {
        (No, Some(word))
    }
}

fn seen(case: &Case, code: &str) -> bool {
    let images: &[SeenImage] = case.record.inspection.as_ref().map_or(&[], |i| &i.seen);
    for unit in &case.judgement.units {
        if unit.archival_code == code {
            return !unit.pages.is_empty()
                && unit.pages.iter().all(|page| {
                    page.readable
                        && images.iter().any(|image| {
                            image.entry == page.path
                                && image.page == page.page
                                && image.sha256 == page.sha256
                                && (image.manner == Manner::Declared || image.scale >= page.scale)
                        })
                });
        }
    }
    false
}

fn has_page(case: &Case, code: &str, page: &PageName) -> bool {
    let mut units = case.judgement.units.iter();
    let unit = units.find(|unit| unit.archival_code == code);
    unit.is_some_and(|unit| {
        let mut pages = unit.pages.iter();
        pages.any(|one| one.path == page.entry && one.page == page.page)
    })
}

/// Counted in units, or in pages where the profile says so: (passed, failed, all).
fn count(case: &Case, point: &str) -> (u64, u64, u64) {
    let (mut passed, mut failed, mut all) = (0, 0, 0);
    for drawn in &case.sample.as_ref().unwrap().units {
        let code = &drawn.archival_code;
        let mut pages = 1;
        for unit in &case.judgement.units {
            if unit.archival_code == *code {
                pages = unit.pages.len() as u64;
            }
        }
        let by_page = case.profile.judging.denominator == Denominator::Pages;
        let weight = if by_page { pages } else { 1 };
        all += weight;
        match said(case, code, point) {
            (Yes, _) if seen(case, code) => passed += weight,
            (No, Some(verdict)) if by_page && !verdict.pages.is_empty() => {
                let mut named = verdict.pages.clone();
                named.sort();
                named.dedup();
                let all_there = named.iter().all(|page| has_page(case, code, page));
                let bad = if all_there {
                    named.len() as u64
                } else {
                    weight
                };
                failed += bad;
                passed += weight - bad;
            }
            (No, _) => failed += weight,
            _ => {}
        }
    }
    (passed, failed, all)
}

fn share(required: Rate, (passed, failed, all): (u64, u64, u64)) -> Answered {
    let enough = |n: u64| n * required.denominator >= all * required.numerator;
    if !enough(all - failed) {
        No
    } else if passed + failed == all {
        Yes
    } else {
        Open
    }
}

fn said_in_full(waiver: &Waiver) -> bool {
    let said = |text: &str| !text.trim().is_empty();
    said(&waiver.by) && said(&waiver.reason) && said(&waiver.clause) && said(&waiver.date)
}

fn machine(case: &Case) -> Answered {
    let waivers = || case.record.waivers.iter().filter(|w| said_in_full(w));
    let (mut counted, mut all_well) = (0, true);
    for (check, line) in Check::ALL.iter().zip(&case.judgement.checks) {
        let undone = line.reason.is_some_and(NotRun::blocks);
        let part_of_the_rule = line.severity == Severity::A
            && check.mode() == Mode::Auto
            && (line.status != Status::NotRun || undone);
        if line.blocking == 0 && !part_of_the_rule {
            continue;
        }
        counted += 1;
        for found in &case.judgement.findings {
            let against = found.code.check() == *check && found.severity == Severity::A;
            let waived =
                waivers().any(|w| w.subject == found.code.dotted() && w.locus == found.locus);
            all_well &= !against || waived;
        }
        let waived = waivers().any(|w| w.subject == line.check && w.locus == Locus::default());
        all_well &= !undone || waived;
    }
    if counted > 0 && all_well { Yes } else { No }
}

/// Everything the delivery has to answer for.
fn answers(case: &Case) -> Vec<Answered> {
    let record = &case.record;
    let looked = |unit: &str, point: &str| match said(case, unit, point).0 {
        Yes if !seen(case, unit) => Open,
        other => other,
    };
    let mut answers = vec![machine(case)];

    let mut pool = (0, 0, 0);
    let mut pooled_share = None;
    for point in &case.profile.inspection {
        let own = count(case, &point.id);
        let must = point.required.numerator == point.required.denominator;
        if case.profile.judging.pooled && !must {
            pool = (pool.0 + own.0, pool.1 + own.1, pool.2 + own.2);
            pooled_share = Some(point.required);
        } else {
            answers.push(share(point.required, own));
        }
    }
    answers.extend(pooled_share.map(|required| share(required, pool)));

    for pick in &record.targeted {
        for point in &case.profile.inspection {
            let must = point.required.numerator == point.required.denominator;
            if must && pick.reason != PickReason::Rework {
                answers.push(looked(&pick.archival_code, &point.id));
            }
        }
    }

    // A known failure of what must be right throughout counts wherever it was seen.
    for unit in &case.judgement.units {
        let drawn = case.sample.iter().flat_map(|s| &s.units);
        let code = &unit.archival_code;
        let in_sample = drawn.map(|d| &d.archival_code).any(|d| d == code);
        for point in &case.profile.inspection {
            let must = point.required.numerator == point.required.denominator;
            if must && !in_sample && said(case, code, &point.id).0 == No {
                answers.push(No);
            }
        }
    }

    for defect in case.judgement.rework.iter().flat_map(|r| &r.defects) {
        let waived = record.waivers.iter().any(|w| {
            said_in_full(w) && w.subject == "rework.defect.remains" && w.locus == defect.locus
        });
        let unknown_waived = record.waivers.iter().any(|w| {
            said_in_full(w) && w.subject == "rework.defect.notLooked" && w.locus == defect.locus
        });
        answers.push(match &defect.kind {
            _ if defect.remains && waived => Yes,
            _ if defect.remains => No,
            _ if defect.reason.is_some() && unknown_waived => Yes,
            _ if defect.reason.is_some() => Open,
            DefectKind::Verdict { point, .. } => {
                looked(defect.locus.archival_code.as_ref().unwrap(), point)
            }
            _ => Yes,
        });
    }

    for found in &case.judgement.findings {
        if found.severity != Severity::B {
            continue;
        }
        let same_place = |w: &&Waiver| w.subject == found.code.dotted() && w.locus == found.locus;
        let waived = record.waivers.iter().filter(same_place).any(said_in_full);
        let mut words = record.confirmations.iter();
        let last = words.rfind(|c| c.code == found.code.dotted());
        let last = last.filter(|c| !visible(&c.by).is_empty());
        answers.push(match last {
            _ if waived => Yes,
            Some(word) if word.accepted => Yes,
            Some(_) => No,
            None => Open,
        });
    }

    for id in &case.profile.attestations {
        let in_full = |a: &&Attestation| !visible(&a.by).is_empty() && !a.date.trim().is_empty();
        let last = record.attestations.iter().rfind(|a| &a.check == id);
        answers.push(match last.filter(in_full) {
            Some(word) if word.satisfied => Yes,
            Some(_) => No,
            None => Open,
        });
    }
    answers
}

/// What the archive itself has to see to; nobody is sent back for it.
fn house_in_order(case: &Case) -> bool {
    let (record, sample) = (&case.record, case.sample.as_ref().unwrap());
    let inspection = record.inspection.as_ref().unwrap();
    let people = &record.people;
    let mut inspectors: Vec<&str> = vec![&inspection.inspector];
    for verdict in &inspection.verdicts {
        if verdict.opinion != Opinion::Overruling {
            inspectors.push(who(inspection, verdict));
        }
    }
    inspectors.retain(|name| !visible(name).is_empty());
    let inspected = |name: &str| inspectors.iter().any(|one| same(one, name));
    let outsider = &people.representative;
    let apart = !inspected(&people.reviewer)
        && !inspected(&people.approver)
        && !inspected(outsider)
        && !same(&people.reviewer, &people.approver)
        && !same(outsider, &people.reviewer)
        && !same(outsider, &people.approver)
        && !record.attestations.iter().any(|a| same(&a.by, outsider))
        && !record.confirmations.iter().any(|c| same(&c.by, outsider))
        && !record.waivers.iter().any(|w| same(&w.by, outsider))
        && !same(&people.client, &people.contractor);
    let there = case.profile.judging.duties.iter().all(|duty| match duty {
        Duty::Inspector => !inspectors.is_empty(),
        Duty::Reviewer => !visible(&people.reviewer).is_empty(),
        Duty::Approver => !visible(&people.approver).is_empty(),
        Duty::Contractor => !visible(outsider).is_empty(),
    });
    // 5 % of the population
    let whole = inspection.verdicts.len() as u64 >= inspection.given;
    sample.units.len() as u64 * 20 >= sample.population && apart && there && whole
}

fn decide_slowly(case: &Case) -> Outcome {
    if case.record.inspection.is_none() {
        return Outcome::Undecided;
    }
    let findings = &case.judgement.findings;
    if findings.iter().any(|f| f.code == Code::SecrecyLevel) {
        return Outcome::Reject;
    }
    let answers = answers(case);
    if answers.contains(&No) {
        Outcome::Rework
    } else if answers.contains(&Open) || !house_in_order(case) {
        Outcome::Undecided
    } else {
        Outcome::Accept
    }
}

/// Something that happens to a delivery on its way to the decision.
#[derive(Clone, Debug)]
enum Event {
    Found(Code),
    Waived(Index, bool),
    NotDone(Index, NotRun),
    CheckWaived(Index),
    Confirmed(Index, bool),
    Turned(Index),
    Lost(Index),
    LastLost,
    SomePagesOnly(Index),
    SaidAgain(Index, bool, &'static str, Opinion),
    Unseen(Index),
    TooSmall(Index),
    Unreadable(Index),
    Picked(Index, bool, bool),
    Attested(Index, bool),
    Named(usize, &'static str),
    Inspector(&'static str),
    OldDefect(Index, bool, bool),
    ShorterSample,
}

fn names() -> impl Strategy<Value = &'static str> {
    select(vec![
        "王芳",
        "赵强",
        "王 芳",
        "王\u{200b}芳",
        "周敏",
        "",
        "\u{200b}",
        "孙丽",
    ])
}

fn events() -> impl Strategy<Value = Event> {
    let at = any::<Index>;
    let yes = any::<bool>;
    let reasons = vec![
        NotRun::NotAsked,
        NotRun::Unsupported,
        NotRun::NoManifest,
        NotRun::LaterStage,
    ];
    let opinions = vec![Opinion::Second, Opinion::Overruling, Opinion::First];
    prop_oneof![
        3 => select(Code::ALL.to_vec()).prop_map(Event::Found),
        3 => (at(), yes()).prop_map(|(a, b)| Event::Waived(a, b)),
        1 => (at(), select(reasons)).prop_map(|(a, b)| Event::NotDone(a, b)),
        1 => at().prop_map(Event::CheckWaived),
        3 => (at(), yes()).prop_map(|(a, b)| Event::Confirmed(a, b)),
        3 => at().prop_map(Event::Turned),
        1 => at().prop_map(Event::Lost),
        2 => Just(Event::LastLost),
        2 => at().prop_map(Event::SomePagesOnly),
        4 => (at(), yes(), names(), select(opinions))
            .prop_map(|(a, b, c, d)| Event::SaidAgain(a, b, c, d)),
        1 => at().prop_map(Event::Unseen),
        1 => at().prop_map(Event::TooSmall),
        1 => at().prop_map(Event::Unreadable),
        2 => (at(), yes(), yes()).prop_map(|(a, b, c)| Event::Picked(a, b, c)),
        1 => (at(), yes()).prop_map(|(a, b)| Event::Attested(a, b)),
        1 => (0..5usize, names()).prop_map(|(a, b)| Event::Named(a, b)),
        1 => names().prop_map(Event::Inspector),
        2 => (at(), yes(), yes()).prop_map(|(a, b, c)| Event::OldDefect(a, b, c)),
        1 => Just(Event::ShorterSample),
    ]
}

fn waiver(subject: &str, locus: Locus, clause: &str) -> Waiver {
    Waiver {
        subject: subject.to_owned(),
        locus,
        by: "钱伟".to_owned(),
        reason: "合同允许".to_owned(),
        clause: clause.to_owned(),
        date: "2026-11-22".to_owned(),
    }
}

fn happen(case: &mut Case, event: &Event) {
    match event {
        Event::Found(code) => case.add(finding(*code)),
        Event::Waived(at, complete) => {
            if !case.judgement.findings.is_empty() {
                let found = at.get(&case.judgement.findings).clone();
                let clause = if *complete { "5.2" } else { " " };
                let waiver = waiver(found.code.dotted(), found.locus, clause);
                case.record.waivers.push(waiver);
            }
        }
        Event::NotDone(at, reason) => {
            case.status(*at.get(Check::ALL), Status::NotRun, Some(*reason));
        }
        Event::CheckWaived(at) => {
            let waiver = waiver(at.get(Check::ALL).id(), Locus::default(), "5.2");
            case.record.waivers.push(waiver);
        }
        Event::Confirmed(at, accepted) => {
            if !case.judgement.findings.is_empty() {
                let code = at.get(&case.judgement.findings).code;
                case.confirm(code, *accepted);
            }
        }
        Event::Turned(at) => {
            let verdicts = &mut case.inspection_mut().verdicts;
            let verdict = at.get_mut(verdicts);
            verdict.passed = !verdict.passed;
        }
        Event::Lost(at) => {
            let verdicts = &mut case.inspection_mut().verdicts;
            verdicts.remove(at.index(verdicts.len()));
        }
        Event::LastLost => {
            case.inspection_mut().verdicts.pop();
        }
        Event::SomePagesOnly(at) => {
            let verdict = at.get_mut(&mut case.inspection_mut().verdicts);
            verdict.passed = false;
            let entry = format!("扫描件/{}/0001.jpg", verdict.archival_code);
            let page = PageName { entry, page: 1 };
            verdict.pages = vec![page.clone(), page];
        }
        Event::SaidAgain(at, passed, by, opinion) => {
            let inspection = case.inspection_mut();
            let verdict = at.get(&inspection.verdicts).clone();
            inspection.give(Verdict {
                passed: *passed,
                by: (*by).to_owned(),
                opinion: *opinion,
                ..verdict
            });
        }
        Event::Unseen(at) => {
            let seen = &mut case.inspection_mut().seen;
            seen.remove(at.index(seen.len()));
        }
        Event::TooSmall(at) => at.get_mut(&mut case.inspection_mut().seen).scale = 239,
        Event::Unreadable(at) => {
            let drawn = at.get(&case.sample.as_ref().unwrap().units);
            let drawn = drawn.archival_code.clone();
            for unit in &mut case.judgement.units {
                if unit.archival_code == drawn {
                    unit.pages[0].readable = false;
                }
            }
        }
        Event::Picked(at, passed, looked) => pick(case, *at, *passed, *looked),
        Event::Attested(at, satisfied) => {
            let attestations = &mut case.record.attestations;
            let mut word = at.get(attestations).clone();
            word.satisfied = *satisfied;
            attestations.push(word);
        }
        Event::Named(which, name) => {
            let people = &mut case.record.people;
            let fields = [
                &mut people.client,
                &mut people.reviewer,
                &mut people.approver,
                &mut people.contractor,
                &mut people.representative,
            ];
            for (at, field) in fields.into_iter().enumerate() {
                if at == *which {
                    (*name).clone_into(field);
                }
            }
        }
        Event::Inspector(name) => (*name).clone_into(&mut case.inspection_mut().inspector),
        Event::OldDefect(at, remains, of_people) => old_defect(case, *at, *remains, *of_people),
        Event::ShorterSample => {
            let sample = case.sample.as_mut().unwrap();
            if sample.units.len() > 1 {
                sample.units.pop();
            }
        }
    }
}

/// Picks a unit beside the sample, or in it, and may look at it.
fn pick(case: &mut Case, at: Index, passed: bool, looked: bool) {
    let unit = at.get(&case.judgement.units).clone();
    case.record.targeted.push(TargetedPick {
        archival_code: unit.archival_code.clone(),
        reason: PickReason::Risk,
        by: "赵强".to_owned(),
        note: String::new(),
    });
    if looked {
        let inspection = case.inspection_mut();
        inspection.seen.extend(shown(&unit));
        for point in ["correspondence", "legibility"] {
            inspection.give(Verdict {
                archival_code: unit.archival_code.clone(),
                point: point.to_owned(),
                passed,
                ..Verdict::default()
            });
        }
    }
}

fn old_defect(case: &mut Case, at: Index, remains: bool, of_people: bool) {
    let code = at.get(&case.judgement.units).archival_code.clone();
    let kind = if of_people {
        DefectKind::Verdict {
            point: "legibility".to_owned(),
            defect: String::new(),
            note: String::new(),
            images: Vec::new(),
        }
    } else {
        DefectKind::Finding {
            check: "IMG-04".to_owned(),
            code: "image.resolution.tooLow".to_owned(),
            expected: String::new(),
            found: String::new(),
        }
    };
    let rework = case.judgement.rework.get_or_insert_with(Rework::default);
    rework.defects.push(Defect {
        kind,
        locus: Locus::default().of(code),
        remains,
        reason: None,
    });
}

fn profile(pooled: bool, pages: bool) -> Profile {
    let mut profile = Profile::built_in("dat31-paper").unwrap();
    profile.judging.pooled = pooled;
    if pages {
        profile.judging.denominator = Denominator::Pages;
    }
    profile
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn two_implementations_decide_alike(
        pooled in any::<bool>(), pages in any::<bool>(),
        // Few events leave something that can still be accepted, many meet one another.
        events in prop_oneof![vec(events(), 0..4), vec(events(), 0..9)],
    ) {
        let mut case = Case::of(profile(pooled, pages), 200, if pages { 3 } else { 1 });
        for event in &events {
            happen(&mut case, event);
        }
        prop_assert_eq!(case.outcome(), decide_slowly(&case));
    }
}

/// So that the comparison above is not one of two that always say the same.
#[test]
fn every_outcome_comes_up() {
    let sound = Case::of(profile(true, true), 200, 3);
    assert_eq!(decide_slowly(&sound), Outcome::Accept);
    let mut spoilt = Case::of(profile(false, false), 200, 1);
    spoilt.fail("correspondence", 1);
    assert_eq!(decide_slowly(&spoilt), Outcome::Rework);
    spoilt.add(finding(Code::SecrecyLevel));
    assert_eq!(decide_slowly(&spoilt), Outcome::Reject);
    let mut open = Case::of(profile(false, false), 200, 1);
    open.lose("legibility", 1);
    assert_eq!(decide_slowly(&open), Outcome::Undecided);
}
