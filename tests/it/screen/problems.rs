//! What is wrong with the configuration: the line at the top, and the list of it.

use llm_connections::settings::craft::describe;
use llm_connections::settings::craft::sends::ElsewhereReason;
use llm_connections::settings::credential::exposed;
use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::problems::words;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{done, new_chats};
use crate::support::titles::titled;

pub(super) fn good(slug: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m", "createdAt": 1})
}

/// That a start turns a connection into one of Craft's own backend.
fn to_pi(upstream: &str) -> String {
    describe::converts("pi", Some(upstream))
}

/// The line below a problem that names its fix and the key.
pub(super) fn fix(label: &str) -> String {
    format!("f {label}")
}

#[test]
fn nothing_is_reported_without_problems() {
    let mut screen = Screen::with(&json!([good("a")]));
    screen.sees_not("p problems").sees_not("! ");
    screen.keys("p").sees(messages::NO_PROBLEMS).keys("<esc>").selected("●  A ");
}

#[test]
fn title_counts_problems_and_names_their_key() {
    let mut screen = Screen::demo();
    let line = screen.lines()[0].clone();
    assert!(line.starts_with(&format!(" {}  ~/.craft-agent  ", messages::TITLE)), "{line}");
    assert!(line.ends_with(&format!("  p {} ", messages::PROBLEMS_HINT)), "{line}");
    screen.keys("3");
    assert_eq!(screen.lines()[0], line, "it stays while the page scrolls");
}

/// A connection without its key, which is not the default.
fn keyless() -> Value {
    json!({"slug": "k", "name": "Keyless", "providerType": "pi", "authType": "api_key",
        "piAuthProvider": "groq", "models": ["pi/llama-3.1-8b-instant"],
        "defaultModel": "pi/llama-3.1-8b-instant", "createdAt": 1})
}

/// The rows of the page with the warning mark: of connections, workspaces and switches, of new
/// chats, and of a whole file.
fn warned_rows(screen: &Screen) -> usize {
    let lines = screen.lines();
    let is_warned = |line: &&String| {
        let at = |n: usize| line.chars().nth(n) == Some('!');
        at(1) || at(2) || line.starts_with(&format!(" {} !", messages::NEW_CHATS))
    };
    lines[1..lines.len() - 2].iter().filter(is_warned).count()
}

#[test]
fn the_header_counts_the_rows_with_its_mark_and_the_list_has_all_of_them() {
    let screens = [
        Screen::demo(),
        Screen::sample(),
        Screen::healthy_demo(),
        Screen::with_credentials(&json!([good("a"), keyless()]), &json!({})),
    ];
    for mut screen in screens {
        screen.resize(100, 120);
        let warned = warned_rows(&screen);
        assert!(warned > 0, "{}", screen.text());
        screen.sees(&format!("! {warned}  p {}", messages::PROBLEMS_HINT));
    }
    let mut screen = Screen::with_credentials(&json!([good("a"), keyless()]), &json!({}));
    let fail = messages::chats_fail(messages::NO_API_KEY, &["GROQ_API_KEY"]);
    screen.keys("p").selected_block("Keyless").sees(&fail);
    // The list leads to the field that lacks something.
    screen.keys("<enter>");
    assert!(screen.focused_label().starts_with("API key *"), "{}", screen.focused_label());
}

#[test]
fn the_count_opens_into_the_list_by_key_and_by_mouse() {
    Screen::demo().keys("p").sees(&titled(messages::PROBLEMS));
    Screen::demo()
        .click("p problems")
        .sees(&titled(messages::PROBLEMS))
        .keys("p")
        .sees_not(&titled(messages::PROBLEMS));
}

#[test]
fn the_list_opens_at_the_first_problem_of_the_selected_row() {
    let mut screen = Screen::demo();
    screen.resize(140, 40).keys("/kimi<enter>");
    screen.reads(&messages::fix_in_problems("p", "f", "Set upstream anthropic"));
    screen.keys("p").selected_block("Kimi (Coding)").keys("f");
    assert_eq!(screen.stored("kimi")["piAuthProvider"], "anthropic");
}

#[test]
fn the_worst_come_first_and_then_in_the_order_of_the_page() {
    let mut screen = Screen::demo();
    screen.resize(100, 80).keys("p");
    let names = [
        "Together (second team)",
        "Client B",
        "Lab",
        "Archive",
        "Mistral (EU)",
        "Proxy at work",
        "Vertex AI",
    ];
    let places = names.map(|name| screen.place_of(&format!("{name}  ")).y);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn enter_jumps_to_the_problems_row() {
    let mut screen = Screen::demo();
    screen
        .keys("p<enter>")
        .selected("Together (second team)")
        .sees_not(&titled(messages::PROBLEMS));
    screen
        .keys("pj<enter>")
        .selected(&format!("Client B     ▸{}", messages::not_found("azure-eu")));
    screen.keys("/groq<enter>pjj<enter>").selected("Lab").sees_not("/groq");
    screen.keys("p").double_click("Archive").selected("Archive");
}

#[test]
fn upcoming_migration_is_reported_with_dropped_values_that_can_be_kept() {
    let mut screen = Screen::demo();
    screen.resize(110, 140).keys("p");
    // The rest of the name is in the next line.
    let renamed = describe::renames("ChatGPT Plus (via");
    screen
        .sees("to pi (openai). Models: Craft drops qwen3-coder:30b,")
        .sees("gpt-oss:20b, adds 32 models.")
        .sees(&words::endpoint_ignored("openai"))
        .keys("G")
        .sees(&format!("{} and {}.", to_pi("amazon-bedrock"), describe::drops("AWS region")))
        .sees(&format!("{}, {}", to_pi("openai-codex"), renamed.trim_end_matches('”')))
        .keys("g");
    let row = screen.place_of("! Ollama").y;
    let fixes = screen.places_of(&fix(words::CONVERT_NOW));
    let keeps = fixes.into_iter().find(|at| at.y > row).expect("it can be kept");
    let mut expected = screen.stored("ollama");
    screen.click_at(keeps).sees(&done(&edits::edited("Ollama")));
    expected["providerType"] = "pi_compat".into();
    expected["customEndpoint"] = json!({"api": "openai-completions"});
    assert_eq!(screen.stored("ollama"), expected);
}

#[test]
fn a_workspace_without_a_folder_of_its_own_is_a_problem_of_the_file() {
    let config = json!({"workspaces": [{"id": "w", "name": "Lost", "createdAt": 1}], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [good("a")]});
    let mut screen = Screen::of(config.to_string());
    screen
        .sees("! config.json: Workspace “Lost” has no rootPath")
        .keys("p<enter>")
        .sees(&messages::problem_without_row("config.json"));
}

#[test]
fn problem_list_follows_other_programs_changes() {
    let mut screen = Screen::with(&json!([good("a"), good("b")]));
    screen.keys("p").sees(messages::NO_PROBLEMS);
    screen.outside_json(|json| json["defaultLlmConnection"] = "gone".into());
    screen.reads(&words::default_not_found("gone", &words::new_chats_use("A")));
    screen.outside_json(|json| json["defaultLlmConnection"] = "b".into());
    screen.sees(messages::NO_PROBLEMS);
}

#[test]
fn no_secret_is_in_the_list() {
    let mut connection = good("a");
    let url = "https://me:hunter2@ho st/v1";
    connection["baseUrl"] = json!(url);
    let exposed = exposed::problem_of_text("Endpoint", url).expect("a password");
    let mut screen = Screen::with(&json!([connection]));
    screen.keys("p").reads(&exposed).sees_not("hunter2");
}

#[test]
fn selection_stays_on_its_problem_when_the_list_grows() {
    let mut screen = Screen::demo();
    screen.keys("pjjjjjjj").selected_block("Mistral (EU)");
    screen.outside_json(|json| json["defaultThinkingLevel"] = Value::Null);
    screen.selected_block("Mistral (EU)").keys("f");
    screen.sees(&done(&edits::edited("Mistral (EU)")));
    assert!(screen.json()["defaultThinkingLevel"].is_null());
}

#[test]
fn unlisted_workspace_model_is_reported() {
    let mut connection = good("a");
    connection["models"] = json!(["m"]);
    let own = r#"{"name": "W", "defaults": {"model": "other"}}"#;
    let mut screen = Screen::with_workspace(&json!([connection]), own);
    screen
        .resize(110, 24)
        .keys("p")
        .sees(&words::model_not_listed("other", "A"))
        .keys("<enter>")
        .selected("▸other");
}

#[test]
fn sample_shows_every_state() {
    let mut screen = Screen::sample();
    screen.resize(140, 120);
    for state in [
        "New chats ! Anthropic (API Key) · default “anthropic” not fou…",
        "    My Workspace  –                       –                 –",
        "    Client A      OpenRouter              –                 High",
        "  ! Client B      azure-eu not found      Sonnet 4.6        –",
        "! Lab           config.json:6:3",
        "! Archive       folder ~/workspaces/archive not found",
        "●  Anthropic (API Key)",
        "  duplicate slug ",
        "  model not listed ",
        "[ ] Extended Context (1M)",
        "[x] Extended prompt cache (1 hour)",
    ] {
        screen.sees(state);
    }
    screen.keys("2").sees(&messages::lost_session("Draft the notes", "retired"));
    screen.keys("jj").sees(&messages::not_found_skipped("azure-eu"));
    screen.keys("j").sees(messages::WORKSPACE_UNREADABLE);
    screen.keys("p");
    for text in [
        &words::default_not_found("anthropic", &words::new_chats_use("Anthropic (API Key)")),
        &fix(&words::make_default("Anthropic (API Key)")),
        &words::endpoint_ignored("openai"),
        words::VERTEX_SERVICE_ACCOUNT,
    ] {
        screen.reads(text);
    }
    screen.keys("G");
    for upstream in ["amazon-bedrock", "google-vertex", "openai-codex", "openai", "github-copilot"]
    {
        screen.sees(&to_pi(upstream));
    }
    screen.sees(&describe::converts("pi_compat", None));
}

#[test]
fn key_for_another_host_is_refused_with_the_change_that_allows_it() {
    let groq = json!({"slug": "g", "name": "Groq", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
        "models": ["pi/groq/compound"], "defaultModel": "pi/groq/compound", "modelSelectionMode": "userDefined3Tier",
        "createdAt": 1});
    let goes_elsewhere =
        words::key_goes_elsewhere("key", "api.groq.com", ElsewhereReason::BaseUrlIgnored, None);
    let (before_host, _) = goes_elsewhere.split_once(" api.groq.com").expect("the host");
    let mut screen = Screen::with(&json!([groq]));
    let before = screen.bytes();
    screen
        .keys("/groq<enter>e")
        .field("Endpoint")
        .keys("https://own.example/v1<c-s>")
        .reads(&goes_elsewhere)
        .sees(before_host)
        .sees(&messages::offered_fix("ctrl-f", words::CONVERT));
    assert_eq!(screen.bytes(), before);
    screen
        .keys("<c-f>")
        .sees_not(before_host)
        .sees_not("ctrl-f")
        .keys("<c-s>")
        .sees("Endpoint: ")
        .keys("y")
        .sees(&done(&edits::edited("Groq")));
    let stored = screen.stored("g");
    assert_eq!(
        (&stored["providerType"], &stored["piAuthProvider"], &stored["baseUrl"]),
        (&json!("pi_compat"), &json!("openai"), &json!("https://own.example/v1"))
    );
    // Only its key is missing.
    screen
        .sees(&new_chats("  ", &messages::used_but("Groq", messages::NO_API_KEY)))
        .sees("! 1  p problems");
}

#[test]
fn model_that_a_start_drops_is_refused_at_entry() {
    let openai = json!({"slug": "o", "name": "OpenAI", "providerType": "pi", "authType": "api_key", "piAuthProvider": "openai",
        "models": ["pi/gpt-5"], "defaultModel": "pi/gpt-5", "modelSelectionMode": "userDefined3Tier", "createdAt": 1});
    let mut screen = Screen::with(&json!([openai]));
    let before = screen.bytes();
    screen.keys("0l<enter>my-own<enter>").reads(&describe::unknown_model(
        "my-own",
        "api.openai.com",
        "gpt-5.4",
    ));
    assert_eq!(screen.bytes(), before);
    screen.keys("0<enter>gpt-5-mini<enter>");
    assert_eq!(screen.stored("o")["defaultModel"], "pi/gpt-5-mini");
}

#[test]
fn the_details_name_the_problems_of_a_connection_and_its_next_start() {
    let mut keyed = good("a");
    keyed["authType"] = json!("api_key_with_endpoint");
    keyed["teamNote"] = json!(1);
    let mut screen = Screen::with(&json!([keyed]));
    screen
        .resize(140, 40)
        .reads(&messages::problem(words::KEY_NOT_READ))
        .sees(&describe::first_edit(&["teamNote"]).expect("a sentence"));
}
