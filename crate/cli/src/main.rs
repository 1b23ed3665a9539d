//! The `yanshou` command: the same core as the page, for one delivery or many.
//!
//! Exit codes: 0 every automatic check passed (or: signature and digest good) · 1 defects found (or: not good) ·
//! 2 could not look (bad arguments, unreadable file, internal error).

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod acceptance;
mod error;
mod file_source;
mod inspection;
mod paper;
mod registry;
mod signature;
mod supplier;
mod verification;

use error::CommandError;
use verification::{RoundBefore, Terms};

/// 验收数字化成果 · Acceptance of digitisation deliveries
#[derive(Parser)]
#[command(name = "yanshou", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 核验一个交付批次 · Check a delivery, all of it
    Verify {
        /// The ZIP
        delivery: PathBuf,
        #[command(flatten)]
        terms: Terms,
        /// Threads; default: one per core
        #[arg(long)]
        jobs: Option<usize>,
        /// File for what was measured; `judge` takes it
        #[arg(long)]
        facts_out: Option<PathBuf>,
    },
    /// 复验返工成果 · Check a delivery against the round before
    Round {
        /// The ZIP: the whole delivery again, or with --patch what changed
        delivery: PathBuf,
        #[command(flatten)]
        before: RoundBefore,
        #[command(flatten)]
        terms: Terms,
        /// Threads; default: one per core
        #[arg(long)]
        jobs: Option<usize>,
    },
    /// 按另一方案重新判定 · Judge facts that were measured, without reading the delivery again
    Judge {
        /// facts.json, or the folder it lies in
        #[arg(long)]
        facts: PathBuf,
        #[command(flatten)]
        terms: Terms,
    },
    /// 抽样 · Draw the sample from facts that were measured
    Sample {
        /// facts.json, or the folder it lies in
        #[arg(long)]
        facts: PathBuf,
        /// Built-in profile or a TOML file
        #[arg(long, default_value = "dat31-paper")]
        profile: String,
        /// What each party says before the draw
        #[arg(long, required = true)]
        nonce: Vec<String>,
        /// SHA-256 of each party's nonce, given before any nonce was shown
        #[arg(long)]
        commitment: Vec<String>,
        /// Folder for population.tsv and redraw.sh, with which others draw the same
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 填写核验意见样表 · Write a verdict sheet for the drawn sample
    Verdicts {
        /// Folder written by `verify --nonce`
        directory: PathBuf,
        /// Who inspected
        #[arg(long)]
        inspector: String,
        /// Answer every point, attestation and confirmation with yes. For demonstrations: no one has looked
        #[arg(long)]
        all_pass: bool,
        /// Built-in profile or a TOML file; default: the one the report names
        #[arg(long)]
        profile: Option<String>,
    },
    /// 抽检记录表 · The verdict sheet: to a file that people fill in, and back
    #[command(subcommand)]
    Inspect(inspection::InspectCommand),
    /// 作出结论 · Decide, from the verdicts of people
    Decide {
        /// Folder written by `verify --nonce`
        directory: PathBuf,
        /// Verdict sheet (JSON)
        #[arg(long)]
        verdicts: PathBuf,
        /// Built-in profile or a TOML file; default: the one the report names
        #[arg(long)]
        profile: Option<String>,
    },
    /// 签名身份 · Identities
    #[command(subcommand)]
    Identity(signature::IdentityCommand),
    /// 签署报告 · Sign the report
    Sign {
        /// Folder that holds report.json
        directory: PathBuf,
        /// Identity file made by `identity new`
        #[arg(long)]
        identity: PathBuf,
        /// Environment variable that holds the passphrase; otherwise it is read from the terminal
        #[arg(long)]
        passphrase_env: Option<String>,
    },
    /// 核对报告 · Check a report, its signature and the delivery it speaks of
    Check {
        /// report.json
        report: PathBuf,
        /// report.json.p7s; default: beside the report
        #[arg(long)]
        signature: Option<PathBuf>,
        /// Certificate (PEM) of whom you expect to have signed
        #[arg(long)]
        cert: Option<PathBuf>,
        /// The delivery itself: it is measured and judged again
        #[arg(long)]
        delivery: Option<PathBuf>,
        /// Profile to judge it again under; default: the one the report names
        #[arg(long)]
        profile: Option<String>,
    },
    /// 外包服务质量统计表 · What a contractor's reports come to: rates by round, billable pages, score
    Supplier {
        /// report.json of each round of each delivery, in any order
        #[arg(required = true)]
        reports: Vec<PathBuf>,
        /// Scoring table (TOML); default: the built-in one
        #[arg(long)]
        scoring: Option<PathBuf>,
        /// Workbook to write (.xlsx)
        #[arg(long)]
        sheet: Option<PathBuf>,
        /// Print the sheet as JSON and nothing else
        #[arg(long)]
        json: bool,
    },
    /// 机检项目登记表 · List every check, and where a profile's numbers come from
    Checks {
        /// Built-in profile or a TOML file; default: all built-in ones
        #[arg(long)]
        profile: Option<String>,
    },
    /// JSON Schema of the report, or of all that crosses to the page
    Schema {
        /// All types that cross the boundary to the page
        #[arg(long)]
        boundary: bool,
    },
}

fn run(command: Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Verify {
            delivery,
            terms,
            jobs,
            facts_out,
        } => verification::verify(&delivery, &terms, facts_out.as_deref(), jobs),
        Command::Round {
            delivery,
            before,
            terms,
            jobs,
        } => verification::round(&delivery, &before, &terms, jobs),
        Command::Judge { facts, terms } => verification::judge(&facts, &terms),
        Command::Sample {
            facts,
            profile,
            nonce,
            commitment,
            out,
        } => acceptance::sample(&facts, &profile, &nonce, commitment, out.as_deref()),
        Command::Verdicts {
            directory,
            inspector,
            all_pass,
            profile,
        } => acceptance::verdicts(&directory, &inspector, all_pass, profile.as_deref()),
        Command::Inspect(command) => inspection::inspect(command),
        Command::Decide {
            directory,
            verdicts,
            profile,
        } => acceptance::decide(&directory, &verdicts, profile.as_deref()),
        Command::Identity(command) => signature::identity(command),
        Command::Sign {
            directory,
            identity,
            passphrase_env,
        } => signature::sign(&directory, &identity, passphrase_env.as_deref()),
        Command::Check {
            report,
            signature,
            cert,
            delivery,
            profile,
        } => signature::check(
            &report,
            signature.as_deref(),
            cert.as_deref(),
            delivery.as_deref().map(|path| (path, profile.as_deref())),
        ),
        Command::Supplier {
            reports,
            scoring,
            sheet,
            json,
        } => supplier::supplier(&reports, scoring.as_deref(), sheet.as_deref(), json),
        Command::Checks { profile } => registry::checks(profile.as_deref()),
        Command::Schema { boundary } => registry::schema(boundary),
    }
}

fn main() -> ExitCode {
    // clap itself exits with 2 on bad arguments.
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                eprintln!("  {error}");
                cause = error.source();
            }
            eprintln!("{}", error.advice());
            ExitCode::from(2)
        }
    }
}
