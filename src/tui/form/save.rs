//! Saving and canceling, and what can prevent it: errors and questions.

use super::Form;
use super::focus::Focus;
use crate::settings::ConnectionId;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::Field;
use crate::settings::edit::draft::Draft;
use crate::settings::problems::FieldsFix;
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::keymap::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;

/// The keys that apply the changes offered for a refused draft.
pub(super) const FIX_KEYS: [Action; 2] = [Action::Fix, Action::FixOtherwise];

impl Form {
    pub(super) fn draft(&self) -> Draft<'_> {
        Draft {
            id: self.id(),
            seen: &self.seen,
            draft: &self.draft,
            typed: self.secrets.typed(&self.draft),
            removed: &self.secrets.removed,
        }
    }

    /// The errors that the person's own changes cause.
    pub(super) fn problems(&self, view: &View<'_>) -> Vec<FieldError> {
        let mut problems = self.draft().problems(view.settings());
        problems.extend(self.problem_of_account());
        problems
    }

    /// An error that a field already had when the form opened. It doesn't prevent saving.
    pub(super) fn old_fault(&self, field: &Field) -> Option<String> {
        let untouched = self.draft.get(field.path) == self.seen.get(field.path);
        let consequences = self.wrong.contains_key(field.path);
        let fault = self.draft.problem_of(field);
        fault.filter(|_| untouched && !consequences && !self.is_new())
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.draft != *self.seen || self.has_typed_secrets()
    }

    pub(super) fn cancel(&self) -> Outcome {
        if !self.is_dirty() {
            return Outcome::one(Effect::Pop);
        }
        Outcome::push(Confirm::discard(vec![Effect::Pop]))
    }

    pub(super) fn save(&mut self, view: &View<'_>) -> Outcome {
        if let Some(problem) = self.problem_of_account() {
            return self.show_errors(vec![problem]);
        }
        let saved = match self.draft().save(view.settings()) {
            Ok(saved) => saved,
            Err(problems) => return self.refuse(problems),
        };
        let (is_final, replacement) = (saved.is_final, saved.replacement);
        let (edit, mut lines) = (saved.edit, saved.consequences);
        lines.extend(self.unused_secrets());
        let Some(edit) = edit else {
            if !lines.is_empty() {
                return Outcome::one(Effect::Alert(lines.join(" ")));
            }
            return Outcome::Done(vec![Effect::Pop, Effect::Toast(messages::UNCHANGED.to_owned())]);
        };
        if self.report_unfilled() {
            return Outcome::taken();
        }
        let odd = self.keys_of_others();
        let is_odd = !odd.is_empty();
        lines.splice(0..0, odd);
        lines.extend(self.overwritten());
        lines.extend(self.overwritten_secrets(&edit));
        let mut save = vec![Effect::Edit(edit), Effect::Pop];
        if self.is_new() {
            save.push(Effect::ValidateNew(ConnectionId::first(self.draft.slug())));
        } else if let Some(id) = self.id()
            && (self.has_typed_secrets() || !self.draft.is_probed_like(&self.seen))
        {
            save.push(Effect::ValidateChanged(id.clone()));
        }
        if lines.is_empty() {
            return Outcome::Done(save);
        }
        let title = if is_odd { messages::STORE_ANYWAY } else { messages::save_it(self.is_new()) };
        let question = Confirm::new(title.to_owned(), lines, messages::SAVE, save);
        Outcome::push(if is_final || is_odd || replacement.is_some() {
            question.careful(messages::CANCEL)
        } else {
            question
        })
    }

    /// Shows the errors, and offers changes that would make the draft valid.
    fn refuse(&mut self, problems: Vec<FieldError>) -> Outcome {
        let mut fixes = self.draft().fixes();
        fixes.truncate(FIX_KEYS.len());
        let outcome = self.show_errors(problems);
        let fields = self.fields();
        let mut wrong = fields.iter().filter(|f| self.wrong.contains_key(f.path));
        self.fixes = wrong.next().map(|field| (field.path, fixes));
        outcome
    }

    /// The change behind one of [`FIX_KEYS`], by its position.
    pub(super) fn offered_fix(&self, position: usize) -> Option<&FieldsFix> {
        self.fixes.as_ref()?.1.get(position)
    }

    /// Applies an offered change to the draft. The usual key saves it.
    pub(super) fn take_fix(&mut self, position: usize) {
        let Some((path, mut fixes)) = self.fixes.take_if(|(_, fixes)| position < fixes.len())
        else {
            return;
        };
        let fix = fixes.swap_remove(position);
        self.show_more_for(fix.changes.iter().map(|(path, _)| *path));
        self.draft = self.draft.changed(&fix.changes);
        self.wrong.clear();
        self.enter(Focus::Field(path));
    }

    /// Shows errors at their fields and focuses the first. An error that no field can show becomes
    /// a message at the foot of the screen.
    pub(super) fn show_errors(&mut self, problems: Vec<FieldError>) -> Outcome {
        self.show_more_for(problems.iter().map(|problem| problem.path));
        let fields = self.fields();
        let shown = |p: &FieldError| fields.iter().any(|f| f.path == p.path && self.is_open(f));
        let hidden = problems.iter().find(|p| !shown(p)).map(|p| p.sentence.clone());
        self.wrong = problems.into_iter().rev().map(|p| (p.path, p.sentence)).collect();
        let first = fields.into_iter().find(|f| self.wrong.contains_key(f.path) && self.is_open(f));
        if let Some(field) = first {
            self.enter(Focus::Field(field.path));
            self.shown.0 = Focus::Cancel;
        }
        hidden.map_or_else(Outcome::taken, |sentence| Outcome::one(Effect::Alert(sentence)))
    }
}
