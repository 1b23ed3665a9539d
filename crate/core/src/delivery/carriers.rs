//! One catalogue in two files: 总目录 and the catalogues of its years, a workbook and the text that was saved of it. Rows
//! that say the same of the same item are one entry; where a single cell differs, or a row is only in one, both stay.

use std::collections::{BTreeMap, BTreeSet};

use super::{CatalogueRow, Delivery, nfc};
use crate::catalogue::values;
use crate::plain::folded;
use crate::profile::Field;

/// What a row says: by field, whatever its carrier. The number of the line is the carrier's own.
type Said = (String, BTreeMap<Field, String>, Option<&'static str>);

fn said(row: &CatalogueRow) -> Said {
    let cells = row.row.cells.iter().filter_map(|(field, cell)| {
        let text = match (field, values::date(&cell.text)) {
            (Field::Date, Ok(date)) => date.basic(),
            _ => folded(&cell.text),
        };
        let tells = !text.is_empty() && *field != Field::SerialNumber;
        tells.then_some((*field, text))
    });
    (row.code.clone(), cells.collect(), row.row.level_elsewhere)
}

/// Takes the rows of tables away that another file repeats in full, and notes which table that is.
pub(super) fn set_aside(delivery: &mut Delivery<'_>) {
    let entries = delivery.catalogues.iter().map(|c| c.header.entry);
    if entries.collect::<BTreeSet<u32>>().len() < 2 {
        return;
    }
    let mut tables: BTreeMap<usize, Vec<Said>> = BTreeMap::new();
    for row in &delivery.rows {
        tables.entry(row.catalogue).or_default().push(said(row));
    }
    let repeated = repeated(delivery, &tables);
    for (at, by) in &repeated {
        let other = delivery.catalogues.get(*by).map(|c| c.header);
        if let Some(catalogue) = delivery.catalogues.get_mut(*at) {
            catalogue.repeats = other;
        }
    }
    let rows = std::mem::take(&mut delivery.rows).into_iter();
    let aside = |row: &CatalogueRow| repeated.contains_key(&row.catalogue);
    (delivery.repeated, delivery.rows) = rows.partition(aside);
}

/// Tables whose rows are all in one longer table of another file, where together they hold all of it.
fn repeated(
    delivery: &Delivery<'_>,
    tables: &BTreeMap<usize, Vec<Said>>,
) -> BTreeMap<usize, usize> {
    let file = |at: usize| delivery.catalogues.get(at).map(|c| c.header.entry);
    // The longest first; of two the workbook, which shows more of itself than text does.
    let mut order: Vec<(usize, &Vec<Said>)> = tables.iter().map(|(at, rows)| (*at, rows)).collect();
    order.sort_by_cached_key(|(at, rows)| {
        let entry = file(*at).unwrap_or_default();
        let facts = delivery
            .measured
            .get(&entry)
            .and_then(|f| f.tables.as_ref());
        let text = facts.is_some_and(|tables| tables.dialect == "csv");
        (
            std::cmp::Reverse(rows.len()),
            text,
            nfc(delivery.path(entry)),
            *at,
        )
    });
    let mut owner: BTreeMap<&Said, usize> = BTreeMap::new();
    let mut within: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut covered: BTreeMap<usize, BTreeSet<&Said>> = BTreeMap::new();
    for (at, rows) in order {
        let once = rows.iter().collect::<BTreeSet<&Said>>().len() == rows.len();
        let longer = rows.first().and_then(|row| owner.get(row)).copied();
        let longer = longer.filter(|longer| once && file(*longer) != file(at));
        match longer {
            Some(longer) if rows.iter().all(|row| owner.get(row) == Some(&longer)) => {
                within.entry(longer).or_default().push(at);
                covered.entry(longer).or_default().extend(rows);
            }
            _ => rows.iter().for_each(|row| {
                owner.entry(row).or_insert(at);
            }),
        }
    }
    let full = |longer: &usize| {
        let all = tables.get(longer).map_or(0, Vec::len);
        covered.get(longer).is_some_and(|held| held.len() == all)
    };
    let within = within.into_iter().filter(|(longer, _)| full(longer));
    within
        .flat_map(|(longer, tables)| tables.into_iter().map(move |at| (at, longer)))
        .collect()
}
