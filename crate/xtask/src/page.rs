//! The page: the core as wasm, its bindings and types, then everything as one HTML file.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{Run, at};
use crate::{Stopped, root};

/// Builds `dist/yanshou.html` and says where it is.
pub(crate) fn build() -> Result<PathBuf, Stopped> {
    let generated = root().join("www/src/generated");
    fs::create_dir_all(&generated).map_err(at(&generated))?;
    bind(&generated)?;
    // A test holds the committed schema to the Rust types, so the page's build needs no native one.
    let schema = root().join("schema/boundary.schema.json");
    fs::copy(&schema, generated.join("boundary.schema.json")).map_err(at(&schema))?;
    let www = root().join("www");
    Run::new("npm", &["run", "build"]).within(&www).go()?;
    let built = www.join("dist/index.html");
    let page = root().join("dist/yanshou.html");
    fs::create_dir_all(root().join("dist")).map_err(at(&page))?;
    fs::copy(&built, &page).map_err(at(&built))?;
    let bytes = fs::read(&page).map_err(at(&page))?;
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    println!(
        "{}\n  {} bytes, SHA-256 {digest}",
        page.display(),
        bytes.len()
    );
    Ok(page)
}

/// Who loads the bindings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Classic script, not a module: a Blob worker of `type: 'module'` fails in Chromium on file:// (DESIGN §5).
    Page,
    Node,
}

fn bind(generated: &Path) -> Result<(), Stopped> {
    let module = module("yanshou_wasm_verify", &[])?;
    bindings(&module, "yanshou", For::Page, generated)
}

/// Builds the page's module, or what else of its crate `extra` names.
pub(crate) fn module(name: &str, extra: &[&str]) -> Result<PathBuf, Stopped> {
    let target = "wasm32-unknown-unknown";
    let own = [
        "build",
        "-p",
        "yanshou-wasm-verify",
        "--profile",
        "wasm",
        "--target",
        target,
    ];
    Run::cargo(&[&own, extra].concat()).go()?;
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(folder));
    let within = if extra.is_empty() {
        "wasm"
    } else {
        "wasm/examples"
    };
    Ok(folder
        .join(target)
        .join(within)
        .join(format!("{name}.wasm")))
}

/// Writes what JavaScript needs to call a module.
pub(crate) fn bindings(module: &Path, name: &str, reader: For, to: &Path) -> Result<(), Stopped> {
    let mut bindgen = Bindgen::new();
    let refused = |e: &dyn std::fmt::Display| Stopped(format!("wasm-bindgen: {e:#}"));
    bindgen
        .input_path(module)
        .out_name(name)
        .typescript(reader == For::Page);
    match reader {
        For::Page => bindgen.no_modules(true),
        For::Node => bindgen.nodejs(true),
    }
    .and_then(|bindgen| bindgen.generate(to))
    .map_err(|e| refused(&e))
}
