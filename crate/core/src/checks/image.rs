//! IMG: what page images are, whether every code word of them could be read, and what their headers promise.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, Tree, extension};
use crate::facts::{
    ColourMode, Entry, EntryFacts, Format, ImageFacts, PageFacts, Readability, RecordingFacts,
};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{ImageRules, Profile};

/// Checks of each page.
const ALL: &[Check] = &[Check::Img01, Check::Img02, Check::Img03, Check::Img05];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let unit_of = delivery.unit_of();
    let tree_of = delivery.tree_of();
    let copies = delivery.access_copies();
    let mut formats: BTreeMap<Option<Tree>, BTreeMap<Format, u64>> = BTreeMap::new();
    ledger.none_of(ALL, NotRun::NothingOfTheKind);
    for entry in delivery.entries_as(Role::Content) {
        let mut locus = Locus::entry(&entry.path);
        locus.archival_code = unit_of.get(&entry.index).map(|code| (*code).to_owned());
        let facts = delivery.measured.get(&entry.index);
        // Encrypted, damaged …: PKG says so; of the content nothing is known.
        let Some(facts) = facts.filter(|f| !f.digests.is_empty()) else {
            ledger.none_of(ALL, NotRun::EntriesUnreadable);
            continue;
        };
        if facts.bytes == 0 {
            continue; // PKG-07
        }
        let tree = formats
            .entry(tree_of.get(&entry.index).copied())
            .or_default();
        *tree.entry(facts.format).or_default() += 1;
        let copy = copies.contains(&entry.index);
        let rules = profile.image.at(&entry.path);
        whole(entry, facts, copy, &rules, &locus, ledger);
    }
    // Rules by path mean several kinds of copies, each in its own format (master and access copies).
    if profile.image.paths.is_empty() {
        // Parallel trees are one batch each.
        for formats in formats.values() {
            one_format(formats, profile, ledger);
        }
    }
}

/// The format an extension promises.
fn promised(extension: &str) -> Option<Format> {
    Some(match extension {
        "jpg" | "jpeg" | "jpe" => Format::Jpeg,
        "tif" | "tiff" => Format::Tiff,
        "png" => Format::Png,
        "jp2" | "jpx" | "j2k" => Format::Jpeg2000,
        "bmp" => Format::Bmp,
        "gif" => Format::Gif,
        "pdf" => Format::Pdf,
        "ofd" => Format::Ofd,
        "wav" => Format::Wave,
        "avi" => Format::Avi,
        "mxf" => Format::Mxf,
        "mp4" | "mov" => Format::Mp4,
        _ => return None,
    })
}

/// The formats of the profile are the master's: a `copy` for use beside it may be PDF or OFD (DA/T 31 9.5).
fn whole(
    entry: &Entry,
    facts: &EntryFacts,
    copy: bool,
    rules: &ImageRules,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    ledger.looked(Check::Img01, 1);
    ledger.looked(Check::Img02, 1);
    let extension = extension(&entry.path);
    let promised = promised(&extension);
    let allowed = copy || rules.formats.contains(&facts.format);
    // An extension that promises nothing is no second fault of a format that is not allowed.
    if promised != Some(facts.format) && (promised.is_some() || allowed) {
        ledger.find(
            Finding::new(Code::FormatMismatch, locus.clone())
                .expected(promised.map_or("?", Format::name))
                .found(facts.format.name()),
        );
    }
    if !allowed {
        let allowed: Vec<&str> = rules.formats.iter().map(|f| f.name()).collect();
        // Of a format we do not know the extension says more.
        let found = match (promised, facts.format.name()) {
            (None, name) if !extension.is_empty() => format!("{name} (.{extension})"),
            (_, name) => name.to_owned(),
        };
        ledger.find(
            Finding::new(Code::FormatNotAllowed, locus.clone())
                .expected(allowed.join(", "))
                .found(found),
        );
        // Nothing it says of itself matters any more: it has to be made again.
        return;
    }
    if let Some(recording) = &facts.recording {
        essence(recording, locus, ledger);
        return;
    }
    let Some(image) = &facts.image else {
        ledger
            .find(Finding::new(Code::ContentNotChecked, locus.clone()).found(facts.format.name()));
        ledger.none_of(
            &[Check::Img01, Check::Img03, Check::Img05],
            NotRun::Unsupported,
        );
        return;
    };
    readable(image, locus, ledger);
    for (number, page) in (1u32..).zip(&image.pages) {
        let locus = if image.pages.len() > 1 {
            locus.clone().page(number)
        } else {
            locus.clone()
        };
        small(page, rules.minimum_side, &locus, ledger);
        let document = !facts.document_pages().is_empty();
        if document && !page.is_picture() {
            // Text without a page image; or nothing is known of what is there.
            match page.readability {
                Readability::Readable => {
                    ledger.looked(Check::Img03, 0);
                    ledger.looked(Check::Img05, 0);
                }
                Readability::Broken { .. } => {
                    ledger.none_of(&[Check::Img03, Check::Img05], NotRun::EntriesUnreadable);
                }
                Readability::Unsupported { .. } => {
                    ledger.none_of(&[Check::Img03, Check::Img05], NotRun::Unsupported);
                }
            }
            continue;
        }
        resolution(page, rules, document, &locus, ledger);
        colour(page, rules, &locus, ledger);
    }
    if image.trailing_bytes > 0 {
        ledger.find(
            Finding::new(Code::ImageTrailingBytes, locus.clone())
                .expected(0)
                .found(format!("{} bytes", image.trailing_bytes)),
        );
    }
}

/// The container of a recording is AV-01's. What is compressed inside is not decoded, and so not checked.
fn essence(recording: &RecordingFacts, locus: &Locus, ledger: &mut Ledger) {
    let sound = recording.audio.iter().map(|track| track.codec.as_str());
    let compressed: BTreeSet<&str> = sound
        .filter(|codec| !codec.starts_with("PCM"))
        .chain(recording.video.iter().map(|track| track.codec.as_str()))
        .filter(|codec| *codec != "uncompressed")
        .collect();
    if !compressed.is_empty() {
        let found: Vec<&str> = compressed.into_iter().collect();
        ledger.find(Finding::new(Code::ContentNotChecked, locus.clone()).found(found.join(", ")));
        ledger.not_run(Check::Img01, NotRun::Unsupported);
    }
    if recording.trailing_bytes > 0 {
        ledger.find(
            Finding::new(Code::ImageTrailingBytes, locus.clone())
                .expected(0)
                .found(format!("{} bytes", recording.trailing_bytes)),
        );
    }
}

/// A picture of a few pixels is read to its end, and is no page: what was scanned is lost.
fn small(page: &PageFacts, least: u32, locus: &Locus, ledger: &mut Ledger) {
    let (width, height) = (page.width, page.height);
    let sound = page.is_picture() && page.readability == Readability::Readable;
    if sound && width.min(height) < least {
        ledger.find(
            Finding::new(Code::ImageUnreadable, locus.clone())
                .expected(format!("≥ {least} × {least} px"))
                .found(format!("{width} × {height} px")),
        );
    }
}

fn readable(image: &ImageFacts, locus: &Locus, ledger: &mut Ledger) {
    let mut say = |readability: &Readability, locus: Locus| match readability {
        Readability::Readable => {}
        Readability::Broken { offset, reason } => {
            let found = match offset {
                Some(offset) => format!("{reason} @ {offset}"),
                None => reason.clone(),
            };
            ledger.find(Finding::new(Code::ImageUnreadable, locus).found(found));
        }
        Readability::Unsupported { feature } => {
            ledger.find(Finding::new(Code::ContentNotChecked, locus).found(feature));
            ledger.not_run(Check::Img01, NotRun::Unsupported);
        }
    };
    let pages_sound = image
        .pages
        .iter()
        .all(|p| p.readability == Readability::Readable);
    // The whole repeats what its pages say; it speaks for itself only where no page does.
    if pages_sound {
        say(&image.readability, locus.clone());
    }
    for (number, page) in (1u32..).zip(&image.pages) {
        let several = image.pages.len() > 1;
        say(
            &page.readability,
            if several {
                locus.clone().page(number)
            } else {
                locus.clone()
            },
        );
    }
}

/// Nearest whole number of dots per inch from hundredths.
fn whole_dpi(centi: u64) -> u64 {
    (centi + 50) / 100
}

/// Horizontal and vertical may differ by rounding (JFIF stores whole dots per cm): 1 % (ours).
const UNEQUAL_PER_CENT: u64 = 1;

/// The place of a page image in a document is written in whole points and often stretched a little: 1 % (ours).
const PLACED_PER_CENT: u64 = 1;

/// Of a `document` the resolution is that of the image as it is placed, which no header states.
fn resolution(
    page: &PageFacts,
    rules: &ImageRules,
    document: bool,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    let minimum = u64::from(rules.minimum_dpi);
    if minimum == 0 {
        ledger.not_run(Check::Img03, NotRun::NotAsked);
        return;
    }
    ledger.looked(Check::Img03, 1);
    let expected = format!("≥ {minimum} dpi");
    let Some((x, y)) = page
        .density
        .as_ref()
        .and_then(crate::facts::Density::centi_dpi)
    else {
        ledger.find(Finding::new(Code::ResolutionMissing, locus.clone()).expected(expected));
        return;
    };
    let found = format!("{} × {} dpi", whole_dpi(x), whole_dpi(y));
    if !document && x.abs_diff(y) * 100 > x.max(y) * UNEQUAL_PER_CENT {
        ledger.find(
            Finding::new(Code::ResolutionUnequal, locus.clone())
                .expected("X = Y")
                .found(&found),
        );
    }
    let doubt = if document { PLACED_PER_CENT } else { 0 };
    if whole_dpi(x.min(y)) * 100 < minimum * (100 - doubt) {
        ledger.find(
            Finding::new(Code::ResolutionLow, locus.clone())
                .expected(expected)
                .found(found),
        );
    }
}

fn colour(page: &PageFacts, rules: &ImageRules, locus: &Locus, ledger: &mut Ledger) {
    ledger.looked(Check::Img05, 1);
    if !rules.colours.contains(&page.colour) {
        let allowed: Vec<&str> = rules.colours.iter().map(|c| colour_name(*c)).collect();
        ledger.find(
            Finding::new(Code::ColourMode, locus.clone())
                .expected(allowed.join(", "))
                .found(colour_name(page.colour)),
        );
    }
    // 24-bit colour, 8-bit grey, 1-bit bitonal (STANDARDS §1.2, unverified); more is no loss.
    let least = match page.colour {
        ColourMode::Grey | ColourMode::Colour | ColourMode::Cmyk => 8,
        ColourMode::Bitonal | ColourMode::Palette | ColourMode::Other => 1,
    };
    if page.bits < least {
        ledger.find(
            Finding::new(Code::BitDepth, locus.clone())
                .expected(format!("≥ {least}"))
                .found(page.bits),
        );
    }
}

fn colour_name(colour: ColourMode) -> &'static str {
    match colour {
        ColourMode::Bitonal => "bitonal",
        ColourMode::Grey => "grey",
        ColourMode::Colour => "colour",
        ColourMode::Palette => "palette",
        ColourMode::Cmyk => "CMYK",
        ColourMode::Other => "other",
    }
}

/// One batch, one format (DA/T 31 9.5): a screen, since a contract may ask for two.
fn one_format(formats: &BTreeMap<Format, u64>, profile: &Profile, ledger: &mut Ledger) {
    // Sound and video are kinds of their own beside images.
    let kind = |format: Format| match format {
        Format::Wave => 1,
        format if format.is_recording() => 2,
        _ => 0,
    };
    for wanted in 0..=2 {
        let allowed: Vec<(&Format, &u64)> = formats
            .iter()
            .filter(|(f, _)| profile.image.formats.contains(f) && kind(**f) == wanted)
            .collect();
        if allowed.len() < 2 {
            continue;
        }
        let found: Vec<String> = allowed
            .iter()
            .map(|(f, n)| format!("{} {n}", f.name()))
            .collect();
        ledger.find(
            Finding::new(Code::FormatMixed, Locus::delivery())
                .expected(1)
                .found(found.join(", ")),
        );
    }
}
