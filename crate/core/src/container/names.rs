//! Bytes of all names → text, with the ground of each. Names that say nothing about their encoding
//! are decided together, once: a tool writes all its names alike, and one short name alone proves
//! nothing.

use crate::facts::{NameDecision, NameGround};

use super::encoding::{COMMON, Encoding, reads_as_common_hanzi, reads_as_ibm437};

/// A name as the directory writes it.
pub(super) struct WrittenName {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// General-purpose bit 11.
    pub utf8_flag: bool,
    /// Text of the Info-ZIP extra field 0x7075, if its CRC is that of `bytes`.
    pub unicode_path: Option<String>,
}

/// A name as text; `\` is still there.
pub(super) struct ReadName {
    pub text: String,
    pub ground: NameGround,
}

/// What a name says about itself.
enum Kind {
    Settled(ReadName),
    /// Valid UTF-8 with a character of three bytes or more: no other encoding looks so by chance.
    WideUtf8(String),
    /// Valid UTF-8, but only pairs of bytes, which GBK writes too.
    NarrowUtf8(String),
    Open,
}

/// By how many thousandths another encoding must look better than GB18030 to be chosen (ours).
const GB18030_LEAD: u64 = 150;
/// The score of CP437 where all names read as western words: above all shares, which end at 1000.
const WESTERN: u64 = 10_000;

/// Reads all names, in their order.
pub(super) fn read_all(names: &[WrittenName]) -> (Vec<ReadName>, Option<NameDecision>) {
    let kinds: Vec<Kind> = names.iter().map(kind_of).collect();
    let with_kinds = || names.iter().zip(&kinds);
    let any_open = kinds.iter().any(|k| matches!(k, Kind::Open));
    let any_wide = kinds.iter().any(|k| matches!(k, Kind::WideUtf8(_)));
    // `目录` in GBK is valid UTF-8 (`Ŀ¼`): narrow names go with the other names of the container, and
    // where there are none, with what they read like.
    let narrow_is_open = any_open
        || !any_wide
            && with_kinds().all(|(name, kind)| {
                !matches!(kind, Kind::NarrowUtf8(_)) || reads_as_common_hanzi(&name.bytes)
            });
    let is_open = |kind: &Kind| match kind {
        Kind::Open => true,
        Kind::NarrowUtf8(_) => narrow_is_open,
        Kind::Settled(_) | Kind::WideUtf8(_) => false,
    };
    let open: Vec<&[u8]> = with_kinds()
        .filter(|(_, k)| is_open(k))
        .map(|(n, _)| n.bytes.as_slice())
        .collect();
    let utf8: Vec<&[u8]> = with_kinds()
        .filter(|(_, k)| !is_open(k) && !matches!(k, Kind::Settled(_)))
        .map(|(n, _)| n.bytes.as_slice())
        .collect();
    let choice = choose(&open);
    let decision = match (&choice, utf8.is_empty()) {
        (Some(choice), _) => Some(choice.decision(open.len())),
        (None, true) => None,
        (None, false) => {
            let mut possible = vec!["utf-8".to_owned()];
            possible.extend(possible_of(&utf8).map(|e| e.name().to_owned()));
            Some(NameDecision {
                encoding: "utf-8".to_owned(),
                names: count(utf8.len()),
                possible,
            })
        }
    };
    let encoding = choice.map_or(Encoding::Gb18030, |c| c.encoding);
    let read = names
        .iter()
        .zip(kinds)
        .map(|(name, kind)| match kind {
            Kind::Settled(read) => read,
            Kind::WideUtf8(text) => ReadName {
                text,
                ground: NameGround::ValidUtf8,
            },
            Kind::NarrowUtf8(text) if !narrow_is_open || encoding == Encoding::Ibm437 => ReadName {
                text,
                ground: NameGround::ValidUtf8,
            },
            Kind::NarrowUtf8(_) | Kind::Open => guessed(encoding, &name.bytes),
        })
        .collect();
    (read, decision)
}

fn guessed(encoding: Encoding, bytes: &[u8]) -> ReadName {
    match encoding.decode(bytes) {
        Some(text) => ReadName {
            text,
            ground: NameGround::Guessed,
        },
        None => ReadName {
            text: encoding.decode_lossy(bytes),
            ground: NameGround::Undecodable,
        },
    }
}

fn kind_of(name: &WrittenName) -> Kind {
    let settled = |text: String, ground| Kind::Settled(ReadName { text, ground });
    let text = match std::str::from_utf8(&name.bytes) {
        Ok(text) => text,
        Err(_) => {
            return match &name.unicode_path {
                Some(path) => settled(path.clone(), NameGround::UnicodePathExtra),
                // Bit 11 over bytes that are not UTF-8 is a lie seen in the wild (STANDARDS §11).
                None => Kind::Open,
            };
        }
    };
    if text.is_ascii() {
        return settled(text.to_owned(), NameGround::Ascii);
    }
    if name.utf8_flag {
        return settled(text.to_owned(), NameGround::Utf8Flag);
    }
    if let Some(path) = &name.unicode_path {
        return settled(path.clone(), NameGround::UnicodePathExtra);
    }
    if text.chars().any(|c| c.len_utf8() > 2) {
        Kind::WideUtf8(text.to_owned())
    } else {
        Kind::NarrowUtf8(text.to_owned())
    }
}

struct Choice {
    encoding: Encoding,
    possible: Vec<Encoding>,
}

impl Choice {
    fn decision(&self, names: usize) -> NameDecision {
        NameDecision {
            encoding: self.encoding.name().to_owned(),
            names: count(names),
            possible: self.possible.iter().map(|e| e.name().to_owned()).collect(),
        }
    }
}

/// The encoding under which most names decode; among equals the best score; among those the first
/// of [`Encoding::ALL`]. The score is the weight of all non-ASCII characters in thousandths of the
/// highest possible, [`GB18030_LEAD`] more for GB18030; CP437 has [`WESTERN`] or nothing.
fn choose(names: &[&[u8]]) -> Option<Choice> {
    if names.is_empty() {
        return None;
    }
    let mut best: Option<((usize, u64), Encoding)> = None;
    for encoding in Encoding::ALL {
        let decoding: Vec<&[u8]> = names
            .iter()
            .copied()
            .filter(|n| encoding.decode(n).is_some())
            .collect();
        let key = (decoding.len(), score(encoding, &decoding));
        if best.is_none_or(|(before, _)| key > before) {
            best = Some((key, encoding));
        }
    }
    let (_, encoding) = best?;
    let mut possible: Vec<Encoding> = possible_of(names).collect();
    possible.sort_by_key(|e| *e != encoding);
    Some(Choice { encoding, possible })
}

fn score(encoding: Encoding, names: &[&[u8]]) -> u64 {
    if encoding == Encoding::Ibm437 {
        return if names.iter().all(|n| reads_as_ibm437(n)) {
            WESTERN
        } else {
            0
        };
    }
    let (mut points, mut characters) = (0, 0);
    for name in names {
        let weight = encoding.weigh(name);
        points += weight.points;
        characters += weight.characters;
    }
    let share = (points * 1000)
        .checked_div(characters * COMMON)
        .unwrap_or(0);
    if encoding == Encoding::Gb18030 {
        share + GB18030_LEAD
    } else {
        share
    }
}

fn possible_of(names: &[&[u8]]) -> impl Iterator<Item = Encoding> {
    Encoding::ALL
        .into_iter()
        .filter(|e| names.iter().all(|n| e.decode(n).is_some()))
}

fn count(names: usize) -> u32 {
    u32::try_from(names).unwrap_or(u32::MAX)
}
