//! Records of quality control and rework (质检记录表, 返工记录: DA/T 31-2017 5.6, 10.5.4) that lie outside the folders of work
//! files. They have 档号 and 题名, and so read as a catalogue. What tells them apart is what they are called, a column of what
//! was wrong, and that they name no item that another catalogue does not have: no list of items is lost by it.

use std::collections::BTreeSet;

use super::{Delivery, Role, side_tables};
use crate::archival_code::normalise;
use crate::catalogue::columns::{MappedTable, read_catalogue};
use crate::catalogue::header;
use crate::facts::{Table, TableRow};
use crate::profile::{Field, Profile};

/// What such a record is called: the file, a folder above it or its sheet (ours).
const NAMES: [&str; 5] = ["质检", "质量检查", "自检", "返工", "整改"];
/// What heads its own column (ours). `机构或问题` of DA/T 22 is another thing.
const HEADINGS: [&str; 4] = ["质检", "问题", "返工", "整改"];
const NO_HEADING: &str = "机构";
/// Rows in which a header is looked for, as for a catalogue.
const SEARCHED: usize = 20;

/// Takes them out of the search for catalogues.
pub(super) fn set_aside(delivery: &mut Delivery<'_>, profile: &Profile) {
    let tables = tables(delivery);
    let looks = |(entry, _, table): &(u32, usize, &Table)| {
        delivery.roles.get(entry) == Some(&Role::Other) && looks_like(delivery.path(*entry), table)
    };
    let (maybe, others): (Vec<_>, Vec<_>) = tables.into_iter().partition(looks);
    if maybe.is_empty() {
        return;
    }
    let read = |table: &Table| read_catalogue(table, &profile.catalogue.aliases).ok();
    let mut known = BTreeSet::new();
    for mapped in others.into_iter().filter_map(|(_, _, table)| read(table)) {
        known.extend(codes(&mapped));
    }
    for (entry, at, table) in maybe {
        if read(table).is_some_and(|mapped| is_record(&mapped, profile, &known)) {
            side_tables::set_aside(delivery, entry, at);
        }
    }
}

/// The visible tables in which catalogues are looked for.
fn tables<'a>(delivery: &Delivery<'a>) -> Vec<(u32, usize, &'a Table)> {
    let facts = delivery.facts;
    let tables = facts.entries.iter().flat_map(|facts| {
        let tables = facts.tables.iter().filter(|t| t.dialect != "mets");
        let tables = tables.flat_map(|t| t.tables.iter().enumerate());
        tables.map(|(at, table)| (facts.index, at, table))
    });
    tables
        .filter(|(entry, at, table)| {
            let role = delivery.roles.get(entry);
            let free = !delivery.set_aside.contains(&(*entry, *at));
            matches!(role, Some(Role::Other | Role::Manifest)) && !table.hidden && free
        })
        .collect()
}

fn looks_like(path: &str, table: &Table) -> bool {
    let named = |text: &str| NAMES.iter().any(|name| text.contains(name));
    (named(path) || named(&table.name)) && table.rows.iter().take(SEARCHED).any(heads)
}

fn heads(row: &TableRow) -> bool {
    let mut headings = row.cells.iter().map(|cell| header::normalise(&cell.text));
    headings.any(|heading| {
        HEADINGS.iter().any(|word| heading.contains(word)) && !heading.contains(NO_HEADING)
    })
}

fn codes(mapped: &MappedTable) -> impl Iterator<Item = String> {
    let rows = mapped.rows.iter();
    rows.map(|row| normalise(row.text(Field::ArchivalCode)).text)
        .filter(|code| !code.is_empty())
}

/// It lacks what the profile asks of a catalogue, says nothing of secrecy, and each of its rows is one of another's.
fn is_record(mapped: &MappedTable, profile: &Profile, known: &BTreeSet<String>) -> bool {
    let asked = &profile.catalogue.required_fields;
    let complete = asked.iter().all(|field| mapped.columns.contains_key(field));
    let heads = |word: &str| {
        let mut unknown = mapped.unknown.iter();
        unknown.any(|heading| heading.contains(word) && !heading.contains(NO_HEADING))
    };
    let secrecy = mapped.asks_secrecy
        || mapped.columns.contains_key(&Field::Secrecy)
        || mapped.rows.iter().any(|row| row.level_elsewhere.is_some());
    let mut own = codes(mapped).peekable();
    let repeated = own.peek().is_some() && own.all(|code| known.contains(&code));
    let coded = codes(mapped).count() == mapped.rows.len();
    !complete && !secrecy && HEADINGS.iter().any(|word| heads(word)) && coded && repeated
}
