//! A table → CSV: UTF-8 with byte order mark (Excel and WPS read GBK otherwise). Text of the delivery is hostile: what a
//! spreadsheet would take for a formula is made inert, so that it can be read back exactly.

use crate::table::Table;

/// What starts a formula in some spreadsheet (OWASP, CSV injection), the full-width ones of East Asian versions among it.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The text as a cell of a CSV: with `'` before what looks like a formula, or like such a mark.
#[must_use]
pub fn inert(text: &str) -> String {
    let unmarked = text.strip_prefix('\'').unwrap_or(text);
    let marked = unmarked.len() < text.len();
    if unmarked.starts_with(FORMULA) || marked && unmarked.starts_with('\'') {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What [`inert`] was given.
#[must_use]
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

/// The table as CSV. Every record has as many fields as there are columns, since readers guess the delimiter by that.
#[must_use]
pub fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let width = table.columns.len().max(2);
    let title = vec![format!("{} {}", table.title.zh, table.title.en)];
    let head = table.head.iter().map(|line| {
        let label = format!("{} {}", line.label.zh, line.label.en);
        vec![label, inert(&line.value)]
    });
    let columns = table.columns.iter();
    let headings = columns
        .map(|column| format!("{} {}", column.heading.zh, column.heading.en))
        .collect();
    let rows = table.rows.iter();
    let rows = rows.map(|row| row.iter().map(|cell| inert(cell)).collect());
    let records = std::iter::once(title)
        .chain(head)
        .chain(std::iter::once(headings))
        .chain(rows);
    // Writing to memory cannot fail; if it ever did, the table would end there, and no sheet without all its rows is read.
    for mut record in records {
        record.resize(width, String::new());
        if writer.write_record(&record).is_err() {
            break;
        }
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_inert_and_read_back_exactly() {
        for text in [
            "=1+1", "+1", "-1", "@SUM", "\tx", "\rx", "＝1", "'=1", "''=1", "''", "''a", "'+",
        ] {
            let cell = inert(text);
            assert!(cell.starts_with('\''), "{text}");
            assert!(!cell.trim_start_matches('\'').is_empty() || cell.len() > text.len());
            assert_eq!(original(&cell), text);
        }
        for text in ["", "'", "'a", "a=1", "Z109-WS·2011", " =1", "3-5"] {
            assert_eq!(inert(text), text);
            assert_eq!(original(text), text);
        }
    }
}
