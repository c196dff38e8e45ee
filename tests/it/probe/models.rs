//! Whether the endpoint knows the default model.

use llm_connections::probe::report::{StageName, StageOutcome, Verdict};
use llm_connections::settings::craft::describe::asks_for_instead;
use serde_json::{Value, json};

use crate::probe::asking::{
    Failed, GEMINI, GOOGLE, KEY, NotProbed, Passed, VALID, anthropic, asked, asked_at,
    assert_honest, azure, list, openai, outcomes, question, request, upstream, with,
};
use crate::support::server::{Reply, Server};

/// An endpoint that lists two others, and says this of one model.
fn endpoint(of_one: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        if request.path.ends_with("/models") && request.has(KEY) {
            Reply::Json(200, list(&["a", "b"]))
        } else if request.path.ends_with("/models") {
            Reply::Json(401, json!({"error": {"message": "Who are you?"}}))
        } else {
            of_one()
        }
    })
}

#[test]
fn a_model_that_is_not_listed_is_asked_for_by_its_name() {
    const UNKNOWN: [StageOutcome; 4] = [Passed, Passed, Passed, Failed];
    const UNTOLD: [StageOutcome; 4] = [Passed, Passed, Passed, NotProbed];
    for (status, body, expected) in [
        (200, json!({"id": "m", "object": "model"}), VALID),
        (404, json!({"error": {"message": "no model m"}}), UNKNOWN),
        (400, json!({"error": {"message": "no model m"}}), UNKNOWN),
        (200, json!({"error": {"message": "no model m"}}), UNKNOWN),
        (200, json!({"error": {"message": "no model m"}, "id": "request-1"}), UNKNOWN),
        // That says nothing of the model.
        (500, json!({"error": {"message": "oh"}}), UNTOLD),
        (429, json!({"error": {"message": "slow down"}}), UNTOLD),
        (401, json!({"error": {"message": "not for you"}}), UNTOLD),
        (403, json!({"error": {"message": "not for you"}}), UNTOLD),
    ] {
        for (connection, path) in [
            (anthropic as fn(&str) -> Value, "/v1/models"),
            (openai, "/models"),
            (|_| upstream("google", GEMINI), "/v1beta/models"),
        ] {
            let answer = body.clone();
            let server = endpoint(move || Reply::Json(status, answer.clone()));
            let request = request(connection(&server.url()), KEY);
            let report = asked_at(GOOGLE, &server, &request);
            assert_eq!(outcomes(&report), expected, "{status} {body} {report:#?}");
            assert_honest(&report);
            let is_google = path == "/v1beta/models";
            let list = format!("GET {path}");
            let model = format!("{list}/{}", if is_google { GEMINI } else { "m" });
            let asked = [vec![list.clone(); if is_google { 2 } else { 1 }], vec![model]].concat();
            assert_eq!(server.lines(), asked);
            let exchange = question(&report, StageName::Model);
            assert_eq!(exchange.status, Some(status));
            assert_eq!(
                exchange.words.as_deref(),
                body.pointer("/error/message").and_then(Value::as_str)
            );
            // But for whether a list that is not of this machine is for anybody.
            let without = server.requests().iter().filter(|r| !r.has(KEY)).count();
            assert_eq!(without, usize::from(is_google));
            let is_valid = report.verdict() == Verdict::Valid;
            assert_eq!(is_valid, expected != UNKNOWN, "{status} {body}");
        }
    }
}

#[test]
fn the_slash_in_the_id_of_a_model_stays_one_and_a_question_mark_does_not() {
    let server = endpoint(|| Reply::Json(200, json!({"id": "x"})));
    let base = format!("{}/api/v1/", server.url());
    for (model, path) in [
        ("z-ai/glm-4.7", "/api/v1/models/z-ai/glm-4.7"),
        ("a b?c#d", "/api/v1/models/a%20b%3Fc%23d"),
    ] {
        let connection = with(openai(&base), "defaultModel", json!(model));
        assert_eq!(outcomes(&asked(&request(connection, KEY))), VALID);
        assert_eq!(server.requests().pop().expect("asked").path, path);
    }
}

#[test]
fn crafts_prefix_of_a_model_never_reaches_the_endpoint() {
    for (stored, path) in [("pi/a", "/models"), ("pi/org/new", "/models/org/new"), ("b", "/models")]
    {
        let server = endpoint(|| Reply::Json(200, json!({"id": "x"})));
        let connection = with(openai(&server.url()), "defaultModel", json!(stored));
        let report = asked(&request(connection, KEY));
        assert_eq!(outcomes(&report), VALID, "{stored}");
        assert_eq!(server.requests().pop().expect("asked").path, path, "{stored}");
        assert!(!report.stage(StageName::Model).sentence.contains("pi/"), "{report:#?}");
    }
    for (upstream_name, host, stored, model) in [
        ("groq", "api.groq.com", "pi/groq/compound", "groq/compound"),
        ("minimax-cn", "api.minimaxi.com", "pi/MiniMax-M2.7", "M2.7"),
        // The runtime does not know it, and asks for its own default.
        ("groq", "api.groq.com", "pi/of-next-year", "openai/gpt-oss-120b"),
    ] {
        let server = endpoint(|| Reply::Json(200, json!({"id": "x"})));
        let request = request(upstream(upstream_name, stored), KEY);
        let report = asked_at(host, &server, &request);
        assert_eq!(outcomes(&report), VALID, "{stored} {report:#?}");
        let last = server.requests().pop().expect("asked").path;
        assert!(last.ends_with(&format!("/models/{model}")), "{stored} {last}");
        let instead = asks_for_instead("of-next-year", model);
        let notes = if stored.ends_with("year") { vec![instead] } else { Vec::new() };
        assert_eq!(report.notes, notes);
        assert!(!report.stage(StageName::Model).sentence.contains("pi/"), "{report:#?}");
    }
}

#[test]
fn azure_list_of_models_disproves_no_deployment() {
    let server = endpoint(|| Reply::Json(404, json!({})));
    let connection = azure(&format!("{}/openai/v1", server.url()));
    let report = asked(&request(connection, KEY));
    assert_eq!(outcomes(&report), [Passed, Passed, Passed, NotProbed]);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(server.lines(), ["GET /openai/v1/models"]);
}

#[test]
fn no_default_model_is_no_failure() {
    let server = endpoint(|| Reply::Json(404, json!({})));
    for absent in [Value::Null, json!(""), json!(" ")] {
        let connection = with(openai(&server.url()), "defaultModel", absent);
        let report = asked(&request(connection, KEY));
        assert_eq!(outcomes(&report), [Passed, Passed, Passed, NotProbed]);
        assert_eq!(report.verdict(), Verdict::Valid);
        assert!(report.stage(StageName::Model).sentence.contains("2 models"));
    }
}
