//! `validate` where no name can be resolved. The names end in `.invalid`, which none ever has.

use llm_connections::cli::messages::NO_NETWORK;
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};

/// Connections to these endpoints, with the slugs a, b, …
fn tree(urls: &[&str]) -> Tree {
    let connection = |(n, url): (u8, &&str)| {
        let slug = char::from(b'a' + n).to_string();
        json!({"slug": slug, "name": slug, "providerType": "pi_compat", "authType": "none", "baseUrl": url,
            "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m", "createdAt": 1})
    };
    let connections: Value = (0..).zip(urls).map(connection).collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": connections});
    Tree::of(&config.to_string())
}

/// How often a text is printed on standard output.
fn count(ran: &Ran, text: &str) -> usize {
    ran.out.matches(text).count()
}

#[test]
fn failing_name_resolution_is_reported_once_without_doubting_spellings() {
    let tree = tree(&["https://a.invalid/v1", "http://127.0.0.1:9/v1", "https://b.invalid/v1"]);
    let ran = tree.run(&["validate", "--all"]);
    assert_eq!(
        (ran.code, count(&ran, NO_NETWORK), count(&ran, "spelling")),
        (1, 1, 0),
        "{}",
        ran.out
    );
    assert_eq!(count(&ran, "failed "), 3, "each has its report: {}", ran.out);
    let ran = tree.run(&["validate", "--all", "--json"]);
    assert_eq!(ran.err, format!("{NO_NETWORK}\n"));
    assert_eq!(ran.json()["connections"].as_array().map(Vec::len), Some(3));
    assert_eq!(count(&ran, "spelling"), 0, "{}", ran.out);
}

#[test]
fn single_unresolved_name_may_be_misspelled() {
    let ran = tree(&["https://a.invalid/v1", "https://a.invalid/v2"]).run(&["validate", "--all"]);
    assert_eq!((count(&ran, NO_NETWORK), count(&ran, "spelling")), (0, 2), "{}", ran.out);
}
