//! dBASE III and FoxPro tables → one sheet, headings in row 1 as a spreadsheet shows them. The code page byte is
//! often wrong and texts are cut at the field's end in the middle of a character; what a memo file holds is not
//! here, so a table with memo fields is not read at all.

use encoding_rs::{BIG5, Encoding, GB18030};

use super::Unreadable;
use super::cells::{Sheets, boolean, text};
use crate::facts::{Cell, CellKind};

/// Fixed part of the header, and one field descriptor, in bytes (dBASE III+ file structure).
const DESCRIPTOR: usize = 32;
/// Code page marks that mean Big5 (Visual FoxPro `CPDBF`: 0x78; dBASE IV: 0x4F).
const BIG5_MARKS: [u8; 2] = [0x4f, 0x78];
/// What stands where a character was cut in two; CAT-01 sees it.
const CUT: char = '\u{fffd}';

struct Field {
    name: Vec<u8>,
    kind: u8,
    length: usize,
}

/// Reads all records that are not marked as deleted, each under the row of its number; returns the encoding.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<&'static str, Unreadable> {
    let malformed = |reason: &str| Unreadable::malformed(format!("dBASE: {reason}"));
    let head = bytes
        .get(..DESCRIPTOR)
        .ok_or_else(|| malformed("no header"))?;
    let word = |at: usize| {
        let pair = head.get(at..).and_then(<[u8]>::first_chunk::<2>);
        usize::from(pair.map_or(0, |pair| u16::from_le_bytes(*pair)))
    };
    let count = head
        .get(4..)
        .and_then(<[u8]>::first_chunk::<4>)
        .map_or(0, |four| u32::from_le_bytes(*four));
    let (header, record) = (word(8), word(10));
    let fields = fields(
        bytes
            .get(DESCRIPTOR..header)
            .ok_or_else(|| malformed("header is cut"))?,
    );
    if fields.is_empty() {
        return Err(malformed("no fields"));
    }
    if let Some(field) = fields
        .iter()
        .find(|f| !matches!(f.kind, b'C' | b'N' | b'F' | b'D' | b'L' | b'0'))
    {
        let dialect = if field.kind == b'M' {
            "dbf with memo fields"
        } else {
            "dbf with binary fields"
        };
        return Err(Unreadable::Unsupported { dialect });
    }
    if fields.iter().map(|f| f.length).sum::<usize>() + 1 > record {
        return Err(malformed("fields are longer than the record"));
    }
    let body = bytes.get(header..).unwrap_or_default();
    let records = usize::try_from(count).unwrap_or(usize::MAX);
    let held = body.len() / record;
    if held < records {
        return Err(malformed(&format!(
            "{records} records are promised, {held} are there"
        )));
    }
    let mark = head.get(29).copied().unwrap_or_default();
    let kept = body.chunks_exact(record).take(records);
    let page = CodePage::of(&fields, kept.clone(), mark);
    let mut sheet = sheets.begin("", false);
    let visible = || fields.iter().filter(|f| f.kind != b'0');
    for (column, field) in (0_u32..).zip(visible()) {
        let name = page
            .text(&field.name)
            .ok_or_else(|| malformed("neither GB18030 nor Big5"))?;
        sheets.put(&mut sheet, 0, column, text(name.trim()))?;
    }
    for (row, record) in (1_u32..).zip(kept) {
        let (deleted, mut rest) = record.split_first().ok_or_else(|| malformed("record"))?;
        if *deleted == b'*' {
            continue;
        }
        let mut column = 0_u32;
        for field in &fields {
            let (value, after) = rest
                .split_at_checked(field.length)
                .ok_or_else(|| malformed("record"))?;
            rest = after;
            if field.kind == b'0' {
                continue;
            }
            let value = page
                .text(value)
                .ok_or_else(|| malformed("neither GB18030 nor Big5"))?;
            sheets.put(&mut sheet, row, column, cell(field.kind, &value))?;
            column = column.saturating_add(1);
        }
    }
    sheets.end(sheet);
    Ok(page.name())
}

fn fields(descriptors: &[u8]) -> Vec<Field> {
    let mut fields = Vec::new();
    for descriptor in descriptors.chunks(DESCRIPTOR) {
        // 0x0D ends the list; FoxPro keeps other things behind it
        let (Some(name), false) = (descriptor.get(..11), descriptor.first() == Some(&0x0d)) else {
            break;
        };
        let at = |at: usize| descriptor.get(at).copied().unwrap_or_default();
        let kind = at(11).to_ascii_uppercase();
        // Clipper and FoxPro write the upper half of a text's length where others have decimals
        let upper = if kind == b'C' {
            usize::from(at(17)) << 8
        } else {
            0
        };
        fields.push(Field {
            name: name.split(|b| *b == 0).next().unwrap_or_default().to_vec(),
            kind,
            length: usize::from(at(16)) + upper,
        });
    }
    fields
}

/// How its bytes are read; one for the whole table.
enum CodePage {
    Utf8,
    Other(&'static Encoding),
}

impl CodePage {
    /// UTF-8 where all of it is; Big5 where the mark says so and all of it is; else GB18030, whatever the mark.
    fn of<'a>(fields: &[Field], records: impl Iterator<Item = &'a [u8]>, mark: u8) -> Self {
        let mut utf8 = fields.iter().all(|f| std::str::from_utf8(&f.name).is_ok());
        let mut big5 = BIG5_MARKS.contains(&mark);
        let strict = |bytes: &[u8]| {
            BIG5.decode_without_bom_handling_and_without_replacement(bytes)
                .is_some()
        };
        big5 = big5 && fields.iter().all(|f| strict(&f.name));
        for record in records {
            utf8 = utf8 && std::str::from_utf8(record).is_ok();
            big5 = big5 && strict(record);
        }
        match (utf8, big5) {
            (true, _) => CodePage::Utf8,
            (_, true) => CodePage::Other(BIG5),
            _ => CodePage::Other(GB18030),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            CodePage::Utf8 => "utf-8",
            CodePage::Other(encoding) if *encoding == BIG5 => "big5",
            CodePage::Other(_) => "gb18030",
        }
    }

    /// Text without the blanks and zeros that fill the field; a last character cut in two becomes [`CUT`].
    fn text(&self, bytes: &[u8]) -> Option<String> {
        let end = bytes
            .iter()
            .rposition(|b| !matches!(b, b' ' | 0))
            .map_or(0, |last| last + 1);
        let bytes = bytes.get(..end)?;
        let strict = |bytes: &[u8]| match self {
            CodePage::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            CodePage::Other(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(Into::into),
        };
        if let Some(text) = strict(bytes) {
            return Some(text);
        }
        // GB18030 has up to four bytes a character
        (1..=3).find_map(|lost| {
            let whole = strict(bytes.get(..bytes.len().checked_sub(lost)?)?)?;
            Some(format!("{whole}{CUT}"))
        })
    }
}

fn cell(kind: u8, value: &str) -> Cell {
    let trimmed = value.trim();
    match kind {
        b'N' | b'F' if !trimmed.is_empty() && trimmed.parse::<f64>().is_ok() => Cell {
            kind: CellKind::Number,
            text: trimmed.to_owned(),
        },
        b'D' if trimmed.len() == 8 && trimmed.bytes().all(|b| b.is_ascii_digit()) => Cell {
            kind: CellKind::Date,
            text: [trimmed.get(..4), trimmed.get(4..6), trimmed.get(6..)]
                .map(Option::unwrap_or_default)
                .join("-"),
        },
        b'L' => match trimmed {
            "T" | "t" | "Y" | "y" => boolean(true),
            "F" | "f" | "N" | "n" => boolean(false),
            _ => text(""),
        },
        b'C' => text(value),
        _ => text(trimmed),
    }
}
