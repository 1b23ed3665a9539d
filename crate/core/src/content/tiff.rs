//! A TIFF → facts of every page, each strip and tile read to its end. The chain of pages and the bytes that pages
//! share are bounded: a directory may point at itself, and 10 000 directories at the same bytes.

use super::tiff_bytes::Budget;
use super::tiff_directory::{Directory, TiffBytes};
use super::tiff_page::{self, tag};
use super::{Stop, headless};
use crate::facts::{ImageFacts, PageFacts, Readability};
use crate::limits::Limits;
use std::collections::BTreeSet;

/// Reads the whole file. TIFF has no end mark and no order, so no byte is "trailing".
///
/// Directories marked as reduced pictures or masks (NewSubfileType bits 0 and 2), and those behind SubIFDs, are read
/// like pages and count for the readability of the file, but are no pages.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> ImageFacts {
    let (source, first) = match TiffBytes::open(bytes) {
        Ok(opened) => opened,
        Err(stop) => return headless(stop),
    };
    let mut walk = Walk {
        source,
        limits,
        budget: Budget::of(bytes),
        seen: BTreeSet::new(),
        pages: Vec::new(),
        companions: Vec::new(),
    };
    let end = walk.chain(first);
    let Walk {
        mut pages,
        mut companions,
        ..
    } = walk;
    if pages.is_empty() {
        // A file of thumbnails only: then they are what there is.
        pages = std::mem::take(&mut companions);
    }
    let readability = whole(&pages, &companions, end);
    ImageFacts {
        pages,
        readability,
        trailing_bytes: 0,
    }
}

/// Broken wins over unsupported, unsupported over readable; among equals the first speaks. A thumbnail we cannot
/// read does not hide that every page was.
fn whole(pages: &[PageFacts], companions: &[PageFacts], end: Result<(), Stop>) -> Readability {
    let broken = |facts: &&PageFacts| matches!(facts.readability, Readability::Broken { .. });
    if let Some(page) = pages.iter().chain(companions).find(broken) {
        return page.readability.clone();
    }
    if let Err(stop) = end {
        return stop.into();
    }
    let unsupported = |facts: &&PageFacts| facts.readability != Readability::Readable;
    pages
        .iter()
        .find(unsupported)
        .map_or(Readability::Readable, |page| page.readability.clone())
}

struct Walk<'a> {
    source: TiffBytes<'a>,
    limits: &'a Limits,
    budget: Budget,
    /// Places of directories already read: the guard against cycles.
    seen: BTreeSet<u64>,
    pages: Vec<PageFacts>,
    companions: Vec<PageFacts>,
}

impl Walk<'_> {
    /// Follows the chain of directories to its end.
    fn chain(&mut self, first: u64) -> Result<(), Stop> {
        if first == 0 {
            return Err(Stop::broken(0, "no page directory"));
        }
        let mut next = first;
        while next != 0 {
            let directory = self.directory(next)?;
            next = directory.next;
            if is_companion(&self.source, &directory) {
                self.read_companion(&directory);
            } else {
                let page = tiff_page::read(&self.source, &directory, self.limits, &mut self.budget);
                self.pages.push(page);
            }
            self.sub_directories(&directory)?;
        }
        Ok(())
    }

    fn directory(&mut self, at: u64) -> Result<Directory, Stop> {
        if !self.seen.insert(at) {
            return Err(Stop::broken(at, "page directories form a loop"));
        }
        if self.seen.len() > usize::try_from(self.limits.pages).unwrap_or(usize::MAX) {
            return Err(Stop::unsupported(format!(
                "more than {} pages",
                self.limits.pages
            )));
        }
        self.source.directory(at)
    }

    /// SubIFDs (Supplement 1) of a page: one level, their own chains and SubIFDs are not followed.
    fn sub_directories(&mut self, page: &Directory) -> Result<(), Stop> {
        let Some(field) = page.field(tag::SUB_IFDS) else {
            return Ok(());
        };
        for index in 0..field.count {
            let Some(at) = self.source.number(field, index) else {
                break;
            };
            let directory = self.directory(at)?;
            self.read_companion(&directory);
        }
        Ok(())
    }

    fn read_companion(&mut self, directory: &Directory) {
        let facts = tiff_page::read(&self.source, directory, self.limits, &mut self.budget);
        self.companions.push(facts);
    }
}

/// A reduced picture or a transparency mask of another page (TIFF 6.0 §8; the old SubfileType says 2).
fn is_companion(source: &TiffBytes<'_>, directory: &Directory) -> bool {
    match directory.number(source, tag::NEW_SUBFILE_TYPE) {
        Some(bits) => bits & 0b101 != 0,
        None => directory.number(source, tag::SUBFILE_TYPE) == Some(2),
    }
}
