//! Bytes of a PDF → its objects and operators (ISO 32000-1 §7.2, §7.3). Lenient where readers are, never deeper or
//! longer than [`NESTING`] and [`VALUES`]: arrays inside arrays without end are the oldest trap of this format.

use std::collections::BTreeMap;
use std::rc::Rc;

/// Arrays and dictionaries inside each other (ours; annex C.2 knows no limit, real files stay below 20).
const NESTING: u32 = 64;
/// Values of one object (ours: the widths of the largest font are 65 536).
const VALUES: u32 = 500_000;

/// Key and value; the first of a key that stands twice.
pub(super) type Dict = BTreeMap<String, Value>;

/// One object. Names and keys are text: bytes above 127 become U+FFFD, no key of the standard has any.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Name(String),
    /// A string's bytes.
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dict(Dict),
    /// Number of an indirect object.
    Ref(u32),
    Stream(Rc<Stream>),
}

/// A dictionary with bytes behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stream {
    pub dict: Dict,
    pub data: Data,
}

/// Where a stream's bytes are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    /// From, to in the file.
    File(usize, usize),
    /// Of an inline image, taken out of its content stream.
    Own(Vec<u8>),
}

impl Value {
    pub fn dict(&self) -> Option<&Dict> {
        match self {
            Value::Dict(dict) => Some(dict),
            Value::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Value::Name(name) => Some(name),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A count or size: whole, from 0, below 2^32.
    pub fn whole(&self) -> Option<u32> {
        let number = self.number()?.trunc();
        // In range, so the cast keeps it.
        (0.0..=f64::from(u32::MAX))
            .contains(&number)
            .then_some(number as u32)
    }

    pub fn array(&self) -> &[Value] {
        match self {
            Value::Array(values) => values,
            _ => &[],
        }
    }
}

/// What comes next in the bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Value(Value),
    /// A keyword or operator.
    Word(&'a [u8]),
    End,
}

/// Reads values and words one after the other.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
    values: u32,
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            values: 0,
        }
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// A new object begins: its values are counted from here.
    pub fn begin(&mut self) {
        self.values = 0;
    }

    /// The next value or word; `None` for what is neither, or is too deep or too long.
    pub fn token(&mut self) -> Option<Token<'a>> {
        self.token_at(0)
    }

    /// The next value; `None` when something else comes.
    pub fn value(&mut self) -> Option<Value> {
        match self.token()? {
            Token::Value(value) => Some(value),
            Token::Word(_) | Token::End => None,
        }
    }

    /// Whether this word comes next; then it is taken.
    pub fn take_word(&mut self, word: &[u8]) -> bool {
        self.skip_blanks();
        let there = self.rest().starts_with(word);
        if there {
            self.at += word.len();
        }
        there
    }

    fn token_at(&mut self, depth: u32) -> Option<Token<'a>> {
        self.skip_blanks();
        let Some(byte) = self.peek() else {
            return Some(Token::End);
        };
        self.values += 1;
        if depth > NESTING || self.values > VALUES {
            return None;
        }
        let value = match byte {
            b'/' => Value::Name(self.read_name()),
            b'(' => Value::Text(self.literal()?),
            b'<' if self.rest().starts_with(b"<<") => Value::Dict(self.read_dict(depth)?),
            b'<' => Value::Text(self.hexadecimal()?),
            b'[' => Value::Array(self.read_array(depth)?),
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.read_number()?,
            b')' | b'>' | b']' | b'{' | b'}' => {
                self.at += 1;
                return Some(Token::Word(self.bytes.get(self.at - 1..self.at)?));
            }
            _ => {
                let from = self.at;
                while self
                    .peek()
                    .is_some_and(|b| !is_blank(b) && !is_delimiter(b))
                {
                    self.at += 1;
                }
                match self.bytes.get(from..self.at)? {
                    b"null" => Value::Null,
                    b"true" => Value::Bool(true),
                    b"false" => Value::Bool(false),
                    word => return Some(Token::Word(word)),
                }
            }
        };
        Some(Token::Value(value))
    }

    fn read_name(&mut self) -> String {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| !is_blank(*b) && !is_delimiter(*b)) {
            self.at += 1;
            let hex = self.bytes.get(self.at..self.at + 2);
            let hex = hex.and_then(|h| std::str::from_utf8(h).ok());
            match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                Some(code) if byte == b'#' => {
                    name.push(code);
                    self.at += 2;
                }
                _ => name.push(byte),
            }
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    /// A number, or a reference `12 0 R`.
    fn read_number(&mut self) -> Option<Value> {
        let from = self.at;
        while self
            .peek()
            .is_some_and(|b| matches!(b, b'+' | b'-' | b'.' | b'0'..=b'9'))
        {
            self.at += 1;
        }
        let digits = self.bytes.get(from..self.at)?;
        let text = std::str::from_utf8(digits).ok()?;
        if digits.iter().all(u8::is_ascii_digit)
            && let Ok(number) = text.parse::<u32>()
            && let Some(end) = self.reference_end()
        {
            self.at = end;
            return Some(Value::Ref(number));
        }
        // `--5`, `5-3`, a lone sign: readers take what they can.
        let number = text.parse().ok().filter(|n: &f64| n.is_finite());
        Some(Value::Number(number.unwrap_or(0.0)))
    }

    /// Behind ` 0 R`, if that follows.
    fn reference_end(&self) -> Option<usize> {
        let mut ahead = Reader::new(self.bytes, self.at);
        let skip = |ahead: &mut Self, wanted: fn(u8) -> bool| {
            let from = ahead.at;
            while ahead.at - from < 16 && ahead.peek().is_some_and(wanted) {
                ahead.at += 1;
            }
            ahead.at > from
        };
        let there = skip(&mut ahead, is_blank)
            && skip(&mut ahead, |b| b.is_ascii_digit())
            && skip(&mut ahead, is_blank)
            && ahead.peek() == Some(b'R');
        ahead.at += 1;
        let ends = ahead.peek().is_none_or(|b| is_blank(b) || is_delimiter(b));
        (there && ends).then_some(ahead.at)
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1_u32);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Some(text),
                b')' => open -= 1,
                b'\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    match escaped {
                        b'n' => text.push(b'\n'),
                        b'r' => text.push(b'\r'),
                        b't' => text.push(b'\t'),
                        b'b' => text.push(8),
                        b'f' => text.push(12),
                        b'0'..=b'7' => text.push(self.octal(escaped)),
                        b'\r' if self.peek() == Some(b'\n') => self.at += 1,
                        b'\r' | b'\n' => {}
                        other => text.push(other),
                    }
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// Up to three octal digits; what exceeds a byte is cut (§7.3.4.2).
    fn octal(&mut self, first: u8) -> u8 {
        let mut code = first - b'0';
        for _ in 0..2 {
            match self.peek() {
                Some(digit @ b'0'..=b'7') => {
                    code = code.wrapping_mul(8).wrapping_add(digit - b'0');
                    self.at += 1;
                }
                _ => break,
            }
        }
        code
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut half) = (Vec::new(), None);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            let digit = match byte {
                b'>' => break,
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => continue,
            };
            match half.take() {
                None => half = Some(digit << 4),
                Some(high) => text.push(high | digit),
            }
        }
        text.extend(half);
        Some(text)
    }

    fn read_array(&mut self, depth: u32) -> Option<Vec<Value>> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            match self.token_at(depth + 1)? {
                Token::Value(value) => values.push(value),
                Token::Word(b"]") => return Some(values),
                // A word inside an array is a slip readers pass over, the end of an object is not.
                Token::Word(b"endobj" | b"stream" | b"obj") | Token::End => return None,
                Token::Word(_) => {}
            }
        }
    }

    fn read_dict(&mut self, depth: u32) -> Option<Dict> {
        self.at += 2;
        let mut dict = Dict::new();
        loop {
            let key = match self.token_at(depth + 1)? {
                Token::Value(Value::Name(key)) => key,
                Token::Word(b">") => {
                    self.take_word(b">");
                    return Some(dict);
                }
                _ => return None,
            };
            match self.token_at(depth + 1)? {
                Token::Value(value) => {
                    dict.entry(key).or_insert(value);
                }
                Token::Word(b">") => {
                    self.take_word(b">");
                    return Some(dict);
                }
                Token::Word(_) | Token::End => return None,
            }
        }
    }
}
