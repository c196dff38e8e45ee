//! What a list of models proves, and what it does not: relays whose list fails though messages work,
//! lists that anybody gets, empty lists, and lists in every shape.

use llm_connections::probe::messages;
use llm_connections::probe::report::Reason;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use super::{HOST, answers, error, gateway, listed, probed, probed_as, reply};
use crate::probe::asking::{KEY, anthropic, list, request, upstream, with};
use crate::support::server::{Reply, Request, Server};

#[test]
fn failed_list_is_a_remark_when_a_message_decides() {
    for (status, body, asked) in [
        (401, error("Unauthorized"), &["GET /v1/models", "POST /v1/chat/completions"][..]),
        (401, error("Invalid API key"), &["GET /v1/models", "POST /v1/chat/completions"]),
        (
            403,
            error("Missing scopes: api.model.read"),
            &["GET /v1/models", "POST /v1/chat/completions"],
        ),
        (403, json!("RBAC: access denied"), &["GET /v1/models", "POST /v1/chat/completions"]),
        (404, error("Not Found"), &["GET /v1/models", "GET /models", "POST /v1/chat/completions"]),
        (
            405,
            error("Method Not Allowed"),
            &["GET /v1/models", "GET /models", "POST /v1/chat/completions"],
        ),
        (500, error("no route to models"), &["GET /v1/models", "POST /v1/chat/completions"]),
        (502, json!("Bad gateway"), &["GET /v1/models", "POST /v1/chat/completions"]),
    ] {
        let case = format!("{status} {body}");
        let found = probed(HOST, gateway(), answers((status, body.clone()), (200, reply())));
        found.is(&case, "PPPP", None, "");
        assert_eq!(found.lines(), asked, "{case}");
        assert!(found.requests.iter().all(|request| request.has(KEY)), "{case}");
        let reach = &found.report.stages()[1].sentence;
        assert!(reach.contains(&format!("status {status}")), "{case}: {reach}");
        // The same refusal of the message is one of the key.
        let found = probed(HOST, gateway(), answers((status, body), (401, error("Who are you?"))));
        found.is(&case, "PPF-", Some("keyRefused"), "Enter another");
    }
    // Where the message does not decide it either, the list's failure is what is known.
    for (status, stages, reason) in
        [(401, "PPF-", "keyRefused"), (403, "PPF-", "notAllowed"), (500, "PF--", "serverError")]
    {
        let found =
            probed(HOST, gateway(), answers((status, error("no")), (404, error("Not Found"))));
        found.is(&status.to_string(), stages, Some(reason), "");
    }
}

#[test]
fn public_list_proves_no_key() {
    let found = probed(
        HOST,
        gateway(),
        answers((200, listed()), (401, error("No auth credentials found"))),
    );
    found.is("open", "PPF-", Some("keyRefused"), "Enter another");
    assert_eq!(found.lines(), ["GET /v1/models", "GET /v1/models", "POST /v1/chat/completions"]);
    assert_eq!(found.requests[1].header("authorization"), None);
}

#[test]
fn openrouters_key_is_proved_without_a_message() {
    let model = "anthropic/claude-opus-4.7";
    let openrouter = |status: u16, key: Value| {
        let connection = upstream("openrouter", model);
        probed("openrouter.ai", connection, move |request| match request.line().as_str() {
            "GET /api/v1/models" => Reply::Json(200, list(&[model])),
            "GET /api/v1/key" => Reply::Json(status, key.clone()),
            other => panic!("{other}"),
        })
    };
    let data =
        json!({"data": {"label": "sk-or-v1-…", "limit": 10, "limit_remaining": 3.2, "usage": 6.8}});
    let found = openrouter(200, data);
    found.is("a good key", "PPPP", None, "");
    assert_eq!(found.lines(), ["GET /api/v1/models", "GET /api/v1/key"]);
    assert!(!found.report.spent_a_token);
    let found = openrouter(401, error("User not found."));
    found.is("a bad key", "PPF-", Some("keyRefused"), "Enter another");
    let found = openrouter(200, json!({"data": {"limit": 10, "limit_remaining": 0, "usage": 10}}));
    found.is("a key whose limit is reached", "PPPF", Some("noCredit"), "credit");
}

#[test]
fn an_openrouter_account_that_never_paid_is_tried_with_a_message() {
    let free = "poolside/laguna-m.1:free";
    for (model, messages, stages, reason) in
        [("anthropic/claude-opus-4.7", 1, "PPPF", Some("noCredit")), (free, 0, "PPPP", None)]
    {
        let connection = with(upstream("openrouter", model), "models", json!([model]));
        let found =
            probed("openrouter.ai", connection, move |request| match request.line().as_str() {
                "GET /api/v1/models" => Reply::Json(200, list(&[model])),
                "GET /api/v1/key" => {
                    let data =
                        json!({"limit": null, "limit_remaining": null, "is_free_tier": true});
                    Reply::Json(200, json!({ "data": data }))
                }
                _ => Reply::Json(402, error("Insufficient credits. Add more using your account.")),
            });
        let posts = found.requests.iter().filter(|request| request.method == "POST").count();
        assert_eq!(posts, messages, "{model}: {:?}", found.lines());
        found.is(model, stages, reason, "");
    }
}

#[test]
fn an_empty_list_is_an_api_without_models() {
    for empty in [
        json!({"object": "list", "data": null}),
        json!([]),
        json!({"models": []}),
        json!({"data": []}),
        json!({"models": null}),
    ] {
        let case = empty.to_string();
        // A local server: nothing is installed, and what to run is said.
        for default in [json!("m-large"), Value::Null] {
            let empty = empty.clone();
            let server = Server::start(answers(
                (200, empty),
                (404, error("model \"m-large\" not found, try pulling it first")),
            ));
            let connection = with(
                crate::probe::asking::openai(&format!("{}/v1", server.url())),
                "defaultModel",
                default.clone(),
            );
            let report = crate::probe::asking::asked(&request(connection, KEY));
            assert_eq!(report.reason().map(Reason::key), Some("noModels"), "{case} {report:#?}");
            assert_eq!(report.sentence(), messages::NO_MODELS_INSTALLED, "{case}");
            assert!(
                report.advice().is_some_and(|advice| advice.contains("Install")),
                "{case} {report:#?}"
            );
        }
        // Another machine: a message decides.
        let found = probed(HOST, gateway(), answers((200, empty.clone()), (200, reply())));
        found.is(&case, "PPPP", None, "");
        let found = probed(
            HOST,
            gateway(),
            answers((200, empty.clone()), (404, error("The model m-large does not exist"))),
        );
        found.is(&case, "PPPF", Some("noModels"), "");
        let connection = with(gateway(), "defaultModel", Value::Null);
        let found = probed(HOST, connection, answers((200, empty), (200, reply())));
        assert_eq!(found.reason(), Some("noModels"), "{case} {:#?}", found.report);
    }
}

#[test]
fn a_list_is_read_in_every_shape() {
    for body in [
        json!(["m-large", "m-small"]),
        json!([{"id": "m-large"}, {"id": "m-small"}]),
        json!({"data": {"models": [{"id": "m-large"}, {"id": "m-small"}]}}),
        json!({"data": ["m-large", "m-small"]}),
        json!({"data": [{"id": "m-large"}, {"id": "m-small", "object": "model"}, {}, {"object": "model"}, null]}),
        json!({"models": [{"name": "m-large", "model": "m-large"}, {"model": "m-small"}]}),
        json!({"models": ["m-large", "m-small"]}),
        json!({"result": [{"id": "0", "name": "m-large"}, {"id": "1", "name": "m-small"}]}),
        json!({"code": 200, "msg": "success", "success": true, "data": [{"id": "m-large"}, {"id": "m-small"}]}),
        json!({"error": null, "data": [{"id": "m-large"}, {"id": "m-small"}]}),
    ] {
        let case = body.to_string();
        let found = probed(HOST, gateway(), move |request| {
            if request.has(KEY) && request.method == "GET" {
                Reply::Json(200, body.clone())
            } else {
                Reply::Json(401, error("Who are you?"))
            }
        });
        found.is(&case, "PPPP", None, "");
        assert_eq!(found.report.model_count(), Some(2), "{case}");
    }
}

/// A server whose pages are asked for with one parameter, whatever it is called.
fn paged(parameter: &'static str, page: fn(Option<&str>) -> Value) -> impl Fn(&Request) -> Reply {
    move |request| {
        if !request.has(KEY) {
            return Reply::Json(401, error("Who are you?"));
        }
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let after = pairs.into_iter().find(|(name, _)| *name == parameter).map(|(_, value)| value);
        Reply::Json(200, page(after))
    }
}

#[test]
fn pages_are_read_by_the_parameter_of_each_api() {
    fn openai(after: Option<&str>) -> Value {
        match after {
            None => json!({"data": [{"id": "a"}, {"id": "b"}], "has_more": true, "last_id": "b"}),
            Some(_) => json!({"data": [{"id": "m-large"}], "has_more": false}),
        }
    }
    fn without_last_id(after: Option<&str>) -> Value {
        match after {
            None => json!({"data": [{"id": "a"}, {"id": "b"}], "has_more": true}),
            Some("b") => json!({"data": [{"id": "m-large"}], "has_more": false}),
            Some(_) => json!({"data": []}),
        }
    }
    fn token(after: Option<&str>) -> Value {
        match after {
            None => json!({"data": [{"id": "a"}, {"id": "b"}], "next_page_token": "t2"}),
            Some(_) => json!({"data": [{"id": "m-large"}], "next_page_token": ""}),
        }
    }
    for (case, server) in [
        ("after", paged("after", openai)),
        ("after, without last_id", paged("after", without_last_id)),
        ("page_token", paged("page_token", token)),
    ] {
        let found = probed(HOST, gateway(), server);
        found.is(case, "PPPP", None, "");
        assert_eq!(found.report.model_count(), Some(3), "{case}");
    }
    let of_anthropic = with(anthropic("https://gateway.example"), "defaultModel", json!("m-large"));
    let found = probed(HOST, of_anthropic, paged("after_id", openai));
    found.is("after_id", "PPPP", None, "");
}

#[test]
fn a_server_that_ignores_the_page_is_asked_once_more_at_most() {
    for page in [
        json!({"data": [{"id": "m-large"}, {"id": "b"}], "has_more": true, "last_id": "b"}),
        json!({"data": [{"id": "m-large"}, {"id": "b"}], "next_page_token": "again"}),
    ] {
        let found = probed(HOST, gateway(), move |request| {
            if request.has(KEY) {
                Reply::Json(200, page.clone())
            } else {
                Reply::Json(401, error("Who are you?"))
            }
        });
        found.is("the same page", "PPPP", None, "");
        assert_eq!(found.report.model_count(), Some(2));
        let pages = found.requests.iter().filter(|request| request.has(KEY)).count();
        assert_eq!(pages, 2, "{:?}", found.lines());
    }
}

#[test]
fn a_message_is_tried_with_a_model_for_chats() {
    for listed in [
        json!({"data": [{"id": "text-embedding-3-large"}, {"id": "rerank-v3"}, {"id": "gpt-image-1"}, {"id": "tts-1"}, {"id": "whisper-1"}, {"id": "m-chat"}]}),
        json!({"data": [{"id": "one", "type": "embedding"}, {"id": "two", "type": "image"}, {"id": "m-chat", "type": "chat"}]}),
        json!({"data": [{"id": "one", "capabilities": {"completion_chat": false}}, {"id": "m-chat", "capabilities": {"completion_chat": true}}]}),
        json!({"data": [{"id": "one", "architecture": {"output_modalities": ["image"]}}, {"id": "m-chat", "architecture": {"output_modalities": ["text"]}}]}),
    ] {
        let case = listed.to_string();
        let connection = with(gateway(), "defaultModel", Value::Null);
        let found = probed(HOST, connection, answers((200, listed), (200, reply())));
        found.is(&case, "PPP-", None, "");
        let message = found.requests.last().expect("a message");
        assert!(message.body.contains("m-chat"), "{case}: {}", message.body);
    }
}

#[test]
fn a_number_is_one_also_as_a_text_or_with_a_point() {
    let body = json!({"data": [{"id": "a", "context_length": "131072"}, {"id": "b", "context_length": 131_072.0}, {"id": "c", "context_window": 1e6},
        {"id": "d", "max_model_len": "1e6"}, {"id": "e", "context_length": "many"}, {"id": "f", "context_length": -1}, {"id": "g", "context_length": 0.5}]});
    let found = probed(HOST, gateway(), answers((200, body), (200, reply())));
    let windows: Vec<_> = found
        .report
        .models
        .iter()
        .flatten()
        .map(|model| Some(model.context_window?.value))
        .collect();
    assert_eq!(
        windows,
        [Some(131_072), Some(131_072), Some(1_000_000), Some(1_000_000), None, None, None]
    );
}

#[test]
fn unlisted_model_is_tried_when_the_api_cannot_look_one_up() {
    let others = list(&["a", "b"]);
    let server = move |message: (u16, Value)| {
        let others = others.clone();
        move |request: &Request| match (request.line().as_str(), request.has(KEY)) {
            ("GET /v1/models", true) => Reply::Json(200, others.clone()),
            ("POST /v1/chat/completions", true) => Reply::Json(message.0, message.1.clone()),
            (_, true) => Reply::Json(404, json!({"detail": "Not Found"})),
            _ => Reply::Json(401, error("Who are you?")),
        }
    };
    let found = probed(HOST, gateway(), server((200, reply())));
    found.is("hidden", "PPPP", None, "");
    assert!(found.report.spent_a_token);
    assert_eq!(found.lines().last().map(String::as_str), Some("POST /v1/chat/completions"));
    let found = probed(HOST, gateway(), server((404, error("The model m-large does not exist"))));
    found.is("unknown", "PPPF", Some("unknownModel"), "from its list");
    let found = probed(HOST, gateway(), server((404, json!({"detail": "Not Found"}))));
    found.is("nothing decides it", "PPPF", Some("unknownModel"), "from its list");
}

#[test]
fn free_probe_asks_only_for_a_list() {
    for status in [401, 404, 500] {
        let request = ProbeRequest { may_spend: false, ..request(gateway(), KEY) };
        let found = probed_as(HOST, &request, answers((status, error("no")), (200, reply())));
        assert!(
            found.requests.iter().all(|request| request.method == "GET"),
            "{:?}",
            found.lines()
        );
    }
}
