//! Changes that other programs make while the form is open.

use super::Form;
use super::What;
use crate::settings::connection::fields::FIELDS;
use crate::settings::edit::diff::shown_at;
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::text::fit;

/// The most columns of another program's value: a list of models can be long.
const LONGEST: usize = 48;

/// Another program's change to a field.
pub(super) struct Note {
    /// The new value, as text.
    pub value: String,
    /// Whether the person has changed it too, so that a save would overwrite it.
    pub conflict: bool,
}

impl Form {
    /// Adopts other programs' changes, except in fields the person has edited.
    pub(super) fn reload_settings(&mut self, view: &View<'_>) {
        let What::Edit(id) = &self.what else { return };
        let Some(current) = view.settings().connection(id) else {
            return;
        };
        if **current == *self.seen {
            return;
        }
        let mut draft = (**current).clone();
        for field in FIELDS {
            let (before, after, mine) =
                (self.seen.get(field.path), current.get(field.path), self.draft.get(field.path));
            let touched = mine != before;
            if touched {
                draft.set(field.path, mine.cloned());
            }
            // Only Craft writes the time of last use: that is no conflict.
            if before != after && field.is_editable() {
                let conflict = touched && mine != after;
                self.underneath.insert(
                    field.path,
                    Note {
                        value: fit(&shown_at(field.path, after), LONGEST).into_owned(),
                        conflict,
                    },
                );
            }
        }
        let focused = self.focused().map(|f| f.path);
        let follows = focused.is_some_and(|path| self.draft.get(path) != draft.get(path));
        self.draft = draft;
        self.seen = current.clone();
        if follows {
            self.enter(self.focus);
        }
    }

    /// Whether another program has deleted the connection.
    pub(super) fn is_gone(&self, view: &View<'_>) -> bool {
        matches!(&self.what, What::Edit(id) if view.settings().connection(id).is_none())
    }

    /// Sentences about other programs' changes that a save would overwrite.
    pub(super) fn overwritten(&self) -> Vec<String> {
        let conflicts = FIELDS
            .iter()
            .filter_map(|f| Some((f, self.underneath.get(f.path).filter(|n| n.conflict)?)));
        let still = conflicts.filter(|(f, _)| self.draft.get(f.path) != self.seen.get(f.path));
        still.map(|(field, note)| messages::overwrites(field.label, &note.value)).collect()
    }
}
