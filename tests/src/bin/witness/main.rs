//! `witness FOLDER…`: every image, document, recording and bag below the folders is read by the product and by the
//! programs others trust; prints each fact on which they differ, as the table `fixtures/WITNESSES.md`.

mod bags;
mod exiftool;
mod explained;
mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;
use yanshou::content::{identify, sha256_hex};
use yanshou::facts::{EntryFacts, Readability};
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::session::{Session, Tasks};

/// What one party says of a file: fact → value. A fact only one of them states is not compared.
type Said = BTreeMap<&'static str, String>;

/// Who says which fact, and its value.
type Claim = (&'static str, &'static str, String);

/// What was compared, and where it differed.
#[derive(Default)]
struct Table {
    /// Kind, fact, witness → how often they agree and differ.
    counts: BTreeMap<(String, &'static str, &'static str), [usize; 2]>,
    rows: Vec<Difference>,
}

/// One fact on which a witness and we differ.
struct Difference {
    kind: String,
    file: String,
    witness: &'static str,
    fact: &'static str,
    ours: String,
    theirs: String,
}

impl Table {
    fn compare(&mut self, kind: &str, file: &str, ours: &Said, claims: Vec<Claim>) {
        for (witness, fact, theirs) in claims {
            let Some(ours) = ours.get(fact) else { continue };
            let key = (kind.to_owned(), fact, witness);
            let [agree, differ] = self.counts.entry(key).or_default();
            if *ours == theirs {
                *agree += 1;
                continue;
            }
            *differ += 1;
            self.rows.push(Difference {
                kind: kind.to_owned(),
                file: file.to_owned(),
                witness,
                fact,
                ours: ours.clone(),
                theirs,
            });
        }
    }

    fn print(&self) {
        println!("| kind | fact | witness | agree | differ |\n|---|---|---|---|---|");
        for ((kind, fact, witness), [agree, differ]) in &self.counts {
            println!("| {kind} | {fact} | {witness} | {agree} | {differ} |");
        }
        println!(
            "\n| kind | file | fact | ours | witness | theirs | why |\n|---|---|---|---|---|---|---|"
        );
        let mut printed = BTreeSet::new();
        for row in &self.rows {
            let why = explained::why(row).unwrap_or("**unexplained**");
            let Difference {
                kind,
                file,
                witness,
                fact,
                ours,
                theirs,
            } = row;
            // Bags differ by what was changed; one row says it of all of them.
            let alike: Vec<&Difference> = self.rows.iter().filter(|r| r.alike(row)).collect();
            let (file, more) = match row.change() {
                Some(change) if alike.len() > 1 => (change, format!(" ({} bags)", alike.len())),
                _ => (file.as_str(), String::new()),
            };
            let line = format!(
                "| {kind} | `{file}`{more} | {fact} | {ours} | {witness} | {theirs} | {why} |"
            );
            if printed.insert(line.clone()) {
                println!("{line}");
            }
        }
    }
}

impl Difference {
    /// What was changed of a bag.
    fn change(&self) -> Option<&str> {
        let (_, change) = self.file.split_once(": ")?;
        (self.kind == "Bag").then_some(change)
    }

    fn alike(&self, other: &Self) -> bool {
        let verdicts = |row: &Self| (row.ours.clone(), row.theirs.clone());
        self.change().is_some()
            && self.change() == other.change()
            && verdicts(self) == verdicts(other)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    for program in programs::WITNESSES {
        let started = Command::new(program).arg("--version").output();
        started.map_err(|error| format!("`{program}` cannot be asked: {error}"))?;
    }
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut table = Table::default();
    let mut seen = BTreeSet::new();
    for folder in &folders {
        let tags = exiftool::ask(folder)?;
        for path in files(folder) {
            let bytes = std::fs::read(&path)?;
            if !seen.insert(sha256_hex(&bytes)) {
                continue;
            }
            let format = identify(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
            let Some(mut claims) = programs::asked(format, &path) else {
                continue;
            };
            if let Some(tags) = tags.get(&path) {
                let said = exiftool::said(format, tags).into_iter();
                claims.extend(said.map(|(fact, value)| ("ExifTool", fact, value)));
            }
            let ours = facts_of(&bytes).map(|facts| said(&facts));
            let file = path.display().to_string();
            table.compare(
                &format!("{format:?}"),
                &file,
                &ours.unwrap_or_default(),
                claims,
            );
        }
    }
    let bags = bags::all(&folders)?;
    for bag in &bags {
        let ours = Said::from([("verdict", bag.ours.clone())]);
        let theirs = vec![("bagit", "verdict", bag.theirs.clone())];
        table.compare("Bag", &bag.name, &ours, theirs);
    }
    println!(
        "# Witnesses\n\nWritten by `cargo run -p yanshou-tests --bin witness -- FOLDER…`; {} different files, {} bags.\n\n{}\n",
        seen.len(),
        bags.len(),
        explained::HEAD
    );
    table.print();
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    entries
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file() && e.metadata().is_ok_and(|m| m.len() < 200_000_000))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Files by path → the bytes of a ZIP of them.
fn packed<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> zip::result::ZipResult<Vec<u8>> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (path, bytes) in files {
        packed.start_file(path, stored)?;
        packed.write_all(bytes)?;
    }
    Ok(packed.finish()?.into_inner())
}

/// Through the whole product: a delivery of this one entry.
fn facts_of(bytes: &[u8]) -> Option<EntryFacts> {
    let packed = packed([("page", bytes)].into_iter()).ok()?;
    let session = Session::open(&packed, "one.zip", Profile::built_in("dat31-paper").ok()?).ok()?;
    let Tasks { options, entries } = session.content_tasks();
    measure(&packed, entries.first()?, &options, &mut |_| {}).ok()
}

fn said(facts: &EntryFacts) -> Said {
    let mut said = Said::new();
    if let Some(image) = &facts.image {
        let verdict = match image.readability {
            Readability::Readable => "sound",
            Readability::Broken { .. } => "broken",
            Readability::Unsupported { .. } => "not read",
        };
        said.insert("verdict", verdict.to_owned());
        said.insert("pages", image.pages.len().to_string());
        // A page of a PDF is an image among others; what is said of it nobody else says.
        let page = image.pages.first().filter(|_| facts.pdf.is_none());
        if let Some(page) = page {
            said.insert("pixels", format!("{} × {}", page.width, page.height));
            said.insert("bits", page.bits.to_string());
            said.insert("samples", page.samples.to_string());
            if let Some((x, y)) = page.density.and_then(|d| d.centi_dpi()) {
                said.insert("dpi", dpi(x as f64 / 100.0, y as f64 / 100.0));
            }
        }
    }
    if let Some(pdf) = &facts.pdf {
        said.insert("pages", pdf.pages.len().to_string());
        said.insert("version", pdf.version.clone());
        if !pdf.faults.is_empty() {
            said.insert("verdict", "broken".to_owned());
        }
        if pdf.encrypted {
            said.remove("verdict");
        }
    }
    if let Some(recording) = &facts.recording {
        let verdict = matches!(recording.readability, Readability::Readable);
        said.insert("verdict", self::verdict(verdict));
        if let Some(track) = recording.audio.first() {
            said.extend(track.sample_rate.map(|n| ("samples/s", n.to_string())));
            said.extend(
                track
                    .bits
                    .filter(|n| *n > 0)
                    .map(|n| ("bits", n.to_string())),
            );
            said.extend(track.channels.map(|n| ("channels", n.to_string())));
        }
        if let Some(track) = recording.video.first() {
            let size = track.width.zip(track.height);
            said.extend(size.map(|(w, h)| ("pixels", format!("{w} × {h}"))));
        }
    }
    said
}

fn verdict(fine: bool) -> String {
    if fine { "sound" } else { "broken" }.to_owned()
}

/// Both resolutions, to whole dots an inch.
fn dpi(x: f64, y: f64) -> String {
    format!("{} × {}", x.round() as u64, y.round() as u64)
}
