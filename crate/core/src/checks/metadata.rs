//! LNK-07: what a table of technical metadata says of each file, against what was measured. Words and units that are
//! not understood are passed over: a table that says less is not a wrong one.

use std::collections::BTreeSet;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, MetadataRow, Property, Role};
use crate::facts::{ColourMode, EntryFacts, Format};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    if delivery.metadata.is_empty() {
        ledger.not_run(Check::Lnk07, NotRun::NothingOfTheKind);
        return;
    }
    let unit_of = delivery.unit_of();
    let tree_of = delivery.tree_of();
    let (mut listed, mut trees) = (BTreeSet::new(), BTreeSet::new());
    for row in &delivery.metadata {
        let mut locus = delivery.locus(row.at);
        // Of a list of digests FIX-03 says what is not there and what is not listed.
        let table = delivery.measured.get(&row.at.entry);
        let manifest = table.is_some_and(|facts| facts.manifest.is_some());
        let Some(of) = row.of else {
            if !manifest {
                ledger.find(
                    Finding::new(Code::MetadataWithoutFile, locus)
                        .expected(&row.file)
                        .found(row.candidates),
                );
            }
            continue;
        };
        listed.insert(of);
        if !manifest {
            trees.insert(tree_of.get(&of).copied());
        }
        locus.archival_code = unit_of.get(&of).map(|code| (*code).to_owned());
        if let Some(facts) = delivery.measured.get(&of) {
            hold(row, facts, &locus, ledger);
        }
    }
    ledger.ran(Check::Lnk07, delivery.metadata.len() as u64);
    // A table may speak of one tree only.
    for entry in delivery.entries_as(Role::Content) {
        let tree = tree_of.get(&entry.index).copied();
        if trees.contains(&tree) && !listed.contains(&entry.index) {
            let mut locus = Locus::entry(&entry.path);
            locus.archival_code = unit_of.get(&entry.index).map(|code| (*code).to_owned());
            ledger.find(Finding::new(Code::MetadataWithoutRow, locus));
        }
    }
}

fn hold(row: &MetadataRow, facts: &EntryFacts, locus: &Locus, ledger: &mut Ledger) {
    let page = facts.image.as_ref().and_then(|image| image.pages.first());
    let number = |property| {
        let (_, cell) = row.said.get(&property)?;
        cell.trim_end_matches("px")
            .trim_end_matches("像素")
            .trim()
            .parse::<u64>()
            .ok()
    };
    for (property, (heading, cell)) in &row.said {
        let wrong = match property {
            Property::Size if !facts.digests.is_empty() => size(heading, cell, facts.bytes)
                .map(|()| (Code::MetadataSize, facts.bytes.to_string())),
            Property::Size => None,
            Property::Format => format(cell)
                .filter(|formats| !formats.contains(&facts.format))
                .filter(|_| facts.format != Format::Unknown && facts.format != Format::Empty)
                .map(|_| (Code::MetadataFormat, facts.format.name().to_owned())),
            Property::Resolution => {
                let density = page.and_then(|p| p.density.as_ref()?.centi_dpi());
                let near = |said: u64, centi: u64| said.saturating_mul(100).abs_diff(centi) <= 100;
                resolution(cell)
                    .zip(density)
                    .and_then(|((x, y), (own_x, own_y))| {
                        let holds = near(x, own_x) && near(y, own_y);
                        let found = format!("{} × {}", (own_x + 50) / 100, (own_y + 50) / 100);
                        (!holds).then_some((Code::MetadataResolution, found))
                    })
            }
            Property::Colour => page.and_then(|page| {
                let said = colour(cell)?;
                (!said.contains(&page.colour)).then(|| {
                    (
                        Code::MetadataColour,
                        format!("{:?}", page.colour).to_lowercase(),
                    )
                })
            }),
            Property::Width => page.and_then(|page| {
                let said = number(Property::Width)?;
                (said != u64::from(page.width))
                    .then(|| (Code::MetadataPixels, page.width.to_string()))
            }),
            Property::Height => page.and_then(|page| {
                let said = number(Property::Height)?;
                (said != u64::from(page.height))
                    .then(|| (Code::MetadataPixels, page.height.to_string()))
            }),
        };
        if let Some((code, found)) = wrong {
            let finding = Finding::new(code, locus.clone());
            ledger.find(finding.expected(format!("{heading} {cell}")).found(found));
        }
    }
}

/// `Some` when the size is wrong. Without a unit the number may be bytes or, as some tools print it, kibibytes; with
/// one, of 1000 or of 1024, one step of the last digit either way is rounding.
fn size(heading: &str, cell: &str, bytes: u64) -> Option<()> {
    let text: String = cell
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .collect();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let decimals = u32::try_from(fraction.len()).ok().filter(|d| *d <= 6)?;
    let scaled: u128 = format!("{whole}{fraction}").parse().ok()?;
    // The cell's own unit outranks the heading's.
    let heading = heading.to_uppercase();
    let in_heading = ["GB", "MB", "KB"].into_iter().find(|u| heading.contains(u));
    let unit = unit.to_uppercase();
    let unit = if unit.is_empty() {
        in_heading.unwrap_or_default()
    } else {
        unit.as_str()
    };
    let powers: &[u32] = match unit {
        "" if fraction.is_empty() => &[0, 1],
        "" => &[1, 2],
        "B" | "字节" | "BYTE" | "BYTES" => &[0],
        "K" | "KB" | "KIB" => &[1],
        "M" | "MB" | "MIB" => &[2],
        "G" | "GB" | "GIB" => &[3],
        _ => return None,
    };
    let step = 10_u128.pow(decimals);
    let holds = powers.iter().any(|power| match power {
        0 => scaled == u128::from(bytes).saturating_mul(step),
        power => [1000_u128, 1024].iter().any(|base| {
            let unit = base.pow(*power);
            // said × unit ÷ step against bytes, one unit ÷ step either way
            scaled
                .saturating_mul(unit)
                .abs_diff(u128::from(bytes).saturating_mul(step))
                <= unit
        }),
    });
    (!holds).then_some(())
}

fn format(cell: &str) -> Option<&'static [Format]> {
    let name = cell.trim().trim_start_matches('.').to_uppercase();
    let name = name.rsplit('/').next().unwrap_or_default();
    Some(match name {
        "JPG" | "JPEG" => &[Format::Jpeg],
        "TIF" | "TIFF" => &[Format::Tiff],
        "PNG" => &[Format::Png],
        "JP2" | "JPEG2000" | "JPEG 2000" | "JPX" => &[Format::Jpeg2000],
        "BMP" => &[Format::Bmp],
        "GIF" => &[Format::Gif],
        "PDF" | "PDF-A" | "PDFA" => &[Format::Pdf],
        "OFD" => &[Format::Ofd],
        "WAV" => &[Format::Wave],
        "AVI" => &[Format::Avi],
        "MXF" => &[Format::Mxf],
        "MP4" | "MOV" => &[Format::Mp4],
        _ => return None,
    })
}

/// `300`, `300dpi`, `300×300`, `300 dpi * 300 dpi`.
fn resolution(cell: &str) -> Option<(u64, u64)> {
    let lower = cell.to_lowercase().replace("dpi", "");
    let mut sides = lower.split(['×', '*', 'x', '＊']).map(str::trim);
    let x: u64 = sides.next()?.parse().ok()?;
    let y = match sides.next() {
        Some(y) => y.parse().ok()?,
        None => x,
    };
    sides.next().is_none().then_some((x, y))
}

fn colour(cell: &str) -> Option<&'static [ColourMode]> {
    let has = |words: &[&str]| words.iter().any(|word| cell.to_uppercase().contains(word));
    if has(&["彩", "RGB", "COLOR", "COLOUR"]) {
        Some(&[ColourMode::Colour, ColourMode::Palette, ColourMode::Cmyk])
    } else if has(&["灰", "GREY", "GRAY"]) {
        Some(&[ColourMode::Grey])
    } else if has(&["黑白", "二值", "BITONAL"]) {
        Some(&[ColourMode::Bitonal])
    } else {
        None
    }
}
