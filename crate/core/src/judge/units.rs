//! The units of the sample (抽样单位): the catalogue's items, or its volumes, each with its rows, its pages and the
//! stratum it falls into.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archival_code;
use crate::delivery::{CatalogueRow, Delivery, UnitPage};
use crate::facts::{Algorithm, EntryFacts, PageFacts, Readability};
use crate::profile::{Field, Profile, SamplingUnit};

/// One unit with its pages, as an inspector sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unit {
    /// Archival code as normalised.
    pub archival_code: String,
    /// Path of the catalogue.
    pub catalogue: String,
    /// Row as the spreadsheet shows it.
    pub row: u32,
    /// Its fields, by name, in the order of [`Field`].
    pub fields: BTreeMap<Field, String>,
    /// Values of the fields the plan divides the population by, in that order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stratum: Vec<String>,
    /// Of a volume: the rows of its items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<UnitItem>,
    /// Its pages in order.
    pub pages: Vec<UnitPageLine>,
}

/// The row of one item of a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitItem {
    /// Archival code as normalised.
    pub archival_code: String,
    /// Row as the spreadsheet shows it.
    pub row: u32,
    /// Its fields.
    pub fields: BTreeMap<Field, String>,
    /// How many of the unit's pages are its own; they stand in the order of the items.
    pub pages: u64,
}

/// One page of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitPageLine {
    /// Entry number.
    pub entry: u32,
    /// Its path.
    pub path: String,
    /// Page inside the entry, from 1.
    pub page: u32,
    /// SHA-256 of the entry; empty where it could not be read.
    pub sha256: String,
    /// Every code word of it could be read. What could not be decoded is never accepted by eye.
    pub readable: bool,
    /// Screen pixels for 1000 pixels of the picture at which it can be read; 0 where it has none.
    pub scale: u32,
}

impl CatalogueRow {
    /// What the row says of a field, or else its archival code; empty where neither does.
    fn value(&self, field: Field) -> String {
        let written = self.row.text(field).trim();
        if !written.is_empty() {
            return written.to_owned();
        }
        let Ok(code) = archival_code::parse(&self.code) else {
            return String::new();
        };
        match field {
            Field::Fonds => Some(code.fonds),
            Field::Year => code.year.map(|year| year.to_string()),
            Field::Retention => code.retention,
            Field::Office => code.office,
            Field::VolumeNumber => code.volume,
            Field::VolumeCode => self.volume(),
            _ => None,
        }
        .unwrap_or_default()
    }

    fn fields(&self) -> BTreeMap<Field, String> {
        let cells = self.row.cells.iter();
        cells
            .map(|(field, cell)| (*field, cell.text.trim().to_owned()))
            .collect()
    }
}

/// The units in row order, one for each archival code.
pub(super) fn units(delivery: &Delivery<'_>, profile: &Profile) -> Vec<Unit> {
    let mut seen = BTreeSet::new();
    let rows = delivery.rows.iter();
    let items: Vec<&CatalogueRow> = rows
        .filter(|row| !row.code.is_empty() && seen.insert(row.code.as_str()))
        .collect();
    match profile.sampling.unit {
        SamplingUnit::Item => items
            .into_iter()
            .map(|row| item(delivery, profile, row))
            .collect(),
        SamplingUnit::Volume => volumes(delivery, profile, &items),
    }
}

fn item(delivery: &Delivery<'_>, profile: &Profile, row: &CatalogueRow) -> Unit {
    let fields = profile.sampling.strata.iter();
    let pages = delivery.link.pages(&row.code).iter();
    Unit {
        archival_code: row.code.clone(),
        catalogue: delivery.path(row.entry).to_owned(),
        row: row.row.number,
        fields: row.fields(),
        stratum: fields.map(|field| row.value(*field)).collect(),
        items: Vec::new(),
        pages: pages
            .flat_map(|page| unit_pages(delivery, profile, page))
            .collect(),
    }
}

/// The volumes in the order of their first items; an item of no volume is a unit by itself.
fn volumes(delivery: &Delivery<'_>, profile: &Profile, items: &[&CatalogueRow]) -> Vec<Unit> {
    let lists = delivery.volumes.iter();
    let listed: BTreeMap<&str, &CatalogueRow> = lists.map(|row| (row.code.as_str(), row)).collect();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    let mut units: Vec<Unit> = Vec::new();
    for row in items {
        let own = item(delivery, profile, row);
        let Some(volume) = row.volume() else {
            units.push(own);
            continue;
        };
        let place = *at.entry(volume.clone()).or_insert(units.len());
        if place == units.len() {
            let head = listed.get(volume.as_str()).copied().unwrap_or(row);
            units.push(Unit {
                archival_code: volume,
                catalogue: delivery.path(head.entry).to_owned(),
                row: head.row.number,
                fields: head.fields(),
                stratum: own.stratum.clone(),
                items: Vec::new(),
                pages: Vec::new(),
            });
        }
        if let Some(unit) = units.get_mut(place) {
            unit.items.push(UnitItem {
                archival_code: own.archival_code,
                row: own.row,
                fields: own.fields,
                pages: own.pages.len() as u64,
            });
            unit.pages.extend(own.pages);
        }
    }
    units
}

fn unit_pages(delivery: &Delivery<'_>, profile: &Profile, page: &UnitPage) -> Vec<UnitPageLine> {
    let entry = page.entry;
    let facts = delivery.measured.get(&entry);
    let sha256 = facts
        .and_then(|f| f.digests.get(&Algorithm::Sha256))
        .cloned()
        .unwrap_or_default();
    // An image whose pages cannot be counted is still shown, as one page that cannot be decoded.
    let pages = delivery.pages_of(page).unwrap_or(1).max(1);
    let first = page.range.map_or(1, |(first, _)| first);
    let last = first.saturating_add(pages - 1);
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    (narrow(first)..=narrow(last))
        .map(|page| UnitPageLine {
            entry,
            path: delivery.path(entry).to_owned(),
            page,
            sha256: sha256.clone(),
            readable: facts.is_some_and(|f| readable(f, page)),
            scale: facts
                .and_then(|f| page_facts(f, page))
                .map_or(0, |p| readable_scale(p, profile.judging.readable_dpi)),
        })
        .collect()
}

fn page_facts(facts: &EntryFacts, page: u32) -> Option<&PageFacts> {
    let at = usize::try_from(page).ok()?.checked_sub(1)?;
    facts.image.as_ref()?.pages.get(at)
}

fn readable(facts: &EntryFacts, page: u32) -> bool {
    let whole = |readability: &Readability| *readability == Readability::Readable;
    if let Some(recording) = &facts.recording {
        return whole(&recording.readability);
    }
    let image = facts.image.as_ref();
    image.is_some_and(|image| whole(&image.readability))
        && page_facts(facts, page).is_some_and(|page| whole(&page.readability))
}

/// Thousandths of the picture's own size at which it has `dpi` dots an inch. Where the header gives no resolution the
/// long side is taken for that of A4 (297 mm, 11.69 inches).
fn readable_scale(page: &PageFacts, dpi: u32) -> u32 {
    if !page.is_picture() {
        return 0;
    }
    let long = u64::from(page.width.max(page.height));
    let known = page
        .density
        .as_ref()
        .and_then(|density| density.centi_dpi());
    let centi_dpi = known.map_or(long * 10_000 / 1169, |(x, y)| x.min(y)).max(1);
    let scale = u64::from(dpi) * 100_000 / centi_dpi;
    u32::try_from(scale.min(1000)).unwrap_or(1000)
}
