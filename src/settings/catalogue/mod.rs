//! The models that Craft knows: the catalogue of its runtime (pi-ai), and what Craft makes of it.
//!
//! Nothing here is read before it is first needed: by a picker of models, a preset, the details of
//! a `pi` connection.

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

/// The text of `assets/catalogue.tsv`, which an ignored test writes from the runtime's npm package.
const BUNDLED: &str = include_str!("../../../assets/catalogue.tsv");

/// All upstreams of Craft's runtime with their models.
#[derive(Debug)]
pub struct Catalogue {
    version: &'static str,
    upstreams: Vec<Upstream>,
}

/// A provider whose models a `pi` connection can reach: a value of `piAuthProvider`.
#[derive(Debug)]
pub struct Upstream {
    /// The value of `piAuthProvider`.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// The wire protocol of most of its models, in the runtime's word (`openai-completions`).
    pub api: &'static str,
    /// The URL of most of its models; empty where it is each user's own, with names in braces where
    /// the environment fills it in.
    pub base_url: &'static str,
    /// Its lines of the asset, one for each model.
    lines: &'static str,
    models: OnceLock<Vec<Model>>,
}

#[derive(Debug)]
pub struct Model {
    /// Its id, as the provider takes it.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    pub context_window: u64,
    /// The most tokens of one answer.
    pub max_tokens: u64,
    /// Whether it can think before it answers.
    pub thinking: bool,
    /// Whether it takes images.
    pub images: bool,
    /// US dollars for a million input tokens; negative where the price depends on what it routes
    /// to.
    pub input_price: f64,
    /// US dollars for a million output tokens; negative as above.
    pub output_price: f64,
    /// Its wire protocol.
    pub api: &'static str,
    /// Its URL; as its upstream's, but for a few.
    pub base_url: &'static str,
}

impl Catalogue {
    /// The catalogue that this program carries. An upstream's models are parsed when they are first
    /// asked for.
    ///
    /// # Panics
    /// Never: a test reads the asset, which is part of the program.
    pub fn bundled() -> &'static Self {
        CATALOGUE.get_or_init(|| {
            parse::catalogue(BUNDLED).expect("the catalogue is tested data of this program")
        })
    }

    /// Of how many upstreams the models were needed yet: the test of the first frame proves that it
    /// does not wait for those that it does not show.
    #[cfg(any(test, feature = "fault-injection"))]
    pub fn parsed() -> usize {
        let upstreams = CATALOGUE.get().map_or(&[] as &[Upstream], |all| &all.upstreams);
        upstreams.iter().filter(|upstream| upstream.models.get().is_some()).count()
    }

    /// The version of the runtime it was made from (`pi-ai 0.73.1`).
    pub const fn version(&self) -> &str {
        self.version
    }

    /// An upstream by its value of `piAuthProvider`.
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
    /// Never: a test reads the asset, which is part of the program.
    pub fn models(&self) -> &[Model] {
        self.models.get_or_init(|| {
            parse::models(self).expect("the catalogue is tested data of this program")
        })
    }

    /// A model by its id, with or without Craft's prefix.
    pub fn model(&self, id: &str) -> Option<&Model> {
        let id = shown_id(id);
        self.models().iter().find(|model| model.id == id)
    }
}

/// What people call an upstream.
fn label(name: &'static str) -> &'static str {
    label_in(UPSTREAMS, name).unwrap_or(name)
}
