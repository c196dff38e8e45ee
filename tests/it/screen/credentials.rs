//! What the screen says of the credentials that are stored: on the rows, in the banner, in the
//! details.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::problems::words;
use llm_connections::store::survey::StoreEvent;
use llm_connections::tui::messages;
use llm_connections::vault::Damage;
use serde_json::{Value, json};

use crate::screen::harness::{Screen, sealed};
use crate::screen::seen::{before_colon, default_is, done, new_chats, warned, with_caveat};

fn two() -> Value {
    json!([
        {"slug": "a", "name": "Alpha", "providerType": "pi", "piAuthProvider": "xai", "authType": "api_key", "createdAt": 1},
        {"slug": "b", "name": "Beta", "providerType": "anthropic", "authType": "oauth", "createdAt": 2},
    ])
}

#[test]
fn row_reports_a_missing_key_until_stored() {
    let login = json!({"value": "t"});
    let stored = json!({"llm_oauth::b": login, "claude_oauth::global": login});
    let mut screen = Screen::with_credentials(&two(), &stored);
    screen
        .sees(&format!(
            "! Alpha                 api.x.ai                steer  {}",
            messages::NO_API_KEY
        ))
        .sees("Anthropic Subscription")
        .sees_not(messages::NOT_LOGGED_IN);
    let entries = json!({"llm_api_key::a": {"value": "k"}});
    screen
        .outside_credentials(|path| fs::write(path, sealed(&entries)).expect("written"))
        .sees_not(messages::NO_API_KEY)
        .sees(&format!(
            "! Beta                  Anthropic Subscription  queue  {}",
            messages::NOT_LOGGED_IN
        ));
}

#[test]
fn new_chats_are_marked_when_the_default_is_incomplete() {
    let mut screen = Screen::with(&two());
    screen
        .resize(100, 24)
        .sees(&new_chats("  ", &messages::used_but("Alpha", messages::NO_API_KEY)))
        .keys("jd")
        .sees(&warned(&format!("{}, {}", default_is("Beta"), edits::BUT_NOT_LOGGED_IN)))
        .sees(&new_chats("  ", &messages::used_but("Beta", messages::NOT_LOGGED_IN)));
    let login = |login: Value| json!({"llm_oauth::claude-max": {"value": "t"}, "llm_oauth::b": {"value": "t"}, "claude_oauth::global": login});
    let ended = login(json!({"value": "t", "expiresAt": 1}));
    screen
        .outside_credentials(|path| fs::write(path, sealed(&ended)).expect("written"))
        .sees(&new_chats("  ", &messages::used_but("Beta", messages::LOGIN_EXPIRED)));
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let in_two_minutes = (since_1970 + Duration::from_mins(2)).as_secs() * 1000;
    let ends = login(json!({"value": "t", "expiresAt": in_two_minutes}));
    screen
        .outside_credentials(|path| fs::write(path, sealed(&ends)).expect("written"))
        .sees(&new_chats("  ", &messages::used_but("Beta", messages::LOGIN_EXPIRES)));
    let good = login(json!({"value": "t", "expiresAt": 1, "refreshToken": "r"}));
    screen
        .outside_credentials(|path| fs::write(path, sealed(&good)).expect("written"))
        .sees(&format!("{}   Beta  ", messages::NEW_CHATS));
}

#[test]
fn nothing_is_claimed_before_the_credentials_were_read() {
    let mut screen = Screen::unread(&two());
    screen
        .sees("Alpha")
        .sees_not(messages::NO_API_KEY)
        .sees(&format!("{}   Alpha  ", messages::NEW_CHATS));
    screen
        .tell_only(StoreEvent::Credentials)
        .sees(messages::NO_API_KEY)
        .sees(&new_chats("  ", &messages::used_but("Alpha", messages::NO_API_KEY)));
}

#[test]
fn unusable_file_is_reported_with_its_reason_and_left_alone() {
    let whole = sealed(&json!({"llm_api_key::a": {"value": "k"}}));
    let mut other_key = whole.clone();
    other_key[76] ^= 1;
    for (bytes, damage) in [
        (whole[..40].to_vec(), Damage::TooShort(40)),
        (b"{\"credentials\": {}}".to_vec(), Damage::NotThisFormat),
        (other_key, Damage::OtherKey),
    ] {
        let sentence = damage.to_string();
        let unusable = before_colon(&sentence);
        let mut screen = Screen::with_credentials(&two(), &json!({}));
        screen
            .outside_credentials(|path| fs::write(path, &bytes).expect("written"))
            .resize(140, 40)
            .keys("p")
            .reads(&format!("It {sentence}"))
            .keys("<esc>")
            .reads(messages::CREDENTIALS_UNUSABLE)
            .sees_not(messages::NO_API_KEY);
        screen.keys("p<enter>").reads(&messages::problem_without_row("credentials.enc"));
        assert_eq!(fs::read(screen.credentials()).expect("there"), bytes, "{damage}");
        screen
            .outside_credentials(|path| fs::write(path, &whole).expect("written"))
            .sees_not(unusable);
    }
}

#[test]
fn half_written_file_is_read_again_before_reporting() {
    let whole = sealed(&json!({"llm_api_key::a": {"value": "k"}}));
    let mut screen = Screen::with_credentials(&two(), &json!({"llm_api_key::a": {"value": "k"}}));
    let damage = Damage::TooShort(100).to_string();
    let unusable = before_colon(&damage);
    fs::write(screen.credentials(), &whole[..100]).expect("written");
    screen.tell_only(StoreEvent::Credentials).sees_not(unusable);
    fs::write(screen.credentials(), &whole).expect("written");
    screen.come_due(Duration::from_secs(1)).sees_not(unusable).sees_not(messages::NO_API_KEY);
}

#[test]
fn details_show_what_is_stored_without_secrets() {
    let list = json!([
        {"slug": "a", "name": "Alpha", "providerType": "vertex", "authType": "service_account_file", "createdAt": 1},
        {"slug": "b", "name": "Beta", "providerType": "bedrock", "authType": "iam_credentials", "createdAt": 2},
        {"slug": "c", "name": "Gamma", "providerType": "anthropic", "authType": "oauth", "createdAt": 3},
        {"slug": "d", "name": "Delta", "providerType": "bedrock", "authType": "environment", "createdAt": 4},
    ]);
    let stored = json!({
        "llm_service_account::a": {"value": "PLANTED", "gcpProjectId": "my-project", "serviceAccountEmail": "me@my-project"},
        "llm_iam::b": {"value": "PLANTED", "awsAccessKeyId": "PLANTED", "awsSessionToken": "PLANTED", "awsRegion": "eu-west-1"},
        "llm_oauth::c": {"value": "PLANTED"},
        "claude_oauth::global": {"value": "PLANTED", "refreshToken": "PLANTED", "expiresAt": 1_800_000_000_000_u64},
        "llm_api_key::c": {"value": "PLANTED"},
    });
    let mut screen = Screen::with_credentials(&list, &stored);
    screen
        .resize(160, 40)
        .sees("my-project · me@my-project")
        .keys("j")
        .reads(&format!("{} · eu-west-1 · {}", messages::STORED, messages::WITH_SESSION_TOKEN))
        .keys("j")
        .sees(messages::NOTHING_FOUND_IN_ENVIRONMENT)
        .keys("j")
        .sees(&format!("{} · {}", messages::STORED, messages::until(false, "2027-01-15 08:00 UTC")))
        .reads(messages::NOT_USED)
        .sees_not("PLANTED");
}

#[test]
fn a_duplicate_asks_whether_the_key_is_copied_too() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    for (answer, copied) in [("y", true), ("n", false)] {
        let mut screen = Screen::with_credentials(&two(), &stored);
        screen
            .keys("c")
            .sees(&messages::copy_stored("key"))
            .keys(answer)
            .sees(&done(&edits::duplicated("Alpha")))
            .selected("Alpha copy");
        assert_eq!(screen.entries().get("llm_api_key::a-2").is_some(), copied);
        screen.keys("u");
        assert_eq!(screen.entries(), stored);
    }
    let mut screen = Screen::with_credentials(&two(), &stored);
    screen.keys("c<esc>").sees_not("Duplicated").sees_not(&messages::copy_stored("key"));
    screen.keys("c").click(&format!(" {} (esc) ", messages::CANCEL)).sees_not("Duplicated");
    screen.keys("c").click(&format!(" {} (y) ", messages::COPY)).sees("Duplicated");
    screen.keys("uu").keys("jc").sees(&done(&edits::duplicated("Beta")));
}

#[test]
fn deletion_names_deleted_credentials_and_undo_restores_them() {
    let stored = json!({"llm_api_key::a": {"value": "k"}, "llm_oauth::a": {"value": "t"}, "x": 1});
    let mut screen = Screen::with_credentials(&two(), &stored);
    screen.keys("x").sees(&edits::credentials_are_deleted(&["key", "login"])).keys("y");
    let restart = messages::restart_craft_if_running();
    screen.sees(&done(&with_caveat(&edits::deleted("“Alpha”"), &restart)));
    assert_eq!(screen.entries(), json!({"x": 1}));
    screen.keys("u").sees(&messages::undone(&edits::are_back("“Alpha”", 1)));
    let mut entries = screen.entries();
    entries.sort_all_objects();
    let mut meant = stored;
    meant.sort_all_objects();
    assert_eq!(entries, meant);
}

#[test]
fn history_shows_a_deleted_credential_without_its_value() {
    let stored = json!({"llm_api_key::a": {"value": "PLANTED"}});
    let mut screen = Screen::with_credentials(&two(), &stored);
    screen.keys("xyh").sees("credentials.enc: llm_api_key::a").sees("stored").sees_not("PLANTED");
}

#[test]
fn connection_is_deleted_despite_unusable_credentials_which_are_reported() {
    let damage = Damage::NotThisFormat.to_string();
    let unusable = before_colon(&damage);
    let mut screen = Screen::with_credentials(&two(), &json!({}));
    screen
        .outside_credentials(|path| fs::write(path, "something else").expect("written"))
        .keys("x")
        .reads(&format!("credentials.enc {damage}"))
        .keys("y")
        .sees(&done(&format!("{}; credentials.enc {unusable}", edits::deleted("“Alpha”"))));
    let bytes = fs::read(screen.credentials()).expect("there");
    assert_eq!(bytes, b"something else");
    screen.keys("u").sees(&messages::undone(&edits::are_back("“Alpha”", 1))).sees_not("; cred");
}

#[test]
fn lost_credentials_are_reported_and_replaced_ones_are_not() {
    let gone = messages::credentials_gone();
    let gone = before_colon(&gone);
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let mut screen = Screen::with_credentials(&two(), &stored);
    fs::remove_file(screen.credentials()).expect("removed");
    screen.tell_only(StoreEvent::Credentials).sees_not(gone).sees_not(messages::NO_API_KEY);
    fs::write(screen.credentials(), sealed(&stored)).expect("written");
    screen.come_due(Duration::from_secs(1)).sees_not(gone).sees_not(messages::NO_API_KEY);
    screen
        .outside_credentials(|path| fs::remove_file(path).expect("removed"))
        .sees(&format!("! {gone}"))
        .sees(messages::NO_API_KEY);
    screen
        .outside_credentials(|path| fs::write(path, sealed(&stored)).expect("written"))
        .sees_not(gone)
        .sees_not(messages::NO_API_KEY);
}

#[test]
fn unused_credential_is_a_note_with_a_fix() {
    let stored = json!({"llm_api_key::a": {"value": "k"}, "llm_oauth::a": {"value": "t"}});
    let mut screen = Screen::with_credentials(&two(), &stored);
    screen
        .keys("d")
        .keys("p")
        .sees(&words::unused_credential("login"))
        .sees(&format!("f {}", words::remove_credential("login")))
        .keys("jjf")
        .sees_not(&words::unused_credential("login"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "k"}}));
}
