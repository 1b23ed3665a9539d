//! The door: open → measure → judge → draw → record → decide → report, in that order, with the only mutable thing
//! of the core. The command, the page and the tests are three callers of it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::acceptance::{self, Decision, Record};
use crate::attestation::AttestationError;
use crate::catalogue;
use crate::code::Code;
use crate::container;
use crate::content::hex;
use crate::delivery::WorkFileLine;
use crate::digest::{self, DeliveryDigest};
use crate::facts::{
    Algorithm, ContainerFault, DeliveryFacts, Entry, EntryFacts, FACTS_SCHEMA, NameDecision,
    OriginalFacts,
};
use crate::finding::FindingLine;
use crate::judge::{self, CheckLine, Counts, Judgement, Unit};
use crate::limits::Limits;
use crate::measure::{MeasureOptions, is_text_candidate};
use crate::profile::Profile;
use crate::report::{DeliveryLine, Made, OriginalLine, ProfileLine, REPORT_SCHEMA, Report, Tool};
use crate::sampling::{self, DrawError, Sample};
use crate::source::{ReadError, Source};

/// What is known after opening the container, before any content was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overview {
    /// Name as the host gave it.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Entries that are not folders.
    pub files: u64,
    /// Bytes they promise after decompression.
    pub promised_bytes: u64,
    /// What is wrong with the container.
    pub faults: Vec<ContainerFault>,
    /// Names the container when this version cannot read its kind: neither wrong nor fine.
    pub unsupported: Option<String>,
    /// How unflagged names were read.
    pub names: Option<NameDecision>,
}

/// Entries to measure and how; any worker may take any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tasks {
    /// The same for all.
    pub options: MeasureOptions,
    /// What to measure.
    pub entries: Vec<Entry>,
}

/// The judgement as a screen or a file shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JudgementView {
    /// Delivery digest, where every entry could be read.
    pub digest: Option<DeliveryDigest>,
    /// How much.
    pub counts: Counts,
    /// The ledger.
    pub checks: Vec<CheckLine>,
    /// The findings.
    pub findings: Vec<FindingLine>,
    /// The items, in row order.
    pub units: Vec<Unit>,
    /// The profile it was judged under.
    pub profile: Profile,
    /// The catalogue names a secrecy level: stop work (DA/T 68.2-2020 clause 1).
    pub stop_work: bool,
    /// Work files found by name, for whoever attests DOC-01.
    pub work_files: Vec<WorkFileLine>,
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Facts are for an entry the container does not have.
    #[error("there is no entry {index} in this container")]
    ForeignFacts {
        /// The number.
        index: u32,
    },
    /// Some entries have not been measured, so nothing can be judged.
    #[error("{missing} of {entries} entries have not been measured")]
    NotMeasured {
        /// How many are missing.
        missing: u64,
        /// Of how many.
        entries: u64,
    },
    /// Not judged yet.
    #[error("the delivery has not been judged yet")]
    NotJudged,
    /// The sample could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// What was attested contradicts itself.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// The client's own catalogue cannot be used: our inability, not a defect of the delivery.
    #[error("`{name}` cannot be read as a catalogue: {reason}")]
    OriginalUnreadable {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The facts are of another version.
    #[error("the facts say schema `{found}`, this tool reads `{FACTS_SCHEMA}`")]
    UnsupportedFacts {
        /// What they say.
        found: String,
    },
}

/// One acceptance, from opening to report.
#[derive(Clone, Debug)]
pub struct Session {
    facts: DeliveryFacts,
    /// Facts as they come in, in any order; moved into `facts` when judging.
    arriving: BTreeMap<u32, EntryFacts>,
    limits: Limits,
    profile: Profile,
    judgement: Option<Judgement>,
    sample: Option<Sample>,
    record: Record,
}

impl Session {
    /// Reads the container's directory.
    ///
    /// # Errors
    /// [`ReadError`] when the host refuses to read.
    pub fn open(source: &dyn Source, name: &str, profile: Profile) -> Result<Self, ReadError> {
        let limits = Limits::default();
        let container = container::open(source, &limits)?;
        let facts = DeliveryFacts {
            schema: FACTS_SCHEMA.to_owned(),
            name: name.to_owned(),
            bytes: source.length(),
            container,
            entries: Vec::new(),
            original: None,
        };
        Ok(Self::new(facts, limits, profile))
    }

    /// Takes facts measured earlier; no byte of the delivery is read again.
    ///
    /// # Errors
    /// [`SessionError::UnsupportedFacts`] for another version.
    pub fn from_facts(facts: DeliveryFacts, profile: Profile) -> Result<Self, SessionError> {
        if facts.schema != FACTS_SCHEMA {
            return Err(SessionError::UnsupportedFacts {
                found: facts.schema,
            });
        }
        Ok(Self::new(facts, Limits::default(), profile))
    }

    fn new(facts: DeliveryFacts, limits: Limits, profile: Profile) -> Self {
        Self {
            facts,
            arriving: BTreeMap::new(),
            limits,
            profile,
            judgement: None,
            sample: None,
            record: Record::default(),
        }
    }

    /// What is known before any content was read.
    #[must_use]
    pub fn overview(&self) -> Overview {
        let container = &self.facts.container;
        let files = || container.entries.iter().filter(|e| !e.directory);
        Overview {
            name: self.facts.name.clone(),
            bytes: self.facts.bytes,
            files: files().count() as u64,
            promised_bytes: files().map(|e| e.size).fold(0, u64::saturating_add),
            faults: container.faults.clone(),
            unsupported: crate::checks::unsupported_container(&container.faults),
            names: container.names.clone(),
        }
    }

    /// First: manifests and tables. They say which digests the rest must have; being small, they get all.
    #[must_use]
    pub fn text_tasks(&self) -> Tasks {
        self.tasks(Algorithm::ALL.iter().copied().collect(), true)
    }

    /// Then, once the text facts were added: everything else.
    #[must_use]
    pub fn content_tasks(&self) -> Tasks {
        let known = self.facts.entries.iter().chain(self.arriving.values());
        let lines = known.filter_map(|f| f.manifest.as_ref());
        let algorithms = lines
            .flat_map(|m| &m.lines)
            .flat_map(|l| l.digests.keys().copied())
            .collect();
        self.tasks(algorithms, false)
    }

    fn tasks(&self, algorithms: BTreeSet<Algorithm>, text: bool) -> Tasks {
        let entries = &self.facts.container.entries;
        let entries = entries
            .iter()
            .filter(|e| is_text_candidate(e, &self.limits) == text)
            .cloned();
        // Of a bomb made of many entries only the small ones are read: enough to name it, not enough to be hurt.
        let mut limits = self.limits.clone();
        let overview = self.overview();
        if limits.total_is_a_bomb(overview.promised_bytes, overview.bytes) {
            limits.ratio = 0;
        }
        Tasks {
            options: MeasureOptions { limits, algorithms },
            entries: entries.collect(),
        }
    }

    /// Adds what was measured of one entry; in any order, a second time replaces the first.
    ///
    /// # Errors
    /// [`SessionError::ForeignFacts`] for an entry that is not there.
    pub fn add_facts(&mut self, facts: EntryFacts) -> Result<(), SessionError> {
        // Entries are numbered from 0 without gaps: `container::open` counts them so.
        let entries = self.facts.container.entries.len() as u64;
        if u64::from(facts.index) >= entries {
            return Err(SessionError::ForeignFacts { index: facts.index });
        }
        self.judgement = None;
        self.arriving.insert(facts.index, facts);
        Ok(())
    }

    /// Takes the client's own catalogue of before the work, to hold the delivery's against (CAT-17); a second one
    /// replaces the first.
    ///
    /// # Errors
    /// [`SessionError::OriginalUnreadable`] when it is no table with a heading of the archival code.
    pub fn add_original(&mut self, name: &str, bytes: &[u8]) -> Result<(), SessionError> {
        let refused = |reason: &str| SessionError::OriginalUnreadable {
            name: name.to_owned(),
            reason: reason.to_owned(),
        };
        let tables = catalogue::read_tables(name, bytes, &self.limits)
            .ok_or_else(|| refused("not a table, by its name"))?;
        if let Some(reason) = &tables.unreadable {
            return Err(refused(reason));
        }
        let aliases = &self.profile.catalogue.aliases;
        let mut sheets = tables.tables.iter().filter(|table| !table.hidden);
        if !sheets.any(|table| catalogue::columns::read_catalogue(table, aliases).is_ok()) {
            return Err(refused(
                "no sheet has a heading of the archival code (档号)",
            ));
        }
        self.judgement = None;
        self.facts.original = Some(OriginalFacts {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
            tables,
        });
        Ok(())
    }

    fn settle_facts(&mut self) {
        if !self.arriving.is_empty() {
            let mut all: BTreeMap<u32, EntryFacts> = std::mem::take(&mut self.facts.entries)
                .into_iter()
                .map(|f| (f.index, f))
                .collect();
            all.append(&mut self.arriving);
            self.facts.entries = all.into_values().collect();
        }
    }

    /// Everything that was measured.
    #[must_use]
    pub fn facts(&self) -> &DeliveryFacts {
        &self.facts
    }

    /// The profile that is judged under.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Judges. A delivery of which an entry was not measured is not judged.
    ///
    /// # Errors
    /// [`SessionError::NotMeasured`].
    pub fn judge(&mut self) -> Result<&Judgement, SessionError> {
        self.settle_facts();
        let entries = self.facts.container.entries.len() as u64;
        let measured = self.facts.entries.len() as u64;
        if measured < entries {
            return Err(SessionError::NotMeasured {
                missing: entries - measured,
                entries,
            });
        }
        Ok(self
            .judgement
            .insert(judge::judge(&self.facts, &self.profile)))
    }

    fn judged(&self) -> Result<&Judgement, SessionError> {
        self.judgement.as_ref().ok_or(SessionError::NotJudged)
    }

    /// The judgement as a screen shows it.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`].
    pub fn view(&self) -> Result<JudgementView, SessionError> {
        let judgement = self.judged()?;
        Ok(JudgementView {
            digest: judgement.digest.clone(),
            counts: judgement.counts.clone(),
            checks: judgement.checks.clone(),
            findings: judgement.findings.iter().map(FindingLine::from).collect(),
            units: judgement.units.clone(),
            profile: self.profile.clone(),
            stop_work: judgement
                .findings
                .iter()
                .any(|f| f.code == Code::SecrecyLevel),
            work_files: judgement.work_files.clone(),
        })
    }

    /// `SHA256SUMS` of DESIGN §8: the text the delivery digest is the digest of.
    #[must_use]
    pub fn sums(&self) -> Option<String> {
        digest::sums(&self.facts, Algorithm::Sha256)
    }

    /// Draws the sample.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`], [`SessionError::Draw`].
    pub fn draw(&mut self, nonces: &[String]) -> Result<&Sample, SessionError> {
        let judgement = self.judged()?;
        let digest = judgement.digest.as_ref().ok_or(DrawError::DigestMissing)?;
        let units: Vec<String> = judgement
            .units
            .iter()
            .map(|u| u.archival_code.clone())
            .collect();
        let sample = sampling::draw(&self.profile.sampling, &digest.sha256, nonces, &units)?;
        Ok(self.sample.insert(sample))
    }

    /// Takes what people said, all of it at once, in place of what they said before.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`]; [`SessionError::Attestation`], and then the old word stands.
    pub fn record(&mut self, record: Record) -> Result<Decision, SessionError> {
        for attestation in &record.attestations {
            attestation.refuse_contradictions()?;
        }
        self.record = record;
        self.decide()
    }

    /// The decision as things stand.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`].
    pub fn decide(&self) -> Result<Decision, SessionError> {
        Ok(acceptance::decide(
            &self.profile,
            self.judged()?,
            self.sample.as_ref(),
            &self.record,
        ))
    }

    /// The report as things stand. `made` and `commit` come from the caller: the core has no clock.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`].
    pub fn report(&self, made: Made, commit: &str) -> Result<Report, SessionError> {
        let judgement = self.judged()?;
        let decision = self.decide()?;
        let mut checks = judgement.checks.clone();
        acceptance::complete_ledger(
            &self.profile,
            &judgement.findings,
            &mut checks,
            &decision,
            self.sample.as_ref(),
            &self.record,
        );
        Ok(Report {
            schema: REPORT_SCHEMA.to_owned(),
            tool: Tool {
                name: "yanshou".to_owned(),
                version: crate::VERSION.to_owned(),
                commit: commit.to_owned(),
            },
            made,
            profile: ProfileLine {
                id: self.profile.id.clone(),
                version: self.profile.version.clone(),
                sha256: self.profile.sha256.clone(),
                title: self.profile.title.clone(),
                sources: self.profile.sources.clone(),
                severity: self.profile.severity.clone(),
                off: self.profile.off.clone(),
            },
            delivery: DeliveryLine {
                name: self.facts.name.clone(),
                bytes: self.facts.bytes,
                entries: self.facts.container.entries.len() as u64,
                digest: judgement.digest.clone(),
                original: self.facts.original.as_ref().map(|original| OriginalLine {
                    name: original.name.clone(),
                    bytes: original.bytes,
                    sha256: original.sha256.clone(),
                }),
            },
            counts: judgement.counts.clone(),
            checks,
            findings: judgement.findings.iter().map(FindingLine::from).collect(),
            sample: self.sample.clone(),
            inspection: self.record.inspection.clone(),
            confirmations: self.record.confirmations.clone(),
            work_files: judgement.work_files.clone(),
            attestations: self.record.attestations.clone(),
            decision,
        })
    }
}
