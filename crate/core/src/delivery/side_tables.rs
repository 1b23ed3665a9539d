//! Tables beside the catalogue — registers, forms, lists of technical metadata — by their headings. They have archival
//! codes too, so they are told apart before catalogues are looked for: rows of a register are no items.

use std::collections::BTreeMap;

use super::{Delivery, Role};
use crate::catalogue::header::normalise;
use crate::facts::{Table, TableRow};
use crate::profile::{Field, built_in_heading};

/// Rows in which a header is looked for, as for a catalogue.
const SEARCHED: usize = 20;

/// A table by its columns.
pub(super) struct SideTable<'t, K> {
    pub(super) columns: BTreeMap<K, usize>,
    /// Headings as written, by column kept.
    pub(super) headings: BTreeMap<K, &'t str>,
    pub(super) body: &'t [TableRow],
}

impl<'t, K: Ord + Copy> SideTable<'t, K> {
    /// The first row with enough headings that `column` knows.
    pub(super) fn find(
        table: &'t Table,
        column: impl Fn(&str) -> Option<K>,
        enough: impl Fn(&BTreeMap<K, usize>) -> bool,
    ) -> Option<Self> {
        for (at, row) in table.rows.iter().take(SEARCHED).enumerate() {
            let (mut columns, mut headings) = (BTreeMap::new(), BTreeMap::new());
            for (position, cell) in row.cells.iter().enumerate() {
                if let Some(key) = column(&normalise(&cell.text)) {
                    columns.entry(key).or_insert(position);
                    headings.entry(key).or_insert(cell.text.trim());
                }
            }
            if enough(&columns) {
                let body = table.rows.get(at + 1..).unwrap_or_default();
                return Some(Self {
                    columns,
                    headings,
                    body,
                });
            }
        }
        None
    }

    /// A cell's text without blanks round it; empty where there is none.
    pub(super) fn text(&self, row: &'t TableRow, key: K) -> &'t str {
        let column = self.columns.get(&key);
        column
            .and_then(|c| row.cells.get(*c))
            .map_or("", |cell| cell.text.trim())
    }
}

/// The headings of an archival code.
pub(super) fn is_code(heading: &str) -> bool {
    matches!(
        heading,
        "档号"
            | "文件档号"
            | "件档号"
            | "案卷档号"
            | "卷内档号"
            | "电子档号"
            | "缺失档号"
            | "DH"
    )
}

/// The headings of a title, as a catalogue has them.
pub(super) fn is_title(heading: &str) -> bool {
    built_in_heading(heading) == Some(Field::Title)
}

/// The visible tables that may be something other than a catalogue, with their entry and position.
pub(super) fn all<'a>(delivery: &Delivery<'a>) -> Vec<(u32, usize, &'a Table)> {
    let mut found = Vec::new();
    for entry in &delivery.facts.container.entries {
        let role = delivery.roles.get(&entry.index);
        if !matches!(role, Some(Role::Other | Role::WorkFile | Role::Manifest)) {
            continue;
        }
        let facts = delivery.measured.get(&entry.index);
        let tables = facts.and_then(|f| f.tables.as_ref());
        for (at, table) in tables.iter().flat_map(|t| t.tables.iter().enumerate()) {
            let place = (entry.index, at);
            let free =
                !delivery.set_aside.contains(&place) && !delivery.no_side_tables.contains(&place);
            if !table.hidden && free {
                found.push((entry.index, at, table));
            }
        }
    }
    found
}

/// Takes a table out of the search for catalogues.
pub(super) fn set_aside(delivery: &mut Delivery<'_>, entry: u32, at: usize) {
    delivery.set_aside.insert((entry, at));
    let facts = delivery.measured.get(&entry);
    let tables = facts.and_then(|f| f.tables.as_ref());
    let whole = tables.is_some_and(|tables| {
        let mut visible = (0..tables.tables.len())
            .filter(|at| tables.tables.get(*at).is_some_and(|table| !table.hidden));
        visible.all(|at| delivery.set_aside.contains(&(entry, at)))
    });
    if whole && delivery.roles.get(&entry) == Some(&Role::Other) {
        delivery.roles.insert(entry, Role::WorkFile);
    }
}
