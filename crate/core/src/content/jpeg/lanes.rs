//! A piece of a sequential scan → where its blocks end, by three readers at once.
//!
//! One reader waits most of its time: where a code word begins is known only when the one before is read. So others
//! begin further on, at a guess, and all take turns, none waiting for another. Huffman codes fall into step by
//! themselves, mostly within 100 bytes; when a reader ends a block where the next one did, at the same place in
//! the MCU, then all that the next read from there is what it would read, since nothing else decides what comes
//! (T.81 F.2.2). What the next read before, or if they never meet, is thrown away. Danger: nothing may be taken from a
//! reader that the one before has not met.

use super::huffman::HuffmanTable;
use super::piece::Piece;
use super::steps::{self, AC, END, FULL, LONG, ODD, Steps, TAKEN, TO_LONG};
use std::hint::select_unpredictable;

/// Block ends a reader can note; a blank page has one each 4 to 6 bits.
const ENDS: usize = 1 << 15;
/// Looks at 64 bits, of two steps each, between two looks at where the readers are.
const TURNS: usize = 8;
/// Block ends between them, at most.
const ROOM: usize = 2 * TURNS;
/// How far behind the begin of the next a reader goes in company, to meet it: bits.
const MEETING: u32 = 512;
/// So near the end what looks odd may be padding (F.1.2.3), or lie behind: bits.
const NEAR: u32 = 64;
/// A piece shorter than this is read by one: bits.
const ALONE: u32 = 8 * MEETING;

/// The tables of a scan, and which blocks of an MCU use which.
pub(super) struct Order<'t> {
    pairs: Vec<(&'t HuffmanTable, &'t HuffmanTable)>,
    steps: Steps,
    /// By number in the round: the state at the begin of the block behind it.
    next: [u32; 16],
    first: u32,
    /// Blocks after which the tables come round again.
    round: usize,
}

impl<'t> Order<'t> {
    /// `blocks` gives the pair of each block of an MCU, 1–10.
    pub fn new(pairs: Vec<(&'t HuffmanTable, &'t HuffmanTable)>, blocks: &[usize]) -> Self {
        let comes_round = |round: &usize| {
            blocks
                .iter()
                .zip(blocks.iter().skip(*round))
                .all(|(a, b)| a == b)
        };
        let divides = |round: &usize| blocks.len().is_multiple_of(*round);
        let round = (1..=blocks.len())
            .filter(divides)
            .find(comes_round)
            .unwrap_or(1);
        let state = |block: usize| {
            let pair = blocks.get(block % round).copied().unwrap_or(0);
            Steps::pair(pair) | ((block % round) as u32) << NUMBER
        };
        Self {
            steps: Steps::new(&pairs),
            pairs,
            next: std::array::from_fn(|block| state(block + 1)),
            first: state(0),
            round,
        }
    }
}

/// Above the tables in a state stands which block of the round it is.
const NUMBER: u32 = 16;

/// A reader.
#[derive(Clone, Copy)]
struct Lane {
    /// The next bit × 2¹¹, and how far the block has come: the sum of its steps.
    sum: u32,
    /// Where its tables are, and [`NUMBER`].
    state: u32,
    /// Where its next block end is noted: behind those of the blocks that ended, in its own row.
    ended: usize,
}

impl Lane {
    fn new(order: &Order, bit: u32, reader: usize) -> Self {
        Self {
            sum: bit << TAKEN,
            state: order.first,
            ended: reader * ENDS,
        }
    }

    /// Whether its row has no room for another turn.
    fn full(&self) -> bool {
        self.ended % ENDS + ROOM >= ENDS
    }

    fn bit(&self) -> u32 {
        self.sum >> TAKEN
    }

    /// Goes on to this sum: within the block or behind it. Nothing here is a branch, as the ends of blocks cannot be
    /// foreseen.
    #[inline(always)]
    fn go_on(&mut self, sum: u32, next: &[u32; 16], ends: &mut [u32; ROWS]) {
        if let Some(end) = ends.get_mut(self.ended) {
            *end = sum;
        }
        let next = next
            .get((self.state >> NUMBER & 15) as usize)
            .copied()
            .unwrap_or(0);
        let whole = sum & 0xFF >= FULL;
        self.ended += usize::from(whole);
        self.state = select_unpredictable(whole, next, self.state | AC);
        self.sum = select_unpredictable(whole, sum & !0xFF, sum);
    }
}

/// Why readers stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Halt {
    /// One is where it should go.
    There,
    /// One has no room to go on.
    Full,
    /// It stands at something that is not for it to judge.
    Odd(usize),
}

/// Readers at once.
const READERS: usize = 3;

/// Block ends of all readers: a row each. One address for all leaves registers free.
const ROWS: usize = READERS * ENDS;

/// Block ends of each reader: the next bit × 2¹¹, and how far the block came.
pub(super) struct Lanes {
    ends: Box<[u32; ROWS]>,
}

impl Lanes {
    /// Room for all.
    pub fn new() -> Self {
        Self {
            ends: Box::new([0; ROWS]),
        }
    }

    /// The bit behind a block, by its end.
    pub fn bit(end: u32) -> u32 {
        end >> TAKEN
    }

    /// The place of a block's last coefficient, 0–63, by its end.
    pub fn last(end: u32) -> u8 {
        let came = end & 0xFF;
        came.checked_sub(END).unwrap_or(came) as u8
    }

    /// Reads from this bit of the piece, where an MCU begins. The block ends found, and whether reading stopped at
    /// something odd. Ends beyond the bits of the piece mean nothing.
    pub fn read(&mut self, piece: &Piece, bit: u32, order: &Order) -> (&[u32], bool) {
        let bits = piece.bits();
        if bits < ALONE {
            return self.alone(Lane::new(order, bit, 0), bits, piece, order);
        }
        let begin = |reader: usize| match reader {
            0 => bit,
            _ => (bits / READERS as u32 * reader as u32) & !7,
        };
        let goal = |reader: usize| match reader + 1 {
            READERS => bits,
            next => begin(next) + MEETING,
        };
        let mut lanes: [Lane; READERS] =
            std::array::from_fn(|reader| Lane::new(order, begin(reader), reader));
        let mut odd = loop {
            let goals = std::array::from_fn(goal);
            let halt = run(&mut lanes, &mut self.ends, goals, piece, order);
            // One that has not fallen into step yet begins anew, one bit on.
            let Halt::Odd(reader @ 1..) = halt else {
                break halt == Halt::Odd(0);
            };
            match lanes.get_mut(reader) {
                Some(lane) if lane.bit() + NEAR < bits => {
                    *lane = Lane::new(order, lane.bit() + 1, reader);
                }
                _ => break false,
            }
        };
        let [mut lane, others @ ..] = lanes;
        for (reader, other) in (1..).zip(others) {
            let row = reader * ENDS;
            let own = self.ends.get(..lane.ended).unwrap_or_default();
            let mut search = Search {
                own: own.partition_point(|&end| Self::bit(end) < begin(reader)),
                other: 0,
            };
            loop {
                let own = self.ends.get(..lane.ended).unwrap_or_default();
                let list = self.ends.get(row..other.ended).unwrap_or_default();
                if search.meet(own, list, order.round) {
                    break;
                }
                if odd || lane.full() || lane.bit() >= other.bit().min(bits) {
                    return (self.ends.get(..lane.ended).unwrap_or_default(), odd);
                }
                // On alone.
                let goal = (begin(reader).max(lane.bit()) + MEETING).min(bits);
                let mut lanes = [lane];
                odd = run(&mut lanes, &mut self.ends, [goal], piece, order) == Halt::Odd(0);
                [lane] = lanes;
            }
            // From here the other is what this one would be.
            let (to, from) = (search.own + 1, row + search.other + 1);
            let taken = (other.ended - from).min(ENDS - 1 - to);
            self.ends.copy_within(from..from + taken, to);
            lane = Lane {
                ended: to + taken,
                ..other
            };
            odd = false;
        }
        (self.ends.get(..lane.ended).unwrap_or_default(), odd)
    }

    fn alone(&mut self, lane: Lane, bits: u32, piece: &Piece, order: &Order) -> (&[u32], bool) {
        let mut lanes = [lane];
        let halt = run(&mut lanes, &mut self.ends, [bits], piece, order);
        let [lane] = lanes;
        let ends = self.ends.get(..lane.ended).unwrap_or_default();
        (ends, halt == Halt::Odd(0))
    }
}

/// How far two lists of ends have been compared.
struct Search {
    own: usize,
    other: usize,
}

impl Search {
    /// Goes on to the first place where both ended a block and the same tables come next.
    fn meet(&mut self, own: &[u32], other: &[u32], round: usize) -> bool {
        while let Some((a, b)) = own.get(self.own).zip(other.get(self.other)) {
            let (a, b) = (Lanes::bit(*a), Lanes::bit(*b));
            if a == b && self.own.abs_diff(self.other).is_multiple_of(round) {
                return true;
            }
            self.own += usize::from(a <= b);
            self.other += usize::from(b <= a);
        }
        false
    }
}

/// Reads in turns until one of the readers is at its goal. Kept out of line: registers are scarce, in wasm too.
#[inline(never)]
fn run<const N: usize>(
    lanes: &mut [Lane; N],
    ends: &mut [u32; ROWS],
    goals: [u32; N],
    piece: &Piece,
    order: &Order,
) -> Halt {
    let (mut held, next) = (*lanes, order.next);
    let halt = 'run: loop {
        let there = held
            .iter()
            .zip(goals)
            .any(|(lane, goal)| lane.bit() >= goal);
        if there {
            break Halt::There;
        }
        if held.iter().any(Lane::full) {
            break Halt::Full;
        }
        for _ in 0..TURNS {
            // Named one by one: a loop over them would keep them in memory.
            let halt = turn::<0, N>(&mut held, ends, &next, piece, order)
                .or_else(|| turn::<1, N>(&mut held, ends, &next, piece, order))
                .or_else(|| turn::<2, N>(&mut held, ends, &next, piece, order));
            if let Some(halt) = halt {
                break 'run halt;
            }
        }
    };
    *lanes = held;
    halt
}

/// The turn of one reader, if it is there. A look at 64 bits is good for two steps: 57 bits hold one of at most 27 and the
/// window of the next.
#[inline(always)]
fn turn<const NUMBER: usize, const N: usize>(
    lanes: &mut [Lane; N],
    ends: &mut [u32; ROWS],
    next: &[u32; 16],
    piece: &Piece,
    order: &Order,
) -> Option<Halt> {
    let lane = lanes.get_mut(NUMBER)?;
    let Some(mut word) = piece.word(lane.bit()) else {
        return Some(Halt::Full);
    };
    for _ in 0..2 {
        let tables = lane.state | (lane.sum & LONG) << TO_LONG;
        let step = order.steps.step(tables, word);
        word <<= step >> TAKEN;
        let sum = (lane.sum & !LONG) + step;
        if sum & ODD != 0 {
            let Some(sum) = alone(lane.sum, lane.state, piece, order) else {
                return Some(Halt::Odd(NUMBER));
            };
            lane.go_on(sum, next, ends);
            break;
        }
        lane.go_on(sum, next, ends);
    }
    None
}

/// One symbol by itself, where a table cannot decide: the sum behind it. `None` if it is no code word, has no meaning or
/// runs past the block, and behind the first bits of a long code: only such are undecided there.
#[cold]
#[inline(never)]
fn alone(sum: u32, state: u32, piece: &Piece, order: &Order) -> Option<u32> {
    if sum & LONG != 0 {
        return None;
    }
    let word = piece.word(sum >> TAKEN)?;
    let pair = (0..order.pairs.len()).rfind(|&pair| Steps::pair(pair) <= state & 0xFFFF)?;
    let (dc, ac) = order.pairs.get(pair)?;
    if state & AC == 0 {
        let (length, size) = dc.code(word)?;
        return Some(sum + ((length + u32::from(size)) << TAKEN));
    }
    let (length, symbol) = ac.code(word)?;
    let (taken, further) = steps::advance(length, symbol)?;
    let legal = further == END || (sum & 0xFF) + further <= FULL;
    legal.then(|| sum + (taken << TAKEN) + further)
}
