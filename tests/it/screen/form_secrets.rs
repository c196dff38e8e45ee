//! Credentials in the form, from the key or the paste to the entry in the file: one walk for each
//! auth type.

use std::fs;

use llm_connections::settings::credential::fields::SECRET_FIELDS;
use llm_connections::settings::credential::service_account::ServiceAccount;
use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::secret::Secret;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{done, now_stored, with_caveat};

pub(super) fn one(provider: &str, auth: &str) -> Value {
    json!([{"slug": "a", "name": "Alpha", "providerType": provider, "authType": auth, "createdAt": 1}])
}

/// The form of one connection, with credentials.
pub(super) fn form(connection: &Value, stored: &Value) -> Screen {
    let mut screen = Screen::with_credentials(connection, stored);
    screen.keys("e");
    screen
}

pub(super) fn nothing() -> Value {
    json!({})
}

#[test]
fn an_api_key_is_typed_masked_and_stored() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .field("API key")
        .sees(messages::TYPE_SECRET)
        .keys("sk-ant-1")
        .sees("▌API key           ••••••••")
        .sees_not("sk-ant-1")
        .sees(messages::CHANGED)
        .keys("<c-s>")
        .sees(&with_caveat(&now_stored("key"), &messages::restart_craft_if_running()))
        .sees_not(messages::NO_API_KEY);
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "sk-ant-1"}}));
    screen.keys("e").field("API key").sees(&messages::is_replaced(messages::STORED));
    screen.keys("<c-s>").sees(messages::UNCHANGED);
    screen
        .keys("u")
        .sees(&messages::undone(&edits::secret_as_before("key", "Alpha")))
        .sees(messages::NO_API_KEY);
    assert_eq!(screen.entries(), nothing());
}

#[test]
fn a_bearer_token_is_stored_as_a_key() {
    let mut screen = form(&one("bedrock", "bearer_token"), &nothing());
    screen.field("Bearer token").paste("token").keys("<c-s>");
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "token"}}));
}

#[test]
fn an_aws_key_is_three_fields_and_a_region() {
    let mut screen = form(&one("pi", "iam_credentials"), &nothing());
    screen.field("Access key id").keys("AKIA1<c-s>");
    screen.sees(&edits::part_missing("Secret key")).sees("▌Secret key");
    screen.keys("s3cret").field("Session token").keys("tok").field("Region").keys("eu-west-1");
    screen.sees("eu-west-1").keys("<c-s>").sees(&now_stored("AWS access key"));
    let whole = json!({"llm_iam::a": {"awsAccessKeyId": "AKIA1", "value": "s3cret",
        "awsSessionToken": "tok", "awsRegion": "eu-west-1"}});
    assert_eq!(screen.entries(), whole);
    // One part alone, and the rest stays.
    screen.keys("e").field("Region").keys("<c-u>us-east-1<c-s>");
    assert_eq!(screen.entries()["llm_iam::a"]["awsRegion"], "us-east-1");
    assert_eq!(screen.entries()["llm_iam::a"]["value"], "s3cret");
    // The token goes alone; with the key all goes.
    screen
        .keys("e")
        .field("Session token")
        .keys("<c-x>")
        .sees(messages::REMOVED_WITH_SAVE)
        .keys("<c-s>");
    assert_eq!(screen.entries()["llm_iam::a"].get("awsSessionToken"), None);
    assert_eq!(screen.entries()["llm_iam::a"]["value"], "s3cret");
    screen
        .keys("e")
        .field("Access key id")
        .keys("<c-x><c-s>")
        .sees(&edits::removes_secret("AWS access key"));
    screen.keys("y").sees(&done(&edits::removed_secret("AWS access key", "Alpha")));
    assert_eq!(screen.entries(), nothing());
}

#[test]
fn bedrock_region_is_stored_with_its_key() {
    let mut screen = form(&one("bedrock", "iam_credentials"), &nothing());
    screen.field("AWS region").keys("eu-west-1").field("Access key id").keys("AKIA1");
    screen.field("Secret key").keys("s").keys("<c-s>");
    assert_eq!(screen.entries()["llm_iam::a"]["awsRegion"], "eu-west-1");
    assert_eq!(screen.stored("a")["awsRegion"], "eu-west-1");
    screen.keys("e").field("AWS region").keys("<c-u>us-east-1<c-s>");
    assert_eq!(screen.entries()["llm_iam::a"]["awsRegion"], "us-east-1");
    assert_eq!(screen.entries()["llm_iam::a"]["value"], "s");
    screen.keys("u");
    assert_eq!(screen.entries()["llm_iam::a"]["awsRegion"], "eu-west-1");
    assert_eq!(screen.stored("a")["awsRegion"], "eu-west-1");
}

#[test]
fn a_login_shows_its_state_and_takes_a_pasted_token() {
    let stored = json!({"llm_oauth::a": {"value": "t", "refreshToken": "r", "expiresAt": 1_800_000_000_000_u64, "kept": 1}});
    let mut xai = one("pi", "oauth");
    xai[0]["piAuthProvider"] = "xai".into();
    let mut screen = form(&xai, &stored);
    screen
        .sees(&format!(
            "Access token      {} · {} · {}",
            messages::STORED,
            messages::until(false, "2027-01-15 08:00 UTC"),
            messages::renewal(true)
        ))
        .field("Access token")
        .paste("token-new\n")
        .sees(messages::left_out_of_paste(true, false).expect("a sentence"))
        .keys("<c-s>")
        .sees(&now_stored("login"));
    assert_eq!(screen.entries(), json!({"llm_oauth::a": {"value": "token-new", "kept": 1}}));
}

/// A file for Google Cloud that is no service account's.
const OTHER_ACCOUNT: &str = r#"{"type": "authorized_user"}"#;

/// A service account's file in the home folder.
fn service_account(screen: &Screen) -> String {
    let account = json!({"type": "service_account", "project_id": "my-project", "private_key": "PLANTED\n",
        "client_email": "me@my-project.iam.gserviceaccount.com"});
    let folder = screen.home().join("keys");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("prod.json"), account.to_string()).expect("written");
    fs::write(folder.join("other.json"), OTHER_ACCOUNT).expect("written");
    account.to_string()
}

#[test]
fn a_service_account_is_found_by_its_path_checked_and_stored() {
    let mut vertex = one("vertex", "service_account_file");
    vertex[0]["gcpRegion"] = "us-east5".into();
    let mut screen = form(&vertex, &nothing());
    let account = service_account(&screen);
    screen
        .field("Service account")
        .keys("~/ke<right>")
        .sees("▌Service account   ~/keys/")
        .sees("→ other.json  prod.json")
        .keys("p<right>")
        .sees("▌Service account   ~/keys/prod.json")
        .reads(&messages::service_account("me@my-project.iam.gserviceaccount.com", "my-project"))
        .keys("<c-s>")
        .sees(&now_stored("service account"));
    let entry = json!({"value": account, "gcpProjectId": "my-project", "gcpRegion": "us-east5",
        "serviceAccountEmail": "me@my-project.iam.gserviceaccount.com"});
    assert_eq!(screen.entries(), json!({"llm_service_account::a": entry}));
    screen.keys("e").sees("my-project · me@my-project.iam.gserviceaccount.com");
}

#[test]
fn invalid_service_account_is_reported_at_the_field_and_not_stored() {
    let mut screen = form(&one("vertex", "service_account_file"), &nothing());
    service_account(&screen);
    let other = Secret::new(OTHER_ACCOUNT.to_owned());
    let fault = ServiceAccount::parse(other).expect_err("it is no service account");
    screen
        .field("Service account")
        .keys("~/keys/other.json")
        .reads(&fault)
        .keys("<c-s>")
        .sees("▌Service account")
        .keys("<c-u>~/none.json<c-s>")
        .reads(messages::NO_ACCOUNT_FILE)
        .keys("<c-u><c-s>")
        .sees(messages::UNCHANGED);
    assert_eq!(screen.entries(), nothing());
}

#[test]
fn the_text_of_a_service_account_can_be_pasted() {
    let mut screen = form(&one("vertex", "service_account_file"), &nothing());
    let account = service_account(&screen);
    screen
        .field("Service account")
        .paste(&format!("{account}\n"))
        .sees(&format!("▌Service account   {}", messages::PASTED))
        .sees_not("PLANTED")
        .keys("<c-s>");
    assert_eq!(screen.entries()["llm_service_account::a"]["value"], account);
}

#[test]
fn a_path_of_the_connection_is_completed_too() {
    let mut screen = form(&one("openai", "api_key"), &nothing());
    service_account(&screen);
    screen.field("Codex binary").keys("~/keys/pr<right>").sees("~/keys/prod.json").keys("<c-s>");
    assert_eq!(screen.stored("a")["codexPath"], "~/keys/prod.json");
}

#[test]
fn connection_without_secret_has_no_secret_field() {
    for auth in ["none", "environment"] {
        let mut screen = form(&one("pi", auth), &nothing());
        for label in ["API key", "token", "Secret key", "Service account"] {
            screen.sees_not(label);
        }
    }
}

#[test]
fn a_new_connection_and_its_key_are_one_edit() {
    let mut screen = Screen::with_credentials(&one("anthropic", "api_key"), &nothing());
    screen
        .keys("agroq<enter>")
        .field("API key")
        .keys("gsk_1<c-s>")
        .sees(&done(&(edits::added("Craft Agents Backend (Groq)") + &edits::and_its("key"))))
        .sees("Craft Agents Backend (Groq)  api.groq.com       steer  ");
    assert_eq!(screen.entries(), json!({"llm_api_key::pi-api-key": {"value": "gsk_1"}}));
    screen.keys("u").sees_not("api.groq.com");
    assert_eq!(screen.entries(), nothing());
    screen.keys("<c-r>");
    assert_eq!(screen.entries(), json!({"llm_api_key::pi-api-key": {"value": "gsk_1"}}));
}

#[test]
fn typed_secret_is_shown_while_revealed() {
    let mut screen =
        form(&one("anthropic", "api_key"), &json!({"llm_api_key::a": {"value": "PLANTED"}}));
    screen.field("API key").keys("<c-r>").sees(messages::STORED_NEVER_SHOWN).sees_not("PLANTED");
    screen.keys("visible").sees_not("visible").keys("<c-r>").sees("visible");
    screen.keys("<tab>").sees_not("visible").keys("<up>").sees_not("visible");
    screen.keys("<c-r>").sees("visible").keys("<c-r>").sees_not("visible");
    // With the mouse.
    screen.click("show").sees("visible").click("mask").sees_not("visible");
    // Anything that comes over it masks it.
    screen.click("show").keys("<f1>").keys("<esc>").sees_not("visible");
    screen.click("show").keys("<esc>").sees(messages::DISCARD_CHANGES).sees_not("visible");
    screen.keys("n").click("show").sees("visible").keys("<c-z>").sees_not("visible");
    assert!(matches!(screen.request(), Some(TerminalRequest::Suspend)));
}

#[test]
fn a_stored_key_is_removed_by_a_key_or_the_mouse_and_stays_after_all_by_another() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let mut screen = form(&one("anthropic", "api_key"), &stored);
    screen
        .field("API key")
        .keys("<c-x>")
        .sees(messages::REMOVED_WITH_SAVE)
        .sees(messages::CHANGED)
        .click("keep")
        .sees_not(messages::CHANGED)
        .click("remove")
        .sees(messages::REMOVED_WITH_SAVE)
        .keys("<c-s>")
        .sees(&edits::removes_secret("key"))
        .keys("y")
        .sees(messages::NO_API_KEY);
    assert_eq!(screen.entries(), nothing());
    screen.keys("u").sees_not(messages::NO_API_KEY);
    assert_eq!(screen.entries(), stored);
}

#[test]
fn paste_outside_text_fields_is_explained() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .field("Provider")
        .paste("PLANTED")
        .sees(messages::NOTHING_TO_PASTE_INTO)
        .sees_not("PLANTED");
}

#[test]
fn form_without_a_key_focuses_the_key_field() {
    form(&one("anthropic", "api_key"), &nothing()).sees("▌API key");
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    form(&one("anthropic", "api_key"), &stored).sees("▌Name");
}

#[test]
fn parts_of_a_service_account_are_not_mistaken_for_a_path() {
    let mut screen = form(&one("vertex", "service_account_file"), &nothing());
    let account = service_account(&screen);
    for piece in
        ["\"private_key\": \"PLANTED\"", "-----BEGIN PRIVATE KEY-----\nPLANTED", "PLANTED\nPLANTED"]
    {
        screen.field("Service account").paste(piece).reads(messages::NO_PATH).sees_not("PLANTED");
    }
    // Some programs put a mark before the text.
    screen.paste(&format!("\u{feff}{account}")).sees_not("PLANTED").keys("<c-s>");
    assert_eq!(screen.entries()["llm_service_account::a"]["value"], account);
}

#[test]
fn tab_completes_a_path_or_moves_to_the_next_field() {
    let mut screen = form(&one("vertex", "service_account_file"), &nothing());
    service_account(&screen);
    screen
        .field("Service account")
        .keys("~/keys/p<tab>")
        .sees("▌Service account   ~/keys/prod.json");
    screen.keys("<tab>").sees("▌Endpoint");
}

#[test]
fn the_help_of_a_key_calls_it_optional_only_on_this_machine() {
    let mut screen = form(&one("openai", "api_key"), &nothing());
    screen.field("API key").reads(SECRET_FIELDS[0].help);
    screen.sees_not(messages::KEY_IS_OPTIONAL.trim());
    let local = json!([{"slug": "a", "name": "A", "providerType": "pi_compat",
        "authType": "api_key_with_endpoint", "baseUrl": "http://localhost:1/v1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "createdAt": 1}]);
    form(&local, &nothing()).field("API key").reads(messages::KEY_IS_OPTIONAL.trim());
}
