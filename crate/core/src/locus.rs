//! Where a finding is: an entry of the container, a row of the catalogue, an archival code, a page.
//! Enough for the contractor to act without asking us.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place of a finding; what is unknown is `None`. Orders as written, so findings sort by entry,
/// then sheet, then row.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct Locus {
    /// Path of the entry inside the container, decoded, with `/`.
    pub entry: Option<String>,
    /// Name of the sheet, where the workbook has more than one with something in it.
    pub sheet: Option<String>,
    /// Row of the catalogue sheet, counted from 1 as the spreadsheet shows it.
    pub row: Option<u32>,
    /// Archival code (档号) as normalised.
    pub archival_code: Option<String>,
    /// Page inside a multi-page image, or number in a page sequence, counted from 1.
    pub page: Option<u32>,
}

impl Locus {
    /// The whole delivery.
    #[must_use]
    pub fn delivery() -> Self {
        Self::default()
    }

    /// An entry of the container.
    #[must_use]
    pub fn entry(path: impl Into<String>) -> Self {
        Self {
            entry: Some(path.into()),
            ..Self::default()
        }
    }

    /// A row of the table that stands in `path`.
    #[must_use]
    pub fn row(path: impl Into<String>, row: u32) -> Self {
        Self {
            entry: Some(path.into()),
            row: Some(row),
            ..Self::default()
        }
    }

    /// The same place, on a sheet of the workbook.
    #[must_use]
    pub fn on(mut self, sheet: Option<&str>) -> Self {
        self.sheet = sheet.map(str::to_owned);
        self
    }

    /// The same place, with the archival code it belongs to.
    #[must_use]
    pub fn of(mut self, archival_code: impl Into<String>) -> Self {
        self.archival_code = Some(archival_code.into());
        self
    }

    /// The same place, at a page counted from 1.
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }
}
