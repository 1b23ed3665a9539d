//! Writes `fixtures/PLANTED.md`: which check sees which of the defects of `fixtures/planted.toml`.

use crate::command::{Run, at};
use crate::{Stopped, root};

/// Plants the defects into a batch of so many items, five pages each: built for release, 2000 (10 000 pages, 9 GB of
/// memory) take some 25 minutes on two cores that do nothing else, half of them to draw the pages.
pub(crate) fn run(items: Option<String>) -> Result<(), Stopped> {
    let items = items.unwrap_or_else(|| "200".to_owned());
    let table = Run::cargo(&[
        "run",
        "--quiet",
        "--release",
        "-p",
        "yanshou-tests",
        "--bin",
        "planted",
        "--",
        &items,
    ])
    .output()?;
    let path = root().join("fixtures/PLANTED.md");
    std::fs::write(&path, table).map_err(at(&path))
}
