//! Keys that a person has bound: they do it, the old ones do not, and all that names a key names
//! theirs.

use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::label_of;
use crate::support::titles::{title_of_editing, title_of_renaming};

#[test]
fn a_bound_key_does_it_and_the_footer_the_menu_and_the_list_of_keys_name_it() {
    let mut screen = Screen::healthy_demo();
    screen.bind("[keys]\ndefault = \"t\"\nvalidate = [\"w\", \"f5\"]\nhalf-page-down = \"\"");
    screen.keys("j").sees("t default").sees_not("d default").sees("w validate");
    let before = screen.bytes();
    screen.keys("d");
    assert_eq!(screen.bytes(), before, "the old key does nothing");
    screen.keys("t");
    assert_ne!(screen.bytes(), before, "the new one does it");
    let item = screen.keys("jm").line_of(messages::SET_AS_DEFAULT);
    assert!(item.contains(" t "), "{}", screen.text());
    screen.keys("<esc>?").keys(label_of(Action::SetDefault));
    let row = screen.text().lines().find(|line| line.contains("│▌")).map(str::to_owned);
    assert!(row.is_some_and(|line| line.contains("▌t ")), "{}", screen.text());
}

#[test]
fn the_key_of_an_item_runs_it_in_the_menu_too() {
    let mut screen = Screen::healthy_demo();
    screen.bind("[keys]\nrename = \"f10\"").keys("jm").sees(messages::RENAME).keys("<f10>");
    screen.sees(&title_of_renaming());
}

#[test]
fn the_list_of_keys_closes_with_the_key_that_opened_it() {
    let mut screen = Screen::healthy_demo();
    screen.bind("[keys]\nhelp = \"!\"").sees("! keys").keys("!").sees(messages::TYPE_TO_FILTER);
    screen.keys("!").sees_not(messages::TYPE_TO_FILTER).keys("?");
    screen.sees_not(messages::TYPE_TO_FILTER);
}

#[test]
fn sentences_name_the_bound_key() {
    let list = json!([{"slug": "a", "name": "A", "providerType": "anthropic", "authType": "api_key", "createdAt": 1}]);
    let mut screen = Screen::with(&list);
    screen.bind("[keys]\nedit = \"o\"\nundo = \"z\"").resize(140, 40);
    screen.sees(&messages::edit_it("o"));
    screen.keys("x").reads(&messages::undo_brings_back("z")).keys("<esc>");
    screen.bind("[keys]\nedit = \"\"\nconnections = \"f6\"").resize(140, 40);
    screen.sees(&messages::edit_it("? edit")).sees(&format!("F6 {}", messages::CONNECTIONS));
    let title = messages::edit_title("A");
    screen.keys("e").sees_not(&title).keys("?edit").keys("<enter>").sees(&title);
}

#[test]
fn an_action_without_a_key_is_left_out_of_the_footer_and_still_listed() {
    let mut screen = Screen::healthy_demo();
    screen.bind("[keys]\nquit = \"\"\nadd = []").sees_not("q quit").sees_not("a add");
    screen.keys("?add a conn").sees(label_of(Action::Add)).keys("<enter>").sees("OpenRouter");
}

#[test]
fn bound_letters_are_text_in_text_fields() {
    let mut screen = Screen::healthy_demo();
    screen.bind("[keys]\nvalidate = \"z\"\nsave = [\"Z\", \"ctrl-s\"]\ndown = [\"n\", \"down\"]\nnext-failed = \"\"");
    screen.keys("je").sees(&title_of_editing()).keys("zZn").sees("zZn");
}
