//! A table as people read it, before it is XLSX or CSV: title, lines about the whole, headings in both languages, rows.

use yanshou::words::Sentence;

/// One line above the table: what it is of, or how to fill it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadLine {
    /// What the line says.
    pub label: Sentence,
    /// What it says it is.
    pub value: String,
    /// A person writes the value.
    pub to_fill: bool,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading. The Chinese one has no blank in it: up to the first blank is what a filled sheet is read by.
    pub heading: Sentence,
    /// Width in characters of the standard font.
    pub width: u16,
    /// What may stand in it; anything where the list is empty.
    pub choices: &'static [&'static str],
    /// A person fills it in.
    pub to_fill: bool,
    /// Whole numbers in it are numbers to a spreadsheet.
    pub number: bool,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the worksheet: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// What it is.
    pub title: Sentence,
    /// Lines about the whole.
    pub head: Vec<HeadLine>,
    /// Headings.
    pub columns: Vec<Column>,
    /// Cells, as many in each row as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Columns from the left that stay when one scrolls to the right.
    pub frozen_columns: u16,
}

/// A line about the whole.
#[must_use]
pub fn head_line(label: Sentence, value: impl Into<String>) -> HeadLine {
    HeadLine {
        label,
        value: value.into(),
        to_fill: false,
    }
}

/// A column that says something.
#[must_use]
pub fn column(heading: Sentence, width: u16) -> Column {
    Column {
        heading,
        width,
        choices: &[],
        to_fill: false,
        number: false,
    }
}

impl Column {
    /// Whose whole numbers a spreadsheet can add up.
    #[must_use]
    pub fn of_numbers(self) -> Self {
        Self {
            number: true,
            ..self
        }
    }

    /// For a person to fill in; any text where `choices` is empty.
    #[must_use]
    pub fn to_fill(self, choices: &'static [&'static str]) -> Self {
        Self {
            choices,
            to_fill: true,
            ..self
        }
    }
}
