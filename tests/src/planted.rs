//! Plants the defects of `fixtures/planted.toml` into a sound batch one by one and says which check saw each. What
//! a defect leaves alone is not measured again: facts depend on an entry's bytes and path only.
#![allow(clippy::expect_used)] // a test's own inability is a panic with its reason

use std::collections::BTreeMap;
use std::thread;

use yanshou::code::{Code, Severity};
use yanshou::facts::{Algorithm, Entry, EntryFacts};
use yanshou::measure::{MeasureOptions, measure};
use yanshou::profile::Profile;
use yanshou::report::Report;
use yanshou::session::{Session, Tasks};
use yanshou_fixture::{Planted, Recipe};

use crate::made;

/// Path of an entry, and the CRC-32 of its record from the local header to whatever follows it.
type Identity = (String, u32);

/// Facts of entries that were measured once.
#[derive(Default)]
pub struct Known {
    facts: BTreeMap<Identity, EntryFacts>,
}

/// What became of a planted defect.
pub struct Seen {
    /// The defect.
    pub planted: Planted,
    /// The check that must see it did; of a variant that is no defect: nothing of severity A or B was said.
    pub right: bool,
    /// All codes found, with how often.
    pub codes: BTreeMap<String, usize>,
}

impl Known {
    /// Opens, measures what is not known yet, and judges.
    ///
    /// # Panics
    /// When the product refuses bytes in memory.
    #[allow(clippy::ptr_arg)] // as `measure_all`
    pub fn judge(&mut self, bytes: &Vec<u8>, profile: &str) -> Report {
        let profile = Profile::built_in(profile).expect("a built-in profile");
        let mut session = Session::open(bytes, "batch.zip", profile).expect("opens");
        for stage in [Session::text_tasks, Session::content_tasks] {
            let Tasks {
                mut options,
                entries,
            } = stage(&session);
            // All that any manifest may ask for, so that facts fit whatever manifest is planted.
            options.algorithms = [Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha512].into();
            let identities: Vec<Identity> = entries.iter().map(|e| identity(bytes, e)).collect();
            let new: Vec<(&Entry, &Identity)> = entries
                .iter()
                .zip(&identities)
                .filter(|(_, identity)| !self.facts.contains_key(*identity))
                .collect();
            let measured = measure_all(bytes, &new, &options);
            for ((_, identity), facts) in new.into_iter().zip(measured) {
                self.facts.insert(identity.clone(), facts);
            }
            for (entry, identity) in entries.iter().zip(&identities) {
                if let Some(facts) = self.facts.get(identity) {
                    let index = entry.index;
                    let facts = EntryFacts {
                        index,
                        ..facts.clone()
                    };
                    session
                        .add_facts(facts)
                        .expect("the entry is of this container");
                }
            }
        }
        session.judge().expect("everything was measured");
        session.report(made(), "unknown").expect("judged")
    }

    /// Plants one defect and judges.
    ///
    /// # Panics
    /// When the register names what the batch does not have.
    pub fn plant(&mut self, batch: &Recipe, planted: &Planted) -> Seen {
        let recipe = batch
            .plant(planted)
            .unwrap_or_else(|e| panic_with(&planted.defect, &e));
        let report = self.judge(&recipe.pack(), &recipe.profile);
        let mut codes = BTreeMap::new();
        for finding in &report.findings {
            *codes.entry(finding.code.clone()).or_default() += 1;
        }
        let right = if planted.code == "sound" {
            codes.keys().all(|code| severity(code) == Some(Severity::C))
        } else {
            codes.contains_key(&planted.code)
        };
        Seen {
            planted: planted.clone(),
            right,
            codes,
        }
    }
}

#[allow(clippy::panic)]
fn panic_with(defect: &str, error: &dyn std::fmt::Display) -> Recipe {
    panic!("`{defect}` cannot be planted: {error}")
}

fn severity(code: &str) -> Option<Severity> {
    Code::from_dotted(code).map(Code::severity)
}

fn identity(bytes: &[u8], entry: &Entry) -> Identity {
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    let from = place(entry.header_offset);
    let to = entry.next_offset.map_or(bytes.len(), place);
    let record = bytes.get(from..to).unwrap_or_default();
    (entry.path.clone(), crc32fast::hash(record))
}

/// On all cores. A slice would be no source: sources are sized.
#[allow(clippy::ptr_arg)]
fn measure_all(
    bytes: &Vec<u8>,
    entries: &[(&Entry, &Identity)],
    options: &MeasureOptions,
) -> Vec<EntryFacts> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = entries.len().div_ceil(cores).max(1);
    let one = |(entry, _): &(&Entry, &Identity)| {
        measure(bytes, entry, options, &mut |_| {}).expect("measures")
    };
    thread::scope(|scope| {
        let parts: Vec<_> = entries
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("no worker panics"))
            .collect()
    })
}
