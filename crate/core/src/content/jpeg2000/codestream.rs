//! A JPEG 2000 codestream → its main header, and whether its tile-parts add up from SOC to EOC. Packets are not
//! opened here. Clause numbers are those of ITU-T T.800 | ISO/IEC 15444-1 Annex A. Danger: every length is a
//! stranger's; the walk only goes forward.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Stop, array, long, slice};
use super::coding::{Coding, CodingDefault, Size, coc, poc, qcc, qcd, rgn};

mod marker {
    pub const SOC: u16 = 0xff4f;
    pub const CAP: u16 = 0xff50;
    pub const SIZ: u16 = 0xff51;
    pub const COD: u16 = 0xff52;
    pub const COC: u16 = 0xff53;
    pub const TLM: u16 = 0xff55;
    pub const PLM: u16 = 0xff57;
    pub const PLT: u16 = 0xff58;
    pub const QCD: u16 = 0xff5c;
    pub const QCC: u16 = 0xff5d;
    pub const RGN: u16 = 0xff5e;
    pub const POC: u16 = 0xff5f;
    pub const PPM: u16 = 0xff60;
    pub const PPT: u16 = 0xff61;
    pub const CRG: u16 = 0xff63;
    pub const COM: u16 = 0xff64;
    pub const SOT: u16 = 0xff90;
    pub const SOD: u16 = 0xff93;
    pub const EOC: u16 = 0xffd9;
}

/// What the walk learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Codestream {
    pub size: Option<Size>,
    pub default: Option<CodingDefault>,
    /// Most layers of any tile, most code blocks of any component.
    pub layers: u16,
    pub coding: Vec<Coding>,
    /// A change of the progression order, a region of interest: what decoders read less often.
    pub progression_changes: bool,
    pub region: bool,
    /// Packet headers stand in marker segments (PPM, PPT).
    pub packed: bool,
    /// The byte behind EOC, in the file.
    pub end: Option<u64>,
    /// Breaches that readers pass over in silence.
    pub suspect: Vec<String>,
    pub verdict: Result<(), Stop>,
}

/// Walks the codestream that lies at `base` of the file.
pub(super) fn read(bytes: &[u8], base: u64) -> Codestream {
    let mut walk = Walk {
        bytes,
        base,
        at: 0,
        out: Codestream {
            size: None,
            default: None,
            layers: 0,
            coding: Vec::new(),
            progression_changes: false,
            region: false,
            packed: false,
            end: None,
            suspect: Vec::new(),
            verdict: Ok(()),
        },
        tiles: BTreeMap::new(),
    };
    walk.out.verdict = walk.all();
    walk.out
}

/// What is known of a tile: parts seen, parts promised, bytes of packets in all parts.
#[derive(Clone, Copy, Default)]
struct Parts {
    seen: u16,
    promised: Option<u8>,
    packets: u64,
}

struct Walk<'a> {
    bytes: &'a [u8],
    base: u64,
    at: u64,
    out: Codestream,
    tiles: BTreeMap<u16, Parts>,
}

/// Which segments were seen in one header; components where there may be one for each.
#[derive(Default)]
struct Seen {
    cod: bool,
    qcd: bool,
    coc: BTreeSet<usize>,
    qcc: BTreeSet<usize>,
    reversible: Option<bool>,
    quantised: Option<bool>,
}

impl<'a> Walk<'a> {
    fn broken(&self, reason: impl Into<String>) -> Stop {
        Stop::broken(self.base + self.at, reason)
    }

    fn cut(&self) -> Stop {
        let end = self.base + long(self.bytes.len());
        let reason = format!(
            "the codestream ends inside the segment at byte {}",
            self.base + self.at
        );
        Stop::broken(end, reason)
    }

    fn marker(&self) -> Result<u16, Stop> {
        Ok(u16::from_be_bytes(
            array(self.bytes, self.at).ok_or_else(|| self.cut())?,
        ))
    }

    /// The data of the segment here, without marker and length; goes on behind it.
    fn segment(&mut self) -> Result<&'a [u8], Stop> {
        let length = array(self.bytes, self.at + 2).map(u16::from_be_bytes);
        let length = u64::from(length.ok_or_else(|| self.cut())?);
        let inner = length.checked_sub(2);
        let inner = inner.ok_or_else(|| self.broken(format!("segment of {length} bytes")))?;
        let data = slice(self.bytes, self.at + 4, inner).ok_or_else(|| self.cut())?;
        self.at += 2 + length;
        Ok(data)
    }

    fn components(&self) -> usize {
        self.out
            .size
            .as_ref()
            .map_or(0, |size| size.components.len())
    }

    fn all(&mut self) -> Result<(), Stop> {
        if self.marker()? != marker::SOC {
            return Err(self.broken("no SOC"));
        }
        self.at += 2;
        if self.marker()? != marker::SIZ {
            return Err(self.broken("no SIZ behind SOC"));
        }
        let at = self.base + self.at;
        let size = Size::parse(self.segment()?);
        let size = size.ok_or_else(|| Stop::broken(at, "SIZ: numbers that cannot be"))?;
        // Table A.10: 0 to 2 are the profiles of Part 1, 3 to 6 those of digital cinema and archives (2009).
        if size.capabilities & 0xc000 != 0 {
            let feature = format!(
                "JPEG 2000 with extensions (Rsiz {:#06x})",
                size.capabilities
            );
            self.out.size = Some(size);
            return Err(Stop::unsupported(feature));
        }
        let tiles = size.tiles();
        self.out.size = Some(size);
        let mut seen = Seen::default();
        while self.marker()? != marker::SOT {
            self.header_segment(&mut seen, None)?;
        }
        if !seen.cod || !seen.qcd {
            return Err(self.broken("the main header has no COD or no QCD"));
        }
        self.fit(&seen);
        while self.marker()? == marker::SOT {
            self.tile_part(tiles)?;
        }
        // `tile_part` leaves only where SOT or EOC follows.
        self.at += 2;
        self.out.end = Some(self.base + self.at);
        self.count(tiles)
    }

    /// The reversible transformation is not quantised, the other one always is (A.6.1, A.6.4).
    fn fit(&mut self, seen: &Seen) {
        if let (Some(reversible), Some(quantised)) = (seen.reversible, seen.quantised)
            && reversible == quantised
            && seen.coc.is_empty()
            && seen.qcc.is_empty()
        {
            let reason = "transformation and quantisation do not go together";
            self.out.suspect.push(reason.to_owned());
        }
    }

    /// One segment of the main header, or of the tile-part with this number.
    fn header_segment(&mut self, seen: &mut Seen, part: Option<u8>) -> Result<(), Stop> {
        let (at, kind) = (self.base + self.at, self.marker()?);
        let wrong = |reason: &str| Err(Stop::broken(at, format!("marker {kind:04X}: {reason}")));
        // A.1.3: FF30 to FF3F stand alone.
        if (0xff30..=0xff3f).contains(&kind) {
            self.at += 2;
            return Ok(());
        }
        let (main, first) = (part.is_none(), part.unwrap_or(0) == 0);
        let allowed = match kind {
            marker::COD | marker::COC | marker::QCD | marker::QCC | marker::RGN => first,
            marker::POC | marker::COM => true,
            marker::CAP | marker::TLM | marker::PLM | marker::PPM | marker::CRG => main,
            marker::PLT | marker::PPT => !main,
            _ => false,
        };
        if !allowed {
            return wrong("not here");
        }
        self.out.packed |= matches!(kind, marker::PPM | marker::PPT);
        let components = self.components();
        let data = self.segment()?;
        let sound = match kind {
            marker::COD if seen.cod => return wrong("a second one"),
            marker::COD => {
                seen.cod = true;
                let default = CodingDefault::parse(data, components);
                default.is_some_and(|default| {
                    seen.reversible = Some(default.coding.reversible);
                    self.out.layers = self.out.layers.max(default.layers);
                    self.out.coding.push(default.coding.clone());
                    self.out.default.get_or_insert(default);
                    true
                })
            }
            marker::COC => coc(data, components).is_some_and(|(number, coding)| {
                self.out.coding.push(coding);
                seen.coc.insert(number)
            }),
            marker::QCD if seen.qcd => return wrong("a second one"),
            marker::QCD => {
                seen.qcd = true;
                seen.quantised = qcd(data);
                seen.quantised.is_some()
            }
            marker::QCC => qcc(data, components).is_some_and(|(number, _)| seen.qcc.insert(number)),
            marker::RGN => {
                self.out.region = true;
                rgn(data, components).is_some()
            }
            marker::POC => {
                self.out.progression_changes = true;
                poc(data, components)
            }
            marker::CAP => return Err(Stop::unsupported("JPEG 2000 with extensions (CAP)")),
            // A.9.1, A.9.2: 0 is binary, 1 is Latin text.
            marker::CRG => long(data.len()) == 4 * long(components),
            marker::COM => matches!(array(data, 0).map(u16::from_be_bytes), Some(0 | 1)),
            _ => !data.is_empty(),
        };
        if !sound {
            return wrong("numbers that cannot be");
        }
        let mixed = self
            .out
            .default
            .as_ref()
            .is_some_and(|default| default.mixed);
        if mixed && !self.out.size.as_ref().is_some_and(Size::three_alike) {
            let reason = "the component transform needs three components alike";
            return Err(Stop::broken(at, reason));
        }
        if self.out.coding.iter().any(|coding| coding.high_throughput) {
            return Err(Stop::unsupported("high-throughput JPEG 2000"));
        }
        Ok(())
    }

    /// From SOT to the next SOT or EOC (A.4.2).
    fn tile_part(&mut self, tiles: u64) -> Result<(), Stop> {
        let start = self.at;
        let data = self.segment()?;
        let here = |walk: &Self, reason: String| Stop::broken(walk.base + start, reason);
        let (8, Some([high, low]), Some(length), Some([part, promised])) = (
            data.len(),
            array(data, 0),
            array(data, 2).map(u32::from_be_bytes),
            array(data, 6),
        ) else {
            return Err(here(self, format!("SOT of {} bytes", data.len())));
        };
        let tile = u16::from_be_bytes([high, low]);
        if u64::from(tile) >= tiles {
            return Err(here(self, format!("tile {tile} of {tiles}")));
        }
        self.number(tile, part, promised)
            .map_err(|reason| here(self, reason))?;
        let end = long(self.bytes.len());
        let next = match length {
            0 => None,
            // SOT and SOD are 14 bytes.
            1..14 => return Err(here(self, format!("tile-part of {length} bytes"))),
            length => Some(start + u64::from(length)),
        };
        let mut seen = Seen::default();
        while self.marker()? != marker::SOD {
            self.header_segment(&mut seen, Some(part))?;
        }
        self.at += 2;
        if next.is_some_and(|next| next < self.at) {
            return Err(here(
                self,
                format!("tile-part of {length} bytes ends in its header"),
            ));
        }
        if next.is_some_and(|next| next > end) {
            let reason = format!("the file ends inside tile-part {part} of tile {tile}");
            return Err(Stop::broken(self.base + end, reason));
        }
        let until = next.unwrap_or(end);
        let packets_at = self.at;
        let packets = slice(self.bytes, self.at, until - self.at).unwrap_or_default();
        let found = high_marker(packets);
        match (next, found) {
            (Some(next), _) => {
                if let Some((offset, code)) = found {
                    let at = self.base + self.at + offset;
                    self.out
                        .suspect
                        .push(format!("{code:04X} among the packets @ {at}"));
                }
                self.at = next;
            }
            // A length of 0 runs to EOC (A.4.2), which no packet can hold.
            (None, Some((offset, _))) => self.at += offset,
            (None, None) => return Err(Stop::broken(self.base + end, "no EOC")),
        }
        if self.at == end {
            return Err(Stop::broken(self.base + end, "no EOC"));
        }
        let parts = self.tiles.entry(tile).or_default();
        parts.packets = parts.packets.saturating_add(self.at - packets_at);
        match (self.marker()?, next) {
            (marker::EOC, _) | (marker::SOT, Some(_)) => Ok(()),
            (other, _) => Err(self.broken(format!("{other:04X} where a tile-part or EOC must be"))),
        }
    }

    /// Parts of a tile come in order, and no more than one of them promises (A.4.2).
    fn number(&mut self, tile: u16, part: u8, promised: u8) -> Result<(), String> {
        let parts = self.tiles.entry(tile).or_default();
        if u16::from(part) != parts.seen {
            return Err(format!(
                "tile-part {part} of tile {tile}, not {}",
                parts.seen
            ));
        }
        parts.seen += 1;
        if promised != 0 {
            if parts.promised.is_some_and(|other| other != promised) {
                return Err(format!("tile {tile} promises two numbers of tile-parts"));
            }
            parts.promised = Some(promised);
        }
        Ok(())
    }

    fn count(&self, tiles: u64) -> Result<(), Stop> {
        if long(self.tiles.len()) != tiles {
            let have = self.tiles.len();
            return Err(self.broken(format!("{have} of {tiles} tiles")));
        }
        for (tile, parts) in &self.tiles {
            if let Some(promised) = parts.promised
                && u16::from(promised) != parts.seen
            {
                let seen = parts.seen;
                return Err(self.broken(format!("tile {tile}: {seen} of {promised} tile-parts")));
            }
            // Even an empty packet has a byte (B.10.3) unless its header stands elsewhere, and every tile has samples of a component that is not
            // subsampled: decoders make a grey square of such a tile, or give up.
            let sampled = |size: &Size| size.components.iter().any(|c| c.step == (1, 1));
            if parts.packets == 0 && !self.out.packed && self.out.size.as_ref().is_some_and(sampled)
            {
                return Err(self.broken(format!("tile {tile} has no packets")));
            }
        }
        Ok(())
    }
}

/// The first code above FF8F that is neither SOP nor EPH: none can stand among packets (A.1.3, B.10.1, C.3).
fn high_marker(packets: &[u8]) -> Option<(u64, u16)> {
    let mut from = 0;
    loop {
        let place = packets.get(from..)?.iter().position(|byte| *byte == 0xff)? + from;
        match packets.get(place + 1)? {
            ..=0x8f | 0x91 | 0x92 => from = place + 1,
            low => return Some((long(place), 0xff00 | u16::from(*low))),
        }
    }
}
