//! Which servers of models are found on this machine, and which are not taken for one.

use llm_connections::probe::local_servers::{PortAnswer, find_local_servers, next_answer};
use llm_connections::settings::connection::local_server::{LocalServer, LocalServerKind};

use crate::probe::asking::HTTP;
use crate::support::model_servers::{
    PORTS, at_ports, litellm, litellm_with_a_key, llama_cpp, llama_cpp_by_props, lm_studio,
    lm_studio_without_greeting, ollama, ollama_behind_a_page, strangers, vllm, vllm_with_a_key,
};
use crate::support::server::{Reply, Server};

/// What is found at each usual port, in their order.
fn found(servers: &[(u16, &Server)]) -> Vec<PortAnswer> {
    let http = HTTP.clone().with_test_hosts(&at_ports(servers)).expect("this machine");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let mut ports = runtime.expect("a runtime").block_on(async {
        let mut answers = find_local_servers(&http);
        let mut ports = Vec::new();
        while let Some(port) = next_answer(&mut answers).await {
            ports.push(port);
        }
        ports
    });
    ports.sort_by_key(|(usual, _)| *usual);
    assert_eq!(ports.iter().map(|(usual, _)| *usual).collect::<Vec<_>>(), LocalServerKind::ALL);
    ports.into_iter().map(|(_, answer)| answer).collect()
}

/// What is found where a server has this usual port.
fn found_at(port: u16, server: &Server) -> PortAnswer {
    let place = PORTS.iter().position(|usual| *usual == port).expect("a usual port");
    found(&[(port, server)]).remove(place)
}

/// Each server with models, its kind, and whether it needs a key.
fn servers() -> Vec<(Server, LocalServerKind, bool)> {
    vec![
        (ollama(&["m"]), LocalServerKind::Ollama, false),
        (ollama_behind_a_page(&["m"]), LocalServerKind::Ollama, false),
        (lm_studio_without_greeting(&["m"]), LocalServerKind::LmStudio, false),
        (llama_cpp_by_props(&["m"]), LocalServerKind::LlamaCpp, false),
        (lm_studio(&["m"]), LocalServerKind::LmStudio, false),
        (llama_cpp(&["m"]), LocalServerKind::LlamaCpp, false),
        (vllm(&["m"]), LocalServerKind::Vllm, false),
        (vllm_with_a_key(), LocalServerKind::Vllm, true),
        (litellm(&["m"]), LocalServerKind::LiteLlm, false),
        (litellm_with_a_key(), LocalServerKind::LiteLlm, true),
    ]
}

#[test]
fn each_server_is_recognized_by_its_answer_on_any_port() {
    for (server, kind, asks_for_key) in servers() {
        for port in PORTS {
            let PortAnswer::Server(found) = found_at(port, &server) else {
                panic!("{kind:?} is not found at {port}: {:?}", server.lines());
            };
            assert_eq!((found.kind, found.asks_for_key), (kind, asks_for_key), "at {port}");
            assert_eq!(found.base_url, format!("http://localhost:{port}/v1"));
            let ids: Vec<&str> = found.models.iter().map(|model| model.id.as_str()).collect();
            assert_eq!(ids, if asks_for_key { vec![] } else { vec!["m"] }, "{kind:?}");
        }
    }
}

#[test]
fn foreign_answer_is_not_taken_for_a_model_server() {
    for (what, server) in strangers() {
        for port in PORTS {
            assert_eq!(found_at(port, &server), PortAnswer::Stranger, "{what} at {port}");
        }
    }
}

#[test]
fn closed_port_and_silent_port_are_distinguished() {
    let silent = Server::start(|_| Reply::Silence);
    assert_eq!(found(&[(8080, &silent)])[2], PortAnswer::Silence);
    assert_eq!(found(&[]), vec![PortAnswer::Nothing; PORTS.len()]);
}

#[test]
fn a_server_without_a_model_is_one() {
    for server in [ollama(&[]), lm_studio(&[]), litellm(&[])] {
        let answer = found_at(11434, &server);
        assert!(answer.server().is_some_and(LocalServer::lacks_models), "{answer:?}");
    }
}

#[test]
fn local_search_only_reads_and_sends_no_secret() {
    for (_, server) in strangers() {
        found_at(1234, &server);
        for request in server.requests() {
            assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""));
            for name in ["authorization", "x-api-key", "cookie"] {
                assert_eq!(request.header(name), None, "{}", request.line());
            }
        }
    }
}

#[test]
fn model_id_that_is_a_key_is_not_offered() {
    let server = ollama(&["sk-ant-api03-PLANTED0123456789abcdef_-AB", "m"]);
    let PortAnswer::Server(found) = found_at(11434, &server) else {
        panic!("it is one");
    };
    assert_eq!(found.models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["m"]);
}
