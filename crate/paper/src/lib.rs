//! # What people print, fill in and file
//!
//! A pure crate: what the core knows goes in, the bytes of tables come out, the same bytes every time; and a sheet that
//! people filled in comes back as a [`yanshou::record::Record`]. No clock, no randomness, no I/O.
//!
//! | you want to … | use |
//! |---|---|
//! | give inspectors a sheet for the drawn sample | [`verdict_sheet::Assignment`], [`verdict_sheet::write`] |
//! | take the filled sheet back | [`verdict_sheet::read`] |
//! | print a contractor's supplier sheet | [`supplier_sheet::write`] |
//! | the bytes of a workbook, or of one table as CSV | [`xlsx::workbook`], [`delimited::csv`] |

pub mod delimited;
pub mod table;
pub mod xlsx;

pub mod supplier_sheet;
pub mod verdict_sheet;
