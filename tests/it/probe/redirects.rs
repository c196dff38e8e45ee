//! Where an endpoint sends elsewhere: the same host is followed with the secret, and no other
//! host learns it.

use std::sync::atomic::{AtomicUsize, Ordering};

use llm_connections::probe::report::StageName;
use serde_json::{Value, json};

use crate::probe::asking::{
    KEY, UNREACHED, anthropic, asked, assert_honest, assert_valid, bystander, list, openai,
    outcomes, question, request,
};
use crate::support::server::{Reply, Server};

fn to(status: u16, location: &str) -> Reply {
    Reply::Full(status, vec![("location", location.to_owned())], Vec::new())
}

#[test]
fn the_same_host_is_followed_with_the_secret() {
    for status in [301, 302, 307, 308] {
        for (make, header) in
            [(anthropic as fn(&str) -> Value, "x-api-key"), (openai, "authorization")]
        {
            let server = Server::start(move |request| {
                if request.path == "/moved/models" {
                    Reply::Json(200, list(&["m"]))
                } else {
                    to(status, "/moved/models")
                }
            });
            let report = asked(&request(make(&server.url()), KEY));
            assert_valid(&report);
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "{:?}", server.lines());
            assert!(requests.iter().all(|r| r.header(header).is_some_and(|v| v.ends_with(KEY))));
        }
    }
}

#[test]
fn message_is_resent_as_a_post_on_the_same_host() {
    for status in [301, 302, 307, 308] {
        let server = Server::start(move |request| match request.line().as_str() {
            "POST /moved" => Reply::Json(200, json!({"choices": []})),
            "POST /chat/completions" => to(status, "/moved"),
            _ => Reply::Json(404, json!({})),
        });
        let report = asked(&request(openai(&server.url()), KEY));
        assert_valid(&report);
        let last = server.requests().pop().expect("asked");
        assert!(last.has(KEY) && last.body.contains("max_tokens"), "{last:?}");
    }
}

#[test]
fn redirect_to_another_host_carries_no_secret() {
    for status in [301, 302, 303, 307, 308] {
        for make in [anthropic as fn(&str) -> Value, openai] {
            // Another port of this machine is another host, and so is another name of it.
            let other = bystander();
            for host in ["127.0.0.1", "localhost"] {
                let target = format!("{}/v1/models", other.url_at(host));
                let sent = target.clone();
                let server = Server::start(move |_| to(status, &sent));
                let report = asked(&request(make(&server.url()), KEY));
                assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
                assert_honest(&report);
                let reach = report.stage(StageName::Connect);
                assert!(reach.sentence.contains(&target), "{}", reach.sentence);
                assert_eq!(question(&report, StageName::Connect).status, Some(status));
                assert_eq!(server.requests().len(), 1, "{:?}", server.lines());
                assert!(other.requests().is_empty());
            }
        }
    }
}

#[test]
fn another_name_of_the_same_server_is_another_host() {
    let server = Server::start(|request| {
        let host = request.header("host").unwrap_or_default().to_owned();
        to(302, &format!("http://{}/models", host.replace("127.0.0.1", "localhost")))
    });
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert_eq!(server.requests().len(), 1, "{:?}", server.lines());
}

#[test]
fn a_message_is_not_sent_after_another_host_either() {
    let other = bystander();
    let target = format!("{}/chat/completions", other.url());
    let server = Server::start(move |request| {
        if request.method == "POST" { to(307, &target) } else { Reply::Json(404, json!({})) }
    });
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert!(other.requests().is_empty());
}

#[test]
fn redirect_target_is_shown_without_its_secrets() {
    let server = Server::start(|request| {
        let key = request.header("x-api-key").unwrap_or_default();
        to(302, &format!("https://me:PLANTED@login.invalid/{key}?token=PLANTED&q={key}&x=1"))
    });
    let report = asked(&request(anthropic(&server.url()), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert_honest(&report);
    let sentence = &report.stage(StageName::Connect).sentence;
    assert!(sentence.contains("https://login.invalid/"), "{sentence}");
}

#[test]
fn redirect_loop_ends() {
    let count = AtomicUsize::new(0);
    let server =
        Server::start(move |_| to(302, &format!("/{}", count.fetch_add(1, Ordering::Relaxed))));
    let report = asked(&request(anthropic(&server.url()), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert!(server.requests().len() <= 6, "{:?}", server.lines());
}

#[test]
fn redirect_without_target_is_reported() {
    for location in [None, Some("http://[")] {
        let server = Server::start(move |_| {
            let headers = location.iter().map(|to| ("location", (*to).to_owned()));
            Reply::Full(302, headers.collect(), Vec::new())
        });
        let report = asked(&request(anthropic(&server.url()), KEY));
        assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
        assert!(report.sentence().contains("another address"), "{}", report.sentence());
    }
}
