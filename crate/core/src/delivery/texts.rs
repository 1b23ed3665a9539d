//! Recognised texts (OCR) and the pages they belong to: beside the page with the same stem, in a folder of texts, or
//! in a parallel tree. A text that has no page is no text of a page, and nothing is said of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::archival_code::normalise;

use super::{CONTENT_EXTENSIONS, Delivery, Role, extension, folder_of, nfc, stem};

/// Texts by what they belong to.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The text of each content entry that has one.
    pub of_page: BTreeMap<u32, u32>,
    /// The text of a whole item, by archival code.
    pub of_unit: BTreeMap<String, u32>,
    /// All entries that are such texts.
    pub entries: BTreeSet<u32>,
}

/// Folders that say of what kind their files are, and not to what they belong (STANDARDS §4).
const KINDS: &[&str] = &[
    "ocr",
    "txt",
    "text",
    "texts",
    "文本",
    "文字",
    "识别文本",
    "ocr文本",
    "全文",
    "alto",
    "hocr",
    "xml",
    "jpg",
    "jpeg",
    "tif",
    "tiff",
    "png",
    "jp2",
    "pdf",
    "ofd",
    "image",
    "images",
    "图像",
    "图片",
    "扫描件",
    "原图",
    "数字图像",
];

/// Path without folders of kinds and without extensions, and the same with its last folder only.
fn keys(path: &str) -> [String; 3] {
    let path = nfc(path).to_lowercase();
    let folders: Vec<&str> = folder_of(&path)
        .split('/')
        .filter(|s| !s.is_empty() && !KINDS.contains(s))
        .collect();
    let mut name = stem(&path);
    // `0001.jpg.txt`
    if CONTENT_EXTENSIONS.contains(&extension(name).as_str()) {
        name = stem(name);
    }
    let whole = format!("{}/{name}", folders.join("/"));
    let short = match folders.last() {
        Some(folder) => format!("{folder}/{name}"),
        None => String::new(),
    };
    // A mere number is the name of a page in every folder.
    let own = if name.bytes().all(|b| b.is_ascii_digit()) {
        String::new()
    } else {
        name.to_owned()
    };
    [whole, short, own]
}

/// Links texts to pages.
pub(super) fn find(delivery: &Delivery<'_>) -> Texts {
    let candidates: Vec<_> = delivery
        .entries_as(Role::Other)
        .filter(|entry| {
            let facts = delivery.measured.get(&entry.index);
            let dialect = facts.and_then(|f| Some(f.page_text.as_ref()?.dialect.as_str()));
            // XML of other kinds is metadata; an empty file has no facts of a text.
            matches!(dialect, Some("text" | "alto" | "hocr"))
                || facts.is_some_and(|f| f.bytes == 0) && extension(&entry.path) == "txt"
        })
        .collect();
    let mut texts = Texts::default();
    if candidates.is_empty() {
        return texts;
    }
    let unit_of = delivery.unit_of();
    let mut pages: [BTreeMap<String, Vec<u32>>; 3] = Default::default();
    for entry in delivery.entries_as(Role::Content) {
        for (key, map) in keys(&entry.path).into_iter().zip(&mut pages) {
            if !key.is_empty() {
                map.entry(key).or_default().push(entry.index);
            }
        }
    }
    for text in candidates {
        let found = keys(&text.path)
            .iter()
            .zip(&pages)
            .filter_map(|(key, map)| map.get(key))
            // Pages of several items with one name: none of them is meant for certain.
            .find(|found| {
                let units: BTreeSet<_> = found.iter().map(|page| unit_of.get(page)).collect();
                units.len() == 1
            });
        if let Some(found) = found {
            texts.entries.insert(text.index);
            for page in found {
                texts.of_page.entry(*page).or_insert(text.index);
            }
            continue;
        }
        let code = normalise(stem(&text.path)).text;
        if delivery.link.units.contains_key(&code) {
            texts.entries.insert(text.index);
            texts.of_unit.entry(code).or_insert(text.index);
        }
    }
    texts
}
