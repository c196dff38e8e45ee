//! Every hand-made connection, on both hosts: after the migration, and after one or two starts.

use llm_connections::settings::craft::{Difference, ModelsChange, Start, next_start};
use serde_json::json;

use crate::craft::data::{HOSTS, Object, answers, cases, connection, name, offline, stepped};

#[test]
fn every_start_makes_of_a_connection_what_craft_made_of_it() {
    let cases = cases("starts.jsonl", 87);
    let mut compared = 0;
    for case in &cases {
        let live = answers(case);
        for (host, key) in HOSTS {
            let steps = case.get(key).unwrap_or(&case["desktop"]).as_array().expect("steps");
            let start = Start { opus_restored: case["restored"] == true, ..offline(host, &live) };
            let before = connection(&case["before"]);
            let migrated = stepped(&before, &steps[0]);
            let first = stepped(&migrated, &steps[1]);
            let made = next_start(&before, &start);
            assert_eq!(made.migrated, migrated, "{} ({key}), after the migration", name(case));
            assert_eq!(made.after, first, "{} ({key}), after start 1", name(case));
            compared += 2;
            if let Some(step) = steps.get(2) {
                let second = next_start(&first, &offline(host, &live)).after;
                assert_eq!(second, stepped(&first, step), "{} ({key}), after start 2", name(case));
                compared += 1;
            }
        }
    }
    println!("{compared} objects of {} connections agree", cases.len());
    assert_eq!(compared, 87 * 2 * 2 + 11 * 2);
}

#[test]
fn refresh_writes_keys_in_crafts_order() {
    let before = json!({"midStreamBehavior": "queue", "own": 1, "authType": "api_key", "piAuthProvider": "groq", "slug": "x",
        "providerType": "pi", "name": "X", "createdAt": 1});
    let live = answers(&json!({}));
    let (host, _) = HOSTS[0];
    let after = next_start(before.as_object().expect("an object"), &offline(host, &live)).after;
    assert_eq!(
        after.keys().collect::<Vec<_>>(),
        [
            "slug",
            "name",
            "providerType",
            "authType",
            "createdAt",
            "models",
            "defaultModel",
            "modelSelectionMode",
            "piAuthProvider",
            "midStreamBehavior"
        ]
    );
}

fn differences(before: &serde_json::Value, host: usize) -> Vec<Difference> {
    let live = answers(&json!({}));
    let before: &Object = before.as_object().expect("an object");
    next_start(before, &offline(HOSTS[host].0, &live)).differences
}

#[test]
fn a_conversion_lists_each_of_its_differences() {
    let before = json!({"slug": "x", "name": "Mine", "providerType": "openai", "authType": "api_key", "createdAt": 1,
        "models": ["gpt-5", "my-own"], "defaultModel": "my-own", "codexPath": "/x", "teamNote": 1});
    let found = differences(&before, 0);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(found[0], Difference::Converted { from: text("openai"), to: text("pi") });
    assert_eq!(found[1], Difference::Upstream { from: None, to: text("openai") });
    assert_eq!(
        found[2],
        Difference::Renamed { from: text("Mine"), to: text("OpenAI API (via Pi)") }
    );
    let Difference::Models(models) = &found[3] else {
        panic!("{found:?}");
    };
    assert_eq!(
        (&models.dropped[..], &models.rewritten[..]),
        (&["my-own".to_owned()][..], &["gpt-5".to_owned()][..])
    );
    assert_eq!(models.added.len(), 31);
    assert_eq!(found[4], Difference::DefaultModel { from: text("my-own"), to: text("pi/gpt-5.5") });
    assert_eq!(
        found[5],
        Difference::Mode { from: None, to: text("automaticallySyncedFromProvider") }
    );
    assert_eq!(
        found[6..],
        [Difference::KeysDropped(vec!["codexPath".to_owned(), "teamNote".to_owned()])]
    );
}

#[test]
fn a_prefix_that_is_put_before_an_id_is_no_loss() {
    let before = json!({"slug": "x", "name": "X", "providerType": "pi", "authType": "api_key", "createdAt": 1,
        "piAuthProvider": "openai", "modelSelectionMode": "userDefined3Tier", "models": ["gpt-5", "pi/gpt-5-mini"],
        "defaultModel": "pi/gpt-5"});
    let expected = Difference::Models(ModelsChange {
        respelled: vec!["gpt-5".to_owned()],
        ..ModelsChange::default()
    });
    assert!(!expected.loses(before.as_object().expect("an object")));
    assert_eq!(differences(&before, 0), [expected]);
    // The server does not have the catalogue yet when it migrates: it leaves the list, and moves
    // the default into it.
    let moved = Difference::DefaultModel {
        from: Some("pi/gpt-5".to_owned()),
        to: Some("gpt-5".to_owned()),
    };
    assert!(!moved.loses(before.as_object().expect("an object")));
    assert_eq!(differences(&before, 1), [moved]);
}

#[test]
fn a_compatible_endpoint_with_all_it_needs_is_left_alone() {
    let before = json!({"slug": "x", "name": "X", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
        "createdAt": 1, "baseUrl": "https://own.example/v1", "customEndpoint": {"api": "openai-completions"},
        "piAuthProvider": "openai", "modelSelectionMode": "userDefined3Tier", "models": ["a", {"id": "b", "own": 1}],
        "defaultModel": "b", "teamNote": 1});
    for host in 0..HOSTS.len() {
        assert_eq!(differences(&before, host), []);
    }
}
