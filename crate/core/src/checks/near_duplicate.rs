//! DUP-02: pages that look alike although their bytes differ: a sheet scanned twice. Neighbours in an item are held
//! against each other; across items only pages that share a piece of their hash, so that the work stays linear.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, Tree};
use crate::facts::Algorithm;
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::Profile;

/// How many pages of an item ahead: a sheet is scanned again soon or not at all.
const AHEAD: usize = 3;
/// Pages with fewer bits set have too little on them to tell them apart.
const LEAST_BITS: u32 = 32;
/// Pages looked at of those that share a piece; pieces shared by more tell nothing.
const BUCKET: usize = 64;

/// The 256 bits of a page.
type Hash = [u16; 16];

struct Page<'a> {
    path: &'a str,
    number: Option<u32>,
    unit: Option<&'a str>,
    /// A copy in another tree shall look alike.
    tree: Option<Tree>,
    digest: Option<&'a str>,
    hash: Hash,
}

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let rules = &profile.screens;
    if rules.near_in_unit.is_none() && rules.near_across_units.is_none() {
        ledger.not_run(Check::Dup02, NotRun::NotAsked);
        return;
    }
    let (pages, unseen) = pages(delivery);
    ledger.ran(Check::Dup02, pages.len() as u64);
    if unseen {
        ledger.not_run(Check::Dup02, NotRun::Unsupported);
    } else if pages.is_empty() {
        ledger.not_run(Check::Dup02, NotRun::NothingOfTheKind);
    }
    let mut found = BTreeMap::new();
    if let Some(most) = rules.near_in_unit {
        neighbours(&pages, most.into(), &mut found);
    }
    if let Some(most) = rules.near_across_units {
        across(&pages, most.into(), &mut found);
    }
    for (later, (earlier, distance)) in found {
        let (Some(page), Some(other)) = (pages.get(later), pages.get(earlier)) else {
            continue;
        };
        let locus = Locus {
            archival_code: page.unit.map(str::to_owned),
            page: page.number,
            ..Locus::entry(page.path)
        };
        let place = other
            .number
            .map_or(String::new(), |number| format!(" # {number}"));
        let found = format!("{}{place}: {distance}/256", other.path);
        ledger.find(Finding::new(Code::NearDuplicate, locus).found(found));
    }
}

/// All pages with a hash by unit and path, and whether some have none.
fn pages<'a>(delivery: &'a Delivery<'_>) -> (Vec<Page<'a>>, bool) {
    let (unit_of, tree_of) = (delivery.unit_of(), delivery.tree_of());
    let mut pages = Vec::new();
    let mut unseen = false;
    for entry in delivery.entries_as(Role::Content) {
        let Some(facts) = delivery.measured.get(&entry.index) else {
            continue;
        };
        let Some(image) = &facts.image else { continue };
        let several = image.pages.len() > 1;
        let all = facts.document_pages().is_empty();
        for (number, page) in (1u32..).zip(&image.pages) {
            let Some(screen) = &page.screen else {
                unseen |= all || page.is_picture();
                continue;
            };
            let Some(hash) = parse(&screen.hash) else {
                continue;
            };
            pages.push(Page {
                path: &entry.path,
                number: several.then_some(number),
                unit: unit_of.get(&entry.index).copied(),
                tree: tree_of.get(&entry.index).copied(),
                digest: facts.digests.get(&Algorithm::Sha256).map(String::as_str),
                hash,
            });
        }
    }
    pages.sort_by_key(|page| (page.unit, page.tree, page.path, page.number));
    (pages, unseen)
}

fn parse(hash: &str) -> Option<Hash> {
    let mut words = [0; 16];
    for (index, word) in words.iter_mut().enumerate() {
        *word = u16::from_str_radix(hash.get(index * 4..index * 4 + 4)?, 16).ok()?;
    }
    Some(words)
}

/// Bits that differ; `None` for a pair nothing can be said of, or of which DUP-01 speaks.
fn distance(a: &Page<'_>, b: &Page<'_>) -> Option<u32> {
    let bits = |page: &Page<'_>| page.hash.iter().map(|word| word.count_ones()).sum::<u32>();
    let same_file = a.path == b.path;
    let copies = a.tree != b.tree;
    if copies || bits(a).min(bits(b)) < LEAST_BITS || (!same_file && a.digest == b.digest) {
        return None;
    }
    let words = a.hash.iter().zip(&b.hash);
    Some(words.map(|(a, b)| (a ^ b).count_ones()).sum())
}

/// Later page → earlier page and distance; the first one found stays.
type Found = BTreeMap<usize, (usize, u32)>;

fn neighbours(pages: &[Page<'_>], most: u32, found: &mut Found) {
    for (earlier, page) in pages.iter().enumerate() {
        let next = pages.iter().enumerate().skip(earlier + 1).take(AHEAD);
        for (later, other) in
            next.filter(|(_, other)| page.unit.is_some() && other.unit == page.unit)
        {
            if let Some(apart) = distance(page, other).filter(|apart| *apart <= most) {
                found.entry(later).or_insert((earlier, apart));
            }
        }
    }
}

/// Two hashes that differ in fewer than 16 bits share at least one of 16 pieces. Pieces without bits are margins.
fn across(pages: &[Page<'_>], most: u32, found: &mut Found) {
    let mut buckets: BTreeMap<(usize, u16), Vec<usize>> = BTreeMap::new();
    for (later, page) in pages.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for key in page
            .hash
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, word)| *word != 0)
        {
            let bucket = buckets.entry(key).or_default();
            seen.extend(bucket.iter().copied());
            if bucket.len() < BUCKET {
                bucket.push(later);
            }
        }
        let alike = seen.into_iter().find_map(|earlier| {
            let other = pages.get(earlier).filter(|other| other.unit != page.unit)?;
            Some((
                earlier,
                distance(other, page).filter(|apart| *apart <= most)?,
            ))
        });
        if let Some(alike) = alike {
            found.entry(later).or_insert(alike);
        }
    }
}
