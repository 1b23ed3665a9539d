//! Every check of STANDARDS §9, in its order: id, mode, severity, clause. One row a check; the ledger of a
//! report has exactly these rows, so no check can be dropped in silence.
//!
//! Clauses of DA/T 68.2-2020 were read in the source document; those of DA/T 31 and the DA/T 70 item codes
//! come from secondary sources (STANDARDS, marks S2 and M) and carry a `†`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a check or finding weighs; one scale everywhere (STANDARDS §9).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Severity {
    /// Part of the 100 % rule of DA/T 68.2-2020 4.4.1.1: blocks acceptance.
    A,
    /// Counts in a ≥ 95 % group, or needs a person to confirm.
    B,
    /// A notice.
    C,
}

/// Who can answer a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// The machine, wholly.
    Auto,
    /// The machine finds candidates, a person decides.
    Screen,
    /// A person inspects the sample.
    Inspection,
    /// A named person attests outside evidence.
    Attestation,
}

macro_rules! checks {
    ($($name:ident $id:literal $mode:ident $severity:ident $clause:literal;)+) => {
        /// A check of STANDARDS §9.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the row of the table below is the documentation
        pub enum Check { $($name,)+ }

        impl Check {
            /// All of them, in the order of STANDARDS §9.
            pub const ALL: &'static [Check] = &[$(Check::$name,)+];

            /// The id users know: `FIX-02`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Check::$name => $id,)+ }
            }

            /// Who answers it.
            #[must_use]
            pub fn mode(self) -> Mode {
                match self { $(Check::$name => Mode::$mode,)+ }
            }

            /// What a failure of it weighs; single codes of a check may weigh less.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Check::$name => Severity::$severity,)+ }
            }

            /// The clause it rests on; `†` marks one known from a secondary source only.
            #[must_use]
            pub fn clause(self) -> &'static str {
                match self { $(Check::$name => $clause,)+ }
            }

            /// The check with this id.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Check::$name),)+ _ => None }
            }
        }
    };
}

checks! {
    Pkg01 "PKG-01" Auto A "DA/T 68.2-2020 4.4.1.1; DA/T 70-2018 3-4†";
    Pkg02 "PKG-02" Auto A "DA/T 70-2018 3-6†, 3-7†";
    Pkg03 "PKG-03" Auto A "DA/T 70-2018 4-7†";
    Pkg04 "PKG-04" Auto A "DA/T 70-2018 3-1†";
    Pkg05 "PKG-05" Auto A "DA/T 70-2018 1-13†";
    Pkg06 "PKG-06" Auto B "DA/T 70-2018 4-3†";
    Pkg07 "PKG-07" Auto A "DA/T 70-2018 2-7†";
    Pkg08 "PKG-08" Auto A "DA/T 70-2018 1-12†, 1-13†";
    Pkg09 "PKG-09" Auto A "DA/T 70-2018 4-2†";
    Pkg10 "PKG-10" Auto A "DA/T 70-2018 2-1†, 2-2†";
    Fix01 "FIX-01" Auto A "DA/T 70-2018 1-1†";
    Fix02 "FIX-02" Auto A "DA/T 70-2018 1-1†, 1-14†";
    Fix03 "FIX-03" Auto A "DA/T 70-2018 1-14†, 2-11†";
    Fix04 "FIX-04" Auto C "DA/T 97-2023†";
    Fix05 "FIX-05" Auto B "DA/T 70-2018 1-1†; GB/T 35275†";
    Fix06 "FIX-06" Screen C "DA/T 31-2017 10.5.2†";
    Cat01 "CAT-01" Auto A "DA/T 70-2018 3-1†";
    Cat02 "CAT-02" Auto A "DA/T 18-2022†; DA/T 22-2015†";
    Cat03 "CAT-03" Auto A "DA/T 70-2018 2-3†, 2-4†; DA/T 18-2022†";
    Cat04 "CAT-04" Auto B "DA/T 70-2018 1-2†";
    Cat05 "CAT-05" Auto A "DA/T 70-2018 1-3†; DA/T 18-2022†";
    Cat06 "CAT-06" Auto A "DA/T 70-2018 1-4†; GB/T 7156†";
    Cat07 "CAT-07" Auto B "DA/T 70-2018 1-5†";
    Cat08 "CAT-08" Auto B "DA/T 70-2018 1-6†";
    Cat09 "CAT-09" Auto A "DA/T 70-2018 1-7†; DA/T 13-2022";
    Cat10 "CAT-10" Auto A "DA/T 70-2018 1-7†";
    Cat11 "CAT-11" Auto A "DA/T 70-2018 1-8†";
    Cat12 "CAT-12" Auto A "DA/T 70-2018 2-6†";
    Cat13 "CAT-13" Auto A "DA/T 31-2017 8†; DA/T 70-2018 2-1†";
    Cat14 "CAT-14" Auto B "profile";
    Cat15 "CAT-15" Auto A "DA/T 68.2-2020 1";
    Cat16 "CAT-16" Screen C "DA/T 68.2-2020 4.2.1.2";
    Cat17 "CAT-17" Auto B "DA/T 31-2017 7.3†; DA/T 68.2-2020 4.3.3";
    Lnk01 "LNK-01" Auto A "DA/T 31-2017 11.2†; DA/T 70-2018 1-10†";
    Lnk02 "LNK-02" Auto A "DA/T 70-2018 1-10†, 4-3†";
    Lnk03 "LNK-03" Auto A "DA/T 31-2017 11.2†; DA/T 70-2018 2-7†";
    Lnk04 "LNK-04" Auto A "DA/T 31-2017 9.6†, 10.5.3†; DA/T 70-2018 2-6†";
    Lnk05 "LNK-05" Auto A "DA/T 31-2017 11.2†; DA/T 70-2018 2-7†";
    Lnk06 "LNK-06" Auto A "DA/T 31-2017 9.5†";
    Lnk07 "LNK-07" Auto A "DA/T 70-2018 1-9†, 1-11†";
    Lnk08 "LNK-08" Inspection A "DA/T 68.2-2020 4.4.1.1";
    Exc01 "EXC-01" Screen B "DA/T 68.2-2020 4.3.3";
    Img01 "IMG-01" Auto A "DA/T 70-2018 3-3†, 3-4†; DA/T 31-2017 11.2†";
    Img02 "IMG-02" Auto A "DA/T 31-2017 9.5†; DA/T 70-2018 3-8†";
    Img03 "IMG-03" Auto A "DA/T 31-2017 9.4†";
    Img04 "IMG-04" Screen B "DA/T 31-2017 9.4†";
    Img05 "IMG-05" Auto A "DA/T 31-2017 9.3†";
    Img06 "IMG-06" Auto B "DA/T 31-2017 9.5†";
    Img07 "IMG-07" Auto C "DA/T 31-2017 10.2†";
    Img08 "IMG-08" Screen B "DA/T 31-2017 10.2†";
    Img09 "IMG-09" Screen B "DA/T 31-2017 10.2†";
    Img10 "IMG-10" Screen B "DA/T 31-2017 10.3†";
    Img11 "IMG-11" Screen B "DA/T 31-2017 10.5.1†";
    Img12 "IMG-12" Screen B "DA/T 31-2017 10.4†";
    Img13 "IMG-13" Screen B "DA/T 31-2017 10.5.2†";
    Img14 "IMG-14" Screen B "DA/T 31-2017 10.4†";
    Img15 "IMG-15" Inspection B "DA/T 31-2017 10.1†";
    Img16 "IMG-16" Auto C "contract";
    Dup01 "DUP-01" Auto A "DA/T 31-2017 10.5.2†";
    Dup02 "DUP-02" Screen B "DA/T 31-2017 10.5.2†";
    Seq01 "SEQ-01" Screen B "DA/T 31-2017 7.2†, 10.5.3†";
    Pdf01 "PDF-01" Auto B "DA/T 70-2018 3-7†, 3-8†; DA/T 77-2019†";
    Ofd01 "OFD-01" Auto B "GB/T 33190†";
    Av01 "AV-01" Auto A "DA/T 62-2017†";
    Av02 "AV-02" Screen B "DA/T 62-2017†";
    Ocr01 "OCR-01" Screen B "DA/T 77-2019†";
    Smp01 "SMP-01" Auto A "DA/T 68.2-2020 4.4.1.1";
    Smp02 "SMP-02" Auto A "DA/T 68.2-2020 4.4.1.1";
    Smp03 "SMP-03" Auto A "DA/T 68.2-2020 4.4.1.1";
    Smp04 "SMP-04" Auto B "36 CFR 1236.56†";
    Rwk01 "RWK-01" Auto A "DA/T 68.2-2020 4.4.1.1, 4.4.3.1";
    Rwk02 "RWK-02" Auto B "DA/T 68.2-2020 4.4.3.1";
    Doc01 "DOC-01" Attestation A "DA/T 68.2-2020 4.4.1.2, 5.8.3; DA/T 70-2018 2-5†";
    Doc02 "DOC-02" Auto B "DA/T 31-2017 5.5†";
    Sec01 "SEC-01" Attestation A "DA/T 31-2017 12†; DA/T 70-2018 4-1†, 4-2†";
    Sec02 "SEC-02" Attestation A "DA/T 68.2-2020 4.3.8, 4.4.2.2";
    Sec03 "SEC-03" Attestation B "DA/T 68.2-2020 4.2.4.4, 4.4.2.1";
    Sec04 "SEC-04" Attestation B "DA/T 70-2018 4-4†, 4-5†, 4-6†";
    Rep01 "REP-01" Auto A "yanshou";
}
