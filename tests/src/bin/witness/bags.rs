//! Bags (RFC 8493) below the folders, bags that bagit makes of awkward payloads, and of each of them copies with one
//! thing changed → the verdicts of bagit and of the product under its profile `bagit`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;
use yanshou::code::Severity;
use yanshou::facts::Algorithm;
use yanshou_tests::{Order, judged};

use crate::{facts_of, packed, verdict};

/// A bag and the two verdicts of it.
pub(crate) struct Bag {
    /// Where it lies or how it was made, and what was changed.
    pub(crate) name: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

/// Path below the bag's folder → bytes.
type Files = BTreeMap<String, Vec<u8>>;

/// Makes one change; `None` where the bag has nothing to be changed so.
type Change = fn(&mut Files) -> Option<()>;

/// Names that manifests are known to trip over, one bag each.
const NAMES: [(&str, &str); 12] = [
    ("plain names", "a/page.txt"),
    ("Chinese names", "扫描件/办公室·0001.txt"),
    ("NFC names", "caf\u{e9}.txt"),
    ("NFD names", "cafe\u{301}.txt"),
    ("a per cent sign", "100%.txt"),
    ("an escape in a name", "a%0Ab.txt"),
    ("an escaped per cent sign in a name", "a%25b.txt"),
    ("a line feed in a name", "a\nb.txt"),
    ("blanks inside a name", "two  blanks.txt"),
    ("a blank before a name", " blank.txt"),
    ("a star before a name", "*star.txt"),
    ("a file without bytes", "empty.txt"),
];

/// Algorithms bagit makes manifests of, one bag each, and all at once.
const ALGORITHMS: [(&str, &[&str]); 6] = [
    ("md5", &["--md5"]),
    ("sha1", &["--sha1"]),
    ("sha512", &["--sha512"]),
    ("md5 and sha256", &["--md5", "--sha256"]),
    ("sha384", &["--sha384"]),
    ("sha384 and sha256", &["--sha384", "--sha256"]),
];

/// All bags with both verdicts.
pub(crate) fn all(folders: &[PathBuf]) -> Result<Vec<Bag>, Box<dyn Error>> {
    let workshop = tempfile::tempdir()?;
    let mut sound: Vec<(String, Files)> = Vec::new();
    for folder in folders {
        for found in WalkDir::new(folder).sort_by_file_name() {
            let found = found?;
            let root = found.path().parent().unwrap_or(folder);
            if found.file_name() == "bagit.txt" {
                sound.push((root.display().to_string(), read(root)?));
            }
        }
    }
    let mut made = Vec::new();
    for (what, name) in NAMES {
        let content = if what.contains("without") { "" } else { "page" };
        let files = make(workshop.path(), name, content, &["--sha256"])?;
        if what.starts_with("plain") {
            sound.push(("made by bagit".to_owned(), files.clone()));
        }
        if what.starts_with("NF") {
            let turned = files.clone().into_iter().map(|(n, b)| (other_form(&n), b));
            let label = format!("made by bagit: {what}, unpacked as the other form");
            made.push((label, turned.collect()));
        }
        made.push((format!("made by bagit: {what}"), files));
    }
    for (what, options) in ALGORITHMS {
        let files = make(workshop.path(), "a/page.txt", "page", options)?;
        made.push((format!("made by bagit: {what}"), files));
    }
    let mut bags = ask(workshop.path(), made)?;
    for (name, files) in sound {
        let mut changed = vec![(format!("{name}: as it is"), files.clone())];
        for (what, change) in CHANGES {
            let mut files = files.clone();
            if change(&mut files).is_some() {
                changed.push((format!("{name}: {what}"), files));
            }
        }
        bags.extend(ask(workshop.path(), changed)?);
    }
    Ok(bags)
}

/// The name of the page that can be written in two ways, written in the other one.
fn other_form(name: &str) -> String {
    match name {
        "data/caf\u{e9}.txt" => "data/cafe\u{301}.txt".to_owned(),
        "data/cafe\u{301}.txt" => "data/caf\u{e9}.txt".to_owned(),
        _ => name.to_owned(),
    }
}

fn read(root: &Path) -> Result<Files, Box<dyn Error>> {
    let mut files = Files::new();
    for entry in WalkDir::new(root) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry
                .path()
                .strip_prefix(root)?
                .to_string_lossy()
                .into_owned();
            files.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

fn write(root: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(root))?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// A bag of one payload file, made by bagit.
fn make(
    workshop: &Path,
    name: &str,
    content: &str,
    options: &[&str],
) -> Result<Files, Box<dyn Error>> {
    let root = tempfile::tempdir_in(workshop)?;
    write(
        root.path(),
        &Files::from([(name.to_owned(), content.into())]),
    )?;
    let made = Command::new("bagit.py")
        .arg("--quiet")
        .args(options)
        .arg(root.path())
        .output()?;
    if !made.status.success() {
        return Err(format!("bagit makes no bag of {name:?}: {made:?}").into());
    }
    read(root.path())
}

/// Both verdicts of each; bagit is started once for all of them.
fn ask(workshop: &Path, bags: Vec<(String, Files)>) -> Result<Vec<Bag>, Box<dyn Error>> {
    let root = tempfile::tempdir_in(workshop)?;
    let folders: Vec<PathBuf> = (0..bags.len())
        .map(|n| root.path().join(n.to_string()))
        .collect();
    for (folder, (_, files)) in folders.iter().zip(&bags) {
        write(folder, files)?;
    }
    let told = Command::new("bagit.py")
        .arg("--validate")
        .args(&folders)
        .output()?;
    let words = String::from_utf8_lossy(&told.stderr);
    let mut asked = Vec::new();
    for (folder, (name, files)) in folders.iter().zip(bags) {
        let said = |what: &str| words.contains(&format!(" - {} is {what}", folder.display()));
        let theirs = match (said("valid"), said("invalid: ")) {
            (true, false) => true,
            (false, true) => false,
            _ => return Err(format!("bagit gives no verdict of `{name}`: {words}").into()),
        };
        asked.push(Bag {
            ours: verdict(sound(&files)?),
            theirs: verdict(theirs),
            name,
        });
    }
    Ok(asked)
}

/// Packed and verified, no finding of the package or its digests blocks.
fn sound(files: &Files) -> Result<bool, Box<dyn Error>> {
    let paths: Vec<(String, &[u8])> = files
        .iter()
        .map(|(path, bytes)| (format!("bag/{path}"), bytes.as_slice()))
        .collect();
    let bytes = packed(paths.iter().map(|(path, bytes)| (path.as_str(), *bytes)))?;
    let session = judged(&bytes, "bag.zip", "bagit", Order::Forward);
    let findings = session.view()?.findings;
    let ours = |check: &str| check.starts_with("FIX-") || check.starts_with("PKG-");
    Ok(!findings
        .iter()
        .any(|f| f.severity == Severity::A && ours(&f.check)))
}

/// What is done to each sound bag.
const CHANGES: [(&str, Change); 44] = [
    ("one byte of a page changed", |bag| {
        let path = payload(bag)?;
        flip(bag.get_mut(&path)?)
    }),
    ("a page cut at its end", |bag| {
        let path = payload(bag)?;
        bag.get_mut(&path)?.pop().map(drop)
    }),
    ("a page missing", |bag| {
        let path = payload(bag)?;
        bag.remove(&path).map(drop)
    }),
    ("a page too many", |bag| add(bag, "data/stray.txt", "stray")),
    ("a page in a folder too many", |bag| {
        add(bag, "data/new/stray.txt", "stray")
    }),
    ("a page renamed in case", |bag| {
        let path = payload(bag)?;
        let bytes = bag.remove(&path)?;
        bag.insert(path.to_uppercase().replacen("DATA/", "data/", 1), bytes);
        Some(())
    }),
    ("a page beside data/", |bag| add(bag, "stray.txt", "stray")),
    ("a tag file changed", |bag| {
        bag.get_mut("bag-info.txt")?.extend(b"Contact-Name: X\n");
        Some(())
    }),
    ("a tag file missing", |bag| {
        bag.remove("bag-info.txt").map(drop)
    }),
    ("no tag manifest", untag),
    ("no tag manifest, a tag file changed", |bag| {
        untag(bag)?;
        bag.get_mut("bag-info.txt")?.extend(b"Contact-Name: X\n");
        Some(())
    }),
    ("a wrong digest in the tag manifest", |bag| {
        let path = named(bag, "tagmanifest-")?;
        edit(bag, &path, |text| other_digit(&text))
    }),
    ("the manifest changed after the tag manifest", |bag| {
        let path = named(bag, "manifest-")?;
        edit(bag, &path, |text| {
            text.to_uppercase().replace("DATA/", "data/")
        })
    }),
    ("Payload-Oxum: a byte more", |bag| {
        oxum(bag, |bytes, files| format!("{}.{files}", bytes + 1))
    }),
    ("Payload-Oxum: a file less", |bag| {
        oxum(bag, |bytes, files| format!("{bytes}.{}", files - 1))
    }),
    ("Payload-Oxum: no number", |bag| {
        oxum(bag, |_, _| "many.few".to_owned())
    }),
    ("a wrong digest in the manifest", |bag| {
        manifest(bag, |text| other_digit(&text))
    }),
    ("a line of the manifest missing", |bag| {
        manifest(bag, |text| {
            text.split_once('\n')
                .map_or(String::new(), |(_, rest)| rest.to_owned())
        })
    }),
    ("a line twice", |bag| {
        manifest(bag, |text| {
            format!("{}\n{text}", text.lines().next().unwrap_or_default())
        })
    }),
    ("a line twice with two digests", |bag| {
        manifest(bag, |text| {
            format!(
                "{}\n{text}",
                other_digit(text.lines().next().unwrap_or_default())
            )
        })
    }),
    ("a line that is no digest", |bag| {
        manifest(bag, |text| format!("{text}digest\n"))
    }),
    ("a comment", |bag| {
        manifest(bag, |text| format!("# made by hand\n{text}"))
    }),
    ("a comment of one word", |bag| {
        manifest(bag, |text| format!("#comment\n{text}"))
    }),
    ("a short digest", |bag| {
        manifest(bag, |text| text.get(2..).unwrap_or_default().to_owned())
    }),
    ("digests in capitals", |bag| {
        manifest(bag, |text| {
            let line = |line: &str| match line.split_once(' ') {
                Some((digest, path)) => format!("{} {path}\n", digest.to_uppercase()),
                None => format!("{line}\n"),
            };
            text.lines().map(line).collect()
        })
    }),
    ("CR LF", |bag| {
        manifest(bag, |text| text.replace('\n', "\r\n"))
    }),
    ("blank lines", |bag| {
        manifest(bag, |text| text.replace('\n', "\n\n"))
    }),
    ("a byte-order mark in the manifest", |bag| {
        manifest(bag, |text| format!("\u{feff}{text}"))
    }),
    ("stars before paths", |bag| {
        manifest(bag, |text| text.replace(" data/", " *data/"))
    }),
    ("./ before paths", |bag| {
        manifest(bag, |text| text.replace(" data/", " ./data/"))
    }),
    ("backslashes", |bag| {
        manifest(bag, |text| text.replace('/', "\\"))
    }),
    ("a path that climbs out", |bag| {
        let line = |text: String| {
            format!(
                "{text}{} ../outside.txt\n",
                text.split(' ').next().unwrap_or_default()
            )
        };
        manifest(bag, line)
    }),
    ("an empty manifest", |bag| manifest(bag, |_| String::new())),
    ("no manifest", |bag| {
        untag(bag)?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        Some(())
    }),
    ("no manifest but that of the tags", |bag| {
        let path = named(bag, "tagmanifest-")?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        edit(bag, &path, |text| {
            text.split_inclusive('\n')
                .filter(|l| !l.contains(" manifest-"))
                .collect()
        })
    }),
    ("a manifest of an unknown algorithm beside", |bag| {
        untag(bag)?;
        add(bag, "manifest-whirl.txt", "00  data/nothing\n")
    }),
    ("only a manifest of SM3", |bag| {
        untag(bag)?;
        bag.retain(|path, _| !path.starts_with("manifest-"));
        let line = |(path, bytes): (&String, &Vec<u8>)| {
            let digest = facts_of(bytes)?.digests.get(&Algorithm::Sm3)?.clone();
            Some(format!("{digest}  {path}\n"))
        };
        let lines: Option<String> = bag
            .iter()
            .filter(|(path, _)| path.starts_with("data/"))
            .map(line)
            .collect();
        add(bag, "manifest-sm3.txt", &lines?)
    }),
    ("UTF-16 manifest, as bagit.txt says", |bag| {
        manifest(bag, |text| text)?;
        let path = named(bag, "manifest-")?;
        let text = String::from_utf8(bag.remove(&path)?).ok()?;
        let wide: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        bag.insert(path, wide);
        let info = String::from_utf8(bag.remove("bag-info.txt")?).ok()?;
        bag.insert(
            "bag-info.txt".to_owned(),
            "\u{feff}"
                .encode_utf16()
                .chain(info.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect(),
        );
        edit(bag, "bagit.txt", |text| text.replace("UTF-8", "UTF-16"))
    }),
    ("bagit.txt with a byte-order mark", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |text| format!("\u{feff}{text}"))
    }),
    ("bagit.txt of version 2.0", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |_| {
            "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()
        })
    }),
    ("bagit.txt without an encoding", |bag| {
        untag(bag)?;
        edit(bag, "bagit.txt", |text| {
            text.lines()
                .take(1)
                .map(|line| format!("{line}\n"))
                .collect()
        })
    }),
    ("fetch.txt of what is there", |bag| {
        untag(bag)?;
        let line = format!("https://example.org/page - {}\n", payload(bag)?);
        add(bag, "fetch.txt", &line)
    }),
    ("fetch.txt of what is missing", |bag| {
        untag(bag)?;
        let path = payload(bag)?;
        bag.remove(&path);
        add(
            bag,
            "fetch.txt",
            &format!("https://example.org/page - {path}\n"),
        )
    }),
    ("fetch.txt with an address that is none", |bag| {
        untag(bag)?;
        let line = format!("page - {}\n", payload(bag)?);
        add(bag, "fetch.txt", &line)
    }),
];

/// The largest payload file.
fn payload(bag: &Files) -> Option<String> {
    let pages = bag.iter().filter(|(path, _)| path.starts_with("data/"));
    pages
        .max_by_key(|(_, bytes)| bytes.len())
        .map(|(path, _)| path.clone())
}

fn named(bag: &Files, start: &str) -> Option<String> {
    bag.keys().find(|path| path.starts_with(start)).cloned()
}

fn flip(bytes: &mut [u8]) -> Option<()> {
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle)? ^= 1;
    Some(())
}

fn add(bag: &mut Files, path: &str, text: &str) -> Option<()> {
    bag.insert(path.to_owned(), text.into());
    Some(())
}

fn untag(bag: &mut Files) -> Option<()> {
    bag.retain(|path, _| !path.starts_with("tagmanifest-"));
    Some(())
}

fn edit(bag: &mut Files, path: &str, change: impl Fn(String) -> String) -> Option<()> {
    let text = String::from_utf8(bag.remove(path)?).ok()?;
    bag.insert(path.to_owned(), change(text).into_bytes());
    Some(())
}

/// Every payload manifest; no tag manifest is left to notice.
fn manifest(bag: &mut Files, change: impl Fn(String) -> String) -> Option<()> {
    untag(bag)?;
    let paths: Vec<String> = bag
        .keys()
        .filter(|path| path.starts_with("manifest-"))
        .cloned()
        .collect();
    paths.iter().try_for_each(|path| edit(bag, path, &change))
}

fn other_digit(text: &str) -> String {
    let other = if text.starts_with('0') { "1" } else { "0" };
    format!("{other}{}", text.get(1..).unwrap_or_default())
}

/// States another sum of the payload than it has.
fn oxum(bag: &mut Files, change: fn(usize, usize) -> String) -> Option<()> {
    untag(bag)?;
    let sizes: Vec<usize> = bag
        .iter()
        .filter(|(path, _)| path.starts_with("data/"))
        .map(|(_, bytes)| bytes.len())
        .collect();
    let stated = change(sizes.iter().sum(), sizes.len());
    edit(bag, "bag-info.txt", |text| {
        let kept = text
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("Payload-Oxum"));
        kept.collect::<String>() + &format!("Payload-Oxum: {stated}\n")
    })
}
