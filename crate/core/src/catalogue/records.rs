//! XML catalogues → sheets: 文件目录.XML and 案卷目录.XML of the 2012 hand-over rules, 目录文件.XML of DA/T 93. An
//! element that holds nothing but fields is a row, its name the sheet's; a document type or an entity of its own
//! is refused by the reader below.

use std::collections::BTreeMap;

use super::Unreadable;
use super::cells::{Sheets, text};
use super::text::decode;
use super::xml::{Event, Events};

/// Elements within elements at most (ours: the layouts have four).
const DEPTH: usize = 64;

/// An element that is still open.
#[derive(Default)]
struct Open {
    fields: Vec<(String, String)>,
    text: String,
    /// It has elements in it.
    nested: bool,
    /// One of them has elements in it, too.
    deep: bool,
}

/// The rows of one name.
#[derive(Default)]
struct Rows {
    columns: BTreeMap<String, u32>,
    order: Vec<String>,
    rows: Vec<Vec<(String, String)>>,
}

/// Reads every element of fields as a row and returns the encoding. Row 1 of a sheet are the fields' names.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<&'static str, Unreadable> {
    let decoded = decode(bytes).map_err(Unreadable::malformed)?;
    let mut events = Events::new(&decoded.text);
    let mut open: Vec<Open> = Vec::new();
    let mut tables: BTreeMap<String, Rows> = BTreeMap::new();
    while let Some(event) = events.next()? {
        match event {
            Event::Open(tag) => {
                if open.is_empty() && local(tag.name) == "电子文件封装包" {
                    return Err(Unreadable::Unsupported { dialect: "eep" });
                }
                if open.len() >= DEPTH {
                    return Err(Unreadable::Limit {
                        what: "elements within elements",
                        limit: DEPTH as u64,
                    });
                }
                open.push(Open::default());
            }
            Event::Text(text) => {
                if let Some(top) = open.last_mut() {
                    top.text.push_str(&text);
                }
            }
            Event::Close(name) => {
                let Some(closed) = open.pop() else { continue };
                let name = local(name);
                if let Some(parent) = open.last_mut() {
                    parent.nested = true;
                    parent.deep |= closed.nested;
                    if !closed.nested {
                        parent
                            .fields
                            .push((name.to_owned(), closed.text.trim().to_owned()));
                    }
                }
                if closed.nested && !closed.deep && closed.fields.len() > 1 {
                    tables
                        .entry(name.to_owned())
                        .or_default()
                        .add(closed.fields);
                }
            }
        }
    }
    for (name, rows) in tables {
        rows.put(&name, sheets)?;
    }
    Ok(decoded.encoding)
}

/// The name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl Rows {
    fn add(&mut self, fields: Vec<(String, String)>) {
        for (name, _) in &fields {
            if !self.columns.contains_key(name) {
                let column = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
                self.columns.insert(name.clone(), column);
                self.order.push(name.clone());
            }
        }
        self.rows.push(fields);
    }

    fn put(self, name: &str, sheets: &mut Sheets) -> Result<(), Unreadable> {
        let mut sheet = sheets.begin(name, false);
        for (column, heading) in (0_u32..).zip(&self.order) {
            sheets.put(&mut sheet, 0, column, text(heading.as_str()))?;
        }
        for (row, fields) in (1_u32..).zip(self.rows) {
            let mut values: BTreeMap<u32, String> = BTreeMap::new();
            for (field, value) in fields {
                let Some(column) = self.columns.get(&field) else {
                    continue;
                };
                let held = values.entry(*column).or_default();
                // a field that stands twice keeps both values
                if !held.is_empty() && !value.is_empty() {
                    held.push('；');
                }
                held.push_str(&value);
            }
            for (column, value) in values {
                sheets.put(&mut sheet, row, column, text(value))?;
            }
        }
        sheets.end(sheet);
        Ok(())
    }
}
