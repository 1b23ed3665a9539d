//! One XML part of an OFD → its elements in order. Namespaces are dropped: GB/T 33190 has one, writers differ in its
//! prefix. No document type is read, so nothing can expand.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{Stop, long};

/// Elements of one part, and inside each other (ours).
const ELEMENTS: usize = 500_000;
const DEPTH: usize = 64;

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Its own text, trimmed.
    pub text: String,
    /// Position of the element it stands in.
    pub parent: Option<usize>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads a part to its end; every tag must close.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Element>, Stop> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Stop::broken(long(error.valid_up_to()), "XML that is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let bad = |what: &str| Stop::broken(at, format!("XML: {what}"));
        match event.map_err(|error| bad(&error.to_string()))? {
            Event::Start(start) => {
                if open.len() >= DEPTH {
                    return Err(Stop::unsupported("XML elements inside each other"));
                }
                open.push(elements.len());
                let parent = open.len().checked_sub(2).and_then(|n| open.get(n)).copied();
                elements.push(element(&start, parent).ok_or_else(|| bad("attributes"))?);
            }
            Event::Empty(start) => {
                let parent = open.last().copied();
                elements.push(element(&start, parent).ok_or_else(|| bad("attributes"))?);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => say(&mut elements, &open, &text.xml10_content()),
            Event::CData(text) => say(&mut elements, &open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let c = match name.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => match name.xml10_content().as_ref() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                let c = c.ok_or_else(|| bad("entity"))?;
                say(&mut elements, &open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(bad("document type")),
            Event::Eof if open.is_empty() && !elements.is_empty() => break,
            Event::Eof => return Err(bad("ends inside an element")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if elements.len() > ELEMENTS {
            return Err(Stop::unsupported(format!("more than {ELEMENTS} elements")));
        }
    }
    for element in &mut elements {
        if element.name != "TextCode" {
            element.text = element.text.trim().to_owned();
        }
    }
    Ok(elements)
}

fn say(elements: &mut [Element], open: &[usize], text: &str) {
    if let Some(element) = open.last().and_then(|at| elements.get_mut(*at)) {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>, parent: Option<usize>) -> Option<Element> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::default()).ok()?;
        attributes.push((local(attribute.key.as_ref()), value.into_owned()));
    }
    Some(Element {
        name: local(start.name().as_ref()),
        attributes,
        text: String::new(),
        parent,
    })
}
