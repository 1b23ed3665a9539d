//! A PDF (ISO 32000-1) → facts of the document and of each page's image, read to its end. Own reader:
//! `hayro-syntax` repairs in silence and inflates without bound, and here the repair is the finding.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::pdf_content::{self, Fonts, Placed, Seen, Shown};
use super::pdf_file::File;
use super::pdf_image::{self, Picture};
use super::pdf_object::{Dict, Value};
use super::{Stop, array};
use crate::facts::{
    Density, DensityUnit, DocumentPage, ImageFacts, PageFacts, PdfFacts, Readability,
};
use crate::limits::Limits;

/// Bytes of the metadata (ours).
const METADATA_BYTES: u64 = 16 << 20;
/// Font names told.
const FONTS: usize = 20;
/// A page image covers this share of the sheet at least, in per cent (ours): less is a picture in a text.
const COVERED: f64 = 50.0;
/// Pictures remembered, for pages that share one.
const PICTURES: usize = 10_000;
/// Most of one thing that is counted; no one reads on.
const COUNT: u32 = 100_000;

/// Reads a PDF to its end.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> (PdfFacts, ImageFacts) {
    let mut facts = PdfFacts {
        version: version(bytes),
        ..PdfFacts::default()
    };
    let file = match File::open(bytes, limits) {
        Ok(file) => file,
        Err(stop) => return (facts, super::headless(stop)),
    };
    let mut image = ImageFacts {
        pages: Vec::new(),
        readability: Readability::Readable,
        trailing_bytes: 0,
    };
    facts.encrypted = file.encryption().is_some();
    let root = file.root();
    let leaves = match root.as_ref().map(|root| leaves(&file, root, limits)) {
        Some(Ok(leaves)) => leaves,
        Some(Err(stop)) => {
            image.readability = stop.into();
            Vec::new()
        }
        None => Vec::new(),
    };
    if facts.encrypted {
        // Its strings and streams are noise to us; what is plain in it, mostly the page tree, is still counted.
        let plain = leaves
            .iter()
            .all(|leaf| file.follow(&leaf.node) != Value::Null);
        let leaves = if plain { leaves } else { Vec::new() };
        let stop = || Readability::from(Stop::unsupported("encrypted PDF"));
        image.readability = stop();
        image.pages = leaves.iter().map(|_| PageFacts::bare(stop())).collect();
        facts.pages = leaves.iter().map(|leaf| sheet(&file, leaf)).collect();
        return (facts, image);
    }
    if leaves.is_empty() && image.readability == Readability::Readable {
        image.readability = Stop::broken(0, "no page can be found").into();
    }
    let mut missing = BTreeSet::new();
    let mut pictures = BTreeMap::new();
    let mut fonts = Fonts::default();
    for leaf in &leaves {
        let (page, own, seen) = page(&file, leaf, limits, &mut pictures, &mut fonts);
        facts.pages.push(page);
        missing.extend(seen);
        if image.readability == Readability::Readable {
            image.readability = own.readability.clone();
        }
        image.pages.push(own);
    }
    facts.fonts_missing = missing.into_iter().take(FONTS).collect();
    // What no page needs may be where it likes: faults are told as far as the pages went.
    facts.faults = file.faults();
    if let Some(root) = &root {
        document(&file, root, &mut facts);
    }
    (facts, image)
}

fn version(bytes: &[u8]) -> String {
    let version: [u8; 3] = array(bytes, 5).unwrap_or_default();
    let plain = version.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    String::from_utf8_lossy(if plain { &version } else { b"" }).into_owned()
}

/// A page of the tree with what it inherits.
struct Leaf {
    /// The page, most often a reference: thousands of pages are not held.
    node: Value,
    resources: Rc<Dict>,
    /// Sheet in points.
    size: (f64, f64),
}

#[derive(Clone, Default)]
struct Inherited {
    resources: Rc<Dict>,
    media: Option<Value>,
    crop: Option<Value>,
    depth: u32,
}

/// The page tree (§7.7.3) from left to right. A node that was seen is not entered again.
fn leaves(file: &File<'_>, root: &Dict, limits: &Limits) -> Result<Vec<Leaf>, Stop> {
    let mut leaves = Vec::new();
    let mut seen = BTreeSet::new();
    let top = root.get("Pages").cloned().unwrap_or(Value::Null);
    let promised = file
        .follow(&top)
        .dict()
        .and_then(|d| file.field(d, "Count").whole());
    let mut open = vec![(top, Inherited::default())];
    while let Some((node, mut inherited)) = open.pop() {
        let number = match node {
            Value::Ref(number) => Some(number),
            _ => None,
        };
        if number.is_some_and(|number| !seen.insert(number)) {
            file.fault("a page stands twice in the page tree".to_owned());
            continue;
        }
        let value = file.follow(&node);
        let Some(dict) = value.dict() else {
            // A tree without a top has no pages; a page that is named and not there is one.
            if inherited.depth > 0 {
                leaves.push(Leaf {
                    node,
                    resources: Rc::default(),
                    size: (0.0, 0.0),
                });
            }
            continue;
        };
        if let Value::Dict(own) = file.field(dict, "Resources") {
            inherited.resources = Rc::new(own);
        }
        for (key, slot) in [
            ("MediaBox", &mut inherited.media),
            ("CropBox", &mut inherited.crop),
        ] {
            if let Some(value) = dict.get(key) {
                *slot = Some(value.clone());
            }
        }
        if let Value::Array(kids) = file.field(dict, "Kids") {
            inherited.depth += 1;
            if inherited.depth > 64 {
                return Err(Stop::unsupported("a page tree without end"));
            }
            let inherited = &inherited;
            open.extend(kids.into_iter().rev().map(|kid| (kid, inherited.clone())));
        } else {
            leaves.push(Leaf {
                size: size(file, dict, &inherited),
                resources: inherited.resources,
                node,
            });
        }
        if leaves.len() > usize::try_from(limits.pages).unwrap_or(usize::MAX)
            || open.len() > 1_000_000
        {
            let most = limits.pages;
            return Err(Stop::unsupported(format!("more than {most} pages")));
        }
    }
    let found = u32::try_from(leaves.len()).unwrap_or(u32::MAX);
    if let Some(promised) =
        promised.filter(|promised| *promised != found && file.encryption().is_none())
    {
        file.fault(format!(
            "the page tree counts {promised} pages and has {found}"
        ));
    }
    Ok(leaves)
}

/// Sides of the visible sheet in points of 1/72 inch.
fn size(file: &File<'_>, page: &Dict, inherited: &Inherited) -> (f64, f64) {
    let sides = |value: &Option<Value>| -> Option<(f64, f64)> {
        let value = file.follow(value.as_ref()?);
        let numbers: Vec<f64> = value
            .array()
            .iter()
            .filter_map(|n| file.follow(n).number())
            .collect();
        let [left, bottom, right, top] = *numbers.as_slice() else {
            return None;
        };
        let sides = ((right - left).abs(), (top - bottom).abs());
        (sides.0 > 0.0 && sides.1 > 0.0).then_some(sides)
    };
    let media = sides(&inherited.media);
    let crop = sides(&inherited.crop);
    let unit = file.field(page, "UserUnit").number().filter(|u| *u > 0.0);
    let (width, height) = match (media, crop) {
        (Some(media), Some(crop)) => (media.0.min(crop.0), media.1.min(crop.1)),
        (Some(one), None) | (None, Some(one)) => one,
        // What readers take where nothing is said: US Letter.
        (None, None) => (612.0, 792.0),
    };
    let unit = unit.unwrap_or(1.0);
    (width * unit, height * unit)
}

fn sheet(file: &File<'_>, leaf: &Leaf) -> DocumentPage {
    let page = file.follow(&leaf.node);
    let turned = page
        .dict()
        .and_then(|page| file.field(page, "Rotate").number());
    let (width, height) = leaf.size;
    let size = (hundredths_mm(width), hundredths_mm(height));
    let size = if turned.is_some_and(|t| t.rem_euclid(180.0) == 90.0) {
        (size.1, size.0)
    } else {
        size
    };
    DocumentPage {
        size,
        ..DocumentPage::default()
    }
}

fn hundredths_mm(points: f64) -> u32 {
    // Casts of floats saturate.
    (points * 2540.0 / 72.0).round() as u32
}

fn page(
    file: &File<'_>,
    leaf: &Leaf,
    limits: &Limits,
    pictures: &mut BTreeMap<u32, Rc<Picture>>,
    fonts: &mut Fonts,
) -> (DocumentPage, PageFacts, BTreeSet<String>) {
    let mut sheet = sheet(file, leaf);
    let value = file.follow(&leaf.node);
    let Some(dict) = value.dict() else {
        let stop = Stop::broken(0, "the page is not in the file");
        return (sheet, PageFacts::bare(stop.into()), BTreeSet::new());
    };
    let (seen, outcome) = match pdf_content::contents(file, dict) {
        Ok(contents) => pdf_content::read(file, fonts, &contents, &leaf.resources),
        Err(stop) => (Seen::default(), Err(stop)),
    };
    sheet.images = seen.images;
    sheet.text = seen.text.finish();
    sheet.invisible = seen.invisible;
    sheet.empty = outcome.is_ok() && !seen.drawn && !annotated(file, dict);
    let unit = file.field(dict, "UserUnit").number().filter(|u| *u > 0.0);
    let shown: Vec<(Rc<Picture>, &Placed)> = seen
        .placed
        .iter()
        .map(|placed| (picture(file, &placed.image, limits, pictures), placed))
        .collect();
    let mut page = page_image(&shown, leaf.size, unit.unwrap_or(1.0));
    let broken = |r: &Readability| matches!(r, Readability::Broken { .. });
    let own = Readability::from(outcome);
    let all = std::iter::once(&own).chain(shown.iter().map(|(p, _)| &p.facts.readability));
    let worst = all
        .clone()
        .find(|r| broken(r))
        .or_else(|| all.clone().find(|r| **r != Readability::Readable));
    page.readability = match worst {
        // Offsets are those of a stream: nothing in the file to point at.
        Some(Readability::Broken { reason, .. }) => Readability::Broken {
            offset: None,
            reason: reason.clone(),
        },
        Some(other) => other.clone(),
        None => Readability::Readable,
    };
    (sheet, page, seen.fonts_missing)
}

/// Something is shown over the page: a stamp, a note, a field (§12.5.5).
fn annotated(file: &File<'_>, page: &Dict) -> bool {
    let notes = file.field(page, "Annots");
    let mut notes = notes.array().iter().map(|note| file.follow(note));
    notes.any(|note| {
        note.dict()
            .is_some_and(|note| file.field(note, "AP") != Value::Null)
    })
}

fn picture(
    file: &File<'_>,
    shown: &Shown,
    limits: &Limits,
    pictures: &mut BTreeMap<u32, Rc<Picture>>,
) -> Rc<Picture> {
    match shown {
        Shown::Inline(stream) => Rc::new(pdf_image::read(file, stream, limits)),
        Shown::Object(number) => {
            if let Some(known) = pictures.get(number) {
                return Rc::clone(known);
            }
            let read = match file.object(*number) {
                Value::Stream(stream) => pdf_image::read(file, &stream, limits),
                _ => Picture {
                    facts: PageFacts::bare(Stop::broken(0, "an image is not in the file").into()),
                    stencil: false,
                    mask: (0, 0),
                },
            };
            let read = Rc::new(read);
            if pictures.len() >= PICTURES {
                pictures.clear();
            }
            pictures.insert(*number, Rc::clone(&read));
            read
        }
    }
}

/// The image that is the page: the largest one on the sheet, or all strips of its width together. A finer mask over
/// the same place carries the strokes (mixed raster content), so it gives the resolution.
fn page_image(shown: &[(Rc<Picture>, &Placed)], size: (f64, f64), unit: f64) -> PageFacts {
    let area = |placed: &Placed| placed.width * placed.height * unit * unit;
    let least = size.0 * size.1 * COVERED / 100.0;
    let largest = |stencil: bool| {
        let own = shown.iter().filter(move |(p, _)| p.stencil == stencil);
        own.max_by(|a, b| area(a.1).total_cmp(&area(b.1)))
    };
    let strips = |(picture, placed): &(Rc<Picture>, &Placed)| -> (f64, u32) {
        let like = shown.iter().filter(|(other, at)| {
            other.stencil == picture.stencil
                && other.facts.width == picture.facts.width
                && (at.width - placed.width).abs() <= placed.width / 100.0
        });
        like.fold((0.0, 0), |(sum, rows), (other, at)| {
            (sum + area(at), rows.saturating_add(other.facts.height))
        })
    };
    for stencil in [false, true] {
        let Some(main) = largest(stencil) else {
            continue;
        };
        let (picture, placed) = main;
        let (covered, rows) = strips(main);
        if area(placed) < least && covered < least {
            continue;
        }
        let mut facts = picture.facts.clone();
        if area(placed) < least {
            (facts.height, facts.screen) = (rows, None);
        }
        let dpi = |pixels: u32, points: f64| f64::from(pixels) * 72.0 / (points * unit);
        let own = (
            dpi(picture.facts.width, placed.width),
            dpi(picture.facts.height, placed.height),
        );
        let over = shown
            .iter()
            .filter(|(p, at)| p.stencil && !stencil && area(at) >= least);
        let finest = over
            .map(|(p, at)| (dpi(p.facts.width, at.width), dpi(p.facts.height, at.height)))
            .chain([(
                dpi(picture.mask.0, placed.width),
                dpi(picture.mask.1, placed.height),
            )])
            .fold(
                own,
                |best, other| if other.0 > best.0 { other } else { best },
            );
        facts.density = density(finest);
        return facts;
    }
    PageFacts::bare(Readability::Readable)
}

/// Hundredths of dots per inch.
fn density((x, y): (f64, f64)) -> Option<Density> {
    let part = |dpi: f64| {
        // Casts of floats saturate; a picture of no size has no resolution.
        (dpi.is_finite() && dpi > 0.0).then(|| ((dpi * 100.0).round() as u32, 100))
    };
    Some(Density {
        x: part(x)?,
        y: part(y)?,
        unit: DensityUnit::Inch,
    })
}

/// What the document holds beside its pages, counted over all its objects: what a menu cannot reach any more is
/// still in the file.
fn document(file: &File<'_>, root: &Dict, facts: &mut PdfFacts) {
    if let Some(version) = file.field(root, "Version").name() {
        version.clone_into(&mut facts.version);
    }
    for number in file.numbers() {
        if file.spend(32).is_err() {
            break;
        }
        count(&file.object(number), facts);
    }
    let form = file.field(root, "AcroForm");
    match form.dict() {
        Some(form) if form.contains_key("XFA") => facts.fields = facts.fields.max(1),
        Some(_) => {}
        // Fields that no form names cannot be filled in.
        None => facts.fields = 0,
    }
    if let Value::Stream(metadata) = file.field(root, "Metadata")
        && let Ok(xmp) = file.decode(&metadata, METADATA_BYTES)
    {
        facts.archival = archival(&xmp.bytes);
    }
}

fn count(value: &Value, facts: &mut PdfFacts) {
    let add = |count: &mut u32| *count = count.saturating_add(1).min(COUNT);
    if let Value::Array(values) = value {
        values.iter().for_each(|value| count(value, facts));
    }
    let Some(dict) = value.dict() else { return };
    let name = |key| dict.get(key).and_then(Value::name);
    match name("S") {
        Some("JavaScript") => add(&mut facts.scripts),
        Some("Launch" | "SubmitForm" | "ImportData" | "GoToR") => add(&mut facts.launches),
        // A rendition may run a script of its own.
        _ if dict.contains_key("JS") => add(&mut facts.scripts),
        _ => {}
    }
    if matches!(name("FT"), Some("Tx" | "Btn" | "Ch")) {
        add(&mut facts.fields);
    }
    let embeds = dict.get("EF").is_some_and(|ef| *ef != Value::Null);
    if embeds {
        add(&mut facts.attachments);
    }
    if dict.contains_key("ByteRange") && dict.contains_key("Contents") {
        add(&mut facts.signatures);
    }
    dict.values().for_each(|value| count(value, facts));
}

/// `pdfaid:part` and `pdfaid:conformance` (ISO 19005-1 6.7.11), as attributes or elements.
fn archival(xmp: &[u8]) -> String {
    let text = String::from_utf8_lossy(xmp);
    let value = |key: &str| -> Option<String> {
        let (_, behind) = text.split_once(&format!("pdfaid:{key}"))?;
        let behind = behind.trim_start();
        let value = match behind.strip_prefix('=') {
            Some(quoted) => quoted.trim_start().trim_start_matches(['"', '\'']),
            None => behind.strip_prefix('>')?,
        };
        let value: String = value.trim_start().chars().take(4).collect();
        let end = value
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(value.len());
        value
            .get(..end)
            .map(str::to_ascii_lowercase)
            .filter(|v| !v.is_empty())
    };
    match (value("part"), value("conformance")) {
        (Some(part), conformance) => part + &conformance.unwrap_or_default(),
        (None, _) => String::new(),
    }
}
