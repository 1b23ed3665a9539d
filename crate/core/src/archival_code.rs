//! Archival codes (档号): text → a parsed code of DA/T 22-2015, DA/T 13-2022 or the older hyphenated forms
//! (STANDARDS §3.1–3.3). Both standards occur in one batch, and look-alike characters make equal codes differ:
//! normalise first, keep what was changed, then parse.

/// A character that stood for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// As written.
    pub found: char,
    /// As meant.
    pub meant: char,
}

/// An archival code with its look-alikes replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// The code.
    pub text: String,
    /// What was replaced, in order; nothing is changed silently.
    pub changes: Vec<LookAlike>,
    /// Blanks and invisible characters dropped.
    pub blanks: u32,
}

/// How the parts of a code are joined; a batch should keep to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// DA/T 22-2015: `Z109-WS·2011-Y-BGS-0001`.
    Item22,
    /// DA/T 13-2022 by item (按件): `Z109-WS·2011·Y·办公室-0001`.
    ByItem13,
    /// DA/T 13-2022 by volume (按卷): `K021-ZP·2019·D30-025-005`.
    ByVolume13,
    /// DA/T 22 with hyphens throughout: `Z109-WS-2011-Y-BGS-0001` (seen, in no standard).
    Hyphens22,
    /// Digits and hyphens behind the fonds: `C038-001-002-003`.
    Numeric,
}

/// A parsed archival code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivalCode {
    text: String,
    /// How it is built.
    pub shape: Shape,
    /// 全宗号.
    pub fonds: String,
    /// 类别号 or 目录号 without year, retention and office: `WS`, `ZY·JC·CC`, `001`.
    pub category: String,
    /// 年度; never guessed out of a purely numeric code.
    pub year: Option<u16>,
    /// 保管期限 as coded: `Y`, `D30`.
    pub retention: Option<String>,
    /// 机构或问题.
    pub office: Option<String>,
    /// 案卷号, 组号 or 册号.
    pub volume: Option<String>,
    /// 件号; in a code of three levels it may be the number of a volume.
    pub item: Option<String>,
    /// 页号.
    pub page: Option<String>,
}

/// Why a text is no archival code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeProblem {
    /// Nothing there.
    #[error("no text")]
    Empty,
    /// A character no code has.
    #[error("`{found}` cannot stand in an archival code")]
    Character {
        /// The character.
        found: char,
    },
    /// Two separators in a row, or one at an end.
    #[error("an empty part at level {level}")]
    EmptyPart {
        /// Level between hyphens, from 1.
        level: usize,
    },
    /// Too few or too many levels between hyphens.
    #[error("{found} levels")]
    Levels {
        /// How many.
        found: usize,
    },
    /// The first level is no 全宗号: at most six ASCII capitals and digits, with a digit.
    #[error("`{found}` is no fonds")]
    Fonds {
        /// The level.
        found: String,
    },
    /// A retention without a year before it.
    #[error("`{found}` stands where the year belongs")]
    Year {
        /// What stands there.
        found: String,
    },
    /// A level that must be a number is none.
    #[error("`{found}` is no number")]
    Number {
        /// The level.
        found: String,
    },
}

impl ArchivalCode {
    /// The code as it was parsed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Everything before the last `-`: the run in which numbers follow each other.
    #[must_use]
    pub fn series(&self) -> &str {
        self.text.rsplit_once('-').map_or("", |(head, _)| head)
    }

    /// The last level as a number, and how many digits it is written with.
    #[must_use]
    pub fn number(&self) -> (u64, usize) {
        let digits = self.text.rsplit('-').next().unwrap_or_default();
        // never falls back: `parse` lets only 1–18 digits through
        (digits.parse().unwrap_or(0), digits.len())
    }
}

/// Replaces the look-alikes of STANDARDS §11: full-width characters, other dots and hyphens, lower-case
/// `y` and `d30` where a retention stands, blanks. An ASCII `.` becomes `·` only between letters or digits.
/// O/0 and I/1 are left: which is meant cannot be known.
#[must_use]
pub fn normalise(text: &str) -> Normalised {
    let mut changes = Vec::new();
    let kept: Vec<char> = text.chars().filter(|c| !is_blank(*c)).collect();
    let blanks = u32::try_from(text.chars().count() - kept.len()).unwrap_or(u32::MAX);
    let mut out = String::with_capacity(text.len());
    for (at, &found) in kept.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| kept.get(i));
        let between = before.is_some_and(|c| c.is_alphanumeric())
            && kept.get(at + 1).is_some_and(|c| c.is_alphanumeric());
        let meant = match found {
            '.' | '\u{ff0e}' => {
                if between {
                    '·'
                } else {
                    '.'
                }
            }
            '\u{2022}' | '\u{30fb}' | '\u{ff65}' | '\u{2027}' | '\u{2219}' | '\u{22c5}'
            | '\u{0387}' => '·',
            '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff0d}'
            | '_'
            | '\u{ff3f}' => '-',
            '\u{ff01}'..='\u{ff5e}' => half_width(found),
            other => other,
        };
        if meant != found {
            changes.push(LookAlike { found, meant });
        }
        out.push(meant);
    }
    let text = upper_retentions(&out, &mut changes);
    Normalised {
        text,
        changes,
        blanks,
    }
}

/// Parses a code as it stands; look-alikes are problems here, see [`normalise`].
///
/// # Errors
/// [`CodeProblem`] names the first thing wrong.
pub fn parse(text: &str) -> Result<ArchivalCode, CodeProblem> {
    if text.is_empty() {
        return Err(CodeProblem::Empty);
    }
    let stray = |c: &char| !(*c == '-' || *c == '·' || (c.is_alphanumeric() && plain(*c)));
    if let Some(found) = text.chars().find(stray) {
        return Err(CodeProblem::Character { found });
    }
    let parts: Vec<Vec<&str>> = text
        .split('-')
        .map(|level| level.split('·').collect())
        .collect();
    let levels: Vec<&[&str]> = parts.iter().map(Vec::as_slice).collect();
    if let Some(at) = levels
        .iter()
        .position(|parts| parts.iter().any(|p| p.is_empty()))
    {
        return Err(CodeProblem::EmptyPart { level: at + 1 });
    }
    let code = match levels.as_slice() {
        // `-Y-` after category and year: DA/T 22-2015
        [fonds, class, [term], rest @ ..] if is_retention(term) && !rest.is_empty() => {
            let (category, year) = match class {
                [category @ .., year] if !category.is_empty() => (category, *year),
                other => {
                    return Err(CodeProblem::Year {
                        found: other.join("·"),
                    });
                }
            };
            let (office, item) = office_and_item(rest, levels.len())?;
            let mut code = bare(text, Shape::Item22, fonds, category.join("·"))?;
            code.year = Some(read_year(year).ok_or_else(|| no_year(year))?);
            code.retention = Some((*term).to_owned());
            code.office = office;
            code.item = Some(number(&item)?);
            code
        }
        [fonds, [category], [year], [term], rest @ ..]
            if is_retention(term) && !rest.is_empty() =>
        {
            let (office, item) = office_and_item(rest, levels.len())?;
            let mut code = bare(text, Shape::Hyphens22, fonds, (*category).to_owned())?;
            code.year = Some(read_year(year).ok_or_else(|| no_year(year))?);
            code.retention = Some((*term).to_owned());
            code.office = office;
            code.item = Some(number(&item)?);
            code
        }
        [fonds, class, rest @ ..] if (1..=3).contains(&rest.len()) => {
            classed(text, fonds, class, rest)?
        }
        other => return Err(CodeProblem::Levels { found: other.len() }),
    };
    Ok(code)
}

/// DA/T 13-2022 and the numeric forms: 全宗号-类别号-…, all numbers behind the class.
fn classed(
    text: &str,
    fonds: &[&str],
    class: &[&str],
    rest: &[&[&str]],
) -> Result<ArchivalCode, CodeProblem> {
    let numbers = rest
        .iter()
        .map(|level| number(&level.join("·")))
        .collect::<Result<Vec<_>, _>>()?;
    let numeric = class.iter().all(|p| is_digits(p)) && class.len() == 1;
    let shape = match (numeric, numbers.len()) {
        (true, _) => Shape::Numeric,
        (false, 1) => Shape::ByItem13,
        (false, _) => Shape::ByVolume13,
    };
    // the first part is the class itself, also where it looks like a year: `0012-2009-003`
    let tail = class.get(1..).unwrap_or_default();
    let term_at = tail.iter().position(|p| is_retention(p)).map(|i| i + 1);
    let year_at = match term_at {
        Some(at) => {
            let before = class.get(at - 1).copied().unwrap_or_default();
            if at < 2 || read_year(before).is_none() {
                return Err(no_year(before));
            }
            Some(at - 1)
        }
        None => tail
            .iter()
            .position(|p| read_year(p).is_some())
            .map(|i| i + 1),
    };
    let office_from = term_at.or(year_at).map_or(class.len(), |at| at + 1);
    let category = class
        .get(..year_at.unwrap_or(class.len()))
        .unwrap_or_default();
    let mut code = bare(text, shape, fonds, category.join("·"))?;
    code.year = year_at
        .and_then(|at| class.get(at))
        .and_then(|p| read_year(p));
    code.retention = term_at
        .and_then(|at| class.get(at))
        .map(|p| (*p).to_owned());
    code.office = class
        .get(office_from..)
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join("·"));
    let mut numbers = numbers.into_iter();
    if rest.len() > 1 {
        code.volume = numbers.next();
    }
    code.item = numbers.next();
    code.page = numbers.next();
    Ok(code)
}

fn bare(
    text: &str,
    shape: Shape,
    fonds: &[&str],
    category: String,
) -> Result<ArchivalCode, CodeProblem> {
    let no_fonds = || CodeProblem::Fonds {
        found: fonds.join("·"),
    };
    let [fonds_text] = fonds else {
        return Err(no_fonds());
    };
    // `[A-Z]\d{3}` in DA/T 13-2022, four digits before it; six leaves room (ours)
    if fonds_text.len() > 6
        || !fonds_text.is_ascii()
        || !fonds_text.bytes().any(|b| b.is_ascii_digit())
    {
        return Err(no_fonds());
    }
    Ok(ArchivalCode {
        text: text.to_owned(),
        shape,
        fonds: (*fonds_text).to_owned(),
        category,
        year: None,
        retention: None,
        office: None,
        volume: None,
        item: None,
        page: None,
    })
}

fn office_and_item(
    rest: &[&[&str]],
    levels: usize,
) -> Result<(Option<String>, String), CodeProblem> {
    match rest {
        [item] => Ok((None, item.join("·"))),
        [office, item] => Ok((Some(office.join("·")), item.join("·"))),
        _ => Err(CodeProblem::Levels { found: levels }),
    }
}

fn number(text: &str) -> Result<String, CodeProblem> {
    // 18 digits always fit a u64
    if is_digits(text) && text.len() <= 18 {
        Ok(text.to_owned())
    } else {
        Err(CodeProblem::Number {
            found: text.to_owned(),
        })
    }
}

fn no_year(found: &str) -> CodeProblem {
    CodeProblem::Year {
        found: found.to_owned(),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Four digits from 1800 on (ours: older holdings are coded by catalogue, not by year).
fn read_year(text: &str) -> Option<u16> {
    (text.len() == 4 && is_digits(text))
        .then(|| text.parse().ok())
        .flatten()
        .filter(|year| (1800..=2199).contains(year))
}

/// `Y`, or `D` with the years: DA/T 13-2022.
fn is_retention(part: &str) -> bool {
    part == "Y"
        || part
            .strip_prefix('D')
            .is_some_and(|n| is_digits(n) && n.len() <= 3)
}

/// No look-alike: neither full-width nor lower-case, which codes are not written with.
fn plain(c: char) -> bool {
    !c.is_ascii_lowercase() && !('\u{ff00}'..='\u{ffef}').contains(&c)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// U+FF01–FF5E stand 0xFEE0 above their ASCII twins.
fn half_width(c: char) -> char {
    u32::from(c)
        .checked_sub(0xfee0)
        .and_then(char::from_u32)
        .unwrap_or(c)
}

fn upper_retentions(text: &str, changes: &mut Vec<LookAlike>) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(['-', '·']) {
        let body = part.trim_end_matches(['-', '·']);
        let upper = body.to_ascii_uppercase();
        // behind the first separator only: a fonds `d30` would be a guess
        let lower = body.chars().next().filter(char::is_ascii_lowercase);
        match lower {
            Some(found) if is_retention(&upper) && !out.is_empty() => {
                changes.push(LookAlike {
                    found,
                    meant: found.to_ascii_uppercase(),
                });
                out.push_str(&part.to_ascii_uppercase());
            }
            _ => out.push_str(part),
        }
    }
    out
}
