//! Measures one entry: bytes in, facts out. The only slow thing, and the only one that reads content; any number
//! of workers may do it in any order.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::catalogue;
use crate::container;
use crate::content::recording::Recording;
use crate::content::{self, hex};
use crate::delivery::extension;
use crate::facts::{Algorithm, Entry, EntryFacts, EntryReading, Format};
use crate::limits::Limits;
use crate::manifest;
use crate::source::{ReadError, Source};

/// What is asked of every measurement of one delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeasureOptions {
    /// Bounds.
    pub limits: Limits,
    /// Digests to compute beside SHA-256 and SM3, which are always computed.
    pub algorithms: BTreeSet<Algorithm>,
}

/// One running digest.
enum Running {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
    Sha512(Box<sha2::Sha512>),
    Sm3(sm3::Sm3),
}

impl Running {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(md5::Md5::new()),
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(Box::default()),
            Algorithm::Sm3 => Self::Sm3(sm3::Sm3::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(d) => d.update(bytes),
            Self::Sha1(d) => d.update(bytes),
            Self::Sha256(d) => d.update(bytes),
            Self::Sha512(d) => d.update(bytes),
            Self::Sm3(d) => d.update(bytes),
        }
    }

    fn finish(self) -> String {
        match self {
            Self::Md5(d) => hex(&d.finalize()),
            Self::Sha1(d) => hex(&d.finalize()),
            Self::Sha256(d) => hex(&d.finalize()),
            Self::Sha512(d) => hex(&d.finalize()),
            Self::Sm3(d) => hex(&d.finalize()),
        }
    }
}

/// Entries whose text says what the others must be: manifests and tables. They are measured first, so that the
/// digests they ask for are known when page images are read.
#[must_use]
pub fn is_text_candidate(entry: &Entry, limits: &Limits) -> bool {
    !entry.directory
        && entry.size <= limits.text_bytes
        && (manifest::candidate(&entry.path) || catalogue::candidate(&entry.path))
}

/// Measures one entry. `on_bytes` hears how many inflated bytes were just read.
///
/// # Errors
/// [`ReadError`] when the host refuses to read: our inability, not the delivery's fault.
pub fn measure(
    source: &dyn Source,
    entry: &Entry,
    options: &MeasureOptions,
    on_bytes: &mut dyn FnMut(u64),
) -> Result<EntryFacts, ReadError> {
    let limits = &options.limits;
    let mut wanted = options.algorithms.clone();
    wanted.extend([Algorithm::Sha256, Algorithm::Sm3]);
    let mut digests: Vec<(Algorithm, Running)> =
        wanted.into_iter().map(|a| (a, Running::new(a))).collect();

    let keep = entry.size <= limits.content_bytes;
    let mut held = Vec::new();
    let mut bytes = 0u64;
    let mut recording: Option<Recording> = None;
    let reading = container::read_entry(source, entry, limits, &mut |piece: &[u8]| {
        for (_, digest) in &mut digests {
            digest.update(piece);
        }
        if let Some(recording) = &mut recording {
            recording.push(piece);
        } else if keep || held.len() < HEAD_BYTES {
            // What does not fit is still digested; its head is kept so that its format is known.
            let head_known = held.len() >= HEAD_BYTES;
            held.extend_from_slice(piece);
            if !head_known && let Some(head) = held.get(..HEAD_BYTES) {
                // Recordings are measured as they pass, whatever their size, and need not be held.
                recording = Recording::new(content::identify(head));
                if let Some(recording) = &mut recording {
                    recording.push(&held);
                }
            }
        }
        bytes = bytes.saturating_add(piece.len() as u64);
        on_bytes(piece.len() as u64);
    })?;

    let whole = matches!(
        reading,
        EntryReading::Sound | EntryReading::CrcMismatch { .. }
    );
    let mut facts = EntryFacts {
        bytes,
        ..EntryFacts::bare(entry.index, reading)
    };
    if whole {
        facts.digests = digests.into_iter().map(|(a, d)| (a, d.finish())).collect();
    }
    if bytes == 0 {
        if whole {
            facts.format = Format::Empty;
            read_text(entry, &held, limits, &mut facts);
        }
        return Ok(facts);
    }
    facts.format = content::identify(held.get(..held.len().min(HEAD_BYTES)).unwrap_or_default());
    // What makes a ZIP a document may lie behind the head: openpyxl writes the types of the parts last.
    if whole && keep && facts.format == Format::Zip {
        facts.format = content::identify_zip(&held);
    }
    if whole && facts.format.is_recording() {
        facts.recording = match recording {
            Some(recording) => Some(recording.finish()),
            None => content::recording::read(facts.format, &held),
        };
    } else if whole && keep {
        read_text(entry, &held, limits, &mut facts);
        facts.signature = manifest::signature::read(&entry.path, &held);
        read_content(entry, &held, limits, &mut facts);
    }
    Ok(facts)
}

fn read_content(entry: &Entry, bytes: &[u8], limits: &Limits, facts: &mut EntryFacts) {
    match facts.format {
        Format::Pdf => {
            let (pdf, image) = content::read_pdf(bytes, limits);
            (facts.pdf, facts.image) = (Some(pdf), Some(image));
        }
        Format::Ofd => {
            let (ofd, image) = content::read_ofd(bytes, limits);
            (facts.ofd, facts.image) = (Some(ofd), Some(image));
        }
        format => facts.image = content::read_image(format, bytes, limits),
    }
    let known = facts.image.is_some()
        || facts.manifest.is_some()
        || facts.tables.is_some()
        || facts.description.is_some();
    let extension = extension(&entry.path);
    if !known && bytes.len() <= PAGE_TEXT_BYTES && PAGE_TEXTS.contains(&extension.as_str()) {
        facts.page_text = Some(content::read_page_text(&extension, bytes));
    }
}

/// Extensions of recognised text (DA/T 77-2019 names no format; STANDARDS §2).
const PAGE_TEXTS: &[&str] = &["txt", "xml", "html", "htm", "xhtml", "hocr", "alto"];

/// Largest text taken for that of a page (ours: the ALTO of a newspaper page has some 5 MB).
const PAGE_TEXT_BYTES: usize = 16 << 20;

fn read_text(entry: &Entry, bytes: &[u8], limits: &Limits, facts: &mut EntryFacts) {
    if is_text_candidate(entry, limits) {
        facts.description = catalogue::description::read(&entry.path, bytes);
        if facts.description.is_some() {
            return;
        }
        facts.manifest = manifest::recognise(&entry.path, bytes);
        if facts
            .manifest
            .as_ref()
            .is_some_and(|m| m.dialect == "table")
            && catalogue::candidate(&entry.path)
        {
            facts.tables = catalogue::read_tables(&entry.path, bytes, limits);
            if let Some(tables) = &mut facts.tables {
                manifest::keep_what_says_more(tables);
            }
            facts.tables.take_if(|tables| tables.tables.is_empty());
        }
        if facts.manifest.is_none() && catalogue::candidate(&entry.path) {
            facts.tables = catalogue::read_tables(&entry.path, bytes, limits);
            let manifest = |tables| manifest::take_from_tables(&entry.path, tables);
            facts.manifest = facts.tables.as_mut().and_then(manifest);
            if facts.manifest.is_some() {
                facts.tables.take_if(|tables| tables.tables.is_empty());
            }
        }
    }
}

/// Enough to know a format by its first bytes, and to tell text from not-text.
const HEAD_BYTES: usize = 4096;
