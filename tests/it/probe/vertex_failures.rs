//! Every way in which asking Vertex AI may fail, and what is said of it.

use std::time::Duration;

use llm_connections::probe::RequestError;
use llm_connections::probe::messages::{self, cloud, google};

use serde_json::{Value, json};

use crate::probe::installation::{CLOSED_PORT, is, request, timeouts};
use crate::probe::vertex::{
    ASKED, REFRESH, TOKEN, account, asked, connection, each_has_its_own, error, installed, models,
    person,
};
use crate::support::server::{Reply, Request, Server};

const NOTHING: &str = "failed notAsked notAsked notAsked";
const NO_SERVICE: &str = "passed failed notAsked notAsked";
const NOT_TAKEN: &str = "passed passed failed notAsked";

/// The variable that names a credential file.
const CREDENTIAL_FILE: &str = "GOOGLE_APPLICATION_CREDENTIALS";

type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

fn says(status: u16, text: &'static str) -> Answer {
    Box::new(move |_| Reply::Full(status, Vec::new(), text.into()))
}

#[test]
fn vertex_is_not_asked_without_a_token() {
    let grant = r#"{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}"#;
    let sent_on =
        || Reply::Full(302, vec![("location", format!("http://{CLOSED_PORT}/"))], Vec::new());
    let cut_off = RequestError::CutOff.sentence("");
    let (no_tokens, trouble) = (google::no_token_endpoint(""), messages::server_error("", 500));
    let cases: Vec<(Answer, &str, &str)> = vec![
        (says(400, grant), NOT_TAKEN, google::NO_TOKEN),
        (says(401, r#"{"error": "invalid_client"}"#), NOT_TAKEN, google::NO_TOKEN),
        (says(403, "{}"), NOT_TAKEN, google::NO_TOKEN),
        (says(429, "{}"), "passed passed notAsked notAsked", google::TOKENS_TOO_OFTEN),
        (says(500, "{}"), NO_SERVICE, &trouble),
        (says(200, "<html>hello</html>"), NO_SERVICE, &no_tokens),
        (says(200, "{}"), NO_SERVICE, &no_tokens),
        (says(404, "<html>no</html>"), NO_SERVICE, &no_tokens),
        (Box::new(move |_| sent_on()), NO_SERVICE, &no_tokens),
        (Box::new(|_| Reply::Bytes(Vec::new())), NO_SERVICE, &cut_off),
    ];
    for (answer, outcomes, says) in cases {
        let (vertex, tokens) = (Server::start(models), Server::start(answer));
        let account = account(&tokens.url()).to_string();
        let request = request(connection("service_account_file"), &account);
        is(&asked(&vertex, &request, timeouts(20)), outcomes, says);
        assert_eq!(vertex.lines(), [""; 0]);
        assert_eq!(tokens.lines(), ["POST /"]);
        each_has_its_own(&vertex, &tokens);
    }
}

#[test]
fn silent_token_endpoint_times_out() {
    let (vertex, tokens) = (Server::start(models), Server::start(|_| Reply::Silence));
    let account = account(&tokens.url()).to_string();
    let request = request(connection("service_account_file"), &account);
    let report = asked(&vertex, &request, timeouts(1));
    is(&report, NO_SERVICE, &RequestError::ResponseTimeout.sentence(""));
    assert!(report.took < Duration::from_secs(10), "{:?}", report.took);
    assert_eq!(vertex.lines(), [""; 0]);
}

#[test]
fn unusable_credential_is_reported_without_any_request() {
    let vertex = Server::start(models);
    let at = |tokens: &str| account(tokens);
    let with_key = |key: &str| {
        let mut account = account(&format!("http://{CLOSED_PORT}/token"));
        account["private_key"] = json!(key);
        account
    };
    let refused = RequestError::Refused.sentence(CLOSED_PORT);
    let unencrypted = google::token_url_unusable(google::NOT_HTTPS);
    let cut = "-----BEGIN PRIVATE KEY-----\nPLANTED\n-----END PRIVATE KEY-----\n";
    for (account, outcomes, says) in [
        (at(&format!("http://{CLOSED_PORT}/token")), NO_SERVICE, refused.as_str()),
        (at("http://tokens.example/token"), NOTHING, &unencrypted),
        (at("token"), NOTHING, "relative URL"),
        (at("file:///etc/passwd"), NOTHING, &unencrypted),
        (with_key("PLANTED"), NOTHING, google::PRIVATE_KEY_UNUSABLE),
        (with_key(cut), NOTHING, google::PRIVATE_KEY_UNUSABLE),
        (json!({"type": "service_account"}), NOTHING, google::UNUSABLE),
        (Value::Null, NOTHING, google::UNUSABLE),
    ] {
        let request = request(connection("service_account_file"), &account.to_string());
        is(&asked(&vertex, &request, timeouts(20)), outcomes, says);
    }
    let request = request(connection("service_account_file"), "PLANTED");
    is(&asked(&vertex, &request, timeouts(20)), NOTHING, google::NO_JSON);
    assert_eq!(vertex.lines(), [""; 0]);
}

#[test]
fn repeated_assertion_or_refresh_token_is_not_shown() {
    let echo = || {
        Server::start(|request| {
            let text = match serde_json::from_str::<Value>(&request.body) {
                Ok(json) => json["refresh_token"].as_str().unwrap_or_default().to_owned(),
                Err(_) => request.body.split('=').next_back().unwrap_or_default().to_owned(),
            };
            let message = format!("{text} is bad");
            Reply::Json(400, json!({"error": "invalid_grant", "error_description": message}))
        })
    };
    let (vertex, tokens) = (Server::start(models), echo());
    let account = account(&tokens.url()).to_string();
    let request = request(connection("service_account_file"), &account);
    let report = asked(&vertex, &request, timeouts(20));
    let words = report.stages()[2].exchange.as_ref().and_then(|asked| asked.words.clone());
    assert_eq!(words.as_deref(), Some("… is bad"));
    let tokens = echo();
    let found = installed(connection("environment"), &vertex)
        .with_file(
            ".config/gcloud/application_default_credentials.json",
            &person(Some(&tokens.url())).to_string(),
        )
        .asked();
    assert_eq!(found.words(), "… is bad");
    assert!(tokens.requests()[0].has(REFRESH));
}

#[test]
fn existing_source_without_a_token_is_not_skipped() {
    let refusing = Server::start(|_| Reply::Json(400, json!({"error": "invalid_grant"})));
    let refused = person(Some(&refusing.url())).to_string();
    let unreadable = google::file_unreadable(CREDENTIAL_FILE, "");
    let unreadable = unreadable.trim_end_matches(": .");
    for (file, text, outcomes, says) in [
        ("gone.json", None, NOTHING, unreadable),
        ("named.json", Some("no JSON"), NOTHING, google::NO_JSON),
        ("named.json", Some(r#"{"type": "of_tomorrow"}"#), NOTHING, google::UNUSABLE),
        ("named.json", Some(refused.as_str()), NOT_TAKEN, google::NO_TOKEN),
    ] {
        let (vertex, machine) = (
            Server::start(models),
            Server::start(|_| Reply::Json(200, json!({"access_token": TOKEN, "expires_in": 3599}))),
        );
        let installation = installed(connection("environment"), &vertex)
            .with("GCE_METADATA_HOST", &machine.host());
        let path = installation.tree.path(file).display().to_string();
        let mut installation = installation.with(CREDENTIAL_FILE, &path);
        if let Some(text) = text {
            installation = installation.with_file(file, text);
        }
        installation.asked().is(outcomes, says);
        assert_eq!(machine.lines(), [""; 0], "{says}");
        assert_eq!(vertex.lines(), [""; 0], "{says}");
    }
}

#[test]
fn without_credentials_anywhere_it_ends_at_once() {
    let (none, silent) =
        (Server::start(|_| Reply::Json(404, json!({}))), Server::start(|_| Reply::Silence));
    for host in [
        CLOSED_PORT.to_owned(),
        none.url().replace("http://", ""),
        silent.url().replace("http://", ""),
    ] {
        let vertex = Server::start(models);
        let found =
            installed(connection("environment"), &vertex).with("GCE_METADATA_HOST", &host).asked();
        found.is(NOTHING, &google::no_credentials(CREDENTIAL_FILE));
        assert!(found.took() < Duration::from_secs(8), "{:?}", found.took());
        assert_eq!(vertex.lines(), [""; 0]);
    }
}

#[test]
fn vertex_answers_are_reported_as_what_they_are() {
    let other = Server::start(models);
    let to = other.url();
    let of =
        |status, name: &'static str| -> Answer { Box::new(move |_| error(status, name, "so")) };
    let too_often = "passed passed passed notAsked";
    let cut_off = RequestError::CutOff.sentence("");
    let (another, trouble) =
        (cloud::other_server("", "Vertex AI"), messages::server_error("", 500));
    let unknown_model = google::model_unknown("gemini-2.5-pro");
    let redirects_to = messages::redirects_to("", Some(&format!("{to}/")));
    let unknown = "passed passed passed failed";
    let cases: Vec<(Answer, &str, &str)> = vec![
        (of(401, "UNAUTHENTICATED"), NOT_TAKEN, google::REFUSED),
        (of(403, "PERMISSION_DENIED"), NOT_TAKEN, google::NOT_ALLOWED),
        (of(404, "NOT_FOUND"), unknown, &unknown_model),
        (of(400, "INVALID_ARGUMENT"), "passed passed notAsked notAsked", google::NOT_TAKEN),
        (of(429, "RESOURCE_EXHAUSTED"), too_often, messages::TOO_OFTEN),
        (of(500, "INTERNAL"), NO_SERVICE, &trouble),
        (says(404, "<html>no</html>"), NO_SERVICE, &another),
        (says(404, r#"{"error": "no route"}"#), NO_SERVICE, &another),
        (says(403, "<html>no</html>"), NO_SERVICE, &another),
        (says(200, "<html>hello</html>"), NO_SERVICE, &another),
        (says(200, r#"{"status": "ok"}"#), NO_SERVICE, &another),
        (
            Box::new(move |_| Reply::Full(307, vec![("location", to.clone())], Vec::new())),
            NO_SERVICE,
            &redirects_to,
        ),
        (Box::new(|_| Reply::Bytes(Vec::new())), NO_SERVICE, &cut_off),
    ];
    for (answer, outcomes, says) in cases {
        let vertex = Server::start(answer);
        let report = asked(&vertex, &request(connection("oauth"), TOKEN), timeouts(20));
        is(&report, outcomes, says);
        assert_eq!(vertex.lines()[0], ASKED[0]);
    }
    assert_eq!(other.lines(), [""; 0]);
}

#[test]
fn without_a_model_a_list_shows_whether_the_token_is_accepted() {
    let no_model = "passed passed passed notAsked";
    let another = cloud::other_server("", "Vertex AI");
    let cases: Vec<(Answer, &str, &str)> = vec![
        (Box::new(models), no_model, google::NO_DEFAULT_MODEL),
        (says(200, "{}"), no_model, google::NO_DEFAULT_MODEL),
        (says(200, r#"{"status": "ok"}"#), NO_SERVICE, &another),
        (says(404, "{}"), NO_SERVICE, &another),
        (Box::new(|_| error(401, "UNAUTHENTICATED", "so")), NOT_TAKEN, google::REFUSED),
    ];
    for (answer, outcomes, says) in cases {
        let vertex = Server::start(answer);
        let mut connection = connection("oauth");
        connection.as_object_mut().expect("one").remove("defaultModel");
        is(&asked(&vertex, &request(connection, TOKEN), timeouts(20)), outcomes, says);
        assert_eq!(vertex.lines()[0], "GET /v1beta1/publishers/google/models");
    }
}
