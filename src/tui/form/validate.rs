//! Validating the draft before it is saved.

use super::Form;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Outcome, View};
use crate::tui::layers::probe_draft;
use crate::tui::layers::probe_result::Validation;

impl Form {
    /// Probes the draft, or shows its errors at their fields.
    pub(super) fn validate(&mut self, view: &View<'_>) -> Outcome {
        match self.probe_draft(view) {
            Ok(probe_draft) => {
                let layer = Validation::new(probe_draft.clone());
                probe_draft::start(&probe_draft, false, layer)
            }
            Err(problems) => self.show_errors(problems),
        }
    }

    /// The draft, ready to probe.
    pub(super) fn probe_draft(&self, view: &View<'_>) -> Result<ProbeDraft, Vec<FieldError>> {
        if let Some(problem) = self.problem_of_account() {
            return Err(vec![problem]);
        }
        self.draft().probe_draft(view.settings())
    }
}
