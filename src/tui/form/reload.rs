//! What another program changes while the form is open.

use super::Form;
use super::What;
use crate::settings::connection::fields::FIELDS;
use crate::settings::edit::diff::shown_at;
use crate::tui::component::View;
use crate::tui::widgets::text::fit;

/// The most columns of another program's value: a list of models may be long.
const LONGEST: usize = 48;

/// What became of a field underneath.
pub struct Note {
    /// Its value now, as people read it.
    pub now: String,
    /// Whether the user had changed it too, so that a save would write over it.
    pub conflict: bool,
}

impl Form {
    /// Takes up what another program changed: fields that the user did not touch follow, the others
    /// keep what was typed.
    pub(super) fn reload_settings(&mut self, view: &View<'_>) {
        let What::Edit(id) = &self.what else { return };
        let Some(now) = view.settings().connection(id) else {
            return;
        };
        if **now == *self.seen {
            return;
        }
        let mut draft = (**now).clone();
        for field in FIELDS {
            let (before, after, mine) =
                (self.seen.get(field.path), now.get(field.path), self.draft.get(field.path));
            let touched = mine != before;
            if touched {
                draft.set(field.path, mine.cloned());
            }
            // When Craft last used it is its own to say, and nobody's conflict.
            if before != after && field.is_editable() {
                let conflict = touched && mine != after;
                self.underneath.insert(
                    field.path,
                    Note { now: fit(&shown_at(field.path, after), LONGEST).into_owned(), conflict },
                );
            }
        }
        let focused = self.focused().map(|f| f.path);
        let follows = focused.is_some_and(|path| self.draft.get(path) != draft.get(path));
        self.draft = draft;
        self.seen = now.clone();
        if follows {
            self.enter(self.focus);
        }
    }

    /// Whether another program deleted the connection.
    pub(super) fn is_gone(&self, view: &View<'_>) -> bool {
        matches!(&self.what, What::Edit(id) if view.settings().connection(id).is_none())
    }

    /// The changes of another program that a save would write over, in sentences.
    pub(super) fn overwritten(&self) -> Vec<String> {
        let conflicts = FIELDS
            .iter()
            .filter_map(|f| Some((f, self.underneath.get(f.path).filter(|n| n.conflict)?)));
        let still = conflicts.filter(|(f, _)| self.draft.get(f.path) != self.seen.get(f.path));
        still
            .map(|(field, note)| {
                format!(
                    "{} is “{}” by now: another program changed it, and this replaces it",
                    field.label, note.now
                )
            })
            .collect()
    }
}
