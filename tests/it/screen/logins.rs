//! Logins on the screen: what a row says, what is wrong and its fix, and the login that all Claude
//! connections share.

use llm_connections::probe::messages::logins::LOGIN_ACCEPTED;
use llm_connections::settings::credential::login::NO_CHATGPT_ACCOUNT;
use llm_connections::settings::credential::{BUT_CHATS_WORK, COPY_IS_LOGGED_OUT, KEY_NOT_NEEDED};
use llm_connections::settings::edit::{ClaudeEdit, messages as edits};
use llm_connections::settings::problems::words;
use llm_connections::text::uncapitalized;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, done, new_chats};
use crate::support::login_provider::chatgpt_tokens;
use crate::support::server::{Reply, Server};
use crate::support::tokens;

fn claude(slugs: &[&str]) -> Value {
    let one = |slug: &&str| json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "anthropic", "authType": "oauth", "createdAt": 1});
    slugs.iter().map(one).collect()
}

fn token() -> Value {
    json!({"value": "t"})
}

#[test]
fn a_claude_login_that_chats_do_not_read_is_a_problem_and_its_fix_copies_it() {
    let own =
        json!({"value": "t", "refreshToken": "r", "expiresAt": 1_900_000_000_000_u64, "other": 1});
    let mut screen = Screen::with_credentials(&claude(&["a"]), &json!({"llm_oauth::a": own}));
    screen
        .resize(120, 30)
        .sees(messages::NOT_LOGGED_IN)
        .sees(&new_chats("  ", &messages::used_but("A", messages::NOT_LOGGED_IN)))
        .keys("p")
        .reads(&words::claude_login_not_read())
        .sees(words::COPY_CLAUDE_LOGIN)
        .keys("f<esc>")
        .sees_not(messages::NOT_LOGGED_IN);
    let copied = json!({"value": "t", "refreshToken": "r", "expiresAt": 1_900_000_000_000_u64, "source": "native"});
    assert_eq!(
        screen.entries(),
        json!({"llm_oauth::a": own, "claude_oauth::global": copied, "llm_oauth::claude-max": token()})
    );
    screen.keys("u");
    assert_eq!(screen.entries(), json!({"llm_oauth::a": own}));
}

#[test]
fn a_login_that_a_start_of_craft_moves_is_a_problem_and_its_fix_guards_it() {
    let global = json!({"value": "t", "refreshToken": "r", "source": "native"});
    let stored = json!({"llm_oauth::a": token(), "claude_oauth::global": global});
    let mut screen = Screen::with_credentials(&claude(&["a"]), &stored);
    let moves = words::claude_login_moves("claude_oauth::global", "llm_oauth::claude-max");
    let fails = before_colon(&moves);
    screen
        .resize(120, 30)
        .keys("p")
        .reads(&moves)
        .sees("Write llm_oauth::claude-max")
        .keys("f<esc>")
        .sees_not(fails);
    assert_eq!(
        screen.entries(),
        json!({"llm_oauth::a": token(), "claude_oauth::global": global, "llm_oauth::claude-max": token()})
    );
}

#[test]
fn pasted_claude_token_is_stored_in_every_entry_that_craft_reads() {
    let old = json!({"value": "old", "refreshToken": "r", "expiresAt": 5, "source": "native"});
    let stored = json!({"claude_oauth::global": old, "other": 1});
    let mut screen = Screen::with_credentials(&claude(&["a"]), &stored);
    screen
        .keys("e")
        .sees(&format!(
            "{} · {}",
            messages::until(true, "1970-01-01 00:00 UTC"),
            messages::renewal(true)
        ))
        .field("Access token")
        .paste(tokens::CLAUDE)
        .keys("<c-s>")
        .sees(&done(&edits::stored_secret("login", "A")));
    let token = json!({"value": tokens::CLAUDE});
    let global = json!({"value": tokens::CLAUDE, "source": "native"});
    assert_eq!(
        screen.entries(),
        json!({"claude_oauth::global": global, "llm_oauth::claude-max": token, "llm_oauth::a": token, "other": 1})
    );
}

#[test]
fn the_last_claude_connection_is_deleted_with_its_login_or_without() {
    let stored = json!({"claude_oauth::global": token(), "llm_oauth::claude-max": token()});
    let open = || Screen::with_credentials(&claude(&["claude-max"]), &stored);
    let question = messages::DELETE_CLAUDE_LOGIN;
    let mut screen = open();
    screen.keys("x").sees(edits::CLAUDE_LOGIN_STAYS);
    screen.keys("y").sees(question).keys("<esc>").sees("CLAUDE-MAX").sees_not(question);
    assert_eq!(screen.entries(), stored, "escape leaves all as it was");
    screen.keys("xy").sees(question).keys("<enter>").sees(&done(&edits::deleted("“CLAUDE-MAX”")));
    assert_eq!(screen.entries(), stored, "the login is kept, and what keeps it where it is");
    let mut screen = open();
    let deleted = edits::deleted("“CLAUDE-MAX”");
    let removed = uncapitalized(ClaudeEdit::Remove.label());
    screen.keys("xyy").sees(&done(&format!("{deleted}; {removed}")));
    assert_eq!(screen.entries(), json!({}));
    screen.keys("u").sees("CLAUDE-MAX");
    assert_eq!(screen.entries(), stored);
}

#[test]
fn deleting_one_of_two_claude_connections_keeps_the_login() {
    let stored = json!({"claude_oauth::global": token(), "llm_oauth::claude-max": token(), "llm_oauth::b": token()});
    let mut screen = Screen::with_credentials(&claude(&["claude-max", "b"]), &stored);
    // In the page's order B is the second.
    screen.keys("x").sees(&edits::claude_login_stays_for("“B”")).keys("y");
    screen.sees(&done(&edits::deleted("“CLAUDE-MAX”")));
    assert_eq!(screen.entries(), stored, "the entry that keeps the login where it is stays");
    let moves = words::claude_login_moves("", "");
    screen.sees_not(messages::NOT_LOGGED_IN).sees_not(before_colon(&moves));
}

#[test]
fn a_key_that_is_not_needed_is_no_reason_to_warn() {
    let local = json!([{"slug": "a", "name": "Alpha", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
        "baseUrl": "http://localhost:11434/v1", "customEndpoint": {"api": "openai-completions"}, "piAuthProvider": "openai",
        "models": ["m"], "defaultModel": "m", "createdAt": 1}]);
    let mut screen = Screen::with_credentials(&local, &json!({}));
    screen.resize(160, 40).sees(&uncapitalized(BUT_CHATS_WORK)).reads(KEY_NOT_NEEDED);
}

#[test]
fn a_copy_of_a_chatgpt_login_is_warned_of() {
    let list = json!([{"slug": "a", "name": "Alpha", "providerType": "pi", "piAuthProvider": "openai-codex", "authType": "oauth", "createdAt": 1}]);
    let stored = json!({"llm_oauth::a": {"value": tokens::CHATGPT, "refreshToken": "r"}});
    let mut screen = Screen::with_credentials(&list, &stored);
    screen.keys("c").reads(COPY_IS_LOGGED_OUT).keys("n");
    screen.sees_not(before_colon(COPY_IS_LOGGED_OUT));
}

#[test]
fn a_chatgpt_token_that_craft_cannot_use_is_refused_and_a_stored_one_is_a_problem() {
    let list = json!([{"slug": "a", "name": "Alpha", "providerType": "pi", "piAuthProvider": "openai-codex", "authType": "oauth", "createdAt": 1}]);
    let stored = json!({"llm_oauth::a": {"value": "sess-1", "refreshToken": "r"}});
    let mut screen = Screen::with_credentials(&list, &stored);
    screen
        .sees(&new_chats("  ", &messages::used_but("Alpha", messages::LOGIN_UNUSABLE)))
        .keys("p")
        .reads(&format!("New chats fail: {NO_CHATGPT_ACCOUNT}"))
        .keys("<esc>")
        .keys("e")
        .field("Access token")
        .paste("sess-2")
        .keys("<c-s>")
        .reads(NO_CHATGPT_ACCOUNT);
    assert_eq!(screen.entries(), stored);
}

#[test]
fn the_details_of_a_login_say_who_is_signed_in_until_when_and_what_is_used() {
    let connection = json!([{"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "oauth",
        "piAuthProvider": "openai-codex", "models": ["gpt-5.5"], "defaultModel": "gpt-5.5", "createdAt": 1}]);
    let tokens = chatgpt_tokens("acc-1", "ada@example.com");
    let stored = json!({"llm_oauth::a": {"value": tokens["access_token"], "idToken": tokens["id_token"],
        "refreshToken": "PLANTED-refresh", "expiresAt": 1_900_000_000_000_u64}});
    let window = |percent: u64, seconds: u64| json!({"used_percent": percent, "limit_window_seconds": seconds});
    let server = Server::start(move |request| {
        Reply::Json(
            200,
            if request.path.starts_with("/backend-api/codex/models") {
                json!({"models": [{"slug": "gpt-5.5"}]})
            } else {
                json!({"plan_type": "plus", "rate_limit": {"primary_window": window(40, 18_000),
                    "secondary_window": window(12, 604_800)}})
            },
        )
    });
    let mut screen = Screen::with_credentials(&connection, &stored);
    screen.resize(80, 24).asking_in_place_of(&format!("chatgpt.com={}", server.url()));
    screen.keys("1v").all_answered().keys("i");
    screen
        .reads(LOGIN_ACCEPTED)
        .reads(&messages::usage("ChatGPT Plus · 5 h window 40 %, week 12 %"));
    // Further down, who is signed in.
    screen.resize(80, 60).sees("ada@example.com · ChatGPT Plus").sees("2030-03-17");
    screen.sees(messages::renewal(true)).sees_not("PLANTED");
}
