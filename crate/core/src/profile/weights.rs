//! What a code weighs under a profile and which checks it leaves out. A contract may weigh otherwise, but not the
//! rules the rest stands on: those are waived in the open, by name, never in a file nobody reads (STANDARDS §6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Profile;
use crate::code::{Check, Code, Mode, Severity};

/// A check the profile does not ask for, and why; both stand in the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Off {
    /// Id of STANDARDS §9.
    pub check: String,
    /// Why it is not asked for: the clause of the contract, the decision, its date.
    pub reason: String,
}

/// Container sound, digests, linkage, full read of every image, secrecy, and the word somebody must give on what the
/// contractor's own register lets pass: neither lowered nor left out.
const PROTECTED: &[Check] = &[
    Check::Pkg01,
    Check::Pkg02,
    Check::Fix01,
    Check::Fix02,
    Check::Fix03,
    Check::Cat15,
    Check::Lnk01,
    Check::Lnk02,
    Check::Lnk03,
    Check::Exc01,
    Check::Img01,
];

/// Whether no profile may lower or leave out this check.
#[must_use]
pub fn protected(check: Check) -> bool {
    PROTECTED.contains(&check)
}

impl Profile {
    /// What this profile says a code weighs, where it says so.
    #[must_use]
    pub fn own_severity(&self, code: Code) -> Option<Severity> {
        self.severity.get(code.dotted()).copied()
    }

    /// What a failure of a check weighs here: its own weight, unless the profile weighs every one of its codes.
    #[must_use]
    pub fn check_severity(&self, check: Check) -> Severity {
        let codes = Code::ALL.iter().filter(|code| code.check() == check);
        let own: Option<Vec<Severity>> = codes.map(|code| self.own_severity(*code)).collect();
        let heaviest = own.and_then(|own| own.into_iter().min());
        heaviest.unwrap_or(check.severity())
    }

    /// The profile does not ask for the check.
    #[must_use]
    pub fn leaves_out(&self, check: Check) -> bool {
        self.off.iter().any(|off| off.check == check.id())
    }

    /// The first thing said of weights that cannot be: table, the text its line holds, and why.
    pub(super) fn weight_contradiction(&self) -> Option<(&'static str, &str, String)> {
        let weights = self.severity.iter().find_map(|(dotted, severity)| {
            let why = match Code::from_dotted(dotted) {
                None => "is no code".to_owned(),
                Some(code) => self.cannot_weigh(code, *severity)?,
            };
            Some(("severity", dotted.as_str(), why))
        });
        let mut seen = std::collections::BTreeSet::new();
        let left_out = self.off.iter().find_map(|off| {
            let why = match Check::from_id(&off.check) {
                None => "is no check",
                Some(check) => cannot_leave_out(check)
                    .or_else(|| off.reason.trim().is_empty().then_some("without a reason"))
                    .or_else(|| (!seen.insert(check)).then_some("stands twice"))?,
            };
            Some(("off", off.check.as_str(), why.to_owned()))
        });
        weights.or(left_out)
    }

    fn cannot_weigh(&self, code: Code, severity: Severity) -> Option<String> {
        let check = code.check();
        if self.leaves_out(check) {
            Some(format!("{} is left out", check.id()))
        } else if protected(check) && severity > code.severity() {
            Some(format!(
                "{} is protected: {:?} cannot become {severity:?}",
                check.id(),
                code.severity()
            ))
        } else if check.mode() == Mode::Screen && severity == Severity::A {
            // STANDARDS §9: a screen finds candidates; nothing blocks before a person has looked.
            Some(format!(
                "{} finds candidates: they cannot block",
                check.id()
            ))
        } else {
            None
        }
    }
}

fn cannot_leave_out(check: Check) -> Option<&'static str> {
    let own_business = ["SMP", "RWK", "REP"]
        .iter()
        .any(|family| check.id().starts_with(family));
    match check.mode() {
        _ if protected(check) => {
            Some("is protected: it cannot be left out, only waived in the open")
        }
        Mode::Inspection => Some("is asked of people, by `inspection`"),
        Mode::Attestation => Some("is asked of people, by `attestations`"),
        Mode::Auto | Mode::Screen if own_business => Some("belongs to the procedure itself"),
        Mode::Auto | Mode::Screen => None,
    }
}
