//! The draw (抽样) of DESIGN §8: a sample that anyone can redraw with `sha256sum` and `sort`.
//!
//! seed = SHA-256 of `yanshou-seed/1\n{delivery digest}\n{nonce}\n…`; a unit's key = SHA-256 of
//! `{seed}\n{unit}`; the n units with the smallest keys are the sample. These definitions never change under
//! one version tag.

pub mod attributes;
pub mod odds;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::hex;
use crate::profile::{Rate, SamplingPlan};

/// First line of the text the seed is the digest of.
pub const SEED_TAG: &str = "yanshou-seed/1";

/// One drawn unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SampledUnit {
    /// Its archival code (档号) as normalised.
    pub archival_code: String,
    /// SHA-256 of `{seed}\n{unit}`, lower hex; the order of the draw.
    pub key: String,
}

/// A drawn sample with everything needed to draw it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// SHA-256, lower hex.
    pub seed: String,
    /// What each party said before the units were shown, in order.
    pub nonces: Vec<String>,
    /// Units drawn from.
    pub population: u64,
    /// The plan's share.
    pub rate: Rate,
    /// The plan's least number.
    pub minimum: u64,
    /// The drawn units, smallest key first.
    pub units: Vec<SampledUnit>,
}

/// Why nothing can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// No nonce was given, or an empty one.
    #[error("a draw needs at least one nonce that is not empty")]
    NonceMissing,
    /// A nonce has a line break, which would let two parties' nonces be told apart differently.
    #[error("nonce {number} has a line break in it")]
    NonceLineBreak {
        /// Which nonce, from 1.
        number: usize,
    },
    /// The delivery digest is not known: some entry could not be read.
    #[error("the delivery digest is not known, so no seed can be made")]
    DigestMissing,
    /// Nothing to draw from.
    #[error("there is no unit to draw from")]
    PopulationEmpty,
    /// Two units have one name, so a draw would not say which it means.
    #[error("the unit `{unit}` is there twice")]
    UnitTwice {
        /// The archival code.
        unit: String,
    },
}

/// The seed: SHA-256, lower hex, of the tag, the delivery digest and every nonce, each with a line feed.
///
/// # Errors
/// [`DrawError::NonceMissing`], [`DrawError::NonceLineBreak`].
pub fn seed(delivery_digest: &str, nonces: &[String]) -> Result<String, DrawError> {
    if nonces.is_empty() || nonces.iter().any(String::is_empty) {
        return Err(DrawError::NonceMissing);
    }
    if let Some(at) = nonces.iter().position(|n| n.contains(['\n', '\r'])) {
        return Err(DrawError::NonceLineBreak { number: at + 1 });
    }
    let mut hash = Sha256::new();
    for line in [SEED_TAG, delivery_digest]
        .into_iter()
        .chain(nonces.iter().map(String::as_str))
    {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    Ok(hex(&hash.finalize()))
}

/// How many units a plan asks for: max(⌈rate × N⌉, minimum), at most N.
#[must_use]
pub fn sample_size(plan: &SamplingPlan, population: u64) -> u64 {
    // u128: rate and population are both 64-bit.
    let product = u128::from(population) * u128::from(plan.rate.numerator);
    let by_rate = product.div_ceil(u128::from(plan.rate.denominator.max(1)));
    u64::try_from(by_rate)
        .unwrap_or(u64::MAX)
        .max(plan.minimum)
        .min(population)
}

/// Draws the sample. The order in which units are given does not matter.
///
/// # Errors
/// [`DrawError`]; see its variants.
pub fn draw(
    plan: &SamplingPlan,
    delivery_digest: &str,
    nonces: &[String],
    units: &[String],
) -> Result<Sample, DrawError> {
    let seed = seed(delivery_digest, nonces)?;
    if units.is_empty() {
        return Err(DrawError::PopulationEmpty);
    }
    let mut keyed: Vec<SampledUnit> = units
        .iter()
        .map(|unit| {
            let mut hash = Sha256::new();
            hash.update(seed.as_bytes());
            hash.update(b"\n");
            hash.update(unit.as_bytes());
            SampledUnit {
                archival_code: unit.clone(),
                key: hex(&hash.finalize()),
            }
        })
        .collect();
    keyed.sort_by(|a, b| (&a.key, &a.archival_code).cmp(&(&b.key, &b.archival_code)));
    if let Some(pair) = keyed
        .windows(2)
        .find(|pair| matches!(pair, [a, b] if a.key == b.key))
    {
        let unit = pair
            .first()
            .map(|u| u.archival_code.clone())
            .unwrap_or_default();
        return Err(DrawError::UnitTwice { unit });
    }
    let population = units.len() as u64;
    let size = sample_size(plan, population);
    keyed.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(Sample {
        seed,
        nonces: nonces.to_vec(),
        population,
        rate: plan.rate,
        minimum: plan.minimum,
        units: keyed,
    })
}
