//! RWK: this delivery against an earlier round. What remains of the old defects, what changed although nobody asked, and
//! whether the deadline was kept.

use crate::catalogue::values;
use crate::code::{Check, Code};
use crate::delivery::Delivery;
use crate::facts::{Change, ChangeKind, EarlierFacts};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::Profile;
use crate::rework::{self, Defect, DefectKind, Rework};

/// Must run after all checks whose findings could remain. `None` where no earlier round was given.
pub(super) fn run(
    delivery: &Delivery<'_>,
    profile: &Profile,
    ledger: &mut Ledger,
) -> Option<Rework> {
    let Some(earlier) = delivery.facts.earlier.as_ref() else {
        ledger.none_of(&[Check::Rwk01, Check::Rwk02], NotRun::NotGiven);
        return None;
    };
    let rework = rework::compare(delivery, profile, earlier, ledger);
    let files = earlier.files.len() as u64;
    ledger.looked(Check::Rwk01, rework.defects.len() as u64 + files);
    if earlier.signers.is_empty() {
        let round = earlier.round();
        ledger.find(Finding::new(Code::EarlierUnsigned, Locus::delivery()).found(round));
    }
    // Anybody can make a key in any name: without a certificate the names are the signers' own word.
    if !earlier.signer_named {
        for (at, name) in earlier.signers.iter().enumerate() {
            let fingerprint = earlier.signer_fingerprints.get(at);
            let signer = format!("{name} · {}", fingerprint.map_or("", |f| f));
            let told = Finding::new(Code::EarlierSignerUnknown, Locus::delivery());
            ledger.find(told.found(signer));
        }
    }
    for defect in &rework.defects {
        if let Some(code) = defect.code() {
            ledger.find(stands(defect, code));
        }
    }
    // Of a catalogue that cannot be read nobody knows which units it has; that is found by itself.
    if !delivery.rows.is_empty() {
        for unit in &rework.units_dropped {
            let place = Locus::delivery().of(unit.as_str());
            ledger.find(Finding::new(Code::UnitDropped, place));
        }
    }
    for row in &delivery.rows {
        if rework.rows_altered.contains_key(&row.code) {
            let place = delivery.locus(delivery.place(row)).of(row.code.as_str());
            ledger.find(Finding::new(Code::RowAltered, place));
        }
    }
    for change in rework.changes.iter().filter(|change| !change.asked) {
        ledger.find(unasked(change));
    }
    deadline(earlier, ledger);
    Some(rework)
}

fn stands(defect: &Defect, code: Code) -> Finding {
    let what = match &defect.kind {
        DefectKind::Finding { code, .. } => code.clone(),
        DefectKind::Verdict { point, note, .. } if note.is_empty() => point.clone(),
        DefectKind::Verdict { point, note, .. } => format!("{point}: {note}"),
        DefectKind::Change { change } => how(change),
    };
    Finding::new(code, defect.locus.clone()).found(what)
}

fn unasked(change: &Change) -> Finding {
    let code = if change.beside {
        Code::ChangeBeside
    } else {
        Code::ChangeUnasked
    };
    Finding::new(code, Locus::entry(&change.path)).found(how(change))
}

fn how(change: &Change) -> String {
    let how = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Dropped => "dropped",
        ChangeKind::Altered => "altered",
        ChangeKind::Renamed => "renamed",
    };
    match &change.from {
        Some(from) => format!("{how}: {from}"),
        None => how.to_owned(),
    }
}

fn deadline(earlier: &EarlierFacts, ledger: &mut Ledger) {
    let (Some(deadline), Some(handed_over)) = (&earlier.deadline, &earlier.handed_over) else {
        let reason = if earlier.deadline.is_some() {
            NotRun::DayNotGiven
        } else {
            NotRun::NotAsked
        };
        ledger.not_run(Check::Rwk02, reason);
        return;
    };
    ledger.looked(Check::Rwk02, 1);
    let day = |text: &str| values::date(text).ok().map(|d| (d.year, d.month, d.day));
    // Whoever records a deadline has had its spelling checked; one that is no date is not kept.
    let kept = day(handed_over)
        .zip(day(deadline))
        .is_some_and(|(now, last)| now <= last);
    if !kept {
        ledger.find(
            Finding::new(Code::DeadlineMissed, Locus::delivery())
                .expected(deadline)
                .found(handed_over),
        );
    }
    // Rework answers a report, so it cannot come before the day on which that was made.
    let made = earlier
        .rounds
        .last()
        .and_then(|round| round.made_at.get(..10));
    if let Some(made) = made
        && day(handed_over)
            .zip(day(made))
            .is_some_and(|(now, made)| now < made)
    {
        ledger.find(
            Finding::new(Code::HandedOverBefore, Locus::delivery())
                .expected(format!("≥ {made}"))
                .found(handed_over),
        );
    }
}
