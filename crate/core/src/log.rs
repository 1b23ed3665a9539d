//! The log (日志): every act in order, each line bound to the one before by SHA-256, so that none can be taken out or
//! slipped in afterwards. Anyone can recompute it: the digest of a line is that of the text
//! `yanshou-log/1\n{previous}\n{at}\n{act}\n{by}\n{detail}\n`, and the first `previous` is 64 zeros.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::hex;

/// First line of the text a line's digest is made of.
pub const LOG_TAG: &str = "yanshou-log/1";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Act {
    /// 打开: the container's directory was read.
    Opened,
    /// 读取: every entry was measured.
    Measured,
    /// 判定.
    Judged,
    /// 承诺: the parties committed to their nonces.
    Committed,
    /// 抽样.
    Drawn,
    /// 指定抽查: units were picked beside the sample.
    Picked,
    /// 检验: verdicts were given.
    Inspected,
    /// 改判.
    Overridden,
    /// 确认: B findings and outside evidence.
    Confirmed,
    /// 豁免.
    Waived,
    /// 结论.
    Decided,
    /// 提交签署: these bytes are about to be signed.
    Signing,
}

impl Act {
    /// As it stands in the text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Act::Opened => "opened",
            Act::Measured => "measured",
            Act::Judged => "judged",
            Act::Committed => "committed",
            Act::Drawn => "drawn",
            Act::Picked => "picked",
            Act::Inspected => "inspected",
            Act::Overridden => "overridden",
            Act::Confirmed => "confirmed",
            Act::Waived => "waived",
            Act::Decided => "decided",
            Act::Signing => "signing",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LogLine {
    /// Time as the caller's clock had it; empty where it told none.
    pub at: String,
    /// What was done.
    pub act: Act,
    /// Who did it, where somebody gave a name.
    pub by: String,
    /// What it came to: a digest, a count, an outcome.
    pub detail: String,
    /// SHA-256 of this line and all before it, lower hex.
    pub sha256: String,
}

/// Line `number` does not follow from the one before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {number} of the log does not follow from the one before")]
pub struct LogBroken {
    /// From 1.
    pub number: usize,
}

/// All acts so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    lines: Vec<LogLine>,
}

fn digest(previous: Option<&str>, at: &str, act: Act, by: &str, detail: &str) -> String {
    let start = "0".repeat(64);
    let previous = previous.unwrap_or(&start);
    let mut hash = Sha256::new();
    for text in [LOG_TAG, previous, at, act.name(), by, detail] {
        hash.update(text.as_bytes());
        hash.update(b"\n");
    }
    hex(&hash.finalize())
}

/// A field of one line: breaks would let two texts be read as one another.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

impl Log {
    /// Continues a log that was kept.
    ///
    /// # Errors
    /// [`LogBroken`] with the first line that does not follow.
    pub fn resume(lines: Vec<LogLine>) -> Result<Self, LogBroken> {
        let mut previous: Option<&str> = None;
        for (number, line) in (1..).zip(&lines) {
            let broken = [&line.at, &line.by, &line.detail]
                .iter()
                .any(|text| text.contains(['\n', '\r']));
            if broken || digest(previous, &line.at, line.act, &line.by, &line.detail) != line.sha256
            {
                return Err(LogBroken { number });
            }
            previous = Some(&line.sha256);
        }
        Ok(Self { lines })
    }

    /// Adds an act. The same act twice in a row, to the same end, is one.
    pub fn add(&mut self, at: &str, act: Act, by: &str, detail: &str) {
        let (at, by, detail) = (one_line(at), one_line(by), one_line(detail));
        let last = self.lines.last();
        if last.is_some_and(|l| (l.act, &l.by, &l.detail) == (act, &by, &detail)) {
            return;
        }
        let previous = last.map(|line| line.sha256.as_str());
        let sha256 = digest(previous, &at, act, &by, &detail);
        self.lines.push(LogLine {
            at,
            act,
            by,
            detail,
            sha256,
        });
    }

    /// The lines, oldest first.
    #[must_use]
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }
}
