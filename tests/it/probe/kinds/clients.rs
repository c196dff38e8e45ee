//! Providers that serve only some programs, which they know by name.

use llm_connections::probe::messages::enter_another_key;
use serde_json::json;

use super::{error, probed};
use crate::probe::asking::{KEY, list, openai, upstream, with};
use crate::support::server::{Reply, Request};

const KIMI: &str = "api.kimi.com";

/// Serves only those that Kimi's plan for coding is meant for.
fn only_coding_agents(request: &Request) -> Reply {
    match request.header("user-agent") {
        Some(name) if name.starts_with("KimiCLI/") => match request.header("x-api-key") {
            Some(KEY) => Reply::Json(200, list(&["kimi-for-coding"])),
            _ => Reply::Json(401, error("No key")),
        },
        _ => Reply::Json(
            403,
            error(
                "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI.",
            ),
        ),
    }
}

#[test]
fn an_upstream_is_asked_under_the_name_that_crafts_chats_have_there() {
    let kimi = || upstream("kimi-coding", "kimi-for-coding");
    let found = probed(KIMI, kimi(), only_coding_agents);
    found.is("Kimi", "PPPP", None, "");
    // Another key is refused for itself, and not for the name.
    let found = probed(KIMI, kimi(), |request| match request.header("user-agent") {
        Some("KimiCLI/1.5") => Reply::Json(401, error("Invalid key")),
        other => panic!("{other:?}"),
    });
    found.is("another key", "PPF-", Some("keyRefused"), &enter_another_key(&[]));
}

#[test]
fn an_endpoint_of_ones_own_is_asked_under_this_programs_name() {
    let base = "https://api.kimi.com/coding/v1";
    let own = with(openai(base), "defaultModel", json!("kimi-for-coding"));
    let found = probed(KIMI, own, only_coding_agents);
    found.is("own", "PPF-", Some("clientRefused"), "Start a chat");
    for request in &found.requests {
        let name = request.header("user-agent").unwrap_or_default();
        assert!(name.starts_with("llm-connections/"), "{name}");
    }
}
