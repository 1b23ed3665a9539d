//! DQT, DHT and DRI segments → the tables in force (T.81 B.2.4).

use super::huffman::HuffmanSpec;
use super::verdict::{JpegFault, TableClass};
use std::collections::BTreeMap;

/// Tables live until redefined; a scan uses those in force at its header.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// By slot, in zigzag order.
    pub quant: BTreeMap<u8, Vec<u16>>,
    /// By slot.
    pub dc: BTreeMap<u8, HuffmanSpec>,
    /// By slot.
    pub ac: BTreeMap<u8, HuffmanSpec>,
    /// MCUs; 0 is none.
    pub restart_interval: u32,
}

/// A segment's payload with where its marker stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// Marker code.
    pub marker: u8,
    /// The marker's FF.
    pub offset: u64,
    /// Behind the length field.
    pub payload: &'a [u8],
    /// Where the payload begins.
    pub payload_offset: u64,
}

impl Segment<'_> {
    /// The fault of a length that does not fit.
    pub fn bad_length(&self) -> JpegFault {
        let length = u16::try_from(self.payload.len() + 2).unwrap_or(u16::MAX);
        JpegFault::BadSegmentLength {
            offset: self.offset,
            marker: self.marker,
            length,
        }
    }
}

impl Tables {
    /// B.2.4.1.
    pub fn define_quant(&mut self, segment: &Segment) -> Result<(), JpegFault> {
        let mut rest = segment.payload;
        while let Some((&head, tail)) = rest.split_first() {
            let slot = head & 15;
            if slot > 3 {
                let (offset, marker) = (segment.offset, segment.marker);
                return Err(JpegFault::BadTableSlot {
                    offset,
                    marker,
                    slot: head,
                });
            }
            let size = if head >> 4 == 0 { 64 } else { 128 };
            let (body, after) = tail
                .split_at_checked(size)
                .ok_or_else(|| segment.bad_length())?;
            let values = match size {
                64 => body.iter().map(|&value| u16::from(value)).collect(),
                _ => body
                    .chunks_exact(2)
                    .map(|pair| pair.iter().fold(0, |n, &b| n << 8 | u16::from(b)))
                    .collect(),
            };
            self.quant.insert(slot, values);
            rest = after;
        }
        Ok(())
    }

    /// B.2.4.2. The codes themselves are judged when a scan uses them.
    pub fn define_huffman(&mut self, segment: &Segment) -> Result<(), JpegFault> {
        let mut rest = segment.payload;
        while let Some((&head, tail)) = rest.split_first() {
            let (counts, tail) = tail
                .split_first_chunk::<16>()
                .ok_or_else(|| segment.bad_length())?;
            let slot = head & 15;
            if head >> 4 > 1 || slot > 3 {
                let (offset, marker) = (segment.offset, segment.marker);
                return Err(JpegFault::BadTableSlot {
                    offset,
                    marker,
                    slot: head,
                });
            }
            let class = if head >> 4 == 0 {
                TableClass::Dc
            } else {
                TableClass::Ac
            };
            let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let bad = JpegFault::BadHuffmanTable {
                offset: segment.offset,
                class,
                slot,
            };
            if total > 256 {
                return Err(bad);
            }
            let (symbols, after) = tail.split_at_checked(total).ok_or(bad)?;
            let spec = HuffmanSpec {
                counts: *counts,
                symbols: symbols.to_vec(),
            };
            match class {
                TableClass::Dc => self.dc.insert(slot, spec),
                TableClass::Ac => self.ac.insert(slot, spec),
            };
            rest = after;
        }
        Ok(())
    }

    /// B.2.4.4.
    pub fn define_restart(&mut self, segment: &Segment) -> Result<(), JpegFault> {
        match segment.payload {
            &[high, low] => self.restart_interval = u32::from(high) << 8 | u32::from(low),
            _ => return Err(segment.bad_length()),
        }
        Ok(())
    }
}
