//! Catalogues (目录): being built.
use crate::facts::TablesFacts;
use crate::limits::Limits;

/// Reads an entry as sheets, if its name and bytes say it is a table.
#[must_use]
pub fn read_tables(_path: &str, _bytes: &[u8], _limits: &Limits) -> Option<TablesFacts> {
    None
}

/// Whether the name alone makes this entry worth reading as a table.
#[must_use]
pub fn candidate(_path: &str) -> bool {
    false
}
