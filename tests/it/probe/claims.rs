//! What an answer is evidence of, and what it is not: no more is claimed than was told.

use llm_connections::probe::report::{Reason, StageName, Verdict};
use serde_json::{Value, json};

use crate::probe::asking::{
    KEY, NotProbed, Passed, REFUSED, UNREACHED, anthropic, asked, assert_honest, assert_valid,
    list, openai, outcomes, question, request, with,
};
use crate::probe::internet::{Internet, home, report, validate};
use crate::support::server::{Reply, Server};

#[test]
fn a_model_is_the_one_that_is_listed_by_either_way_of_writing_it() {
    let server = Server::start(|_| Reply::Json(200, list(&["models/llama"])));
    for id in ["models/llama", "llama"] {
        let connection = with(openai(&server.url()), "defaultModel", json!(id));
        let report = asked(&request(connection, KEY));
        assert_valid(&report);
    }
    assert_eq!(server.lines(), ["GET /models"; 2], "nothing more was asked");
}

#[test]
fn route_of_a_listed_model_is_not_judged() {
    let server = Server::start(|request| match request.path.as_str() {
        "/models" => Reply::Json(200, list(&["a/b"])),
        _ => Reply::Json(404, json!({"error": {"message": "no such model"}})),
    });
    let connection = with(openai(&server.url()), "defaultModel", json!("a/b:online"));
    let report = asked(&request(connection, KEY));
    assert_eq!(outcomes(&report), [Passed, Passed, Passed, NotProbed]);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_honest(&report);
    let sentence = &report.stage(StageName::Model).sentence;
    assert!(sentence.starts_with("a/b exists"), "{sentence}");
}

#[test]
fn only_an_api_refusal_counts_as_forbidden() {
    for (body, expected, reason) in [
        (&br#"{"error": {"message": "No."}}"#[..], REFUSED, Reason::NotAllowed),
        (b"<html><title>Attention required</title></html>", UNREACHED, Reason::WebPage),
        (b"Forbidden", UNREACHED, Reason::Blocked),
    ] {
        for make in [anthropic as fn(&str) -> Value, openai] {
            let server = Server::start(move |_| Reply::Full(403, Vec::new(), body.to_vec()));
            // Without a model there is no message to send, and the list is all there is.
            let connection = with(make(&server.url()), "defaultModel", Value::Null);
            let report = asked(&request(connection, KEY));
            assert_eq!(outcomes(&report), expected, "{report:#?}");
            assert_honest(&report);
            assert_eq!(report.reason(), Some(reason), "{report:#?}");
            let report = asked(&request(make(&server.url()), KEY));
            assert_eq!(outcomes(&report), expected, "{report:#?}");
        }
    }
}

#[test]
fn no_proxy_is_blamed_for_what_this_machine_answers() {
    let server =
        Server::start(|_| Reply::Json(407, json!({"error": {"message": "who is there?"}})));
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), [Passed, Passed, NotProbed, NotProbed]);
    assert_honest(&report);
    let sentences = report.stages().iter().map(|stage| stage.sentence.to_lowercase());
    assert!(!sentences.collect::<String>().contains("proxy"), "{report:#?}");
}

#[test]
fn web_page_is_reported_as_such_with_its_title() {
    let page = "<!doctype html>\n<html><head><title>Log in to the hotel</title></head><body>PLANTED</body></html>";
    for (status, words) in [(200, "Log in to the hotel"), (404, "Log in to the hotel")] {
        let server = Server::start(move |_| Reply::Full(status, Vec::new(), page.into()));
        let report = asked(&request(openai(&server.url()), KEY));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        let asked = question(&report, StageName::Connect);
        assert_eq!(asked.words.as_deref(), Some(words));
        assert_eq!(report.reason(), Some(Reason::WebPage));
    }
}

#[test]
fn endpoint_silent_without_a_key_leaves_auth_unproven() {
    let host = "api.groq.com";
    for model in ["groq/compound", "openai/gpt-oss-20b"] {
        let internet = Internet::start(&[host], |request| {
            match (request.has("PLANTED"), request.path.as_str()) {
                (false, _) => Reply::Silence,
                (true, "/openai/v1/models") => Reply::Json(200, list(&["groq/compound"])),
                (true, _) => {
                    Reply::Json(200, json!({"id": "openai/gpt-oss-20b", "object": "model"}))
                }
            }
        });
        let connection = json!({"slug": "g", "name": "G", "providerType": "pi", "authType": "environment",
            "piAuthProvider": "groq", "defaultModel": model, "createdAt": 1});
        let tree = home(&[connection]);
        let mut program = internet.program(&tree);
        program.env("GROQ_API_KEY", "gsk_PLANTED-0123456789");
        let ran = validate(program, &["g", "--json", "--timeout", "6"]);
        let json = ran.json();
        let found = report(&json, "g");
        assert_eq!(
            crate::probe::internet::outcomes(found),
            ["passed", "passed", "notAsked", "passed"],
            "{found:#}"
        );
        assert_eq!(found["verdict"], "unproven");
        assert_eq!(ran.code, 1);
    }
}
