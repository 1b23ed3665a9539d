//! The house of DESIGN §4, read from the sources: nothing imports upward, the core reaches for nothing outside, and
//! each foreign crate stays in its room.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use yanshou_tests::{files, root};

/// A source without its comments; doc links are no imports. A string with `//` in it loses its tail, which is
/// never a path.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// First segments of every path that starts with `start` (`crate::`, `std::`): of `crate::{a::B, c}` a and c.
fn reached(code: &str, start: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(start) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            None => found.insert(word(rest)),
            Some(group) => {
                found.extend(group_heads(group));
                true
            }
        };
    }
    found.remove("");
    found
}

fn word(text: &str) -> String {
    let text = text.trim_start();
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The first segment of each member of a group, up to its closing brace.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut head, mut heads) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(std::mem::take(&mut head)),
            c if depth == 0 => head.push(c),
            _ => {}
        }
    }
    heads.push(head);
    heads.iter().map(|head| word(head)).collect()
}

/// Modules in the order in which `lib.rs` names them: the shelves, from the ground up.
fn shelves() -> Vec<String> {
    let text = code(&root().join("crate/core/src/lib.rs"));
    let modules = text.lines().filter_map(|line| {
        let line = line
            .trim()
            .trim_start_matches("pub ")
            .trim_start_matches("pub(crate) ");
        line.strip_prefix("mod ")?
            .strip_suffix(';')
            .map(str::to_owned)
    });
    let modules: Vec<String> = modules.collect();
    assert!(modules.len() > 10, "lib.rs names its modules: {modules:?}");
    modules
}

/// `checks/image.rs` → `["checks", "image"]`.
fn module(source: &Path, file: &Path) -> Vec<String> {
    let below = file.strip_prefix(source).unwrap().with_extension("");
    below
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect()
}

/// Modules at the root that a source reaches, by `crate::` or by as many `super::` as it takes.
fn roots_reached(code: &str, depth: usize) -> BTreeSet<String> {
    let mut found = reached(code, "crate::");
    found.extend(reached(code, &"super::".repeat(depth)));
    found
}

fn upward(source: &Path, shelves: &[String]) -> Vec<String> {
    let height = |name: &str| shelves.iter().position(|shelf| shelf == name);
    let mut wrong = Vec::new();
    for file in files(source, ".rs") {
        let path = module(source, &file);
        if path == ["lib"] {
            continue;
        }
        let Some(own) = height(&path[0]) else {
            wrong.push(format!("{} is not in lib.rs", file.display()));
            continue;
        };
        for name in roots_reached(&code(&file), path.len()) {
            if height(&name).is_some_and(|there| there > own) {
                wrong.push(format!(
                    "{} imports {name}, which stands above it",
                    path.join("/")
                ));
            }
        }
    }
    wrong
}

#[test]
fn no_module_of_the_core_imports_upward() {
    let wrong = upward(&root().join("crate/core/src"), &shelves());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_upward_import_is_seen_in_every_spelling() {
    for line in [
        "use crate::session::Session;",
        "use crate::{code, session::{self, Session}};",
        "fn f() { crate::session::open() }",
        "use super::session;",
        "pub use crate::{\n    code::{Check, Code},\n    session,\n};",
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("code.rs"), line).unwrap();
        let shelves = ["code".to_owned(), "session".to_owned()];
        assert_eq!(upward(folder.path(), &shelves).len(), 1, "{line}");
    }
    for line in [
        "//! [`crate::session`]",
        "use crate::code::Check;",
        "use super::*;",
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("code.rs"), line).unwrap();
        let shelves = ["code".to_owned(), "session".to_owned()];
        assert_eq!(
            upward(folder.path(), &shelves),
            Vec::<String>::new(),
            "{line}"
        );
    }
}

#[test]
fn families_of_checks_do_not_import_each_other() {
    let folder = root().join("crate/core/src/checks");
    let families: BTreeMap<String, PathBuf> = files(&folder, ".rs")
        .into_iter()
        .map(|f| (module(&folder, &f)[0].clone(), f))
        .collect();
    let mut wrong = Vec::new();
    for (own, file) in &families {
        let code = code(file);
        // `super` is `checks` here; by its full name it is one step further.
        let mut names = reached(&code, "super::");
        names.extend(reached(&code, "crate::checks::"));
        wrong.extend(
            names
                .into_iter()
                .filter(|n| n != own && families.contains_key(n))
                .map(|n| format!("{own} imports {n}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn core_seal_and_paper_reach_for_no_clock_chance_files_or_network() {
    let outside = ["fs", "env", "net", "thread", "process", "os"];
    // `std::time::Duration` is a number; these two ask the clock.
    let chance = ["SystemTime", "Instant", "rand", "getrandom", "fastrand"];
    let mut wrong = Vec::new();
    for name in ["core", "seal", "paper"] {
        for file in files(&root().join("crate").join(name).join("src"), ".rs") {
            let code = code(&file);
            let std = reached(&code, "std::")
                .into_iter()
                .filter(|m| outside.contains(&m.as_str()));
            wrong.extend(std.map(|m| format!("{}: std::{m}", file.display())));
            let words: BTreeSet<&str> = code
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .collect();
            wrong.extend(
                chance
                    .iter()
                    .filter(|c| words.contains(*c))
                    .map(|c| format!("{}: {c}", file.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Crates a manifest names, by kind of dependency, those of any target included.
fn dependencies(manifest: &toml::Table, kinds: &[&str]) -> BTreeSet<String> {
    let targets = manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter();
    let targets = targets
        .flat_map(toml::Table::values)
        .filter_map(toml::Value::as_table);
    std::iter::once(manifest)
        .chain(targets)
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()))
        .flat_map(|table| table.keys().cloned())
        .collect()
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let browser = [
        "wasm-bindgen",
        "wasm-bindgen-futures",
        "js-sys",
        "web-sys",
        "console_error_panic_hook",
    ];
    let terminal = ["clap", "rayon", "indicatif", "rpassword"];
    let chance = ["rand", "getrandom", "fastrand", "uuid"];
    // What writes paper is large; of the browser's doors only the one for reports may ever load it.
    let paper = ["rust_xlsxwriter", "yanshou-paper"];
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for path in files(&root().join("crate"), "Cargo.toml") {
        let manifest: toml::Table =
            toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let name = path
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let all = dependencies(
            &manifest,
            &["dependencies", "dev-dependencies", "build-dependencies"],
        );
        let used = dependencies(&manifest, &["dependencies", "build-dependencies"]);
        let mut refuse = |here: bool, names: &[&str], there: &BTreeSet<String>| {
            if !here {
                wrong.extend(
                    names
                        .iter()
                        .filter(|n| there.contains(**n))
                        .map(|n| format!("{name} uses {n}")),
                );
            }
        };
        refuse(name.starts_with("wasm-"), &browser, &all);
        refuse(name == "cli", &terminal, &all);
        refuse(
            !["core", "seal", "paper"].contains(&name.as_str()),
            &chance,
            &used,
        );
        refuse(
            ["paper", "cli", "fixture"].contains(&name.as_str()),
            &paper,
            &used,
        );
        seen.insert(name);
    }
    assert!(seen.contains("core") && seen.contains("cli"), "{seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = [
        "util", "utils", "helper", "helpers", "common", "manager", "misc",
    ];
    let mut named = files(&root().join("crate"), ".rs");
    named.extend(files(&root().join("tests"), ".rs"));
    if root().join("www/src").is_dir() {
        named.extend(files(&root().join("www/src"), ".ts"));
        named.extend(files(&root().join("www/src"), ".tsx"));
    }
    let is_vague = |path: &PathBuf| {
        let below = path.strip_prefix(root()).unwrap().with_extension("");
        let parts: Vec<String> = below
            .iter()
            .map(|p| p.to_string_lossy().to_lowercase())
            .collect();
        parts
            .iter()
            .any(|p| p.split(['_', '-', '.']).any(|w| vague.contains(&w)))
    };
    let wrong: Vec<PathBuf> = named.into_iter().filter(is_vague).collect();
    assert_eq!(wrong, Vec::<PathBuf>::new());
}
