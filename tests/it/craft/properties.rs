//! Whatever stands in the file: nothing panics, every change has its difference, and a start
//! settles.

use std::cell::Cell;

use llm_connections::settings::catalogue::Host;
use llm_connections::settings::craft::accepts::accepts;
use llm_connections::settings::craft::in_effect::{context, images};
use llm_connections::settings::craft::next_start::changes_nothing;
use llm_connections::settings::craft::sends::{Chat, sends};
use llm_connections::settings::craft::start_of_file::start_of_file;
use llm_connections::settings::craft::{LiveLists, Start, Stored, Variables, next_start};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::craft::data::{HOSTS, Object, answers};

const TYPES: [&str; 10] = [
    "pi",
    "pi_compat",
    "anthropic",
    "openai",
    "openai_compat",
    "copilot",
    "bedrock",
    "vertex",
    "anthropic_compat",
    "later",
];
const AUTHS: [&str; 9] = [
    "api_key",
    "api_key_with_endpoint",
    "oauth",
    "iam_credentials",
    "bearer_token",
    "service_account_file",
    "environment",
    "none",
    "later",
];
const UPSTREAMS: [&str; 9] = [
    "openai",
    "openai-codex",
    "anthropic",
    "amazon-bedrock",
    "github-copilot",
    "groq",
    "google-vertex",
    "openai-eu",
    "",
];
const IDS: [&str; 14] = [
    "gpt-5",
    "pi/gpt-5",
    "pi/gpt-5-mini",
    "my-own",
    " ",
    "",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-opus-4-5-20251101",
    "claude-sonnet-4-5-20250929",
    "pi/claude-opus-4-6",
    "pi/anthropic.claude-sonnet-4-6",
    "pi/us.anthropic.claude-opus-4-6-v1",
    "pi/openai/gpt-oss-120b",
];
const MODES: [&str; 3] = ["automaticallySyncedFromProvider", "userDefined3Tier", "later"];
const URLS: [&str; 4] = ["https://own.example/v1", "http://localhost:1/", " ", "not a url"];

/// Any JSON value, not deep.
pub fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(&IDS[..]).prop_map(Value::from),
        "[a-z/ ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let keys =
            select(&["id", "name", "api", "supportsImages", "x"][..]).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..3)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

/// Mostly a good value of a key, sometimes none, sometimes anything.
fn mostly(good: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        8 => good.prop_map(Some),
        3 => Just(None),
        1 => any_json().prop_map(Some),
    ]
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    select(words).prop_map(Value::from)
}

fn models() -> impl Strategy<Value = Value> {
    let entry = prop_oneof![
        4 => word(&IDS),
        2 => word(&IDS).prop_map(|id| json!({"id": id, "name": "Opus 4.5", "own": 1})),
    ];
    prop::collection::vec(entry, 0..4).prop_map(Value::from)
}

prop_compose! {
    pub fn connection()(
        keys in (mostly(word(&TYPES)), mostly(word(&AUTHS)), mostly(word(&UPSTREAMS)), mostly(models()), mostly(word(&IDS)),
            mostly(word(&MODES)), mostly(word(&URLS)), mostly(Just(json!({"api": "openai-completions"})))),
        own in any::<bool>(),
    ) -> Object {
        let (kind, auth, upstream, models, default, mode, url, endpoint) = keys;
        let named = [("providerType", kind), ("authType", auth), ("piAuthProvider", upstream), ("models", models),
            ("defaultModel", default), ("modelSelectionMode", mode), ("baseUrl", url), ("customEndpoint", endpoint)];
        let mut object = Map::from_iter([("slug".to_owned(), json!("x")), ("name".to_owned(), json!("X"))]);
        object.extend(named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        if own {
            object.insert("teamNote".to_owned(), json!(1));
        }
        object
    }
}

pub fn lives() -> impl Strategy<Value = LiveLists> {
    select(&["", "anthropic", "copilot"][..])
        .prop_map(|who| answers(&if who.is_empty() { json!({}) } else { json!({"answers": who}) }))
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn a_start_names_all_that_it_changes_and_settles_by_the_third() {
    let (unchanged, settled) = (Cell::new(0), Cell::new(0));
    proptest!(config(), |(before in connection(), live in lives(), restored in any::<bool>())| {
        for (host, _) in HOSTS {
            let start = Start { host, opus_restored: restored, live: &live };
            let again = Start { opus_restored: true, ..start };
            let first = next_start(&before, &start);
            prop_assert_eq!(first.differences.is_empty(), before == first.after);
            unchanged.set(unchanged.get() + u32::from(first.is_unchanged()));
            // Types that are given up last get their mode at the second start, so that the third
            // one is the first without news.
            let second = next_start(&first.after, &again);
            let third = next_start(&second.after, &again);
            settled.set(settled.get() + u32::from(second.is_unchanged()));
            prop_assert_eq!(&third.after, &second.after);
            let legacy = ["bedrock", "vertex", "anthropic_compat"].iter().any(|kind| before.get("providerType") == Some(&json!(kind)));
            prop_assert!(legacy || second.is_unchanged(), "{:?}", second.differences);
        }
    });
    println!("{} starts changed nothing, {} second ones", unchanged.get(), settled.get());
}

#[test]
fn a_quick_answer_that_nothing_changes_is_always_right() {
    let quick = Cell::new(0);
    proptest!(ProptestConfig { cases: 2_000, ..config() }, |(before in connection(), restored in any::<bool>())| {
        let live = LiveLists::default();
        if changes_nothing(&before, restored) {
            quick.set(quick.get() + 1);
            for (host, _) in HOSTS {
                let start = Start { host, opus_restored: restored, live: &live };
                prop_assert_eq!(next_start(&before, &start).differences, []);
            }
        }
    });
    assert!(quick.get() > 10, "only {} of 2000 were answered quickly", quick.get());
}

#[test]
fn single_connection_file_migrates_like_the_connection() {
    proptest!(config(), |(before in connection(), live in lives(), restored in any::<bool>())| {
        for (host, _) in HOSTS {
            let start = Start { host, opus_restored: restored, live: &live };
            let applied = if restored { json!(["opus-4-6-restored"]) } else { json!([]) };
            let root = json!({"llmConnections": [before], "defaultLlmConnection": "x", "migrationsApplied": applied});
            let file = start_of_file(root.as_object().expect("an object"), &start, 0);
            let one = next_start(&before, &start);
            prop_assert_eq!(file.connections[0].as_ref(), Some(&one));
            prop_assert_eq!(&file.after["llmConnections"][0], &one.value());
        }
    });
}

#[test]
fn no_file_content_causes_a_panic() {
    proptest!(config(), |(connection in connection(), other in any_json(), model in select(&IDS[..]))| {
        let root = json!({"workspaces": other, "llmConnections": [connection, other], "defaultLlmConnection": other, "modelDefaults": other});
        accepts(&root);
        accepts(&other);
        let live = LiveLists::default();
        for (host, _) in HOSTS {
            let start = Start { host, opus_restored: false, live: &live };
            start_of_file(root.as_object().expect("an object"), &start, 0);
        }
        let (stored, variables) = (Stored::default(), Variables::new([("OPENAI_API_KEY", "x")]));
        let chat = Chat { connection: &connection, model: Some(model), stored: &stored, variables: &variables, now_ms: 0 };
        sends(&chat);
        context(&connection, model);
        images(&connection, model);
    });
}

#[test]
fn craft_accepts_its_own_writes_at_a_start() {
    let live = LiveLists::default();
    proptest!(config(), |(before in connection())| {
        let file = |connection: &Object| {
            let mut connection = connection.clone();
            connection.insert("createdAt".to_owned(), json!(1));
            json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [connection]})
        };
        if accepts(&file(&before)).is_empty() {
            let start = Start { host: Host::Desktop, opus_restored: true, live: &live };
            let after = next_start(&before, &start).after;
            prop_assert_eq!(accepts(&file(&after)), []);
        }
    });
}
