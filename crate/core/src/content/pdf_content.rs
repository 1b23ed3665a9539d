//! The operators of a page (ISO 32000-1 §7.8, annex A) → where images are placed and what text is shown, visibly or
//! not. Nothing is drawn. Danger: forms inside forms can unfold without end; every byte read is paid for.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::page_text::Counter;
use super::pdf_file::File;
use super::pdf_object::{Data, Dict, Reader, Stream, Token, Value, is_blank};
use super::pdf_text::Font;
use super::{Stop, long};

/// Forms inside each other (ours).
const FORMS: u32 = 12;
/// `q` inside each other; annex C.2 has 28.
const STATES: usize = 512;
/// Operands of one operator; `TJ` has its strings in one array.
const OPERANDS: usize = 64;
/// Bytes of one content stream (ours).
const CONTENT_BYTES: u64 = 64 << 20;
/// Images placed on one page that are looked at (ours: a page in strips of one row has some 3500).
const PLACED: usize = 10_000;
/// Fonts remembered; the map of one can have 65 536 codes.
const FONTS: usize = 64;
/// What a byte of content costs beside a byte inflated.
const COST: u64 = 4;

/// Six numbers of a transformation (§8.3.3).
pub(super) type Matrix = [f64; 6];

/// `inner` first, then `outer`.
fn product(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let [oa, ob, oc, od, oe, of] = outer;
    [
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    ]
}

fn matrix(values: &[Value]) -> Option<Matrix> {
    let numbers: Vec<f64> = values.iter().filter_map(Value::number).collect();
    numbers.try_into().ok()
}

/// An image of less square points is not seen (ours: a third of a millimetre each way).
const LEAST_SEEN: f64 = 1.0;

/// Which image.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// By number.
    Object(u32),
    /// Written into the page.
    Inline(Rc<Stream>),
}

/// An image on the page.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub image: Shown,
    /// Its sides in points.
    pub width: f64,
    pub height: f64,
}

/// What is on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub placed: Vec<Placed>,
    /// Images, those beyond [`PLACED`] too.
    pub images: u32,
    pub text: Counter,
    pub invisible: bool,
    /// Something is drawn that may be seen: an image, a line, an area, text.
    pub drawn: bool,
    /// Names of fonts that are shown visibly and not embedded.
    pub fonts_missing: BTreeSet<String>,
}

/// Fonts by number, kept for all pages of a file.
#[derive(Default)]
pub(super) struct Fonts(BTreeMap<u32, Rc<Font>>);

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    /// Text rendering mode (Table 106): 3 and 7 show nothing.
    mode: u32,
}

/// Walks the contents of a page.
pub(super) fn read(
    file: &File<'_>,
    fonts: &mut Fonts,
    contents: &[u8],
    resources: &Dict,
) -> (Seen, Result<(), Stop>) {
    let mut walk = Walk {
        file,
        fonts,
        seen: Seen::default(),
    };
    let state = State {
        ctm: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        font: None,
        mode: 0,
    };
    let outcome = walk.run(contents, resources, state, 0);
    (walk.seen, outcome)
}

/// The content streams of a page as one (§7.7.3.3): they may be cut between any two tokens.
pub(super) fn contents(file: &File<'_>, page: &Dict) -> Result<Vec<u8>, Stop> {
    let parts = match file.field(page, "Contents") {
        Value::Array(parts) => parts,
        one => vec![one],
    };
    let mut all = Vec::new();
    for part in parts {
        if let Value::Stream(stream) = file.follow(&part) {
            let left = CONTENT_BYTES.saturating_sub(long(all.len()));
            all.extend(file.decode(&stream, left)?.bytes);
            all.push(b'\n');
        }
    }
    Ok(all)
}

struct Walk<'w, 'a> {
    file: &'w File<'a>,
    fonts: &'w mut Fonts,
    seen: Seen,
}

impl Walk<'_, '_> {
    fn run(
        &mut self,
        bytes: &[u8],
        resources: &Dict,
        mut state: State,
        depth: u32,
    ) -> Result<(), Stop> {
        self.file.spend(long(bytes.len()).saturating_mul(COST))?;
        let mut reader = Reader::new(bytes, 0);
        let mut saved: Vec<State> = Vec::new();
        let mut operands: Vec<Value> = Vec::new();
        loop {
            reader.begin();
            let before = reader.at;
            let word = match reader.token() {
                Some(Token::Value(value)) => {
                    if operands.len() < OPERANDS {
                        operands.push(value);
                    }
                    continue;
                }
                Some(Token::Word(word)) => word,
                Some(Token::End) => return Ok(()),
                // Readers go on behind what they do not understand.
                None => {
                    reader.at = reader.at.max(before + 1);
                    continue;
                }
            };
            match word {
                b"q" if saved.len() < STATES => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => {
                    if let Some(inner) = matrix(&operands) {
                        state.ctm = product(inner, state.ctm);
                    }
                }
                b"Tf" => {
                    let name = operands.first().and_then(Value::name).unwrap_or_default();
                    state.font = self.font(resources, name);
                }
                b"Tr" => state.mode = operands.first().and_then(Value::whole).unwrap_or(0),
                b"Tj" | b"'" | b"\"" => {
                    if let Some(Value::Text(shown)) = operands.last() {
                        self.show(&state, shown);
                    }
                }
                b"TJ" => {
                    for part in operands.last().map_or(&[][..], Value::array) {
                        if let Value::Text(shown) = part {
                            self.show(&state, shown);
                        }
                    }
                }
                b"Do" => {
                    let name = operands.first().and_then(Value::name).unwrap_or_default();
                    self.external(resources, name, &state, depth)?;
                }
                // §8.5.3, §8.7.4.2: paths and shadings
                b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" => {
                    self.seen.drawn = true;
                }
                b"BI" => {
                    if let Some(image) = inline(&mut reader) {
                        self.place(Shown::Inline(Rc::new(image)), state.ctm);
                    }
                }
                _ => {}
            }
            operands.clear();
        }
    }

    fn font(&mut self, resources: &Dict, name: &str) -> Option<Rc<Font>> {
        let fonts = self.file.field(resources, "Font");
        let value = fonts.dict()?.get(name)?.clone();
        if let Value::Ref(number) = value
            && let Some(font) = self.fonts.0.get(&number)
        {
            return Some(Rc::clone(font));
        }
        let font = self.file.follow(&value);
        let font = Rc::new(Font::read(self.file, font.dict()?));
        if let Value::Ref(number) = value {
            if self.fonts.0.len() >= FONTS {
                self.fonts.0.clear();
            }
            self.fonts.0.insert(number, Rc::clone(&font));
        }
        Some(font)
    }

    fn show(&mut self, state: &State, shown: &[u8]) {
        if shown.is_empty() {
            return;
        }
        let hidden = matches!(state.mode, 3 | 7);
        self.seen.invisible |= hidden;
        let before = self.seen.text.characters();
        match &state.font {
            Some(font) => {
                font.count(shown, &mut self.seen.text);
                if !hidden && !font.embedded && self.seen.fonts_missing.len() < 100 {
                    self.seen.fonts_missing.insert(font.name.clone());
                }
            }
            None => shown.iter().for_each(|_| self.seen.text.unmapped()),
        }
        self.seen.drawn |= !hidden && self.seen.text.characters() > before;
    }

    fn place(&mut self, image: Shown, ctm: Matrix) {
        self.seen.images = self.seen.images.saturating_add(1);
        let [a, b, c, d, ..] = ctm;
        let (width, height) = (a.hypot(b), c.hypot(d));
        self.seen.drawn |= width * height >= LEAST_SEEN;
        if self.seen.placed.len() < PLACED {
            self.seen.placed.push(Placed {
                image,
                width,
                height,
            });
        }
    }

    fn external(
        &mut self,
        resources: &Dict,
        name: &str,
        state: &State,
        depth: u32,
    ) -> Result<(), Stop> {
        let objects = self.file.field(resources, "XObject");
        let Some(value) = objects.dict().and_then(|objects| objects.get(name)) else {
            return Err(Stop::broken(0, format!("no object `{name}` to show")));
        };
        let Value::Stream(stream) = self.file.follow(value) else {
            return Err(Stop::broken(0, format!("object `{name}` is missing")));
        };
        match (self.file.field(&stream.dict, "Subtype").name(), value) {
            (Some("Image"), Value::Ref(number)) => self.place(Shown::Object(*number), state.ctm),
            (Some("Form"), _) => {
                if depth >= FORMS {
                    return Err(Stop::unsupported("forms inside each other"));
                }
                let mut inner = state.clone();
                if let Some(own) = matrix(self.file.field(&stream.dict, "Matrix").array()) {
                    inner.ctm = product(own, inner.ctm);
                }
                let own = self.file.field(&stream.dict, "Resources");
                let bytes = self.file.decode(&stream, CONTENT_BYTES)?.bytes;
                self.run(&bytes, own.dict().unwrap_or(resources), inner, depth + 1)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// §8.9.7: keys up to `ID`, one blank, the data, `EI` between blanks.
fn inline(reader: &mut Reader<'_>) -> Option<Stream> {
    let mut dict = Dict::new();
    loop {
        match reader.token()? {
            Token::Value(Value::Name(key)) => {
                let value = reader.value()?;
                dict.insert(key, value);
            }
            Token::Word(b"ID") => break,
            _ => return None,
        }
    }
    let from = reader.at + 1;
    let mut at = from;
    loop {
        let rest = reader.bytes.get(at..)?;
        let Some(step) = rest.windows(2).position(|two| two == b"EI") else {
            // No inline image of the rest ends: it is not searched again for each of them.
            reader.at = reader.bytes.len();
            return None;
        };
        let mark = at + step;
        let before = mark.checked_sub(1).and_then(|at| reader.bytes.get(at));
        let behind = reader.bytes.get(mark + 2);
        if before.is_some_and(|b| is_blank(*b)) && behind.is_none_or(|b| is_blank(*b)) {
            reader.at = mark + 2;
            let data = reader.bytes.get(from..mark - 1).unwrap_or_default();
            return Some(Stream {
                dict,
                data: Data::Own(data.to_vec()),
            });
        }
        at = mark + 2;
    }
}
