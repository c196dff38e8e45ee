//! Logins where a proxy leads outside: it leads to every host of the provider, encrypted to the
//! provider itself, and what the environment excludes from it is this machine alone.

use serde_json::json;

use crate::commands::harness::{Ran, Tree};
use crate::probe::internet::Internet;
use crate::support::login_provider::{self as provider, SECOND, answering};

fn empty() -> Tree {
    Tree::of(&json!({"workspaces": [], "llmConnections": []}).to_string())
}

/// Signs in to `ChatGPT` with what there is outside.
fn login(internet: &Internet, tree: &Tree) -> Ran {
    let mut program = internet.program(tree);
    program
        .args(["login", "--provider", "chatgpt", "--json"])
        .env("NO_PROXY", "127.0.0.1,localhost,::1")
        .env("LLM_CONNECTIONS_TEST_SIGN_IN", format!("{},0,0", SECOND.as_millis()));
    Ran::of_with(program, "")
}

#[test]
fn login_uses_the_environments_proxy() {
    let hosts = ["auth.openai.com", "chatgpt.com"];
    let (internet, tree) = (Internet::start(&hosts, answering(provider::chatgpt())), empty());
    let ran = login(&internet, &tree).done();
    assert!(ran.out.contains("\"event\":\"done\""), "{}", ran.out);
    let asked = internet.proxy.asked();
    let is_of = |host: &str| asked.iter().any(|one| *one == format!("{host}:443"));
    assert!(hosts.into_iter().all(is_of), "{asked:?}");
    assert!(asked.iter().all(|one| hosts.iter().any(|host| one.starts_with(host))), "{asked:?}");
}

#[test]
fn a_proxy_that_does_not_lead_to_the_provider_is_named_and_nothing_is_stored() {
    let (internet, tree) =
        (Internet::start(&["other.example"], answering(provider::chatgpt())), empty());
    let ran = login(&internet, &tree);
    assert_eq!(ran.code, 1, "{} {}", ran.out, ran.err);
    assert!(
        ran.out.contains("\"event\":\"failed\"") && ran.out.contains("HTTPS_PROXY"),
        "{}",
        ran.out
    );
    assert_eq!(internet.proxy.asked(), ["auth.openai.com:443"]);
    assert!(internet.server.requests().is_empty());
}
