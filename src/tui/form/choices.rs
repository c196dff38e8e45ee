//! Cycling through the choices and buttons of the form.

use super::focus::Focus;
use super::{Form, values};
use crate::settings::connection::fields::Field;
use crate::tui::component::{Outcome, View};

impl Form {
    pub(super) fn cycle(&mut self, by: isize, view: &View<'_>) -> Outcome {
        let buttons = Focus::BUTTONS.map(|(button, _)| button);
        if let Some(at) = buttons.iter().position(|button| *button == self.focus) {
            let to = match at {
                0 if by < 0 => buttons.len() - 1,
                at if by < 0 => at - 1,
                at => (at + 1) % buttons.len(),
            };
            self.enter(buttons[to]);
            return Outcome::taken();
        }
        match (self.focus, self.focused().filter(|f| self.is_open(f))) {
            (_, Some(field)) => match values::cycled(&self.draft, field, by) {
                Some(choice) => self.set(field.path, values::stored(&choice, field.kind), view),
                None => return Outcome::Ignored,
            },
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    /// Selects the next choice, or the first after the last.
    pub(super) fn cycle_forward(&mut self, view: &View<'_>) -> Outcome {
        let field = self.focused().filter(|f| self.is_open(f));
        let is_last = |f: &Field| {
            values::current(&self.draft, f) == f.choices(&self.draft).len().checked_sub(1)
        };
        let by = if field.is_some_and(is_last) { isize::MIN / 2 } else { 1 };
        self.cycle(by, view)
    }
}
