//! How a package is laid out, and what its description and its form say of it.

use yanshou::session::Session;
use yanshou_tests::{altered, delivery, line, missing, reword};

use crate::{built_in, relocate};

#[test]
fn a_hand_over_package_may_lie_in_one_folder_and_is_named_with_it() {
    let session = delivery("base/dat93-transfer.toml");
    let absent = |place: &dyn Fn(&str) -> String| {
        let report = altered(&session, built_in("dat93-transfer"), |facts| {
            relocate(facts, place);
        });
        let mut absent = missing(&report, "package.layout.missing");
        absent.sort();
        absent
    };
    let inside = |path: &str| format!("移交包/{path}");
    assert!(absent(&inside).is_empty());
    let renamed = |path: &str| inside(path).replace("目录文件", "目录");
    assert_eq!(absent(&renamed), ["移交包/目录文件.XML"]);
    // A file beside the folder: the folder is none of the package.
    let beside = |path: &str| match path {
        "sha256.txt" => path.to_owned(),
        path => inside(path),
    };
    assert_eq!(absent(&beside), ["目录文件.XML", "说明文件.TXT"]);
    let lower = |path: &str| path.replace("目录文件.XML", "目录文件.xml");
    assert!(absent(&lower).is_empty());
}

#[test]
fn a_key_of_the_description_without_a_value_is_missing() {
    let session = delivery("base/dat93-transfer.toml");
    for key in ["移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"] {
        let report = altered(&session, built_in("dat93-transfer"), |facts| {
            let entries = facts.entries.iter_mut();
            let keys = entries.filter_map(|e| e.description.as_mut());
            for own in keys.flat_map(|d| &mut d.keys).filter(|k| k.key == key) {
                own.value.clear();
            }
        });
        assert_eq!(missing(&report, "package.description.keyMissing"), [key]);
    }
}

/// What the form of a hand-over is said to have wrong, and how many numbers of it were compared.
fn form(session: &Session, words: &[(&str, &str)], bytes: u64) -> (Vec<String>, u64) {
    let report = altered(session, built_in("dat93-transfer"), |facts| {
        reword(facts, words);
        facts.entries.iter_mut().for_each(|entry| entry.bytes = 0);
        facts.entries[0].bytes = bytes;
    });
    let examined = line(&report, "PKG-10").examined;
    (missing(&report, "package.total.mismatch"), examined)
}

#[test]
fn each_label_of_a_form_that_counts_is_held_against_the_delivery() {
    let session = delivery("package/pass-form-agrees.toml");
    let labels = [
        (
            "总件数",
            "2",
            &[
                "档案数量",
                "件数",
                "总件数",
                "移交件数",
                "档案数量(件)",
                "档案数量（件）",
                "总 件 数：",
                "件数:",
            ][..],
        ),
        (
            "总页数",
            "2",
            &["页数", "总页数", "移交页数", "画幅数", "总画幅数", "页 数"],
        ),
        (
            "移交数据量（GB）",
            "0.000",
            &[
                "数据量(GB)",
                "数据量（GB）",
                "移交数据量(GB)",
                "移交数据量（GB）",
            ],
        ),
    ];
    for (own, right, labels) in labels {
        for label in labels {
            let (wrong, examined) = form(&session, &[(own, label)], 0);
            assert_eq!((wrong.len(), examined), (0, 4), "{label}");
            let (wrong, examined) = form(&session, &[(own, label), (right, "7.000")], 0);
            assert!(wrong.contains(&"7.000".to_owned()), "{label}");
            assert_eq!(examined, 4, "{label}");
        }
        // What may mean two things is not read.
        assert_eq!(form(&session, &[(own, "文件总数")], 0).1, 3);
    }
}

#[test]
fn the_first_number_of_a_cell_counts_without_the_commas_that_group_it() {
    let session = delivery("package/pass-form-agrees.toml");
    for word in ["2", "2件", "共 2 件", "约2。", "2.", "2;3"] {
        assert_eq!(form(&session, &[("2", word)], 0), (vec![], 4), "{word}");
    }
    let wrong = |word: &str| form(&session, &[("2", word)], 0);
    for word in ["3", "12", "2.5", "2,0"] {
        assert_eq!(wrong(word), (vec![word.to_owned()], 4));
    }
    assert_eq!(wrong("二"), (vec![], 2));
    for word in ["1,250.000", "1,250", "1,164.153 GB"] {
        let bytes = 1_250_000_000_000;
        assert_eq!(form(&session, &[("0.000", word)], bytes), (vec![], 4));
        let report = form(&session, &[("0.000", word)], bytes + 1_000_000_000);
        assert_eq!(report, (vec![word.to_owned()], 4));
    }
}
