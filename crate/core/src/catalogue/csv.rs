//! Delimited text → one sheet. Written by hand and not with the `csv` crate: its delimiters are single bytes
//! (`，` is three) and it does not tell of a quote that never closes, which swallows all rows behind it.

use super::Unreadable;
use super::cells::{Sheets, text};
use super::text::decode;

/// Delimiters seen (STANDARDS §11), the first wins a tie.
const DELIMITERS: [char; 4] = [',', '\t', ';', '，'];

/// Reads all records and returns the encoding. A record counts from its first line.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<&'static str, Unreadable> {
    let decoded = decode(bytes).map_err(Unreadable::malformed)?;
    let delimiter = sniff(&decoded.text);
    let mut sheet = sheets.begin("", false);
    let most = sheets.cell_limit();
    let mut scan = Scan {
        rest: &decoded.text,
        delimiter,
        line: 0,
        most,
    };
    while let Some((line, fields)) = scan.record()? {
        for (column, field) in (0_u32..).zip(fields) {
            sheets.put(&mut sheet, line, column, text(field))?;
        }
    }
    sheets.end(sheet);
    Ok(decoded.encoding)
}

/// The delimiter that most of the first lines hold equally often. Commas inside titles vary from line to line.
fn sniff(text: &str) -> char {
    let lines: Vec<&str> = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .take(20)
        .collect();
    let score = |delimiter: char| {
        let counts: Vec<usize> = lines.iter().map(|l| l.matches(delimiter).count()).collect();
        counts
            .iter()
            .filter(|n| **n > 0)
            .map(|n| (counts.iter().filter(|m| *m == n).count(), *n))
            .max()
            .unwrap_or_default()
    };
    let mut best = (score(','), ',');
    for delimiter in DELIMITERS {
        let found = score(delimiter);
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    best.1
}

/// The text still to be read.
struct Scan<'a> {
    rest: &'a str,
    delimiter: char,
    /// Line of `rest`, from 0.
    line: u32,
    /// Fields of one record at most: a file of commas is not a table.
    most: u64,
}

impl Scan<'_> {
    /// The next record (RFC 4180; bare CR and LF end lines as well) and its first line, from 0.
    fn record(&mut self) -> Result<Option<(u32, Vec<String>)>, Unreadable> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let first = self.line;
        let mut fields = Vec::new();
        loop {
            if u64::try_from(fields.len()).unwrap_or(u64::MAX) >= self.most {
                return Err(Unreadable::Limit {
                    what: "cells",
                    limit: self.most,
                });
            }
            fields.push(self.field(first)?);
            let mut chars = self.rest.chars();
            match chars.next() {
                Some(c) if c == self.delimiter => self.rest = chars.as_str(),
                Some('\r') => {
                    let rest = chars.as_str();
                    self.rest = rest.strip_prefix('\n').unwrap_or(rest);
                    self.line = self.line.saturating_add(1);
                    break;
                }
                Some(_) => {
                    // a line feed: fields end nowhere else
                    self.rest = chars.as_str();
                    self.line = self.line.saturating_add(1);
                    break;
                }
                None => break,
            }
        }
        Ok(Some((first, fields)))
    }

    fn field(&mut self, first: u32) -> Result<String, Unreadable> {
        let mut out = String::new();
        if let Some(mut rest) = self.rest.strip_prefix('"') {
            loop {
                let Some((inside, after)) = rest.split_once('"') else {
                    let line = u64::from(first) + 1;
                    return Err(Unreadable::malformed(format!(
                        "a quote in line {line} never closes"
                    )));
                };
                out.push_str(inside);
                let lines = inside.matches('\n').count();
                self.line = self
                    .line
                    .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                match after.strip_prefix('"') {
                    Some(more) => {
                        out.push('"');
                        rest = more;
                    }
                    None => {
                        self.rest = after;
                        break;
                    }
                }
            }
        }
        // what stands behind a closing quote belongs to the field as it is
        let delimiter = self.delimiter;
        let end = self
            .rest
            .find([delimiter, '\n', '\r'])
            .unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        out.push_str(plain);
        self.rest = rest;
        Ok(out)
    }
}
