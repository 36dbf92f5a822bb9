//! Exhibits, prepared and explored from a page.

use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::device;
use super::error::{Fault, parsed, plain};
use crate::data::{Dataset, InputError, bundled};
use crate::exhibits::{self, Host, Progress, Session, Soon, Values};
use crate::gpu::{Gpu, clock};
use crate::run::Device;

/// All exhibits: `{card, controls, claims}` each.
#[wasm_bindgen]
pub fn exhibits() -> Result<JsValue, JsValue> {
    let entry =
        |e: &exhibits::Entry| json!({ "card": e.card, "controls": e.controls, "claims": e.claims });
    plain(&exhibits::all().iter().map(entry).collect::<Vec<_>>())
}

/// What the page does for an exhibit.
#[wasm_bindgen(typescript_custom_section)]
const HOST: &str = r#"
/** What a page does for an exhibit. */
export interface Host {
  /** The unpacked files of a bundled set. */
  data(name: string): Promise<{ train: Uint8Array[]; test: Uint8Array[] }>;
  /** Takes note of the progress, lets others work for a moment, and says whether to go on. */
  progress(at: { share: number; doing: string }): Promise<boolean>;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The page as a host.
    #[wasm_bindgen(typescript_type = "Host")]
    pub type PageHost;
}

/// An exhibit in use. It may be explored while another seed is prepared.
#[wasm_bindgen(js_name = Exhibit)]
pub struct ExhibitHandle(Box<dyn Session>);

#[wasm_bindgen(js_class = Exhibit)]
impl ExhibitHandle {
    /// Opens an exhibit on `cpu` or `gpu` with settings by name; those left out are at their
    /// defaults. Exhibits of one module share its graphics device.
    pub async fn open(
        slug: String,
        values: JsValue,
        backend: String,
        host: PageHost,
    ) -> Result<Self, JsValue> {
        let device = device::named(&backend, Box::pin(Gpu::shared())).await;
        let device = device.map_err(Fault::lab)?;
        let entry = exhibits::named(&slug).map_err(Fault::input)?;
        let values: Values = parsed(values)?;
        let host = Rc::new(Page {
            device,
            host: host.into(),
        });
        Ok(ExhibitHandle(entry.open(host, values).map_err(Fault::lab)?))
    }

    /// The settings by name.
    #[wasm_bindgen(getter)]
    pub fn values(&self) -> Result<JsValue, JsValue> {
        plain(&self.0.values())
    }

    /// Changes some settings. What was prepared stays if only live ones change.
    pub fn set(&self, values: JsValue) -> Result<(), JsValue> {
        self.0.set(parsed(values)?).map_err(Fault::lab)
    }

    /// How many seeds are prepared.
    #[wasm_bindgen(getter)]
    pub fn seeds(&self) -> usize {
        self.0.seeds()
    }

    /// Prepares one more repetition of the seed; rejects with the code `cancelled` where the
    /// host said no, or other settings came meanwhile.
    pub async fn prepare(&self, seed: u32) -> Result<(), JsValue> {
        self.0.prepare(seed).await.map_err(Fault::lab)
    }

    /// `{sentence, figures, table}` at the present settings.
    pub async fn explore(&self) -> Result<JsValue, JsValue> {
        plain(&self.0.explore().await.map_err(Fault::lab)?)
    }

    /// The claims, and what was found of them so far.
    pub fn findings(&self) -> Result<JsValue, JsValue> {
        plain(&self.0.findings())
    }
}

struct Page {
    device: Rc<dyn Device>,
    host: JsValue,
}

impl Page {
    /// Waits for what a function of the host answers.
    async fn ask(&self, name: &str, with: &JsValue) -> Result<JsValue, JsValue> {
        let function: Function = Reflect::get(&self.host, &name.into())?.dyn_into()?;
        let answer = function.call1(&self.host, with)?;
        JsFuture::from(Promise::resolve(&answer)).await
    }

    async fn files(&self, name: &str) -> Result<[Vec<Vec<u8>>; 2], JsValue> {
        let files = self.ask("data", &name.into()).await?;
        let part = |part: &str| -> Result<Vec<Vec<u8>>, JsValue> {
            let all: Array = Reflect::get(&files, &part.into())?.dyn_into()?;
            let bytes = |file: JsValue| Ok(file.dyn_into::<Uint8Array>()?.to_vec());
            all.iter().map(bytes).collect()
        };
        Ok([part("train")?, part("test")?])
    }
}

impl Host for Page {
    fn device(&self) -> Rc<dyn Device> {
        self.device.clone()
    }

    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>> {
        Box::pin(async move {
            let missing = |_| InputError::range("data", "a set that can be fetched", name);
            let [train, test] = self.files(name).await.map_err(missing)?;
            Ok([
                bundled::joined(name, &train)?,
                bundled::joined(name, &test)?,
            ])
        })
    }

    fn now(&self) -> f64 {
        clock::now()
    }

    fn progress(&self, progress: Progress) -> Soon<'_, bool> {
        Box::pin(async move {
            let Ok(progress) = plain(&progress) else {
                return true;
            };
            let go_on = self.ask("progress", &progress).await;
            go_on.is_ok_and(|answer| answer.is_truthy())
        })
    }
}
