//! Other people's tools come to our numbers: the delivery digest, the ZIP's soundness, the sample (DESIGN §8).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use sha2::{Digest, Sha256};
use yanshou::log::Log;
use yanshou::profile::{Profile, SamplingPlan};
use yanshou::sampling::{Population, REDRAW_SCRIPT, draw};
use yanshou_fixture::Recipe;
use yanshou_tests::{Order, judged, root};

/// Runs a tool and says which Debian package it comes from when it is not there.
fn run(tool: &str, package: &str, arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut child = Command::new(tool)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| {
            panic!("`{tool}` does not run ({e}): install the Debian package {package}")
        });
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// A shell script of `sha256sum`, `sort`, `find`, `head`.
fn shell(script: &str, folder: &Path, input: &[u8]) -> String {
    for (tool, package) in [
        ("sha256sum", "coreutils"),
        ("sort", "coreutils"),
        ("find", "findutils"),
    ] {
        run(tool, package, &["--version"], folder, b"");
    }
    let output = run(
        "bash",
        "bash",
        &["-euo", "pipefail", "-c", script],
        folder,
        input,
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn base() -> Recipe {
    Recipe::load(&root().join("fixtures/base/three-items.toml")).unwrap()
}

/// `find` and `sha256sum` over what was unpacked: DESIGN §8, Delivery digest.
const SUMS: &str = r"find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum";

#[test]
fn sha256sum_over_the_unpacked_delivery_gives_its_digest() {
    let recipe = base();
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in recipe
        .unpacked()
        .iter()
        .filter(|(path, _)| !path.ends_with('/'))
    {
        let to = folder.path().join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    let session = judged(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
    );
    let theirs = shell(SUMS, folder.path(), b"");
    assert_eq!(session.sums().unwrap(), theirs);
    let digest = shell(
        &format!("{SUMS} | sha256sum | cut -c1-64"),
        folder.path(),
        b"",
    );
    assert_eq!(
        session.view().unwrap().digest.unwrap().sha256,
        digest.trim()
    );
}

#[test]
fn unzip_finds_the_sound_delivery_sound_and_unpacks_the_same_bytes() {
    let recipe = base();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("delivery.zip"), recipe.pack()).unwrap();
    let test = run(
        "unzip",
        "unzip",
        &["-t", "delivery.zip"],
        folder.path(),
        b"",
    );
    let said = String::from_utf8_lossy(&test.stdout);
    assert!(
        test.status.success() && said.contains("No errors detected"),
        "{said}"
    );
    let out = run(
        "unzip",
        "unzip",
        &["-q", "delivery.zip", "-d", "unpacked"],
        folder.path(),
        b"",
    );
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    // Digests without names: how unzip spells names depends on its build and locale.
    let theirs = shell(
        r"find . -type f -print0 | xargs -0 sha256sum | sed 's/^\\//' | cut -c1-64 | LC_ALL=C sort",
        &folder.path().join("unpacked"),
        b"",
    );
    let session = judged(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
    );
    let mut ours: Vec<String> = session
        .sums()
        .unwrap()
        .lines()
        .map(|line| format!("{}\n", &line[..64]))
        .collect();
    ours.sort();
    assert_eq!(ours.concat(), theirs);
}

#[test]
fn unzip_and_we_both_refuse_the_same_damaged_entry() {
    let recipe = base();
    let mut bytes = recipe.pack();
    // Inside the first entry's data: its local header is 30 bytes and a name.
    bytes[200] ^= 0x10;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("delivery.zip"), &bytes).unwrap();
    let test = run(
        "unzip",
        "unzip",
        &["-t", "delivery.zip"],
        folder.path(),
        b"",
    );
    assert!(!test.status.success());
    let session = judged(&bytes, "delivery.zip", &recipe.profile, Order::Forward);
    let findings = session.view().unwrap().findings;
    assert!(findings.iter().any(|f| f.check == "PKG-01"), "{findings:?}");
}

/// A population, a plan and two parties' words from a digest of a number: random enough, and the same each time.
fn story(number: u32) -> (SamplingPlan, Population, Vec<String>) {
    let chance = Sha256::digest(number.to_be_bytes());
    let mut plan = Profile::built_in("dat31-paper").unwrap().sampling;
    plan.rate.numerator = 1 + u64::from(chance[5]) % 40;
    plan.minimum = u64::from(chance[6]) % 3;
    let strata = 1 + chance[7] % 3;
    let units = (0..1 + u32::from(chance[0]) % 24).map(|n| {
        let unit = format!(
            "Z{:03}-WS·20{:02}-Y-{:04}",
            chance[1],
            chance[2] % 30,
            n * 3 + 1
        );
        let stratum = (n as u8).wrapping_mul(chance[8] | 1) % strata;
        (unit, vec![format!("第{stratum}组")])
    });
    let nonces = (0..1 + chance[3] % 2).map(|party| format!("nonce {party} {}", chance[4]));
    (plan, Population::new(units), nonces.collect())
}

#[test]
fn anyone_can_redraw_a_thousand_samples_with_the_script_we_print() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("redraw.sh");
    std::fs::write(&script, REDRAW_SCRIPT).unwrap();
    let lines = REDRAW_SCRIPT.lines().filter(|line| !line.starts_with('#'));
    assert!(lines.count() <= 14, "short enough to be read aloud");
    let redraw = |number: u32| {
        let (plan, population, nonces) = story(number);
        let digest = format!("{:064x}", number);
        let sample = draw(&plan, &digest, &nonces, &population).unwrap();
        let sizes: Vec<String> = sample.strata.iter().map(|s| s.drawn.to_string()).collect();
        let mut words = vec![script.display().to_string(), digest, sizes.join(",")];
        words.extend(nonces);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let list = population.list();
        let output = run("sh", "dash", &words, folder.path(), list.as_bytes());
        assert!(output.status.success(), "{output:?}");
        let theirs = String::from_utf8(output.stdout).unwrap();
        let drawn = sample.units.iter();
        let ours: String = drawn
            .map(|u| format!("{}  {}\n", u.key, u.archival_code))
            .collect();
        assert_eq!(ours, theirs, "population {number}");
    };
    // Two at a time: most of it is waiting for `sha256sum`.
    std::thread::scope(|scope| {
        scope.spawn(|| (0..500).for_each(redraw));
        (500..1000).for_each(redraw);
    });
}

/// previous, then the five lines of a log line's text.
const LOG_LINE: &str = r#"{ echo yanshou-log/1; cat; } | sha256sum | cut -c1-64"#;

#[test]
fn anyone_can_recompute_the_log_and_a_changed_line_breaks_it() {
    let folder = tempfile::tempdir().unwrap();
    let recipe = Recipe::load(&root().join("fixtures/base/three-items.toml")).unwrap();
    let mut session = judged(
        &recipe.pack(),
        "批次一.zip",
        &recipe.profile,
        Order::Forward,
    );
    session.tell_time("2026-11-22T10:00:00Z");
    session.draw(&["nonce".to_owned()]).unwrap();
    session.signing("王芳");
    let lines = session.log_lines().to_vec();
    let acts: Vec<&str> = lines.iter().map(|line| line.act.name()).collect();
    assert_eq!(acts, ["opened", "measured", "judged", "drawn", "signing"]);
    let mut previous = "0".repeat(64);
    for line in &lines {
        let (at, act, by, detail) = (&line.at, line.act.name(), &line.by, &line.detail);
        let text = format!("{previous}\n{at}\n{act}\n{by}\n{detail}\n");
        previous = shell(LOG_LINE, folder.path(), text.as_bytes())
            .trim()
            .to_owned();
        assert_eq!(previous, line.sha256);
    }
    assert!(Log::resume(lines.clone()).is_ok());
    let mut changed = lines.clone();
    changed[3].detail = "0".repeat(64);
    assert_eq!(Log::resume(changed).unwrap_err().number, 4);
    let mut shorter = lines;
    shorter.remove(1);
    assert_eq!(Log::resume(shorter).unwrap_err().number, 2);
}
