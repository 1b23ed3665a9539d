//! CAT: the catalogue's own text, before it is held against anything else.

use crate::archival_code;
use crate::catalogue::{secrecy, values};
use crate::code::{Check, Code};
use crate::delivery::{Catalogue, CatalogueRow, Delivery, Role};
use crate::facts::CellKind;
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

mod characters;
mod code_forms;
mod demanded;
mod duplicates;
mod layout;
mod lengths;
mod numbers;
mod original;
mod page_ranges;
mod personal;
mod placeholders;
mod plausibility;
mod volumes;

const NEED_ROWS: &[Check] = &[
    Check::Cat02,
    Check::Cat03,
    Check::Cat04,
    Check::Cat05,
    Check::Cat06,
    Check::Cat07,
    Check::Cat08,
    Check::Cat09,
    Check::Cat10,
    Check::Cat11,
    Check::Cat12,
    Check::Cat13,
    Check::Cat15,
    Check::Cat16,
];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    original::run(delivery, profile, ledger);
    let opened = delivery.entries_as(Role::Catalogue).count() as u64;
    if opened == 0 && !profile.catalogue.required {
        ledger.not_run(Check::Cat01, NotRun::NotAsked);
        ledger.none_of(NEED_ROWS, NotRun::NotAsked);
        return;
    }
    ledger.ran(Check::Cat01, opened);
    if opened == 0 {
        ledger.find(Finding::new(Code::CatalogueMissing, Locus::delivery()));
    }
    headerless(delivery, ledger);
    unread(delivery, ledger);
    sheets(delivery, ledger);
    layout::run(delivery, ledger);
    if !delivery.has_catalogue() {
        ledger.none_of(NEED_ROWS, NotRun::NoCatalogue);
        return;
    }
    columns(delivery, profile, ledger);
    demanded::run(delivery, profile, ledger);
    let rows: Vec<&CatalogueRow> = delivery.rows.iter().chain(&delivery.volumes).collect();
    for row in &rows {
        text(delivery, row, ledger);
        required(delivery, profile, row, ledger);
        types(delivery, profile, row, ledger);
        value_lists(delivery, profile, row, ledger);
        code(delivery, row, ledger);
        parts(delivery, row, ledger);
        secrecy(delivery, row, ledger);
    }
    lengths::run(delivery, profile, &rows, ledger);
    plausibility::run(delivery, profile, &rows, ledger);
    characters::run(delivery, &rows, ledger);
    code_forms::run(delivery, &rows, ledger);
    duplicates::run(delivery, &rows, ledger);
    numbers::run(delivery, profile, &rows, ledger);
    personal::run(delivery, &rows, ledger);
    volumes::run(delivery, ledger);
}

fn at(delivery: &Delivery<'_>, row: &CatalogueRow) -> Locus {
    let locus = delivery.locus(delivery.place(row));
    if row.code.is_empty() {
        locus
    } else {
        locus.of(&row.code)
    }
}

/// A catalogue by name that cannot be used as one.
fn headerless(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for index in &delivery.headerless {
        let tables = delivery.measured.get(index).and_then(|f| f.tables.as_ref());
        let locus = Locus::entry(delivery.path(*index));
        let finding = match tables {
            None => Finding::new(Code::CatalogueUnreadable, locus),
            Some(t) if t.unsupported => {
                ledger.not_run(Check::Cat01, NotRun::Unsupported);
                Finding::new(Code::CatalogueUnsupported, locus)
                    .found(t.unreadable.clone().unwrap_or_default())
            }
            Some(t) if t.unreadable.is_some() => Finding::new(Code::CatalogueUnreadable, locus)
                .found(t.unreadable.clone().unwrap_or_default()),
            Some(t) if t.tables.iter().all(|table| table.rows.is_empty()) => {
                Finding::new(Code::CatalogueEmpty, locus)
            }
            Some(_) => Finding::new(Code::HeaderMissing, locus).expected("档号, 题名 …"),
        };
        ledger.find(finding);
    }
}

/// Rows with archival codes under no headings we know: what they list is held against nothing.
fn unread(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for unread in &delivery.unread {
        ledger.find(
            Finding::new(Code::HeaderMissing, delivery.locus(unread.first))
                .expected("档号, 题名 …")
                .found(format!("{} … × {}", unread.code, unread.rows)),
        );
    }
}

/// Sheets no one sees, and catalogues that have a header and no rows.
fn sheets(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    for entry in delivery.entries_as(Role::Catalogue) {
        let tables = delivery
            .measured
            .get(&entry.index)
            .and_then(|f| f.tables.as_ref());
        for (at, table) in tables.iter().flat_map(|t| t.tables.iter().enumerate()) {
            ledger.ran(Check::Cat14, 1);
            if table.hidden && !table.rows.is_empty() {
                let sheet = delivery.sheet(entry.index, at);
                let locus = Locus::entry(&entry.path).on(sheet.as_deref());
                ledger.find(Finding::new(Code::HiddenRows, locus).found(format!(
                    "{}: {} rows",
                    table.name,
                    table.rows.len()
                )));
            }
        }
        let is_read = delivery
            .catalogues
            .iter()
            .any(|c| c.header.entry == entry.index);
        let rows = delivery.rows.iter().chain(&delivery.volumes);
        let mut rows = rows.chain(&delivery.repeated);
        if is_read && !rows.any(|r| r.entry == entry.index) {
            ledger.find(Finding::new(
                Code::CatalogueEmpty,
                Locus::entry(&entry.path),
            ));
        }
    }
}

fn columns(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    for catalogue in &delivery.catalogues {
        ledger.ran(Check::Cat02, 1);
        let locus = || delivery.locus(catalogue.header);
        for field in required_fields(profile, catalogue) {
            if !catalogue.columns.contains_key(field) {
                ledger.find(
                    Finding::new(Code::ColumnMissing, locus()).expected(values::heading(*field)),
                );
            }
        }
        for field in &catalogue.twice {
            ledger.find(
                Finding::new(Code::ColumnTwice, locus())
                    .expected(1)
                    .found(values::heading(*field)),
            );
        }
    }
}

/// A volume is described by its items: of what the profile asks, only code and title are its own (ours).
fn required_fields<'p>(
    profile: &'p Profile,
    catalogue: &Catalogue,
) -> impl Iterator<Item = &'p Field> + use<'p> {
    let of_volumes = catalogue.of_volumes;
    let own = [Field::ArchivalCode, Field::Title];
    let all = profile.catalogue.required_fields.iter();
    all.filter(move |field| !of_volumes || own.contains(field))
}

/// U+FFFD, private-use glyphs: characters that were lost on the way (STANDARDS §9 CAT-01).
fn text(delivery: &Delivery<'_>, row: &CatalogueRow, ledger: &mut Ledger) {
    for (field, cell) in &row.row.cells {
        let lost = |c: char| c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c);
        if let Some(c) = cell.text.chars().find(|c| lost(*c)) {
            ledger.find(
                Finding::new(Code::CatalogueMojibake, at(delivery, row))
                    .expected(values::heading(*field))
                    .found(format!("U+{:04X} {}", u32::from(c), cell.text)),
            );
        }
    }
}

fn required(delivery: &Delivery<'_>, profile: &Profile, row: &CatalogueRow, ledger: &mut Ledger) {
    ledger.ran(Check::Cat03, 1);
    let Some(catalogue) = delivery.catalogues.get(row.catalogue) else {
        return;
    };
    for field in required_fields(profile, catalogue) {
        // A missing column is CAT-02's, once, not a finding for every row.
        let has_column = catalogue.columns.contains_key(field);
        let text = row.row.text(*field);
        // What CAT-05, 06 and 09 read has its form there: a dash is no date, no allowed value and no code.
        let judged = matches!(field, Field::ArchivalCode | Field::Date | Field::Pages)
            || profile.catalogue.value_lists.contains_key(field);
        let placeholder = !judged && placeholders::is_one(*field, text);
        if has_column && (text.is_empty() || placeholder) {
            ledger.find(
                Finding::new(Code::CellEmpty, at(delivery, row))
                    .expected(values::heading(*field))
                    .found(text),
            );
        }
    }
}

fn types(delivery: &Delivery<'_>, profile: &Profile, row: &CatalogueRow, ledger: &mut Ledger) {
    ledger.ran(Check::Cat05, 1);
    let date = row.row.text(Field::Date).trim();
    if !date.is_empty() {
        let fine = match values::date(date) {
            Ok(value) => !value.partial() || profile.catalogue.partial_dates,
            Err(_) => false,
        } && !short_year(row, date);
        let code = if !fine {
            Some(Code::CellDate)
        } else if profile.catalogue.eight_digit_dates && !digits_only(row) {
            Some(Code::DateForm)
        } else {
            None
        };
        if let Some(code) = code {
            ledger.find(
                Finding::new(code, at(delivery, row))
                    .expected("YYYYMMDD")
                    .found(date),
            );
        }
    }
    let pages = row.row.text(Field::Pages).trim();
    if !pages.is_empty() && !pages.parse::<u64>().is_ok_and(|n| n > 0) {
        ledger.find(
            Finding::new(Code::CellNumber, at(delivery, row))
                .expected(format!("{} ≥ 1", values::heading(Field::Pages)))
                .found(pages),
        );
    }
}

/// Six digits that are a day of the item's own year with two digits of it, `190512`, and as year and month lie in
/// another: nobody wrote December 1905.
fn short_year(row: &CatalogueRow, date: &str) -> bool {
    let Ok(code) = archival_code::parse(&row.code) else {
        return false;
    };
    values::day_of_short_year(date)
        .zip(code.year)
        .is_some_and(|(short, year)| year % 100 == short && !date.starts_with(&year.to_string()))
}

/// Written in digits alone (a shortened `1998` too: whether unknown parts are padded is practice), or a true date
/// of the spreadsheet, whose spelling is the program's.
fn digits_only(row: &CatalogueRow) -> bool {
    let cell = row.row.cells.get(&Field::Date);
    cell.is_none_or(|cell| {
        let text = cell
            .text
            .trim()
            .trim_matches(['[', ']', '［', '］', '〔', '〕', '【', '】']);
        cell.kind == CellKind::Date || text.bytes().all(|b| b.is_ascii_digit())
    })
}

fn value_lists(
    delivery: &Delivery<'_>,
    profile: &Profile,
    row: &CatalogueRow,
    ledger: &mut Ledger,
) {
    for (field, list) in &profile.catalogue.value_lists {
        let text = row.row.text(*field).trim();
        if text.is_empty() {
            continue;
        }
        ledger.ran(Check::Cat06, 1);
        let value = match field {
            Field::Retention => values::retention(text).unwrap_or_else(|| text.to_owned()),
            Field::Secrecy => values::secrecy(text).to_owned(),
            _ => text.to_owned(),
        };
        if !list.contains(&value) {
            ledger.find(
                Finding::new(Code::CellValueList, at(delivery, row))
                    .expected(list.join(", "))
                    .found(text),
            );
        }
    }
    ledger.ran(Check::Cat06, 0);
}

fn code(delivery: &Delivery<'_>, row: &CatalogueRow, ledger: &mut Ledger) {
    if row.code.is_empty() {
        return;
    }
    ledger.ran(Check::Cat09, 1);
    if row.look_alike {
        ledger.find(
            Finding::new(Code::CodeLookAlike, at(delivery, row))
                .expected(&row.code)
                .found(row.row.text(Field::ArchivalCode)),
        );
    }
    if archival_code::parse(&row.code).is_err() {
        ledger.find(
            Finding::new(Code::CodeGrammar, at(delivery, row))
                .expected("DA/T 13-2022, DA/T 22-2015")
                .found(row.row.text(Field::ArchivalCode)),
        );
    }
}

/// Parts of the code against their own columns, where those exist and are filled.
fn parts(delivery: &Delivery<'_>, row: &CatalogueRow, ledger: &mut Ledger) {
    let Ok(code) = archival_code::parse(&row.code) else {
        return;
    };
    ledger.ran(Check::Cat10, 1);
    let retention = |text: &str| values::retention(text).unwrap_or_else(|| text.to_owned());
    let plain = |text: &str| text.trim().to_owned();
    let year = |text: &str| text.trim_end_matches(['年', '度']).trim().to_owned();
    // A spreadsheet stores 0001 as 1: numbers are compared without leading zeros.
    let number = |text: &str| text.trim().trim_start_matches('0').to_owned();
    type Normal<'n> = &'n dyn Fn(&str) -> String;
    let pairs: [(Field, Option<String>, Normal<'_>); 5] = [
        (Field::Fonds, Some(code.fonds.clone()), &plain),
        (Field::Year, code.year.map(|y| y.to_string()), &year),
        (Field::Retention, code.retention.clone(), &retention),
        (Field::VolumeNumber, code.volume.clone(), &number),
        (Field::ItemNumber, code.item.clone(), &number),
    ];
    for (field, part, normal) in pairs {
        let text = row.row.text(field).trim();
        if let Some(part) = part
            && !text.is_empty()
            && normal(text) != normal(&part)
        {
            ledger.find(
                Finding::new(Code::CodePartMismatch, at(delivery, row))
                    .expected(format!("{} {part}", values::heading(field)))
                    .found(text),
            );
        }
    }
}

/// 秘密, 机密, 绝密: outside the scope of DA/T 68.2-2020 (clause 1); work stops. A catalogue without the column says
/// nothing of secrecy, and silence is not "passed".
fn secrecy(delivery: &Delivery<'_>, row: &CatalogueRow, ledger: &mut Ledger) {
    let catalogue = delivery.catalogues.get(row.catalogue);
    let asks = |one: &Catalogue| one.asks_secrecy || one.columns.contains_key(&Field::Secrecy);
    if catalogue.is_some_and(asks) {
        ledger.ran(Check::Cat15, 1);
    } else {
        ledger.not_run(Check::Cat15, NotRun::NoColumn);
    }
    let own = secrecy::level(row.row.text(Field::Secrecy));
    if let Some(level) = own.or(row.row.level_elsewhere) {
        ledger.find(Finding::new(Code::SecrecyLevel, at(delivery, row)).found(level));
    }
}
