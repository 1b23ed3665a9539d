//! Page images → a table of what the screens measure of them: the thresholds of a profile are set by reading it.
//! `cargo run --release -p yanshou --example calibrate -- page.jpg …`; `--times` adds milliseconds a page.

#![allow(clippy::print_stdout)] // a table for eyes

use std::time::Instant;

use yanshou::content::{identify, read_image};
use yanshou::limits::Limits;

/// Readings of one file of which the fastest is shown.
const TIMED: u32 = 9;

fn main() -> std::io::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let times = arguments.iter().any(|a| a == "--times");
    arguments.retain(|a| a != "--times");
    println!(
        "file page size q ink mean dark light chroma left top right bottom skew across depth clean detail flat level repeated white hash suspect"
    );
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        let limits = Limits::default();
        let mut best = u128::MAX;
        let mut image = None;
        for _ in 0..if times { TIMED } else { 1 } {
            let start = Instant::now();
            image = read_image(identify(&bytes), &bytes, &limits);
            best = best.min(start.elapsed().as_micros());
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        for (number, page) in (1..).zip(image.iter().flat_map(|image| &image.pages)) {
            let (width, height) = (page.width, page.height);
            let quality = page.jpeg_quality.map_or("-".to_owned(), |q| q.to_string());
            print!("{name} {number} {width}x{height} {quality} ");
            match &page.screen {
                None => print!("not screened: {:?}", page.readability),
                Some(s) => {
                    let or = |value: Option<i32>| value.map_or("-".to_owned(), |v| v.to_string());
                    let edges = s.border;
                    print!(
                        "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                        s.ink,
                        s.mean,
                        s.dark,
                        s.light,
                        or(s.chroma.map(i32::from)),
                        edges.left,
                        edges.top,
                        edges.right,
                        edges.bottom,
                        or(s.skew.map(i32::from)),
                        or(s.across.map(i32::from)),
                        or(s.depth.map(i32::from)),
                        or(s.clean.map(i32::from)),
                        or(s.detail.map(i32::from)),
                        s.flat,
                        s.flat_level,
                        s.repeated,
                        s.white,
                        s.hash
                    );
                }
            }
            print!(" {}", page.suspect.join(";"));
            if times {
                print!(" {}.{:02} ms", best / 1000, best % 1000 / 10);
            }
            println!();
        }
    }
    Ok(())
}
