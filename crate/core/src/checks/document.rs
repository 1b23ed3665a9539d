//! PDF, OFD: what a document holds beside its page images, which IMG reads as any others: encryption, scripts,
//! attachments, forms, fonts, the text layer, parts that are named and not there.

use crate::code::{Check, Code};
use crate::delivery::{Delivery, Role};
use crate::facts::{EntryFacts, Format, OfdFacts, PdfFacts};
use crate::finding::Finding;
use crate::ledger::{Ledger, NotRun};
use crate::locus::Locus;
use crate::profile::Profile;

/// A page with less ink than this has nothing to recognise, in 10 000ths, where the profile has no threshold for
/// blank pages (ours, as in dat31-paper).
const BLANK_INK: u16 = 20;

pub(super) fn run(delivery: &Delivery<'_>, profile: &Profile, ledger: &mut Ledger) {
    ledger.none_of(&[Check::Pdf01, Check::Ofd01], NotRun::NothingOfTheKind);
    let unit_of = delivery.unit_of();
    let (mut documents, mut claimed) = (0_u64, 0_u64);
    for entry in delivery.entries_as(Role::Content) {
        let Some(facts) = delivery.measured.get(&entry.index) else {
            continue;
        };
        let check = match facts.format {
            Format::Pdf => Check::Pdf01,
            Format::Ofd => Check::Ofd01,
            _ => continue,
        };
        let mut locus = Locus::entry(&entry.path);
        locus.archival_code = unit_of.get(&entry.index).map(|code| (*code).to_owned());
        match (&facts.pdf, &facts.ofd) {
            (Some(pdf), _) => {
                ledger.looked(check, 1);
                pdf_document(pdf, &locus, ledger);
                if !pdf.encrypted {
                    documents += 1;
                    claimed += u64::from(!pdf.archival.is_empty());
                }
            }
            (None, Some(ofd)) => {
                ledger.looked(check, 1);
                ofd_document(ofd, &locus, ledger);
            }
            (None, None) => {
                // Unread: damaged in the container, or larger than we hold.
                let reason = if facts.digests.is_empty() {
                    NotRun::EntriesUnreadable
                } else {
                    NotRun::Unsupported
                };
                ledger.not_run(check, reason);
                continue;
            }
        }
        empty_pages(facts, profile, &locus, ledger);
        if profile.document.text_layer {
            text_layer(facts, profile, &locus, ledger);
        }
    }
    // A long-term format is a matter of the whole delivery, and no standard of ours demands it of copies for use.
    if claimed < documents {
        ledger.find(
            Finding::new(Code::PdfArchivalNotClaimed, Locus::delivery())
                .expected("PDF/A")
                .found(format!("{} of {documents}", documents - claimed)),
        );
    }
}

fn pdf_document(pdf: &PdfFacts, locus: &Locus, ledger: &mut Ledger) {
    if pdf.encrypted {
        // Of what is inside nothing was read.
        ledger.find(Finding::new(Code::PdfEncrypted, locus.clone()));
        return;
    }
    let mut find = |code, found: String| {
        ledger.find(Finding::new(code, locus.clone()).found(found));
    };
    if !pdf.faults.is_empty() {
        find(Code::PdfDamaged, pdf.faults.join("; "));
    }
    for (code, count) in [
        (Code::PdfScript, pdf.scripts),
        (Code::PdfAction, pdf.launches),
        (Code::PdfAttachment, pdf.attachments),
        (Code::PdfForm, pdf.fields),
        (Code::PdfSignature, pdf.signatures),
    ] {
        if count > 0 {
            find(code, count.to_string());
        }
    }
    if !pdf.archival.is_empty() && !pdf.fonts_missing.is_empty() {
        // Outside PDF/A a reader may substitute; inside, ISO 19005-1 6.3.4 asks for every font that is seen.
        let claim = format!("PDF/A-{}", pdf.archival);
        ledger.find(
            Finding::new(Code::PdfFontNotEmbedded, locus.clone())
                .expected(claim)
                .found(pdf.fonts_missing.join(", ")),
        );
    }
}

fn ofd_document(ofd: &OfdFacts, locus: &Locus, ledger: &mut Ledger) {
    if ofd.encrypted {
        ledger.find(Finding::new(Code::OfdEncrypted, locus.clone()));
        return;
    }
    for (code, found) in [
        (Code::OfdBroken, &ofd.faults),
        (Code::OfdPageMissing, &ofd.pages_missing),
        (Code::OfdResourceMissing, &ofd.resources_missing),
    ] {
        if !found.is_empty() {
            ledger.find(Finding::new(code, locus.clone()).found(found.join("; ")));
        }
    }
    for (code, count) in [
        (Code::OfdAttachment, ofd.attachments),
        (Code::OfdSignature, ofd.signatures),
    ] {
        if count > 0 {
            ledger.find(Finding::new(code, locus.clone()).found(count));
        }
    }
}

/// Pages on which nothing is drawn, whatever text lies over them unseen. One may be blank, as a scanned page may; a
/// document of nothing else has lost its pages.
fn empty_pages(facts: &EntryFacts, profile: &Profile, locus: &Locus, ledger: &mut Ledger) {
    let pages = facts.document_pages();
    if !pages.is_empty() && pages.iter().all(|page| page.empty) {
        ledger.find(
            Finding::new(Code::ImageUnreadable, locus.clone())
                .found(format!("nothing is drawn on {} of {0} pages", pages.len())),
        );
        return;
    }
    let Some(least) = profile.screens.blank_ink else {
        return;
    };
    for (number, _) in (1u32..).zip(pages).filter(|(_, page)| page.empty) {
        ledger.looked(Check::Img13, 1);
        ledger.find(
            Finding::new(Code::BlankPage, locus.clone().page(number))
                .expected(format!("≥ {}.{:02} %", least / 100, least % 100))
                .found("0.00 %"),
        );
    }
}

/// Every page that is a picture with something on it has text.
fn text_layer(facts: &EntryFacts, profile: &Profile, locus: &Locus, ledger: &mut Ledger) {
    let code = if facts.pdf.is_some() {
        Code::PdfTextMissing
    } else {
        Code::OfdTextMissing
    };
    let blank = profile.screens.blank_ink.unwrap_or(BLANK_INK);
    let pages = facts.document_pages();
    let images = facts.image.iter().flat_map(|image| &image.pages);
    if facts.pdf.as_ref().is_some_and(|pdf| pdf.encrypted) {
        return;
    }
    for ((number, page), image) in (1u32..).zip(pages).zip(images) {
        let inked = image.screen.as_ref().is_none_or(|s| s.ink >= blank);
        if image.is_picture() && inked && page.text.characters == 0 {
            let locus = if pages.len() > 1 {
                locus.clone().page(number)
            } else {
                locus.clone()
            };
            ledger.find(Finding::new(code, locus).expected("> 0").found(0));
        }
    }
}
