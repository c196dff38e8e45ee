//! A model that does not work, or none: wherever validating finds that out, a key and a button open
//! the models that the endpoint lists, and what is chosen is validated.

use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::hint_of;
use crate::screen::validate::{lists, local, v1};
use crate::support::server::Server;
use crate::support::titles::titled;

/// A connection to a server whose list does not have its model.
fn unknown(server: &Server) -> Value {
    let mut connection = local("a", &v1(server));
    connection["defaultModel"] = json!("nope");
    connection
}

/// The same without any model.
fn without(server: &Server) -> Value {
    let mut connection = local("a", &v1(server));
    connection.as_object_mut().expect("an object").remove("defaultModel");
    connection
}

/// The hint of the key that chooses a model.
fn choose() -> &'static str {
    hint_of(Action::ChooseModel)
}

fn asking(connection: &Value) -> Screen {
    let mut screen = Screen::with(&json!([connection]));
    screen.asking_for_real();
    screen
}

#[test]
fn the_test_of_a_draft_offers_its_models_and_the_field_gets_the_chosen_one() {
    let server = lists(None);
    for connection in [unknown(&server), without(&server)] {
        let mut screen = asking(&connection);
        let before = screen.bytes();
        screen.keys("e<c-t>").all_answered().sees(&format!(" {} ", messages::CHOOSE_A_MODEL));
        screen.sees(&format!("M {}", choose()));
        let button = screen.places_of(messages::CHOOSE_A_MODEL).pop().expect("a button");
        screen.click_at(button).sees("large").sees("small");
        screen.keys("large<enter>").sees(&messages::edit_title("A")).sees("large");
        assert_eq!(screen.bytes(), before, "the form saves, and not the list");
        screen.keys("<c-s>");
        assert_eq!(screen.stored("a")["defaultModel"], "large");
    }
}

#[test]
fn after_validating_a_row_its_key_chooses_a_model_which_is_validated_again() {
    let server = lists(None);
    for (connection, found) in
        [(unknown(&server), "unknown model"), (without(&server), messages::VALID_NO_MODEL)]
    {
        let mut screen = asking(&connection);
        screen.keys("v").all_answered().sees(found).reads(&messages::chooses_model("M"));
        screen.keys("m").sees(messages::CHOOSE_A_MODEL).keys("<esc>");
        screen.keys("M").sees("large").keys("large<enter>").all_answered();
        assert_eq!(screen.stored("a")["defaultModel"], "large");
        screen.sees_not(found).sees(messages::VALID);
        screen.resize(140, 40).sees_not(choose());
    }
}

#[test]
fn key_explains_that_no_model_is_missing() {
    let server = lists(None);
    let mut screen = asking(&local("a", &v1(&server)));
    screen.sees_not(choose()).keys("M").sees(messages::MODEL_NOT_WANTED);
    screen.keys("v").all_answered().keys("m").sees_not(messages::CHOOSE_A_MODEL);
    screen.keys("<esc>e<c-t>").all_answered().sees(&titled(&messages::validation_of(Some("A"))));
    screen.sees_not(messages::CHOOSE_A_MODEL);
}

#[test]
fn the_details_name_the_key_of_the_next_step() {
    let server = lists(None);
    let mut screen = asking(&unknown(&server));
    screen.resize(140, 40).keys("v").all_answered();
    screen.sees(&messages::next_step(&messages::choose_model("M")));
}
