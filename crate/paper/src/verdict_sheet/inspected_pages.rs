//! 问题页: pages of a unit as a person names them — a file's name, or the place in the unit — and back.

use std::collections::BTreeMap;

use yanshou::catalogue::text::half_width;
use yanshou::inspection::PageName;
use yanshou::judge::{Unit, UnitPageLine};

/// What stands between two pages.
const BETWEEN: [char; 6] = [',', '，', '、', ';', '；', '\n'];
/// From one place to another; and 至.
const TO: [char; 5] = ['-', '–', '—', '~', '至'];

/// The pages of one unit by every name they may be called.
pub(super) struct UnitPages<'a> {
    pages: &'a [UnitPageLine],
    /// Paths by path, by last segment and by last segment without extension; several: the name does not say which.
    names: BTreeMap<&'a str, Vec<&'a str>>,
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn name_of(page: &UnitPageLine) -> PageName {
    PageName {
        entry: page.path.clone(),
        page: page.page,
    }
}

impl<'a> UnitPages<'a> {
    pub(super) fn new(unit: &'a Unit) -> Self {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for page in &unit.pages {
            let last = last_segment(&page.path);
            let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
            for name in [page.path.as_str(), last, stem] {
                let known = names.entry(name).or_default();
                if !known.contains(&page.path.as_str()) {
                    known.push(&page.path);
                }
            }
        }
        Self {
            pages: &unit.pages,
            names,
        }
    }

    /// The pages a cell names, in the order of the unit and each once; or the words of it that name none.
    pub(super) fn read(&self, cell: &str) -> Result<Vec<PageName>, String> {
        let mut chosen = vec![false; self.pages.len()];
        // A name may have a comma in it.
        let words: Vec<&str> = match self.choose(cell.trim(), &mut chosen) {
            Some(()) => Vec::new(),
            None => cell.split(BETWEEN).map(str::trim).collect(),
        };
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            self.choose(word, &mut chosen)
                .ok_or_else(|| word.to_owned())?;
        }
        let pages = self.pages.iter().zip(chosen);
        Ok(pages
            .filter(|(_, chosen)| *chosen)
            .map(|(page, _)| name_of(page))
            .collect())
    }

    fn choose(&self, word: &str, chosen: &mut [bool]) -> Option<()> {
        let (name, inside) = match word.rsplit_once('#') {
            Some((name, inside)) if !self.names.contains_key(word) => {
                (name, Some(inside.parse::<u32>().ok()?))
            }
            _ => (word, None),
        };
        if let Some(paths) = self.names.get(name) {
            let [path] = paths.as_slice() else {
                return None;
            };
            let mut found = None;
            for (page, chosen) in self.pages.iter().zip(chosen) {
                if page.path == *path && inside.is_none_or(|inside| inside == page.page) {
                    *chosen = true;
                    found = Some(());
                }
            }
            return found;
        }
        let plain: String = word.chars().map(half_width).collect();
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| *n > 0);
        let (first, last) = match plain.split_once(TO) {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(&plain)?, number(&plain)?),
        };
        let places = chosen.get_mut(first - 1..last).filter(|p| !p.is_empty())?;
        places.fill(true);
        Some(())
    }

    /// The cell that names these pages; a page the unit does not have is left out.
    pub(super) fn write(&self, pages: &[PageName]) -> String {
        let of_unit = (1_usize..).zip(self.pages);
        let named = of_unit.filter(|(_, page)| pages.contains(&name_of(page)));
        let words = named.map(|(place, page)| self.word(place, page));
        words.collect::<Vec<_>>().join("、")
    }

    fn word(&self, place: usize, page: &UnitPageLine) -> String {
        let last = last_segment(&page.path);
        let plain = |name: &str| {
            let known = self.names.get(name).is_some_and(|paths| paths.len() == 1);
            known && name.trim() == name && !name.contains(BETWEEN) && !name.contains('#')
        };
        let name = [last, page.path.as_str()].into_iter().find(|n| plain(n));
        let alone = self.pages.iter().filter(|p| p.path == page.path).count() == 1;
        match name {
            Some(name) if alone => name.to_owned(),
            Some(name) => format!("{name}#{}", page.page),
            // A number that some file is called by would name that file.
            None if self.names.contains_key(place.to_string().as_str()) => page.path.clone(),
            None => place.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(pages: &[(&str, u32)]) -> Unit {
        let line = |(path, page): &(&str, u32)| UnitPageLine {
            entry: 0,
            path: (*path).to_owned(),
            page: *page,
            sha256: String::new(),
            readable: true,
            scale: 1000,
        };
        Unit {
            archival_code: "A".to_owned(),
            catalogue: String::new(),
            row: 1,
            fields: BTreeMap::new(),
            stratum: Vec::new(),
            items: Vec::new(),
            pages: pages.iter().map(line).collect(),
        }
    }

    fn places(unit: &Unit, cell: &str) -> Result<Vec<usize>, String> {
        let named = UnitPages::new(unit).read(cell)?;
        let all: Vec<PageName> = unit.pages.iter().map(name_of).collect();
        let place = |page: &PageName| all.iter().position(|p| p == page).unwrap() + 1;
        Ok(named.iter().map(place).collect())
    }

    #[test]
    fn pages_are_named_by_file_or_by_place() {
        let unit = unit(&[
            ("a/0002.jpg", 1),
            ("a/0003.jpg", 1),
            ("a/b,c.tif", 1),
            ("a/b,c.tif", 2),
        ]);
        for (cell, found) in [
            ("", vec![]),
            ("1", vec![1]),
            ("0003", vec![2]),
            ("0003.jpg", vec![2]),
            ("a/0003.jpg、1", vec![1, 2]),
            ("2-4", vec![2, 3, 4]),
            ("２至３；4", vec![2, 3, 4]),
            ("b,c.tif", vec![3, 4]),
            ("b,c.tif#2", vec![4]),
        ] {
            assert_eq!(places(&unit, cell), Ok(found), "{cell}");
        }
        for cell in ["5", "0", "4-5", "3-2", "0004.jpg", "b,c.tif#3", "x"] {
            assert!(places(&unit, cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn one_name_of_two_files_names_none() {
        let unit = unit(&[("jpg/1.jpg", 1), ("tif/1.jpg", 1)]);
        assert!(places(&unit, "1.jpg").is_err());
        assert_eq!(places(&unit, "tif/1.jpg"), Ok(vec![2]));
    }

    #[test]
    fn every_page_is_written_so_that_it_is_read_back() {
        for unit in [
            unit(&[
                ("jpg/1.jpg", 1),
                ("tif/1.jpg", 1),
                ("x.tif", 1),
                ("x.tif", 2),
            ]),
            unit(&[
                ("=1.jpg", 1),
                ("a#1.tif", 1),
                ("b、c.jpg", 1),
                (" d.jpg", 1),
            ]),
            unit(&[("2.jpg", 1), ("1.jpg", 1), ("3,4.jpg", 1)]),
        ] {
            let pages = UnitPages::new(&unit);
            for page in &unit.pages {
                let named = vec![name_of(page)];
                assert_eq!(pages.read(&pages.write(&named)), Ok(named));
            }
            let all: Vec<PageName> = unit.pages.iter().map(name_of).collect();
            assert_eq!(pages.read(&pages.write(&all)), Ok(all));
        }
    }
}
