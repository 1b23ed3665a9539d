//! `yanshou verify`: measure in parallel, judge, write the report as far as the machine can make it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use yanshou::facts::{DeliveryFacts, EntryFacts};
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::report::{Made, Report};
use yanshou::sampling::{DrawError, REDRAW_SCRIPT};
use yanshou::session::{Session, SessionError, Tasks};
use yanshou::source::ReadError;

use crate::error::{CommandError, read, write};
use crate::file_source::FileSource;
use crate::paper;

/// How to judge and what to make of it: the same for `verify`, `judge` and `round`.
#[derive(clap::Args)]
pub struct Terms {
    /// Built-in profile or a TOML file
    #[arg(long, default_value = "dat31-paper")]
    pub profile: String,
    /// Folder for report.json, facts.json, SHA256SUMS and findings.csv; with a sample population.tsv and redraw.sh
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Print the report on standard output and nothing else
    #[arg(long)]
    pub json: bool,
    /// What each party says before the draw; draws the sample
    #[arg(long)]
    pub nonce: Vec<String>,
    /// SHA-256 of each party's nonce, given before any nonce was shown
    #[arg(long)]
    pub commitment: Vec<String>,
    /// The client's own catalogue of before the work, to hold the delivery's against
    #[arg(long)]
    pub original: Option<PathBuf>,
}

/// The round before: the folder its commands wrote.
#[derive(clap::Args)]
pub struct RoundBefore {
    /// Folder of the round before: report.json, its signature, SHA256SUMS; facts.json for a patch
    #[arg(long)]
    pub earlier: PathBuf,
    /// The signer's certificate (PEM): nobody else may have signed the report of the round before
    #[arg(long)]
    pub cert: Option<PathBuf>,
    /// Day on which this delivery was handed over: 2026-12-01
    #[arg(long)]
    pub handed_over: Option<String>,
    /// The delivery has only the files that changed
    #[arg(long)]
    pub patch: bool,
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

/// The profile given, else the built-in one that a report names.
pub fn profile_of(report: &Report, given: Option<&str>) -> Result<Profile, CommandError> {
    let own = report.profile.id.as_str();
    match given {
        Some(name) => profile(name),
        None if Profile::built_in_ids().contains(&own) => profile(own),
        None => Err(CommandError::ProfileNotGiven { id: own.to_owned() }),
    }
}

/// A signed report is never written over: what was signed must stay readable beside its signature.
pub fn refuse_signed(directory: &Path) -> Result<(), CommandError> {
    let path = directory.join("report.json.p7s");
    if path.exists() {
        return Err(CommandError::Signed { path });
    }
    Ok(())
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
pub fn verify(
    delivery: &Path,
    terms: &Terms,
    facts_out: Option<&Path>,
    jobs: Option<usize>,
) -> Result<ExitCode, CommandError> {
    let mut session = measured(delivery, profile(&terms.profile)?, jobs)?;
    session.tell_time(&made_now().at);
    beside(&mut session, terms)?;
    session.judge()?;
    if let Some(path) = facts_out {
        write(path, &paper::facts_bytes(session.facts())?)?;
    }
    say(&mut session, terms)
}

/// Runs `yanshou round`: a later delivery against the round before.
pub fn round(
    delivery: &Path,
    before: &RoundBefore,
    terms: &Terms,
    jobs: Option<usize>,
) -> Result<ExitCode, CommandError> {
    let at = |name: &str| before.earlier.join(name);
    let report = read(&at("report.json"))?;
    let signature = at("report.json.p7s");
    let signature = signature.exists().then(|| read(&signature)).transpose()?;
    let sums = read(&at("SHA256SUMS"))?;
    let certificate = before.cert.as_deref().map(read).transpose()?;
    let certificate = certificate.map(|pem| String::from_utf8_lossy(&pem).into_owned());
    let mut session = measured(delivery, profile(&terms.profile)?, jobs)?;
    session.tell_time(&made_now().at);
    session.add_earlier(
        &report,
        signature.as_deref(),
        &String::from_utf8_lossy(&sums),
        before.handed_over.as_deref(),
        certificate.as_deref(),
    )?;
    if before.patch {
        session.lay_over(&read_facts(&before.earlier)?)?;
    }
    beside(&mut session, terms)?;
    session.judge()?;
    say(&mut session, terms)
}

/// Runs `yanshou judge`: facts measured earlier, under any profile; no byte of the delivery is read.
pub fn judge(facts: &Path, terms: &Terms) -> Result<ExitCode, CommandError> {
    let mut session = Session::from_facts(read_facts(facts)?, profile(&terms.profile)?)?;
    session.tell_time(&made_now().at);
    beside(&mut session, terms)?;
    session.judge()?;
    say(&mut session, terms)
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

fn beside(session: &mut Session, terms: &Terms) -> Result<(), CommandError> {
    let Some(path) = &terms.original else {
        return Ok(());
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(session.add_original(&name, &read(path)?)?)
}

/// What another party needs to draw the sample again.
pub fn write_redraw(session: &Session, out: &Path) -> Result<(), CommandError> {
    write(
        &out.join("population.tsv"),
        session.population()?.list().as_bytes(),
    )?;
    write(&out.join("redraw.sh"), REDRAW_SCRIPT.as_bytes())
}

/// Draws where nonces were given, writes and prints the report of a session that was judged.
fn say(session: &mut Session, request: &Terms) -> Result<ExitCode, CommandError> {
    if !request.nonce.is_empty() {
        if !request.commitment.is_empty() {
            session.commit(request.commitment.clone())?;
        }
        match session.draw(&request.nonce) {
            // A nonce nobody committed to is a matter between the parties: nothing is drawn and nothing written.
            Err(error @ SessionError::Draw(DrawError::NonceNotCommitted { .. })) => {
                return Err(error.into());
            }
            // A delivery too broken to draw from still gets its report; the sample gate stays open.
            Err(error) => eprintln!("未抽样 · no sample drawn: {error}"),
            Ok(_) => {}
        }
    }
    let report = session.report(made_now(), COMMIT)?;
    let bytes = report.canonical_bytes()?;
    if let Some(out) = &request.out {
        refuse_signed(out)?;
        write(&out.join("report.json"), &bytes)?;
        if report.sample.is_some() {
            write_redraw(session, out)?;
        }
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
        if let Some(out) = &request.out {
            println!("→ {}", out.join("report.json").display());
        }
    }
    Ok(if report.machine_found_nothing() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
