//! Every recipe's claim over facts that were measured before: seconds, so that `cargo xtask mutants` can ask it of
//! each mutant of a check. Facts come from code without a mutation; a measurement that a mutant spoils is not seen.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use serde::Deserialize;
use yanshou::facts::DeliveryFacts;
use yanshou::profile::Profile;
use yanshou::session::Session;
use yanshou_fixture::{Expect, Recipe};
use yanshou_tests::{Order, claiming, judged_recipe, made, verdict};

/// What of a recipe is needed when its pages are not drawn.
#[derive(Deserialize)]
struct Asked {
    base: Option<PathBuf>,
    profile: Option<String>,
    expect: Option<Expect>,
}

impl Asked {
    fn read(path: &Path) -> Self {
        toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    /// Its own profile, or its base's.
    fn profile(&self, path: &Path) -> String {
        let base = || {
            let base = path.parent()?.join(self.base.as_ref()?);
            Some(Self::read(&base).profile(&base))
        };
        let profile = self.profile.clone().or_else(base);
        profile.unwrap_or_else(|| "dat31-paper".to_owned())
    }
}

fn folder() -> PathBuf {
    let folder = std::env::var_os("YANSHOU_FACTS").expect("YANSHOU_FACTS names a folder for facts");
    PathBuf::from(folder)
}

/// Runs over all recipes with as many threads as there are processors.
fn each(work: impl Fn(&str, &Path) -> Vec<String> + Sync) -> Vec<String> {
    let recipes = Mutex::new(claiming());
    let said = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = recipes.lock().unwrap().pop();
                    let Some((name, path)) = next else { break };
                    let lines = work(&name, &path);
                    let lines = lines.into_iter().map(|line| format!("{name}: {line}"));
                    said.lock().unwrap().extend(lines);
                }
            });
        }
    });
    said.into_inner().unwrap()
}

#[test]
#[ignore = "writes what the next one judges: cargo xtask mutants"]
fn the_facts_of_every_recipe_are_written() {
    let folder = folder();
    let said = each(|name, path| {
        let recipe = Recipe::load(path).unwrap();
        let session = judged_recipe(&recipe, &recipe.pack(), "delivery.zip", Order::Forward);
        let to = folder.join(format!("{name}.json"));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, serde_json::to_vec(session.facts()).unwrap()).unwrap();
        Vec::new()
    });
    assert_eq!(said, Vec::<String>::new());
}

#[test]
#[ignore = "needs facts that were measured before: cargo xtask mutants"]
fn facts_measured_before_give_the_verdict_every_recipe_claims() {
    let folder = folder();
    let profiles: Mutex<BTreeMap<String, Profile>> = Mutex::default();
    let said = each(|name, path| {
        let asked = Asked::read(path);
        let Some(expect) = &asked.expect else {
            return vec!["claims nothing".to_owned()];
        };
        let id = asked.profile(path);
        let known = profiles.lock().unwrap().get(&id).cloned();
        let profile = known.unwrap_or_else(|| {
            let profile = Profile::built_in(&id).unwrap();
            let mut profiles = profiles.lock().unwrap();
            profiles.entry(id).or_insert(profile).clone()
        });
        let facts = fs::read(folder.join(format!("{name}.json"))).unwrap();
        let facts = DeliveryFacts::parse(&facts).unwrap();
        let mut session = Session::from_facts(facts, profile).unwrap();
        session.judge().unwrap();
        let report = session.report(made(), "unknown").unwrap();
        let exit = verdict::exit(&session, &report);
        let mut lines = verdict::findings(expect, &report);
        lines.extend(verdict::outcome(expect, &report, exit));
        lines.extend(verdict::not_run(expect, &report));
        lines.extend(verdict::ran(expect, &report));
        lines
    });
    assert!(said.is_empty(), "{}", said.join("\n"));
}
