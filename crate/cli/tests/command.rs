//! The command as its users meet it: exit codes, files on disk, and openssl's word on the signature.

use std::path::{Path, PathBuf};
use std::process::Command;

use yanshou::report::Report;
use yanshou_fixture::Recipe;

mod desk;

use desk::{PASSPHRASE, code, fixtures, made, yanshou};

#[test]
fn a_sound_delivery_ends_with_zero_and_a_bad_one_with_one() {
    let folder = tempfile::tempdir().unwrap();
    for (recipe, expected) in [
        ("base/three-items.toml", 0),
        ("package/fail-no-bytes.toml", 1),
        ("package/fail-cut-at-half.toml", 1),
        ("package/fail-wrong-crc.toml", 1),
        ("package/fail-zero-bytes.toml", 1),
        ("package/fail-office-document.toml", 1),
        ("package/fail-bomb.toml", 1),
        ("package/fail-promises-nine-terabytes.toml", 1),
        ("package/fail-parent-segment.toml", 1),
        ("package/fail-same-path-twice.toml", 1),
        ("package/fail-encrypted-by-aes.toml", 1),
        ("package/fail-encrypted-by-pkware.toml", 1),
        ("fixity/fail-changed-after-manifest.toml", 1),
        ("package/fail-rar-instead.toml", 2),
    ] {
        let delivery = made(folder.path(), recipe);
        assert_eq!(code(&["verify", &delivery]), expected, "{recipe}");
    }
}

#[test]
fn what_cannot_be_looked_at_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let sound = made(folder.path(), "base/three-items.toml");
    let nowhere = folder.path().join("nothing.zip");
    let broken = folder.path().join("profile.toml");
    std::fs::write(&broken, "id = \"x\"\nunknown = 1\n").unwrap();
    assert_eq!(code(&["verify", nowhere.to_str().unwrap()]), 2);
    assert_eq!(code(&["verify", folder.path().to_str().unwrap()]), 2);
    assert_eq!(code(&["verify"]), 2);
    assert_eq!(code(&["verify", &sound, "--profile", "no-such-profile"]), 2);
    assert_eq!(
        code(&["verify", &sound, "--profile", broken.to_str().unwrap()]),
        2
    );
    assert_eq!(
        code(&["verify", &sound, "--out", &format!("{sound}/inside-a-file")]),
        2
    );
}

#[test]
fn json_prints_the_report_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "linkage/fail-page-missing.toml");
    let output = yanshou(&["verify", &delivery, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report = Report::parse(&output.stdout).unwrap();
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code == "linkage.pages.countMismatch")
    );
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn more_threads_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "base/three-items-tiff.toml");
    let judged = |jobs: &str| report_of(&["verify", &delivery, "--json", "--jobs", jobs]);
    assert_eq!(judged("1"), judged("4"));
}

/// The whole way over files; returns the folder with the signed report.
fn accepted(folder: &Path) -> (String, PathBuf) {
    let delivery = made(folder, "base/three-items.toml");
    let out = folder.join("out");
    let at = |name: &str| out.join(name).to_str().unwrap().to_owned();
    let out_text = out.to_str().unwrap();
    assert_eq!(
        code(&["verify", &delivery, "--out", out_text, "--nonce", "甲方 1"]),
        0
    );
    let sheet = yanshou(&["verdicts", out_text, "--inspector", "张三", "--all-pass"]).stdout;
    std::fs::write(at("verdicts.json"), sheet).unwrap();
    assert_eq!(
        code(&["decide", out_text, "--verdicts", &at("verdicts.json")]),
        0
    );
    let identity = folder.join("identity.pem").to_str().unwrap().to_owned();
    let who = [
        "identity",
        "new",
        "--name",
        "张三",
        "--organisation",
        "某某档案馆",
    ];
    let key = ["--out", &identity, "--passphrase-env", PASSPHRASE];
    assert_eq!(code(&[who.as_slice(), &key].concat()), 0);
    let sign = [
        "sign",
        out_text,
        "--identity",
        &identity,
        "--passphrase-env",
        PASSPHRASE,
    ];
    assert_eq!(code(&sign), 0);
    (delivery, out)
}

#[test]
fn a_verdict_sheet_goes_out_and_comes_back_as_the_record_that_decide_takes() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "base/three-items.toml");
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let out = at("out");
    assert_eq!(
        code(&["verify", &delivery, "--out", &out, "--nonce", "甲方 1"]),
        0
    );
    let record = yanshou(&["verdicts", &out, "--inspector", "张三", "--all-pass"]).stdout;
    let kept = at("record.json");
    std::fs::write(&kept, &record).unwrap();
    let reviewer = "李四";
    for sheet in [at("sheet.xlsx"), at("sheet.csv")] {
        let export = ["inspect", "export", &out, "--sheet", &sheet];
        let export = [&export[..], &["--record", &kept]].concat();
        assert_eq!(code(&export), 0);
        let import = ["inspect", "import", &out, "--sheet", &sheet];
        let over = [&import[..], &["--record", &kept]].concat();
        assert_eq!(yanshou(&over).stdout, record, "{sheet}");
        // Without the record the sheet brings the verdicts, and nobody has attested.
        let record: yanshou::record::Record =
            serde_json::from_slice(&yanshou(&import).stdout).unwrap();
        assert_eq!(record.inspection.as_ref().unwrap().verdicts.len(), 5);
        assert_eq!(record.attestations, []);
        // Another reviewer than the sheet names.
        let other = [&import[..], &["--reviewer", reviewer]].concat();
        let refused = yanshou(&other);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            said.contains("复核人不一致") && said.contains("names two reviewers"),
            "{said}"
        );
        // Another draw.
        let again = at("again");
        assert_eq!(
            code(&["verify", &delivery, "--out", &again, "--nonce", "甲方 2"]),
            0
        );
        assert_eq!(code(&["inspect", "import", &again, "--sheet", &sheet]), 2);
    }
    std::fs::write(at("back.json"), &record).unwrap();
    assert_eq!(code(&["decide", &out, "--verdicts", &at("back.json")]), 0);
    assert_eq!(
        code(&["inspect", "export", &out, "--sheet", &at("sheet.docx")]),
        2
    );
    let workbook = at("supplier.xlsx");
    let report = format!("{out}/report.json");
    let supplier = yanshou(&["supplier", &report, "--json", "--sheet", &workbook]);
    let sheet: yanshou::supplier::SupplierSheet = serde_json::from_slice(&supplier.stdout).unwrap();
    assert_eq!(
        (sheet.score.points, sheet.first_pass.numerator),
        (Some(100), 1)
    );
    assert!(std::fs::read(&workbook).unwrap().starts_with(b"PK"));
    assert_eq!(code(&["supplier", &report, &report]), 2);
    assert_eq!(code(&["supplier", &report, "--scoring", &report]), 2);
}

fn openssl(out: &Path) -> bool {
    let status = Command::new("openssl")
        .args([
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "report.json.p7s",
        ])
        .args([
            "-content",
            "report.json",
            "-CAfile",
            "cert.pem",
            "-out",
            "/dev/null",
        ])
        .current_dir(out)
        .output()
        .expect("openssl is missing: apt-get install openssl");
    status.status.success()
}

#[test]
fn a_signed_report_holds_for_us_and_for_openssl_until_a_byte_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (delivery, out) = accepted(folder.path());
    let at = |name: &str| out.join(name).to_str().unwrap().to_owned();
    let report = std::fs::read(at("report.json")).unwrap();
    assert_eq!(
        Report::parse(&report).unwrap().decision.outcome,
        yanshou::acceptance::Outcome::Accept
    );
    let certificate = at("cert.pem");
    let check = |report: &str| {
        code(&[
            "check",
            report,
            "--cert",
            &certificate,
            "--delivery",
            &delivery,
        ])
    };
    assert_eq!(check(&at("report.json")), 0);
    assert!(openssl(&out));

    let mut changed = report.clone();
    let found = changed.windows(8).position(|w| w == b"\"accept\"").unwrap();
    changed[found + 1] = b'A';
    std::fs::write(at("report.json"), &changed).unwrap();
    assert_eq!(check(&at("report.json")), 1);
    assert!(!openssl(&out));

    std::fs::write(at("report.json"), &report).unwrap();
    made(folder.path(), "image/pass-png.toml");
    assert_eq!(
        check(&at("report.json")),
        1,
        "another delivery under the same report"
    );
}

#[test]
fn a_signature_of_another_than_the_certificate_names_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let (_, out) = accepted(folder.path());
    let other = folder.path().join("other.pem");
    let new = [
        "identity",
        "new",
        "--name",
        "李四",
        "--out",
        other.to_str().unwrap(),
    ];
    assert_eq!(
        code(&[&new[..], &["--passphrase-env", PASSPHRASE]].concat()),
        0
    );
    let check = |certificate: &Path| {
        let report = out.join("report.json");
        let given = [
            "check",
            report.to_str().unwrap(),
            "--cert",
            certificate.to_str().unwrap(),
        ];
        let output = yanshou(&given);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (status, said) = check(&out.join("cert.pem"));
    assert_eq!((status, said.matches('✗').count()), (Some(0), 0), "{said}");
    let (status, said) = check(&folder.path().join("other.cert.pem"));
    assert_eq!((status, said.matches('✗').count()), (Some(1), 1), "{said}");
    assert!(said.contains("签名人不是所给证书的持有人"), "{said}");
}

#[test]
fn an_unsigned_report_is_not_good() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "base/three-items.toml");
    let out = folder.path().join("out");
    assert_eq!(
        code(&["verify", &delivery, "--out", out.to_str().unwrap()]),
        0
    );
    assert_eq!(
        code(&["check", out.join("report.json").to_str().unwrap()]),
        1
    );
}

#[test]
fn facts_measured_once_are_judged_under_another_profile_without_the_delivery() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "base/three-items.toml");
    let out = folder.path().join("out");
    let out_text = out.to_str().unwrap();
    assert_eq!(code(&["verify", &delivery, "--out", out_text]), 0);
    std::fs::remove_file(&delivery).unwrap();
    let sample = |profile: &str| {
        let nonce = ["--profile", profile, "--nonce", "1"];
        yanshou(&[["sample", "--facts", out_text].as_slice(), &nonce].concat()).stdout
    };
    assert!(!sample("dat31-paper").is_empty());
    assert_eq!(sample("dat31-paper"), sample("bagit"));
}

/// The report without its times: its own, those of its log's lines, and the digests over these.
fn report_of(arguments: &[&str]) -> Report {
    let output = yanshou(arguments);
    let mut report = Report::parse(&output.stdout).unwrap();
    report.made.at.clear();
    for line in &mut report.log {
        line.at.clear();
        line.sha256.clear();
    }
    report
}

#[test]
fn a_profile_is_changed_and_the_facts_judged_again_as_if_the_delivery_had_been_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "image/fail-199-dpi.toml");
    let facts = folder.path().join("measured.json");
    let facts = facts.to_str().unwrap();
    let full = |profile: &str| report_of(&["verify", &delivery, "--json", "--profile", profile]);
    let (paper, linhai) = (full("dat31-paper"), full("local-linhai"));
    assert_ne!(paper.findings, linhai.findings);
    let output = yanshou(&["verify", &delivery, "--facts-out", facts]);
    assert_eq!(output.status.code(), Some(1));
    std::fs::remove_file(&delivery).unwrap();
    let judged =
        |profile: &str| report_of(&["judge", "--facts", facts, "--json", "--profile", profile]);
    assert_eq!(judged("dat31-paper"), paper);
    assert_eq!(judged("local-linhai"), linhai);
    assert_eq!(code(&["judge", "--facts", facts]), 1);
}

#[test]
fn facts_of_another_version_are_not_judged() {
    let folder = tempfile::tempdir().unwrap();
    let delivery = made(folder.path(), "base/three-items.toml");
    let facts = folder.path().join("facts.json");
    let path = facts.to_str().unwrap();
    assert_eq!(code(&["verify", &delivery, "--facts-out", path]), 0);
    assert_eq!(code(&["judge", "--facts", path]), 0);
    let text = std::fs::read_to_string(&facts).unwrap();
    let tag = "\"schema\":\"yanshou-facts/1\"";
    assert!(text.contains(tag));
    // A later version may have other fields: what is said is the version, not the field.
    let later = text
        .replacen(tag, "\"schema\":\"yanshou-facts/2\"", 1)
        .replacen("\"bytes\"", "\"octets\"", 1);
    std::fs::write(&facts, later).unwrap();
    let output = yanshou(&["judge", "--facts", path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("yanshou-facts/2"));
    std::fs::write(&facts, &text.as_bytes()[..text.len() / 2]).unwrap();
    assert_eq!(code(&["judge", "--facts", path]), 2);
}

#[test]
fn the_original_catalogue_is_named_in_the_report_and_kept_with_the_facts() {
    let folder = tempfile::tempdir().unwrap();
    let recipe =
        Recipe::load(&fixtures().join("catalogue/fail-row-beyond-the-original.toml")).unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (name, bytes) = recipe.original.clone().unwrap();
    std::fs::write(at("a.zip"), recipe.pack()).unwrap();
    std::fs::write(at(&name), &bytes).unwrap();
    let (delivery, original, facts) = (at("a.zip"), at(&name), at("facts.json"));
    let found = |report: &Report| {
        let own = report.findings.iter().filter(|f| f.check == "CAT-17");
        own.map(|f| f.code.clone()).collect::<Vec<_>>()
    };
    let verify = ["verify", &delivery, "--json"];
    assert!(found(&report_of(&verify)).is_empty());
    let with = ["--original", &original, "--facts-out", &facts];
    let report = report_of(&[verify.as_slice(), &with].concat());
    assert_eq!(found(&report), ["catalogue.original.rowAdded"]);
    let line = report.delivery.original.clone().unwrap();
    assert_eq!((line.name, line.bytes), (name, bytes.len() as u64));
    let sums = Command::new("sha256sum").arg(&original).output().unwrap();
    assert!(
        String::from_utf8(sums.stdout)
            .unwrap()
            .starts_with(&line.sha256)
    );
    std::fs::remove_file(&original).unwrap();
    assert_eq!(report_of(&["judge", "--facts", &facts, "--json"]), report);
    // What is no catalogue is our question's fault, not the delivery's.
    std::fs::write(&original, "一段文字\n").unwrap();
    assert_eq!(code(&["verify", &delivery, "--original", &original]), 2);
}

#[test]
fn the_committed_list_of_checks_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../CHECKS.md");
    let current = String::from_utf8(yanshou(&["checks"]).stdout).unwrap();
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == current, "run `yanshou checks > CHECKS.md`");
}
