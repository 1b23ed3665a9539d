//! The delivery (批次): facts and profile joined. Which entry plays which part, which rows the catalogue has, which
//! images belong to which row. Still no judgement.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::catalogue;
use crate::catalogue::columns::{MappedRow, SkippedRow, read_catalogue};
use crate::catalogue::sums::Sum;
use crate::facts::{
    DeliveryFacts, DescriptionFacts, Entry, EntryFacts, Format, ManifestFacts, ManifestScope,
};
use crate::manifest;
use crate::profile::{Field, Profile};

mod access_copies;
mod carriers;
mod doubtful;
mod exceptions;
mod linkage;
mod metadata;
mod page_or_item;
mod parts;
mod place;
mod process_forms;
mod side_tables;
mod strays;
mod texts;
mod titled;
mod trees;
mod unread;
mod volume_files;
mod volumes;
mod work_files;
mod work_records;

pub use exceptions::{Exception, ExceptionKind};
pub use linkage::{Link, Shape, UnitPage, first_tree};
pub use metadata::{MetadataRow, Property};
pub use place::RowPlace;
pub use process_forms::ProcessRow;
pub use texts::Texts;
pub use trees::Tree;
pub use unread::UnreadRows;
pub use volume_files::{VolumeContent, VolumeItem};
pub use work_files::{WorkFileEntry, WorkFileLine, work_files};

/// The part an entry plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A folder entry.
    Folder,
    /// A table whose header has an archival code.
    Catalogue,
    /// A checksum manifest.
    Manifest,
    /// `bagit.txt`, `bag-info.txt`, `fetch.txt` at the root of a bag.
    BagTag,
    /// A work file (工作文件): asked for by DA/T 68.2-2020 4.4.1.2, never linked.
    WorkFile,
    /// A leftover of an operating system or program.
    Junk,
    /// Content that belongs to a catalogue row.
    Content,
    /// Anything else.
    Other,
}

/// One row of a catalogue with the entry it stands in.
#[derive(Clone, Debug)]
pub struct CatalogueRow {
    /// Number of the catalogue's entry.
    pub entry: u32,
    /// Position of its sheet in [`Delivery::catalogues`].
    pub catalogue: usize,
    /// The row.
    pub row: MappedRow,
    /// Archival code as normalised; empty where the cell is.
    pub code: String,
    /// Look-alike characters were replaced to get it.
    pub look_alike: bool,
}

/// A sheet that was read as a catalogue.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Where its header stands.
    pub header: RowPlace,
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Its rows are volumes (案卷), whose items stand in another catalogue of the delivery.
    pub of_volumes: bool,
    /// Columns that were understood.
    pub columns: BTreeMap<Field, usize>,
    /// Fields with more than one column.
    pub twice: Vec<Field>,
    /// A column asks whether a row is secret.
    pub asks_secrecy: bool,
    /// Rows behind the header that were taken for no items, and why.
    pub skipped: Vec<SkippedRow>,
    /// What its rows of sums say there is.
    pub sums: Vec<Sum>,
    /// Its rows say what another table says of the same items; that table's header.
    pub repeats: Option<RowPlace>,
}

/// Facts and profile joined.
pub struct Delivery<'a> {
    /// What was measured.
    pub facts: &'a DeliveryFacts,
    /// Facts by entry number.
    pub measured: BTreeMap<u32, &'a EntryFacts>,
    /// Part by entry number.
    pub roles: BTreeMap<u32, Role>,
    /// Entry numbers by path, NFC; more than one where a path stands twice.
    pub by_path: BTreeMap<String, Vec<u32>>,
    /// Folders that are roots of bags, with a final `/`; the container's own root is empty.
    pub bag_roots: BTreeSet<String>,
    /// The catalogues.
    pub catalogues: Vec<Catalogue>,
    /// Entries that look like a catalogue by name but have no header we understand.
    pub headerless: Vec<u32>,
    /// The items of all catalogues: what content is linked to and samples are drawn from.
    pub rows: Vec<CatalogueRow>,
    /// The volumes (案卷) of a two-level catalogue, which have no content of their own.
    pub volumes: Vec<CatalogueRow>,
    /// Rows that a table of another file has just so; they are no further items.
    pub repeated: Vec<CatalogueRow>,
    /// Content hangs on volumes whose items have none; then the volumes stand among the rows.
    pub volumes_hold_content: bool,
    /// What belongs to which row.
    pub link: Link,
    /// What the registers of exceptions say, in container order.
    pub exceptions: Vec<Exception>,
    /// What tables of technical metadata say of single files.
    pub metadata: Vec<MetadataRow>,
    /// What the process forms (流程单) say.
    pub process: Vec<ProcessRow>,
    /// Tables that are known to be no catalogue: entry and position of the sheet.
    set_aside: BTreeSet<(u32, usize)>,
    /// Tables that have headings of another kind and are catalogues all the same.
    no_side_tables: BTreeSet<(u32, usize)>,
    /// Recognised texts beside their pages.
    pub texts: Texts,
    /// Sheets with archival codes that nobody read, in container order.
    pub unread: Vec<UnreadRows>,
}

/// The last segment of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

/// What stands before the last segment, with a final `/`; empty at the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rfind('/')
        .and_then(|at| path.get(..=at))
        .unwrap_or_default()
}

/// The extension in lower case, without its dot; empty where there is none.
#[must_use]
pub fn extension(path: &str) -> String {
    match file_name(path).rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

/// The name without its extension.
#[must_use]
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Path as two systems compare it: NFC.
#[must_use]
pub fn nfc(path: &str) -> String {
    path.nfc().collect()
}

/// Extensions of content that is linked to rows, whether or not we can read it (DA/T 31 9.5, DA/T 62).
const CONTENT_EXTENSIONS: &[&str] = &[
    "jpg", "jpeg", "jpe", "tif", "tiff", "png", "jp2", "jpx", "j2k", "bmp", "gif", "pdf", "ofd",
    "wav", "mp3", "avi", "mxf", "mp4", "mov", // Of these we read none.
    "webp", "psd", "psb", "heic", "heif", "hif", "avif", "jxl", "jxr", "wdp", "hdp", "djvu", "djv",
    "dng", "cr2", "cr3", "nef", "arw", "tga", "pcx", "eps", "ceb", "flac", "wma", "aac", "m4a",
    "ogg", "aif", "aiff", "ape", "mkv", "wmv", "flv", "mpg", "mpeg", "rm", "rmvb", "3gp", "vob",
    "mts", "m2ts", "m4v",
];

fn matches_pattern(name: &str, pattern: &str) -> bool {
    fits(&name.to_lowercase(), &pattern.to_lowercase())
}

/// The same for a name and a pattern that are lower case already.
pub(crate) fn fits(name: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(tail), None) => name.ends_with(tail),
        (None, Some(head)) => name.starts_with(head),
        (Some(_), Some(_)) => name.contains(pattern.trim_matches('*')),
        (None, None) => name == pattern,
    }
}

impl<'a> Delivery<'a> {
    /// Joins facts and profile.
    #[must_use]
    pub fn new(facts: &'a DeliveryFacts, profile: &Profile) -> Self {
        let measured: BTreeMap<u32, &EntryFacts> =
            facts.entries.iter().map(|e| (e.index, e)).collect();
        let mut by_path: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for entry in facts.container.entries.iter().filter(|e| !e.directory) {
            by_path
                .entry(nfc(&entry.path))
                .or_default()
                .push(entry.index);
        }
        let bag_roots: BTreeSet<String> = facts
            .container
            .entries
            .iter()
            .filter(|e| file_name(&e.path) == "bagit.txt")
            .map(|e| folder_of(&e.path).to_owned())
            .collect();
        let mut delivery = Self {
            facts,
            measured,
            roles: BTreeMap::new(),
            by_path,
            bag_roots,
            catalogues: Vec::new(),
            headerless: Vec::new(),
            rows: Vec::new(),
            volumes: Vec::new(),
            repeated: Vec::new(),
            volumes_hold_content: false,
            link: Link::default(),
            exceptions: Vec::new(),
            metadata: Vec::new(),
            process: Vec::new(),
            set_aside: BTreeSet::new(),
            no_side_tables: BTreeSet::new(),
            texts: Texts::default(),
            unread: Vec::new(),
        };
        for entry in &facts.container.entries {
            let role = delivery.role(entry, profile);
            delivery.roles.insert(entry.index, role);
        }
        let looked_at = unread::looked_at(&delivery);
        let settled = doubtful::settle(&delivery, profile);
        delivery.no_side_tables = settled.catalogues;
        exceptions::read(&mut delivery);
        process_forms::read(&mut delivery);
        metadata::set_aside(&mut delivery, &settled.beside);
        work_records::set_aside(&mut delivery, profile);
        delivery.read_catalogues(profile, false);
        // METS beside a catalogue is metadata of its items: read as a second one, every code would stand twice.
        if delivery.catalogues.is_empty() && delivery.headerless.is_empty() {
            delivery.read_catalogues(profile, true);
        }
        carriers::set_aside(&mut delivery);
        volumes::set_apart(&mut delivery);
        strays::adopt(&mut delivery, profile);
        delivery.link = linkage::link(&delivery, delivery.rows.iter());
        volumes::restore_where_they_hold_content(&mut delivery);
        metadata::read(&mut delivery);
        delivery.texts = texts::find(&delivery);
        delivery.unread = unread::find(&delivery, &looked_at);
        delivery
    }

    /// Entries of one part, in container order.
    pub fn entries_as(&self, role: Role) -> impl Iterator<Item = &'a Entry> + '_ {
        let entries: &'a [Entry] = &self.facts.container.entries;
        entries
            .iter()
            .filter(move |e| self.roles.get(&e.index) == Some(&role))
    }

    /// An entry by number.
    #[must_use]
    pub fn entry(&self, index: u32) -> Option<&'a Entry> {
        let entries: &'a [Entry] = &self.facts.container.entries;
        entries.get(usize::try_from(index).ok()?)
    }

    /// What lies there as 说明文件 or bag-info.txt, with its path and part.
    pub fn descriptions(&self) -> impl Iterator<Item = (&'a str, Role, &'a DescriptionFacts)> + '_ {
        self.measured.iter().filter_map(|(index, facts)| {
            let role = *self.roles.get(index)?;
            Some((self.path(*index), role, facts.description.as_ref()?))
        })
    }

    /// The path of an entry; empty for a number that is not there.
    #[must_use]
    pub fn path(&self, index: u32) -> &'a str {
        self.entry(index)
            .map(|e| e.path.as_str())
            .unwrap_or_default()
    }

    /// Some row exists.
    #[must_use]
    pub fn has_catalogue(&self) -> bool {
        !self.catalogues.is_empty()
    }

    fn role(&self, entry: &Entry, profile: &Profile) -> Role {
        if entry.directory {
            return Role::Folder;
        }
        let segments = || entry.path.split('/');
        if segments().any(|s| profile.package.junk.iter().any(|p| matches_pattern(s, p))) {
            return Role::Junk;
        }
        let facts = self.measured.get(&entry.index);
        if facts.is_some_and(|f| f.manifest.is_some()) {
            return Role::Manifest;
        }
        let name = file_name(&entry.path);
        if matches!(name, "bagit.txt" | "bag-info.txt" | "fetch.txt")
            && self.bag_roots.contains(folder_of(&entry.path))
        {
            return Role::BagTag;
        }
        let folders = folder_of(&entry.path);
        if folders
            .split('/')
            .any(|s| profile.package.work_folders.iter().any(|w| w == s))
        {
            return Role::WorkFile;
        }
        let format = facts.map_or(Format::Unknown, |f| f.format);
        let by_format = format.is_image()
            || matches!(
                format,
                Format::Pdf | Format::Ofd | Format::Wave | Format::Avi | Format::Mp4 | Format::Mxf
            );
        if by_format || CONTENT_EXTENSIONS.contains(&extension(&entry.path).as_str()) {
            return Role::Content;
        }
        Role::Other
    }

    fn read_catalogues(&mut self, profile: &Profile, mets: bool) {
        let facts = self.facts;
        for entry in &facts.container.entries {
            // A workbook may hold the catalogue on one sheet and the digests on another.
            let role = self.roles.get(&entry.index).copied();
            let manifest = role == Some(Role::Manifest);
            if role != Some(Role::Other) && !manifest {
                continue;
            }
            let tables = self
                .measured
                .get(&entry.index)
                .and_then(|f| f.tables.as_ref());
            if tables.is_some_and(|t| t.dialect == "mets") != mets {
                continue;
            }
            let mut mapped_any = false;
            let visible = tables.iter().flat_map(|t| t.tables.iter().enumerate());
            for (at, table) in visible.filter(|(_, t)| !t.hidden) {
                if self.set_aside.contains(&(entry.index, at)) {
                    continue;
                }
                let Ok(mapped) = read_catalogue(table, &profile.catalogue.aliases) else {
                    continue;
                };
                mapped_any = true;
                let catalogue = self.catalogues.len();
                self.catalogues.push(Catalogue {
                    header: RowPlace {
                        entry: entry.index,
                        sheet: at,
                        row: mapped.header_row,
                    },
                    sheet: table.name.clone(),
                    of_volumes: mapped.of_volumes,
                    columns: mapped.columns,
                    asks_secrecy: mapped.asks_secrecy,
                    skipped: mapped.skipped,
                    sums: mapped.sums,
                    repeats: None,
                    twice: mapped.twice.iter().map(|(field, _)| *field).collect(),
                });
                self.rows.extend(mapped.rows.into_iter().map(|row| {
                    let text = row.text(Field::ArchivalCode);
                    let normalised = crate::archival_code::normalise(text);
                    CatalogueRow {
                        entry: entry.index,
                        catalogue,
                        // Blanks at the edges are CAT-08's.
                        look_alike: !normalised.changes.is_empty()
                            || crate::archival_code::normalise(text.trim()).blanks > 0,
                        code: normalised.text,
                        row,
                    }
                }));
            }
            if mapped_any {
                self.roles.insert(entry.index, Role::Catalogue);
            } else if !manifest
                && catalogue::named_as_catalogue(&entry.path)
                && (tables.is_some() || !catalogue::is_text(&entry.path))
            {
                self.headerless.push(entry.index);
                self.roles.insert(entry.index, Role::Catalogue);
            }
        }
    }

    /// What a manifest must list. A name of BagIt's binds only beside a `bagit.txt` (RFC 8493 2.1.1): elsewhere
    /// `manifest-md5.txt` is a list like any other, and so is `tagmanifest-md5.txt`.
    #[must_use]
    pub fn scope(&self, manifest_path: &str, manifest: &ManifestFacts) -> ManifestScope {
        match manifest.scope {
            ManifestScope::Delivery => ManifestScope::Delivery,
            _ if !self.bag_roots.contains(folder_of(manifest_path)) => ManifestScope::Delivery,
            scope => scope,
        }
    }

    /// The entries a manifest means by a listed path: of several readings the first that is there, all entries of
    /// that path. A path that climbs (`a/../b`) is no candidate of [`manifest::resolve`]; written the same in the
    /// container it is meant all the same (and PKG-03 speaks of it).
    #[must_use]
    pub fn resolve(&self, manifest_path: &str, scope: ManifestScope, listed: &str) -> &[u32] {
        manifest::resolve(manifest_path, scope, listed)
            .iter()
            .map(String::as_str)
            .chain([listed])
            .find_map(|candidate| self.by_path.get(&nfc(candidate)))
            .map_or(&[], Vec::as_slice)
    }
}

impl Delivery<'_> {
    /// The archival code each linked content entry belongs to; a file of a whole volume belongs to several.
    #[must_use]
    pub fn unit_of(&self) -> BTreeMap<u32, &str> {
        let units = self.link.units.iter();
        units
            .flat_map(|(code, pages)| pages.iter().map(move |p| (p, code.as_str())))
            .filter(|(page, _)| page.range.is_none())
            .map(|(page, code)| (page.entry, code))
            .collect()
    }

    /// The parallel tree each linked entry is in; empty where there are none.
    #[must_use]
    pub fn tree_of(&self) -> BTreeMap<u32, Tree> {
        let pages = self.link.units.values().flatten();
        pages.filter_map(|p| Some((p.entry, p.tree?))).collect()
    }

    /// Pages of the delivery: of parallel trees each unit counts once.
    #[must_use]
    pub fn linked_pages(&self) -> u64 {
        let units = self.link.units.values();
        let pages = units.flat_map(|pages| first_tree(pages));
        pages.filter_map(|p| self.pages_of(p)).sum()
    }

    /// Pages that a unit has in one entry; `None` where they cannot be counted.
    #[must_use]
    pub fn pages_of(&self, page: &UnitPage) -> Option<u64> {
        let there = self.page_count(page.entry)?;
        Some(match page.range {
            None => there,
            Some((first, last)) => last.min(there).saturating_add(1).saturating_sub(first),
        })
    }

    /// Pages of a content entry: of an image the pages read from its header, of a PDF or OFD those of its page tree;
    /// `None` where they cannot be counted.
    #[must_use]
    pub fn page_count(&self, entry: u32) -> Option<u64> {
        let image = self.measured.get(&entry)?.image.as_ref()?;
        if image.pages.is_empty() {
            None
        } else {
            Some(image.pages.len() as u64)
        }
    }
}
