//! Asking whether the draft works, before it is saved.

use super::Form;
use crate::settings::check::Problem;
use crate::settings::draft::Attempt;
use crate::tui::effect::Outcome;
use crate::tui::layer::{Layer, View};
use crate::tui::trial;
use crate::tui::validation::Validation;

impl Form {
    /// Asks about the draft, and shows what comes of it. What is wrong with the draft itself is
    /// shown at its fields instead.
    pub(super) fn test(&mut self, view: &View<'_>) -> Outcome {
        match self.attempt(view) {
            Ok(attempt) => {
                let layer = Layer::Validation(Validation::new(attempt.clone()));
                trial::begin(&attempt, false, layer)
            }
            Err(problems) => self.tell(problems),
        }
    }

    /// The draft, to be asked about.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn attempt(&self, view: &View<'_>) -> Result<Attempt, Vec<Problem>> {
        if let Some(problem) = self.problem_of_account() {
            return Err(vec![problem]);
        }
        self.draft().attempt(view.settings())
    }
}
