//! Linkage by the parts of the archival code (STANDARDS §4 shape (b)): `Z109/2011年/永久/0001/0001.jpg` is row
//! `Z109-WS·2011-Y-BGS-0001` if no other row has these parts. The danger is the guess: a folder whose name could be
//! a part and is none of this row's keeps the link from being made, and two rows that fit are a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::linkage::{Link, Shape, UnitPage, sequence_of};
use super::trees;
use super::{CatalogueRow, Delivery, extension, folder_of, stem};
use crate::archival_code::normalise;
use crate::catalogue::values;

/// Parts of a code and folders of a path at most; real ones have six and eight (ours).
const MOST_PARTS: usize = 8;
const MOST_FOLDERS: usize = 16;
/// Different selections of parts at most that the paths of one delivery make: a delivery has one or two. Where
/// there are more, no path that needs another one is linked.
const MOST_SELECTIONS: usize = 32;
/// Steps at most in reading one path (ours: a sound one takes some tens). Where they do not do, it is not linked.
const MOST_STEPS: usize = 4096;
/// Formats of which one entry may be a whole unit.
const MULTI_PAGE: &[&str] = &["tif", "tiff", "pdf", "ofd"];

/// What a path says.
enum Said<'c> {
    Nothing,
    One(&'c str),
    Several(BTreeSet<&'c str>),
}

/// The parts of a path that were found in codes: how many parts these have, which ones (a bit each), and what they
/// are.
type Selection = (usize, u32, Vec<String>);

/// The readings of one path.
#[derive(Default)]
struct Readings {
    found: Vec<Selection>,
    steps: usize,
}

impl Readings {
    fn exhausted(&self) -> bool {
        self.steps > MOST_STEPS
    }
}

/// Links what was not linked by name.
pub(super) fn link(delivery: &Delivery<'_>, rows: &[&CatalogueRow], link: &mut Link) {
    if link.orphans.is_empty() || rows.iter().all(|r| link.units.contains_key(&r.code)) {
        return;
    }
    let codes: BTreeSet<&str> = rows.iter().map(|r| r.code.as_str()).collect();
    let mut index = Index::new(codes.into_iter().filter(|c| !c.is_empty()));
    let mut folders: BTreeMap<&str, Said<'_>> = BTreeMap::new();
    let mut ambiguous: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut orphans = Vec::new();
    for entry in std::mem::take(&mut link.orphans) {
        let path = delivery.path(entry);
        let folder = folder_of(path);
        let said = folders
            .entry(folder)
            .or_insert_with(|| index.find(folder.trim_end_matches('/')));
        let whole;
        let (said, shape) = match said {
            Said::Nothing if MULTI_PAGE.contains(&extension(path).as_str()) => {
                whole = index.find(&format!("{folder}{}", stem(path)));
                (&whole, Shape::File)
            }
            said => (&*said, Shape::Folder),
        };
        let target = match shape {
            Shape::File => path.to_owned(),
            _ => folder.to_owned(),
        };
        match said {
            Said::Nothing => orphans.push(entry),
            Said::Several(codes) => {
                ambiguous.entry(target).or_insert_with(|| codes.clone());
            }
            Said::One(code) => {
                let sequence = match shape {
                    Shape::File => None,
                    _ => sequence_of(stem(path), code),
                };
                let page = UnitPage {
                    entry,
                    shape,
                    sequence,
                    range: None,
                    target,
                    tree: None,
                };
                link.units.entry((*code).to_owned()).or_default().push(page);
            }
        }
    }
    link.orphans = orphans;
    let named = |codes: BTreeSet<&str>| codes.into_iter().map(str::to_owned).collect();
    let ambiguous = ambiguous.into_iter();
    link.ambiguous
        .extend(ambiguous.map(|(target, codes)| (target, named(codes))));
}

/// Codes by some of their parts.
type ByParts<'c> = BTreeMap<Vec<String>, BTreeSet<&'c str>>;

/// All codes by any selection of their parts.
struct Index<'c> {
    codes: Vec<(Vec<String>, &'c str)>,
    /// What stands at which place in codes of so many parts.
    words: BTreeMap<(usize, usize), BTreeSet<String>>,
    /// How parts are written: `A999` for Z109.
    forms: BTreeSet<String>,
    /// Made when a path first asks for the selection; of several codes the first two.
    selected: BTreeMap<(usize, u32), ByParts<'c>>,
}

impl<'c> Index<'c> {
    fn new(codes: impl Iterator<Item = &'c str>) -> Self {
        let mut index = Index {
            codes: Vec::new(),
            words: BTreeMap::new(),
            forms: BTreeSet::new(),
            selected: BTreeMap::new(),
        };
        for code in codes {
            let raw: Vec<&str> = split(code).collect();
            if raw.len() > MOST_PARTS {
                continue;
            }
            let parts: Vec<String> = raw.iter().map(|part| canonical(part)).collect();
            for (place, part) in parts.iter().enumerate() {
                let words = index.words.entry((parts.len(), place)).or_default();
                if !words.contains(part) {
                    words.insert(part.clone());
                }
            }
            index.forms.extend(raw.into_iter().filter_map(form));
            index.codes.push((parts, code));
        }
        index
    }

    fn find(&mut self, path: &str) -> Said<'c> {
        let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        if segments.len() > MOST_FOLDERS {
            return Said::Nothing;
        }
        let lengths: BTreeSet<usize> = self.words.keys().map(|(length, _)| *length).collect();
        let mut readings = Readings::default();
        for length in &lengths {
            self.select(*length, &segments, 0, (0, Vec::new()), &mut readings);
        }
        if !readings.found.is_empty() || readings.exhausted() {
            return self.said(readings);
        }
        for length in &lengths {
            readings.found.extend(self.reordered(*length, &segments));
        }
        match self.said(readings) {
            Said::Several(_) => Said::Nothing,
            said => said,
        }
    }

    /// The codes of what was read.
    fn said(&mut self, readings: Readings) -> Said<'c> {
        if readings.exhausted() {
            return Said::Nothing;
        }
        let mut found = BTreeSet::new();
        for (length, mask, parts) in readings.found {
            match self.codes_with(length, mask, &parts) {
                Some(codes) => found.extend(codes),
                None => return Said::Nothing,
            }
        }
        match found.first() {
            None => Said::Nothing,
            Some(code) if found.len() == 1 => Said::One(code),
            Some(_) => Said::Several(found),
        }
    }

    /// The same for parts in another order (which of them stands above which is each archive's own, STANDARDS §3.1):
    /// `永久/2011年/0001`. A word has its place there only where it can be no other part: no mere number but a year.
    fn reordered(&self, length: usize, segments: &[&str]) -> Option<Selection> {
        let (last, above) = segments.split_last()?;
        let mut parts: BTreeMap<usize, String> = BTreeMap::new();
        for segment in above {
            let plain = normalise(segment).text;
            let words: Vec<&str> = split(&plain).map(undecorated).collect();
            let foreign = |word: &&str| self.foreign(length, word);
            if trees::named(segment).is_some() || words.iter().all(foreign) {
                continue;
            }
            for word in words {
                let number = word.bytes().all(|b| b.is_ascii_digit());
                if number && !is_year(word) {
                    return None;
                }
                let word = canonical(word);
                let there = |place: &usize| self.has(length, *place, &word);
                let mut places = (0..length).filter(there);
                let place = places.next().filter(|_| places.next().is_none())?;
                if parts.insert(place, word).is_some() {
                    return None;
                }
            }
        }
        let plain = normalise(last).text;
        let words: Vec<&str> = split(&plain).map(undecorated).collect();
        let [word] = words.as_slice() else {
            return None;
        };
        let end = length.checked_sub(1)?;
        let word = canonical(word);
        if !self.has(length, end, &word) || parts.insert(end, word).is_some() || parts.len() < 2 {
            return None;
        }
        let mask = parts.keys().fold(0, |mask, place| mask | 1 << place);
        Some((length, mask, parts.into_values().collect()))
    }

    /// Some code of so many parts has this one at this place.
    fn has(&self, length: usize, place: usize, word: &str) -> bool {
        let there = self.words.get(&(length, place));
        there.is_some_and(|there| there.contains(word))
    }

    /// Gives every segment its place among the parts, in their order; the last segment must be the last part. A
    /// segment may be passed over when nothing in any code is written like it.
    fn select(
        &self,
        length: usize,
        segments: &[&str],
        from: usize,
        (mask, parts): (u32, Vec<String>),
        readings: &mut Readings,
    ) {
        readings.steps += 1;
        if readings.exhausted() {
            return;
        }
        let Some((segment, rest)) = segments.split_first() else {
            let ends = mask.checked_shr(u32::try_from(length - 1).unwrap_or(u32::MAX)) == Some(1);
            // One number alone is a guess.
            if ends && parts.len() > 1 {
                readings.found.push((length, mask, parts));
            }
            return;
        };
        let plain = normalise(segment).text;
        let words: Vec<&str> = split(&plain).map(undecorated).collect();
        let foreign = |word: &&str| self.foreign(length, word);
        let last = rest.is_empty();
        if !last && (trees::named(segment).is_some() || words.iter().all(foreign)) {
            self.select(length, rest, from, (mask, parts.clone()), readings);
        }
        if words.is_empty() {
            return;
        }
        let words: Vec<String> = words.into_iter().map(canonical).collect();
        self.fit(length, &words, from, (mask, parts), &mut |state, next| {
            self.select(length, rest, next, state, readings);
        });
    }

    /// Nothing in any code is written like this word, so that it tells nothing of the unit.
    fn foreign(&self, length: usize, word: &str) -> bool {
        let digits = word.bytes().all(|b| b.is_ascii_digit());
        let retention = !digits && values::retention(word).is_some();
        let known = canonical(word);
        let mut places = (0..length).filter_map(|place| self.words.get(&(length, place)));
        form(word).is_none_or(|form| !self.forms.contains(&form))
            && !retention
            && !places.any(|words| words.contains(&known))
    }

    /// Every way to give these words places next to each other, from `from` on.
    fn fit(
        &self,
        length: usize,
        words: &[String],
        from: usize,
        (mask, parts): (u32, Vec<String>),
        then: &mut dyn FnMut((u32, Vec<String>), usize),
    ) {
        for start in from..length {
            let known = |(place, word): (usize, &String)| self.has(length, place, word);
            if (start..).zip(words).all(known) {
                let end = start + words.len();
                let mask = (start..end).fold(mask, |mask, place| mask | 1 << place);
                then((mask, [parts.as_slice(), words].concat()), end);
            }
        }
    }

    /// The codes with these parts; `None` where there are too many selections to look.
    fn codes_with(
        &mut self,
        length: usize,
        mask: u32,
        parts: &[String],
    ) -> Option<BTreeSet<&'c str>> {
        let key = (length, mask);
        if !self.selected.contains_key(&key) {
            if self.selected.len() >= MOST_SELECTIONS {
                return None;
            }
            let mut by_parts = ByParts::new();
            for (all, code) in self.codes.iter().filter(|(all, _)| all.len() == length) {
                let chosen = all.iter().enumerate();
                let chosen = chosen.filter(|(place, _)| mask & (1 << place) != 0);
                let chosen: Vec<String> = chosen.map(|(_, part)| part.clone()).collect();
                let codes = by_parts.entry(chosen).or_default();
                if codes.len() < 2 {
                    codes.insert(code);
                }
            }
            self.selected.insert(key, by_parts);
        }
        let codes = self.selected.get(&key).and_then(|all| all.get(parts));
        Some(codes.cloned().unwrap_or_default())
    }
}

fn split(code: &str) -> impl Iterator<Item = &str> {
    code.split(['-', '·']).filter(|part| !part.is_empty())
}

/// `第0001件` → `0001`, `2011年度` → `2011`. Boxes (盒) and lots (批) are no parts of a code and keep their names.
fn undecorated(word: &str) -> &str {
    let heads = [
        "全宗号",
        "全宗",
        "目录号",
        "目录",
        "案卷号",
        "案卷",
        "卷号",
        "卷",
        "件号",
        "件",
        "第",
    ];
    let tails = ["年度", "年", "全宗", "目录", "案卷", "卷", "件", "号"];
    let rest = heads
        .iter()
        .find_map(|h| word.strip_prefix(h))
        .unwrap_or(word);
    let rest = tails
        .iter()
        .find_map(|t| rest.strip_suffix(t))
        .unwrap_or(rest);
    let plain = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    // 30年 is a retention, not the number 30
    if plain && values::retention(word).is_none() {
        rest
    } else {
        word
    }
}

/// Four digits that are a year of the archives (ours: 1800 to 2099).
fn is_year(word: &str) -> bool {
    word.len() == 4 && ["18", "19", "20"].iter().any(|c| word.starts_with(c))
}

/// Numbers without leading zeros, retentions in one spelling, letters upper case.
fn canonical(part: &str) -> String {
    if part.bytes().all(|b| b.is_ascii_digit()) {
        let number = part.trim_start_matches('0');
        return if number.is_empty() { "0" } else { number }.to_owned();
    }
    values::retention(part).unwrap_or_else(|| part.to_uppercase())
}

/// How a part is written, `Z109` → `A999`; `None` for other scripts, whose words say nothing.
fn form(part: &str) -> Option<String> {
    let marks = part.chars().map(|c| match c {
        '0'..='9' => Some('9'),
        'A'..='Z' | 'a'..='z' => Some('A'),
        _ => None,
    });
    marks.collect()
}
