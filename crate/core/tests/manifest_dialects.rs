//! Dialects of more than one line a digest, each beside text that only looks like it.

// A test that cannot be set up fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use yanshou::facts::{Algorithm, ManifestFacts};
use yanshou::limits::Limits;
use yanshou::manifest::{recognise, take_from_tables};

const MD5: &str = "0123456789abcdef0123456789abcdef";

fn read(name: &str, text: &str) -> ManifestFacts {
    recognise(name, text.as_bytes()).unwrap()
}

/// Line, path and whether the algorithm is stated, of each digest.
fn lines(facts: &ManifestFacts) -> Vec<(u32, &str, bool)> {
    let lines = facts.lines.iter();
    lines.map(|l| (l.line, l.path.as_str(), l.stated)).collect()
}

fn problems(facts: &ManifestFacts) -> Vec<(u32, &str)> {
    let problems = facts.problems.iter();
    problems.map(|p| (p.line, p.text.as_str())).collect()
}

fn spaced() -> String {
    let pairs: Vec<&str> = (0..16).map(|n| &MD5[n * 2..n * 2 + 2]).collect();
    pairs.join(" ")
}

#[test]
fn certutil_is_read_in_every_spelling_seen() {
    let done = "CertUtil: -hashfile 命令成功完成。";
    let text = format!(
        "D:\\>certutil -hashfile a.tif MD5\r\nMD5 的 .\\a.tif 哈希:\r\n{MD5}\r\n{done}\r\n\r\n\
         MD5 哈希(文件 D:\\批次\\b.tif):\r\n{}\r\n{done}\r\n\
         MD5 hash of c d.tif:\r\n{MD5}\r\nCertUtil: -hashfile command completed successfully.\r\n",
        spaced()
    );
    let facts = read("校验.txt", &text);
    assert_eq!(facts.dialect, "certutil");
    assert_eq!(
        lines(&facts),
        [
            (2, "a.tif", true),
            (6, "D:/批次/b.tif", true),
            (9, "c d.tif", true)
        ]
    );
    assert_eq!(problems(&facts), []);
    assert_eq!(facts.lines[1].digests[&Algorithm::Md5], MD5);
}

#[test]
fn certutil_that_failed_or_was_cut_is_a_problem() {
    let facts = read(
        "md5.txt",
        &format!(
            "MD5 的 a 哈希:\n{MD5}\nCertUtil: -hashfile 失败: 0x80070002 (WIN32: 2)\n\
             MD5 的 b 哈希:\n{}\nSHA256 的 c 哈希:\n",
            &MD5[1..]
        ),
    );
    assert_eq!(lines(&facts), [(1, "a", true)]);
    let numbers: Vec<u32> = problems(&facts).iter().map(|p| p.0).collect();
    assert_eq!(numbers, [3, 5, 6]);
}

#[test]
fn blocks_keep_the_full_path_and_every_digest_we_take() {
    let sha1 = format!("{MD5}01234567");
    let text = format!(
        "==================================================\nFilename          : 0001.tif\n\
         MD5               : {MD5}\nSHA1              : {sha1}\nCRC32             : 00000000\n\
         SHA-256           : \nFull Path         : D:\\批次\\0001.tif\nFile Size         : 12\n\
         ==================================================\n\n"
    );
    let facts = read("hashes.txt", &text);
    assert_eq!(facts.dialect, "blocks");
    assert_eq!(lines(&facts), [(2, "D:/批次/0001.tif", true)]);
    assert_eq!(facts.lines[0].digests.len(), 2);
    assert_eq!(problems(&facts), []);
}

#[test]
fn a_block_without_a_digest_we_take_is_a_problem() {
    let text = format!("文件: a.tif\n大小: 3 字节\nMD5: {MD5}\n\n文件: b.tif\nCRC32: 00000000\n");
    let facts = read("md5.txt", &text);
    assert_eq!(lines(&facts), [(1, "a.tif", true)]);
    assert_eq!(problems(&facts), [(5, "b.tif")]);
}

#[test]
fn powershells_list_names_the_algorithm_of_its_hash() {
    let text = format!("Algorithm : MD5\nHash      : {MD5}\nPath      : D:\\a.tif\n");
    assert_eq!(lines(&read("a.txt", &text)), [(3, "D:/a.tif", true)]);
}

#[test]
fn a_description_that_quotes_one_digest_is_no_manifest() {
    let text = format!(
        "移交单位：某局\n内容描述：2011年文书档案\n载体编号：1\n文件：目录.xlsx\nMD5：{MD5}\n"
    );
    assert_eq!(recognise("说明文件.txt", text.as_bytes()), None);
}

fn sheets(name: &str, text: &str) -> (Option<ManifestFacts>, usize) {
    let mut tables =
        yanshou::catalogue::read_tables(name, text.as_bytes(), &Limits::default()).unwrap();
    let facts = take_from_tables(name, &mut tables);
    (facts, tables.tables.len())
}

#[test]
fn a_sheet_of_paths_and_digests_is_a_manifest_and_no_table() {
    let text =
        format!("电子文件清单\n序号,文件路径,文件名,MD5值\n1,扫描件\\a,0001.tif,{MD5}\n合计,,,\n");
    let (facts, left) = sheets("清单.csv", &text);
    let facts = facts.unwrap();
    assert_eq!(left, 0);
    assert_eq!(facts.dialect, "table");
    assert_eq!(lines(&facts), [(3, "扫描件/a/0001.tif", true)]);
    assert_eq!(problems(&facts), []);
}

#[test]
fn a_sheet_that_says_sizes_beside_digests_is_both() {
    let text = format!("文件名,大小,MD5值\n0001.tif,3,{MD5}\n合计,3,\n");
    let (facts, left) = sheets("清单.csv", &text);
    assert_eq!(lines(&facts.unwrap()), [(2, "0001.tif", true)]);
    assert_eq!(left, 1);
}

#[test]
fn a_row_without_its_digest_is_a_problem_and_an_unstated_algorithm_is_told_by_length() {
    let text = format!("文件名,校验值\na.tif,{MD5}\nb.tif,\nc.tif,12\n");
    let facts = sheets("清单.csv", &text).0.unwrap();
    assert_eq!(lines(&facts), [(2, "a.tif", false)]);
    assert_eq!(problems(&facts), [(3, "b.tif"), (4, "c.tif | 12")]);
    let stated = format!("文件名,校验值,摘要算法\na.tif,{MD5},MD5\n");
    assert_eq!(
        lines(&sheets("清单.csv", &stated).0.unwrap()),
        [(2, "a.tif", true)]
    );
}

#[test]
fn a_table_with_codes_stays_a_catalogue_and_one_of_abstracts_stays_a_table() {
    let catalogue = format!("档号,题名,文件名,MD5\nA-1,甲,0001.tif,{MD5}\n");
    assert_eq!(sheets("目录.csv", &catalogue), (None, 1));
    assert_eq!(sheets("表.csv", "文件名,校验值\n甲,无\n").0, None);
    assert_eq!(sheets("表.csv", "文件名,摘要\n甲,本文讲\n").0, None);
}

#[test]
fn a_list_without_headings_is_read_only_where_every_row_is_a_pair() {
    let pairs = format!("a.tif,{MD5}\nb.tif,{MD5}\n");
    assert_eq!(
        lines(&sheets("md5.csv", &pairs).0.unwrap()),
        [(1, "a.tif", true), (2, "b.tif", true)]
    );
    assert_eq!(sheets("md5.csv", &format!("{pairs}c.tif,无\n")).0, None);
}

#[test]
fn a_text_with_headings_and_tabs_is_a_table() {
    let facts = read("校验.txt", &format!("文件名\tMD5\na.tif\t{MD5}\n"));
    assert_eq!(facts.dialect, "table");
    assert_eq!(lines(&facts), [(2, "a.tif", true)]);
}
