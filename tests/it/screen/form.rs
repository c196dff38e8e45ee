//! The form: what it shows, what it refuses and where, and what it asks before a save.

use llm_connections::settings::connection::endpoint;
use llm_connections::settings::connection::field_errors::{is_empty, slug_taken, wrong_slug};
use llm_connections::settings::connection::models::list::{DEFAULT_MODEL_ALONE, NO_MODEL_TO_CHAT};
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::problems::words;
use llm_connections::text::capitalized;
use llm_connections::tui::messages;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, before_name, done, warned, with_caveat};
use crate::support::sentences::auth_label;
use crate::support::titles::{title_of_editing, titled};

/// The suggested name of a new connection to an address of one's own.
pub(super) const NAME: &str = "Craft Agents Backend (API Key)";

/// The form on a new connection to an address of one's own.
fn custom() -> Screen {
    let mut screen = Screen::demo();
    screen.keys("acustom<enter>").sees(&messages::new_connection("Custom"));
    screen
}

/// The form on a connection of the sample.
fn edit(query: &str) -> Screen {
    let mut screen = Screen::demo();
    screen.keys("/").keys(query).keys("<enter>e").sees(&title_of_editing());
    screen
}

#[test]
fn the_slug_follows_the_name_until_it_is_touched() {
    let mut screen = custom();
    screen.field("Slug").field("Name");
    screen.keys("<c-u>My Box (2nd)").sees("Slug              my-box-2nd");
    screen.keys("<c-u>Ollama").sees("Slug              ollama-2");
    screen.field("Slug").keys("<c-u>mine").field("Name").keys("<c-u>Other");
    screen.sees("Slug              mine");
}

#[test]
fn existing_slug_is_fixed_with_an_explanation() {
    let mut screen = edit("ollama");
    screen.sees(&messages::fixed_slug("ollama")[0]);
    screen.keys("<tab>").sees("▌Provider").click("Slug").sees_not("▌Slug");
}

#[test]
fn taken_or_invalid_slug_is_reported_with_a_free_one() {
    let mut screen = custom();
    screen.field("Slug").keys("<c-u>groq<tab>");
    screen.sees(&slug_taken("groq", "Groq", "groq-2"));
    screen.field("Slug").keys("<c-u>My Box<tab>").reads(&wrong_slug("my-box"));
}

#[test]
fn changing_the_provider_shows_its_fields() {
    let mut screen = edit("bedrock-iam");
    screen.sees("AWS region").sees_not("Endpoint").sees_not("GCP");
    screen.field("Provider").keys("<enter>vertex<enter>");
    screen.sees("‹Google Vertex AI›").sees("GCP project").sees("GCP region").sees("Endpoint");
    screen.sees_not("AWS region").sees(auth_label("oauth"));
}

#[test]
fn hidden_values_are_kept_until_the_save_reports_their_removal() {
    let mut screen = edit("bedrock-iam");
    screen.field("Provider").keys("<enter>vertex<enter>").sees_not("eu-west-1");
    screen.keys("<enter>aws<enter>").sees("AWS region        eu-west-1");
    screen.keys("<enter>vertex<enter><c-s>");
    screen.sees(&edits::removes_field("AWS region")).keys("y");
    let stored = screen.stored("bedrock-iam");
    assert_eq!(stored["providerType"], "vertex");
    assert!(stored.get("awsRegion").is_none());
}

#[test]
fn a_change_of_protocol_endpoint_and_authentication_is_named_before_the_save() {
    let mut screen = edit("ollama");
    let before = screen.bytes();
    screen.field("Provider").keys("<enter>anthropic-comp<enter>");
    screen.field("Endpoint").keys("<c-u>https://box.example/v2<c-s><c-s>");
    screen
        .sees(&edits::changes("Protocol", "openai-completions", "anthropic-messages"))
        .sees(&edits::changes("Endpoint", "http://localhost:11434/v1", "https://box.example/v2"))
        .sees(&edits::changes("Authentication", "No authentication", "API key + custom endpoint"))
        .keys("n")
        .sees(&messages::edit_title("Ollama"))
        .sees(messages::CHANGED);
    assert_eq!(screen.bytes(), before);
    screen.keys("<c-s><enter>").sees(&done(&edits::edited("Ollama")));
    assert_eq!(screen.stored("ollama")["baseUrl"], "https://box.example/v2");
}

#[test]
fn save_with_the_same_endpoint_asks_nothing_and_changes_only_its_lines() {
    let mut screen = edit("ollama");
    let before = screen.bytes();
    screen
        .keys("!")
        .field("Mid-stream")
        .keys("<right><right><c-s>")
        .sees(&done(&edits::edited("Ollama!")));
    let after = screen.bytes();
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let gone: Vec<_> = old.iter().filter(|line| !new.contains(line)).collect();
    let come: Vec<_> = new.iter().filter(|line| !old.contains(line)).collect();
    assert_eq!(come[0].trim(), r#""name": "Ollama!","#);
    assert!(gone.len() <= 2 && come.len() <= 3, "{gone:?} became {come:?}");
    assert_eq!(screen.stored("ollama")["midStreamBehavior"], "queue");
}

#[test]
fn wrong_field_is_reported_on_leaving_it_until_fixed() {
    let mut screen = edit("ollama");
    let wrong = capitalized(&endpoint::problem("localhost").expect("no URL"));
    let begins = before_colon(&wrong);
    screen.field("Endpoint").keys("<c-u>localhost").sees_not(begins);
    screen.keys("<tab>").reads(&wrong);
    screen.field("Endpoint").keys("<home>http://").sees_not(begins);
}

#[test]
fn save_reports_all_errors_and_focuses_the_first() {
    let mut screen = edit("ollama");
    let before = screen.bytes();
    screen.keys("<c-u>").field("Endpoint").keys("<c-u>").field("Mid-stream").keys("<c-s>");
    screen.sees("▌Name").sees(&is_empty("Name")).sees(&is_empty("Endpoint"));
    assert_eq!(screen.bytes(), before);
}

#[test]
fn cancel_asks_only_when_something_changed() {
    edit("ollama").keys("<esc>").sees_not(&title_of_editing()).sees_not("Discard");
    let mut screen = edit("ollama");
    let before = screen.bytes();
    screen.keys("!").keys("<esc>").sees(messages::DISCARD_CHANGES);
    // The button that keeps is the marked one: what the other does cannot be undone.
    screen.keys("<enter>").sees("Ollama!").keys("<esc>y");
    screen.sees_not(&title_of_editing()).sees_not("Ollama!");
    assert_eq!(screen.bytes(), before);
    edit("ollama").keys("!<bs><esc>").sees_not("Discard");
}

#[test]
fn a_save_without_a_change_writes_nothing() {
    let mut screen = edit("ollama");
    let before = (screen.bytes(), screen.written());
    screen.keys("<c-s>").sees(messages::UNCHANGED).sees_not(&title_of_editing());
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn a_choice_is_turned_by_arrows_space_and_mouse_and_picked_by_letters() {
    let mut screen = edit("openrouter-openai");
    screen.field("Images").sees("‹No").keys("<right>").sees("‹No").keys("<left>").sees("‹Yes›");
    screen.keys("<space>").sees("‹No").keys("<space>").sees("Not set›");
    screen.click("›").sees("‹Yes›").click("‹").sees("Not set›");
    screen.click("Images").keys("no<enter>").sees("‹No");
    screen.keys("<left><c-s>");
    assert_eq!(screen.stored("openrouter-openai")["customEndpoint"]["supportsImages"], true);
}

#[test]
fn a_paste_goes_into_the_focused_field_in_one_step() {
    let mut screen = custom();
    screen
        .field("Endpoint")
        .paste("  https://pasted.example/v1\n")
        .sees("https://pasted.example/v1");
    screen.keys("<c-s><c-s>").sees(&warned(&edits::added(NAME)));
    assert_eq!(screen.stored("pi-api-key")["baseUrl"], "https://pasted.example/v1");
}

#[test]
fn the_mouse_goes_to_fields_and_presses_buttons() {
    let mut screen = edit("ollama");
    screen
        .click("Endpoint")
        .sees("▌Endpoint")
        .double_click("Protocol  ")
        .sees(messages::TYPE_TO_FILTER);
    screen.keys("<esc>").click("Name").keys("!").click("Cancel").sees(messages::DISCARD_CHANGES);
    screen.click(messages::KEEP_EDITING).click(" Save ");
    assert_eq!(screen.stored("ollama")["name"], "Ollama!");
}

#[test]
fn every_field_can_be_shown_on_a_small_screen() {
    let mut screen = edit("openrouter-openai");
    screen.resize(60, 15);
    for label in ["Name", "Provider", "Images", "Default model", "Mid-stream"] {
        screen.field(label);
    }
    screen.keys("<pgup>").sees("▌Name").keys("<up>").sees(messages::ABOUT_CANCEL);
}

#[test]
fn wheel_reaches_the_end_of_a_form_with_wrapped_sentences() {
    let mut screen = custom();
    screen.resize(44, 15).field("Name").keys("<c-u>").field("Slug").keys("<c-u>A B<c-s>");
    screen.wheel("▌Name", 9).sees("Mid-stream sends");
}

#[test]
fn error_in_a_hidden_field_does_not_block_a_save() {
    let mut screen = edit("ollama");
    screen.field("Endpoint").keys("<c-u>no address");
    screen.field("Provider").keys("<enter>aws<enter><c-s><c-s>");
    screen.sees(&edits::removes_field("Endpoint")).keys("y").sees(&done(&edits::edited("Ollama")));
    let stored = screen.stored("ollama");
    assert_eq!((&stored["providerType"], stored.get("baseUrl")), (&"bedrock".into(), None));
}

#[test]
fn input_of_a_hidden_field_is_not_saved() {
    let mut screen = edit("vertex");
    screen.field("Provider").keys("<enter>aws<enter>");
    screen.field("AWS region").keys("eu-west-9");
    screen.field("Provider").keys("<enter>google vertex<enter>");
    screen.field("Name").keys("!<c-s>");
    if screen.text().contains(messages::save_it(false)) {
        screen.keys("y");
    }
    let stored = screen.stored("vertex");
    assert_eq!((&stored["name"], stored.get("awsRegion")), (&"Vertex AI!".into(), None));
}

#[test]
fn the_first_text_replaces_the_suggested_name() {
    let mut screen = custom();
    screen.field("Slug").field("Name").keys("My box").sees("Slug              my-box");
    let mut screen = custom();
    screen.field("Slug").field("Name").paste("Pasted").sees("Slug              pasted");
    let mut screen = custom();
    screen.field("Name").keys("<end> 2").sees(&format!("{NAME} 2"));
}

/// The form of a new connection to Groq, its default model typed anew.
fn mistyped(model: &str) -> Screen {
    let mut screen = Screen::demo();
    screen.keys("agroq<enter>").field("Default model").keys("<c-u>").keys(model).keys("<c-s>");
    screen
}

#[test]
fn mistyped_default_model_is_offered_the_nearest_first() {
    let mut screen = mistyped("gpt-oss-12b");
    let near = screen
        .place_of(&messages::offered_fix("ctrl-f", &words::did_you_mean("openai/gpt-oss-120b")));
    let list = screen.place_of(&messages::offered_fix("enter", messages::CHOOSE_MODEL));
    let convert = screen.place_of(&messages::offered_fix("ctrl-o", words::CONVERT));
    assert!(near.y < list.y && list.y < convert.y, "{near} {list} {convert}");
    screen
        .keys("<c-f>")
        .sees("▌Default model     openai/gpt-oss-120b")
        .sees_not(words::CONVERT)
        .keys("<c-s><c-s>")
        .sees(&warned(&edits::added("Craft Agents Backend (Groq)")));
    let stored = screen.stored("pi-api-key");
    assert_eq!(stored["defaultModel"], "pi/openai/gpt-oss-120b");
    assert_eq!(stored["models"].as_array().map(Vec::len), Some(3), "it was among them");
    let mut screen = mistyped("gpt-oss-12b");
    screen.keys("<enter>").sees(messages::FILTER_OR_MODEL).keys("<esc>");
    screen.keys("<c-o>").sees("Craft Agents Backend Compatible").keys("<c-s><c-s>");
    assert_eq!(screen.stored("pi-api-key")["defaultModel"], "pi/gpt-oss-12b");
}

#[test]
fn accepted_correction_replaces_the_mistyped_model_in_the_list() {
    let mut screen = mistyped("qwen/qwen3-23b");
    screen
        .keys("<c-f>")
        .sees("▌Default model     qwen/qwen3-32b")
        .keys("<c-s><c-s>")
        .sees(&warned(&edits::added("Craft Agents Backend (Groq)")));
    let stored = screen.stored("pi-api-key");
    assert_eq!(stored["models"][3], "pi/qwen/qwen3-32b");
    assert!(!screen.bytes().contains("qwen3-23b"));
}

#[test]
fn unknown_default_model_is_offered_list_and_conversion() {
    let mut screen = mistyped("zzz");
    screen
        .sees_not(&before_name(words::did_you_mean))
        .sees(&messages::offered_fix("enter", messages::CHOOSE_MODEL))
        .sees(&messages::offered_fix("ctrl-f", words::CONVERT));
}

#[test]
fn a_connection_is_tested_without_a_name_and_without_a_slug_of_its_own() {
    let mut screen = Screen::demo();
    screen.keys("agroq<enter>").field("Name").keys("<c-u>").field("Slug").keys("<c-u>groq<c-t>");
    screen
        .sees(&titled(&messages::validation_of(None)))
        .sees_not(&is_empty("Name"))
        .sees_not(&slug_taken("groq", "Groq", "groq-2"))
        .keys("<esc>");
    screen.keys("<c-s>").sees(&is_empty("Name")).sees(&slug_taken("groq", "Groq", "groq-2"));
}

#[test]
fn a_compatible_endpoint_without_a_model_is_saved_with_a_warning_that_names_it() {
    let mut screen = custom();
    screen.field("Endpoint").keys("https://box.example/v1");
    screen.field("API key").keys("sk-local-1");
    screen.field("Models").keys("<enter>").sees(NO_MODEL_TO_CHAT);
    screen.keys("<esc><c-s>").sees(&is_empty("Default model"));
    let added = edits::added(NAME) + &edits::and_its("key");
    screen.keys("<c-s>").sees(&warned(&added)).sees_not(&edits::lacks_yet("key"));
    screen.keys("<f2>").reads(&with_caveat(&added, edits::NEEDS_MODEL)).keys("<esc>");
    screen
        .keys("e")
        .field("Name")
        .keys("<c-u>Box<c-s>")
        .sees(&warned(&edits::renamed(NAME, "Box")));
    let model = edits::default_model_sentence("Box", "m", StateChange::Changed);
    screen.keys("e").field("Default model").keys("m<c-s>").sees(&done(&model));
    screen.keys("e").field("Models").keys("<enter>").sees(DEFAULT_MODEL_ALONE);
}
