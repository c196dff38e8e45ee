//! Marked connections: how they are marked, and what is done with all of them at once.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::before_name;
use crate::screen::validate::{lists, local, v1};

/// Four connections, of which the first is the default.
fn four() -> Value {
    let of = |name: &str, mode: &str| {
        let slug = &name[..1].to_lowercase();
        json!({"slug": slug, "name": name, "providerType": "anthropic", "authType": "api_key",
            "midStreamBehavior": mode, "createdAt": 1})
    };
    json!([of("Ada", "steer"), of("Bob", "queue"), of("Cyd", "steer"), of("Dan", "steer")])
}

fn modes(screen: &Screen) -> Vec<String> {
    ["a", "b", "c", "d"]
        .map(|slug| {
            screen.stored(slug)["midStreamBehavior"].as_str().unwrap_or_default().to_owned()
        })
        .to_vec()
}

fn slugs(screen: &Screen) -> Vec<Value> {
    let json = screen.json();
    json["llmConnections"].as_array().expect("a list").iter().map(|c| c["slug"].clone()).collect()
}

/// What is said of marks, however many there are.
fn any_marked() -> String {
    messages::marked(0, 0).replace('0', "")
}

#[test]
fn space_marks_and_moves_on_and_marks_are_visible_at_every_width() {
    let mut screen = Screen::with(&four());
    screen.keys("<space><space>").selected("Cyd").sees(&format!("3/4  {}", messages::marked(2, 0)));
    for width in [140, 80, 60, 44, 30, 20] {
        screen.resize(width, 12).sees(&messages::marked(2, 0));
        for name in ["Ada", "Bob"] {
            let line = screen.line_of(&format!(" {name}  "));
            assert!(line.starts_with('◆'), "{width}: {line}");
        }
        assert!(!screen.line_of(" Dan  ").contains('◆'));
    }
    screen
        .resize(80, 24)
        .keys("k<space>")
        .sees(&messages::marked(1, 0))
        .keys("kk<space>")
        .sees_not(&any_marked());
}

#[test]
fn a_mark_stays_on_the_last_row_and_is_seen_in_the_selected_one() {
    let mut screen = Screen::with(&four());
    screen.keys("jjj").selected("Dan").keys("<space>").selected("Dan").sees("◆ ! Dan");
    screen.sees(&messages::marked(1, 0));
}

#[test]
fn ctrl_a_marks_all_that_are_shown_or_none() {
    let mut screen = Screen::with(&four());
    screen.keys("<c-a>").sees(&messages::marked(4, 0)).keys("<c-a>").sees_not(&any_marked());
    screen.keys("/queue<enter><c-a>").sees(&messages::marked(1, 0)).keys("/<c-u>steer<enter>");
    screen.sees(&messages::marked(1, 1)).keys("<c-a>").sees(&messages::marked(4, 1));
}

#[test]
fn ctrl_click_marks_and_a_click_does_not() {
    let mut screen = Screen::with(&four());
    screen
        .control_click("Bob")
        .control_click("Dan")
        .sees(&messages::marked(2, 0))
        .click("Cyd")
        .sees(&messages::marked(2, 0));
    screen.control_click("Bob").sees(&messages::marked(1, 0)).selected("Bob");
}

#[test]
fn esc_clears_the_marks_before_the_filter() {
    let mut screen = Screen::with(&four());
    screen
        .keys("/steer<enter><space>")
        .sees(&messages::marked(1, 0))
        .sees(&format!("esc {}", messages::CLEAR_MARKS))
        .keys("<esc>");
    screen.sees_not(&any_marked()).sees("3 of 4").keys("<esc>").sees_not("3 of 4");
}

#[test]
fn s_sets_all_to_the_firsts_other_mode_in_one_edit() {
    let mut screen = Screen::with(&four());
    let before = screen.bytes();
    let queue =
        edits::mid_stream_sentence("“Ada” and “Cyd”", 2, MidStream::Queue, StateChange::Changed);
    screen.keys("<space><space><space>s").sees(&queue);
    assert_eq!(modes(&screen), ["queue", "queue", "queue", "steer"]);
    screen.sees(&messages::marked(3, 0)).keys("u");
    assert_eq!(screen.bytes(), before, "undone at once");
    screen.keys("ss");
    assert_eq!(modes(&screen), ["steer", "steer", "steer", "steer"]);
}

#[test]
fn uneditable_connections_are_skipped_only_after_a_question() {
    let mut list = four();
    list[3] = list[2].clone();
    list.as_array_mut().expect("a list").push(four()[3].clone());
    let mut screen = Screen::with(&list);
    screen
        .keys("<c-a>s")
        .sees(&messages::set_mode_of(3, MidStream::Queue.label()))
        .sees(&before_name(|names| messages::left_out(names, "")));
    screen.keys("<esc>");
    assert_eq!(screen.json()["llmConnections"], list);
    screen.keys("sy");
    let stored = screen.json()["llmConnections"].clone();
    let all: Vec<&str> =
        (0..5).map(|n| stored[n]["midStreamBehavior"].as_str().expect("a mode")).collect();
    assert_eq!(all, ["queue", "queue", "steer", "steer", "queue"]);
}

#[test]
fn x_lists_consequences_once_and_deletes_in_one_edit() {
    const NAMES: &str = "“Ada”, “Bob” and “Cyd”";
    let own = r#"{"name": "Lab", "defaults": {"defaultLlmConnection": "b", "model": "m"}}"#;
    let mut screen = Screen::with_workspace(&four(), own);
    let keys = json!({"llm_api_key::a": {"value": "PLANTED"}, "llm_api_key::b": {"value": "PLANTED"},
        "llm_api_key::d": {"value": "PLANTED"}});
    screen.outside_credentials(|path| {
        std::fs::write(path, crate::screen::harness::sealed(&keys)).expect("written");
    });
    let before = (screen.bytes(), screen.own_of_workspace());
    screen.keys("<space><space><space>x").sees(&messages::delete_several(3));
    screen
        .reads(&messages::deletes(NAMES))
        .reads(&edits::default_moves_to("Dan"))
        .reads(&edits::falls_back("“Lab”", true, "Dan"))
        .reads(&edits::credential_is_deleted_with("key", "“Ada”, “Bob”"))
        .reads(&messages::undo_brings_back_all("u"))
        .sees_not("PLANTED");
    screen.keys("<esc>").sees(&messages::marked(3, 0)).keys("xy").sees(&edits::deleted(NAMES));
    screen.sees_not(&any_marked());
    assert_eq!(slugs(&screen), ["d"]);
    assert_eq!(screen.json()["defaultLlmConnection"], "d");
    assert_eq!(screen.entries().as_object().expect("entries").len(), 1);
    screen.keys("u").sees(&messages::undone(&edits::are_back(NAMES, 3)));
    assert_eq!((screen.bytes(), screen.own_of_workspace()), before);
    assert_eq!(screen.entries(), keys);
}

#[test]
fn a_question_too_long_for_the_screen_scrolls_by_key_and_by_mouse() {
    let mut screen = Screen::demo();
    screen
        .resize(60, 12)
        .keys("<c-a>x")
        .sees(&format!("{} (y)", messages::DELETE))
        .sees_not(&messages::undo_brings_back_all("u"));
    let undo = messages::undo_brings_back_all("u");
    screen.keys("<pgdn><pgdn><pgdn><pgdn>").sees(&undo).keys("<pgup><pgup><pgup><pgup>");
    screen
        .sees_not(&undo)
        .wheel("Delete 16", 20)
        .sees(&undo)
        .sees(&format!("{} (y)", messages::DELETE));
}

#[test]
fn deleting_the_last_claude_connections_asks_about_the_login() {
    let claude = |slug: &str| {
        json!({"slug": slug, "name": if slug == "a" { "Ada" } else { "Bob" }, "providerType": "anthropic",
        "authType": "oauth", "createdAt": 1})
    };
    let list = json!([claude("a"), claude("b"), four()[2]]);
    let login = json!({"claude_oauth::global": {"value": "PLANTED"}});
    let mut screen = Screen::with_credentials(&list, &login);
    screen.keys("<space><space>xy").sees(messages::DELETE_CLAUDE_LOGIN).keys("y");
    assert_eq!(slugs(&screen), ["c"]);
    assert!(screen.entries().get("claude_oauth::global").is_none());
    screen.keys("u");
    assert_eq!((slugs(&screen).len(), screen.entries()), (3, login));
    screen
        .keys("1gg<space>x")
        .reads(&edits::claude_login_stays_for("“Bob”"))
        .sees_not(&messages::delete_several(2));
}

#[test]
fn v_validates_all_marked_and_no_other() {
    let server = lists(None);
    let url = v1(&server);
    let list = json!([local("a", &url), local("b", &url), local("c", &url)]);
    let mut screen = Screen::with(&list);
    screen.asking_for_real().keys("<space>j<space>v").all_answered();
    for (name, is_asked) in [("A", true), ("B", false), ("C", true)] {
        let line = &screen.lines()[screen.row_of(name)];
        assert_eq!(line.contains("valid"), is_asked, "{line}");
    }
}

#[test]
fn the_menu_is_that_of_all_marked_by_key_and_by_mouse() {
    let mut screen = Screen::with(&four());
    screen
        .keys("<space><space>m")
        .sees(&messages::validate_several(2))
        .sees(&messages::delete_item(2));
    screen.sees_not(messages::RENAME).keys("<down><right>").sees_not("✓ ");
    screen.menu(MidStream::Queue.label()).sees(&messages::marked(2, 0));
    assert_eq!(modes(&screen), ["queue", "queue", "steer", "steer"]);
    screen
        .right_click("Bob")
        .menu(&messages::delete_item(2))
        .sees(&messages::delete_several(2))
        .keys("<esc>");
    screen.right_click("Dan").sees(messages::RENAME).keys("<esc>").sees(&messages::marked(2, 0));
}

#[test]
fn a_marked_connection_that_another_program_deletes_is_dropped() {
    let mut screen = Screen::with(&four());
    screen.keys("<space><space><space>").sees(&messages::marked(3, 0));
    screen.outside_json(|json| {
        drop(json["llmConnections"].as_array_mut().expect("a list").remove(1));
    });
    screen.sees(&messages::marked(2, 0)).keys("x").reads(&messages::deletes("“Ada” and “Cyd”"));
    screen.sees_not("“Bob”");
}

#[test]
fn on_another_row_keys_mean_that_row_and_the_marks_stay() {
    let own = r#"{"name": "Lab", "defaults": {"defaultLlmConnection": "b"}}"#;
    let mut screen = Screen::with_workspace(&four(), own);
    screen.keys("<space>2x").sees_not(messages::DELETE);
    assert!(!screen.own_of_workspace().contains("defaultLlmConnection"), "the override is cleared");
    screen.keys("1").sees(&messages::marked(1, 0)).sees("x delete");
}
