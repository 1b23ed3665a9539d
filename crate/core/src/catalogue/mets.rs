//! METS → one sheet of a catalogue: a row for each dmdSec (MODS or Dublin Core) with its identifier, title, author,
//! date and pages. Only identifiers that are archival codes make it a catalogue: most METS have a URN, and then it
//! is listed and nothing is held against it.

use std::collections::{BTreeMap, BTreeSet};

use super::Unreadable;
use super::cells::{Sheets, iso, text};
use super::text::decode;
use super::values;
use super::xml::{Event, Events, Tag};
use crate::archival_code;

/// Elements within elements at most (ours: MODS inside METS has some ten, a logical tree a few more).
const DEPTH: usize = 64;

/// What one dmdSec says.
#[derive(Default)]
struct Described {
    identifiers: Vec<String>,
    titles: Vec<String>,
    authors: Vec<String>,
    dates: Vec<String>,
}

/// What the whole document says.
#[derive(Default)]
struct Read {
    /// By ID of the dmdSec, in the order they stand.
    described: Vec<(String, Described)>,
    /// Pages of the physical sequence.
    pages: u64,
    /// Files of each group, in the order they stand: masters, access copies, text.
    files: Vec<u64>,
    /// Logical division by the dmdSecs it names.
    divisions: BTreeMap<String, BTreeSet<String>>,
    /// Links from a logical division to physical ones.
    links: BTreeMap<String, BTreeSet<String>>,
}

/// Reads the document and returns the encoding.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<&'static str, Unreadable> {
    let decoded = decode(bytes).map_err(Unreadable::malformed)?;
    let mut events = Events::new(&decoded.text);
    let mut open: Vec<(&str, String)> = Vec::new();
    let mut found = Read::default();
    while let Some(event) = events.next()? {
        match event {
            Event::Open(tag) => {
                if open.len() >= DEPTH {
                    return Err(Unreadable::Limit {
                        what: "elements within elements",
                        limit: DEPTH as u64,
                    });
                }
                let name = local(tag.name);
                found.open(name, &tag);
                open.push((name, String::new()));
            }
            Event::Text(text) => {
                if let Some((_, held)) = open.last_mut() {
                    held.push_str(&text);
                }
            }
            Event::Close(_) => {
                if let Some((name, held)) = open.pop() {
                    found.close(name, held.trim(), &open);
                }
            }
        }
    }
    found.put(sheets)?;
    Ok(decoded.encoding)
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn inside(open: &[(&str, String)], name: &str) -> bool {
    open.iter().any(|(n, _)| *n == name)
}

impl Read {
    fn open(&mut self, name: &str, tag: &Tag<'_>) {
        let attribute = |name: &str| tag.attribute(name).unwrap_or_default();
        match name {
            "dmdSec" => self.described.push((attribute("ID"), Described::default())),
            "fileGrp" => self.files.push(0),
            "file" => {
                if let Some(group) = self.files.last_mut() {
                    *group += 1;
                }
            }
            "div" if attribute("TYPE").eq_ignore_ascii_case("page") => self.pages += 1,
            "div" => {
                for section in attribute("DMDID").split_whitespace() {
                    let divisions = self.divisions.entry(section.to_owned()).or_default();
                    divisions.insert(attribute("ID"));
                }
            }
            "smLink" => {
                let pages = self.links.entry(attribute("xlink:from")).or_default();
                pages.insert(attribute("xlink:to"));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, text: &str, open: &[(&str, String)]) {
        let Some((_, described)) = self.described.last_mut() else {
            return;
        };
        // What a related work, a subject or a record of the record is called is not what this one is called.
        let foreign = ["relatedItem", "subject", "recordInfo"];
        if text.is_empty() || !inside(open, "dmdSec") || foreign.iter().any(|f| inside(open, f)) {
            return;
        }
        let parent = open.last().map_or("", |(name, _)| *name);
        let list = match (parent, name) {
            (_, "identifier") => &mut described.identifiers,
            ("titleInfo" | "xmlData" | "dc", "title") => &mut described.titles,
            ("name", "namePart" | "displayForm") | ("xmlData" | "dc", "creator") => {
                &mut described.authors
            }
            ("originInfo", "dateIssued" | "dateCreated") | ("xmlData" | "dc", "date") => {
                &mut described.dates
            }
            _ => return,
        };
        list.push(text.to_owned());
    }

    /// Pages of a dmdSec: of the only one all of them, of several those the links give it.
    fn pages_of(&self, section: &str) -> Option<u64> {
        if self.described.len() == 1 {
            let files = self.files.iter().max().copied().unwrap_or_default();
            return Some(if self.pages > 0 { self.pages } else { files }).filter(|n| *n > 0);
        }
        let divisions = self.divisions.get(section)?;
        let linked = divisions.iter().filter_map(|d| self.links.get(d)).flatten();
        let linked: BTreeSet<&String> = linked.collect();
        Some(linked.len() as u64).filter(|n| *n > 0)
    }

    fn put(self, sheets: &mut Sheets) -> Result<(), Unreadable> {
        let coded = |d: &Described| d.identifiers.iter().find(|i| is_code(i)).cloned();
        let any = self.described.iter().any(|(_, d)| coded(d).is_some());
        let heading = if any { "档号" } else { "identifier" };
        let mut columns: [(&str, Vec<Option<String>>); 5] = [
            (heading, Vec::new()),
            ("题名", Vec::new()),
            ("责任者", Vec::new()),
            ("日期", Vec::new()),
            ("页数", Vec::new()),
        ];
        for (section, described) in &self.described {
            let code = coded(described);
            // Beside rows with a code, a dmdSec without one describes a part: a chapter, a picture.
            if any && code.is_none() {
                continue;
            }
            let joined = |texts: &[String]| Some(texts.join("；")).filter(|t| !t.is_empty());
            let cells = [
                code.or_else(|| joined(&described.identifiers)),
                described.titles.first().cloned(),
                joined(&described.authors),
                described.dates.first().cloned(),
                self.pages_of(section).map(|n| n.to_string()),
            ];
            for ((_, column), cell) in columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        let mut sheet = sheets.begin("METS", false);
        // A column nobody filled is a column that is not there.
        let filled = columns
            .iter()
            .filter(|(_, c)| c.iter().any(Option::is_some));
        for (at, (heading, cells)) in (0_u32..).zip(filled) {
            sheets.put(&mut sheet, 0, at, text(*heading))?;
            for (row, cell) in (1_u32..).zip(cells) {
                let held = cell.clone().unwrap_or_default();
                // MODS dates are W3CDTF by rule: a true date, as a spreadsheet's date cell is.
                let cell = if *heading == "日期" && values::date(&held).is_ok() {
                    iso(&held)
                } else {
                    text(held)
                };
                sheets.put(&mut sheet, row, at, cell)?;
            }
        }
        sheets.end(sheet);
        Ok(())
    }
}

fn is_code(identifier: &str) -> bool {
    archival_code::parse(&archival_code::normalise(identifier).text).is_ok()
}
