//! Other programs change the file while this one looks at it.

use std::fs;
use std::time::{Duration, SystemTime};

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::{Refusal, messages as edits};
use llm_connections::store::messages::{not_saved, saved_again};
use llm_connections::store::{RestoreError, milliseconds};
use llm_connections::text::capitalized;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, before_name, default_is, done, warned};

/// Names a connection of the sample anew.
fn rename(slug: &str, name: &str) -> impl FnOnce(&mut Value) {
    move |json| {
        let list = json["llmConnections"].as_array_mut().expect("a list");
        let found = list.iter_mut().find(|c| c["slug"] == slug).expect("it is there");
        found["name"] = name.into();
    }
}

/// Removes a connection of the sample.
fn remove(slug: &str) -> impl FnOnce(&mut Value) {
    move |json| {
        let list = json["llmConnections"].as_array_mut().expect("a list");
        list.retain(|c| c["slug"] != slug);
    }
}

/// That an undo has given the default its mode back.
fn queues_again() -> String {
    messages::undone(&edits::steers_or_queues_again("Anthropic (API Key)", MidStream::Queue))
}

#[test]
fn the_list_follows_and_the_selection_stays_on_its_slug() {
    Screen::demo()
        .keys("/ollama<enter>")
        .selected("Ollama")
        .outside_json(rename("ollama", "A box"))
        .selected("A box")
        .outside_json(|json| json["defaultLlmConnection"] = "ollama".into())
        .selected("●! A box")
        .outside_json(remove("groq"))
        .selected("A box")
        .keys("<esc>")
        .sees("/15");
}

#[test]
fn removed_selected_connection_leaves_the_selection_nearby() {
    Screen::demo()
        .click("Groq")
        .outside_json(remove("groq"))
        .selected("Kimi")
        .outside_json(|json| json["llmConnections"] = json!([]))
        .selected("a  API key");
}

#[test]
fn untouched_field_follows_a_concurrent_change_with_a_note() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>e")
        .field("Endpoint")
        .outside_json(rename("ollama", "A box"))
        .sees("Name              A box")
        .sees(&messages::changed_underneath("A box", false))
        .sees_not(messages::CHANGED);
}

#[test]
fn a_field_that_was_touched_is_kept_and_the_save_asks() {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>e").keys(" mine");
    screen
        .outside_json(rename("ollama", "A box"))
        .sees("Name              Ollama mine")
        .reads(&messages::changed_underneath("A box", true))
        .keys("<c-s>")
        .reads(&messages::overwrites("Name", "A box"))
        .keys("n")
        .sees("Ollama mine")
        .keys("<c-s>y")
        .sees(&done(&edits::renamed("A box", "Ollama mine")));
    assert_eq!(screen.stored("ollama")["name"], "Ollama mine");
}

/// Puts other models into Ollama.
fn other_models(json: &mut Value) {
    let list = json["llmConnections"].as_array_mut().expect("a list");
    let found = list.iter_mut().find(|c| c["slug"] == "ollama");
    found.expect("it is there")["models"] = json!(["theirs", "qwen3-coder:30b"]);
}

#[test]
fn opening_the_models_keeps_concurrent_changes() {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>e").field("Models").keys("<enter>");
    screen.outside_json(other_models).keys("<esc>");
    screen
        .sees(&before_name(|value| messages::changed_underneath(value, false)))
        .sees_not(messages::CHANGED);
    screen.keys("<c-s>").sees(messages::UNCHANGED);
    assert_eq!(screen.stored("ollama")["models"][0], "theirs");
}

#[test]
fn models_that_were_edited_over_a_change_are_kept_and_the_save_asks() {
    let mut screen = Screen::demo();
    screen.compatible("ollama").keys("/ollama<enter>e").field("Models").keys("<enter>");
    screen.outside_json(other_models).keys("amine<enter><esc><c-s>");
    screen
        .sees(&before_name(|value| messages::overwrites("Models", value)))
        .keys("y")
        .sees(&done(&edits::edited("Ollama")));
    let expected = json!(["qwen3-coder:30b", "mine", "gpt-oss:20b"]);
    assert_eq!(screen.stored("ollama")["models"], expected);
}

#[test]
fn concurrent_rename_is_reported_before_replacing_it() {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>r").outside_json(rename("ollama", "Theirs"));
    screen.keys("!<enter>").reads(&Refusal::Conflict(vec!["Name".to_owned()]).to_string());
    screen.keys("<enter>").sees(&done(&edits::renamed("Theirs", "Ollama!")));
}

#[test]
fn connection_deleted_under_its_form_is_reported_and_the_save_refused() {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>e!").outside_json(remove("ollama"));
    let before = screen.bytes();
    screen.sees(messages::GONE_UNDER_FORM);
    screen.keys("<c-s>").sees(&warned(&Refusal::Gone("ollama".to_owned()).to_string()));
    screen.sees("Ollama!").keys("<esc>y<esc>").sees("Kimi");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn open_layers_of_a_removed_connection_are_harmless() {
    for open in ["m", "ml", "r", "x", "i"] {
        for then in ["<enter>", "<down><enter>", "x", "y", "s<enter>", "<esc>"] {
            let mut screen = Screen::demo();
            screen.keys("/ollama<enter>").keys(open).outside_json(remove("ollama"));
            let before = screen.bytes();
            screen.keys(then).keys("<esc><esc>").sees("Kimi");
            assert_eq!(screen.bytes(), before, "{open} {then}");
        }
    }
}

#[test]
fn edit_on_a_stale_view_is_refused_and_the_page_updated() {
    let mut screen = Screen::demo();
    let text = screen.bytes();
    let theirs = text.replace(r#"Connection": "anthropic-api""#, r#"Connection": "groq""#);
    fs::write(screen.config(), &theirs).expect("written");
    let conflict = Refusal::Conflict(vec!["the default".to_owned()]).to_string();
    screen.keys("jd").reads(&capitalized(&conflict)).sees("●  Groq");
    assert_eq!(screen.bytes(), theirs);
    screen.keys("<esc>d").sees("●! Bedrock (environment)");
}

#[test]
fn undo_keeps_later_changes_of_other_programs() {
    let mut screen = Screen::demo();
    screen.keys("s").outside_json(rename("groq", "Fast")).keys("u").sees(&queues_again());
    assert!(screen.stored("anthropic-api").get("midStreamBehavior").is_none());
    assert_eq!(screen.stored("groq")["name"], "Fast");
}

#[test]
fn half_written_file_is_read_again_before_reporting() {
    let mut screen = Screen::demo();
    let whole = screen.bytes().replace("Groq", "Fast");
    screen.resize(80, 40);
    screen.writes(&whole[..whole.len() / 2]).sees_not(messages::CONFIG_UNUSABLE);
    screen.writes(&whole).sees("Fast").sees_not(messages::CONFIG_UNUSABLE);
}

#[test]
fn broken_file_is_reported_and_not_written_until_fixed() {
    let mut screen = Screen::demo();
    let whole = screen.bytes();
    let broken = &whole[..whole.len() / 2];
    screen
        .outside(|path| fs::write(path, broken).expect("written"))
        .sees(messages::CONFIG_UNUSABLE)
        .sees(messages::CONFIG_UNREADABLE)
        .sees("Anthropic (API Key)")
        .outside(|path| fs::write(path, &whole).expect("written"))
        .sees_not(messages::CONFIG_UNREADABLE)
        .sees_not(messages::CONFIG_UNUSABLE)
        .outside(|path| fs::write(path, broken).expect("written"))
        .keys("jd")
        .sees(&warned(&not_saved("")));
    assert_eq!(screen.bytes(), broken);
    screen
        .keys("<esc>")
        .outside(|path| fs::write(path, &whole).expect("written"))
        .keys("d")
        .sees("●! Bedrock (environment)");
}

#[test]
fn undo_skips_overtaken_edits() {
    let mut screen = Screen::demo();
    screen.keys("r<c-u>First<enter>").keys("s");
    screen.outside_json(|json| json["llmConnections"][0]["midStreamBehavior"] = "queue".into());
    let changed = "llmConnections[anthropic-api].midStreamBehavior".to_owned();
    let refusal = messages::not_undone(true, &[changed]);
    screen.keys("u").reads(refusal.split(" since").next().expect("what is refused"));
    screen.keys("h").sees(messages::OVERTAKEN).keys("<esc><esc>u").sees("Undone: ");
    assert_eq!(screen.stored("anthropic-api")["name"], "Anthropic (API Key)");
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "queue");
}

#[test]
fn a_use_by_craft_under_an_open_form_disturbs_nothing() {
    let mut screen = Screen::demo();
    screen.keys("e").keys("<home>two ");
    screen.outside_json(|json| json["llmConnections"][0]["lastUsedAt"] = json!(9));
    screen
        .keys("three ")
        .sees("two three Anthropic")
        .sees_not(&before_name(|value| messages::changed_underneath(value, false)));
    screen
        .keys("<c-s>")
        .sees(&done(&edits::renamed("Anthropic (API Key)", "two three Anthropic (API Key)")));
    assert_eq!(screen.stored("anthropic-api")["lastUsedAt"], 9);
}

#[test]
fn removed_file_is_reported_and_not_taken_for_a_first_start() {
    let gone = messages::config_gone();
    let gone = before_colon(&gone);
    let mut screen = Screen::demo();
    screen
        .outside(|config| fs::remove_file(config).expect("removed"))
        .sees(&format!("! {gone}"))
        .sees(messages::NO_CONFIG);
    screen.keys("<esc>").sees_not(gone);
}

#[test]
fn stale_write_of_a_running_craft_is_corrected_in_the_background() {
    let mut screen = Screen::demo();
    let pid = std::os::unix::process::parent_id();
    screen.outside(|config| {
        let lock = config.with_file_name(".server.lock");
        let now = milliseconds(SystemTime::now());
        fs::write(lock, json!({"pid": pid, "startedAt": now}).to_string()).expect("written");
    });
    let mut theirs = screen.json();
    theirs["theirs"] = 1.into();
    screen.keys("/groq<enter>");
    // The new file has taken its name: what Craft had read before is written over it.
    let config = screen.config();
    fault::meanwhile(DiskStep::SyncFolder, move || {
        fs::write(&config, theirs.to_string()).expect("written");
    });
    // The message names the file, however long its path is.
    let message = saved_again(&screen.config().display().to_string(), &default_is("Groq"));
    screen.resize(240, 30).keys("d").reads(&message);
    let now = screen.json();
    assert_eq!(now["defaultLlmConnection"], "groq");
    assert_eq!(now["theirs"], 1);
}

#[test]
fn concurrent_deletion_leaves_the_selection_nearby_after_an_undo_too() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>xyu")
        .sees(&messages::undone(&edits::are_back("“Ollama”", 1)))
        .selected("Ollama");
    screen.keys("<esc>").click("Groq").selected("Groq").outside_json(remove("groq"));
    screen.selected("Kimi");
}

#[test]
fn save_error_disappears_with_the_next_save() {
    let mut screen = Screen::demo();
    screen.keys("s");
    screen.keys("/ollama<enter>e!").outside_json(remove("ollama"));
    let gone = Refusal::Gone("ollama".to_owned()).to_string();
    screen.keys("<c-s>").sees(&warned(&gone)).keys("<esc>y");
    screen.keys("u").sees(&queues_again()).sees_not(&gone);
    screen.come_due(Duration::from_secs(6)).sees_not(&queues_again()).sees_not(&gone);
}

/// What helps against a broken config.json.
fn repair() -> String {
    messages::repair_config(Some(("E".to_owned(), "R".to_owned())))
}

/// The screen over a config.json that another program has broken.
fn broken() -> (Screen, String) {
    let mut screen = Screen::demo();
    let whole = screen.bytes();
    let half = whole[..whole.len() / 2].to_owned();
    screen.outside(|path| fs::write(path, &half).expect("written"));
    (screen, whole)
}

#[test]
fn broken_file_is_restored_to_its_last_read_state_after_consent() {
    let (mut screen, whole) = broken();
    let half = screen.bytes();
    screen.keys("<f2>").reads(&repair()).keys("<esc>");
    screen.sees("R restore config.json").keys("R");
    screen.sees(messages::RESTORE_CONFIG).sees(&messages::good_copy(None, Some("just now"), 16));
    screen.keys("n");
    assert_eq!(screen.bytes(), half);
    screen
        .keys("Ry")
        .sees(&messages::restored())
        .sees_not(messages::CONFIG_UNREADABLE)
        .sees_not(messages::CONFIG_UNUSABLE);
    assert_eq!(screen.bytes(), whole);
    let kept = screen.backups();
    assert!(kept.contains(&half), "the broken text is kept");
    screen.sees_not("R restore").keys("R").sees(messages::NOTHING_TO_RESTORE);
}

#[test]
fn problem_list_restores_a_broken_file_without_a_link_to_its_rows() {
    for key in ["f", "<enter>"] {
        let (mut screen, whole) = broken();
        screen.keys("p").sees(&format!("f {}", messages::RESTORE_NEWEST)).sees_not("go there");
        screen
            .keys(key)
            .keys("y")
            .sees_not(&format!("{}  ", messages::CONFIG_UNREADABLE))
            .sees_not(messages::RESTORE_NEWEST);
        assert_eq!(screen.bytes(), whole, "{key}");
    }
}

#[test]
fn file_fixed_meanwhile_is_not_overwritten_by_a_restore() {
    let (mut screen, whole) = broken();
    screen.keys("R");
    let fixed = whole.replace("Groq", "Fixed");
    fs::write(screen.config(), &fixed).expect("written");
    screen.keys("y").sees(&messages::not_restored());
    assert_eq!(screen.bytes(), fixed);
}

#[test]
fn a_file_that_was_broken_from_the_start_is_restored_from_the_newest_backup() {
    let mut screen = Screen::demo();
    let whole = screen.bytes();
    screen.keys("s");
    fs::write(screen.config(), "{").expect("written");
    screen.restart().reads(messages::saving_is_off("", &repair()).trim()).keys("R");
    screen.sees("Backup 2").sees("just now: 16 connections.").keys("y");
    assert_eq!(screen.bytes(), whole);
    let mut screen = Screen::of("{");
    screen.keys("R").reads(&RestoreError::NoneYet.to_string());
}
