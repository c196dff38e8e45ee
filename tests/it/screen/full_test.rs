//! The full test of a connection, from its menu to its report.

use llm_connections::probe::full_test as sentence;
use llm_connections::settings::validation::full_test::{MOST_TOKENS, NotTestable};
use llm_connections::tui::messages;
use serde_json::{Value, json};

use super::harness::Screen;
use crate::support::server::{Reply, Server};

fn local(base: &str) -> Value {
    json!({"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
        "baseUrl": base, "customEndpoint": {"api": "openai-completions"}, "models": ["m"],
        "defaultModel": "m", "createdAt": 1})
}

/// A server that streams an answer in text.
fn streams() -> Server {
    Server::start(|_| {
        let text = json!({"choices": [{"delta": {"content": "7"}, "finish_reason": "stop"}]});
        let body = format!("data: {text}\n\ndata: [DONE]\n\n");
        let kind = ("content-type", "text/event-stream".to_owned());
        Reply::Full(200, vec![kind], body.into_bytes())
    })
}

fn screen(server: &Server) -> Screen {
    let mut screen = Screen::with(&json!([local(&server.url())]));
    screen.asking_for_real().resize(120, 40);
    screen
}

#[test]
fn full_test_asks_before_paid_requests_and_shows_each_part() {
    let server = streams();
    let mut screen = screen(&server);
    screen.keys("m").menu("Full test…").sees(&sentence::question_for_one("A"));
    screen.sees(&format!("at most {MOST_TOKENS}"));
    assert_eq!(server.requests().len(), 0, "nothing is sent before it is agreed to");
    screen
        .keys("y")
        .all_answered()
        .sees(&format!("Streams        yes: {}", sentence::streamed(1)))
        .sees("Tools          unknown: ")
        .sees("Images         not claimed: ")
        .sees(sentence::COST_ONE_MESSAGE);
    assert_eq!(server.lines(), ["POST /chat/completions"]);
}

#[test]
fn row_shows_the_full_test_result_and_can_repeat_it() {
    let server = streams();
    let mut screen = screen(&server);
    screen.keys("Fy").all_answered().sees("Streams        yes: ");
    screen.keys("v").sees(&sentence::question_for_one("A"));
    assert_eq!(server.requests().len(), 1, "nothing is sent again unasked");
    screen.keys("n").sees("Streams        yes: ");
    assert_eq!(server.requests().len(), 1);
    screen.click(" Again ").sees(&sentence::question_for_one("A")).keys("y").all_answered();
    assert_eq!(server.requests().len(), 2);
    screen.sees("Streams        yes: ").keys("<esc>");
    let row = screen.lines().swap_remove(screen.row_of("A"));
    assert!(row.contains(&format!(" {} ", messages::VALID)), "{row}");
}

#[test]
fn row_names_the_failed_part() {
    let server =
        Server::start(|_| Reply::Json(200, json!({"choices": [{"message": {"content": "7"}}]})));
    let mut screen = screen(&server);
    screen.keys("Fy").all_answered().sees("Streams        no: ").keys("<esc>");
    let row = screen.lines().swap_remove(screen.row_of("A"));
    assert!(row.contains(&messages::valid_without(&["streams".to_owned()])), "{row}");
}

#[test]
fn full_test_can_be_declined_and_cancelled() {
    let server = streams();
    let mut screen = screen(&server);
    screen.keys("F<esc>").sees_not(&sentence::question_for_one("A"));
    assert_eq!(server.requests().len(), 0);

    let silent = Server::start(|_| Reply::Silence);
    let mut screen = Screen::with(&json!([local(&silent.url())]));
    screen.asking_for_real();
    screen
        .keys("Fy")
        .sees(&messages::validation_of(Some("A")))
        .keys("<esc>")
        .sees_not(&messages::validation_of(Some("A")))
        .sees(messages::CONNECTIONS);
}

#[test]
fn untestable_connection_is_validated_at_once_with_the_reason() {
    let server = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
    let login = json!({"slug": "a", "name": "A", "providerType": "anthropic", "authType": "oauth",
        "baseUrl": server.url(), "defaultModel": "m", "createdAt": 1});
    let entries = json!({"claude_oauth::global": {"value": "sk-ant-oat01-planted-0123456789"}});
    let mut screen = Screen::with_credentials(&json!([login]), &entries);
    screen.asking_for_real().resize(120, 40);
    screen.keys("F").sees_not(&sentence::question_for_one("A")).all_answered();
    screen.sees("Streams        not tested: ");
    screen.reads(&format!("not tested: {}", sentence::not_testable(NotTestable::Login)));
    assert!(server.lines().iter().all(|line| line.starts_with("GET")), "{:?}", server.lines());
}
