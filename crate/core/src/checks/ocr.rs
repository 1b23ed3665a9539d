//! OCR-01: recognised text, in files beside the pages or as a layer of a PDF or OFD. Where an item has some, each of
//! its pages has; its characters are ones that can be meant. Candidates for a person: what was recognised rightly no
//! machine of ours can tell.

use std::collections::BTreeMap;

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Tree, UnitPage};
use crate::facts::{EntryFacts, PageFacts, TextCounts};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::Profile;

/// Fewer characters give no share to speak of (ours).
const LEAST_CHARACTERS: u64 = 20;
/// As in DOCUMENT: pages with less ink have nothing to recognise, in 10 000ths (ours).
const BLANK_INK: u16 = 20;

/// What is known of the text of one page.
enum Found {
    Text(TextCounts),
    Nothing,
    /// A page that is text itself, or cannot be read.
    NotAsked,
}

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    ledger.not_run(Check::Ocr01, NotRun::NothingOfTheKind);
    files(delivery, profile, ledger);
    for (code, pages) in &delivery.link.units {
        // A text of the whole item does not say which pages it has.
        if !delivery.texts.of_unit.contains_key(code) {
            unit(delivery, profile, code, pages, ledger);
        }
    }
}

/// Text files: encoding and garbage.
fn files(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    for index in &delivery.texts.entries {
        let facts = delivery.measured.get(index);
        let Some(text) = facts.and_then(|f| f.page_text.as_ref()) else {
            continue;
        };
        ledger.looked(Check::Ocr01, 1);
        let locus = Locus::entry(delivery.path(*index));
        if text.encoding.is_empty() {
            ledger.find(
                Finding::new(Code::OcrTextEncoding, locus).expected("UTF-8, UTF-16, GB 18030"),
            );
        } else {
            garbage(&text.counts, profile, locus, ledger);
        }
    }
}

fn garbage(counts: &TextCounts, profile: &Profile, locus: Locus, ledger: &mut Ledger) {
    let Some(most) = profile.document.garbage else {
        return;
    };
    if counts.characters >= LEAST_CHARACTERS && counts.garbage_share() > u64::from(most) {
        let per_cent = |share: u64| format!("{}.{:02} %", share / 100, share % 100);
        ledger.find(
            Finding::new(Code::OcrTextGarbage, locus)
                .expected(format!("≤ {}", per_cent(most.into())))
                .found(per_cent(counts.garbage_share())),
        );
    }
}

/// One page of one tree.
struct Asked {
    locus: Locus,
    text: bool,
    /// It has no text and needs none, or another check says so.
    quiet: bool,
}

/// The pages of a unit in one tree.
#[derive(Default)]
struct Layer {
    /// Some page has text, or a file that was meant to hold it.
    meant: bool,
    /// By position; `None` where text is not asked for.
    pages: Vec<Option<Asked>>,
}

/// Text is asked for once for each page of the unit: of parallel trees one has it (JPEG masters and a two-layer PDF).
fn unit(
    delivery: &Delivery<'_>,
    profile: &Profile,
    code: &str,
    pages: &[UnitPage],
    ledger: &mut Ledger,
) {
    let mut layers: BTreeMap<Option<Tree>, Layer> = BTreeMap::new();
    for page in pages {
        let Some(facts) = delivery.measured.get(&page.entry) else {
            continue;
        };
        let images = facts.image.iter().flat_map(|image| &image.pages);
        let several = delivery.page_count(page.entry).unwrap_or(1) > 1;
        let layer = layers.entry(page.tree).or_default();
        let file = delivery.texts.of_page.contains_key(&page.entry);
        for (number, image) in (1u32..).zip(images) {
            let mut locus = Locus::entry(delivery.path(page.entry)).of(code);
            locus.page = several.then_some(number);
            let mut asked = Asked {
                locus,
                text: false,
                quiet: false,
            };
            match text_of(delivery, page.entry, facts, number, image) {
                Found::Text(counts) => {
                    layer.meant = true;
                    asked.text = true;
                    // A file was judged for itself.
                    if !file {
                        ledger.looked(Check::Ocr01, 1);
                        garbage(&counts, profile, asked.locus.clone(), ledger);
                    }
                }
                Found::Nothing => {
                    // An empty file says that text was meant to be there.
                    layer.meant |= file;
                    let blank = profile.screens.blank_ink.unwrap_or(BLANK_INK);
                    // PDF-01 and OFD-01 speak where a text layer is asked for.
                    let said = profile.document.text_layer && !facts.document_pages().is_empty();
                    asked.quiet = said || image.screen.as_ref().is_some_and(|s| s.ink < blank);
                }
                Found::NotAsked => {
                    layer.pages.push(None);
                    continue;
                }
            }
            layer.pages.push(Some(asked));
        }
    }
    missing(layers.into_values().collect(), ledger);
}

/// Each position that has text in no tree, told once: where text was meant to be, if that tree has the page.
fn missing(mut layers: Vec<Layer>, ledger: &mut Ledger) {
    layers.sort_by_key(|layer| !layer.meant);
    if !layers.first().is_some_and(|layer| layer.meant) {
        return;
    }
    let most = layers.iter().map(|layer| layer.pages.len()).max();
    for position in 0..most.unwrap_or(0) {
        let pages = layers
            .iter()
            .filter_map(|layer| layer.pages.get(position)?.as_ref());
        if pages.clone().any(|page| page.text) {
            continue;
        }
        if let Some(page) = pages.clone().next().filter(|page| !page.quiet) {
            ledger.find(
                Finding::new(Code::OcrTextMissing, page.locus.clone())
                    .expected("> 0")
                    .found(0),
            );
        }
    }
}

fn text_of(
    delivery: &Delivery<'_>,
    entry: u32,
    facts: &EntryFacts,
    number: u32,
    image: &PageFacts,
) -> Found {
    let file = delivery.texts.of_page.get(&entry);
    if let Some(text) = file.and_then(|text| delivery.measured.get(text)) {
        return match &text.page_text {
            // What cannot be read may hold text all the same; OCR-01 spoke of the encoding.
            Some(text) if text.counts.characters > 0 || text.encoding.is_empty() => {
                Found::Text(text.counts)
            }
            _ => Found::Nothing,
        };
    }
    let position = usize::try_from(number)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    if !image.is_picture() {
        return Found::NotAsked;
    }
    match facts.document_pages().get(position) {
        Some(page) if page.text.characters > 0 => Found::Text(page.text),
        _ => Found::Nothing,
    }
}
