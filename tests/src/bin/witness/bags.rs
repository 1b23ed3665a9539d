//! Bags (RFC 8493) below the folders, bags that bagit makes of awkward payloads, and of each of them copies with one
//! thing changed → the verdicts of bagit and of the product under its profile `bagit`.

mod changes;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;
use yanshou::code::Severity;
use yanshou_tests::{Order, judged};

use self::changes::CHANGES;
use crate::{packed, verdict};

/// A bag and the two verdicts of it.
pub(crate) struct Bag {
    /// Where it lies or how it was made, and what was changed.
    pub(crate) name: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

/// Path below the bag's folder → bytes.
type Files = BTreeMap<String, Vec<u8>>;

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
