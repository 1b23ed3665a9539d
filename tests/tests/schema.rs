//! The report's JSON Schema is committed, current, and true of real reports.

use jsonschema::Validator;
use serde_json::{Value, json};
use yanshou::attestation::{Attestation, Confirmation};
use yanshou::boundary::{boundary_schema, report_schema};
use yanshou::inspection::{Inspection, Manner, Opinion, PageName, SeenImage, Verdict};
use yanshou::locus::Locus;
use yanshou::record::{People, PickReason, Record, TargetedPick, Waiver};
use yanshou::session::Session;
use yanshou_fixture::Recipe;
use yanshou_tests::{Order, judged, made, root};

fn schema() -> Value {
    serde_json::to_value(report_schema()).unwrap()
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

fn complaints(instance: &Value) -> Vec<String> {
    validator()
        .iter_errors(instance)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect()
}

fn sound() -> Session {
    let recipe = Recipe::load(&root().join("fixtures/base/three-items.toml")).unwrap();
    judged(
        &recipe.pack(),
        "delivery.zip",
        &recipe.profile,
        Order::Forward,
    )
}

fn report(session: &Session) -> Value {
    let bytes = session
        .report(made(), "unknown")
        .unwrap()
        .canonical_bytes()
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Drawn, inspected, confirmed and attested: every part of a report is there.
fn finished() -> Value {
    let mut session = sound();
    let sample = session
        .draw(&["nonce".to_owned(), "another".to_owned()])
        .unwrap()
        .clone();
    let verdicts = sample.units.iter().map(|unit| Verdict {
        archival_code: unit.archival_code.clone(),
        point: "correspondence".to_owned(),
        passed: false,
        defect: "wrongTitle".to_owned(),
        pages: vec![PageName {
            entry: "0001.jpg".to_owned(),
            page: 1,
        }],
        note: "题名与图像不符".to_owned(),
        time: made().at,
        by: "孙丽".to_owned(),
        opinion: Opinion::First,
    });
    let record = Record {
        inspection: Some(Inspection {
            inspector: "王芳".to_owned(),
            manner: "page".to_owned(),
            verdicts: verdicts.collect(),
            given: 0,
            seen: vec![SeenImage {
                archival_code: sample.units[0].archival_code.clone(),
                entry: "0001.jpg".to_owned(),
                page: 1,
                sha256: "0".repeat(64),
                scale: 240,
                manner: Manner::Shown,
            }],
        }),
        people: People {
            client: "某市档案馆".to_owned(),
            reviewer: "赵强".to_owned(),
            approver: "钱伟".to_owned(),
            contractor: "某数字化公司".to_owned(),
            representative: "周敏".to_owned(),
        },
        targeted: vec![TargetedPick {
            archival_code: sample.units[0].archival_code.clone(),
            reason: PickReason::Hand,
            by: "赵强".to_owned(),
            note: String::new(),
        }],
        waivers: vec![Waiver {
            subject: "package.extra.junk".to_owned(),
            locus: Locus::entry("Thumbs.db"),
            by: "钱伟".to_owned(),
            reason: "随下一批补正".to_owned(),
            clause: "合同 5.2".to_owned(),
            date: "2026-11-22".to_owned(),
        }],
        deadline: Some("2026-12-06".to_owned()),
        attestations: vec![Attestation {
            check: "SEC-01".to_owned(),
            satisfied: true,
            by: "李明".to_owned(),
            date: "2026-11-22".to_owned(),
            note: String::new(),
            recordings: None,
        }],
        confirmations: vec![Confirmation {
            code: "package.extra.junk".to_owned(),
            accepted: true,
            by: "王芳".to_owned(),
            note: String::new(),
        }],
    };
    session.record(record).unwrap();
    report(&session)
}

fn is_current(name: &str, schema: &schemars::Schema) {
    let path = root().join("schema").join(name);
    let current = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    // Kept where a person can look at it and copy it: never written over the committed one by a test.
    let fresh = root().join("target").join(name);
    std::fs::write(&fresh, &current).unwrap();
    let (path, fresh) = (path.display(), fresh.display());
    assert!(committed == current, "{path} differs from {fresh}");
}

#[test]
fn the_committed_schemas_are_current() {
    is_current("report.schema.json", &report_schema());
    is_current("boundary.schema.json", &boundary_schema());
}

#[test]
fn reports_of_real_runs_follow_the_schema() {
    assert_eq!(complaints(&report(&sound())), Vec::<String>::new());
    assert_eq!(complaints(&finished()), Vec::<String>::new());
    let nothing = judged(b"", "empty.zip", "dat31-paper", Order::Forward);
    assert_eq!(complaints(&report(&nothing)), Vec::<String>::new());
}

#[test]
fn a_changed_type_does_not_follow_the_schema() {
    let changes: [(&str, Value); 6] = [
        ("/counts/files", json!("4")),
        ("/checks/0/status", json!("fine")),
        ("/checks/0/examined", json!(-1)),
        ("/sample/units/0/key", json!(7)),
        ("/decision/outcome", json!("accepted")),
        ("/inspection/verdicts/0/passed", json!("no")),
    ];
    for (place, value) in changes {
        let mut changed = finished();
        *changed.pointer_mut(place).unwrap() = value;
        assert_ne!(complaints(&changed), Vec::<String>::new(), "{place}");
    }
}

#[test]
fn a_field_too_many_or_too_few_does_not_follow_the_schema() {
    let mut more = finished();
    more["remark"] = json!("");
    assert_ne!(complaints(&more), Vec::<String>::new());
    let mut fewer = finished();
    fewer.as_object_mut().unwrap().remove("decision");
    assert_ne!(complaints(&fewer), Vec::<String>::new());
}
