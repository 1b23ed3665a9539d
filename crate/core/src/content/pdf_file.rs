//! A PDF's bytes → its objects by number: cross-reference tables and streams with all their earlier revisions
//! (ISO 32000-1 §7.5), object streams, and where those do not hold, a search for every `N G obj`. Danger: all
//! offsets, counts and lengths are a stranger's; every byte looked at twice is paid out of one budget.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::pdf_object::{Data, Dict, Reader, Stream, Value, is_blank};
use super::pdf_stream::{self, Decoded};
use super::{Stop, long};
use crate::limits::Limits;

/// Objects of one file (ours: 2000 scanned pages make some 12 000).
const OBJECTS: usize = 1_000_000;
/// Bytes of one inflated object or cross-reference stream (ours).
const TABLE_BYTES: u64 = 64 << 20;
/// Object streams kept inflated.
const KEPT_BYTES: usize = 32 << 20;
/// Bytes of the objects that are kept parsed, which makes them some 50 times larger; and of the largest one.
const KEPT_TEXT: usize = 2 << 20;
const KEPT_LARGEST: usize = 64 << 10;
/// What a byte of syntax that leads nowhere costs beside a byte inflated: strings that never close are read to the
/// end of the file, each of them.
const COST: u64 = 16;
/// Faults told.
const FAULTS: usize = 8;

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    At(usize),
    /// Number of its object stream.
    Inside(u32),
}

/// Objects of an object stream by number, with their places in its bytes.
struct ObjectStream {
    bytes: Vec<u8>,
    places: BTreeMap<u32, usize>,
}

/// An open file.
pub(super) struct File<'a> {
    pub bytes: &'a [u8],
    pub trailer: Dict,
    places: BTreeMap<u32, Place>,
    /// All `N G obj` there are; made when first needed.
    searched: RefCell<Option<Rc<BTreeMap<u32, usize>>>>,
    streams: RefCell<BTreeMap<u32, Rc<ObjectStream>>>,
    kept: RefCell<BTreeMap<u32, Value>>,
    /// Bytes of them in the file.
    kept_bytes: Cell<usize>,
    /// What is being resolved: a length that needs the stream it is the length of.
    open: RefCell<BTreeSet<u32>>,
    /// What is wrong with the file's structure, in the order it was met.
    faults: RefCell<Vec<String>>,
    /// Bytes of work left.
    budget: Cell<u64>,
}

/// The last place of `needle`.
fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|w| w == needle)
}

/// The first place of `needle` from `from` on.
fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *needle.first()?;
    let mut at = 0;
    loop {
        at += rest.get(at..)?.iter().position(|b| *b == first)?;
        if rest.get(at..)?.starts_with(needle) {
            return Some(from + at);
        }
        at += 1;
    }
}

impl<'a> File<'a> {
    /// Reads the cross-reference chain, or searches all objects where there is none that leads to a catalogue.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Stop> {
        let work = limits
            .ratio
            .saturating_mul(long(bytes.len()))
            .saturating_add(limits.ratio_from_bytes);
        let mut file = Self {
            bytes,
            trailer: Dict::new(),
            places: BTreeMap::new(),
            searched: RefCell::default(),
            streams: RefCell::default(),
            kept: RefCell::default(),
            kept_bytes: Cell::new(0),
            open: RefCell::default(),
            faults: RefCell::default(),
            budget: Cell::new(work),
        };
        if let Err(why) = file.read_chain() {
            file.fault(why);
            file.places.clear();
            file.trailer.clear();
            file.rebuild()?;
        } else if file.root().is_none() && file.encryption().is_none() {
            file.fault("the catalogue is not where the cross-reference says".to_owned());
            file.places.clear();
            file.rebuild()?;
        }
        Ok(file)
    }

    /// The catalogue (§7.7.2).
    pub fn root(&self) -> Option<Dict> {
        let root = self.follow(self.trailer.get("Root")?);
        root.dict().filter(|d| d.contains_key("Pages")).cloned()
    }

    pub fn encryption(&self) -> Option<&Value> {
        self.trailer.get("Encrypt").filter(|e| **e != Value::Null)
    }

    pub fn faults(&self) -> Vec<String> {
        self.faults.borrow().clone()
    }

    pub fn fault(&self, what: String) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < FAULTS && !faults.contains(&what) {
            faults.push(what);
        }
    }

    /// Pays for work on so many bytes.
    pub fn spend(&self, bytes: u64) -> Result<(), Stop> {
        let left = self.budget.get().checked_sub(bytes);
        self.budget.set(left.unwrap_or(0));
        match left {
            Some(_) => Ok(()),
            None => Err(Stop::unsupported("objects that unfold without end")),
        }
    }

    /// Numbers of all objects.
    pub fn numbers(&self) -> Vec<u32> {
        self.places.keys().copied().collect()
    }

    /// The value itself, or the object it refers to; a missing object is null (§7.3.10).
    pub fn follow(&self, value: &Value) -> Value {
        let mut value = value.clone();
        // References to references are not allowed; a few are no harm.
        for _ in 0..4 {
            match value {
                Value::Ref(number) => value = self.object(number),
                other => return other,
            }
        }
        Value::Null
    }

    /// A dictionary's value, followed.
    pub fn field(&self, dict: &Dict, key: &str) -> Value {
        dict.get(key)
            .map_or(Value::Null, |value| self.follow(value))
    }

    /// An object by number.
    pub fn object(&self, number: u32) -> Value {
        if let Some(value) = self.kept.borrow().get(&number) {
            return value.clone();
        }
        if !self.open.borrow_mut().insert(number) {
            return Value::Null;
        }
        let (value, length) = self.load(number);
        self.open.borrow_mut().remove(&number);
        if length <= KEPT_LARGEST {
            let mut kept = self.kept.borrow_mut();
            let mut held = self.kept_bytes.get().saturating_add(length + 64);
            if held > KEPT_TEXT {
                kept.clear();
                held = 0;
            }
            self.kept_bytes.set(held);
            kept.insert(number, value.clone());
        }
        value
    }

    /// The object and the bytes it takes.
    fn load(&self, number: u32) -> (Value, usize) {
        match self.places.get(&number) {
            None => (Value::Null, 0),
            Some(Place::Inside(stream)) => self.inside(*stream, number),
            Some(Place::At(at)) => match self.parse(number, *at) {
                Some(found) => found,
                None => {
                    self.fault(format!(
                        "object {number} is not where the cross-reference says"
                    ));
                    let there = self.search().get(&number).copied();
                    let there = there.filter(|other| other != at);
                    there
                        .and_then(|there| self.parse(number, there))
                        .unwrap_or((Value::Null, 0))
                }
            },
        }
    }

    /// `N G obj`: what it holds, and its bytes without those of a stream.
    fn parse(&self, number: u32, at: usize) -> Option<(Value, usize)> {
        let mut reader = Reader::new(self.bytes, at);
        let found = reader.value()?.whole()?;
        reader.value()?.whole()?;
        if found != number || !reader.take_word(b"obj") {
            return None;
        }
        reader.begin();
        let value = reader.value();
        let length = reader.at.saturating_sub(at);
        let cost = if value.is_some() { 1 } else { COST };
        self.spend(long(length).saturating_mul(cost)).ok()?;
        let dict = match value? {
            Value::Dict(dict) => dict,
            other => return Some((other, length)),
        };
        if !reader.take_word(b"stream") {
            return Some((Value::Dict(dict), length));
        }
        let from = match reader.rest() {
            [b'\r', b'\n', ..] => reader.at + 2,
            [b'\n' | b'\r', ..] => reader.at + 1,
            _ => reader.at,
        };
        let to = self.stream_end(number, &dict, from);
        let data = Data::File(from, to);
        Some((Value::Stream(Rc::new(Stream { dict, data })), length))
    }

    fn stream_end(&self, number: u32, dict: &Dict, from: usize) -> usize {
        let length = self.field(dict, "Length").whole();
        let end = length
            .and_then(|length| usize::try_from(length).ok())
            .and_then(|length| from.checked_add(length))
            .filter(|end| *end <= self.bytes.len());
        if let Some(end) = end {
            let mut behind = Reader::new(self.bytes, end);
            while behind.peek().is_some_and(is_blank) {
                behind.at += 1;
            }
            if behind.rest().starts_with(b"endstream") || behind.rest().starts_with(b"endobj") {
                return end;
            }
        }
        let found = find(self.bytes, b"endstream", from);
        let stop = found.unwrap_or(self.bytes.len());
        // Work without budget finds nothing more, and the fault is told all the same.
        if self.spend(long(stop.saturating_sub(from))).is_err() {
            return from;
        }
        self.fault(match found {
            Some(_) => format!("the length of stream {number} is wrong"),
            None => format!("stream {number} has no end"),
        });
        match self.bytes.get(from..stop) {
            Some([.., b'\r', b'\n']) => stop - 2,
            Some([.., b'\n' | b'\r']) => stop - 1,
            _ => stop,
        }
    }

    /// The bytes of a stream as they are stored.
    pub fn raw<'s>(&'s self, stream: &'s Stream) -> &'s [u8] {
        match &stream.data {
            Data::File(from, to) => self.bytes.get(*from..*to).unwrap_or_default(),
            Data::Own(bytes) => bytes,
        }
    }

    /// The bytes of a stream behind its filters, `limit` at most; pictures' own coding is left on.
    pub fn decode(&self, stream: &Stream, limit: u64) -> Result<Decoded, Stop> {
        pdf_stream::decode(self, stream, limit)
    }

    fn inside(&self, stream: u32, number: u32) -> (Value, usize) {
        let found = self.streams.borrow().get(&stream).cloned();
        let objects = found.or_else(|| self.open_stream(stream));
        let Some(objects) = objects else {
            self.fault(format!("object stream {stream} cannot be read"));
            return (Value::Null, 0);
        };
        let Some(at) = objects.places.get(&number) else {
            return (Value::Null, 0);
        };
        let mut reader = Reader::new(&objects.bytes, *at);
        let value = reader.value();
        let length = reader.at.saturating_sub(*at);
        let cost = if value.is_some() { 1 } else { COST };
        match (self.spend(long(length).saturating_mul(cost)), value) {
            (Ok(()), Some(value)) => (value, length),
            _ => (Value::Null, 0),
        }
    }

    /// §7.5.7: pairs of number and offset, then the objects.
    fn open_stream(&self, number: u32) -> Option<Rc<ObjectStream>> {
        // An object stream inside another is not allowed, and would turn in circles.
        if !matches!(self.places.get(&number), Some(Place::At(_))) {
            return None;
        }
        let Value::Stream(stream) = self.object(number) else {
            return None;
        };
        let first = usize::try_from(self.field(&stream.dict, "First").whole()?).ok()?;
        let count = self.field(&stream.dict, "N").whole()?;
        let bytes = self.decode(&stream, TABLE_BYTES).ok()?.bytes;
        let mut reader = Reader::new(&bytes, 0);
        let mut places = BTreeMap::new();
        for _ in 0..count.min(u32::try_from(OBJECTS).unwrap_or(u32::MAX)) {
            reader.begin();
            let (Some(number), Some(offset)) = (
                reader.value().and_then(|v| v.whole()),
                reader.value().and_then(|v| v.whole()),
            ) else {
                break;
            };
            let at = first.checked_add(usize::try_from(offset).ok()?)?;
            places.entry(number).or_insert(at);
        }
        let opened = Rc::new(ObjectStream { bytes, places });
        let mut streams = self.streams.borrow_mut();
        let held: usize = streams.values().map(|s| s.bytes.len()).sum();
        if held + opened.bytes.len() > KEPT_BYTES {
            streams.clear();
        }
        streams.insert(number, Rc::clone(&opened));
        Some(opened)
    }

    /// From `startxref` through every `Prev`; the newest place of an object counts (§7.5.6).
    fn read_chain(&mut self) -> Result<(), String> {
        // Annex H.3: readers look into the last 1024 bytes.
        let tail = self.bytes.len().saturating_sub(1024);
        let last = self.bytes.get(tail..).unwrap_or_default();
        if rfind(last, b"%%EOF").is_none() {
            return Err("the file has no end mark".to_owned());
        }
        let at = rfind(last, b"startxref").ok_or("no startxref at the end")?;
        let mut reader = Reader::new(self.bytes, tail + at + b"startxref".len());
        let mut next = reader.value().and_then(|v| v.whole());
        let mut seen = BTreeSet::new();
        while let Some(offset) = next {
            if !seen.insert(offset) {
                break;
            }
            let at = usize::try_from(offset).map_err(|_| "startxref beyond the file")?;
            let trailer = self
                .section(at)
                .ok_or_else(|| format!("no cross-reference at {offset}"))?;
            // A hybrid file: the stream knows the objects the table hides (§7.5.8.4).
            let hidden = trailer.get("XRefStm").and_then(Value::whole);
            if let Some(at) = hidden.and_then(|at| usize::try_from(at).ok())
                && seen.insert(u32::try_from(at).unwrap_or(u32::MAX))
            {
                self.section(at);
            }
            // 0 is the header: some writers say so where there is nothing earlier.
            next = trailer
                .get("Prev")
                .and_then(Value::whole)
                .filter(|at| *at > 0);
            for (key, value) in trailer {
                self.trailer.entry(key).or_insert(value);
            }
        }
        Ok(())
    }

    fn section(&mut self, at: usize) -> Option<Dict> {
        let mut reader = Reader::new(self.bytes, at);
        if reader.take_word(b"xref") {
            let left = self.bytes.len().saturating_sub(at);
            self.spend(long(left)).ok()?;
            self.table(reader)
        } else {
            self.table_stream(at)
        }
    }

    fn place(&mut self, number: u32, place: Place) -> Option<()> {
        if self.places.len() >= OBJECTS {
            return None;
        }
        self.places.entry(number).or_insert(place);
        Some(())
    }

    /// §7.5.4: subsections of `offset generation n|f`, then `trailer`.
    fn table(&mut self, mut reader: Reader<'a>) -> Option<Dict> {
        let mut free = BTreeSet::new();
        loop {
            reader.begin();
            if reader.take_word(b"trailer") {
                break;
            }
            let first = reader.value()?.whole()?;
            let count = reader.value()?.whole()?;
            for step in 0..count {
                reader.begin();
                let offset = usize::try_from(reader.value()?.whole()?).ok()?;
                reader.value()?.whole()?;
                let number = first.checked_add(step)?;
                if reader.take_word(b"n") {
                    // Offset 0 is the header: some writers mark free objects so.
                    if offset > 0 && !free.contains(&number) {
                        self.place(number, Place::At(offset))?;
                    }
                } else if reader.take_word(b"f") {
                    free.insert(number);
                } else {
                    return None;
                }
            }
        }
        reader.begin();
        let Value::Dict(trailer) = reader.value()? else {
            return None;
        };
        Some(trailer)
    }

    /// §7.5.8: the same in binary, three numbers an object.
    fn table_stream(&mut self, at: usize) -> Option<Dict> {
        let number = Reader::new(self.bytes, at).value()?.whole()?;
        let Some((Value::Stream(stream), _)) = self.parse(number, at) else {
            return None;
        };
        if stream.dict.get("Type")?.name()? != "XRef" {
            return None;
        }
        let bytes = self.decode(&stream, TABLE_BYTES).ok()?.bytes;
        let widths: Vec<usize> = stream
            .dict
            .get("W")?
            .array()
            .iter()
            .filter_map(|w| usize::try_from(w.whole()?).ok().filter(|w| *w <= 8))
            .collect();
        let [kind, second, third] = *widths.as_slice() else {
            return None;
        };
        if kind + second + third == 0 {
            return None;
        }
        let size = stream.dict.get("Size").and_then(Value::whole)?;
        let whole = [Value::Number(0.0), Value::Number(f64::from(size))];
        let index = stream.dict.get("Index").map_or(&whole[..], Value::array);
        let mut records = bytes.chunks_exact(kind + second + third);
        for range in index.chunks_exact(2) {
            let [first, count] = range else { continue };
            let first = first.whole()?;
            for step in 0..count.whole()? {
                let Some(record) = records.next() else { break };
                let (kinds, rest) = record.split_at_checked(kind)?;
                // The third field of an object in a stream is its index there; it is looked up by number.
                let (middle, _) = rest.split_at_checked(second)?;
                let read = |part: &[u8]| part.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
                let number = first.checked_add(step)?;
                match if kind == 0 { 1 } else { read(kinds) } {
                    1 => self.place(number, Place::At(usize::try_from(read(middle)).ok()?))?,
                    2 => {
                        let stream = u32::try_from(read(middle)).ok()?;
                        self.place(number, Place::Inside(stream))?;
                    }
                    _ => {}
                }
            }
        }
        Some(stream.dict.clone())
    }

    /// Every `N G obj` of the file; the last one of a number counts.
    fn search(&self) -> Rc<BTreeMap<u32, usize>> {
        if let Some(found) = &*self.searched.borrow() {
            return Rc::clone(found);
        }
        let mut found = BTreeMap::new();
        let mut at = 0;
        while let Some(word) = find(self.bytes, b"obj", at) {
            at = word + 3;
            if let Some((number, from)) = self.head_before(word)
                && (found.len() < OBJECTS || found.contains_key(&number))
            {
                found.insert(number, from);
            }
        }
        let found = Rc::new(found);
        *self.searched.borrow_mut() = Some(Rc::clone(&found));
        found
    }

    /// `N G ` before `obj`: the number and where it begins.
    fn head_before(&self, word: usize) -> Option<(u32, usize)> {
        let mut at = word;
        let mut back = |wanted: fn(u8) -> bool| {
            let end = at;
            while end - at < 12 && at > 0 && self.bytes.get(at - 1).is_some_and(|b| wanted(*b)) {
                at -= 1;
            }
            (at < end).then_some((at, end))
        };
        back(is_blank)?;
        back(|b| b.is_ascii_digit())?;
        back(is_blank)?;
        let (from, to) = back(|b| b.is_ascii_digit())?;
        let digits = std::str::from_utf8(self.bytes.get(from..to)?).ok()?;
        Some((digits.parse().ok()?, from))
    }

    /// Objects by search; the trailer from whatever still names the catalogue.
    fn rebuild(&mut self) -> Result<(), Stop> {
        let found = self.search();
        self.kept.borrow_mut().clear();
        self.places = found.iter().map(|(n, at)| (*n, Place::At(*at))).collect();
        let mut catalogue = None;
        let mut inside = Vec::new();
        for (number, at) in found.iter() {
            self.spend(64)?;
            let Some((value, _)) = self.parse(*number, *at) else {
                continue;
            };
            let Some(dict) = value.dict() else { continue };
            match dict.get("Type").and_then(Value::name) {
                Some("Catalog") => catalogue = Some(*number),
                Some("XRef") => {
                    for key in ["Root", "Encrypt", "Info", "ID"] {
                        if let Some(value) = dict.get(key) {
                            self.trailer.insert(key.to_owned(), value.clone());
                        }
                    }
                }
                Some("ObjStm") => inside.push(*number),
                _ => {}
            }
        }
        for stream in inside {
            let numbers: Vec<u32> = match self.open_stream(stream) {
                Some(opened) => opened.places.keys().copied().collect(),
                None => Vec::new(),
            };
            for number in numbers {
                if self.place(number, Place::Inside(stream)).is_none() {
                    return Err(Stop::unsupported(format!("more than {OBJECTS} objects")));
                }
                let kind = self.object(number);
                let kind = kind.dict().and_then(|d| d.get("Type")?.name());
                if kind == Some("Catalog") {
                    catalogue = Some(number);
                }
            }
        }
        let mut at = 0;
        while let Some(word) = find(self.bytes, b"trailer", at) {
            at = word + b"trailer".len();
            if let Some(Value::Dict(trailer)) = Reader::new(self.bytes, at).value() {
                self.trailer.extend(trailer);
            }
        }
        if self.root().is_none()
            && let Some(number) = catalogue
        {
            self.trailer.insert("Root".to_owned(), Value::Ref(number));
        }
        Ok(())
    }
}
