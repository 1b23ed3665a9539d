//! OpenDocument `.ods` → sheets. Our own reader: calamine 0.38 never returns from a `content.xml` that ends
//! inside a table, and lets one attribute (`text:c`, `number-…-repeated`) claim gigabytes.

use std::collections::BTreeSet;

use super::cells::{self, Sheet, Sheets};
use super::xml::{Event, Events, Tag};
use super::{Unreadable, package};
use crate::facts::{Cell, CellKind};

/// Reads all tables of `content.xml` (ODF 1.3 part 3, 9.1); tables inside cells are left out.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<(), Unreadable> {
    let limit = sheets.text_limit();
    let part = |name| package::part(bytes, name, limit);
    if let Some(manifest) = part("META-INF/manifest.xml")?
        && manifest.windows(15).any(|w| w == b"encryption-data")
    {
        return Err(Unreadable::Encrypted);
    }
    let content = part("content.xml")?.ok_or_else(|| Unreadable::malformed("no content.xml"))?;
    let text = std::str::from_utf8(&content).map_err(Unreadable::malformed)?;
    let mut reader = Reader {
        events: Events::new(text),
        sheets,
        hidden: BTreeSet::new(),
    };
    reader.document()
}

struct Reader<'a, 's> {
    events: Events<'a>,
    sheets: &'s mut Sheets,
    /// Names of table styles with `table:display="false"`.
    hidden: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn document(&mut self) -> Result<(), Unreadable> {
        let mut style = String::new();
        while let Some(event) = self.events.next()? {
            let Event::Open(tag) = event else { continue };
            match tag.name {
                "style:style" => style = tag.attribute("style:name").unwrap_or_default(),
                "style:table-properties"
                    if tag.attribute("table:display").as_deref() == Some("false") =>
                {
                    self.hidden.insert(style.clone());
                }
                "table:table" => {
                    let name = tag.attribute("table:name").unwrap_or_default();
                    let hidden = tag
                        .attribute("table:style-name")
                        .is_some_and(|s| self.hidden.contains(&s));
                    let mut sheet = self.sheets.begin(&name, hidden);
                    self.table(&mut sheet)?;
                    self.sheets.end(sheet);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn table(&mut self, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let mut row = 0_u32;
        while let Some(event) = self.events.next()? {
            match event {
                Event::Open(tag) if tag.name == "table:table-row" => {
                    let repeat = count(&tag, "table:number-rows-repeated");
                    let cells = self.row()?;
                    let past = row.saturating_add(repeat);
                    if !cells.is_empty() {
                        // ends early at the cell limit, however often the row is repeated
                        for at in row..past {
                            for (column, cell) in &cells {
                                self.sheets.put(sheet, at, *column, cell.clone())?;
                            }
                        }
                    }
                    row = past;
                }
                Event::Close("table:table") => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self) -> Result<Vec<(u32, Cell)>, Unreadable> {
        let mut out = Vec::new();
        let mut column = 0_u32;
        let mut left = self.sheets.cell_limit();
        while let Some(event) = self.events.next()? {
            match event {
                Event::Open(tag)
                    if matches!(tag.name, "table:table-cell" | "table:covered-table-cell") =>
                {
                    let repeat = count(&tag, "table:number-columns-repeated");
                    let cell = self.cell(&tag)?;
                    let past = column.saturating_add(repeat);
                    if cell.kind != CellKind::Empty {
                        left = left
                            .checked_sub(u64::from(repeat))
                            .ok_or(Unreadable::Limit {
                                what: "cells",
                                limit: self.sheets.cell_limit(),
                            })?;
                        // repeated text would multiply before `put` counts it
                        let bytes = u64::try_from(cell.text.len()).unwrap_or(u64::MAX);
                        if bytes.saturating_mul(u64::from(repeat)) > self.sheets.text_limit() {
                            let limit = self.sheets.text_limit();
                            return Err(Unreadable::Limit {
                                what: "bytes of text",
                                limit,
                            });
                        }
                        out.extend((column..past).map(|at| (at, cell.clone())));
                    }
                    column = past;
                }
                Event::Close("table:table-row") => break,
                _ => {}
            }
        }
        Ok(out)
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<Cell, Unreadable> {
        let shown = self.paragraphs(tag.name)?;
        let value = |name| tag.attribute(name);
        let kind = value("office:value-type").unwrap_or_default();
        if value("calcext:value-type").as_deref() == Some("error") {
            return Ok(Cell {
                kind: CellKind::Error,
                text: shown,
            });
        }
        Ok(match kind.as_str() {
            "float" | "currency" | "percentage" => {
                match value("office:value").and_then(|v| v.parse().ok()) {
                    Some(number) => cells::number(number),
                    None => cells::text(shown),
                }
            }
            "date" => {
                value("office:date-value").map_or_else(|| cells::text(shown), |v| cells::iso(&v))
            }
            "boolean" => cells::boolean(value("office:boolean-value").as_deref() == Some("true")),
            "string" => cells::text(value("office:string-value").unwrap_or(shown)),
            _ => cells::text(shown),
        })
    }

    /// Text of the cell's paragraphs, joined by line feeds, up to its closing tag.
    fn paragraphs(&mut self, cell: &str) -> Result<String, Unreadable> {
        let mut out = String::new();
        let mut paragraphs = 0_u32;
        // annotations and nested tables are not the cell's own text
        let mut foreign = 0_u32;
        let mut inside = 0_u32;
        while let Some(event) = self.events.next()? {
            match event {
                Event::Open(tag) if matches!(tag.name, "office:annotation" | "table:table") => {
                    foreign += 1
                }
                Event::Close("office:annotation" | "table:table") => {
                    foreign = foreign.saturating_sub(1)
                }
                Event::Close(name) if name == cell && foreign == 0 => break,
                _ if foreign > 0 => {}
                Event::Open(tag) => match tag.name {
                    "text:p" => {
                        if paragraphs > 0 {
                            out.push('\n');
                        }
                        paragraphs += 1;
                        inside += 1;
                    }
                    // more than 1024 blanks in a row are nobody's text (ours)
                    "text:s" => out.extend((0..count(&tag, "text:c").min(1024)).map(|_| ' ')),
                    "text:tab" => out.push('\t'),
                    "text:line-break" => out.push('\n'),
                    _ => {}
                },
                Event::Close("text:p") => inside = inside.saturating_sub(1),
                Event::Text(text) if inside > 0 => out.push_str(&text),
                _ => {}
            }
        }
        Ok(out)
    }
}

fn count(tag: &Tag<'_>, attribute: &str) -> u32 {
    tag.attribute(attribute)
        .and_then(|v| v.parse().ok())
        .unwrap_or(1)
}
