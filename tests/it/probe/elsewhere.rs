//! Endpoints whose key Craft would send to another host, or not at all: nothing is sent to see
//! whether they work.

use llm_connections::probe::report::{StageName, StageOutcome};
use llm_connections::settings::craft::describe::sends;
use llm_connections::settings::craft::sends::{NoRequest, Sends};
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Map, Value, json};

use crate::probe::asking::{asked, assert_honest, bystander, list, outcomes, request};
use crate::support::server::{Reply, Server};

const KEY: &str = "sk-PLANTED-0123456789";

fn compat(base: &str) -> Value {
    json!({"slug": "c", "name": "C", "providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
        "baseUrl": base, "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m"})
}

/// The reports of a connection that must fail before anything is sent: its sentence and its advice.
fn refused(connection: Value) -> (String, String) {
    let report = asked(&request(connection, KEY));
    let [first, rest @ ..] = outcomes(&report);
    assert_eq!((first, rest), (StageOutcome::Failed, [StageOutcome::NotProbed; 3]));
    assert_honest(&report);
    let stage = report.stage(StageName::Configuration);
    (stage.sentence.clone(), stage.advice.clone().expect("advice"))
}

#[test]
fn a_default_model_outside_of_the_list_is_named_with_the_host_that_gets_the_key() {
    let server = bystander();
    let mut connection = compat(&server.url());
    connection["defaultModel"] = "gpt-5.4".into();
    let (sentence, advice) = refused(connection);
    assert!(sentence.starts_with("The key goes to api.openai.com, not to 127.0.0.1"), "{sentence}");
    assert!(advice.contains("models"), "{advice}");
    assert_eq!(server.lines(), [""; 0]);
}

#[test]
fn a_key_that_craft_does_not_read_is_not_sent() {
    let mut connection = compat("https://gateway.invalid/v1");
    connection.as_object_mut().expect("an object").shift_remove("piAuthProvider");
    let (sentence, advice) = refused(connection);
    let why = Sends::Nothing(NoRequest::EndpointNeedsKey { unread: true });
    assert_eq!(Some(sentence), sends(&Map::new(), &why));
    assert!(advice.contains("piAuthProvider"), "{advice}");
}

#[test]
fn models_of_an_endpoint_used_elsewhere_can_be_listed() {
    let server = Server::start(|_| Reply::Json(200, list(&["m", "n"])));
    let mut connection = compat(&server.url());
    connection["defaultModel"] = "gpt-5.4".into();
    let report = asked(&ProbeRequest { may_spend: false, ..request(connection, KEY) });
    assert_eq!(report.models.map(|models| models.len()), Some(2));
}
