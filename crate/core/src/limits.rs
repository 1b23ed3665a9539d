//! How much of a delivery we are willing to hold, count or follow. Every size, count and depth that comes
//! from the delivery is bounded here, so that a hostile container costs a finding and not the machine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds on what is read. [`Limits::default`] is safe for a 4 GiB laptop and a wasm32 worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    /// Entries in one container. Real deliveries reach some 100 000 pages; 2 million leaves room (ours).
    pub entries: u64,
    /// Bytes of the central directory, kept in memory while it is read (ours: 1 KiB × 512 Ki entries).
    pub directory_bytes: u64,
    /// Bytes of one entry name; APPNOTE 4.4.10 allows 65 535, file systems allow 255–4096 (STANDARDS §9 PKG-03).
    pub name_bytes: u64,
    /// Inflated size ÷ stored size above which an entry is a bomb. Deflate cannot exceed 1032:1
    /// (zlib technical notes); blank scans reach 200:1, so 1000 would hide nothing real (ours).
    pub ratio: u64,
    /// The ratio counts only above this inflated size in bytes (ours: a tiny file of zeros harms nobody).
    pub ratio_from_bytes: u64,
    /// Inflated bytes of all entries together (ours: 8 TB is the largest carrier seen, STANDARDS §3.9).
    pub total_bytes: u64,
    /// Largest entry whose content is held in memory to be decoded; larger ones are digested but their
    /// content is "not checked" (ours: half of what a wasm32 worker can hold beside its work space).
    pub content_bytes: u64,
    /// Largest manifest or catalogue read (ours: 100 000 rows make some 20 MiB).
    pub text_bytes: u64,
    /// Cells of all sheets of one catalogue (ours: 200 000 rows × 50 columns).
    pub cells: u64,
    /// Pixels of one page image (ours: A0 at 600 dpi is 558 million).
    pub pixels: u64,
    /// Samples of one picture whose format can only be verified by decoding it, JPEG 2000 (ours: A4 at 600 dpi in
    /// colour has 104 million; the decoder takes some 8 bytes a sample).
    pub decoded_samples: u64,
    /// Pages of one multi-page image (ours: the thickest volume seen has some 2000).
    pub pages: u32,
}

impl Limits {
    /// Whether entries that promise `total` bytes from a container of `container` bytes are a bomb together: more
    /// than we ever read, or a share no honest packing reaches (overlapping entries repeat one small stream).
    #[must_use]
    pub fn total_is_a_bomb(&self, total: u64, container: u64) -> bool {
        total > self.total_bytes
            || total > self.ratio_from_bytes && total / container.max(1) > self.ratio
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 2_000_000,
            directory_bytes: 512 << 20,
            name_bytes: 4096,
            ratio: 600,
            ratio_from_bytes: 16 << 20,
            total_bytes: 8 << 40,
            content_bytes: 512 << 20,
            text_bytes: 256 << 20,
            cells: 10_000_000,
            pixels: 600_000_000,
            decoded_samples: 120_000_000,
            pages: 10_000,
        }
    }
}
