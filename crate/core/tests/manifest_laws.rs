//! Laws of the manifest reader: what is written is read, no bytes panic, and real coreutils agree.

use std::process::Command;

use proptest::prelude::*;
use yanshou::facts::{Algorithm, ManifestFacts};
use yanshou::manifest::recognise;

/// coreutils 9: a name with `\`, LF or CR is escaped and its line begins with `\`.
fn gnu_line(hex: &str, path: &str) -> String {
    let escaped = path
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    let mark = if escaped == path { "" } else { "\\" };
    format!("{mark}{hex}  {escaped}\n")
}

fn paths(facts: &ManifestFacts) -> Vec<(String, String)> {
    facts
        .lines
        .iter()
        .map(|l| (l.path.clone(), l.digests.values().next().unwrap().clone()))
        .collect()
}

proptest! {
    #[test]
    fn parse_of_write_is_identity(
        names in prop::collection::vec("[^\\\\\\./\0\u{feff} ][^\\\\\0]{0,20}[^\\\\\0\\s]", 1..8),
        digest in "[0-9a-f]{64}",
    ) {
        let text: String = names.iter().map(|n| gnu_line(&digest, n)).collect();
        let facts = recognise("SHA256SUMS", text.as_bytes()).unwrap();
        prop_assert_eq!(&facts.problems, &[]);
        let wanted: Vec<_> = names.iter().map(|n| (n.clone(), digest.clone())).collect();
        prop_assert_eq!(paths(&facts), wanted);
    }

    #[test]
    fn parse_of_write_is_identity_for_bags(
        names in prop::collection::vec("[^\\\\\0*\\s][^\\\\\0]{0,20}", 1..8),
        digest in "[0-9a-f]{40}",
    ) {
        let names: Vec<String> = names.into_iter().map(|n| format!("data/{n}")).collect();
        let line = |n: &String| {
            let path = n.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D");
            format!("{digest}  {path}\n")
        };
        let text: String = names.iter().map(line).collect();
        let facts = recognise("b/manifest-sha1.txt", text.as_bytes()).unwrap();
        prop_assert_eq!(&facts.problems, &[]);
        let wanted: Vec<_> = names.iter().map(|n| (n.clone(), digest.clone())).collect();
        prop_assert_eq!(paths(&facts), wanted);
    }

    #[test]
    fn every_line_is_a_digest_a_problem_or_quiet(text in "([0-9a-f]{32}|[ *\\\\#;()=a-zM5D\t\r\n]|\\PC){0,60}") {
        let facts = recognise("md5.txt", text.as_bytes()).unwrap();
        let quiet = text.split('\n').filter(|l| {
            let l = l.trim_start_matches('\u{feff}').trim();
            l.is_empty() || l.starts_with(['#', ';'])
        });
        let all = facts.lines.len() + facts.problems.len() + quiet.count();
        prop_assert_eq!(all, text.split('\n').count());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["md5.txt", "note.txt", "manifest-sm3.txt", "a.tif.sm3"] {
            if let Some(facts) = recognise(name, &bytes) {
                for line in &facts.lines {
                    prop_assert!(yanshou::manifest::resolve(name, facts.scope, &line.path).len() <= 64);
                }
            }
        }
    }
}

#[test]
fn coreutils_and_we_read_the_same_names() {
    let folder = std::env::temp_dir().join(format!("yanshou-manifest-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let names = [
        "plain.txt",
        "two  blanks.txt",
        " leading.txt",
        "trailing ",
        "*star",
        "back\\slash.txt",
        "line\nfeed.txt",
        "a\rb",
        "目录 第一卷.tif",
        "#hash",
        "(1) = 2",
        "percent%0A",
    ];
    for name in names {
        std::fs::write(folder.join(name), name.as_bytes()).unwrap();
    }
    for (tool, tag, algorithm) in [
        ("sha256sum", false, Algorithm::Sha256),
        ("md5sum", false, Algorithm::Md5),
        ("sha512sum", true, Algorithm::Sha512),
    ] {
        let mut command = Command::new(tool);
        command.current_dir(&folder);
        if tag {
            command.arg("--tag");
        }
        let output = command.arg("--").args(names).output().unwrap();
        assert!(output.status.success(), "{tool}");
        let facts = recognise("checksum.txt", &output.stdout).unwrap();
        assert_eq!(facts.problems, []);
        assert_eq!(facts.lines.len(), names.len());
        for (line, name) in facts.lines.iter().zip(names) {
            assert_eq!(line.path, name.replace('\\', "/"), "{tool}");
            // one file at a time over stdin: the digest without any name
            let mut alone = Command::new(tool);
            let file = std::fs::File::open(folder.join(name)).unwrap();
            let output = alone.stdin(file).output().unwrap();
            let hex = String::from_utf8(output.stdout).unwrap();
            let hex = hex.split(' ').next().unwrap();
            assert_eq!(
                line.digests,
                [(algorithm, hex.to_owned())].into(),
                "{tool} {name}"
            );
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
