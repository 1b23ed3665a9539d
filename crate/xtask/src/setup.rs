//! Brings what a build or a test needs and is not there. Nothing is fetched when all is in place.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::command::{Run, find};
use crate::{Stopped, root};

/// A file that tells that a Debian package is there, and the package. A name without `/` is sought on the PATH.
const PACKAGES: &[(&str, &str)] = &[
    ("chromium", "chromium"),
    ("firefox-esr", "firefox-esr"),
    ("openssl", "openssl"),
    ("tiffinfo", "libtiff-tools"),
    ("djpeg", "libjpeg-turbo-progs"),
    ("identify", "imagemagick"),
    ("python3", "python3"),
    ("unzip", "unzip"),
    ("pdfinfo", "poppler-utils"),
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "fonts-noto-cjk",
    ),
];

/// What the page's build needs.
pub(crate) fn for_build() -> Result<(), Stopped> {
    wasm_target()?;
    npm(&root().join("www"))
}

/// What the timing of the JPEG verifier needs: its witness in wasm is installed beside the browser tests.
pub(crate) fn for_pace() -> Result<(), Stopped> {
    wasm_target()?;
    npm(&root().join("tests/web"))
}

/// What the tests need besides.
pub(crate) fn all() -> Result<(), Stopped> {
    for_build()?;
    npm(&root().join("tests/web"))?;
    debian()
}

fn wasm_target() -> Result<(), Stopped> {
    let target = "wasm32-unknown-unknown";
    if !find("rustup") {
        return Err(Stopped(format!(
            "`rustup` is missing: install it from https://rustup.rs, or the Rust target {target} by other means"
        )));
    }
    let installed = Run::new("rustup", &["target", "list", "--installed"]).output()?;
    if String::from_utf8_lossy(&installed)
        .lines()
        .any(|line| line == target)
    {
        return Ok(());
    }
    Run::new("rustup", &["target", "add", target]).go()
}

/// `npm ci` where what is installed is older than the lock file, or not there.
fn npm(folder: &Path) -> Result<(), Stopped> {
    let changed = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let lock = changed(&folder.join("package-lock.json"));
    if lock.is_none() {
        let folder = folder.display();
        return Err(Stopped(format!(
            "{folder} has no package-lock.json; run `npm install` there"
        )));
    }
    // npm writes this file last, so a broken installation is done again.
    if changed(&folder.join("node_modules/.package-lock.json")) >= lock {
        return Ok(());
    }
    if !find("npm") {
        return Err(Stopped(
            "`npm` is missing: run `sudo apt-get install nodejs npm`".to_owned(),
        ));
    }
    Run::new("npm", &["ci", "--no-audit", "--no-fund"])
        .within(folder)
        .go()
}

fn is_there(telltale: &str) -> bool {
    if telltale.starts_with('/') {
        Path::new(telltale).exists()
    } else {
        find(telltale)
    }
}

fn debian() -> Result<(), Stopped> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(telltale, _)| !is_there(telltale))
        .map(|(_, name)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = find("id") && Run::new("id", &["-u"]).output()?.starts_with(b"0\n");
    if !root || !find("apt-get") {
        let names = missing.join(" ");
        return Err(Stopped(format!(
            "tests need more: run `sudo apt-get install {names}`"
        )));
    }
    Run::new("apt-get", &["update"]).go()?;
    let arguments = [&["install", "-y"], missing.as_slice()].concat();
    Run::new("apt-get", &arguments)
        .with("DEBIAN_FRONTEND", "noninteractive")
        .go()
}
