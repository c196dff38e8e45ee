//! The names of the actions in config.toml.

use super::{ACTION_NAMES, Action, BINDINGS, Binding, KeyContext};

/// Finds an action by its name.
pub(super) fn action_of(name: &str) -> Option<Action> {
    ACTION_NAMES.iter().find(|(other, _)| *other == name).map(|(_, action)| *action)
}

/// The name of an action; empty for the buttons of a question, which show their own keys.
pub fn name_of(action: Action) -> &'static str {
    ACTION_NAMES.iter().find(|(_, other)| *other == action).map_or("", |(name, _)| name)
}

/// The preferred contexts for describing an action.
const FIRST: [KeyContext; 3] = [KeyContext::Page, KeyContext::List, KeyContext::Connection];

/// The row that describes an action to people who bind keys to it.
pub fn row_of(action: Action) -> Option<&'static Binding> {
    let rows = || BINDINGS.iter().filter(move |row| row.action == action);
    let first = FIRST.iter().find_map(|context| rows().find(|row| row.context == *context));
    first.or_else(|| rows().next())
}
