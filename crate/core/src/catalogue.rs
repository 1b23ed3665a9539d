//! Catalogues (目录): an entry's bytes → sheets of cells, and sheets → rows by field. Bytes decide what a file
//! is, its name only whether it is looked at: `.xls` is often HTML, tab-separated text or a renamed `.xlsx`.

use std::collections::BTreeMap;

use crate::facts::TablesFacts;
use crate::limits::Limits;

pub mod columns;
pub mod description;
pub mod header;
pub mod secrecy;
pub mod sums;
pub mod text;
pub mod values;

mod cells;
mod compound;
mod csv;
mod dbf;
mod mets;
mod no_items;
mod ods;
mod package;
mod records;
mod xls;
mod xlsx;
mod xlsx_layout;
mod xml;

use cells::Sheets;

/// Extensions of tables; those we cannot read are looked at all the same, to say so.
const EXTENSIONS: &[&str] = &[
    "xlsx", "xlsm", "xltx", "xlsb", "xls", "xlt", "et", "ett", "ods", "ots", "csv", "tsv", "dbf",
    "mdb", "accdb", "eep",
];

/// Words that make a name the catalogue's.
const NAMES: &[&str] = &["目录", "著录", "catalog", "mulu"];

/// Reads an entry as sheets, if its name says it is a table; `None` for all other names.
///
/// What cannot be read comes back with a reason in `unreadable` and no sheets: never as an empty table.
#[must_use]
pub fn read_tables(path: &str, bytes: &[u8], limits: &Limits) -> Option<TablesFacts> {
    if !candidate(path) {
        return None;
    }
    // A page of contents may be named so, too, and its recognised text is no table.
    if is_text(path) && !is_headed(bytes, limits) {
        return None;
    }
    let kind = sniff(path, bytes);
    let mut sheets = Sheets::new(limits);
    let mut encoding = "";
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let outcome = if length > limits.text_bytes {
        Err(Unreadable::Limit {
            what: "bytes",
            limit: limits.text_bytes,
        })
    } else {
        match kind {
            Kind::Xlsx => xlsx::read(bytes, &mut sheets),
            Kind::Ods => ods::read(bytes, &mut sheets),
            Kind::Xls => xls::read(bytes, &mut sheets),
            Kind::Text => csv::read(bytes, &mut sheets).map(|name| encoding = name),
            Kind::Dbf => dbf::read(bytes, &mut sheets).map(|name| encoding = name),
            Kind::Xml => records::read(bytes, &mut sheets).map(|name| encoding = name),
            Kind::Mets => mets::read(bytes, &mut sheets).map(|name| encoding = name),
            Kind::Empty => Err(Unreadable::Empty),
            Kind::Other(dialect) => Err(Unreadable::Unsupported { dialect }),
        }
    };
    let unsupported = matches!(
        outcome,
        Err(Unreadable::Unsupported { .. } | Unreadable::Encrypted)
    );
    let dialect = match outcome {
        Err(Unreadable::Unsupported { dialect }) => dialect,
        _ => kind.dialect(),
    };
    let (tables, unreadable) = match outcome {
        Ok(()) => (sheets.finish(), None),
        Err(reason) => (Vec::new(), Some(reason.to_string())),
    };
    Some(TablesFacts {
        dialect: dialect.to_owned(),
        encoding: encoding.to_owned(),
        tables,
        unreadable,
        unsupported,
    })
}

/// Delimited text as one sheet, whatever its name is: lists of digests are `.txt`, too.
pub(crate) fn read_delimited(bytes: &[u8], limits: &Limits) -> Option<crate::facts::Table> {
    let mut sheets = Sheets::new(limits);
    csv::read(bytes, &mut sheets).ok()?;
    sheets.finish().pop()
}

/// Whether the name alone makes this entry worth reading as a table: its extension, and not one of the
/// companions that Office (`~$目录.xlsx`) and macOS (`._目录.xlsx`, `__MACOSX/`) leave behind.
#[must_use]
pub fn candidate(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let junk = name.starts_with("~$")
        || name.starts_with("._")
        || path.split('/').any(|s| s == "__MACOSX");
    let extension = name
        .rsplit_once('.')
        .map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    // XML is everywhere (ALTO, metadata of every item); only where it says so is it a table
    let table = EXTENSIONS.contains(&extension.as_str())
        || extension == "xml" && (says_catalogue(name) || says_mets(name))
        || is_text(name) && says_catalogue(name);
    !junk && table
}

/// Plain text by its name: what Excel saves as 文本文件（制表符分隔）, and much else.
#[must_use]
pub fn is_text(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".txt")
}

/// Delimited text with the headings of a catalogue, by the built-in ones.
fn is_headed(bytes: &[u8], limits: &Limits) -> bool {
    let within = u64::try_from(bytes.len()).is_ok_and(|length| length <= limits.text_bytes);
    let table = within.then(|| read_delimited(bytes, limits)).flatten();
    table.is_some_and(|table| columns::read_catalogue(&table, &BTreeMap::new()).is_ok())
}

fn says_mets(name: &str) -> bool {
    name.to_ascii_lowercase().contains("mets")
}

fn says_catalogue(name: &str) -> bool {
    let name = name.to_lowercase();
    NAMES.iter().any(|word| name.contains(word))
}

/// Whether the name says that this is the catalogue: 目录, 著录, catalogue. Such a table without a header we
/// understand is a defect; any other table is just a table.
#[must_use]
pub fn named_as_catalogue(path: &str) -> bool {
    candidate(path) && says_catalogue(path.rsplit('/').next().unwrap_or_default())
}

/// Why a table could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
enum Unreadable {
    #[error("no bytes")]
    Empty,
    #[error("`{dialect}` is not read")]
    Unsupported { dialect: &'static str },
    #[error("more than {limit} {what}")]
    Limit { what: &'static str, limit: u64 },
    #[error("encrypted")]
    Encrypted,
    #[error("malformed: {0}")]
    Malformed(String),
}

impl Unreadable {
    fn malformed(reason: impl ToString) -> Self {
        Unreadable::Malformed(reason.to_string())
    }
}

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Xls,
    Ods,
    Text,
    Dbf,
    Xml,
    Mets,
    Empty,
    Other(&'static str),
}

impl Kind {
    fn dialect(self) -> &'static str {
        match self {
            Kind::Xlsx => "xlsx",
            Kind::Xls => "xls",
            Kind::Ods => "ods",
            Kind::Text => "csv",
            Kind::Dbf => "dbf",
            Kind::Xml => "xml",
            Kind::Mets => "mets",
            Kind::Empty => "",
            Kind::Other(name) => name,
        }
    }
}

fn sniff(path: &str, bytes: &[u8]) -> Kind {
    let lower = path.to_ascii_lowercase();
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return package::kind(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Kind::Xls;
    }
    // Access (`Standard Jet DB`, `Standard ACE DB`) and dBASE have no text a table could hide in
    if bytes.get(4..12) == Some(b"Standard".as_slice()) {
        return Kind::Other("access");
    }
    if [".mdb", ".accdb"].iter().any(|e| lower.ends_with(e)) {
        return Kind::Other("access");
    }
    // dBASE has no magic: the first byte is a version that many files begin with
    if lower.ends_with(".dbf") {
        return Kind::Dbf;
    }
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let head = start
        .get(..start.len().min(512))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let contains = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    if head.starts_with(b"<") {
        if contains(b"urn:schemas-microsoft-com:office:spreadsheet") || contains(b"mso-application")
        {
            return Kind::Other("xml spreadsheet 2003");
        }
        if contains(b"<html")
            || contains(b"<!doctype html")
            || contains(b"<table")
            || contains(b"<meta")
        {
            return Kind::Other("html");
        }
        if contains(b"<mets") || contains(b"<mets:mets") {
            return Kind::Mets;
        }
        if lower.ends_with(".xml") || lower.ends_with(".eep") {
            return Kind::Xml;
        }
        if head.starts_with(b"<?xml") {
            return Kind::Other("xml");
        }
    }
    Kind::Text
}
