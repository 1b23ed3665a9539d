//! A profile that was read → refused, with line and reason, where its demands cannot hold or are in another unit.

use super::{Field, Profile, ProfileError, VideoClass};

/// More dots per inch than any rule asks for: a number in another unit (per metre, hundredths) (ours; STANDARDS
/// §1.5 has 600 as the highest).
const MOST_DPI: u32 = 2400;

/// Line of a key in the profile's text: of its last part inside its table, or the table's own, from 1.
fn line_of(text: &str, key: &str) -> u32 {
    let (table, last) = key.rsplit_once('.').unwrap_or(("", key));
    let mut inside = table.is_empty();
    let mut found = 1;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == if table.is_empty() { key } else { table };
            if inside {
                found = number;
            }
        } else if inside && line.split(['=', ' ', '.']).next() == Some(last) {
            return number;
        }
    }
    found
}

/// Last line inside a table (of whatever header) that holds `text`, so that of two it is the second; else the first
/// that holds it at all, from 1.
fn line_holding(whole: &str, table: &str, text: &str) -> u32 {
    let quoted = [format!("\"{text}\""), format!("'{text}'")];
    let (mut inside, mut there, mut anywhere) = (false, None, None);
    for (number, line) in (1_u32..).zip(whole.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == table;
        }
        if quoted.iter().any(|quoted| line.contains(quoted)) {
            if inside {
                there = Some(number);
            }
            anywhere = anywhere.or(Some(number));
        }
    }
    there.or(anywhere).unwrap_or(1)
}

impl Profile {
    pub(super) fn refuse_contradictions(&self, whole: &str) -> Result<(), ProfileError> {
        let refuse = |key: &str, found: String| {
            Err(ProfileError::Contradiction {
                key: key.to_owned(),
                line: line_of(whole, key),
                found,
            })
        };
        let rates = std::iter::once(("sampling.rate", self.sampling.rate)).chain(
            self.inspection
                .iter()
                .map(|p| ("inspection.required", p.required)),
        );
        for (key, rate) in rates {
            if rate.denominator == 0 || rate.numerator > rate.denominator {
                return refuse(key, format!("{}/{}", rate.numerator, rate.denominator));
            }
        }
        if self.sampling.rate.numerator == 0 {
            return refuse("sampling.rate", "0".to_owned());
        }
        if let Some(found) = self.sample_below_the_standard() {
            return refuse("sampling.rate", found);
        }
        if let Some((id, why)) = self.point_below_the_standard() {
            return Err(ProfileError::Contradiction {
                key: "inspection.required".to_owned(),
                line: line_holding(whole, "inspection", id),
                found: format!("`{id}` {why}"),
            });
        }
        if let Some((key, found)) = self.sampling_contradiction() {
            return refuse(key, found);
        }
        if self.inspection.is_empty() {
            return refuse("inspection", "no inspection point".to_owned());
        }
        let mut seen = std::collections::BTreeSet::new();
        for point in &self.inspection {
            if !seen.insert(point.id.as_str()) {
                return refuse("inspection.id", format!("`{}` twice", point.id));
            }
        }
        for id in &self.attestations {
            if crate::code::Check::from_id(id).is_none() {
                return refuse("attestations", format!("`{id}` is no check"));
            }
        }
        if let Some((key, found)) = self.unit_contradiction() {
            return refuse(&key, found);
        }
        let work_files = self.work_file_contradiction();
        let work_files = work_files.map(|(id, why)| ("workFiles", id, why.to_owned()));
        if let Some((table, text, why)) = work_files.or_else(|| self.weight_contradiction()) {
            return Err(ProfileError::Contradiction {
                key: table.to_owned(),
                line: line_holding(whole, table, text),
                found: format!("`{text}` {why}"),
            });
        }
        if let Some((name, why)) = self.alias_contradiction() {
            return Err(ProfileError::Contradiction {
                key: "catalogue.aliases".to_owned(),
                line: line_holding(whole, "catalogue.aliases", name),
                found: format!("`{name}` {why}"),
            });
        }
        if self.catalogue.required
            && !self
                .catalogue
                .required_fields
                .contains(&Field::ArchivalCode)
        {
            return refuse(
                "catalogue.requiredFields",
                "archivalCode is not among them".to_owned(),
            );
        }
        if self.image.formats.is_empty() || self.image.colours.is_empty() {
            return refuse("image", "no format or no colour mode is allowed".to_owned());
        }
        if !self.fixity.required {
            // STANDARDS §6: digests are never switched off, only waived in the open, by name and with a reason.
            return refuse(
                "fixity.required",
                "digests cannot be switched off".to_owned(),
            );
        }
        let own = ("image.minimumDpi", Some(self.image.minimum_dpi));
        let by_path = self
            .image
            .paths
            .iter()
            .map(|r| ("image.paths.minimumDpi", r.minimum_dpi));
        for (key, dpi) in std::iter::once(own).chain(by_path) {
            if let Some(dpi) = dpi.filter(|dpi| *dpi > MOST_DPI) {
                return refuse(key, format!("{dpi} dots per inch"));
            }
        }
        for rule in &self.image.paths {
            if let Some(why) = rule.contradiction() {
                return refuse("image.paths.match", format!("`{}` {why}", rule.pattern));
            }
        }
        let screens = &self.screens;
        if let (Some(notice), Some(defect)) = (screens.skew_notice, screens.skew_defect)
            && notice > defect
        {
            return refuse("screens.skewNotice", format!("{notice} > {defect}"));
        }
        let classes = &self.recording.video_classes;
        let rising = |pair: &[VideoClass]| match pair {
            [a, b] => a.width < b.width && a.height < b.height && a.bit_rate <= b.bit_rate,
            _ => true,
        };
        if !classes.windows(2).all(rising) {
            return refuse(
                "recording.videoClasses",
                "not from the smallest up".to_owned(),
            );
        }
        if let Some(share) = screens
            .direction
            .filter(|share| !(51..=100).contains(share))
        {
            return refuse("screens.direction", format!("{share} per cent"));
        }
        if let Some(place) = screens.blurred_detail.filter(|place| *place > 63) {
            return refuse("screens.blurredDetail", place.to_string());
        }
        if let Some(share) = screens.white_paper.filter(|share| *share > 10_000) {
            return refuse("screens.whitePaper", share.to_string());
        }
        if screens.jpeg_quality.is_some_and(|quality| quality > 100) {
            return refuse("screens.jpegQuality", "more than 100".to_owned());
        }
        Ok(())
    }
}
