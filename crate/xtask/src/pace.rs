//! How long the JPEG verifier takes, natively and as wasm, beside libjpeg-turbo of both kinds: builds both and runs the
//! example that times them. Its table is kept in `crate/core/examples/jpeg_pace.md`.

use crate::command::Run;
use crate::{Stopped, page, root, setup};

/// libjpeg-turbo as wasm, decoder alone (ISC); its version is pinned beside the browser tests.
const TURBO: &str = "tests/web/node_modules/@cornerstonejs/codec-libjpeg-turbo-8bit/dist/libjpegturbowasm_decode.js";

/// Prints the table; `pages` are JPEG files to time beside the made ones.
pub(crate) fn run(pages: &[String]) -> Result<(), Stopped> {
    setup::for_pace()?;
    let folder = root().join("target/pace");
    let module = page::module("jpeg_pace", &["--example", "jpeg_pace"])?;
    page::bindings(&module, "jpeg_pace", page::For::Node, &folder)?;
    let module = folder.join("jpeg_pace.js").to_string_lossy().into_owned();
    let turbo = root().join(TURBO).to_string_lossy().into_owned();
    let mut words = vec![
        "run",
        "--release",
        "-p",
        "yanshou",
        "--example",
        "jpeg_pace",
        "--",
        &module,
        &turbo,
    ];
    words.extend(pages.iter().map(String::as_str));
    Run::cargo(&words).go()
}
