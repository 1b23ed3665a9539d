//! Tracks of sound and film, what is heard of them, and how long a catalogue says they are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use yanshou::facts::{AudioTrack, Cell, RecordingFacts, SoundFacts, TableRow, VideoTrack};
use yanshou::ledger::NotRun;
use yanshou::profile::Profile;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, reword, rules};

use crate::{built_in, found, of_code, recordings, tables};

/// Code, expected and found of each finding, and why the check did not run.
type Judged = (Vec<(String, String, String)>, Option<NotRun>);

/// Findings and reason of a check of recordings, when all recordings are as given.
fn judged(profile: &Profile, check: &str, alter: &dyn Fn(&mut RecordingFacts)) -> Judged {
    static SOUNDS: LazyLock<Session> = LazyLock::new(|| delivery("base/two-sounds.toml"));
    let report = altered(&SOUNDS, profile.clone(), |facts| {
        for recording in recordings(facts) {
            alter(recording);
        }
    });
    let own = report.findings.iter().filter(|f| f.check == check);
    let mut count: BTreeMap<String, (String, String)> = BTreeMap::new();
    for finding in own {
        let said = (finding.expected.clone(), finding.found.clone());
        count.insert(finding.code.clone(), said);
    }
    let reason = line(&report, check).reason;
    (
        count.into_iter().map(|(c, (e, f))| (c, e, f)).collect(),
        reason,
    )
}

fn one(code: &str, expected: &str, found: &str) -> Judged {
    let words = [code, expected, found].map(str::to_owned);
    let [code, expected, found] = words;
    (vec![(code, expected, found)], None)
}

#[test]
fn a_sound_track_is_held_to_its_rate_its_bits_and_its_coding() {
    let profile = built_in("dat62-audio-video");
    let told = |codec: &str, rate: Option<u32>, bits: Option<u16>| {
        judged(&profile, "AV-01", &|recording| {
            recording.audio = vec![AudioTrack {
                codec: codec.to_owned(),
                channels: Some(1),
                sample_rate: rate,
                bits,
            }];
        })
    };
    assert_eq!(told("PCM", Some(44_100), Some(24)), (vec![], None));
    assert_eq!(
        told("PCM", Some(44_099), Some(24)),
        one("recording.sampleRate.low", "≥ 44100", "44099")
    );
    assert_eq!(
        told("PCM", Some(44_100), Some(23)),
        one("recording.bitDepth.low", "≥ 24", "23")
    );
    assert_eq!(
        told("MP3", Some(44_100), None),
        one("recording.audio.codec", "PCM", "MP3")
    );
    // What the container does not tell is not passed.
    let unsupported = (vec![], Some(NotRun::Unsupported));
    assert_eq!(told("PCM", None, Some(24)), unsupported);
    assert_eq!(told("PCM", Some(44_100), None), unsupported);
    assert_eq!(told("", Some(44_100), None), unsupported);
}

#[test]
fn a_picture_is_held_to_the_largest_class_that_both_its_sides_reach() {
    let profile = built_in("dat62-audio-video");
    let told = |width: u32, height: u32, rate: u64| {
        judged(&profile, "AV-01", &|recording| {
            recording.audio.clear();
            recording.video = vec![VideoTrack {
                codec: "H.264".to_owned(),
                width: Some(width),
                height: Some(height),
                frames_per_1000_s: Some(25_000),
                bit_rate: Some(rate),
            }];
        })
    };
    for (width, height, rate) in [
        (720, 480, 8_000_000),
        (1919, 1080, 8_000_000),
        (1920, 1079, 8_000_000),
        (1920, 1080, 16_000_000),
    ] {
        assert_eq!(told(width, height, rate), (vec![], None));
        let low = one(
            "recording.bitRate.low",
            &format!("≥ {rate}"),
            &(rate - 1).to_string(),
        );
        assert_eq!(told(width, height, rate - 1), low);
    }
    for (width, height) in [(719, 480), (720, 479), (1920, 479), (719, 1080)] {
        let small = one(
            "recording.video.size",
            "≥ 720 × 480",
            &format!("{width} × {height}"),
        );
        assert_eq!(told(width, height, 8_000_000), small);
    }
    let neither = judged(&profile, "AV-01", &|recording| recording.audio.clear());
    assert_eq!(neither, (vec![], Some(NotRun::Unsupported)));
}

const HEARD: &str = "clippedRuns = 10\nsilentShare = 5000\ndropouts = 0\npaddedBits = true\n";

#[test]
fn one_limit_for_what_is_heard_is_enough_and_asks_for_nothing_else() {
    let bad = |recording: &mut RecordingFacts| {
        recording.duration_ms = Some(12_345_678);
        recording.sound = Some(SoundFacts {
            peak: 32_767,
            used_bits: 16,
            clipped_runs: 11,
            first_clipped_ms: Some(12_345_678),
            silent_ms: 6_200_000,
            longest_silence_ms: 3_599_999,
            dropouts: 1,
            first_dropout_ms: Some(60_000),
        });
        recording.audio[0].bits = Some(24);
    };
    let told = |limits: &str, alter: &dyn Fn(&mut RecordingFacts)| {
        let profile = rules("dat62-audio-video", HEARD, limits);
        judged(&profile, "AV-02", alter)
    };
    for (limit, code, expected, found) in [
        (
            "clippedRuns = 10",
            "sound.clipped",
            "≤ 10",
            "11 @ 3:25:45.678",
        ),
        (
            "silentShare = 5000",
            "sound.silent",
            "≤ 50 %",
            "50 %, 0:59:59.999",
        ),
        ("dropouts = 0", "sound.dropout", "≤ 0", "1 @ 0:01:00.000"),
        ("paddedBits = true", "bitDepth.padded", "24", "16"),
    ] {
        let code = format!("recording.{code}");
        let heard = told(&format!("{limit}\n"), &bad);
        assert_eq!(heard.0, one(&code, expected, found).0, "{limit}");
        let deaf = told(&format!("{limit}\n"), &|recording| recording.sound = None);
        assert_eq!(deaf, (vec![], Some(NotRun::Unsupported)), "{limit}");
    }
    assert_eq!(told("", &bad), (vec![], Some(NotRun::NotAsked)));
}

#[test]
fn bits_are_padded_where_fewer_are_used_than_written_but_not_in_silence() {
    let profile = built_in("dat62-audio-video");
    let padded = |used: u8| {
        let heard = judged(&profile, "AV-02", &|recording| {
            let sound = recording.sound.as_mut().unwrap();
            sound.used_bits = used;
        });
        !heard.0.is_empty()
    };
    assert_eq!([0, 1, 23, 24].map(padded), [false, true, true, false]);
}

#[test]
fn sound_exactly_at_a_limit_is_within_it() {
    let session = delivery("base/two-sounds.toml");
    let found = |alter: fn(&mut SoundFacts, u64), above: u64| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            for recording in recordings(facts) {
                recording.duration_ms = Some(1000);
                alter(recording.sound.as_mut().unwrap(), above);
            }
        });
        report.findings.len()
    };
    let limits: [fn(&mut SoundFacts, u64); 3] = [
        |sound, above| sound.clipped_runs = 10 + above,
        |sound, above| sound.dropouts = above,
        |sound, above| sound.silent_ms = 500 + above,
    ];
    for alter in limits {
        assert_eq!((found(alter, 0), found(alter, 1)), (0, 2));
    }
}

#[test]
fn half_an_hour_in_other_words_is_not_taken_for_a_length() {
    let session = delivery("recording/fail-duration-differs.toml");
    for word in ["1小半", "1小分", "小时", "1:60:小"] {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            reword(facts, &[("00:01:00", word)])
        });
        assert!(found(&report, "recording.duration.differs").is_empty());
        let reason = line(&report, "AV-02").reason;
        assert_eq!(reason, Some(NotRun::Unsupported), "{word}");
    }
}

#[test]
fn a_length_is_held_against_the_first_row_of_a_code_alone() {
    let session = delivery("recording/fail-duration-differs.toml");
    let differ = |alter: &dyn Fn(&mut Vec<TableRow>)| {
        let report = altered(&session, built_in("dat62-audio-video"), |facts| {
            for recording in recordings(facts) {
                recording.duration_ms = Some(12_345_678);
            }
            for table in tables(facts) {
                alter(&mut table.rows);
            }
        });
        of_code(&report, "recording.duration.differs")
            .map(|f| (f.locus.row, f.found.clone()))
            .collect::<Vec<_>>()
    };
    let is = |row| (Some(row), "3:25:45.678".to_owned());
    assert_eq!(differ(&|_| {}), [is(3)]);
    let twice = |rows: &mut Vec<TableRow>| {
        let (code, length) = (rows[2].cells[1].clone(), rows[2].cells[8].clone());
        rows[3].cells.resize(9, Cell::default());
        rows[3].cells[8] = length;
        rows[3].cells[1] = code;
    };
    assert_eq!(differ(&twice), [is(3)]);
    let both = |rows: &mut Vec<TableRow>| {
        rows[3].cells.resize(9, Cell::default());
        rows[3].cells[8] = rows[2].cells[8].clone();
    };
    assert_eq!(differ(&both), [is(3), is(4)]);
}
