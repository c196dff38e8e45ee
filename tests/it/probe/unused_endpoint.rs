//! An endpoint that is stored and that Craft does not use: the host that Craft asks is asked, and
//! named.

use llm_connections::probe::messages::ASKS_ANOTHER;
use llm_connections::settings::craft::describe::unused_endpoint;
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::probe::asking::{bystander, hosts, list};
use crate::probe::internet::{home_with_key, report, validate};
use crate::support::server::{Reply, Server};

const KEY: &str = "gsk_PLANTED-0123456789";
const HOST: &str = "api.groq.com";

/// Groq, with an endpoint that Craft does not use.
fn groq(base: &str) -> Value {
    json!({"slug": "groq", "name": "Groq", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
        "baseUrl": base, "defaultModel": "pi/groq/compound", "createdAt": 1})
}

fn provider() -> Server {
    Server::start(|request| {
        if request.has(KEY) {
            Reply::Json(200, list(&["groq/compound"]))
        } else {
            Reply::Json(401, json!({"error": {"message": "Who are you?"}}))
        }
    })
}

/// Asks about it, a server in the place of the provider.
fn asked(tree: &Tree, provider: &Server, arguments: &[&str]) -> crate::commands::harness::Ran {
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_TEST_HOSTS", hosts(&[(HOST, provider)]));
    validate(program, arguments)
}

#[test]
fn provider_is_asked_and_the_unused_endpoint_reported() {
    let (provider, ignored) = (provider(), bystander());
    let tree = home_with_key(&[groq(&ignored.url())], KEY);
    let url = ignored.url();
    let note = unused_endpoint(&url, Some(HOST), false, true);
    let json = asked(&tree, &provider, &["groq", "--json"]).done().json();
    assert_eq!(report(&json, "groq")["notes"], json!([note]));
    assert_eq!(report(&json, "groq")["betterBaseUrl"], Value::Null);
    assert_eq!(report(&json, "groq")["verdict"], "valid");
    // Also where of what is valid no stages are printed.
    let ran = asked(&tree, &provider, &["--all"]).done();
    assert!(ran.out.contains(&note), "{}", ran.out);
    assert!(ran.out.contains(ASKS_ANOTHER), "{}", ran.out);
    assert!(ran.out.contains("GET https://api.groq.com/openai/v1/models"), "{}", ran.out);
    assert!(provider.requests()[0].has(KEY));
    assert_eq!(ignored.lines(), [""; 0]);
}

#[test]
fn unused_plain_http_needs_no_consent() {
    let provider = provider();
    let tree = home_with_key(&[groq("http://gateway.invalid")], KEY);
    asked(&tree, &provider, &["groq"]).done();
    assert!(provider.requests()[0].has(KEY));
}

#[test]
fn note_does_not_claim_a_request_before_one_was_sent() {
    let provider = provider();
    let mut connection = groq("https://gateway.example/v1");
    connection["authType"] = json!("environment");
    let tree = crate::probe::internet::home(&[connection]);
    let json = asked(&tree, &provider, &["groq", "--json"]).json();
    let note = unused_endpoint("https://gateway.example/v1", Some(HOST), false, false);
    assert_eq!(report(&json, "groq")["notes"], json!([note]));
    assert_eq!(provider.lines(), [""; 0]);
}

#[test]
fn test_hosts_stay_on_this_machine() {
    let tree = home_with_key(&[groq("")], KEY);
    let other = Server::start_elsewhere(|_| Reply::Json(200, list(&["groq/compound"])));
    let ran = asked(&tree, &other, &["groq", "--json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let sentence = report(&json, "groq")["sentence"].as_str().expect("text");
    assert!(sentence.contains("servers of this machine alone"), "{sentence}");
    assert_eq!(other.lines(), [""; 0]);
}
