//! The EXIF block of a JPEG or PNG → resolution and orientation. EXIF is a TIFF directory (CIPA DC-008 §4.5), so
//! the TIFF walk reads it. Damage in it is not damage of the picture and is passed over.

use super::tiff_directory::{Directory, TiffBytes};
use super::tiff_page::tag;
use crate::facts::{Density, DensityUnit};

/// What EXIF says of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ExifFacts {
    pub density: Option<Density>,
    pub orientation: Option<u16>,
}

/// Reads the TIFF structure behind `Exif\0\0`.
pub(super) fn read(tiff: &[u8]) -> ExifFacts {
    let Ok((source, first)) = TiffBytes::open(tiff) else {
        return ExifFacts::default();
    };
    let Ok(directory) = source.directory(first) else {
        return ExifFacts::default();
    };
    ExifFacts {
        density: density(&source, &directory),
        orientation: orientation(&source, &directory),
    }
}

/// Resolution of a TIFF or EXIF directory; the unit is inch where none is given (TIFF 6.0 §8, EXIF §4.6.4).
pub(super) fn density(source: &TiffBytes<'_>, directory: &Directory) -> Option<Density> {
    let x = source.rational(directory.field(tag::X_RESOLUTION)?)?;
    let y = source.rational(directory.field(tag::Y_RESOLUTION)?)?;
    let unit = match directory.number(source, tag::RESOLUTION_UNIT) {
        None | Some(2) => DensityUnit::Inch,
        Some(3) => DensityUnit::Centimetre,
        Some(_) => DensityUnit::None,
    };
    Some(Density { x, y, unit })
}

/// Orientation 1–8; other values mean nothing and count as absent.
pub(super) fn orientation(source: &TiffBytes<'_>, directory: &Directory) -> Option<u16> {
    let value = directory.number(source, tag::ORIENTATION)?;
    u16::try_from(value)
        .ok()
        .filter(|value| (1..=8).contains(value))
}
