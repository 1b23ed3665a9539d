//! What the tests share: the repository's folders, a run of the product over bytes, and recipes with their claims.
//! A walk that finds nothing panics, so that no test is green by absence.
#![allow(clippy::expect_used, clippy::panic)] // a test's own inability is a panic with its reason

pub mod planted;
pub mod rounds;
pub mod verdict;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use yanshou::facts::DeliveryFacts;
use yanshou::judge::CheckLine;
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::report::{Made, Report};
use yanshou::session::{Session, Tasks};
use yanshou_fixture::Recipe;

/// The repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the repository")
        .to_owned()
}

/// Every file below a folder whose name ends so, by path; build products and foreign modules left out.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let foreign = |name: &str| matches!(name, "target" | "node_modules" | "dist" | ".git");
    let mut paths: Vec<PathBuf> = WalkDir::new(folder)
        .into_iter()
        .filter_entry(|e| !foreign(&e.file_name().to_string_lossy()))
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file() && e.file_name().to_string_lossy().ends_with(ending))
        .map(walkdir::DirEntry::into_path)
        .collect();
    paths.sort();
    assert!(
        !paths.is_empty(),
        "no `{ending}` below {}",
        folder.display()
    );
    paths
}

/// A fixed time: the core has no clock.
#[must_use]
pub fn made() -> Made {
    Made {
        at: "2026-11-22T10:00:00+08:00".to_owned(),
        clock: "device".to_owned(),
    }
}

/// In which order entries are measured; it must not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As in the container.
    Forward,
    /// The last one first.
    Backward,
}

/// Opens, measures and judges.
///
/// # Panics
/// When the product refuses: bytes in memory can always be read, so that is a fault of the product.
#[must_use]
pub fn judged(bytes: &[u8], name: &str, profile: &str, order: Order) -> Session {
    let mut session = measured(bytes, name, profile, order);
    session.judge().expect("everything was measured");
    session
}

/// The same for a recipe, packed into these bytes, with what lies beside it: the client's own catalogue, the round before.
///
/// # Panics
/// As [`judged`], and when what lies beside it is refused.
#[must_use]
pub fn judged_recipe(recipe: &Recipe, bytes: &[u8], name: &str, order: Order) -> Session {
    let mut session = measured(bytes, name, &recipe.profile, order);
    if let Some((name, bytes)) = &recipe.original {
        session.add_original(name, bytes).expect("a catalogue");
    }
    if let Some(earlier) = &recipe.earlier {
        let round = rounds::report_of(earlier);
        let handed_over = earlier.handed_over.as_deref();
        session
            .add_earlier(
                &round.report,
                round.signature.as_deref(),
                &round.sums,
                handed_over,
                round.certificate.as_deref(),
            )
            .expect("a round before");
    }
    session.judge().expect("everything was measured");
    session
}

fn measured(bytes: &[u8], name: &str, profile: &str, order: Order) -> Session {
    let source = bytes.to_vec();
    let profile = Profile::built_in(profile).expect("a built-in profile");
    let mut session = Session::open(&source, name, profile).expect("opens");
    for stage in [Session::text_tasks, Session::content_tasks] {
        let Tasks {
            options,
            mut entries,
        } = stage(&session);
        if order == Order::Backward {
            entries.reverse();
        }
        for entry in entries {
            let facts = measure(&source, &entry, &options, &mut |_| {}).expect("measures");
            session
                .add_facts(facts)
                .expect("the entry is of this container");
        }
    }
    session
}

/// The delivery of a recipe below `fixtures/`, judged under its profile.
///
/// # Panics
/// As [`judged_recipe`], and when there is no such recipe.
#[must_use]
pub fn delivery(recipe: &str) -> Session {
    let recipe = Recipe::load(&root().join("fixtures").join(recipe)).expect("a recipe");
    judged_recipe(&recipe, &recipe.pack(), "delivery.zip", Order::Forward)
}

/// Judges the same facts under another profile.
///
/// # Panics
/// When the product refuses.
#[must_use]
pub fn again(session: &Session, profile: Profile) -> Report {
    let facts = session.facts().clone();
    let mut session = Session::from_facts(facts, profile).expect("facts of this version");
    session.judge().expect("everything was measured");
    session.report(made(), "unknown").expect("judged")
}

/// Facts that were altered, judged under a profile.
///
/// # Panics
/// As [`again`].
#[must_use]
pub fn altered(
    session: &Session,
    profile: Profile,
    alter: impl FnOnce(&mut DeliveryFacts),
) -> Report {
    let mut facts = session.facts().clone();
    alter(&mut facts);
    let session = Session::from_facts(facts, profile.clone()).expect("facts of this version");
    again(&session, profile)
}

/// Writes other words into the cells of all tables; a word that no cell says is the fault of the test.
pub fn reword(facts: &mut DeliveryFacts, words: &[(&str, &str)]) {
    let mut absent: Vec<&str> = words.iter().map(|(from, _)| *from).collect();
    let entries = facts.entries.iter_mut();
    let tables = entries.flat_map(|entry| entry.tables.iter_mut().flat_map(|t| &mut t.tables));
    for cell in tables.flat_map(|t| &mut t.rows).flat_map(|r| &mut r.cells) {
        if let Some((from, to)) = words.iter().find(|(from, _)| *from == cell.text) {
            absent.retain(|one| one != from);
            (*to).clone_into(&mut cell.text);
        }
    }
    assert!(absent.is_empty(), "no cell says {absent:?}");
}

/// What was expected by the findings of a code.
#[must_use]
pub fn missing(report: &Report, code: &str) -> Vec<String> {
    let own = report.findings.iter().filter(|f| f.code == code);
    own.map(|f| f.expected.clone()).collect()
}

/// A line of the ledger.
///
/// # Panics
/// When there is none of this check.
#[must_use]
pub fn line<'r>(report: &'r Report, check: &str) -> &'r CheckLine {
    let mut lines = report.checks.iter();
    lines.find(|l| l.check == check).expect("a check we know")
}

/// The text of a built-in profile.
///
/// # Panics
/// When there is none of this name.
#[must_use]
pub fn profile_text(id: &str) -> String {
    let path = root().join(format!("crate/core/profiles/{id}.toml"));
    std::fs::read_to_string(path).expect("a built-in profile")
}

/// A built-in profile with rules put in place of a part.
///
/// # Panics
/// When there is no such part, or the rules are refused.
#[must_use]
pub fn rules(id: &str, from: &str, to: &str) -> Profile {
    let text = profile_text(id);
    assert!(text.contains(from), "{from}");
    Profile::parse(&text.replacen(from, to, 1)).expect("rules")
}

/// The paper profile with rules put in place of a part.
///
/// # Panics
/// As [`rules`].
#[must_use]
pub fn paper(from: &str, to: &str) -> Profile {
    rules("dat31-paper", from, to)
}

/// A recipe below `fixtures/` that claims a verdict.
pub struct Claim {
    /// `image/fail-199-dpi`.
    pub name: String,
    /// The recipe.
    pub recipe: Recipe,
    /// The container itself is damaged, so that packing it otherwise makes another delivery.
    pub damaged: bool,
}

impl Claim {
    /// `fail-199-dpi`.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// The recipe claims defects.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.stem().starts_with("fail-")
    }
}

/// Name and path of every `pass-*.toml` and `fail-*.toml` below `fixtures/`.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn claiming() -> Vec<(String, PathBuf)> {
    let fixtures = root().join("fixtures");
    let claims = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        stem.starts_with("pass-") || stem.starts_with("fail-")
    };
    let paths = files(&fixtures, ".toml").into_iter().filter(claims);
    let named = paths.map(|path| {
        let below = path.strip_prefix(&fixtures).unwrap_or(&path);
        let name = below.with_extension("").to_string_lossy().into_owned();
        (name, path)
    });
    let named: Vec<(String, PathBuf)> = named.collect();
    assert!(!named.is_empty(), "no recipe claims anything");
    named
}

/// All of them made, and one line for each that cannot be.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn claims() -> (Vec<Claim>, Vec<String>) {
    let (mut claims, mut refused) = (Vec::new(), Vec::new());
    for (name, path) in claiming() {
        match Recipe::load(&path) {
            Ok(recipe) => claims.push(Claim {
                name,
                recipe,
                damaged: damaged(&path),
            }),
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    (claims, refused)
}

/// The recipe, or one it builds on, has a `[[zip]]` part.
fn damaged(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).expect("a recipe that was loaded can be read");
    let recipe: toml::Table = toml::from_str(&text).expect("a recipe that was loaded is TOML");
    let base = recipe.get("base").and_then(toml::Value::as_str);
    let folder = path.parent().unwrap_or(path);
    recipe.contains_key("zip") || base.is_some_and(|base| damaged(&folder.join(base)))
}
