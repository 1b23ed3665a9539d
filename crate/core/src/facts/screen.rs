//! What the small picture of a page shows, as integers: measured without any threshold of an archive, so that the
//! same facts can be judged under another profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Dark area that runs in from each edge, in 10 000ths of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BorderShare {
    /// From the left edge.
    pub left: u16,
    /// From the top edge.
    pub top: u16,
    /// From the right edge.
    pub right: u16,
    /// From the bottom edge.
    pub bottom: u16,
}

impl BorderShare {
    /// The edge with most of it.
    #[must_use]
    pub fn worst(&self) -> u16 {
        self.left.max(self.top).max(self.right).max(self.bottom)
    }
}

/// Statistics of a page at 1/8 scale: one level a block of 8 × 8 pixels, 0 black, 255 white.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageScreen {
    /// Blocks darker than the paper around them, in 10 000ths; the outer 4 % of the page left out.
    pub ink: u16,
    /// Mean level.
    pub mean: u8,
    /// 5th percentile of the levels.
    pub dark: u8,
    /// 95th percentile of the levels.
    pub light: u8,
    /// How far the most coloured thousandth of the blocks is from grey at least (largest of |Cb − 128|, |Cr − 128|);
    /// `None` where the picture has no colour samples.
    pub chroma: Option<u8>,
    /// Dark surround.
    pub border: BorderShare,
    /// Turn of the text lines or columns against the edges in hundredths of a degree, clockwise positive, up to ± 500;
    /// `None` where no lines stand out.
    pub skew: Option<i16>,
    /// How much of the unevenness of rows and columns of ink is that of rows, in per cent: high where lines run across
    /// the page, low where they run down; `None` where there is little ink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<u8>,
    /// Levels by which the darkest tenth of the ink is darker than the paper around it at least; `None` where there is
    /// little ink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u8>,
    /// Blocks without ink around the ink that are wholly white, in 10 000ths; `None` where there is little ink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean: Option<u16>,
    /// The last coefficient, in zigzag order, that nine of ten JPEG blocks at edges do not pass; `None` where there
    /// are few edges, or no JPEG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<u8>,
    /// Rows at the bottom that are one and the same level, in 10 000ths of the height.
    pub flat: u16,
    /// That level.
    pub flat_level: u8,
    /// Longest run of neighbouring rows with texture that repeat each other exactly, in 10 000ths of the height.
    pub repeated: u16,
    /// Blocks that are wholly white, in 10 000ths.
    pub white: u16,
    /// Difference hash of 16 × 16 cells, 256 bits, lower hex.
    pub hash: String,
}
