//! Credentials in the form, from the key or the paste to the entry in the file: one walk for each
//! auth type.

use std::fs;

use llm_connections::settings::connection::provider::AUTH_TYPES;
use llm_connections::settings::credential::exposed;
use llm_connections::settings::credential::fields::SECRET_FIELDS;
use llm_connections::settings::credential::key_warnings::{SIGN_IN_ADDRESS, looks_like_a_key_of};
use llm_connections::settings::credential::replacement::Replacement;
use llm_connections::settings::credential::service_account::ServiceAccount;
use llm_connections::settings::edit::{Refusal, messages as edits};
use llm_connections::settings::secret::Secret;
use llm_connections::store::messages::not_saved;
use llm_connections::text::capitalized;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use llm_connections::vault::Damage;
use serde_json::{Value, json};

use crate::screen::harness::{Screen, sealed};
use crate::screen::seen::{done, warned, with_caveat};

fn one(provider: &str, auth: &str) -> Value {
    json!([{"slug": "a", "name": "Alpha", "providerType": provider, "authType": auth, "createdAt": 1}])
}

/// The form of one connection, with credentials.
fn form(connection: &Value, stored: &Value) -> Screen {
    let mut screen = Screen::with_credentials(connection, stored);
    screen.keys("e");
    screen
}

/// That a credential of Alpha was stored.
fn now_stored(what: &str) -> String {
    done(&edits::stored_secret(what, "Alpha"))
}

/// The label of an authentication type.
fn auth_label(auth: &str) -> &'static str {
    AUTH_TYPES.iter().find(|(value, _)| *value == auth).expect("a known type").1
}

fn nothing() -> Value {
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
fn key_of_another_provider_is_stored_with_a_warning() {
    let mut screen = form(&one("openai", "api_key"), &nothing());
    screen
        .field("API key")
        .paste("sk-ant-1")
        .reads(&looks_like_a_key_of("Anthropic", "sk-ant-", "OpenAI API"))
        .keys("<c-s>")
        .sees(&now_stored("key"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "sk-ant-1"}}));
}

#[test]
fn whole_key_of_another_provider_is_stored_after_a_question() {
    let key = "sk-proj-PLANTEDplantedPLANTEDplanted0123456789";
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .field("API key")
        .paste(key)
        .keys("<c-s>")
        .sees(messages::STORE_ANYWAY)
        .reads(&looks_like_a_key_of("OpenAI", "sk-", "Anthropic API"))
        .sees_not("PLANTED")
        .keys("<enter>")
        .sees_not(messages::STORE_ANYWAY);
    assert_eq!(screen.entries(), nothing(), "enter declines");
    screen.keys("<c-s>").sees(messages::STORE_ANYWAY).keys("y").sees(&now_stored("key"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": key}}));
}

#[test]
fn whitespace_in_a_pasted_key_is_removed_and_reported() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .field("API key")
        .paste("  sk-ant-\r\n1\n")
        .reads(messages::left_out_of_paste(true, true).expect("a sentence"))
        .keys("<c-s>");
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "sk-ant-1"}}));
}

#[test]
fn changed_auth_type_explains_the_old_secrets_fate() {
    let stored = json!({"llm_api_key::a": {"value": "k"}, "llm_api_key::b": {"value": "other"}});
    let environment = auth_label("environment");
    let mut screen = form(&one("pi", "api_key"), &stored);
    screen
        .field("Authentication")
        .keys("<right><right><right>")
        .sees(environment)
        .keys("<c-s>")
        .reads(&edits::changes("Authentication", "API key", environment))
        .reads(&edits::removes_unused_secret("key", environment))
        .keys("y");
    assert_eq!(screen.entries(), json!({"llm_api_key::b": {"value": "other"}}));
    screen.keys("u");
    assert_eq!(screen.entries()["llm_api_key::a"], json!({"value": "k"}));
    assert_eq!(screen.stored("a")["authType"], "api_key");
}

#[test]
fn a_stored_key_that_is_going_to_another_host_is_named() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let mut screen = form(&one("anthropic", "api_key"), &stored);
    screen
        .field("Endpoint")
        .paste("https://elsewhere.example")
        .keys("<c-s>")
        .sees(&edits::secret_is_sent("key", "elsewhere.example"));
}

#[test]
fn concurrently_stored_key_is_reported_before_replacing_it() {
    let mut screen =
        form(&one("anthropic", "api_key"), &json!({"llm_api_key::a": {"value": "old"}}));
    screen.field("API key").keys("mine");
    let theirs = sealed(&json!({"llm_api_key::a": {"value": "theirs"}}));
    screen
        .outside_credentials(|path| fs::write(path, theirs).expect("written"))
        .sees(messages::CREDENTIAL_CHANGED)
        .keys("<c-s>")
        .reads(&messages::overwrites_stored("key"))
        .keys("y")
        .sees(&now_stored("key"));
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "mine");
}

#[test]
fn unseen_key_of_another_program_is_not_overwritten() {
    let mut screen =
        form(&one("anthropic", "api_key"), &json!({"llm_api_key::a": {"value": "old"}}));
    screen.field("API key").keys("mine");
    let theirs = json!({"llm_api_key::a": {"value": "theirs"}});
    fs::write(screen.credentials(), sealed(&theirs)).expect("written");
    let conflict = Refusal::Conflict(vec!["the key of “Alpha”".to_owned()]).to_string();
    screen.keys("<c-s>").reads(&capitalized(&conflict));
    assert_eq!(screen.entries(), theirs);
    screen.sees("▌API key           ••••").keys("<c-s>y").sees(&now_stored("key"));
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "mine");
}

#[test]
fn unusable_file_is_moved_aside_after_a_question() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen.outside_credentials(|path| fs::write(path, "something else").expect("written"));
    screen
        .field("API key")
        .keys("key<c-s>")
        .reads(&format!("credentials.enc {}", Damage::NotThisFormat))
        .keys("n")
        .sees("▌API key           •••");
    assert_eq!(fs::read(screen.credentials()).expect("there"), b"something else");
    screen.keys("<c-s>y").sees(&now_stored("key"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "key"}}));
    let folder = fs::read_dir(screen.home().join(".craft-agent")).expect("a folder").flatten();
    let mut texts = folder.filter_map(|entry| fs::read(entry.path()).ok());
    assert!(texts.any(|text| text == b"something else"), "it is kept");
}

#[test]
fn input_survives_a_disk_error() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    let folder = screen.credentials().with_file_name(".credentials.enc.lock");
    fs::remove_file(&folder).ok();
    fs::create_dir(&folder).expect("in the way of the lock");
    screen.field("API key").keys("key<c-s>").reads("cannot lock").sees("▌API key           •••");
    fs::remove_dir(&folder).expect("out of the way");
    screen.keys("<c-s>").sees(&now_stored("key"));
}

#[test]
fn a_typed_key_is_in_no_frame_no_file_but_its_own_and_no_copy() {
    for (width, height) in [(80, 24), (140, 40)] {
        let mut screen = form(&one("anthropic", "api_key"), &nothing());
        screen.resize(width, height).field("API key").paste("PLANTED-0123456789");
        for keys in [
            "<tab>", "<f1>", "<esc>", "<esc>", "n", "<c-s>", "i", "<esc>", "h", "<esc>", "p",
            "<esc>", "m", "<esc>", "u", "<c-r>", "y",
        ] {
            screen.keys(keys).sees_not("PLANTED");
        }
        assert_eq!(screen.entries()["llm_api_key::a"]["value"], "PLANTED-0123456789");
        let Some(TerminalRequest::Copy(text)) = screen.request() else {
            panic!("nothing was copied")
        };
        assert!(!text.contains("PLANTED"));
        screen.keys("E");
        let Some(TerminalRequest::EditJson(draft)) = screen.request() else {
            panic!("no editor was asked for")
        };
        assert!(!draft.text.contains("PLANTED"));
        let mut folders = vec![screen.home().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let bytes = fs::read(entry.path()).expect("read");
                assert!(!bytes.windows(7).any(|w| w == b"PLANTED"), "{:?}", entry.path());
            }
        }
    }
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
fn key_in_the_url_field_is_recognized() {
    let key = "sk-ant-api03-PLANTED-0123456789";
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .field("Endpoint")
        .paste(key)
        .keys("<tab>")
        .reads(&exposed::problem_of_text("Endpoint", key).expect("a key"))
        .sees_not("PLANTED");
}

#[test]
fn input_for_another_authentication_is_not_dropped_silently() {
    let mut screen = form(&one("pi", "api_key"), &nothing());
    screen.field("API key").keys("key").field("Authentication").keys("<right><right><right>");
    screen.sees(auth_label("environment")).sees(messages::CHANGED).keys("<c-s>");
    screen.sees(&messages::typed_in_vain("API key")).keys("<esc>");
    screen.keys("<left><left><left><c-s>").sees(&now_stored("key"));
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "key");
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
fn unknown_credential_is_not_reported_as_missing() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen
        .outside_credentials(|path| fs::write(path, "something else").expect("written"))
        .sees(messages::CREDENTIALS_UNUSABLE)
        .field("API key")
        .keys("<c-x>")
        .sees(messages::UNKNOWN_IF_STORED);
}

#[test]
fn file_of_a_newer_craft_is_refused_and_the_input_kept() {
    let mut newer = sealed(&nothing());
    newer[8] = 1;
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen.outside_credentials(|path| fs::write(path, &newer).expect("written"));
    screen
        .field("API key")
        .keys("key<c-s>")
        .reads(&warned(&not_saved(format_args!("credentials.enc {}", Damage::NewerFormat))))
        .sees("▌API key           •••");
    assert_eq!(fs::read(screen.credentials()).expect("there"), newer);
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
fn a_running_craft_is_named_until_that_is_dismissed() {
    let mut screen = form(&one("anthropic", "api_key"), &nothing());
    screen.craft_runs(4242).field("API key").keys("key<c-s>");
    screen
        .reads(&with_caveat(&now_stored("key"), &messages::restart_craft(4242)))
        .keys("j")
        .sees("process 4242")
        .keys("<esc>")
        .sees_not("process 4242");
}

#[test]
fn command_key_is_stored_only_after_consent() {
    let mut groq = one("pi", "api_key");
    groq[0]["piAuthProvider"] = "groq".into();
    let mut screen = form(&groq, &nothing());
    screen.field("API key").keys("!echo key").keys("<c-s>").sees(Replacement::Command.describe());
    // The marked answer is to cancel.
    screen.keys("<enter>").sees(messages::CHANGED);
    assert_eq!(screen.entries(), nothing());
    screen.keys("<c-s>").keys("y").sees(&now_stored("key"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "!echo key"}}));
    screen.keys("i").sees(Replacement::Command.label());
}

#[test]
fn a_typed_key_that_craft_runs_as_a_command_is_not_validated() {
    let mut groq = one("pi", "api_key");
    groq[0]["piAuthProvider"] = "groq".into();
    let mut screen = form(&groq, &nothing());
    screen.field("API key").keys("!echo key").keys("<c-t>");
    screen.reads(&Replacement::Command.describe_unvalidated());
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

#[test]
fn address_that_a_sign_in_ends_at_is_named_in_the_field_of_a_key() {
    let mut screen = form(&one("openai", "api_key"), &nothing());
    screen.field("API key");
    screen.paste("http://localhost:1455/auth/callback?code=PLANTED-code&state=s");
    screen.reads(SIGN_IN_ADDRESS).sees_not("PLANTED");
    screen.keys("<c-s>").sees(messages::STORE_ANYWAY).keys("<esc>");
    assert_eq!(screen.entries(), nothing());
}
