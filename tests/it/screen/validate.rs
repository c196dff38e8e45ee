//! Asking providers from the screen: what rows and details show of it. The providers are servers of
//! the test, on this machine.

use std::fs;
use std::path::Path;
use std::time::Duration;

use llm_connections::probe::messages as probe;
use llm_connections::settings::credential::replacement::Replacement;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::support::server::{Reply, Server};

pub(super) const KEY: &str = "sk-planted-0123456789";

pub fn local(slug: &str, url: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat", "authType": "none",
        "baseUrl": url, "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m", "createdAt": 1})
}

pub(super) fn with_key(slug: &str, url: &str) -> Value {
    let mut connection = local(slug, url);
    connection["authType"] = "api_key_with_endpoint".into();
    connection["piAuthProvider"] = "openai".into();
    connection
}

/// A server that lists models, to whoever brings the key where there is one.
pub fn lists(key: Option<&'static str>) -> Server {
    Server::start(move |request| {
        let brings = request.header("authorization").unwrap_or_default();
        if key.is_some_and(|key| brings != format!("Bearer {key}")) {
            return Reply::Json(401, json!({"error": {"message": "no such key"}}));
        }
        match request.path.as_str() {
            "/v1/models" => Reply::Json(
                200,
                json!({"data": [
                    {"id": "m"},
                    {"id": "large", "context_length": 200_000, "architecture": {"input_modalities": ["text", "image"]}},
                    {"id": "small", "context_length": 8_000, "architecture": {"input_modalities": ["text"]}},
                ]}),
            ),
            _ => Reply::Json(404, json!({"detail": "Not Found"})),
        }
    })
}

pub fn v1(server: &Server) -> String {
    format!("{}/v1", server.url())
}

/// A screen of these connections, which asks for real.
pub(super) fn screen(connections: &Value) -> Screen {
    let mut screen = Screen::with(connections);
    screen.asking_for_real();
    screen
}

/// Every file under a folder, with its bytes.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            all.push((path, bytes));
        }
    }
    all.sort();
    all
}

#[test]
fn row_spins_during_validation_and_then_shows_valid() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &v1(&server))]));
    let before = files(screen.home.path());
    screen.keys("v").sees("validat");
    screen
        .all_answered()
        .sees("●✓ A ")
        .sees("  valid just now")
        .come_due(Duration::from_secs(6))
        .sees("●✓ A ")
        .sees("  valid just now");
    assert_eq!(files(screen.home.path()), before, "nothing was written");
    screen
        .keys("i")
        .sees(messages::VALIDATION)
        .sees("✓ Model          m is listed, among 3 models.");
}

#[test]
fn failure_stays_on_the_row_until_the_connection_changes() {
    let server = lists(Some(KEY));
    let mut screen = screen(&json!([local("a", &v1(&server)), local("b", &v1(&server))]));
    let status = "needs a key just now";
    screen
        .keys("v")
        .all_answered()
        .sees(status)
        .come_due(Duration::from_secs(4))
        .sees(status)
        .keys("<esc><esc>")
        .sees("●✗ A ")
        .sees(status);
    // What does not matter for the answer leaves it there.
    screen.keys("s").sees(status).keys("rx<enter>").sees(status);
    screen.keys("e").field("Default model").keys("<c-u>").paste("n").keys("<c-s>").sees_not(status);
    // It is validated again at once; without an answer the last one stays, and its age is named.
    screen.sees("waiting").keys("<esc>i").sees(messages::CHANGED_SINCE).sees("“no such key”");
}

#[test]
fn the_details_keep_all_stages_and_never_show_the_key() {
    let server = lists(Some("another-key-0123456789"));
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&server))]), &entries);
    screen.asking_for_real().resize(140, 40);
    screen
        .keys("v")
        .all_answered()
        .sees("✓ Connect        127.0.0.1")
        .sees(&format!("✗ Auth           {}", probe::KEY_REFUSED))
        .sees("· 401 ·")
        .sees("– Model          Skipped.")
        .sees_not(KEY);
    assert!(server.requests()[0].has(KEY), "it was sent");
}

#[test]
fn validation_result_disappears_with_its_key() {
    let server = lists(Some(KEY));
    let entries = json!({"llm_api_key::a": {"value": "another-key-0123456789"}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&server))]), &entries);
    screen.asking_for_real();
    let status = &format!("{} just now", messages::refused(messages::secret_of(false)));
    screen.keys("v").all_answered().sees(status);
    screen
        .keys("e")
        .field("API key")
        .paste(KEY)
        // The save validates it.
        .keys("<c-s>")
        .sees_not(status)
        .all_answered()
        .sees("●✓ A ")
        .sees("valid just now");
}

#[test]
fn validating_all_runs_at_once_with_progress_and_summary() {
    let (good, bad) = (lists(None), lists(Some(KEY)));
    let list = json!([local("a", &v1(&good)), local("b", &v1(&bad)), local("c", &v1(&good))]);
    let mut screen = screen(&list);
    screen
        .keys("V")
        .sees(&messages::batch_progress(0, 3))
        .answered()
        .sees(&messages::batch_progress(1, 3))
        .all_answered()
        .sees(&messages::batch_counts(2, 1, 0))
        .sees("  ✗ B ")
        .sees("needs a key just now")
        .selected("A")
        .keys("n")
        .selected("B")
        .keys("jN")
        .selected("B");
}

#[test]
fn the_header_names_the_failed_and_leads_to_the_next_of_them() {
    let (good, bad) = (lists(None), lists(Some(KEY)));
    let list = json!([local("a", &v1(&good)), local("b", &v1(&bad)), local("c", &v1(&bad))]);
    let mut screen = screen(&list);
    screen.keys("V").all_answered().selected("A").sees("✗ 2 failed  n next");
    screen.click("n next").selected("B").click("✗ 2").selected("C");
    // Failed validations are no problems of the configuration.
    let sentence = messages::no_problems_but_failed(2, "n");
    screen.keys("p").sees(&sentence).keys("<esc>n").selected("B");
    // Where there is little room the number stays, and leads there as well.
    screen.resize(40, 20).sees_not("failed  n next").click("✗ 2").selected("C");
}

#[test]
fn next_failed_names_that_there_is_no_other() {
    let (good, bad) = (lists(None), lists(Some(KEY)));
    let mut screen = screen(&json!([local("a", &v1(&good)), local("b", &v1(&bad))]));
    screen.keys("V").all_answered().keys("n").selected("B");
    screen.sees_not(messages::NO_OTHER_FAILED).keys("n").sees(messages::NO_OTHER_FAILED);
    screen.selected("B").keys("N").sees(messages::NO_OTHER_FAILED);
}

#[test]
fn only_changes_visible_to_the_provider_are_validated_again() {
    let (first, second) = (lists(None), lists(None));
    let mut screen = screen(&json!([local("a", &v1(&first))]));
    screen.keys("e").field("Name").keys("<c-u>Other<c-s>").sees("✓ ").sees_not("alidating");
    screen.keys("e").field("Endpoint").keys("<c-u>").paste(&v1(&second)).keys("<c-s>y");
    screen.sees("waiting").all_answered().sees("valid just now");
    assert!(first.requests().is_empty());
    assert!(!second.requests().is_empty());
}

#[test]
fn changed_connection_that_needs_consent_is_not_validated() {
    let mut connection = with_key("a", "http://llm.example/v1");
    connection["defaultModel"] = "m".into();
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([connection]), &entries);
    screen.asking_for_real();
    screen.keys("e").field("Endpoint").keys("<c-u>http://other.example/v1<c-s>y");
    screen.sees("✓ ").sees_not("alidating");
}

#[test]
fn row_names_what_is_missing_in_the_environment_after_validation_too() {
    let groq = json!({"slug": "g", "name": "G", "providerType": "pi", "authType": "environment",
        "piAuthProvider": "groq", "models": ["pi/llama-3.3-70b-versatile"], "createdAt": 1});
    let mut screen = screen(&json!([groq]));
    screen.keys("v").all_answered().sees("✗ G").sees("variables not set");
}

/// The row shows what it showed before.
#[test]
fn validation_that_can_send_nothing_is_reported_beside_the_row() {
    let server = lists(None);
    let entries = json!({"llm_api_key::a": {"value": "!pass show openai"}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&server))]), &entries);
    screen.asking_for_real();
    screen.keys("v").all_answered();
    let why = Replacement::Command.describe_unvalidated();
    screen.reads(&messages::result_of("A", &why, None));
    assert!(server.requests().is_empty());
}

#[test]
fn missing_part_stays_named_after_validation_above_the_advice() {
    let mut screen = screen(&json!([with_key("a", "https://llm.example/v1")]));
    screen.sees(messages::NO_API_KEY).keys("V").all_answered();
    screen.sees("✗ A").sees(messages::NO_API_KEY);
    let server = lists(Some(KEY));
    let mut screen = self::screen(&json!([local("b", &v1(&server))]));
    screen.resize(140, 40).keys("v").all_answered();
    let fault = screen.text().find("│ ✗ ").expect("the fault");
    let advice = screen.text().find("│ → ").expect("the advice");
    assert!(fault < advice);
}

#[test]
fn esc_cancels_a_silent_probe_at_once() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = screen(&json!([local("a", &v1(&silent)), local("b", &v1(&silent))]));
    screen.keys("V").sees("alidat");
    screen
        .keys("j")
        .selected("B")
        .keys("<esc>")
        .sees(messages::VALIDATION_CANCELED)
        .sees_not(messages::VALIDATING)
        .sees_not("✗");
    // Nothing of it is left: the keys mean again what they mean.
    screen.keys("<esc>").sees_not(messages::VALIDATION_CANCELED).selected("B");
}

#[test]
fn esc_cancels_a_probe_before_it_clears_marks_or_leaves_the_details() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = screen(&json!([local("a", &v1(&silent)), local("b", &v1(&silent))]));
    let marked = &messages::marked(2, 0);
    screen.keys("<c-a>v").sees(&messages::batch_progress(0, 2)).sees(marked);
    screen.keys("<esc>").sees(messages::VALIDATION_CANCELED).sees(marked);
    screen.keys("<esc>").sees_not(marked);
    let back = messages::BACK_TO_LIST;
    screen.resize(140, 40).keys("iv").sees(&messages::validating("A")).sees_not(back);
    screen.keys("<esc>").sees(messages::VALIDATION_CANCELED).sees(back);
    screen.keys("<esc>").sees_not(back);
}

#[test]
fn working_endpoint_is_offered_and_stored_with_one_key() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &server.url())]));
    let offer = &messages::makes_it_the_endpoint("b");
    screen.sees_not(offer);
    screen
        .keys("v")
        .all_answered()
        .sees("●! A ")
        .sees("valid, but only at ")
        .sees(&messages::only_answers_at(&v1(&server)))
        .sees(offer)
        // That it is not as it should be is not gone after a moment.
        .come_due(Duration::from_secs(4))
        .sees("valid, but only at ")
        .keys("m")
        .menu(messages::USE_WORKING_ENDPOINT);
    assert_eq!(screen.stored("a")["baseUrl"], v1(&server));
    // It is asked again at once.
    screen.all_answered().sees("●✓ A ").sees_not(offer);
    screen.keys("u");
    assert_eq!(screen.stored("a")["baseUrl"], server.url());
}

#[test]
fn key_is_sent_over_plain_http_to_another_machine_only_after_consent() {
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let server = lists(None);
    // A name that has no address: whatever is sent there all the same reaches no server.
    let there = "http://gateway.invalid:1/v1";
    let list = json!([with_key("a", there), local("b", &v1(&server))]);
    let mut screen = Screen::with_credentials(&list, &entries);
    screen.asking_for_real();
    screen
        .keys("v")
        .sees(&messages::send_unencrypted(1))
        .sees("gateway.invalid:1")
        .keys("n")
        .sees_not(&messages::VALIDATING.to_lowercase());
    screen
        .keys("V")
        .sees(messages::LEAVE_THESE_OUT)
        .keys("n")
        .all_answered()
        .sees("The key would go to")
        .sees(&messages::batch_counts(1, 0, 1));
}

#[test]
fn the_menu_validates_by_its_letter_and_by_the_mouse() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &v1(&server))]));
    screen.keys("mv").all_answered().sees("valid just now");
    let name = screen.place_of("✓ A  ");
    screen
        .right_click_at(name)
        .click(messages::VALIDATE_CONNECTION)
        .all_answered()
        .sees("valid just now");
    assert_eq!(server.lines().len(), 2);
}

#[test]
fn late_answer_for_a_deleted_connection_goes_to_no_other() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &v1(&server)), local("b", &v1(&server))]));
    screen.keys("vxy").all_answered();
    screen.sees_not("✓ A").sees_not("valid just now");
    // It comes back as what was asked about.
    screen.keys("u").sees("✓ A").sees("valid just now");
}
