//! The draw (抽样) of DESIGN §8: a sample that anyone can redraw with `sha256sum` and `sort`.
//!
//! seed = SHA-256 of `yanshou-seed/1\n{delivery digest}\n{nonce}\n…`; a unit's key = SHA-256 of
//! `{seed}\n{unit}`; in each stratum the n units with the smallest keys are the sample. These definitions never change
//! under one version tag.

pub mod attributes;
pub mod odds;
mod population;
mod power;
pub mod switching;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::hex;
use crate::profile::{Rate, Rounding, SamplingPlan, SamplingUnit};

pub use population::{Population, Stratum};
pub use power::{Curve, CurvePoint, Detection, Power};
pub(crate) use power::{allowed, bad_at_most_in_strata, millionths, per_cent};

/// First line of the text the seed is the digest of.
pub const SEED_TAG: &str = "yanshou-seed/1";

/// The draw once more, for a shell with coreutils: what the other party runs.
pub const REDRAW_SCRIPT: &str = include_str!("sampling/redraw.sh");

/// One drawn unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SampledUnit {
    /// Its archival code (档号) as normalised.
    pub archival_code: String,
    /// SHA-256 of `{seed}\n{unit}`, lower hex; the order of the draw.
    pub key: String,
    /// Number of its stratum, from 1.
    pub stratum: u32,
}

/// What was drawn of one stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StratumLine {
    /// The values that make it, in the order of the plan's fields; none where the whole is one stratum.
    pub values: Vec<String>,
    /// Units in it.
    pub population: u64,
    /// Units drawn.
    pub drawn: u64,
}

/// The plan by attributes as it came out for this population.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttributesLine {
    /// Code letter.
    pub letter: char,
    /// Units the table asks for.
    pub sampled: u64,
    /// Most bad units that are accepted (Ac). Where the share asks for more units than the table it stays the same, which
    /// is stricter than the table.
    pub acceptance: u64,
}

/// A drawn sample with everything needed to draw it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// SHA-256, lower hex.
    pub seed: String,
    /// SHA-256 of each nonce, lower hex, given before any nonce was shown; empty where one party drew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<String>,
    /// What each party said before the units were shown, in order.
    pub nonces: Vec<String>,
    /// What a unit is.
    pub unit: SamplingUnit,
    /// Units drawn from.
    pub population: u64,
    /// SHA-256, lower hex, of the list that was drawn from: [`Population::list`].
    pub population_sha256: String,
    /// The plan's share.
    pub rate: Rate,
    /// The plan's least number in each stratum.
    pub minimum: u64,
    /// Where the plan is by attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<AttributesLine>,
    /// The strata, in the order of their values.
    pub strata: Vec<StratumLine>,
    /// The drawn units: by stratum, smallest key first.
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
    /// A party committed to another nonce, or to none.
    #[error("nonce {number} is not the one that was committed to")]
    NonceNotCommitted {
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
    /// A unit's name breaks the lists that others would redraw from.
    #[error("the unit `{unit}` has a line break or tab in its name")]
    UnitUnprintable {
        /// The archival code.
        unit: String,
    },
    /// The table of the plan by attributes has no row for so many units.
    #[error("the plan by attributes has no row for {population} units")]
    NoPlan {
        /// How many.
        population: u64,
    },
    /// A sample was drawn and shown; another would be chosen, not drawn.
    #[error("a sample was drawn already and stands")]
    Frozen,
}

/// What a party says first (承诺): SHA-256 of its nonce, lower hex.
#[must_use]
pub fn commitment(nonce: &str) -> String {
    hex(&Sha256::digest(nonce.as_bytes()))
}

/// Holds the nonces against what was committed to.
///
/// # Errors
/// [`DrawError::NonceNotCommitted`] with the first that differs, is missing or too many.
pub fn hold_to(commitments: &[String], nonces: &[String]) -> Result<(), DrawError> {
    for at in 0..commitments.len().max(nonces.len()) {
        let (promised, said) = (commitments.get(at), nonces.get(at));
        if promised.map(|c| c.to_lowercase()) != said.map(|n| commitment(n)) {
            return Err(DrawError::NonceNotCommitted { number: at + 1 });
        }
    }
    Ok(())
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

/// How many units of so many a share is, rounded as the plan says.
fn share_of(plan: &SamplingPlan, population: u64) -> u64 {
    // u128: rate and population are both 64-bit.
    let product = u128::from(population) * u128::from(plan.rate.numerator);
    let whole = u128::from(plan.rate.denominator.max(1));
    let units = match plan.rounding {
        Rounding::Up => product.div_ceil(whole),
        Rounding::Nearest => (product * 2 + whole) / (whole * 2),
    };
    u64::try_from(units).unwrap_or(u64::MAX)
}

/// How many units a plan asks for of a stratum of so many: max(rate × N, minimum, the plan's n), at most N; all of a
/// small one. `None` where the table of a plan by attributes has no row.
#[must_use]
pub fn sample_size(plan: &SamplingPlan, population: u64) -> Option<u64> {
    if population <= plan.whole_up_to {
        return Some(population);
    }
    let by_table = match plan.attributes {
        None => 0,
        Some(asked) => attributes::plan(population, asked)?.sampled,
    };
    let size = share_of(plan, population).max(plan.minimum).max(by_table);
    Some(size.min(population))
}

pub(crate) fn key(seed: &str, unit: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(seed.as_bytes());
    hash.update(b"\n");
    hash.update(unit.as_bytes());
    hex(&hash.finalize())
}

/// Draws the sample. The order in which units are given does not matter.
///
/// # Errors
/// [`DrawError`]; see its variants.
pub fn draw(
    plan: &SamplingPlan,
    delivery_digest: &str,
    nonces: &[String],
    population: &Population,
) -> Result<Sample, DrawError> {
    let seed = seed(delivery_digest, nonces)?;
    population.refuse_ambiguous()?;
    let all = population.units();
    let (mut strata, mut units) = (Vec::new(), Vec::new());
    for (number, stratum) in (1_u32..).zip(population.strata()) {
        let size = stratum.units.len() as u64;
        let drawn = sample_size(plan, size).ok_or(DrawError::NoPlan { population: size })?;
        let mut keyed: Vec<SampledUnit> = stratum
            .units
            .iter()
            .map(|unit| SampledUnit {
                archival_code: unit.clone(),
                key: key(&seed, unit),
                stratum: number,
            })
            .collect();
        keyed.sort_by(|a, b| (&a.key, &a.archival_code).cmp(&(&b.key, &b.archival_code)));
        keyed.truncate(usize::try_from(drawn).unwrap_or(usize::MAX));
        units.append(&mut keyed);
        strata.push(StratumLine {
            values: stratum.values.clone(),
            population: size,
            drawn,
        });
    }
    let by_table = plan
        .attributes
        .and_then(|asked| attributes::plan(all, asked));
    Ok(Sample {
        seed,
        commitments: Vec::new(),
        nonces: nonces.to_vec(),
        unit: plan.unit,
        population: all,
        population_sha256: hex(&Sha256::digest(population.list().as_bytes())),
        rate: plan.rate,
        minimum: plan.minimum,
        attributes: by_table.map(|plan| AttributesLine {
            letter: plan.letter,
            sampled: plan.sampled,
            acceptance: plan.acceptance,
        }),
        strata,
        units,
    })
}

impl Sample {
    /// 件 or 卷.
    #[must_use]
    pub fn unit_name(&self) -> &'static str {
        match self.unit {
            SamplingUnit::Item => "件",
            SamplingUnit::Volume => "卷",
        }
    }

    /// Every stratum was drawn from as the plan asks, and the units are there.
    #[must_use]
    pub fn fulfils(&self, plan: &SamplingPlan) -> bool {
        let mut drawn: Vec<u64> = vec![0; self.strata.len()];
        for unit in &self.units {
            let at = usize::try_from(unit.stratum)
                .ok()
                .and_then(|n| n.checked_sub(1));
            let Some(count) = at.and_then(|at| drawn.get_mut(at)) else {
                return false;
            };
            *count += 1;
        }
        let whole: u64 = self.strata.iter().map(|line| line.population).sum();
        whole == self.population
            && !self.units.is_empty()
            && self.strata.iter().zip(drawn).all(|(line, drawn)| {
                sample_size(plan, line.population).is_some_and(|asked| drawn >= asked)
            })
    }
}
