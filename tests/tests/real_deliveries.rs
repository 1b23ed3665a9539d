//! Real scans (`../shared/real-deliveries`, never committed): what is true of them is found, and what is done to them is
//! found too. They lie beside the checkout of those who build Yanshou; where they do not, this says so and the made
//! deliveries of `fixtures/` are what remains.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use yanshou::code::Severity;
use yanshou::container::read_entry;
use yanshou::facts::{ColourMode, EntryReading};
use yanshou::limits::Limits;
use yanshou::report::Report;
use yanshou_tests::{Order, judged, made, root};

type Files = Vec<(String, Vec<u8>)>;

fn real(name: &str) -> Option<Vec<u8>> {
    let folder = root().join("../shared/real-deliveries");
    let path: PathBuf = folder.join(name);
    if !folder.exists() {
        println!("{} is not there: nothing real was tried", folder.display());
        return None;
    }
    Some(std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

fn report(bytes: &[u8]) -> Report {
    judged(bytes, "delivery.zip", "dat31-paper", Order::Forward)
        .report(made(), "unknown")
        .unwrap()
}

/// Every entry with its decoded name, to be changed and packed again.
fn unpacked(bytes: &[u8]) -> Files {
    let limits = Limits::default();
    let facts = yanshou::container::open(&bytes.to_vec(), &limits).unwrap();
    let files = facts.entries.iter().filter(|e| !e.directory).map(|entry| {
        let mut content = Vec::new();
        let mut sink = |piece: &[u8]| content.extend_from_slice(piece);
        let reading = read_entry(&bytes.to_vec(), entry, &limits, &mut sink).unwrap();
        assert_eq!(reading, EntryReading::Sound, "{}", entry.path);
        (entry.path.clone(), content)
    });
    files.collect()
}

fn packed(files: &Files) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(path.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn failed_checks(report: &Report) -> BTreeSet<String> {
    let bad = report.findings.iter().filter(|f| f.severity == Severity::A);
    bad.map(|f| f.check.clone()).collect()
}

fn checks(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

const FIRST: &str = "扫描件/Z109-WS·2011-Y-BGS-0001/0001.tif";
const THIRD: &str = "扫描件/Z109-WS·2011-Y-BGS-0003/0001.tif";

#[test]
fn the_windows_delivery_is_linked_and_whole() {
    let Some(bytes) = real("gbk-windows.zip") else {
        return;
    };
    let session = judged(&bytes, "gbk-windows.zip", "dat31-paper", Order::Forward);
    let report = session.report(made(), "unknown").unwrap();
    let names: Vec<&str> = session
        .facts()
        .container
        .entries
        .iter()
        .map(|e| e.path.as_str())
        .collect();
    assert!(
        names.contains(&"工作文件/陰謀论著作整理工作流程单.txt"),
        "{names:?}"
    );
    assert_eq!(failed_checks(&report), checks(&[]), "{:?}", report.findings);
    assert!(report.machine_found_nothing(), "{:?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code == "fixity.algorithm.weakOnly")
    );
    assert_eq!((report.counts.items, report.counts.pages), (3, 4));
    let digests = report.checks.iter().find(|c| c.check == "FIX-02").unwrap();
    assert_eq!((digests.examined, digests.defects), (6, 0));
    // What tiffinfo says of these four: JPEG-in-TIFF colour 300 dpi twice, bitonal LZW 600, bitonal deflate 300.
    let pages: Vec<(u64, ColourMode, u8)> = session
        .facts()
        .entries
        .iter()
        .filter_map(|e| e.image.as_ref())
        .flat_map(|image| &image.pages)
        .map(|p| (p.density.unwrap().centi_dpi().unwrap().0, p.colour, p.bits))
        .collect();
    let expected = [
        (30_000, ColourMode::Colour, 8),
        (30_000, ColourMode::Colour, 8),
        (60_000, ColourMode::Bitonal, 1),
        (30_000, ColourMode::Bitonal, 1),
    ];
    assert_eq!(pages, expected);
}

#[test]
fn one_changed_byte_of_one_page_is_found() {
    let Some(bytes) = real("gbk-windows.zip") else {
        return;
    };
    let mut files = unpacked(&bytes);
    let page = files.iter_mut().find(|(path, _)| path == THIRD).unwrap();
    let middle = page.1.len() / 2;
    page.1[middle] ^= 1;
    let report = report(&packed(&files));
    let failed = failed_checks(&report);
    assert!(failed.contains("FIX-02"), "{failed:?}");
    let only_this = |f: &yanshou::finding::FindingLine| f.locus.entry.as_deref() == Some(THIRD);
    let bad = report.findings.iter().filter(|f| f.severity == Severity::A);
    assert!(
        bad.clone().count() > 0 && bad.clone().all(only_this),
        "{:?}",
        report.findings
    );
    assert!(!report.machine_found_nothing());
}

#[test]
fn one_dropped_page_is_found_by_manifest_and_by_catalogue() {
    let Some(bytes) = real("gbk-windows.zip") else {
        return;
    };
    let mut files = unpacked(&bytes);
    files.retain(|(path, _)| path != FIRST);
    let failed = failed_checks(&report(&packed(&files)));
    assert_eq!(failed, checks(&["FIX-03", "LNK-03", "LNK-04"]));
}

#[test]
fn two_pages_swapped_between_items_are_found() {
    let Some(bytes) = real("gbk-windows.zip") else {
        return;
    };
    let mut files = unpacked(&bytes);
    let at = |files: &Files, path: &str| files.iter().position(|(p, _)| p == path).unwrap();
    let (one, other) = (at(&files, FIRST), at(&files, THIRD));
    let content = std::mem::take(&mut files[one].1);
    files[one].1 = std::mem::replace(&mut files[other].1, content);
    let report = report(&packed(&files));
    assert_eq!(failed_checks(&report), checks(&["FIX-02"]));
    let places: BTreeSet<&str> = report
        .findings
        .iter()
        .filter_map(|f| f.locus.entry.as_deref())
        .collect();
    assert_eq!(places, BTreeSet::from([FIRST, THIRD]));
}

const BAGS: [&str; 3] = [
    "bag-page_dewarp.zip",
    "bag-column-samples.zip",
    "bag-grenzboten-test.zip",
];

fn fixity(report: &Report) -> Vec<(String, String)> {
    let fixity = report
        .findings
        .iter()
        .filter(|f| f.code.starts_with("fixity."));
    fixity
        .map(|f| (f.code.clone(), f.locus.entry.clone().unwrap_or_default()))
        .collect()
}

fn payload(files: &Files) -> usize {
    let page = |path: &str| path.contains("/data/") && !path.ends_with(".xml");
    files.iter().position(|(path, _)| page(path)).unwrap()
}

#[test]
fn the_bags_are_verified_and_not_accepted_for_lack_of_a_catalogue() {
    for name in BAGS {
        let Some(bytes) = real(name) else { return };
        let report = report(&bytes);
        assert_eq!(fixity(&report), [], "{name}");
        for check in &report.checks {
            let about_rows = check.check.starts_with("LNK-0")
                && !["LNK-07", "LNK-08"].contains(&check.check.as_str())
                || ["CAT-02", "CAT-03", "CAT-09", "CAT-15"].contains(&check.check.as_str());
            if about_rows {
                assert_eq!(
                    check.reason,
                    Some(yanshou::ledger::NotRun::NoCatalogue),
                    "{name}"
                );
            }
        }
        let automatic = report
            .decision
            .gates
            .iter()
            .find(|g| g.gate == "automatic")
            .unwrap();
        assert_eq!(automatic.met, Some(false), "{name}");
    }
}

#[test]
fn a_bag_with_a_changed_byte_an_extra_file_or_a_missing_one_is_found_out() {
    for name in BAGS {
        let Some(bytes) = real(name) else { return };
        let files = unpacked(&bytes);
        let at = payload(&files);
        let path = files[at].0.clone();

        let mut changed = files.clone();
        let middle = changed[at].1.len() / 2;
        changed[at].1[middle] ^= 1;
        let found = ("fixity.digest.mismatch".to_owned(), path.clone());
        assert_eq!(fixity(&report(&packed(&changed))), [found], "{name}");

        let mut extra = files.clone();
        let stray = format!("{}.txt", path);
        extra.push((stray.clone(), b"stray".to_vec()));
        let found = ("fixity.entry.presentUnlisted".to_owned(), stray);
        assert_eq!(fixity(&report(&packed(&extra))), [found], "{name}");

        let mut missing = files.clone();
        missing.remove(at);
        let listed = path.split_once('/').unwrap().1.to_owned();
        let found = ("fixity.entry.listedMissing".to_owned(), listed);
        assert_eq!(fixity(&report(&packed(&missing))), [found], "{name}");
    }
}
