//! Quitting, and whether to ask first.

use super::App;
use crate::tui::component::{Effect, Outcome};
use crate::tui::layers::confirm::Confirm;

impl App {
    /// Quits; with unsaved changes it asks first, and the same key then confirms.
    pub(super) fn quit(&self) -> Outcome {
        let is_asked = self.layers.last().is_some_and(|top| top.asks_to_quit());
        let is_changed = self.layers.iter().any(|layer| layer.is_changed());
        let is_saving = self.waiting.is_some() || self.link.is_saving();
        if is_asked || (!is_saving && !is_changed) {
            return Outcome::one(Effect::Quit);
        }
        Outcome::push(Confirm::quit())
    }
}
