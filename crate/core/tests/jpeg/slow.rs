//! A sequential JPEG of one scan read bit by bit, with no table and no look-ahead (T.81 F.2.2).

use super::single_bits::{Bits, Codes, marker};
use std::collections::BTreeMap;
use yanshou::content::jpeg::{JpegFault, JpegVerdict, NoteKind};

/// What was read.
pub struct Slow {
    pub verdict: JpegVerdict,
    pub notes: BTreeMap<NoteKind, (u64, u64)>,
    pub planes: Vec<Vec<u8>>,
    pub detail: Vec<u8>,
}

struct Component {
    h: usize,
    v: usize,
    dc: u8,
    ac: u8,
    step: i32,
}

struct Scan<'a> {
    bits: Bits<'a>,
    notes: BTreeMap<NoteKind, (u64, u64)>,
    done: u64,
    total: u64,
}

impl Scan<'_> {
    fn note(&mut self, kind: NoteKind) {
        let at = self.bits.at as u64;
        self.notes.entry(kind).or_insert((at, 0)).1 += 1;
    }

    fn too_short(&self) -> JpegFault {
        let at = self.bits.at;
        JpegFault::ScanTooShort {
            offset: at as u64,
            mcus: self.done,
            expected: self.total,
            found: marker(self.bits.data, at).map(|(_, code, _)| code),
        }
    }

    fn symbol(&mut self, codes: &Codes) -> Result<u8, JpegFault> {
        if let Some(symbol) = self.bits.symbol(codes) {
            return Ok(symbol);
        }
        // With 16 bits or fewer left, it is their end that is at fault.
        let mut ahead = self.bits.clone();
        ahead.number(17);
        if ahead.beyond > 0 {
            self.bits = ahead;
            return Err(self.too_short());
        }
        Err(JpegFault::InvalidCode {
            offset: self.bits.at as u64,
            mcu: self.done,
        })
    }

    /// The DC difference and the place of the last coefficient.
    fn block(&mut self, dc: &Codes, ac: &Codes) -> Result<(i32, u8), JpegFault> {
        let size = self.symbol(dc)?;
        let value = self.bits.number(size);
        let difference = match size {
            0 => 0,
            _ if value < 1 << (size - 1) => value - (1 << size) + 1,
            _ => value,
        };
        let mut k = 1;
        while k < 64 {
            let symbol = self.symbol(ac)?;
            match (symbol >> 4, symbol & 15) {
                (0, 0) => break,
                (15, 0) => k += 16,
                (_, 0) => {
                    self.note(NoteKind::UndefinedSymbol);
                    break;
                }
                (run, _) => k += run + 1,
            }
            if k > 64 {
                self.note(NoteKind::CoefficientOverrun);
            }
            self.bits.number(symbol & 15);
        }
        if self.bits.beyond > 0 {
            return Err(self.too_short());
        }
        Ok((difference, k.min(64) - 1))
    }
}

/// Reads it; `None` if something stands behind the scan that is not for this reader to judge.
pub fn slow(data: &[u8]) -> Option<Slow> {
    let (mut at, mut interval) = (2, 0);
    let (mut width, mut height) = (0, 0);
    let (mut steps, mut codes) = (BTreeMap::new(), BTreeMap::new());
    let mut components: Vec<(u8, Component)> = Vec::new();
    loop {
        let code = data[at + 1];
        let length = usize::from(u16::from_be_bytes([data[at + 2], data[at + 3]]));
        let mut rest = &data[at + 4..at + 2 + length];
        at += 2 + length;
        match code {
            0xDB => steps.extend(rest.chunks(65).map(|t| (t[0], i32::from(t[1])))),
            0xDD => interval = u64::from(u16::from_be_bytes([rest[0], rest[1]])),
            0xC4 => {
                while let [slot, tail @ ..] = rest {
                    let (counts, mut symbols) = tail.split_at(16);
                    let (mut code, mut found) = (0, Codes::new());
                    for (length, &count) in (1..).zip(counts) {
                        for _ in 0..count {
                            found.insert((length, code), symbols[0]);
                            (symbols, code) = (&symbols[1..], code + 1);
                        }
                        code <<= 1;
                    }
                    codes.insert(*slot, found);
                    rest = symbols;
                }
            }
            0xC0 | 0xC1 => {
                height = usize::from(u16::from_be_bytes([rest[1], rest[2]]));
                width = usize::from(u16::from_be_bytes([rest[3], rest[4]]));
                for spec in rest[6..].chunks(3) {
                    let (h, v) = (usize::from(spec[1] >> 4), usize::from(spec[1] & 15));
                    let (h, v) = if rest[5] == 1 { (1, 1) } else { (h, v) };
                    let step = steps[&spec[2]];
                    components.push((
                        spec[0],
                        Component {
                            h,
                            v,
                            dc: 0,
                            ac: 0,
                            step,
                        },
                    ));
                }
            }
            0xDA => {
                for spec in rest[1..].chunks(2).take(components.len()) {
                    let component = components.iter_mut().find(|(id, _)| *id == spec[0]);
                    let (_, component) = component.expect("in the frame");
                    (component.dc, component.ac) = (spec[1] >> 4, spec[1] & 15);
                }
                break;
            }
            _ => {}
        }
    }
    let most = |side: fn(&Component) -> usize| components.iter().map(|(_, c)| side(c)).max();
    let (h_most, v_most) = (most(|c| c.h)?, most(|c| c.v)?);
    let (wide, high) = (width.div_ceil(8 * h_most), height.div_ceil(8 * v_most));
    let total = (wide * high) as u64;
    let bits = Bits {
        data,
        at,
        taken: 0,
        beyond: 0,
        fills: Vec::new(),
    };
    let mut scan = Scan {
        bits,
        notes: BTreeMap::new(),
        done: 0,
        total,
    };
    let mut values: Vec<BTreeMap<(usize, usize), (i32, u8)>> =
        components.iter().map(|_| BTreeMap::new()).collect();
    let mut broken = |scan: &mut Scan| -> Result<(), JpegFault> {
        let mut predictions = [0; 4];
        let mut restart = 0;
        while scan.done < scan.total {
            if interval > 0 && scan.done > 0 && scan.done.is_multiple_of(interval) {
                predictions = [0; 4];
                let from = scan.bits.whole_byte();
                let Some((bytes, code, behind)) = marker(data, from) else {
                    let (offset, mcus, expected) = (data.len() as u64, scan.done, total);
                    return Err(JpegFault::ScanTooShort {
                        offset,
                        mcus,
                        expected,
                        found: None,
                    });
                };
                let (bytes, offset) = (bytes as u64, behind as u64 - 2);
                if bytes > 0 {
                    return Err(JpegFault::ExtraneousData {
                        offset: from as u64,
                        bytes,
                        before: code,
                    });
                }
                match code {
                    _ if code == 0xD0 + restart => {}
                    0xD0..=0xD7 => {
                        let (expected, found) = (restart, code & 7);
                        return Err(JpegFault::RestartOutOfOrder {
                            offset,
                            expected,
                            found,
                        });
                    }
                    found => {
                        return Err(JpegFault::RestartMissing {
                            offset,
                            expected: restart,
                            found,
                        });
                    }
                }
                restart = (restart + 1) % 8;
                (scan.bits.at, scan.bits.taken) = (behind, 0);
            }
            let (x, y) = (scan.done as usize % wide, scan.done as usize / wide);
            for (index, (_, c)) in components.iter().enumerate() {
                for block in 0..c.h * c.v {
                    let (difference, last) = scan.block(&codes[&c.dc], &codes[&(c.ac | 16)])?;
                    predictions[index] += difference;
                    let place = (y * c.v + block / c.h, x * c.h + block % c.h);
                    values[index].insert(place, (predictions[index], last));
                }
            }
            scan.done += 1;
        }
        Ok(())
    };
    let result = broken(&mut scan);
    let end = scan.bits.whole_byte();
    let verdict = match result {
        Err(fault) => JpegVerdict::Broken(fault),
        Ok(()) => {
            if let Some(&first) = scan.bits.fills.first() {
                let count = scan.bits.fills.len() as u64;
                scan.notes
                    .insert(NoteKind::FillInsideScan, (first as u64, count));
            }
            match marker(data, end) {
                None => JpegVerdict::Broken(JpegFault::NoEoi {
                    offset: data.len() as u64,
                }),
                Some((0, 0xD9, _)) => JpegVerdict::Readable,
                Some((0, _, _)) => return None,
                Some((bytes, before, _)) => {
                    let (offset, bytes) = (end as u64, bytes as u64);
                    JpegVerdict::Broken(JpegFault::ExtraneousData {
                        offset,
                        bytes,
                        before,
                    })
                }
            }
        }
    };
    let inside = |index: usize| {
        let (_, c) = &components[index];
        let wide = (width * c.h).div_ceil(8 * h_most);
        let high = (height * c.v).div_ceil(8 * v_most);
        values[index]
            .iter()
            .filter(move |((y, x), _)| *y < high && *x < wide)
    };
    let level = |value: i32, step: i32| {
        (((i32::from(value as i16) * step + 4) >> 3) + 128).clamp(0, 255) as u8
    };
    let plane = |index: usize| {
        inside(index)
            .map(|(_, (dc, _))| level(*dc, components[index].1.step))
            .collect()
    };
    Some(Slow {
        verdict,
        notes: scan.notes,
        planes: (0..components.len()).map(plane).collect(),
        detail: inside(0).map(|(_, (_, last))| *last).collect(),
    })
}
