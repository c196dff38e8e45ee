//! What workspaces set for themselves.

use std::fs;

use llm_connections::settings::edit::Refusal;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::store::survey::StoreEvent;
use llm_connections::text::capitalized;
use llm_connections::tui::event::Event;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::done;

fn own(screen: &Screen, workspace: &str) -> String {
    let path = screen.home().join(format!("workspaces/{workspace}/config.json"));
    fs::read_to_string(path).expect("the sample has it")
}

fn parsed(screen: &Screen, workspace: &str) -> Value {
    serde_json::from_str(&own(screen, workspace)).expect("JSON")
}

/// Another program writes a workspace's own file, and the watcher tells.
fn outside(screen: &mut Screen, workspace: &str, text: &str) {
    let path = screen.home().join(format!("workspaces/{workspace}/config.json"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
    tell(screen, workspace);
}

fn tell(screen: &mut Screen, workspace: &str) {
    let root = format!("~/workspaces/{workspace}");
    screen.give(Event::StoreEvent(StoreEvent::Workspaces(vec![root])));
}

#[test]
fn every_workspace_has_a_row_in_the_order_of_the_file_with_what_it_sets() {
    let screen = Screen::demo();
    let rows = [
        "2 WORKSPACES     CONNECTION              MODEL             THINKING",
        "    My Workspace  –                       –                 –",
        "    Client A      OpenRouter              –                 High",
        "  ! Client B      azure-eu not found      Sonnet 4.6        –",
        "  ! Lab           config.json:6:3: trailing comma",
        "  ! Archive       folder ~/workspaces/archive not found",
    ];
    let mut screen = screen;
    screen.keys("3");
    let places = rows.map(|row| screen.place_of(row).y);
    assert!(places.is_sorted() && places[5] - places[0] == 5, "{places:?}");
}

#[test]
fn cells_are_reached_by_keys_and_opened_by_enter_or_click() {
    let mut screen = Screen::demo();
    for (keys, cell) in [
        ("2j", "Client A     ▸OpenRouter"),
        ("<left>", "Client A     ▸OpenRouter"),
        ("l", "OpenRouter             ▸–  "),
        ("<right>", "▸High"),
        ("l", "▸High"),
        ("k", "▸–"),
        ("jh", "OpenRouter             ▸–  "),
        ("h", "Client A     ▸OpenRouter"),
    ] {
        screen.keys(keys).selected(cell);
    }
    let title = |setting| messages::override_title(setting, "Client A");
    screen.keys("<enter>").sees(&title("Connection")).keys("<esc>");
    screen.keys("ll<enter>").sees(&title("Thinking")).keys("<esc>");
    screen.click("OpenRouter              –").sees(&title("Connection")).keys("<esc>");
    screen.selected("Client A     ▸OpenRouter");
    // A click beside the cells selects the row.
    screen.click("Client B").selected("Client B");
    screen.sees_not(&messages::override_title("", "Client B"));
}

#[test]
fn each_workspace_setting_is_set_and_cleared_in_its_own_file() {
    let mut screen = Screen::demo();
    let config = screen.bytes();
    screen.keys("2<enter>");
    screen
        .sees(&messages::override_title("Connection", "My Workspace"))
        .sees(messages::USE_DEFAULT.0)
        .sees(messages::USE_DEFAULT.1)
        .keys("groq<enter>")
        .sees(&done(&edits::override_sentence(
            "My Workspace",
            Setting::Connection,
            "“Groq”",
            StateChange::Changed,
        )))
        .selected("My Workspace ▸Groq  ");
    screen.keys("l<enter>").sees("moonshotai/kimi-k2").keys("<esc>");
    screen.keys("<enter>a-model-of-mine<enter>").selected("▸a-model-of-mine");
    screen.keys("l<enter>max<enter>").selected("Groq                    a-model-of-mine  ▸Max");
    let defaults = &parsed(&screen, "my-workspace")["defaults"];
    let expected = json!({"permissionMode": "ask", "defaultLlmConnection": "groq",
        "model": "pi/a-model-of-mine", "thinkingLevel": "max"});
    assert_eq!(*defaults, expected);
    assert_eq!(screen.bytes(), config, "config.json is another file");
    let cleared = edits::override_cleared("My Workspace", Setting::Thinking, StateChange::Changed);
    screen.keys("x").sees(&done(&cleared));
    screen
        .keys("h<del>")
        .keys("h<enter>")
        .keys("<up><up><up><up><up><up><up><up><up><up><up><up><up><up><enter>");
    screen.selected("My Workspace ▸–                       –                 –");
    assert_eq!(parsed(&screen, "my-workspace")["defaults"], json!({"permissionMode": "ask"}));
}

#[test]
fn a_save_stamps_the_workspace_and_undo_gives_back_the_very_bytes() {
    let mut screen = Screen::demo();
    let before = own(&screen, "client-a");
    screen.keys("2jll<enter>low<enter>").selected("OpenRouter              –                ▸Low");
    let stamp = |text: &Value| text["updatedAt"].as_u64().expect("a number");
    let old: Value = serde_json::from_str(&before).expect("JSON");
    assert!(stamp(&parsed(&screen, "client-a")) > stamp(&old));
    screen.keys("u").sees(&messages::undone("“Client A” "));
    assert_eq!(own(&screen, "client-a"), before);
    screen.keys("<c-r>").selected("▸Low");
}

#[test]
fn choosing_the_current_value_writes_nothing() {
    let mut screen = Screen::demo();
    let before = own(&screen, "client-a");
    let already = edits::override_sentence(
        "Client A",
        Setting::Connection,
        "“OpenRouter”",
        StateChange::Unchanged,
    );
    screen.keys("2j<enter><enter>").sees(&already);
    assert_eq!(own(&screen, "client-a"), before);
}

#[test]
fn dangling_override_is_reported_with_its_fixes() {
    let mut screen = Screen::demo();
    screen
        .keys("2jj")
        .selected(&format!("! Client B     ▸{}", messages::not_found("azure-eu")))
        .keys("x")
        .selected("  Client B     ▸–                       Sonnet 4.6");
    assert_eq!(parsed(&screen, "client-b")["defaults"], json!({"model": "claude-sonnet-4-6"}));
    screen.keys("u").selected("▸azure-eu").keys("<enter>groq<enter>").selected("▸Groq ");
}

#[test]
fn a_workspace_that_cannot_be_read_is_not_edited_and_the_others_are() {
    let mut screen = Screen::demo();
    let lab = own(&screen, "lab");
    screen
        .keys("2jjj<enter>")
        .reads(&messages::workspace_not_editable("Lab", "config.json:6:3: trailing comma"))
        .keys("<esc>j<right>x<enter>")
        .reads(&messages::workspace_not_editable(
            "Archive",
            "folder ~/workspaces/archive not found",
        ));
    screen.keys("<esc>kkk<right>").selected("Client A      OpenRouter             ▸–");
    assert_eq!(own(&screen, "lab"), lab);
    assert!(!screen.home().join("workspaces/archive").exists());
}

#[test]
fn workspace_fixed_outside_is_editable_and_a_broken_one_is_not() {
    let mut screen = Screen::demo();
    outside(&mut screen, "lab", r#"{"name": "The lab", "defaults": {"thinkingLevel": "max"}}"#);
    screen.keys("3").sees("  The lab       –                       –                 Max");
    outside(&mut screen, "archive", "{}");
    screen.sees("    Archive       –                       –  ");
    screen.keys("2jl").selected("Client A      OpenRouter             ▸–");
    outside(&mut screen, "client-a", "{\"cut");
    screen.selected("! Client A").sees_not("▸");
}

#[test]
fn half_written_workspace_file_is_read_again() {
    let mut screen = Screen::demo();
    screen.keys("3");
    let whole = own(&screen, "client-a").replace("high", "low");
    let path = screen.home().join("workspaces/client-a/config.json");
    fs::write(&path, &whole[..whole.len() / 2]).expect("written");
    screen.tell_only(StoreEvent::Workspaces(vec!["~/workspaces/client-a".to_owned()]));
    screen.sees("OpenRouter              –                 High");
    fs::write(&path, whole).expect("written");
    tell(&mut screen, "client-a");
    screen.sees("OpenRouter              –                 Low");
}

#[test]
fn concurrent_workspace_change_shows_at_once_and_is_not_overwritten() {
    let mut screen = Screen::demo();
    screen.keys("2jll<enter>");
    let theirs = r#"{"name": "Client A", "defaults": {"thinkingLevel": "off"}}"#;
    let conflict = Refusal::Conflict(vec!["Thinking of “Client A”".to_owned()]).to_string();
    // Whether or not that was told already: the list was opened on what was there before.
    outside(&mut screen, "client-a", theirs);
    screen.keys("max<enter>").reads(&capitalized(&conflict));
    assert_eq!(own(&screen, "client-a"), theirs);
    tell(&mut screen, "client-a");
    screen.sees("▌   Client A      –                       –                ▸No Thinking");
}

#[test]
fn name_in_the_workspaces_file_precedes_the_listed_one() {
    let mut screen = Screen::demo();
    outside(&mut screen, "client-a", r#"{"name": "Client A (renamed)"}"#);
    screen.keys("3").sees("    Client A (renamed)  –  ");
    outside(&mut screen, "client-a", "{}");
    screen.sees("    Client A      –  ");
}

#[test]
fn page_follows_workspaces_in_the_file() {
    let mut screen = Screen::demo();
    screen.outside_json(|json| {
        let list = json["workspaces"].as_array_mut().expect("a list");
        list.remove(0);
        list.push(json!({"rootPath": "~/new", "name": "New one"}));
    });
    screen
        .keys("3")
        .sees_not("My Workspace")
        .sees("OpenRouter              –                 High")
        .sees("! New one       folder ~/new not found");
}

#[test]
fn resolution_shows_the_deciding_step_and_why_others_do_not() {
    let mut screen = Screen::demo();
    screen.resize(140, 40).keys("2");
    screen
        .sees(&messages::new_chat_uses("Anthropic (API Key)"))
        .sees(&format!("  1 Session            {}", messages::SESSION_HAS_NONE))
        .sees(&format!("  2 Workspace default  {}", messages::NOT_SET))
        .sees(&format!("▸ 3 Global default     {}", messages::decides("Anthropic (API Key)")))
        .sees(&format!("  4 First in the list  {}", messages::STEP_NOT_NEEDED));
    screen
        .keys("j")
        .sees(&messages::new_chat_uses("OpenRouter"))
        .sees(&format!("▸ 2 Workspace default  {}", messages::decides("OpenRouter")))
        .sees(&format!("  3 Global default     {}", messages::STEP_NOT_NEEDED));
    screen
        .keys("j")
        .sees(&format!("  2 Workspace default  {}", messages::not_found_skipped("azure-eu")));
    screen.keys("j").sees(&format!("  2 Workspace default  {}", messages::WORKSPACE_UNREADABLE));
    screen.outside_json(|json| json["defaultLlmConnection"] = "gone".into());
    screen
        .sees(&format!("  3 Global default     {}", messages::not_found_skipped("gone")))
        .sees(&format!("▸ 4 First in the list  {}", messages::decides("Anthropic (API Key)")));
    let mut narrow = Screen::demo();
    narrow
        .keys("2ji")
        .sees("┌ Details")
        .sees(&format!("▸ 2 Workspace default  {}", messages::decides("OpenRouter")));
}

#[test]
fn selection_moves_from_a_cell_to_its_workspace_when_that_breaks() {
    let mut screen = Screen::demo();
    screen.keys("2jl").selected("Client A");
    outside(&mut screen, "client-a", "{\"cut");
    screen.selected("! Client A");
    screen.keys("j").outside_json(|json| {
        let list = json["workspaces"].as_array_mut().expect("a list");
        list.retain(|w| w["name"] != "Client B");
    });
    screen.selected("Lab");
}

#[test]
fn hints_show_only_effective_keys() {
    let mut screen = Screen::demo();
    screen.keys("2").sees("enter choose").sees_not("x clear");
    screen.keys("jjj").selected("Lab").sees("enter why").sees_not("enter choose");
    screen.keys("kkl").sees_not("x clear");
    screen.keys("l").sees("x clear");
    screen.keys("pjj").sees_not("f fix").keys("k").sees("f fix").sees_not("u undo");
    screen.keys("f").sees("u undo").keys("<esc>1h").sees_not("ctrl-r redo");
    screen.keys("u").sees("ctrl-r redo").sees_not("u undo");
    screen.keys("<esc>").sees_not(&format!("esc {}", messages::CLEAR_FILTER));
    screen.resize(130, 24).keys("/groq<enter>").sees(&format!("esc {}", messages::CLEAR_FILTER));
}
