//! `witness FOLDER…`: every image, document, recording and bag below the folders is read by the product and by the
//! programs others trust; prints each fact on which they differ, as the table `fixtures/WITNESSES.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use walkdir::WalkDir;
use yanshou::content::{identify, sha256_hex};
use yanshou::facts::{EntryFacts, Format, Readability};
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::session::{Session, Tasks};

/// What one party says of a file: fact → value. A fact only one of them states is not compared.
type Said = BTreeMap<&'static str, String>;

/// Differences that are understood: format, fact, part of theirs, why ours stands.
const EXPLAINED: &[(&str, &str, &str, &str)] = &[
    (
        "Pdf",
        "pages",
        "",
        "its page tree is encrypted: nothing is decrypted, and the encryption is the finding",
    ),
    (
        "Jpeg",
        "pages",
        "",
        "its header is broken (both say so): of pages nothing is said",
    ),
    (
        "Jpeg2000",
        "verdict",
        "sound",
        "damage in packets, or header values that contradict them, found by the strict decode; jpylyzer looks at the structure only",
    ),
];

/// The programs asked; one that is not there would agree by silence.
const WITNESSES: [&str; 8] = [
    "djpeg",
    "identify",
    "jpylyzer",
    "mediainfo",
    "pdfinfo",
    "qpdf",
    "tiffinfo",
    "timeout",
];

fn main() -> Result<(), Box<dyn Error>> {
    for program in WITNESSES {
        let started = Command::new(program).arg("--version").output();
        started.map_err(|error| format!("`{program}` cannot be asked: {error}"))?;
    }
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let mut seen = BTreeSet::new();
    let mut compared: BTreeMap<(String, &str), [usize; 2]> = BTreeMap::new();
    let mut rows = Vec::new();
    for path in folders.iter().flat_map(|folder| files(Path::new(folder))) {
        let bytes = std::fs::read(&path)?;
        let format = identify(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
        if !seen.insert(sha256_hex(&bytes)) {
            continue;
        }
        let Some(theirs) = witness(format, &path) else {
            continue;
        };
        let ours = facts_of(&bytes)
            .map(|facts| said(&facts))
            .unwrap_or_default();
        for (fact, theirs) in &theirs {
            let Some(ours) = ours.get(fact) else { continue };
            let format = format!("{format:?}");
            let agree = ours == theirs;
            if let Some(count) = compared
                .entry((format.clone(), fact))
                .or_default()
                .get_mut(usize::from(!agree))
            {
                *count += 1;
            }
            if !agree {
                rows.push([
                    format,
                    path.display().to_string(),
                    (*fact).to_owned(),
                    ours.clone(),
                    theirs.clone(),
                ]);
            }
        }
    }
    println!(
        "# Witnesses\n\nWritten by `cargo run -p yanshou-tests --bin witness -- FOLDER…`; {} different files.\n",
        seen.len()
    );
    println!("| format | fact | agree | differ |\n|---|---|---|---|");
    for ((format, fact), [agree, differ]) in &compared {
        println!("| {format} | {fact} | {agree} | {differ} |");
    }
    println!("\n| format | file | fact | ours | theirs | why |\n|---|---|---|---|---|---|");
    for [format, file, fact, ours, theirs] in &rows {
        let why = EXPLAINED
            .iter()
            .find(|(f, what, part, _)| f == format && what == fact && theirs.contains(part));
        let why = why.map_or("**unexplained**", |(.., why)| *why);
        println!("| {format} | `{file}` | {fact} | {ours} | {theirs} | {why} |");
    }
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

/// Through the whole product: a delivery of this one entry.
fn facts_of(bytes: &[u8]) -> Option<EntryFacts> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    packed.start_file("page", stored).ok()?;
    packed.write_all(bytes).ok()?;
    let packed = packed.finish().ok()?.into_inner();
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
        if let Some(page) = image.pages.first() {
            said.insert("pixels", format!("{} × {}", page.width, page.height));
            if let Some((x, _)) = page.density.and_then(|d| d.centi_dpi()) {
                said.insert("dpi", ((x + 50) / 100).to_string());
            }
        }
    }
    if let Some(pdf) = &facts.pdf {
        said.insert("pages", pdf.pages.len().to_string());
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

/// What ends the run of a witness, and what it printed.
struct Told {
    fine: bool,
    out: String,
    errors: String,
}

fn ask(program: &str, arguments: &[&str], path: &Path) -> Option<Told> {
    let output = Command::new(program)
        .args(arguments)
        .arg(path)
        .output()
        .ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Told {
        fine: output.status.success(),
        out: text(&output.stdout),
        errors: text(&output.stderr),
    })
}

fn verdict(fine: bool) -> String {
    if fine { "sound" } else { "broken" }.to_owned()
}

fn witness(format: Format, path: &Path) -> Option<Said> {
    let mut said = match format {
        Format::Jpeg | Format::Png | Format::Tiff => pixels(path)?,
        Format::Jpeg2000 => Said::new(),
        Format::Pdf => document(path)?,
        Format::Wave | Format::Avi | Format::Mp4 | Format::Mxf => recording(path)?,
        _ => return None,
    };
    let ruling = match format {
        Format::Jpeg => ask("djpeg", &["-outfile", "/dev/null"], path)
            .map(|told| told.fine && told.errors.is_empty()),
        // Reads all data; a warning about an unknown tag says nothing of the picture.
        Format::Tiff => ask("tiffinfo", &["-D"], path).map(|told| {
            let serious = |line: &&str| !line.contains("Warning") && !line.trim().is_empty();
            told.errors.lines().filter(serious).count() == 0
        }),
        Format::Png => ask("identify", &["-regard-warnings", "-verbose"], path)
            .map(|told| told.fine && told.errors.is_empty()),
        Format::Pdf => ask("qpdf", &["--check"], path).map(|told| told.fine),
        Format::Jpeg2000 => {
            // A codestream without boxes begins with SOC and SIZ (ITU-T T.800 A.4).
            let bare = std::fs::read(path).is_ok_and(|b| b.starts_with(b"\xff\x4f\xff\x51"));
            let kind = if bare { "j2c" } else { "jp2" };
            // It does not end on some damaged files.
            ask("timeout", &["20", "jpylyzer", "--format", kind], path)
                .filter(|told| told.fine)
                .map(|told| told.out.contains("\">True</isValid>"))
        }
        _ => None,
    };
    said.extend(ruling.map(|fine| ("verdict", verdict(fine))));
    if format == Format::Tiff {
        // ImageMagick stops counting at a directory it cannot use; libtiff lists them all.
        let told = ask("tiffinfo", &[], path)?;
        let pages = told.out.matches("TIFF Directory at").count();
        said.insert("pages", pages.to_string());
    }
    Some(said)
}

/// Pages as poppler counts them.
fn document(path: &Path) -> Option<Said> {
    let told = ask("pdfinfo", &[], path)?;
    let pages = told
        .out
        .lines()
        .find_map(|line| line.strip_prefix("Pages:"));
    let mut said = Said::new();
    said.extend(pages.map(|n| ("pages", n.trim().to_owned())));
    Some(said)
}

/// The first sound and picture track as MediaInfo has them.
fn recording(path: &Path) -> Option<Said> {
    let field = |format: &str| {
        let told = ask("mediainfo", &[&format!("--Inform={format}\\n")], path)?;
        let first = told.out.lines().next()?.trim().to_owned();
        Some(first).filter(|text| !text.is_empty() && text != "x")
    };
    let mut said = Said::new();
    said.extend(field("Audio;%SamplingRate%").map(|n| ("samples/s", n)));
    said.extend(field("Audio;%BitDepth%").map(|n| ("bits", n)));
    said.extend(field("Audio;%Channels%").map(|n| ("channels", n)));
    said.extend(
        field("Video;%Width% × %Height%")
            .filter(|size| size != "×")
            .map(|size| ("pixels", size)),
    );
    Some(said)
}

/// Pages, size and resolution as ImageMagick has them.
fn pixels(path: &Path) -> Option<Said> {
    let told = ask("identify", &["-format", "%w × %h|%x|%U|%n\n"], path)?;
    let first = told.out.lines().next()?;
    let cells: Vec<&str> = first.split('|').collect();
    let [size, x, unit, pages] = cells.as_slice() else {
        return None;
    };
    let mut said = Said::from([
        ("pixels", (*size).to_owned()),
        ("pages", (*pages).to_owned()),
    ]);
    let x: f64 = x.parse().ok()?;
    let dpi = match *unit {
        "PixelsPerInch" => Some(x),
        "PixelsPerCentimeter" => Some(x * 2.54),
        _ => None,
    };
    said.extend(dpi.map(|dpi| ("dpi", (dpi.round() as u64).to_string())));
    Some(said)
}
