//! Whether Craft takes a connection for authenticated, for states of what is stored and
//! authentication types.

use serde_json::{Value, json};

use crate::craft::data::{cases, is_authenticated};

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
        let entries = entries(case["stored"].as_str().expect("a state"));
        let found = is_authenticated(connection, &entries, NOW);
        assert_eq!(case["listed"], found, "{case}");
        held += usize::from(found);
    }
    println!("{} states agree, {held} of them authenticated", cases.len());
}
