//! The round before a recipe's: judged, its sampled units declared seen, what the recipe says failed, and signed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use yanshou::inspection::{Inspection, SeenImage, Verdict};
use yanshou::record::{PickReason, Record, TargetedPick};
use yanshou::session::Session;
use yanshou_fixture::Earlier;
use yanshou_seal::{
    Identity, IdentityRequest, RANDOM_LEN, create_identity, open_identity, sign_detached,
};

use crate::{Order, judged_recipe, made};

/// What a round leaves.
pub struct Round {
    /// Its report's bytes.
    pub report: Vec<u8>,
    /// The signature over them.
    pub signature: Option<Vec<u8>>,
    /// Whose it is.
    pub certificate: Option<String>,
    /// Its `SHA256SUMS`.
    pub sums: String,
}

/// 22 November 2026.
const NOW: i64 = 1_795_312_800;

/// One identity for all tests: making one takes hundreds of milliseconds, on purpose.
static IDENTITY: LazyLock<Identity> = LazyLock::new(|| {
    let request = IdentityRequest {
        common_name: "王芳",
        organisation: "某市档案馆",
        not_before: NOW - 86_400,
        not_after: NOW + 86_400 * 365,
    };
    // Known to everybody, and so worth nothing outside of tests.
    let random: [u8; RANDOM_LEN] = std::array::from_fn(|at| (at * 37 % 251) as u8);
    let file = create_identity(&request, "a passphrase of tests", &random);
    let pem = file.expect("a sound request").pem();
    open_identity(&pem, "a passphrase of tests").expect("made just now")
});

/// The signature of the tests' archive.
///
/// # Panics
/// Never: the identity is valid at its own time.
#[must_use]
pub fn signature(bytes: &[u8]) -> Vec<u8> {
    sign_detached(&IDENTITY, bytes, NOW).expect("valid then")
}

/// Every image of the units that are drawn or picked, declared to have been looked at.
///
/// # Panics
/// When the session is not judged.
#[must_use]
pub fn declared(session: &Session, codes: &BTreeSet<String>) -> Vec<SeenImage> {
    let units = session.view().expect("judged").units;
    let units = units
        .iter()
        .filter(|unit| codes.contains(&unit.archival_code));
    let images = units.flat_map(|unit| {
        unit.pages
            .iter()
            .map(|page| SeenImage::declared(&unit.archival_code, page))
    });
    images.collect()
}

/// The report of the round before.
///
/// # Panics
/// When the product refuses what the recipe says.
#[must_use]
pub fn report_of(earlier: &Earlier) -> Round {
    let recipe = &earlier.recipe;
    let mut session = judged_recipe(recipe, &recipe.pack(), "round-1.zip", Order::Forward);
    let failed = earlier.failed.iter();
    let units: BTreeSet<String> = failed.map(|one| one.archival_code.clone()).collect();
    let picks = units.iter().map(|unit| TargetedPick {
        archival_code: unit.clone(),
        reason: PickReason::Hand,
        by: "王芳".to_owned(),
        note: String::new(),
    });
    let verdicts = earlier.failed.iter().map(|one| Verdict {
        archival_code: one.archival_code.clone(),
        point: one.point.clone(),
        note: one.note.clone(),
        ..Verdict::default()
    });
    let record = Record {
        inspection: Some(Inspection {
            inspector: "王芳".to_owned(),
            verdicts: verdicts.collect(),
            seen: declared(&session, &units),
            ..Inspection::default()
        }),
        targeted: picks.collect(),
        deadline: earlier.deadline.clone(),
        ..Record::default()
    };
    session
        .record(record)
        .expect("a record without contradictions");
    let report = session.report(made(), "unknown").expect("judged");
    let report = report.canonical_bytes().expect("a canonical form");
    let named = !earlier.unsigned && !earlier.without_certificate;
    Round {
        certificate: named.then(|| IDENTITY.certificate_pem().to_owned()),
        signature: (!earlier.unsigned).then(|| signature(&report)),
        sums: session.sums().expect("every entry can be read"),
        report,
    }
}
