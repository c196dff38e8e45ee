//! Gateways without a list: a message of one token tells, and the report says that it was sent.

use llm_connections::probe::messages;
use llm_connections::probe::report::{Reason, StageName, StageOutcome, Verdict};
use serde_json::{Value, json};

use crate::probe::asking::{
    Failed, GEMINI, GOOGLE, KEY, NotProbed, Passed, REFUSED, UNREACHED, VALID, anthropic, asked,
    asked_at, assert_honest, assert_valid, azure, has_key, openai, outcomes, question, request,
    upstream, with,
};
use crate::support::server::{Reply, Server};

fn shown(text: &str) -> Value {
    json!({"error": {"message": text}})
}

/// A gateway that has no list (its answer to the question is the first), and answers messages with
/// the other.
fn gateway(list: (u16, Value), message: (u16, Value)) -> Server {
    Server::start(move |request| {
        let (status, body) = if request.method == "POST" { &message } else { &list };
        Reply::Json(*status, body.clone())
    })
}

fn reply() -> Value {
    json!({"id": "x", "choices": [{"message": {"content": "."}}], "usage": {"completion_tokens": 1}})
}

#[test]
fn one_token_message_is_sent_and_reported_without_a_list() {
    for (connection, path, header, value, answer) in [
        (
            anthropic as fn(&str) -> Value,
            "/v1/messages",
            "x-api-key",
            KEY.to_owned(),
            json!({"type": "message", "content": [{"type": "text", "text": "."}]}),
        ),
        (openai, "/chat/completions", "authorization", format!("Bearer {KEY}"), reply()),
        (
            |base| azure(&format!("{base}/openai/v1")),
            "/openai/v1/chat/completions",
            "api-key",
            KEY.to_owned(),
            reply(),
        ),
    ] {
        let server = gateway((404, shown("no list")), (200, answer));
        let report = asked(&request(connection(&server.url()), KEY));
        assert_valid(&report);
        assert!(report.spent_a_token);
        assert_eq!(report.models, None);
        let message = server.requests().pop().expect("a message");
        assert_eq!(message.line(), format!("POST {path}"));
        assert!(has_key(&message, header, &value), "{message:?}");
        assert_eq!(message.header("content-type"), Some("application/json"));
        let body: Value = serde_json::from_str(&message.body).expect("JSON");
        let model = if header == "api-key" { "gpt-5.4" } else { "m" };
        assert_eq!(report.stage(StageName::Model).sentence, messages::model_answers(model, 1));
        assert_eq!(
            body,
            json!({"model": model, "max_tokens": 1, "messages": [{"role": "user", "content": "."}]})
        );
        let posts = server.lines().into_iter().filter(|line| line.starts_with("POST"));
        assert_eq!(posts.count(), 1, "one message is enough");
    }
}

/// A status and a body with which a message is answered, and what comes of the stages.
fn answers() -> Vec<(u16, Value, [StageOutcome; 4], Reason)> {
    const MODEL: [StageOutcome; 4] = [Passed, Passed, Passed, Failed];
    const KNOWN: [StageOutcome; 4] = [Passed, Passed, Passed, NotProbed];
    const SILENT: [StageOutcome; 4] = [Passed, Passed, NotProbed, NotProbed];
    vec![
        (401, shown("bad"), REFUSED, Reason::KeyRefused),
        (403, shown("no"), REFUSED, Reason::NotAllowed),
        (402, shown("pay"), MODEL, Reason::NoCredit),
        (400, shown("Your credit balance is too low"), MODEL, Reason::NoCredit),
        (429, shown("slow down"), KNOWN, Reason::RateLimited),
        (
            429,
            json!({"error": {"message": "pay", "code": "insufficient_quota"}}),
            MODEL,
            Reason::NoCredit,
        ),
        (404, shown("The model m does not exist"), MODEL, Reason::UnknownModel),
        (400, shown("m is not a valid model ID"), MODEL, Reason::UnknownModel),
        (400, shown("messages: too short"), SILENT, Reason::Unclear),
        (400, shown("Unauthorized: the token is bad"), REFUSED, Reason::KeyRefused),
        // Whoever refuses a question in other words may not have looked at the key, nor at the
        // model.
        (400, shown("this model wants to stream"), SILENT, Reason::Unclear),
        (406, shown("the model is not found"), SILENT, Reason::Unclear),
        (
            400,
            shown("Incorrect API key provided: sk-PLANTED-0123456789."),
            REFUSED,
            Reason::KeyRefused,
        ),
        (
            400,
            json!({"error": {"message": "no", "code": "invalid_api_key"}}),
            REFUSED,
            Reason::KeyRefused,
        ),
        (404, shown("Nothing is here."), UNREACHED, Reason::NotFound),
        (405, shown("Not so."), UNREACHED, Reason::NotFound),
        (500, shown("oh"), UNREACHED, Reason::ServerError),
        // A status that says that all is well, and words that say otherwise.
        (200, shown("invalid api key"), REFUSED, Reason::KeyRefused),
        (200, shown("this model is for paying users"), SILENT, Reason::Unclear),
        (200, shown("upstream is gone"), SILENT, Reason::Unclear),
        (200, json!({"error": "x", "choices": []}), SILENT, Reason::Unclear),
    ]
}

#[test]
fn message_result_goes_to_its_stage() {
    for (status, body, expected, reason) in answers() {
        for make in [anthropic as fn(&str) -> Value, openai] {
            let server = gateway((404, shown("no list")), (status, body.clone()));
            let report = asked(&request(make(&server.url()), KEY));
            let case = format!("{status} {body}");
            assert_eq!(outcomes(&report), expected, "{case} {report:#?}");
            assert_honest(&report);
            assert_eq!(report.reason(), Some(reason), "{case} {report:#?}");
            assert!(!report.spent_a_token, "{case}");
            let requests = server.requests();
            assert!(requests.iter().all(|r| r.has(KEY)), "{case}");
        }
    }
}

#[test]
fn refused_answer_length_proves_key_and_model_at_no_cost() {
    let text = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    let server = gateway((404, shown("no list")), (400, shown(text)));
    let report = asked(&request(openai(&server.url()), KEY));
    assert_valid(&report);
    assert!(!report.spent_a_token);
    let sentence = &report.stage(StageName::Model).sentence;
    assert!(!sentence.contains(&messages::model_answers("m", 1)), "{sentence}");
}

#[test]
fn key_that_may_chat_but_not_list_is_valid() {
    for make in [anthropic as fn(&str) -> Value, openai] {
        let body = json!({"content": [], "choices": []});
        let server = gateway((403, shown("Missing scopes: api.model.read")), (200, body));
        let report = asked(&request(make(&server.url()), KEY));
        assert_valid(&report);
        assert!(report.spent_a_token);
    }
    // Where the message goes nowhere, what the list said is all there is.
    let server = gateway((403, shown("no")), (404, shown("no")));
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), REFUSED, "{report:#?}");
    assert_eq!(question(&report, StageName::Auth).status, Some(403));
}

#[test]
fn without_list_or_model_auth_stays_unknown() {
    for connection in [
        |base: &str| with(openai(base), "defaultModel", Value::Null),
        |base: &str| with(anthropic(base), "defaultModel", Value::Null),
    ] {
        let server = gateway((404, shown("no list")), (200, reply()));
        let report = asked(&request(connection(&server.url()), KEY));
        assert_eq!(outcomes(&report), [Passed, Passed, NotProbed, NotProbed]);
        assert_eq!(report.verdict(), Verdict::Unproven);
        assert_honest(&report);
        let posts = server.requests().into_iter().filter(|request| request.method == "POST");
        assert!(
            posts.clone().all(|request| request.body == "{}"),
            "an empty message costs nothing"
        );
        assert_eq!(posts.count(), 1);
    }
    // Google's API takes no message here, and no connection can have stored another path of it.
    let server = gateway((404, shown("no list")), (200, reply()));
    let report = asked_at(GOOGLE, &server, &request(upstream("google", GEMINI), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert!(server.requests().iter().all(|r| r.method == "GET"));
    // A model that is only listed in the connection is one to write to.
    let server = gateway((404, shown("no list")), (200, reply()));
    let connection = with(anthropic(&server.url()), "defaultModel", Value::Null);
    let connection = with(connection, "models", json!(["first", "second"]));
    let report = asked(&request(connection, KEY));
    assert_eq!(outcomes(&report), VALID, "{report:#?}");
    assert!(server.requests().pop().expect("asked").body.contains(r#""first""#));
}
