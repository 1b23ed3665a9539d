//! A signed report of an earlier round and its `SHA256SUMS` → what the next round is held against. The report's bytes are
//! read as they are; its digest binds the list, and its signature, where there is one, must hold.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use yanshou_seal::{Verdict, VerifyError, verify_detached};

use crate::code::{Code, Severity};
use crate::content::hex;
use crate::facts::{
    Change, EarlierFacts, EarlierFinding, EarlierImage, EarlierVerdict, RoundGate, RoundLine,
};
use crate::inspection::Answer;
use crate::locus::Locus;
use crate::report::{Report, ReportError};
use crate::rework::{DefectKind, Unmended};

/// Why an earlier round cannot be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EarlierError {
    /// The bytes are no report.
    #[error("the earlier report cannot be read")]
    Report(#[from] ReportError),
    /// The signature cannot be read.
    #[error("the earlier report's signature cannot be read")]
    Signature(#[from] VerifyError),
    /// `check` would refuse the signature: over other bytes, broken, or by a certificate that does not hold.
    #[error("the earlier report's signature does not hold over its bytes")]
    SignatureBroken,
    /// It holds, and somebody else made it than the certificate that was given names.
    #[error("the earlier report is not signed with the certificate that was given")]
    SignerForeign,
    /// A certificate was given to hold a signature against, and there is none.
    #[error("the earlier report is not signed, and a certificate was given")]
    SignatureMissing,
    /// That delivery had no digest, so nothing can be compared by digest.
    #[error("the earlier report has no delivery digest")]
    DigestMissing,
    /// The list is not the one the report was made of.
    #[error("SHA256SUMS has the digest {found}, the earlier report says {expected}")]
    SumsForeign {
        /// What the report says.
        expected: String,
        /// What the list has.
        found: String,
    },
    /// A line of the list is none.
    #[error("line {line} of SHA256SUMS is no digest and path")]
    SumsMalformed {
        /// From 1.
        line: usize,
    },
}

/// Reads an earlier round.
///
/// # Errors
/// [`EarlierError`]; see its variants.
pub fn read(
    report: &[u8],
    signature: Option<&[u8]>,
    sums: &str,
    handed_over: Option<&str>,
    certificate: Option<&str>,
) -> Result<EarlierFacts, EarlierError> {
    let parsed = Report::parse(report)?;
    let signers = match signature {
        None if certificate.is_some() => return Err(EarlierError::SignatureMissing),
        None => Vec::new(),
        Some(signature) => signers(signature, report, certificate)?,
    };
    let (signers, signer_fingerprints) = signers.into_iter().unzip();
    let digest = parsed.delivery.digest.as_ref();
    let digest = digest.ok_or(EarlierError::DigestMissing)?.sha256.clone();
    let found = hex(&Sha256::digest(sums.as_bytes()));
    if found != digest {
        return Err(EarlierError::SumsForeign {
            expected: digest,
            found,
        });
    }
    let mut rounds = parsed.rounds.clone();
    rounds.push(round_line(&parsed, report));
    Ok(EarlierFacts {
        rounds,
        digest,
        signers,
        signer_fingerprints,
        signer_named: certificate.is_some(),
        profile_sha256: parsed.profile.sha256.clone(),
        deadline: parsed.deadline.clone(),
        handed_over: handed_over.map(str::to_owned),
        files: files(sums)?,
        findings: findings(&parsed),
        verdicts: verdicts(&parsed),
        changes: changes(&parsed),
        row_digests: row_digests(&parsed),
        units_dropped: units_dropped(&parsed),
    })
}

/// Name and fingerprint of each signer, by the verdict that `check` gives: what it refuses is refused here.
fn signers(
    signature: &[u8],
    report: &[u8],
    certificate: Option<&str>,
) -> Result<Vec<(String, String)>, EarlierError> {
    let named: Option<Vec<&str>> = certificate.map(|pem| vec![pem]);
    let check = verify_detached(signature, report, named.as_deref())?;
    let mut holds = check.signers.iter().map(|s| s.verdict() == Verdict::Holds);
    if check.signers.is_empty() || !holds.all(|one| one) {
        return Err(EarlierError::SignatureBroken);
    }
    if !check.good() {
        return Err(EarlierError::SignerForeign);
    }
    let signers = check.signers.into_iter().map(|signer| {
        let name = signer.subject.and_then(|subject| subject.common_name);
        let fingerprint = signer.fingerprint.unwrap_or_default();
        (name.unwrap_or_default(), fingerprint)
    });
    Ok(signers.collect())
}

fn files(sums: &str) -> Result<BTreeMap<String, String>, EarlierError> {
    let lines = (1..).zip(sums.split_terminator('\n'));
    lines
        .map(|(line, text)| {
            let (digest, path) = text
                .split_once("  ")
                .filter(|(digest, _)| digest.len() == 64)
                .ok_or(EarlierError::SumsMalformed { line })?;
            Ok((path.to_owned(), digest.to_owned()))
        })
        .collect()
}

fn round_line(report: &Report, bytes: &[u8]) -> RoundLine {
    let gates = report.decision.gates.iter();
    RoundLine {
        round: report.round,
        report_sha256: hex(&Sha256::digest(bytes)),
        made_at: report.made.at.clone(),
        outcome: report.decision.outcome.name().to_owned(),
        blocking: report.findings_of(Severity::A),
        doubtful: report.findings_of(Severity::B),
        gates: gates
            .map(|gate| RoundGate {
                gate: gate.gate.clone(),
                numerator: gate.numerator,
                denominator: gate.denominator,
            })
            .collect(),
    }
}

fn findings(report: &Report) -> Vec<EarlierFinding> {
    let lines = report.standing_findings();
    lines
        .map(|line| EarlierFinding {
            check: line.check.clone(),
            code: line.code.clone(),
            severity: line.severity,
            locus: line.locus.clone(),
            expected: line.expected.clone(),
            found: line.found.clone(),
            other_rules: false,
        })
        .chain(not_mended(report))
        .collect()
}

/// Defects of a round before that nobody sees any more and that are not mended: no finding of this round stands for them.
fn not_mended(report: &Report) -> impl Iterator<Item = EarlierFinding> {
    let defects = report.rework.iter().flat_map(|rework| &rework.defects);
    defects.filter_map(|defect| {
        let DefectKind::Finding {
            check,
            code,
            expected,
            found,
        } = &defect.kind
        else {
            return None;
        };
        let told = defect.code().filter(|_| defect.reason.is_some())?;
        if report.waives(told.dotted(), &defect.locus) {
            return None;
        }
        let own = Code::from_dotted(code);
        Some(EarlierFinding {
            check: check.clone(),
            code: code.clone(),
            severity: own.map_or(Severity::A, |own| own.severity()),
            locus: defect.locus.clone(),
            expected: expected.clone(),
            found: found.clone(),
            other_rules: defect.reason == Some(Unmended::OtherRules),
        })
    })
}

/// Units nobody had asked to take out, unless somebody waived it.
fn units_dropped(report: &Report) -> BTreeSet<String> {
    let units = report
        .rework
        .iter()
        .flat_map(|rework| &rework.units_dropped);
    units
        .filter(|unit| {
            let place = Locus::delivery().of(unit.as_str());
            !report.waives(Code::UnitDropped.dotted(), &place)
        })
        .cloned()
        .collect()
}

/// What each row said when it was last agreed to: of one that was rewritten unasked, what it said before, until somebody
/// clears or waives that.
fn row_digests(report: &Report) -> BTreeMap<String, String> {
    let mut digests = report.row_digests.clone();
    let code = Code::RowAltered.dotted();
    if !report.cleared().contains(code) {
        let waived = |unit: &str| {
            let mut found = report.findings.iter();
            found.any(|f| {
                f.code == code
                    && f.locus.archival_code.as_deref() == Some(unit)
                    && report.waives(code, &f.locus)
            })
        };
        let altered = report.rework.iter().flat_map(|r| &r.rows_altered);
        for (unit, then) in altered.filter(|(unit, _)| !waived(unit)) {
            digests.insert(unit.clone(), then.clone());
        }
    }
    digests
}

fn verdicts(report: &Report) -> Vec<EarlierVerdict> {
    let Some(inspection) = &report.inspection else {
        return unmended(report, &BTreeMap::new());
    };
    let mut images: BTreeMap<&str, BTreeSet<EarlierImage>> = BTreeMap::new();
    for seen in &inspection.seen {
        let own = images.entry(seen.archival_code.as_str()).or_default();
        own.insert(EarlierImage {
            entry: seen.entry.clone(),
            page: seen.page,
            sha256: seen.sha256.clone(),
        });
    }
    let standing = inspection.standing(|name| report.people.may_overrule(name));
    let answers: BTreeMap<(&str, &str), Answer<'_>> = standing
        .into_iter()
        .map(|(place, standing)| (place, standing.answer()))
        .collect();
    let failed = answers.iter().filter_map(|((unit, point), answer)| {
        let Answer::Failed(verdict) = answer else {
            return None;
        };
        let own = images.get(unit).into_iter().flatten();
        let pages = verdict.pages.iter();
        Some(EarlierVerdict {
            archival_code: (*unit).to_owned(),
            point: (*point).to_owned(),
            defect: verdict.defect.clone(),
            note: verdict.note.clone(),
            images: own.cloned().collect(),
            pages: pages.map(|page| (page.entry.clone(), page.page)).collect(),
        })
    });
    let mut all: Vec<EarlierVerdict> = failed.collect();
    all.extend(unmended(report, &answers));
    all
}

/// What people found in a round before and nobody has seen mended in this one.
fn unmended(report: &Report, answered: &BTreeMap<(&str, &str), Answer<'_>>) -> Vec<EarlierVerdict> {
    let defects = report.rework.iter().flat_map(|rework| &rework.defects);
    let open = defects.filter_map(|defect| {
        let DefectKind::Verdict {
            point,
            defect: word,
            note,
            images,
        } = &defect.kind
        else {
            return None;
        };
        let unit = defect.locus.archival_code.as_deref()?;
        let answer = answered.get(&(unit, point.as_str())).copied();
        match answer.unwrap_or(Answer::Open) {
            Answer::Failed(_) => None, // it stands among this round's own
            Answer::Passed if !defect.remains => None,
            Answer::Passed | Answer::Open | Answer::Disputed => Some(EarlierVerdict {
                archival_code: unit.to_owned(),
                point: point.clone(),
                defect: word.clone(),
                note: note.clone(),
                images: images.clone(),
                pages: defect
                    .locus
                    .entry
                    .clone()
                    .zip(defect.locus.page)
                    .into_iter()
                    .collect(),
            }),
        }
    });
    open.collect()
}

/// Changes nobody had asked for: this round's that were not waived, and older ones that remain.
fn changes(report: &Report) -> Vec<Change> {
    let defects = report.rework.iter().flat_map(|rework| &rework.defects);
    let older = defects.filter_map(|defect| match &defect.kind {
        DefectKind::Change { change }
            if defect.remains
                && !report.waives(Code::DefectRemains.dotted(), &Locus::entry(&change.path)) =>
        {
            Some(change)
        }
        _ => None,
    });
    report.unasked_changes().chain(older).cloned().collect()
}
