//! The focus in the form, and how it moves.

use super::{Form, values};
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::credential::fields::{Input, SECRET_FIELDS};
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::text_field::TextField;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Field(&'static str),
    /// The row that reveals the hidden fields.
    More,
    Save,
    Validate,
    Cancel,
}

impl Focus {
    /// The buttons and their labels.
    pub(super) const BUTTONS: [(Self, &'static str); 3] = [
        (Self::Save, messages::SAVE),
        (Self::Validate, messages::VALIDATE),
        (Self::Cancel, messages::CANCEL),
    ];
}

impl Form {
    /// When the form opens, focuses the first required field that is empty, or else the name.
    pub(super) fn open_at_first_missing(&mut self) {
        if !std::mem::replace(&mut self.is_opened, true) {
            let missing = self.fields().into_iter().find(|field| self.is_missing(field));
            self.enter(Focus::Field(missing.map_or("name", |field| field.path)));
        }
    }

    /// Focuses the first field of the credential, which the connection can't do without.
    #[must_use]
    pub(crate) fn at_credential(mut self) -> Self {
        let first = SECRET_FIELDS.iter().find(|f| (f.applies)(&self.draft));
        if let Some(field) = first {
            self.is_opened = true;
            self.enter(Focus::Field(field.path));
        }
        self
    }

    /// Focuses a field, revealing it if it is hidden.
    #[must_use]
    pub(crate) fn at_field(mut self, path: &'static str) -> Self {
        self.show_more_for(std::iter::once(path));
        if self.fields().into_iter().any(|field| field.path == path && self.is_open(field)) {
            self.is_opened = true;
            self.enter(Focus::Field(path));
        }
        self
    }

    /// Everything that can have the focus, in order.
    fn stops(&self) -> Vec<Focus> {
        let fields =
            self.fields().into_iter().filter(|f| self.is_open(f)).map(|f| Focus::Field(f.path));
        let more = (!self.hidden_fields().is_empty()).then_some(Focus::More);
        let buttons = Focus::BUTTONS.map(|(button, _)| button);
        fields.chain(more).chain(buttons).collect()
    }

    pub(super) fn focused(&self) -> Option<&'static Field> {
        match self.focus {
            Focus::Field(path) => FIELDS.iter().chain(SECRET_FIELDS).find(|f| f.path == path),
            _ => None,
        }
    }

    /// Whether the field is typed as visible text.
    pub(super) fn is_text(field: &Field) -> bool {
        match field.kind {
            Kind::Text | Kind::Slug | Kind::Url | Kind::Model | Kind::Path => true,
            Kind::Secret(part) => part.input != Input::Masked,
            _ => false,
        }
    }

    pub(super) fn enter(&mut self, focus: Focus) {
        // Typing replaces the suggested name.
        let has_first_name = self.draft.get("name") == self.seen.get("name");
        self.suggested = self.is_new() && has_first_name && focus == Focus::Field("name");
        self.secrets.revealed = false;
        self.secrets.offered.clear();
        self.focus = focus;
        if let Some(field) = self.focused().filter(|f| Self::is_text(f)) {
            self.typing = TextField::new(match field.secret() {
                Some(part) => self.secrets.plain_text(field, part),
                None => values::typed_text(&self.draft, field),
            });
        }
    }

    /// Leaves the focused field and shows its error, if any.
    pub(super) fn leave(&mut self, view: &View<'_>) {
        if let Some(field) = self.focused() {
            let problem = self.problems(view).into_iter().find(|p| p.path == field.path);
            match problem {
                Some(problem) => drop(self.wrong.insert(field.path, problem.sentence)),
                None => drop(self.wrong.remove(field.path)),
            }
        }
    }

    pub(super) fn go(&mut self, way: Move, view: &View<'_>) {
        self.leave(view);
        let stops = self.stops();
        let at = stops.iter().position(|s| *s == self.focus).unwrap_or_default();
        let to = match way {
            Move::Up if at == 0 => stops.len() - 1,
            Move::Down if at + 1 == stops.len() => 0,
            Move::Last => stops.len() - Focus::BUTTONS.len(),
            way => way.from(at, stops.len(), stops.len()),
        };
        self.enter(stops[to]);
    }
}
