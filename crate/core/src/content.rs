//! File formats: bytes of one entry → facts.
pub mod jpeg;
