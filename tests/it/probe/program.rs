//! `validate` as a person and a script see it: what is printed, the exit code, and that nothing
//! else changes.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::probe::asking::{NO_NAME, list};
use crate::probe::internet::{compatible, home_with_key, outcomes, report, validate};
use crate::support::server::{Proxy, Reply, Server};

const KEY: &str = "gsk_PLANTED-0123456789";

/// A connection to a server, whose key is stored.
fn connection(slug: &str, base: &str) -> Value {
    compatible(slug, base, "api_key_with_endpoint")
}

fn good() -> Server {
    Server::start(|_| Reply::Json(200, list(&["m", "n"])))
}

fn refusing() -> Server {
    Server::start(|_| Reply::Json(401, json!({"error": {"message": "gsk_PLANTED is no key"}})))
}

/// A home with a connection that works and one that does not, both with a key that is stored.
fn two(good: &Server, bad: &Server) -> Tree {
    let all = [connection("good", &good.url()), connection("bad", &bad.url())];
    home_with_key(&all, "gsk_PLANTED")
}

#[test]
fn exit_code_tells_apart_success_of_all_and_failure_of_any() {
    let (good, bad) = (good(), refusing());
    let tree = two(&good, &bad);
    for (arguments, code) in [
        (["good"].as_slice(), 0),
        (&["bad"], 1),
        (&["good", "bad"], 1),
        (&["--all"], 1),
        (&["none-such"], 1),
        (&[], 2),
        (&["good", "--all"], 2),
        (&["good", "--timeout", "soon"], 2),
        (&["good", "--timeout", "0"], 2),
        (&["good", "--timeout", "-1"], 2),
        (&["good", "--timeout", "inf"], 2),
        (&["good", "--timeout", "NaN"], 2),
        (&["good", "--timeout", "1e300"], 2),
    ] {
        let ran = validate(tree.program(), arguments);
        assert_eq!(ran.code, code, "{arguments:?} {}{}", ran.out, ran.err);
        let is_asked = ran.out.contains("Configuration");
        assert_eq!(is_asked, code < 2 && arguments != ["none-such"], "{arguments:?}");
    }
}

#[test]
fn validation_changes_no_file() {
    let (good, bad) = (good(), refusing());
    let tree = two(&good, &bad);
    let before = tree.files();
    for arguments in [["--all"].as_slice(), &["--all", "--json"], &["good"], &["bad"]] {
        validate(tree.program(), arguments);
        assert_eq!(tree.files(), before, "{arguments:?}");
    }
}

/// What is printed, with a T for each time in it.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let parts = line.split(" · ").map(|part| {
            let number = part.strip_suffix(" ms").or(part.strip_suffix(" s"));
            let is_time = number.is_some_and(|number| number.parse::<f64>().is_ok());
            if is_time { "T" } else { part }
        });
        parts.collect::<Vec<_>>().join(" · ") + "\n"
    });
    lines.collect()
}

#[test]
fn stages_are_printed_with_request_and_advice() {
    let (good, bad) = (good(), refusing());
    let tree = two(&good, &bad);
    let all = validate(tree.program(), &["--all"]);
    let good_lines = all.out.lines().filter(|line| line.contains("The good"));
    assert_eq!(good_lines.count(), 1, "{}", all.out);
    assert!(!all.out.contains(&good.url()), "of what is valid no stages: {}", all.out);
    assert!(all.out.contains(&bad.url()), "{}", all.out);
    let ran = validate(tree.program(), &["good", "bad"]);
    assert_eq!(ran.err, "");
    let printed = ran.out.replace(&good.url(), "GOOD").replace(&bad.url(), "BAD");
    let hosts = [(&good, "GOOD-HOST"), (&bad, "BAD-HOST")];
    let printed =
        hosts.iter().fold(printed, |printed, (server, name)| printed.replace(&server.host(), name));
    insta::assert_snapshot!(without_times(&printed), @r"
    valid     good · The good: Connection valid · T · 2 models
      ok  Configuration  Complete.
      ok  Connect        GOOD-HOST answers.
                         GET GOOD/models · 200 · T
      ok  Auth           The key is accepted.
      ok  Model          m is listed, among 2 models.
    failed    bad · The bad: The key was refused · T
      ok  Configuration  Complete.
      ok  Connect        BAD-HOST answers, but its model list failed (status 401).
                         POST BAD/chat/completions · 401 · T
                         “… is no key”
      no  Auth           The key was refused.
                         → Enter another key for this provider.
      -   Model          Skipped.
    1 valid, 1 failed, 0 unproven
    ");
}

#[test]
fn the_report_as_json_has_the_shape_that_the_help_describes() {
    let (good, bad) = (good(), refusing());
    let tree = two(&good, &bad);
    let ran = validate(tree.program(), &["--all", "--json"]);
    let json = ran.json();
    assert_eq!(json["valid"], false);
    let keys = |value: &Value| {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect::<Vec<_>>()
    };
    for connection in json["connections"].as_array().expect("a list") {
        assert_eq!(
            keys(connection),
            [
                "slug",
                "name",
                "verdict",
                "reason",
                "sentence",
                "milliseconds",
                "models",
                "spentToken",
                "balance",
                "usage",
                "betterBaseUrl",
                "notes",
                "stages",
                "full",
                "craft",
            ]
        );
        assert!(connection["milliseconds"].is_u64());
        let stages = connection["stages"].as_array().expect("a list");
        let names: Vec<&str> = stages.iter().filter_map(|s| s["stage"].as_str()).collect();
        assert_eq!(names, ["configuration", "reach", "auth", "model"]);
        for stage in stages {
            assert_eq!(keys(stage), ["stage", "outcome", "reason", "sentence", "advice", "asked"]);
            if !stage["asked"].is_null() {
                assert_eq!(
                    keys(&stage["asked"]),
                    ["what", "status", "words", "milliseconds", "proxy", "roots"]
                );
            }
        }
    }
    let (valid, failed) = (report(&json, "good"), report(&json, "bad"));
    assert_eq!(
        (&valid["verdict"], &valid["sentence"]),
        (&json!("valid"), &json!("Connection valid"))
    );
    assert_eq!((&valid["models"], &valid["name"]), (&json!(2), &json!("The good")));
    assert_eq!(failed["verdict"], "failed");
    assert_eq!(failed["models"], Value::Null);
    let auth = &failed["stages"][2];
    assert_eq!(auth["outcome"], "failed");
    assert_eq!(auth["asked"]["status"], 401);
    assert_eq!(auth["asked"]["words"], "… is no key");
    assert_eq!(auth["asked"]["what"], format!("POST {}/chat/completions", bad.url()));
    assert_eq!((&failed["reason"], &auth["reason"]), (&json!("keyRefused"), &json!("keyRefused")));
    assert_eq!((&valid["reason"], &valid["stages"][2]["reason"]), (&Value::Null, &Value::Null));
    assert!(auth["advice"].is_string());
}

#[test]
fn better_url_is_named_without_secrets_of_the_stored_one() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/models" => Reply::Json(200, list(&["m"])),
        _ => Reply::Json(404, json!({})),
    });
    let odd = server.url().replace("://", "://me:PLANTED@");
    let all = [connection("plain", &server.url()), connection("odd", &odd)];
    let tree = home_with_key(&all, KEY);
    let program = || tree.program();
    let json = validate(program(), &["--all", "--json"]).done().json();
    let better = format!("{}/v1", server.url());
    assert_eq!(report(&json, "plain")["betterBaseUrl"], json!(better));
    let odd = report(&json, "odd")["betterBaseUrl"].as_str().expect("text").to_owned();
    assert!(odd.contains("(hidden)@"), "{odd}");
    let ran = validate(program(), &["plain"]).done();
    let set = format!("llm-connections set plain baseUrl={better}");
    assert!(ran.out.contains(&set), "{}", ran.out);
    // What is removed from it must not be stored.
    let ran = validate(program(), &["odd"]).done();
    assert!(!ran.out.contains("llm-connections set"), "{}", ran.out);
    // With another address the key goes elsewhere.
    let words = set.split(' ').skip(1).chain(["--yes"]).collect::<Vec<_>>();
    tree.run(&words).done();
    let json = validate(program(), &["plain", "--json"]).done().json();
    assert_eq!(report(&json, "plain")["betterBaseUrl"], Value::Null);
}

#[test]
fn given_timeout_is_honored() {
    let silent = Server::start(|_| Reply::Silence);
    let tree = home_with_key(&[connection("silent", &silent.url())], KEY);
    let program = tree.program();
    let began = Instant::now();
    let ran = validate(program, &["silent", "--json", "--timeout", "0.5"]);
    assert_eq!(ran.code, 1);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    let json = ran.json();
    let found = report(&json, "silent");
    assert_eq!(outcomes(found), ["passed", "failed", "notAsked", "notAsked"]);
    assert!(
        found["milliseconds"].as_u64().is_some_and(|ms| (500..5000).contains(&ms)),
        "{found:#}"
    );
}

#[test]
fn several_connections_are_asked_at_once_and_reported_in_order() {
    // Each takes as long as is allowed.
    let (asked, asks) = channel();
    let silent = Server::start(move |_| {
        // The receiver has gone only when the test is over.
        let _ = asked.send(());
        Reply::Silence
    });
    let slugs: Vec<String> = (0..12).map(|n| format!("c{n:02}")).collect();
    let all: Vec<Value> = slugs.iter().map(|slug| connection(slug, &silent.url())).collect();
    let tree = home_with_key(&all, KEY);
    let program = tree.program();
    let began = Instant::now();
    let json = validate(program, &["--all", "--json", "--timeout", "3"]).json();
    // One after the other they take thirty-six seconds.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let listed = json["connections"].as_array().expect("a list").iter();
    let listed: Vec<&str> = listed.filter_map(|c| c["slug"].as_str()).collect();
    assert_eq!(listed, slugs);
    for _ in 0..12 {
        asks.recv_timeout(Duration::from_secs(20)).expect("each was asked");
    }
    assert_eq!(silent.requests().len(), 12);
}

#[test]
fn key_goes_only_to_the_stored_server_on_every_failure() {
    let other = good();
    let target = format!("{}/models", other.url());
    let refused = |status: u16| {
        Server::start(move |_| Reply::Json(status, json!({"error": {"message": "No."}})))
    };
    let head = "HTTP/1.1 200 OK\r\n";
    let cut = format!("{head}content-length: 1000\r\n\r\n{{").into_bytes();
    let endless = format!("{head}content-length: 99999999999\r\n\r\n{{").into_bytes();
    let auth = ["passed", "passed", "failed", "notAsked"];
    let reach = ["passed", "failed", "notAsked", "notAsked"];
    let servers = [
        ("wrong-key", refused(401), auth),
        ("no-permission", refused(403), auth),
        ("no-credit", refused(402), ["passed", "passed", "passed", "failed"]),
        ("no-path", refused(404), reach),
        ("too-often", refused(429), ["passed", "passed", "passed", "notAsked"]),
        ("trouble", refused(500), reach),
        ("cut", Server::start(move |_| Reply::Bytes(cut.clone())), reach),
        ("garbage", Server::start(|_| Reply::Bytes(b"\x00\x01\x02".to_vec())), reach),
        ("html", Server::start(|_| Reply::Full(200, Vec::new(), b"<html>".to_vec())), reach),
        ("huge", Server::start(move |_| Reply::Endless(endless.clone())), reach),
        (
            "elsewhere",
            Server::start(move |_| {
                Reply::Full(307, vec![("location", target.clone())], Vec::new())
            }),
            reach,
        ),
        (
            "untrusted",
            Server::start_self_signed(&["127.0.0.1"], |_| Reply::Json(200, list(&["m"]))),
            reach,
        ),
        (
            "no-model",
            Server::start(|request| match request.path.as_str() {
                "/models" => Reply::Json(200, list(&["n"])),
                _ => Reply::Json(404, json!({})),
            }),
            ["passed", "passed", "passed", "failed"],
        ),
    ];
    let mut connections: Vec<Value> =
        servers.iter().map(|(slug, server, _)| connection(slug, &server.url())).collect();
    connections.push(connection("clear", &format!("http://{NO_NAME}/v1")));
    let tree = home_with_key(&connections, KEY);
    let before = tree.files();
    // Every host that is not this machine is behind it, and it leads to no server.
    let trap = Proxy::start(|_| None);
    let mut program = tree.program();
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
        program.env(name, trap.url());
    }
    let ran = validate(program, &["--all", "--json", "--timeout", "30"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    for (slug, server, expected) in &servers {
        let found = report(&json, slug);
        assert_eq!(outcomes(found), *expected, "{found:#}");
        let requests = server.requests();
        assert_eq!(requests.is_empty(), *slug == "untrusted", "{slug}");
        assert!(requests.iter().all(|r| r.has("PLANTED")), "{slug}");
    }
    assert_eq!(outcomes(report(&json, "clear")), ["notAsked"; 4]);
    assert!(other.requests().is_empty());
    assert!(trap.asked().is_empty(), "{:?}", trap.asked());
    assert_eq!(tree.files(), before);
}

#[test]
fn unknown_host_name_is_reported() {
    let tree = home_with_key(&[connection("gone", &format!("http://{NO_NAME}/v1"))], KEY);
    let program = tree.program();
    let json = validate(program, &["gone", "--json", "--allow-plain-http"]).json();
    let found = report(&json, "gone");
    assert_eq!(outcomes(found), ["passed", "failed", "notAsked", "notAsked"]);
    let expected = format!("Can't resolve {NO_NAME}.");
    assert_eq!(found["sentence"], expected);
}
