//! A key or password typed into a field that isn't secret: the form reports it at once, and one key
//! moves it to the right field.

use super::{Form, What, values};
use crate::settings::connection::fields::Field;
use crate::settings::credential::exposed;
use crate::settings::credential::fields::Input;
use crate::settings::credential::misplaced::{destination, secret_in};
use crate::settings::credential::service_account::ServiceAccount;
use crate::settings::secret::Secret;
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::messages;
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text_field::TextField;

impl Form {
    /// The focused field if its text is visible and holds a key.
    fn field_with_a_key(&self) -> Option<&'static Field> {
        let field = self.focused().filter(|field| Self::is_text(field));
        field.filter(|field| self.is_open(field) && self.typing.holds_a_secret())
    }

    /// The error and the remedy for the focused field while it holds a key.
    pub(super) fn misplaced_key(&self, field: &Field) -> Option<(String, String)> {
        let focused = self.field_with_a_key()?;
        if focused.path != field.path {
            return None;
        }
        let text = self.typing.text();
        let help = match destination(&self.draft, text, &secret_in(text)?) {
            Some(to) => messages::move_key_to(to.label),
            None => messages::TAKES_NO_KEY.to_owned(),
        };
        Some((exposed::problem_of_text(field.label, text)?, help))
    }

    /// Moves the focused field's key to its secret field. A URL keeps the rest; another field
    /// returns to its value from when the form opened. `None` if the field holds no key.
    pub(super) fn move_key(&mut self, view: &View<'_>) -> Option<Outcome> {
        let field = self.field_with_a_key()?;
        let text = Secret::new(self.typing.text().to_owned());
        let found = secret_in(text.expose())?;
        let Some(to) = destination(&self.draft, text.expose(), &found) else {
            // Saving is refused anyway, and the line under the field says what helps.
            return Some(Outcome::taken());
        };
        if to.secret().is_some_and(|part| part.input == Input::File) {
            self.secrets.take_account(to, ServiceAccount::parse(text));
        } else {
            let mut input = SecretInput::default();
            input.paste(found.secret.expose());
            self.secrets.take_input(to, input);
        }
        self.wrong.remove(to.path);
        if let Some(part) = field.secret() {
            self.typing = TextField::default();
            self.take_plain(field, part);
        } else if let Some(rest) = found.rest {
            // A URL is useful without its secret.
            let value = values::value_of_text(&self.draft, field, &rest);
            self.typing = TextField::new(rest);
            self.set(field.path, value, view);
        } else {
            let before = TextField::new(values::typed_text(&self.seen, field));
            let (text, value) = if before.holds_a_secret() {
                (TextField::default(), values::value_of_text(&self.draft, field, ""))
            } else {
                (before, self.seen.get(field.path).cloned())
            };
            self.typing = text;
            self.set(field.path, value, view);
            if let What::Add { slug_typed, .. } = &mut self.what
                && field.path == "slug"
            {
                *slug_typed = false;
            }
            // The next typed text replaces it.
            self.suggested = !self.typing.text().is_empty();
        }
        Some(Outcome::one(Effect::Toast(messages::moved_key(to.label))))
    }
}
