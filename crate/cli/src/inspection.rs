//! `yanshou inspect`: the drawn sample → a sheet that people fill in, and the filled sheet → the record that `decide`
//! takes. The sheet is only read on import: nothing a person wrote is ever written over.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use yanshou::record::{PickReason, Record, TargetedPick};
use yanshou::report::Report;
use yanshou::rework::Rework;
use yanshou_paper::verdict_sheet::{self, Assignment, SheetFile, Signing};
use yanshou_paper::{delimited, xlsx};

use crate::acceptance::drawn;
use crate::error::{CommandError, read, read_json, write};
use crate::paper;
use crate::verification::made_now;

/// What is done with a verdict sheet.
#[derive(Subcommand)]
pub enum InspectCommand {
    /// 导出抽检记录表 · Write a sheet for the drawn sample, to be filled in
    Export {
        /// Folder written by `verify --nonce`
        directory: PathBuf,
        /// File to write: .xlsx, or .csv with the list of images beside it
        #[arg(long)]
        sheet: PathBuf,
        /// Who inspects
        #[arg(long)]
        inspector: Option<String>,
        /// Record so far (JSON): what it has stands in the sheet already; default: what the report has
        #[arg(long)]
        record: Option<PathBuf>,
        /// Columns for a second opinion
        #[arg(long)]
        second: bool,
        /// Built-in profile or a TOML file; default: the one the report names
        #[arg(long)]
        profile: Option<String>,
    },
    /// 导入抽检记录表 · Read a filled sheet, and print the record that `decide` takes
    Import {
        /// Folder written by `verify --nonce`
        directory: PathBuf,
        /// The filled sheet: .xlsx, .xls, .ods or .csv
        #[arg(long)]
        sheet: PathBuf,
        /// Who reviews (复核人), where the sheet does not say
        #[arg(long)]
        reviewer: Option<String>,
        /// Record so far (JSON): attestations and the rest stay; default: what the report has
        #[arg(long)]
        record: Option<PathBuf>,
        /// File for the record; default: standard output
        #[arg(long)]
        out: Option<PathBuf>,
        /// Built-in profile or a TOML file; default: the one the report names
        #[arg(long)]
        profile: Option<String>,
    },
}

/// Runs `yanshou inspect`.
pub fn inspect(command: InspectCommand) -> Result<ExitCode, CommandError> {
    match command {
        InspectCommand::Export {
            directory,
            sheet,
            inspector,
            record,
            second,
            profile,
        } => {
            let (session, report) = drawn(&directory, profile.as_deref())?;
            let mut record = so_far(record.as_deref(), &report)?;
            if let Some(name) = inspector {
                record.inspection.get_or_insert_default().inspector = name;
            }
            let view = session.view()?;
            let assignment = Assignment::new(
                &report.delivery.name,
                &view,
                report.sample.as_ref(),
                &record,
            );
            let tables = verdict_sheet::write(&assignment, &record, second);
            write_tables(&sheet, &tables)?;
            println!(
                "{} 件/卷 units → {}",
                assignment.units.len(),
                sheet.display()
            );
        }
        InspectCommand::Import {
            directory,
            sheet,
            reviewer,
            record,
            out,
            profile,
        } => {
            let (session, report) = drawn(&directory, profile.as_deref())?;
            let before = so_far(record.as_deref(), &report)?;
            let view = session.view()?;
            let assignment = Assignment::new(
                &report.delivery.name,
                &view,
                report.sample.as_ref(),
                &before,
            );
            let record = import(&sheet, &assignment, &before, reviewer.as_deref())?;
            let bytes = paper::pretty(&record)?;
            match out {
                Some(path) => write(&path, &bytes)?,
                None => paper::print(&bytes),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The record so far: from its file, else what the report has of it; with the units of the round before that somebody
/// has to look at again.
fn so_far(path: Option<&Path>, report: &Report) -> Result<Record, CommandError> {
    let mut record = match path {
        Some(path) => read_json(path)?,
        None => report.record(),
    };
    for unit in report.rework.iter().flat_map(Rework::to_inspect) {
        if !record
            .targeted
            .iter()
            .any(|pick| pick.archival_code == unit)
        {
            record.targeted.push(TargetedPick {
                archival_code: unit.to_owned(),
                reason: PickReason::Rework,
                by: String::new(),
                note: String::new(),
            });
        }
    }
    Ok(record)
}

fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    extension.to_ascii_lowercase()
}

/// The list of images beside a sheet in CSV.
fn image_list(sheet: &Path) -> PathBuf {
    let name = sheet.file_name().unwrap_or_default().to_string_lossy();
    sheet.with_file_name(verdict_sheet::image_file(&name))
}

/// Writes tables as one workbook, or the first two as CSV beside one another.
fn write_tables(
    sheet: &Path,
    [verdicts, images]: &[yanshou_paper::table::Table; 2],
) -> Result<(), CommandError> {
    match extension(sheet).as_str() {
        "xlsx" => write(sheet, &xlsx::workbook(&[verdicts.clone(), images.clone()])?),
        "csv" => {
            write(sheet, &delimited::csv(verdicts))?;
            write(&image_list(sheet), &delimited::csv(images))
        }
        _ => Err(CommandError::SheetKind {
            path: sheet.to_owned(),
        }),
    }
}

fn import(
    sheet: &Path,
    assignment: &Assignment<'_>,
    before: &Record,
    reviewer: Option<&str>,
) -> Result<Record, CommandError> {
    let mut paths = vec![sheet.to_owned()];
    let images = image_list(sheet);
    // Without it no unit can be declared to have been looked at, and the refusal says so.
    if extension(sheet) == "csv" && images.exists() {
        paths.push(images);
    }
    let files: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok((name.into_owned(), read(path)?))
        })
        .collect::<Result<_, CommandError>>()?;
    let files: Vec<SheetFile<'_>> = files
        .iter()
        .map(|(name, bytes)| SheetFile { name, bytes })
        .collect();
    let now = made_now().at;
    let signing = Signing {
        reviewer,
        now: &now,
    };
    Ok(verdict_sheet::read(&files, assignment, before, signing)?)
}
