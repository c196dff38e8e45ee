//! The model that Craft takes for titles and summaries.

use llm_connections::settings::catalogue::{Catalogue, CraftModel, Host, Order, setup_models};
use llm_connections::settings::craft::small_model::{SmallModelChoice, small_model};
use serde_json::{Value, json};

fn small(connection: &Value) -> Option<(String, SmallModelChoice)> {
    let found = small_model(connection.as_object().expect("an object"))?;
    Some((found.id, found.because))
}

fn of(provider: &str, models: Value) -> Option<(String, SmallModelChoice)> {
    let mut connection = json!({"providerType": provider, "defaultModel": "default"});
    connection["models"] = models;
    small(&connection)
}

#[test]
fn the_first_with_a_word_is_the_small_one_else_the_last() {
    let id = |id: &str, because| Some((id.to_owned(), because));
    let cases = [
        (
            "anthropic",
            json!(["claude-opus", "claude-haiku", "x-haiku"]),
            id("claude-haiku", SmallModelChoice::Contains("haiku")),
        ),
        (
            "anthropic",
            json!(["gpt-mini", "claude-opus"]),
            id("claude-opus", SmallModelChoice::Last),
        ),
        (
            "anthropic",
            json!(["a", {"id": "b", "name": "My Haiku"}, "c"]),
            id("b", SmallModelChoice::Contains("haiku")),
        ),
        (
            "pi_compat",
            json!(["a", {"id": "b", "shortName": "FLASH"}, "c"]),
            id("b", SmallModelChoice::Contains("flash")),
        ),
        (
            "pi_compat",
            json!(["gemini-2.5-pro", "x-flash"]),
            id("gemini-2.5-pro", SmallModelChoice::Contains("mini")),
        ),
        (
            "pi_compat",
            json!(["claude-haiku", "claude-opus"]),
            id("claude-opus", SmallModelChoice::Last),
        ),
        ("pi", json!(["pi/codex-mini-latest", "pi/gpt-5"]), id("pi/gpt-5", SmallModelChoice::Last)),
        ("pi", json!(["pi/gpt-5", "pi/codex-mini-latest"]), id("pi/gpt-5", SmallModelChoice::Last)),
        ("pi", json!(["pi/codex-mini-latest"]), id("pi/codex-mini-latest", SmallModelChoice::Last)),
        ("pi", json!([]), id("default", SmallModelChoice::Default)),
        ("pi", json!(null), id("default", SmallModelChoice::Default)),
    ];
    for (provider, models, expected) in cases {
        assert_eq!(of(provider, models.clone()), expected, "{provider} {models}");
    }
    assert_eq!(small(&json!({"providerType": "pi"})), None);
}

#[test]
fn chatgpt_is_never_given_a_codex_mini() {
    let models = json!(["pi/gpt-5.1-codex-mini", "pi/gpt-5.4-mini", "pi/gpt-5.5"]);
    let with = |upstream: &str| {
        small(&json!({"providerType": "pi", "piAuthProvider": upstream, "models": models}))
    };
    let id = |id: &str| Some((id.to_owned(), SmallModelChoice::Contains("mini")));
    assert_eq!(with("openai-codex"), id("pi/gpt-5.4-mini"));
    assert_eq!(with("openai"), id("pi/gpt-5.1-codex-mini"));
}

/// The surprising ones that were seen: what Craft's own set-up writes decides who writes its
/// titles.
#[test]
fn small_models_of_crafts_lists_match_observations() {
    let seen = [
        ("anthropic", "pi/claude-sonnet-4-6"),
        ("google", "pi/gemini-2.5-flash"),
        ("amazon-bedrock", "pi/minimax.minimax-m2"),
    ];
    for (upstream, expected) in seen {
        let models: Vec<Value> = Catalogue::bundled()
            .craft_models(Some(upstream), Order::Plain)
            .iter()
            .map(CraftModel::to_value)
            .collect();
        let found =
            small(&json!({"providerType": "pi", "piAuthProvider": upstream, "models": models}));
        assert_eq!(found.map(|(id, _)| id).as_deref(), Some(expected), "{upstream}");
    }
    let set_up = setup_models("openai", Host::Desktop);
    assert!(
        small(&json!({"providerType": "pi", "piAuthProvider": "openai", "models": set_up.models}))
            .is_some()
    );
}
