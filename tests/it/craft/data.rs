//! The cases: one JSON object a line.

use std::fs;
use std::path::Path;

use llm_connections::settings::catalogue::Host;
use llm_connections::settings::catalogue::{Catalogue, CraftModel, Order, claude_models};
use llm_connections::settings::craft::live::LiveModel;
use llm_connections::settings::craft::{LiveLists, Start, next_start};
use llm_connections::settings::credential::{Credentials, Facts};
use llm_connections::settings::{Connection, Settings};
use serde_json::{Map, Value};

pub type Object = Map<String, Value>;

/// The cases of a file, and how many there must be.
pub fn cases(file: &str, count: usize) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/craft").join(file);
    let text = fs::read_to_string(&path).expect("the cases");
    let cases: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a case")).collect();
    assert_eq!(cases.len(), count, "{file}");
    cases
}

/// Whether Craft shows a connection as authenticated, beside these entries of credentials.enc.
pub fn is_authenticated(connection: Value, entries: &Value, now: u64) -> bool {
    let entries = entries.as_object().expect("an object").iter();
    let facts =
        entries.map(|(key, entry)| (key.clone(), Facts::with_variables(entry, 0, |_| false)));
    let mut settings = Settings::empty();
    settings.set_credentials(Credentials::Known(facts.collect()).into());
    settings.is_authenticated_in_craft(&Connection::new(connection), now).expect("they are known")
}

/// What a case is called.
pub fn name(case: &Value) -> &str {
    case["case"].as_str().expect("a name")
}

/// A connection of a case: `models` may be a text that names a list (`claude`, `plain openai`,
/// `preferred`).
pub fn connection(value: &Value) -> Object {
    let mut object = value.as_object().expect("a connection").clone();
    if let Some(Value::String(list)) = object.get("models") {
        let models = named_list(list);
        object.insert("models".to_owned(), models.into());
    }
    object
}

fn named_list(list: &str) -> Vec<Value> {
    if list == "claude" {
        return claude_models().to_vec();
    }
    let (order, upstream) =
        list.split_once(' ').map_or((list, None), |(order, upstream)| (order, Some(upstream)));
    let order = match order {
        "plain" => Order::Plain,
        "preferred" => Order::Preferred,
        other => panic!("no such order: {other}"),
    };
    let models = Catalogue::bundled().craft_models(upstream, order);
    models.iter().map(CraftModel::to_value).collect()
}

/// A connection after a step of a case: some keys are set, some are gone.
pub fn stepped(before: &Object, step: &Value) -> Object {
    let mut after = before.clone();
    if !step["set"].is_null() {
        after.extend(connection(&step["set"]));
    }
    for key in step["gone"].as_array().into_iter().flatten() {
        let key = key.as_str().expect("a key");
        assert!(after.shift_remove(key).is_some(), "{key} is not in {before:?}");
    }
    after
}

/// What the providers answered in a case.
pub fn answers(case: &Value) -> LiveLists {
    let named =
        |id: &str, name: &str| LiveModel { name: Some(name.to_owned()), ..LiveModel::new(id) };
    match case["answers"].as_str() {
        None => LiveLists::default(),
        Some("anthropic") => LiveLists {
            anthropic: Some(vec![
                named("claude-opus-4-7", "Claude Opus 4.7"),
                named("claude-sonnet-4-6", "Claude Sonnet 4.6"),
                named("claude-haiku-4-5-20251001", "Claude Haiku 4.5"),
                named("claude-opus-4-5-20251101", "Claude Opus 4.5"),
                named("claude-2.1", "Claude 2.1"),
                named("claude-instant-1.2", "Claude Instant"),
                named("claude-3-5-haiku-latest", "Claude Haiku 3.5"),
                named("other", "Other"),
            ]),
            copilot: None,
        },
        Some("copilot") => LiveLists {
            anthropic: None,
            copilot: Some(
                ["gpt-5", "claude-sonnet-4.6", "gpt-5-mini"].map(LiveModel::new).to_vec(),
            ),
        },
        Some(other) => panic!("no such answers: {other}"),
    }
}

pub const HOSTS: [(Host, &str); 2] = [(Host::Desktop, "desktop"), (Host::Server, "server")];

/// A start of a host to which no provider answers, and which has restored Opus before.
pub fn offline(host: Host, live: &LiveLists) -> Start<'_> {
    Start { host, opus_restored: true, live }
}

/// What a connection is after a start.
pub fn after(before: &Object, start: &Start) -> Object {
    next_start(before, start).after
}
