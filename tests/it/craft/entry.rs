//! Whatever the form and the commands accept, Craft's next start leaves alone or `check` reports;
//! and fixes never make it worse.

use std::cell::Cell;
use std::collections::HashSet;

use llm_connections::settings::catalogue::{Catalogue, Order};
use llm_connections::settings::connection::provider::{PROVIDERS, UPSTREAMS};
use llm_connections::settings::craft::accepts::accepts;
use llm_connections::settings::craft::{LiveLists, Start, next_start};
use llm_connections::settings::edit::Edit;
use llm_connections::settings::edit::diff::diff;
use llm_connections::settings::edit::draft::Draft;
use llm_connections::settings::problems::{Location, Severity};
use llm_connections::settings::{Connection, ConnectionId, Settings};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::craft::data::HOSTS;
use crate::craft::properties::{any_json, connection};

const NOW: u64 = 1_770_000_000_000;

/// How many connections are made: debug builds take ten times as long.
const CASES: u32 = if cfg!(debug_assertions) { 1_000 } else { 10_000 };

fn config() -> ProptestConfig {
    ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() }
}

fn file(connections: &[Value]) -> Settings {
    let root = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": connections,
        "migrationsApplied": ["opus-4-6-restored"]});
    Settings::from_value(root).expect("usable")
}

/// A connection as people enter one: its authentication is one that its provider takes, and most of
/// its models are of its upstream.
fn entered() -> impl Strategy<Value = Value> {
    let provider = (0..PROVIDERS.len()).prop_map(|n| &PROVIDERS[n]);
    let upstream = prop_oneof![
        8 => (0..UPSTREAMS.len()).prop_map(|n| UPSTREAMS[n].0),
        1 => Just("openai-eu"),
    ];
    let picks = (any::<Index>(), prop::collection::vec(any::<Index>(), 0..3));
    let own = prop::option::weighted(0.2, Just("my-own"));
    let url = prop_oneof![
        Just("https://own.example/v1"),
        Just("http://localhost:1"),
        Just("https://own.example")
    ];
    let api = prop_oneof![Just("openai-completions"), Just("anthropic-messages")];
    let chosen = (picks, own, prop::option::of(url), api, any::<bool>());
    (provider, upstream, chosen).prop_map(|(provider, upstream, chosen)| {
        let ((auth, models), own, url, api, with_default) = chosen;
        let mut made = json!({"slug": "x", "name": "X", "providerType": provider.value, "authType": auth.get(provider.auth), "createdAt": 1});
        let upstream = if provider.value == "pi" { upstream } else { "openai" };
        if provider.value == "pi" {
            made["piAuthProvider"] = json!(upstream);
        }
        if provider.value == "pi_compat" {
            made["customEndpoint"] = json!({"api": api});
        }
        // Azure's address is the user's own.
        if let Some(url) = url.filter(|_| provider.value.ends_with("_compat") || upstream.starts_with("azure") || own.is_some()) {
            made["baseUrl"] = json!(url);
        }
        let offered = Catalogue::bundled().craft_models(Some(upstream), Order::Plain);
        let known = models.iter().filter(|_| !offered.is_empty()).map(|n| n.get(&offered).id());
        let models: Vec<String> = known.chain(own.map(str::to_owned)).collect();
        if let Some(first) = models.first() {
            made["models"] = json!(models);
            if with_default {
                made["defaultModel"] = json!(first);
            }
        }
        made
    })
}

/// What is wrong with the one connection, sentences with how bad they are.
fn found(settings: &Settings) -> Vec<(Severity, String)> {
    let all = settings.problems(NOW).into_iter();
    let own = all.filter(|d| matches!(d.location, Location::Connection(_)));
    own.map(|d| (d.severity, d.sentence)).collect()
}

#[test]
fn accepted_entries_survive_a_start_or_are_reported() {
    let (accepted, changed, refused) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let any = connection().prop_map(Value::Object);
    let entered = prop_oneof![4 => entered(), 1 => any];
    proptest!(config(), |(entered in entered)| {
        let entered = Connection::new(entered).with("createdAt", Some(json!(1)));
        let seen = Connection::new(json!({}));
        let draft = Draft { id: None, seen: &seen, draft: &entered, typed: Vec::new(), removed: &[] };
        let Ok(saved) = draft.save(&file(&[])) else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        let settings = saved.edit.expect("it is new").apply(&file(&[])).expect("it was accepted");
        accepted.set(accepted.get() + 1);
        prop_assert_eq!(accepts(&settings.to_value()), []);
        let found = found(&settings);
        prop_assert!(found.iter().all(|(severity, _)| *severity != Severity::Error), "{:?}", found);
        let stored = settings.connections()[0].object().expect("an object");
        let live = LiveLists::default();
        let differs = HOSTS.iter().any(|(host, _)| {
            let start = Start { host: *host, opus_restored: true, live: &live };
            !next_start(stored, &start).is_unchanged()
        });
        if differs {
            changed.set(changed.get() + 1);
            prop_assert!(found.iter().any(|(_, text)| text.starts_with("On next start")), "{:?}", found);
        }
    });
    println!(
        "{CASES} connections: {} accepted, {} of them reported, {} refused",
        accepted.get(),
        changed.get(),
        refused.get()
    );
    assert!(accepted.get() > CASES / 5 && refused.get() > CASES / 10);
}

/// Every text, number and yes or no in a value, where it stands.
fn leaves(value: &Value, path: &str, all: &mut HashSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                leaves(value, &format!("{path}.{key}"), all);
            }
        }
        // Of a list only what is in it: places shift.
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, all)),
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        leaf => drop(all.insert(format!("{path}={leaf}"))),
    }
}

#[test]
fn fixes_make_nothing_worse_and_leave_nothing_that_has_a_fix() {
    let fixed = Cell::new(0);
    let breaks = prop_oneof![
        4 => Just(Vec::new()),
        3 => prop::collection::vec((proptest::sample::select(&BROKEN[..]), any_json()), 1..4),
    ];
    proptest!(config(), |(made in connection(), breaks in breaks)| {
        let mut made = Value::Object(made);
        for (key, value) in breaks {
            made[key] = value;
        }
        let before = file(&[made]);
        let edits = before.fixes(NOW).settings;
        let after = Edit::All(edits).apply(&before).expect("every fix can be made");
        let errors = |settings: &Settings| -> HashSet<String> {
            let rejected = accepts(&settings.to_value()).into_iter();
            let elsewhere = found(settings).into_iter().filter(|(severity, text)| {
                *severity == Severity::Error && text.contains("would be sent")
            });
            rejected.map(|r| r.to_string()).chain(elsewhere.map(|(_, text)| text)).collect()
        };
        let (old, new) = (errors(&before), errors(&after));
        prop_assert!(new.is_subset(&old), "new errors: {:?} in {}", new.difference(&old), after.to_value());
        for left in after.problems(NOW) {
            prop_assert!(left.severity == Severity::Note || left.fix.is_none(), "{} {}", left.sentence, after.to_value());
        }
        let changes = diff(&before, &after);
        fixed.set(fixed.get() + u32::from(!changes.is_empty()));
        let (mut had, mut has) = (HashSet::new(), HashSet::new());
        leaves(&before.to_value(), "", &mut had);
        leaves(&after.to_value(), "", &mut has);
        for lost in had.difference(&has) {
            let is_replaced = REPLACED.iter().any(|key| lost.contains(&format!("llmConnections.{key}=")));
            prop_assert!(is_replaced, "{lost} is lost: {}", after.to_value());
        }
        prop_assert!(after.connection(&ConnectionId::first("x")).is_some() || before.connection(&ConnectionId::first("x")).is_none());
    });
    println!("{CASES} connections, {} of them fixed", fixed.get());
    assert!(fixed.get() > CASES / 20);
}

#[test]
fn a_conversion_replaces_what_is_no_protocol_and_names_it() {
    let before = file(&[
        json!({"slug": "x", "name": "X", "providerType": "anthropic_compat", "authType": "api_key",
        "models": [], "defaultModel": "gpt-5", "baseUrl": "https://own.example/v1", "createdAt": 1,
        "customEndpoint": {"api": false}}),
    ]);
    let after =
        Edit::All(before.fixes(NOW).settings).apply(&before).expect("every fix can be made");
    let connection = &after.to_value()["llmConnections"][0];
    assert_eq!(connection["providerType"], "pi_compat");
    assert_eq!(connection["customEndpoint"], json!({"api": "anthropic-messages"}));
    let changes = diff(&before, &after);
    let named = changes.iter().find(|change| change.path_in_file().ends_with("customEndpoint.api"));
    let shown = named.expect("it is one of the changes").shown();
    assert_eq!(shown, ("false".to_owned(), "anthropic-messages".to_owned()));
}

/// The keys that get any value at all.
const BROKEN: [&str; 10] = [
    "slug",
    "name",
    "createdAt",
    "authType",
    "providerType",
    "baseUrl",
    "models",
    "defaultModel",
    "customEndpoint",
    "midStreamBehavior",
];

/// The keys whose value a fix replaces, and names it.
const REPLACED: [&str; 7] = [
    "providerType",
    "authType",
    "piAuthProvider",
    "baseUrl",
    "createdAt",
    "name",
    // Where the conversion that Craft itself makes at a start is made now.
    "customEndpoint.api",
];
