//! The full test against servers on this machine: what is sent, as Craft sends a chat, and what
//! each kind of answer shows of streams, tools and images.

mod answers;
mod program;

use std::sync::Mutex;
use std::time::Duration;

use llm_connections::probe::full_test as sentence;
use llm_connections::probe::report::{
    FullReport, PartReason, PartReport, Report, StageName, Verdict,
};
use llm_connections::settings::validation::full_test::NotTestable;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use super::asking::{
    GEMINI, GOOGLE, KEY, REFUSED, VALID, anthropic, asked, asked_at, assert_honest, has_key,
    openai, outcomes, request, upstream, with, without_secret,
};
use crate::support::server::{Reply, Request, Server};
use answers::{
    broken, call_of_completions, completions, end_of_completions, events, open, refusal, stream,
    text_of_completions,
};

/// A request for a full test, with time enough.
fn in_full(request: ProbeRequest) -> ProbeRequest {
    ProbeRequest { full_test: Some(Duration::from_secs(20)), ..request }
}

/// What a full test found.
#[track_caller]
fn full(report: &Report) -> &FullReport {
    assert!(!format!("{report:?}").contains("PLANTED"), "{report:#?}");
    report.full.as_ref().expect("it was tested in full")
}

/// Whether streams, tools and images work.
#[track_caller]
fn works(report: &Report) -> [Option<bool>; 3] {
    full(report).parts().map(|(_, part)| part.works)
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

/// A connection to an endpoint of the user's own that speaks like `OpenAI` and takes images.
fn seeing(base: &str) -> Value {
    let endpoint = json!({"api": "openai-completions", "supportsImages": true});
    with(openai(base), "customEndpoint", endpoint)
}

/// What comes of answers, given one after the other, and the messages that were sent.
fn after(replies: Vec<Reply>) -> (Report, Vec<Request>) {
    after_within(replies, Duration::from_secs(20))
}

fn after_within(replies: Vec<Reply>, time: Duration) -> (Report, Vec<Request>) {
    let replies = Mutex::new(replies.into_iter());
    let server = Server::start(move |_| {
        let next = replies.lock().expect("no test panicked in it").next();
        next.unwrap_or_else(|| refusal(418, "asked too often"))
    });
    let request = request(seeing(&server.url()), KEY);
    let report = asked(&ProbeRequest { full_test: Some(time), ..request });
    (report, server.requests())
}

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).expect("JSON")
}

/// Whether a message offers the tool, has an image, and asks for a stream.
fn parts(request: &Request) -> [bool; 3] {
    let has_tool = request.body.contains("\"report_number\"");
    [has_tool, request.has("iVBORw0KGgo"), body(request)["stream"] == true]
}

/// How a dialect is spoken: to a host, or to the server's own address.
struct Dialect {
    connection: fn(&str) -> Value,
    host: Option<&'static str>,
    stream: String,
    line: String,
    header: &'static str,
    key: String,
    /// Where the image is in the body.
    image: &'static str,
}

fn dialects() -> [Dialect; 4] {
    let bearer = || format!("Bearer {KEY}");
    [
        Dialect {
            connection: anthropic,
            host: None,
            stream: answers::anthropic(),
            line: "POST /v1/messages?beta=true".to_owned(),
            header: "x-api-key",
            key: KEY.to_owned(),
            image: "/messages/0/content/1/source/data",
        },
        Dialect {
            connection: seeing,
            host: None,
            stream: completions(),
            line: "POST /chat/completions".to_owned(),
            header: "authorization",
            key: bearer(),
            image: "/messages/0/content/1/image_url/url",
        },
        Dialect {
            connection: |_| upstream("openai", "gpt-5.4"),
            host: Some("api.openai.com"),
            stream: answers::responses(),
            line: "POST /v1/responses".to_owned(),
            header: "authorization",
            key: bearer(),
            image: "/input/0/content/1/image_url",
        },
        Dialect {
            connection: |_| upstream("google", GEMINI),
            host: Some(GOOGLE),
            stream: answers::google(),
            line: format!("POST /v1beta/models/{GEMINI}:streamGenerateContent?alt=sse"),
            header: "x-goog-api-key",
            key: KEY.to_owned(),
            image: "/contents/0/parts/1/inlineData/data",
        },
    ]
}

#[test]
fn one_message_as_craft_sends_it_shows_all_three_in_every_dialect() {
    for Dialect { connection, host, stream, line, header, key, image } in dialects() {
        let server = Server::start(move |_| events(&stream));
        let request = in_full(request(connection(&server.url()), KEY));
        let report = match host {
            Some(host) => asked_at(host, &server, &request),
            None => asked(&request),
        };
        assert_eq!(works(&report), [YES; 3], "{report:#?}");
        assert_eq!(outcomes(&report), VALID, "{report:#?}");
        assert!(report.spent_a_token && report.remark().is_none());
        assert_honest(&report);
        assert_eq!(server.lines(), [line]);
        let message = &server.requests()[0];
        assert!(has_key(message, header, &key), "{message:?}");
        let sent = body(message);
        let image = sent.pointer(image).and_then(Value::as_str).expect("an image");
        assert!(image.contains("iVBORw0KGgo"), "{sent}");
        assert!(sent["tools"].to_string().contains("\"report_number\""), "{sent}");
        // Google asks for a stream by the URL.
        assert_eq!(sent["stream"] == true, host != Some(GOOGLE), "{sent}");
    }
}

#[test]
fn a_stream_is_read_as_it_arrives_and_no_further_than_its_end() {
    // Nothing ends the connection: who waited for that would have no answer within the time.
    let (report, _) = after(vec![open(&completions())]);
    assert_eq!(works(&report), [YES; 3], "{report:#?}");
    assert!(report.took < Duration::from_secs(20), "{:?}", report.took);
}

#[test]
fn each_fault_of_a_stream_has_a_reason_of_its_own() {
    use PartReason::{BrokenOff, ErrorInStream, NoEndEvent, TooLong};
    let call = stream(&call_of_completions(&["{\"number\":7}"]));
    let error = stream(&[json!({"error": {"message": "Overloaded, sorry."}})]);
    let filler = stream(&[json!({"choices": [{"delta": {"content": "x".repeat(1000)}}]})]);
    for (reply, reason, tools) in [
        (events(&call), NoEndEvent, YES),
        (broken(&call), BrokenOff, YES),
        (broken(&stream(&call_of_completions(&["{\"num"]))), BrokenOff, None),
        (events(&format!("{call}{error}")), ErrorInStream, YES),
        (events(&filler.repeat(1100)), TooLong, None),
    ] {
        let (report, sent) = after(vec![reply]);
        let streams = &full(&report).streams;
        assert_eq!((streams.works, streams.reason), (NO, Some(reason)), "{report:#?}");
        assert_eq!(works(&report), [NO, tools, None], "{report:#?}");
        // The key and the model are proved all the same.
        assert_eq!(outcomes(&report), VALID, "{report:#?}");
        assert_eq!(report.remark(), Some(sentence::PART_FAILS));
        assert_eq!(sent.len(), 1);
        if reason == ErrorInStream {
            let expected = sentence::error_in_stream(Some("Overloaded, sorry."));
            assert_eq!(streams.detail, expected);
        }
    }
    let (report, _) = after_within(vec![open(&call)], Duration::from_secs(3));
    assert_eq!(full(&report).streams.reason, Some(BrokenOff), "{report:#?}");
}

#[test]
fn a_whole_answer_in_place_of_a_stream_still_shows_the_tool() {
    let call = json!({"type": "function", "function":
        {"name": "report_number", "arguments": "{\"number\": 7}"}});
    let answer = json!({"choices": [{"message": {"tool_calls": [call]}}]});
    let (report, sent) = after(vec![Reply::Json(200, answer)]);
    assert_eq!(works(&report), [NO, YES, YES], "{report:#?}");
    let expected = PartReport {
        works: NO,
        reason: Some(PartReason::NotStreamed),
        detail: sentence::not_streamed(),
    };
    assert_eq!(full(&report).streams, expected);
    assert_eq!(sent.len(), 1);
}

#[test]
fn refused_part_is_dropped_and_asked_once_more() {
    const TOOLS: &str = "registry.example/m does not support tools";
    const IMAGES: &str = "image_url is not supported by this model";
    const STREAMS: &str = "Streaming is not available for your account";
    const RENAMED: &str = "Use 'max_completion_tokens' instead of max_tokens.";
    let whole = || Reply::Json(200, json!({"choices": [{"message": {"content": "Seven."}}]}));
    let text = text_of_completions;
    for (replies, expected, sent) in [
        (vec![refusal(400, TOOLS), events(&text())], [YES, NO, YES], vec![[false, true, true]]),
        (
            vec![refusal(400, IMAGES), events(&completions())],
            [YES, YES, NO],
            vec![[true, false, true]],
        ),
        (
            vec![refusal(400, IMAGES), refusal(404, TOOLS), events(&text())],
            [YES, NO, NO],
            vec![[true, false, true], [false, false, true]],
        ),
        (vec![refusal(400, STREAMS), whole()], [NO, None, YES], vec![[true, true, false]]),
        (
            vec![refusal(400, RENAMED), events(&completions())],
            [YES, YES, YES],
            vec![[true, true, true]],
        ),
    ] {
        let (report, requests) = after(replies);
        assert_eq!(works(&report), expected, "{report:#?}");
        assert_eq!(outcomes(&report), VALID, "{report:#?}");
        assert_honest(&report);
        let again: Vec<[bool; 3]> = requests[1..].iter().map(parts).collect();
        assert_eq!(again, sent);
        assert_eq!(parts(&requests[0]), [true; 3]);
        if expected[1] == NO {
            let expected =
                sentence::refused(Some(if expected[2] == NO { 404 } else { 400 }), Some(TOOLS));
            assert_eq!(full(&report).tools.detail, expected);
        }
    }
}

#[test]
fn repeatedly_refused_part_is_not_asked_forever() {
    let refused = || refusal(400, "tools are not supported");
    let (report, sent) = after(vec![refused(), refused(), refused()]);
    assert_eq!(sent.len(), 2, "{report:#?}");
    assert_eq!(full(&report).tools.works, NO);
    assert_eq!(full(&report).streams.reason, Some(PartReason::NotReached));
    assert_ne!(report.verdict(), Verdict::Valid);
}

#[test]
fn undecided_part_is_neither_passed_nor_failed() {
    let (report, _) = after(vec![events(&text_of_completions())]);
    assert_eq!(full(&report).tools.reason, Some(PartReason::NotCalled));
    assert_eq!(works(&report), [YES, None, YES]);
    assert_eq!(report.remark(), None);

    let small = refusal(400, "Image width must be at least 14 pixels.");
    let (report, _) = after(vec![small, events(&completions())]);
    assert_eq!(full(&report).images.reason, Some(PartReason::ImageTooSmall));
    assert_eq!(works(&report), [YES, YES, None]);

    let bad = stream(&call_of_completions(&["{\"number\": se"])) + &end_of_completions();
    let (report, _) = after(vec![events(&bad)]);
    assert_eq!(full(&report).tools.reason, Some(PartReason::MalformedCall));
    assert_eq!(works(&report), [YES, NO, YES]);
}

#[test]
fn a_model_that_craft_sends_no_images_gets_none_here() {
    let server = Server::start(|_| events(&completions()));
    let report = asked(&in_full(request(openai(&server.url()), KEY)));
    assert_eq!(works(&report), [YES, YES, None]);
    assert_eq!(full(&report).images.reason, Some(PartReason::NotClaimed));
    assert_eq!(full(&report).images.answer(), "not claimed");
    assert_eq!(parts(&server.requests()[0]), [true, false, true]);
}

#[test]
fn an_endpoint_on_this_machine_without_a_key_gets_what_craft_sends_for_none() {
    let server = Server::start(|_| events(&completions()));
    let connection = with(openai(&server.url()), "authType", json!("none"));
    let report = asked(&in_full(without_secret(connection)));
    assert_eq!(works(&report), [YES, YES, None], "{report:#?}");
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer not-needed"));
}

#[test]
fn a_refused_key_an_unknown_path_and_silence_leave_all_three_open() {
    for (reply, stages, seconds) in [
        (refusal(401, "bad key"), Some(REFUSED), 20),
        (refusal(404, "no such route"), None, 20),
        (Reply::Silence, None, 3),
    ] {
        let (report, sent) = after_within(vec![reply], Duration::from_secs(seconds));
        assert_eq!(works(&report), [None; 3], "{report:#?}");
        for (_, part) in full(&report).parts() {
            assert_eq!(part.reason, Some(PartReason::NotReached));
            assert_eq!(part.detail, sentence::not_reached(report.sentence()));
        }
        assert_eq!(report.verdict(), Verdict::Failed, "{report:#?}");
        assert_honest(&report);
        assert_eq!(sent.len(), 1);
        let stages = stages.unwrap_or_else(|| outcomes(&report));
        assert_eq!(outcomes(&report), stages);
        assert!(!report.spent_a_token);
    }
}

#[test]
fn untestable_connection_is_validated_with_the_reason() {
    let server = Server::start(|_| Reply::Json(200, super::asking::list(&["m"])));
    let login = with(anthropic(&server.url()), "authType", json!("oauth"));
    let report = asked(&in_full(request(login, KEY)));
    assert_eq!(works(&report), [None; 3], "{report:#?}");
    let streams = &full(&report).streams;
    assert_eq!(streams.reason, Some(PartReason::NotTestedHere));
    assert_eq!(streams.detail, sentence::not_testable(NotTestable::Login));
    assert!(server.lines().iter().all(|line| line.starts_with("GET")), "{:?}", server.lines());
    assert!(report.stage(StageName::Connect).exchange.is_some());
}

#[test]
fn each_reason_has_a_name_of_its_own() {
    let names: std::collections::HashSet<_> = PartReason::ALL.map(PartReason::key).into();
    assert_eq!(names.len(), PartReason::ALL.len());
}
