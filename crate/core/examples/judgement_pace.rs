//! How long a large delivery takes once it is measured: judge, draw, decide, report, and the next round, for one size and four
//! times that size. A step whose time grows much more than four times would be the one that cannot be used.
//!
//! `cargo run --release -p yanshou --example judgement_pace [ITEMS]`; the table is in judgement_pace.md.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a measurement, not the product

use std::collections::BTreeMap;
use std::time::Instant;

use yanshou::facts::{
    Algorithm, Cell, CellKind, ColourMode, ContainerFacts, DeliveryFacts, Density, DensityUnit,
    Digests, Entry, EntryFacts, EntryReading, FACTS_SCHEMA, Format, ImageFacts, ManifestFacts,
    ManifestLine, ManifestScope, NameGround, PageFacts, Readability, Table, TableRow, TablesFacts,
};
use yanshou::inspection::{Inspection, SeenImage, Verdict};
use yanshou::profile::{Field, Profile};
use yanshou::record::{People, Record};
use yanshou::report::Made;
use yanshou::session::Session;

const PAGES: usize = 2;

fn code(item: usize) -> String {
    let (class, number) = (item / 500, item % 500 + 1);
    let office = char::from(b'A' + (class / 20 % 26) as u8);
    format!(
        "Z{}-WS·{}-Y-{office}GS-{number:04}",
        100 + class / 520,
        2000 + class % 20
    )
}

/// 64 digits that differ with the number.
fn digest(number: usize, altered: bool) -> String {
    format!("{:063x}{}", number + 1, u8::from(altered))
}

fn entry(index: usize, path: String) -> Entry {
    Entry {
        index: u32::try_from(index).unwrap(),
        path,
        raw_name: String::new(),
        ground: NameGround::Utf8Flag,
        backslashes: false,
        directory: false,
        method: 0,
        flags: 0,
        encrypted: false,
        crc32: 0,
        compressed: 1000,
        size: 1000,
        header_offset: 0,
        next_offset: None,
        modified: String::new(),
        path_faults: Vec::new(),
    }
}

fn bare(index: usize, format: Format, altered: bool) -> EntryFacts {
    let digests: Digests = [Algorithm::Sha256, Algorithm::Sm3]
        .into_iter()
        .map(|algorithm| (algorithm, digest(index, altered)))
        .collect();
    EntryFacts {
        bytes: 1000,
        digests,
        format,
        ..EntryFacts::bare(u32::try_from(index).unwrap(), EntryReading::Sound)
    }
}

fn page() -> ImageFacts {
    let dots = (200, 1);
    let page = PageFacts {
        width: 1654,
        height: 2339,
        density: Some(Density {
            x: dots,
            y: dots,
            unit: DensityUnit::Inch,
        }),
        colour: ColourMode::Grey,
        bits: 8,
        samples: 1,
        compression: "JPEG".to_owned(),
        ..PageFacts::bare(Readability::Readable)
    };
    ImageFacts {
        pages: vec![page],
        readability: Readability::Readable,
        trailing_bytes: 0,
    }
}

/// A sound delivery of so many items, its second page of every hundredth item altered in a second round.
fn facts(items: usize, second_round: bool) -> DeliveryFacts {
    let mut container = ContainerFacts::default();
    let mut entries = Vec::new();
    let head = ["档号", "题名", "责任者", "日期", "年度", "保管期限", "页数"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut lines = Vec::new();
    for item in 0..items {
        let code = code(item);
        let year = code.get(9..13).unwrap_or("2000").to_owned();
        let title = "关于做好档案工作的通知".to_owned();
        let date = format!("{year}0112");
        let pages = PAGES.to_string();
        rows.push(vec![
            code.clone(),
            title,
            "办公室".to_owned(),
            date,
            year,
            "永久".to_owned(),
            pages,
        ]);
        for number in 1..=PAGES {
            let index = container.entries.len();
            let altered = second_round && number == 2 && item % 100 == 0;
            let path = format!("扫描件/{code}/{number:04}.jpg");
            let mut facts = bare(index, Format::Jpeg, altered);
            facts.image = Some(page());
            lines.push(ManifestLine {
                line: u32::try_from(lines.len() + 1).unwrap(),
                path: path.clone(),
                digests: [(Algorithm::Sha256, digest(index, altered))].into(),
                stated: true,
            });
            container.entries.push(entry(index, path));
            entries.push(facts);
        }
    }
    let cell = |text: String| Cell {
        kind: CellKind::Text,
        text,
    };
    let index = container.entries.len();
    let mut table = bare(index, Format::Ooxml, false);
    let rows = (1_u32..).zip(rows).map(|(number, cells)| TableRow {
        number,
        cells: cells.into_iter().map(cell).collect(),
    });
    table.tables = Some(TablesFacts {
        dialect: "xlsx".to_owned(),
        encoding: String::new(),
        tables: vec![Table {
            rows: rows.collect(),
            ..Table::default()
        }],
        unreadable: None,
        unsupported: false,
    });
    let path = "目录/归档文件目录.xlsx".to_owned();
    lines.push(ManifestLine {
        line: u32::try_from(lines.len() + 1).unwrap(),
        path: path.clone(),
        digests: [(Algorithm::Sha256, digest(index, false))].into(),
        stated: true,
    });
    container.entries.push(entry(index, path));
    entries.push(table);
    let index = container.entries.len();
    let mut manifest = bare(index, Format::Text, second_round);
    manifest.manifest = Some(ManifestFacts {
        dialect: "gnu".to_owned(),
        encoding: "utf-8".to_owned(),
        scope: ManifestScope::Delivery,
        lines,
        problems: Vec::new(),
    });
    container
        .entries
        .push(entry(index, "sha256.txt".to_owned()));
    entries.push(manifest);
    DeliveryFacts {
        schema: FACTS_SCHEMA.to_owned(),
        name: "made.zip".to_owned(),
        bytes: 1,
        container,
        entries,
        original: None,
        earlier: None,
        patch: None,
    }
}

/// Everything of the sample passes, declared to have been looked at.
fn record(session: &Session) -> Record {
    let view = session.view().unwrap();
    let sample = session.report(made(), "pace").unwrap().sample.unwrap();
    let units: BTreeMap<_, _> = view.units.iter().map(|u| (&u.archival_code, u)).collect();
    let mut inspection = Inspection {
        inspector: "王芳".to_owned(),
        ..Inspection::default()
    };
    for drawn in &sample.units {
        let code = &drawn.archival_code;
        let points = view.profile.inspection.iter();
        inspection.verdicts.extend(points.map(|point| Verdict {
            archival_code: code.clone(),
            point: point.id.clone(),
            passed: true,
            ..Verdict::default()
        }));
        inspection.seen.extend(
            units[code]
                .pages
                .iter()
                .map(|page| SeenImage::declared(code, page)),
        );
    }
    Record {
        people: People {
            reviewer: "赵强".to_owned(),
            ..People::default()
        },
        inspection: Some(inspection),
        ..Record::default()
    }
}

fn made() -> Made {
    Made {
        at: "2026-11-22T10:00:00Z".to_owned(),
        clock: "device".to_owned(),
    }
}

/// Seconds of each step.
fn run(items: usize, profile: &Profile) -> Vec<(&'static str, f64)> {
    let mut steps = Vec::new();
    let mut step = |name, clock: &mut Instant| {
        steps.push((name, clock.elapsed().as_secs_f64()));
        *clock = Instant::now();
    };
    let mut session = Session::from_facts(facts(items, false), profile.clone()).unwrap();
    let mut clock = Instant::now();
    session.judge().unwrap();
    step("judge", &mut clock);
    session.draw(&["pace".to_owned()]).unwrap();
    step("draw", &mut clock);
    let record = record(&session);
    clock = Instant::now();
    session.record(record).unwrap();
    step("decide", &mut clock);
    let report = session.report(made(), "pace").unwrap();
    let bytes = report.canonical_bytes().unwrap();
    step("report", &mut clock);
    let sums = session.sums().unwrap();
    let mut next = Session::from_facts(facts(items, true), profile.clone()).unwrap();
    clock = Instant::now();
    next.add_earlier(&bytes, None, &sums, None, None).unwrap();
    next.judge().unwrap();
    step("next round: judge", &mut clock);
    let bytes = next
        .report(made(), "pace")
        .unwrap()
        .canonical_bytes()
        .unwrap();
    step("next round: report", &mut clock);
    assert!(bytes.len() > 1000);
    steps
}

fn main() {
    let most: usize = std::env::args()
        .nth(1)
        .map_or(100_000, |n| n.parse().unwrap());
    for (name, strata) in [
        ("one stratum", Vec::new()),
        ("by year and office", vec![Field::Year, Field::Office]),
    ] {
        let mut profile = Profile::built_in("dat31-paper").unwrap();
        profile.sampling.strata = strata;
        let (quarter, whole) = (run(most / 4, &profile), run(most, &profile));
        println!("\n{name}; seconds\n");
        println!(
            "| step | {} items | {most} items | ratio |\n|---|---|---|---|",
            most / 4
        );
        for ((step, before), (_, after)) in quarter.iter().zip(&whole) {
            println!(
                "| {step} | {before:.3} | {after:.3} | {:.1} |",
                after / before.max(1e-9)
            );
        }
    }
}
