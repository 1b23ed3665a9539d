//! A4 pages at 300 dpi → milliseconds a page of the JPEG verifier, natively and as wasm in Node, beside `djpeg` and
//! libjpeg-turbo as wasm. `cargo xtask pace [page.jpg …]` builds all and runs it; further pages are added as they are.
//!
//! Ours is timed in the process, with the 1/8 picture that the screens need. `djpeg -outfile /dev/null` is timed as a
//! process, and the time it takes for a picture of one pixel is taken away: its start. All take turns, so that a
//! busy machine is busy for all, and the fastest turn of each is shown: it is the steadiest there. `djpeg -scale 1/8` is
//! the least that libjpeg-turbo can do: it decodes every symbol too, and makes a pixel of each block.
//!
//! `djpeg` has its processor's assembler, which no page has: libjpeg-turbo as wasm, to pixels, is what a page would run in
//! our place. Both modules get the bytes copied in, in a Node of their own.

#![allow(clippy::print_stdout)] // a table for eyes

use std::io::{BufRead, BufReader, Error, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use yanshou::content::jpeg::{JpegOptions, JpegVerdict, verify};

/// Turns of each.
const TURNS: usize = 15;
/// Turns before that do not count: Node compiles a second time what runs often.
const WARM: usize = 5;

/// How many times faster than native `djpeg` the verifier must be, native and in wasm.
const TARGET: f64 = 3.0;

const CODINGS: [(&str, &[&str]); 6] = [
    ("baseline 4:2:0", &["-sample", "2x2"]),
    ("baseline 4:4:4", &["-sample", "1x1"]),
    ("baseline grey", &["-grayscale"]),
    ("progressive 4:2:0", &["-sample", "2x2", "-progressive"]),
    ("progressive 4:4:4", &["-sample", "1x1", "-progressive"]),
    ("progressive grey", &["-grayscale", "-progressive"]),
];

/// Paper with a lamp at one side, sensor noise of ± 3, and 1 100 characters of strokes: as PPM.
fn page(width: usize, height: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    let mut ink = vec![false; width * height];
    for _ in 0..1_100 * 5 {
        let (row, column) = (next() as usize % 40, next() as usize % 28);
        let (x, y) = (width / 8 + column * 66, height / 10 + row * 70);
        let (dx, dy) = (next() as usize % 48, next() as usize % 48);
        let (w, h) = if next() % 2 == 0 { (40, 5) } else { (5, 40) };
        for y in y + dy..(y + dy + h).min(height) {
            for cell in ink.iter_mut().skip(y * width + x + dx).take(w) {
                *cell = true;
            }
        }
    }
    let mut bytes = format!("P6\n{width} {height}\n255\n").into_bytes();
    for (at, dark) in ink.into_iter().enumerate() {
        let lamp = (at % width) * 12 / width;
        for base in [246, 242, 228] {
            let noise = (next() % 4 + next() % 4) as usize;
            let level = if dark { 36 } else { base - lamp };
            bytes.push((level + noise).min(255) as u8);
        }
    }
    bytes
}

fn fed(program: &str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdin = child.stdin.take();
    let bytes = input.to_vec();
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&bytes)));
    let output = child.wait_with_output()?;
    drop(writer.join());
    Ok(output.stdout)
}

fn milliseconds(work: impl FnOnce() -> Result<(), Error>) -> Result<f64, Error> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn djpeg(path: &str, arguments: &[&str]) -> Result<f64, Error> {
    milliseconds(|| {
        let status = Command::new("djpeg")
            .args(arguments)
            .args(["-outfile", "/dev/null", path])
            .status()?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| Error::other("djpeg failed"))
    })
}

fn ours(bytes: &[u8]) -> Result<f64, Error> {
    let options = JpegOptions {
        keep_preview: true,
        ..JpegOptions::default()
    };
    milliseconds(|| {
        let reading = std::hint::black_box(verify(bytes, &options));
        let readable = reading.verdict == JpegVerdict::Readable;
        readable
            .then_some(())
            .ok_or_else(|| Error::other("not readable"))
    })
}

/// Node with a module loaded that gives `look`: a path in, milliseconds out.
const NODE: &str = "
const fs = require('fs');
const lines = require('readline').createInterface({ input: process.stdin });
const answer = (look) => lines.on('line', (path) => {
  const bytes = fs.readFileSync(path);
  const start = process.hrtime.bigint();
  const good = look(bytes);
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  console.log(good ? took : 'not readable');
});";

/// Our module, made by wasm-bindgen.
const OURS: &str = "answer(require(process.argv[1]).readable);";

/// libjpeg-turbo by Emscripten, of `@cornerstonejs/codec-libjpeg-turbo-8bit`: pixels are there, in its own memory.
const TURBO: &str = "
require(process.argv[1])().then(({ JPEGDecoder }) => {
  const decoder = new JPEGDecoder();
  answer((bytes) => {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, componentCount } = decoder.getFrameInfo();
    return decoder.getDecodedBuffer().length === width * height * componentCount;
  });
});";

struct Node {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Node {
    fn start(look: &str, module: &str) -> Result<Self, Error> {
        let mut child = Command::new("node")
            .args(["-e", &format!("{NODE}{look}"), module])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or_else(|| Error::other("piped"))?;
        let lines = BufReader::new(stdout);
        Ok(Self { child, lines })
    }

    fn ask(&mut self, path: &str) -> Result<f64, Error> {
        let stdin = self.child.stdin.as_mut();
        writeln!(stdin.ok_or_else(|| Error::other("piped"))?, "{path}")?;
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        line.trim().parse().map_err(Error::other)
    }

    fn end(mut self) -> Result<(), Error> {
        drop(self.child.stdin.take());
        self.child.wait().map(drop)
    }
}

fn fastest(times: Vec<f64>) -> f64 {
    times.into_iter().fold(f64::INFINITY, f64::min)
}

/// A ratio; bold where it misses [`TARGET`].
fn against_target(ratio: f64) -> String {
    if ratio < TARGET {
        format!("**{ratio:.1}**")
    } else {
        format!("{ratio:.1}")
    }
}

/// Load of the last minute; this command itself is one of it.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let usage = || Error::other("usage: jpeg_pace ours.js turbo.js [page.jpg …]");
    let mut ours_in_node = Node::start(OURS, &arguments.next().ok_or_else(usage)?)?;
    let mut turbo = Node::start(TURBO, &arguments.next().ok_or_else(usage)?)?;
    let folder = std::env::temp_dir().join(format!("jpeg_pace.{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut pages = Vec::new();
    let source = page(2480, 3508);
    for (name, options) in CODINGS {
        let options = [&["-quality", "85"], options].concat();
        let path = folder.join(format!("{}.jpg", name.replace([' ', ':'], "-")));
        std::fs::write(&path, fed("cjpeg", &options, &source)?)?;
        pages.push((name.to_owned(), path.to_string_lossy().into_owned()));
    }
    for path in arguments {
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        pages.push((name, path));
    }
    let dot = folder.join("dot.jpg").to_string_lossy().into_owned();
    std::fs::write(&dot, fed("cjpeg", &[], &page(1, 1))?)?;

    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let cpu = cpu.unwrap_or("unknown").trim_matches(['\t', ' ', ':']);
    println!("machine: {cpu}; fastest of {TURNS} turns, milliseconds a page");
    println!("load before: {}", load());
    println!(
        "\n| page | bytes | djpeg | djpeg -scale 1/8 | turbo, wasm | ours | ours, wasm \
         | djpeg ÷ ours | djpeg ÷ ours, wasm | turbo, wasm ÷ ours, wasm |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (name, path) in &pages {
        let bytes = std::fs::read(path)?;
        let mut times: [Vec<f64>; 6] = Default::default();
        for turn in 0..WARM + TURNS {
            let taken = [
                djpeg(&dot, &[])?,
                djpeg(path, &[])?,
                djpeg(path, &["-scale", "1/8"])?,
                turbo.ask(path)?,
                ours(&bytes)?,
                ours_in_node.ask(path)?,
            ];
            if turn >= WARM {
                times
                    .iter_mut()
                    .zip(taken)
                    .for_each(|(all, one)| all.push(one));
            }
        }
        let [start, whole, eighth, turbo, native, wasm] = times.map(fastest);
        let (whole, eighth) = (whole - start, eighth - start);
        println!(
            "| {name} | {} | {whole:.1} | {eighth:.1} | {turbo:.1} | {native:.1} | {wasm:.1} | {} | {} | {:.1} |",
            bytes.len(),
            against_target(whole / native),
            against_target(whole / wasm),
            turbo / wasm,
        );
    }
    println!("\nload after: {}", load());
    ours_in_node.end()?;
    turbo.end()?;
    std::fs::remove_dir_all(&folder)
}
