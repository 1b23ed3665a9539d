//! The programs that are asked file by file → what each says of the file, under its own name.

use std::path::Path;
use std::process::Command;

use yanshou::facts::Format;

use crate::{Claim, dpi, verdict};

/// The programs asked; one that is not there would agree by silence.
pub(crate) const WITNESSES: [&str; 10] = [
    "bagit.py",
    "djpeg",
    "exiftool",
    "identify",
    "jpylyzer",
    "mediainfo",
    "pdfinfo",
    "qpdf",
    "tiffinfo",
    "timeout",
];

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

/// What each of them says of a file of a format; nothing of formats nobody is asked about.
pub(crate) fn asked(format: Format, path: &Path) -> Option<Vec<Claim>> {
    let mut claims = match format {
        Format::Jpeg | Format::Png | Format::Tiff => pixels(path).unwrap_or_default(),
        Format::Jpeg2000 => Vec::new(),
        Format::Pdf => document(path).unwrap_or_default(),
        Format::Wave | Format::Avi | Format::Mp4 | Format::Mxf => recording(path),
        _ => return None,
    };
    let (program, ruling) = match format {
        Format::Jpeg => (
            "libjpeg",
            ask("djpeg", &["-outfile", "/dev/null"], path)
                .map(|told| told.fine && told.errors.is_empty()),
        ),
        // Reads all data; a warning about an unknown tag says nothing of the picture.
        Format::Tiff => (
            "libtiff",
            ask("tiffinfo", &["-D"], path).map(|told| {
                let serious = |line: &&str| !line.contains("Warning") && !line.trim().is_empty();
                told.errors.lines().filter(serious).count() == 0
            }),
        ),
        Format::Png => (
            "ImageMagick",
            ask("identify", &["-regard-warnings", "-verbose"], path)
                .map(|told| told.fine && told.errors.is_empty()),
        ),
        Format::Pdf => (
            "qpdf",
            ask("qpdf", &["--check"], path).map(|told| told.fine),
        ),
        Format::Jpeg2000 => {
            // A codestream without boxes begins with SOC and SIZ (ITU-T T.800 A.4).
            let bare = std::fs::read(path).is_ok_and(|b| b.starts_with(b"\xff\x4f\xff\x51"));
            let kind = if bare { "j2c" } else { "jp2" };
            // It does not end on some damaged files.
            let told = ask("timeout", &["20", "jpylyzer", "--format", kind], path);
            let ruling = told
                .filter(|told| told.fine)
                .map(|told| told.out.contains("\">True</isValid>"));
            ("jpylyzer", ruling)
        }
        _ => ("", None),
    };
    claims.extend(ruling.map(|fine| (program, "verdict", verdict(fine))));
    if format == Format::Tiff {
        // ImageMagick stops counting at a directory it cannot use; libtiff lists them all.
        claims.retain(|(_, fact, _)| *fact != "pages");
        let told = ask("tiffinfo", &[], path)?;
        let pages = told.out.matches("TIFF Directory at").count();
        claims.push(("libtiff", "pages", pages.to_string()));
    }
    Some(claims)
}

/// Pages as poppler counts them.
fn document(path: &Path) -> Option<Vec<Claim>> {
    let told = ask("pdfinfo", &[], path)?;
    let line = |key: &str| told.out.lines().find_map(|line| line.strip_prefix(key));
    let claim = |fact, key| Some(("poppler", fact, line(key)?.trim().to_owned()));
    let facts = [claim("pages", "Pages:"), claim("version", "PDF version:")];
    Some(facts.into_iter().flatten().collect())
}

/// The first sound and picture track as MediaInfo has them.
fn recording(path: &Path) -> Vec<Claim> {
    let field = |fact, format: &str| {
        let told = ask("mediainfo", &[&format!("--Inform={format}\\n")], path)?;
        let first = told.out.lines().next()?.trim().to_owned();
        let said = !first.is_empty() && first != "×";
        said.then_some(("MediaInfo", fact, first))
    };
    let facts = [
        field("samples/s", "Audio;%SamplingRate%"),
        field("bits", "Audio;%BitDepth%"),
        field("channels", "Audio;%Channels%"),
        field("pixels", "Video;%Width% × %Height%"),
    ];
    facts.into_iter().flatten().collect()
}

/// Pages, size and resolution as ImageMagick has them.
fn pixels(path: &Path) -> Option<Vec<Claim>> {
    let told = ask("identify", &["-format", "%w × %h|%x|%y|%U|%n\n"], path)?;
    let first = told.out.lines().next()?;
    let cells: Vec<&str> = first.split('|').collect();
    let [size, x, y, unit, pages] = cells.as_slice() else {
        return None;
    };
    let mut claims = vec![
        ("ImageMagick", "pixels", (*size).to_owned()),
        ("ImageMagick", "pages", (*pages).to_owned()),
    ];
    let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
    let inch = match *unit {
        "PixelsPerInch" => Some(1.0),
        "PixelsPerCentimeter" => Some(2.54),
        _ => None,
    };
    claims.extend(inch.map(|inch| ("ImageMagick", "dpi", dpi(x * inch, y * inch))));
    Some(claims)
}
