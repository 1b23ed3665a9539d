//! Reports in any order → stories: the rounds of each delivery, chained by the digests of their reports. A report that
//! belongs to a story and is not the one the next round was held against is refused by name.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::SupplierError;
use crate::content::hex;
use crate::report::Report;

/// A report as it was given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Name of its file, for refusals and for the sheet.
    pub name: &'a str,
    /// Its bytes: they are the chain's links.
    pub bytes: &'a [u8],
}

/// A report that was read.
pub(super) struct Told {
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) report: Report,
}

impl Told {
    /// SHA-256 of the report before; nothing in a first round.
    fn before(&self) -> Option<&str> {
        let earlier = self.report.earlier.as_ref();
        earlier.map(|earlier| earlier.report_sha256.as_str())
    }

    fn digest(&self) -> Option<&str> {
        let digest = self.report.delivery.digest.as_ref();
        digest.map(|digest| digest.sha256.as_str())
    }
}

/// Reads all and refuses what stands there twice.
fn read(given: &[Given<'_>]) -> Result<Vec<Told>, SupplierError> {
    let mut all: Vec<Told> = Vec::new();
    for one in given {
        let report = Report::parse(one.bytes).map_err(|source| SupplierError::Report {
            name: one.name.to_owned(),
            source,
        })?;
        let told = Told {
            file: one.name.to_owned(),
            sha256: hex(&Sha256::digest(one.bytes)),
            report,
        };
        // Also two reports of one round, such as before and after the decision: each would be counted.
        let same = |other: &&Told| {
            other.sha256 == told.sha256
                || other.digest().is_some()
                    && other.digest() == told.digest()
                    && other.report.round == told.report.round
                    && other.before() == told.before()
        };
        if let Some(other) = all.iter().find(same) {
            return Err(SupplierError::RoundTwice {
                first: other.file.clone(),
                second: told.file,
            });
        }
        all.push(told);
    }
    Ok(all)
}

/// The stories, each from its oldest report on; in the order of those.
pub(super) fn stories(given: &[Given<'_>]) -> Result<Vec<Vec<Told>>, SupplierError> {
    let mut all = read(given)?;
    // A later round stands after the one it was held against, whatever the order they were given in.
    all.sort_by_key(|told| told.report.round);
    let mut stories: Vec<Vec<Told>> = Vec::new();
    // Story by the digest of its last report.
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    for told in all {
        let Some(before) = told.before() else {
            open.insert(told.sha256.clone(), stories.len());
            stories.push(vec![told]);
            continue;
        };
        // Where rounds between were not given, the report tells of the older ones all the same.
        let older = told.report.rounds.iter().rev();
        let links = std::iter::once(before).chain(older.map(|line| line.report_sha256.as_str()));
        let mut found = None;
        for link in links {
            found = found.or_else(|| open.remove(link));
        }
        let Some(at) = found else {
            refuse_impostor(&stories, &told)?;
            open.insert(told.sha256.clone(), stories.len());
            stories.push(vec![told]);
            continue;
        };
        open.insert(told.sha256.clone(), at);
        if let Some(story) = stories.get_mut(at) {
            follows(story, &told)?;
            story.push(told);
        }
    }
    Ok(stories)
}

fn misfit(earlier: &Told, later: &Told, expected: &str) -> SupplierError {
    SupplierError::ChainBroken {
        earlier: earlier.file.clone(),
        later: later.file.clone(),
        expected: expected.to_owned(),
        found: earlier.sha256.clone(),
    }
}

/// What the later report tells of the rounds before is what their reports say.
fn follows(story: &[Told], told: &Told) -> Result<(), SupplierError> {
    for earlier in story {
        let place = usize::try_from(earlier.report.round)
            .ok()
            .and_then(|round| round.checked_sub(1));
        let line = place.and_then(|at| told.report.rounds.get(at));
        let said = line.map_or("", |line| line.report_sha256.as_str());
        if said != earlier.sha256 || told.report.round <= earlier.report.round {
            return Err(misfit(earlier, told, said));
        }
    }
    Ok(())
}

/// A report of the delivery that the round before was about, with another digest than that round's; or one that another
/// round already follows.
fn refuse_impostor(stories: &[Vec<Told>], told: &Told) -> Result<(), SupplierError> {
    let Some(earlier) = &told.report.earlier else {
        return Ok(());
    };
    for other in stories.iter().flatten() {
        if other.sha256 == earlier.report_sha256 {
            return Err(SupplierError::Forked {
                earlier: other.file.clone(),
                later: told.file.clone(),
            });
        }
        let same_delivery = other.digest() == Some(earlier.digest.as_str());
        if same_delivery && other.report.round < told.report.round {
            return Err(misfit(other, told, &earlier.report_sha256));
        }
    }
    Ok(())
}
