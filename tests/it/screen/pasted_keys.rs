//! A key outside of a secret field: masked at once, never saved there, and moved to where it
//! belongs with one key.

use llm_connections::settings::credential::exposed;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, done, now_stored};

const KEY: &str = "sk-ant-api03-PLANTED0123456789abcdef_-AB";

const URL: &str = "https://me:PLANTED@host.example/v1";

/// That the key is in a field where it does not belong.
fn in_field(label: &str) -> String {
    exposed::problem_of_text(label, KEY).expect("a key")
}

fn one(auth: &str) -> Value {
    json!([{"slug": "a", "name": "Alpha", "providerType": "anthropic", "authType": auth, "createdAt": 1,
        "models": ["m"], "defaultModel": "m"}])
}

/// The form of a new connection by a preset's name.
fn new_form(preset: &str) -> Screen {
    let mut screen = Screen::with(&json!([]));
    screen
        .keys("a")
        .keys(preset)
        .keys("<enter>")
        .sees(&before_name(messages::new_connection))
        .field("Name");
    screen
}

#[test]
fn key_pasted_into_the_first_field_is_moved_to_the_key_field_with_enter() {
    let mut screen = new_form("Anthropic");
    let slug = screen.line_of("Slug");
    screen
        .paste(KEY)
        .sees("▌Name              ••••••••")
        .reads(&in_field("Name"))
        .sees(&messages::move_key_to("API key"))
        .sees_not("PLANTED");
    assert_eq!(screen.line_of("Slug"), slug, "no slug is made of a key");
    screen.keys("<c-s>").sees(&messages::new_connection("Anthropic")).sees_not("PLANTED");
    assert_eq!(screen.json()["llmConnections"], json!([]));
    screen
        .keys("<enter>")
        .sees(&messages::moved_key("API key"))
        .sees_not("••••••••••••••••")
        .sees("API key           ••••••••")
        .keys("Work<c-s>")
        .sees(&done(&edits::added("Work")));
    assert!(!screen.bytes().contains("PLANTED"), "{}", screen.bytes());
    assert_eq!(screen.entries(), json!({"llm_api_key::work": {"value": KEY}}));
    screen.keys("h").sees_not("PLANTED");
}

#[test]
fn typed_key_leaves_nothing_in_the_slug() {
    let mut screen = new_form("Anthropic");
    let slug = screen.line_of("Slug");
    screen.keys(KEY).reads(&in_field("Name")).sees_not("sk-ant");
    assert_eq!(screen.line_of("Slug"), slug);
}

#[test]
fn only_the_key_is_moved_out_of_what_was_pasted_with_it() {
    let mut screen = new_form("Anthropic");
    screen
        .paste(&format!("export ANTHROPIC_API_KEY=\"{KEY}\""))
        .keys("<enter>Work<c-s>")
        .sees(&done(&edits::added("Work")));
    assert_eq!(screen.entries(), json!({"llm_api_key::work": {"value": KEY}}));
}

#[test]
fn no_field_of_the_form_takes_a_key() {
    for field in ["Name", "Endpoint", "Default model"] {
        let mut screen = Screen::with(&one("api_key"));
        let before = screen.bytes();
        screen
            .keys("e")
            .field(field)
            .keys("<c-u>")
            .paste(KEY)
            .sees(&messages::move_key_to("API key"))
            .sees_not("PLANTED")
            .keys("<c-s>")
            .reads(&in_field(field))
            .sees_not("PLANTED")
            .keys("<tab>")
            .sees_not("PLANTED");
        assert_eq!(screen.bytes(), before, "{field}");
        assert!(screen.entries().is_null(), "{field}");
    }
    let mut screen = new_form("Anthropic");
    screen
        .field("Slug")
        .keys("<c-u>")
        .paste(&KEY.to_lowercase())
        .reads(&exposed::problem_of_text("Slug", &KEY.to_lowercase()).expect("a key"));
    screen.keys("<c-s>").sees(&messages::new_connection("Anthropic")).sees_not("planted");
}

#[test]
fn typed_key_is_masked_once_recognized() {
    let mut screen = Screen::with(&one("api_key"));
    screen.keys("r<c-u>sk-ant-api03-PLANTED0").sees_not("••••");
    screen.keys("123456789").sees("••••••••••").sees_not("PLANTED");
}

#[test]
fn the_parts_of_an_aws_key_go_to_their_own_fields() {
    let mut screen = Screen::with(&json!([{"slug": "b", "name": "Beta", "providerType": "bedrock",
        "authType": "iam_credentials", "awsRegion": "us-east-1", "createdAt": 1}]));
    screen
        .keys("e")
        .field("Name")
        .keys("<c-u>")
        .paste("AKIAIOSFODNN7PLANTED")
        .sees(&messages::move_key_to("Access key id"))
        .keys("<enter>")
        .paste("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        .sees(&messages::move_key_to("Secret key"))
        .sees_not("wJalr")
        .keys("<enter>Beta<c-s>")
        .sees(&done(&edits::stored_secret("AWS access key", "Beta")));
    assert_eq!(screen.entries()["llm_iam::b"]["awsAccessKeyId"], "AKIAIOSFODNN7PLANTED");
    assert_eq!(screen.entries()["llm_iam::b"]["value"], "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
}

#[test]
fn a_region_that_is_stored_with_a_key_takes_none() {
    let mut screen = Screen::with(
        &json!([{"slug": "b", "name": "Beta", "providerType": "pi", "authType": "iam_credentials",
        "piAuthProvider": "amazon-bedrock", "createdAt": 1}]),
    );
    screen
        .keys("e")
        .field("Region")
        .paste(KEY)
        .reads(&in_field("Region"))
        .sees_not("PLANTED")
        .keys("<c-s>")
        .sees(&messages::edit_title("Beta"))
        .sees_not("PLANTED");
    assert!(screen.entries().is_null());
    screen.keys("<enter>").sees(&messages::moved_key("Secret key"));
}

#[test]
fn authentication_without_a_key_is_explained() {
    let mut screen = Screen::with(
        &json!([{"slug": "l", "name": "Local", "providerType": "openai_compat", "authType": "none",
        "baseUrl": "http://localhost:1/v1", "createdAt": 1}]),
    );
    screen
        .keys("e<c-u>")
        .paste(KEY)
        .reads(messages::TAKES_NO_KEY)
        .keys("<enter>")
        .sees("▌Name              ••••••••")
        .sees_not("PLANTED");
}

#[test]
fn password_in_a_url_is_moved_to_the_key_field_and_never_saved() {
    for field in ["Endpoint", "Name"] {
        let mut screen = Screen::with(&one("api_key"));
        let before = screen.bytes();
        screen
            .keys("e")
            .field(field)
            .keys("<c-u>")
            .paste(URL)
            .sees("https://me:•••••••@host.example/v1")
            .reads(&exposed::problem_of_text(field, URL).expect("a password"))
            .sees(&messages::move_key_to("API key"))
            .keys("<c-s>")
            .sees(&messages::edit_title("Alpha"))
            .sees_not("PLANTED");
        assert_eq!(screen.bytes(), before, "{field}");
        screen
            .keys("<enter>")
            .sees(&messages::moved_key("API key"))
            .sees("API key           ••••••••")
            .sees("https://host.example/v1")
            .keys("<c-s>");
        if screen.text().contains(messages::save_it(false)) {
            screen.keys("y");
        }
        assert!(!screen.bytes().contains("PLANTED"), "{}", screen.bytes());
        assert_eq!(screen.entries()["llm_api_key::a"]["value"], "PLANTED", "{field}");
    }
}

#[test]
fn password_in_a_stored_url_is_a_problem_that_blocks_nothing() {
    let mut connections = one("api_key");
    let url = URL.trim_end_matches("/v1");
    connections[0]["baseUrl"] = url.into();
    let mut screen = Screen::with(&connections);
    screen
        .keys("p")
        .reads(&exposed::problem_of_text("Endpoint", url).expect("a password"))
        .keys("<esc>r!<enter>")
        .sees(&edits::renamed("Alpha", "Alpha!"))
        .sees_not("PLANTED");
    assert_eq!(screen.stored("a")["baseUrl"], connections[0]["baseUrl"]);
}

#[test]
fn the_prompt_for_a_name_refuses_a_key() {
    let mut screen = Screen::with(&one("api_key"));
    let before = screen.bytes();
    screen
        .keys("r<c-u>")
        .paste(KEY)
        .sees_not("PLANTED")
        .keys("<enter>")
        .sees(&messages::rename_title("Alpha"))
        .reads(&in_field("Name"))
        .sees_not("PLANTED");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn the_list_of_models_and_the_pickers_refuse_a_key() {
    let mut screen = Screen::with(&one("api_key"));
    let before = screen.bytes();
    screen
        .keys("e")
        .field("Models")
        .keys("<enter>a")
        .paste(KEY)
        .sees_not("PLANTED")
        .keys("<enter>")
        .reads(&in_field("Model"))
        .sees_not("PLANTED");
    let mut screen = Screen::with(&one("api_key"));
    screen
        .keys("e")
        .field("Default model")
        .keys("<enter>")
        .paste(KEY)
        .sees("(hidden)")
        .sees_not("PLANTED")
        .keys("<enter>")
        .reads(&in_field("Default model"))
        .sees_not("PLANTED");
    let mut screen = Screen::with_workspace(&one("api_key"), "{}");
    for (keys, title) in [
        ("0<right><enter>", messages::default_model_title("Model", "Alpha")),
        ("2<right><enter>", messages::override_title("Model", "W")),
    ] {
        screen.keys(keys).paste(KEY).sees_not("PLANTED");
        let refusal = in_field(&title);
        let (refusal, _) = refusal.split_once(". ").expect("two sentences");
        screen.keys("<enter>").reads(refusal).sees_not("PLANTED");
        screen.keys("<esc><esc>");
    }
    assert_eq!(
        screen.bytes(),
        before.replace(
            "\"workspaces\": []",
            "\"workspaces\": [\n    {\n      \"id\": \"w\",\n      \"name\": \"W\",\n      \"rootPath\": \"~/w\",\n      \"createdAt\": 1\n    }\n  ]"
        )
    );
    assert_eq!(screen.own_of_workspace(), "{}");
}

#[test]
fn key_in_a_file_is_a_problem_that_blocks_nothing() {
    let mut list = one("api_key");
    list[0]["name"] = KEY.into();
    list[0]["note"] = KEY.into();
    let mut screen = Screen::with(&list);
    screen
        .keys("p")
        .reads(&in_field("Name"))
        .reads(&in_field("note"))
        .sees_not("PLANTED")
        .keys("<esc>s")
        .sees("✓")
        .sees_not("PLANTED")
        .keys("c")
        .sees_not("PLANTED")
        .keys("<enter>")
        .sees_not("PLANTED");
    assert_eq!(
        screen.json()["llmConnections"].as_array().map(Vec::len),
        Some(1),
        "no copy of the key is made"
    );
    assert_eq!(screen.stored("a")["midStreamBehavior"], "steer");
    screen.keys("<esc>").keys("r<c-u>Alpha<enter>").sees("Alpha");
    assert_eq!(screen.stored("a")["name"], "Alpha");
    screen.keys("h").sees_not("PLANTED");
}

#[test]
fn names_with_only_a_key_prefix_are_saved() {
    for name in ["sk-learn", "sk-test connection 2024-06", "xai-grok", "risk-assessment-0123456789"]
    {
        let mut screen = Screen::with(&one("api_key"));
        screen.keys("r<c-u>").keys(&name.replace(' ', "<space>")).keys("<enter>");
        assert_eq!(screen.stored("a")["name"], name);
    }
}

#[test]
fn a_key_moved_out_of_a_suggested_name_leaves_the_suggestion_and_its_slug() {
    let mut screen = new_form("Anthropic");
    let (name, slug) = (screen.line_of("Name"), screen.line_of("Slug"));
    screen.paste(KEY).keys("<enter>");
    assert_eq!((screen.line_of("Name"), screen.line_of("Slug")), (name, slug));
    screen.keys("<c-s>").sees(&done(&edits::added("Craft Agents Backend (Anthropic)")));
    assert_eq!(screen.entries(), json!({"llm_api_key::pi-api-key": {"value": KEY}}));
    let mut screen = new_form("Anthropic");
    let slug = screen.line_of("Slug");
    screen.field("Slug").keys("<c-u>").paste(KEY).keys("<enter>");
    assert_eq!(screen.line_of("Slug").replace('▌', " "), slug.replace('▌', " "));
    screen.field("Name").keys("<c-u>Work").sees("Slug              work");
}

#[test]
fn a_key_moved_out_of_a_stored_name_leaves_that_name() {
    let mut screen = Screen::with(&one("api_key"));
    screen.keys("e").field("Name").paste(KEY).keys("<enter>").sees("▌Name              Alpha");
    screen.keys("<c-s>").sees(&now_stored("key"));
}

#[test]
fn a_key_that_a_name_held_already_is_moved_and_not_put_back() {
    let mut list = one("api_key");
    list[0]["name"] = KEY.into();
    let mut screen = Screen::with(&list);
    screen.keys("e").field("Name").keys("<enter>").sees_not("▌Name *            •");
    screen.keys("Work<c-s>").sees(" to “Work”").sees_not("PLANTED");
    assert!(!screen.bytes().contains("PLANTED"));
}
