//! Tests of key bindings from config.toml.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::tui::widgets::cursor::Move;

fn lines(all: &[(&str, &[&str])]) -> Vec<KeyLine> {
    let line = |(n, (action, keys)): (usize, &(&str, &[&str]))| KeyLine {
        action: (*action).to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        line: n + 1,
    };
    all.iter().enumerate().map(line).collect()
}

fn bound(all: &[(&str, &[&str])]) -> Keymap {
    let (keymap, faults) = Keymap::with(&lines(all));
    assert_eq!(faults, []);
    keymap
}

fn faults(all: &[(&str, &[&str])]) -> Vec<String> {
    let (_, faults) = Keymap::with(&lines(all));
    faults.iter().map(ToString::to_string).collect()
}

fn letter(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)
}

const CONNECTION: [KeyContext; 4] =
    [KeyContext::Connection, KeyContext::Page, KeyContext::List, KeyContext::Everywhere];

#[test]
fn bound_key_replaces_the_old_one() {
    let keymap = bound(&[("default", &["t"]), ("undo", &["z", "ctrl-u"]), ("half-page-up", &[])]);
    assert_eq!(keymap.lookup(&CONNECTION, letter('t')), Some(Action::SetDefault));
    assert_eq!(keymap.lookup(&CONNECTION, letter('d')), None);
    assert_eq!(keymap.lookup(&CONNECTION, letter('z')), Some(Action::Undo));
    assert_eq!(keymap.shortcut(KeyContext::Connection, Action::SetDefault), "t");
    assert_eq!(keymap.key_of(KeyContext::Page, Action::Undo), "z");
}

#[test]
fn two_keys_can_change_places() {
    let keymap = bound(&[("default", &["s"]), ("flip-mode", &["d"])]);
    assert_eq!(keymap.lookup(&CONNECTION, letter('s')), Some(Action::SetDefault));
    assert_eq!(keymap.lookup(&CONNECTION, letter('d')), Some(Action::FlipMidStream));
}

#[test]
fn an_action_without_a_key_is_named_as_the_list_of_commands_has_it() {
    let keymap = bound(&[("edit", &[])]);
    assert_eq!(keymap.lookup(&CONNECTION, letter('e')), None);
    assert_eq!(keymap.shortcut(KeyContext::Connection, Action::Edit), "");
    assert_eq!(keymap.key_of(KeyContext::Connection, Action::Edit), "? edit");
}

#[test]
fn letters_stay_text_where_text_is_typed() {
    let keymap = bound(&[("validate", &["t"]), ("down", &["w"]), ("help", &["f3"])]);
    let form = [KeyContext::Form, KeyContext::Everywhere];
    assert_eq!(keymap.lookup(&form, letter('t')), None);
    let ctrl_t = KeyEvent::new(KeyCode::Char('t'), KeyModifiers::CONTROL);
    assert_eq!(keymap.lookup(&form, ctrl_t), Some(Action::Validate));
    let down = KeyEvent::from(KeyCode::Down);
    assert_eq!(keymap.lookup(&form, down), Some(Action::Go(Move::Down)));
    assert_eq!(keymap.lookup(&[KeyContext::List], down), None);
    let f3 = KeyEvent::from(KeyCode::F(3));
    assert_eq!(keymap.lookup(&form, f3), Some(Action::Help));
}

#[test]
fn there_is_always_a_way_out() {
    let all: Vec<(&str, &[&str])> = ACTION_NAMES.iter().map(|(name, _)| (*name, &[][..])).collect();
    let keymap = bound(&all);
    let is_meant = |context, key: Key, action| {
        assert_eq!(keymap.lookup(&[context], key.event()), Some(action), "{context:?}");
    };
    is_meant(KeyContext::Everywhere, QUIT, Action::Quit);
    for row in BINDINGS {
        for key in row.keys.iter().filter(|key| FIXED.contains(key)) {
            is_meant(row.context, *key, row.action);
        }
    }
}

#[test]
fn errors_name_the_fix() {
    assert_eq!(
        faults(&[("undoo", &["t"])]),
        ["config.toml:1: Unknown action “undoo”; did you mean undo?"]
    );
    assert_eq!(
        faults(&[("zzz", &["t"])]),
        ["config.toml:1: Unknown action “zzz”: llm-connections config --example lists all actions"]
    );
    let [unknown] = &faults(&[("undo", &["ctrl-enterr"])])[..] else { panic!() };
    assert!(
        unknown.starts_with("config.toml:1: Unknown key “ctrl-enterr” for undo: use"),
        "{unknown}"
    );
    assert_eq!(
        faults(&[("undo", &["ctrl-i"])]),
        ["config.toml:1: Terminals send ctrl-i as tab: use another key for undo"]
    );
    for key in ["esc", "ctrl-c", "enter"] {
        assert_eq!(
            faults(&[("undo", &[key])]),
            [format!(
                "config.toml:1: {key} can't be bound to undo: ctrl-c, esc and enter keep their meaning"
            )]
        );
    }
    // A line may repeat an action's own keys.
    assert_eq!(faults(&[("quit", &["Q", "ctrl-c"])]), [""; 0]);
}

#[test]
fn a_key_of_another_action_is_refused_and_both_are_named() {
    assert_eq!(
        faults(&[("rename", &["d"])]),
        [
            "config.toml:1: d is bound to both rename and default (A connection): use another key for one of them"
        ]
    );
    // On a row of the page, the page's own keys are active too.
    let [page] = &faults(&[("rename", &["a"])])[..] else { panic!() };
    assert!(page.contains("both rename and add"), "{page}");
    let [two] = &faults(&[("rename", &["t"]), ("add", &["Z"]), ("copy", &["t"])])[..] else {
        panic!()
    };
    assert!(two.starts_with("config.toml:3: t is bound to both copy and rename"), "{two}");
    // The other line still applies.
    let (keymap, _) = Keymap::with(&lines(&[("rename", &["t"]), ("copy", &["t"])]));
    assert_eq!(keymap.lookup(&CONNECTION, letter('t')), Some(Action::Rename));
    assert_eq!(keymap.lookup(&CONNECTION, letter('y')), Some(Action::Copy));
}

#[test]
fn the_table_has_no_conflict_of_its_own_and_its_keys_can_be_written_down() {
    for (name, action) in ACTION_NAMES {
        let keys: Vec<String> = BINDINGS
            .iter()
            .filter(|row| row.action == *action)
            .flat_map(|row| row.keys.iter().map(|key| key.name()))
            .collect();
        for key in keys {
            assert!(Key::parse(&key).is_ok(), "{name} = {key}");
        }
    }
}
