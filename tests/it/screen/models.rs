//! The models of a connection, in the form: rows of id, context window and images.

use llm_connections::settings::connection::field_errors::outside_list;
use llm_connections::settings::connection::models::WRONG_CONTEXT_WINDOW;
use llm_connections::settings::connection::models::list::{
    ID_MISSING, Inserted, NO_MODEL_TO_CHAT, listed_already,
};
use llm_connections::settings::craft::describe::managed_list;
use llm_connections::settings::craft::managed_list::ManagedList;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, warned, with_caveat};
use crate::support::titles::{title_of_editing, title_of_models};

/// The models of a connection of the sample, opened from its form.
fn models(query: &str) -> Screen {
    let mut screen = Screen::demo();
    screen.compatible("ollama").compatible("openrouter-openai");
    screen.keys("/").keys(query).keys("<enter>e");
    screen.field("Models").keys("<enter>").sees(&title_of_models());
    screen
}

/// What is said of a pasted text, by how many of its lines were added, listed and refused.
fn pasted(added: usize, listed: usize, refused: usize) -> String {
    let refused = vec![String::new(); refused];
    messages::models_pasted(&Inserted { added, listed, refused })
}

/// Back to the form and saved: what the connection's models are then.
fn saved(screen: &mut Screen, slug: &str) -> Value {
    screen.keys("<esc><c-s>").sees(" Edited “");
    screen.stored(slug)["models"].clone()
}

#[test]
fn inherited_values_are_in_brackets() {
    let screen = models("openrouter-openai");
    let row = screen.line_of("openai/gpt-5.3  ");
    assert!(row.contains(" 400K ") && row.contains(" yes "), "{row}");
    let unsaid = screen.line_of("deepseek/deepseek-v3.2");
    assert!(unsaid.contains("(131K)") && unsaid.contains("(no)"), "{unsaid}");
    models("anthropic-api").sees("(200K)").sees("(yes)");
    let mut by_endpoint = models("kimi");
    by_endpoint.sees("(yes)").sees("262144");
}

/// The models of a synced connection, or one of another mode or upstream.
fn of_craft(upstream: &str, mode: Option<&str>) -> Screen {
    let mut screen = Screen::demo();
    screen.outside_json(|json| {
        let mut own = json!({"slug": "synced", "name": "Synced", "providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "createdAt": 1, "defaultModel": "pi/claude-opus-4-7",
            "models": [{"id": "pi/claude-opus-4-7", "contextWindow": 1_000_000},
                {"id": "pi/claude-opus-4-6", "contextWindow": 5}, "pi/claude-haiku-4-5"]});
        own["modelSelectionMode"] = mode.into();
        json["llmConnections"].as_array_mut().expect("a list").push(own);
    });
    screen
        .keys("/synced<enter>e")
        .field("Models")
        .keys("<enter>")
        .sees(&messages::models_of("Synced"));
    screen
}

#[test]
fn list_filled_by_craft_is_announced_before_editing() {
    let synced = "automaticallySyncedFromProvider";
    let fills = managed_list(ManagedList::Copilot);
    of_craft("anthropic", Some(synced)).reads(managed_list(ManagedList::Synced));
    // Copilot leaves no choice.
    of_craft("github-copilot", None).reads(fills).sees_not("Three tiers");
    let fills = before_colon(fills);
    of_craft("anthropic", Some("userDefined3Tier")).sees_not(fills);
    of_craft("of-next-year", Some(synced)).sees_not(fills);
    models("ollama").sees_not(fills);
    models("anthropic-api").sees_not(fills);
}

#[test]
fn effective_number_has_no_brackets_and_an_ineffective_one_is_hidden() {
    let screen = of_craft("anthropic", Some("userDefined3Tier"));
    assert!(screen.line_of("claude-opus-4-7  ").contains(" 1M "), "stored, and in effect");
    assert!(screen.line_of("claude-opus-4-6  ").contains("(1M)"), "Craft's catalog counts");
    assert!(screen.line_of("claude-haiku-4-5  ").contains("(200K)"), "not stored");
    let unknown = of_craft("groq", Some("userDefined3Tier"));
    assert!(unknown.line_of("claude-opus-4-7  ").contains("unknown"));
}

#[test]
fn a_model_is_added_after_the_selected_one() {
    let mut screen = models("ollama");
    screen.keys("allama4:scout<enter>").sees("llama4:scout");
    assert_eq!(
        saved(&mut screen, "ollama"),
        json!(["qwen3-coder:30b", "llama4:scout", "gpt-oss:20b"])
    );
}

#[test]
fn discarded_row_disappears_and_a_row_without_id_is_refused() {
    let mut screen = models("ollama");
    screen.keys("a<enter>").sees(&messages::wrong_model(ID_MISSING));
    screen.keys("<esc>").sees_not(ID_MISSING).keys("<esc><esc>");
    screen.sees_not(&title_of_editing());
}

#[test]
fn duplicate_model_id_is_refused_beside_the_list() {
    let mut screen = models("ollama");
    screen.keys("agpt-oss:20b<enter>").sees(&messages::wrong_model(&listed_already("gpt-oss:20b")));
    screen.keys("x<enter>").sees("gpt-oss:20bx");
}

#[test]
fn a_model_is_removed_and_with_it_the_default_that_named_it() {
    let mut screen = models("ollama");
    screen.keys("x").sees(&messages::default_model(None));
    assert_eq!(saved(&mut screen, "ollama"), json!(["gpt-oss:20b"]));
    assert!(screen.stored("ollama").get("defaultModel").is_none());
}

#[test]
fn removing_the_last_model_removes_the_key() {
    let mut screen = models("ollama");
    screen.keys("xx").sees(NO_MODEL_TO_CHAT);
    assert_eq!(saved(&mut screen, "ollama"), Value::Null);
    let edited = warned(&with_caveat(&edits::edited("Ollama"), edits::NEEDS_MODEL));
    screen.sees(&edited);
}

#[test]
fn rows_move_by_letters_and_modified_arrows() {
    let mut screen = models("anthropic-api");
    screen.keys("J<a-down>K");
    let expected = json!(["claude-sonnet-4-6", "claude-opus-4-6", "claude-haiku-4-5"]);
    assert_eq!(saved(&mut screen, "anthropic-api"), expected);
}

#[test]
fn context_window_accepts_short_notation_and_can_be_cleared() {
    let mut screen = models("ollama");
    screen.keys("<right><enter>big<enter>").reads(WRONG_CONTEXT_WINDOW);
    screen.keys("<c-u>256k<enter>").sees(" 256K ");
    assert_eq!(
        saved(&mut screen, "ollama")[0],
        json!({"id": "qwen3-coder:30b", "contextWindow": 256_000})
    );
    screen.keys("e").field("Models").keys("<enter><right><enter><c-u><enter>").sees("(131K)");
    assert_eq!(saved(&mut screen, "ollama")[0], json!({"id": "qwen3-coder:30b"}));
}

#[test]
fn images_are_yes_no_or_not_set() {
    let mut screen = models("ollama");
    let row = |screen: &Screen| screen.line_of("qwen3-coder:30b  ");
    assert!(row(&screen).contains("(no)"));
    assert!(row(screen.keys("<space>")).contains(" yes "));
    assert!(row(screen.keys("<space>")).contains(" no "));
    assert!(row(screen.keys("<space>")).contains("(no)"));
    screen.keys("<space><space>");
    assert_eq!(saved(&mut screen, "ollama")[0]["supportsImages"], false);
}

#[test]
fn the_default_model_is_chosen_unchosen_and_follows_another_id() {
    let mut screen = models("ollama");
    screen.keys("jd").sees(&messages::default_model(Some("gpt-oss:20b"))).keys("<enter>-x<enter>");
    screen
        .sees(&messages::default_model(Some("gpt-oss:20b-x")))
        .keys("d")
        .sees(&messages::default_model(None))
        .keys("d");
    saved(&mut screen, "ollama");
    assert_eq!(screen.stored("ollama")["defaultModel"], "gpt-oss:20b-x");
}

#[test]
fn keys_of_an_entry_that_are_not_ours_survive() {
    let mut screen = models("openrouter-openai");
    screen.keys("<enter>-mini<enter><space>");
    assert_eq!(
        saved(&mut screen, "openrouter-openai")[0],
        json!({"id": "openai/gpt-5.3-mini", "name": "GPT-5.3", "contextWindow": 400_000, "supportsImages": false})
    );
}

#[test]
fn opening_the_models_changes_nothing() {
    let mut screen = models("openrouter-openai");
    screen.keys("<c-s>").sees_not(messages::CHANGED).keys("<esc>").sees_not("Discard");
}

#[test]
fn the_mouse_types_in_cells_and_a_press_outside_is_done() {
    let mut screen = models("ollama");
    screen.double_click("gpt-oss:20b").keys("-m").click("qwen3-coder").keys("<esc>");
    screen.click("(no)").sees(" yes ").click("Slug").sees_not(&title_of_models());
    screen.sees(messages::CHANGED);
}

#[test]
fn the_default_model_is_picked_from_the_list_by_letters_or_named() {
    let mut screen = Screen::demo();
    screen.keys("e").field("Default model").keys("<enter>").sees("None");
    screen.keys("hai").sees("claude-haiku-4-5").sees_not("claude-opus-4-6 ").keys("<enter>");
    screen.sees("Default model     claude-haiku-4-5").keys("<enter>new-one<enter><tab>");
    screen.reads(&outside_list("new-one")).keys("<up><enter>none<enter><c-s>");
    assert!(screen.stored("anthropic-api").get("defaultModel").is_none());
}

#[test]
fn picker_without_match_is_explained_and_enter_picks_nothing() {
    Screen::demo()
        .keys("azzzz<enter>")
        .sees(messages::NOTHING_MATCHES)
        .keys("<c-u>lm<space>studio")
        .sees("localhost:1234")
        .keys("<esc>")
        .sees_not("localhost:1234");
}

#[test]
fn tab_continues_typing_in_the_next_or_previous_cell() {
    let mut screen = models("ollama");
    screen.keys("<enter>-a<tab>64k<tab>").sees("64K").keys("<space>").sees(" yes ");
    screen.keys("<tab>-b<tab>32k<backtab>-c<enter>").sees("gpt-oss:20b-b-c");
    assert_eq!(
        saved(&mut screen, "ollama"),
        json!([{"id": "qwen3-coder:30b-a", "contextWindow": 64_000, "supportsImages": true},
            {"id": "gpt-oss:20b-b-c", "contextWindow": 32_000}])
    );
}

#[test]
fn last_cell_starts_a_new_row_that_esc_discards() {
    let mut screen = models("ollama");
    screen.keys("j<enter><tab><tab><tab>new<tab>8k<enter>").sees("8K");
    screen.keys("<enter><tab><tab><esc>");
    let expected = json!(["qwen3-coder:30b", "gpt-oss:20b", {"id": "new", "contextWindow": 8000}]);
    assert_eq!(saved(&mut screen, "ollama"), expected);
}

#[test]
fn tab_alone_only_moves_and_what_is_wrong_stays_in_its_cell() {
    let mut screen = models("ollama");
    screen.keys("<tab><tab><tab>").keys("x").sees_not("gpt-oss").keys("<enter><tab>big<tab>");
    screen.reads(WRONG_CONTEXT_WINDOW).keys("<c-u><esc>");
    assert_eq!(saved(&mut screen, "ollama"), json!(["qwen3-coder:30b"]));
}

#[test]
fn several_pasted_lines_are_several_models() {
    let mut screen = models("ollama");
    screen.paste("one\n\n  two\r\ngpt-oss:20b\n").sees(&pasted(2, 1, 0));
    screen.keys("a").paste("\"three\",\n\"four\",\n").sees(&pasted(2, 0, 0));
    let expected = ["qwen3-coder:30b", "one", "two", "three", "four", "gpt-oss:20b"];
    assert_eq!(saved(&mut screen, "ollama"), json!(expected));
}

#[test]
fn pasted_line_fills_the_edited_cell_or_adds_a_model() {
    let mut screen = models("ollama");
    screen.keys("<enter>").paste("-x\n").sees("qwen3-coder:30b-x").keys("<enter>").paste("solo");
    screen.sees(&pasted(1, 0, 0)).keys("<tab><enter>").paste("32k\n").keys("<enter>").sees("32K");
    let expected =
        json!(["qwen3-coder:30b-x", {"id": "solo", "contextWindow": 32_000}, "gpt-oss:20b"]);
    assert_eq!(saved(&mut screen, "ollama"), expected);
}

#[test]
fn a_pasted_key_becomes_no_model_and_is_not_shown() {
    let mut screen = models("ollama");
    let key = "sk-ant-api03-PLANTEDPLANTED0123456789PLANTED";
    screen.paste(&format!("good\n{key}\n")).sees(&pasted(1, 0, 1));
    screen.sees("good").sees_not("PLANTED");
    assert_eq!(saved(&mut screen, "ollama"), json!(["qwen3-coder:30b", "good", "gpt-oss:20b"]));
}

#[test]
fn one_click_types_in_a_cell_and_before_it_only_selects() {
    let mut screen = models("ollama");
    screen.click("gpt-oss:20b").keys("-m<enter>").sees("gpt-oss:20b-m");
    let at = screen.place_of("qwen3-coder");
    screen.click_at((at.x - 2, at.y)).keys("x").sees_not("qwen3-coder");
    screen.click("(131K)").keys("16k<tab>").sees("16K");
    assert_eq!(
        saved(&mut screen, "ollama"),
        json!([{"id": "gpt-oss:20b-m", "contextWindow": 16_000}])
    );
}

#[test]
fn tiers_are_named_and_a_model_of_two_tiers_is_the_default_once() {
    let mut screen = Screen::healthy_demo();
    screen.keys("/DeepSeek<enter>e").field("Models").keys("<enter>");
    screen.sees("● deepseek-v4-pro  best").sees("   deepseek-v4-pro  balanced");
    screen.sees("deepseek-v4-flash  fast");
    // A fourth model has no tier, and so none has one.
    screen.keys("a").keys("mini<enter>").sees("mini").sees_not("balanced");
}
