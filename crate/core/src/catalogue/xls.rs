//! `.xls` and `.et` (BIFF in a compound file) → sheets. calamine keeps every sheet as a full rectangle and trusts
//! lengths, so the records are walked here first: what it would index or allocate without asking is refused.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xls};

use super::Unreadable;
use super::cells::{Sheets, from_calamine};
use super::compound::{Compound, u16_at, u32_at};

// Record numbers of MS-XLS 2.3.
const EOF: u16 = 0x000a;
const FORMULA: u16 = 0x0006;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00bd;
const DIMENSIONS: u16 = 0x0200;
const FILE_PASS: u16 = 0x002f;

/// Reads all worksheets.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<(), Unreadable> {
    let file = Compound::open(bytes)?;
    if file.stream("EncryptedPackage")?.is_some() {
        return Err(Unreadable::Encrypted);
    }
    let stream = match file.stream("Workbook")? {
        Some(stream) => stream,
        None => file
            .stream("Book")?
            .ok_or_else(|| Unreadable::malformed("no workbook stream"))?,
    };
    guard(&stream, sheets.cell_limit())?;
    // natively a panic of calamine becomes a reason; in wasm, where panics abort, the worker dies and the
    // entry is reported as not checked
    let book = std::panic::catch_unwind(|| Xls::new(Cursor::new(bytes)))
        .map_err(|_| Unreadable::malformed("reader panicked"))?;
    let mut book = book.map_err(Unreadable::malformed)?;
    for meta in book.sheets_metadata().to_vec() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book
            .worksheet_range(&meta.name)
            .map_err(Unreadable::malformed)?;
        let mut sheet = sheets.begin(&meta.name, meta.visible != SheetVisible::Visible);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at =
                |offset, from: u32| u32::try_from(offset).ok().and_then(|o| from.checked_add(o));
            let (Some(row), Some(column)) = (at(row, top), at(column, left)) else {
                return Err(Unreadable::malformed("cell position"));
            };
            sheets.put(&mut sheet, row, column, from_calamine(value))?;
        }
        sheets.end(sheet);
    }
    Ok(())
}

/// Refuses streams calamine would panic on or spend the machine on.
fn guard(stream: &[u8], cells: u64) -> Result<(), Unreadable> {
    let mut positions = Vec::new();
    for record in records(stream) {
        let (kind, data) = record?;
        if kind == FILE_PASS && u16_at(data, 0)? != 0 {
            return Err(Unreadable::Encrypted);
        }
        if kind == BOUND_SHEET {
            positions.push(u32_at(data, 0)?);
        }
        let enough = match kind {
            0x0042 | 0x0022 | 0x0809 => 2,
            0x00e0 => 4,
            BOUND_SHEET => 8,
            0x0018 => 15,
            _ => 0,
        };
        if data.len() < enough {
            return Err(short(kind));
        }
        if kind == EOF {
            break;
        }
    }
    let mut left = cells;
    for position in positions {
        let from = usize::try_from(position).unwrap_or(usize::MAX);
        let sheet = stream
            .get(from..)
            .ok_or_else(|| Unreadable::malformed("a sheet lies behind the end"))?;
        let area = rectangle(sheet)?;
        left = left.checked_sub(area).ok_or(Unreadable::Limit {
            what: "cells",
            limit: cells,
        })?;
    }
    Ok(())
}

/// Cells of the rectangle calamine would make for a sheet: the one round its cells, or the claimed one.
fn rectangle(sheet: &[u8]) -> Result<u64, Unreadable> {
    let (mut top, mut bottom, mut first, mut last) = (u16::MAX, 0_u16, u16::MAX, 0_u16);
    let mut claimed = 0_u64;
    let mut depth = 0_u32;
    for record in records(sheet) {
        let (kind, data) = record?;
        match kind {
            0x0809 => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS => {
                let (rows, columns) = claim(data)?;
                claimed = claimed.max(rows.saturating_mul(columns));
            }
            FORMULA if data.len() < 20 => return Err(short(kind)),
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | MUL_RK | FORMULA => {
                let (row, column) = (u16_at(data, 0)?, u16_at(data, 2)?);
                let to = if kind == MUL_RK {
                    u16_at(data, data.len().saturating_sub(2))?
                } else {
                    column
                };
                if to < column {
                    return Err(Unreadable::malformed("columns run backwards"));
                }
                (top, bottom) = (top.min(row), bottom.max(row));
                (first, last) = (first.min(column), last.max(to));
            }
            _ => {}
        }
    }
    let span = |from: u16, to: u16| u64::from(to.saturating_sub(from)) + 1;
    Ok(span(top, bottom)
        .saturating_mul(span(first, last))
        .max(claimed))
}

/// Rows and columns of a Dimensions record (MS-XLS 2.4.90; 10 bytes in BIFF5).
fn claim(data: &[u8]) -> Result<(u64, u64), Unreadable> {
    let (from, to, columns_at) = if data.len() >= 14 {
        (u32_at(data, 0)?, u32_at(data, 4)?, 8)
    } else {
        (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?), 4)
    };
    let (first, last) = (u16_at(data, columns_at)?, u16_at(data, columns_at + 2)?);
    // "one past" in both; an empty sheet writes 0 for all
    if to < from || last < first {
        return Err(Unreadable::malformed("dimensions run backwards"));
    }
    Ok((u64::from(to - from) + 1, u64::from(last - first) + 1))
}

/// Records by number and data, up to the end of the stream.
fn records(mut rest: &[u8]) -> impl Iterator<Item = Result<(u16, &[u8]), Unreadable>> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let next = || {
            let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
            let data = rest.get(4..4 + length).ok_or_else(|| short(kind))?;
            Ok((kind, data, rest.get(4 + length..).unwrap_or_default()))
        };
        match next() {
            Ok((kind, data, tail)) => {
                rest = tail;
                Some(Ok((kind, data)))
            }
            Err(reason) => {
                rest = &[];
                Some(Err(reason))
            }
        }
    })
}

fn short(kind: u16) -> Unreadable {
    Unreadable::malformed(format!("record {kind:#06x} is too short"))
}
