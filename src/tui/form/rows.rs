//! Which fields the form shows: those that apply. A new connection to a custom endpoint first shows
//! only those that decide whether it works.

use super::Form;
use super::focus::Focus;
use crate::settings::connection::fields::{FIELDS, Field, Need};
use crate::settings::credential::fields::{Input, SECRET_FIELDS};

impl Form {
    pub(super) fn fields(&self) -> Vec<&'static Field> {
        let (mut fields, shown) = self.all_fields();
        fields.truncate(shown);
        fields
    }

    pub(super) fn hidden_fields(&self) -> Vec<&'static Field> {
        let (mut fields, shown) = self.all_fields();
        fields.split_off(shown)
    }

    /// All fields that apply to the draft, with the credential's fields after the auth type, and
    /// how many of them are shown.
    fn all_fields(&self) -> (Vec<&'static Field>, usize) {
        let has = |field: &&Field| {
            (field.applies)(&self.draft)
                && (field.is_editable() || self.draft.get(field.path).is_some() && !self.is_new())
        };
        let mut fields: Vec<&Field> = FIELDS.iter().filter(has).collect();
        let behind = fields.iter().position(|field| field.path == "authType");
        let secrets = SECRET_FIELDS.iter().filter(has);
        let at = behind.map_or(fields.len(), |at| at + 1);
        fields.splice(at..at, secrets);
        // Based on the connection when the form opened: rows must not move while the person edits.
        let first = self.is_new().then(|| self.seen.first_fields(&mut fields)).flatten();
        let shown = first.filter(|_| !self.shows_more).unwrap_or(fields.len());
        (fields, shown)
    }

    /// Reveals the hidden fields and focuses the first.
    pub(super) fn show_more(&mut self) {
        let first = self.hidden_fields().into_iter().find(|field| self.is_open(field));
        self.shows_more = true;
        if let Some(field) = first {
            self.enter(Focus::Field(field.path));
        }
    }

    /// Reveals the hidden fields if one of these paths is among them.
    pub(super) fn show_more_for(&mut self, mut paths: impl Iterator<Item = &'static str>) {
        let hidden = self.hidden_fields();
        if paths.any(|path| hidden.iter().any(|field| field.path == path)) {
            self.shows_more = true;
        }
    }

    pub(super) fn is_missing(&self, field: &'static Field) -> bool {
        if !self.is_open(field) {
            return false;
        }
        let Some(part) = field.secret() else {
            return self.draft.lacks(field);
        };
        let is_blank = match part.input {
            Input::Masked => self.secrets.is_blank(field),
            _ => self.secrets.plain_text(field, part).is_empty(),
        };
        let is_known = self.is_new() || self.secrets.unknown.is_none();
        let is_stored = self.secrets.is_stored(part) && !self.secrets.is_part_removed(part);
        (field.need)(&self.draft) == Need::Required && is_blank && is_known && !is_stored
    }
}
