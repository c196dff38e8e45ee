//! What the form warns of and asks before it stores a credential: a key that does not fit, a host
//! that it goes to, and a file that another program has changed.

use std::fs;

use llm_connections::settings::credential::exposed;
use llm_connections::settings::credential::key_warnings::{SIGN_IN_URL, looks_like_a_key_of};
use llm_connections::settings::credential::replacement::Replacement;
use llm_connections::settings::edit::{Refusal, messages as edits};
use llm_connections::store::messages::not_saved;
use llm_connections::text::capitalized;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use llm_connections::vault::Damage;
use serde_json::json;

use crate::screen::form_secrets::{form, nothing, one};
use crate::screen::harness::sealed;
use crate::screen::seen::{now_stored, warned, with_caveat};
use crate::support::sentences::auth_label;

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
    screen.sees(&messages::typed_but_unused("API key")).keys("<esc>");
    screen.keys("<left><left><left><c-s>").sees(&now_stored("key"));
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "key");
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
fn address_that_a_sign_in_ends_at_is_named_in_the_field_of_a_key() {
    let mut screen = form(&one("openai", "api_key"), &nothing());
    screen.field("API key");
    screen.paste("http://localhost:1455/auth/callback?code=PLANTED-code&state=s");
    screen.reads(SIGN_IN_URL).sees_not("PLANTED");
    screen.keys("<c-s>").sees(messages::STORE_ANYWAY).keys("<esc>");
    assert_eq!(screen.entries(), nothing());
}
