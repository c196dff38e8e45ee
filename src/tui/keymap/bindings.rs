//! The active key bindings: the table's, with a person's overrides.

use std::borrow::Cow;

use crossterm::event::KeyEvent;

use super::names::name_of;
use super::{Action, BINDINGS, Binding, Key, KeyContext};

/// Maps keys to actions.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Cow<'static, [Binding]>,
}

impl Default for Keymap {
    /// The bindings of the table.
    fn default() -> Self {
        Self { rows: Cow::Borrowed(BINDINGS) }
    }
}

impl Keymap {
    pub(super) const fn of(rows: Vec<Binding>) -> Self {
        Self { rows: Cow::Owned(rows) }
    }

    pub fn rows(&self) -> &[Binding] {
        &self.rows
    }

    /// The action of a key: the first context that binds the key decides.
    pub fn lookup(&self, contexts: &[KeyContext], event: KeyEvent) -> Option<Action> {
        let pressed = Key::of(event);
        contexts.iter().find_map(|context| {
            let row = self.rows.iter();
            let row = row.clone().find(|b| b.context == *context && b.keys.contains(&pressed))?;
            Some(row.action)
        })
    }

    /// The first key of an action in a context.
    fn first_key(&self, context: KeyContext, action: Action) -> Option<&Key> {
        let binding = self.rows.iter().find(|b| b.context == context && b.action == action);
        binding.and_then(|binding| binding.keys.first())
    }

    /// The name of an action's first key, to show beside the action; empty if it has none.
    pub(crate) fn shortcut(&self, context: KeyContext, action: Action) -> String {
        self.first_key(context, action).map_or_else(String::new, |key| key.name())
    }

    /// Like [`Self::shortcut`], for a sentence. An action without a key runs from the list of
    /// commands: then the list's key, and what to type there.
    pub(crate) fn key_of(&self, context: KeyContext, action: Action) -> String {
        self.first_key(context, action).map_or_else(
            || {
                let list = [KeyContext::Page, KeyContext::Everywhere];
                let list = list.iter().find_map(|context| self.first_key(*context, Action::Help));
                let list = list.map_or_else(String::new, |key| key.name() + " ");
                list + name_of(action)
            },
            |key| key.name(),
        )
    }

    /// The bindings with a hint, in footer order.
    pub(crate) fn hints(
        &self,
        contexts: &[KeyContext],
    ) -> impl Iterator<Item = (&Binding, &'static str)> {
        let rows = self.rows.iter().filter(|b| contexts.contains(&b.context));
        rows.filter_map(|b| Some((b, b.hint?)))
    }
}
