//! `yanshou supplier`: the reports of one contractor → the supplier sheet, on the terminal, as JSON or as a workbook.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use yanshou::supplier::{self, Fraction, Given, Scoring, SupplierSheet};
use yanshou::words::Sentence;
use yanshou_paper::{supplier_sheet, xlsx};

use crate::error::{CommandError, read, visible, write};
use crate::paper;

/// Runs `yanshou supplier`.
pub fn supplier(
    reports: &[PathBuf],
    scoring: Option<&Path>,
    sheet: Option<&Path>,
    json: bool,
) -> Result<ExitCode, CommandError> {
    let scoring = match scoring {
        Some(path) => Scoring::parse(&String::from_utf8_lossy(&read(path)?))?,
        None => Scoring::built_in()?,
    };
    let given: Vec<(String, Vec<u8>)> = reports
        .iter()
        .map(|path| Ok((path.to_string_lossy().into_owned(), read(path)?)))
        .collect::<Result<_, CommandError>>()?;
    let given: Vec<Given<'_>> = given
        .iter()
        .map(|(name, bytes)| Given { name, bytes })
        .collect();
    let made = supplier::sheet(&given, &scoring)?;
    if let Some(path) = sheet {
        if !path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("xlsx"))
        {
            return Err(CommandError::SheetKind {
                path: path.to_owned(),
            });
        }
        write(path, &xlsx::workbook(&supplier_sheet::write(&made))?)?;
    }
    if json {
        paper::print(&paper::pretty(&made)?);
    } else {
        paper::print(visible(&summary(&made)).as_bytes());
        if let Some(path) = sheet {
            println!("→ {}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn share(of: Fraction) -> String {
    format!("{}/{}", of.numerator, of.denominator)
}

fn summary(sheet: &SupplierSheet) -> String {
    let mut text = String::new();
    let mut say = |words: &Sentence| text += &format!("{}\n  {}\n", words.zh, words.en);
    say(&sheet.billable_formula);
    say(&sheet.first_pass_formula);
    for line in &sheet.deductions {
        say(&line.formula);
    }
    say(&sheet.score.formula);
    say(&sheet.next.sentence);
    let mut head = format!("承包方 contractor: {}\n", sheet.contractor);
    for delivery in &sheet.deliveries {
        for row in &delivery.reports {
            head += &format!(
                "{} · 轮次 round {} · 条目 items {} · 页 pages {} · A {} · B {} · {:?}\n",
                row.delivery,
                row.round,
                row.items,
                row.pages,
                row.findings_a,
                row.findings_b,
                row.outcome
            );
            for line in &row.gates {
                head += &format!("    {:<28} {}\n", line.gate, share(line.fraction));
            }
        }
    }
    for round in &sheet.rounds {
        head += &format!(
            "轮次 round {}: 通过 accepted {}\n",
            round.round,
            share(round.accepted)
        );
    }
    head + &text
}
