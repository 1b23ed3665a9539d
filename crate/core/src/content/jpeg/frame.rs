//! SOF segment → the frame: components, sampling, and how many blocks and MCUs there must be (T.81
//! B.2.2, A.1, A.2).

use super::JpegOptions;
use super::facts::Coding;
use super::tables::Segment;
use super::verdict::{JpegFault, JpegUnsupported, Stop};

/// libjpeg's `JPEG_MAX_DIMENSION`; T.81 would allow 65 535.
const LARGEST_SIDE: u32 = 65_500;

/// One component of the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Component {
    /// Identifier that scans use.
    pub id: u8,
    /// Horizontal sampling factor.
    pub h: u8,
    /// Vertical sampling factor.
    pub v: u8,
    /// Quantisation table slot.
    pub quant_slot: u8,
    /// Blocks that cover the component, and the MCUs of a scan of it alone (A.2.2).
    pub blocks_wide: u32,
    /// Rows of such blocks.
    pub blocks_high: u32,
}

/// The frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// Coding process.
    pub coding: Coding,
    /// Bits per sample.
    pub precision: u8,
    /// Samples per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// In frame order.
    pub components: Vec<Component>,
    /// MCUs in a row of an interleaved scan (A.2.3).
    pub mcus_wide: u32,
    /// Rows of them.
    pub mcus_high: u32,
}

impl Frame {
    /// Reads SOF0, SOF1 or SOF2.
    pub fn parse(segment: &Segment) -> Result<Self, Stop> {
        let offset = segment.offset;
        let coding = match segment.marker {
            0xC0 => Coding::Baseline,
            0xC1 => Coding::ExtendedSequential,
            _ => Coding::Progressive,
        };
        let Some((head, rest)) = segment.payload.split_first_chunk::<6>() else {
            return Err(segment.bad_length().into());
        };
        let &[
            precision,
            height_high,
            height_low,
            width_high,
            width_low,
            count,
        ] = head;
        let height = u32::from(height_high) << 8 | u32::from(height_low);
        let width = u32::from(width_high) << 8 | u32::from(width_low);
        if width == 0 || count == 0 {
            return Err(JpegFault::SizeZero { offset }.into());
        }
        if rest.len() != usize::from(count) * 3 {
            return Err(segment.bad_length().into());
        }
        // B.2.2: a height of 0 says that DNL will follow the first scan (B.2.5).
        if height == 0 {
            return Err(JpegUnsupported::LinesAfterScan.into());
        }
        match precision {
            8 => {}
            12 => return Err(JpegUnsupported::Precision { bits: 12 }.into()),
            _ => return Err(JpegFault::BadPrecision { offset, precision }.into()),
        }
        let mut components = Vec::with_capacity(usize::from(count));
        for (component, spec) in (0u8..).zip(rest.chunks_exact(3)) {
            let &[id, sampling, quant_slot] = spec else {
                continue;
            };
            let (h, v) = (sampling >> 4, sampling & 15);
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
                return Err(JpegFault::BadSampling {
                    offset,
                    component,
                    sampling,
                }
                .into());
            }
            components.push(Component {
                id,
                h,
                v,
                quant_slot,
                blocks_wide: 0,
                blocks_high: 0,
            });
        }
        let h_most = components.iter().map(|c| u32::from(c.h)).max().unwrap_or(1);
        let v_most = components.iter().map(|c| u32::from(c.v)).max().unwrap_or(1);
        for component in &mut components {
            component.blocks_wide = (width * u32::from(component.h)).div_ceil(h_most * 8);
            component.blocks_high = (height * u32::from(component.v)).div_ceil(v_most * 8);
        }
        let mcus_wide = width.div_ceil(h_most * 8);
        let mcus_high = height.div_ceil(v_most * 8);
        Ok(Self {
            coding,
            precision,
            width,
            height,
            components,
            mcus_wide,
            mcus_high,
        })
    }

    /// What we, or libjpeg, do not read although T.81 allows it.
    pub fn support(&self, options: &JpegOptions) -> Result<(), JpegUnsupported> {
        let (width, height) = (self.width, self.height);
        let count = u8::try_from(self.components.len()).unwrap_or(u8::MAX);
        if !matches!(count, 1 | 3 | 4) {
            return Err(JpegUnsupported::Components { count });
        }
        if width > LARGEST_SIDE || height > LARGEST_SIDE {
            return Err(JpegUnsupported::Dimensions { width, height });
        }
        let pixels = u64::from(width) * u64::from(height);
        if pixels > options.max_pixels {
            return Err(JpegUnsupported::TooLarge {
                pixels,
                limit: options.max_pixels,
            });
        }
        let h_most = self.components.iter().map(|c| c.h).max().unwrap_or(1);
        let v_most = self.components.iter().map(|c| c.v).max().unwrap_or(1);
        let divides = |c: &Component| h_most.is_multiple_of(c.h) && v_most.is_multiple_of(c.v);
        if !self.components.iter().all(divides) {
            return Err(JpegUnsupported::FractionalSampling);
        }
        Ok(())
    }
}
