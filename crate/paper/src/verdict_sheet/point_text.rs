//! One cell for several points: text that is of all failed ones, or a line for each, `point: text`. Written so that it is
//! read back exactly.

use std::collections::BTreeMap;

use yanshou::profile::Profile;

use super::columns::{point_name, squeezed};

/// What a cell says, by point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PointText {
    /// Of no point by name; empty where there is none.
    pub(super) whole: String,
    /// By the point's place in the profile.
    pub(super) by_point: BTreeMap<usize, String>,
}

/// The point a line names, and what it says of it.
fn named<'t>(line: &'t str, profile: &Profile) -> Option<(usize, &'t str)> {
    let (name, text) = line.split_once([':', '：'])?;
    let name = squeezed(name);
    let point = profile
        .inspection
        .iter()
        .position(|point| name == point.id || name == point_name(&point.id))?;
    Some((point, text.strip_prefix(' ').unwrap_or(text)))
}

/// A further line of a text, so that it is not taken for one that names a point.
fn escaped(line: &str, profile: &Profile) -> String {
    if named(line, profile).is_some() || line.starts_with('\\') {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

/// What [`escaped`] was given.
fn unescaped<'t>(line: &'t str, profile: &Profile) -> &'t str {
    match line.strip_prefix('\\') {
        Some(rest) if named(rest, profile).is_some() || rest.starts_with('\\') => rest,
        _ => line,
    }
}

impl PointText {
    pub(super) fn read(cell: &str, profile: &Profile) -> Self {
        let mut read = Self::default();
        let mut into: Option<usize> = None;
        let mut begun = false;
        for line in cell.split('\n') {
            if let Some((point, text)) = named(line, profile) {
                let known = read.by_point.entry(point).or_default();
                if !known.is_empty() {
                    known.push('\n');
                }
                known.push_str(text);
                into = Some(point);
                continue;
            }
            let held = match into {
                Some(point) => read.by_point.entry(point).or_default(),
                None => &mut read.whole,
            };
            if begun || into.is_some() {
                held.push('\n');
            }
            held.push_str(unescaped(line, profile));
            begun = true;
        }
        read
    }

    /// The cell that says this of these points. `shared` are the points that text without a name is taken to be of.
    pub(super) fn write(texts: &[(usize, &str)], shared: &[usize], profile: &Profile) -> String {
        let said: Vec<&(usize, &str)> = texts.iter().filter(|(_, text)| !text.is_empty()).collect();
        let Some((_, first)) = said.first() else {
            return String::new();
        };
        let names_one = first.split('\n').any(|line| escaped(line, profile) != line);
        let of_all = said.iter().all(|(_, text)| text == first)
            && said
                .iter()
                .map(|(point, _)| *point)
                .eq(shared.iter().copied());
        if of_all && !names_one {
            return (*first).to_owned();
        }
        let lines = said.iter().map(|(point, text)| {
            let id = profile.inspection.get(*point).map_or("", |p| &p.id);
            let mut own = text.split('\n');
            let head = format!("{}: {}", point_name(id), own.next().unwrap_or_default());
            let further = own.map(|line| escaped(line, profile));
            std::iter::once(head)
                .chain(further)
                .collect::<Vec<_>>()
                .join("\n")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What it says of a point; text of no name is of those that share it.
    pub(super) fn of(&self, point: usize, shares: bool) -> &str {
        match self.by_point.get(&point) {
            Some(text) => text,
            None if shares => &self.whole,
            None => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_for_each_point() {
        let profile = Profile::built_in("dat31-paper").unwrap();
        for texts in [
            vec![(2, "缺第三页"), (3, "缺第三页")],
            vec![(2, "缺第三页"), (3, "模糊")],
            vec![(3, "legibility: blurred")],
            vec![(3, "two\nlines")],
            vec![(2, "two\nlines"), (3, "x: y")],
            vec![(3, "=1+1")],
            vec![(2, "a\nlegibility: b\n\\legibility: c\n\\\\d"), (3, "x")],
        ] {
            let shared = [2, 3];
            let cell = PointText::write(&texts, &shared, &profile);
            let read = PointText::read(&cell, &profile);
            for (point, text) in &texts {
                assert_eq!(read.of(*point, true), *text, "{cell}");
            }
            if texts.len() == 1 {
                assert_eq!(read.of(2, true), "", "{cell}");
            }
        }
    }
}
