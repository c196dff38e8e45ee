//! Every way in which no proper answer comes, and what is said of it.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::probe::messages::too_large;
use llm_connections::probe::report::StageName;
use llm_connections::probe::{RequestError, Untrusted};
use serde_json::{Value, json};

use crate::probe::asking::{
    Failed, KEY, NotProbed, Passed, UNREACHED, anthropic, asked, asked_within, assert_honest,
    has_key, list, openai, outcomes, question, request,
};
use crate::probe::installation::CLOSED_PORT;
use crate::support::listener::Listener;
use crate::support::server::{Reply, Server};

type Make = fn(&str) -> Value;
const BOTH: [(Make, &str); 2] = [(anthropic, "x-api-key"), (openai, "authorization")];

/// Long enough for a question on this machine, and short for a test that waits until it is over.
const SHORT: Duration = Duration::from_secs(3);

#[test]
fn truncated_or_missing_answer_fails_to_connect() {
    const CUT: RequestError = RequestError::CutOff;
    const NOT_HTTP: RequestError = RequestError::NotHttp;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    for (bytes, status, why) in [
        (format!("{head}content-length: 1000\r\n\r\n{{\"data\": ["), Some(200), CUT),
        (format!("{head}transfer-encoding: chunked\r\n\r\n5\r\n{{\"dat\r\n"), Some(200), CUT),
        (format!("{head}transfer-encoding: chunked\r\n\r\n50\r\n{{\"dat"), Some(200), CUT),
        (head.to_owned(), None, CUT),
        (String::new(), None, CUT),
        (format!("{head}transfer-encoding: chunked\r\n\r\nno number\r\n"), Some(200), NOT_HTTP),
        ("SSH-2.0-OpenSSH_9.6\r\n".to_owned(), None, NOT_HTTP),
        ("\u{0}\u{1}\u{2}garbage\r\n\r\n".to_owned(), None, NOT_HTTP),
        (format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(5000)), None, NOT_HTTP),
    ] {
        for (make, header) in BOTH {
            let sent = bytes.clone().into_bytes();
            let server = Server::start(move |_| Reply::Bytes(sent.clone()));
            let report = asked(&request(make(&server.url()), KEY));
            let case = format!("{:?} {report:#?}", bytes.chars().take(120).collect::<String>());
            assert_eq!(outcomes(&report), UNREACHED, "{case}");
            assert_honest(&report);
            assert_eq!(report.sentence(), why.sentence(&server.host()), "{case}");
            assert_eq!(question(&report, StageName::Connect).status, status, "{case}");
            // It is not asked again and again.
            assert_eq!(server.requests().len(), 1, "{case}");
            assert!(server.requests()[0].header(header).is_some_and(|v| v.ends_with(KEY)));
        }
    }
}

#[test]
fn silent_server_times_out_within_limit() {
    let ask_silent = |make: Make, is_begun: bool| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{".to_vec();
        let server =
            Server::start(
                move |_| {
                    if is_begun { Reply::Begun(head.clone()) } else { Reply::Silence }
                },
            );
        let began = Instant::now();
        let report = asked_within(&request(make(&server.url()), KEY), SHORT);
        assert!(began.elapsed() < SHORT * 4);
        assert!(report.took >= SHORT);
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        assert_eq!(report.sentence(), RequestError::ResponseTimeout.sentence(&server.host()));
        let exchange = question(&report, StageName::Connect);
        assert_eq!(exchange.status, is_begun.then_some(200));
        // The time is counted from before the question.
        assert!(exchange.took >= SHORT / 2 && exchange.took <= report.took);
        assert_eq!(server.requests().len(), 1);
    };
    thread::scope(|scope| {
        for (make, _) in BOTH {
            for is_begun in [false, true] {
                scope.spawn(move || ask_silent(make, is_begun));
            }
        }
    });
}

#[test]
fn message_timeout_is_not_reported_as_a_refused_key() {
    let server = Server::start(|request| match request.method.as_str() {
        "GET" => Reply::Json(404, json!({})),
        _ => Reply::Silence,
    });
    let report = asked_within(&request(openai(&server.url()), KEY), SHORT);
    assert_eq!(outcomes(&report), [Passed, Passed, Failed, NotProbed], "{report:#?}");
    assert_honest(&report);
    assert_eq!(report.sentence(), RequestError::ResponseTimeout.sentence(&server.host()));
}

#[test]
fn the_time_is_for_all_questions_together() {
    // Each page comes well within the time, and all of them together do not.
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| {
        thread::sleep(SHORT / 5);
        let id = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
        let mut page = list(&["m", &id]);
        page["has_more"] = json!(true);
        page["last_id"] = json!(id);
        Reply::Json(200, page)
    });
    let report = asked_within(&request(anthropic(&server.url()), KEY), SHORT);
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert!(server.requests().len() < 10, "{:?}", server.lines());
}

#[test]
fn reading_stops_at_the_size_limit() {
    // It never ends: whoever reads it to its end does not come back.
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{\"data\": [".to_vec();
    for (make, header) in BOTH {
        let head = head.clone();
        let server = Server::start(move |_| Reply::Endless(head.clone()));
        let report = asked(&request(make(&server.url()), KEY));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        assert_eq!(report.sentence(), too_large(&server.host(), 4));
        assert_eq!(question(&report, StageName::Connect).status, Some(200));
        assert!(server.requests()[0].header(header).is_some());
    }
}

#[test]
fn list_just_below_the_size_limit_is_read() {
    let text = "x".repeat(4 << 20);
    let mut long = list(&["m"]);
    long["data"][0]["description"] = json!(text[..text.len() - 200]);
    let server = Server::start(move |_| Reply::Json(200, long.clone()));
    crate::probe::asking::assert_valid(&asked(&request(openai(&server.url()), KEY)));
}

#[test]
fn long_error_is_shortened() {
    let head = b"HTTP/1.1 401 No\r\ncontent-length: 99999999999\r\n\r\nWrong key.".to_vec();
    let server = Server::start(move |_| Reply::Endless(head.clone()));
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), crate::probe::asking::REFUSED, "{report:#?}");
    assert_eq!(question(&report, StageName::Auth).words.as_deref(), Some("Wrong key."));
}

#[test]
fn self_signed_certificate_is_refused_and_no_key_is_sent() {
    let name = "rcgen self signed cert".to_owned();
    for names in [["127.0.0.1"], ["other.invalid"]] {
        for (make, _) in BOTH {
            let server = Server::start_self_signed(&names, |_| Reply::Json(200, list(&["m"])));
            let report = asked(&request(make(&server.url()), KEY));
            assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
            assert_honest(&report);
            let why = RequestError::Certificate(Untrusted::SelfSigned(Some(name.clone())));
            assert_eq!(report.sentence(), why.sentence(&server.host()));
            assert!(server.requests().is_empty());
        }
    }
}

#[test]
fn server_without_expected_encryption_gets_no_key() {
    for (make, _) in BOTH {
        let server = Server::start(|_| Reply::Json(200, list(&["m"])));
        let base = server.url().replace("http://", "https://");
        // The server takes what it is sent for a line, and waits for its end.
        let report = asked_within(&request(make(&base), KEY), Duration::from_secs(2));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        assert!(server.requests().iter().all(|r| !r.has("PLANTED")));
    }
}

#[test]
fn plain_answer_on_a_tls_port_is_recognized() {
    let (heard, greetings) = channel();
    let listener = Listener::start(Ipv4Addr::LOCALHOST, move |connection| {
        let mut stream = connection.stream.clone();
        let mut hello = [0; 4096];
        let read = stream.read(&mut hello).expect("a greeting");
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        // The test may be over.
        let _ = heard.send(String::from_utf8_lossy(&hello[..read]).into_owned());
    });
    let port = listener.port();
    let report = asked(&request(openai(&format!("https://127.0.0.1:{port}")), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert_honest(&report);
    assert_eq!(report.sentence(), RequestError::NotTls.sentence(&format!("127.0.0.1:{port}")));
    drop(listener);
    let greetings: Vec<String> = greetings.iter().collect();
    assert!(!greetings.is_empty() && !greetings.concat().contains("PLANTED"));
}

#[test]
fn closed_port_is_reported() {
    for (make, _) in BOTH {
        let report = asked(&request(make(&format!("http://{CLOSED_PORT}")), KEY));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert_honest(&report);
        assert_eq!(report.sentence(), RequestError::Refused.sentence(CLOSED_PORT));
        assert_eq!(question(&report, StageName::Connect).status, None);
    }
}

#[test]
fn failing_question_after_the_list_reports_only_itself() {
    // The list comes, and of the model that it does not hold nothing can be learnt.
    let server = Server::start(|request| match request.path.as_str() {
        "/models" => Reply::Json(200, list(&["other"])),
        _ => Reply::Bytes(Vec::new()),
    });
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), [Passed, Passed, Passed, Failed], "{report:#?}");
    assert_honest(&report);
    let bearer = format!("Bearer {KEY}");
    assert!(server.requests().iter().all(|r| has_key(r, "authorization", &bearer)));
}
