//! What the tests share: the repository's folders, a run of the product over bytes, and recipes with their claims.
//! A walk that finds nothing panics, so that no test is green by absence.
#![allow(clippy::expect_used, clippy::panic)] // a test's own inability is a panic with its reason

pub mod planted;
pub mod rounds;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use yanshou::measure::measure;
use yanshou::profile::Profile;
use yanshou::report::Made;
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

/// Every `pass-*.toml` and `fail-*.toml` below `fixtures/`, and one line for each that cannot be read.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn claims() -> (Vec<Claim>, Vec<String>) {
    let fixtures = root().join("fixtures");
    let (mut claims, mut refused) = (Vec::new(), Vec::new());
    for path in files(&fixtures, ".toml") {
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !stem.starts_with("pass-") && !stem.starts_with("fail-") {
            continue;
        }
        let below = path.strip_prefix(&fixtures).unwrap_or(&path);
        let name = below.with_extension("").to_string_lossy().into_owned();
        match Recipe::load(&path) {
            Ok(recipe) => claims.push(Claim {
                name,
                recipe,
                damaged: damaged(&path),
            }),
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    assert!(!claims.is_empty(), "no recipe claims anything: {refused:?}");
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
