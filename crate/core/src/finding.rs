//! A finding: any statement of a check about the delivery, with its code, its place, what was expected and
//! what was found. Clause and severity hang on the code; a profile may weigh a code otherwise.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Code, Severity};
use crate::locus::Locus;

/// One statement about the delivery.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of statement it is.
    pub code: Code,
    /// Where.
    pub locus: Locus,
    /// What the profile, the manifest or the catalogue asked for.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// What it weighs here: the code's own weight until the judge has asked the profile.
    pub severity: Severity,
}

impl Finding {
    /// A finding without expected and found; add them with [`Finding::expected`] and [`Finding::found`].
    #[must_use]
    pub fn new(code: Code, locus: Locus) -> Self {
        Self {
            code,
            locus,
            expected: String::new(),
            found: String::new(),
            severity: code.severity(),
        }
    }

    /// Says what was asked for.
    #[must_use]
    pub fn expected(mut self, what: impl ToString) -> Self {
        self.expected = what.to_string();
        self
    }

    /// Says what is there.
    #[must_use]
    pub fn found(mut self, what: impl ToString) -> Self {
        self.found = what.to_string();
        self
    }
}

/// A finding as it stands in the report: the code's severity and clause are written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingLine {
    /// Check that made it, as in STANDARDS §9: `FIX-02`.
    pub check: String,
    /// Dotted code, `subject.aspect.condition`; never renamed or reused.
    pub code: String,
    /// `A`, `B` or `C` (STANDARDS §9).
    pub severity: Severity,
    /// The clause it rests on.
    #[schemars(with = "String")]
    pub clause: Cow<'static, str>,
    /// Items of DA/T 70-2018 (四性检测) it speaks to, the stage left out: `3-4`. There may be a million findings of one
    /// check: what it says of itself is kept once.
    #[schemars(with = "Vec<String>")]
    pub tags: Cow<'static, [String]>,
    /// Where.
    #[serde(flatten)]
    pub locus: Locus,
    /// What was asked for.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl From<&Finding> for FindingLine {
    fn from(finding: &Finding) -> Self {
        let check = finding.code.check();
        Self {
            check: check.id().to_owned(),
            code: finding.code.dotted().to_owned(),
            severity: finding.severity,
            clause: Cow::Borrowed(check.clause()),
            tags: Cow::Borrowed(check.own_tags()),
            locus: finding.locus.clone(),
            expected: finding.expected.clone(),
            found: finding.found.clone(),
        }
    }
}
