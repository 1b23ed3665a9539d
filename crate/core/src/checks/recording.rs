//! AV: sound and video recordings against the parameters of the profile (AV-01), and what a person should listen to
//! (AV-02). What a container does not tell is not run, never passed.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::facts::{AudioTrack, Readability, RecordingFacts, SoundFacts, VideoTrack};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile, RecordingRules};

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let both = [Check::Av01, Check::Av02];
    let rules = &profile.recording;
    ledger.none_of(&both, NotRun::NothingOfTheKind);
    let unit_of = delivery.unit_of();
    for entry in delivery.entries_as(Role::Content) {
        let Some(facts) = delivery.measured.get(&entry.index) else {
            continue;
        };
        if !facts.format.is_recording() {
            continue;
        }
        // Encrypted, damaged …: PKG says so.
        let Some(recording) = facts
            .recording
            .as_ref()
            .filter(|_| !facts.digests.is_empty())
        else {
            ledger.none_of(&both, NotRun::EntriesUnreadable);
            continue;
        };
        let mut locus = Locus::entry(&entry.path);
        locus.archival_code = unit_of.get(&entry.index).map(|code| (*code).to_owned());
        ledger.looked(Check::Av01, 1);
        if container(recording, &locus, ledger) {
            parameters(recording, rules, &locus, ledger);
        }
        listen(recording, rules, &locus, ledger);
    }
    durations(delivery, rules, ledger);
}

/// Whether the container is whole: nothing it says counts otherwise.
fn container(recording: &RecordingFacts, locus: &Locus, ledger: &mut Ledger) -> bool {
    for breach in &recording.suspect {
        ledger.find(Finding::new(Code::RecordingSuspect, locus.clone()).found(breach));
    }
    let Readability::Broken { offset, reason } = &recording.readability else {
        return true;
    };
    let code = if recording.missing_bytes.is_some() {
        Code::RecordingTruncated
    } else {
        Code::RecordingUnreadable
    };
    let place = offset.map_or(String::new(), |offset| format!(" @ {offset}"));
    ledger.find(Finding::new(code, locus.clone()).found(format!("{reason}{place}")));
    false
}

fn parameters(
    recording: &RecordingFacts,
    rules: &RecordingRules,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    if recording.audio.is_empty() && recording.video.is_empty() {
        ledger.not_run(Check::Av01, NotRun::Unsupported);
    }
    for track in &recording.audio {
        audio(track, rules, locus, ledger);
    }
    for track in &recording.video {
        video(track, rules, locus, ledger);
    }
}

/// Says that a number is too low; without a number the check did not run.
fn at_least(
    code: Code,
    asked: Option<u64>,
    found: Option<u64>,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    match (asked, found) {
        (None, _) => {}
        (Some(_), None) => ledger.not_run(Check::Av01, NotRun::Unsupported),
        (Some(asked), Some(found)) if found < asked => ledger.find(
            Finding::new(code, locus.clone())
                .expected(format!("≥ {asked}"))
                .found(found),
        ),
        (Some(_), Some(_)) => {}
    }
}

fn codec(code: Code, allowed: &[String], found: &str, locus: &Locus, ledger: &mut Ledger) {
    if allowed.is_empty() || allowed.iter().any(|one| one == found) {
        return;
    }
    if found.is_empty() {
        ledger.not_run(Check::Av01, NotRun::Unsupported);
    } else {
        ledger.find(
            Finding::new(code, locus.clone())
                .expected(allowed.join(", "))
                .found(found),
        );
    }
}

fn audio(track: &AudioTrack, rules: &RecordingRules, locus: &Locus, ledger: &mut Ledger) {
    let rate = track.sample_rate.map(u64::from);
    let asked = rules.minimum_sample_rate.map(u64::from);
    at_least(Code::SampleRateLow, asked, rate, locus, ledger);
    codec(
        Code::AudioCodec,
        &rules.audio_codecs,
        &track.codec,
        locus,
        ledger,
    );
    // Compressed sound has no bits a sample.
    if track.codec.starts_with("PCM") {
        let asked = rules.minimum_bits.map(u64::from);
        at_least(
            Code::BitDepthLow,
            asked,
            track.bits.map(u64::from),
            locus,
            ledger,
        );
    }
}

fn video(track: &VideoTrack, rules: &RecordingRules, locus: &Locus, ledger: &mut Ledger) {
    codec(
        Code::VideoCodec,
        &rules.video_codecs,
        &track.codec,
        locus,
        ledger,
    );
    let Some(smallest) = rules.video_classes.first() else {
        return;
    };
    let (Some(width), Some(height)) = (track.width, track.height) else {
        ledger.not_run(Check::Av01, NotRun::Unsupported);
        return;
    };
    // The largest class that the picture reaches asks its bit rate.
    let mut classes = rules.video_classes.iter().rev();
    let reached = classes.find(|class| width >= class.width && height >= class.height);
    if reached.is_none() {
        ledger.find(
            Finding::new(Code::VideoSize, locus.clone())
                .expected(format!("≥ {} × {}", smallest.width, smallest.height))
                .found(format!("{width} × {height}")),
        );
    }
    let asked = reached.unwrap_or(smallest).bit_rate;
    at_least(Code::BitRateLow, Some(asked), track.bit_rate, locus, ledger);
}

/// What the samples show; a candidate for a person each.
fn listen(recording: &RecordingFacts, rules: &RecordingRules, locus: &Locus, ledger: &mut Ledger) {
    let asked = rules.clipped_runs.is_some()
        || rules.silent_share.is_some()
        || rules.dropouts.is_some()
        || rules.padded_bits;
    if !asked {
        ledger.not_run(Check::Av02, NotRun::NotAsked);
        return;
    }
    let Some(sound) = &recording.sound else {
        ledger.not_run(Check::Av02, NotRun::Unsupported);
        return;
    };
    ledger.looked(Check::Av02, 1);
    heard(recording, sound, rules, locus, ledger);
}

fn heard(
    recording: &RecordingFacts,
    sound: &SoundFacts,
    rules: &RecordingRules,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    let mut say = |code, expected: String, found: String| {
        let finding = Finding::new(code, locus.clone());
        ledger.find(finding.expected(expected).found(found));
    };
    if let Some(most) = rules.clipped_runs.filter(|most| sound.clipped_runs > *most) {
        let place = sound.first_clipped_ms.map(clock).unwrap_or_default();
        let found = format!("{} @ {place}", sound.clipped_runs);
        say(Code::SoundClipped, format!("≤ {most}"), found);
    }
    if let Some(most) = rules.dropouts.filter(|most| sound.dropouts > *most) {
        let place = sound.first_dropout_ms.map(clock).unwrap_or_default();
        let found = format!("{} @ {place}", sound.dropouts);
        say(Code::SoundDropout, format!("≤ {most}"), found);
    }
    let share = sound
        .silent_ms
        .saturating_mul(10_000)
        .checked_div(recording.duration_ms.unwrap_or(0))
        .unwrap_or(0);
    if let Some(most) = rules.silent_share.filter(|most| share > u64::from(*most)) {
        let found = format!("{} %, {}", share / 100, clock(sound.longest_silence_ms));
        say(Code::SoundSilent, format!("≤ {} %", most / 100), found);
    }
    let written = recording.audio.first().and_then(|track| track.bits);
    // Silence uses no bits at all.
    if let Some(bits) = written.filter(|bits| {
        rules.padded_bits && sound.used_bits > 0 && u16::from(sound.used_bits) < *bits
    }) {
        say(
            Code::BitDepthPadded,
            bits.to_string(),
            sound.used_bits.to_string(),
        );
    }
}

/// Milliseconds as `1:02:03.004`.
fn clock(ms: u64) -> String {
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours}:{minutes:02}:{seconds:02}.{rest:03}")
}

/// 时长 of the catalogue against the recordings of the row.
fn durations(delivery: &Delivery<'_>, rules: &RecordingRules, ledger: &mut Ledger) {
    let Some(tolerance) = rules.duration_tolerance else {
        return;
    };
    let mut seen = BTreeSet::new();
    let length = |entry: u32| {
        delivery
            .measured
            .get(&entry)?
            .recording
            .as_ref()?
            .duration_ms
    };
    let lengths: BTreeMap<&str, Option<u64>> = delivery
        .link
        .units
        .iter()
        .map(|(code, pages)| (code.as_str(), pages.iter().map(|p| length(p.entry)).sum()))
        .collect();
    for row in &delivery.rows {
        // A code that stands twice is CAT-11's.
        if row.code.is_empty() || !seen.insert(row.code.as_str()) {
            continue;
        }
        let written = row.row.text(Field::Duration);
        let found = lengths.get(row.code.as_str()).copied().flatten();
        let (false, Some(found)) = (written.is_empty(), found) else {
            continue;
        };
        let Some(seconds) = seconds(written) else {
            // What the number stands for is not for us to guess.
            ledger.not_run(Check::Av02, NotRun::Unsupported);
            continue;
        };
        ledger.looked(Check::Av02, 1);
        let apart = found.abs_diff(seconds.saturating_mul(1000));
        if apart > u64::from(tolerance) * 1000 {
            let locus = delivery.locus(delivery.place(row)).of(&row.code);
            ledger.find(
                Finding::new(Code::DurationDiffers, locus)
                    .expected(written)
                    .found(clock(found)),
            );
        }
    }
}

/// Seconds of `1:02:03`, `62:03`, `1小时2分3秒`, `62′3″`; `None` for a bare number, whose unit is open.
fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut digits = String::new();
    let colons = text.chars().filter(|c| matches!(c, ':' | '：')).count();
    let mut colon = match colons {
        0 => 0,
        1 => 60,
        2 => 3600,
        _ => return None,
    };
    let mut any = colons > 0;
    let mut letters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    while let Some(letter) = letters.next() {
        let unit = match letter {
            '0'..='9' => {
                digits.push(letter);
                continue;
            }
            ':' | '：' => {
                let unit = colon;
                colon /= 60;
                unit
            }
            _ if colons > 0 => return None,
            '时' | 'h' | 'H' => 3600,
            '小' if letters.peek() == Some(&'时') => {
                letters.next();
                3600
            }
            '分' | '′' | '\'' | 'm' => {
                letters.next_if_eq(&'钟');
                60
            }
            '秒' | '″' | '"' | 's' => 1,
            _ => return None,
        };
        any = true;
        total = total.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    if !digits.is_empty() {
        if colons == 0 {
            return None;
        }
        total = total.checked_add(digits.parse().ok()?)?;
    }
    any.then_some(total)
}
