//! PKG: the container itself, before anything in it is believed (PEERS, "ZIP forensics").

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, extension, file_name, fits, stem};
use crate::facts::{
    ContainerFault, Entry, EntryReading, Format, HeaderField, NameGround, PathFault, is_invisible,
};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::limits::Limits;
use crate::locus::Locus;
use crate::profile::Profile;

/// What is asked of every entry, and of nothing where there is none.
const OF_ENTRIES: &[Check] = &[
    Check::Pkg02,
    Check::Pkg03,
    Check::Pkg04,
    Check::Pkg05,
    Check::Pkg06,
    Check::Pkg07,
];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let container = &delivery.facts.container;
    let entries = &container.entries;
    let all = entries.len() as u64;
    ledger.ran(Check::Pkg01, all);
    for fault in &container.faults {
        container_fault(delivery, fault, ledger);
    }
    if entries.is_empty() {
        ledger.none_of(OF_ENTRIES, NotRun::ContainerUnreadable);
        ledger.ran(Check::Pkg09, 0);
        return;
    }
    for check in OF_ENTRIES {
        ledger.ran(*check, all);
    }
    ledger.ran(Check::Pkg09, all);
    for entry in entries {
        reading(delivery, entry, ledger);
        path(entry, ledger);
        name(entry, ledger);
    }
    if let Some(names) = delivery.facts.container.names.as_ref()
        && entries.iter().any(|e| e.ground == NameGround::Guessed)
    {
        ledger.find(
            Finding::new(Code::NameGuessed, Locus::delivery()).found(names.possible.join(", ")),
        );
    }
    collisions(delivery, ledger);
    extras(delivery, ledger);
    leftovers(delivery, profile, ledger);
    empties(delivery, ledger);
    total(delivery, ledger);
}

fn container_fault(delivery: &Delivery<'_>, fault: &ContainerFault, ledger: &mut Ledger) {
    let path = |index: &u32| delivery.path(*index).to_owned();
    let whole = |code| Finding::new(code, Locus::delivery());
    let finding = match fault {
        ContainerFault::Empty => whole(Code::ContainerEmpty).expected("ZIP").found("0 bytes"),
        ContainerFault::NotZip { looks_like } => whole(Code::ContainerNotZip)
            .expected("ZIP")
            .found(looks_like),
        ContainerFault::Split => whole(Code::ContainerNotZip)
            .expected("ZIP")
            .found("split ZIP"),
        ContainerFault::Office { telltale } => {
            whole(Code::ContainerOffice).expected("ZIP").found(telltale)
        }
        ContainerFault::Truncated => {
            whole(Code::ContainerTruncated).expected("end of central directory record")
        }
        ContainerFault::Malformed { offset, reason } => {
            whole(Code::ContainerMalformed).found(format!("{reason} @ {offset}"))
        }
        ContainerFault::NoEntries => whole(Code::ContainerNoEntries).found(0),
        ContainerFault::Prefix { bytes } => whole(Code::ContainerPrefix)
            .expected(0)
            .found(format!("{bytes} bytes")),
        ContainerFault::Trailing { bytes } => whole(Code::ContainerTrailing)
            .expected(0)
            .found(format!("{bytes} bytes")),
        ContainerFault::Overlap { first, second } => {
            let mut paths = [path(first), path(second)];
            paths.sort();
            let [other, at] = paths;
            Finding::new(Code::EntryOverlap, Locus::entry(at)).found(other)
        }
        ContainerFault::TooManyEntries { promised, limit } => whole(Code::BombEntries)
            .expected(format!("≤ {limit}"))
            .found(promised),
    };
    ledger.find(finding);
}

fn reading(delivery: &Delivery<'_>, entry: &Entry, ledger: &mut Ledger) {
    let at = |code| Finding::new(code, Locus::entry(&entry.path));
    let Some(facts) = delivery.measured.get(&entry.index) else {
        ledger.not_run(Check::Pkg01, NotRun::EntriesUnreadable);
        return;
    };
    let finding = match &facts.reading {
        EntryReading::Sound | EntryReading::Folder => return,
        EntryReading::Encrypted => at(Code::EntryEncrypted).expected("not encrypted"),
        EntryReading::UnsupportedMethod { method } => at(Code::EntryMethodUnsupported)
            .expected("0, 8")
            .found(method),
        EntryReading::Overlap { end, next } => at(Code::EntryOverlap)
            .expected(format!("≤ {next}"))
            .found(end),
        EntryReading::HeaderMismatch {
            field: HeaderField::Name,
            central,
            local,
        } => at(Code::NameMismatch).expected(central).found(local),
        EntryReading::HeaderMismatch {
            field,
            central,
            local,
        } => at(Code::EntryHeaderMismatch)
            .expected(format!("{field:?}: {central}"))
            .found(format!("{field:?}: {local}")),
        EntryReading::Damaged { at: offset, reason } => at(Code::EntryDamaged)
            .expected(format!("{} bytes", entry.size))
            .found(format!("{reason} @ {offset}")),
        EntryReading::SizeMismatch { promised, found } => {
            at(Code::EntrySizeMismatch).expected(promised).found(found)
        }
        EntryReading::CrcMismatch { promised, found } => {
            at(Code::EntryCrcMismatch).expected(promised).found(found)
        }
        EntryReading::Bomb { compressed, size } => at(Code::BombRatio)
            .expected(format!("≤ {} : 1", Limits::default().ratio))
            .found(format!("{size} : {compressed}")),
    };
    ledger.find(finding);
}

fn path(entry: &Entry, ledger: &mut Ledger) {
    if !entry.path_faults.is_empty() {
        let faults: Vec<String> = entry
            .path_faults
            .iter()
            .map(|f| offending(*f, &entry.path))
            .collect();
        ledger.find(
            Finding::new(Code::PathUnsafe, Locus::entry(&entry.path)).found(faults.join(", ")),
        );
    }
}

/// The part of the path that offends, in signs that need no translation.
fn offending(fault: PathFault, path: &str) -> String {
    let first = |wanted: &dyn Fn(char) -> bool| {
        let c = path.chars().find(|c| wanted(*c)).unwrap_or_default();
        format!("U+{:04X}", u32::from(c))
    };
    match fault {
        PathFault::Absolute => "/…".to_owned(),
        PathFault::Drive => path.chars().take(2).collect(),
        PathFault::Parent => "..".to_owned(),
        PathFault::EmptySegment => "//, /./".to_owned(),
        PathFault::Control => first(&char::is_control),
        PathFault::Invisible => first(&is_invisible),
        PathFault::ReservedName => file_name(path).to_owned(),
        PathFault::ForbiddenCharacter => path.chars().filter(|c| "<>:\"|?*".contains(*c)).collect(),
        PathFault::TrailingDotOrSpace => "…. | …␠".to_owned(),
        PathFault::Symlink => "S_IFLNK".to_owned(),
        PathFault::SpecialFile => "S_IFMT".to_owned(),
        PathFault::SegmentTooLong => "> 255".to_owned(),
        PathFault::PathTooLong => "> 260".to_owned(),
    }
}

fn name(entry: &Entry, ledger: &mut Ledger) {
    let at = |code| Finding::new(code, Locus::entry(&entry.path));
    match entry.ground {
        NameGround::Undecodable => ledger.find(at(Code::NameUndecodable).found(&entry.raw_name)),
        // One notice for the container, below: the ground is the same for all guessed names.
        NameGround::Guessed
        | NameGround::Ascii
        | NameGround::Utf8Flag
        | NameGround::UnicodePathExtra
        | NameGround::ValidUtf8 => {}
    }
}

/// A path as the least careful file system compares it: NFKC (full and half width), lower case.
fn folded(path: &str) -> String {
    path.trim_end_matches('/')
        .nfkc()
        .collect::<String>()
        .to_lowercase()
}

fn collisions(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let mut entries: Vec<&Entry> = delivery.facts.container.entries.iter().collect();
    entries.sort_by_key(|e| &e.path);
    let mut exact: BTreeSet<&str> = BTreeSet::new();
    let mut loose: BTreeMap<String, &str> = BTreeMap::new();
    let paths = entries.iter().rev();
    let paths = paths.map(|e| (folded(&e.path), e.path.as_str())).collect();
    for entry in entries {
        // No file system holds a file and a folder of one name: which of the two is lost depends on the tool.
        if !entry.directory
            && let Some(below) = inside(&paths, &entry.path)
        {
            ledger.find(Finding::new(Code::PathCollision, Locus::entry(&entry.path)).found(below));
        }
        let path = entry.path.trim_end_matches('/');
        if !exact.insert(path) {
            ledger.find(Finding::new(Code::PathDuplicate, Locus::entry(&entry.path)));
        } else if let Some(other) = loose.insert(folded(path), path) {
            ledger.find(Finding::new(Code::PathCollision, Locus::entry(&entry.path)).found(other));
        }
    }
}

/// A path below this one, as if it were a folder. Paths are sorted, not cut at each `/`: one of 64 KiB may have
/// 32,000 folders.
fn inside<'a>(folded_paths: &BTreeMap<String, &'a str>, path: &str) -> Option<&'a str> {
    let start = format!("{}/", folded(path));
    let (below, found) = folded_paths.range(start.clone()..).next()?;
    below.starts_with(&start).then_some(*found)
}

/// Extensions that run when double-clicked on the officer's machine (STANDARDS §9 PKG-06).
const EXECUTABLE: &[&str] = &[
    "exe", "bat", "cmd", "com", "js", "jse", "vbs", "vbe", "wsf", "wsh", "ps1", "sh", "scr", "msi",
    "dll", "lnk", "url", "reg", "hta", "jar",
];

/// A name that Windows runs by itself when a medium is put in.
const AUTORUN: &str = "autorun.inf";

/// Extensions of archives and images of disks that no format of ours tells by its first bytes.
const CONTAINERS: &[&str] = &[
    "tar", "tgz", "tbz", "tbz2", "txz", "tzst", "bz2", "xz", "zst", "cab", "iso", "lzh", "arj",
];

fn extras(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for entry in delivery
        .facts
        .container
        .entries
        .iter()
        .filter(|e| !e.directory)
    {
        let at = |code| Finding::new(code, Locus::entry(&entry.path)).found(file_name(&entry.path));
        let format = delivery
            .measured
            .get(&entry.index)
            .map_or(Format::Unknown, |f| f.format);
        let extension = extension(&entry.path);
        let executable = EXECUTABLE.contains(&extension.as_str())
            || file_name(&entry.path).eq_ignore_ascii_case(AUTORUN);
        if executable || format == Format::Executable {
            ledger.find(at(Code::ExtraExecutable));
        } else if delivery.roles.get(&entry.index) == Some(&Role::Junk) {
            ledger.find(at(Code::ExtraJunk));
        } else if matches!(
            format,
            Format::Zip | Format::Rar | Format::SevenZip | Format::Gzip | Format::Tar
        ) || CONTAINERS.contains(&extension.as_str())
        {
            ledger.find(at(Code::ExtraContainer));
        }
        let tables = delivery
            .measured
            .get(&entry.index)
            .and_then(|f| f.tables.as_ref());
        if tables.is_some_and(|t| t.dialect == "eep") {
            ledger.find(at(Code::ExtraEep));
        }
    }
}

/// Folders and files whose name is a desktop's own: 新建文件夹, `0001 - 副本.jpg`. Each folder once.
fn leftovers(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let patterns = profile.package.leftovers.iter();
    let patterns: Vec<String> = patterns.map(|pattern| pattern.to_lowercase()).collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for entry in &delivery.facts.container.entries {
        let path = entry.path.as_str();
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for end in ends {
            let part = path.get(..end).unwrap_or(path);
            let folder = end < path.len() || entry.directory;
            let name = if folder { file_name(part) } else { stem(part) };
            let name = name.to_lowercase();
            let own = patterns.iter().any(|pattern| fits(&name, pattern));
            if own && named.insert(part) {
                let at = if folder {
                    format!("{}/", part.trim_end_matches('/'))
                } else {
                    part.to_owned()
                };
                ledger.find(
                    Finding::new(Code::ExtraLeftover, Locus::entry(at)).found(file_name(part)),
                );
            }
        }
    }
}

fn empties(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let entries = &delivery.facts.container.entries;
    let mut filled: BTreeSet<&str> = BTreeSet::new();
    for entry in entries.iter().filter(|e| !e.directory) {
        for (at, _) in entry.path.match_indices('/') {
            filled.extend(entry.path.get(..at));
        }
        let nothing = delivery.measured.get(&entry.index).is_some_and(|f| {
            f.bytes == 0
                && matches!(
                    f.reading,
                    EntryReading::Sound | EntryReading::CrcMismatch { .. }
                )
        });
        // The recognised text of a blank page is rightly empty; OCR-01 looks at the others.
        if nothing && !delivery.texts.entries.contains(&entry.index) {
            ledger.find(Finding::new(Code::EntryZeroBytes, Locus::entry(&entry.path)).found(0));
        }
    }
    for entry in entries.iter().filter(|e| e.directory) {
        if !filled.contains(entry.path.trim_end_matches('/')) {
            ledger.find(Finding::new(Code::FolderEmpty, Locus::entry(&entry.path)));
        }
    }
}

fn total(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let limits = Limits::default();
    let entries = &delivery.facts.container.entries;
    let promised = entries.iter().map(|e| e.size).fold(0, u64::saturating_add);
    if limits.total_is_a_bomb(promised, delivery.facts.bytes) {
        ledger.find(
            Finding::new(Code::BombTotal, Locus::delivery())
                .expected(format!("≤ {}, ≤ {} : 1", limits.total_bytes, limits.ratio))
                .found(format!("{promised} : {}", delivery.facts.bytes)),
        );
    }
}
