//! What Craft's catalogue brings to the commands.

use llm_connections::settings::connection::provider::UPSTREAMS;
use serde_json::json;

use crate::commands::harness::Tree;

#[test]
fn every_upstream_can_be_added_and_gets_the_models_that_set_up_gives() {
    let tree = Tree::empty();
    for (n, (upstream, _)) in UPSTREAMS.iter().enumerate() {
        let slug = format!("a-{n}");
        let mut fields = vec!["add", slug.as_str(), "providerType=pi", "authType=api_key"];
        let chosen = format!("piAuthProvider={upstream}");
        fields.push(&chosen);
        // Azure's is each user's own.
        if *upstream == "azure-openai-responses" {
            fields.push("baseUrl=https://mine.openai.azure.com/openai/v1");
        }
        tree.run(&fields).done();
        let added = tree.connection(&slug);
        let count = added["models"].as_array().map(Vec::len).unwrap_or_default();
        assert!(count >= 3, "{upstream}: {count}");
        let ids: Vec<&str> = added["models"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|m| m.as_str().or(m["id"].as_str()))
            .collect();
        let default = added["defaultModel"].as_str().expect("a default");
        assert!(ids.contains(&default) && default.starts_with("pi/"), "{upstream}: {default}");
    }
}

#[test]
fn an_upstream_of_another_version_is_kept_and_a_typo_is_refused() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
        {"slug": "a", "name": "A", "providerType": "pi", "piAuthProvider": "of-next-year", "authType": "none", "createdAt": 1}]}"#,
    );
    tree.run(&["set", "a", "name=B"]).done();
    assert_eq!(tree.connection("a")["piAuthProvider"], "of-next-year");
    assert_eq!(tree.connection("a").get("models"), None);
    tree.run(&["list"]).done().prints("of-next-year");
    tree.run(&["set", "a", "piAuthProvider=grok"]).refused("Upstream must be one of");
}

#[test]
fn a_list_or_a_default_that_is_given_with_a_preset_replaces_the_presets() {
    let tree = Tree::empty();
    tree.run(&["add", "a", "--preset", "Groq", "models=openai/gpt-oss-20b,openai/gpt-oss-120b"])
        .done();
    let added = tree.connection("a");
    assert_eq!(
        (&added["models"], &added["defaultModel"]),
        (
            &json!(["pi/openai/gpt-oss-20b", "pi/openai/gpt-oss-120b"]),
            &json!("pi/openai/gpt-oss-20b")
        )
    );
    tree.run(&["set", "a", "modelSelectionMode=automaticallySyncedFromProvider"]).done();
    assert_eq!(tree.connection("a")["models"].as_array().map(Vec::len), Some(18));
    tree.run(&["set", "a", "piAuthProvider=deepseek"]).done();
    assert_eq!(tree.connection("a")["defaultModel"], "pi/deepseek-v4-pro");
    assert_eq!(tree.connection("a")["baseUrl"], "https://api.deepseek.com");
}
