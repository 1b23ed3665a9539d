//! Manifests, those who signed them, and containers at the edge of a rule, by facts that were altered: what no recipe
//! shows.

use std::collections::BTreeMap;

use yanshou::checks::unsupported_container;
use yanshou::facts::{
    Algorithm, ContainerFault, DeliveryFacts, Format, ManifestFacts, ManifestProblem,
};
use yanshou::judge::Status;
use yanshou::report::Report;
use yanshou_seal::SignerFacts;
use yanshou_tests::{altered, delivery, line};

use crate::{built_in, found, of_code};

/// A recipe's facts with its manifest altered, judged under the paper profile.
fn with_manifest(recipe: &str, alter: impl Fn(&mut ManifestFacts)) -> Report {
    altered_delivery(recipe, |facts| {
        let manifests = facts.entries.iter_mut().filter_map(|e| e.manifest.as_mut());
        manifests.for_each(&alter);
    })
}

fn altered_delivery(recipe: &str, alter: impl FnOnce(&mut DeliveryFacts)) -> Report {
    let profile = built_in("dat31-paper");
    altered(&delivery(recipe), profile, alter)
}

/// Code, and how often.
fn codes(report: &Report) -> BTreeMap<&str, usize> {
    let mut codes = BTreeMap::new();
    for finding in &report.findings {
        *codes.entry(finding.code.as_str()).or_default() += 1;
    }
    codes
}

fn problem(text: &str) -> ManifestProblem {
    ManifestProblem {
        line: 9,
        text: text.to_owned(),
    }
}

#[test]
fn only_a_list_outside_a_bag_has_comments() {
    let said = |recipe: &str, text: &str| {
        let report = with_manifest(recipe, |manifest| manifest.problems = vec![problem(text)]);
        report
            .findings
            .iter()
            .map(|f| (f.code.clone(), f.locus.row))
            .collect::<Vec<_>>()
    };
    let bad = [("fixity.manifest.badLine".to_owned(), Some(9))];
    let outside = "fixity/pass-manifest-named-as-in-a-bag.toml";
    assert_eq!(said(outside, "; by hand"), []);
    assert_eq!(said(outside, "by hand"), bad);
    assert_eq!(said("fixity/pass-bag.toml", "# by hand"), bad);
}

#[test]
fn digits_are_sm3_only_where_nobody_says_they_are_sha256() {
    let said = |stated: bool| {
        let report = with_manifest("fixity/pass-sm3.toml", |manifest| {
            for line in &mut manifest.lines {
                let digest = line.digests.remove(&Algorithm::Sm3).unwrap();
                line.digests.insert(Algorithm::Sha256, digest);
                line.stated = stated;
            }
        });
        let lines = report.checks.iter().find(|l| l.check == "FIX-02").unwrap();
        let mismatches = codes(&report).get("fixity.digest.mismatch").copied();
        (lines.status, mismatches.unwrap_or_default())
    };
    assert_eq!(said(false), (Status::Passed, 0));
    let (status, mismatches) = said(true);
    assert_eq!(status, Status::Failed);
    assert!(mismatches > 0);
}

#[test]
fn digits_of_which_nobody_says_what_they_are_may_be_sha256() {
    let report = with_manifest("base/three-items.toml", |manifest| {
        manifest
            .lines
            .iter_mut()
            .for_each(|line| line.stated = false);
    });
    // A notice: it is said, and held against the bytes all the same.
    assert_eq!(codes(&report), [("fixity.algorithm.unstated", 1)].into());
    let line = line(&report, "FIX-02");
    assert_eq!((line.status, line.reason), (Status::Passed, None));
}

#[test]
fn a_bags_list_without_a_line_is_empty_and_says_nothing_of_its_payload() {
    let report = with_manifest("fixity/pass-bag.toml", |manifest| manifest.lines.clear());
    assert_eq!(codes(&report), [("fixity.manifest.empty", 1)].into());
}

#[test]
fn what_is_no_zip_is_named_where_it_can_be() {
    let named = |fault| unsupported_container(&[fault]);
    let not_zip = |looks_like: &str| ContainerFault::NotZip {
        looks_like: looks_like.to_owned(),
    };
    assert_eq!(named(not_zip("RAR")).as_deref(), Some("RAR"));
    assert_eq!(named(ContainerFault::Split).as_deref(), Some("split ZIP"));
    assert_eq!(named(not_zip("")), None);
    assert_eq!(named(ContainerFault::Truncated), None);
}

#[test]
fn a_program_is_one_by_its_name_or_by_its_bytes() {
    let said = |format: Format, name: &str| {
        let report = altered_delivery("package/fail-executable.toml", |facts| {
            let program = facts.container.entries.iter_mut();
            let entry = program.rev().find(|e| e.path.ends_with(".exe")).unwrap();
            entry.path = format!("工作文件/{name}");
            let index = entry.index;
            let measured = facts.entries.iter_mut().find(|e| e.index == index);
            measured.unwrap().format = format;
        });
        codes(&report).contains_key("package.extra.executable")
    };
    assert!(said(Format::Unknown, "看图.exe"));
    assert!(said(Format::Executable, "看图.txt"));
    assert!(!said(Format::Unknown, "看图.txt"));
}

#[test]
fn a_copy_left_over_is_named_as_the_file_it_is() {
    let report = altered_delivery("base/three-items.toml", |facts| {
        let mut entries = facts.container.entries.iter_mut();
        let entry = entries.find(|e| e.path.starts_with("工作文件/")).unwrap();
        entry.path = "工作文件/复件 方案.txt".to_owned();
    });
    let own = of_code(&report, "package.extra.leftover");
    let places: Vec<_> = own.map(|f| f.locus.entry.as_deref()).collect();
    assert_eq!(places, [Some("工作文件/复件 方案.txt")]);
}

/// Who signed what the delivery has of signatures.
fn signers(facts: &mut DeliveryFacts) -> impl Iterator<Item = &mut SignerFacts> {
    let entries = facts.entries.iter_mut();
    entries.flat_map(|e| e.signature.iter_mut().flat_map(|s| &mut s.signers))
}

#[test]
fn a_signature_by_a_certificate_of_another_time_is_no_proof() {
    let session = delivery("fixity/fail-manifest-is-signed.toml");
    let codes = |in_time| {
        let report = altered(&session, built_in("dat31-paper"), |facts| {
            for signer in signers(facts) {
                signer.certificate_in_time = in_time;
            }
        });
        let own = report.findings.into_iter().map(|f| f.code);
        own.filter(|code| code.starts_with("fixity.signature"))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(Some(true)), ["fixity.signature.present"]);
    assert_eq!(codes(None), ["fixity.signature.present"]);
    assert_eq!(codes(Some(false)), ["fixity.signature.invalid"]);
}

#[test]
fn a_signer_is_named_by_what_is_known_of_them() {
    let session = delivery("fixity/fail-manifest-is-signed.toml");
    let report = altered(&session, built_in("dat31-paper"), |facts| {
        for signer in signers(facts) {
            "CN=甲".clone_into(&mut signer.subject);
            signer.issuer.clear();
            "SM2".clone_into(&mut signer.algorithm);
            signer.signing_time = None;
            "ab".clone_into(&mut signer.fingerprint);
        }
    });
    let own = found(&report, "fixity.signature.present");
    let own: Vec<String> = own.into_iter().map(|(_, _, found)| found).collect();
    assert_eq!(own, ["CN=甲; SM2; ab"]);
}

#[test]
fn a_bare_name_is_one_entry_only_where_the_list_means_no_other_by_it() {
    let said = |from: &str, to: &str| {
        let report = with_manifest("fixity/pass-names-without-folders.toml", |manifest| {
            for line in &mut manifest.lines {
                line.path = line.path.replace(from, to);
            }
        });
        let own = report.findings.into_iter();
        let own = own.filter(|f| f.code.starts_with("fixity."));
        own.map(|f| (f.code, f.locus.entry.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let is = |code: &str, path: &str| (format!("fixity.{code}"), path.to_owned());
    assert_eq!(said("pdf", "pdf"), []);
    let (one, two) = ("Z109-WS·2011-Y-BGS-0001.pdf", "Z109-WS·2011-Y-BGS-0002.pdf");
    let unlisted = || is("entry.presentUnlisted", &format!("扫描件/{two}"));
    // the name twice: the second line means something that is not there
    let twice = [is("entry.listedMissing", one), unlisted()];
    assert_eq!(said(two, one), twice);
    // the entry by its path, and a bare name that was another's
    let path = format!("扫描件/{one}");
    let mixed = with_manifest("fixity/pass-names-without-folders.toml", |manifest| {
        let lines = manifest.lines.iter_mut();
        for line in lines.filter(|line| line.path == two) {
            line.path.clone_from(&path);
        }
    });
    assert_eq!(codes(&mixed).get("fixity.entry.listedMissing"), Some(&1));
    // a path with a folder is no bare name
    let elsewhere = format!("补扫/{two}");
    let other = [is("entry.listedMissing", &elsewhere), unlisted()];
    assert_eq!(said(two, &elsewhere), other);
}
