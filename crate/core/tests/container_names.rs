//! Bytes of names → text: each ground, and the one decision for all names that say nothing about
//! themselves.

// A test that cannot be set up fails; an integer of a test fits.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod container_writing;

use container_writing::{Written, open, zip};
use yanshou::facts::{ContainerFacts, NameDecision, NameGround as Ground, PathFault};

/// `陰謀` in GBK; its last byte is `\`.
const INTRIGUE_GBK: &[u8] = b"\xea\x8e\xd6\x5c";
/// `目录` in GBK, valid UTF-8 as well (`Ŀ¼`).
const CATALOGUE_GBK: &[u8] = b"\xc4\xbf\xc2\xbc";
/// `扫描件/案卷一/0001.tif` in GBK.
const SCANS_GBK: &[u8] = b"\xc9\xa8\xc3\xe8\xbc\xfe/\xb0\xb8\xbe\xed\xd2\xbb/0001.tif";

fn named(names: &[&[u8]]) -> ContainerFacts {
    open(&zip(&names
        .iter()
        .map(|n| Written::stored(n, b""))
        .collect::<Vec<_>>()))
}

fn read(facts: &ContainerFacts) -> Vec<(&str, Ground)> {
    facts
        .entries
        .iter()
        .map(|e| (e.path.as_str(), e.ground))
        .collect()
}

fn decision(encoding: &str, names: u32, possible: &[&str]) -> Option<NameDecision> {
    let possible = possible.iter().map(|e| (*e).to_owned()).collect();
    Some(NameDecision {
        encoding: encoding.to_owned(),
        names,
        possible,
    })
}

/// Info-ZIP Unicode Path over `name`.
fn unicode_path(name: &[u8], text: &str, crc_of: &[u8]) -> Written {
    Written::stored(name, b"").with(|w| {
        w.extra = b"\x75\x70".to_vec();
        w.extra
            .extend(u16::try_from(5 + text.len()).unwrap().to_le_bytes());
        w.extra.push(1);
        w.extra.extend(crc32fast::hash(crc_of).to_le_bytes());
        w.extra.extend(text.as_bytes());
    })
}

#[test]
fn a_backslash_inside_a_gbk_character_is_no_separator() {
    let facts = named(&[SCANS_GBK, &[INTRIGUE_GBK, b"/0001.tif"].concat()]);
    assert_eq!(
        read(&facts),
        [
            ("扫描件/案卷一/0001.tif", Ground::Guessed),
            ("陰謀/0001.tif", Ground::Guessed)
        ]
    );
    assert!(
        facts
            .entries
            .iter()
            .all(|e| !e.backslashes && e.path_faults.is_empty())
    );
    assert_eq!(facts.names.unwrap().encoding, "gb18030");
}

#[test]
fn a_backslash_between_segments_is_a_separator_and_is_noted() {
    let facts = named(&[&[INTRIGUE_GBK, b"\\0001.tif"].concat(), b"a\\", b"\\b"]);
    let paths: Vec<_> = facts
        .entries
        .iter()
        .map(|e| (e.path.as_str(), e.backslashes))
        .collect();
    assert_eq!(paths, [("陰謀/0001.tif", true), ("a/", true), ("/b", true)]);
    assert!(facts.entries[1].directory);
    assert_eq!(facts.entries[2].path_faults, [PathFault::Absolute]);
}

#[test]
fn ascii_and_flagged_names_need_no_decision() {
    let flagged = Written::stored("陰謀.tif", b"").with(|w| w.flags = 1 << 11);
    let facts = open(&zip(&[flagged, Written::stored("a.tif", b"")]));
    assert_eq!(
        read(&facts),
        [("陰謀.tif", Ground::Utf8Flag), ("a.tif", Ground::Ascii)]
    );
    assert_eq!(facts.names, None);
}

#[test]
fn the_utf8_flag_over_gbk_bytes_is_not_believed() {
    let lying = Written::stored(SCANS_GBK, b"").with(|w| w.flags = 1 << 11);
    let facts = open(&zip(&[lying]));
    assert_eq!(read(&facts), [("扫描件/案卷一/0001.tif", Ground::Guessed)]);
}

#[test]
fn a_unicode_path_counts_only_with_the_crc_of_the_raw_name() {
    let good = unicode_path(SCANS_GBK, "真名.tif", SCANS_GBK);
    let stale = unicode_path(SCANS_GBK, "真名.tif", b"other");
    let facts = open(&zip(&[good, stale]));
    assert_eq!(
        read(&facts),
        [
            ("真名.tif", Ground::UnicodePathExtra),
            ("扫描件/案卷一/0001.tif", Ground::Guessed)
        ]
    );
    // An ASCII name is what every tool shows, whatever the extra field says.
    let ascii = unicode_path(b"a.tif", "b.exe", b"a.tif");
    assert_eq!(read(&open(&zip(&[ascii]))), [("a.tif", Ground::Ascii)]);
}

#[test]
fn unflagged_utf8_is_read_as_utf8() {
    let facts = named(&["扫描件/0001.tif".as_bytes(), "Größe.tif".as_bytes()]);
    assert_eq!(
        read(&facts),
        [
            ("扫描件/0001.tif", Ground::ValidUtf8),
            ("Größe.tif", Ground::ValidUtf8)
        ]
    );
    assert_eq!(facts.names.unwrap().encoding, "utf-8");
    let western = named(&["Größe.tif".as_bytes(), "Café.tif".as_bytes()]);
    assert_eq!(
        read(&western),
        [
            ("Größe.tif", Ground::ValidUtf8),
            ("Café.tif", Ground::ValidUtf8)
        ]
    );
}

#[test]
fn gbk_names_that_happen_to_be_valid_utf8_go_with_the_others() {
    let catalogue = [CATALOGUE_GBK, b".xls"].concat();
    let facts = named(&[&catalogue, SCANS_GBK]);
    assert_eq!(
        read(&facts),
        [
            ("目录.xls", Ground::Guessed),
            ("扫描件/案卷一/0001.tif", Ground::Guessed)
        ]
    );
    // Alone, they go by what they read like.
    let facts = named(&[&catalogue, b"\xd2\xbb/1.tif"]);
    assert_eq!(
        read(&facts),
        [("目录.xls", Ground::Guessed), ("一/1.tif", Ground::Guessed)]
    );
    // Beside an ASCII letter, only the others can tell.
    let lettered = [CATALOGUE_GBK, b"A.xls"].concat();
    assert_eq!(
        read(&named(&[&lettered, SCANS_GBK]))[0],
        ("目录A.xls", Ground::Guessed)
    );
    assert_eq!(read(&named(&[&lettered])), [("Ŀ¼A.xls", Ground::ValidUtf8)]);
    // Beside a name that can only be UTF-8, they are UTF-8.
    let facts = named(&[&catalogue, "扫描件".as_bytes()]);
    assert_eq!(
        read(&facts),
        [("Ŀ¼.xls", Ground::ValidUtf8), ("扫描件", Ground::ValidUtf8)]
    );
}

#[test]
fn big5_names_are_read_as_big5() {
    // 檔案目錄/第一卷.tif, 公文.tif
    let facts = named(&[
        b"\xc0\xc9\xae\xd7\xa5\xd8\xbf\xfd/\xb2\xc4\xa4\x40\xa8\xf7.tif",
        b"\xa4\xbd\xa4\xe5.tif",
    ]);
    assert_eq!(
        read(&facts),
        [
            ("檔案目錄/第一卷.tif", Ground::Guessed),
            ("公文.tif", Ground::Guessed)
        ]
    );
    assert_eq!(facts.names.unwrap().encoding, "big5");
}

#[test]
fn shift_jis_names_are_read_as_shift_jis() {
    // 新しいフォルダ/資料.tif, 表.tif (0x5C as trail byte)
    let facts = named(&[
        b"\x90\x56\x82\xb5\x82\xa2\x83\x74\x83\x48\x83\x8b\x83\x5f/\x8e\x91\x97\xbf.tif",
        b"\x95\x5c.tif",
    ]);
    assert_eq!(
        read(&facts),
        [
            ("新しいフォルダ/資料.tif", Ground::Guessed),
            ("表.tif", Ground::Guessed)
        ]
    );
    assert_eq!(facts.names.unwrap().encoding, "shift_jis");
}

#[test]
fn western_names_of_old_zippers_are_read_as_ibm437() {
    let facts = named(&[
        b"Gr\x94\xe1e.txt",
        b"na\x8bve/\xa0rea.txt",
        b"\x82t\x82.txt",
    ]);
    assert_eq!(
        read(&facts),
        [
            ("Größe.txt", Ground::Guessed),
            ("naïve/área.txt", Ground::Guessed),
            ("été.txt", Ground::Guessed)
        ]
    );
    assert_eq!(facts.names, decision("ibm437", 3, &["ibm437"]));
    assert_eq!(read(&named(&[b"Gr\x94\xe1e.txt"]))[0].0, "Größe.txt");
}

#[test]
fn all_possible_encodings_are_on_record_the_chosen_first() {
    // 目录: GBK; Big5 and Shift_JIS read other characters, CP437 box drawing, which is no name.
    let facts = named(&[b"\xc4\xbf\xc2\xbc", b"\xb9\xe9\xb5\xb5"]);
    assert_eq!(
        facts.names,
        decision("gb18030", 2, &["gb18030", "big5", "shift_jis"])
    );
}

#[test]
fn a_mixed_container_has_one_decision_for_its_silent_names() {
    let flagged = Written::stored("旗.tif", b"").with(|w| w.flags = 1 << 11);
    let entries = [
        flagged,
        Written::stored("a.tif", b""),
        Written::stored(SCANS_GBK, b""),
        unicode_path(b"\xff", "额外.tif", b"\xff"),
        Written::stored("另一个工具.tif", b""),
        Written::stored(INTRIGUE_GBK, b""),
    ];
    let facts = open(&zip(&entries));
    assert_eq!(
        read(&facts),
        [
            ("旗.tif", Ground::Utf8Flag),
            ("a.tif", Ground::Ascii),
            ("扫描件/案卷一/0001.tif", Ground::Guessed),
            ("额外.tif", Ground::UnicodePathExtra),
            ("另一个工具.tif", Ground::ValidUtf8),
            ("陰謀", Ground::Guessed),
        ]
    );
    assert_eq!(facts.names.unwrap().names, 2);
}

#[test]
fn a_name_that_is_of_no_encoding_is_undecodable_and_the_others_are_not() {
    let facts = named(&[SCANS_GBK, b"\xff\xfe.tif"]);
    assert_eq!(facts.entries[0].path, "扫描件/案卷一/0001.tif");
    assert_eq!(facts.entries[0].ground, Ground::Guessed);
    assert_eq!(facts.entries[1].ground, Ground::Undecodable);
    assert!(
        facts.entries[1].path.contains('\u{fffd}'),
        "{:?}",
        facts.entries[1].path
    );
    assert_eq!(facts.entries[1].raw_name, "fffe2e746966");
    assert_eq!(facts.names, decision("gb18030", 2, &[]));
}
