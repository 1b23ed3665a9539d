//! # Yanshou 验收: is this digitisation delivery accepted?
//!
//! A pure core: bytes, profile, nonces and time come in as arguments; findings, a sample, a decision and the
//! report's canonical bytes come out. No clock, no randomness, no I/O, no DOM.
//!
//! Which type for which case:
//!
//! | you want to … | use |
//! |---|---|
//! | read a ZIP and list what is in it | [`container::open`] |
//! | measure one entry (in any worker, in any order) | [`measure::measure`] |
//! | judge facts that were measured, under a profile | [`judge::judge`] |
//! | draw the sample anyone can redraw | [`sampling::draw`] |
//! | decide, with the arithmetic | [`acceptance::decide`] |
//! | the report and its bytes | [`report::Report`] |
//! | what a contractor's reports come to | [`supplier::sheet`] |
//! | all of it, in order, with one mutable thing | [`session::Session`] |
//!
//! The modules stand as in DESIGN §4: each may import only from what stands above it here. A test in
//! `tests/` reads the `use` lines and fails on an upward one. Blank lines keep rustfmt from sorting steps away.

// words
pub mod archival_code;
pub mod code;
pub mod limits;
pub mod locus;
pub mod source;

pub mod facts;
pub mod finding;

pub mod plain;

pub mod person;

// readers
pub mod container;
pub mod content;

pub mod profile;

pub mod catalogue;
pub mod manifest;

// measure
pub mod delivery;
pub mod digest;
pub mod measure;
pub mod patch;

// checks
pub mod ledger;
pub mod rework;

pub mod checks;
pub mod sheets;

pub mod judge;
pub mod words;

pub mod findings_table;

// judgement
pub mod attestation;
pub mod inspection;
pub mod log;
pub mod sampling;

pub mod record;

pub mod acceptance;
pub mod report;

pub mod earlier;

pub mod supplier;

// door
pub mod session;

pub mod boundary;

/// The version of the tool, as it stands in every report.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
