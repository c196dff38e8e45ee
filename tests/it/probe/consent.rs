//! Plain http to another machine, where everybody on the way reads the secret: it is not sent
//! without a yes. A server of this one stands for the other machine.

use llm_connections::probe::{ProxyFailure, RequestError};
use llm_connections::settings::proxy::{ProxyName, ProxySource};
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::probe::asking::{hosts, list};
use crate::probe::internet::{
    Internet, compatible, home, home_with_key, outcomes, report, validate,
};
use crate::support::server::{Reply, Request, Server};

const KEY: &str = "gsk_PLANTED-0123456789";

fn connection(base: &str, auth: &str) -> Value {
    compatible("g", base, auth)
}

fn lists(_: &Request) -> Reply {
    Reply::Json(200, list(&["m"]))
}

/// The other machine.
const ELSEWHERE: &str = "http://gateway.example";

/// Asks about the one connection, a server in the place of the other machine.
fn asked(tree: &Tree, server: &Server, arguments: &[&str]) -> Value {
    let mut all = vec!["g", "--json"];
    all.extend(arguments);
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_TEST_HOSTS", hosts(&[("gateway.example", server)]));
    let ran = validate(program, &all);
    report(&ran.json(), "g").clone()
}

#[test]
fn what_runs_without_a_terminal_does_not_count_as_consent() {
    let server = Server::start(lists);
    let tree = home_with_key(&[connection(ELSEWHERE, "api_key_with_endpoint")], KEY);
    let found = asked(&tree, &server, &[]);
    assert_eq!(outcomes(&found), ["notAsked"; 4], "{found:#}");
    assert_eq!(server.lines(), [""; 0]);
    // It is another machine only by the rule: with a yes it answers.
    let found = asked(&tree, &server, &["--allow-plain-http"]);
    assert_eq!(outcomes(&found)[1], "passed", "{found:#}");
    assert!(server.requests()[0].has(KEY));
}

#[test]
fn a_password_in_the_address_is_a_secret_also_where_no_key_is_needed() {
    let server = Server::start(lists);
    let secret = ELSEWHERE.replace("://", "://me:PLANTED@");
    let tree = home(&[connection(&secret, "none")]);
    let found = asked(&tree, &server, &[]);
    assert_eq!(outcomes(&found), ["notAsked"; 4], "{found:#}");
    assert_eq!(server.lines(), [""; 0]);
    let found = asked(&tree, &server, &["--allow-plain-http"]);
    assert_eq!(outcomes(&found)[1], "passed", "{found:#}");
    let sent = server.requests()[0].header("authorization").map(str::to_owned);
    assert!(sent.is_some_and(|sent| sent.starts_with("Basic ")));
    // Without a password there is nothing to read.
    let open = home(&[connection(ELSEWHERE, "none")]);
    let found = asked(&open, &server, &[]);
    assert_eq!(outcomes(&found)[1], "passed", "{found:#}");
}

#[test]
fn request_without_consent_carries_neither_key_nor_url_secrets() {
    let host = "gateway.example";
    let internet = Internet::start(&[host], |request| match request.method.as_str() {
        "POST" => Reply::Json(200, json!({"choices": []})),
        _ => lists(request),
    });
    let base = format!("https://me:PLANTED@{host}/v1");
    let tree = home_with_key(&[connection(&base, "api_key_with_endpoint")], KEY);
    let program = internet.program(&tree);
    let ran = validate(program, &["g", "--json", "--timeout", "30"]);
    let json = ran.json();
    assert_eq!(outcomes(report(&json, "g")), ["passed"; 4], "{json:#}");
    let requests = internet.server.requests();
    let proofs = requests.iter().map(|r| r.header("authorization"));
    let key = format!("Bearer {KEY}");
    assert_eq!(proofs.collect::<Vec<_>>(), [Some(key.as_str()), None, Some(&key)]);
}

#[test]
fn proxy_authentication_proves_nothing_about_the_key() {
    let host = "gateway.example";
    let proxy = Server::start(|_| Reply::Json(407, json!({"error": {"message": "who is there?"}})));
    let tree =
        home_with_key(&[connection(&format!("http://{host}/v1"), "api_key_with_endpoint")], KEY);
    let mut program = tree.program();
    program.env("HTTP_PROXY", proxy.url());
    let ran = validate(program, &["g", "--json", "--allow-plain-http"]);
    let json = ran.json();
    let found = report(&json, "g");
    assert_eq!(outcomes(found), ["passed", "failed", "notAsked", "notAsked"], "{found:#}");
    let name = ProxyName { url: proxy.url(), source: ProxySource::Variable("HTTP_PROXY") };
    let why = RequestError::Proxy(name, ProxyFailure::Login);
    assert_eq!(found["sentence"], why.sentence(host));
    let advice = found["stages"][1]["advice"].as_str();
    assert!(advice.is_some_and(|advice| advice.contains("HTTP_PROXY")));
    assert_eq!(found["stages"][1]["asked"]["status"], 407);
    assert_eq!(proxy.lines(), [format!("GET http://{host}/v1/models")]);
}
