//! The models, default model and selection mode that Craft's setup writes into a new connection.

use std::collections::HashSet;

use serde_json::Value;

use super::models_of_upstream::CHOICES;
use super::{Catalogue, Model, Order, stored_id};

/// The program that runs Craft. The two hosts choose defaults differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Desktop,
    Server,
}

/// The `modelSelectionMode` for a list that Craft syncs with the catalog.
pub(crate) const SYNCED: &str = "automaticallySyncedFromProvider";
/// The `modelSelectionMode` for the user's own list: best, balanced, fast.
pub(crate) const THREE_TIERS: &str = "userDefined3Tier";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetUp {
    /// The entries of `models`; None if the upstream is unknown.
    pub models: Vec<Value>,
    /// The stored id for `defaultModel`.
    pub default_model: Option<String>,
    /// The value of `modelSelectionMode`.
    pub mode: Option<&'static str>,
}

/// Three models of an upstream, chosen by price.
#[derive(Clone, Copy, Debug)]
pub struct Tiers {
    /// The most expensive.
    pub best: &'static Model,
    /// The model 40 % down the price list. With two models, this is the most expensive again.
    pub balanced: &'static Model,
    /// The cheapest.
    pub fast: &'static Model,
}

impl Tiers {
    /// All three, best first.
    pub const fn all(&self) -> [&'static Model; 3] {
        [self.best, self.balanced, self.fast]
    }
}

/// The three tiers that Craft proposes for an upstream, based on the prices of all its models. None
/// if the upstream has no models.
///
/// If Craft's next start would drop a proposed model, the nearest one that stays replaces it.
/// Craft's own setup never hits this case: it does not offer such an upstream (Vertex AI).
pub fn tiers(upstream: &str) -> Option<Tiers> {
    let catalogue = Catalogue::bundled();
    let staying: HashSet<&str> = catalogue
        .craft_models(Some(upstream), Order::Plain)
        .iter()
        .map(|entry| entry.model.id)
        .collect();
    let upstream = catalogue.upstream(upstream)?;
    let mut models: Vec<&Model> = upstream.models().iter().collect();
    models.sort_by(|a, b| {
        b.output_price.total_cmp(&a.output_price).then(b.input_price.total_cmp(&a.input_price))
    });
    let stays = |model: &&&'static Model| staying.contains(model.id);
    let from_balanced = &models[models.len() * 2 / 5..];
    Some(Tiers {
        best: models.iter().find(stays)?,
        balanced: from_balanced.iter().find(stays)?,
        fast: models.iter().rfind(stays)?,
    })
}

/// Whether Craft syncs the models of a new connection to an upstream with its catalog.
pub(crate) fn is_synced(upstream: &str) -> bool {
    CHOICES.synced.iter().any(|name| name == upstream)
}

/// The models that Craft's setup writes for a `pi` connection to an upstream, on a given host.
pub fn setup_models(upstream: &str, host: Host) -> SetUp {
    if is_synced(upstream) {
        let catalogue = Catalogue::bundled();
        let best = match host {
            Host::Desktop => Order::Preferred,
            Host::Server => Order::Plain,
        };
        let models = catalogue.craft_models(Some(upstream), Order::Plain);
        SetUp {
            models: models.iter().map(super::CraftModel::to_value).collect(),
            default_model: catalogue
                .craft_models(Some(upstream), best)
                .first()
                .map(super::CraftModel::id),
            mode: Some(SYNCED),
        }
    } else {
        tiers(upstream).map_or_else(SetUp::default, |tiers| {
            let ids = tiers.all().map(|model| stored_id(model.id).into_owned());
            SetUp {
                default_model: Some(ids[0].clone()),
                models: ids.into_iter().map(Value::from).collect(),
                mode: Some(THREE_TIERS),
            }
        })
    }
}
