//! Tables that have the headings of a catalogue and of a table beside it: a catalogue with 扫描页数 is a catalogue, and a
//! process form with titles is none. Names do not tell; items do: what lists items that no other catalogue has is one.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Delivery, ExceptionKind, Role, exceptions, metadata, nfc, process_forms, side_tables};
use crate::archival_code::{self, normalise};
use crate::catalogue::columns::{MappedTable, read_catalogue};
use crate::facts::Table;
use crate::profile::{Field, Profile};

/// Entry and position of a sheet.
type Place = (u32, usize);

/// What was found of the doubtful tables.
#[derive(Default)]
pub(super) struct Settled {
    /// Catalogues: no table beside one.
    pub(super) catalogues: BTreeSet<Place>,
    /// Tables beside a catalogue, which they repeat.
    pub(super) beside: BTreeSet<Place>,
}

struct Doubtful {
    place: Place,
    path: String,
    mapped: MappedTable,
    /// Rows of a register that say that their number was not given: of these no catalogue is asked for.
    never_given: BTreeSet<u32>,
    /// It must name a file in every row to be a list of files.
    no_list_of_files: bool,
}

/// Tells them apart, the one with most of a catalogue's columns first; the order of entries says nothing.
pub(super) fn settle(delivery: &Delivery<'_>, profile: &Profile) -> Settled {
    let mapped = |(entry, at, table)| readable(delivery, profile, (entry, at), table);
    let looks = |(entry, _, table): &(u32, usize, &Table)| {
        exceptions::looks_like(delivery.path(*entry), table)
            || process_forms::looks_like(table)
            || metadata::names_files(table).is_some()
    };
    let (maybe, plain): (Vec<_>, Vec<_>) = side_tables::all(delivery).into_iter().partition(looks);
    let mut doubtful: Vec<Doubtful> = maybe
        .into_iter()
        .filter_map(mapped)
        .filter(|(_, _, mapped)| mapped.columns.contains_key(&Field::Title))
        .filter(|(_, _, mapped)| mapped.columns.contains_key(&Field::ArchivalCode))
        .map(|(place, table, mapped)| doubtful(delivery, place, table, mapped))
        .collect();
    let mut settled = Settled::default();
    if doubtful.is_empty() {
        return settled;
    }
    doubtful.sort_by_key(|one| {
        (
            Reverse(one.mapped.columns.len()),
            nfc(&one.path),
            one.place.1,
        )
    });
    let mut known = BTreeSet::new();
    for (_, _, mapped) in plain.into_iter().filter_map(mapped) {
        learn(&mapped, &mut known);
    }
    for one in doubtful {
        let rows = one.mapped.rows.iter();
        let codes: Vec<(u32, String)> = rows
            .map(|row| (row.number, normalise(row.text(Field::ArchivalCode)).text))
            .filter(|(_, code)| !code.is_empty())
            .collect();
        let new = codes
            .iter()
            .filter(|(row, code)| !known.contains(code) && !one.never_given.contains(row));
        let of_items = new.count() * 2 > codes.len();
        if of_items || one.no_list_of_files {
            learn(&one.mapped, &mut known);
            settled.catalogues.insert(one.place);
        } else {
            settled.beside.insert(one.place);
        }
    }
    settled
}

/// A table that can be read as a catalogue, unless nobody would: METS beside one, and what lies among the work files.
fn readable<'t>(
    delivery: &Delivery<'_>,
    profile: &Profile,
    place: Place,
    table: &'t Table,
) -> Option<(Place, &'t Table, MappedTable)> {
    let facts = delivery.measured.get(&place.0)?;
    let mets = facts.tables.as_ref().is_some_and(|t| t.dialect == "mets");
    if mets || delivery.roles.get(&place.0) == Some(&Role::WorkFile) {
        return None;
    }
    let mapped = read_catalogue(table, &profile.catalogue.aliases).ok()?;
    Some((place, table, mapped))
}

fn doubtful(delivery: &Delivery<'_>, place: Place, table: &Table, mapped: MappedTable) -> Doubtful {
    let path = delivery.path(place.0);
    let register = exceptions::rows(path, place, table);
    let never_given = register.iter().flatten();
    let never_given = never_given.filter(|row| row.kinds.contains(&ExceptionKind::MissingNumber));
    let other = register.is_some() || process_forms::looks_like(table);
    Doubtful {
        never_given: never_given.map(|row| row.at.row).collect(),
        no_list_of_files: !other && metadata::names_files(table) != Some(true),
        path: path.to_owned(),
        place,
        mapped,
    }
}

/// The codes of a catalogue's items, and of the volumes these belong to.
fn learn(mapped: &MappedTable, known: &mut BTreeSet<String>) {
    for row in &mapped.rows {
        let code = normalise(row.text(Field::ArchivalCode)).text;
        if let Ok(parsed) = archival_code::parse(&code) {
            known.insert(parsed.series().to_owned());
        }
        known.insert(code);
        known.insert(normalise(row.text(Field::VolumeCode)).text);
    }
}
