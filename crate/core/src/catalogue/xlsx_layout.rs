//! The parts of a workbook → what hides or joins its cells (ECMA-376 part 1, 18.3.1): calamine gives the cells
//! alone. Runs over parts calamine has read, so only the tags that matter are looked at.

use std::collections::BTreeMap;
use std::io::Read;

use super::xml::{Tag, opening_tags};
use super::{Unreadable, package};
use crate::facts::Layout;

/// Columns of a sheet at most (ECMA-376 part 1, 18.3.1.13: XFD).
const COLUMNS: u32 = 16_384;

/// Layout by sheet name; sheets that cannot be matched are left out.
///
/// # Errors
/// [`Unreadable`] when a part is broken or larger than `limit` bytes.
pub(super) fn read(bytes: &[u8], limit: u64) -> Result<BTreeMap<String, Layout>, Unreadable> {
    let mut by_path = BTreeMap::new();
    let (mut workbook, mut relations) = (String::new(), String::new());
    package::each(bytes, &mut |path, reader| {
        let path = path.trim_start_matches('/');
        if path.starts_with("xl/worksheets/") && path.ends_with(".xml") {
            by_path.insert(path.to_owned(), layout(&text(reader, limit)?));
        } else if path == "xl/workbook.xml" {
            workbook = text(reader, limit)?;
        } else if path == "xl/_rels/workbook.xml.rels" {
            relations = text(reader, limit)?;
        }
        Ok(())
    })?;
    let targets: BTreeMap<String, String> = opening_tags(&relations)
        .filter(|tag| local(tag) == "Relationship")
        .filter_map(|tag| Some((tag.attribute("Id")?, tag.attribute("Target")?)))
        .collect();
    let sheets = opening_tags(&workbook).filter(|tag| local(tag) == "sheet");
    Ok(sheets
        .filter_map(|tag| {
            let target = targets.get(&tag.attribute("r:id")?)?;
            let path = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            Some((tag.attribute("name")?, by_path.get(&path)?.clone()))
        })
        .collect())
}

fn text(reader: &mut dyn Read, limit: u64) -> Result<String, Unreadable> {
    let mut out = String::new();
    reader
        .take(limit)
        .read_to_string(&mut out)
        .map_err(Unreadable::malformed)?;
    Ok(out)
}

/// Some writers give the main namespace a prefix: `<x:row>`.
fn local<'t>(tag: &Tag<'t>) -> &'t str {
    tag.name.rsplit(':').next().unwrap_or_default()
}

fn layout(sheet: &str) -> Layout {
    let mut out = Layout::default();
    let mut row = 0_u32;
    for tag in opening_tags(sheet) {
        let number = |name| tag.attribute(name).and_then(|v| v.parse::<u32>().ok());
        let set = |name| matches!(tag.attribute(name).as_deref(), Some("1" | "true"));
        let zero = |name| tag.attribute(name).is_some_and(|v| v.parse() == Ok(0.0));
        match local(&tag) {
            "row" => {
                row = number("r").unwrap_or(row.saturating_add(1));
                if set("hidden") || zero("ht") {
                    out.hidden_rows.push(row);
                }
            }
            "col" if set("hidden") || zero("width") => {
                let (first, last) = (number("min").unwrap_or(1), number("max").unwrap_or(0));
                if out.hidden_columns.len() < 16_384 {
                    out.hidden_columns.extend(first..=last.min(COLUMNS));
                }
            }
            "f" if out.formula_rows.last() != Some(&row) => out.formula_rows.push(row),
            "mergeCell" => {
                if let Some(rows) = tag.attribute("ref").as_deref().and_then(rows) {
                    out.merged.push(rows);
                }
            }
            _ => {}
        }
    }
    out
}

/// First and last row of `A1:K1`.
fn rows(range: &str) -> Option<[u32; 2]> {
    let row = |cell: &str| {
        cell.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$')
            .parse()
            .ok()
    };
    let (first, last) = range.split_once(':')?;
    Some([row(first)?, row(last)?])
}
