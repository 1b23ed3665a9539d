//! The officer's desk: one [`Session`] as an object of the worker.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use yanshou::container;
use yanshou::content::picture::{Picture, picture};
use yanshou::findings_table;
use yanshou::limits::Limits;
use yanshou::profile::Profile;
use yanshou::report::Made;
use yanshou::session::Session;

use crate::blob::{Blob, BlobSource};
use crate::fault;

/// One acceptance, from opening to report.
#[wasm_bindgen]
pub struct Desk {
    source: BlobSource,
    session: Session,
}

#[wasm_bindgen]
impl Desk {
    /// Opens a delivery under a profile: the id of a built-in one, or TOML text.
    #[wasm_bindgen(constructor)]
    pub fn new(blob: Blob, name: &str, profile: &str) -> Result<Desk, JsValue> {
        let built_in = Profile::built_in_ids().contains(&profile);
        let profile = if built_in {
            Profile::built_in(profile)
        } else {
            Profile::parse(profile)
        };
        let source = BlobSource::new(blob);
        let session = Session::open(&source, name, profile.map_err(fault::profile)?);
        Ok(Desk {
            session: session.map_err(fault::read)?,
            source,
        })
    }

    /// `Overview`.
    pub fn overview(&self) -> Result<String, JsValue> {
        fault::encode(&self.session.overview())
    }

    /// `Tasks`: manifests and tables.
    pub fn text_tasks(&self) -> Result<String, JsValue> {
        fault::encode(&self.session.text_tasks())
    }

    /// `Tasks`: everything else, once the text facts were added.
    pub fn content_tasks(&self) -> Result<String, JsValue> {
        fault::encode(&self.session.content_tasks())
    }

    /// Adds `EntryFacts`.
    pub fn add_facts(&mut self, facts: &str) -> Result<(), JsValue> {
        self.session
            .add_facts(fault::decode(facts)?)
            .map_err(fault::session)
    }

    /// Takes the client's own catalogue of before the work, by the file's name and bytes.
    pub fn add_original(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        self.session
            .add_original(name, bytes)
            .map_err(fault::session)
    }

    /// `JudgementView`.
    pub fn judge(&mut self) -> Result<String, JsValue> {
        self.session.judge().map_err(fault::session)?;
        fault::encode(&self.session.view().map_err(fault::session)?)
    }

    /// The page's clock for what is done from now on, ISO 8601.
    pub fn tell_time(&mut self, now: &str) {
        self.session.tell_time(now);
    }

    /// Takes an earlier round: its report's bytes, its signature, its `SHA256SUMS`, the day this delivery came, and the
    /// certificate whose signature it must be (PEM).
    pub fn add_earlier(
        &mut self,
        report: &[u8],
        signature: Option<Vec<u8>>,
        sums: &str,
        handed_over: Option<String>,
        certificate: Option<String>,
    ) -> Result<(), JsValue> {
        self.session
            .add_earlier(
                report,
                signature.as_deref(),
                sums,
                handed_over.as_deref(),
                certificate.as_deref(),
            )
            .map_err(fault::session)
    }

    /// Takes a JSON list of commitments: SHA-256 of each party's nonce.
    pub fn commit(&mut self, commitments: &str) -> Result<(), JsValue> {
        self.session
            .commit(fault::decode(commitments)?)
            .map_err(fault::session)
    }

    /// The list the sample is drawn from, `population.tsv`.
    pub fn population(&self) -> Result<String, JsValue> {
        Ok(self.session.population().map_err(fault::session)?.list())
    }

    /// `Power`, or JSON `null` before a draw.
    pub fn power(&self) -> Result<String, JsValue> {
        fault::encode(&self.session.power())
    }

    /// `LogLine` list.
    pub fn log(&self) -> Result<String, JsValue> {
        fault::encode(&self.session.log_lines())
    }

    /// Continues a `LogLine` list that was kept.
    pub fn resume_log(&mut self, lines: &str) -> Result<(), JsValue> {
        self.session
            .resume_log(fault::decode(lines)?)
            .map_err(fault::session)
    }

    /// Says in the log that the report is about to be signed by somebody.
    pub fn signing(&mut self, by: &str) {
        self.session.signing(by);
    }

    /// Draws with a JSON list of nonces; `Sample`.
    pub fn draw(&mut self, nonces: &str) -> Result<String, JsValue> {
        let nonces: Vec<String> = fault::decode(nonces)?;
        fault::encode(self.session.draw(&nonces).map_err(fault::session)?)
    }

    /// Takes a `Record`; `Decision`.
    pub fn record(&mut self, record: &str) -> Result<String, JsValue> {
        let decision = self.session.record(fault::decode(record)?);
        fault::encode(&decision.map_err(fault::session)?)
    }

    /// The canonical bytes of the report; `made_at` is ISO 8601 from the page's clock.
    pub fn report(&self, made_at: &str) -> Result<Uint8Array, JsValue> {
        let made = Made {
            at: made_at.to_owned(),
            clock: "device".to_owned(),
        };
        let commit = option_env!("YANSHOU_COMMIT").unwrap_or("unknown");
        let report = self.session.report(made, commit).map_err(fault::session)?;
        Ok(Uint8Array::from(
            report.canonical_bytes().map_err(fault::report)?.as_slice(),
        ))
    }

    /// `facts.json`.
    pub fn facts(&self) -> Result<Uint8Array, JsValue> {
        Ok(Uint8Array::from(
            fault::encode(self.session.facts())?.as_bytes(),
        ))
    }

    /// `SHA256SUMS`; absent where an entry could not be read.
    pub fn sums(&self) -> Option<String> {
        self.session.sums()
    }

    /// `findings.csv`.
    pub fn findings_csv(&self) -> Result<Uint8Array, JsValue> {
        let view = self.session.view().map_err(fault::session)?;
        Ok(Uint8Array::from(
            findings_table::csv(&view.findings).as_slice(),
        ))
    }

    /// The pixels of one page for the viewer: `{kind: "encoded", mime, bytes}` for what the browser decodes itself,
    /// `{kind: "pixels", width, height, bytes}` (RGBA) for the rest. `longEdge` counts the pixels of the page itself, 0 where
    /// nobody knows: what is shown may be smaller.
    pub fn picture(&self, index: u32, page: u32, max_edge: u32) -> Result<Object, JsValue> {
        // Pages count from 1 everywhere; the decoder counts from 0.
        let page = page.checked_sub(1).ok_or_else(|| fault::no_entry(index))?;
        let facts = self.session.facts();
        let entry = facts
            .container
            .entries
            .get(index as usize)
            .ok_or_else(|| fault::no_entry(index))?;
        let limits = Limits::default();
        if entry.size > limits.content_bytes {
            return Err(fault::unread(&entry.path));
        }
        let mut bytes = Vec::new();
        let mut sink = |piece: &[u8]| bytes.extend_from_slice(piece);
        container::read_entry(&self.source, entry, &limits, &mut sink).map_err(fault::read)?;
        let format =
            yanshou::content::identify(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
        let measured = facts.entries.iter().find(|one| one.index == index);
        let own = measured.and_then(|one| one.image.as_ref()?.pages.get(page as usize));
        let long_edge = own.map_or(0, |own| own.width.max(own.height));
        let shown = picture(format, &bytes, page, max_edge, &limits).map_err(fault::picture)?;
        match shown {
            Picture::Encoded { mime } => object(&[
                ("kind", "encoded".into()),
                ("longEdge", long_edge.into()),
                ("mime", mime.into()),
                ("bytes", Uint8Array::from(bytes.as_slice()).into()),
            ]),
            Picture::Pixels {
                width,
                height,
                rgba,
            } => object(&[
                ("kind", "pixels".into()),
                ("longEdge", long_edge.into()),
                ("width", width.into()),
                ("height", height.into()),
                ("bytes", Uint8Array::from(rgba.as_slice()).into()),
            ]),
        }
    }
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (key, value) in fields {
        Reflect::set(&object, &(*key).into(), value)?;
    }
    Ok(object)
}
