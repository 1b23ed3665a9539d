//! Entries of which no part is known, where the content of an item lies → content: a page in a format we cannot read, a
//! document of an office program. Nobody else would speak of them; notes, metadata and work files are left alone.

use std::collections::BTreeSet;

use super::{Delivery, Role, extension, file_name, folder_of, stem};
use crate::archival_code::{self, Shape, normalise};
use crate::facts::{Entry, Format};
use crate::profile::Profile;

/// Text, whatever its bytes are: OCR-01 speaks of an encoding that cannot be read.
const TEXTS: &[&str] = &["txt", "xml", "csv", "json", "md", "log"];

/// Documents that are text to the eye of a machine.
const DOCUMENTS: &[&str] = &["rtf", "htm", "html", "mht", "mhtml", "eml", "svg", "ps"];

pub(super) fn adopt(delivery: &mut Delivery<'_>, profile: &Profile) {
    let rows = delivery.rows.iter().chain(&delivery.volumes);
    let codes: BTreeSet<&str> = rows
        .map(|row| row.code.as_str())
        .filter(|code| !code.is_empty())
        .collect();
    let folders: BTreeSet<&str> = delivery
        .entries_as(Role::Content)
        .map(|entry| folder_of(&entry.path))
        .collect();
    let work: Vec<String> = profile
        .work_files
        .iter()
        .flat_map(|kind| kind.names.iter().map(|name| name.to_lowercase()))
        .collect();
    let strays: Vec<u32> = delivery
        .entries_as(Role::Other)
        .filter(|entry| is_document(delivery, entry) && !is_work(&entry.path, &work))
        .filter(|entry| {
            let name = stem(&entry.path);
            let coded = entry.path.split('/').any(|part| says_code(part, &codes));
            let page = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
            coded || says_code(name, &codes) || page && folders.contains(folder_of(&entry.path))
        })
        .map(|entry| entry.index)
        .collect();
    for index in strays {
        delivery.roles.insert(index, Role::Content);
    }
}

/// Its bytes may be a page or a document, and nothing else was read from them. Archives and programs are PKG-06's.
fn is_document(delivery: &Delivery<'_>, entry: &Entry) -> bool {
    let facts = delivery.measured.get(&entry.index);
    facts.is_some_and(|facts| match facts.format {
        Format::Unknown if TEXTS.contains(&extension(&entry.path).as_str()) => false,
        Format::Unknown | Format::Cfb | Format::Ooxml | Format::Odf => facts.tables.is_none(),
        Format::Text | Format::Xml => DOCUMENTS.contains(&extension(&entry.path).as_str()),
        _ => false,
    })
}

fn is_work(path: &str, names: &[String]) -> bool {
    let path = path.to_lowercase();
    let named = |part: &str| names.iter().any(|name| super::fits(part, name));
    path.split('/').any(named) || named(stem(file_name(&path)))
}

/// The code of a row, or one that is written as only codes are: digits with hyphens may be a date.
fn says_code(part: &str, codes: &BTreeSet<&str>) -> bool {
    let code = normalise(part).text;
    codes.contains(code.as_str())
        || archival_code::parse(&code).is_ok_and(|parsed| {
            let letters = parsed.fonds.starts_with(|c: char| c.is_ascii_alphabetic());
            letters || parsed.shape != Shape::Numeric
        })
}
