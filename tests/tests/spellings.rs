//! Words of tables that say a number or a format, and what they are held against: each spelling is understood, and
//! what is not understood says nothing.

use yanshou::facts::Format;
use yanshou::profile::Profile;
use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, missing, reword};

fn built_in(id: &str) -> Profile {
    Profile::built_in(id).unwrap()
}

/// Says whether a recording of so many milliseconds differs from what the catalogue says, and whether that was read.
fn differs(session: &Session, written: &str, ms: u64) -> Option<bool> {
    let report = altered(session, built_in("dat62-audio-video"), |facts| {
        reword(facts, &[("00:01:00", written)]);
        for recording in facts.entries.iter_mut().flat_map(|e| &mut e.recording) {
            recording.duration_ms = Some(ms);
        }
    });
    let found = missing(&report, "recording.duration.differs");
    assert!(found.is_empty() || found == [written]);
    let read = line(&report, "AV-02").reason.is_none();
    read.then_some(!found.is_empty())
}

#[test]
fn a_duration_is_read_however_it_is_written() {
    let session = delivery("recording/fail-duration-differs.toml");
    for (written, seconds) in [
        ("1:02:03", 3723),
        ("01：02：03", 3723),
        ("62:03", 3723),
        ("1小时2分3秒", 3723),
        ("1 h 2 m 3 s", 3723),
        ("1时2分钟3秒", 3723),
        ("62′3″", 3723),
        ("62'3\"", 3723),
        ("2小时", 7200),
        ("5分", 300),
        ("90秒", 90),
    ] {
        // The profile allows two seconds.
        let told = |ms| differs(&session, written, ms);
        assert_eq!(told(seconds * 1000 + 2000), Some(false), "{written}");
        assert_eq!(told(seconds * 1000 - 2000), Some(false), "{written}");
        assert_eq!(told(seconds * 1000 + 2001), Some(true), "{written}");
        assert_eq!(told(seconds * 1000 - 2001), Some(true), "{written}");
    }
    for written in [
        "62",
        "1:2:3:4",
        "1:02分",
        "约5分",
        "5分30",
        "一小时",
        "分",
        "小5分",
    ] {
        assert_eq!(differs(&session, written, 1), None, "{written}");
    }
}

#[test]
fn the_name_of_a_format_is_understood_and_holds_for_that_format_alone() {
    let session = delivery("linkage/fail-metadata-of-another-format.toml");
    let wrong = |word: &str, format: Format| {
        let words = ["JPG", ".jpg", "TIFF"].map(|own| (own, word));
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &words);
            for entry in facts.entries.iter_mut().filter(|e| e.image.is_some()) {
                entry.format = format;
            }
        });
        missing(&report, "linkage.metadata.format").len()
    };
    for (format, words) in [
        (Format::Jpeg, &["JPG", "jpeg", ".jpg", "image/jpeg"][..]),
        (Format::Tiff, &["TIF", "TIFF"]),
        (Format::Png, &["png"]),
        (
            Format::Jpeg2000,
            &["JP2", "JPEG2000", "JPEG 2000", "image/jpx"],
        ),
        (Format::Bmp, &["BMP"]),
        (Format::Gif, &["GIF"]),
        (Format::Pdf, &["PDF", "PDF-A", "PDFA"]),
        (Format::Ofd, &["OFD"]),
        (Format::Wave, &["WAV"]),
        (Format::Avi, &["AVI"]),
        (Format::Mxf, &["MXF"]),
        (Format::Mp4, &["MP4", "mov"]),
    ] {
        let other = if format == Format::Gif {
            Format::Bmp
        } else {
            Format::Gif
        };
        for word in words {
            assert_eq!((wrong(word, format), wrong(word, other)), (0, 4), "{word}");
        }
    }
    // A word that is not understood says nothing.
    assert_eq!(wrong("原格式", Format::Jpeg), 0);
    // What a file is must be known to be held against a word.
    assert_eq!(wrong("JPG", Format::Unknown), 0);
    assert_eq!(wrong("JPG", Format::Empty), 0);
}

#[test]
fn both_sides_of_a_resolution_hold_within_a_dot_per_inch() {
    let session = delivery("linkage/pass-metadata-agrees.toml");
    let wrong = |word: &str| {
        let words = ["300dpi", "300×300", "300"].map(|own| (own, word));
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &words)
        });
        missing(&report, "linkage.metadata.resolution").len()
    };
    for word in [
        "300",
        "300 DPI",
        "300×300",
        "300dpi * 300dpi",
        "299",
        "301",
        "300x301",
    ] {
        assert_eq!(wrong(word), 0, "{word}");
    }
    for word in [
        "298", "302", "600dpi", "300×302", "302×300", "300*200", "200*300",
    ] {
        assert_eq!(wrong(word), 4, "{word}");
    }
    for word in ["高", "300×300×300", "300×"] {
        assert_eq!(wrong(word), 0, "{word} is not understood");
    }
}

#[test]
fn a_size_is_read_with_its_unit_and_holds_within_its_last_digit() {
    let session = delivery("linkage/pass-metadata-with-size.toml");
    let wrong = |heading: &str, word: &str, bytes: u64| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            reword(facts, &[("0.01", word), ("文件大小(MB)", heading)]);
            for entry in facts.entries.iter_mut().filter(|e| e.image.is_some()) {
                entry.bytes = bytes;
            }
        });
        missing(&report, "linkage.metadata.size").len()
    };
    for (heading, word, bytes, beyond) in [
        ("文件大小", "5,216", 5216, 5217),
        ("文件大小", "5216", 5216, 5215),
        // Bare numbers may be kibibytes; with a decimal point they may be mebibytes.
        ("文件大小", "5", 5216, 7000),
        ("文件大小", "5.1", 5216, 6000),
        ("文件大小", "2.5", 2_600_000, 3_000_000),
        ("文件大小", "5216 字节", 5216, 5217),
        ("文件大小", "5216B", 5216, 5217),
        ("文件大小(KB)", "5.2", 5216, 6000),
        ("文件大小(KB)", "2.60 MB", 2_600_000, 3_000_000),
        ("文件大小(MB)", "2.60", 2_600_000, 2_800_000),
        ("文件大小(GB)", "1.25", 1_250_000_000, 1_500_000_000),
        ("文件大小", "1.25 GB", 1_250_000_000, 1_500_000_000),
        ("文件大小", "1.25G", 1_342_177_280, 1_100_000_000),
    ] {
        assert_eq!(wrong(heading, word, bytes), 0, "{heading} {word}");
        assert_eq!(wrong(heading, word, beyond), 4, "{heading} {word}");
    }
    for word in ["约5", "5 TB", "大"] {
        assert_eq!(wrong("文件大小", word, 1), 0, "{word} is not understood");
    }
}

#[test]
fn gigabytes_of_a_form_are_of_either_kind_with_up_to_three_decimals() {
    let session = delivery("package/pass-form-agrees.toml");
    let wrong = |word: &str, bytes: u64| {
        let report = altered(&session, built_in("dat93-transfer"), |facts| {
            reword(facts, &[("0.000", word)]);
            facts.entries.iter_mut().for_each(|entry| entry.bytes = 0);
            facts.entries[0].bytes = bytes;
        });
        missing(&report, "package.total.mismatch")
    };
    for word in ["1.250", "1.25", "1.250 GB", "1.164"] {
        assert!(wrong(word, 1_250_000_000).is_empty(), "{word}");
        assert_eq!(wrong(word, 2_000_000_000), [word]);
    }
    assert!(wrong("2", 2_000_000_000).is_empty());
    assert!(wrong("0.001", 500_000).is_empty() && !wrong("0.001", 499_999).is_empty());
}
