//! What the environment says of the way to a provider: proxies, which hosts they are not for, and
//! which authorities are trusted.

use llm_connections::probe::{RequestError, Untrusted};
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::probe::asking::{NO_NAME, list};
use crate::probe::installation::CLOSED_PORT;
use crate::probe::internet::{
    Internet, compatible, home, home_with_key, outcomes, report, validate,
};
use crate::support::server::{Proxy, Reply, Request, Server};

const KEY: &str = "gsk_PLANTED-0123456789";
const HOST: &str = "api.groq.com";
const UNREACHED: [&str; 4] = ["passed", "failed", "notAsked", "notAsked"];

/// A connection whose key is in the environment.
fn groq() -> Value {
    json!({"slug": "groq", "name": "Groq", "providerType": "pi", "authType": "environment", "piAuthProvider": "groq",
        "defaultModel": "pi/groq/compound", "createdAt": 1})
}

/// A home with an endpoint of one's own, whose key is stored.
fn home_at(base: &str) -> Tree {
    home_with_key(&[compatible("groq", base, "api_key_with_endpoint")], KEY)
}

fn lists(_: &Request) -> Reply {
    Reply::Json(200, list(&["m", "groq/compound"]))
}

/// Asks about the one connection of a home, with variables in the place of those that lead into the
/// test's internet.
fn asked(
    internet: &Internet,
    tree: &Tree,
    variables: &[(&str, &str)],
    more: &[&str],
) -> (Ran, Value) {
    let mut program = internet.program(tree);
    program.env("GROQ_API_KEY", KEY).envs(variables.iter().copied());
    let mut arguments = vec!["groq", "--json", "--timeout", "30"];
    arguments.extend(more);
    let ran = validate(program, &arguments);
    let report = report(&ran.json(), "groq").clone();
    (ran, report)
}

fn sentence(report: &Value) -> &str {
    report["sentence"].as_str().expect("text")
}

#[test]
fn public_list_proves_no_key_but_a_message_does() {
    for (status, message, stages, code) in [
        (
            401,
            json!({"error": {"message": format!("{KEY} is no key")}}),
            ["passed", "passed", "failed", "notAsked"],
            1,
        ),
        (200, json!({"choices": []}), ["passed"; 4], 0),
        (
            429,
            json!({"error": {"message": "slow down"}}),
            ["passed", "passed", "passed", "notAsked"],
            0,
        ),
        (404, json!({"detail": "Not Found"}), ["passed", "passed", "notAsked", "passed"], 1),
        (
            200,
            json!({"error": {"message": "upstream is gone"}}),
            ["passed", "passed", "notAsked", "passed"],
            1,
        ),
        (
            400,
            json!({"error": {"message": "messages: too short"}}),
            ["passed", "passed", "notAsked", "passed"],
            1,
        ),
        // The status says nothing of the key, and the words do.
        (
            400,
            json!({"error": {"message": "Unauthorized: token is bad"}}),
            ["passed", "passed", "failed", "notAsked"],
            1,
        ),
        (400, json!({"error": {"message": "max_tokens is too small"}}), ["passed"; 4], 0),
    ] {
        let reply = message.clone();
        let internet = Internet::start(&[HOST], move |request| match request.method.as_str() {
            "POST" => Reply::Json(status, reply.clone()),
            _ => lists(request),
        });
        let (ran, found) = asked(&internet, &home(&[groq()]), &[], &[]);
        assert_eq!(outcomes(&found), stages, "{status} {message} {found:#}");
        assert_eq!(ran.code, code, "{found:#}");
        let is_answered = message.get("choices").is_some();
        assert_eq!(found["spentToken"], is_answered, "{found:#}");
        assert_eq!(
            internet.server.lines(),
            ["GET /openai/v1/models", "GET /openai/v1/models", "POST /openai/v1/chat/completions"]
        );
        let with_key: Vec<bool> = internet.server.requests().iter().map(|r| r.has(KEY)).collect();
        assert_eq!(with_key, [true, false, true]);
        assert_eq!(internet.proxy.asked(), [format!("{HOST}:443").as_str(); 3]);
    }
}

#[test]
fn endpoint_that_ignores_the_key_does_not_prove_it() {
    for status in [429, 500, 503] {
        let internet = Internet::start(&[HOST], move |request| {
            let has_key = request.has(KEY);
            match (request.method.as_str(), has_key) {
                ("GET", true) => lists(request),
                ("GET", false) => Reply::Json(status, json!({})),
                _ => Reply::Json(401, json!({})),
            }
        });
        let (_, found) = asked(&internet, &home(&[groq()]), &[], &[]);
        assert_eq!(outcomes(&found), ["passed", "passed", "failed", "notAsked"], "{found:#}");
    }
}

#[test]
fn failing_proxy_is_reported_and_never_bypassed() {
    let internet = Internet::start(&[HOST], lists);
    // It accepts no user, and says so.
    let strict = Proxy::start(|_| None);
    let (ran, found) = asked(&internet, &home(&[groq()]), &[("HTTPS_PROXY", &strict.url())], &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert!(sentence(&found).to_lowercase().contains("proxy http"), "{found:#}");
    assert_eq!(strict.asked(), [format!("{HOST}:443")]);
    // It is not there. That the provider is not would be wrong to say.
    let gone = format!("http://{CLOSED_PORT}");
    let (_, found) = asked(&internet, &home(&[groq()]), &[("HTTPS_PROXY", &gone)], &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert!(sentence(&found).to_lowercase().contains("proxy http"), "{found:#}");
    assert!(found["stages"][1]["advice"].as_str().is_some_and(|a| a.contains("HTTPS_PROXY")));
    assert!(internet.server.requests().is_empty());
    // It sees no key, for what goes to the provider is encrypted.
    let curious = Server::start(|_| Reply::Json(407, json!({})));
    let (_, found) = asked(&internet, &home(&[groq()]), &[("HTTPS_PROXY", &curious.url())], &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert!(sentence(&found).to_lowercase().contains("proxy http"), "{found:#}");
    assert_eq!(curious.lines(), [format!("CONNECT {HOST}:443")]);
    assert!(!curious.requests()[0].has("PLANTED"));
}

#[test]
fn no_proxy_is_for_this_machine() {
    for host in ["127.0.0.1", "localhost"] {
        let internet = Internet::start(&[HOST], lists);
        let own = Server::start(lists);
        let base = own.url_at(host);
        // By either name, and for all of them.
        let proxy = internet.proxy.url();
        let variables =
            [("ALL_PROXY", proxy.as_str()), ("http_proxy", &proxy), ("https_proxy", &proxy)];
        let (ran, found) = asked(&internet, &home_at(&base), &variables, &[]);
        assert_eq!(ran.code, 0, "{found:#}");
        assert_eq!(own.lines(), ["GET /models"]);
        assert!(internet.proxy.asked().is_empty());
    }
}

#[test]
fn host_in_no_proxy_is_asked_directly() {
    // Over plain http a proxy is told the whole address, and here it answers by itself.
    let proxy = Server::start(lists);
    // Without the proxy there is no way to such a name.
    let tree = home_at(&format!("http://{NO_NAME}/v1"));
    let asked = |no_proxy: &str| {
        let mut program = tree.program();
        program.env("HTTP_PROXY", proxy.url()).env("NO_PROXY", no_proxy);
        let ran = validate(program, &["groq", "--json", "--allow-plain-http"]);
        report(&ran.json(), "groq").clone()
    };
    let found = asked("other.invalid");
    assert_eq!(outcomes(&found)[1], "passed", "{found:#}");
    let before = proxy.lines();
    assert_eq!(before[0], format!("GET http://{NO_NAME}/v1/models"));
    let found = asked(&format!("other.invalid,{NO_NAME}"));
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert_eq!(sentence(&found), RequestError::UnknownName.sentence(NO_NAME));
    assert_eq!(proxy.lines(), before);
}

#[test]
fn unlisted_authority_is_not_trusted_and_its_hosts_get_no_key() {
    let internet = Internet::start(&[HOST], lists);
    let stranger = Internet::start(&[HOST], lists);
    let proxy = stranger.proxy.url();
    let (_, found) = asked(&internet, &home(&[groq()]), &[("HTTPS_PROXY", &proxy)], &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    let unknown = Untrusted::UnknownCa(Some(stranger.authority().display().to_string()));
    assert_eq!(sentence(&found), RequestError::Certificate(unknown).sentence(HOST));
    assert_eq!(stranger.proxy.asked(), [format!("{HOST}:443")]);
    assert!(stranger.server.requests().is_empty());
    // Trusted, and yet for another name.
    let other = Internet::start(&["other.invalid"], lists);
    let port = other.server.port();
    let misleading = Proxy::start(move |_| Some(port));
    let (_, found) = asked(&other, &home(&[groq()]), &[("HTTPS_PROXY", &misleading.url())], &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert!(sentence(&found).contains("it is for other.invalid"), "{found:#}");
    assert!(other.server.requests().is_empty());
}

#[test]
fn machine_without_trusted_roots_can_still_ask_itself() {
    let internet = Internet::start(&[HOST], lists);
    let own = Server::start(lists);
    let no_authorities =
        [("SSL_CERT_FILE", "/nowhere/authority.pem"), ("SSL_CERT_DIR", "/nowhere")];
    let (ran, found) = asked(&internet, &home_at(&own.url()), &no_authorities, &[]);
    assert_eq!(ran.code, 0, "{found:#}");
    let (_, found) = asked(&internet, &home(&[groq()]), &no_authorities, &[]);
    assert_eq!(outcomes(&found), UNREACHED, "{found:#}");
    assert!(sentence(&found).contains("not trusted"), "{found:#}");
    assert!(internet.server.requests().is_empty());
}

#[test]
fn plain_http_request_requires_consent_and_follows_an_upgrade_to_tls() {
    let internet = Internet::start(&["gateway.invalid"], lists);
    // A proxy for plain http is told the whole address, and here it answers by itself.
    let plain = Server::start(|request| {
        let location = request.path.replace("http://", "https://");
        Reply::Full(301, vec![("location", location)], Vec::new())
    });
    let tree = home_at("http://gateway.invalid/v1");
    let variables = [("HTTP_PROXY", plain.url())];
    let variables: Vec<(&str, &str)> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (ran, found) = asked(&internet, &tree, &variables, &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(outcomes(&found), ["notAsked"; 4], "{found:#}");
    assert!(plain.requests().is_empty() && internet.proxy.asked().is_empty());
    let (_, found) = asked(&internet, &tree, &variables, &["--allow-plain-http"]);
    assert_eq!(outcomes(&found)[1], "passed", "{found:#}");
    assert_eq!(plain.requests()[0].line(), "GET http://gateway.invalid/v1/models");
    let encrypted = internet.server.requests();
    assert_eq!(encrypted[0].line(), "GET /v1/models");
    // What the one was told the other must be, or it would take the key for missing.
    assert!(plain.requests()[0].has(KEY) && encrypted[0].has(KEY));
}
