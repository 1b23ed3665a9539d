//! Numbers that can only be in another unit than ours, and lists that allow nothing: refused before they find every
//! page or none.

use super::Profile;
use crate::code::{Check, Mode};

/// 10 000ths: a whole page.
const WHOLE: u16 = 10_000;

/// Hundredths of a degree; below, a page would have to be straighter than it can be measured, and whoever wrote `3`
/// meant degrees (ours). Above 45° it is another orientation.
const SKEW: std::ops::RangeInclusive<u16> = 10..=4500;

/// Bits of the fingerprint pages are compared by.
const FINGERPRINT_BITS: u16 = 256;

impl Profile {
    /// The first key whose value cannot be meant so, and what stands there.
    pub(super) fn unit_contradiction(&self) -> Option<(String, String)> {
        let screens = &self.screens;
        let shares = [
            ("screens.blankInk", screens.blank_ink),
            ("screens.border", screens.border),
            ("screens.flatBand", screens.flat_band),
        ];
        let share = shares.into_iter().find_map(|(key, share)| {
            let share = share.filter(|share| *share > WHOLE)?;
            Some((key, format!("{share} of {WHOLE}")))
        });
        let angles = [
            ("screens.skewNotice", screens.skew_notice),
            ("screens.skewDefect", screens.skew_defect),
        ];
        let angle = angles.into_iter().find_map(|(key, angle)| {
            let angle = angle.filter(|angle| !SKEW.contains(angle))?;
            Some((key, format!("{angle} hundredths of a degree")))
        });
        let distances = [
            ("screens.nearInUnit", screens.near_in_unit),
            ("screens.nearAcrossUnits", screens.near_across_units),
        ];
        let distance = distances.into_iter().find_map(|(key, bits)| {
            let bits = bits.filter(|bits| *bits > FINGERPRINT_BITS)?;
            Some((key, format!("{bits} of {FINGERPRINT_BITS} bits")))
        });
        let found = share.or(angle).or(distance);
        found
            .map(|(key, found)| (key.to_owned(), found))
            .or_else(|| self.catalogue_contradiction())
            .or_else(|| self.attestation_contradiction())
    }

    fn catalogue_contradiction(&self) -> Option<(String, String)> {
        let catalogue = &self.catalogue;
        let name = |field| {
            let name = serde_json::to_value(field).ok();
            name.and_then(|n| n.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        let lists = catalogue.value_lists.iter();
        let list = lists.filter(|(_, list)| list.is_empty()).map(|(field, _)| {
            let key = format!("catalogue.valueLists.{}", name(*field));
            (key, "no value is allowed".to_owned())
        });
        let lengths = catalogue.maximum_lengths.iter();
        let length = lengths.filter(|(_, most)| **most == 0).map(|(field, _)| {
            let key = format!("catalogue.maximumLengths.{}", name(*field));
            (key, "no character is allowed".to_owned())
        });
        let pages = (catalogue.plausible.maximum_pages == 0).then(|| {
            let key = "catalogue.plausible.maximumPages".to_owned();
            (key, "no page is allowed".to_owned())
        });
        list.chain(length).next().or(pages)
    }

    fn attestation_contradiction(&self) -> Option<(String, String)> {
        let mut seen = std::collections::BTreeSet::new();
        self.attestations.iter().find_map(|id| {
            let check = Check::from_id(id)?;
            let why = if check.mode() != Mode::Attestation {
                "is answered by the machine or by the inspection"
            } else if !seen.insert(check) {
                "stands twice"
            } else {
                return None;
            };
            Some(("attestations".to_owned(), format!("`{id}` {why}")))
        })
    }
}
