//! `validate --full` as a script sees it.

use llm_connections::probe::full_test as sentence;
use serde_json::{Value, json};

use super::answers::{completions, events, text_of_completions};
use super::refusal;
use crate::commands::harness::Tree;
use crate::probe::internet::{compatible, home_with_key, validate};
use crate::support::server::{Reply, Server};

fn home(server: &Server) -> Tree {
    let connection = compatible("one", &server.url(), "api_key_with_endpoint");
    home_with_key(&[connection], "gsk_PLANTED-0123456789")
}

#[test]
fn paid_requests_without_a_terminal_require_consent() {
    let server = Server::start(|_| events(&completions()));
    let tree = home(&server);
    let ran = validate(tree.program(), &["one", "--full"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    assert_eq!(server.requests().len(), 0);
    let ran = validate(tree.program(), &["one", "--full", "--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for (name, answer) in [("Streams", "yes"), ("Tools", "yes"), ("Images", "not claimed")] {
        let line = ran.out.lines().find(|line| line.contains(name)).expect(name);
        assert!(line.contains(&format!("{answer}: ")), "{line}");
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn json_has_each_part_with_its_reason_and_a_failed_part_sets_the_exit_code() {
    let server = Server::start(|request| {
        if request.has("report_number\"") {
            refusal(400, "tools are not supported")
        } else {
            events(&text_of_completions())
        }
    });
    let tree = home(&server);
    let ran = validate(tree.program(), &["one", "--full", "--yes", "--json"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let printed: Value = serde_json::from_str(&ran.out).expect("JSON");
    let one = &printed["connections"][0];
    assert_eq!(one["verdict"], "valid");
    assert_eq!(one["full"]["streams"]["works"], true);
    assert_eq!(one["full"]["streams"]["reason"], Value::Null);
    let refused = sentence::refused(Some(400), Some("tools are not supported"));
    assert_eq!(
        one["full"]["tools"],
        json!({"works": false, "reason": "refused", "detail": refused})
    );
    assert_eq!(
        one["full"]["images"],
        json!({"works": null, "reason": "notClaimed", "detail": sentence::images_not_claimed()})
    );
    let plain = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
    let ran = validate(home(&plain).program(), &["one", "--json"]);
    let printed: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(printed["connections"][0]["full"], Value::Null);
}
