//! Whether a report agrees with itself (REP-01): whatever follows from other parts of it is counted again. A report
//! whose outcome, sample or numbers were rewritten may be signed like any other; it does not add up. What it cannot
//! show is whether the facts were so: that takes the delivery.

mod decision;
mod drawing;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::log::{Act, Log};

/// A part of a report that does not follow from the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contradiction {
    /// Where in the report: `decision.outcome`, `gates.automatic`, `sample.seed`, `log` …
    pub part: String,
    /// What the report says there.
    pub said: String,
    /// What follows from the rest of it.
    pub counted: String,
}

/// What was found so far.
#[derive(Default)]
struct Contradictions(Vec<Contradiction>);

impl Contradictions {
    /// Says so where the two differ.
    fn hold<T: PartialEq + ToString>(&mut self, part: &str, said: &T, counted: &T) {
        if said != counted {
            self.0.push(Contradiction {
                part: part.to_owned(),
                said: said.to_string(),
                counted: counted.to_string(),
            });
        }
    }
}

impl Report {
    /// What does not follow from the rest; nothing for a report as this version wrote it.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = Contradictions::default();
        drawing::hold(self, &mut found);
        decision::hold(self, &mut found);
        self.hold_log(&mut found);
        found.0
    }

    /// The log is whole, and its last word on each act is the report's.
    fn hold_log(&self, found: &mut Contradictions) {
        if let Err(broken) = Log::resume(self.log.clone()) {
            found.hold("log", &format!("line {}", broken.number), &String::new());
            return;
        }
        let last = |act: Act| self.log.iter().rposition(|line| line.act == act);
        let detail = |at: Option<usize>| {
            let line = at.and_then(|at| self.log.get(at));
            line.map_or_else(String::new, |line| line.detail.clone())
        };
        let digest = self.delivery.digest.as_ref();
        let digest = digest.map_or_else(String::new, |digest| digest.sha256.clone());
        let seed = self.sample.as_ref();
        let seed = seed.map_or_else(String::new, |sample| sample.seed.clone());
        found.hold("log.measured", &detail(last(Act::Measured)), &digest);
        found.hold(
            "log.judged",
            &detail(last(Act::Judged)),
            &self.profile.sha256,
        );
        found.hold("log.drawn", &detail(last(Act::Drawn)), &seed);
        // What was drawn after a decision may have changed it.
        let (drawn, decided) = (last(Act::Drawn), last(Act::Decided));
        if self.inspection.is_some() && decided >= drawn {
            let outcome = self.decision.outcome.name().to_owned();
            found.hold("log.decided", &detail(decided), &outcome);
        }
    }
}
