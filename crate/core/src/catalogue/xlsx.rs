//! `.xlsx` and `.xlsm` → sheets, cell by cell: the dimension a sheet claims is never believed.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx};

use super::cells::{Sheets, from_calamine};
use super::{Unreadable, package, xlsx_layout as layout};

/// Reads all worksheets; charts and macro sheets have no rows and are left out.
pub(super) fn read(bytes: &[u8], sheets: &mut Sheets) -> Result<(), Unreadable> {
    package::bounded(bytes, sheets.text_limit())?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(Unreadable::malformed)?;
    let list = book.sheets_metadata().to_vec();
    // What cannot be read here is "not checked" (CAT-14); the cells are there all the same.
    let mut layouts = layout::read(bytes, sheets.text_limit()).unwrap_or_default();
    for meta in list {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let mut sheet = sheets.begin(&meta.name, meta.visible != SheetVisible::Visible);
        sheet.layout = layouts.remove(&meta.name);
        let mut cells = book
            .worksheet_cells_reader(&meta.name)
            .map_err(Unreadable::malformed)?;
        while let Some(cell) = cells.next_cell().map_err(Unreadable::malformed)? {
            let (row, column) = cell.get_position();
            let value = calamine::Data::from(cell.get_value().clone());
            sheets.put(&mut sheet, row, column, from_calamine(&value))?;
        }
        drop(cells);
        sheets.end(sheet);
    }
    Ok(())
}
