//! The details: what comes first in them, how the focus goes there and back, and which keys work
//! while they have it.

use ratatui::layout::Position;
use ratatui::style::Modifier;
use serde_json::json;

use llm_connections::probe::report::VALID;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::keymap::KeyContext;
use llm_connections::tui::messages;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, default_is, done};
use crate::screen::validate::{lists, local, v1};
use crate::support::titles::{title_of_editing, title_of_renaming};

/// What is highlighted on the screen.
fn highlighted(screen: &Screen) -> String {
    screen.letters(Modifier::REVERSED)
}

fn demo_at(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo();
    screen.resize(width, height);
    screen
}

#[test]
fn the_problem_and_the_next_step_stand_right_below_the_title() {
    let mut screen = demo_at(140, 40);
    screen.keys("/kimi<enter>");
    let title = screen.places_of("│ Kimi (Coding)")[0];
    let lines = screen.lines();
    let below = |n: usize| {
        lines[usize::from(title.y) + n].chars().skip(usize::from(title.x)).collect::<String>()
    };
    assert!(below(1).starts_with("│ ! New chats will fail"), "{}", below(1));
    assert!(below(3).starts_with("│ → Press p, then f: Set upstream anthropic."), "{}", below(3));
    screen.keys("<esc>/protocol<enter>").sees(&messages::lacking(messages::NO_API_KEY));
    screen.sees(&messages::next_step(&messages::add_credential("e"))).keys("e").sees("▌API key");
    screen.keys("<esc><esc>/codex<enter>").sees(&messages::next_step(&messages::sign_in("L")));
}

#[test]
fn an_address_that_answered_is_the_next_step() {
    let server = lists(None);
    let url = server.url();
    let mut screen = Screen::with(&json!([local("a", &url)]));
    screen.resize(140, 40).asking_for_real().keys("v").all_answered();
    let step = messages::next_step(&messages::use_working_endpoint("b", &v1(&server)));
    screen.sees(&step.split(". ").next().expect("a sentence")[..30]);
    screen.keys("ib").all_answered().sees(&done(VALID));
    assert_eq!(screen.stored("a")["baseUrl"], v1(&server));
}

#[test]
fn i_moves_the_focus_there_and_back_beside_the_list() {
    let mut screen = demo_at(140, 24);
    assert!(highlighted(&screen).contains("●  Anthropic (API Key)"));
    screen.keys("i");
    assert_eq!(
        highlighted(&screen).trim(),
        "Anthropic (API Key)",
        "the title of the details alone"
    );
    screen.sees(&format!("esc {}", messages::BACK_TO_LIST)).keys("i");
    assert!(highlighted(&screen).contains("●  Anthropic (API Key)"));
    screen.keys("i<esc>").sees_not(&format!("esc {}", messages::BACK_TO_LIST));
    screen
        .keys("iq")
        .sees_not(&format!("esc {}", messages::BACK_TO_LIST))
        .keys("j")
        .selected("Bedrock (environment)");
}

#[test]
fn focus_is_visible_without_color() {
    let mut screen = Screen::colorless();
    screen.resize(140, 24);
    let before = highlighted(&screen);
    screen.keys("i");
    assert_ne!(highlighted(&screen), before);
    screen.sees("▌●  Anthropic (API Key)");
}

#[test]
fn keys_scroll_the_focused_part_and_the_title_stays() {
    let mut screen = demo_at(140, 16);
    screen.sees("Slug             anthropic-api");
    screen.keys("iG").sees_not("Slug             anthropic-api").sees("│ Anthropic (API Key)");
    screen.keys("g").sees("Slug             anthropic-api");
    screen.keys("jjjjjjjj").sees_not("Slug             anthropic-api").keys("<pgup><c-u>");
    screen.sees("Slug             anthropic-api").keys("<esc>j").selected("Bedrock (environment)");
}

#[test]
fn wheel_and_click_act_on_the_area_under_the_pointer() {
    let mut screen = demo_at(140, 16);
    screen.wheel("Slug             anthropic-api", 3).sees_not("Slug             anthropic-api");
    screen.sees_not(&format!("esc {}", messages::BACK_TO_LIST)).click("│ Anthropic (API Key)");
    let at = screen.place_of("│ Anthropic (API Key)");
    screen
        .click_at(Position { x: at.x + 4, ..at })
        .sees(&format!("esc {}", messages::BACK_TO_LIST));
    screen
        .click("Bedrock (IAM)")
        .sees_not(&format!("esc {}", messages::BACK_TO_LIST))
        .selected("Bedrock (IAM)");
}

#[test]
fn row_keys_work_in_the_details() {
    for (width, height) in [(140, 40), (80, 24), (60, 15)] {
        let mut screen = demo_at(width, height);
        screen.keys("/iam<enter>i");
        assert!(screen.key_contexts().contains(&KeyContext::Connection));
        screen.keys("d").sees(&default_is("Bedrock (IAM)"));
        assert_eq!(screen.json()["defaultLlmConnection"], "bedrock-iam");
        screen.keys("s");
        assert_eq!(screen.stored("bedrock-iam")["midStreamBehavior"], "queue");
        screen.keys("u").keys("r").sees(&title_of_renaming()).keys("<c-u>Mine<enter>").sees("Mine");
        screen
            .keys("m")
            .sees(messages::VALIDATE_CONNECTION)
            .keys("<esc>e")
            .sees(&title_of_editing())
            .keys("<esc>");
        screen.keys("y").sees(&messages::copied_json("Mine"));
        assert!(screen.key_contexts().contains(&KeyContext::Details));
    }
}

#[test]
fn focus_returns_to_the_list_when_the_detailed_row_disappears() {
    for (width, height) in [(140, 40), (80, 24)] {
        let mut screen = demo_at(width, height);
        screen
            .keys("/iam<enter>ix")
            .sees(&messages::delete_one("Bedrock (IAM)"))
            .keys("y")
            .sees(&edits::deleted("“Bedrock (IAM)”"));
        screen
            .sees_not(&format!("esc {}", messages::BACK_TO_LIST))
            .sees_not(&before_name(messages::details_of));
        screen.keys("<esc>i").sees(&format!("esc {}", messages::BACK_TO_LIST));
        screen.outside_json(|json| {
            json["llmConnections"] = json!([{"slug": "n", "name": "New",
            "providerType": "anthropic", "authType": "api_key", "createdAt": 1}]);
        });
        screen
            .sees_not(&format!("esc {}", messages::BACK_TO_LIST))
            .sees_not(&before_name(messages::details_of))
            .sees("New");
    }
}

#[test]
fn details_cover_the_list_on_a_narrow_screen() {
    let mut screen = demo_at(80, 24);
    screen
        .keys("i")
        .sees(&messages::details_of("Anthropic (API Key)"))
        .sees_not(messages::CONNECTIONS);
    let end = screen.places_of("┃").into_iter().find(|at| at.x == 79).expect("a scrollbar");
    screen.click_at(Position { x: 79, y: 20 }).sees_not("Slug             anthropic-api");
    screen
        .click_at(end)
        .wheel(&before_name(messages::details_of), -12)
        .sees("Slug             anthropic-api");
    screen
        .resize(140, 24)
        .sees(messages::CONNECTIONS)
        .sees(&format!("esc {}", messages::BACK_TO_LIST));
    screen.resize(80, 24).sees_not(messages::CONNECTIONS).keys("<esc>").sees(messages::CONNECTIONS);
    screen.selected("Anthropic (API Key)");
}

#[test]
fn n_goes_from_failure_to_failure_in_the_details() {
    let list = json!([local("a", "http://localhost:1/v1"), local("b", "http://localhost:2/v1")]);
    let mut screen = Screen::with(&list);
    screen
        .keys("Vi")
        .sees(&messages::details_of("A"))
        .keys("n")
        .sees(&messages::details_of("B"))
        .keys("N");
    screen.sees(&messages::details_of("A"));
}

#[test]
fn no_word_is_broken_where_it_has_room_below_its_label() {
    let mut list = json!([local("a", "http://localhost:11434/v1")]);
    let model = "a-model-with-a-long-name-of-its-own";
    list[0]["models"] = json!([model]);
    list[0]["defaultModel"] = json!(model);
    let mut screen = Screen::with(&list);
    screen.resize(110, 40).sees("│ Default model").sees(&format!("│   {model}"));
    let endpoint = "https://a-host-of-a-company.example/deployments/eu-west/openai/v1";
    screen.outside_json(|json| json["llmConnections"][0]["baseUrl"] = json!(endpoint));
    screen
        .sees("│   https://a-host-of-a-company.example/")
        .sees("│   deployments/eu-west/openai/v1");
}

#[test]
fn only_the_focused_scrollbar_is_accented() {
    let mut screen = demo_at(140, 16);
    let accented = |screen: &Screen| {
        let buffer = screen.buffer();
        let thumbs = screen.places_of("┃").into_iter();
        let mut columns: Vec<u16> = thumbs
            .filter(|at| buffer[(at.x, at.y)].fg != ratatui::style::Color::Reset)
            .map(|at| at.x)
            .collect();
        columns.dedup();
        columns
    };
    assert_eq!(accented(&screen), [84]);
    assert_eq!(screen.buffer()[(139, 13)].symbol(), "▾", "more below");
    screen.keys("i");
    assert_eq!(accented(&screen), [139]);
}

#[test]
fn bedrock_without_aws_variables_advises_to_set_them() {
    let mut screen = Screen::with(
        &json!([{"slug": "b", "name": "B", "providerType": "pi", "authType": "environment",
        "piAuthProvider": "amazon-bedrock", "defaultModel": "pi/us.anthropic.claude-opus-4-6-v1",
        "models": ["pi/us.anthropic.claude-opus-4-6-v1"], "createdAt": 1}]),
    );
    screen.resize(160, 40).sees(messages::SET_AWS_VARIABLES).sees_not("to edit it");
}
