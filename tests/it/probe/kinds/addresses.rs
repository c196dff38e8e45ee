//! Addresses that are not a base: a request's whole URL, and a path that is not there.

use serde_json::{Value, json};

use super::{HOST, answers, error, gateway, listed, probed};
use crate::probe::asking::{KEY, azure, openai, with};
use crate::support::server::Reply;

fn own_anthropic(base: &str) -> Value {
    let own = with(openai(base), "piAuthProvider", json!("anthropic"));
    let own = with(own, "customEndpoint", json!({"api": "anthropic-messages"}));
    with(own, "defaultModel", json!("m-large"))
}

fn own_openai(base: &str) -> Value {
    with(openai(base), "defaultModel", json!("m-large"))
}

#[test]
fn the_base_of_a_requests_url_is_tried_and_offered() {
    type Case = (fn(&str) -> Value, &'static str, &'static str, &'static str);
    let cases: [Case; 8] = [
        (
            own_openai,
            "https://gateway.example/v1/chat/completions",
            "https://gateway.example/v1",
            "/v1/models",
        ),
        (
            own_openai,
            "https://gateway.example/v1/chat/completions/",
            "https://gateway.example/v1",
            "/v1/models",
        ),
        (
            own_openai,
            "https://gateway.example/v1/responses?x=1",
            "https://gateway.example/v1",
            "/v1/models",
        ),
        (
            own_openai,
            "https://gateway.example/api/v1/models",
            "https://gateway.example/api/v1",
            "/api/v1/models",
        ),
        (
            own_anthropic,
            "https://gateway.example/v1/messages",
            "https://gateway.example",
            "/v1/models",
        ),
        (
            own_anthropic,
            "https://gateway.example/claude/v1/models",
            "https://gateway.example/claude",
            "/claude/v1/models",
        ),
        (
            azure,
            "https://r.openai.azure.com/openai/deployments/gpt-5.4/chat/completions?api-version=2025-01-01",
            "https://r.openai.azure.com/openai/v1",
            "/openai/v1/models",
        ),
        (
            azure,
            "https://r.openai.azure.com/openai/responses?api-version=2025-04-01-preview",
            "https://r.openai.azure.com/openai/v1",
            "/openai/v1/models",
        ),
    ];
    for (make, pasted, base, path) in cases {
        let host = if pasted.contains("azure") { "r.openai.azure.com" } else { HOST };
        let found = probed(host, make(pasted), move |request| match request.line() {
            line if line == format!("GET {path}")
                && request.headers.iter().any(|(_, value)| value.contains(KEY)) =>
            {
                Reply::Json(200, listed())
            }
            line if line == format!("GET {path}") => Reply::Json(401, error("Who are you?")),
            _ => Reply::Json(404, error("Not Found")),
        });
        assert_eq!(
            found.report.working_endpoint.as_deref(),
            Some(base),
            "{pasted} {:#?}",
            found.report
        );
        assert_eq!(found.report.verdict().key(), "valid", "{pasted} {:#?}", found.report);
    }
}

#[test]
fn a_404_without_a_model_does_not_pass_the_connect_stage() {
    let nameless = || with(gateway(), "defaultModel", Value::Null);
    let found =
        probed(HOST, nameless(), answers((404, error("Not Found")), (404, error("Not Found"))));
    found.is("nothing there", "PF--", Some("notFound"), "path");
    assert_eq!(
        found.lines(),
        ["GET /v1/models", "GET /models", "POST /v1/chat/completions", "POST /chat/completions"]
    );
    let empty = found
        .requests
        .iter()
        .filter(|request| request.method == "POST")
        .all(|request| request.body == "{}");
    assert!(empty, "an empty message costs nothing");
    // An API without a list takes messages: the empty one shows that, and not whether the key is good.
    let found = probed(
        HOST,
        nameless(),
        answers((404, error("Not Found")), (400, error("model: field required"))),
    );
    found.is("no list", "PP--", None, "default model");
    let found =
        probed(HOST, nameless(), answers((404, error("Not Found")), (401, error("Who are you?"))));
    found.is("a bad key", "PPF-", Some("keyRefused"), "Enter another");
}
