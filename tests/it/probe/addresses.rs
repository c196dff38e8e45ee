//! The address that is stored, with and without its version and its slash, and the one that answers
//! in its place.

use llm_connections::probe::report::StageName;
use serde_json::{Value, json};

use crate::probe::asking::{
    KEY, UNREACHED, anthropic, asked, assert_honest, assert_valid, azure, list, openai, outcomes,
    question, request,
};
use crate::support::server::{Reply, Request, Server};

/// A server that has its API below a path, and nothing but a page for people elsewhere.
fn below(path: &'static str, has_list: bool) -> Server {
    Server::start(move |request: &Request| {
        let (line, ours) =
            (request.line(), |method: &str, end: &str| format!("{method} {path}{end}"));
        if has_list && line == ours("GET", "/models") {
            Reply::Json(200, list(&["m", "gpt-5.4"]))
        } else if [ours("POST", "/messages"), ours("POST", "/chat/completions")].contains(&line) {
            Reply::Json(200, json!({"content": [], "choices": []}))
        } else {
            let headers = vec![("content-type", "text/html".to_owned())];
            Reply::Full(200, headers, b"<html>Welcome!</html>".to_vec())
        }
    })
}

type Make = fn(&str) -> Value;

#[test]
fn an_address_works_with_and_without_its_version_and_its_slash() {
    // What is stored, where the API is, and what answers in its place.
    let cases: [(Make, &str, &str, Option<&str>); 15] = [
        (anthropic, "", "/v1", None),
        (anthropic, "/", "/v1", None),
        (anthropic, "/v1", "/v1", Some("")),
        (anthropic, "/v1/", "/v1", Some("")),
        (anthropic, "/api/v1", "/api/v1", Some("/api")),
        (openai, "/v1", "/v1", None),
        (openai, "/v1/", "/v1", None),
        (openai, "", "/v1", Some("/v1")),
        (openai, "/", "/v1", Some("/v1")),
        (openai, "/v1", "", Some("")),
        (openai, "", "", None),
        (openai, "/api/", "/api/v1", Some("/api/v1")),
        (azure, "/openai/v1/", "/openai/v1", None),
        (azure, "", "/openai/v1", Some("/openai/v1")),
        (azure, "/openai", "/openai/v1", Some("/openai/v1")),
    ];
    for (make, stored, there, better) in cases {
        for has_list in [true, false] {
            let server = below(there, has_list);
            let report = asked(&request(make(&format!("{}{stored}", server.url())), KEY));
            let case = format!("{stored} {there} {has_list} {:?}", server.lines());
            assert_eq!(outcomes(&report), crate::probe::asking::VALID, "{case} {report:#?}");
            assert_valid(&report);
            let better = better.map(|path| format!("{}{path}", server.url()));
            assert_eq!(report.working_endpoint, better, "{case}");
            assert_eq!(report.spent_a_token, !has_list, "{case}");
            let requests = server.requests();
            assert!(requests.iter().all(|r| !r.path.contains("//")), "{case}");
        }
    }
}

#[test]
fn url_that_refuses_the_key_is_reported_as_existing() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/models" => Reply::Json(401, json!({"error": {"message": "no"}})),
        _ => Reply::Json(404, json!({})),
    });
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), crate::probe::asking::REFUSED, "{report:#?}");
    assert_eq!(report.working_endpoint, Some(format!("{}/v1", server.url())));
    let asked =
        ["GET /models", "GET /v1/models", "POST /chat/completions", "POST /v1/chat/completions"];
    assert_eq!(server.lines(), asked, "a message decides before the key is judged");
}

#[test]
fn no_working_url_names_none() {
    for (make, lines) in [
        (
            openai as Make,
            [
                "GET /models",
                "GET /v1/models",
                "POST /chat/completions",
                "POST /v1/chat/completions",
            ]
            .as_slice(),
        ),
        (anthropic, &["GET /v1/models", "POST /v1/messages"]),
    ] {
        let server = Server::start(|_| Reply::Json(404, json!({"detail": "Not Found"})));
        let report = asked(&request(make(&server.url()), KEY));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        assert_eq!(report.working_endpoint, None);
        assert_eq!(question(&report, StageName::Connect).status, Some(404));
        assert_eq!(server.lines(), lines);
    }
}

#[test]
fn query_of_a_url_is_kept_and_its_secrets_not_shown() {
    let server = Server::start(|_| Reply::Json(200, list(&["m"])));
    let base = server.url().replace("http://", "http://me:PLANTED-pass@")
        + "/v1?region=eu&api_key=PLANTED";
    let report = asked(&request(openai(&base), KEY));
    assert_valid(&report);
    assert_eq!(server.lines(), ["GET /v1/models?region=eu&api_key=PLANTED"]);
    let what = &question(&report, StageName::Auth).what;
    assert_eq!(*what, format!("GET {}/v1/models?region=eu&api_key=(hidden)", server.url()));
}
