//! Bytes of an entry as they come, in any pieces → what a walker asks for: some bytes at once, a stretch piece by piece,
//! or a stretch to pass by. Memory is bounded by [`MOST_HELD`], whatever the container promises.

/// Most bytes a walker may ask for at once.
pub(super) const MOST_HELD: usize = 64 << 10;

/// What a walker wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// So many bytes at once; at most [`MOST_HELD`].
    Bytes(usize),
    /// So many bytes, in pieces.
    Stream(u64),
    /// So many bytes do not matter.
    Skip(u64),
    /// Nothing more: what follows does not belong to the container.
    End,
}

/// A reader of one container format. It only ever goes forward.
pub(super) trait Walker {
    /// The bytes that were wanted; says what is wanted next. `at` is where they begin.
    fn bytes(&mut self, at: u64, bytes: &[u8]) -> Want;
    /// Some of the bytes that were wanted; of no use to a walker that never wants a [`Want::Stream`].
    fn stream(&mut self, _piece: &[u8]) {}
    /// All of them were there, or all that were to be passed by; says what is wanted next.
    fn passed(&mut self, at: u64) -> Want;
    /// Whether the container is whole before `at`, and what begins there need not be part of it.
    fn may_end(&self, at: u64, head: &[u8]) -> bool;
}

/// Feeds a walker.
pub(super) struct Feed<W> {
    pub walker: W,
    want: Want,
    /// Of a stretch: what is left of it.
    left: u64,
    held: Vec<u8>,
    /// Bytes seen.
    pub seen: u64,
    /// Where the walker wanted nothing more.
    pub end: Option<u64>,
}

/// How the bytes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Where something could begin: nothing is missing.
    Between,
    /// In the middle of something of which so many bytes are missing.
    Inside(u64),
}

impl<W: Walker> Feed<W> {
    pub fn new(walker: W, first: Want) -> Self {
        let mut feed = Self {
            walker,
            want: Want::End,
            left: 0,
            held: Vec::new(),
            seen: 0,
            end: None,
        };
        feed.ask(first);
        feed
    }

    fn ask(&mut self, want: Want) {
        let mut want = want;
        // A stretch of nothing has passed already.
        while let Want::Stream(0) | Want::Skip(0) | Want::Bytes(0) = want {
            want = match want {
                Want::Bytes(_) => self.walker.bytes(self.seen, &[]),
                _ => self.walker.passed(self.seen),
            };
        }
        self.left = match want {
            Want::Stream(length) | Want::Skip(length) => length,
            Want::Bytes(length) => length.min(MOST_HELD) as u64,
            Want::End => {
                self.end.get_or_insert(self.seen);
                0
            }
        };
        self.want = want;
    }

    pub fn push(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let length = usize::try_from(self.left)
                .unwrap_or(usize::MAX)
                .min(piece.len());
            let (part, rest) = piece.split_at(length);
            match self.want {
                Want::End => {
                    self.seen = self.seen.saturating_add(super::long(piece.len()));
                    return;
                }
                Want::Bytes(_) => self.held.extend_from_slice(part),
                Want::Stream(_) => self.walker.stream(part),
                Want::Skip(_) => {}
            }
            piece = rest;
            self.left -= super::long(length);
            self.seen = self.seen.saturating_add(super::long(length));
            if self.left == 0 {
                let next = if let Want::Bytes(_) = self.want {
                    let held = std::mem::take(&mut self.held);
                    let at = self.seen - super::long(held.len());
                    let next = self.walker.bytes(at, &held);
                    if next == Want::End {
                        self.end.get_or_insert(at);
                    }
                    next
                } else {
                    self.walker.passed(self.seen)
                };
                self.ask(next);
            }
        }
    }

    /// No more bytes come: some that could begin a next part are left over.
    pub fn settle(&mut self) {
        let at = self.seen - super::long(self.held.len());
        if !self.held.is_empty() && self.walker.may_end(at, &self.held) {
            self.end.get_or_insert(at);
            self.held.clear();
        }
    }

    /// What was missing when the bytes ended.
    pub fn ending(&self) -> Ending {
        match self.want {
            Want::End => Ending::Between,
            Want::Bytes(_) if self.held.is_empty() => Ending::Between,
            Want::Bytes(_) | Want::Stream(_) | Want::Skip(_) => Ending::Inside(self.left),
        }
    }
}
