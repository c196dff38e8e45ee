//! How each kind of API is asked: the path, the header that carries the key, and nothing more than
//! that.

use llm_connections::probe::report::StageName;
use serde_json::{Value, json};

use crate::asking::{
    KEY, anthropic, asked, assert_valid, has_key, list, openai, question, subject, upstream, with,
    without_secret,
};
use crate::server::{Reply, Request, Server};

/// A server that lists `m` to whoever has the key in this header, where its list is.
fn of(path: &'static str, header: &'static str, value: String) -> Server {
    Server::start(move |request| answer(request, path, header, &value))
}

fn answer(request: &Request, path: &str, header: &str, value: &str) -> Reply {
    if request.line() != format!("GET {path}") {
        return Reply::Json(404, json!({"error": {"message": "Nothing is here."}}));
    }
    if request.header(header) != Some(value) {
        return Reply::Json(401, json!({"error": {"message": "Who are you?"}}));
    }
    // Google's own way; the others have `data`.
    let models = json!([{"name": "models/m", "displayName": "M"}, {"name": "models/other"}]);
    let google = json!({"models": models});
    Reply::Json(200, if path.starts_with("/v1beta") { google } else { list(&["m", "other"]) })
}

/// A way of saying where a server is and how it is asked.
type Make = fn(&str) -> Value;

#[test]
fn a_key_goes_in_the_header_of_its_api_and_the_list_proves_it() {
    let bearer = || format!("Bearer {KEY}");
    let cases: [(Make, &str, &str, String); 9] = [
        (anthropic, "/v1/models", "x-api-key", KEY.to_owned()),
        (
            |base| {
                with(
                    with(anthropic(base), "providerType", json!("anthropic")),
                    "authType",
                    json!("api_key"),
                )
            },
            "/v1/models",
            "x-api-key",
            KEY.to_owned(),
        ),
        (
            |base| {
                let compat = with(anthropic(base), "providerType", json!("pi_compat"));
                with(compat, "customEndpoint", json!({"api": "anthropic-messages"}))
            },
            "/v1/models",
            "x-api-key",
            KEY.to_owned(),
        ),
        (|base| upstream("anthropic", base), "/v1/models", "x-api-key", KEY.to_owned()),
        (openai, "/models", "authorization", bearer()),
        (
            |base| {
                let compat = with(openai(base), "providerType", json!("pi_compat"));
                with(compat, "customEndpoint", json!({"api": "openai-completions"}))
            },
            "/models",
            "authorization",
            bearer(),
        ),
        (|base| upstream("groq", base), "/models", "authorization", bearer()),
        (
            |base| upstream("google", &format!("{base}/v1beta")),
            "/v1beta/models",
            "x-goog-api-key",
            KEY.to_owned(),
        ),
        (
            |base| upstream("azure-openai-responses", &format!("{base}/openai/v1")),
            "/openai/v1/models",
            "api-key",
            KEY.to_owned(),
        ),
    ];
    for (make, path, header, value) in cases {
        let server = of(path, header, value.clone());
        let report = asked(&subject(make(&server.url()), KEY));
        assert_valid(&report);
        assert_eq!(report.model_count(), Some(2));
        assert!(!report.spent_a_token && report.better_base_url.is_none());
        let said = question(&report, StageName::Auth);
        assert_eq!(said.what, format!("GET {}{path}", server.url()));
        assert_eq!((said.status, said.words.as_deref()), (Some(200), None));
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "{:?}", server.lines());
        assert!(has_key(&requests[0], header, &value), "{:?}", requests[0]);
        let is_anthropic = header == "x-api-key";
        assert_eq!(requests[0].header("anthropic-version"), is_anthropic.then_some("2023-06-01"));
        assert_eq!(requests[0].header("anthropic-beta"), None);
        assert_eq!(requests[0].header("host"), server.url().strip_prefix("http://"));
    }
}

#[test]
fn a_login_of_anthropic_is_a_bearer_and_says_that_it_is_a_login() {
    let value = format!("Bearer {KEY}");
    let server = of("/v1/models", "authorization", value.clone());
    let connection = with(anthropic(&server.url()), "providerType", json!("anthropic"));
    let report = asked(&subject(with(connection, "authType", json!("oauth")), KEY));
    assert_valid(&report);
    let requests = server.requests();
    assert_eq!(server.lines(), ["GET /v1/models"]);
    assert!(has_key(&requests[0], "authorization", &value));
    assert_eq!(requests[0].header("anthropic-beta"), Some("oauth-2025-04-20"));
    assert_eq!(requests[0].header("anthropic-version"), Some("2023-06-01"));
}

#[test]
fn this_machine_is_asked_without_a_key_where_there_is_none_and_with_it_where_there_is() {
    let headers = ["x-api-key", "authorization", "api-key", "x-goog-api-key"];
    let server = Server::start(|_| Reply::Json(200, list(&["m"])));
    for connection in [
        openai(&server.url()),
        anthropic(&server.url()),
        with(openai(&server.url()), "authType", json!("none")),
    ] {
        let report = asked(&without_secret(connection));
        assert_valid(&report);
        let request = server.requests().pop().expect("asked");
        assert!(headers.iter().all(|name| request.header(name).is_none()));
    }
    assert_eq!(server.requests().len(), 3);
    assert_valid(&asked(&subject(openai(&server.url()), KEY)));
    let request = server.requests().pop().expect("asked");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[test]
fn a_space_around_a_key_is_none_of_it() {
    let server = of("/v1/models", "x-api-key", KEY.to_owned());
    let report = asked(&subject(anthropic(&server.url()), &format!(" {KEY}\n")));
    assert_valid(&report);
}
