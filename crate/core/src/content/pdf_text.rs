//! The strings a PDF shows → characters, as far as its fonts say which (ISO 32000-1 §9.10): a text layer whose codes
//! stand for nothing cannot be searched, however well it looks.

use std::collections::BTreeMap;

use super::page_text::Counter;
use super::pdf_file::File;
use super::pdf_object::{Dict, Reader, Token, Value};

/// Bytes of a `ToUnicode` map (ours: the largest fonts have some 300 KB).
const MAP_BYTES: u64 = 16 << 20;
/// Codes kept of one map: 2-byte codes have no more.
const CODES: usize = 65_536;

/// A font as far as text goes.
#[derive(Clone, Debug)]
pub(super) struct Font {
    pub name: String,
    /// Its program is in the file, or it is made of drawings (Type 3).
    pub embedded: bool,
    codes: Codes,
}

#[derive(Clone, Debug)]
enum Codes {
    /// One byte a character by a named encoding.
    Bytes,
    /// Two bytes a character, and no one knows which.
    Unknown,
    /// UTF-16 (the `Uni…-UTF16`, `Uni…-UCS2` maps of Adobe).
    Utf16,
    /// A legacy East Asian encoding by name: one or two bytes.
    Legacy,
    /// By the font's own map; the number is the bytes of a code.
    Map(usize, BTreeMap<u32, char>),
}

impl Font {
    pub fn read(file: &File<'_>, font: &Dict) -> Self {
        let text = |dict: &Dict, key| file.field(dict, key).name().map(str::to_owned);
        let kind = text(font, "Subtype").unwrap_or_default();
        let inner = match file.field(font, "DescendantFonts").array() {
            [first, ..] => file.follow(first),
            [] => Value::Null,
        };
        let described = inner.dict().unwrap_or(font);
        let descriptor = file.field(described, "FontDescriptor");
        let program = descriptor.dict().is_some_and(|d| {
            ["FontFile", "FontFile2", "FontFile3"]
                .iter()
                .any(|k| d.contains_key(*k))
        });
        let two_bytes = kind == "Type0";
        let encoding = text(font, "Encoding").unwrap_or_default();
        let map = match file.field(font, "ToUnicode") {
            Value::Stream(map) => file.decode(&map, MAP_BYTES).ok(),
            _ => None,
        };
        let map = map.map(|map| read_map(&map.bytes, if two_bytes { 2 } else { 1 }));
        let codes = match map {
            Some((width, map)) if !map.is_empty() => Codes::Map(width, map),
            _ if encoding.contains("UCS2") || encoding.contains("UTF16") => Codes::Utf16,
            _ if two_bytes && (encoding.is_empty() || encoding.starts_with("Identity")) => {
                Codes::Unknown
            }
            _ if two_bytes => Codes::Legacy,
            _ => Codes::Bytes,
        };
        Self {
            name: text(font, "BaseFont").unwrap_or_default(),
            embedded: program || kind == "Type3",
            codes,
        }
    }

    /// Counts the characters of a shown string.
    pub fn count(&self, shown: &[u8], counter: &mut Counter) {
        match &self.codes {
            Codes::Bytes => shown.iter().for_each(|b| {
                counter.push(match b {
                    0x20 => ' ',
                    _ => 'x',
                })
            }),
            Codes::Unknown => shown.chunks(2).for_each(|_| counter.unmapped()),
            Codes::Utf16 => {
                let units = shown.chunks_exact(2).map(|pair| {
                    pair.iter()
                        .fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte))
                });
                for c in char::decode_utf16(units) {
                    counter.push(c.unwrap_or('\u{fffd}'));
                }
            }
            Codes::Legacy => {
                let mut bytes = shown.iter();
                while let Some(byte) = bytes.next() {
                    if *byte >= 0x81 {
                        bytes.next();
                    }
                    counter.push(if *byte == 0x20 { ' ' } else { 'x' });
                }
            }
            Codes::Map(width, map) => {
                for code in shown.chunks(*width) {
                    let code = code
                        .iter()
                        .fold(0_u32, |code, byte| code << 8 | u32::from(*byte));
                    match map.get(&code) {
                        Some(c) => counter.push(*c),
                        None => counter.unmapped(),
                    }
                }
            }
        }
    }
}

/// `bfchar` and `bfrange` of a CMap (§9.10.3): the first character each code stands for, and the bytes of a code.
fn read_map(bytes: &[u8], usual: usize) -> (usize, BTreeMap<u32, char>) {
    let mut reader = Reader::new(bytes, 0);
    let mut map = BTreeMap::new();
    let mut width = usual;
    // Ranges may lie over each other without end; that many steps are enough for any font.
    let mut steps = 4 * CODES;
    let mut held: Vec<Value> = Vec::new();
    loop {
        reader.begin();
        match reader.token() {
            Some(Token::Value(value)) => {
                if held.len() < 3 * CODES {
                    held.push(value);
                }
            }
            Some(Token::Word(word)) => {
                match word {
                    b"endcodespacerange" => {
                        let first = held.iter().find_map(text);
                        width = first.map_or(width, <[u8]>::len).clamp(1, 4);
                    }
                    b"endbfchar" => {
                        for pair in held.chunks_exact(2) {
                            if let [Value::Text(code), Value::Text(to)] = pair {
                                keep(&mut map, number(code), character(to));
                            }
                        }
                    }
                    b"endbfrange" => {
                        held.chunks_exact(3)
                            .for_each(|r| range(&mut map, r, &mut steps));
                    }
                    _ => {}
                }
                held.clear();
            }
            Some(Token::End) | None => return (width, map),
        }
    }
}

fn text(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Text(bytes) => Some(bytes),
        _ => None,
    }
}

fn range(map: &mut BTreeMap<u32, char>, range: &[Value], steps: &mut usize) {
    let [Value::Text(from), Value::Text(to), target] = range else {
        return;
    };
    let (from, to) = (number(from), number(to));
    let most = u32::try_from(*steps).unwrap_or(0);
    let codes = from..=to.min(from.saturating_add(most));
    *steps = steps.saturating_sub(codes.clone().count());
    match target {
        Value::Text(first) => {
            let Some(first) = character(first) else {
                return;
            };
            for (step, code) in (0_u32..).zip(codes) {
                let c = char::from_u32(u32::from(first).saturating_add(step));
                keep(map, code, c);
            }
        }
        Value::Array(each) => {
            for (code, to) in codes.zip(each) {
                keep(map, code, text(to).and_then(character));
            }
        }
        _ => {}
    }
}

fn keep(map: &mut BTreeMap<u32, char>, code: u32, c: Option<char>) {
    if let Some(c) = c.filter(|_| map.len() < CODES) {
        map.insert(code, c);
    }
}

fn number(code: &[u8]) -> u32 {
    let last = code.get(code.len().saturating_sub(4)..).unwrap_or_default();
    last.iter().fold(0, |n, byte| n << 8 | u32::from(*byte))
}

/// The first character of UTF-16BE.
fn character(bytes: &[u8]) -> Option<char> {
    let units = bytes.chunks(2).map(|pair| {
        pair.iter()
            .fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte))
    });
    char::decode_utf16(units).next()?.ok()
}
