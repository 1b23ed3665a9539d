//! The text of a page → how many characters it has, and how many of them no one can have meant. Which text belongs
//! to which page is not known here.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::facts::{PageTextFacts, TextCounts};

/// Counts characters as they come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counter {
    counts: TextCounts,
    /// A symbol after a blank: it stands alone if a blank follows.
    lone: bool,
    inside: bool,
}

impl Counter {
    pub fn push(&mut self, c: char) {
        let blank = c.is_whitespace() || c == '\u{feff}';
        if blank {
            self.counts.isolated += u64::from(self.lone);
            (self.lone, self.inside) = (false, false);
            return;
        }
        let counts = &mut self.counts;
        counts.characters += 1;
        match c {
            '\u{fffd}' => counts.unmapped += 1,
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => counts.private += 1,
            c if c.is_control() => counts.control += 1,
            _ => {
                // Bullets, dashes and list signs stand alone in good texts too.
                let speck = matches!(c, '!'..='~' | '¡'..='¿')
                    && !c.is_alphanumeric()
                    && !matches!(
                        c,
                        '-' | '*' | '+' | '=' | '/' | '&' | '|' | '#' | '·' | '(' | ')' | ':'
                    );
                self.lone = !self.inside && speck;
                self.inside = true;
                return;
            }
        }
        (self.lone, self.inside) = (false, true);
    }

    /// How many characters came so far.
    pub fn characters(&self) -> u64 {
        self.counts.characters
    }

    /// A code that stands for no character.
    pub fn unmapped(&mut self) {
        self.push('\u{fffd}');
    }

    /// The end of the text is as good as a blank.
    pub fn finish(mut self) -> TextCounts {
        self.push(' ');
        self.counts
    }
}

/// Reads a text entry.
pub(crate) fn read(extension: &str, bytes: &[u8]) -> PageTextFacts {
    let Some((encoding, text)) = decoded(bytes) else {
        return PageTextFacts {
            dialect: "text".to_owned(),
            encoding: String::new(),
            counts: TextCounts::default(),
        };
    };
    let mut counter = Counter::default();
    let marked = matches!(
        extension,
        "xml" | "html" | "htm" | "xhtml" | "hocr" | "alto"
    );
    let dialect = if !marked {
        text.chars().for_each(|c| counter.push(c));
        "text"
    } else {
        let head: String = text.chars().take(4096).collect::<String>().to_lowercase();
        if head.contains("<alto") || head.contains(":alto") {
            alto(&text, &mut counter);
            "alto"
        } else {
            between_tags(&text, &mut counter);
            if head.contains("ocr_page") || head.contains("ocr-system") {
                "hocr"
            } else {
                "xml"
            }
        }
    };
    PageTextFacts {
        dialect: dialect.to_owned(),
        encoding: encoding.to_owned(),
        counts: counter.finish(),
    }
}

/// By its mark, else UTF-8, else GB18030: what Chinese Windows calls ANSI.
fn decoded(bytes: &[u8]) -> Option<(&'static str, std::borrow::Cow<'_, str>)> {
    let encodings = [
        ("utf-8", UTF_8, &b"\xef\xbb\xbf"[..]),
        ("utf-16le", UTF_16LE, &b"\xff\xfe"[..]),
        ("utf-16be", UTF_16BE, &b"\xfe\xff"[..]),
        ("utf-8", UTF_8, &b""[..]),
        ("gb18030", GB18030, &b""[..]),
    ];
    for (name, encoding, mark) in encodings {
        let Some(rest) = bytes.strip_prefix(mark) else {
            continue;
        };
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(rest) {
            return Some((name, text));
        }
        if !mark.is_empty() {
            return None;
        }
    }
    None
}

/// ALTO keeps words in attributes: `<String CONTENT="…"/>`.
fn alto(text: &str, counter: &mut Counter) {
    for piece in text.split("CONTENT=").skip(1) {
        let mut characters = piece.chars();
        let Some(quote) = characters.next().filter(|c| matches!(c, '"' | '\'')) else {
            continue;
        };
        let value = characters.as_str().split(quote).next().unwrap_or_default();
        resolved(value, counter);
        counter.push(' ');
    }
}

/// What stands between tags; scripts and styles of a page are no text of it.
fn between_tags(text: &str, counter: &mut Counter) {
    let mut silent = false;
    for piece in text.split('<').skip(1) {
        let Some((tag, after)) = piece.split_once('>') else {
            continue;
        };
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next();
        match name.map(str::to_lowercase).as_deref() {
            Some("script" | "style" | "title") => silent = !tag.ends_with('/'),
            Some("") if tag.starts_with('/') => silent = false,
            _ => {}
        }
        if !silent {
            resolved(after, counter);
        }
        counter.push(' ');
    }
}

fn resolved(text: &str, counter: &mut Counter) {
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('&') {
        head.chars().for_each(|c| counter.push(c));
        let entity = tail.split_once(';').filter(|(name, _)| name.len() < 12);
        match entity {
            Some((name, after)) => {
                let code = match name.strip_prefix('#') {
                    Some(number) => match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok(),
                        None => number.parse().ok(),
                    },
                    None => None,
                };
                counter.push(code.and_then(char::from_u32).unwrap_or('x'));
                rest = after;
            }
            None => {
                counter.push('&');
                rest = tail;
            }
        }
    }
    rest.chars().for_each(|c| counter.push(c));
}
