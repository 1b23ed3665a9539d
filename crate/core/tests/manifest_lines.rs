//! Each way of writing a manifest gives the same facts, and each near-miss is a problem with its line.

use yanshou::facts::{Algorithm, ManifestFacts, ManifestScope};
use yanshou::manifest::{candidate, recognise, resolve};

const MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";
const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn read(name: &str, text: &str) -> ManifestFacts {
    recognise(name, text.as_bytes()).unwrap_or_else(|| panic!("{name} is no manifest"))
}

/// The only line's path, algorithm and digest.
fn one(facts: &ManifestFacts) -> (String, Algorithm, String) {
    assert_eq!(
        (facts.lines.len(), facts.problems.len()),
        (1, 0),
        "{facts:?}"
    );
    let (algorithm, hex) = facts.lines[0].digests.first_key_value().unwrap();
    (facts.lines[0].path.clone(), *algorithm, hex.clone())
}

fn problem_lines(facts: &ManifestFacts) -> Vec<u32> {
    facts.problems.iter().map(|p| p.line).collect()
}

#[test]
fn all_spellings_of_a_gnu_line_mean_the_same() {
    let upper = MD5.to_uppercase();
    for line in [
        format!("{MD5}  a/b.tif"),
        format!("{MD5} *a/b.tif\r\n"),
        format!("{MD5}\ta/b.tif"),
        format!("{MD5}\t*a/b.tif"),
        format!("{MD5} a/b.tif\n\n"),
        format!("{upper} *a\\b.tif\r\n"),
        format!("{MD5}  ./a/b.tif\n"),
        format!("{MD5}  .\\a\\b.tif\n"),
        format!("\u{feff}{MD5}  a/b.tif\n"),
        format!("# made by x\n; y\n\n{MD5}  a/b.tif\n"),
        format!("a/b.tif {MD5}\n"),
        format!("a\\b.tif\t{upper}\r\n"),
        format!("MD5 (a/b.tif) = {MD5}\n"),
        format!("MD5(a/b.tif)= {upper}\r\n"),
    ] {
        let facts = read("md5.txt", &line);
        assert_eq!(
            one(&facts),
            ("a/b.tif".into(), Algorithm::Md5, MD5.into()),
            "{line:?}"
        );
        assert_eq!(facts.encoding, "utf-8");
        assert_eq!(facts.scope, ManifestScope::Delivery);
    }
}

#[test]
fn an_escaped_line_gives_the_name_back_and_a_wrong_escape_is_a_problem() {
    let good = read("md5.txt", &format!("\\{MD5}  a\\nb\\\\c.tif\n"));
    assert_eq!(one(&good).0, "a\nb/c.tif");
    let bad = read("md5.txt", &format!("\\{MD5}  a\\qb.tif\n"));
    assert_eq!((bad.lines.len(), problem_lines(&bad)), (0, vec![1]));
}

#[test]
fn blanks_that_may_belong_to_a_name_stay() {
    assert_eq!(
        one(&read("md5.txt", &format!("{MD5}    a b .tif "))).0,
        "  a b .tif "
    );
    assert_eq!(
        resolve("md5.txt", ManifestScope::Delivery, "  a b .tif "),
        ["  a b .tif ", "a b .tif"].map(String::from)
    );
}

#[test]
fn the_algorithm_comes_from_tag_then_name_then_length() {
    let algorithm = |name: &str, line: String| one(&read(name, &line)).1;
    let gnu = format!("{SHA256}  a");
    assert_eq!(algorithm("checksum.txt", gnu.clone()), Algorithm::Sha256);
    assert_eq!(algorithm("SHA256SUMS", gnu.clone()), Algorithm::Sha256);
    assert_eq!(algorithm("x/清单.sm3", gnu.clone()), Algorithm::Sm3);
    assert_eq!(algorithm("SM3校验.txt", gnu.clone()), Algorithm::Sm3);
    assert_eq!(
        algorithm("校验.txt", format!("SM3 (a) = {SHA256}")),
        Algorithm::Sm3
    );
    assert_eq!(
        algorithm("x.sm3", format!("SHA256 (a) = {SHA256}")),
        Algorithm::Sha256
    );
    // the name cannot mean what the length forbids
    assert_eq!(algorithm("md5.txt", gnu), Algorithm::Sha256);
    assert_eq!(
        algorithm("sums.sha512", format!("{}  a", "0".repeat(128))),
        Algorithm::Sha512
    );
    assert_eq!(
        algorithm("checksum.sha1", format!("{}  a", "0".repeat(40))),
        Algorithm::Sha1
    );
}

#[test]
fn lines_that_are_no_digests_are_problems_at_their_line() {
    let text = format!(
        "{MD5}  good\n{short}  short\n{MD5}\n{not_hex}  x\nMD5 (a) = {SHA256}\nBLAKE2b (a) = {MD5}\n{MD5}   \n",
        short = &MD5[1..],
        not_hex = MD5.replace('d', "g"),
    );
    let facts = read("md5.txt", &text);
    assert_eq!(facts.lines.len(), 1);
    assert_eq!(problem_lines(&facts), [2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_path_in_front_is_not_taken_where_the_first_word_is_a_digest() {
    let facts = read("md5.txt", &format!("{MD5} {SHA256}\n{MD5}.tif {MD5}\n"));
    assert_eq!(facts.lines[0].path, SHA256);
    assert_eq!(facts.lines[1].path, format!("{MD5}.tif"));
}

#[test]
fn a_manifest_by_name_is_never_nothing() {
    let empty = read("md5.txt", "");
    assert_eq!((empty.lines.len(), empty.problems.len()), (0, 0));
    let prose = read("checksums.txt", "see the other file\n");
    assert_eq!(problem_lines(&prose), [1]);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            format!("{MD5}  a\n")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let marked = recognise("SHA256SUMS", &utf16).unwrap();
    assert_eq!((marked.lines.len(), problem_lines(&marked)), (1, vec![]));
    let unmarked = recognise("SHA256SUMS", &utf16[2..]).unwrap();
    assert_eq!(
        (unmarked.lines.len(), problem_lines(&unmarked)),
        (0, vec![1])
    );
    let binary = recognise("a.md5", &[0x81, 0xff, 0xff]).unwrap();
    assert_eq!(problem_lines(&binary), [1]);
    assert_eq!(problem_lines(&recognise("a.md5", b"\0\0").unwrap()), [1]);
}

#[test]
fn other_text_is_a_manifest_only_when_most_lines_are_digests() {
    let line = format!("{MD5}  a.tif\n");
    assert!(recognise("readme.txt", format!("note\n{line}").as_bytes()).is_none());
    assert_eq!(
        problem_lines(&recognise("readme.txt", format!("note\n{line}{line}").as_bytes()).unwrap()),
        [1]
    );
    assert!(recognise("readme.txt", b"").is_none());
    assert!(recognise("校验说明.txt", "本批次共三件".as_bytes()).is_none());
    assert!(recognise("内容摘要.txt", "本文论述".as_bytes()).is_none());
    assert!(recognise("校验清单.txt", "本批次共三件".as_bytes()).is_some());
    assert!(recognise("md5.tif", line.as_bytes()).is_none());
}

#[test]
fn names_worth_reading() {
    for name in [
        "md5.txt",
        "a/MD5SUMS",
        "x.SM3",
        "校验.txt",
        "note.txt",
        "manifest-sha256.txt",
        "0001.tif.md5",
    ] {
        assert!(candidate(name), "{name}");
    }
    for name in [
        "0001.tif",
        "目录.xlsx",
        "校验清单.xlsx",
        "LICENSE",
        "manifest.json",
        "md5/0001.jpg",
        "._md5.txt",
    ] {
        assert!(!candidate(name), "{name}");
    }
}

#[test]
fn a_gb18030_list_with_a_backslash_as_second_byte_is_decoded_before_it_is_cut() {
    // 謀 is D6 5C in GBK: the second byte looks like a backslash
    let (bytes, _, _) = encoding_rs::GB18030.encode("工作文件\\陰謀.txt");
    let mut text = format!("{} *", MD5.to_uppercase()).into_bytes();
    text.extend_from_slice(&bytes);
    text.extend_from_slice(b"\r\n");
    let facts = recognise("md5.txt", &text).unwrap();
    assert_eq!(
        one(&facts),
        ("工作文件/陰謀.txt".into(), Algorithm::Md5, MD5.into())
    );
    assert_eq!(facts.encoding, "gb18030");
}

#[test]
fn bagit_decodes_its_three_escapes_once_and_binds_the_algorithm() {
    let text = format!(
        "{SHA256} data/a%0Ab%0dc%25d%41.tif\n{SHA256}  data/%250A\n{SHA256}\t*data/x y\n{MD5} data/z\n# x\n"
    );
    let facts = read("bag/manifest-sha256.txt", &text);
    let paths: Vec<_> = facts.lines.iter().map(|l| l.path.as_str()).collect();
    assert_eq!(paths, ["data/a\nb\rc%d%41.tif", "data/%0A", "data/x y"]);
    assert_eq!(problem_lines(&facts), [4, 5]);
    assert_eq!(
        (facts.dialect.as_str(), facts.scope),
        ("bagit", ManifestScope::BagPayload)
    );
    assert_eq!(
        read("tagmanifest-sm3.txt", "").scope,
        ManifestScope::BagTags
    );
    assert_eq!(read("manifest.txt", "").scope, ManifestScope::Delivery);
}

#[test]
fn a_sidecar_without_a_path_speaks_for_its_file() {
    assert_eq!(
        one(&read("a/0001.tif.md5", &format!("{MD5}\r\n"))),
        ("0001.tif".into(), Algorithm::Md5, MD5.into())
    );
    assert_eq!(problem_lines(&read("a/list.md5", MD5)), [1]);
    assert_eq!(
        problem_lines(&read("a/0001.tif.md5", &format!("{MD5}\n{MD5}\n"))),
        [1, 2]
    );
}

#[test]
fn the_dialect_is_what_most_lines_are_written_in() {
    let bsd = format!("SHA256 (a (1).tif) = {SHA256}\n");
    let facts = read("sums.txt", &bsd);
    assert_eq!(
        (facts.dialect.as_str(), one(&facts).0.as_str()),
        ("bsd", "a (1).tif")
    );
    assert_eq!(
        read("sums.txt", &format!("{bsd}{SHA256}  b\n")).dialect,
        "gnu"
    );
}

#[test]
fn paths_resolve_from_the_folder_up_and_never_out() {
    let all = |m: &str, l: &str| {
        let scope = match recognise(m, b"") {
            Some(facts) => facts.scope,
            None => ManifestScope::Delivery,
        };
        resolve(m, scope, l)
    };
    assert_eq!(
        all("批次/校验/md5.txt", "a/1.tif"),
        ["批次/校验/a/1.tif", "批次/a/1.tif", "a/1.tif"]
    );
    assert_eq!(all("校验/md5.txt", "../a.tif"), ["a.tif"]);
    assert_eq!(all("md5.txt", "../a.tif"), Vec::<String>::new());
    assert_eq!(all("md5.txt", "/a/1.tif"), ["a/1.tif", "1.tif"]);
    assert_eq!(
        all("md5.txt", "//NAS/out/1.tif"),
        ["NAS/out/1.tif", "out/1.tif", "1.tif"]
    );
    assert_eq!(
        all("a/md5.txt", "/b/1.tif"),
        ["a/b/1.tif", "b/1.tif", "a/1.tif", "1.tif"]
    );
    // What is listed from a folder is there or is not: no tail of it is tried.
    assert_eq!(all("md5.txt", "out/a/1.tif"), ["out/a/1.tif"]);
    assert_eq!(all("md5.txt", "/../1.tif"), ["1.tif"]);
    assert_eq!(all("bag/manifest-md5.txt", "/data/a"), ["bag/data/a"]);
    assert_eq!(
        all("md5.txt", "D:/out/a/1.tif"),
        ["out/a/1.tif", "a/1.tif", "1.tif"]
    );
    assert_eq!(
        all("bag/manifest-md5.txt", "data/a%b"),
        ["bag/data/a%b", "bag/data/a%25b"]
    );
    assert_eq!(all("bag/manifest-md5.txt", "data/a"), ["bag/data/a"]);
    assert_eq!(all("md5.txt", " *a"), [" *a", "*a", "a"]);
    assert!(all("md5.txt", &format!("D:/{}", "a/".repeat(100_000))).len() <= 64);
}
