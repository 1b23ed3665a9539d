//! Two-level catalogues: which sheets list volumes (案卷) and which the items inside them (卷内). Headings alone do
//! not tell, since a list of volumes may be all there is and its rows are the units then; references do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalogue, CatalogueRow, Delivery, file_name, linkage};
use crate::archival_code;
use crate::profile::Field;

impl CatalogueRow {
    /// The volume this row says it belongs to: its 案卷档号, else what stands before the number in a code by volume.
    #[must_use]
    pub fn volume(&self) -> Option<String> {
        let written = self.row.text(Field::VolumeCode);
        if !written.is_empty() {
            let code = archival_code::normalise(written).text;
            return (code != self.code).then_some(code);
        }
        let code = archival_code::parse(&self.code).ok()?;
        code.volume.is_some().then(|| code.series().to_owned())
    }
}

/// Moves the rows of volume lists from `rows` to `volumes`.
pub(super) fn set_apart(delivery: &mut Delivery<'_>) {
    let lists = lists_of_volumes(delivery);
    // Where every list is one of volumes, they are the units.
    let apart = lists.len() < delivery.catalogues.len();
    for (at, catalogue) in delivery.catalogues.iter_mut().enumerate() {
        catalogue.of_volumes = apart && lists.contains(&at);
    }
    let of_volumes = |row: &CatalogueRow| apart && lists.contains(&row.catalogue);
    let (volumes, rows) = std::mem::take(&mut delivery.rows)
        .into_iter()
        .partition(of_volumes);
    (delivery.volumes, delivery.rows) = (volumes, rows);
}

/// Lists to whose codes rows of another list refer, or which look like lists of volumes beside one whose rows name
/// volumes: where all references are wrong, they shall still be seen to be wrong.
fn lists_of_volumes(delivery: &Delivery<'_>) -> BTreeSet<usize> {
    let mut referring: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut naming = BTreeSet::new();
    for row in &delivery.rows {
        if !row.row.text(Field::VolumeCode).is_empty() {
            naming.insert(row.catalogue);
        }
        if let Some(volume) = row.volume() {
            referring.entry(volume).or_default().insert(row.catalogue);
        }
    }
    let mut lists: BTreeSet<usize> = delivery
        .rows
        .iter()
        .filter(|row| {
            let by = referring.get(&row.code);
            by.is_some_and(|by| by.iter().any(|at| *at != row.catalogue))
        })
        .map(|row| row.catalogue)
        .collect();
    if !naming.is_empty() {
        let all = delivery.catalogues.iter().enumerate();
        lists.extend(all.filter(|(_, c)| looks(delivery, c)).map(|(at, _)| at));
    }
    lists.retain(|at| !naming.contains(at));
    lists
}

fn looks(delivery: &Delivery<'_>, catalogue: &Catalogue) -> bool {
    let named = |name: &str| name.contains("案卷") && !name.contains("卷内");
    catalogue.of_volumes
        || named(&catalogue.sheet)
        || named(file_name(delivery.path(catalogue.header.entry)))
        || catalogue.columns.contains_key(&Field::ItemCount)
}

/// One file for a whole volume (STANDARDS §4 shape (d)): such volumes are rows again, so that their content has
/// one.
pub(super) fn restore_where_they_hold_content(delivery: &mut Delivery<'_>) {
    if delivery.volumes.is_empty() || delivery.link.orphans.is_empty() {
        return;
    }
    let all = linkage::link(
        delivery,
        delivery.rows.iter().chain(delivery.volumes.iter()),
    );
    let bare = |row: &&CatalogueRow| !delivery.link.units.contains_key(&row.code);
    let mut inside: BTreeSet<String> = delivery
        .rows
        .iter()
        .filter(bare)
        .filter_map(CatalogueRow::volume)
        .collect();
    // Where the items say their pages, they have content of their own.
    for volume in &delivery.link.volumes {
        inside.remove(&volume.code);
    }
    let (holding, others): (Vec<CatalogueRow>, Vec<CatalogueRow>) =
        std::mem::take(&mut delivery.volumes)
            .into_iter()
            .partition(|v| inside.contains(&v.code) && all.units.contains_key(&v.code));
    delivery.volumes = others;
    if !holding.is_empty() {
        delivery.volumes_hold_content = true;
        delivery.rows.extend(holding);
        delivery.rows.sort_by_key(|row| row.catalogue);
        delivery.link = linkage::link(delivery, delivery.rows.iter());
    }
}
