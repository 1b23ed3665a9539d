//! XML text → a stream of tags and text, just enough for the parts of an OpenDocument. Every tag must close:
//! readers that do not insist (calamine 0.38 on `.ods`) run for ever at a cut-off end.

use super::Unreadable;

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// `<name …>`; `<name …/>` comes as open and close.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// Text with entities resolved.
    Text(String),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The attribute's value, if it is there and well written.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, tail) = after.strip_prefix(quote)?.split_once(quote)?;
            if key.trim() == name {
                return unescape(value);
            }
            rest = tail;
        }
    }
}

/// The opening tags of a text, in order, without regard to how they nest: for parts another reader has found sound.
pub(super) fn opening_tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    text.split('<').skip(1).filter_map(|piece| {
        let body = piece.get(..tag_end(piece)?)?;
        let body = body.strip_suffix('/').unwrap_or(body);
        let name_end = body.find(char::is_whitespace).unwrap_or(body.len());
        let (name, attributes) = body.split_at_checked(name_end)?;
        Some(Tag { name, attributes })
    })
}

/// A reader over the whole text.
pub(super) struct Events<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    pending: Option<&'a str>,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            open: Vec::new(),
            pending: None,
        }
    }

    /// The next event; `None` once all tags are closed and the text is at its end.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, Unreadable> {
        let bad = |what: &str| Unreadable::malformed(format!("XML: {what}"));
        if let Some(name) = self.pending.take() {
            return Ok(Some(Event::Close(name)));
        }
        loop {
            if self.rest.is_empty() {
                return if self.open.is_empty() {
                    Ok(None)
                } else {
                    Err(bad("ends inside a tag"))
                };
            }
            let Some(inside) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end).ok_or_else(|| bad("text"))?;
                self.rest = rest;
                return Ok(Some(Event::Text(
                    unescape(text).ok_or_else(|| bad("entity"))?,
                )));
            };
            if let Some(body) = inside.strip_prefix("!--") {
                self.rest = body.split_once("-->").ok_or_else(|| bad("comment"))?.1;
            } else if let Some(body) = inside.strip_prefix("![CDATA[") {
                let (text, rest) = body.split_once("]]>").ok_or_else(|| bad("CDATA"))?;
                self.rest = rest;
                return Ok(Some(Event::Text(text.to_owned())));
            } else if let Some(body) = inside.strip_prefix('?') {
                self.rest = body.split_once("?>").ok_or_else(|| bad("instruction"))?.1;
            } else if inside.starts_with('!') {
                // no OpenDocument has a DTD; entities of its own making are an attack
                return Err(bad("document type"));
            } else if let Some(body) = inside.strip_prefix('/') {
                let (name, rest) = body.split_once('>').ok_or_else(|| bad("closing tag"))?;
                let name = name.trim();
                if self.open.pop() != Some(name) {
                    return Err(bad("tags cross"));
                }
                self.rest = rest;
                return Ok(Some(Event::Close(name)));
            } else {
                return self
                    .open_tag(inside)
                    .ok_or_else(|| bad("opening tag"))
                    .map(Some);
            }
        }
    }

    fn open_tag(&mut self, inside: &'a str) -> Option<Event<'a>> {
        let end = tag_end(inside)?;
        let body = inside.get(..end)?;
        self.rest = inside.get(end + 1..)?;
        let (body, empty) = match body.strip_suffix('/') {
            Some(shorter) => (shorter, true),
            None => (body, false),
        };
        let name_end = body.find(char::is_whitespace).unwrap_or(body.len());
        let (name, attributes) = body.split_at_checked(name_end)?;
        if name.is_empty() {
            return None;
        }
        if empty {
            self.pending = Some(name);
        } else {
            self.open.push(name);
        }
        Some(Event::Open(Tag { name, attributes }))
    }
}

/// Where the tag's `>` is; one inside quotes does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at),
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('&') {
        out.push_str(head);
        let (name, after) = tail.split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
