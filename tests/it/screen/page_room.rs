//! What the page does with its room: free lines, a section that has nothing, hints.

use llm_connections::settings::connection::midstream::{MidStream, MidStreamSource};
use llm_connections::settings::problems::{Location, Problem};
use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::label_of;

fn connection(slug: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat",
        "authType": "none", "baseUrl": "http://localhost:1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m",
        "createdAt": 1})
}

fn one() -> Screen {
    Screen::with(&json!([connection("a")]))
}

fn selects(screen: &mut Screen, text: &str) {
    let line = screen.lines().swap_remove(screen.selected_line());
    assert!(line.contains(text), "{}", screen.text());
}

fn without_scrollbar(screen: &Screen) -> Vec<String> {
    let lines = screen.lines().into_iter();
    lines.map(|line| line.trim_end_matches(['│', '┃', ' ']).to_owned()).collect()
}

fn line_before(screen: &Screen, title: &str) -> String {
    let lines = screen.lines();
    let at = lines.iter().position(|line| line.contains(title));
    lines[at.expect("the title is in view") - 1].trim().to_owned()
}

#[test]
fn sections_stand_apart_only_where_all_rows_and_the_free_lines_fit() {
    let mut screen = one();
    for (height, is_apart) in [(24, true), (14, false), (24, true), (16, true)] {
        screen.resize(60, height);
        let before = line_before(&screen, messages::PERFORMANCE);
        assert_eq!(before.is_empty(), is_apart, "{height}: {}", screen.text());
    }
    // A step goes past them.
    selects(screen.keys("1jj"), "[ ] Extended Context");
    selects(screen.keys("k"), messages::ADD_ROW);
}

#[test]
fn message_of_two_lines_takes_one_line_from_the_end_and_moves_nothing_else() {
    let no_slug = json!({"name": "B", "providerType": "pi", "authType": "none", "createdAt": 1});
    for height in [17, 16, 20, 24] {
        let mut screen = Screen::with(&json!([connection("a"), no_slug]));
        // At 17 the free lines just fit.
        screen.resize(80, height).keys("1j");
        let before = without_scrollbar(&screen);
        let is_apart = line_before(&screen, messages::PERFORMANCE).is_empty();
        assert_eq!(is_apart, height >= 17, "{}", screen.text());
        screen.keys("e").sees("esc dismiss");
        let kept = usize::from(height) - 3;
        assert_eq!(before[..kept], without_scrollbar(&screen)[..kept], "{}", screen.text());
    }
}

#[test]
fn message_of_two_lines_leaves_the_heading_of_the_selected_section() {
    let no_slug = json!({"name": "B", "providerType": "pi", "authType": "none", "createdAt": 1});
    for height in [24, 16, 12] {
        let mut screen = Screen::with(&json!([connection("a"), no_slug]));
        screen.resize(80, height).keys("1je").sees("esc dismiss").sees(messages::CONNECTIONS);
        screen.resize(80, height + 1).resize(80, height).sees(messages::CONNECTIONS);
        selects(&mut screen, "B ");
    }
}

#[test]
fn empty_workspace_section_is_explained_and_keeps_its_number() {
    let mut screen = one();
    screen.sees(messages::WORKSPACES).sees(messages::NO_WORKSPACES).sees(messages::PERFORMANCE);
    selects(screen.sees_not("THINKING").keys("3"), "[ ] Extended Context");
    let before = screen.selected_line();
    screen.keys("2").sees(&format!("· {}", messages::NO_WORKSPACES));
    assert_eq!(screen.selected_line(), before);
}

#[test]
fn cells_name_the_keys_that_move_between_them() {
    let mut screen = Screen::demo();
    screen.keys("0").sees("← → cell").keys("2").sees("← → cell").keys("1").sees_not("← → cell");
}

#[test]
fn the_wheel_changes_neither_the_selection_nor_its_hints() {
    let mut screen = Screen::demo();
    screen.resize(80, 14).keys("1");
    let footer = |screen: &Screen| screen.lines().last().cloned();
    let before = footer(&screen);
    screen.wheel("CONNECTIONS", 4);
    assert_eq!(footer(&screen), before, "{}", screen.text());
    screen.wheel("CONNECTIONS", -4);
    selects(&mut screen, "●");
}

#[test]
fn narrow_message_keeps_hints_and_the_new_chats_label() {
    let mut screen = Screen::demo();
    screen.resize(40, 12).sees(" New ").keys("js").sees("u undo").sees("q quit");
}

#[test]
fn modes_are_explained_in_their_menu_and_keys() {
    let mut screen = Screen::demo();
    screen.keys("S").sees(MidStream::Queue.about()).keys("<esc>");
    screen.keys("?steer").sees(label_of(Action::FlipMidStream)).keys("<esc>");
    screen.resize(140, 60).keys("/claude max<enter>");
    screen.sees(&messages::mode_in_effect(MidStream::Steer, MidStreamSource::Stored));
}

#[test]
fn unset_mode_is_called_crafts_provider_default() {
    let mut screen = Screen::with(&json!([{"slug": "a", "name": "A", "providerType": "anthropic",
        "authType": "oauth", "createdAt": 1}]));
    screen.resize(140, 60);
    screen.sees(&messages::mode_in_effect(MidStream::Queue, MidStreamSource::Provider));
}

#[test]
fn the_list_of_keys_finds_words_and_not_letters_that_stand_apart() {
    let mut screen = Screen::demo();
    screen.keys("?undo").sees("undo").sees_not("duplicate it").keys("<esc>");
    screen.keys("?dupl").selected_block("duplicate it").keys("<esc>");
    screen.keys("?d").selected_block(label_of(Action::SetDefault)).keys("<esc>");
    screen.keys("?dpc").sees(messages::NOTHING_MATCHES);
}

/// What is wrong with a connection by the start of its name: each in a sentence and in short.
fn problems(screen: &Screen, name: &str) -> Vec<[String; 2]> {
    let settings = screen.app.store().settings();
    let is_own = |problem: &Problem| match &problem.location {
        Location::Connection(id) => {
            settings.connection(id).is_some_and(|c| c.display_name().starts_with(name))
        }
        _ => false,
    };
    let own = settings.problems(0).into_iter().filter(is_own);
    own.filter_map(|problem| Some([problem.sentence, problem.short?.into_owned()])).collect()
}

/// The words in the status column of the row with this name.
fn status(screen: &Screen, name: &str) -> String {
    let line = screen.line_of(name);
    let at = [" steer  ", " queue  "].into_iter().find_map(|mode| line.find(mode));
    let rest = &line[at.expect("a mode") + " steer  ".len()..];
    rest.split('│').next().unwrap_or_default().trim_end_matches(['┃', ' ']).to_owned()
}

#[test]
fn a_status_without_room_for_its_sentence_is_short_rather_than_cut() {
    let mut screen = Screen::demo();
    for size in [(80, 50), (100, 50), (140, 50)] {
        screen.resize(size.0, size.1);
        for name in ["Together (second", "Bedrock (env", "Mistral (EU)", "Proxy at work", "Ollama"]
        {
            let status = status(&screen, name);
            let is_told = problems(&screen, name).iter().flatten().any(|text| *text == status);
            assert!(is_told, "{size:?} {name}: {status}");
        }
    }
}

#[test]
fn a_status_that_is_cut_ends_with_a_whole_word() {
    let mut screen = Screen::demo();
    for width in (66..140).step_by(3) {
        screen.resize(width, 50);
        for name in ["Together  ", "Bedrock (env", "Proxy at work", "OpenRouter  "] {
            let line = screen.line_of(name);
            let Some(at) = [" steer  ", " queue  "].into_iter().find_map(|mode| line.find(mode))
            else {
                continue;
            };
            let status = line[at + 8..].split(['│', '┃']).next().unwrap_or_default().trim();
            let Some(cut) = status.strip_suffix('…') else { continue };
            let is_whole = problems(&screen, name.trim_end()).iter().flatten().any(|text| {
                let rest = text.strip_prefix(cut);
                rest.is_some_and(|rest| rest.starts_with([' ', ':', '.', ',', '”']))
            });
            assert!(is_whole, "{width}: {status}");
        }
    }
}
