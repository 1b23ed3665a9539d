//! CAT-09 beyond the grammar of one code: a letter where its neighbours say a digit was meant, and a code built
//! unlike the others of its fonds and category. Both pass the grammar; both cost a link later.

use std::collections::BTreeMap;

use super::at;
use crate::archival_code::{self, ArchivalCode, Shape};
use crate::code::Code;
use crate::delivery::{CatalogueRow, Delivery};
use crate::finding::Finding;
use crate::ledger::Ledger;

/// How a code is built: its shape, and whether year and retention stand in it. An office may be missing where an
/// item has none.
type Form = (Shape, bool, bool);

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    // Volumes and items are built differently, and so are categories: each keeps to itself.
    let mut groups: BTreeMap<(usize, String, String), BTreeMap<Form, Vec<&CatalogueRow>>> =
        BTreeMap::new();
    for row in rows {
        let Ok(code) = archival_code::parse(&row.code) else {
            continue;
        };
        if let Some(meant) = confusable(&row.code) {
            ledger.find(
                Finding::new(Code::CodeConfusable, at(delivery, row))
                    .expected(meant)
                    .found(&row.code),
            );
        }
        let category = code
            .category
            .split('·')
            .next()
            .unwrap_or_default()
            .to_owned();
        groups
            .entry((row.catalogue, code.fonds.clone(), category))
            .or_default()
            .entry(form(&code))
            .or_default()
            .push(row);
    }
    for forms in groups.values() {
        // Of two equally frequent forms the first by name is the rule, whatever the order of rows.
        let most = forms
            .iter()
            .max_by_key(|(form, rows)| (rows.len(), std::cmp::Reverse(**form)));
        let Some((usual, examples)) = most else {
            continue;
        };
        let example = examples.iter().map(|row| row.code.as_str()).min();
        for (_, rows) in forms.iter().filter(|(form, _)| *form != usual) {
            // One export setting breaks it for all: the first row is named, the others are counted.
            if let Some(first) = rows.iter().min_by_key(|row| (row.row.number, &row.code)) {
                ledger.find(
                    Finding::new(Code::CodeForm, at(delivery, first))
                        .expected(example.unwrap_or_default())
                        .found(format!("{} ({}×)", first.code, rows.len())),
                );
            }
        }
    }
}

fn form(code: &ArchivalCode) -> Form {
    (code.shape, code.year.is_some(), code.retention.is_some())
}

/// The code as it was probably meant, where an O, I or l stands between digits or ends a run of them
/// (STANDARDS §11: O/0, I/1). A letter that begins a level, as the I of a fonds `I109` may, is left alone.
fn confusable(code: &str) -> Option<String> {
    let signs: Vec<char> = code.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| signs.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let meant: String = signs
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let follows = digit(at.checked_sub(1));
            let ends = signs.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
            match c {
                'O' if follows && (ends || digit(Some(at + 1))) => '0',
                'I' if follows && (ends || digit(Some(at + 1))) => '1',
                other => *other,
            }
        })
        .collect();
    (meant != code).then_some(meant)
}
