//! Credentials beside a running Craft that can be spoken to: Craft makes the change itself, and the
//! screen says what still keeps the old key.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use llm_connections::craft_link::{LinkError, Tested};
use llm_connections::settings::craft::server::Unsupported;
use llm_connections::settings::edit::messages as edits;
use llm_connections::text::capitalized;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, done, now_stored, with_caveat};
use crate::support::craft::HeldLock;
use crate::support::craft_server::{CraftServer, Fault, REFUSAL, TOKEN};
use crate::support::credentials::keys_of_sample;

const SETUP: &str = "settings:setupLlmConnection";

struct Beside {
    screen: Screen,
    server: CraftServer,
    craft: HeldLock,
}

fn connections() -> Value {
    json!([
        {"slug": "a", "name": "Alpha", "providerType": "anthropic", "authType": "api_key", "createdAt": 1, "kept": 1},
        {"slug": "c", "name": "Claude", "providerType": "anthropic", "authType": "oauth", "createdAt": 2},
    ])
}

fn first_key() -> Value {
    json!({"llm_api_key::a": {"value": "the-first-of-all-keys"}})
}

impl Beside {
    /// Two connections, the first with a key, beside a Craft whose token config.json has.
    fn start(fault: Fault) -> Self {
        Self::start_with(fault, &first_key())
    }

    fn start_with(fault: Fault, entries: &Value) -> Self {
        let mut beside = Self::without_token(fault, entries);
        let port = beside.server.port();
        beside.screen.outside_json(|config| {
            config["serverConfig"] = json!({"enabled": true, "port": port, "token": TOKEN});
        });
        beside
    }

    fn without_token(fault: Fault, entries: &Value) -> Self {
        let mut screen = Screen::with_credentials(&connections(), entries);
        let home = home(&screen);
        let server = CraftServer::start(&home, keys_of_sample(), fault);
        let craft = HeldLock::take(&home);
        screen.craft_runs(craft.pid()).craft_is_seen();
        Self { screen, server, craft }
    }

    fn set_key(&mut self, key: &str) -> &mut Screen {
        self.screen.keys("e").field("API key").keys(&format!("{key}<c-s>"))
    }

    fn stored(&self) -> Value {
        self.screen.entries()["llm_api_key::a"]["value"].clone()
    }
}

/// That an undo has put back the key of Alpha.
fn undone() -> String {
    messages::undone(&edits::secret_as_before("key", "Alpha"))
}

/// As much of a sentence as stands in one line of a box.
fn beginning(sentence: &str) -> String {
    sentence.chars().take(32).collect()
}

fn home(screen: &Screen) -> PathBuf {
    screen.credentials().ancestors().nth(2).expect("a home").to_owned()
}

#[test]
fn craft_stores_and_undoes_a_key_itself() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.set_key("another-key-of-mine").sees(messages::STORING_THROUGH_CRAFT);
    let has_it = &messages::through_craft(&[])[0];
    beside.screen.craft_answered().sees(&with_caveat(&now_stored("key"), has_it));
    let restart = messages::restart_craft(beside.craft.pid());
    beside
        .screen
        .sees_not(&messages::restart_craft_if_running())
        .sees_not(before_colon(&restart))
        .sees_not("PLANTED")
        .sees(messages::CONNECTIONS)
        .resize(100, 24)
        .sees(&messages::craft_running(Some("0.10.0")));
    assert_eq!(beside.stored(), "another-key-of-mine");
    beside.server.write_back();
    assert_eq!(beside.stored(), "another-key-of-mine", "it is in Craft's memory");
    beside.screen.keys("u").craft_answered().sees(&undone());
    let remembered = beside.server.remembers("llm_api_key::a");
    assert_eq!(remembered.as_deref(), Some("the-first-of-all-keys"));
    assert_eq!(beside.stored(), "the-first-of-all-keys");
    let redone = messages::redone(&edits::stored_secret("key", "Alpha"));
    beside.screen.keys("<c-r>").craft_answered().sees(&redone);
    assert_eq!(beside.stored(), "another-key-of-mine");
    assert_eq!(beside.server.calls(SETUP).len(), 3);
}

#[test]
fn a_deletion_takes_the_key_out_of_crafts_memory_and_undo_puts_both_back() {
    let mut beside = Beside::start(Fault::Nothing);
    let before = beside.screen.json();
    beside.screen.keys("xy").craft_answered().sees(&done(&edits::deleted("“Alpha”")));
    assert_eq!(beside.server.remembers("llm_api_key::a"), None);
    beside.screen.keys("u").craft_answered().sees("Alpha");
    assert_eq!(beside.screen.json(), before);
    assert_eq!(beside.stored(), "the-first-of-all-keys");
}

#[test]
fn a_record_that_craft_has_changed_on_the_way_is_written_back() {
    let mut beside = Beside::start(Fault::Refreshes);
    let before = beside.screen.json();
    beside.set_key("another-key-of-mine");
    beside.screen.craft_answered().keys("<f2>").sees("written back");
    assert_eq!(beside.screen.json(), before);
}

#[test]
fn a_fault_while_craft_stores_leaves_the_form_and_the_files_as_they_were() {
    let faults = [
        (Fault::ShutsDown, LinkError::ShuttingDown),
        (Fault::Ends, LinkError::Closed),
        (Fault::NoJson, LinkError::NotUnderstood),
    ];
    for (fault, why) in faults {
        let mut beside = Beside::start(fault);
        let before = beside.screen.json();
        beside.set_key("another-key-of-mine");
        let sentence = why.to_string();
        beside.screen.craft_answered().sees(&beginning(&sentence)).sees(messages::CHANGED);
        assert_eq!(beside.screen.json(), before);
        assert_eq!(beside.stored(), "the-first-of-all-keys");
        beside.screen.sees_not("another-key-of-mine");
    }
}

#[test]
fn changes_that_craft_made_before_a_fault_are_reported() {
    let mut entries = first_key();
    entries["llm_oauth::c"] = json!({"value": "t", "refreshToken": "r"});
    let mut beside = Beside::start_with(Fault::FailsSecondRemoval, &entries);
    let before = beside.screen.json();
    let why = LinkError::Failed(REFUSAL.to_owned());
    beside.screen.resize(200, 24).keys("<c-a>xy").craft_answered().sees(&why.after_changes(1, 2));
    assert_eq!(beside.screen.json(), before);
    let left = beside.screen.entries();
    assert_eq!(
        (&left["llm_api_key::a"], &left["llm_oauth::c"]["value"]),
        (&Value::Null, &json!("t"))
    );
}

#[test]
fn unusable_craft_server_opens_a_question_with_the_reason() {
    let no_setup =
        LinkError::NoChannel { channel: SETUP.to_owned(), version: Some("0.10.0".to_owned()) };
    let version = LinkError::OtherVersion("Server protocol 2.0, client 1.0".to_owned());
    let mut beside = Beside::start(Fault::OtherVersion);
    beside.set_key("another-key-of-mine");
    beside
        .screen
        .craft_answered()
        .sees(&beginning(&version.to_string()))
        .sees(messages::CRAFT_IS_RUNNING);
    beside.screen.keys("y").sees(&now_stored("key"));
    assert_eq!(beside.stored(), "another-key-of-mine", "in the file, as before");
    let forgets = LinkError::NotConfirmed("a".to_owned());
    for (fault, why) in [(Fault::Without(SETUP), no_setup), (Fault::Forgets, forgets)] {
        let mut beside = Beside::start(fault);
        let before = beside.screen.json();
        beside.set_key("another-key-of-mine");
        beside.screen.craft_answered().sees(&beginning(&why.to_string())).sees("Wait (w)");
        beside.screen.keys("n").sees(messages::CHANGED);
        assert_eq!(
            (beside.stored(), beside.screen.json()),
            ("the-first-of-all-keys".into(), before)
        );
    }
}

#[test]
fn a_token_that_nothing_names_is_typed_masked_and_used_until_the_end() {
    let mut beside = Beside::without_token(Fault::Nothing, &first_key());
    let url = beside.server.url();
    beside.set_key("another-key-of-mine").sees(messages::CRAFT_IS_RUNNING).sees("Token (t)");
    beside.screen.keys("t").sees(messages::CRAFT_SERVER).keys("wrong-PLANTED").sees_not("PLANTED");
    // Where the server is, too.
    beside.screen.keys("<tab><c-u>").paste(&url).keys("<enter>").craft_answered();
    beside.screen.sees(&beginning(&LinkError::WrongToken.to_string()));
    beside.screen.keys("t").paste(TOKEN).sees_not("PLANTED").keys("<tab><c-u>").paste(&url);
    beside.screen.keys("<enter>").craft_answered().sees(&now_stored("key"));
    assert_eq!(beside.stored(), "another-key-of-mine");
    beside.screen.keys("u").craft_answered().sees(&undone());
}

#[test]
fn a_token_is_not_typed_for_a_server_that_would_get_it_unencrypted() {
    let mut beside = Beside::without_token(Fault::Nothing, &first_key());
    beside.set_key("another-key-of-mine");
    beside.screen.keys("t").paste(TOKEN).keys("<tab><c-u>").paste("ws://192.0.2.7:9100");
    beside.screen.keys("<enter>").sees("unencrypted").keys("<esc>").sees(messages::CHANGED);
}

#[test]
fn a_save_can_wait_until_craft_has_ended() {
    let Beside { mut screen, craft, .. } = Beside::without_token(Fault::Nothing, &first_key());
    screen
        .keys("e")
        .field("API key")
        .keys("another-key-of-mine<c-s>")
        .sees(messages::CRAFT_IS_RUNNING);
    screen.press("w").sees(messages::WAITING_FOR_CRAFT);
    let restart = messages::restart_craft(craft.pid());
    drop(craft);
    screen.keys("").sees(&now_stored("key")).sees_not(messages::WAITING_FOR_CRAFT);
    screen.sees_not(&messages::restart_craft_if_running()).sees_not(before_colon(&restart));
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "another-key-of-mine");
}

#[test]
fn save_waiting_for_craft_is_cancelled_by_esc() {
    let Beside { mut screen, craft, .. } = Beside::without_token(Fault::Nothing, &first_key());
    screen.keys("e").field("API key").keys("another-key-of-mine<c-s>");
    screen.press("w").press("<esc>").sees(messages::CHANGED);
    drop(craft);
    screen.keys("");
    assert_eq!(screen.entries()["llm_api_key::a"]["value"], "the-first-of-all-keys");
}

#[test]
fn buttons_that_do_not_fit_one_line_are_visible_and_clickable() {
    let stored = now_stored("key");
    for (button, shown) in [
        ("Save anyway (y)", stored.as_str()),
        (messages::CANCEL, messages::CHANGED),
        ("Wait (w)", &stored),
        ("Token (t)", messages::CRAFT_SERVER),
    ] {
        let mut beside = Beside::without_token(Fault::Nothing, &first_key());
        beside.set_key("another-key-of-mine");
        beside.screen.resize(40, 12);
        if button == "Wait (w)" {
            drop(beside.craft);
        }
        beside.screen.click(button).resize(80, 24).sees(shown);
    }
}

#[test]
fn the_question_on_a_narrow_screen() {
    let mut beside = Beside::without_token(Fault::Nothing, &first_key());
    beside.set_key("another-key-of-mine").resize(40, 12);
    let pid = beside.craft.pid().to_string();
    insta::assert_snapshot!(beside.screen.text().replace(&pid, "PID"));
}

#[test]
fn credential_that_craft_cannot_store_is_reported_with_the_reason() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.screen.keys("je").field("Access token").keys("sk-ant-oat01-made-up-for-this-test<c-s>");
    beside.screen.press("y").craft_answered();
    beside.screen.sees(&beginning(&Unsupported::ClaudeLogin.describe())).sees("Wait (w)");
}

#[test]
fn stale_lock_is_no_craft_and_its_server_is_not_asked() {
    let mut beside = Beside::start(Fault::Nothing);
    let lock = home(&beside.screen).join(".craft-agent/.server.lock");
    let text = fs::read(&lock).expect("the lock");
    let Beside { screen, server, craft } = &mut beside;
    drop(std::mem::replace(craft, HeldLock::take(&home(screen).join("other"))));
    fs::write(&lock, text).expect("left behind");
    screen.keys("e").field("API key").keys("another-key-of-mine<c-s>");
    screen.sees(&now_stored("key"));
    assert_eq!(server.calls(SETUP), Vec::<Value>::new());
}

/// An answer of Craft about a connection.
fn tested(failed: Option<&str>) -> Tested {
    Tested { failed: failed.map(str::to_owned), took: Duration::ZERO, version: None }
}

#[test]
fn crafts_answer_is_shown_beside_the_providers() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.server.answer_tests_with(json!({"success": false, "error": "Invalid API key"}));
    beside.screen.resize(140, 40).keys("m").menu(messages::VALIDATE_THROUGH_CRAFT).craft_answered();
    beside
        .screen
        .sees(&messages::opinion(Ok(&tested(Some("Invalid API key")))))
        .sees("✗ Nobody is asked here");
    let asked = beside.server.calls("settings:testLlmConnectionSetup");
    assert_eq!(asked, [json!([{"provider": "anthropic", "apiKey": "the-first-of-all-keys"}])]);
    beside.server.answer_tests_with(json!({"success": true}));
    beside.screen.keys("T").craft_answered().sees(&messages::opinion(Ok(&tested(None))));
}

#[test]
fn neither_of_two_crafts_with_one_home_gets_a_key() {
    let mut beside = Beside::start(Fault::Nothing);
    let home = home(&beside.screen);
    beside.screen.resize(140, 40).keys("T").craft_answered();
    let second = HeldLock::take_in(&home, &home.join("elsewhere"));
    let mut pids = vec![beside.craft.pid(), second.pid()];
    pids.sort_unstable();
    let why = LinkError::SeveralServers(pids).to_string();
    beside.screen.keys("T").reads(&messages::opinion(Err(&why)));
    beside.set_key("another-of-all-keys").reads(&why);
    assert_eq!(beside.server.calls("settings:testLlmConnectionSetup").len(), 1, "the first alone");
    assert_eq!(beside.server.calls(SETUP), Vec::<Value>::new());
}

#[test]
fn sessions_still_using_the_old_key_are_named_in_message_and_details() {
    let mut screen = Screen::with_workspace(&connections(), "{}");
    let home = home(&screen);
    let header =
        json!({"id": "s", "name": "Invoices", "llmConnection": "a", "lastUsedAt": u64::MAX >> 12});
    fs::create_dir_all(home.join("w/sessions/s")).expect("made");
    fs::write(home.join("w/sessions/s/session.jsonl"), format!("{header}\n")).expect("written");
    screen.read_sessions();
    let server = CraftServer::start(&home, keys_of_sample(), Fault::Nothing);
    let craft = HeldLock::take(&home);
    let port = server.port();
    screen.craft_runs(craft.pid()).outside_json(|config| {
        config["serverConfig"] = json!({"enabled": true, "port": port, "token": TOKEN});
    });
    let old_key = &messages::through_craft(&[String::new()])[1];
    screen.keys("e").field("API key").keys("another-key-of-mine<c-s>").craft_answered();
    screen.keys("<f2>").reads(&capitalized(before_colon(old_key))).sees("Invoices").keys("<esc>");
    screen.resize(140, 44).reads(&messages::keeps_old_key()).sees("Invoices");
    drop(craft);
    screen.craft_ended().sees_not(&messages::keeps_old_key());
}
