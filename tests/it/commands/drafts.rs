//! `validate --draft` and `set --use-working-endpoint`: what the screen asks about a connection
//! before it is saved, and the endpoint that answers in the place of the stored one.

use llm_connections::cli::messages;
use serde_json::json;

use crate::commands::harness::Tree;
use crate::support::server::{Reply, Request, Server};

const KEY: &str = "sk-planted-0123456789abcdef";

/// Lists models at one path, for everybody or for a key.
fn lists_at(path: &'static str, key: Option<&'static str>) -> Server {
    Server::start(move |request: &Request| {
        let has_key = key.is_none_or(|key| {
            request.header("authorization") == Some(format!("Bearer {key}").as_str())
        });
        match request.path.as_str() {
            _ if !has_key => Reply::Json(401, json!({"error": {"message": "bad key"}})),
            asked if asked == path => {
                Reply::Json(200, json!({"object": "list", "data": [{"id": "m"}]}))
            }
            _ => Reply::Json(404, json!({"error": "not found"})),
        }
    })
}

/// A connection without a key to an endpoint.
fn tree(base: &str) -> Tree {
    let connection = json!({"slug": "own", "name": "Own", "providerType": "pi_compat", "authType": "none",
        "baseUrl": base, "customEndpoint": {"api": "openai-completions"}, "models": ["m"],
        "defaultModel": "m", "createdAt": 1});
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [connection], "defaultLlmConnection": "own"});
    Tree::of(&format!("{config:#}"))
}

#[test]
fn stored_connection_is_validated_with_other_fields_without_saving() {
    let server = lists_at("/v1/models", None);
    let tree = tree("http://127.0.0.1:9/v1");
    let files = tree.files();
    assert_eq!(tree.run(&["validate", "own"]).code, 1);
    let base = format!("baseUrl={}/v1", server.url());
    let ran = tree.run(&["validate", "own", "--draft", &base, "--json"]).done();
    let one = &ran.json()["connections"][0];
    assert_eq!((&one["slug"], &one["verdict"]), (&json!("own"), &json!("valid")));
    assert_eq!(server.lines(), ["GET /v1/models"]);
    assert_eq!(tree.files(), files);
}

#[test]
fn a_new_connection_misses_no_folder_and_gets_no_command_for_what_is_not_stored() {
    let server = lists_at("/v1/models", None);
    let base = format!("baseUrl={}", server.url());
    let tree = Tree::empty();
    let files = tree.files();
    let draft = [
        "validate",
        "--draft",
        "providerType=pi_compat",
        "authType=none",
        &base,
        "customEndpoint.api=openai-completions",
        "models=m",
        "defaultModel=m",
    ];
    let ran = tree.run(&draft);
    assert!(!ran.err.contains("not found"), "{}", ran.err);
    assert!(ran.out.contains(&format!("baseUrl={}/v1", server.url())), "{}", ran.out);
    assert!(!ran.out.contains("llm-connections set"), "{}", ran.out);
    assert_eq!(tree.files(), files);
}

#[test]
fn new_connection_is_validated_with_a_key_from_standard_input() {
    let server = lists_at("/v1/models", Some(KEY));
    let base = format!("baseUrl={}/v1", server.url());
    let draft = [
        "validate",
        "--draft",
        "providerType=pi_compat",
        "authType=api_key_with_endpoint",
        &base,
        "customEndpoint.api=openai-completions",
        "models=m",
        "defaultModel=m",
        "--with-key",
    ];
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []}"#,
    );
    let files = tree.files();
    let ran = tree.run_with(&draft, &format!("{KEY}\n")).done();
    assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY));
    let refused = tree.run_with(&draft, "sk-another-0123456789abcdef\n");
    assert_eq!(refused.code, 1, "{}", refused.out);
    assert!(!refused.out.contains("sk-another"), "{}", refused.out);
    assert_eq!(tree.files(), files);
}

#[test]
fn invalid_draft_is_not_validated() {
    let server = lists_at("/v1/models", None);
    let tree = tree(&format!("{}/v1", server.url()));
    tree.run(&["validate", "own", "--draft", "baseUrl=not a url"]).refused("A URL has no spaces");
    tree.run(&["validate", "own", "--draft", "nothing=1"]).misused("nothing");
    tree.run(&["validate", "own", "own", "--draft", "name=x"]).misused(messages::ONE_DRAFT);
    tree.run(&["validate", "own", "--with-key"]).misused("--draft");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn stored_key_is_sent_to_another_endpoint_only_after_consent() {
    let server = lists_at("/v1/models", Some(KEY));
    let tree = tree("https://one.invalid/v1");
    tree.run(&["set", "own", "authType=api_key_with_endpoint"]).done();
    tree.run_with(&["secret", "set", "own"], KEY).done();
    let base = format!("baseUrl={}/v1", server.url());
    let draft = ["validate", "own", "--draft", base.as_str()];
    tree.run(&draft).refused(messages::ASK_TO_SEND_KEY);
    assert_eq!(server.requests().len(), 0);
    tree.run(&[&draft[..], &["--yes"]].concat()).done();
    assert_eq!(server.lines(), ["GET /v1/models"]);
}

#[test]
fn working_endpoint_replaces_the_stored_one() {
    let server = lists_at("/v1/models", None);
    let tree = tree(&server.url());
    let before = tree.files();
    tree.run(&["set", "own", "--use-working-endpoint", "--dry-run"]).done();
    assert_eq!(tree.files(), before);
    tree.run(&["set", "own", "--use-working-endpoint"]).done();
    assert_eq!(tree.connection("own")["baseUrl"], format!("{}/v1", server.url()));
    let again = tree.run(&["set", "own", "--use-working-endpoint"]).done();
    again.prints(messages::endpoint_works_already("own"));
}

#[test]
fn nothing_is_changed_when_no_endpoint_answers() {
    let server = Server::start(|_| Reply::Json(404, json!({})));
    let tree = tree(&server.url());
    let before = tree.files();
    let report = tree.run(&["validate", "own", "--json"]).json()["connections"][0].take();
    let sentence = report["sentence"].as_str().expect("text").trim_end_matches('.');
    tree.run(&["set", "own", "--use-working-endpoint"]).refused(sentence);
    assert_eq!(tree.files(), before);
    tree.run(&["set", "own", "--use-working-endpoint", "name=x"]).misused("--use-working-endpoint");
    tree.run(&["set", "own"]).misused("FIELD=VALUE");
}
