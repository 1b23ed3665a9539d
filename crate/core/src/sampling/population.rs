//! What a sample is drawn from: units in strata, and the list of them that another party redraws from.

use std::collections::{BTreeMap, BTreeSet};

use super::DrawError;

/// The units that share the values the plan divides by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The values, in the order of the plan's fields.
    pub values: Vec<String>,
    /// Archival codes of its units.
    pub units: Vec<String>,
}

/// The units of a delivery in strata, in the order of their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Population {
    strata: Vec<Stratum>,
}

impl Population {
    /// From every unit's name and the values that make its stratum.
    pub fn new(units: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        let mut strata: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for (unit, values) in units {
            strata.entry(values).or_default().push(unit);
        }
        let strata = strata.into_iter().map(|(values, mut units)| {
            units.sort();
            Stratum { values, units }
        });
        Self {
            strata: strata.collect(),
        }
    }

    /// One stratum of all units.
    pub fn whole(units: impl IntoIterator<Item = String>) -> Self {
        Self::new(units.into_iter().map(|unit| (unit, Vec::new())))
    }

    /// The strata.
    #[must_use]
    pub fn strata(&self) -> &[Stratum] {
        &self.strata
    }

    /// Units in all of them.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.strata.iter().map(|one| one.units.len() as u64).sum()
    }

    /// The list that goes with the report: a line for each unit, `{number of its stratum}␉{unit}\n`, by stratum and then
    /// by the bytes of the unit.
    #[must_use]
    pub fn list(&self) -> String {
        let strata = (1_u32..).zip(&self.strata);
        strata
            .flat_map(|(number, stratum)| {
                stratum
                    .units
                    .iter()
                    .map(move |unit| format!("{number}\t{unit}\n"))
            })
            .collect()
    }

    pub(super) fn refuse_ambiguous(&self) -> Result<(), DrawError> {
        let mut seen = BTreeSet::new();
        for unit in self.strata.iter().flat_map(|one| &one.units) {
            if unit.contains(['\n', '\r', '\t']) {
                return Err(DrawError::UnitUnprintable { unit: unit.clone() });
            }
            if !seen.insert(unit) {
                return Err(DrawError::UnitTwice { unit: unit.clone() });
            }
        }
        if seen.is_empty() {
            return Err(DrawError::PopulationEmpty);
        }
        Ok(())
    }
}
