//! By which proxy a host is asked: SOCKS ones, Craft's own, and the hosts that are left out.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::process::Command;

use llm_connections::probe::{ProxyFailure, RequestError};
use llm_connections::settings::proxy::{ProxyName, ProxySource};
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::probe::asking::{NO_NAME, list};
use crate::probe::internet::{compatible, outcomes, report, validate};
use crate::support::listener::Listener;
use crate::support::server::{Proxy, Reply, Request, Server};
use crate::support::socks::{HOST_UNREACHABLE, REFUSED, Socks};

const VALID: [&str; 4] = ["passed"; 4];
const UNREACHED: [&str; 4] = ["passed", "failed", "notAsked", "notAsked"];
const HTTP_PROXY: ProxySource = ProxySource::Variable("http_proxy");
const PASSWORD: &str = "PLANTED-OF-THE-PROXY";

fn lists(_: &Request) -> Reply {
    Reply::Json(200, list(&["m"]))
}

/// A home with a connection `x` to a base, without a key, and with what config.json says of
/// proxies.
fn home(base: &str, network_proxy: &Value) -> Tree {
    let config = json!({"workspaces": [], "llmConnections": [compatible("x", base, "none")],
        "networkProxy": network_proxy});
    Tree::of(&config.to_string())
}

fn validated(tree: &Tree, variables: &[(&str, &str)]) -> Value {
    let mut program: Command = tree.program();
    program.envs(variables.iter().copied());
    let ran = validate(program, &["x", "--json", "--allow-plain-http"]);
    report(&ran.json(), "x").clone()
}

fn failed(url: &str, source: ProxySource, failure: ProxyFailure) -> RequestError {
    RequestError::Proxy(ProxyName { url: url.to_owned(), source }, failure)
}

fn proxy_of(found: &Value) -> &Value {
    &found["stages"][1]["asked"]["proxy"]
}

#[test]
fn a_socks_proxy_is_asked_by_name_or_by_address_as_its_scheme_says() {
    let server = Server::start(lists);
    let port = server.port();
    let socks = Socks::start(None, move |_| Ok(port));
    for (scheme, host, asked) in [
        ("socks5h", NO_NAME, format!("{NO_NAME}:80")),
        // What is on this machine is asked without a proxy; this address is not, and needs no name.
        ("socks5", "127.0.0.2", "127.0.0.2:80".to_owned()),
        ("socks", "127.0.0.2", "127.0.0.2:80".to_owned()),
    ] {
        let url = format!("{scheme}://127.0.0.1:{}", socks.port());
        let found =
            validated(&home(&format!("http://{host}/v1"), &json!({})), &[("ALL_PROXY", &url)]);
        assert_eq!(outcomes(&found), VALID, "{found:#}");
        assert_eq!(socks.asked().last(), Some(&asked));
        let shown = url.replace("socks://", "socks5://");
        assert_eq!(*proxy_of(&found), json!({"url": shown, "source": "ALL_PROXY"}));
    }
}

#[test]
fn failing_socks_proxy_is_distinguished_from_a_silent_host() {
    for (status, failure) in [
        (REFUSED, None),
        (HOST_UNREACHABLE, Some(ProxyFailure::NoRoute)),
        (2, Some(ProxyFailure::Refusal)),
    ] {
        let socks = Socks::start(None, move |_| Err(status));
        let url = format!("socks5h://127.0.0.1:{}", socks.port());
        let tree = home(&format!("http://{NO_NAME}/v1"), &json!({}));
        let found = validated(&tree, &[("http_proxy", &url)]);
        assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
        let by_proxy = failure.map(|failure| failed(&url, HTTP_PROXY, failure));
        assert_eq!(found["sentence"], by_proxy.unwrap_or(RequestError::Refused).sentence(NO_NAME));
    }
}

#[test]
fn a_socks_proxy_takes_its_user_and_password_and_no_report_shows_them() {
    let server = Server::start(lists);
    let port = server.port();
    let socks = Socks::start(Some(("me", PASSWORD)), move |_| Ok(port));
    let tree = home(&format!("http://{NO_NAME}/v1"), &json!({}));
    let at = format!("127.0.0.1:{}", socks.port());
    let with = format!("socks5h://me:{PASSWORD}@{at}");
    let found = validated(&tree, &[("http_proxy", &with)]);
    assert_eq!(outcomes(&found), VALID, "{found:#}");
    assert_eq!(proxy_of(&found)["url"], format!("socks5h://{at}"));
    for wrong in [format!("socks5h://me:PLANTED-WRONG@{at}"), format!("socks5h://{at}")] {
        let found = validated(&tree, &[("http_proxy", &wrong)]);
        assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
        let why = failed(&format!("socks5h://{at}"), HTTP_PROXY, ProxyFailure::Login);
        assert_eq!(found["sentence"], why.sentence(NO_NAME));
    }
}

#[test]
fn server_that_is_no_socks_proxy_is_recognized() {
    let http = Listener::start(Ipv4Addr::LOCALHOST, |connection| {
        let mut stream = connection.stream.clone();
        let mut greeting = [0; 3];
        // Whatever it is, this is no answer to it.
        let _ = stream.read(&mut greeting);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = format!("socks5h://127.0.0.1:{}", http.port());
    let tree = home(&format!("http://{NO_NAME}/v1"), &json!({}));
    let found = validated(&tree, &[("http_proxy", &url)]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    let why = failed(&url, HTTP_PROXY, ProxyFailure::OtherProtocol);
    assert_eq!(found["sentence"], why.sentence(NO_NAME));
}

#[test]
fn silent_proxy_is_blamed_over_the_host_behind_it() {
    let silent = Listener::start(Ipv4Addr::LOCALHOST, |connection| {
        let _ = std::io::copy(&mut connection.stream.clone(), &mut std::io::sink());
    });
    let tree = home("https://gateway.example/v1", &json!({}));
    for scheme in ["socks5h", "http"] {
        let url = format!("{scheme}://127.0.0.1:{}", silent.port());
        let mut program = tree.program();
        program.env("https_proxy", &url);
        let ran = validate(program, &["x", "--json", "--timeout", "1"]);
        let found = report(&ran.json(), "x").clone();
        assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
        let sentence = found["sentence"].as_str().expect("text");
        assert!(sentence.contains("gateway.example"), "{sentence}");
        assert!(sentence.ends_with("in time."), "{sentence}");
    }
}

#[test]
fn crafts_own_proxy_wins_and_is_named_without_its_password() {
    let (server, others) = (Server::start(lists), Server::start(|_| Reply::Json(500, json!({}))));
    let with_user = server.url().replace("http://", &format!("http://me:{PASSWORD}@"));
    let own = json!({"enabled": true, "httpProxy": with_user, "noProxy": "localhost"});
    let tree = home(&format!("http://{NO_NAME}/v1"), &own);
    let variables = [("HTTP_PROXY", others.url()), ("NO_PROXY", NO_NAME.to_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let found = validated(&tree, &variables);
    assert_eq!(outcomes(&found), VALID, "{found:#}");
    assert_eq!(*proxy_of(&found), json!({"url": server.url(), "source": "networkProxy"}));
    assert!(server.requests()[0].header("proxy-authorization").is_some());
    assert!(others.requests().is_empty());
    // On a terminal it stands beside what was asked.
    let ran = validate(tree.program(), &["x", "--allow-plain-http"]);
    assert!(ran.out.contains(&format!("proxy {} (networkProxy)", server.url())), "{}", ran.out);
    // Switched off it is not used.
    let mut off = own;
    off["enabled"] = json!(false);
    let found = validated(&home(&format!("http://{NO_NAME}/v1"), &off), &variables);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert_eq!(*proxy_of(&found), Value::Null);
}

#[test]
fn unreachable_craft_proxy_points_to_config_json() {
    let gone = Proxy::start(|_| None);
    let url = gone.url();
    let own = json!({"enabled": true, "httpsProxy": url});
    drop(gone);
    let found = validated(&home("https://gateway.example/v1", &own), &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    let why = failed(&url, ProxySource::NetworkProxy, ProxyFailure::Unreachable);
    assert_eq!(found["sentence"], why.sentence("gateway.example"));
    let advice = &found["stages"][1]["advice"];
    assert!(advice.as_str().is_some_and(|text| text.contains("config.json")), "{found:#}");
}

#[test]
fn invalid_proxy_fails_and_is_never_bypassed() {
    let elsewhere = Server::start_elsewhere(lists);
    let tree = home(&elsewhere.url(), &json!({}));
    let found = validated(&tree, &[("http_proxy", "ftp://user:PLANTED@proxy")]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    let sentence = found["sentence"].as_str().expect("text");
    assert!(sentence.starts_with("http_proxy is not a usable proxy URL"), "{sentence}");
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn hosts_that_are_left_out_are_asked_without_a_proxy() {
    let proxy = Server::start(|_| Reply::Json(500, json!({})));
    let elsewhere = Server::start_elsewhere(lists);
    let (tree, url) = (home(&elsewhere.url(), &json!({})), proxy.url());
    let port = elsewhere.port();
    for (no_proxy, is_left_out) in [
        ("*".to_owned(), true),
        ("10.0.0.0/8, 127.0.0.0/8".to_owned(), true),
        ("127.0.0.2".to_owned(), true),
        (format!("127.0.0.2:{port}"), true),
        ("127.0.0.2:1".to_owned(), false),
        ("127.0.0.3".to_owned(), false),
    ] {
        let found = validated(&tree, &[("HTTP_PROXY", &url), ("NO_PROXY", &no_proxy)]);
        assert_eq!(outcomes(&found) == VALID, is_left_out, "{no_proxy}: {found:#}");
        assert_eq!(proxy_of(&found).is_null(), is_left_out, "{no_proxy}: {found:#}");
    }
}
