//! MP4 and QuickTime (ISO/IEC 14496-12, QTFF) → facts. Boxes that hold boxes are stepped into, media data are passed
//! by; the sizes of samples are added up as they pass, for the bit rate of each track.

use super::super::{array, long, slice};
use super::feed::{Ending, Feed, Walker, Want};
use super::{Outcome, finish, picture_codec};
use crate::facts::{AudioTrack, RecordingFacts, VideoTrack};

enum State {
    Head,
    /// A 64-bit length follows.
    Long([u8; 4]),
    Part([u8; 4], u64),
    /// Entries of `stsz`: four bytes each.
    Sizes,
    Pass,
}

/// One `trak`.
#[derive(Default)]
struct Track {
    kind: [u8; 4],
    timescale: u32,
    duration: u64,
    entry: Vec<u8>,
    samples: u64,
    bytes: u64,
}

pub(super) struct Mp4 {
    state: State,
    brand: Option<[u8; 4]>,
    movie: bool,
    timescale: u32,
    duration: u64,
    fragments: bool,
    media: bool,
    /// `mdat` runs to the end of the file: what is missing cannot be told.
    open: bool,
    tracks: Vec<Track>,
    /// Part of an entry of `stsz`.
    held: Vec<u8>,
    problem: Option<(u64, String)>,
}

/// Most tracks looked at.
const MOST_TRACKS: usize = 64;

pub(super) fn feed() -> Feed<Mp4> {
    let mp4 = Mp4 {
        state: State::Head,
        brand: None,
        movie: false,
        timescale: 0,
        duration: 0,
        fragments: false,
        media: false,
        open: false,
        tracks: Vec::new(),
        held: Vec::new(),
        problem: None,
    };
    Feed::new(mp4, Want::Bytes(8))
}

impl Mp4 {
    fn next(&mut self) -> Want {
        self.state = State::Head;
        Want::Bytes(8)
    }

    /// A box of so many bytes behind its head.
    fn content(&mut self, kind: [u8; 4], length: u64) -> Want {
        match &kind {
            b"trak" if self.tracks.len() < MOST_TRACKS => self.tracks.push(Track::default()),
            b"moov" => self.movie = true,
            b"moof" => self.fragments = true,
            b"mdat" => self.media = true,
            _ => {}
        }
        match &kind {
            b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" => self.next(),
            b"ftyp" | b"mvhd" | b"mdhd" | b"hdlr" | b"stsd" | b"stsz" | b"stz2" => {
                let held = length.min(if &kind == b"stsz" { 12 } else { 512 });
                self.state = State::Part(kind, length - held);
                Want::Bytes(usize::try_from(held).unwrap_or(0))
            }
            _ => {
                self.state = State::Pass;
                Want::Skip(length)
            }
        }
    }

    fn part(&mut self, kind: [u8; 4], data: &[u8]) {
        let long = |at| array(data, at).map(u32::from_be_bytes);
        let wide = |at| array(data, at).map(u64::from_be_bytes);
        // Full boxes: version 1 has times of 64 bits.
        let times = || {
            if data.first() == Some(&1) {
                (long(20).unwrap_or(0), wide(24).unwrap_or(0))
            } else {
                (long(12).unwrap_or(0), long(16).map_or(0, u64::from))
            }
        };
        // All ones: not known.
        let known = |duration| {
            if duration >= u64::from(u32::MAX) {
                0
            } else {
                duration
            }
        };
        let track = self.tracks.last_mut();
        match (&kind, track) {
            (b"ftyp", _) => self.brand = array(data, 0),
            (b"mvhd", _) => {
                let (timescale, duration) = times();
                (self.timescale, self.duration) = (timescale, known(duration));
            }
            (b"mdhd", Some(track)) => (track.timescale, track.duration) = times(),
            // Inside `minf` QuickTime has a second one, for the data.
            (b"hdlr", Some(track)) if track.kind == [0; 4] => {
                track.kind = array(data, 8).unwrap_or_default();
            }
            (b"stsd", Some(track)) => track.entry = data.get(8..).unwrap_or_default().to_vec(),
            (b"stsz", Some(track)) => {
                let (one, count) = (long(4).unwrap_or(0), long(8).unwrap_or(0));
                track.samples = u64::from(count);
                track.bytes = u64::from(one) * u64::from(count);
            }
            _ => {}
        }
    }
}

impl Walker for Mp4 {
    fn bytes(&mut self, at: u64, bytes: &[u8]) -> Want {
        match self.state {
            State::Head => {
                let kind: [u8; 4] = array(bytes, 4).unwrap_or_default();
                let length = array(bytes, 0).map_or(0, u32::from_be_bytes);
                // QuickTime: 32 bits of zero may end a list of atoms in user data, which is passed by as a whole.
                let known = kind
                    .iter()
                    .all(|byte| (0x20..0x7f).contains(byte) || *byte == 0xa9);
                match length {
                    _ if !known && self.movie && self.media => Want::End,
                    0 if known => {
                        self.open = true;
                        self.media |= &kind == b"mdat";
                        self.state = State::Pass;
                        Want::Skip(u64::MAX)
                    }
                    1 if known => {
                        self.state = State::Long(kind);
                        Want::Bytes(8)
                    }
                    8.. if known => self.content(kind, u64::from(length) - 8),
                    _ => {
                        let kind = kind.escape_ascii();
                        let reason = format!("no box: `{kind}` of {length} bytes");
                        self.problem.get_or_insert((at, reason));
                        Want::End
                    }
                }
            }
            State::Long(kind) => {
                let length = array(bytes, 0).map_or(0, u64::from_be_bytes);
                let Some(length) = length.checked_sub(16) else {
                    let reason = format!("box `{}` of {length} bytes", kind.escape_ascii());
                    self.problem.get_or_insert((at, reason));
                    return Want::End;
                };
                self.content(kind, length)
            }
            State::Part(kind, rest) => {
                self.part(kind, bytes);
                let table = self.tracks.last().is_some_and(|track| track.bytes == 0);
                if &kind == b"stsz" && table {
                    self.state = State::Sizes;
                    self.held.clear();
                    return Want::Stream(rest);
                }
                self.state = State::Pass;
                Want::Skip(rest)
            }
            State::Sizes | State::Pass => Want::End,
        }
    }

    fn stream(&mut self, piece: &[u8]) {
        let Some(track) = self.tracks.last_mut() else {
            return;
        };
        let mut rest = piece;
        if !self.held.is_empty() {
            let (head, tail) = rest.split_at((4 - self.held.len()).min(rest.len()));
            self.held.extend_from_slice(head);
            rest = tail;
        }
        let mut add = |four: &[u8]| {
            let size = array(four, 0).map_or(0, u32::from_be_bytes);
            track.bytes = track.bytes.saturating_add(size.into());
        };
        if self.held.len() == 4 {
            add(&self.held);
            self.held.clear();
        }
        let fours = rest.chunks_exact(4);
        self.held.extend_from_slice(fours.remainder());
        fours.for_each(add);
    }

    fn passed(&mut self, _at: u64) -> Want {
        self.next()
    }

    fn may_end(&self, _at: u64, _head: &[u8]) -> bool {
        matches!(self.state, State::Head) && self.movie && self.media
    }
}

impl Track {
    fn ms(&self) -> Option<u64> {
        let ms = self
            .duration
            .saturating_mul(1000)
            .checked_div(self.timescale.into());
        ms.filter(|ms| *ms > 0)
    }

    /// `AudioSampleEntry` behind length and name (14496-12 12.2.3).
    fn audio(&self) -> AudioTrack {
        let four: [u8; 4] = array(&self.entry, 4).unwrap_or_default();
        let pcm = matches!(
            &four,
            b"twos" | b"sowt" | b"lpcm" | b"in24" | b"in32" | b"raw " | b"ipcm" | b"fl32" | b"fpcm"
        );
        let codec = match &four {
            _ if pcm => "PCM".to_owned(),
            b"mp4a" => match self.object_type() {
                Some(0x69 | 0x6b) => "MP3".to_owned(),
                _ => "AAC".to_owned(),
            },
            b"ac-3" => "AC-3".to_owned(),
            b".mp3" => "MP3".to_owned(),
            b"alac" => "ALAC".to_owned(),
            other => other.escape_ascii().to_string(),
        };
        let short = |at| array(&self.entry, at).map(u16::from_be_bytes);
        let bits = match &four {
            b"in24" => Some(24),
            b"in32" | b"fl32" => Some(32),
            _ => short(26),
        };
        AudioTrack {
            codec,
            // Of compressed sound this is a template that nobody fills in (14496-12 12.2.3.1).
            channels: short(24).filter(|channels| pcm && *channels > 0),
            sample_rate: short(32).filter(|rate| *rate > 0).map(u32::from),
            bits: bits.filter(|_| pcm),
        }
    }

    /// Object type of `esds` (14496-1 7.2.6.6): behind the tag of the decoder's configuration and its length.
    fn object_type(&self) -> Option<u8> {
        let at = self.entry.windows(4).position(|four| four == b"esds")?;
        let inside = slice(&self.entry, long(at) + 8, 24)?;
        let tag = inside.iter().position(|byte| *byte == 4)?;
        let behind = inside.get(tag + 1..)?;
        // The length is written in up to four bytes; all but the last have the high bit.
        let length = behind.iter().take_while(|byte| **byte >= 0x80).count() + 1;
        behind.get(length).copied()
    }

    /// `VisualSampleEntry` (14496-12 12.1.3).
    fn video(&self) -> VideoTrack {
        let four: [u8; 4] = array(&self.entry, 4).unwrap_or_default();
        let short = |at| {
            array(&self.entry, at)
                .map(u16::from_be_bytes)
                .map(u32::from)
        };
        let mpeg_2 = &four == b"mp4v" && matches!(self.object_type(), Some(0x60..=0x65));
        let ms = self.ms();
        let frames = self.samples.saturating_mul(1_000_000);
        VideoTrack {
            codec: if mpeg_2 {
                "MPEG-2".to_owned()
            } else {
                picture_codec(four)
            },
            width: short(32).filter(|side| *side > 0),
            height: short(34).filter(|side| *side > 0),
            frames_per_1000_s: ms
                .and_then(|ms| frames.checked_div(ms))
                .filter(|one| *one > 0),
            bit_rate: ms
                .and_then(|ms| self.bytes.saturating_mul(8000).checked_div(ms))
                .filter(|rate| *rate > 0),
        }
    }
}

pub(super) fn facts(feed: Feed<Mp4>) -> RecordingFacts {
    let (mut ending, end, seen) = (feed.ending(), feed.end, feed.seen);
    let mut mp4 = feed.walker;
    if mp4.open {
        ending = Ending::Between;
    }
    if mp4.problem.is_none() && ending == Ending::Between {
        if !mp4.movie {
            mp4.problem = Some((seen, "no movie box `moov`".to_owned()));
        } else if !mp4.media {
            mp4.problem = Some((seen, "no media data `mdat`".to_owned()));
        }
    }
    let outcome = Outcome {
        ending,
        seen,
        promised: None,
        end,
        problem: mp4.problem,
        suspect: Vec::new(),
    };
    let quick_time = mp4.brand.is_none_or(|brand| &brand == b"qt  ");
    let name = if quick_time { "QuickTime" } else { "MP4" };
    let mut facts = finish(name.to_owned(), outcome);
    let movie = mp4
        .duration
        .saturating_mul(1000)
        .checked_div(mp4.timescale.into());
    let longest = mp4.tracks.iter().filter_map(Track::ms).max();
    facts.duration_ms = longest.or(movie.filter(|ms| *ms > 0));
    for track in &mp4.tracks {
        match &track.kind {
            b"soun" => facts.audio.push(track.audio()),
            b"vide" => facts.video.push(track.video()),
            _ => {}
        }
    }
    if mp4.fragments {
        // Samples of fragments are not in the tables.
        for video in &mut facts.video {
            (video.bit_rate, video.frames_per_1000_s) = (None, None);
        }
    }
    facts
}
