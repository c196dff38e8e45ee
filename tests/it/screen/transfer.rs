//! Import and export on the screen.

use std::fs;
use std::io::ErrorKind;

use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::transfer::tools::{Tool, words as tool_words};
use llm_connections::settings::transfer::words;
use llm_connections::store::messages::{export_unwritable, import_unreadable};
use llm_connections::tui::messages as sentences;
use llm_connections::tui::messages::transfer as messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::before_name;

fn own(slug: &str, name: &str) -> Value {
    json!({"slug": slug, "name": name, "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1/v1", "customEndpoint": {"api": "openai-completions"},
        "models": ["m"], "defaultModel": "m", "createdAt": 1})
}

fn screen() -> Screen {
    Screen::with_workspace(&json!([own("a", "A"), own("b", "B")]), r#"{"name": "W"}"#)
}

/// Settings of another program that no variable of this process leads elsewhere.
fn write_cc_switch(screen: &Screen) {
    let provider = |name: &str, env: Value| json!({"name": name, "settingsConfig": {"env": env}});
    let config = json!({"version": 2, "claude": {"current": "1", "providers": {
        "1": provider("Gate", json!({"ANTHROPIC_BASE_URL": "https://gate.example",
            "ANTHROPIC_AUTH_TOKEN": "PLANTED0123456789", "ANTHROPIC_MODEL": "glm"})),
        "2": provider("Login", json!({"CLAUDE_CODE_OAUTH_TOKEN": "PLANTED"})),
        "3": provider("Other", json!({"ANTHROPIC_BASE_URL": "https://other.example",
            "ANTHROPIC_API_KEY": "PLANTED9876543210", "ANTHROPIC_MODEL": "kimi"})),
    }}});
    fs::create_dir_all(screen.in_home(".cc-switch")).expect("made");
    fs::write(screen.in_home(".cc-switch/config.json"), config.to_string()).expect("written");
}

/// The list of what another program offers is open.
pub fn choosing_imports() -> Screen {
    let mut screen = screen();
    write_cc_switch(&screen);
    screen.keys("Icc<enter>");
    screen
}

#[test]
fn offered_connections_are_selected_and_imported_in_one_edit() {
    let mut screen = screen();
    write_cc_switch(&screen);
    let before = screen.bytes();
    screen.keys("I").sees(messages::IMPORT_FROM).sees(messages::A_FILE);
    screen.keys("cc<enter>").sees(&messages::title_from(Tool::CcSwitch));
    screen
        .sees("[x] Gate")
        .sees("[x] Other")
        .sees(messages::NOT_TAKEN)
        .sees(&messages::selected(2));
    screen.keys("<down><down>").sees(tool_words::SIGN_IN);
    screen.keys("<up><up><tab>").sees("[ ] Gate").keys("<c-a>").sees("[x] Gate").keys("<c-a>");
    screen.sees(&messages::selected(0)).keys("<enter>").sees(&messages::nothing_selected("tab"));
    screen.keys("<c-a><enter>").sees(&edits::imported("“Gate” and “Other”"));
    let json = screen.json();
    assert_eq!(json["llmConnections"][2]["models"], json!(["glm"]));
    let stored = screen.entries();
    assert_eq!(stored["llm_api_key::gate"]["value"], "PLANTED0123456789");
    assert_eq!(stored["llm_api_key::other"]["value"], "PLANTED9876543210");
    assert!(!screen.text().contains("PLANTED"));
    // What is here is not selected again.
    screen.keys("Icc<enter>").sees("[ ] Gate").sees(&messages::like("Gate")).keys("<esc>");
    screen.keys("u").sees(&sentences::undone(&edits::import_reverted("“Gate” and “Other”")));
    assert_eq!(screen.bytes(), before);
    assert!(screen.entries().get("llm_api_key::gate").is_none());
    screen.keys("<c-r>");
    assert_eq!(screen.entries()["llm_api_key::gate"]["value"], "PLANTED0123456789");
}

#[test]
fn what_a_filter_hides_is_not_imported() {
    let mut screen = screen();
    write_cc_switch(&screen);
    let before = screen.bytes();
    screen.keys("Icc<enter>zzz<enter>").reads(&sentences::filter_hides_all("zzz"));
    screen.sees(sentences::NOTHING_MATCHES).sees(&messages::selected(2));
    assert_eq!(screen.bytes(), before);
    screen
        .keys("<esc>")
        .sees("[x] Gate")
        .keys("<enter>")
        .sees(&edits::imported("“Gate” and “Other”"));
}

#[test]
fn rows_and_buttons_can_be_clicked() {
    let mut screen = screen();
    write_cc_switch(&screen);
    screen.keys("I").click("CC Switch").click("Gate").sees("[ ] Gate");
    screen.click("Import   Cancel").sees(&edits::imported("“Other”"));
    screen.keys("I").click("CC Switch").click(&format!(" {} ", sentences::CANCEL));
    screen.sees_not(messages::IMPORT_FROM);
}

#[test]
fn an_export_is_written_where_it_is_wanted_and_read_back() {
    let mut screen = screen();
    screen.keys("X").sees(messages::EXPORT_ALL).sees(messages::NO_SECRETS);
    screen.keys("<enter>").sees(&messages::exported(2, "~/llm-connections.json"));
    let file = screen.in_home("llm-connections.json");
    let text = fs::read_to_string(&file).expect("written");
    let exported: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(exported["connections"], screen.json()["llmConnections"]);
    fs::write(&file, "mine").expect("written");
    screen.keys("X<enter>").sees(&messages::ask_to_replace("~/llm-connections.json"));
    screen.keys("n");
    assert_eq!(fs::read(&file).expect("read"), b"mine");
    screen.keys("<enter>y").sees(&messages::exported(2, "~/llm-connections.json"));
    assert_ne!(fs::read(&file).expect("read"), b"mine");
    screen
        .keys("X<c-u>~/nowhere/x.json<enter>")
        .sees(&export_unwritable("~/nowhere/x.json", &ErrorKind::NotFound.into()))
        .keys("<esc>");
    // Marked connections are exported alone.
    screen.keys(" X").sees(&messages::export_some(1)).keys("<enter>y");
    let exported: Value = serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON");
    assert_eq!(exported["connections"].as_array().map(Vec::len), Some(1));
}

#[test]
fn import_without_another_program_says_so_above_the_choice_of_a_file() {
    let mut screen = screen();
    screen.keys("I").sees(messages::IMPORT_FILE);
    let none = before_name(|tool| messages::no_programs(&[tool]));
    screen.reads(&messages::no_programs(&Tool::ALL.map(Tool::label))).sees(&none);
    screen.keys("<c-u><enter>").sees(messages::NO_PATH_TYPED);
    write_cc_switch(&screen);
    screen.keys("<esc>I").sees(messages::IMPORT_FROM).keys("<enter>").sees(messages::IMPORT_FILE);
    screen.sees_not(&none);
}

#[test]
fn the_demo_names_the_folder_that_its_home_is() {
    let mut screen = Screen::in_demo_mode();
    screen.keys("X").reads(messages::DEMO_HOME).keys("<enter>");
    let file = screen.in_home("llm-connections.json");
    screen.reads(&messages::exported(24, &file.display().to_string()));
    assert!(file.is_file());
}

#[test]
fn narrow_import_list_has_what_it_cuts_below_the_list() {
    let mut screen = screen();
    write_cc_switch(&screen);
    screen.resize(50, 24).keys("Icc<enter>");
    screen.sees_not("[x] Gate  gate.example · key PLA").reads("gate.example · key set");
}

/// Writes an export into the home.
fn write_export(screen: &Screen, file: &Value) {
    fs::write(screen.in_home("in.json"), file.to_string()).expect("written");
}

#[test]
fn new_connections_of_a_file_are_selected_and_differing_ones_named_by_field() {
    let mut screen = screen();
    let file = json!({"format": "llm-connections", "version": 1,
        "connections": [own("a", "Elsewhere"), own("b", "B"), own("c", "C"),
            {"slug": "bad", "name": "Bad", "providerType": "nonsense", "authType": "none", "createdAt": 1}],
        "defaults": {"connection": "c", "thinking": "high"},
        "workspaces": [{"id": "w", "name": "W", "connection": "c"}, {"id": "x", "name": "Nowhere", "model": "m"}]});
    write_export(&screen, &file);
    let before = screen.bytes();
    // Where no program offers anything the choice of one is left out.
    screen.keys("I").keys("<enter>");
    if screen.text().contains(messages::A_FILE) {
        screen.keys("<enter>");
    }
    screen.keys("in").keys("<tab>").sees("~/in.json").keys("<enter>");
    screen.sees(&messages::title_of_file("~/in.json"));
    screen
        .sees("[ ] Elsewhere")
        .sees("[x] C")
        .sees("[x] Workspace overrides")
        .sees(&messages::selected(2));
    screen.sees("name: A → Elsewhere");
    screen.keys("<down><down><down>").sees("providerType: not one of");
    screen.keys("<down>").sees(&words::missing_workspace("Nowhere"));
    screen.keys("<enter>").sees(&edits::imported("“C” and 1 setting"));
    let json = screen.json();
    assert_eq!(json["llmConnections"][0]["name"], "A");
    assert_eq!(json["llmConnections"][2], own("c", "C"));
    assert_eq!(json["defaultLlmConnection"], "a");
    screen.keys("u");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn selected_differing_connection_replaces_the_existing_one() {
    let mut screen = screen();
    let file = json!({"format": "llm-connections", "version": 1,
        "connections": [own("a", "Elsewhere")], "defaults": {"connection": "a", "thinking": "high"}});
    write_export(&screen, &file);
    screen.import_file("~/in.json");
    screen.keys("<tab><tab>").sees(&messages::selected(2)).keys("<enter>");
    let json = screen.json();
    assert_eq!(json["llmConnections"][0]["name"], "Elsewhere");
    assert_eq!(json["defaultThinkingLevel"], "high");
}

#[test]
fn file_that_is_no_export_is_reported_and_its_path_can_be_corrected() {
    let mut screen = screen();
    fs::write(screen.in_home("x.json"), "{\n \"a\": }").expect("written");
    for (name, why) in [
        ("~/none.json", &*import_unreadable("~/none.json", &ErrorKind::NotFound.into())),
        ("~/x.json", "~/x.json: line 2, column"),
        ("~/.craft-agent/config.json", words::IS_A_CONFIG),
        ("~/.craft-agent", &import_unreadable("~/.craft-agent", &ErrorKind::IsADirectory.into())),
    ] {
        screen.import_file(name).reads(why).sees(messages::IMPORT_FILE).keys("<esc><esc><esc>");
    }
}

impl Screen {
    fn in_home(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    /// Types the path of a file to import.
    fn import_file(&mut self, path: &str) -> &mut Self {
        self.keys("I");
        if self.text().contains(messages::A_FILE) {
            self.keys("<enter>");
        }
        self.keys("<c-u>").keys(path).keys("<enter>")
    }
}
