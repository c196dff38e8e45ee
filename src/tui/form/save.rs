//! Saving, and what stands in its way: faults, questions, changes of the mind.

use super::{Focus, Form, What};
use crate::settings::Connection;
use crate::settings::check::Problem;
use crate::settings::consequence::{changes_of_reach, without_left_over};
use crate::settings::credential::Credentials;
use crate::settings::credential::edit::SecretsEdit;
use crate::settings::edit::{Edit, new_problems, slug_taken, update_between};
use crate::settings::fields::Field;
use crate::tui::confirm::Confirm;
use crate::tui::effect::{Effect, Outcome};
use crate::tui::layer::{Layer, View};

impl Form {
    /// What is wrong with the draft, counting only what the user did.
    pub(super) fn problems(&self, draft: &Connection, view: &View<'_>) -> Vec<Problem> {
        let mut problems = match &self.what {
            What::Add { .. } => {
                let mut problems = new_problems(None, draft);
                problems.extend(slug_taken(view.settings(), draft.slug()));
                problems
            }
            What::Edit(_) => new_problems(Some(&self.seen), draft),
        };
        problems.extend(self.problem_of_account());
        problems
    }

    /// What was wrong with a field before the user came, while it is as it was. It does not stand in the way of a save.
    pub(super) fn old_fault(&self, field: &Field) -> Option<String> {
        let untouched = self.draft.get(field.path) == self.seen.get(field.path);
        let told = self.wrong.contains_key(field.path);
        let fault = self.draft.problem_of(field);
        fault.filter(|_| untouched && !told && !self.is_new())
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.draft != *self.seen || self.has_typed_secrets()
    }

    pub(super) fn cancel(&self) -> Outcome {
        if !self.is_dirty() {
            return Outcome::one(Effect::Pop);
        }
        let title = "Discard what you changed?".to_owned();
        let lines = vec!["Nothing of it was saved.".to_owned()];
        Outcome::push(Layer::Confirm(
            Confirm::new(title, lines, "Discard", vec![Effect::Pop]).careful("Keep editing"),
        ))
    }

    pub(super) fn save(&mut self, view: &View<'_>) -> Outcome {
        let (draft, left_over) = without_left_over(&self.seen, &self.draft);
        let problems = self.problems(&draft, view);
        if !problems.is_empty() {
            return self.tell(problems);
        }
        let edit = match &self.what {
            What::Add { .. } => Some(Edit::Add {
                connection: draft.clone(),
            }),
            What::Edit(id) => update_between(id, &self.seen, &draft),
        };
        let (secrets, told) = self.secret_edits(&draft, view);
        let unusable = match view.settings().credentials() {
            Credentials::Unusable {
                why,
                replaceable: true,
            } if !secrets.is_empty() => Some(why),
            _ => None,
        };
        let edit = if secrets.is_empty() {
            edit
        } else {
            Some(Edit::Secrets(SecretsEdit {
                slug: draft.slug().to_owned(),
                edit: edit.map(Box::new),
                secrets,
                set_aside: unusable.is_some(),
            }))
        };
        let Some(edit) = edit else {
            return Outcome::Done(vec![
                Effect::Pop,
                Effect::Say("Nothing was changed".to_owned()),
            ]);
        };
        let save = vec![Effect::Edit(edit), Effect::Pop];
        let mut lines = if self.is_new() {
            Vec::new()
        } else {
            changes_of_reach(&self.seen, &draft)
        };
        lines.extend(
            left_over
                .iter()
                .map(|f| format!("Removed: {}, which does not apply any more", f.label)),
        );
        lines.extend(told);
        lines.extend(self.overwritten());
        if let Some(why) = unusable {
            lines.push(format!(
                "credentials.enc cannot be used: {why}. It is kept beside, under its name and the date, and a new one is begun."
            ));
        }
        if lines.is_empty() {
            return Outcome::Done(save);
        }
        let title = if self.is_new() {
            "Add it like this?"
        } else {
            "Save this change?"
        };
        Outcome::push(Layer::Confirm(Confirm::new(
            title.to_owned(),
            lines,
            "Save",
            save,
        )))
    }

    /// Shows problems at their fields and goes to the first. One that no field shows is said at the foot of the screen.
    pub(super) fn tell(&mut self, problems: Vec<Problem>) -> Outcome {
        let fields = self.fields();
        let shown = |p: &Problem| fields.iter().any(|f| f.path == p.path && self.is_open(f));
        let hidden = problems
            .iter()
            .find(|p| !shown(p))
            .map(|p| p.sentence.clone());
        self.wrong = problems
            .into_iter()
            .rev()
            .map(|p| (p.path, p.sentence))
            .collect();
        let first = fields
            .into_iter()
            .find(|f| self.wrong.contains_key(f.path) && self.is_open(f));
        if let Some(field) = first {
            self.enter(Focus::Field(field.path));
            self.shown.0 = Focus::Cancel;
        }
        hidden.map_or_else(Outcome::taken, |sentence| {
            Outcome::one(Effect::Complain(sentence))
        })
    }
}
