//! A sign-in to Claude that the running Craft makes, on the screen: by real keys, against a Craft
//! server of the test's own.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use llm_connections::craft_link::{LinkError, messages as link_messages};
use llm_connections::settings::craft::server::messages::NO_TOKEN;
use llm_connections::settings::credential::save::describe_shared_login;
use llm_connections::settings::sign_in::LoginProvider as Login;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::signin::messages::describe_wrong_paste;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::before_colon;
use crate::support::craft::HeldLock;
use crate::support::craft_server::claude_login::{ACCESS_TOKEN, CODE, REFRESH_TOKEN};
use crate::support::craft_server::{CraftServer, Fault, TOKEN};
use crate::support::credentials::keys_of_sample;

const EXCHANGE: &str = "onboarding:exchangeClaudeCode";
const CLEAR: &str = "onboarding:clearClaudeOAuthState";
const SETUP: &str = "settings:setupLlmConnection";

struct Beside {
    screen: Screen,
    server: Option<CraftServer>,
    _craft: HeldLock,
}

impl Beside {
    /// One Claude connection without a login, beside a Craft whose token config.json has.
    fn start(fault: Fault) -> Self {
        Self::with(fault, &json!([claude("a", "Alpha")]), TOKEN)
    }

    fn with(fault: Fault, connections: &Value, token: &str) -> Self {
        let mut screen = Screen::with_credentials(connections, &json!({}));
        let home: PathBuf = screen.credentials().ancestors().nth(2).expect("a home").to_owned();
        let server = CraftServer::start(&home, keys_of_sample(), fault);
        let craft = HeldLock::take(&home);
        let port = server.port();
        screen.craft_runs(craft.pid()).craft_is_seen();
        screen.counts_down = true;
        screen.outside_json(|config| {
            config["serverConfig"] = json!({"enabled": true, "port": port, "token": token});
        });
        Self { screen, server: Some(server), _craft: craft }
    }

    const fn server(&self) -> &CraftServer {
        self.server.as_ref().expect("it runs")
    }

    /// Opens the layer, and waits until Craft has answered whether it can sign in.
    fn open(&mut self) -> &mut Screen {
        self.screen.keys("1L").craft_answered()
    }

    /// Up to the field for the code.
    fn open_page(&mut self) -> &mut Screen {
        self.open().keys("<enter>").craft_answered().sees(messages::PASTE_CODE)
    }

    fn paste(&mut self, text: &str) -> &mut Screen {
        self.screen.paste(text).sees_not("PLANTED").keys("<enter>")
    }

    fn paste_code(&mut self) -> &mut Screen {
        let code = format!("{CODE}#st-1");
        self.paste(&code).craft_answered()
    }

    fn stored(&self, key: &str) -> Value {
        self.screen.entries()[key].clone()
    }
}

fn claude(slug: &str, name: &str) -> Value {
    json!({"slug": slug, "name": name, "providerType": "anthropic", "authType": "oauth",
        "createdAt": 1, "kept": {"a": 1}})
}

#[test]
fn craft_signs_in_for_a_connection_and_the_login_can_be_renewed() {
    let mut beside =
        Beside::with(Fault::Refreshes, &json!([claude("a", "Alpha"), claude("b", "Beta")]), TOKEN);
    let before = beside.screen.json();
    beside.open().sees(messages::BY_CRAFT.1).keys("<enter>").craft_answered();
    beside.screen.sees(messages::PASTE_CODE).sees("https://claude.ai/oauth/authorize");
    beside.screen.reads(link_messages::ONE_CLAUDE_LOGIN).reads(&messages::time_left(600));
    beside.paste_code().reads(&describe_shared_login(&["“Beta”".to_owned()])).keys("<enter>");
    beside.screen.sees_not(messages::PASTE_CODE).sees_not("PLANTED");
    let login = beside.stored("llm_oauth::a");
    assert_eq!(
        (&login["value"], &login["refreshToken"]),
        (&json!(ACCESS_TOKEN), &json!(REFRESH_TOKEN))
    );
    assert_eq!(beside.stored("claude_oauth::global")["refreshToken"], REFRESH_TOKEN);
    assert_eq!(beside.screen.json(), before, "what Craft dropped is written back");
    assert_eq!(beside.server().calls(SETUP), [json!([{"slug": "a"}])]);
    assert_eq!(beside.server().calls(EXCHANGE), [json!([format!("{CODE}#st-1"), "a"])]);
    beside.screen.resize(140, 40).sees_not("PLANTED").keys("h").sees_not("PLANTED");
}

#[test]
fn a_new_connection_is_made_by_craft_selected_and_validated() {
    let mut beside = Beside::with(Fault::Nothing, &json!([claude("claude-max", "Alpha")]), TOKEN);
    beside.screen.keys("aClaude sub<enter>").craft_answered();
    beside.screen.sees(&messages::sign_in_title(Login::Claude, None)).sees(messages::BY_FORM.1);
    beside.screen.keys("<enter>").craft_answered();
    beside.paste_code().keys("<enter>").sees("Claude Max");
    assert_eq!(beside.server().calls(SETUP), [json!([{"slug": "claude-max-2"}])]);
    assert_eq!(beside.stored("llm_oauth::claude-max-2")["refreshToken"], REFRESH_TOKEN);
    let list = beside.screen.json()["llmConnections"].clone();
    assert_eq!(list[1]["slug"], "claude-max-2");
    beside.screen.keys("e").sees("Claude Max");
}

#[test]
fn a_wrong_code_leaves_the_page_open_and_the_right_one_is_taken() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page();
    for (pasted, wrong) in [
        ("https://claude.ai/oauth/authorize?code=true", WrongPaste::Address),
        (ACCESS_TOKEN, WrongPaste::Other("a Claude token")),
        ("ac_PLANTED-0123456789", WrongPaste::HalfCode),
        ("ac_PLANTED-0123456789#st-9", WrongPaste::OtherCode),
    ] {
        let sentence = describe_wrong_paste(&wrong);
        beside.paste(pasted).reads(&sentence).sees(messages::PASTE_CODE);
    }
    assert!(beside.server().calls(EXCHANGE).is_empty(), "none of them left this machine");
    beside.paste("ac_PLANTED-wrong#st-1").craft_answered();
    beside.screen.reads("Token exchange failed: 400").sees_not("PLANTED");
    beside.screen.sees(messages::PASTE_CODE);
    beside.paste_code().sees(&messages::craft_stored_login("Alpha"));
    assert_eq!(beside.stored("llm_oauth::a")["value"], ACCESS_TOKEN);
}

#[test]
fn a_login_that_is_over_or_replaced_is_known_as_such_and_can_be_started_again() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page();
    beside.server().end_login();
    beside
        .paste_code()
        .reads(&LinkError::NoLoginPending.to_string())
        .sees(messages::NOTHING_STORED);
    assert!(beside.server().calls(EXCHANGE).is_empty());
    beside.screen.keys("<enter>").craft_answered().sees(messages::PASTE_CODE);
    beside.server().start_another_login();
    beside.paste(&format!("{CODE}#st-2")).craft_answered();
    beside.screen.reads("Token exchange failed: 400").sees(messages::PASTE_CODE);
    assert_eq!(beside.screen.entries(), json!({}));
}

#[test]
fn esc_cancels_the_login_in_craft_too() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page();
    assert!(beside.server().pending_login().is_some());
    beside.screen.keys("<esc>").sees(messages::STOP_SIGN_IN);
    beside.screen.keys("y").craft_answered().sees_not(messages::PASTE_CODE);
    assert_eq!(beside.server().pending_login(), None);
    assert_eq!(beside.server().calls(CLEAR).len(), 1);
    // Given up while Craft is asked for a page, it is cleared once there is one.
    beside.open().keys("<enter><esc>").craft_answered().craft_answered();
    assert_eq!(beside.server().pending_login(), None);
    assert_eq!(beside.screen.entries(), json!({}));
}

#[test]
fn expired_page_says_so_and_leaves_another_programs_login_in_craft() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.screen.app.set_craft_login_lasts(Duration::from_secs(5));
    beside.open_page();
    beside.server().end_login();
    beside.server().start_another_login();
    beside.screen.ticks_until(messages::CRAFT_LOGIN_EXPIRED).sees(messages::NOTHING_STORED);
    beside.screen.keys("<esc><esc>");
    assert_eq!(beside.server().pending_login().as_deref(), Some("st-2"));
    assert!(beside.server().calls(CLEAR).is_empty());
    // It can be started again.
    beside.open_page().reads("Waiting · 0:0");
}

#[test]
fn small_screen_has_the_note_that_craft_keeps_one_login() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.screen.resize(40, 12);
    beside.open_page().reads(link_messages::ONE_CLAUDE_LOGIN).sees("https://claude.ai");
}

#[test]
fn login_cancelled_during_the_exchange_is_shown_if_stored() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page();
    let code = format!("{CODE}#st-1");
    beside.paste(&code).keys("<esc>y").craft_answered();
    beside.screen.sees(&messages::craft_stored_login("Alpha"));
    assert_eq!(beside.stored("llm_oauth::a")["value"], ACCESS_TOKEN);
}

#[test]
fn unavailable_craft_sign_in_is_greyed_with_the_reason() {
    let no_call =
        LinkError::NoChannel { channel: EXCHANGE.to_owned(), version: Some("0.10.0".to_owned()) };
    let other = LinkError::OtherVersion("Server protocol 2.0, client 1.0".to_owned());
    for (fault, token, why) in [
        (Fault::Without(EXCHANGE), TOKEN, no_call),
        (Fault::OtherVersion, TOKEN, other),
        (Fault::Nothing, "another-token-of-16", LinkError::WrongToken),
    ] {
        let mut beside = Beside::with(fault, &json!([claude("a", "Alpha")]), token);
        let reason: String = why.to_string().chars().take(40).collect();
        beside.screen.resize(100, 30);
        beside.open().sees(&reason).keys("<up><enter>").reads(&why.to_string());
        beside.screen.keys("<down><enter>").sees(messages::CRAFT_IS_RUNNING).keys("<esc>");
    }
    let mut beside = Beside::with(Fault::Nothing, &json!([claude("a", "Alpha")]), "");
    beside.screen.resize(100, 30).keys("1L").sees(before_colon(NO_TOKEN));
}

#[test]
fn faults_on_the_way_have_their_sentence_and_store_nothing() {
    let mut beside = Beside::start(Fault::ForeignPage);
    beside.open().keys("<enter>").craft_answered().reads("https://claude.example");
    beside.screen.sees(messages::NOTHING_STORED);
    let mut beside = Beside::start(Fault::ExchangeThrows);
    beside.open_page();
    let why = LinkError::Failed("fetch failed".to_owned());
    beside.paste_code().reads(&why.to_string()).sees(messages::NOTHING_STORED);
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page();
    let there = beside.server().url();
    drop(beside.server.take());
    let why = LinkError::Refused(there);
    beside.paste_code().reads(&why.to_string()).sees(messages::NOTHING_STORED);
    let mut beside = Beside::start(Fault::ShutsDown);
    beside.open_page();
    let why = LinkError::NotSetUp(LinkError::ShuttingDown.to_string());
    beside.paste_code().reads(&why.to_string());
    beside.screen.reads(messages::MAY_BE_STORED).sees_not("PLANTED");
}

#[test]
fn url_is_copied_whole_and_no_browser_opened() {
    let mut beside = Beside::start(Fault::Nothing);
    beside.open_page().keys("<c-y>");
    let Some(TerminalRequest::Copy(address)) = beside.screen.request() else {
        panic!("nothing was copied")
    };
    assert!(
        address.starts_with("https://claude.ai/oauth/authorize?")
            && address.ends_with("state=st-1")
    );
    beside.screen.keys("<c-o>").sees(messages::NO_DISPLAY);
    assert!(beside.screen.request().is_none());
}

#[test]
fn the_layer_of_craft_at_each_step() {
    let mut all = String::new();
    for (width, height) in [(80, 24), (40, 12)] {
        let mut beside = Beside::start(Fault::Nothing);
        beside.screen.resize(width, height);
        let mut show = |screen: &Screen| {
            // As wide as it always is.
            let text = (580..=600).fold(screen.text(), |text, seconds| {
                let shown = format!("{:<16}", format!("{}:{:02} left", seconds / 60, seconds % 60));
                text.replace(&shown, &format!("{:<16}", "m:ss left"))
            });
            writeln!(all, "{width}×{height}\n{text}\n").expect("a text takes it");
        };
        show(beside.open());
        show(beside.screen.keys("<enter>").craft_answered());
        show(beside.paste("ac_PLANTED-wrong#st-1").craft_answered());
        beside.screen.keys("<esc>y").craft_answered();
        let mut unable = Beside::start(Fault::Without(EXCHANGE));
        unable.screen.resize(width, height);
        show(unable.open());
    }
    insta::assert_snapshot!(all);
}
