//! Asking whether the draft works, before it is saved.

use std::sync::Arc;

use super::Form;
use crate::settings::check::Problem;
use crate::settings::endpoint::host;
use crate::tui::effect::Outcome;
use crate::tui::layer::{Layer, View};
use crate::tui::trial::Trial;
use crate::tui::validation::Validation;

impl Form {
    /// Asks about the draft, and shows what comes of it. What is wrong with the draft itself is shown at its fields instead.
    pub(super) fn test(&mut self, view: &View<'_>) -> Outcome {
        match self.trial(view) {
            Ok(trial) => trial.begin(Layer::Validation(Validation::new(trial.clone()))),
            Err(problems) => self.tell(problems),
        }
    }

    /// The draft, to be asked about.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn trial(&self, view: &View<'_>) -> Result<Trial, Vec<Problem>> {
        if let Some(problem) = self.problem_of_account() {
            return Err(vec![problem]);
        }
        let saved = self.draft().save(view.settings())?;
        let mut questions = Vec::new();
        let there = self.draft.endpoint().map(host).unwrap_or_default();
        if saved.risks_credential {
            questions.push(format!(
                "The key that is stored would be sent to {there}, for which it was not entered."
            ));
        }
        if let Some(host) = self.draft.host_in_the_clear() {
            questions.push(format!(
                "{host} is asked without encryption: all on the way can read the key."
            ));
        }
        Ok(Trial {
            connection: Arc::new(self.draft.clone()),
            typed: self.typed_secrets(),
            questions,
        })
    }
}
