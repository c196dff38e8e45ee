//! Needed fields that a save would leave empty: each is named once, at its field. Saving again goes
//! through, since Craft takes a connection that is not finished, and nothing typed may be lost.

use super::Form;
use super::focus::Focus;
use crate::settings::connection::fields::{Field, Need};
use crate::settings::connection::first_fields::left_empty;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;

impl Form {
    /// Names the needed fields that are empty and goes to the first; whether there was one that had
    /// not been named before.
    pub(super) fn names_unfilled(&mut self) -> bool {
        let fields = self.fields().into_iter().chain(self.hidden_fields());
        let unfilled = fields.filter(|field| self.is_missing(field) && !self.was_missing(field));
        let unfilled: Vec<&'static str> = unfilled.map(|field| field.path).collect();
        if unfilled.iter().all(|path| self.unfilled.contains(path)) {
            return false;
        }
        self.show_more_for(unfilled.iter().copied());
        self.enter(Focus::Field(unfilled[0]));
        // Its note comes into view with it.
        self.shown.0 = Focus::Cancel;
        self.unfilled = unfilled;
        true
    }

    /// Whether a connection that exists lacked the field when the form opened: another edit is not
    /// held up by that. What is stored of its credential and goes with the save counts as lacking,
    /// for that was chosen.
    fn was_missing(&self, field: &Field) -> bool {
        if self.is_new() {
            return false;
        }
        match field.secret() {
            Some(_) => (field.applies)(&self.seen) && (field.need)(&self.seen) == Need::Required,
            None => self.seen.lacks(field),
        }
    }

    /// What is said at a needed field that was empty at a save and still is, and behind the first of
    /// them how to save all the same.
    pub(super) fn unfilled_note(
        &self,
        field: &'static Field,
        keymap: &Keymap,
    ) -> Option<(String, Option<String>)> {
        let is_empty = self.unfilled.contains(&field.path) && self.is_missing(field);
        if !is_empty || self.wrong.contains_key(field.path) {
            return None;
        }
        let key = keymap.key_of(KeyContext::Form, Action::Save);
        let is_first = self.unfilled.first() == Some(&field.path);
        Some((left_empty(field), is_first.then(|| messages::save_unfilled(&key))))
    }
}
