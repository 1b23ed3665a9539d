//! SOS segment → the scan: which blocks an MCU has, how many MCUs, and where restart markers must
//! stand (T.81 B.2.3, A.2, E.2.4).

use super::bits::Bits;
use super::facts::Coding;
use super::frame::Frame;
use super::marker;
use super::tables::Segment;
use super::verdict::{JpegFault, NoteKind, Notes};

/// A component in a scan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// Index in the frame.
    pub component: usize,
    /// DC table slot.
    pub dc: u8,
    /// AC table slot.
    pub ac: u8,
    /// Blocks of it side by side in an MCU.
    pub wide: u32,
    /// Rows of them.
    pub high: u32,
}

/// A scan header with its geometry.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// The marker.
    pub offset: u64,
    /// Components, 1–4.
    pub members: Vec<Member>,
    /// Ss, first coefficient.
    pub start: u8,
    /// Se, last coefficient.
    pub end: u8,
    /// Ah, bit position of the scan before.
    pub high: u8,
    /// Al, bit position of this scan.
    pub low: u8,
    /// MCUs in a row.
    pub mcus_wide: u32,
    /// Rows.
    pub mcus_high: u32,
}

impl Scan {
    /// Reads SOS.
    pub fn parse(segment: &Segment, frame: &Frame) -> Result<Self, JpegFault> {
        let offset = segment.offset;
        let bad = segment.bad_length();
        let (&count, rest) = segment.payload.split_first().ok_or(bad)?;
        let (specs, rest) = rest.split_at_checked(usize::from(count) * 2).ok_or(bad)?;
        let &[start, end, approximation] = rest else {
            return Err(bad);
        };
        if !(1..=4).contains(&count) {
            return Err(bad);
        }
        let mut members: Vec<Member> = Vec::with_capacity(4);
        for (place, spec) in specs.chunks_exact(2).enumerate() {
            let &[id, slots] = spec else { continue };
            // B.2.3: the order in a scan is the order in the frame; so the n-th is not before the
            // n-th.
            let fits = |index: &usize| frame.components.get(*index).is_some_and(|c| c.id == id);
            let component = (place..frame.components.len())
                .find(fits)
                .filter(|index| members.iter().all(|m| m.component != *index))
                .ok_or(JpegFault::UnknownComponent { offset, id })?;
            members.push(Member {
                component,
                dc: slots >> 4,
                ac: slots & 15,
                wide: 1,
                high: 1,
            });
        }
        let (mut mcus_wide, mut mcus_high) = (frame.mcus_wide, frame.mcus_high);
        if let [only] = members.as_slice() {
            // A.2.2: a scan of one component has one block per MCU, whatever its sampling.
            if let Some(component) = frame.components.get(only.component) {
                (mcus_wide, mcus_high) = (component.blocks_wide, component.blocks_high);
            }
        } else {
            for member in &mut members {
                if let Some(component) = frame.components.get(member.component) {
                    (member.wide, member.high) = (u32::from(component.h), u32::from(component.v));
                }
            }
        }
        let blocks: u32 = members.iter().map(|m| m.wide * m.high).sum();
        // B.2.3: at most 10 blocks in an MCU.
        if blocks > 10 {
            return Err(JpegFault::McuTooLarge { offset, blocks });
        }
        let (high, low) = (approximation >> 4, approximation & 15);
        let scan = Self {
            offset,
            members,
            start,
            end,
            high,
            low,
            mcus_wide,
            mcus_high,
        };
        scan.check_parameters(frame.coding)?;
        Ok(scan)
    }

    /// B.2.3, Table B.3; for progressive also G.1.1.1.1.
    fn check_parameters(&self, coding: Coding) -> Result<(), JpegFault> {
        let good = match coding {
            Coding::Baseline | Coding::ExtendedSequential => {
                (self.start, self.end, self.high, self.low) == (0, 63, 0, 0)
            }
            Coding::Progressive => {
                let band = match self.start {
                    0 => self.end == 0,
                    _ => self.start <= self.end && self.end <= 63 && self.members.len() == 1,
                };
                band && self.low <= 13 && (self.high == 0 || self.low + 1 == self.high)
            }
        };
        if good {
            return Ok(());
        }
        let (offset, start, end, high, low) =
            (self.offset, self.start, self.end, self.high, self.low);
        Err(JpegFault::BadScanParameters {
            offset,
            start,
            end,
            high,
            low,
        })
    }

    /// MCUs of the scan.
    pub fn mcus(&self) -> u64 {
        u64::from(self.mcus_wide) * u64::from(self.mcus_high)
    }

    /// Blocks of the scan.
    pub fn blocks(&self) -> u64 {
        self.mcus()
            * self
                .members
                .iter()
                .map(|m| u64::from(m.wide * m.high))
                .sum::<u64>()
    }
}

/// The way through the entropy-coded data of one scan.
pub(super) struct Course<'a, 'n> {
    /// The file.
    pub data: &'a [u8],
    /// The bits.
    pub bits: Bits<'a>,
    /// Where breaches are noted.
    pub notes: &'n mut Notes,
    /// Whole MCUs read.
    pub done: u64,
    total: u64,
    interval: u64,
    next_restart: u8,
}

impl<'a, 'n> Course<'a, 'n> {
    /// Begins behind a scan header.
    pub fn new(
        data: &'a [u8],
        begin: usize,
        total: u64,
        interval: u32,
        notes: &'n mut Notes,
    ) -> Self {
        let interval = if interval == 0 {
            total
        } else {
            u64::from(interval)
        };
        let bits = Bits::new(data, begin);
        Self {
            data,
            bits,
            notes,
            done: 0,
            total,
            interval,
            next_restart: 0,
        }
    }

    /// Bytes from the present place to the end of the file.
    pub fn remaining(&self) -> usize {
        self.data.len().saturating_sub(self.bits.next_byte())
    }

    /// How many MCUs come without a restart marker among them; passes the marker before them. 0 at
    /// the end.
    pub fn stretch(&mut self) -> Result<u64, JpegFault> {
        if self.done > 0 && self.done < self.total {
            self.pass_restart()?;
        }
        Ok(self.interval.min(self.total - self.done))
    }

    /// E.2.4, B.2.1: RST0–RST7 in turn, directly behind the padded last byte of the interval.
    fn pass_restart(&mut self) -> Result<(), JpegFault> {
        let at = self.bits.next_byte();
        let Some(found) = marker::next(self.data, at) else {
            return Err(self.too_short(self.data.len(), None));
        };
        let (offset, expected) = (found.offset as u64, self.next_restart);
        if found.skipped > 0 {
            let bytes = found.skipped;
            let before = found.code;
            return Err(JpegFault::ExtraneousData {
                offset: at as u64,
                bytes,
                before,
            });
        }
        match found.code {
            code if code == 0xD0 + expected => {}
            code @ 0xD0..=0xD7 => {
                let found = code & 7;
                return Err(JpegFault::RestartOutOfOrder {
                    offset,
                    expected,
                    found,
                });
            }
            code => {
                return Err(JpegFault::RestartMissing {
                    offset,
                    expected,
                    found: code,
                });
            }
        }
        self.next_restart = (expected + 1) & 7;
        self.bits.restart(found.end);
        Ok(())
    }

    /// F.2.2.5: the data stopped although MCUs are due.
    pub fn premature(&self) -> JpegFault {
        let at = self.bits.stopped_at();
        let found = marker::next(self.data, at).map(|found| found.code);
        self.too_short(at, found)
    }

    fn too_short(&self, at: usize, found: Option<u8>) -> JpegFault {
        let (mcus, expected) = (self.done, self.total);
        JpegFault::ScanTooShort {
            offset: at as u64,
            mcus,
            expected,
            found,
        }
    }

    /// F.2.2.3: a pattern that is no code word, or the end of the data within one.
    pub fn no_code(&self) -> JpegFault {
        if self.bits.exhausted() {
            return self.premature();
        }
        JpegFault::InvalidCode {
            offset: self.bits.place(),
            mcu: self.done,
        }
    }

    /// Notes a breach at the present place.
    #[cold]
    pub fn note(&mut self, kind: NoteKind) {
        self.notes.add(kind, self.bits.place());
    }

    /// Where the data of the scan end.
    pub fn finish(self) -> usize {
        let end = self.bits.next_byte();
        if let Some(first) = self.bits.fill {
            // What was only loaded ahead lies behind the scan and is no part of it.
            let inside = self.data.get(first..end).unwrap_or_default();
            for _ in 0..marker::fills(inside) {
                self.notes.add(NoteKind::FillInsideScan, first as u64);
            }
        }
        end
    }
}
