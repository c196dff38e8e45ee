//! What Craft's catalogue brings to the screen: upstreams to choose, models with their facts, the
//! models of a new connection.

use llm_connections::settings::connection::field_errors::outside_list;
use llm_connections::settings::connection::provider::UPSTREAMS;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, before_name, done, warned};

fn pi(upstream: &str) -> Value {
    json!({"slug": "a", "name": "A", "providerType": "pi", "authType": "api_key", "piAuthProvider": upstream, "createdAt": 1})
}

#[test]
fn every_upstream_can_be_chosen_in_the_form() {
    let mut screen = Screen::with(&json!([pi("anthropic")]));
    screen.resize(100, 44).keys("/a<enter>e").field("Upstream").keys("<enter>");
    for (upstream, _) in UPSTREAMS {
        screen.sees(upstream);
    }
    screen
        .keys("fireworks<enter>")
        .sees("Fireworks AI")
        .sees(&messages::listed_models(3))
        .keys("<c-s>");
    let stored = screen.stored("a");
    assert_eq!(
        (&stored["piAuthProvider"], &stored["modelSelectionMode"]),
        (&json!("fireworks"), &json!("userDefined3Tier"))
    );
    assert_eq!(stored["models"][0], stored["defaultModel"]);
}

#[test]
fn an_upstream_of_another_version_is_shown_as_it_is_and_kept() {
    let mut screen = Screen::with(&json!([pi("of-next-year").as_object().expect("an object")]));
    screen.sees("of-next-year").keys("/a<enter>e").field("Upstream").sees("of-next-year");
    screen.field("Name").keys("!<c-s>").sees(&done(&before_name(|name| edits::renamed(name, ""))));
    assert_eq!(screen.stored("a")["piAuthProvider"], "of-next-year");
    assert_eq!(screen.stored("a").get("models"), None);
}

#[test]
fn model_picker_shows_context_abilities_and_price_with_the_best_first() {
    let mut screen = Screen::with(&json!([pi("anthropic")]));
    screen.keys("0l<enter>").sees(messages::MODEL_FACTS);
    let opus = screen.line_of("Claude Opus 4.7");
    for fact in ["claude-opus-4-7", "1M", "think", "img", "5/25"] {
        assert!(opus.contains(fact), "{fact}: {opus}");
    }
    let place = |name: &str| screen.place_of(name).y;
    assert!(
        place("Claude Opus 4.7 ") < place("Claude Opus 4.6 ")
            && place("Claude Opus 4.6 ") < place("Claude Sonnet 4.6 ")
    );
    screen.keys("sonnet-4-6<enter>");
    assert_eq!(screen.stored("a")["defaultModel"], "pi/claude-sonnet-4-6");
}

#[test]
fn a_price_that_depends_on_what_a_router_chooses_is_no_number() {
    let mut screen = Screen::with(&json!([pi("openrouter")]));
    screen.keys("0l<enter>openrouter/auto");
    assert!(screen.line_of("Auto Router").contains(messages::PRICE_VARIES), "{}", screen.text());
}

#[test]
fn unlisted_upstream_model_is_added_when_picked_in_the_form() {
    let mut screen = Screen::demo();
    screen.keys("agroq<enter>").field("Default model").keys("<enter>compound-mini<enter>");
    screen
        .sees_not(before_colon(&outside_list("")))
        .field("Default model")
        .keys("<enter>qwen3<enter>")
        .keys("<c-s><c-s>");
    screen.sees(&warned(&before_name(edits::added)));
    let stored = screen.stored("pi-api-key");
    assert_eq!(stored["defaultModel"], "pi/qwen/qwen3-32b");
    assert_eq!(stored["models"][3], "pi/qwen/qwen3-32b");
}

#[test]
fn three_tiers_or_the_whole_catalogue_are_a_choice_in_the_form() {
    let mut screen = Screen::demo();
    screen.keys("aanthropic<enter>").sees(&messages::listed_models(23)).sees("claude-opus-4-7");
    screen.field("Model selection").keys("<enter>tiers<enter>").sees(&messages::listed_models(3));
    screen.keys("<enter>synced<enter>").sees(&messages::listed_models(23));
    screen.keys("<enter>tiers<enter><c-s><c-s>").sees(&warned(&before_name(edits::added)));
    let stored = screen.stored("pi-api-key");
    assert_eq!(stored["modelSelectionMode"], "userDefined3Tier");
    assert_eq!(stored["models"].as_array().map(Vec::len), Some(3));
    assert_eq!(stored["models"][0], stored["defaultModel"]);
}

#[test]
fn the_details_name_the_model_for_titles_and_summaries_and_why() {
    for (models, shown) in [
        (json!(["pi/big", "pi/small-flash"]), "small-flash (by “flash”)"),
        (json!(["pi/big", "pi/other"]), "other (last in list)"),
    ] {
        let mut screen = Screen::with(
            &json!([{"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "api_key",
            "piAuthProvider": "groq", "models": models, "defaultModel": "pi/big", "createdAt": 1}]),
        );
        screen.keys("i<end>").sees(messages::TITLES).sees(shown);
    }
}
