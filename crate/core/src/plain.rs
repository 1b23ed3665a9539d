//! What of a text can be seen: two texts that look alike are compared as one, and one of which nothing shows is empty.

use unicode_normalization::UnicodeNormalization;

use crate::facts::is_invisible;

/// Takes no room on paper: blanks, controls, zero-width characters, fillers, and marks that only choose a glyph.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Something of the text can be seen.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    !text.chars().all(is_blank)
}

/// The text without what cannot be seen, in NFKC: width, composition and blanks do not tell.
#[must_use]
pub fn folded(text: &str) -> String {
    // First out with what stands between a letter and its mark, or the two would not come together.
    let seen = text.chars().filter(|c| !is_blank(*c));
    seen.nfkc().filter(|c| !is_blank(*c)).collect()
}

/// Traditional characters of the words we look for, in simplified ones.
#[must_use]
pub fn simplified(text: &str) -> String {
    let pairs = [
        ('絕', '绝'),
        ('機', '机'),
        ('祕', '秘'),
        ('級', '级'),
        ('檔', '档'),
        ('與', '与'),
        ('別', '别'),
        ('無', '无'),
        ('業', '业'),
        ('個', '个'),
    ];
    let one = |c: char| {
        let pair = pairs.iter().find(|(traditional, _)| *traditional == c);
        pair.map_or(c, |(_, simple)| *simple)
    };
    text.chars().map(one).collect()
}

/// U+FF01–FF5E stand 0xFEE0 above their ASCII twins, U+3000 is the blank.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => u32::from(c)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        other => other,
    }
}
