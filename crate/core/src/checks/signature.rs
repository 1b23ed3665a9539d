//! FIX-05: the contractor's signature over a manifest. That it holds, and over these bytes, is computed; that the
//! certificate's name is who it says cannot be told offline, so the signer is named for a person to judge.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, folder_of, nfc};
use crate::facts::{Algorithm, Entry, SignatureFacts};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::manifest::signature::signed_name;
use yanshou_seal::{SignatureVerdict, SignerFacts};

/// Lists by their folder and a digest of their own.
type Lists<'a> = BTreeMap<(&'a str, Algorithm, &'a str), &'a str>;

pub(super) fn run(delivery: &Delivery<'_>, ledger: &mut Ledger) {
    ledger.not_run(Check::Fix05, NotRun::NothingOfTheKind);
    let mut lists = Lists::new();
    for list in delivery
        .entries_as(Role::Manifest)
        .chain(delivery.entries_as(Role::Catalogue))
    {
        let facts = delivery.measured.get(&list.index);
        for (algorithm, digest) in facts.iter().flat_map(|f| &f.digests) {
            let key = (folder_of(&list.path), *algorithm, digest.as_str());
            let path = lists.entry(key).or_insert(&list.path);
            *path = (*path).min(&list.path);
        }
    }
    for entry in &delivery.facts.container.entries {
        let facts = delivery.measured.get(&entry.index);
        if let Some(signature) = facts.and_then(|f| f.signature.as_ref()) {
            judge(delivery, &lists, entry, signature, ledger);
        }
    }
}

fn judge(
    delivery: &Delivery<'_>,
    lists: &Lists<'_>,
    entry: &Entry,
    signature: &SignatureFacts,
    ledger: &mut Ledger,
) {
    ledger.looked(Check::Fix05, 1);
    let locus = || Locus::entry(&entry.path);
    let unsupported = |what: &str, ledger: &mut Ledger| {
        ledger.not_run(Check::Fix05, NotRun::Unsupported);
        ledger.find(Finding::new(Code::SignatureUnsupported, locus()).found(what));
    };
    let invalid = |expected: &str, found: &str, ledger: &mut Ledger| {
        let finding = Finding::new(Code::SignatureInvalid, locus());
        ledger.find(finding.expected(expected).found(found));
    };
    if let Some(reason) = &signature.unreadable {
        if signature.unsupported {
            unsupported(reason, ledger);
        } else {
            invalid("CMS SignedData", reason, ledger);
        }
        return;
    }
    if signature.signers.is_empty() {
        invalid("CMS SignedData", "no signer", ledger);
    }
    for signer in &signature.signers {
        match &signer.verdict {
            SignatureVerdict::Unsupported { what } => unsupported(what, ledger),
            SignatureVerdict::Fails => invalid(&signer.algorithm, &say(signer), ledger),
            SignatureVerdict::Holds => match signed(delivery, lists, entry, signer) {
                Signed::Entry(path) if signer.certificate_in_time == Some(false) => {
                    let found = format!("{}: certificate not valid then", say(signer));
                    invalid(path, &found, ledger);
                }
                Signed::Entry(path) => ledger.find(
                    Finding::new(Code::SignaturePresent, locus())
                        .expected(path)
                        .found(say(signer)),
                ),
                Signed::Other(expected) => {
                    let promised = signer.message_digest.as_deref().unwrap_or_default();
                    let found = format!("{} {promised}; {}", signer.digest, say(signer));
                    invalid(&expected, &found, ledger);
                }
                Signed::Unknown => unsupported(&signer.digest, ledger),
            },
        }
    }
}

/// What the promised digest is of.
enum Signed<'a> {
    Entry(&'a str),
    /// Nothing that is here; what the entry has that the name says, or nothing.
    Other(String),
    /// By an algorithm no entry was measured with.
    Unknown,
}

/// The entry the name says, else a list of the same folder.
fn signed<'a>(
    delivery: &Delivery<'a>,
    lists: &Lists<'a>,
    entry: &Entry,
    signer: &SignerFacts,
) -> Signed<'a> {
    let algorithm = Algorithm::ALL.iter().copied();
    let Some(algorithm) = algorithm.clone().find(|a| a.name() == signer.digest) else {
        return Signed::Unknown;
    };
    let digest = |index: u32| {
        let facts = delivery.measured.get(&index)?;
        facts.digests.get(&algorithm).map(String::as_str)
    };
    let promised = signer.message_digest.as_deref();
    let named = signed_name(&entry.path).map(nfc);
    let named = named.and_then(|path| delivery.by_path.get(&path)?.first().copied());
    if let Some(named) = named {
        return match digest(named) {
            Some(found) if Some(found) == promised => Signed::Entry(delivery.path(named)),
            Some(found) => Signed::Other(format!(
                "{} {found}: {}",
                algorithm.name(),
                delivery.path(named)
            )),
            None => Signed::Unknown,
        };
    }
    let folder = folder_of(&entry.path);
    let list = promised.and_then(|digest| lists.get(&(folder, algorithm, digest)));
    match list {
        Some(path) => Signed::Entry(path),
        None => Signed::Other(format!("{folder}*")),
    }
}

/// Who, by whose word, how and when.
fn say(signer: &SignerFacts) -> String {
    let parts = [
        signer.subject.as_str(),
        signer.issuer.as_str(),
        signer.algorithm.as_str(),
        signer.signing_time.as_deref().unwrap_or_default(),
        signer.fingerprint.as_str(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}
