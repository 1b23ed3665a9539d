//! Where a targeted pick is worth most: the units the machine has something against, the most suspicious first.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Judgement;
use crate::code::Severity;

/// How much the machine has against one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Risk {
    /// Archival code of the unit.
    pub archival_code: String,
    /// Findings of severity A or B on it.
    pub defects: u64,
    /// Notices.
    pub notices: u64,
    /// What they are: dotted codes.
    pub codes: Vec<String>,
}

/// Findings by the unit they name, the heaviest first.
#[must_use]
pub fn risks(judgement: &Judgement) -> Vec<Risk> {
    let mut by_path: BTreeMap<&str, &str> = BTreeMap::new();
    let mut risks: BTreeMap<&str, Risk> = BTreeMap::new();
    for unit in &judgement.units {
        let code = unit.archival_code.as_str();
        by_path.extend(unit.pages.iter().map(|page| (page.path.as_str(), code)));
        by_path.extend(
            unit.items
                .iter()
                .map(|item| (item.archival_code.as_str(), code)),
        );
        by_path.insert(code, code);
    }
    for finding in &judgement.findings {
        let locus = &finding.locus;
        let named = locus
            .archival_code
            .as_deref()
            .and_then(|code| by_path.get(code));
        let named = named.or_else(|| by_path.get(locus.entry.as_deref()?));
        let Some(unit) = named else { continue };
        let risk = risks.entry(unit).or_insert_with(|| Risk {
            archival_code: (*unit).to_owned(),
            defects: 0,
            notices: 0,
            codes: Vec::new(),
        });
        if finding.severity < Severity::C {
            risk.defects += 1;
        } else {
            risk.notices += 1;
        }
        let code = finding.code.dotted();
        if !risk.codes.iter().any(|known| known == code) {
            risk.codes.push(code.to_owned());
        }
    }
    let mut risks: Vec<Risk> = risks.into_values().collect();
    risks.sort_by_key(|risk| std::cmp::Reverse((risk.defects, risk.notices)));
    risks
}
