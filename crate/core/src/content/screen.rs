//! The small picture of a page → its [`PageScreen`]. Whole numbers only, so that every machine measures the same.
//! Nothing is judged here; the numbers below only say what counts as paper, ink and edge while measuring.

use super::preview::SmallPicture;
use super::{hex, skew};
use crate::facts::{BorderShare, PageScreen};

/// Fewer blocks across or down than this are no page to screen: 512 pixels, 43 mm at 300 dpi.
const LEAST_SIDE: usize = 64;
/// Wider pictures are halved first, so that a block is about 0.4–0.9 mm of an A4 page at any resolution.
const MOST_SIDE: usize = 420;
/// Levels below the paper around it that make a block ink: a stroke of 0.1 mm in black lowers a block of 0.68 mm
/// (300 dpi) by 37.
const INK_STEP: u8 = 24;
/// Step between neighbouring blocks that is an edge of something: more than the grain and shades of paper.
const EDGE: u8 = 32;
/// Fewer edges say nothing of the page's sharpness.
const LEAST_EDGES: usize = 500;
/// Fewer blocks of ink say nothing of its darkness or of the paper around it.
const LEAST_INK: usize = 400;
/// A row with so many different levels has texture: paper and text have it, fills and drawn lines do not.
const TEXTURE: usize = 16;

/// Levels in rows.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub width: usize,
    pub height: usize,
    pub levels: Vec<u8>,
}

impl Grid {
    fn of(small: &SmallPicture) -> Option<Self> {
        let (width, levels) = (small.width, small.grey.clone());
        let height = levels.len().checked_div(width)?;
        if width.min(height) < LEAST_SIDE {
            return None;
        }
        let mut grid = Self {
            width,
            height,
            levels,
        };
        while grid.width.min(grid.height) > MOST_SIDE {
            grid = grid.halved();
        }
        Some(grid)
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut levels = Vec::with_capacity(width * height);
        let mut rows = self.rows();
        while let (Some(upper), Some(lower)) = (rows.next(), rows.next()) {
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).map(|&level| u16::from(level)).sum();
                levels.push(u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX));
            }
        }
        Self {
            width,
            height,
            levels,
        }
    }

    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.levels.chunks_exact(self.width.max(1))
    }

    /// Level of the block; white beyond the picture.
    fn at(&self, x: usize, y: usize) -> u8 {
        let level = self.levels.get(y * self.width + x);
        level.copied().unwrap_or(u8::MAX)
    }
}

/// Part of a grid: columns and rows from, to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub x: (usize, usize),
    pub y: (usize, usize),
}

/// How many blocks have each level.
struct Histogram([usize; 256]);

impl Histogram {
    fn of(levels: impl Iterator<Item = u8>) -> Self {
        let mut histogram = Self([0; 256]);
        levels.for_each(|level| histogram.add(level));
        histogram
    }

    fn add(&mut self, level: u8) {
        if let Some(count) = self.0.get_mut(usize::from(level)) {
            *count += 1;
        }
    }

    fn all(&self) -> usize {
        self.0.iter().sum()
    }

    /// The level that `share` of 1000 blocks do not exceed.
    fn per_mille(&self, share: usize) -> u8 {
        let wanted = (self.all() * share).div_ceil(1000).max(1);
        let mut seen = 0;
        for (level, count) in (0..=u8::MAX).zip(&self.0) {
            seen += count;
            if seen >= wanted {
                return level;
            }
        }
        u8::MAX
    }
}

/// Measures; `None` where the picture is too small to say anything.
pub(super) fn measure(small: &SmallPicture) -> Option<PageScreen> {
    let grid = Grid::of(small)?;
    let histogram = Histogram::of(grid.levels.iter().copied());
    let (border, window) = border(&grid, histogram.per_mille(750));
    let ink = Ink::of(&grid, window);
    let (flat, flat_level, repeated) = rows(small);
    let whole = small.grey.iter().filter(|&&level| level == u8::MAX).count();
    let sum: u64 = grid.levels.iter().map(|&level| u64::from(level)).sum();
    let mean = u8::try_from(sum / super::long(grid.levels.len()).max(1)).unwrap_or(u8::MAX);
    let light = histogram.per_mille(950);
    let chroma = Histogram::of(small.chroma.iter().copied());
    let lines = skew::estimate(&ink.points);
    let enough = ink.points.len() >= LEAST_INK;
    Some(PageScreen {
        ink: share(ink.points.len(), ink.all),
        mean,
        dark: histogram.per_mille(50),
        light,
        chroma: (!small.chroma.is_empty()).then(|| chroma.per_mille(999)),
        border,
        skew: lines.angle,
        across: lines.across,
        depth: enough.then(|| ink.depths.per_mille(900)),
        clean: enough.then(|| share(ink.white, ink.paper)),
        detail: detail(small),
        flat,
        flat_level,
        repeated,
        white: share(whole, small.grey.len()),
        hash: hash(&grid, window, light, mean),
    })
}

/// The last coefficient that 90 % of the blocks at edges do not pass: where nothing is sharp, high ones are zero.
fn detail(small: &SmallPicture) -> Option<u8> {
    let mut found = Histogram([0; 256]);
    let below = small.grey.iter().skip(small.width);
    let right = small.grey.iter().skip(1);
    // The last row has none below and no edge of its own.
    let blocks = small.detail.iter().zip(&small.grey).zip(right.zip(below));
    for ((last, level), (right, below)) in blocks {
        if level.abs_diff(*right).max(level.abs_diff(*below)) >= EDGE {
            found.add(*last);
        }
    }
    (found.all() >= LEAST_EDGES).then(|| found.per_mille(900))
}

/// In 10 000ths.
fn share(part: usize, all: usize) -> u16 {
    u16::try_from(part.saturating_mul(10_000) / all.max(1)).unwrap_or(u16::MAX)
}

/// Dark runs in from the edges, and what lies inside them and inside 4 % of each side.
fn border(grid: &Grid, paper: u8) -> (BorderShare, Window) {
    // Half as light as paper is no shadow any more; a page that is dark itself has no surround to tell.
    let dark = if paper < 96 { 0 } else { paper / 2 };
    let depths = |lines: usize, deep: usize, level: &dyn Fn(usize, usize) -> u8| {
        let run = |line: usize| {
            (0..deep / 3)
                .take_while(|&at| level(line, at) < dark)
                .count()
        };
        let runs: Vec<usize> = (0..lines).map(run).collect();
        // Something that only touches the edge here and there is text, a picture or a punch hole.
        let touched = runs.iter().filter(|&&run| run > 0).count();
        if touched * 4 < lines {
            return (0, 0);
        }
        let mut sorted = runs.clone();
        sorted.sort_unstable();
        let usual = sorted.get(lines * 9 / 10).copied().unwrap_or(0);
        (runs.iter().sum(), usual)
    };
    let (width, height) = (grid.width, grid.height);
    let left = depths(height, width, &|y, x| grid.at(x, y));
    let right = depths(height, width, &|y, x| grid.at(width - 1 - x, y));
    let top = depths(width, height, &|x, y| grid.at(x, y));
    let bottom = depths(width, height, &|x, y| grid.at(x, height - 1 - y));
    let all = width * height;
    let shares = BorderShare {
        left: share(left.0, all),
        top: share(top.0, all),
        right: share(right.0, all),
        bottom: share(bottom.0, all),
    };
    let inset = |side: usize, depth: usize| (side / 25).max(depth + 2);
    let window = Window {
        x: (
            inset(width, left.1),
            width - inset(width, right.1).min(width),
        ),
        y: (
            inset(height, top.1),
            height - inset(height, bottom.1).min(height),
        ),
    };
    (shares, window)
}

/// Blocks that are darker than the paper around them.
struct Ink {
    all: usize,
    /// Where, and how much darker.
    points: Vec<skew::Point>,
    /// How much darker.
    depths: Histogram,
    /// Blocks that are not ink, in tiles that have ink: what stands around is the document, not the scanner's lid.
    paper: usize,
    /// Of these, wholly white.
    white: usize,
}

impl Ink {
    /// The paper around is the upper quartile of a tile of 24 × 24, but never much darker than that of the page: a
    /// dark picture is ink, not paper.
    fn of(grid: &Grid, window: Window) -> Self {
        const TILE: usize = 24;
        let Window { x, y } = window;
        let inside = |from: (usize, usize), at: usize| at..(at + TILE).min(from.1);
        let levels = |xs: std::ops::Range<usize>, ys: std::ops::Range<usize>| {
            ys.flat_map(move |y| xs.clone().map(move |x| (x, y)))
        };
        let page = levels(x.0..x.1, y.0..y.1).map(|(x, y)| grid.at(x, y));
        let page = Histogram::of(page).per_mille(750);
        let mut ink = Self {
            all: 0,
            points: Vec::new(),
            depths: Histogram([0; 256]),
            paper: 0,
            white: 0,
        };
        for top in (y.0..y.1).step_by(TILE) {
            for left in (x.0..x.1).step_by(TILE) {
                let tile = || levels(inside(x, left), inside(y, top));
                let near = Histogram::of(tile().map(|(x, y)| grid.at(x, y))).per_mille(750);
                let paper = near.max(page.saturating_sub(2 * INK_STEP));
                let (before, mut plain, mut white) = (ink.points.len(), 0, 0);
                for (x, y) in tile() {
                    let level = grid.at(x, y);
                    let below = paper.saturating_sub(level);
                    if below >= INK_STEP {
                        ink.depths.add(below);
                        ink.points.push(skew::Point::new(x, y, below));
                    } else {
                        plain += 1;
                        white += usize::from(level == u8::MAX);
                    }
                }
                let inked = ink.points.len() - before;
                ink.all += inked + plain;
                // A fiftieth: a tile of text, not one that a speck or the end of a line lies in.
                if inked * 50 >= inked + plain {
                    ink.paper += plain;
                    ink.white += white;
                }
            }
        }
        ink
    }
}

/// Rows at the bottom that are one level, that level, and the longest run of repeated rows with texture.
fn rows(small: &SmallPicture) -> (u16, u8, u16) {
    let rows: Vec<&[u8]> = small.grey.chunks_exact(small.width.max(1)).collect();
    let level = small.grey.last().copied().unwrap_or(u8::MAX);
    let flat = rows.iter().rev();
    let flat = flat
        .take_while(|row| row.iter().all(|&other| other == level))
        .count();
    let (mut longest, mut run) = (0, 0);
    for pair in rows.windows(2) {
        run = match pair {
            [above, below] if above == below && has_texture(below) => run + 1,
            _ => 0,
        };
        longest = longest.max(run);
    }
    (share(flat, rows.len()), level, share(longest, rows.len()))
}

fn has_texture(row: &[u8]) -> bool {
    let counts = Histogram::of(row.iter().copied()).0;
    counts.iter().filter(|&&count| count > 0).count() >= TEXTURE
}

/// Cells across and down of the hash; one more across to have differences.
const CELLS: usize = 16;

/// A cell is lighter than its left neighbour if its mean is so many quarter levels more. Paper noise is less than one
/// level; pages of little ink have small differences, pages of much ink unsteady ones.
fn hash(grid: &Grid, window: Window, light: u8, mean: u8) -> String {
    let step = usize::from(light.saturating_sub(mean) / 2).clamp(4, 8);
    let Window { x, y } = window;
    let cut = |(from, to): (usize, usize), part: usize, parts: usize| {
        from + to.saturating_sub(from) * part / parts
    };
    let mut bits = Vec::with_capacity(CELLS * CELLS);
    for row in 0..CELLS {
        let ys = cut(y, row, CELLS)..cut(y, row + 1, CELLS);
        let mean = |column: usize| {
            let xs = cut(x, column, CELLS + 1)..cut(x, column + 1, CELLS + 1);
            let count = xs.len() * ys.len();
            let sum: usize = ys
                .clone()
                .flat_map(|y| xs.clone().map(move |x| usize::from(grid.at(x, y))))
                .sum();
            sum * 4 / count.max(1)
        };
        let means: Vec<usize> = (0..=CELLS).map(mean).collect();
        bits.extend(means.windows(2).map(|pair| match pair {
            [left, right] => *right > left + step,
            _ => false,
        }));
    }
    let bytes: Vec<u8> = bits
        .chunks(8)
        .map(|byte| byte.iter().fold(0, |all, &bit| all << 1 | u8::from(bit)))
        .collect();
    hex(&bytes)
}
