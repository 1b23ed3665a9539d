//! Other people's tools come to our numbers: the delivery digest, the ZIP's soundness, the sample (DESIGN §8).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use sha2::{Digest, Sha256};
use yanshou::profile::Profile;
use yanshou::sampling::{draw, sample_size};
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
        .unwrap_or_else(|e| panic!("`{tool}` does not run ({e}): install the Debian package {package}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// A shell script of `sha256sum`, `sort`, `find`, `head`.
fn shell(script: &str, folder: &Path, input: &[u8]) -> String {
    for (tool, package) in [("sha256sum", "coreutils"), ("sort", "coreutils"), ("find", "findutils")] {
        run(tool, package, &["--version"], folder, b"");
    }
    let output = run("bash", "bash", &["-euo", "pipefail", "-c", script], folder, input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
    for (path, bytes) in recipe.unpacked().iter().filter(|(path, _)| !path.ends_with('/')) {
        let to = folder.path().join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    let session = judged(&recipe.pack(), "delivery.zip", &recipe.profile, Order::Forward);
    let theirs = shell(SUMS, folder.path(), b"");
    assert_eq!(session.sums().unwrap(), theirs);
    let digest = shell(&format!("{SUMS} | sha256sum | cut -c1-64"), folder.path(), b"");
    assert_eq!(session.view().unwrap().digest.unwrap().sha256, digest.trim());
}

#[test]
fn unzip_finds_the_sound_delivery_sound_and_unpacks_the_same_digest() {
    let recipe = base();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("delivery.zip"), recipe.pack()).unwrap();
    let test = run("unzip", "unzip", &["-t", "delivery.zip"], folder.path(), b"");
    let said = String::from_utf8_lossy(&test.stdout);
    assert!(test.status.success() && said.contains("No errors detected"), "{said}");
    let out = run("unzip", "unzip", &["-q", "delivery.zip", "-d", "unpacked"], folder.path(), b"");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let theirs = shell(SUMS, &folder.path().join("unpacked"), b"");
    let session = judged(&recipe.pack(), "delivery.zip", &recipe.profile, Order::Forward);
    assert_eq!(session.sums().unwrap(), theirs);
}

#[test]
fn unzip_and_we_both_refuse_the_same_damaged_entry() {
    let recipe = base();
    let mut bytes = recipe.pack();
    // Inside the first entry's data: its local header is 30 bytes and a name.
    bytes[200] ^= 0x10;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("delivery.zip"), &bytes).unwrap();
    let test = run("unzip", "unzip", &["-t", "delivery.zip"], folder.path(), b"");
    assert!(!test.status.success());
    let session = judged(&bytes, "delivery.zip", &recipe.profile, Order::Forward);
    let findings = session.view().unwrap().findings;
    assert!(findings.iter().any(|f| f.check == "PKG-01"), "{findings:?}");
}

/// Digest, nonces, an empty line and the units come in; the n units with the smallest keys go out.
const REDRAW: &str = r#"
read -r n
{ echo yanshou-seed/1; while IFS= read -r line && [ -n "$line" ]; do echo "$line"; done; } > seed.txt
seed=$(sha256sum < seed.txt | cut -c1-64)
echo "$seed"
while IFS= read -r unit; do
  printf '%s %s\n' "$(printf '%s\n%s' "$seed" "$unit" | sha256sum | cut -c1-64)" "$unit"
done | LC_ALL=C sort | sed -n "1,${n}p"
"#;

#[test]
fn anyone_can_redraw_the_sample_with_sha256sum_and_sort() {
    let plan = Profile::built_in("dat31-paper").unwrap().sampling;
    let folder = tempfile::tempdir().unwrap();
    for population in 0u32..100 {
        // Sizes and names from a digest of the number: random enough, and the same each time.
        let chance = Sha256::digest(population.to_be_bytes());
        let size = 1 + u32::from(chance[0]) % 30;
        let units: Vec<String> = (0..size)
            .map(|n| format!("Z{:03}-WS·20{:02}-Y-{:04}", chance[1], chance[2] % 30, n * 3 + 1))
            .collect();
        let digest = shell("sha256sum | cut -c1-64", folder.path(), &population.to_be_bytes());
        let nonces: Vec<String> =
            (0..1 + chance[3] % 2).map(|party| format!("nonce {party} {}", chance[4])).collect();
        let sample = draw(&plan, digest.trim(), &nonces, &units).unwrap();
        let n = sample_size(&plan, u64::from(size));
        let input = format!("{n}\n{}\n{}\n\n{}\n", digest.trim(), nonces.join("\n"), units.join("\n"));
        let theirs = shell(REDRAW, folder.path(), input.as_bytes());
        let drawn = sample.units.iter().map(|u| format!("{} {}\n", u.key, u.archival_code));
        let ours = format!("{}\n{}", sample.seed, drawn.collect::<String>());
        assert_eq!(ours, theirs, "population {population}");
    }
}
