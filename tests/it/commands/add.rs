//! `add`

use llm_connections::cli::messages;
use llm_connections::probe::messages as probe_messages;
use llm_connections::settings::connection::endpoint;
use llm_connections::settings::connection::local_server::LocalServerKind::{Ollama, Vllm};
use llm_connections::settings::edit::assignment::Assignment;
use llm_connections::settings::problems::words::{CONVERT, did_you_mean};
use serde_json::json;

use crate::commands::harness::{Ran, Tree};
use crate::support::model_servers::{
    at_ports, litellm_with_a_key, ollama, ollama_with_context, strangers, vllm,
};
use crate::support::server::Server;

#[test]
fn a_preset_fills_in_what_is_not_given() {
    let tree = Tree::new();
    tree.run(&[
        "add",
        "--preset",
        "openrouter",
        "name=Router at work",
        "defaultModel=openai/gpt-5",
    ])
    .done()
    .prints("Added “Router at work” (router-at-work)\n")
    .prints("llmConnections[router-at-work]");
    let mut added = tree.connection("router-at-work");
    assert!(added["createdAt"].as_u64().expect("a moment") > 1_700_000_000_000);
    added["createdAt"] = 1.into();
    assert_eq!(
        added.to_string(),
        json!({"slug": "router-at-work", "name": "Router at work", "providerType": "pi", "authType": "api_key",
            "baseUrl": "https://openrouter.ai/api/v1",
            "models": ["pi/openai/gpt-5", "pi/openai/gpt-5.4-pro", "pi/moonshotai/kimi-k2.5", "pi/openrouter/auto"],
            "defaultModel": "pi/openai/gpt-5", "modelSelectionMode": "userDefined3Tier", "piAuthProvider": "openrouter",
            "midStreamBehavior": "steer", "createdAt": 1}).to_string()
    );
}

#[test]
fn first_connection_becomes_default_in_a_valid_file() {
    let tree = Tree::empty();
    tree.run(&[
        "add",
        "local",
        "providerType=openai_compat",
        "authType=none",
        "baseUrl=http://localhost:1234/v1",
    ])
    .done();
    let json = tree.json();
    assert_eq!(json["defaultLlmConnection"], "local");
    assert_eq!((&json["workspaces"], &json["activeSessionId"]), (&json!([]), &json!(null)));
    assert_eq!(tree.connection("local")["name"], "local");
}

#[test]
fn each_wrong_field_is_reported_and_nothing_is_written() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["add", "x"]).misused(messages::NAME_A_PRESET);
    tree.run(&["add", "x", "name=X"])
        .refused("providerType: Provider is missing")
        .refused("authType: Authentication is missing");
    tree.run(&["add", "x", "--preset", "Groq", "awsRegion=us-east-1"])
        .refused("awsRegion: This applies to bedrock, not to pi");
    tree.run(&["add", "x", "providerType=anthropic", "authType=bearer_token"])
        .refused("not bearer_token");
    tree.run(&["add", "work", "--preset", "Groq"]).refused("The slug work is taken");
    tree.run(&["add", "--preset", "Gorq"]).misused("did you mean Groq?");
    tree.run(&["add", "--preset", "Groq", "apiKey=PLANTED"])
        .misused(Assignment::parse("apiKey=").expect_err("a secret"));
    tree.run(&["add", "--preset", "Groq", "bseUrl=x"]).misused("did you mean baseUrl?");
    tree.run(&["add", "--preset", "Custom", "baseUrl=nowhere"])
        .refused(endpoint::problem("nowhere").expect("no URL"));
    let add = |label: &str, first: &str| messages::add_assignments(label, &[first.to_owned()]);
    tree.run(&["add", "g", "--preset", "Groq", "defaultModel=gpt-oss-12b"])
        .refused(add(&did_you_mean("openai/gpt-oss-120b"), "'models="))
        .refused(add(CONVERT, "'providerType=pi_compat'"));
    assert_eq!(tree.files(), before);
}

#[test]
fn first_connection_clears_the_deferred_setup_and_a_second_does_not() {
    let config = |connections: &str| {
        format!(
            r#"{{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "setupDeferred": true, "llmConnections": [{connections}]}}"#
        )
    };
    let tree = Tree::of(&config(""));
    tree.run(&["add", "--preset", "Ollama", "one", "models=m", "defaultModel=m"]).done();
    assert!(tree.json().get("setupDeferred").is_none());
    let one = r#"{"slug": "one", "name": "One", "providerType": "pi", "authType": "none", "createdAt": 1}"#;
    let tree = Tree::of(&config(one));
    tree.run(&["add", "--preset", "Ollama", "two", "models=m", "defaultModel=m"]).done();
    assert_eq!(tree.json()["setupDeferred"], true);
}

#[test]
fn output_is_a_short_line_followed_by_each_field() {
    let tree = Tree::new();
    let fields = ["name=Local", "models=a,b,c,d,e,f", "defaultModel=a"];
    let ran = tree.run(&[&["add", "--preset", "Ollama", "local"], &fields[..]].concat()).done();
    let lines: Vec<&str> = ran.out.lines().filter(|line| !line.contains("createdAt")).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    Added “Local” (local)
      llmConnections[local]: added
        name                Local
        slug                local
        providerType        pi_compat
        authType            none
        baseUrl             http://localhost:11434/v1
        customEndpoint.api  openai-completions
        models              a
                            b
                            c
                            d
                            and 2 more
        defaultModel        a
        midStreamBehavior   steer
    ");
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

/// The program, which finds these servers at usual ports of theirs and nothing else.
fn run_beside(tree: &Tree, servers: &[(u16, &Server)], arguments: &[&str]) -> Ran {
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_TEST_HOSTS", at_ports(servers)).args(arguments);
    Ran::of(program)
}

#[test]
fn the_context_that_a_server_runs_a_model_with_is_listed_stored_and_noted() {
    let tree = Tree::new();
    tree.run(&["delete", "home", "--yes"]).done();
    let ollama = ollama_with_context(&["qwen3:8b"], 4096);
    let there = [(11434, &ollama)];
    run_beside(&tree, &there, &["add", "--local"]).done().prints("qwen3:8b (4K)");
    let ran = run_beside(&tree, &there, &["add", "--local", "ollama"]).done();
    ran.prints(messages::served_context("qwen3:8b", "4K", "served by Ollama (num_ctx)"));
    assert_eq!(tree.connection("ollama")["models"][0]["contextWindow"], 4096);
}

#[test]
fn the_servers_of_this_machine_are_listed_with_their_models() {
    let tree = Tree::new();
    let (ollama, locked) = (ollama(&["qwen3:8b", "nomic-embed-text"]), litellm_with_a_key());
    let (_, stranger) = strangers().remove(0);
    let there = [(11434, &ollama), (4000, &locked), (8080, &stranger)];
    let ran = run_beside(&tree, &there, &["add", "--local"]).done();
    insta::assert_snapshot!(ran.out, @r"
    SERVER     ADDRESS          THERE                    ADDED AS  MODELS
    Ollama     localhost:11434  1 model                  Home      qwen3:8b
    LM Studio  localhost:1234   not running
    llama.cpp  localhost:8080   another program answers
    vLLM       localhost:8000   not running
    LiteLLM    localhost:4000   needs a key
    ");
    let json = run_beside(&tree, &there, &["add", "--local", "--json"]).done().json();
    assert_eq!(
        json,
        json!({"schemaVersion": 1, "servers": [
            {"server": "Ollama", "baseUrl": "http://localhost:11434/v1", "models": ["qwen3:8b"],
                "asksForKey": false, "slug": "home"},
            {"server": "LiteLLM", "baseUrl": "http://localhost:4000/v1", "models": [],
                "asksForKey": true, "slug": null},
        ]})
    );
    let none = run_beside(&tree, &[], &["add", "--local", "--json"]);
    assert_eq!((none.code, none.json()), (1, json!({"schemaVersion": 1, "servers": []})));
}

#[test]
fn a_server_of_this_machine_is_added_by_its_name() {
    let tree = Tree::empty();
    let server = vllm(&["m", "bge-m3"]);
    let there = [(8000, &server)];
    run_beside(&tree, &there, &["add", "--local", "vllm", "desk", "name=Desk"])
        .done()
        .prints("Added “Desk” (desk)");
    let added = tree.connection("desk");
    assert_eq!((&added["models"], &added["defaultModel"]), (&json!(["m"]), &json!("m")));
    assert_eq!(tree.json()["defaultLlmConnection"], "desk");
    run_beside(&tree, &there, &["add", "--local", "VLLM"])
        .done()
        .prints(messages::goes_there_too("Desk"));
}

#[test]
fn server_that_cannot_be_added_comes_with_advice() {
    let tree = Tree::empty();
    let (empty, locked) = (ollama(&[]), litellm_with_a_key());
    let there = [(11434, &empty), (4000, &locked)];
    let run = |arguments: &[&str]| run_beside(&tree, &there, &[&["add"], arguments].concat());
    let start = probe_messages::start_it_with(Vllm.start_command());
    run(&["--local", "vllm"]).refused(messages::no_local_server(
        "vLLM",
        "localhost:8000",
        probe_messages::NOT_RUNNING,
        &start,
    ));
    run(&["--local", "ollama"])
        .refused(probe_messages::count_models(0))
        .refused(probe_messages::get_a_model_with(Ollama.get_model_command()));
    run(&["--local", "olama"]).misused("did you mean Ollama?");
    run(&["--local", "ollama", "--preset", "Ollama"]).misused("cannot be used with");
    assert!(!tree.config().exists());
    run(&["--local", "litellm"]).done().prints(messages::local_server_asks_for_key("LiteLLM"));
    assert_eq!(tree.connection("litellm")["authType"], "api_key_with_endpoint");
}

#[test]
fn the_url_of_a_whole_request_is_refused_and_the_endpoint_is_named() {
    let tree = Tree::empty();
    let run = |verb: &[&str], url: &str, protocol: &str| {
        let (url, protocol) = (format!("baseUrl={url}"), format!("customEndpoint.api={protocol}"));
        let fields = [
            "providerType=pi_compat",
            "authType=api_key_with_endpoint",
            "piAuthProvider=openai",
            "defaultModel=m",
            &protocol,
            &url,
        ];
        tree.run(&[verb, &fields].concat())
    };
    let base = "https://api.example.com";
    for (path, protocol, endpoint) in [
        ("/v1/chat/completions", "openai-completions", "/v1"),
        ("/v1/models?limit=5", "openai-completions", "/v1"),
        ("/v1/responses", "openai-completions", "/v1"),
        ("/v1/messages", "anthropic-messages", ""),
    ] {
        let named = format!("The endpoint is {base}{endpoint}.");
        run(&["add", "x"], &format!("{base}{path}"), protocol).refused(&named);
        assert!(!tree.config().exists(), "{path}");
    }
    run(&["add", "x"], &format!("{base}/v1"), "openai-completions").done();
    let before = tree.json();
    let request = format!("baseUrl={base}/v1/chat/completions");
    tree.run(&["set", "x", &request]).refused(format!("The endpoint is {base}/v1."));
    assert_eq!(tree.json(), before);
}
