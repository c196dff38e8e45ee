//! The models that Craft knows: its runtime's catalog (pi-ai) and how Craft uses it.
//!
//! Everything here is loaded lazily: by a model picker, a preset, or the details of a `pi`
//! connection.

mod ids;
mod models_of_upstream;
mod parse;
mod setup;

use std::sync::OnceLock;

pub use ids::shown_id;
pub(crate) use ids::{same_model, stored_id};
pub(crate) use models_of_upstream::best_first;
pub use models_of_upstream::{CraftModel, Order, claude_models};
pub use setup::{Host, SetUp, Tiers, setup_models, tiers};
pub(crate) use setup::{SYNCED, THREE_TIERS, is_synced};

use super::connection::provider::{UPSTREAMS, label_in};

/// The text of `assets/catalogue.tsv`, which an ignored test generates from the runtime's npm
/// package.
const BUNDLED: &str = include_str!("../../../assets/catalogue.tsv");

/// All upstreams of Craft's runtime, with their models.
#[derive(Debug)]
pub struct Catalogue {
    version: &'static str,
    upstreams: Vec<Upstream>,
}

/// A provider with models that a `pi` connection can reach: a value of `piAuthProvider`.
#[derive(Debug)]
pub struct Upstream {
    /// The value of `piAuthProvider`.
    pub name: &'static str,
    /// The name shown to people.
    pub label: &'static str,
    /// The wire protocol of most of its models, as the runtime names it (`openai-completions`).
    pub api: &'static str,
    /// The URL of most of its models. Empty if each user has their own; names in braces are filled
    /// in from the environment.
    pub base_url: &'static str,
    /// Its lines in the asset, one per model.
    lines: &'static str,
    models: OnceLock<Vec<Model>>,
}

#[derive(Debug)]
pub struct Model {
    /// The id that the provider uses.
    pub id: &'static str,
    /// The name shown to people.
    pub name: &'static str,
    pub context_window: u64,
    /// The maximum number of output tokens.
    pub max_tokens: u64,
    /// Whether it supports reasoning.
    pub thinking: bool,
    /// Whether it accepts images.
    pub images: bool,
    /// US dollars per million input tokens; negative if the price depends on the model it routes
    /// to.
    pub input_price: f64,
    /// US dollars per million output tokens; negative as above.
    pub output_price: f64,
    pub api: &'static str,
    /// The same as the upstream's URL for all but a few models.
    pub base_url: &'static str,
}

impl Catalogue {
    /// The bundled catalog. Each upstream's models are parsed on first use.
    ///
    /// # Panics
    /// Never: a test parses the asset, which is compiled in.
    pub fn bundled() -> &'static Self {
        CATALOGUE.get_or_init(|| {
            parse::catalogue(BUNDLED).expect("the catalogue is tested data of this program")
        })
    }

    /// The number of upstreams with parsed models. The test of the first frame uses it to prove
    /// that models not shown are not loaded.
    #[cfg(any(test, feature = "fault-injection"))]
    pub fn parsed() -> usize {
        let upstreams = CATALOGUE.get().map_or(&[] as &[Upstream], |all| &all.upstreams);
        upstreams.iter().filter(|upstream| upstream.models.get().is_some()).count()
    }

    /// The runtime version that the catalog was generated from (`pi-ai 0.73.1`).
    pub const fn version(&self) -> &str {
        self.version
    }

    /// Finds an upstream by its `piAuthProvider` value.
    pub fn upstream(&self, name: &str) -> Option<&Upstream> {
        self.upstreams.iter().find(|upstream| upstream.name == name)
    }

    /// All upstreams, in the runtime's order.
    pub fn upstreams(&self) -> impl Iterator<Item = &Upstream> {
        self.upstreams.iter()
    }
}

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

impl Upstream {
    /// Its models, in the runtime's order.
    ///
    /// # Panics
    /// Never: a test parses the asset, which is compiled in.
    pub fn models(&self) -> &[Model] {
        self.models.get_or_init(|| {
            parse::models(self).expect("the catalogue is tested data of this program")
        })
    }

    /// Finds a model by its id, with or without Craft's prefix.
    pub fn model(&self, id: &str) -> Option<&Model> {
        let id = shown_id(id);
        self.models().iter().find(|model| model.id == id)
    }
}

/// The name of an upstream, as shown to people.
fn label(name: &'static str) -> &'static str {
    label_in(UPSTREAMS, name).unwrap_or(name)
}
