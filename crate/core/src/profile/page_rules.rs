//! What page images and documents must be, and from where on the screens point a page out to a person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PathRule;
use crate::facts::{ColourMode, Format};

/// Rules for page images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageRules {
    /// Formats allowed for page images.
    pub formats: Vec<Format>,
    /// Dots per inch at least; 0 asks nothing.
    pub minimum_dpi: u32,
    /// Pixels a page has on each side at least; 0 asks nothing.
    #[serde(default)]
    pub minimum_side: u32,
    /// Colour modes allowed.
    pub colours: Vec<ColourMode>,
    /// How many images a unit may have beyond its 页数 (封面, 备考表 …).
    #[serde(default)]
    pub extra_per_unit: u32,
    /// Other rules for some paths; where two patterns cover a path, the later one speaks.
    #[serde(default)]
    pub paths: Vec<PathRule>,
}

impl ImageRules {
    /// The rules for an image at `path`.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        let mut rules = Self {
            paths: Vec::new(),
            ..self.clone()
        };
        for rule in self.paths.iter().filter(|rule| rule.covers(path)) {
            if let Some(formats) = &rule.formats {
                rules.formats.clone_from(formats);
            }
            rules.minimum_dpi = rule.minimum_dpi.unwrap_or(rules.minimum_dpi);
            if let Some(colours) = &rule.colours {
                rules.colours.clone_from(colours);
            }
        }
        rules
    }
}

/// Thresholds of the screens: where the machine points out a page to a person. A threshold that is not given is not
/// asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScreenRules {
    /// A page with less ink than this is blank or nearly so; 10 000ths of the page.
    pub blank_ink: Option<u16>,
    /// A colour page whose most coloured thousandth is no farther from grey than this is grey; levels of Cb, Cr.
    pub grey_chroma: Option<u8>,
    /// Dark surround at one edge; 10 000ths of the page.
    pub border: Option<u16>,
    /// Skew that is noted, hundredths of a degree.
    pub skew_notice: Option<u16>,
    /// Skew that counts, hundredths of a degree.
    pub skew_defect: Option<u16>,
    /// Flat rows at the bottom, or rows that repeat; 10 000ths of the height.
    pub flat_band: Option<u16>,
    /// JPEG quality at least, on libjpeg's scale.
    pub jpeg_quality: Option<u8>,
    /// Samples of a lossy JPEG 2000 page ÷ its codestream at most.
    pub jpeg2000_ratio: Option<u16>,
    /// Pages of one item that differ in no more bits of 256 are the same page scanned twice.
    pub near_in_unit: Option<u16>,
    /// The same across items.
    pub near_across_units: Option<u16>,
    /// Hold pixels and resolution against paper sizes and against the other pages of the item.
    pub paper_size: bool,
    /// A JPEG page of at most 450 dpi with no finer detail than this at its edges is blurred; coefficient of the
    /// 8 × 8 transform in zigzag order, 0–63.
    pub blurred_detail: Option<u8>,
    /// Ink that is nowhere so much darker than its paper is faint; levels.
    pub faint_ink: Option<u8>,
    /// A page whose lightest twentieth is not so light is too dark; level.
    pub dark_paper: Option<u8>,
    /// A page whose mean level is lower is a negative, or black all over, bitonal pages too; level.
    pub dark_page: Option<u8>,
    /// A grey or colour page whose paper around the ink is wholly white to this share was cleaned too much; 10 000ths.
    pub white_paper: Option<u16>,
    /// A page whose lines run down while those of its item run across, or the other way round, by this share of the
    /// unevenness; per cent, over 50.
    pub direction: Option<u8>,
}

/// Rules for documents with pages of their own (PDF, OFD) and for recognised text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DocumentRules {
    /// Every page of a PDF or OFD that is a picture has a text layer (双层).
    pub text_layer: bool,
    /// Recognised text with more garbage than this is pointed out, 10 000ths of its characters; not given: not asked.
    pub garbage: Option<u16>,
}
