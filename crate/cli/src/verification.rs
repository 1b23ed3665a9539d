//! `yanshou verify`: measure in parallel, judge, write the report as far as the machine can make it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use yanshou::facts::{DeliveryFacts, EntryFacts};
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::report::Made;
use yanshou::session::{Session, Tasks};
use yanshou::source::ReadError;

use crate::error::{CommandError, read, write};
use crate::file_source::FileSource;
use crate::paper;

/// What `verify` was asked.
pub struct Request<'a> {
    /// The ZIP.
    pub delivery: &'a Path,
    /// Built-in id or file.
    pub profile: &'a str,
    /// The client's own catalogue of before the work.
    pub original: Option<&'a Path>,
    /// File for what was measured.
    pub facts_out: Option<&'a Path>,
    /// Threads.
    pub jobs: Option<usize>,
    /// What becomes of the judgement.
    pub paper: Paper<'a>,
}

/// What is written and printed of a judgement.
pub struct Paper<'a> {
    /// Folder to write to.
    pub out: Option<&'a Path>,
    /// Print the report only.
    pub json: bool,
    /// Nonces; empty draws nothing.
    pub nonces: &'a [String],
}

/// A built-in profile by name, else a file.
pub fn profile(name: &str) -> Result<Profile, CommandError> {
    let path = PathBuf::from(name);
    if Profile::built_in_ids().contains(&name) || !path.exists() {
        return Ok(Profile::built_in(name)?);
    }
    let text = String::from_utf8_lossy(&read(&path)?).into_owned();
    Ok(Profile::parse(&text)?)
}

/// The machine's clock, which nobody vouches for.
pub fn made_now() -> Made {
    Made {
        at: paper::iso8601(unix_now()),
        clock: "device".to_owned(),
    }
}

/// Seconds since 1970; 0 on a machine whose clock stands before that.
pub fn unix_now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// The commit this was built from, where the builder said so.
pub const COMMIT: &str = match option_env!("YANSHOU_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

/// Opens and measures a delivery with progress on a terminal.
pub fn measured(
    delivery: &Path,
    profile: Profile,
    jobs: Option<usize>,
) -> Result<Session, CommandError> {
    let source = FileSource::open(delivery)?;
    let name = delivery
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut session = Session::open(&source, &name, profile)?;
    let overview = session.overview();
    if let Some(kind) = overview.unsupported {
        return Err(CommandError::UnsupportedContainer {
            path: delivery.to_owned(),
            kind,
        });
    }
    let bar = ProgressBar::with_draw_target(
        Some(overview.promised_bytes),
        ProgressDrawTarget::stderr(), // draws nothing unless it is a terminal
    );
    if let Ok(style) = ProgressStyle::with_template(
        "{bar:40} {bytes}/{total_bytes} · {bytes_per_sec} · {eta} · {msg}",
    ) {
        bar.set_style(style);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or(0))
        .build()?;
    for stage in [Session::text_tasks, Session::content_tasks] {
        let tasks = stage(&session);
        for facts in measure_all(delivery, &tasks, &pool, &bar)? {
            session.add_facts(facts)?;
        }
    }
    bar.finish_and_clear();
    Ok(session)
}

fn measure_all(
    delivery: &Path,
    tasks: &Tasks,
    pool: &rayon::ThreadPool,
    bar: &ProgressBar,
) -> Result<Vec<EntryFacts>, CommandError> {
    pool.install(|| {
        tasks
            .entries
            .par_iter()
            .map_init(
                || FileSource::open(delivery),
                |source, entry| {
                    let source = source.as_ref().map_err(|e| ReadError::Host {
                        offset: 0,
                        length: 0,
                        host: e.to_string(),
                    })?;
                    bar.set_message(entry.path.clone());
                    Ok(measure(source, entry, &tasks.options, &mut |n| bar.inc(n))?)
                },
            )
            .collect()
    })
}

/// Runs `yanshou verify`.
pub fn verify(request: &Request<'_>) -> Result<ExitCode, CommandError> {
    let mut session = measured(request.delivery, profile(request.profile)?, request.jobs)?;
    session.tell_time(&made_now().at);
    if let Some(path) = request.original {
        beside(&mut session, path)?;
    }
    session.judge()?;
    if let Some(path) = request.facts_out {
        write(path, &paper::facts_bytes(session.facts())?)?;
    }
    say(&mut session, &request.paper)
}

/// Runs `yanshou judge`: facts measured earlier, under any profile; no byte of the delivery is read.
pub fn judge(
    facts: &Path,
    profile_name: &str,
    original: Option<&Path>,
    paper: &Paper<'_>,
) -> Result<ExitCode, CommandError> {
    let mut session = Session::from_facts(read_facts(facts)?, profile(profile_name)?)?;
    session.tell_time(&made_now().at);
    if let Some(path) = original {
        beside(&mut session, path)?;
    }
    session.judge()?;
    say(&mut session, paper)
}

/// Facts from a file, or from `facts.json` in a folder.
pub fn read_facts(path: &Path) -> Result<DeliveryFacts, CommandError> {
    let path = if path.is_dir() {
        path.join("facts.json")
    } else {
        path.to_owned()
    };
    Ok(DeliveryFacts::parse(&read(&path)?)?)
}

fn beside(session: &mut Session, path: &Path) -> Result<(), CommandError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(session.add_original(&name, &read(path)?)?)
}

/// Draws where nonces were given, writes and prints the report of a session that was judged.
fn say(session: &mut Session, request: &Paper<'_>) -> Result<ExitCode, CommandError> {
    if !request.nonces.is_empty() {
        // A delivery too broken to draw from still gets its report; the sample gate stays open.
        if let Err(error) = session.draw(request.nonces) {
            eprintln!("未抽样 · no sample drawn: {error}");
        }
    }
    let report = session.report(made_now(), COMMIT)?;
    let bytes = report.canonical_bytes()?;
    if let Some(out) = request.out {
        write(&out.join("report.json"), &bytes)?;
        write(
            &out.join("facts.json"),
            &paper::facts_bytes(session.facts())?,
        )?;
        write(&out.join("findings.csv"), &paper::findings_csv(&report))?;
        if let Some(sums) = session.sums() {
            write(&out.join("SHA256SUMS"), sums.as_bytes())?;
        }
    }
    if request.json {
        paper::print(&bytes);
    } else {
        print!("{}", paper::summary(&report));
        if let Some(out) = request.out {
            println!("→ {}", out.join("report.json").display());
        }
    }
    Ok(if report.machine_found_nothing() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
