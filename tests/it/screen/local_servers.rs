//! The servers of models on this machine: found when a person asks, and added with few keys.

use llm_connections::probe::messages::{ANOTHER_PROGRAM, ASKS_FOR_KEY};
use llm_connections::settings::connection::local_server::{LocalServer, LocalServerKind};
use llm_connections::settings::connection::models::listed::ListedModel;
use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::edit::messages::{StateChange, default_sentence};
use llm_connections::tui::keymap::{Action, BINDINGS, KeyContext};
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::{COLOR, Screen};
use crate::screen::seen::{default_is, done};
use crate::screen::validate::local;
use crate::support::model_servers::{
    at_ports, litellm_with_a_key, lm_studio, ollama, ollama_with_context, strangers, vllm,
};
use crate::support::server::{Reply, Server};

const EMBEDDING: &str = "nomic-embed-text:latest";

/// A screen without a file, which finds these servers at usual ports of theirs and nothing else.
fn from_nothing(servers: &[(u16, &Server)]) -> Screen {
    let mut screen = Screen::prepared(COLOR, |_| {});
    screen.asking_in_place_of(&at_ports(servers));
    screen
}

/// The same beside a connection that is the default.
fn beside_another(servers: &[(u16, &Server)]) -> Screen {
    let mut screen = Screen::with(&json!([local("a", "http://localhost:9/v1")]));
    screen.asking_in_place_of(&at_ports(servers));
    screen
}

/// What the text of the row of a server is.
fn row(screen: &Screen, host: &str) -> String {
    screen.line_of(host)
}

/// The hint of the key that adds a server as the default.
fn add_as_default() -> String {
    let rows = BINDINGS.iter().filter(|row| row.context == KeyContext::LocalServers);
    let mut hints = rows.filter(|row| row.action == Action::SetDefault).map(|row| row.hint);
    hints.next().flatten().expect("a hint").to_owned()
}

/// What is said of a server that has these models, before it is added.
fn added(ids: &[&str]) -> String {
    let model = |id: &&str| ListedModel { id: (*id).to_owned(), ..ListedModel::default() };
    messages::what_is_added(&LocalServer {
        kind: LocalServerKind::Ollama,
        base_url: String::new(),
        models: ids.iter().map(model).collect(),
        asks_for_key: false,
    })
}

#[test]
fn a_server_that_was_found_is_added_with_its_models_for_chats_and_validated() {
    let server = ollama(&[EMBEDDING, "qwen3:8b", "gpt-oss:20b"]);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen.keys("l").sees(messages::LOCAL_SERVERS).all_answered();
    assert!(row(&screen, "localhost:11434").contains("✓ Ollama"), "{}", screen.text());
    assert!(row(&screen, "localhost:8000").contains("not running"), "{}", screen.text());
    screen.sees(&added(&["qwen3:8b", "gpt-oss:20b"]));
    screen.keys("<enter>").sees(&done(&edits::added("Ollama"))).all_answered().sees("●✓ Ollama");
    let stored = screen.stored("ollama");
    assert_eq!(stored["baseUrl"], "http://localhost:11434/v1");
    assert_eq!(stored["models"], json!(["qwen3:8b", "gpt-oss:20b"]));
    assert_eq!(stored["defaultModel"], "qwen3:8b");
    assert_eq!(screen.json()["defaultLlmConnection"], "ollama");
}

#[test]
fn context_that_a_server_runs_a_model_with_is_shown_and_stored() {
    let server = ollama_with_context(&["qwen3:8b"], 4096);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen.keys("l").all_answered();
    screen.reads(&format!(
        "{} (4K context served by Ollama (num_ctx)).",
        added(&["qwen3:8b"]).trim_end_matches('.')
    ));
    screen.keys("<enter>").sees(&done(&edits::added("Ollama"))).all_answered();
    let model = json!({"id": "qwen3:8b", "contextWindow": 4096, "supportsImages": false});
    assert_eq!(screen.stored("ollama")["models"], json!([model]));
}

#[test]
fn no_local_port_is_probed_without_a_request() {
    let server = ollama(&["m"]);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen.keys("a<esc>j").draw();
    screen.keys("agroq<esc>").draw();
    assert_eq!(server.lines(), [""; 0]);
    screen.keys("l").all_answered();
    assert!(!server.lines().is_empty());
}

#[test]
fn preset_list_leads_to_the_local_server_search() {
    let server = vllm(&["m"]);
    let mut screen = beside_another(&[(8000, &server)]);
    screen.keys("alocal s<enter>").sees(messages::LOCAL_SERVERS).all_answered();
    screen.sees("▌✓ vLLM").keys("<enter>");
    assert_eq!(screen.stored("vllm")["models"], json!(["m"]));
    assert_eq!(screen.json()["defaultLlmConnection"], "a");
}

#[test]
fn one_key_adds_a_server_as_the_default_in_one_edit() {
    let server = lm_studio(&["qwen/qwen3-coder-30b"]);
    let mut screen = beside_another(&[(1234, &server)]);
    screen.keys("l").all_answered().sees(&add_as_default()).keys("d").all_answered();
    let (added, default) = (edits::added("LM Studio"), default_is("LM Studio"));
    screen.sees(&format!("{added}; {default}")).sees("●✓ LM Studio");
    assert_eq!(screen.json()["defaultLlmConnection"], "lm-studio");
    screen.keys("u").sees_not("●✓ LM Studio");
    let json = screen.json();
    assert_eq!(json["defaultLlmConnection"], "a");
    assert_eq!(json["llmConnections"].as_array().map(Vec::len), Some(1));
}

#[test]
fn foreign_server_on_a_port_is_reported_as_another_program() {
    for (what, stranger) in strangers() {
        let mut screen = from_nothing(&[(8080, &stranger)]);
        screen.keys("l").all_answered();
        let line = row(&screen, "localhost:8080");
        assert!(line.contains(ANOTHER_PROGRAM), "{what}: {line}");
        screen.sees_not("✓").keys("jj").sees(&messages::add_by_hand("llama.cpp", "e"));
        screen.keys("<enter>d").sees(messages::LOCAL_SERVERS);
        assert!(!screen.config().exists(), "{what}");
    }
}

#[test]
fn unidentified_server_is_added_through_the_form() {
    let (_, stranger) = strangers().swap_remove(1);
    let mut screen = from_nothing(&[(8080, &stranger)]);
    screen.keys("l").all_answered().keys("jj").sees("e edit first").keys("e");
    screen.sees(&messages::new_connection("llama.cpp")).sees("http://localhost:8080/v1");
    screen.keys("<c-s>");
    assert_eq!(screen.stored("llama-cpp")["baseUrl"], "http://localhost:8080/v1");
}

#[test]
fn server_with_a_required_key_opens_the_form_at_the_key() {
    let server = litellm_with_a_key();
    let mut screen = from_nothing(&[(4000, &server)]);
    screen.keys("l").all_answered().sees("▌✓ LiteLLM").sees(ASKS_FOR_KEY);
    screen.sees(messages::ENTER_ITS_KEY).sees_not(&add_as_default()).keys("<enter>");
    screen.sees("http://localhost:4000/v1").field("API key").paste("sk-1234-planted");
    screen.sees_not("sk-1234-planted").keys("<c-s>");
    assert_eq!(screen.stored("litellm")["authType"], "api_key_with_endpoint");
    assert_eq!(screen.entries()["llm_api_key::litellm"]["value"], "sk-1234-planted");
}

#[test]
fn server_without_a_model_is_not_added_and_explains_how_to_get_one() {
    let server = ollama(&[EMBEDDING]);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen.keys("l").all_answered().sees("▌! Ollama").sees("no models");
    screen.sees(LocalServerKind::Ollama.get_model_command().expect("a command"));
    screen.keys("<enter>d").sees(messages::LOCAL_SERVERS);
    assert!(!screen.config().exists());
}

#[test]
fn a_server_that_has_a_connection_leads_to_it() {
    let server = ollama(&["m"]);
    let own = local("mine", "http://127.0.0.1:11434");
    let mut screen = Screen::with(&json!([local("a", "http://localhost:9/v1"), own]));
    screen.asking_in_place_of(&at_ports(&[(11434, &server)]));
    screen
        .keys("l")
        .all_answered()
        .sees(&messages::already_connected("MINE"))
        .keys("<enter>")
        .sees("▌  ");
    assert!(screen.line_of("MINE").starts_with('▌'), "{}", screen.text());
    screen.keys("l").all_answered().sees(&format!("d {}", messages::MAKE_IT_DEFAULT)).keys("d");
    assert_eq!(screen.json()["defaultLlmConnection"], "mine");
    screen
        .keys("l")
        .all_answered()
        .keys("d")
        .sees(&default_sentence("MINE", StateChange::Unchanged));
    assert_eq!(screen.json()["llmConnections"].as_array().map(Vec::len), Some(2));
}

#[test]
fn esc_ends_the_search_and_a_new_one_finds_new_servers() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = from_nothing(&[(11434, &silent)]);
    screen.keys("l").sees(messages::SEARCHING).sees("esc cancel").keys("<esc>").sees("API key");
    screen.sees_not(messages::LOCAL_SERVERS);
    let server = ollama(&["m"]);
    screen.asking_in_place_of(&at_ports(&[(11434, &server)]));
    screen.keys("l").all_answered().sees("▌✓ Ollama").keys("<enter>").all_answered();
    assert_eq!(screen.stored("ollama")["defaultModel"], "m");
}

#[test]
fn server_can_be_edited_before_adding() {
    let server = ollama(&["m"]);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen.keys("l").all_answered().keys("e").sees("http://localhost:11434/v1");
    screen.field("Name").keys("<c-u>Here<c-s>");
    assert_eq!(screen.stored("here")["baseUrl"], "http://localhost:11434/v1");
}

#[test]
fn a_click_selects_a_server_and_a_second_one_adds_it() {
    let (first, second) = (ollama(&["m"]), vllm(&["n"]));
    let mut screen = from_nothing(&[(11434, &first), (8000, &second)]);
    screen.keys("l").all_answered().click("vLLM").sees(&added(&["n"]));
    screen.double_click("vLLM");
    assert_eq!(screen.stored("vllm")["defaultModel"], "n");
}

#[test]
fn default_model_is_named_first_and_others_as_room_allows() {
    let ids: Vec<String> = (0..60).map(|n| format!("model-number-{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let server = ollama(&ids);
    let mut screen = from_nothing(&[(11434, &server)]);
    screen
        .keys("l")
        .all_answered()
        .sees(added(&ids).split(", ").next().expect("the first models"))
        .sees("…");
    screen.keys("<enter>").all_answered();
    assert_eq!(screen.stored("ollama")["models"].as_array().map(Vec::len), Some(60));
}
