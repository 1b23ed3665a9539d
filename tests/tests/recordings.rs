//! Recordings made by the fixture maker, read in pieces, cut, and damaged: every container by the same laws.

use proptest::prelude::*;
use yanshou::content::identify;
use yanshou::content::recording::{Recording, read};
use yanshou::facts::{Format, Readability, RecordingFacts};
use yanshou_fixture::Recipe;

/// A recording as `recording = { … }` of a recipe asks for it.
fn made(options: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.toml");
    let text = format!("about = \"one\"\n[[entry]]\npath = \"one\"\nrecording = {{ {options} }}\n");
    std::fs::write(&path, text).unwrap();
    let mut entries = Recipe::load(&path).unwrap().unpacked();
    entries.remove(0).1
}

const ALL: [&str; 6] = [
    "format = \"wav\", ms = 60",
    "format = \"wav\", ms = 60, broadcast = true, channels = 2, bits = 16",
    "format = \"rf64\", ms = 60",
    "format = \"avi\", ms = 80, bit_rate = 400000",
    "format = \"mp4\", ms = 80, bit_rate = 400000, codec = \"avc1\"",
    "format = \"mxf\", ms = 80, bit_rate = 400000, codec = \"avc1\"",
];

fn facts(bytes: &[u8]) -> RecordingFacts {
    read(identify(bytes), bytes).expect("a recording")
}

fn in_pieces(bytes: &[u8], length: usize) -> RecordingFacts {
    let mut recording = Recording::new(identify(bytes)).unwrap();
    bytes.chunks(length).for_each(|piece| recording.push(piece));
    recording.finish()
}

#[test]
fn the_pieces_in_which_bytes_come_change_nothing() {
    for options in ALL {
        let bytes = made(options);
        let whole = facts(&bytes);
        assert_eq!(whole.readability, Readability::Readable, "{options}");
        for length in [1, 3, 7, 64, 4096] {
            assert_eq!(in_pieces(&bytes, length), whole, "{options} by {length}");
        }
    }
}

#[test]
fn a_cut_anywhere_is_found() {
    for options in ALL {
        let bytes = made(options);
        let format = identify(&bytes);
        for length in (12..bytes.len()).step_by(131).chain([bytes.len() - 1]) {
            let said = read(format, &bytes[..length]).unwrap();
            let found = matches!(said.readability, Readability::Broken { .. });
            assert!(found, "{options} cut to {length} of {}", bytes.len());
        }
    }
}

#[test]
fn bytes_behind_the_end_are_counted() {
    for options in ALL {
        for more in [3, 40] {
            let bytes = [made(options), vec![0; more]].concat();
            let said = facts(&bytes);
            assert_eq!(said.readability, Readability::Readable, "{options}");
            assert_eq!(said.trailing_bytes, more as u64, "{options}");
        }
    }
}

#[test]
fn a_recording_that_was_never_closed_is_broken() {
    let mut sound = made("format = \"wav\"");
    sound.splice(4..8, [0; 4]);
    sound.splice(40..44, [0; 4]);
    let mut film = made("format = \"avi\", ms = 80");
    let movie = film.windows(4).position(|four| four == b"movi").unwrap();
    film.splice(4..8, [0; 4]);
    film.splice(movie - 4..movie, [4, 0, 0, 0]);
    for bytes in [sound, film] {
        let said = facts(&bytes);
        assert!(
            matches!(said.readability, Readability::Broken { .. }),
            "{said:?}"
        );
        assert_eq!(said.trailing_bytes, 0);
    }
}

fn suspects(bytes: &[u8]) -> Vec<String> {
    let said = facts(bytes);
    assert_eq!(said.readability, Readability::Readable);
    said.suspect
}

#[test]
fn a_file_that_ends_before_its_data_by_its_own_words_is_shown_to_a_person() {
    let sound = made("format = \"wav\", ms = 60");
    assert_eq!(suspects(&sound), Vec::<String>::new());
    let end = sound.len();
    let told = |size: u32| {
        let mut bytes = sound.clone();
        bytes.splice(4..8, size.to_le_bytes());
        suspects(&bytes)
    };
    let short = |says: usize| vec![format!("the file says {says} bytes, its data end at {end}")];
    let full = u32::try_from(end - 8).unwrap();
    assert_eq!(told(full), Vec::<String>::new());
    assert_eq!(told(full - 1), short(end - 1));
    assert_eq!(told(1000), short(1008));
    assert_eq!(told(0), short(8));
}

#[test]
fn a_second_data_chunk_is_shown_to_a_person_and_another_chunk_is_not() {
    let sound = made("format = \"wav\", ms = 60");
    let with = |kind: &[u8; 4]| {
        let mut bytes = sound.clone();
        bytes.extend([kind.as_slice(), &[4, 0, 0, 0, 1, 2, 3, 4]].concat());
        let size = u32::try_from(bytes.len() - 8).unwrap();
        bytes.splice(4..8, size.to_le_bytes());
        suspects(&bytes)
    };
    assert_eq!(with(b"LIST"), Vec::<String>::new());
    assert_eq!(
        with(b"data"),
        [format!("a second `data` @ {}", sound.len())]
    );
}

#[test]
fn sound_says_what_it_is() {
    let said = facts(&made(
        "format = \"wav\", ms = 500, sample_rate = 48000, channels = 2",
    ));
    assert_eq!(
        (said.container.as_str(), said.duration_ms),
        ("WAV", Some(500))
    );
    let track = &said.audio[0];
    assert_eq!((track.codec.as_str(), track.channels), ("PCM", Some(2)));
    assert_eq!((track.sample_rate, track.bits), (Some(48_000), Some(24)));
    let sound = said.sound.unwrap();
    assert_eq!(
        (sound.clipped_runs, sound.dropouts, sound.silent_ms),
        (0, 0, 0)
    );
    assert_eq!(sound.used_bits, 24);
    // Noise of a quarter of full scale.
    assert!((2_400..=2_500).contains(&sound.peak), "{}", sound.peak);
    let broadcast = facts(&made("format = \"wav\", broadcast = true"));
    assert_eq!(broadcast.container, "BWF");
    let big = facts(&made("format = \"rf64\", ms = 300"));
    assert_eq!(
        (big.container.as_str(), big.duration_ms),
        ("RF64", Some(300))
    );
}

#[test]
fn samples_of_every_width_have_one_full_scale() {
    for bits in [8, 16, 24, 32] {
        let clipped = made(&format!(
            "format = \"wav\", bits = {bits}, sound = \"clipped\""
        ));
        let sound = facts(&clipped).sound.unwrap();
        assert_eq!(sound.clipped_runs, 41, "{bits} bits");
        assert!(sound.peak >= 9_900, "{bits} bits: {}", sound.peak);
        assert_eq!(sound.used_bits, bits);
    }
}

#[test]
fn video_says_what_it_is() {
    for (format, codec, name, container) in [
        ("avi", "H264", "H.264", "AVI"),
        ("avi", "mpg2", "MPEG-2", "AVI"),
        ("mp4", "avc1", "H.264", "MP4"),
        ("mp4", "hvc1", "H.265", "MP4"),
        ("mxf", "avc1", "H.264", "MXF OP1a"),
        ("mxf", "mpg2", "MPEG-2", "MXF OP1a"),
    ] {
        let options = format!("format = \"{format}\", codec = \"{codec}\", ms = 400");
        let said = facts(&made(&options));
        assert_eq!(
            (said.container.as_str(), said.duration_ms),
            (container, Some(400))
        );
        let track = &said.video[0];
        assert_eq!(
            (track.codec.as_str(), said.video.len()),
            (name, 1),
            "{options}"
        );
        assert_eq!(
            (track.width, track.height),
            (Some(720), Some(576)),
            "{options}"
        );
        assert_eq!(track.frames_per_1000_s, Some(25_000), "{options}");
        // Chunk heads are counted with the frames of an AVI.
        let rate = track.bit_rate.unwrap();
        assert!((8_000_000..8_001_000).contains(&rate), "{options}: {rate}");
    }
}

#[test]
fn a_changed_byte_of_a_header_makes_no_panic() {
    for options in ALL {
        let bytes = made(options);
        let format = identify(&bytes);
        for at in 4..bytes.len().min(900) {
            for value in [0, 0x7f, 0x80, 0xff, bytes[at] ^ 1] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let said = read(format, &changed).unwrap();
                assert!(said.trailing_bytes <= bytes.len() as u64);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_at_all_make_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for format in [Format::Wave, Format::Avi, Format::Mp4, Format::Mxf] {
            let said = read(format, &bytes).unwrap();
            prop_assert_ne!(&said.readability, &Readability::Readable);
        }
    }
}
