//! Required fields that a save would leave empty: each is reported once, at its field. A second
//! save goes through, since Craft accepts an incomplete connection and nothing typed may be lost.

use super::Form;
use super::focus::Focus;
use crate::settings::connection::fields::{Field, Need};
use crate::settings::connection::first_fields::left_empty;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;

impl Form {
    /// Reports the required fields that are empty and focuses the first. Returns whether any is
    /// new.
    pub(super) fn report_unfilled(&mut self) -> bool {
        let fields = self.fields().into_iter().chain(self.hidden_fields());
        let unfilled = fields.filter(|field| self.is_missing(field) && !self.was_missing(field));
        let unfilled: Vec<&'static str> = unfilled.map(|field| field.path).collect();
        if unfilled.iter().all(|path| self.unfilled.contains(path)) {
            return false;
        }
        self.show_more_for(unfilled.iter().copied());
        self.enter(Focus::Field(unfilled[0]));
        // Scroll its note into view too.
        self.shown.0 = Focus::Cancel;
        self.unfilled = unfilled;
        true
    }

    /// Whether an existing connection already lacked the field when the form opened: that must not
    /// hold up another edit. A stored credential that this save removes also counts as lacking,
    /// since the person chose that.
    fn was_missing(&self, field: &Field) -> bool {
        if self.is_new() {
            return false;
        }
        match field.secret() {
            Some(_) => (field.applies)(&self.seen) && (field.need)(&self.seen) == Need::Required,
            None => self.seen.lacks(field),
        }
    }

    /// The note at a required field that was left empty at a save and still is. The first one also
    /// says how to save anyway.
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
