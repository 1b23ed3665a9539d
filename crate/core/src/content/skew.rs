//! Ink of a page → how far its lines or columns are turned, by projection: at the right angle the sums of rows jump
//! most. Whole numbers only. Danger: any page has a best angle, so the best must stand out, or nothing is said.

/// A block of ink.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    x: i32,
    y: i32,
    weight: i32,
}

impl Point {
    /// Place, and how much darker than paper; very dark blocks count no more than text, lest pictures decide.
    pub fn new(x: usize, y: usize, below: u8) -> Self {
        let narrow = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        Self {
            x: narrow(x),
            y: narrow(y),
            weight: i32::from(below.min(96)),
        }
    }
}

/// Hundredths of a degree.
const MOST: i32 = 500;
const COARSE: i32 = 25;
const FINE: i32 = 5; // looked at within COARSE × FINE of the coarse one
/// Points looked at; more are thinned out evenly.
const POINTS: usize = 16_000;
/// Fewer blocks are no text.
const LEAST_POINTS: usize = 400;
/// How much the best angle must stand out above the middling one, in per cent (calibrated, see `calibrate.rs`).
const STANDS_OUT: u64 = 160;

/// Lines and columns of a turned page agree so far, in hundredths of a degree.
const APART: u32 = 60;

/// What the projections say of the lines of a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    /// Turn in hundredths of a degree, clockwise positive.
    pub angle: Option<i16>,
    /// How much of the jumps of both projections are those of rows, in per cent: lines that run across the page make
    /// rows jump, lines that run down make columns jump.
    pub across: Option<u8>,
}

/// Says nothing of a page with little ink.
pub(super) fn estimate(points: &[Point]) -> Lines {
    if points.len() < LEAST_POINTS {
        return Lines::default();
    }
    let step = points.len().div_ceil(POINTS);
    // Thinned by a step that shares no factor with the tiles.
    let lines: Vec<(i32, i32, i32)> = thin(points, step).map(|p| (p.x, p.y, p.weight)).collect();
    let columns: Vec<(i32, i32, i32)> = thin(points, step).map(|p| (-p.y, p.x, p.weight)).collect();
    let (line, column) = (best(&lines), best(&columns));
    let across = line.zip(column).and_then(|(line, column)| {
        let both = line.top.saturating_add(column.top) / 100;
        u8::try_from(line.top.checked_div(both)?.min(100)).ok()
    });
    let sure = |found: Option<Best>| found.filter(|best| best.out >= STANDS_OUT);
    let angle = match (sure(line), sure(column)) {
        // Lines that are bent are not turned: the columns beside them stand upright (a page of a thick book).
        (Some(line), Some(column)) if line.angle.abs_diff(column.angle) > APART => None,
        (Some(line), Some(column)) if column.out > line.out => Some(column.angle),
        (Some(line), _) => Some(line.angle),
        (None, column) => column.map(|column| column.angle),
    };
    Lines {
        angle: angle.and_then(|angle| i16::try_from(angle).ok()),
        across,
    }
}

fn thin(points: &[Point], step: usize) -> impl Iterator<Item = &Point> {
    points
        .iter()
        .enumerate()
        .filter(move |(index, _)| step == 1 || (index * 7919 / 13) % step == 0)
        .map(|(_, point)| point)
}

/// The angle at which a projection jumps most.
#[derive(Clone, Copy, Debug)]
struct Best {
    angle: i32,
    /// How much it stands out in per cent of the middling one.
    out: u64,
    /// Its score.
    top: u64,
}

fn best(points: &[(i32, i32, i32)]) -> Option<Best> {
    let mut bins = Vec::new();
    let mut scores: Vec<(u64, i32)> = (-MOST / COARSE..=MOST / COARSE)
        .map(|n| n * COARSE)
        .map(|angle| (score(points, angle, &mut bins), angle))
        .collect();
    let coarse = scores
        .iter()
        .max_by_key(|(score, angle)| (*score, -angle.abs()))?
        .1;
    scores.sort_unstable();
    let (middling, _) = scores.get(scores.len() / 2).copied()?;
    let near: Vec<(u64, i32)> = (-COARSE..=COARSE)
        .map(|n| coarse + n * FINE)
        .filter(|angle| angle.abs() <= MOST)
        .map(|angle| (score(points, angle, &mut bins), angle))
        .collect();
    let top = near.iter().map(|(score, _)| *score).max()?;
    // The top of the hill is ragged at this scale; its middle is steady: the mean of what lies in its upper part.
    let foot = middling + top.saturating_sub(middling) / 10 * 6;
    let (mut weights, mut moment) = (0_i64, 0_i64);
    for (score, angle) in near {
        let weight = i64::try_from(score.saturating_sub(foot) >> 8).unwrap_or(i64::MAX >> 20);
        weights = weights.saturating_add(weight);
        moment = moment.saturating_add(weight.saturating_mul(angle.into()));
    }
    let angle = i32::try_from(moment.checked_div(weights)?).ok()?;
    let out = top.saturating_mul(100) / middling.max(1);
    Some(Best { angle, out, top })
}

/// tan 1° in 1/65 536 is 1143.9; up to 5° the tangent is a straight line to 0.3 %.
const TANGENT: i32 = 1144;

/// Sum of the squared steps between neighbouring rows of the page turned back by `angle`.
fn score(points: &[(i32, i32, i32)], angle: i32, bins: &mut Vec<i64>) -> u64 {
    let slope = i64::from(angle) * i64::from(TANGENT) / 100;
    bins.clear();
    bins.resize(4096, 0);
    for &(along, across, weight) in points {
        let row = i64::from(across) + 1024 - ((i64::from(along) * slope + 0x8000) >> 16);
        if let Some(bin) = usize::try_from(row).ok().and_then(|row| bins.get_mut(row)) {
            *bin += i64::from(weight);
        }
    }
    bins.windows(2)
        .map(|pair| match pair {
            [a, b] => (a - b).unsigned_abs().saturating_pow(2),
            _ => 0,
        })
        .fold(0, u64::saturating_add)
}
