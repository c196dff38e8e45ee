//! The context menu: how it opens, what it offers, and that it stays on the screen.

use llm_connections::settings::NotEditable;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::sign_in::LoginProvider as Login;
use llm_connections::tui::messages;
use ratatui::layout::Position;
use ratatui::style::Modifier;

use crate::screen::harness::Screen;
use crate::screen::seen::{default_is, mode_is};
use crate::support::titles::title_of_editing;

/// The labels of the open menu from top to bottom, with what stands at their right.
fn items(screen: &Screen) -> Vec<(String, String)> {
    let top = screen.place_of("┌");
    let wide = screen.place_of("┐").x - top.x;
    let inside = |line: &str| -> String {
        let from = usize::from(top.x) + 1;
        line.chars().skip(from).take(usize::from(wide) - 1).collect()
    };
    let lines = screen.lines();
    let box_lines = lines.iter().skip(usize::from(top.y) + 1);
    box_lines
        .take_while(|line| line.chars().nth(usize::from(top.x)) == Some('│'))
        .map(|line| inside(line).replace('▌', " "))
        .map(|line| match line.trim().split_once("  ") {
            Some((label, right)) => (label.to_owned(), right.trim().to_owned()),
            None => (line.trim().to_owned(), String::new()),
        })
        .collect()
}

/// The item of the mode in effect.
fn ticked(mode: MidStream) -> String {
    format!("✓ {}", mode.label())
}

fn labels(screen: &Screen) -> Vec<String> {
    items(screen).into_iter().map(|(label, _)| label).collect()
}

const ALL: [&str; 9] = [
    messages::RENAME,
    messages::SET_AS_DEFAULT,
    messages::EDIT,
    messages::DUPLICATE,
    messages::VALIDATE_CONNECTION,
    messages::FULL_TEST,
    messages::sends_item(Some(MidStream::Steer)),
    "──────────────────────────────",
    messages::DELETE,
];

#[test]
fn key_and_right_button_open_the_menu() {
    for keys in ["m", "<menu>", "<s-f10>"] {
        assert_eq!(labels(Screen::demo().keys("j").keys(keys)), ALL, "{keys}");
    }
    let mut screen = Screen::demo();
    screen.resize(80, 40);
    let pointer = screen.place_of("Bedrock (IAM)");
    assert_eq!(labels(screen.right_click_at(pointer)), ALL);
    assert_eq!(screen.place_of("┌"), pointer, "it opens at the pointer");
    screen.keys("<esc>").selected("Bedrock (IAM)");
}

#[test]
fn click_flips_the_mode_and_right_click_opens_the_modes() {
    let mut screen = Screen::demo();
    let sends = screen.place_of("SENDS").x;
    let at = |screen: &Screen| Position { x: sends, y: screen.place_of("Claude Max").y };
    screen
        .click_at(at(&screen))
        .selected("Claude Max")
        .sees(&mode_is("Claude Max", MidStream::Queue));
    assert_eq!(screen.stored("claude-max")["midStreamBehavior"], "queue");
    // Not a double click that opens the form.
    screen.click_at(at(&screen)).sees_not(&title_of_editing());
    assert_eq!(screen.stored("claude-max")["midStreamBehavior"], "steer");
    let pointer = at(&screen);
    screen.right_click_at(pointer).sees(&ticked(MidStream::Steer)).sees_not(messages::RENAME);
    assert_eq!(screen.place_of("┌"), pointer);
    screen.keys("j<enter>").sees_not(MidStream::Steer.label());
    assert_eq!(screen.stored("claude-max")["midStreamBehavior"], "queue");
    screen
        .right_click_at(pointer)
        .keys("<esc>")
        .sees_not(&ticked(MidStream::Queue))
        .selected("Claude Max");
    screen.right_click_at(pointer).menu(MidStream::Steer.label());
    assert_eq!(screen.stored("claude-max")["midStreamBehavior"], "steer");
}

#[test]
fn menu_items_are_in_crafts_order_with_keys_at_the_right() {
    let mut screen = Screen::demo();
    let items = items(screen.keys("jm"));
    let right: Vec<_> = items.iter().map(|(_, right)| right.as_str()).collect();
    assert_eq!(right, ["r", "d", "e", "c", "v", "F", "s ▸", "", "x"]);
}

#[test]
fn inapplicable_item_is_greyed_with_the_reason() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    let offered = items(screen.keys("m"));
    assert_eq!(offered[1], (messages::SET_AS_DEFAULT.to_owned(), messages::IS_DEFAULT.to_owned()));
    assert!(screen.letters(Modifier::DIM).contains(messages::SET_AS_DEFAULT));
    screen
        .menu(messages::SET_AS_DEFAULT)
        .sees(&messages::item_does_not_apply(messages::SET_AS_DEFAULT, messages::IS_DEFAULT));
    screen.keys("<esc><esc>").sees("enter edit").sees_not("d default");
    screen.keys("j").sees("d default").keys("km");
    assert_eq!((screen.bytes(), screen.written()), before);
    screen.keys("<esc>/claude max<enter>m");
    assert_eq!(items(&screen)[3], (messages::sign_in_item(true).to_owned(), "L".to_owned()));
    screen
        .menu(messages::sign_in_item(true))
        .sees(&messages::sign_in_title(Login::Claude, Some("Claude Max")));
}

#[test]
fn the_tick_is_on_the_mode_in_effect() {
    Screen::demo()
        .keys("m")
        .menu(messages::sends_item(None))
        .sees(&ticked(MidStream::Queue))
        .sees_not(&ticked(MidStream::Steer))
        .keys("<esc><esc>jm")
        .menu(messages::sends_item(None))
        .sees(&ticked(MidStream::Steer))
        .sees_not(&ticked(MidStream::Queue));
}

#[test]
fn the_other_mode_is_saved_on_the_connection_at_once() {
    let mut screen = Screen::demo();
    screen
        .resize(80, 40)
        .right_click("Claude Max")
        .menu(messages::sends_item(None))
        .menu(MidStream::Queue.label())
        .sees_not(messages::sends_item(None))
        .selected("Claude Max");
    assert_eq!(screen.stored("claude-max")["midStreamBehavior"], "queue");
    assert!(screen.line_of("Claude Max").contains("  queue"));
}

#[test]
fn the_mode_in_effect_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("m").menu(messages::sends_item(None)).menu(MidStream::Queue.label()).sees(
        &edits::mid_stream_sentence(
            "“Anthropic (API Key)”",
            1,
            MidStream::Queue,
            StateChange::Unchanged,
        ),
    );
    screen
        .keys("/claude max<enter>m")
        .menu(messages::sends_item(None))
        .menu(MidStream::Steer.label());
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn menu_is_navigated_by_arrows_and_letters() {
    let mut screen = Screen::demo();
    screen.keys("jm<down><down><down><down><down><down><right>");
    screen.sees(&ticked(MidStream::Steer)).keys("<left>").sees_not(&ticked(MidStream::Steer));
    screen
        .sees(messages::RENAME)
        .keys("l")
        .sees(&ticked(MidStream::Steer))
        .keys("h")
        .keys("h")
        .sees_not(messages::RENAME);
    // Round the corner, and over the line.
    screen.keys("m<up>");
    assert!(screen.letters(Modifier::REVERSED).contains(messages::DELETE));
    screen.keys("k");
    assert!(screen.letters(Modifier::REVERSED).contains(messages::sends_item(None)));
    screen.keys("<esc>mjj<enter>").sees(&messages::edit_title("Bedrock (environment)"));
}

#[test]
fn an_items_own_letter_chooses_it() {
    for (letter, shown) in [
        ("r", messages::rename_title("Bedrock (environment)")),
        ("d", default_is("Bedrock (environment)")),
        ("e", messages::edit_title("Bedrock (environment)")),
        ("c", edits::duplicated("Bedrock (environment)")),
        ("s", ticked(MidStream::Steer)),
        ("x", messages::delete_one("Bedrock (environment)")),
    ] {
        Screen::demo().keys("jm").keys(letter).sees(&shown);
    }
}

#[test]
fn a_press_outside_closes_it_and_the_right_button_opens_the_next() {
    let mut screen = Screen::demo();
    screen
        .resize(80, 40)
        .keys("jm")
        .click("Vertex AI")
        .sees_not(messages::RENAME)
        .selected("Bedrock (environment)");
    screen.keys("m").right_click("Vertex AI").sees(messages::RENAME).keys("<esc>");
    screen.selected("Vertex AI");
}

#[test]
fn a_press_on_its_frame_or_its_line_leaves_it_open() {
    Screen::demo()
        .keys("jm")
        .click("┌")
        .sees(messages::DUPLICATE)
        .click("───────")
        .sees(messages::DUPLICATE);
}

#[test]
fn menu_stays_on_screen_in_every_corner_at_every_size() {
    let not_unique = NotEditable::SlugNotUnique { slug: String::new(), count: 2 };
    for (width, height) in [(120, 40), (80, 24), (60, 15), (46, 14)] {
        let mut screen = Screen::demo();
        screen.resize(width, height);
        let frames = |screen: &Screen| ["┌", "┐", "└", "┘"].map(|c| screen.places_of(c).len());
        let before = frames(&screen);
        let rows = [2, 3, height / 2, height - 4, height - 3, height - 2];
        for at in rows.into_iter().flat_map(|y| [0, width / 2, width - 2].map(|x| (x, y))) {
            let at = Position::from(at);
            screen.right_click_at(at);
            let is_open = !screen.places_of(messages::RENAME).is_empty();
            if !is_open || !screen.places_of(not_unique.in_short()).is_empty() {
                screen.keys("<esc>");
                continue;
            }
            let whole = |n: usize| before.map(|seen| seen + n);
            assert_eq!(frames(&screen), whole(1), "{at}\n{}", screen.text());
            screen.menu(messages::sends_item(None));
            assert_eq!(frames(&screen), whole(2), "{at}\n{}", screen.text());
            for mode in MidStream::ALL {
                screen.sees(&format!("{} │", mode.label()));
            }
            screen.keys("<esc><esc>");
        }
    }
}

#[test]
fn menu_that_does_not_fit_scrolls_and_its_submenu_covers_it() {
    let mut screen = Screen::demo();
    screen.resize(20, 5).keys("jm");
    for label in [
        messages::RENAME,
        messages::SET_AS_DEFAULT,
        messages::EDIT,
        messages::DUPLICATE,
        &messages::VALIDATE_CONNECTION[..10],
        &messages::FULL_TEST[..9],
        &messages::sends_item(None)[..10],
        messages::DELETE,
    ] {
        let marked = screen.letters(Modifier::REVERSED);
        assert!(marked.contains(label), "{label} not in {marked}");
        screen.keys("<down>");
    }
    screen.keys("s");
    assert!(screen.letters(Modifier::REVERSED).contains(&MidStream::Steer.label()[..11]));
    screen.keys("<down>");
    assert!(screen.letters(Modifier::REVERSED).contains(&MidStream::Queue.label()[..11]));
    screen.keys("<enter>");
    assert_eq!(screen.stored("bedrock-env")["midStreamBehavior"], "queue");
}

#[test]
fn right_arrow_opens_submenus_and_runs_nothing() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("mj<right>l").sees(messages::RENAME).sees(messages::DELETE);
    assert_eq!(screen.bytes(), before);
    screen.keys("jjjjj<right>").sees(&ticked(MidStream::Queue)).keys("<left>");
    screen.sees_not(&ticked(MidStream::Queue));
}
