//! A visit from the first frame to the last.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::tui::messages;
use vt100::MouseProtocolMode;

use crate::support::titles::titled;
use crate::terminal::home::{Home, names};
use crate::terminal::launch::Start;
use crate::terminal::sight::{MOUSE, switches};

/// The lines that differ, where no line came or went.
fn differing<'a>(old: &'a str, new: &'a str) -> Vec<(&'a str, &'a str)> {
    assert_eq!(old.lines().count(), new.lines().count());
    assert_eq!(old.ends_with('\n'), new.ends_with('\n'));
    let pairs = old.lines().zip(new.lines());
    pairs.filter(|(old, new)| old != new).collect()
}

#[test]
fn a_visit_changes_the_lines_that_it_changes_and_leaves_the_terminal_as_it_was() {
    let home = Home::new();
    let original = home.text();
    let terminal = Start::program(&home).open();

    terminal.click("Kimi (Coding)");
    terminal.keys("d");
    terminal.see("●! Kimi (Coding)");

    terminal.right_click("Claude Max");
    terminal.click(messages::sends_item(None));
    let checked = format!("✓ {}", MidStream::Steer.label());
    terminal.see(&checked);
    terminal.keys("j\r");
    terminal.gone(&checked);
    let edited = home.text();
    assert_eq!(
        differing(&original, &edited),
        [
            (r#"      "midStreamBehavior": "steer","#, r#"      "midStreamBehavior": "queue","#),
            (
                r#"  "defaultLlmConnection": "anthropic-api","#,
                r#"  "defaultLlmConnection": "kimi","#
            ),
        ]
    );

    terminal.keys("a");
    terminal.see(messages::ADD_CONNECTION);
    terminal.keys("mistral\r");
    terminal.see(&messages::new_connection("Mistral"));
    // Its key is missing: the first save goes to the field, the second leaves it empty.
    terminal.keys("\x13");
    terminal.see(&messages::save_unfilled("ctrl-s"));
    terminal.keys("\x13");
    terminal.gone(&messages::new_connection("Mistral"));
    assert_eq!(home.connection("pi-api-key")["piAuthProvider"], "mistral");
    let added: Vec<_> = home.text().lines().map(str::to_owned).collect();
    let common = added.iter().zip(edited.lines()).take_while(|(new, old)| new == old).count();
    let came = added.len() - edited.lines().count();
    // Before the new object stands only the comma that its predecessor's line got.
    assert_eq!(added[common], "    },");
    let rest: Vec<_> = edited.lines().skip(common + 1).collect();
    assert_eq!(added[common + 1 + came..], rest);

    terminal.keys("u");
    terminal.see("Undone");
    assert_eq!(home.text(), edited);

    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(home.text(), edited);
    let left = names(&home.config_dir());
    assert_eq!(left, [".config.json.lock", "config.json", "credentials.enc"]);
    assert!(names(&home.temporary()).is_empty());
}

#[test]
fn mouse_reporting_is_not_requested_when_disabled() {
    let home = Home::new();
    let terminal = Start::program(&home).argument("--no-mouse").open();
    terminal.keys("?");
    terminal.see(&titled(messages::KEYS));
    // Once more from the beginning, as after a stop.
    terminal.keys("\x1a\x03");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    let switched = switches(&end.raw);
    let asked = |mode: &u16| switched.contains(&(*mode, true));
    assert!(!MOUSE.iter().any(asked), "{switched:?}");
    assert!(asked(&1049), "{switched:?}");
}

#[test]
fn mouse_reporting_uses_the_sgr_form() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("q");
    let end = terminal.end();
    let switched = switches(&end.raw);
    for mode in [1049, 2004, 1000, 1002, 1006] {
        assert!(switched.contains(&(mode, true)), "{mode}: {switched:?}");
    }
    assert!(!switched.contains(&(1003, true)), "{switched:?}");
}

#[test]
fn motion_is_reported_only_while_a_menu_is_open() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    let reports = |mode| {
        let what = format!("mouse reports {mode:?}");
        terminal.wait_for(&what, |screen| screen.mouse_protocol_mode() == mode);
    };
    reports(MouseProtocolMode::ButtonMotion);
    terminal.keys("m");
    reports(MouseProtocolMode::AnyMotion);
    terminal.keys("q");
    reports(MouseProtocolMode::ButtonMotion);
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}
