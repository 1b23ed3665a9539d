//! FIX: the manifests' digests against the bytes, both ways. An empty or unreadable manifest is never a pass
//! (PEERS (b), "silent or false pass").

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role, folder_of};
use crate::facts::{Algorithm, Entry, ManifestFacts, ManifestLine, ManifestScope};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::manifest::{unknown_algorithm, unknown_by_name};
use crate::profile::Profile;
use bare_names::BareNames;

mod bare_names;

/// What one manifest line promises of one entry.
struct Promise<'a> {
    manifest: &'a str,
    line: u32,
    algorithm: Algorithm,
    digest: &'a str,
}

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let mut manifests: Vec<(&str, &ManifestFacts)> = Vec::new();
    let mut unknown = 0;
    // A workbook may be the catalogue on one sheet and a list of digests on another.
    for entry in delivery
        .entries_as(Role::Manifest)
        .chain(delivery.entries_as(Role::Catalogue))
    {
        let facts = delivery.measured.get(&entry.index);
        let Some(manifest) = facts.and_then(|f| f.manifest.as_ref()) else {
            continue;
        };
        let path = entry.path.as_str();
        // Where a line says what its digest is, the name has no say.
        let untold = manifest.lines.iter().all(|line| !line.stated);
        let by_name = || untold.then(|| unknown_by_name(path)).flatten();
        let Some(named) = algorithm_of_a_bag(delivery, path).or_else(by_name) else {
            manifests.push((path, manifest));
            continue;
        };
        unknown += 1;
        ledger.find(
            Finding::new(Code::AlgorithmUnknown, Locus::entry(path))
                .expected("sha256, sha512")
                .found(named),
        );
    }
    if manifests.is_empty() {
        ledger.none_of(
            &[Check::Fix02, Check::Fix03, Check::Fix04, Check::Fix06],
            NotRun::NoManifest,
        );
        if profile.fixity.required {
            ledger.ran(Check::Fix01, unknown);
            ledger.find(Finding::new(Code::ManifestMissing, Locus::delivery()));
        } else if unknown > 0 {
            ledger.ran(Check::Fix01, unknown);
        } else {
            ledger.none_of(
                &[
                    Check::Fix01,
                    Check::Fix02,
                    Check::Fix03,
                    Check::Fix04,
                    Check::Fix06,
                ],
                NotRun::NotAsked,
            );
        }
        return;
    }
    ledger.ran(Check::Fix01, manifests.len() as u64 + unknown);
    for (path, manifest) in &manifests {
        readable(delivery, path, manifest, ledger);
    }
    if profile.fixity.required {
        payload_listed(delivery, &manifests, ledger);
    }
    let promises = promises(delivery, &manifests, ledger);
    compare(delivery, &promises, ledger);
    unlisted(delivery, &manifests, &promises, ledger);
    repeated(delivery, &promises, ledger);
    algorithms(&manifests, ledger);
}

/// The algorithm in the name of a manifest at the root of a bag, where it is none we compute.
fn algorithm_of_a_bag(delivery: &Delivery<'_>, path: &str) -> Option<String> {
    let in_bag = delivery.bag_roots.contains(folder_of(path));
    in_bag.then(|| unknown_algorithm(path)).flatten()
}

/// A bag whose tag files alone are listed vouches for none of its payload (RFC 8493 2.1.3), unless some other list
/// is of the whole delivery.
fn payload_listed(
    delivery: &Delivery<'_>,
    manifests: &[(&str, &ManifestFacts)],
    ledger: &mut Ledger,
) {
    let scopes = || {
        manifests
            .iter()
            .map(|(path, m)| (path, delivery.scope(path, m)))
    };
    if scopes().any(|(_, scope)| scope == ManifestScope::Delivery) {
        return;
    }
    for root in &delivery.bag_roots {
        let listed = |(path, scope): (&&str, ManifestScope)| {
            scope == ManifestScope::BagPayload && folder_of(path) == root
        };
        if !scopes().any(listed) {
            ledger.find(
                Finding::new(
                    Code::ManifestMissing,
                    Locus::entry(format!("{root}bagit.txt")),
                )
                .expected(format!("{root}manifest-sha256.txt")),
            );
        }
    }
}

fn readable(delivery: &Delivery<'_>, path: &str, manifest: &ManifestFacts, ledger: &mut Ledger) {
    // A bag's manifest has no comments; outside a bag such a line is one.
    let comments = manifest.scope != delivery.scope(path, manifest);
    let comment = |text: &str| comments && text.trim_start().starts_with(['#', ';']);
    let problems: Vec<_> = manifest
        .problems
        .iter()
        .filter(|problem| !comment(&problem.text))
        .collect();
    if manifest.lines.is_empty() {
        let code = if problems.is_empty() {
            Code::ManifestEmpty
        } else {
            Code::ManifestUnparseable
        };
        ledger.find(Finding::new(code, Locus::entry(path)).expected("digest  path"));
        return;
    }
    for problem in problems {
        ledger.find(
            Finding::new(Code::ManifestBadLine, Locus::row(path, problem.line))
                .expected("digest  path")
                .found(&problem.text),
        );
    }
}

/// Resolves every line to an entry; a line whose entry is not there is a finding. Bare names come last: an entry that
/// another line of the list means already is not meant again.
fn promises<'a>(
    delivery: &Delivery<'a>,
    manifests: &[(&'a str, &'a ManifestFacts)],
    ledger: &mut Ledger,
) -> BTreeMap<u32, Vec<Promise<'a>>> {
    let mut promises: BTreeMap<u32, Vec<Promise<'a>>> = BTreeMap::new();
    let mut names: Option<BareNames> = None;
    for (path, manifest) in manifests.iter().copied() {
        let scope = delivery.scope(path, manifest);
        let mut elsewhere = Vec::new();
        for line in &manifest.lines {
            let entries = delivery.resolve(path, scope, &line.path);
            if entries.is_empty() {
                elsewhere.push(line);
            }
            for entry in entries {
                promise(delivery, path, line, *entry, &mut promises, ledger);
            }
        }
        for line in elsewhere {
            let only = match scope {
                ManifestScope::Delivery => names
                    .get_or_insert_with(|| BareNames::of(delivery))
                    .only(&line.path),
                ManifestScope::BagPayload | ManifestScope::BagTags => None,
            };
            let mine = |promised: &Vec<Promise<'_>>| promised.iter().any(|p| p.manifest == path);
            match only.filter(|entry| !promises.get(entry).is_some_and(mine)) {
                Some(entry) => promise(delivery, path, line, entry, &mut promises, ledger),
                None => ledger.find(
                    Finding::new(Code::ListedMissing, Locus::entry(&line.path))
                        .expected(format!("{path} @ {}", line.line)),
                ),
            }
        }
    }
    promises
}

/// What one line says of one entry.
fn promise<'a>(
    delivery: &Delivery<'a>,
    path: &'a str,
    line: &'a ManifestLine,
    entry: u32,
    promises: &mut BTreeMap<u32, Vec<Promise<'a>>>,
    ledger: &mut Ledger,
) {
    if delivery.path(entry) == path {
        // Its digest was taken before the line was written: no list can hold its own.
        ledger.find(Finding::new(
            Code::ManifestListsItself,
            Locus::row(path, line.line),
        ));
        return;
    }
    let measured = delivery.measured.get(&entry);
    for (algorithm, digest) in &line.digests {
        // 64 digits of which nobody says what they are may be SM3 as well as SHA-256.
        let sm3 = *algorithm == Algorithm::Sha256
            && !line.stated
            && measured.is_some_and(|m| m.digests.get(&Algorithm::Sm3) == Some(digest));
        promises.entry(entry).or_default().push(Promise {
            manifest: path,
            line: line.line,
            algorithm: if sm3 { Algorithm::Sm3 } else { *algorithm },
            digest,
        });
    }
}

fn compare(
    delivery: &Delivery<'_>,
    promises: &BTreeMap<u32, Vec<Promise<'_>>>,
    ledger: &mut Ledger,
) {
    let mut examined = 0;
    for (index, promised) in promises {
        let path = delivery.path(*index);
        let mut by_algorithm: BTreeMap<Algorithm, &Promise<'_>> = BTreeMap::new();
        let mut conflicts: BTreeSet<Algorithm> = BTreeSet::new();
        for promise in promised {
            let earlier = *by_algorithm.entry(promise.algorithm).or_insert(promise);
            if earlier.digest != promise.digest {
                conflicts.insert(promise.algorithm);
                ledger.find(
                    Finding::new(
                        Code::ManifestConflict,
                        Locus::row(promise.manifest, promise.line),
                    )
                    .expected(format!("{path}: {}", earlier.digest))
                    .found(promise.digest),
                );
            }
        }
        // Two promises that contradict each other cannot both be held against the bytes.
        by_algorithm.retain(|algorithm, _| !conflicts.contains(algorithm));
        let digests = delivery.measured.get(index).map(|f| &f.digests);
        for (algorithm, promise) in by_algorithm {
            match digests.and_then(|d| d.get(&algorithm)) {
                Some(found) => {
                    examined += 1;
                    if found != promise.digest {
                        ledger.find(
                            Finding::new(Code::DigestMismatch, Locus::entry(path))
                                .expected(format!("{} {}", algorithm.name(), promise.digest))
                                .found(format!("{} {found}", algorithm.name())),
                        );
                    }
                }
                // PKG-01/02 says why it could not be read; here it only means that nothing was compared.
                None => ledger.not_run(Check::Fix02, NotRun::EntriesUnreadable),
            }
        }
    }
    if examined == 0 {
        ledger.not_run(Check::Fix02, NotRun::NoManifest);
    }
    ledger.ran(Check::Fix02, examined);
}

/// Entries that should be listed and are not: of a bag all payload, otherwise everything but manifests. A bag speaks
/// for itself alone: what lies beside it, and pages or a catalogue among its tag files, nobody has listed. A manifest
/// in which no line could be read lists nothing; FIX-01 says so, once.
fn unlisted(
    delivery: &Delivery<'_>,
    manifests: &[(&str, &ManifestFacts)],
    promises: &BTreeMap<u32, Vec<Promise<'_>>>,
    ledger: &mut Ledger,
) {
    let payload: Vec<String> = manifests
        .iter()
        .filter(|(path, m)| {
            delivery.scope(path, m) == ManifestScope::BagPayload && !m.lines.is_empty()
        })
        .map(|(path, _)| format!("{}data/", folder_of(path)))
        .collect();
    let whole = manifests
        .iter()
        .any(|(path, m)| delivery.scope(path, m) == ManifestScope::Delivery && !m.lines.is_empty());
    let bags_only = !whole && !payload.is_empty();
    let mut examined = BTreeSet::new();
    for entry in delivery
        .facts
        .container
        .entries
        .iter()
        .filter(|e| !e.directory)
    {
        let in_payload = payload.iter().any(|root| entry.path.starts_with(root));
        let facts = delivery.measured.get(&entry.index);
        // A signature is made when the list is finished.
        let is_manifest = facts.is_some_and(|f| f.manifest.is_some() || f.signature.is_some());
        let asked =
            in_payload || !is_manifest && (whole || bags_only && beside_the_bags(delivery, entry));
        if !asked || !examined.insert(entry.index) {
            continue;
        }
        if !promises.contains_key(&entry.index) {
            ledger.find(Finding::new(
                Code::PresentUnlisted,
                Locus::entry(&entry.path),
            ));
        }
    }
    ledger.ran(Check::Fix03, examined.len() as u64);
    if examined.is_empty() {
        ledger.not_run(Check::Fix03, NotRun::NoManifest);
    }
}

/// An entry that no bag's list of payload is for, and that is neither a tag file (RFC 8493 2.2) nor a work file.
fn beside_the_bags(delivery: &Delivery<'_>, entry: &Entry) -> bool {
    let roots = || delivery.bag_roots.iter().map(String::as_str);
    let within = |root: &str| entry.path.strip_prefix(root);
    // `payload_listed` speaks of a payload without a list.
    if roots().any(|root| within(root).is_some_and(|rest| rest.starts_with("data/"))) {
        return false;
    }
    let role = delivery.roles.get(&entry.index);
    match role {
        Some(Role::Content | Role::Catalogue) => true,
        Some(Role::Other) => !roots().any(|root| within(root).is_some()),
        _ => false,
    }
}

/// One digest listed for entries of different names: copied lines, or copied files. Page images are left to
/// DUP-01, which knows the unit they belong to, recognised text of two blank pages is the same text, entries
/// without bytes are PKG-07's. Whether the manifest is older
/// than the files is not asked: where the digests agree it does not matter, and where they do not, FIX-02 speaks.
fn repeated(
    delivery: &Delivery<'_>,
    promises: &BTreeMap<u32, Vec<Promise<'_>>>,
    ledger: &mut Ledger,
) {
    let mut listed: BTreeMap<(Algorithm, &str), BTreeSet<&str>> = BTreeMap::new();
    let tree_of = delivery.tree_of();
    for (index, promised) in promises {
        let bytes = delivery.measured.get(index).map_or(0, |facts| facts.bytes);
        let page = delivery.roles.get(index) == Some(&Role::Content) || tree_of.contains_key(index);
        if page || bytes == 0 {
            continue;
        }
        for promise in promised {
            let names = listed
                .entry((promise.algorithm, promise.digest))
                .or_default();
            names.insert(delivery.path(*index));
        }
    }
    ledger.ran(Check::Fix06, promises.len() as u64);
    let mut groups: BTreeSet<Vec<&str>> = BTreeSet::new();
    for names in listed.into_values().filter(|names| names.len() > 1) {
        groups.insert(names.into_iter().collect());
    }
    for names in groups {
        if let [first, others @ ..] = names.as_slice() {
            ledger.find(
                Finding::new(Code::DigestRepeated, Locus::entry(*first)).found(others.join(", ")),
            );
        }
    }
}

fn algorithms(manifests: &[(&str, &ManifestFacts)], ledger: &mut Ledger) {
    for (path, manifest) in manifests {
        let untold: BTreeSet<&str> = manifest
            .lines
            .iter()
            .filter(|line| !line.stated)
            .flat_map(|line| line.digests.keys())
            .map(|algorithm| algorithm.name())
            .collect();
        if !untold.is_empty() {
            let lengths: Vec<&str> = untold.into_iter().collect();
            ledger.find(
                Finding::new(Code::AlgorithmUnstated, Locus::entry(*path))
                    .found(lengths.join(", ")),
            );
        }
    }
    let used: BTreeSet<Algorithm> = manifests
        .iter()
        .flat_map(|(_, m)| &m.lines)
        .flat_map(|line| line.digests.keys().copied())
        .collect();
    ledger.ran(Check::Fix04, used.len() as u64);
    if used.is_empty() {
        ledger.not_run(Check::Fix04, NotRun::NoManifest);
    } else if used.iter().all(|a| a.weak()) {
        let names: Vec<&str> = used.iter().map(|a| a.name()).collect();
        ledger.find(
            Finding::new(Code::WeakAlgorithmOnly, Locus::delivery())
                .expected("sha256, sm3")
                .found(names.join(", ")),
        );
    }
}
