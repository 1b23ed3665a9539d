//! An OFD (GB/T 33190-2016, a ZIP of XML) → its pages, each with the image that is the page, and what is named and
//! not there. The inner ZIP is read by our own container reader, with the same bounds as the delivery.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::ofd_xml::{self, Element};
use super::page_text::Counter;
use super::{Stop, identify, long};
use crate::container;
use crate::facts::{
    ContainerFacts, ContainerFault, Density, DensityUnit, DocumentPage, Entry, EntryReading,
    ImageFacts, OfdFacts, PageFacts, Readability,
};
use crate::limits::Limits;

/// Bytes of one XML part (ours).
const PART_BYTES: u64 = 32 << 20;
/// Names of missing parts that are told.
const TOLD: usize = 20;
/// As for PDF, in per cent of the sheet (ours).
const COVERED: f64 = 50.0;

/// Reads an OFD to its end.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> (OfdFacts, ImageFacts) {
    let mut facts = OfdFacts::default();
    let mut image = ImageFacts {
        pages: Vec::new(),
        readability: Readability::Readable,
        trailing_bytes: 0,
    };
    let container = match container::open(&bytes, limits) {
        Ok(container) => container,
        // A byte slice refuses nothing.
        Err(error) => return (facts, super::headless(Stop::unsupported(error.to_string()))),
    };
    let mut package = Package::new(bytes, &container, limits);
    facts.encrypted = container.entries.iter().any(|e| e.encrypted)
        || package
            .by_path
            .keys()
            .any(|path| path.eq_ignore_ascii_case("Encryptions.xml"));
    if facts.encrypted {
        image.readability = Stop::unsupported("encrypted OFD").into();
        return (facts, image);
    }
    // An OFD is a document to the container reader, which looks for deliveries.
    let damaged = |fault: &ContainerFault| !matches!(fault, ContainerFault::Office { .. });
    if container.faults.iter().any(damaged) {
        tell(
            &mut facts.faults,
            "the package is damaged as a ZIP".to_owned(),
        );
    }
    if let Err(stop) = document(&mut package, &mut facts, &mut image) {
        if let Stop::Broken { reason, .. } = &stop {
            tell(&mut facts.faults, reason.clone());
        }
        image.readability = stop.into();
    }
    (facts, image)
}

struct Package<'a> {
    bytes: &'a [u8],
    limits: &'a Limits,
    by_path: BTreeMap<&'a str, &'a Entry>,
    pictures: BTreeMap<String, Rc<PageFacts>>,
    /// Bytes that may still be inflated.
    budget: Cell<u64>,
}

impl<'a> Package<'a> {
    fn new(bytes: &'a [u8], container: &'a ContainerFacts, limits: &'a Limits) -> Self {
        let files = container.entries.iter().filter(|e| !e.directory);
        let work = limits.ratio.saturating_mul(long(bytes.len()));
        Self {
            bytes,
            limits,
            by_path: files.map(|e| (e.path.trim_start_matches('/'), e)).collect(),
            pictures: BTreeMap::new(),
            budget: Cell::new(work.saturating_add(limits.ratio_from_bytes)),
        }
    }

    fn part(&self, path: &str, limit: u64) -> Result<Vec<u8>, Stop> {
        let entry = self.by_path.get(path);
        let entry = entry.ok_or_else(|| Stop::broken(0, format!("`{path}` is missing")))?;
        if entry.size > limit {
            return Err(Stop::unsupported(format!(
                "`{path}` of {} bytes",
                entry.size
            )));
        }
        let left = self.budget.get().checked_sub(entry.size);
        let left = left.ok_or_else(|| Stop::unsupported("parts that unfold without end"))?;
        self.budget.set(left);
        let mut held = Vec::new();
        let reading = container::read_entry(&self.bytes, entry, self.limits, &mut |piece| {
            held.extend_from_slice(piece);
        });
        match reading {
            Ok(EntryReading::Sound) => Ok(held),
            Ok(EntryReading::UnsupportedMethod { method }) => Err(Stop::unsupported(format!(
                "`{path}` packed by method {method}"
            ))),
            _ => Err(Stop::broken(
                entry.header_offset,
                format!("`{path}` is damaged"),
            )),
        }
    }

    fn xml(&self, path: &str) -> Result<Vec<Element>, Stop> {
        let bytes = self.part(path, PART_BYTES)?;
        ofd_xml::read(&bytes).map_err(|stop| match stop {
            Stop::Broken { offset, reason } => Stop::broken(offset, format!("`{path}`: {reason}")),
            other => other,
        })
    }

    fn picture(&mut self, path: &str) -> Rc<PageFacts> {
        if let Some(known) = self.pictures.get(path) {
            return Rc::clone(known);
        }
        let facts = match self.part(path, self.limits.content_bytes) {
            Ok(bytes) => {
                let format = identify(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
                let read = match format.is_image() {
                    true => super::read_image(format, &bytes, self.limits),
                    false => None,
                };
                match read {
                    Some(read) => {
                        let readability = read.readability;
                        let page = read.pages.into_iter().next();
                        PageFacts {
                            readability: readability.clone(),
                            orientation: None,
                            ..page.unwrap_or_else(|| PageFacts::bare(readability))
                        }
                    }
                    None => {
                        let what = format!("{} in an OFD", format.name());
                        PageFacts::bare(Stop::unsupported(what).into())
                    }
                }
            }
            Err(stop) => PageFacts::bare(stop.into()),
        };
        let facts = Rc::new(facts);
        self.pictures.insert(path.to_owned(), Rc::clone(&facts));
        facts
    }
}

/// A location in a part (GB/T 33190 7.3): from the root with `/`, else from the part's folder and its `BaseLoc`.
fn located(part: &str, base: &str, location: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = match (location.strip_prefix('/'), base.strip_prefix('/')) {
        (Some(location), _) => location.to_owned(),
        (None, Some(base)) => format!("{base}/{location}"),
        (None, None) => format!("{folder}/{base}/{location}"),
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in whole.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

fn named<'e>(elements: &'e [Element], name: &'e str) -> impl Iterator<Item = &'e Element> {
    elements.iter().filter(move |e| e.name == name)
}

/// `OFD.xml` and every document body it names.
fn document(
    package: &mut Package<'_>,
    facts: &mut OfdFacts,
    image: &mut ImageFacts,
) -> Result<(), Stop> {
    let entrance = package.xml("OFD.xml")?;
    let roots: Vec<String> = named(&entrance, "DocRoot")
        .map(|e| located("OFD.xml", "", &e.text))
        .collect();
    if roots.is_empty() {
        return Err(Stop::broken(0, "`OFD.xml` names no document"));
    }
    for element in named(&entrance, "Signatures").filter(|e| !e.text.is_empty()) {
        let path = located("OFD.xml", "", &element.text);
        match package.xml(&path) {
            Ok(list) => {
                let count = named(&list, "Signature").count();
                facts.signatures += u32::try_from(count).unwrap_or(u32::MAX);
            }
            Err(_) => tell(&mut facts.resources_missing, path),
        }
    }
    for root in roots {
        body(package, &root, facts, image)?;
    }
    if image.pages.is_empty() {
        return Err(Stop::broken(0, "no page can be found"));
    }
    Ok(())
}

fn tell(names: &mut Vec<String>, name: String) {
    if names.len() < TOLD && !names.contains(&name) {
        names.push(name);
    }
}

fn body(
    package: &mut Package<'_>,
    root: &str,
    facts: &mut OfdFacts,
    image: &mut ImageFacts,
) -> Result<(), Stop> {
    let elements = package.xml(root)?;
    let mut resources = BTreeMap::new();
    let parts = elements
        .iter()
        .filter(|e| matches!(e.name.as_str(), "PublicRes" | "DocumentRes"));
    for part in parts {
        read_resources(
            package,
            &located(root, "", &part.text),
            &mut resources,
            facts,
        );
    }
    for element in named(&elements, "Attachments").filter(|e| !e.text.is_empty()) {
        let path = located(root, "", &element.text);
        match package.xml(&path) {
            Ok(list) => {
                let count = named(&list, "Attachment").count();
                facts.attachments += u32::try_from(count).unwrap_or(u32::MAX);
            }
            Err(_) => tell(&mut facts.resources_missing, path),
        }
    }
    let usual = named(&elements, "PhysicalBox")
        .next()
        .map(|e| e.text.clone());
    for element in named(&elements, "Page").filter(|e| e.attribute("BaseLoc").is_some()) {
        if image.pages.len() >= usize::try_from(package.limits.pages).unwrap_or(usize::MAX) {
            let most = package.limits.pages;
            return Err(Stop::unsupported(format!("more than {most} pages")));
        }
        let path = located(root, "", element.attribute("BaseLoc").unwrap_or_default());
        let there = package.by_path.contains_key(path.as_str());
        if !there {
            tell(&mut facts.pages_missing, path.clone());
        }
        let (sheet, own) = match package.xml(&path) {
            Ok(content) => page(
                package,
                &path,
                &content,
                usual.as_deref(),
                &resources,
                facts,
            ),
            Err(stop) => {
                if let (Stop::Broken { reason, .. }, true) = (&stop, there) {
                    tell(&mut facts.faults, reason.clone());
                }
                (DocumentPage::default(), PageFacts::bare(unplaced(stop)))
            }
        };
        if image.readability == Readability::Readable {
            image.readability = own.readability.clone();
        }
        facts.pages.push(sheet);
        image.pages.push(own);
    }
    Ok(())
}

/// Offsets inside a part are none of the file's.
fn unplaced(stop: Stop) -> Readability {
    match Readability::from(stop) {
        Readability::Broken { reason, .. } => Readability::Broken {
            offset: None,
            reason,
        },
        other => other,
    }
}

/// Resources by id; those whose file is not there are told.
fn read_resources(
    package: &Package<'_>,
    path: &str,
    resources: &mut BTreeMap<String, String>,
    facts: &mut OfdFacts,
) {
    let elements = match package.xml(path) {
        Ok(elements) => elements,
        Err(Stop::Broken { reason, .. }) if package.by_path.contains_key(path) => {
            tell(&mut facts.faults, reason);
            return;
        }
        Err(_) => {
            tell(&mut facts.resources_missing, path.to_owned());
            return;
        }
    };
    let base = named(&elements, "Res").next();
    let base = base
        .and_then(|e| e.attribute("BaseLoc"))
        .unwrap_or_default();
    for element in &elements {
        if !matches!(element.name.as_str(), "MediaFile" | "FontFile") {
            continue;
        }
        let file = located(path, base, &element.text);
        if !package.by_path.contains_key(file.as_str()) {
            tell(&mut facts.resources_missing, file.clone());
        }
        let owner = element.parent.and_then(|at| elements.get(at));
        if let Some(id) = owner.and_then(|e| e.attribute("ID")) {
            resources.insert(id.to_owned(), file);
        }
    }
}

/// Four numbers `x y width height` in millimetres, or six of a matrix.
fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .filter_map(|n| n.parse().ok().filter(|n: &f64| n.is_finite()))
        .collect()
}

fn sides(text: &str) -> Option<(f64, f64)> {
    match *numbers(text).as_slice() {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

/// Elements that draw something on a page, or that lay what is drawn elsewhere over it (GB/T 33190 7.7, 8, 13).
const DRAWN: &[&str] = &["ImageObject", "PathObject", "CompositeObject", "Template"];

fn page(
    package: &mut Package<'_>,
    path: &str,
    content: &[Element],
    usual: Option<&str>,
    resources: &BTreeMap<String, String>,
    facts: &mut OfdFacts,
) -> (DocumentPage, PageFacts) {
    let own = named(content, "PhysicalBox")
        .next()
        .map(|e| e.text.as_str());
    let (width, height) = own.or(usual).and_then(sides).unwrap_or((210.0, 297.0));
    // Casts of floats saturate.
    let hundredths = |mm: f64| (mm * 100.0).round() as u32;
    let mut sheet = DocumentPage {
        size: (hundredths(width), hundredths(height)),
        ..DocumentPage::default()
    };
    let mut local = BTreeMap::new();
    for part in named(content, "PageRes") {
        read_resources(package, &located(path, "", &part.text), &mut local, facts);
    }
    let mut counter = Counter::default();
    let mut drawn = content.iter().any(|e| DRAWN.contains(&e.name.as_str()));
    for text in named(content, "TextCode") {
        text.text.chars().for_each(|c| counter.push(c));
        counter.push(' ');
        let object = text.parent.and_then(|at| content.get(at));
        let hidden = object.is_some_and(|o| {
            o.attribute("Visible") == Some("false") || o.attribute("Alpha") == Some("0")
        });
        sheet.invisible |= hidden;
        drawn |= !hidden && !text.text.trim().is_empty();
    }
    sheet.empty = !drawn;
    sheet.text = counter.finish();
    let mut best: Option<(f64, PageFacts)> = None;
    let mut worst = Readability::Readable;
    for object in named(content, "ImageObject") {
        sheet.images = sheet.images.saturating_add(1);
        let id = object.attribute("ResourceID").unwrap_or_default();
        let Some(resource) = local.get(id).or_else(|| resources.get(id)) else {
            let name = format!("{path}: resource {id}");
            tell(&mut facts.resources_missing, name);
            worst = worse(
                worst,
                unplaced(Stop::broken(0, format!("no resource `{id}`"))),
            );
            continue;
        };
        let picture = package.picture(resource);
        worst = worse(worst, picture.readability.clone());
        // The unit square of the picture is laid out by CTM (GB/T 33190 10); without one it fills its boundary.
        let placed = match *numbers(object.attribute("CTM").unwrap_or_default()).as_slice() {
            [a, b, c, d, ..] => Some((a.hypot(b), c.hypot(d))),
            _ => object.attribute("Boundary").and_then(sides),
        };
        let Some((across, down)) = placed.filter(|(x, y)| *x > 0.0 && *y > 0.0) else {
            continue;
        };
        let area = across * down;
        if area < width * height * COVERED / 100.0 || best.as_ref().is_some_and(|b| b.0 >= area) {
            continue;
        }
        let centi = |pixels: u32, mm: f64| ((f64::from(pixels) * 2540.0 / mm).round() as u32, 100);
        let mut main = picture.as_ref().clone();
        main.density = (main.width > 0).then(|| Density {
            x: centi(main.width, across),
            y: centi(main.height, down),
            unit: DensityUnit::Inch,
        });
        best = Some((area, main));
    }
    let mut main = best.map_or_else(|| PageFacts::bare(Readability::Readable), |(_, main)| main);
    main.readability = match worst {
        Readability::Broken { reason, .. } => Readability::Broken {
            offset: None,
            reason,
        },
        other => other,
    };
    (sheet, main)
}

/// Broken speaks before unsupported.
fn worse(one: Readability, other: Readability) -> Readability {
    match (&one, &other) {
        (Readability::Broken { .. }, _) | (_, Readability::Readable) => one,
        (Readability::Readable, _) | (_, Readability::Broken { .. }) => other,
        _ => one,
    }
}
