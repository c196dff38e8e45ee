//! Lists of models: in one piece or in pages, and what looks like one and is none.

use llm_connections::probe::report::{Reason, StageName, StageOutcome, Verdict};
use serde_json::{Value, json};

use crate::probe::asking::{
    GEMINI, GOOGLE, KEY, NotProbed, Passed, UNREACHED, anthropic, asked, asked_at, assert_honest,
    assert_valid, list, openai, outcomes, question, request, upstream, with,
};
use crate::support::server::{Reply, Server};

fn ids(report: &llm_connections::probe::report::Report) -> Vec<&str> {
    let models = report.models.iter().flatten();
    models.map(|model| model.id.as_str()).collect()
}

#[test]
fn a_list_of_anthropic_is_read_to_its_end() {
    let server = Server::start(|request| {
        let mut page = match request.path.as_str() {
            "/v1/models" => list(&["a", "b"]),
            "/v1/models?limit=1000&after_id=b" => list(&["c", "d"]),
            "/v1/models?limit=1000&after_id=d" => list(&["m"]),
            other => panic!("{other}"),
        };
        let last = page.pointer("/data/1/id").cloned();
        page["has_more"] = json!(last.is_some());
        page["last_id"] = last.unwrap_or(json!("m"));
        Reply::Json(200, page)
    });
    let report = asked(&request(anthropic(&server.url()), KEY));
    assert_valid(&report);
    assert_eq!(ids(&report), ["a", "b", "c", "d", "m"]);
    assert_eq!(server.requests().len(), 3);
    assert!(server.requests().iter().all(|r| r.header("x-api-key") == Some(KEY)));
}

#[test]
fn a_list_of_google_is_read_to_its_end() {
    let server = Server::start(|request| {
        if request.header("x-goog-api-key") != Some(KEY) {
            return Reply::Json(403, json!({"error": {"message": "Who are you?"}}));
        }
        Reply::Json(
            200,
            match request.path.as_str() {
                "/v1beta/models" => {
                    json!({"models": [{"name": "models/a"}], "nextPageToken": "t/1="})
                }
                "/v1beta/models?pageSize=1000&pageToken=t%2F1%3D" => {
                    json!({"models": [{"name": format!("models/{GEMINI}")}]})
                }
                other => panic!("{other}"),
            },
        )
    });
    let report = asked_at(GOOGLE, &server, &request(upstream("google", GEMINI), KEY));
    assert_valid(&report);
    assert_eq!(ids(&report), ["a", GEMINI]);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_list_without_an_end_is_left_and_a_model_on_two_pages_is_one() {
    let server = Server::start(|_| {
        let mut page = list(&["m", "n"]);
        page["has_more"] = json!(true);
        page["last_id"] = json!("n");
        Reply::Json(200, page)
    });
    let report = asked(&request(anthropic(&server.url()), KEY));
    assert_valid(&report);
    assert_eq!(ids(&report), ["m", "n"]);
    let count = server.requests().len();
    assert!((2..=20).contains(&count), "{count}");
}

#[test]
fn missing_page_fails_with_its_own_reason() {
    for (status, expected) in [
        (500, UNREACHED),
        (404, UNREACHED),
        (429, [Passed, Passed, Passed, NotProbed]),
        (401, crate::probe::asking::REFUSED),
    ] {
        let server = Server::start(move |request| {
            if request.path.contains("after_id") || request.method == "POST" {
                return Reply::Json(status, json!({"error": {"message": "no more"}}));
            }
            let mut page = list(&["m"]);
            page["has_more"] = json!(true);
            page["last_id"] = json!("m");
            Reply::Json(200, page)
        });
        let report = asked(&request(anthropic(&server.url()), KEY));
        assert_eq!(outcomes(&report), expected, "{status} {report:#?}");
        assert_honest(&report);
        assert_eq!(question(&report, StageName::Connect).status, Some(status));
        // A limit on requests proves the key; what else fails is left to a message.
        let count = if status == 429 { 2 } else { 3 };
        assert_eq!(server.requests().len(), count, "{:?}", server.lines());
    }
}

#[test]
fn successful_answer_that_is_no_list_does_not_pass() {
    let json =
        |value: Value| (vec![("content-type", "application/json".to_owned())], value.to_string());
    let page = |text: &str| (vec![("content-type", "text/html".to_owned())], text.to_owned());
    for (headers, body) in [
        json(json!({"error": {"message": "no such tenant"}})),
        json(json!({"error": "no such tenant", "data": []})),
        json(json!({"object": "list"})),
        json(json!({"data": [1, 2]})),
        json(json!("all is well")),
        page("<!doctype html><html><body>Welcome!</body></html>"),
        page(""),
    ] {
        for make in [anthropic as fn(&str) -> Value, openai] {
            let (headers, body) = (headers.clone(), body.clone());
            let case = body.clone();
            let server = Server::start(move |_| {
                Reply::Full(200, headers.clone(), body.clone().into_bytes())
            });
            let report = asked(&request(make(&server.url()), KEY));
            assert_ne!(report.verdict(), Verdict::Valid, "{case} {report:#?}");
            assert_ne!(report.stage(StageName::Auth).outcome, Passed, "{case} {report:#?}");
            assert_ne!(report.stage(StageName::Model).outcome, Passed, "{case} {report:#?}");
            assert_honest(&report);
            // Without a model to write to there is nothing that speaks for it either.
            let connection = with(make(&server.url()), "defaultModel", Value::Null);
            let report = asked(&request(connection, KEY));
            assert_ne!(report.verdict(), Verdict::Valid, "{case} {report:#?}");
            assert_honest(&report);
        }
    }
}

#[test]
fn a_page_for_people_is_no_api() {
    const OUTCOMES: [StageOutcome; 4] = UNREACHED;
    let server = Server::start(|_| {
        let headers = vec![("content-type", "text/html".to_owned())];
        Reply::Full(200, headers, b"<html><body>Welcome!</body></html>".to_vec())
    });
    for model in [json!("m"), Value::Null] {
        let connection = with(openai(&server.url()), "defaultModel", model);
        let report = asked(&request(connection, KEY));
        assert_eq!(outcomes(&report), OUTCOMES, "{report:#?}");
        let exchange = question(&report, StageName::Connect);
        assert_eq!((exchange.status, exchange.words.as_deref()), (Some(200), None));
    }
}

#[test]
fn an_empty_list_is_one_of_an_api_without_models() {
    let server = Server::start(|request| match request.path.as_str() {
        "/models" => Reply::Json(200, list(&[])),
        _ => Reply::Json(404, json!({})),
    });
    let report = asked(&request(with(openai(&server.url()), "defaultModel", Value::Null), KEY));
    assert_eq!(outcomes(&report), [Passed, Passed, Passed, StageOutcome::Failed]);
    assert_eq!(report.reason(), Some(Reason::NoModels));
    assert_eq!(report.model_count(), Some(0));
}

#[test]
fn a_list_of_another_api_is_no_proof_of_this_one_and_no_token_is_spent_to_see() {
    let of_openai = json!({"data": [{"id": "m", "object": "model"}]});
    let of_anthropic = json!({"data": [{"id": "m", "type": "model"}]});
    for (make, written, protocol) in [
        (anthropic as fn(&str) -> Value, of_openai, "anthropic-messages"),
        (openai, of_anthropic, "openai-completions"),
    ] {
        for takes in [true, false] {
            let written = written.clone();
            let server = Server::start(move |request| match request.method.as_str() {
                "GET" => Reply::Json(200, written.clone()),
                _ if takes => Reply::Json(400, json!({"error": {"message": "model: required"}})),
                _ => Reply::Json(404, json!({"detail": "Not Found"})),
            });
            let report = asked(&request(make(&server.url()), KEY));
            let requests = server.requests();
            let messages = requests.iter().filter(|request| request.method == "POST");
            assert!(messages.clone().all(|request| request.body == "{}"));
            assert_eq!(messages.count(), 1);
            assert!(!report.spent_a_token);
            if takes {
                assert_valid(&report);
            } else {
                assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
                assert!(report.sentence().contains(protocol), "{report:#?}");
            }
        }
    }
}
