//! The keys as they are bound: those of the table, or what a person has made of them.

use std::borrow::Cow;

use crossterm::event::KeyEvent;

use super::names::name_of;
use super::{Action, BINDINGS, Binding, Key, KeyContext};

/// Which key means what.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Cow<'static, [Binding]>,
}

impl Default for Keymap {
    /// That of the table.
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

    /// What a key means in some contexts: what the first of them says that binds it.
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

    /// Its name, beside what it does; empty where there is none.
    pub(crate) fn shortcut(&self, context: KeyContext, action: Action) -> String {
        self.first_key(context, action).map_or_else(String::new, |key| key.name())
    }

    /// The same for a sentence. Where no key is bound, the list of commands runs it: its key, and
    /// what to type there.
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

    /// The rows that have a hint, in the order of the footer.
    pub(crate) fn hints(
        &self,
        contexts: &[KeyContext],
    ) -> impl Iterator<Item = (&Binding, &'static str)> {
        let rows = self.rows.iter().filter(|b| contexts.contains(&b.context));
        rows.filter_map(|b| Some((b, b.hint?)))
    }
}
