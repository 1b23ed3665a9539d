//! Marker segments of a JPEG 2000 codestream that say how it is coded: SIZ, COD, COC, QCD, QCC, RGN, POC. Clause
//! numbers are those of ITU-T T.800 | ISO/IEC 15444-1 Annex A.

use super::super::{array, long, slice};

/// SIZ (A.5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// `Rsiz`.
    pub capabilities: u16,
    /// Grid: extent, origin, tile extent, tile origin; across and down.
    pub extent: (u32, u32),
    pub origin: (u32, u32),
    pub tile: (u32, u32),
    pub tile_origin: (u32, u32),
    pub components: Vec<Component>,
}

/// One component of SIZ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Component {
    /// `Ssiz` as it is written: sign and depth less one.
    pub depth: u8,
    /// Separation on the grid, across and down.
    pub step: (u8, u8),
}

impl Component {
    pub fn bits(self) -> u8 {
        (self.depth & 0x7f).saturating_add(1)
    }

    pub fn signed(self) -> bool {
        self.depth & 0x80 != 0
    }
}

impl Size {
    /// `None` where a number cannot be.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let pair = |at| {
            let across = array(data, at).map(u32::from_be_bytes)?;
            let down = array(data, at + 4).map(u32::from_be_bytes)?;
            Some((across, down))
        };
        let count = u16::from_be_bytes(array(data, 34)?);
        let list = slice(data, 36, 3 * u64::from(count))?;
        let components = list.chunks_exact(3).filter_map(|one| match one {
            [depth, across, down] => Some(Component {
                depth: *depth,
                step: (*across, *down),
            }),
            _ => None,
        });
        let size = Self {
            capabilities: u16::from_be_bytes(array(data, 0)?),
            extent: pair(2)?,
            origin: pair(10)?,
            tile: pair(18)?,
            tile_origin: pair(26)?,
            components: components.collect(),
        };
        // A.5.1, B.2, B.3: Lsiz = 38 + 3 C; the first tile holds some of the picture.
        let reaches = |origin: u32, tile: u32, picture: u32| {
            origin <= picture && u64::from(origin) + u64::from(tile) > u64::from(picture)
        };
        let sound = long(data.len()) == 36 + 3 * u64::from(count)
            && (1..=16_384).contains(&count)
            && size.origin.0 < size.extent.0
            && size.origin.1 < size.extent.1
            && reaches(size.tile_origin.0, size.tile.0, size.origin.0)
            && reaches(size.tile_origin.1, size.tile.1, size.origin.1)
            && size.tiles() <= 65_535
            && size
                .components
                .iter()
                .all(|one| one.bits() <= 38 && one.step.0 > 0 && one.step.1 > 0);
        sound.then_some(size)
    }

    /// Tiles of the grid (B-5).
    pub fn tiles(&self) -> u64 {
        let side = |extent: u32, origin: u32, tile: u32| {
            u64::from(extent.saturating_sub(origin)).div_ceil(u64::from(tile.max(1)))
        };
        let across = side(self.extent.0, self.tile_origin.0, self.tile.0);
        across.saturating_mul(side(self.extent.1, self.tile_origin.1, self.tile.1))
    }

    /// Pixels across and down.
    pub fn picture(&self) -> (u32, u32) {
        (
            self.extent.0.saturating_sub(self.origin.0),
            self.extent.1.saturating_sub(self.origin.1),
        )
    }

    /// The first three components have one size and depth.
    pub fn three_alike(&self) -> bool {
        matches!(self.components.as_slice(), [a, b, c, ..] if a == b && b == c)
    }

    /// Samples of one component (B-2).
    pub fn samples(&self, component: Component) -> u64 {
        let side = |extent: u32, origin: u32, step: u8| {
            u64::from(extent.div_ceil(step.into())) - u64::from(origin.div_ceil(step.into()))
        };
        let across = side(self.extent.0, self.origin.0, component.step.0);
        across.saturating_mul(side(self.extent.1, self.origin.1, component.step.1))
    }
}

/// How a component is coded: the last part of COD (Table A.15) and of COC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    pub levels: u8,
    /// Exponents of the code-block's sides.
    pub block: (u8, u8),
    pub reversible: bool,
    /// High-throughput code blocks (T.814).
    pub high_throughput: bool,
    /// Exponents of the precincts by resolution, smallest first; empty: 15.
    pub precincts: Vec<(u8, u8)>,
}

impl Coding {
    fn parse(data: &[u8], precincts: bool) -> Option<Self> {
        let [levels, across, down, style, transformation] = array(data, 0)?;
        let rest = data.get(5..)?;
        let sizes = if precincts {
            usize::from(levels) + 1
        } else {
            0
        };
        let sides: Vec<(u8, u8)> = rest.iter().map(|one| (one & 0xf, one >> 4)).collect();
        // Table A.21: exponents of 0 are for the smallest resolution only.
        let no_empty = sides.iter().skip(1).all(|(x, y)| *x > 0 && *y > 0);
        // Tables A.18, A.19: both sides at most 1024, together at most 4096 samples.
        let blocks = across <= 8 && down <= 8 && across + down <= 8;
        let high_throughput = style & 0x40 != 0;
        let sound = levels <= 32
            && blocks
            && (style & 0xc0 == 0 || high_throughput)
            && transformation <= 1
            && rest.len() == sizes
            && no_empty;
        sound.then(|| Self {
            levels,
            block: (across + 2, down + 2),
            reversible: transformation == 1,
            high_throughput,
            precincts: sides,
        })
    }

    /// Upper bound of code blocks of so many samples.
    pub fn blocks(&self, samples: u64) -> u64 {
        let mut blocks = 0_u64;
        for resolution in 0..=self.levels {
            let shift = u32::from(self.levels - resolution) * 2;
            let here = samples.checked_shr(shift).unwrap_or(0) + 1;
            let precinct = self.precincts.get(usize::from(resolution));
            let (mut x, mut y) = precinct.copied().unwrap_or((15, 15));
            if resolution > 0 {
                (x, y) = (x.saturating_sub(1), y.saturating_sub(1));
            }
            let area = x.min(self.block.0) + y.min(self.block.1);
            blocks = blocks.saturating_add((here >> area) + 1);
        }
        blocks
    }
}

/// COD (A.6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CodingDefault {
    pub layers: u16,
    /// The first three components are mixed (G.2, G.3).
    pub mixed: bool,
    pub coding: Coding,
}

impl CodingDefault {
    pub fn parse(data: &[u8], components: usize) -> Option<Self> {
        let [style, order, high, low, transform] = array(data, 0)?;
        let layers = u16::from_be_bytes([high, low]);
        let sound = style <= 7
            && order <= 4
            && layers > 0
            && transform <= 1
            && (transform == 0 || components >= 3);
        let coding = Coding::parse(data.get(5..)?, style & 1 != 0)?;
        sound.then_some(Self {
            layers,
            mixed: transform == 1,
            coding,
        })
    }
}

/// Number of a component, written in one byte or two (A.6.2), and what stands behind it.
fn component(data: &[u8], components: usize) -> Option<(usize, &[u8])> {
    let (number, rest) = if components < 257 {
        let (first, rest) = data.split_first()?;
        (usize::from(*first), rest)
    } else {
        (
            usize::from(u16::from_be_bytes(array(data, 0)?)),
            data.get(2..)?,
        )
    };
    (number < components).then_some((number, rest))
}

/// COC (A.6.2): the component and how it is coded.
pub(super) fn coc(data: &[u8], components: usize) -> Option<(usize, Coding)> {
    let (number, rest) = component(data, components)?;
    let (style, rest) = rest.split_first()?;
    let coding = Coding::parse(rest, style & 1 != 0).filter(|_| *style <= 1)?;
    Some((number, coding))
}

/// QCD (A.6.4): whether the samples are quantised.
pub(super) fn qcd(data: &[u8]) -> Option<bool> {
    let (style, steps) = data.split_first()?;
    // 3 × 32 + 1 sub-bands at most.
    let sound = match style & 0x1f {
        0 => (1..=97).contains(&steps.len()) && steps.len() % 3 == 1,
        1 => steps.len() == 2,
        2 => (2..=194).contains(&steps.len()) && steps.len() % 6 == 2,
        _ => false,
    };
    sound.then_some(style & 0x1f != 0)
}

/// QCC (A.6.5): the component and whether it is quantised.
pub(super) fn qcc(data: &[u8], components: usize) -> Option<(usize, bool)> {
    let (number, rest) = component(data, components)?;
    Some((number, qcd(rest)?))
}

/// RGN (A.6.3): implicit regions only, shifted by at most 37 bits.
pub(super) fn rgn(data: &[u8], components: usize) -> Option<usize> {
    let (number, rest) = component(data, components)?;
    matches!(rest, [0, shift] if *shift <= 37).then_some(number)
}

/// POC (A.6.6).
pub(super) fn poc(data: &[u8], components: usize) -> bool {
    let wide = components >= 257;
    let length = if wide { 9 } else { 7 };
    let sound = |one: &[u8]| {
        let order = one.last().is_some_and(|order| *order <= 4);
        let first = one.first().is_some_and(|resolution| *resolution <= 32);
        let last = one.get(length - if wide { 4 } else { 3 });
        let start = one.first().copied().unwrap_or(u8::MAX);
        order && first && last.is_some_and(|end| *end > start && *end <= 33)
    };
    !data.is_empty() && data.len().is_multiple_of(length) && data.chunks_exact(length).all(sound)
}
