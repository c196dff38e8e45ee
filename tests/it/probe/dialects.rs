//! How each kind of API is asked: the path, the header that carries the key, and nothing more than
//! that.

use llm_connections::probe::report::StageName;
use llm_connections::settings::craft::describe::unused_endpoint;
use serde_json::{Value, json};

use crate::probe::asking::{
    GEMINI, GOOGLE, KEY, anthropic, asked, asked_at, assert_valid, azure, has_key, list, openai,
    question, request, upstream, with, without_secret,
};
use crate::support::server::{Reply, Request, Server};

/// A server that lists `m` and another to whoever has the key in this header, where its list is.
fn of(path: &'static str, header: &'static str, value: String) -> Server {
    listing("m", path, header, value)
}

/// The same with another model in the place of `m`.
fn listing(model: &'static str, path: &'static str, header: &'static str, value: String) -> Server {
    Server::start(move |request| answer(request, model, path, header, &value))
}

fn answer(request: &Request, model: &str, path: &str, header: &str, value: &str) -> Reply {
    if request.line() != format!("GET {path}") {
        return Reply::Json(404, json!({"error": {"message": "Nothing is here."}}));
    }
    if request.header(header) != Some(value) {
        return Reply::Json(401, json!({"error": {"message": "Who are you?"}}));
    }
    // Google's own way; the others have `data`.
    let models =
        json!([{"name": format!("models/{model}"), "displayName": "M"}, {"name": "models/other"}]);
    let google = json!({"models": models});
    Reply::Json(200, if path.starts_with("/v1beta") { google } else { list(&[model, "other"]) })
}

/// A way of saying where a server is and how it is asked.
type Make = fn(&str) -> Value;

/// An endpoint of one's own that speaks like Anthropic.
fn own_anthropic(base: &str) -> Value {
    let own = with(openai(base), "piAuthProvider", json!("anthropic"));
    with(own, "customEndpoint", json!({"api": "anthropic-messages"}))
}

#[test]
fn key_is_sent_in_its_apis_header_and_proved_by_the_list() {
    let bearer = || format!("Bearer {KEY}");
    let cases: [(Make, &str, &str, &str, String); 3] = [
        (anthropic, "m", "/v1/models", "x-api-key", KEY.to_owned()),
        (openai, "m", "/models", "authorization", bearer()),
        (
            |base| azure(&format!("{base}/openai/v1")),
            "gpt-5.4",
            "/openai/v1/models",
            "api-key",
            KEY.to_owned(),
        ),
    ];
    for (make, model, path, header, value) in cases {
        let server = listing(model, path, header, value.clone());
        let report = asked(&request(make(&server.url()), KEY));
        assert_valid(&report);
        assert_eq!(report.model_count(), Some(2));
        assert!(!report.spent_a_token && report.working_endpoint.is_none());
        let exchange = question(&report, StageName::Auth);
        assert_eq!(exchange.what, format!("GET {}{path}", server.url()));
        assert_eq!((exchange.status, exchange.words.as_deref()), (Some(200), None));
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "{:?}", server.lines());
        assert!(has_key(&requests[0], header, &value), "{:?}", requests[0]);
        let is_anthropic = header == "x-api-key";
        assert_eq!(requests[0].header("anthropic-version"), is_anthropic.then_some("2023-06-01"));
        assert_eq!(requests[0].header("anthropic-beta"), None);
        assert_eq!(requests[0].header("host"), server.url().strip_prefix("http://"));
        assert_eq!(report.notes, [""; 0]);
    }
}

#[test]
fn custom_anthropic_endpoint_gets_the_key_in_both_headers_as_from_craft() {
    let server = of("/v1/models", "x-api-key", KEY.to_owned());
    assert_valid(&asked(&request(own_anthropic(&server.url()), KEY)));
    let request = server.requests().remove(0);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(request.header("anthropic-version"), Some("2023-06-01"));
    // Without the beta it is not taken for a login.
    assert_eq!(request.header("anthropic-beta"), None);
}

#[test]
fn upstream_is_asked_at_its_own_host_despite_a_stored_endpoint() {
    let bearer = || format!("Bearer {KEY}");
    for (name, model, host, path, header, value) in [
        (
            "anthropic",
            "claude-opus-4-7",
            "api.anthropic.com",
            "/v1/models",
            "x-api-key",
            KEY.to_owned(),
        ),
        ("openai", "gpt-5.4", "api.openai.com", "/v1/models", "authorization", bearer()),
        ("groq", "groq/compound", "api.groq.com", "/openai/v1/models", "authorization", bearer()),
        ("google", GEMINI, GOOGLE, "/v1beta/models", "x-goog-api-key", KEY.to_owned()),
    ] {
        let ignored = Server::start(|_| Reply::Json(200, list(&["m"])));
        let plain = upstream(name, &format!("pi/{model}"));
        for (connection, notes) in [
            (plain.clone(), Vec::new()),
            (
                with(plain, "baseUrl", json!(ignored.url())),
                vec![unused_endpoint(&ignored.url(), Some(host), false, true)],
            ),
        ] {
            let server = listing(model, path, header, value.clone());
            let report = asked_at(host, &server, &request(connection, KEY));
            assert_valid(&report);
            assert_eq!(report.model_count(), Some(2));
            assert_eq!(report.notes, notes, "{name}");
            assert!(!report.spent_a_token && report.working_endpoint.is_none());
            let exchange = question(&report, StageName::Auth);
            assert_eq!(exchange.what, format!("GET https://{host}{path}"));
            // Once with the key, and once without to see whether the list is for anybody.
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "{:?}", server.lines());
            assert!(has_key(&requests[0], header, &value), "{:?}", requests[0]);
            assert!(!requests[1].has(KEY));
            assert!(requests.iter().all(|request| request.header("host") == Some(host)));
            assert_eq!(ignored.lines(), [""; 0], "{name}");
        }
    }
}

#[test]
fn only_endpoints_that_craft_would_use_are_offered() {
    // Where an endpoint of one's own is asked at both ends, an upstream's is not.
    let server = of("/v2/models", "authorization", format!("Bearer {KEY}"));
    let connection = with(upstream("groq", "groq/compound"), "baseUrl", json!(server.url()));
    let report = asked_at("api.groq.com", &server, &request(connection, KEY));
    assert_eq!(report.working_endpoint, None);
    assert!(
        server.lines().iter().all(|line| line.contains(" /openai/v1/")),
        "{:?}",
        server.lines()
    );
}

#[test]
fn claude_token_stored_as_a_key_is_a_bearer_for_upstreams_only() {
    const TOKEN: &str = "sk-ant-oat01-PLANTED";
    let host = "api.anthropic.com";
    let bearer = format!("Bearer {TOKEN}");
    let server = listing("claude-opus-4-7", "/v1/models", "authorization", bearer.clone());
    let connection = upstream("anthropic", "claude-opus-4-7");
    assert_valid(&asked_at(host, &server, &request(connection, TOKEN)));
    let received = server.requests().remove(0);
    assert!(has_key(&received, "authorization", &bearer));
    assert_eq!(received.header("anthropic-beta"), Some("oauth-2025-04-20"));
    let server = of("/v1/models", "x-api-key", TOKEN.to_owned());
    assert_valid(&asked(&request(anthropic(&server.url()), TOKEN)));
}

#[test]
fn anthropic_login_is_sent_as_a_bearer_with_the_login_header() {
    let value = format!("Bearer {KEY}");
    let server = of("/v1/models", "authorization", value.clone());
    let connection = with(anthropic(&server.url()), "providerType", json!("anthropic"));
    let report = asked(&request(with(connection, "authType", json!("oauth")), KEY));
    assert_valid(&report);
    let requests = server.requests();
    assert_eq!(server.lines(), ["GET /v1/models"]);
    assert!(has_key(&requests[0], "authorization", &value));
    assert_eq!(requests[0].header("anthropic-beta"), Some("oauth-2025-04-20"));
    assert_eq!(requests[0].header("anthropic-version"), Some("2023-06-01"));
}

#[test]
fn local_endpoint_is_asked_with_its_key_only_if_present() {
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
    assert_valid(&asked(&request(openai(&server.url()), KEY)));
    let request = server.requests().pop().expect("asked");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[test]
fn whitespace_around_a_key_is_dropped() {
    let server = of("/v1/models", "x-api-key", KEY.to_owned());
    let report = asked(&request(anthropic(&server.url()), &format!(" {KEY}\n")));
    assert_valid(&report);
}
