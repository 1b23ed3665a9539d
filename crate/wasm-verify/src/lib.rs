//! The door between the page's workers and the core. Every export decodes, calls, encodes and maps the error;
//! nothing is decided here. Values cross as JSON text in the shapes of `boundary.schema.json`.

mod blob;
mod desk;
mod fault;
mod identity;

use wasm_bindgen::prelude::*;
use yanshou::measure::MeasureOptions;
use yanshou::profile::Profile;

pub use blob::Blob;
pub use desk::Desk;

/// Measures one entry; `on_bytes` hears how many inflated bytes were just read. Returns `EntryFacts`.
#[wasm_bindgen]
pub fn measure(
    blob: Blob,
    entry: &str,
    options: &str,
    on_bytes: &js_sys::Function,
) -> Result<String, JsValue> {
    let entry = fault::decode(entry)?;
    let options: MeasureOptions = fault::decode(options)?;
    let mut heard = |bytes: u64| {
        // A listener that throws must not stop the measurement.
        if on_bytes
            .call1(&JsValue::NULL, &JsValue::from_f64(bytes as f64))
            .is_err()
        {}
    };
    let facts =
        yanshou::measure::measure(&blob::BlobSource::new(blob), &entry, &options, &mut heard)
            .map_err(fault::read)?;
    fault::encode(&facts)
}

/// The built-in profiles, the default one first: `[{id, title}]`.
#[wasm_bindgen]
pub fn profiles() -> Result<String, JsValue> {
    let mut list = Vec::new();
    for id in Profile::built_in_ids() {
        let profile = Profile::built_in(id).map_err(fault::profile)?;
        list.push(serde_json::json!({ "id": profile.id, "title": profile.title }));
    }
    fault::encode(&list)
}

/// What findings, checks and reasons are called: `words.json`.
#[wasm_bindgen]
pub fn words() -> String {
    yanshou::words::WORDS_JSON.to_owned()
}

/// The draw as a script for a shell with coreutils, for the other party.
#[wasm_bindgen]
pub fn redraw_script() -> String {
    yanshou::sampling::REDRAW_SCRIPT.to_owned()
}

/// The version of the core.
#[wasm_bindgen]
pub fn version() -> String {
    yanshou::VERSION.to_owned()
}
