//! Cell text → dates and retentions in one spelling. What is written in no known way stays a problem and is
//! never guessed: a wrong date that was "repaired" here would pass unseen.

use super::secrecy;
use crate::profile::Field;

/// A date as described: DA/T 18-2022 writes `YYYYMMDD`, unknown parts `00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateValue {
    /// Year, 1000–2999.
    pub year: u16,
    /// Month 1–12; `None` when written `00` or not at all.
    pub month: Option<u8>,
    /// Day 1–31, in the calendar; `None` when written `00` or not at all.
    pub day: Option<u8>,
    /// In brackets: found by research (考证), not on the document.
    pub inferred: bool,
}

impl DateValue {
    /// `YYYYMMDD`, `00` for what is unknown.
    #[must_use]
    pub fn basic(&self) -> String {
        let (month, day) = (self.month.unwrap_or(0), self.day.unwrap_or(0));
        format!("{:04}{month:02}{day:02}", self.year)
    }

    /// Month or day is unknown.
    #[must_use]
    pub fn partial(&self) -> bool {
        self.month.is_none() || self.day.is_none()
    }
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateProblem {
    /// Nothing there.
    #[error("no text")]
    Empty,
    /// Written in no known way; five digits are often a spreadsheet's serial number.
    #[error("not written as a date")]
    Shape,
    /// Six digits that are a day with two digits of its year, `110112`, sooner than a month of the year 1101.
    #[error("a year of two digits")]
    ShortYear,
    /// Outside 1000–2999.
    #[error("no year {year}")]
    Year {
        /// As written.
        year: u16,
    },
    /// No such month.
    #[error("no month {month}")]
    Month {
        /// As written.
        month: u8,
    },
    /// The month has no such day, or the month is unknown.
    #[error("no day {day}")]
    Day {
        /// As written.
        day: u8,
    },
}

/// Reads `19810824`, `1981-08-24`, `1981.8.24`, `1981/8/24`, `1981年8月24日`, the same without day or month,
/// `00` for unknown ones, brackets round it all, and an ISO time behind it (which is dropped).
///
/// # Errors
/// [`DateProblem`]: also for days the calendar does not have.
pub fn date(text: &str) -> Result<DateValue, DateProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateProblem::Empty);
    }
    let inner = [('[', ']'), ('［', '］'), ('〔', '〕'), ('【', '】')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    let (body, inferred) = (inner.unwrap_or(text).trim(), inner.is_some());
    let (year, month, day) = split(body).ok_or(DateProblem::Shape)?;
    if year < FIRST_OF_SIX_DIGITS && day_of_short_year(body).is_some() {
        return Err(DateProblem::ShortYear);
    }
    if !(1000..=2999).contains(&year) {
        return Err(DateProblem::Year { year });
    }
    if month > 12 {
        return Err(DateProblem::Month { month });
    }
    if day > 0 && (month == 0 || day > days(year, month)) {
        return Err(DateProblem::Day { day });
    }
    let known = |n: u8| (n > 0).then_some(n);
    Ok(DateValue {
        year,
        month: known(month),
        day: known(day),
        inferred,
    })
}

/// Years before it are believed of six digits only where these cannot be `YYMMDD` (ours: 1840 begins what Chinese archives
/// call modern, few deliveries are older, and years before it that end in 01 to 12 can be written in eight digits).
const FIRST_OF_SIX_DIGITS: u16 = 1840;

/// The two digits of the year, where six digits can be read as `YYMMDD`.
#[must_use]
pub fn day_of_short_year(text: &str) -> Option<u16> {
    let text = text.trim();
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (part(0..2)?, part(2..4)?, part(4..6)?);
    // 29 February: of which century the year is cannot be known
    let leap = 2000 + u16::from(year);
    let fits = (1..=12).contains(&month) && (1..=days(leap, month)).contains(&day);
    fits.then_some(u16::from(year))
}

/// Reads two dates in one cell, `19980105-19991220`, `1998.01.05—1999.12.20`, `1998年1月至1999年12月`; one date alone
/// is first and last. With hyphens inside the dates, the cut is where both sides are dates.
#[must_use]
pub fn date_range(text: &str) -> Option<(DateValue, DateValue)> {
    if let Ok(only) = date(text) {
        return Some((only, only));
    }
    let separator = |c: char| matches!(c, '-' | '－' | '–' | '—' | '~' | '～' | '至' | '/');
    text.match_indices(separator).find_map(|(at, _)| {
        let (first, last) = text.split_at_checked(at)?;
        Some((
            date(first.trim_end_matches(separator)).ok()?,
            date(last.trim_start_matches(separator)).ok()?,
        ))
    })
}

/// Reads 起止页号 `0001-0004`, or a first page alone; pages count from 1 and do not run backwards.
#[must_use]
pub fn page_range(text: &str) -> Option<(u64, Option<u64>)> {
    let number = |text: &str| {
        let text = text.trim();
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|n| digits && *n > 0)
    };
    let separator = |c: char| matches!(c, '-' | '－' | '–' | '—' | '~' | '～' | '至');
    let Some(at) = text.find(separator) else {
        return Some((number(text)?, None));
    };
    let (first, last) = text.split_at_checked(at)?;
    let (first, last) = (number(first)?, number(last.trim_start_matches(separator))?);
    (first <= last).then_some((first, Some(last)))
}

fn split(body: &str) -> Option<(u16, u8, u8)> {
    if !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| body.get(range)?.parse::<u8>().ok();
        let year = body.get(..4)?.parse().ok()?;
        return match body.len() {
            4 => Some((year, 0, 0)),
            6 => Some((year, part(4..6)?, 0)),
            8 => Some((year, part(4..6)?, part(6..8)?)),
            _ => None,
        };
    }
    if let Some((year, rest)) = body.split_once('年') {
        let (month, rest) = if rest.is_empty() {
            ("0", "")
        } else {
            rest.split_once('月')?
        };
        let day = if rest.is_empty() {
            "0"
        } else {
            rest.strip_suffix(['日', '号'])?
        };
        return three(year, month, day);
    }
    let body = body.split_once('T').map_or(body, |(date, _)| date);
    let separator = body.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let mut parts = body.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    three(year, month, day.unwrap_or("0"))
}

fn three(year: &str, month: &str, day: &str) -> Option<(u16, u8, u8)> {
    let digits = |text: &str, most: usize| {
        (!text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u16>().ok())
            .flatten()
    };
    // two-digit years (`98年`) are not guessed
    let year = digits(year.trim(), 4).filter(|_| year.trim().len() == 4)?;
    let month = u8::try_from(digits(month.trim(), 2)?).ok()?;
    let day = u8::try_from(digits(day.trim(), 2)?).ok()?;
    Some((year, month, day))
}

/// Days of a month, counted from 1, of the Gregorian calendar.
pub(crate) fn days(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// Brings a retention (保管期限) to `永久`, `长期`, `短期` or `{n}年` (STANDARDS §3.5); `None` when it is none.
/// The old codes 001, 002, 003 are 永久, 长期, 短期.
#[must_use]
pub fn retention(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '（' | '）'))
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => super::text::half_width(c),
            other => other,
        })
        .collect::<String>()
        .to_ascii_uppercase();
    match text.as_str() {
        "永久" | "Y" | "永久Y" | "Y永久" | "001" => return Some("永久".to_owned()),
        "长期" | "長期" | "002" => return Some("长期".to_owned()),
        "短期" | "003" => return Some("短期".to_owned()),
        _ => {}
    }
    let body = text.strip_prefix("定期").unwrap_or(&text);
    let body = body.strip_prefix('D').unwrap_or(body);
    let body = body.strip_suffix('年').unwrap_or(body);
    let years = if body.bytes().all(|b| b.is_ascii_digit()) {
        body.parse().ok()
    } else {
        chinese_number(body)
    };
    years
        .filter(|n| (1..=100).contains(n))
        .map(|n: u32| format!("{n}年"))
}

/// 一 to 九十九.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .zip(1..)
            .find(|(d, _)| *d == c)
            .map(|(_, n)| n)
    };
    let mut chars = text.chars();
    let parts = (chars.next()?, chars.next(), chars.next(), chars.next());
    match parts {
        ('十', None, ..) => Some(10),
        ('十', Some(ones), None, _) => Some(10 + digit(ones)?),
        (tens, Some('十'), None, _) => Some(digit(tens)? * 10),
        (tens, Some('十'), Some(ones), None) => Some(digit(tens)? * 10 + digit(ones)?),
        (ones, None, ..) => digit(ones),
        _ => None,
    }
}

/// Secrecy level (密级) without its term: `机密★10年` is 机密 (STANDARDS §3.4).
#[must_use]
pub fn secrecy(text: &str) -> &str {
    secrecy::level(text).unwrap_or_else(|| {
        let mut parts = text.trim().split(['★', '☆', '*', ' ']);
        parts.next().unwrap_or_default()
    })
}

/// The heading a contractor knows a field by.
#[must_use]
pub fn heading(field: Field) -> &'static str {
    match field {
        Field::ArchivalCode => "档号",
        Field::Title => "题名",
        Field::Author => "责任者",
        Field::Date => "日期",
        Field::Pages => "页数",
        Field::DocumentNumber => "文号",
        Field::Secrecy => "密级",
        Field::Retention => "保管期限",
        Field::Year => "年度",
        Field::Fonds => "全宗号",
        Field::Office => "机构或问题",
        Field::ItemNumber => "件号",
        Field::VolumeNumber => "案卷号",
        Field::VolumeCode => "案卷档号",
        Field::PageNumber => "页号",
        Field::SerialNumber => "序号",
        Field::Box => "盒号",
        Field::Openness => "开放标识",
        Field::Level => "著录层级",
        Field::Genre => "文种",
        Field::Remark => "备注",
        Field::ItemCount => "件数",
        Field::StartDate => "起始日期",
        Field::EndDate => "终止日期",
        Field::DateRange => "起止日期",
        Field::Duration => "时长",
        Field::Operator => "扫描人",
        Field::Group => "分组",
    }
}
