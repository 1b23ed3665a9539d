//! The story of `fixtures/story/`: 600 items in three rounds, told by the command as its users would tell it. Nine items are
//! wrong; the second round leaves one defect and silently replaces a page; the third is accepted.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use yanshou::acceptance::Outcome;
use yanshou::report::Report;
use yanshou_fixture::Recipe;

mod desk;

use desk::{PASSPHRASE, yanshou};

const OLD_DEFECT: &str = "扫描件/Z109-WS·2009-Y-BGS-0004/0002.jpg";
const REPLACED: &str = "扫描件/Z109-WS·2009-Y-BGS-0020/0001.jpg";
/// What only people can see: a wrong title, a page nobody can read.
const SEEN_BY_PEOPLE: [(&str, &str); 2] = [
    ("Z109-WS·2009-Y-BGS-0009", "correspondence"),
    ("Z109-WS·2009-Y-BGS-0010", "legibility"),
];

/// Runs a step and holds its exit code against what is told.
fn step(words: &[&str], code: i32) -> Vec<u8> {
    let output = yanshou(words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
    output.stdout
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Places and codes of all findings of severity A and B.
fn findings(report: &Report) -> Vec<(String, String, String)> {
    let lines = report.findings.iter();
    let counted = lines.filter(|line| line.severity < yanshou::code::Severity::C);
    let told = counted.map(|line| {
        let place = line.locus.entry.clone().unwrap_or_default();
        (line.code.clone(), place, line.found.clone())
    });
    told.collect()
}

struct Story {
    folder: tempfile::TempDir,
}

impl Story {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn delivery(&self, round: u32) -> PathBuf {
        let recipe = format!("../../fixtures/story/round-{round}.toml");
        let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join(recipe);
        let path = self.at(&format!("round-{round}.zip"));
        std::fs::write(&path, Recipe::load(&recipe).unwrap().pack()).unwrap();
        path
    }

    fn report(&self, round: &Path) -> Report {
        let bytes = std::fs::read(round.join("report.json")).unwrap();
        assert!(bytes.len() > 1000, "{}", self.folder.path().display());
        Report::parse(&bytes).unwrap()
    }

    /// The inspection: every sampled unit passes, and what people look at beside the sample passes or not.
    fn inspect(&self, round: &Path, passed: bool) -> PathBuf {
        let words = ["verdicts", text(round), "--inspector", "王芳", "--all-pass"];
        let mut record: Value = serde_json::from_slice(&step(&words, 0)).unwrap();
        let sums = std::fs::read_to_string(round.join("SHA256SUMS")).unwrap();
        for (unit, point) in SEEN_BY_PEOPLE {
            let pick = json!({"archivalCode": unit, "reason": "rework", "by": "赵强", "note": ""});
            record["targeted"].as_array_mut().unwrap().push(pick);
            let inspection = &mut record["inspection"];
            let verdict = json!({
                "archivalCode": unit, "point": point, "passed": passed,
                "note": if passed { "" } else { "与原件不符" }, "time": "2026-11-22T10:00:00Z",
            });
            inspection["verdicts"].as_array_mut().unwrap().push(verdict);
            for line in sums.lines().filter(|line| line.contains(unit)) {
                let (sha256, entry) = line.split_once("  ").unwrap();
                let seen = json!({
                    "archivalCode": unit, "entry": entry, "page": 1, "sha256": sha256, "manner": "declared",
                });
                inspection["seen"].as_array_mut().unwrap().push(seen);
            }
        }
        record["deadline"] = json!("2026-12-06");
        let path = self.at("record.json");
        std::fs::write(&path, serde_json::to_vec(&record).unwrap()).unwrap();
        path
    }

    fn decide_and_sign(&self, round: &Path, record: &Path, code: i32) -> Report {
        step(&["decide", text(round), "--verdicts", text(record)], code);
        let identity = self.at("identity.pem");
        if !identity.exists() {
            let new = [
                "identity",
                "new",
                "--name",
                "王芳",
                "--organisation",
                "某市档案馆",
            ];
            let out = ["--out", text(&identity), "--passphrase-env", PASSPHRASE];
            step(&[&new[..], &out[..]].concat(), 0);
        }
        let identity = [
            "--identity",
            text(&identity),
            "--passphrase-env",
            PASSPHRASE,
        ];
        step(&[&["sign", text(round)][..], &identity[..]].concat(), 0);
        self.report(round)
    }
}

fn sha256sum(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout)
        .chars()
        .take(64)
        .collect()
}

/// The files of a ZIP whose paths are named, in another ZIP.
fn only(delivery: &Path, patch: &Path, paths: &[&str]) {
    let mut all = zip::ZipArchive::new(std::fs::File::open(delivery).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::fs::File::create(patch).unwrap());
    for path in paths {
        let mut bytes = Vec::new();
        all.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(*path, options).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn three_rounds_name_what_remains_and_what_nobody_asked_for_and_end_in_acceptance() {
    let story = Story {
        folder: tempfile::tempdir().unwrap(),
    };
    let (first, second, third) = (story.at("1"), story.at("2"), story.at("3"));

    // First round: seven defects of the machine's, two of people's.
    let delivery = story.delivery(1);
    let out = ["--nonce", "one", "--out", text(&first)];
    step(&[&["verify", text(&delivery)][..], &out[..]].concat(), 1);
    let record = story.inspect(&first, false);
    let report = story.decide_and_sign(&first, &record, 1);
    assert_eq!(report.decision.outcome, Outcome::Rework);
    assert_eq!((report.round, report.counts.items), (1, 600));
    let found = findings(&report);
    let items = ["0001", "0003", "0004", "0005", "0006", "0008"];
    for item in items {
        let path = format!("BGS-{item}/");
        let row = |code: &str| code == "linkage.pages.countMismatch";
        let named = found
            .iter()
            .any(|(code, place, _)| place.contains(&path) || row(code));
        assert!(named, "{item}: {found:?}");
    }
    assert_eq!(found.len(), 8, "{found:?}");

    // Second round: one old defect, one page silently replaced; both named, and nothing else.
    let delivery = story.delivery(2);
    let certificate = first.join("cert.pem");
    let before = ["--earlier", text(&first), "--handed-over", "2026-12-05"];
    let before = [&before[..], &["--cert", text(&certificate)]].concat();
    let out = ["--nonce", "two", "--out", text(&second)];
    step(
        &[&["round", text(&delivery)][..], &before[..], &out[..]].concat(),
        1,
    );
    let record = story.inspect(&second, true);
    let report = story.decide_and_sign(&second, &record, 1);
    assert_eq!(report.decision.outcome, Outcome::Rework);
    let told = |code: &str, place: &str, found: &str| {
        (code.to_owned(), place.to_owned(), found.to_owned())
    };
    assert_eq!(
        findings(&report),
        [
            told("image.resolution.low", OLD_DEFECT, "150 × 150 dpi"),
            told("rework.defect.remains", OLD_DEFECT, "image.resolution.low"),
            told("rework.change.unasked", REPLACED, "altered"),
        ]
    );
    let gate = |report: &Report, name: &str| {
        let gate = report
            .decision
            .gates
            .iter()
            .find(|g| g.gate == name)
            .unwrap();
        (gate.numerator, gate.denominator, gate.met)
    };
    assert_eq!(gate(&report, "rework"), (9, 10, Some(false)));
    let earlier = report.earlier.as_ref().unwrap();
    assert_eq!(earlier.report_sha256, sha256sum(&first.join("report.json")));
    assert_eq!(earlier.signers, ["王芳"]);
    assert_ne!(report.sample, story.report(&first).sample);

    // Third round: all mended, the page is back; accepted.
    let delivery = story.delivery(3);
    let certificate = second.join("cert.pem");
    let before = ["--earlier", text(&second), "--handed-over", "2026-12-06"];
    let before = [&before[..], &["--cert", text(&certificate)]].concat();
    let out = ["--nonce", "three", "--out", text(&third)];
    step(
        &[&["round", text(&delivery)][..], &before[..], &out[..]].concat(),
        0,
    );
    let record = story.inspect(&third, true);
    let report = story.decide_and_sign(&third, &record, 0);
    assert_eq!(report.decision.outcome, Outcome::Accept);
    assert_eq!(findings(&report), []);
    assert_eq!(gate(&report, "rework"), (2, 2, Some(true)));
    let rounds = report.rounds.iter();
    let rounds: Vec<_> = rounds
        .map(|r| (r.round, r.outcome.as_str(), r.blocking))
        .collect();
    assert_eq!(rounds, [(1, "rework", 8), (2, "rework", 3)]);
    let chained = report.rounds[1].report_sha256.clone();
    assert_eq!(chained, sha256sum(&second.join("report.json")));

    // The same third round as a patch of the files that changed, and nothing else.
    let patch = story.at("patch.zip");
    only(&delivery, &patch, &[OLD_DEFECT, REPLACED, "sha256.txt"]);
    let out = story.at("patched");
    let words = ["--patch", "--nonce", "three", "--out", text(&out)];
    step(
        &[&["round", text(&patch)][..], &before[..], &words[..]].concat(),
        0,
    );
    let patched = story.report(&out);
    assert_eq!(patched.delivery.digest, report.delivery.digest);
    assert_eq!(patched.sample, report.sample);
    assert_eq!(findings(&patched), []);
    let line = patched.delivery.patch.unwrap();
    assert_eq!((line.files, line.kept), (3, 3002));

    // A patch that leaves the replaced page as it was is still found out.
    only(&delivery, &patch, &[OLD_DEFECT, "sha256.txt"]);
    step(
        &[&["round", text(&patch)][..], &before[..], &words[..]].concat(),
        1,
    );
    let found = findings(&story.report(&out));
    let remains = told("rework.defect.remains", REPLACED, "altered");
    assert!(found.contains(&remains), "{found:?}");
}

#[test]
fn a_round_before_that_is_not_whole_is_refused() {
    let story = Story {
        folder: tempfile::tempdir().unwrap(),
    };
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/base/three-items.toml");
    let delivery = story.at("delivery.zip");
    std::fs::write(&delivery, Recipe::load(&recipe).unwrap().pack()).unwrap();
    let first = story.at("1");
    step(
        &[
            "verify",
            text(&delivery),
            "--nonce",
            "n",
            "--out",
            text(&first),
        ],
        0,
    );
    let record = story.at("record.json");
    let words = [
        "verdicts",
        text(&first),
        "--inspector",
        "王芳",
        "--all-pass",
    ];
    std::fs::write(&record, step(&words, 0)).unwrap();
    story.decide_and_sign(&first, &record, 0);
    let again = ["round", text(&delivery), "--earlier", text(&first)];
    // Nobody said whose signature it must be: somebody has to confirm it.
    step(&again, 1);
    step(&[&again[..], &["--handed-over", "2026-02-30"]].concat(), 2);
    for (name, from, to) in [
        ("SHA256SUMS", "0001.jpg", "0009.jpg"),
        ("report.json", "王芳", "王方"),
    ] {
        let path = first.join(name);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert!(whole.contains(from));
        std::fs::write(&path, whole.replace(from, to)).unwrap();
        step(&again, 2);
        std::fs::write(&path, whole).unwrap();
    }
    step(&again, 1);

    // A certificate in which somebody wrote another name does not hold, whoever signed with it.
    let signature = first.join("report.json.p7s");
    let whole = std::fs::read(&signature).unwrap();
    let mut renamed = whole.clone();
    let (name, other) = ("王芳".as_bytes(), "王方".as_bytes());
    for at in 0..renamed.len() - name.len() {
        if renamed[at..].starts_with(name) {
            renamed[at..at + name.len()].copy_from_slice(other);
        }
    }
    assert_ne!(renamed, whole);
    std::fs::write(&signature, renamed).unwrap();
    step(&again, 2);

    // Whose report it is the certificate says; a namesake's is refused.
    std::fs::write(&signature, &whole).unwrap();
    let report = first.join("report.json");
    let own = story.at("identity.cert.pem");
    let with = |certificate: &Path| {
        [&again[..], &["--cert", text(certificate)]]
            .concat()
            .join("\n")
    };
    let held = |certificate: &Path, code| {
        let words = with(certificate);
        step(&words.split('\n').collect::<Vec<_>>(), code)
    };
    let told = String::from_utf8_lossy(&held(&own, 0)).into_owned();
    assert!(!told.contains("未指定证书"), "{told}");
    let told = String::from_utf8_lossy(&step(&again, 1)).into_owned();
    assert!(
        told.contains("未指定证书") && told.contains("王芳 · "),
        "{told}"
    );
    let bytes = std::fs::read(&report).unwrap();
    std::fs::rename(&own, story.at("first.cert.pem")).unwrap();
    std::fs::remove_file(story.at("identity.pem")).unwrap();
    std::fs::remove_file(&signature).unwrap();
    held(&story.at("first.cert.pem"), 2); // not signed at all
    story.decide_and_sign(&first, &record, 0);
    held(&story.at("first.cert.pem"), 2);
    held(&own, 0);
    std::fs::write(&report, bytes).unwrap();
    step(&again, 2);
}

#[test]
fn two_parties_commit_first_and_another_nonce_is_refused() {
    let story = Story {
        folder: tempfile::tempdir().unwrap(),
    };
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo.toml");
    let delivery = story.at("delivery.zip");
    std::fs::write(&delivery, Recipe::load(&recipe).unwrap().pack()).unwrap();
    let commitment = |nonce: &str| {
        let path = story.at("nonce.txt");
        std::fs::write(&path, nonce).unwrap();
        sha256sum(&path)
    };
    let (ours, theirs) = (commitment("amber"), commitment("basalt"));
    let out = story.at("1");
    let words = |nonces: [&'static str; 2]| {
        let mut words = vec!["verify".to_owned(), text(&delivery).to_owned()];
        for (nonce, commitment) in nonces.iter().zip([&ours, &theirs]) {
            words.extend(["--nonce".to_owned(), (*nonce).to_owned()]);
            words.extend(["--commitment".to_owned(), commitment.clone()]);
        }
        words.extend(["--out".to_owned(), text(&out).to_owned()]);
        words
    };
    let run = |nonces, code| {
        let words = words(nonces);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        step(&words, code);
    };
    run(["amber", "other"], 2);
    assert!(
        !out.join("report.json").exists(),
        "nothing was drawn or written"
    );
    run(["amber", "basalt"], 0);
    let sample = story.report(&out).sample.unwrap();
    assert_eq!(sample.commitments, [ours, theirs]);
    let list = std::fs::read(out.join("population.tsv")).unwrap();
    assert_eq!(
        sha256sum(&out.join("population.tsv")),
        sample.population_sha256
    );
    assert_eq!(
        list.iter().filter(|b| **b == b'\n').count() as u64,
        sample.population
    );
    let sizes: Vec<String> = sample.strata.iter().map(|s| s.drawn.to_string()).collect();
    let script = format!(
        "sh redraw.sh {} {} amber basalt < population.tsv",
        story.report(&out).delivery.digest.unwrap().sha256,
        sizes.join(",")
    );
    let redrawn = Command::new("sh")
        .args(["-c", &script])
        .current_dir(&out)
        .output()
        .unwrap();
    let drawn = sample.units.iter();
    let drawn: String = drawn
        .map(|u| format!("{}  {}\n", u.key, u.archival_code))
        .collect();
    assert_eq!(String::from_utf8_lossy(&redrawn.stdout), drawn);
}
