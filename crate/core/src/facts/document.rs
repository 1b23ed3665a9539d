//! Facts of documents with pages of their own (PDF, OFD) and of recognised text (OCR): what they hold beside the
//! page images, which stand in [`super::ImageFacts`] page by page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of a recognised text, and those among them that no one can have meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextCounts {
    /// Characters that are not blank.
    pub characters: u64,
    /// Of these, U+FFFD and codes that stand for no character.
    pub unmapped: u64,
    /// Of these, private use: signs of one font only.
    pub private: u64,
    /// Of these, control characters other than tab and line ends.
    pub control: u64,
    /// Of these, symbols that stand alone between blanks: what recognition makes of specks.
    pub isolated: u64,
}

impl TextCounts {
    /// Characters no one can have meant.
    #[must_use]
    pub fn garbage(&self) -> u64 {
        let Self {
            unmapped,
            private,
            control,
            isolated,
            ..
        } = *self;
        unmapped + private + control + isolated
    }

    /// Garbage in 10 000ths of the characters.
    #[must_use]
    pub fn garbage_share(&self) -> u64 {
        self.garbage().saturating_mul(10_000) / self.characters.max(1)
    }
}

/// One text that may be the recognised text of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageTextFacts {
    /// `text`, `alto`, `hocr` or `xml`.
    pub dialect: String,
    /// `utf-8`, `utf-16le`, `utf-16be` or `gb18030`; empty where the bytes are none of them.
    pub encoding: String,
    /// What it holds; nothing where the encoding is unknown.
    pub counts: TextCounts,
}

/// One page of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentPage {
    /// Size of the sheet in hundredths of a millimetre, across and down.
    pub size: (u32, u32),
    /// Raster images placed on it.
    pub images: u32,
    /// The text layer.
    pub text: TextCounts,
    /// Some of the text is shown invisibly, over a picture of itself (双层 PDF).
    pub invisible: bool,
    /// Nothing is drawn on it: no image, no line, no text that is seen. A page that could not be read is not empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub empty: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PdfFacts {
    /// `1.7` of the header or the catalogue.
    pub version: String,
    /// Encrypted, be it with an owner's password only: its content was not read.
    pub encrypted: bool,
    /// What is wrong with its structure although it can be read.
    pub faults: Vec<String>,
    /// Scripts.
    pub scripts: u32,
    /// Files embedded in it.
    pub attachments: u32,
    /// Fields to fill in, signature fields left out.
    pub fields: u32,
    /// Actions that start programs, send data or open other files.
    pub launches: u32,
    /// Signatures in it; not verified.
    pub signatures: u32,
    /// PDF/A part and conformance it claims (`2b`); empty where it claims none. A claim, not a validation.
    pub archival: String,
    /// Names of the fonts that are shown and not embedded, sorted; at most 20.
    pub fonts_missing: Vec<String>,
    /// Its pages in order.
    pub pages: Vec<DocumentPage>,
}

/// An OFD (GB/T 33190).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfdFacts {
    /// Encrypted: its content was not read.
    pub encrypted: bool,
    /// Why the package cannot be used: no `OFD.xml`, XML that is broken, a damaged container.
    pub faults: Vec<String>,
    /// Pages the document lists and the package does not hold.
    pub pages_missing: Vec<String>,
    /// Resources (fonts, images) named and not there.
    pub resources_missing: Vec<String>,
    /// Signatures listed; not verified.
    pub signatures: u32,
    /// Files attached.
    pub attachments: u32,
    /// Its pages in order.
    pub pages: Vec<DocumentPage>,
}
