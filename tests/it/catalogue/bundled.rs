//! That the bundled catalogue is the runtime's, and that what Craft makes of it is what Craft
//! 0.10.0 wrote when its own code ran.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use llm_connections::settings::catalogue::{
    Catalogue, CraftModel, Host, Model, Order, setup_models, shown_id, tiers,
};
use llm_connections::settings::connection::provider::UPSTREAMS;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What is known of an upstream, without the lists themselves: those are compared by their hashes.
#[derive(Debug, Deserialize, PartialEq)]
struct Expected {
    /// Models of the runtime.
    models: usize,
    /// SHA-256 of the runtime's lines, with every number and flag.
    table: String,
    /// Models that Craft offers.
    offered: usize,
    /// SHA-256 of the entries that Craft writes, as compact JSON.
    entries: String,
    /// SHA-256 of their ids in Craft's preferred order, one a line.
    preferred: String,
}

#[derive(Deserialize)]
struct All {
    version: String,
    without_upstream: (usize, String),
    upstreams: BTreeMap<String, Expected>,
    /// Best, balanced, fast, where Craft's set-up ran.
    tiers: BTreeMap<String, [String; 3]>,
    /// The default of a new connection on the desktop and on the server.
    defaults: BTreeMap<String, [String; 2]>,
}

fn expected() -> All {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/catalogue.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("parsed")
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text");
        hex
    })
}

/// Everything that the catalogue has of a model, in one line.
fn line(model: &Model) -> String {
    let Model { id, name, context_window, max_tokens, thinking, images, .. } = model;
    let Model { input_price, output_price, api, base_url, .. } = model;
    format!(
        "{id} {name} {context_window} {max_tokens} {thinking} {images} {input_price} {output_price} {api} {base_url}\n"
    )
}

fn ids(upstream: Option<&str>, order: Order) -> String {
    let offered = Catalogue::bundled().craft_models(upstream, order);
    offered.iter().map(|offered| offered.id() + "\n").collect()
}

#[test]
fn every_upstream_has_the_runtimes_models_and_craft_offers_those_that_it_offered() {
    let catalogue = Catalogue::bundled();
    let expected = expected();
    assert_eq!(catalogue.version(), expected.version);
    let found: BTreeMap<String, Expected> = catalogue
        .upstreams()
        .map(|upstream| {
            let table: Vec<String> = upstream.models().iter().map(line).collect();
            let table = table.concat();
            let offered = catalogue.craft_models(Some(upstream.name), Order::Plain);
            let entries: Vec<_> = offered.iter().map(CraftModel::to_value).collect();
            let entries = serde_json::to_string(&entries).expect("JSON");
            let expected = Expected {
                models: upstream.models().len(),
                table: hash(&table),
                offered: offered.len(),
                entries: hash(&entries),
                preferred: hash(&ids(Some(upstream.name), Order::Preferred)),
            };
            (upstream.name.to_owned(), expected)
        })
        .collect();
    assert_eq!(found.len(), 31);
    for (name, found) in &found {
        assert_eq!(expected.upstreams.get(name), Some(found), "{name}");
    }
    assert_eq!(found.len(), expected.upstreams.len());
}

#[test]
fn without_an_upstream_all_models_are_offered_and_an_unknown_one_has_none() {
    let (count, ids_hash) = expected().without_upstream;
    for order in [Order::Plain, Order::Preferred] {
        assert_eq!(Catalogue::bundled().craft_models(None, order).len(), count);
        assert_eq!(hash(&ids(None, order)), ids_hash);
        assert_eq!(ids(Some("nope"), order), "");
    }
}

#[test]
fn three_tiers_are_the_dearest_middle_and_cheapest_model_as_in_crafts_setup() {
    let expected = expected();
    assert!(expected.tiers.len() >= 12);
    for (upstream, three) in &expected.tiers {
        let found = tiers(upstream).unwrap_or_else(|| panic!("{upstream}"));
        assert_eq!(
            found.all().map(|model| model.id),
            three.each_ref().map(String::as_str),
            "{upstream}"
        );
    }
    assert!(tiers("nope").is_none());
}

#[test]
fn set_up_chooses_the_default_that_craft_chose_on_each_host() {
    let expected = expected();
    assert!(expected.defaults.len() >= 18);
    for (upstream, [desktop, server]) in &expected.defaults {
        for (host, default) in [(Host::Desktop, desktop), (Host::Server, server)] {
            let found = setup_models(upstream, host).default_model;
            assert_eq!(
                found.as_deref().map(shown_id),
                Some(default.as_str()),
                "{upstream} {host:?}"
            );
        }
    }
    let unknown = setup_models("nope", Host::Desktop);
    assert!(unknown.models.is_empty() && unknown.default_model.is_none() && unknown.mode.is_none());
}

#[test]
fn every_upstream_has_a_label_and_every_label_an_upstream() {
    let named: Vec<&str> = UPSTREAMS.iter().map(|(name, _)| *name).collect();
    let mut found: Vec<&str> =
        Catalogue::bundled().upstreams().map(|upstream| upstream.name).collect();
    assert_eq!(found.len(), named.len());
    found.retain(|name| !named.contains(name));
    assert_eq!(found, [""; 0]);
}
