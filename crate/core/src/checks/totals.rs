//! PKG-10: the numbers that the delivery states of itself, in a description, a form or the sums of its catalogue. A form
//! that is not there states nothing; a label that may mean two things is not read.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, folder_of};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Field, Profile};

mod forms;
mod sums;

/// What is stated is compared, whether or not the profile asks that something is.
pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let mut compared = sums::compare(delivery, ledger);
    let stated = stated(delivery, profile.package.totals);
    let parts = parts(&stated);
    for one in &stated {
        compared += u64::from(compare(delivery, one, &parts, ledger));
    }
    if compared > 0 {
        ledger.ran(Check::Pkg10, compared);
    } else if profile.package.totals {
        ledger.ran(Check::Pkg10, 0);
        ledger.not_run(Check::Pkg10, NotRun::NothingOfTheKind);
    } else {
        ledger.not_run(Check::Pkg10, NotRun::NotAsked);
    }
}

/// What a stated number counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Total {
    /// 件: rows of the catalogue.
    Items,
    /// Pages of linked images.
    Pages,
    /// Bytes, in GB.
    Gigabytes,
    /// Bytes and files below `data/` beside the file that states them: `bytes.files` (RFC 8493 2.2.2).
    Payload,
}

/// What a label counts. 文件总数 is left out: it may mean 件 or computer files.
fn counted(label: &str) -> Option<Total> {
    let plain: String = label
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .collect();
    match plain.as_str() {
        "档案数量" | "件数" | "总件数" | "移交件数" | "档案数量(件)" | "档案数量（件）" => {
            Some(Total::Items)
        }
        "页数" | "总页数" | "移交页数" | "画幅数" | "总画幅数" => {
            Some(Total::Pages)
        }
        "数据量(GB)" | "数据量（GB）" | "移交数据量(GB)" | "移交数据量（GB）" => {
            Some(Total::Gigabytes)
        }
        _ => None,
    }
}

/// A number, where it stands and what it counts.
struct Stated {
    at: Locus,
    total: Total,
    value: String,
}

fn stated(delivery: &Delivery<'_>, asked: bool) -> Vec<Stated> {
    let mut stated: Vec<Stated> = Vec::new();
    for (path, role, facts) in delivery.descriptions() {
        for key in &facts.keys {
            // Names of bag-info.txt have no case.
            let total = match role {
                Role::BagTag => {
                    let oxum = key.key.eq_ignore_ascii_case("Payload-Oxum");
                    oxum.then_some(Total::Payload)
                }
                _ => counted(&key.key),
            };
            stated.extend(total.map(|total| Stated {
                at: Locus::row(path, key.line),
                total,
                value: key.value.clone(),
            }));
        }
    }
    forms::read(delivery, asked, &mut stated);
    stated
}

/// What several forms come to together, each of them for a part of the delivery.
fn parts(stated: &[Stated]) -> BTreeMap<Total, String> {
    let mut files: BTreeMap<Total, BTreeMap<&str, u64>> = BTreeMap::new();
    for one in stated {
        let number = first_number(&one.value).and_then(|number| number.parse().ok());
        if let (Some(path), Some(number)) = (&one.at.entry, number) {
            files.entry(one.total).or_default().insert(path, number);
        }
    }
    let several = files.into_iter().filter(|(_, files)| files.len() > 1);
    let sum = |files: BTreeMap<&str, u64>| files.into_values().fold(0, u64::saturating_add);
    several
        .map(|(total, files)| (total, sum(files).to_string()))
        .collect()
}

/// Whether there was a number to compare.
fn compare(
    delivery: &Delivery<'_>,
    stated: &Stated,
    parts: &BTreeMap<Total, String>,
    ledger: &mut Ledger,
) -> bool {
    let number = match stated.total {
        Total::Payload => Some(stated.value.clone()),
        _ => first_number(&stated.value),
    };
    let Some(number) = number else {
        return false;
    };
    let beside = folder_of(stated.at.entry.as_deref().unwrap_or_default());
    let whole = |number: &String| agrees(delivery, stated.total, number, beside);
    if let Err(counted) = whole(&number)
        && parts
            .get(&stated.total)
            .is_none_or(|sum| whole(sum).is_err())
    {
        ledger.find(
            Finding::new(Code::TotalMismatch, stated.at.clone())
                .expected(&stated.value)
                .found(counted),
        );
    }
    true
}

/// The first number, without the commas that group its digits.
fn first_number(value: &str) -> Option<String> {
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let rest = value.get(start..)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        .unwrap_or(rest.len());
    let number: String = rest.get(..end)?.chars().filter(|c| *c != ',').collect();
    Some(number.trim_end_matches('.').to_owned())
}

/// Whether the number is what the delivery has; otherwise what it has. It was stated in the folder `beside`.
fn agrees(delivery: &Delivery<'_>, total: Total, number: &str, beside: &str) -> Result<(), String> {
    let whole = |counted: u64| {
        if number.parse() == Ok(counted) {
            Ok(())
        } else {
            Err(counted.to_string())
        }
    };
    let either = |counted: u64, field| {
        let described = described(delivery, field);
        whole(counted).or_else(|found| match described.map(whole) {
            Some(Ok(())) => Ok(()),
            _ => Err(found),
        })
    };
    match total {
        // Of a list of volumes, what these hold; of pages, what the catalogue says, too: LNK-03 holds it against them.
        Total::Items => either(delivery.rows.len() as u64, Field::ItemCount),
        Total::Pages => either(delivery.linked_pages(), Field::Pages),
        Total::Payload => {
            let data = format!("{beside}data/");
            let entries = delivery.facts.container.entries.iter();
            let payload = entries.filter(|e| !e.directory && e.path.starts_with(&data));
            let (bytes, files) = payload.fold((0_u64, 0_u64), |(bytes, files), entry| {
                let measured = delivery.measured.get(&entry.index).map_or(0, |m| m.bytes);
                (bytes.saturating_add(measured), files + 1)
            });
            let counted = format!("{bytes}.{files}");
            if number == counted {
                Ok(())
            } else {
                Err(counted)
            }
        }
        Total::Gigabytes => {
            let bytes = delivery.facts.entries.iter().map(|e| e.bytes);
            let unpacked = bytes.fold(0, u64::saturating_add);
            // GB of 10⁹ or 2³⁰ bytes, of the files or of the container: nobody says which (STANDARDS §3.10)
            let readings: Vec<String> = [unpacked, delivery.facts.bytes]
                .iter()
                .flat_map(|bytes| [decimals(*bytes, 1_000_000_000), decimals(*bytes, 1 << 30)])
                .collect();
            let (whole, part) = number.split_once('.').unwrap_or((number, ""));
            if readings.contains(&format!("{whole}.{part:0<3}")) {
                Ok(())
            } else {
                Err(readings.join(", "))
            }
        }
    }
}

/// The sum of a column over the rows that have it as a number; `None` where no row has.
fn described(delivery: &Delivery<'_>, field: Field) -> Option<u64> {
    let rows = delivery.rows.iter().chain(&delivery.volumes);
    let mut numbers = rows.filter_map(|row| row.row.text(field).parse::<u64>().ok());
    let first = numbers.next()?;
    Some(numbers.fold(first, u64::saturating_add))
}

/// Bytes in `unit`, rounded to three decimals (STANDARDS §3.10).
fn decimals(bytes: u64, unit: u64) -> String {
    let value = (u128::from(bytes) * 1000 + u128::from(unit) / 2) / u128::from(unit);
    format!("{}.{:03}", value / 1000, value % 1000)
}
