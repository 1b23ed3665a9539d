//! Technical metadata by file (LNK-07): a table whose rows name files and say their size, format, resolution, colour
//! and pixels. It is told from a catalogue by what it lacks (题名) or by its file names being there; a row is joined
//! to an entry only where exactly one fits.

use std::collections::{BTreeMap, BTreeSet};

use super::side_tables::{self, SideTable};
use super::{Delivery, Role, RowPlace, file_name, nfc, stem};
use crate::archival_code::normalise;
use crate::catalogue::header;
use crate::facts::{ManifestScope, Table, TableRow};

/// What a column says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// Size; bytes unless the heading or the cell says otherwise.
    Size,
    /// Format.
    Format,
    /// Resolution, dots per inch.
    Resolution,
    /// Colour mode.
    Colour,
    /// Pixels across.
    Width,
    /// Pixels down.
    Height,
}

/// One row of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataRow {
    /// Where it stands.
    pub at: RowPlace,
    /// The file as written.
    pub file: String,
    /// The entry it names; `None` where none or more than one fits.
    pub of: Option<u32>,
    /// How many fit.
    pub candidates: usize,
    /// Heading and cell by property; cells with nothing in them are not there.
    pub said: BTreeMap<Property, (String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Code,
    Title,
    Path,
    Name,
    Said(Property),
}

fn column(heading: &str) -> Option<Column> {
    Some(match heading {
        code if side_tables::is_code(code) => Column::Code,
        title if side_tables::is_title(title) => Column::Title,
        "路径" | "文件路径" | "存储路径" | "存放路径" | "电子文件路径" | "图像路径" | "全路径"
        | "FILEPATH" | "PATH" => Column::Path,
        "文件名" | "计算机文件名" | "电子文件名" | "图像文件名" | "图片文件名" | "图片名称"
        | "图像名称" | "FILENAME" => Column::Name,
        "大小" | "文件大小" | "计算机文件大小" | "字节数" | "文件字节数" | "FILESIZE" => {
            Column::Said(Property::Size)
        }
        "格式" | "文件格式" | "格式信息" | "图像格式" | "存储格式" | "计算机文件格式" => {
            Column::Said(Property::Format)
        }
        "分辨率" | "扫描分辨率" | "图像分辨率" | "DPI" => {
            Column::Said(Property::Resolution)
        }
        "色彩" | "色彩模式" | "扫描色彩模式" | "颜色模式" | "图像色彩模式" | "扫描模式" => {
            Column::Said(Property::Colour)
        }
        "宽" | "宽度" | "图像宽度" | "像素宽" | "WIDTH" => Column::Said(Property::Width),
        "高" | "高度" | "图像高度" | "像素高" | "HEIGHT" => {
            Column::Said(Property::Height)
        }
        _ => return None,
    })
}

fn read_table(table: &Table) -> Option<SideTable<'_, Column>> {
    SideTable::find(table, column, |columns| {
        let named = columns.contains_key(&Column::Path) || columns.contains_key(&Column::Name);
        named && columns.keys().any(|c| matches!(c, Column::Said(_)))
    })
}

/// It has the headings of such a table, as a catalogue may have, too: whether every row with an archival code names
/// its file.
pub(super) fn names_files(table: &Table) -> Option<bool> {
    let found = read_table(table)?;
    let mut coded = found.body.iter().peekable();
    let filled = |row: &TableRow| {
        let text = |key| found.text(row, key);
        let named = !text(Column::Path).is_empty() || !text(Column::Name).is_empty();
        named || text(Column::Code).is_empty()
    };
    Some(coded.peek().is_some() && coded.all(filled))
}

/// Takes tables of metadata alone, and those that repeat a catalogue file by file, out of the search for catalogues.
pub(super) fn set_aside(delivery: &mut Delivery<'_>, beside: &BTreeSet<(u32, usize)>) {
    for (entry, at, table) in side_tables::all(delivery) {
        let alone = |found: SideTable<'_, Column>| !found.columns.contains_key(&Column::Title);
        let repeats = beside.contains(&(entry, at));
        if repeats || read_table(table).is_some_and(alone) {
            side_tables::set_aside(delivery, entry, at);
        }
    }
}

/// Reads them, and catalogues whose rows name files that are there; after linkage, since a bare name is looked for
/// among the pages of its row's unit.
pub(super) fn read(delivery: &mut Delivery<'_>) {
    let tables = delivery.facts.entries.iter().flat_map(|facts| {
        let sheets = facts
            .tables
            .iter()
            .flat_map(|t| t.tables.iter().enumerate());
        sheets.map(move |(at, table)| (facts.index, at, table))
    });
    let readable = |entry: &u32| {
        let role = delivery.roles.get(entry);
        let roles = [Role::Other, Role::WorkFile, Role::Manifest, Role::Catalogue];
        role.is_some_and(|role| roles.contains(role))
    };
    let tables: Vec<(u32, usize, SideTable<'_, Column>)> = tables
        .filter(|(entry, _, table)| !table.hidden && readable(entry))
        .filter_map(|(entry, at, table)| Some((entry, at, read_table(table)?)))
        .collect();
    if tables.is_empty() {
        return;
    }
    let names = Names::new(delivery);
    let mut all = Vec::new();
    for (entry, at, table) in &tables {
        let rows = table.body.iter();
        let rows: Vec<MetadataRow> = rows
            .filter_map(|row| {
                let at = RowPlace {
                    entry: *entry,
                    sheet: *at,
                    row: row.number,
                };
                names.row(delivery, at, table, row)
            })
            .collect();
        let there = rows.iter().filter(|row| row.of.is_some()).count();
        // In a catalogue 文件名 may mean anything; there most of them must be files.
        let alone = delivery.set_aside.contains(&(*entry, *at));
        if alone || there * 2 > rows.len() {
            all.extend(rows);
        }
    }
    delivery.metadata = all;
}

/// The first entry of a name, and how many there are.
type Fits = (u32, usize);

/// Entries by what a row may call them, in lower case.
struct Names<'a> {
    by_name: BTreeMap<String, Fits>,
    by_stem: BTreeMap<String, Fits>,
    /// The same of each unit's own pages.
    in_unit: BTreeMap<(&'a str, String), Fits>,
}

impl<'a> Names<'a> {
    fn new(delivery: &'a Delivery<'_>) -> Self {
        let lower = |name: &str| nfc(&name.to_lowercase());
        let mut names = Names {
            by_name: BTreeMap::new(),
            by_stem: BTreeMap::new(),
            in_unit: BTreeMap::new(),
        };
        let files = delivery.facts.container.entries.iter();
        for entry in files.filter(|e| !e.directory) {
            let name = lower(file_name(&entry.path));
            names.by_name.entry(name).or_insert((entry.index, 0)).1 += 1;
        }
        for entry in delivery.entries_as(Role::Content) {
            let stem = lower(stem(&entry.path));
            names.by_stem.entry(stem).or_insert((entry.index, 0)).1 += 1;
        }
        for (code, pages) in &delivery.link.units {
            for page in pages {
                let path = delivery.path(page.entry);
                for name in [file_name(path), stem(path)] {
                    let key = (code.as_str(), lower(name));
                    names.in_unit.entry(key).or_insert((page.entry, 0)).1 += 1;
                }
            }
        }
        names
    }

    fn row(
        &self,
        delivery: &Delivery<'_>,
        at: RowPlace,
        table: &SideTable<'_, Column>,
        row: &TableRow,
    ) -> Option<MetadataRow> {
        let text = |key| table.text(row, key);
        let (path, name) = (text(Column::Path), text(Column::Name));
        let file = match (path.is_empty(), name.is_empty()) {
            (true, true) => return None,
            (true, false) => name.to_owned(),
            (false, true) => path.to_owned(),
            (false, false) if path.ends_with(name) => path.to_owned(),
            (false, false) => format!("{}/{name}", path.trim_end_matches(['/', '\\'])),
        };
        let file = file.replace('\\', "/");
        // The header once more, or a sum.
        let sums = ["合计", "总计", "共计", "小计"];
        if column(&header::normalise(&file)).is_some() || sums.iter().any(|s| file.starts_with(s)) {
            return None;
        }
        let code = normalise(text(Column::Code)).text;
        let (first, candidates) = self.fits(delivery, at.entry, &file, &code);
        let said = table.columns.keys().filter_map(|column| {
            let Column::Said(property) = column else {
                return None;
            };
            let cell = table.text(row, *column);
            let heading = table.headings.get(column).copied().unwrap_or_default();
            (!cell.is_empty()).then(|| (*property, (heading.to_owned(), cell.to_owned())))
        });
        Some(MetadataRow {
            at,
            of: (candidates == 1).then_some(first),
            candidates,
            said: said.collect(),
            file,
        })
    }

    /// As a path; as a name among the unit's own pages; as a name of the whole delivery.
    fn fits(&self, delivery: &Delivery<'_>, table: u32, file: &str, code: &str) -> Fits {
        let by_path = delivery.resolve(delivery.path(table), ManifestScope::Delivery, file);
        if let [first, ..] = by_path {
            return (*first, by_path.len());
        }
        let name = nfc(&file_name(file).to_lowercase());
        if let Some(fits) = self.in_unit.get(&(code, name.clone())) {
            return *fits;
        }
        // A path that names folders means these folders.
        if file.contains('/') {
            return (0, 0);
        }
        let all = self.by_name.get(&name).or_else(|| self.by_stem.get(&name));
        all.copied().unwrap_or_default()
    }
}
