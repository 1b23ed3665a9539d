//! IMG screens: what the small picture of each page shows, under the thresholds of the profile. A finding here is a
//! candidate for a person, never a verdict; what could not be screened is said.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::facts::{ColourMode, Density, PageFacts, PageScreen, Readability};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::{Profile, ScreenRules};

/// Checks that need the small picture.
const SCREENS: [Check; 7] = [
    Check::Img08,
    Check::Img09,
    Check::Img10,
    Check::Img11,
    Check::Img12,
    Check::Img13,
    Check::Img14,
];

/// The estimate is within so much of the truth (pages turned by a known angle, `calibrate.rs`), in hundredths of a
/// degree: a doubt speaks for the page.
const SKEW_DOUBT: u16 = 25;
/// Finer scans are softer by the pixel, and no such page was at hand to calibrate on; hundredths of dots per inch.
const FINEST: u64 = 45_000;
/// A band of nearly black or white is a margin; decoders fill what is missing with grey.
const GREY_FILL: std::ops::RangeInclusive<u8> = 24..=232;

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    let unit_of = delivery.unit_of();
    let asked = asked(&profile.screens);
    for (check, asked) in &asked {
        let reason = if *asked {
            NotRun::NothingOfTheKind
        } else {
            NotRun::NotAsked
        };
        ledger.not_run(*check, reason);
    }
    ledger.not_run(Check::Img07, NotRun::NothingOfTheKind);
    let (mut unseen, mut unsharpened) = (None, false);
    let mut units: BTreeMap<&str, Vec<(Locus, u8)>> = BTreeMap::new();
    for entry in delivery.entries_as(Role::Content) {
        let facts = delivery.measured.get(&entry.index);
        let Some(facts) = facts.filter(|f| !f.digests.is_empty()) else {
            unseen = Some(NotRun::EntriesUnreadable);
            continue;
        };
        if facts.bytes == 0 {
            continue; // PKG-07
        }
        let image = facts.image.as_ref();
        let Some(image) = image.filter(|image| !image.pages.is_empty()) else {
            unseen = unseen.or(Some(NotRun::Unsupported));
            continue;
        };
        let all = facts.document_pages().is_empty();
        let pages = (1u32..).zip(&image.pages);
        for (number, page) in pages.filter(|(_, page)| all || page.is_picture()) {
            let mut locus = Locus::entry(&entry.path);
            locus.archival_code = unit_of.get(&entry.index).map(|code| (*code).to_owned());
            if image.pages.len() > 1 {
                locus.page = Some(number);
            }
            header(page, profile, &locus, ledger);
            match &page.screen {
                Some(screen) => {
                    picture(page, screen, &profile.screens, &locus, ledger);
                    unsharpened |= !sharpness_shows(page);
                    if let Some((unit, across)) = unit_of.get(&entry.index).zip(screen.across) {
                        units.entry(unit).or_default().push((locus, across));
                    }
                }
                None => unseen = unseen.or(Some(NotRun::Unsupported)),
            }
        }
    }
    if let Some(clear) = profile.screens.direction {
        units
            .values()
            .for_each(|pages| directions(pages, clear, ledger));
    }
    if unsharpened && profile.screens.blurred_detail.is_some() {
        ledger.not_run(Check::Img11, NotRun::Unsupported);
    }
    if let Some(reason) = unseen {
        for check in SCREENS {
            if asked.iter().any(|(other, asked)| *other == check && *asked) {
                ledger.not_run(check, reason);
            }
        }
    }
}

fn asked(rules: &ScreenRules) -> [(Check, bool); 8] {
    let skew = rules.skew_notice.is_some() || rules.skew_defect.is_some();
    let exposure =
        rules.faint_ink.is_some() || rules.dark_paper.is_some() || rules.dark_page.is_some();
    [
        (
            Check::Img06,
            rules.jpeg_quality.is_some() || rules.jpeg2000_ratio.is_some(),
        ),
        (Check::Img08, skew),
        (Check::Img09, rules.direction.is_some()),
        (Check::Img10, rules.border.is_some()),
        (Check::Img11, exposure || rules.blurred_detail.is_some()),
        (Check::Img12, rules.flat_band.is_some()),
        (Check::Img13, rules.blank_ink.is_some()),
        (Check::Img14, rules.white_paper.is_some()),
    ]
}

/// What needs no picture: quality, orientation, traces of damage.
fn header(page: &PageFacts, profile: &Profile, locus: &Locus, ledger: &mut Ledger) {
    if page.readability == Readability::Readable {
        for trace in &page.suspect {
            ledger.find(Finding::new(Code::ImageSuspect, locus.clone()).found(trace));
        }
    }
    if let (Some(least), Some(quality)) = (profile.screens.jpeg_quality, page.jpeg_quality) {
        ledger.looked(Check::Img06, 1);
        if quality < least {
            ledger.find(
                Finding::new(Code::JpegQuality, locus.clone())
                    .expected(format!("≥ {least}"))
                    .found(quality),
            );
        }
    }
    if let (Some(most), Some(wavelet)) = (profile.screens.jpeg2000_ratio, page.wavelet) {
        let over = wavelet.ratio > u64::from(most) * 100;
        if over && wavelet.reversible {
            // Lossless, which may be as small as it likes, or cut: the header does not tell.
            ledger.not_run(Check::Img06, NotRun::Unsupported);
        } else {
            ledger.looked(Check::Img06, 1);
        }
        if over && !wavelet.reversible {
            let (whole, part) = (wavelet.ratio / 100, wavelet.ratio % 100);
            ledger.find(
                Finding::new(Code::Jpeg2000Ratio, locus.clone())
                    .expected(format!("≤ {most} : 1"))
                    .found(format!("{whole}.{part:02} : 1")),
            );
        }
    }
    ledger.looked(Check::Img07, 1);
    if let Some(tag) = page.orientation.filter(|tag| *tag != 1) {
        ledger.find(
            Finding::new(Code::OrientationTag, locus.clone())
                .expected(1)
                .found(tag),
        );
    }
}

fn picture(
    page: &PageFacts,
    screen: &PageScreen,
    rules: &ScreenRules,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    if let (Some(most), Some(chroma), ColourMode::Colour) =
        (rules.grey_chroma, screen.chroma, page.colour)
        && chroma <= most
    {
        ledger.find(
            Finding::new(Code::ColourIsGrey, locus.clone())
                .expected(format!("> {most}"))
                .found(chroma),
        );
    }
    skew(screen, rules, locus, ledger);
    exposure(page, screen, rules, locus, ledger);
    if rules.direction.is_some() {
        ledger.looked(Check::Img09, 1);
    }
    if let Some(most) = rules.border {
        ledger.looked(Check::Img10, 1);
        if screen.border.worst() > most {
            let b = screen.border;
            let sides = [
                ("left", b.left),
                ("top", b.top),
                ("right", b.right),
                ("bottom", b.bottom),
            ];
            let found: Vec<String> = sides
                .iter()
                .filter(|(_, share)| *share > most)
                .map(|(side, share)| format!("{side} {}", per_cent(*share)))
                .collect();
            ledger.find(
                Finding::new(Code::DarkBorder, locus.clone())
                    .expected(format!("≤ {}", per_cent(most)))
                    .found(found.join(", ")),
            );
        }
    }
    if let Some(most) = rules.flat_band {
        ledger.looked(Check::Img12, 1);
        let expected = format!("≤ {}", per_cent(most));
        // A page that is one level from top to bottom is blank, not filled up.
        if screen.flat > most && screen.flat < 10_000 && GREY_FILL.contains(&screen.flat_level) {
            let (share, level) = (per_cent(screen.flat), screen.flat_level);
            ledger.find(
                Finding::new(Code::FlatBand, locus.clone())
                    .expected(&expected)
                    .found(format!("{share}, level {level}")),
            );
        }
        if screen.repeated > most {
            ledger.find(
                Finding::new(Code::RepeatedRows, locus.clone())
                    .expected(expected)
                    .found(per_cent(screen.repeated)),
            );
        }
    }
    if let Some(least) = rules.blank_ink {
        ledger.looked(Check::Img13, 1);
        if screen.ink < least {
            ledger.find(
                Finding::new(Code::BlankPage, locus.clone())
                    .expected(format!("≥ {}", per_cent(least)))
                    .found(per_cent(screen.ink)),
            );
        }
    }
}

/// Whether the sharpness of the page was measured, or cannot be lacking: that of JPEG shows in its coefficients, and a
/// bitonal page has no other edges than sharp ones. Of scans finer than [`FINEST`] nothing is said.
fn sharpness_shows(page: &PageFacts) -> bool {
    let jpeg = matches!(&*page.compression, "JPEG" | "JPEG progressive");
    page.colour == ColourMode::Bitonal || (jpeg && coarse(page))
}

fn coarse(page: &PageFacts) -> bool {
    let dpi = page.density.as_ref().and_then(Density::centi_dpi);
    dpi.is_none_or(|(x, y)| x.max(y) <= FINEST)
}

/// Negatives, sharpness, contrast, light, and paper that was whitened. Black and white has no exposure but may be turned.
fn exposure(
    page: &PageFacts,
    screen: &PageScreen,
    rules: &ScreenRules,
    locus: &Locus,
    ledger: &mut Ledger,
) {
    if asked(rules).contains(&(Check::Img11, true)) {
        ledger.looked(Check::Img11, 1);
    }
    if rules.white_paper.is_some() {
        ledger.looked(Check::Img14, 1);
    }
    let mut find = |code, expected: String, found: String| {
        let finding = Finding::new(code, locus.clone());
        ledger.find(finding.expected(expected).found(found));
    };
    if let Some(least) = rules.dark_page.filter(|least| screen.mean < *least) {
        let expected = format!("≥ {least}");
        find(Code::PageNegative, expected, screen.mean.to_string());
    }
    if page.colour == ColourMode::Bitonal {
        return;
    }
    if let (Some(most), Some(detail)) = (rules.blurred_detail, screen.detail)
        && coarse(page)
        && detail <= most
    {
        find(Code::ImageBlurred, format!("> {most}"), detail.to_string());
    }
    if let (Some(least), Some(depth)) = (rules.faint_ink, screen.depth)
        && depth < least
    {
        find(Code::ContrastLow, format!("≥ {least}"), depth.to_string());
    }
    if let Some(least) = rules.dark_paper.filter(|least| screen.light < *least) {
        find(
            Code::PaperDark,
            format!("≥ {least}"),
            screen.light.to_string(),
        );
    }
    if let (Some(most), Some(clean)) = (rules.white_paper, screen.clean)
        && clean > most
    {
        let expected = format!("≤ {}", per_cent(most));
        find(Code::BackgroundWhite, expected, per_cent(clean));
    }
}

/// Pages of an item of which the direction must be known before one of them is odd.
const LEAST_PAGES: usize = 4;
/// Per cent of the unevenness that say which way the lines of a sound page run; two columns make it little.
const USUAL: u8 = 55;

/// A page whose lines run the other way than those of three quarters of its item. Nothing tells upside down from
/// upright at this scale: Chinese type has no ascenders.
fn directions(pages: &[(Locus, u8)], clear: u8, ledger: &mut Ledger) {
    for direction in ["across", "down"] {
        // As if the usual lines ran across.
        let along = |across: u8| match direction {
            "across" => across,
            _ => 100_u8.saturating_sub(across),
        };
        let agreeing = pages.iter().filter(|(_, a)| along(*a) >= USUAL).count();
        if pages.len() < LEAST_PAGES || agreeing * 4 < pages.len() * 3 {
            continue;
        }
        let odd = |across: u8| along(across) <= 100_u8.saturating_sub(clear);
        for (locus, across) in pages.iter().filter(|(_, across)| odd(*across)) {
            ledger.find(
                Finding::new(Code::DirectionOdd, locus.clone())
                    .expected(format!("{direction}: {agreeing} / {}", pages.len()))
                    .found(format!("{across} % across")),
            );
        }
    }
}

fn skew(screen: &PageScreen, rules: &ScreenRules, locus: &Locus, ledger: &mut Ledger) {
    if rules.skew_notice.is_none() && rules.skew_defect.is_none() {
        return;
    }
    // A page without lines has no skew to see: that is an answer too.
    ledger.looked(Check::Img08, 1);
    let Some(angle) = screen.skew else { return };
    let beyond = |limit: Option<u16>| {
        limit.filter(|limit| angle.unsigned_abs() > limit.saturating_add(SKEW_DOUBT))
    };
    let (code, limit) = match (beyond(rules.skew_defect), beyond(rules.skew_notice)) {
        (Some(limit), _) => (Code::SkewStrong, limit),
        (None, Some(limit)) => (Code::SkewSlight, limit),
        (None, None) => return,
    };
    let degrees = |hundredths: u16| format!("{}.{:02}°", hundredths / 100, hundredths % 100);
    let sign = if angle < 0 { "−" } else { "" };
    ledger.find(
        Finding::new(code, locus.clone())
            .expected(format!("≤ {}", degrees(limit)))
            .found(format!("{sign}{}", degrees(angle.unsigned_abs()))),
    );
}

/// 10 000ths as per cent.
fn per_cent(share: u16) -> String {
    format!("{}.{:02} %", share / 100, share % 100)
}
