//! A notation for keys: plain characters, and names in `<…>` with `c-`, `a-` or `s-` before them
//! for what is held.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The events that a terminal sends for a text in the notation.
pub fn keys(text: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').expect("a name ends with >");
            events.push(named(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            events.push(typed(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    events
}

fn typed(c: char) -> KeyEvent {
    let held = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(c), held)
}

fn named(name: &str) -> KeyEvent {
    for (mark, modifier) in
        [("c-", KeyModifiers::CONTROL), ("a-", KeyModifiers::ALT), ("s-", KeyModifiers::SHIFT)]
    {
        if let Some(rest) = name.strip_prefix(mark) {
            let mut event = named(rest);
            event.modifiers |= modifier;
            return event;
        }
    }
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => return KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "del" => KeyCode::Delete,
        "bs" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        "menu" => KeyCode::Menu,
        "f1" => KeyCode::F(1),
        "f2" => KeyCode::F(2),
        "f10" => KeyCode::F(10),
        one if one.chars().count() == 1 => return typed(one.chars().next().expect("one")),
        other => panic!("no key is called {other}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
