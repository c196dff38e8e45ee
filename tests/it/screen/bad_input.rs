//! Files that are not as they should be: told in a sentence, shown as far as can be, and never made
//! worse.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::Path;

use llm_connections::disk::reason;
use llm_connections::settings::connection::field_errors::{IGNORED, duplicate_slug};
use llm_connections::settings::edit::{Refusal, messages as edits};
use llm_connections::settings::problems::DUPLICATE_SLUG;
use llm_connections::settings::{NotEditable, Settings};
use llm_connections::store::messages::not_saved;
use llm_connections::text::capitalized;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::{COLOR, Screen};
use crate::screen::seen::{before_name, done, warned, with_caveat};

/// Shapes that are wrong each in its own way, around one that is right.
fn wrong() -> Value {
    json!([
        {"slug": "good", "name": "Good", "providerType": "anthropic", "authType": "api_key", "createdAt": 1},
        {"slug": "number", "name": 42, "providerType": "anthropic", "authType": "api_key", "createdAt": 1},
        {"slug": "models", "name": "Models", "providerType": "anthropic", "authType": "api_key",
         "models": {"a": 1}, "createdAt": 1},
        "a string",
        {"slug": "twice", "name": "First", "providerType": "anthropic", "authType": "api_key", "createdAt": 1},
        {"slug": "twice", "name": "Second", "providerType": "anthropic", "authType": "api_key", "createdAt": 1}
    ])
}

/// What Craft does with a file that has such a value.
fn ignored(what: &str) -> String {
    format!("{what}: {IGNORED}.")
}

/// A screen on something else in config.json's place.
fn instead(put: impl FnOnce(&Path)) -> Screen {
    Screen::prepared(COLOR, |home| {
        fs::create_dir_all(home.join(".craft-agent")).expect("a folder");
        put(&home.join(".craft-agent/config.json"));
    })
}

#[test]
fn wrong_shapes_are_listed_with_what_is_wrong_with_them() {
    let mut screen = Screen::with(&wrong());
    screen.resize(109, 24);
    for (name, sentence) in [
        ("number", ignored("Name is a number, not text")),
        ("Models", ignored("Models is an object, not a list")),
        ("(text)", ignored("This entry is text, not an object")),
        ("First", duplicate_slug("twice")),
        ("Second", duplicate_slug("twice")),
    ] {
        let line = screen.line_of(&format!("! {name}  "));
        let short = ["invalid name", "invalid models", "invalid entry", DUPLICATE_SLUG];
        let is_shown = line.contains(&sentence) || short.iter().any(|short| line.contains(short));
        assert!(is_shown, "{name}: {line}");
        screen.keys("p").reads(&sentence).keys("<esc>");
    }
    screen.sees("! Good  ").sees(&format!("  {}", messages::NO_API_KEY));
}

#[test]
fn each_broken_entry_can_be_deleted_without_touching_others() {
    for (name, place) in [("number", 1), ("Models", 2), ("(text)", 3), ("First", 4), ("Second", 5)]
    {
        let mut screen = Screen::with(&wrong());
        let mut expected = screen.json();
        screen
            .click(&format!("! {name}  "))
            .keys("xy")
            .sees(&done(&before_name(|name| edits::deleted(&format!("“{name}”")))));
        expected["llmConnections"].as_array_mut().expect("a list").remove(place);
        assert_eq!(screen.json().to_string(), expected.to_string(), "{name}");
        screen.keys("u");
        assert_eq!(screen.json()["llmConnections"], wrong());
    }
}

#[test]
fn uneditable_entry_explains_why_and_what_to_do() {
    let mut screen = Screen::with(&wrong());
    let before = screen.bytes();
    screen.click("! (text)  ").keys("e").reads(&messages::not_editable_by_field(
        &NotEditable::Unreadable.to_string(),
        "E",
        "x",
    ));
    let unreadable = NotEditable::Unreadable;
    screen.keys("<esc>d").reads(
        &Refusal::NotEditable { name: "(text)".to_owned(), why: unreadable.clone() }.to_string(),
    );
    screen.keys("<esc>m").sees(messages::RENAME).sees(unreadable.in_short()).keys("<esc>");
    let twice = NotEditable::SlugNotUnique { slug: "twice".to_owned(), count: 2 };
    screen.click("! Second").keys("r").reads(&twice.to_string()).keys("<esc>s");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn each_broken_entry_can_be_fixed_as_json() {
    let mut screen = Screen::with(&wrong());
    screen.click("! Second").keys("E").edit(|text| text.replace("\"twice\"", "\"other\""));
    screen
        .sees(&done(&edits::slug_is("other")))
        .sees(&format!(
            "! First                 api.anthropic.com  queue  {}",
            messages::NO_API_KEY
        ))
        .sees_not(DUPLICATE_SLUG);
    let whole = r#"{"slug": "new", "name": "New", "providerType": "anthropic", "authType": "api_key", "createdAt": 1}"#;
    screen.click("! (text)  ").keys("E").edit(|_| whole.to_owned()).sees("! New  ");
    screen.file(|json| {
        assert_eq!(
            json["llmConnections"][3].to_string(),
            whole.replace(": ", ":").replace(", ", ",")
        );
    });
}

#[test]
fn old_fault_does_not_block_another_edit() {
    let mut screen = Screen::with(&wrong());
    screen.click("! Models").keys("sr 2<enter>").sees("Models 2");
    screen.click("! number").keys("e").field("Name").keys("<c-u>Seven<c-s>");
    assert_eq!(screen.stored("number")["name"], "Seven");
    assert_eq!(screen.stored("models")["models"], json!({"a": 1}));
}

#[test]
fn invalid_json_is_shown_with_its_position_and_never_written() {
    let broken = "{\n  \"workspaces\": [],\n  oops\n}";
    let mut screen = Screen::of(broken);
    screen.sees(messages::CONFIG_UNREADABLE).sees_not(messages::ADD_ROW);
    screen.resize(240, 24).sees("config.json:3:3: ").resize(80, 24);
    let advice = messages::repair_config(Some(("E".to_owned(), "R".to_owned())));
    screen.reads(messages::saving_is_off("", &advice).trim());
    screen.keys("d").keys("s").keys("xy").keys("u").keys("aollama<enter><c-s>");
    screen.sees(&warned(&not_saved(""))).sees_not("esc dismiss").sees("▌Name              Ollama");
    assert_eq!(screen.bytes(), broken);
    screen.outside(|path| fs::write(path, r#"{"workspaces": []}"#).expect("written"));
    screen
        .keys("<c-s>")
        .sees(&warned(&with_caveat(&edits::added("Ollama"), edits::NEEDS_MODEL)))
        .sees("Ollama                localhost:11434");
}

/// Why Craft could not use a file with this value.
fn wrong_shape(value: Value) -> String {
    Settings::from_value(value).err().expect("it is unusable").to_string()
}

#[test]
fn unusable_shape_is_reported_and_never_written() {
    for (text, sentence) in [
        ("[]", wrong_shape(json!([]))),
        ("", "config.json:1:0: ".to_owned()),
        (r#"{"llmConnections": []}"#, wrong_shape(json!({"llmConnections": []}))),
        (
            r#"{"workspaces": [], "llmConnections": {}}"#,
            wrong_shape(json!({"workspaces": [], "llmConnections": {}})),
        ),
    ] {
        let mut screen = Screen::of(text);
        screen
            .resize(108, 24)
            .reads(&sentence)
            .keys("aollama<enter><c-s>")
            .sees(&capitalized(&not_saved("")));
        assert_eq!(screen.bytes(), text);
    }
}

#[test]
fn invalid_utf8_is_reported_and_never_written() {
    let bytes = b"{\"workspaces\": [\"\xff\"]}";
    let mut screen = Screen::of(bytes);
    screen.resize(108, 24).reads("byte 17 ").keys("aollama<enter><c-s>");
    assert!(fs::read(screen.config()).expect("read") == bytes);
}

#[test]
fn folder_instead_of_the_file_is_reported_and_stays() {
    let mut screen = instead(|path| fs::create_dir(path).expect("a folder"));
    screen.sees(messages::CONFIG_UNREADABLE).reads(&reason(&ErrorKind::IsADirectory.into()));
    screen.keys("aollama<enter><c-s>").sees(&capitalized(&not_saved("")));
    assert!(screen.config().is_dir());
}

#[test]
fn oversized_file_is_reported() {
    let mut screen = instead(|path| {
        fs::File::create(path)
            .and_then(|file| file.set_len(300 << 20))
            .expect("a file with a hole");
    });
    screen.sees("300 MB").keys("aollama<enter><c-s>").sees(&capitalized(&not_saved("")));
    assert_eq!(fs::metadata(screen.config()).expect("it is there").len(), 300 << 20);
}

#[test]
fn dangling_link_is_reported_and_stays() {
    let mut screen = instead(|path| symlink("real.json", path).expect("a link"));
    screen.sees(messages::CONFIG_UNREADABLE).reads("real.json");
    screen.keys("aollama<enter><c-s>").sees(&capitalized(&not_saved("")));
    assert!(fs::symlink_metadata(screen.config()).expect("it is there").is_symlink());
    let real = screen.config().with_file_name("real.json");
    screen.outside(|_| fs::write(real, r#"{"workspaces": []}"#).expect("written"));
    screen.keys("<c-s>").sees("Ollama                localhost:11434");
    assert!(fs::symlink_metadata(screen.config()).expect("it is there").is_symlink());
}
