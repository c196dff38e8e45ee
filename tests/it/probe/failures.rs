//! Every answer with which an endpoint may refuse, and what is said of it.

use llm_connections::probe::messages;
use llm_connections::probe::report::{StageName, StageOutcome, Verdict};
use llm_connections::settings::credential::Authentication;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{
    Failed, GEMINI, GOOGLE, KEY, NotProbed, Passed, REFUSED, UNREACHED, anthropic, asked, asked_at,
    assert_honest, azure, has_key, no_upstream, openai, outcomes, question, request, upstream,
    with, without_secret,
};
use crate::support::server::{Reply, Server};

#[test]
fn a_wrong_key_fails_at_auth_with_the_providers_words() {
    let server = Server::start(|_| {
        Reply::Json(401, json!({"error": {"message": format!("{KEY} is no key")}}))
    });
    let report = asked(&request(anthropic(&server.url()), KEY));
    assert_eq!(outcomes(&report), REFUSED);
    let auth = question(&report, StageName::Auth);
    assert_eq!(auth.words.as_deref(), Some("… is no key"));
    assert_eq!(auth.status, Some(401));
    assert_eq!(auth.what, format!("POST {}/v1/messages", server.url()));
    assert_eq!(server.lines(), ["GET /v1/models", "POST /v1/messages"]);
    assert_eq!(server.requests()[0].header("x-api-key"), Some(KEY));
}

/// The key is known, and more was not asked.
const OFTEN: [StageOutcome; 4] = [Passed, Passed, Passed, NotProbed];

/// The key is known, and its account has nothing left.
const PAY: [StageOutcome; 4] = [Passed, Passed, Passed, Failed];

/// A status and the words with it, and what is said of the stages.
const REFUSALS: &[(u16, &str, [StageOutcome; 4], &str)] = &[
    (401, "invalid x-api-key", REFUSED, messages::KEY_REFUSED),
    (403, "no permission", REFUSED, messages::KEY_NOT_ALLOWED),
    (403, "Invalid API key", REFUSED, messages::KEY_REFUSED),
    (402, "Insufficient Balance", PAY, messages::NO_CREDIT),
    (400, "Your credit balance is too low", PAY, messages::NO_CREDIT),
    (429, "insufficient_quota", PAY, messages::NO_CREDIT),
    // What xAI says.
    (400, "Incorrect API key provided: sk-PL***89.", REFUSED, messages::KEY_REFUSED),
    (429, "Too many requests", OFTEN, messages::KEY_RATE_LIMITED),
    (500, "Oh", UNREACHED, "a server error (status 500)"),
    (502, "Bad gateway", UNREACHED, "a server error (status 502)"),
    (503, "Overloaded", UNREACHED, "a server error (status 503)"),
    (529, "Overloaded", UNREACHED, "a server error (status 529)"),
    (404, "Not found", UNREACHED, "neither a model list nor messages"),
    (422, "Odd", UNREACHED, "neither a model list nor messages"),
];

#[test]
fn every_refused_list_fails_its_stage() {
    for &(status, words, expected, mentioned) in REFUSALS {
        for (make, header, value) in [
            (anthropic as fn(&str) -> Value, "x-api-key", KEY.to_owned()),
            (openai, "authorization", format!("Bearer {KEY}")),
        ] {
            let server = Server::start(move |request| {
                // What is asked after the list is not there, so that the list alone is judged.
                let status = if request.method == "POST" { 404 } else { status };
                Reply::Json(status, json!({"error": {"message": words}}))
            });
            let report = asked(&request(make(&server.url()), KEY));
            let case = format!("{status} {words} {report:#?}");
            assert_eq!(outcomes(&report), expected, "{case}");
            assert_honest(&report);
            let message = report.stages().iter().any(|stage| stage.sentence.contains(mentioned));
            assert!(message, "{case}");
            let of = if expected == UNREACHED { StageName::Connect } else { StageName::Auth };
            let question = question(&report, of);
            assert_eq!(question.status, Some(status), "{case}");
            assert_eq!(question.words.as_deref(), Some(words), "{case}");
            let requests = server.requests();
            assert!(!requests.is_empty());
            assert!(requests.iter().all(|r| has_key(r, header, &value)), "{case}");
            // Whether it works is not said of one that failed.
            let is_valid = report.verdict() == Verdict::Valid;
            assert_eq!(is_valid, expected == OFTEN, "{case}");
        }
    }
}

#[test]
fn google_reports_a_wrong_key_with_another_status() {
    let server = Server::start(|_| {
        Reply::Json(
            400,
            json!({"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.",
            "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}}),
        )
    });
    let report = asked_at(GOOGLE, &server, &request(upstream("google", GEMINI), KEY));
    assert_eq!(outcomes(&report), REFUSED, "{report:#?}");
    assert_honest(&report);
    assert_eq!(server.lines(), ["GET /v1beta/models"]);
}

#[test]
fn endpoint_that_requires_a_key_is_reported() {
    let server = Server::start(|_| Reply::Json(401, json!({"error": "no key"})));
    let connection = with(openai(&server.url()), "authType", json!("none"));
    let report = asked(&without_secret(connection));
    assert_eq!(outcomes(&report), REFUSED);
    assert_eq!(report.sentence(), messages::KEY_REQUIRED);
}

#[test]
fn without_a_key_too_many_questions_prove_none() {
    let server = Server::start(|_| Reply::Json(429, json!({"error": "slow down"})));
    let connection = with(openai(&server.url()), "authType", json!("none"));
    let report = asked(&without_secret(connection));
    assert_eq!(outcomes(&report), [Passed, Passed, NotProbed, NotProbed]);
    assert_eq!(report.verdict(), Verdict::Unproven);
}

#[test]
fn the_providers_words_are_short_and_hold_neither_the_key_nor_a_command() {
    let long = "word ".repeat(5000);
    for (body, begin) in [
        (
            json!({"error": {"message": format!("\u{1b}[2J\u{7}Key \u{202e}{KEY}\r\nis wrong")}})
                .to_string(),
            "[2J Key … is wrong",
        ),
        (json!({"error": {"message": long}}).to_string(), "word word"),
        (long.clone(), "word word"),
        (format!("{KEY} {KEY}"), "… …"),
        // The end of what is read falls into the key.
        (format!("{}{KEY}", " ".repeat(1195)), "…"),
        (format!("{}{}{KEY}", "x".repeat(280), " ".repeat(912)), "xxx"),
        ("<html>Forbidden</html>".to_owned(), ""),
        (String::new(), ""),
    ] {
        let shown = body.chars().take(60).collect::<String>();
        let server =
            Server::start(move |_| Reply::Full(401, Vec::new(), body.clone().into_bytes()));
        let report = asked(&request(anthropic(&server.url()), KEY));
        assert_eq!(outcomes(&report), REFUSED, "{shown}");
        assert_honest(&report);
        let words = question(&report, StageName::Auth).words.clone().unwrap_or_default();
        assert!(words.starts_with(begin), "{words}");
        assert!(words.chars().count() <= 300 && !words.chars().any(char::is_control), "{words}");
        assert!(!words.contains("sk-PL"), "{words}");
    }
}

#[test]
fn plain_http_to_another_machine_requires_consent() {
    let connection = openai("http://gateway.invalid/v1");
    let report = asked(&request(connection, KEY));
    assert_eq!(outcomes(&report), [NotProbed; 4], "{report:#?}");
    assert_eq!(report.verdict(), Verdict::Unproven);
    assert_honest(&report);
    let stage = report.stage(StageName::Configuration);
    assert!(stage.sentence.contains("gateway.invalid over plain http"), "{}", stage.sentence);
    assert!(stage.advice.as_ref().is_some_and(|a| a.contains("--allow-plain-http")));
}

#[test]
fn host_that_resembles_this_machine_requires_consent_too() {
    for host in [
        "gateway.invalid/@localhost",
        "gateway.invalid/x@127.0.0.1:80/v1",
        "localhost.gateway.invalid",
    ] {
        let report = asked(&request(openai(&format!("http://{host}")), KEY));
        assert_eq!(outcomes(&report), [NotProbed; 4], "{host} {report:#?}");
    }
}

#[test]
fn missing_fields_are_reported_before_any_request() {
    for (connection, mentioned) in [
        (with(openai(""), "baseUrl", Value::Null), "Endpoint is missing"),
        (azure(""), "Endpoint is missing"),
        (upstream("openai-eu", "gpt-5.4"), &no_upstream()),
        (upstream("cloudflare-workers-ai", "m"), "CLOUDFLARE_ACCOUNT_ID"),
        (openai("ftp://a.invalid"), "http"),
        (openai("https://a b.invalid"), "space"),
        (with(openai("https://a.invalid"), "providerType", json!("copilot")), "not known"),
        (with(openai("https://a.invalid"), "customEndpoint", Value::Null), "Protocol is missing"),
        (with(upstream("", "m"), "piAuthProvider", Value::Null), "Upstream is missing"),
        // Some take a slash of this kind for the end of the host, and others do not.
        (openai("http://a.invalid\\@localhost"), "backslash"),
    ] {
        let report = asked(&request(connection.clone(), KEY));
        assert_eq!(
            outcomes(&report),
            [Failed, NotProbed, NotProbed, NotProbed],
            "{connection} {report:#?}"
        );
        assert_honest(&report);
        let sentence = report.sentence().to_lowercase();
        assert!(sentence.contains(&mentioned.to_lowercase()), "{connection} {sentence}");
    }
}

#[test]
fn auth_type_of_another_version_is_reported() {
    let connection = with(openai("https://a.invalid"), "authType", json!("of-next-year"));
    let request =
        ProbeRequest { authentication: Authentication::Unknown, ..without_secret(connection) };
    let report = asked(&request);
    assert_eq!(outcomes(&report), [Failed, NotProbed, NotProbed, NotProbed]);
    assert!(report.sentence().contains("“of-next-year”"), "{}", report.sentence());
}
