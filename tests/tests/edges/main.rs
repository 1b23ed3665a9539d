//! The edges of what checks ask: facts at a limit, cells near a sound one, rules that no built-in profile has, and kinds
//! of delivery that no recipe makes. A mutant of a check would be seen by nothing else (`fixtures/MUTANTS.md`). Here is
//! what the modules share: findings as they are said, and parts of facts to be altered.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // facts of our own recipes

mod alike;
mod catalogue;
mod layout;
mod linkage;
mod manifest;
mod page;
mod paper_size;
mod recording;
mod register;
mod rework;
mod rule;
mod screen;
mod text;

use std::sync::LazyLock;

use yanshou::facts::{
    DeliveryFacts, Density, DensityUnit, EntryFacts, ImageFacts, PageFacts, PageScreen,
    RecordingFacts, Table,
};
use yanshou::finding::FindingLine;
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::Session;
use yanshou_tests::{delivery, profile_text, rules};

/// The first item of three.
const ITEM: &str = "Z109-WS·2011-Y-BGS-0001";

fn built_in(id: &str) -> Profile {
    Profile::built_in(id).unwrap()
}

/// A built-in profile in which another line stands in place of that of a key.
fn with_line(id: &str, key: &str, line: &str) -> Profile {
    let (text, own) = (profile_text(id), format!("{key} = "));
    let was = text.lines().find(|line| line.starts_with(&own)).unwrap();
    rules(id, &format!("\n{was}\n"), &format!("\n{line}\n"))
}

/// The findings of a code.
fn of_code<'r>(report: &'r Report, code: &str) -> impl Iterator<Item = &'r FindingLine> {
    report.findings.iter().filter(move |f| f.code == code)
}

/// Page, expected and found of a finding.
type Said = (Option<u32>, String, String);

/// What the findings of a code say.
fn found(report: &Report, code: &str) -> Vec<Said> {
    let own = of_code(report, code);
    own.map(|f| (f.locus.page, f.expected.clone(), f.found.clone()))
        .collect()
}

fn said(page: Option<u32>, expected: &str, found: &str) -> Said {
    (page, expected.to_owned(), found.to_owned())
}

/// The entries with pages, in the order of the container.
fn images(facts: &mut DeliveryFacts) -> Vec<&mut EntryFacts> {
    let entries = facts.entries.iter_mut();
    entries.filter(|e| e.image.is_some()).collect()
}

/// What the first entry with pages is.
fn first(facts: &mut DeliveryFacts) -> &mut ImageFacts {
    let mut images = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
    images.next().unwrap()
}

fn pages(facts: &mut DeliveryFacts) -> Vec<&mut PageFacts> {
    let entries = facts.entries.iter_mut().filter_map(|e| e.image.as_mut());
    entries.flat_map(|image| &mut image.pages).collect()
}

fn screens(facts: &mut DeliveryFacts) -> Vec<&mut PageScreen> {
    let pages = pages(facts).into_iter();
    pages.filter_map(|page| page.screen.as_mut()).collect()
}

fn recordings(facts: &mut DeliveryFacts) -> Vec<&mut RecordingFacts> {
    let entries = facts.entries.iter_mut();
    entries.filter_map(|e| e.recording.as_mut()).collect()
}

/// The tables of all entries.
fn tables(facts: &mut DeliveryFacts) -> impl Iterator<Item = &mut Table> {
    let entries = facts.entries.iter_mut();
    entries.flat_map(|e| e.tables.iter_mut().flat_map(|t| &mut t.tables))
}

/// Puts every entry where it is said to lie.
fn relocate(facts: &mut DeliveryFacts, place: impl Fn(&str) -> String) {
    for entry in &mut facts.container.entries {
        entry.path = place(&entry.path);
    }
}

/// The path of an entry, wherever it stands.
fn path_of(facts: &mut DeliveryFacts, index: u32) -> &mut String {
    let mut entries = facts.container.entries.iter_mut();
    &mut entries.find(|e| e.index == index).unwrap().path
}

/// Four A4 pages, of which the small pictures are known.
static FULL_SIZE: LazyLock<Session> = LazyLock::new(|| delivery("image/pass-full-size-pages.toml"));

/// A small picture of a page, taken from a recipe.
fn picture() -> PageScreen {
    let mut facts = FULL_SIZE.facts().clone();
    screens(&mut facts)[0].clone()
}

fn per_inch(x: u32, y: u32) -> Option<Density> {
    Some(Density {
        x: (x, 100),
        y: (y, 100),
        unit: DensityUnit::Inch,
    })
}
