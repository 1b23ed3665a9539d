//! Tables → one XLSX workbook, for A4 landscape. Every cell is text or a number, never a formula; the time of creation is fixed, so
//! that the same tables always give the same bytes.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use crate::table::Table;

/// Why tables cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// A table is larger than a worksheet, or a cell longer than 32 767 characters: the writer names which.
    #[error("the tables do not fit a workbook")]
    NoFit(#[from] XlsxError),
    /// More columns or rows than numbers for them.
    #[error("the tables have more rows or columns than a workbook can number")]
    TooMany,
}

/// ISO 216 A4 as Excel numbers it (ECMA-376 part 1, 18.3.1.63).
const A4: u8 = 9;

struct Formats {
    title: Format,
    label: Format,
    value: Format,
    heading: Format,
    said: Format,
    to_fill: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new()
            .set_font_name("宋体")
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter);
        let bold = plain.clone().set_bold();
        let cell = plain.clone().set_text_wrap().set_border(FormatBorder::Thin);
        Self {
            title: bold.clone().set_font_size(14),
            label: bold.clone(),
            value: plain,
            heading: bold
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_border(FormatBorder::Thin)
                .set_background_color(0xDDE3EA),
            // As text (`@`): what a person types into a cell stays what they typed.
            to_fill: cell
                .clone()
                .set_num_format("@")
                .set_background_color(0xFFFBE6),
            said: cell,
        }
    }
}

/// The workbook.
///
/// # Errors
/// [`PaperError`] when the tables are too large for one.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, PaperError> {
    let mut book = Workbook::new();
    // The time XLSX files of this kind are given where none is meant: the first a ZIP entry can have.
    let at = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let properties = DocProperties::new().set_creation_datetime(&at);
    book.set_properties(&properties);
    let formats = Formats::new();
    for table in tables {
        write(table, book.add_worksheet(), &formats)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write(table: &Table, sheet: &mut Worksheet, formats: &Formats) -> Result<(), PaperError> {
    let number = |n: usize| u32::try_from(n).map_err(|_| PaperError::TooMany);
    sheet.set_name(&table.name)?;
    let title = format!("{} {}", table.title.zh, table.title.en);
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    for (row, line) in (1_u32..).zip(&table.head) {
        let label = format!("{} {}", line.label.zh, line.label.en);
        sheet.write_string_with_format(row, 0, label, &formats.label)?;
        let format = if line.to_fill {
            &formats.to_fill
        } else {
            &formats.value
        };
        // Two columns to the right: labels are wider than a number.
        sheet.write_string_with_format(row, VALUE, &line.value, format)?;
    }
    let headings = number(table.head.len())?
        .checked_add(1)
        .ok_or(PaperError::TooMany)?;
    let last = headings.saturating_add(number(table.rows.len())?.max(1));
    for (at, column) in (0_u16..).zip(&table.columns) {
        let heading = format!("{}\n{}", column.heading.zh, column.heading.en);
        sheet.write_string_with_format(headings, at, heading, &formats.heading)?;
        sheet.set_column_width(at, column.width)?;
        if !column.choices.is_empty() {
            let list = DataValidation::new()
                .allow_list_strings(column.choices)?
                .ignore_blank(true);
            sheet.add_data_validation(headings + 1, at, last, at, &list)?;
        }
    }
    for (row, cells) in (headings + 1..).zip(&table.rows) {
        for ((at, column), cell) in (0_u16..).zip(&table.columns).zip(cells) {
            let format = if column.to_fill {
                &formats.to_fill
            } else {
                &formats.said
            };
            match cell.parse::<u32>() {
                // A spreadsheet's numbers are exact up to 2^53.
                Ok(number) if column.number => {
                    sheet.write_number_with_format(row, at, number, format)?;
                }
                _ => {
                    sheet.write_string_with_format(row, at, cell, format)?;
                }
            }
        }
    }
    sheet.set_row_height(headings, 42)?;
    sheet.set_freeze_panes(headings + 1, table.frozen_columns)?;
    sheet.set_landscape().set_paper_size(A4);
    sheet.set_repeat_rows(headings, headings)?;
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R&P / &N");
    Ok(())
}

/// Column of the values of the lines about the whole, from 0.
const VALUE: u16 = 2;
