//! Asking whether the draft works, before it is saved.

use super::Form;
use crate::settings::connection::faults::FieldError;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Layer, View};
use crate::tui::effect::Outcome;
use crate::tui::layers::probe_draft;
use crate::tui::layers::probe_result::Validation;

impl Form {
    /// Asks about the draft, and shows what comes of it. What is wrong with the draft itself is
    /// shown at its fields instead.
    pub(super) fn test(&mut self, view: &View<'_>) -> Outcome {
        match self.probe_draft(view) {
            Ok(probe_draft) => {
                let layer = Layer::Validation(Validation::new(probe_draft.clone()));
                probe_draft::start(&probe_draft, false, layer)
            }
            Err(problems) => self.show_errors(problems),
        }
    }

    /// The draft, to be asked about.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn probe_draft(&self, view: &View<'_>) -> Result<ProbeDraft, Vec<FieldError>> {
        if let Some(problem) = self.problem_of_account() {
            return Err(vec![problem]);
        }
        self.draft().probe_draft(view.settings())
    }
}
