//! The walk from SOI to EOI: which marker may come when, and what each leaves behind (T.81 B.2).

use super::facts::{ByteRange, Coding, ColourModel, JfifDensity, JpegFacts};
use super::frame::Frame;
use super::huffman::{HuffmanSpec, HuffmanTable};
use super::preview::{self, DcPlane};
use super::progressive::{self, Progress};
use super::scan::{Course, Scan};
use super::sequential::{self, Coder};
use super::tables::{Segment, Tables};
use super::verdict::{JpegFault, JpegUnsupported, JpegVerdict, NoteKind, Notes, Stop, TableClass};
use super::{JpegOptions, JpegReading, marker, standard};
use std::collections::BTreeMap;

/// Reads tables, if any, then the stream.
pub(super) fn read(tables: Option<&[u8]>, stream: &[u8], options: &JpegOptions) -> JpegReading {
    let mut walk = Walk {
        options: *options,
        ..Walk::default()
    };
    let mut in_tables = false;
    let result = match tables.map(|tables| walk.run(tables, true)) {
        Some(Err(stop)) => {
            in_tables = true;
            Err(stop)
        }
        _ => walk.run(stream, false),
    };
    let verdict = match result {
        Ok(()) => JpegVerdict::Readable,
        Err(Stop::Fault(fault)) => JpegVerdict::Broken(fault),
        Err(Stop::Unsupported(unsupported)) => JpegVerdict::Unsupported(unsupported),
    };
    let preview = match (&walk.frame, verdict) {
        (Some(frame), JpegVerdict::Readable) if options.keep_preview => {
            let mut preview = preview::finish(&walk.planes, frame, &walk.quant_dc);
            let progress = walk.progress.get(&0);
            if let (Some(preview), Some(progress)) = (&mut preview, progress) {
                for (to, last) in preview.detail.iter_mut().zip(progress.last()) {
                    *to = last;
                }
            }
            preview
        }
        _ => None,
    };
    JpegReading {
        facts: walk.facts(),
        verdict,
        notes: walk.notes.list(),
        in_tables,
        preview,
    }
}

/// What the Adobe and JFIF segments say.
#[derive(Debug, Default)]
struct Application {
    density: Option<JfifDensity>,
    /// Transform of the last Adobe segment, with where it stands.
    adobe: Option<(u8, u64)>,
    exif: Option<ByteRange>,
    icc: bool,
}

#[derive(Default)]
struct Walk {
    options: JpegOptions,
    tables: Tables,
    application: Application,
    notes: Notes,
    frame: Option<Frame>,
    colour: Option<ColourModel>,
    /// By component: first value of the quantisation table in force at its first scan (B.2.4.1).
    quant_dc: BTreeMap<usize, u16>,
    /// More scans may follow the first: it did not have all components, or the process is
    /// progressive.
    several_scans: bool,
    progress: BTreeMap<usize, Progress>,
    planes: BTreeMap<usize, DcPlane>,
    scans: u32,
    trailing_bytes: u64,
}

impl Walk {
    fn run(&mut self, data: &[u8], tables_only: bool) -> Result<(), Stop> {
        // B.2.1: SOI is the first thing, without fill bytes.
        if !data.starts_with(&[0xFF, 0xD8]) {
            return Err(JpegFault::NotJpeg { offset: 0 }.into());
        }
        self.tables.restart_interval = 0; // B.2.4.4: SOI disables restart
        let mut at = 2;
        loop {
            let Some(found) = marker::next(data, at) else {
                let offset = data.len() as u64;
                return Err(match self.scans {
                    0 => JpegFault::Truncated { offset },
                    _ => JpegFault::NoEoi { offset },
                }
                .into());
            };
            let offset = found.offset as u64;
            if found.skipped > 0 {
                let (bytes, before) = (found.skipped, found.code);
                return Err(JpegFault::ExtraneousData {
                    offset: at as u64,
                    bytes,
                    before,
                }
                .into());
            }
            at = found.end;
            match found.code {
                0xD8 => return Err(JpegFault::DuplicateImage { offset }.into()),
                0x01 | 0xD0..=0xD7 => self.notes.add(NoteKind::StrayMarker, offset),
                0xD9 => {
                    self.trailing_bytes = (data.len() - at) as u64;
                    return if tables_only {
                        Ok(())
                    } else {
                        self.end(offset)
                    };
                }
                0xC3 => return Err(JpegUnsupported::Lossless.into()),
                0xC5..=0xC7 | 0xDE | 0xDF => return Err(JpegUnsupported::Hierarchical.into()),
                0xC9..=0xCF => return Err(JpegUnsupported::Arithmetic.into()),
                0xC0..=0xC2 | 0xC4 | 0xDA..=0xDD | 0xE0..=0xEF | 0xFE => {
                    let (segment, next) = marker::segment(data, &found, &mut self.notes)?;
                    at = next;
                    if found.code == 0xDA {
                        at = self.scan(&segment, data, next)?;
                    } else {
                        self.segment(&segment)?;
                    }
                }
                // Table B.1: JPG, RES, JPGn
                code => return Err(JpegUnsupported::Marker { marker: code }.into()),
            }
        }
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), Stop> {
        let offset = segment.offset;
        match segment.marker {
            0xC0..=0xC2 => {
                if self.frame.is_some() {
                    return Err(JpegFault::DuplicateFrame { offset }.into());
                }
                let frame = self.frame.insert(Frame::parse(segment)?);
                frame.support(&self.options)?;
            }
            0xC4 => self.tables.define_huffman(segment)?,
            0xDB => self.tables.define_quant(segment)?,
            0xDC => self.notes.add(NoteKind::LineCount, offset),
            0xDD => self.tables.define_restart(segment)?,
            0xE0 => self.jfif(segment)?,
            0xE1 => self.exif(segment),
            0xE2 if segment.payload.starts_with(b"ICC_PROFILE\0") => self.application.icc = true,
            // 5 letters, version, 2 × flags, transform: Adobe Technical Note 5116
            0xEE if segment.payload.starts_with(b"Adobe") => {
                if let Some(&transform) = segment.payload.get(11) {
                    self.application.adobe = Some((transform, offset));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// JFIF 1.02: 14 bytes at least. libjpeg warns of any other major version than 1.
    fn jfif(&mut self, segment: &Segment) -> Result<(), JpegFault> {
        let payload = segment.payload;
        let Some(
            &[
                _,
                _,
                _,
                _,
                _,
                major,
                _,
                unit,
                x_high,
                x_low,
                y_high,
                y_low,
                _,
                _,
            ],
        ) = payload
            .first_chunk::<14>()
            .filter(|head| head.starts_with(b"JFIF\0"))
        else {
            return Ok(());
        };
        if major != 1 {
            return Err(JpegFault::JfifVersion {
                offset: segment.offset,
                major,
            });
        }
        let (x, y) = (
            u16::from_be_bytes([x_high, x_low]),
            u16::from_be_bytes([y_high, y_low]),
        );
        self.application
            .density
            .get_or_insert(JfifDensity { unit, x, y });
        Ok(())
    }

    fn exif(&mut self, segment: &Segment) {
        if let Some(tiff) = segment.payload.strip_prefix(b"Exif\0\0") {
            let range = ByteRange {
                offset: segment.payload_offset + 6,
                length: tiff.len() as u64,
            };
            self.application.exif.get_or_insert(range);
        }
    }

    /// The colour model, as libjpeg guesses it at the first scan.
    fn decide_colour(&mut self, frame: &Frame) -> Result<(), JpegFault> {
        let adobe = self.application.adobe;
        let ids: Vec<u8> = frame.components.iter().map(|c| c.id).collect();
        self.colour = Some(match (ids.as_slice(), adobe) {
            ([_], _) => ColourModel::Grey,
            ([_, _, _], _) if self.application.density.is_some() => ColourModel::YCbCr,
            ([_, _, _], Some((0, _))) => ColourModel::Rgb,
            ([_, _, _], Some((1, _))) => ColourModel::YCbCr,
            (b"RGB", None) => ColourModel::Rgb,
            ([_, _, _], None) => ColourModel::YCbCr,
            ([_, _, _, _], None | Some((0, _))) => ColourModel::Cmyk,
            ([_, _, _, _], Some((2, _))) => ColourModel::Ycck,
            (_, Some((transform, offset))) => {
                return Err(JpegFault::AdobeTransform { offset, transform });
            }
            _ => return Ok(()),
        });
        Ok(())
    }

    /// One scan, from its header to the end of its data.
    fn scan(&mut self, segment: &Segment, data: &[u8], begin: usize) -> Result<usize, Stop> {
        let offset = segment.offset;
        let Some(frame) = self.frame.clone() else {
            return Err(JpegFault::ScanBeforeFrame { offset }.into());
        };
        let scan = Scan::parse(segment, &frame)?;
        if self.scans == 0 {
            self.decide_colour(&frame)?;
            self.several_scans =
                scan.members.len() < frame.components.len() || frame.coding == Coding::Progressive;
        } else if !self.several_scans {
            return Err(JpegFault::ScanAfterLast { offset }.into());
        }
        for member in &scan.members {
            let component = frame.components.get(member.component);
            let slot = component.map_or(u8::MAX, |c| c.quant_slot);
            let table = self.tables.quant.get(&slot).and_then(|table| table.first());
            let first = *table.ok_or(JpegFault::MissingQuantTable { offset, slot })?;
            self.quant_dc.entry(member.component).or_insert(first);
        }
        let remaining = data.len() - begin;
        let keep = self.options.keep_preview
            && scan.start == 0
            && preview::make_room(&mut self.planes, &frame, &scan, remaining);
        let end = match frame.coding {
            Coding::Progressive => self.progressive(&scan, data, begin)?,
            _ => self.sequential(&scan, data, begin, keep)?,
        };
        self.scans = self.scans.saturating_add(1);
        Ok(end)
    }

    fn sequential(
        &mut self,
        scan: &Scan,
        data: &[u8],
        begin: usize,
        keep: bool,
    ) -> Result<usize, Stop> {
        let offset = scan.offset;
        if self.scans == 0 {
            let missing = scan.members.iter().any(|member| {
                !self.tables.dc.contains_key(&member.dc) || !self.tables.ac.contains_key(&member.ac)
            });
            if standard::fill(&mut self.tables) && missing {
                self.notes.add(NoteKind::StandardTables, offset);
            }
        }
        let (mut dc_tables, mut ac_tables) = (BTreeMap::new(), BTreeMap::new());
        for member in &scan.members {
            let dc = dc_table(&self.tables, member.dc, offset)?;
            dc_tables.insert(member.dc, dc);
            let ac = ac_table(&self.tables, member.ac, offset)?;
            ac_tables.insert(member.ac, ac);
        }
        let mut coders = Vec::with_capacity(4);
        for member in &scan.members {
            if let (Some(dc), Some(ac)) = (dc_tables.get(&member.dc), ac_tables.get(&member.ac)) {
                coders.push(Coder { dc, ac });
            }
        }
        let interval = self.tables.restart_interval;
        let mut course = Course::new(data, begin, scan.mcus(), interval, &mut self.notes);
        sequential::read(&mut course, scan, &coders, keep, &mut self.planes)?;
        for member in &scan.members {
            self.progress.entry(member.component).or_default();
        }
        Ok(course.finish())
    }

    fn progressive(&mut self, scan: &Scan, data: &[u8], begin: usize) -> Result<usize, Stop> {
        let offset = scan.offset;
        for member in &scan.members {
            let component = u8::try_from(member.component).unwrap_or(u8::MAX);
            self.progress
                .entry(member.component)
                .or_default()
                .advance(scan, component)?;
        }
        let mut tables = Vec::new();
        for member in &scan.members {
            if scan.start > 0 {
                tables.push(ac_table(&self.tables, member.ac, offset)?);
            } else if scan.high == 0 {
                tables.push(dc_table(&self.tables, member.dc, offset)?);
            }
        }
        let interval = self.tables.restart_interval;
        let mut course = Course::new(data, begin, scan.mcus(), interval, &mut self.notes);
        if scan.start == 0 {
            let tables: Vec<&HuffmanTable> = tables.iter().collect();
            progressive::read_dc(&mut course, scan, &tables, &mut self.planes)?;
        } else {
            for (member, table) in scan.members.iter().zip(&tables) {
                let progress = self.progress.entry(member.component).or_default();
                progressive::read_ac(&mut course, scan, table, progress)?;
            }
        }
        Ok(course.finish())
    }

    /// EOI: nothing may be missing.
    fn end(&mut self, offset: u64) -> Result<(), Stop> {
        let frame = match &self.frame {
            Some(frame) if self.scans > 0 => frame,
            _ => return Err(JpegFault::NoScan { offset }.into()),
        };
        for (index, component) in (0..frame.components.len()).zip(0u8..) {
            let Some(progress) = self.progress.get(&index) else {
                return Err(JpegFault::ComponentMissing { offset, component }.into());
            };
            if frame.coding == Coding::Progressive && !progress.complete() {
                self.notes.add(NoteKind::UnfinishedProgression, offset);
            }
        }
        Ok(())
    }

    fn facts(&self) -> Option<JpegFacts> {
        let frame = self.frame.as_ref()?;
        Some(JpegFacts {
            width: frame.width,
            height: frame.height,
            components: u8::try_from(frame.components.len()).unwrap_or(u8::MAX),
            precision: frame.precision,
            coding: frame.coding,
            sampling: frame.components.iter().map(|c| (c.h, c.v)).collect(),
            colour: self.colour,
            density: self.application.density,
            exif: self.application.exif,
            icc: self.application.icc,
            quant_tables: self.tables.quant.clone(),
            restart_interval: self.tables.restart_interval,
            scans: self.scans,
            trailing_bytes: self.trailing_bytes,
        })
    }
}

/// A DC table in force; categories over 15 cannot be read (libjpeg's limit; T.81 has 11 for 8
/// bits).
fn dc_table(tables: &Tables, slot: u8, offset: u64) -> Result<HuffmanTable, JpegFault> {
    table(&tables.dc, TableClass::Dc, slot, 15, offset)
}

/// An AC table in force.
fn ac_table(tables: &Tables, slot: u8, offset: u64) -> Result<HuffmanTable, JpegFault> {
    table(&tables.ac, TableClass::Ac, slot, 255, offset)
}

fn table(
    specs: &BTreeMap<u8, HuffmanSpec>,
    class: TableClass,
    slot: u8,
    largest: u8,
    offset: u64,
) -> Result<HuffmanTable, JpegFault> {
    let spec = specs.get(&slot);
    let spec = spec.ok_or(JpegFault::MissingHuffmanTable {
        offset,
        class,
        slot,
    })?;
    HuffmanTable::new(spec, largest).ok_or(JpegFault::BadHuffmanTable {
        offset,
        class,
        slot,
    })
}
