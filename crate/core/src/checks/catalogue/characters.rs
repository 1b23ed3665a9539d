//! CAT-08: characters that do not belong into a cell: line breaks, blanks at its edges, invisible ones, spreadsheet
//! errors, question marks where a character was lost. Columns that were not understood are not looked at.

use super::{at, personal};
use crate::catalogue::{text::half_width, values};
use crate::code::{Check, Code};
use crate::delivery::{CatalogueRow, Delivery};
use crate::facts::{Cell, CellKind};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::profile::Field;

const ERRORS: &[&str] = &[
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!",
];

pub(super) fn run(delivery: &Delivery<'_>, rows: &[&CatalogueRow], ledger: &mut Ledger) {
    for row in rows {
        ledger.ran(Check::Cat08, 1);
        for (field, cell) in &row.row.cells {
            for code in defects(*field, cell) {
                ledger.find(
                    Finding::new(code, at(delivery, row))
                        .expected(values::heading(*field))
                        .found(visible(&cell.text)),
                );
            }
        }
    }
}

fn defects(field: Field, cell: &Cell) -> Vec<Code> {
    let text = cell.text.as_str();
    let mut found = Vec::new();
    if cell.kind == CellKind::Error || ERRORS.contains(&text.trim()) {
        return vec![Code::CellErrorValue];
    }
    if text.chars().any(char::is_control) {
        found.push(Code::CellControl);
    }
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_whitespace() && !c.is_control());
    let blanks =
        edge(text.chars().next()) || edge(text.chars().next_back()) || text.contains('\u{3000}');
    // A cell of nothing but blanks is an empty one, which is CAT-03's.
    if blanks && !text.trim().is_empty() {
        found.push(Code::CellBlank);
    }
    if invisible(text) {
        found.push(Code::CellInvisible);
    }
    if text.contains("??") {
        found.push(Code::CellQuestionMarks);
    }
    // Of the 档号 CAT-09 says it.
    if field != Field::ArchivalCode && mixed_width(text) {
        found.push(Code::CellMixedWidth);
    }
    found
}

/// Zero-width characters, directions of writing, soft hyphens. Joiners are spelling in Arabic, Mongolian and Indic
/// scripts, which minority-language holdings use.
fn invisible(text: &str) -> bool {
    let joined = text
        .chars()
        .any(|c| matches!(c, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}'));
    text.chars().any(|c| match c {
        '\u{200c}' | '\u{200d}' => !joined,
        other => is_invisible(other),
    })
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Letters and digits of both widths in one cell; full-width punctuation is ordinary Chinese.
fn mixed_width(text: &str) -> bool {
    let wide = |c: char| half_width(c) != c && half_width(c).is_ascii_alphanumeric();
    text.chars().any(wide) && text.chars().any(|c| c.is_ascii_alphanumeric())
}

/// The text with what cannot be seen written out, and personal data masked: it goes into the report.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in personal::masked(text).chars() {
        if c.is_control() || is_invisible(c) || (c.is_whitespace() && c != ' ') {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    let blank = |c: char| c == ' ';
    if out.starts_with(blank) || out.ends_with(blank) {
        out = format!("⟨{out}⟩");
    }
    out
}
