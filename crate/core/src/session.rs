//! The door: open → measure → judge → draw → record → decide → report, in that order, with the only mutable thing
//! of the core. The command, the page and the tests are three callers of it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::acceptance::{self, Decision};
use crate::catalogue;
use crate::code::{Check, Code};
use crate::container;
use crate::content::hex;
use crate::digest;
use crate::earlier;
use crate::facts::{Algorithm, DeliveryFacts, EntryFacts, FACTS_SCHEMA, OriginalFacts, RoundLine};
use crate::finding::FindingLine;
use crate::inspection::Inspection;
use crate::judge::{self, Judgement};
use crate::limits::Limits;
use crate::log::{Act, Log, LogLine};
use crate::measure::{MeasureOptions, is_text_candidate};
use crate::patch;
use crate::profile::Profile;
use crate::record::Record;
use crate::sampling::{self, DrawError, Population, Power, Sample};
use crate::source::{ReadError, Source};

mod error;
mod reporting;
mod resuming;
mod views;

pub use error::SessionError;
pub use views::{JudgementView, Overview, Tasks};

use error::{refuse_no_date, refused_earlier};

/// One acceptance, from opening to report.
#[derive(Clone, Debug)]
pub struct Session {
    facts: DeliveryFacts,
    /// Facts as they come in, in any order; moved into `facts` when judging.
    arriving: BTreeMap<u32, EntryFacts>,
    limits: Limits,
    profile: Profile,
    judgement: Option<Judgement>,
    commitments: Vec<String>,
    sample: Option<Sample>,
    record: Record,
    /// The inspection of the report this work was taken up from.
    written: Option<Inspection>,
    log: Log,
    /// The caller's clock, as last told.
    now: String,
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
            earlier: None,
            patch: None,
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
            commitments: Vec::new(),
            sample: None,
            record: Record::default(),
            written: None,
            log: Log::default(),
            now: String::new(),
        }
    }

    /// The caller's clock for what is done from now on: the core has none. ISO 8601.
    pub fn tell_time(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    fn log(&mut self, act: Act, by: &str, detail: &str) {
        self.log.add(&self.now, act, by, detail);
    }

    /// Everything that was done.
    #[must_use]
    pub fn log_lines(&self) -> &[LogLine] {
        self.log.lines()
    }

    /// Continues a log that was kept, in place of the lines made so far.
    ///
    /// # Errors
    /// [`SessionError::Log`] when a line does not follow from the one before; then nothing changes.
    pub fn resume_log(&mut self, lines: Vec<LogLine>) -> Result<(), SessionError> {
        self.log = Log::resume(lines)?;
        Ok(())
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

    /// Takes the report of an earlier round, its signature and its `SHA256SUMS`, to hold this delivery against them; a second
    /// one replaces the first. `handed_over` is the day this delivery came, for the deadline; with a `certificate` (PEM) nobody
    /// else may have signed.
    ///
    /// # Errors
    /// [`SessionError::EarlierRefused`], [`SessionError::NotADate`].
    pub fn add_earlier(
        &mut self,
        report: &[u8],
        signature: Option<&[u8]>,
        sums: &str,
        handed_over: Option<&str>,
        certificate: Option<&str>,
    ) -> Result<(), SessionError> {
        handed_over.map_or(Ok(()), refuse_no_date)?;
        let earlier = earlier::read(report, signature, sums, handed_over, certificate)
            .map_err(|error| refused_earlier(&error))?;
        self.judgement = None;
        self.facts.earlier = Some(earlier);
        Ok(())
    }

    /// Lays this delivery, a patch of only the files that changed, over the facts of the round before. Give that round
    /// first; its facts must have the digest its report names.
    ///
    /// # Errors
    /// [`SessionError::NotMeasured`]; [`SessionError::EarlierRefused`] when the facts are not that round's.
    pub fn lay_over(&mut self, earlier: &DeliveryFacts) -> Result<(), SessionError> {
        self.refuse_unmeasured()?;
        let asked = self
            .facts
            .earlier
            .as_ref()
            .map(|round| round.digest.clone());
        let found = digest::delivery_digest(earlier).map(|digest| digest.sha256);
        if asked.is_none() || asked != found {
            let named = asked.unwrap_or_else(|| "no round".to_owned());
            let found = found.unwrap_or_else(|| "none".to_owned());
            let reason = format!("its report names the digest {named}, its facts have {found}");
            return Err(SessionError::EarlierRefused { reason });
        }
        self.judgement = None;
        self.facts = patch::merge(earlier, self.facts.clone());
        Ok(())
    }

    fn round(&self) -> u32 {
        let earlier = self.facts.earlier.as_ref();
        earlier.map_or(1, |earlier| earlier.round().saturating_add(1))
    }

    fn rounds(&self) -> Vec<RoundLine> {
        let earlier = self.facts.earlier.as_ref();
        earlier.map_or_else(Vec::new, |earlier| earlier.rounds.clone())
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

    fn refuse_unmeasured(&mut self) -> Result<(), SessionError> {
        self.settle_facts();
        let entries = self.facts.container.entries.len() as u64;
        let measured = self.facts.entries.len() as u64;
        if measured < entries {
            return Err(SessionError::NotMeasured {
                missing: entries - measured,
                entries,
            });
        }
        Ok(())
    }

    /// Judges. A delivery of which an entry was not measured is not judged.
    ///
    /// # Errors
    /// [`SessionError::NotMeasured`].
    pub fn judge(&mut self) -> Result<&Judgement, SessionError> {
        self.refuse_unmeasured()?;
        let judgement = judge::judge(&self.facts, &self.profile);
        let digest = judgement.digest.as_ref();
        let digest = digest.map_or_else(String::new, |digest| digest.sha256.clone());
        let (name, profile) = (self.facts.name.clone(), self.profile.sha256.clone());
        self.log(Act::Opened, "", &name);
        self.log(Act::Measured, "", &digest);
        self.log(Act::Judged, "", &profile);
        Ok(self.judgement.insert(judgement))
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
            round: self.round(),
            rework: judgement.rework.clone(),
            rounds: self.rounds(),
            risks: judge::risks(judgement),
        })
    }

    /// `SHA256SUMS` of DESIGN §8: the text the delivery digest is the digest of.
    #[must_use]
    pub fn sums(&self) -> Option<String> {
        digest::sums(&self.facts, Algorithm::Sha256)
    }

    /// What the sample is drawn from.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`].
    pub fn population(&self) -> Result<Population, SessionError> {
        let units = self.judged()?.units.iter();
        Ok(Population::new(units.map(|unit| {
            (unit.archival_code.clone(), unit.stratum.clone())
        })))
    }

    /// What two parties say first: SHA-256 of each one's nonce. The draw then takes these nonces and no others.
    ///
    /// # Errors
    /// [`DrawError::Frozen`] after a draw.
    pub fn commit(&mut self, commitments: Vec<String>) -> Result<(), SessionError> {
        if self.sample.is_some() {
            return Err(DrawError::Frozen.into());
        }
        self.log(Act::Committed, "", &commitments.join(" "));
        self.commitments = commitments;
        Ok(())
    }

    /// Draws the sample. It stands once drawn: a second draw gives the same or is refused.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`], [`SessionError::Draw`].
    pub fn draw(&mut self, nonces: &[String]) -> Result<&Sample, SessionError> {
        let judgement = self.judged()?;
        let digest = judgement.digest.as_ref().ok_or(DrawError::DigestMissing)?;
        let plan = &self.profile.sampling;
        let mut sample = sampling::draw(plan, &digest.sha256, nonces, &self.population()?)?;
        if !self.commitments.is_empty() {
            sampling::hold_to(&self.commitments, nonces)?;
            sample.commitments.clone_from(&self.commitments);
        }
        if self.sample.as_ref().is_some_and(|drawn| *drawn != sample) {
            return Err(DrawError::Frozen.into());
        }
        let seed = sample.seed.clone();
        self.log(Act::Drawn, "", &seed);
        Ok(self.sample.insert(sample))
    }

    /// What the drawn sample can tell.
    #[must_use]
    pub fn power(&self) -> Option<Power> {
        let sample = self.sample.as_ref()?;
        Some(Power::of(sample, &self.profile.inspection))
    }

    /// Takes what people said, all of it at once, in place of what they said before.
    ///
    /// # Errors
    /// [`SessionError::NotJudged`]; [`SessionError::Attestation`] and [`SessionError::OfNothing`], and then the old word stands.
    pub fn record(&mut self, mut record: Record) -> Result<Decision, SessionError> {
        for attestation in &record.attestations {
            attestation.refuse_contradictions()?;
        }
        record.deadline.as_deref().map_or(Ok(()), refuse_no_date)?;
        let given = self.record.inspection.as_ref().map_or(0, |i| i.given);
        if given > 0 || record.inspection.is_some() {
            let inspection = record.inspection.get_or_insert_default();
            self.keep_written(inspection);
            inspection.count_given(given);
        }
        self.refuse_unknown(&record)?;
        for (act, by, detail) in record.acts_since(&self.record) {
            self.log(act, &by, &detail);
        }
        self.record = record;
        let decision = self.decide()?;
        self.log(Act::Decided, "", decision.outcome.name());
        Ok(decision)
    }

    /// What is said of nothing there counts nowhere: a failure must not be lost on a misspelt name.
    fn refuse_unknown(&self, record: &Record) -> Result<(), SessionError> {
        let units = self.judged()?.units.iter();
        let units: BTreeSet<&str> = units.map(|unit| unit.archival_code.as_str()).collect();
        let point = |id: &str| self.profile.inspection.iter().any(|point| point.id == id);
        let verdicts = record.inspection.iter().flat_map(|i| &i.verdicts);
        let verdicts =
            verdicts.filter(|v| !units.contains(v.archival_code.as_str()) || !point(&v.point));
        let verdicts = verdicts.map(|v| format!("{} {}", v.archival_code, v.point));
        let attested = record.attestations.iter().map(|a| &a.check);
        let attested = attested.filter(|check| Check::from_id(check).is_none());
        let confirmed = record.confirmations.iter().map(|c| &c.code);
        let confirmed = confirmed.filter(|code| Code::from_dotted(code).is_none());
        let mut unknown = verdicts.chain(attested.chain(confirmed).cloned());
        match unknown.next() {
            Some(name) => Err(SessionError::OfNothing { name }),
            None => Ok(()),
        }
    }

    /// The report's bytes are about to be signed by somebody; says so in the log, and in the report made after it.
    pub fn signing(&mut self, by: &str) {
        self.log(Act::Signing, by, "");
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
}
