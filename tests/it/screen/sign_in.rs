//! Signing in on the screen: every way, against providers of the test on this machine, and what is
//! stored then, read back by a reader of the test's own.

use std::fmt::Write;

use llm_connections::settings::connection::presets::PresetGroup;
use llm_connections::settings::credential::save::describe_shared_login;
use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::settings::sign_in::{LoginProvider as Login, signed_in_elsewhere};
use llm_connections::signin::messages::{
    CLAUDE_COMMAND, CLAUDE_TERMS, describe_terms, describe_wrong_paste,
};
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::{DEMO, Screen, copy_demo};
use crate::support::login_provider::{self as provider, LoginProvider, json_of};
use crate::support::server::Reply;
use crate::support::titles::titled;

fn connection(slug: &str, upstream: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi", "authType": "oauth",
        "piAuthProvider": upstream, "createdAt": 1})
}

pub(super) fn chatgpt() -> Screen {
    let mut screen = Screen::with(&json!([connection("a", "openai-codex")]));
    screen.keys("1");
    screen
}

fn claude(slug: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "anthropic", "authType": "oauth", "createdAt": 1})
}

/// What is shown, with the time that is left as it always is.
fn without_time(screen: &Screen) -> String {
    (0..3600).fold(screen.text(), |text, seconds| {
        let shown = messages::time_left(seconds);
        let time = format!("{}:{:02}", seconds / 60, seconds % 60);
        text.replace(&shown, &shown.replacen(&time, "m:ss", 1))
    })
}

/// A provider whose code is never typed.
pub(super) fn never_typed() -> LoginProvider {
    LoginProvider::start(vec![
        (provider::USER_CODE, vec![provider::chatgpt_code()]),
        (provider::DEVICE_TOKEN, vec![Box::new(|_| Reply::Silence)]),
    ])
}

#[test]
fn a_chatgpt_login_is_stored_as_craft_stores_it_and_validated() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L").sees(messages::BY_DEVICE.0).keys("<enter>");
    screen.signs_in_until("W X Y Z - 1 2 3 4").sees("https://auth.openai.com/codex/device");
    screen.signs_in_until(&edits::stored_secret("login", "A"));
    let entries = screen.entries();
    let stored = &entries["llm_oauth::a"];
    let keys: Vec<&String> = stored.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["value", "refreshToken", "expiresAt", "idToken"]);
    assert_eq!(stored["refreshToken"], "PLANTED-refresh");
    let ends = stored["expiresAt"].as_u64().expect("a number") / 1000;
    assert!(ends.abs_diff(provider::seconds() + 864_000) < 60, "{ends}");
    assert_eq!(entries.as_object().map(serde_json::Map::len), Some(1));
    screen.resize(140, 60).sees("ada@example.com · ChatGPT").reads(messages::renewal(true));
    screen.keys("u");
    assert_eq!(screen.entries(), json!({}), "undo takes it back");
}

#[test]
fn copilot_login_is_stored_as_by_craft_after_asking_about_terms() {
    let provider = LoginProvider::start(provider::copilot("unconfigured"));
    let mut screen = Screen::with(&json!([connection("a", "github-copilot")]));
    screen.signing_in_at(&provider).keys("1L<enter>");
    screen.signs_in_until("A B C D - 5 6 7 8").sees("https://github.com/login/device");
    screen.signs_in_until(messages::ACCEPT_TERMS);
    let terms = describe_terms(&["claude-sonnet-4.6".to_owned()]);
    screen.reads(&terms[0]).reads(&terms[1]);
    assert!(provider.bodies("/models/claude-sonnet-4.6/policy").is_empty(), "not unasked");
    screen.keys("y").signs_in_until(&edits::stored_secret("login", "A"));
    assert_eq!(provider.bodies("/models/claude-sonnet-4.6/policy").len(), 1);
    let expected = json!({"value": provider::COPILOT_TOKEN, "refreshToken": provider::GITHUB_TOKEN,
        "expiresAt": 1_900_000_000_000_u64 - 300_000});
    assert_eq!(screen.entries(), json!({"llm_oauth::a": expected}));
}

#[test]
fn unaccepted_terms_are_left_alone_and_reported() {
    let provider = LoginProvider::start(provider::copilot("unconfigured"));
    let mut screen = Screen::with(&json!([connection("a", "github-copilot")]));
    screen.signing_in_at(&provider).keys("1L<enter>").signs_in_until(messages::ACCEPT_TERMS);
    screen.keys("n").sees(&messages::terms_left(1));
    assert!(provider.bodies("/models/claude-sonnet-4.6/policy").is_empty());
    assert!(screen.entries()["llm_oauth::a"].is_object());
}

#[test]
fn valid_claude_token_is_stored_in_every_entry_and_a_wrong_one_in_none() {
    let mut screen = Screen::with(&json!([claude("a"), claude("b")]));
    screen.keys("1L").reads(CLAUDE_TERMS[0]).reads(CLAUDE_TERMS[1]);
    screen
        .keys("<enter>")
        .sees(&messages::run_in_a_terminal(CLAUDE_COMMAND))
        .paste("ghu_0123456789abcdefABCDEF");
    screen.keys("<enter>").reads(&describe_wrong_paste(&WrongPaste::Other("a GitHub token")));
    screen.paste("sk-ant-oat01-").keys("<enter>").reads(&describe_wrong_paste(&WrongPaste::Cut));
    assert_eq!(screen.entries(), Value::Null);
    screen.paste("sk-ant-oat01-PLANTED0123456789abcdef").sees_not("PLANTED").keys("<enter>");
    screen.reads(&describe_shared_login(&["“B”".to_owned()])).keys("<enter>");
    let token = json!({"value": "sk-ant-oat01-PLANTED0123456789abcdef"});
    let global = json!({"value": token["value"], "source": "native"});
    assert_eq!(
        screen.entries(),
        json!({"claude_oauth::global": global, "llm_oauth::claude-max": token, "llm_oauth::a": token, "llm_oauth::b": token})
    );
}

#[test]
fn signing_in_is_a_way_to_add_and_the_connection_is_as_crafts_set_up_makes_it() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = Screen::with(&json!([claude("a")]));
    screen
        .signing_in_at(&provider)
        .keys("aChatGPT<enter>")
        .sees(&messages::sign_in_title(Login::ChatGpt, None));
    screen.sees(messages::BY_FORM.1).keys("<enter>").signs_in_until(&edits::added("ChatGPT Plus"));
    let json = screen.json();
    let added = json["llmConnections"].as_array().and_then(|list| list.last()).expect("one");
    assert_eq!((&added["slug"], &added["name"]), (&"chatgpt-plus".into(), &"ChatGPT Plus".into()));
    assert_eq!(added["models"].as_array().map(Vec::len), Some(10));
    assert_eq!(
        (&added["defaultModel"], &added["midStreamBehavior"]),
        (&"pi/gpt-5.5".into(), &"steer".into())
    );
    screen.keys("aChatGPT<enter><down><down><enter>").sees("Access token");
}

#[test]
fn pasted_url_of_another_login_is_refused() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<down><enter>").signs_in_until(messages::PASTE_ADDRESS);
    screen.keys("<c-y>");
    let Some(TerminalRequest::Copy(address)) = screen.request() else {
        panic!("nothing was copied")
    };
    let query = address.split_once('?').expect("a query").1;
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(own, _)| own == name).expect("there").1.into_owned()
    };
    let (redirect, state) = (value("redirect_uri"), value("state"));
    screen.paste(&format!("{redirect}?code=PLANTED-0123456789&state=x")).keys("<enter>");
    let until_told = |screen: &mut Screen, wrong: &WrongPaste| {
        let sentence = describe_wrong_paste(wrong);
        let begins = sentence.split([':', '(']).next().expect("a beginning").trim_end();
        screen.signs_in_until(begins).reads(&sentence);
    };
    until_told(&mut screen, &WrongPaste::OtherState);
    screen.sees_not("PLANTED").paste("WXYZ-1234").keys("<enter>");
    until_told(&mut screen, &WrongPaste::DeviceCode);
    screen.paste(&format!("{redirect}?code=PLANTED-0123456789&state={state}")).keys("<enter>");
    screen.signs_in_until(&edits::stored_secret("login", "A"));
    assert!(provider.bodies(provider::OAUTH_TOKEN)[0].contains("code=PLANTED-0123456789"));
}

#[test]
fn other_account_requires_consent_before_replacing_the_first() {
    let first = provider::chatgpt_tokens("acc-0", "eve@example.com");
    let stored = json!({"llm_oauth::a": {"value": first["access_token"], "idToken": first["id_token"], "refreshToken": "r"}});
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = Screen::with_credentials(&json!([connection("a", "openai-codex")]), &stored);
    screen.signing_in_at(&provider).keys("1m").sees(messages::sign_in_item(true)).keys("<esc>");
    screen.keys("L<enter>").signs_in_until(messages::REPLACE_LOGIN);
    screen.reads(&signed_in_elsewhere("ada@example.com", "A", "eve@example.com"));
    screen.keys("<esc>").sees(messages::NOT_STORED_YET);
    assert_eq!(screen.entries(), stored);
    screen.keys("<esc>").sees(messages::DISCARD_UNSTORED).keys("<esc>").sees(messages::STORE_IT);
    screen.keys("<esc>y").sees_not(messages::NOT_STORED_YET);
    assert_eq!(screen.entries(), stored);
}

#[test]
fn login_of_another_account_can_become_a_new_connection_when_it_is_noticed() {
    let first = provider::chatgpt_tokens("acc-0", "eve@example.com");
    let stored = json!({"llm_oauth::a": {"value": first["access_token"], "idToken": first["id_token"], "refreshToken": "r"}});
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = Screen::with_credentials(&json!([connection("a", "openai-codex")]), &stored);
    screen
        .signing_in_at(&provider)
        .keys("1L")
        .reads(&messages::renews_login(Some("eve@example.com · ChatGPT Plus")));
    screen.keys("<enter>").signs_in_until(messages::REPLACE_LOGIN).keys("<enter>");
    screen.sees(&edits::added("ChatGPT Plus")).selected("ChatGPT Plus");
    let entries = screen.entries();
    assert_eq!(entries["llm_oauth::a"], stored["llm_oauth::a"], "the first login stays");
    assert_eq!(entries["llm_oauth::chatgpt-plus"]["refreshToken"], "PLANTED-refresh");
}

#[test]
fn signed_in_row_offers_another_account_as_a_new_connection() {
    let stored = json!({"llm_oauth::a": {"value": "PLANTED-token", "refreshToken": "r"}});
    for by_mouse in [false, true] {
        let provider = LoginProvider::start(provider::chatgpt());
        let mut screen =
            Screen::with_credentials(&json!([connection("a", "openai-codex")]), &stored);
        screen.signing_in_at(&provider).keys("1L").reads(&messages::renews_login(None));
        if by_mouse {
            screen.click(messages::WITH_OTHER_ACCOUNT.0);
        } else {
            screen.keys("G<enter>");
        }
        screen.sees(&messages::sign_in_title(Login::ChatGpt, None));
        screen.reads(messages::OTHER_ACCOUNT_IN_BROWSER);
        // Back leads to the row's own ways, and from there out.
        screen.keys("<esc>").sees(&messages::sign_in_title(Login::ChatGpt, Some("A")));
        screen.keys("<esc>").sees_not(messages::BY_DEVICE.0);
        screen.keys("LG<enter>g<enter>").signs_in_until(&edits::added("ChatGPT Plus"));
        assert_eq!(screen.entries()["llm_oauth::a"], stored["llm_oauth::a"]);
        assert_eq!(screen.json()["llmConnections"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn other_accounts_are_offered_only_where_each_connection_has_a_login() {
    let other = messages::WITH_OTHER_ACCOUNT.0;
    chatgpt().keys("L").sees_not(other);
    let token = json!({"value": "sk-ant-oat01-PLANTED0123456789abcdef"});
    let stored = json!({"claude_oauth::global": token, "llm_oauth::claude-max": token,
        "llm_oauth::a": token});
    let mut claude = Screen::with_credentials(&json!([claude("a")]), &stored);
    claude.keys("1L").sees(messages::BY_CLAUDE_TOKEN.0).sees_not(other);
}

#[test]
fn connection_without_sign_in_explains_or_offers_another() {
    let local = json!({"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1",
        "customEndpoint": {"api": "openai-completions"}, "createdAt": 1});
    Screen::with(&json!([local])).keys("1L").sees(&titled(PresetGroup::SignIn.label()));
    let mut other = connection("a", "anthropic");
    other["authType"] = "oauth".into();
    Screen::with(&json!([other])).keys("1L").reads(messages::SIGN_IN_WITH_CRAFT);
    let mut demo = Screen::prepared(DEMO, copy_demo);
    demo.keys("/chatgpt<enter>L").reads(messages::NOT_IN_THE_DEMO);
}

#[test]
fn nothing_secret_is_in_a_frame() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = chatgpt();
    screen
        .signing_in_at(&provider)
        .keys("L<enter>")
        .signs_in_until(&edits::stored_secret("login", "A"));
    screen.resize(140, 40).sees_not("PLANTED").keys("h").sees_not("PLANTED").keys("<esc>");
    screen.keys("E");
    let Some(TerminalRequest::EditJson(draft)) = screen.request() else { panic!("no editor") };
    assert!(!draft.text.contains("PLANTED"));
}

#[test]
fn the_layer_at_each_step() {
    let mut all = String::new();
    for (width, height) in [(80, 24), (40, 12), (140, 40)] {
        let provider = never_typed();
        let mut screen = chatgpt();
        screen.resize(width, height).signing_in_at(&provider);
        let mut show = |screen: &Screen| {
            writeln!(all, "{width}×{height}\n{}\n", without_time(screen)).expect("a text takes it");
        };
        show(screen.keys("L"));
        show(screen.keys("<enter>").signs_in_until("W X Y Z"));
        screen.keys("<esc>y");
        let mut claude = Screen::with(&json!([claude("a")]));
        claude.resize(width, height).keys("1L");
        show(&claude);
        show(claude.keys("<enter>"));
        let failing =
            LoginProvider::start(vec![(provider::USER_CODE, vec![json_of(404, json!({}))])]);
        let mut screen = chatgpt();
        screen.resize(width, height).signing_in_at(&failing);
        show(screen.keys("L<enter>").signs_in_until(messages::NOTHING_STORED));
    }
    insta::assert_snapshot!(all);
}
