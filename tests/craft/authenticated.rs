//! Whether Craft takes a connection for authenticated, for states of what is stored and
//! authentication types.

use llm_connections::settings::craft::authenticated::{authenticated, health};
use llm_connections::settings::craft::stored::{Stored, Variables};
use serde_json::{Value, json};

use crate::data::{Object, cases};

const NOW: u64 = 1_800_000_000_000;
const MINUTE: u64 = 60 * 1000;

/// The entries of the store in a state: their names and what they hold.
fn entries(state: &str) -> Value {
    let login = |more: Value| {
        let mut entry = json!({"value": "a"});
        if let (Value::Object(more), Some(entry)) = (more, entry.as_object_mut()) {
            entry.extend(more);
        }
        json!({"llm_oauth::x": entry})
    };
    match state {
        "nothing" => json!({}),
        "llm_api_key" => json!({"llm_api_key::x": {"value": "sk-x"}}),
        "llm_api_key empty" => json!({"llm_api_key::x": {"value": ""}}),
        "llm_oauth no expiry" => login(json!({})),
        "llm_oauth no expiry, refresh" => login(json!({"refreshToken": "r"})),
        "llm_oauth valid" => login(json!({"expiresAt": NOW + 60 * MINUTE})),
        "llm_oauth ends in 4 min" => login(json!({"expiresAt": NOW + 4 * MINUTE})),
        "llm_oauth ends in 6 min" => login(json!({"expiresAt": NOW + 6 * MINUTE})),
        "llm_oauth expired" => login(json!({"expiresAt": NOW - MINUTE})),
        "llm_oauth expired, refresh" => {
            login(json!({"expiresAt": NOW - MINUTE, "refreshToken": "r"}))
        }
        "llm_oauth empty access" => login(json!({"value": ""})),
        "claude_oauth::global only" => json!({"claude_oauth::global": {"value": "a"}}),
        "llm_iam" => {
            json!({"llm_iam::x": {"value": "s", "awsAccessKeyId": "AKIA", "awsRegion": "eu-west-1"}})
        }
        "llm_iam no secret" => json!({"llm_iam::x": {"value": "", "awsAccessKeyId": "AKIA"}}),
        "llm_iam no key id" => json!({"llm_iam::x": {"value": "s"}}),
        "llm_iam no region" => json!({"llm_iam::x": {"value": "s", "awsAccessKeyId": "AKIA"}}),
        "llm_service_account" => json!({"llm_service_account::x": {"value": "{}"}}),
        other => panic!("no such state: {other}"),
    }
}

fn stored(state: &str) -> Stored {
    let entries = entries(state);
    Stored::of("x", |name| entries.get(name), &Variables::default())
}

#[test]
fn authenticated_is_what_craft_calls_authenticated() {
    let cases = cases("authenticated.jsonl", 150);
    let mut held = 0;
    for case in &cases {
        let mut connection = json!({"slug": "x", "name": "X", "providerType": "pi"});
        for (key, value) in [("authType", &case["auth"]), ("baseUrl", &case["url"])] {
            if !value.is_null() {
                connection[key] = value.clone();
            }
        }
        let Some(connection) = connection.as_object() else {
            unreachable!("it is made as an object");
        };
        let stored = stored(case["stored"].as_str().expect("a state"));
        let found = authenticated(connection, &stored, NOW);
        assert_eq!(case["listed"], found.listed, "listed: {case}");
        assert_eq!(case["set_up"], found.set_up, "set up: {case}");
        let connections = [connection.clone()];
        let issue = health(&connections, Some("x"), |_| stored, NOW);
        let expected = "No credentials found for default connection \"X\".";
        assert_eq!(
            issue.as_deref(),
            (case["healthy"] == false).then_some(expected),
            "health: {case}"
        );
        held += usize::from(found.listed);
    }
    println!("{} states agree, {held} of them authenticated", cases.len());
}

#[test]
fn the_health_check_looks_at_the_default_alone() {
    let connection = |slug: &str, auth: &str| -> Object {
        json!({"slug": slug, "name": slug, "authType": auth})
            .as_object()
            .expect("an object")
            .clone()
    };
    let list = [connection("a", "api_key"), connection("b", "none")];
    let issue = |default| health(&list, default, |_| Stored::default(), NOW);
    assert_eq!(issue(Some("b")), None);
    assert_eq!(issue(Some("gone")), None, "a default that names no connection is healthy to Craft");
    assert!(issue(Some("a")).is_some() && issue(None).is_some() && issue(Some("")).is_some());
    assert_eq!(health(&[], None, |_| Stored::default(), NOW), None);
}
