//! `--demo`

use serde_json::Value;

use crate::commands::harness::Tree;

fn problems(demo: &str) -> Vec<Value> {
    let ran = Tree::empty().run(&[demo, "check", "--json"]);
    ran.json()["problems"].as_array().expect("a list").clone()
}

#[test]
fn the_healthy_one_opens_with_at_most_two_problems_and_no_error() {
    for demo in ["--demo", "--demo=healthy"] {
        let found = problems(demo);
        assert!(found.len() <= 2, "{found:?}");
        assert!(found.iter().all(|p| p["severity"] != "error"), "{found:?}");
        Tree::empty()
            .run(&[demo, "resolve", "--workspace", "Client A"])
            .done()
            .prints("openrouter");
    }
}

#[test]
fn the_healthy_one_has_every_provider_of_the_documentation() {
    let json = Tree::empty().run(&["--demo", "list", "--json"]).done().json();
    let all = json["connections"].as_array().expect("a list");
    let has = |key: &str, value: &str| all.iter().any(|connection| connection[key] == value);
    for upstream in [
        "anthropic",
        "openai",
        "openai-codex",
        "github-copilot",
        "google",
        "openrouter",
        "azure-openai-responses",
        "amazon-bedrock",
        "groq",
        "mistral",
        "deepseek",
        "xai",
        "cerebras",
        "zai",
        "huggingface",
        "minimax",
        "kimi-coding",
        "vercel-ai-gateway",
    ] {
        assert!(has("piAuthProvider", upstream), "{upstream}");
    }
    for slug in ["claude-max", "manifest", "ollama", "lm-studio", "team-gateway"] {
        assert!(has("slug", slug), "{slug}");
    }
    for auth in
        ["api_key", "api_key_with_endpoint", "oauth", "iam_credentials", "environment", "none"]
    {
        assert!(has("authType", auth), "{auth}");
    }
}

#[test]
fn the_broken_one_has_problems_of_every_severity() {
    let found = problems("--demo=broken");
    for severity in ["error", "warning", "note"] {
        assert!(found.iter().any(|p| p["severity"] == severity), "{severity}");
    }
}

#[test]
fn the_word_after_the_flag_is_the_command_and_another_sample_is_refused() {
    Tree::empty().run(&["--demo", "list"]).done();
    Tree::empty().run(&["--demo=brokn", "list"]).misused("possible values: healthy, broken");
}
