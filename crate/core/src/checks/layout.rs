//! PKG-08, PKG-10: what must lie where, and the numbers that the delivery states of itself. A form that is not
//! there states nothing; a label that may mean two things is not read.

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, file_name, folder_of};
use crate::facts::{DescriptionFacts, Table};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Layout, Profile};

/// Keys a 说明文件 must have (DA/T 93-2022 annex B, STANDARDS §3.9); those of the 2012 rules are not known word for
/// word and not asked.
const KEYS: &[&str] = &["移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"];

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    match profile.package.layout {
        Some(layout) => laid_out(delivery, layout, ledger),
        None => ledger.not_run(Check::Pkg08, NotRun::NotAsked),
    }
    if profile.package.totals {
        totals(delivery, ledger);
    } else {
        ledger.not_run(Check::Pkg10, NotRun::NotAsked);
    }
}

/// The folder all entries lie in, with its `/`; empty where they do not share one.
fn root<'a>(delivery: &Delivery<'a>) -> &'a str {
    let mut paths = delivery
        .facts
        .container
        .entries
        .iter()
        .map(|e| e.path.as_str());
    let first = paths.next().unwrap_or_default();
    let top = first
        .find('/')
        .and_then(|at| first.get(..=at))
        .unwrap_or_default();
    if paths.all(|path| path.starts_with(top)) {
        top
    } else {
        ""
    }
}

fn laid_out(delivery: &Delivery<'_>, layout: Layout, ledger: &mut Ledger) {
    let root = root(delivery);
    let inside = || {
        let entries = delivery.facts.container.entries.iter();
        entries.filter_map(|entry| entry.path.strip_prefix(root))
    };
    let file = |name: &str| inside().any(|path| path.to_lowercase() == name.to_lowercase());
    let folders = || inside().filter_map(|path| path.split_once('/').map(|(top, _)| top));
    let mut wanted = vec![("说明文件.TXT", file("说明文件.TXT"))];
    match layout {
        Layout::Handover2012 => {
            let either = file("文件目录.XML") || file("案卷目录.XML");
            wanted.push(("文件目录.XML, 案卷目录.XML", either));
            wanted.push(("电子档案/", folders().any(|top| top == "电子档案")));
        }
        Layout::Dat93 => {
            wanted.push(("目录文件.XML", file("目录文件.XML")));
            wanted.push(("全宗/", folders().any(|top| top != "其他")));
        }
    }
    ledger.ran(Check::Pkg08, wanted.len() as u64);
    for (name, there) in wanted {
        if !there {
            ledger.find(
                Finding::new(Code::LayoutMissing, Locus::delivery())
                    .expected(format!("{root}{name}")),
            );
        }
    }
    for (path, _, facts) in descriptions(delivery).filter(|(_, role, _)| *role != Role::BagTag) {
        if let Some(reason) = &facts.unreadable {
            ledger
                .find(Finding::new(Code::DescriptionUnreadable, Locus::entry(path)).found(reason));
        } else if layout == Layout::Dat93 {
            for key in KEYS {
                let said = facts
                    .keys
                    .iter()
                    .any(|k| k.key == *key && !k.value.is_empty());
                if !said {
                    ledger.find(
                        Finding::new(Code::DescriptionKeyMissing, Locus::entry(path))
                            .expected(*key),
                    );
                }
            }
        }
    }
}

fn descriptions<'a>(
    delivery: &Delivery<'a>,
) -> impl Iterator<Item = (&'a str, Role, &'a DescriptionFacts)> {
    delivery.measured.iter().filter_map(|(index, facts)| {
        let role = *delivery.roles.get(index)?;
        Some((delivery.path(*index), role, facts.description.as_ref()?))
    })
}

/// What a stated number counts.
#[derive(Clone, Copy)]
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

fn totals(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    let mut stated: Vec<(Locus, Total, String)> = Vec::new();
    for (path, role, facts) in descriptions(delivery) {
        for key in &facts.keys {
            // Names of bag-info.txt have no case.
            let total = match role {
                Role::BagTag => {
                    let oxum = key.key.eq_ignore_ascii_case("Payload-Oxum");
                    oxum.then_some(Total::Payload)
                }
                _ => counted(&key.key),
            };
            if let Some(total) = total {
                stated.push((Locus::row(path, key.line), total, key.value.clone()));
            }
        }
    }
    for (index, facts) in &delivery.measured {
        let path = delivery.path(*index);
        let form = ["移交清单", "登记表", "交接单"]
            .iter()
            .any(|word| file_name(path).contains(word));
        if !form || delivery.roles.get(index) == Some(&Role::Catalogue) {
            continue;
        }
        for table in facts.tables.iter().flat_map(|t| &t.tables) {
            stated.extend(in_form(path, table));
        }
    }
    let mut compared = 0;
    for (locus, total, value) in &stated {
        let number = match total {
            Total::Payload => Some(value.clone()),
            _ => first_number(value),
        };
        let Some(number) = number else {
            continue;
        };
        compared += 1;
        let beside = folder_of(locus.entry.as_deref().unwrap_or_default());
        if let Err(counted) = agrees(delivery, *total, &number, beside) {
            ledger.find(
                Finding::new(Code::TotalMismatch, locus.clone())
                    .expected(value)
                    .found(counted),
            );
        }
    }
    ledger.ran(Check::Pkg10, compared);
    if compared == 0 {
        ledger.not_run(Check::Pkg10, NotRun::NothingOfTheKind);
    }
}

/// Labels of a form and the cell to their right.
fn in_form(path: &str, table: &Table) -> Vec<(Locus, Total, String)> {
    let mut stated = Vec::new();
    for row in &table.rows {
        let cells = row.cells.iter().map(|c| c.text.trim());
        let filled: Vec<&str> = cells.filter(|t| !t.is_empty()).collect();
        for pair in filled.windows(2) {
            if let [label, value] = pair
                && let Some(total) = counted(label)
            {
                stated.push((Locus::row(path, row.number), total, (*value).to_owned()));
            }
        }
    }
    stated
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
    match total {
        Total::Items => whole(delivery.rows.len() as u64),
        Total::Pages => whole(delivery.linked_pages()),
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

/// Bytes in `unit`, rounded to three decimals (STANDARDS §3.10).
fn decimals(bytes: u64, unit: u64) -> String {
    let value = (u128::from(bytes) * 1000 + u128::from(unit) / 2) / u128::from(unit);
    format!("{}.{:03}", value / 1000, value % 1000)
}
