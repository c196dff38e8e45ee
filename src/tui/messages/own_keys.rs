//! Faults in a person's key bindings.

pub fn unknown_action(name: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("Unknown action “{name}”; did you mean {near}?"),
        None => {
            format!("Unknown action “{name}”: llm-connections config --example lists all actions")
        }
    }
}

pub(crate) fn unknown_key(action: &str, key: &str) -> String {
    format!(
        "Unknown key “{key}” for {action}: use a character, ctrl-x, alt-x, f1 to f12, tab, shift-tab, space, backspace, insert, delete, \
         home, end, pgup, pgdn, up, down, left, right or menu"
    )
}

/// Terminals send the key as another one.
pub(crate) fn sent_as(action: &str, key: &str, sent: &str) -> String {
    format!("Terminals send {key} as {sent}: use another key for {action}")
}

pub(crate) fn fixed_key(action: &str, key: &str) -> String {
    format!("{key} can't be bound to {action}: ctrl-c, esc and enter keep their meaning")
}

/// Another action already has the key. `position` is the title of the context where they conflict.
pub(crate) fn taken_key(key: &str, (own, taken): (&str, &str), context: &str) -> String {
    format!("{key} is bound to both {own} and {taken} ({context}): use another key for one of them")
}

/// Shown at startup if config.toml has faults: their number, and the first one.
pub fn own_settings_faults(count: usize, first: &str) -> String {
    match count {
        1 => format!("{first}."),
        count => format!("{count} lines of config.toml are wrong: {first}."),
    }
}
