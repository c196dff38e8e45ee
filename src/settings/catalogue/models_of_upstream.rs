//! How Craft uses the catalog: which models it offers, in which order, and how it writes them into
//! a connection.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Catalogue, Model, Upstream, stored_id};

/// The order of a list of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The runtime's order: a refresh writes it, on both hosts.
    Plain,
    /// Craft's favorites first: the desktop app's migration writes this order.
    Preferred,
}

#[derive(Clone, Copy, Debug)]
pub struct CraftModel {
    pub upstream: &'static Upstream,
    pub model: &'static Model,
}

/// Craft's own choices, from `assets/craft-models.json`.
#[derive(Deserialize)]
pub(super) struct Choices {
    hidden: Hidden,
    /// The upstreams for which a new connection syncs its models with the catalog.
    pub(super) synced: Vec<String>,
    /// Prefixes of the ids that come first, by upstream.
    preferred: HashMap<String, Vec<String>>,
    /// The models of an `anthropic` connection, as Craft writes them.
    claude: Vec<Value>,
}

/// The models that Craft does not offer.
#[derive(Deserialize)]
struct Hidden {
    prefixes: Vec<String>,
    ids: Vec<String>,
    /// One extra prefix per upstream.
    prefixes_of: HashMap<String, String>,
}

pub(super) static CHOICES: LazyLock<Choices> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/craft-models.json"))
        .expect("Craft's choices are tested data of this program")
});

/// The models that Craft gives an `anthropic` connection, as it writes them, best first.
pub fn claude_models() -> &'static [Value] {
    &CHOICES.claude
}

impl Catalogue {
    /// The models that Craft offers for an upstream: all models if no upstream is given, none if
    /// the upstream is unknown.
    pub fn craft_models(&'static self, upstream: Option<&str>, order: Order) -> Vec<CraftModel> {
        let hidden = &CHOICES.hidden;
        let is_hidden = |id: &str| {
            hidden.prefixes.iter().any(|prefix| id.starts_with(prefix))
                || hidden.ids.iter().any(|other| other == id)
        };
        // Craft applies this prefix only if an upstream is given.
        let of_upstream = upstream.and_then(|name| hidden.prefixes_of.get(name));
        let named = self.upstreams().filter(|found| upstream.is_none_or(|name| found.name == name));
        let mut models: Vec<CraftModel> = named
            .flat_map(|upstream| {
                upstream.models().iter().map(move |model| CraftModel { upstream, model })
            })
            .filter(|offered| !is_hidden(offered.model.id))
            .filter(|offered| {
                of_upstream.is_none_or(|prefix| !offered.model.id.starts_with(prefix))
            })
            .collect();
        if let (Order::Preferred, Some(upstream)) = (order, upstream) {
            models.sort_by_key(|offered| rank(upstream, offered.model.id));
        }
        models
    }
}

/// The model's rank among its upstream's favorites; the last rank if it is not a favorite.
fn rank(upstream: &str, id: &str) -> usize {
    let favorites = CHOICES.preferred.get(upstream).map_or(&[] as &[String], Vec::as_slice);
    // Bedrock's favorites are Claude ids in any of the three regions that Craft knows.
    let regions =
        if upstream == "amazon-bedrock" { &["us.", "eu.", "global."][..] } else { &[""][..] };
    let is = |favorite: &String| {
        regions.iter().filter_map(|region| id.strip_prefix(region)).any(|id| {
            id.strip_prefix(favorite.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    favorites.iter().position(is).unwrap_or(favorites.len())
}

/// The sort key of a model in lists: Craft's favorites first in Craft's order, then by price, most
/// expensive first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Best {
    rank: usize,
    /// Output and input price in millionths of a dollar, the most expensive first.
    price: Reverse<(i64, i64)>,
}

/// The sort key of an upstream's model, by its shown id.
pub(crate) fn best_first(upstream: &str, id: &str) -> Best {
    let rank = rank(upstream, id);
    let favorites = CHOICES.preferred.get(upstream).map_or(0, Vec::len);
    let known = Catalogue::bundled().upstream(upstream).and_then(|found| found.model(id));
    let price = known.filter(|_| rank == favorites);
    let price = price
        .map_or((0, 0), |model| (millionths(model.output_price), millionths(model.input_price)));
    Best { rank, price: Reverse(price) }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "no price is near the limit, and a cast stops there"
)]
fn millionths(dollars: f64) -> i64 {
    (dollars * 1e6).round() as i64
}

impl CraftModel {
    /// The id as Craft stores it.
    pub fn id(&self) -> String {
        stored_id(self.model.id).into_owned()
    }

    /// The entry that Craft writes into `models`.
    pub fn to_value(&self) -> Value {
        json!({
            "id": self.id(),
            "name": self.model.name,
            "shortName": short_name(self.model.name),
            "description": format!("{} model via Craft Agents Backend", self.upstream.name),
            "provider": "pi",
            "contextWindow": self.model.context_window,
            "supportsThinking": self.model.thinking,
        })
    }
}

/// The longest name that Craft does not shorten, in UTF-16 units, as in JavaScript.
const SHORT: usize = 20;

/// Craft's short name: for a long name, the part after the last space or hyphen.
fn short_name(name: &str) -> &str {
    if name.encode_utf16().count() > SHORT {
        name.rsplit([' ', '-']).next().unwrap_or(name)
    } else {
        name
    }
}
