//! What holds in a chat, and where it comes from.

use llm_connections::settings::craft::in_effect::{
    Source, ThinkingSource, context, context_of, images, images_of, thinking, why_no_thinking,
};
use llm_connections::settings::workspace::thinking::Thinking;
use serde_json::{Value, json};

#[test]
fn the_first_known_level_of_thinking_counts() {
    let level = |session: Value, workspace: Value, config: Value| {
        thinking(Some(&session), Some(&workspace), Some(&config))
    };
    let null = || Value::Null;
    assert_eq!(
        level("max".into(), "low".into(), "off".into()),
        (Thinking::Max, ThinkingSource::Session)
    );
    assert_eq!(
        level("ultra".into(), "low".into(), "off".into()),
        (Thinking::Low, ThinkingSource::Workspace)
    );
    assert_eq!(level(null(), json!(7), "think".into()), (Thinking::Medium, ThinkingSource::Config));
    assert_eq!(level(null(), null(), "ultra".into()), (Thinking::Medium, ThinkingSource::Default));
    assert_eq!(thinking(None, None, None), (Thinking::Medium, ThinkingSource::Default));
}

/// A fact and its source.
type Known<T> = Option<(T, Source)>;

fn facts(connection: &Value, model: &str) -> (Known<u64>, Known<bool>) {
    let object = connection.as_object().expect("an object");
    (context(object, model), images(object, model))
}

#[test]
fn custom_endpoint_defines_its_own_facts() {
    let mut connection = json!({"providerType": "pi_compat", "models": ["a", {"id": "pi/b", "contextWindow": 9000, "supportsImages": true},
        {"id": "c", "supportsImages": false}, {"id": "d", "contextWindow": "200K"}]});
    assert_eq!(
        facts(&connection, "a"),
        (Some((131_072, Source::Default)), Some((false, Source::Default)))
    );
    assert_eq!(facts(&connection, "b"), (Some((9000, Source::Entry)), Some((true, Source::Entry))));
    assert_eq!(facts(&connection, "d").0, Some((131_072, Source::Default)));
    connection["customEndpoint"] = json!({"api": "openai-completions", "supportsImages": true});
    assert_eq!(facts(&connection, "a").1, Some((true, Source::Endpoint)));
    assert_eq!(facts(&connection, "c").1, Some((false, Source::Entry)));
    connection["providerType"] = "pi".into();
    assert_eq!(
        facts(&connection, "b").0,
        Some((9000, Source::Entry)),
        "a customEndpoint makes pi one, too"
    );
}

#[test]
fn catalogue_decides_for_an_upstream_over_stored_values() {
    let pi = |upstream: &str| json!({"providerType": "pi", "piAuthProvider": upstream, "models": [{"id": "pi/gpt-5", "contextWindow": 1}]});
    assert_eq!(
        facts(&pi("openai"), "pi/gpt-5"),
        (Some((400_000, Source::Catalogue)), Some((true, Source::Catalogue)))
    );
    assert_eq!(facts(&pi("deepseek"), "deepseek-v4-pro").1, Some((false, Source::Catalogue)));
    assert_eq!(facts(&pi("openai"), "my-own"), (None, None));
}

#[test]
fn crafts_own_list_defines_claudes_facts() {
    let anthropic = json!({"providerType": "anthropic"});
    let context = |model| facts(&anthropic, model).0;
    assert_eq!(context("claude-opus-4-7"), Some((1_000_000, Source::Claude)));
    assert_eq!(context("claude-sonnet-4-6"), Some((200_000, Source::Claude)));
    assert_eq!(context("my-own"), Some((200_000, Source::Default)));
    assert_eq!(facts(&anthropic, "my-own").1, Some((true, Source::Default)));
    assert_eq!(facts(&json!({"providerType": "bedrock"}), "x"), (None, None));
}

#[test]
fn an_entry_counts_that_is_not_in_the_list_yet() {
    let own = json!({"providerType": "pi_compat"});
    let own = own.as_object().expect("an object");
    let entry = json!({"id": "new", "contextWindow": 7, "supportsImages": true});
    assert_eq!(context(own, "new"), Some((131_072, Source::Default)));
    assert_eq!(context_of(own, &entry), Some((7, Source::Entry)));
    assert_eq!(images_of(own, &entry), Some((true, Source::Entry)));
}

#[test]
fn some_models_never_think() {
    let why = |connection: Value, model: &str| {
        let object = connection.as_object().expect("an object");
        why_no_thinking(object, model)
    };
    let pi = |upstream: &str| json!({"providerType": "pi", "piAuthProvider": upstream});
    assert_eq!(why(pi("openai"), "pi/gpt-5"), None);
    assert_eq!(why(pi("openai"), "pi/gpt-4o"), Some(ThinkingSource::Model));
    assert_eq!(why(pi("openai"), "pi/mine"), None, "another model answers");
    assert_eq!(why(json!({"providerType": "pi_compat"}), "x"), Some(ThinkingSource::Endpoint));
    let claude = json!({"providerType": "anthropic"});
    assert_eq!(why(claude.clone(), "claude-opus-4-7"), None);
    assert_eq!(why(claude, "glm-5"), Some(ThinkingSource::Model));
}
