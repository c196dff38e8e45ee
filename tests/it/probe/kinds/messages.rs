//! Messages that are refused for their form: asked again within what is named, once, or read as the
//! stream that comes.

use serde_json::{Value, json};

use super::{Found, HOST, answers, error, gateway, probed, reply};
use crate::support::server::{Reply, Request};

/// An endpoint without a list that takes a message only in one form.
fn picky(refusal: &'static str, takes: fn(&Value) -> bool) -> Found {
    probed(HOST, gateway(), move |request: &Request| {
        if request.method == "GET" {
            return Reply::Json(404, error("Not Found"));
        }
        let body: Value = serde_json::from_str(&request.body).expect("JSON");
        if takes(&body) { Reply::Json(200, reply()) } else { Reply::Json(400, error(refusal)) }
    })
}

fn posts(found: &Found) -> Vec<Value> {
    let posts = found.requests.iter().filter(|request| request.method == "POST");
    posts.map(|request| serde_json::from_str(&request.body).expect("JSON")).collect()
}

#[test]
fn a_message_is_asked_again_within_the_limit_that_is_named_once() {
    for refusal in [
        "Invalid 'max_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead.",
        "Invalid 'max_output_tokens': must be at least 16.",
        "max_tokens must be greater than or equal to 16",
    ] {
        let found = picky(refusal, |body| body["max_tokens"].as_u64() >= Some(16));
        found.is(refusal, "PPPP", None, "");
        assert!(found.report.spent_a_token);
        assert_eq!(posts(&found).len(), 2);
        assert!(found.report.stages()[3].sentence.contains("16 tokens"), "{:#?}", found.report);
    }
    let refusal = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    let found = picky(refusal, |body| {
        body["max_completion_tokens"] == 1 && body.get("max_tokens").is_none()
    });
    found.is(refusal, "PPPP", None, "");
    // Asked again once, and no more; a limit that costs something is not tried.
    for (refusal, asked) in
        [("max_tokens must be at least 16", 2), ("max_tokens must be at least 4096", 1)]
    {
        let found = picky(refusal, |_| false);
        found.is(refusal, "PPPP", None, "");
        assert_eq!(posts(&found).len(), asked, "{refusal}");
        assert!(!found.report.spent_a_token);
    }
    // A parameter that is not sent says nothing against the key or the model.
    let found =
        picky("Unsupported value: 'temperature' is not supported with this model.", |_| false);
    found.is("temperature", "PPPP", None, "");
}

const STREAM: &str = concat!(
    ": ping\n\n",
    "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\".\"}}]}\n\n",
    "data: [DONE]\n\n"
);

fn stream(body: &str) -> Reply {
    let headers = vec![("content-type", "text/event-stream".to_owned())];
    Reply::Full(200, headers, body.as_bytes().to_vec())
}

#[test]
fn streaming_only_api_is_read_as_a_stream() {
    for refusal in [
        "Stream must be set to true",
        "stream must be true",
        "This model only supports streaming mode",
    ] {
        let found = probed(HOST, gateway(), move |request| match request.method.as_str() {
            "GET" => Reply::Json(404, error("Not Found")),
            _ if request.body.contains("\"stream\":true") => stream(STREAM),
            _ => Reply::Json(400, error(refusal)),
        });
        found.is(refusal, "PPPP", None, "");
        assert_eq!(posts(&found).len(), 2);
    }
    let of_anthropic =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n";
    let error_in_it = "data: {\"error\":{\"message\":\"invalid api key\",\"code\":401}}\n\n";
    for (body, stages, reason) in [
        (STREAM, "PPPP", None),
        (of_anthropic, "PPPP", None),
        (error_in_it, "PPF-", Some("keyRefused")),
    ] {
        let found = probed(HOST, gateway(), move |request| match request.method.as_str() {
            "GET" => Reply::Json(404, error("Not Found")),
            _ => stream(body),
        });
        found.is(body, stages, reason, "");
        assert_eq!(posts(&found).len(), 1);
    }
}

#[test]
fn rate_limit_names_the_wait() {
    let found = probed(HOST, gateway(), |_| {
        let headers =
            vec![("retry-after", "34".to_owned()), ("content-type", "application/json".to_owned())];
        Reply::Full(429, headers, b"{}".to_vec())
    });
    found.is("retry-after", "PPP-", Some("rateLimited"), "Try again in 34 s.");
    // A date counts from the server's own clock; the past and the absurd name no wait.
    for (after, advice) in [
        ("Sun, 06 Nov 1994 08:54:37 GMT", "Try again in 5 min."),
        ("Sun, 06 Nov 1994 00:00:00 GMT", "Try again in a minute."),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "Try again in a minute."),
        ("99999999999999999999", "Try again in a minute."),
        ("-1", "Try again in a minute."),
        ("soon", "Try again in a minute."),
    ] {
        let found = probed(HOST, gateway(), move |_| {
            let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT".to_owned());
            let json = ("content-type", "application/json".to_owned());
            Reply::Full(429, vec![("retry-after", after.to_owned()), date, json], b"{}".to_vec())
        });
        found.is(after, "PPP-", Some("rateLimited"), advice);
    }
    // A quota that comes back soon is a rate; one that is gone for weeks needs more money.
    for (after, stages, reason, advice) in [
        ("60", "PPP-", "rateLimited", "Try again in 60 s."),
        ("1500000", "PPPF", "noCredit", "credit"),
    ] {
        let found = probed(HOST, gateway(), move |_| {
            let body = error("Quota exceeded.").to_string().into_bytes();
            Reply::Full(429, vec![("retry-after", after.to_owned())], body)
        });
        found.is(after, stages, Some(reason), advice);
    }
    let body = json!({"error": {"message": "Quota reached. Please try again in 7m12.5s."}});
    let found = probed(HOST, gateway(), answers((429, body.clone()), (429, body)));
    found.is("minutes in words", "PPP-", Some("rateLimited"), "Try again in 8 min.");
    let body = json!({"error": {"message": "Rate limit reached. Please try again in 7.66s."}});
    let found = probed(HOST, gateway(), answers((429, body.clone()), (429, body)));
    found.is("in words", "PPP-", Some("rateLimited"), "Try again in 8 s.");
}

#[test]
fn web_page_is_named_and_its_url_never_offered() {
    fn page(status: u16) -> Reply {
        let headers = vec![("content-type", "text/html".to_owned())];
        let body = b"<!doctype html><html><head><title>Just a moment...</title></head></html>";
        Reply::Full(status, headers, body.to_vec())
    }
    fn to_login(status: u16) -> Reply {
        let location = "https://login.example/sso?next=%2Fv1%2Fmodels".to_owned();
        Reply::Full(status, vec![("location", location)], Vec::new())
    }
    for (case, answer) in [
        ("200", (|_: &Request| page(200)) as fn(&Request) -> Reply),
        ("403", |_| page(403)),
        ("503", |_| page(503)),
        ("302", |_| to_login(302)),
        ("303", |_| to_login(303)),
        ("307", |_| to_login(307)),
    ] {
        let found = probed(HOST, gateway(), answer);
        found.is(case, "PF--", Some("webPage"), "browser");
        let advice = found.report.advice().unwrap_or_default();
        assert!(
            !advice.contains("make it") && !advice.contains("login.example"),
            "{case} {advice}"
        );
        assert_eq!(found.report.working_endpoint, None, "{case}");
    }
    // The API itself that has moved is another thing.
    let found = probed(HOST, gateway(), |_| {
        let location = "https://login.example/v2/models".to_owned();
        Reply::Full(308, vec![("location", location)], Vec::new())
    });
    found.is("moved", "PF--", Some("redirected"), "endpoint");
}
