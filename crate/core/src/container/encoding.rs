//! The encodings a name without a flag may be in: whether its bytes decode, and how much they then
//! look like a name that people write. All scores are integers over fixed byte ranges, so that they
//! can be redone.

use encoding_rs::{BIG5, GB18030, SHIFT_JIS};
use oem_cp::code_table::DECODING_TABLE_CP437;

/// An encoding of unflagged names. The order is the order of preference: Chinese Windows is the
/// normal case (STANDARDS §11), then Taiwan and Hong Kong, then Japan, then what APPNOTE D.1 says
/// (CP437).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Gb18030,
    Big5,
    ShiftJis,
    Ibm437,
}

/// What one name weighs under an encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    /// 0 to [`COMMON`] for each non-ASCII character.
    pub points: u64,
    /// Non-ASCII characters.
    pub characters: u64,
}

/// A character of the encoding's first level: what all everyday words are written with.
pub(super) const COMMON: u64 = 4;
/// Punctuation and full-width forms: they stand in names, and in mojibake.
const SIGN: u64 = 3;
/// A character of the second level or of an extension: rare, but names of people and old texts have
/// them.
const RARE: u64 = 2;
/// Letters of other scripts, and what vendors added.
const ODD: u64 = 1;
/// Private use and half-width katakana: what mojibake is made of.
const NOISE: u64 = 0;

impl Encoding {
    /// In order of preference.
    pub(super) const ALL: [Self; 4] = [Self::Gb18030, Self::Big5, Self::ShiftJis, Self::Ibm437];

    /// WHATWG or IANA name, as in [`crate::facts::NameDecision`].
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::ShiftJis => "shift_jis",
            Self::Ibm437 => "ibm437",
        }
    }

    /// The text, or `None` where the bytes are not of this encoding. CP437 gives a meaning to every
    /// byte, so there only letters count: box drawing and sums are no name.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        let decoder = match self {
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
            Self::ShiftJis => SHIFT_JIS,
            Self::Ibm437 => {
                let letters = bytes.iter().all(|b| b.is_ascii() || is_ibm437_letter(*b));
                return letters
                    .then(|| oem_cp::decode_string_complete_table(bytes, &DECODING_TABLE_CP437));
            }
        };
        let text = decoder.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    }

    /// The text with U+FFFD where bytes are not of this encoding.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> String {
        match self {
            Self::Gb18030 => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Big5 => BIG5.decode_without_bom_handling(bytes).0.into_owned(),
            Self::ShiftJis => SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Ibm437 => String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    /// What `bytes`, which decode, weigh. CP437 weighs nothing: it is judged by
    /// [`reads_as_ibm437`].
    pub(super) fn weigh(self, bytes: &[u8]) -> Weight {
        let mut weight = Weight::default();
        let mut rest = bytes;
        while let Some((&lead, after)) = rest.split_first() {
            rest = after;
            if lead.is_ascii() {
                continue;
            }
            let trail = after.first().copied().unwrap_or(0);
            let (points, consumed) = match self {
                Self::Gb18030 => gb18030_points(lead, trail),
                Self::Big5 => (big5_points(lead), 1),
                Self::ShiftJis => shift_jis_points(lead, trail),
                Self::Ibm437 => (NOISE, 0),
            };
            weight.points += points;
            weight.characters += 1;
            rest = after.get(consumed..).unwrap_or_default();
        }
        weight
    }
}

/// GB 2312-80: rows 16–55 are level 1 (3755 common hanzi), 56–87 level 2, 1 and 3 signs, the other
/// letters. Returns the points and how many bytes follow the lead.
fn gb18030_points(lead: u8, trail: u8) -> (u64, usize) {
    match (lead, trail) {
        (0x80, _) => (NOISE, 0),
        (_, 0x30..=0x39) => (NOISE, 3),
        (0xb0..=0xd7, 0xa1..) => (COMMON, 1),
        (0xa1 | 0xa3, 0xa1..) => (SIGN, 1),
        (0xa2 | 0xa4..=0xa9, 0xa1..) => (ODD, 1),
        // User-defined areas 1–3 of GBK.
        (0xaa..=0xaf | 0xf8.., 0xa1..) | (0xa1..=0xa7, _) => (NOISE, 1),
        _ => (RARE, 1),
    }
}

/// Big5-ETEN: A4–C6 level 1 (5401 common hanzi), C9–F9 level 2, A1–A3 signs, the other HKSCS.
fn big5_points(lead: u8) -> u64 {
    match lead {
        0xa4..=0xc6 => COMMON,
        0xa1..=0xa3 => SIGN,
        0xc7..=0xf9 => RARE,
        _ => ODD,
    }
}

/// JIS X 0208 in Shift_JIS: 889F–9872 level 1 (2965 kanji), 82 and 83 kana, 81 signs, to EA level
/// 2. Returns the points and how many bytes follow the lead.
fn shift_jis_points(lead: u8, trail: u8) -> (u64, usize) {
    match (lead, trail) {
        (0xa1..=0xdf, _) | (0x80, _) => (NOISE, 0),
        (0x82, 0x9f..) | (0x83, ..=0x96) | (0x88, 0x9f..) | (0x89..=0x97, _) => (COMMON, 1),
        (0x98, ..=0x72) => (COMMON, 1),
        (0x81 | 0x82, _) => (SIGN, 1),
        (0x98..=0x9f | 0xe0..=0xea, _) => (RARE, 1),
        _ => (ODD, 1),
    }
}

/// Letters of CP437: `Ç`–`Ü`, `á`–`Ñ`, and `ß`.
fn is_ibm437_letter(byte: u8) -> bool {
    matches!(byte, 0x80..=0x9a | 0xa0..=0xa5 | 0xe1)
}

/// Whether the bytes read as a western word under CP437: only letters, never more than two in a
/// row, and each run beside an ASCII letter. East Asian characters take two bytes and stand in
/// longer runs of their own.
pub(super) fn reads_as_ibm437(bytes: &[u8]) -> bool {
    high_runs(bytes).all(|(before, run, after)| {
        run.len() <= 2
            && run.iter().all(|b| is_ibm437_letter(*b))
            && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic())
    })
}

/// Whether every non-ASCII character is a common hanzi or sign of GB 2312 in a run of its own,
/// beside no ASCII letter: `目录` (C4BF C2BC) and `一` (D2BB) are valid UTF-8 too, but there they read
/// `Ŀ¼` and `һ`.
pub(super) fn reads_as_common_hanzi(bytes: &[u8]) -> bool {
    let weight = Encoding::Gb18030.weigh(bytes);
    Encoding::Gb18030.decode(bytes).is_some()
        && weight.points == weight.characters * COMMON
        && high_runs(bytes)
            .all(|(before, _, after)| !before.is_ascii_alphabetic() && !after.is_ascii_alphabetic())
}

/// The runs of non-ASCII bytes, each with the byte before and after it (0 at the ends).
fn high_runs(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8], u8)> {
    let mut before = 0;
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|b| !b.is_ascii())?;
        let (ascii, from_run) = rest.split_at(start);
        before = ascii.last().copied().unwrap_or(before);
        let length = from_run
            .iter()
            .position(u8::is_ascii)
            .unwrap_or(from_run.len());
        let (run, after) = from_run.split_at(length);
        rest = after;
        Some((before, run, after.first().copied().unwrap_or(0)))
    })
}
