//! A connection drafted by a person, and the result of saving it: one edit, and what the person
//! should know first.

use std::sync::Arc;

use super::changed_fields::{changes_reach, update_between, without_unused_fields};
use super::messages::save::{corrected_at_entry, reach_changes, removes_field};
use super::{Edit, SecretsEdit};
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::Field;
use crate::settings::connection::object::Connection;
use crate::settings::credential::exposed::problem_of_text;
use crate::settings::credential::fields::{Input, SECRET_FIELDS};
use crate::settings::credential::replacement::Replacement;
use crate::settings::credential::save::{Fields, SecretDraft, describe_shared_login};
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::problems::{FieldsFix, fixes_at_entry, new_problems};
use crate::settings::{ConnectionId, Settings};

/// A connection about to be saved.
pub struct Draft<'a> {
    /// Its id; None for a new one.
    pub id: Option<&'a ConnectionId>,
    /// The connection when the person opened it: stored, or from a preset.
    pub seen: &'a Connection,
    pub draft: &'a Connection,
    /// The typed parts of its credential, by the names in [`crate::settings::credential::key`];
    /// None removes a part.
    pub typed: Fields,
    /// The kinds of stored credentials to remove.
    pub removed: &'a [CredentialKind],
}

/// The sentence for a new file that replaces the credentials, with what is lost.
fn replaces_credentials(why: &str, loss: &str) -> String {
    format!(
        "credentials.enc {why}. A new file replaces it; the old one is kept beside it, with the date in its name. {loss} \
         Undo can't bring that back."
    )
}

pub struct Save {
    /// The edit; None if nothing changes.
    pub edit: Option<Edit>,
    /// What a person should know before saving, in sentences.
    pub consequences: Vec<String>,
    /// Whether undo cannot revert part of it.
    pub is_final: bool,
    /// Whether a stored credential is removed, or goes to another host than before.
    pub risks_credential: bool,
    /// What Craft will send instead of the typed key: to be refused unless the person intends it.
    pub replacement: Option<Replacement>,
}

impl<'a> Draft<'a> {
    /// The problems of the draft, counting only those introduced by it.
    pub fn problems(&self, settings: &Settings) -> Vec<FieldError> {
        self.problems_in(self.draft, settings)
    }

    /// A key typed into a visible part of the credential, such as its region.
    fn exposed_keys(&self) -> Vec<FieldError> {
        let shown = SECRET_FIELDS.iter().filter_map(|field| {
            let part = field.secret().filter(|part| part.input == Input::Plain)?;
            let typed = self.typed.iter().find(|(key, _)| *key == part.key);
            let text = typed?.1.as_ref()?;
            Some(FieldError {
                path: field.path,
                sentence: problem_of_text(field.label, text.expose())?,
            })
        });
        shown.collect()
    }

    /// The changes that each make a refused draft valid, the closest first.
    pub fn fixes(&self) -> Vec<FieldsFix> {
        fixes_at_entry(self.before(), self.draft)
    }

    fn before(&self) -> Option<&'a Connection> {
        self.id.map(|_| self.seen)
    }

    /// The draft without the fields that no longer apply to it, and those fields.
    fn sound(
        &self,
        settings: &Settings,
    ) -> Result<(Connection, Vec<&'static Field>), Vec<FieldError>> {
        let (connection, left_over) = self.completed();
        let problems = self.problems_in(&connection, settings);
        if problems.is_empty() { Ok((connection, left_over)) } else { Err(problems) }
    }

    /// Like [`Self::sound`], whatever is wrong with the draft.
    fn completed(&self) -> (Connection, Vec<&'static Field>) {
        let (mut connection, left_over) = without_unused_fields(self.seen, self.draft);
        if self.before().is_none_or(|before| changes_reach(before, &connection)) {
            connection.complete();
        }
        (connection, left_over)
    }

    /// The problems of the completed draft.
    fn problems_in(&self, made: &Connection, settings: &Settings) -> Vec<FieldError> {
        let mut problems = problems_of(self.before(), made, settings);
        problems.extend(self.exposed_keys());
        problems
    }

    /// The credential changes for the resulting connection.
    fn secrets<'b>(self, after: &'b Connection) -> SecretDraft<'b>
    where
        'a: 'b,
    {
        let kind = after.credential_kind();
        SecretDraft {
            before: self.before(),
            after,
            remove: kind.is_some_and(|kind| self.removed.contains(&kind)),
            typed: self.typed,
        }
    }

    /// The result of saving it.
    ///
    /// # Errors
    /// The problems that prevent it.
    pub fn save(self, settings: &Settings) -> Result<Save, Vec<FieldError>> {
        let (connection, left_over) = self.sound(settings)?;
        let (id, seen, before) = (self.id, self.seen, self.before());
        let entered = self.draft;
        let secrets = self.secrets(&connection);
        if let Some(problem) = secrets.problem() {
            return Err(vec![problem]);
        }
        let credentials = settings.credentials();
        let replacement = secrets.replacement(settings.environment());
        let (edits, of_secrets) = secrets.edits(credentials);
        let risks_credential = secrets.risks_what_is_stored(&edits, credentials);
        let changes_login = edits.iter().any(|edit| edit.kind == CredentialKind::OAuth);
        let sharing = settings.sharing_claude_login(&connection);
        let shares = changes_login && !sharing.is_empty();
        let secrets = edits;
        let unusable = match credentials {
            Credentials::Unusable { why, replaceable: Some(stamp) } if !secrets.is_empty() => {
                Some((why, *stamp))
            }
            _ => None,
        };
        let mut consequences = before.map_or_else(
            || corrected_at_entry(entered, &connection),
            |seen| reach_changes(seen, &connection),
        );
        consequences.extend(left_over.iter().map(|field| removes_field(field.label)));
        consequences.extend(of_secrets);
        consequences.extend(replacement.map(|replacement| replacement.describe().to_owned()));
        consequences.extend(shares.then(|| describe_shared_login(&sharing)));
        consequences.extend(unusable.map(|(why, _)| {
            replaces_credentials(why, &settings.loss_by_new_credentials(connection.slug()))
        }));
        let slug = connection.slug().to_owned();
        let edit = match id {
            Some(id) => update_between(id, seen, &connection),
            None => Some(Edit::Add { connection }),
        };
        let edit = if secrets.is_empty() {
            edit
        } else {
            Some(Edit::Secrets(SecretsEdit {
                slug,
                edit: edit.map(Box::new),
                secrets,
                set_aside: unusable.map(|(_, stamp)| stamp),
            }))
        };
        Ok(Save { edit, consequences, is_final: unusable.is_some(), risks_credential, replacement })
    }
}

/// A draft to validate before it is saved.
#[derive(Clone)]
pub struct ProbeDraft {
    pub connection: Arc<Connection>,
    /// The typed parts of its credential.
    pub typed: Fields,
    /// Whether the stored credential is to be removed.
    pub removes: bool,
    /// What a person must agree to before validation, in sentences.
    pub questions: Vec<String>,
    /// Whether one of the questions is that a secret could be read on the way.
    pub unencrypted: bool,
    /// Whether to run the full test.
    pub is_full: bool,
}

impl Draft<'_> {
    /// The draft in a form that can be validated before it is saved. It needs no name or slug for
    /// that.
    ///
    /// # Errors
    /// The problems of the draft.
    pub(crate) fn probe_draft(self, settings: &Settings) -> Result<ProbeDraft, Vec<FieldError>> {
        let (mut connection, _) = self.completed();
        let (unasked, problems): (Vec<_>, Vec<_>) = self
            .problems_in(&connection, settings)
            .into_iter()
            .partition(|problem| matches!(problem.path, "name" | "slug"));
        if !problems.is_empty() {
            return Err(problems);
        }
        // What is stored under an invalid slug belongs to another connection.
        if self.id.is_none() && unasked.iter().any(|problem| problem.path == "slug") {
            connection.set("slug", Some("".into()));
        }
        let secrets = self.secrets(&connection);
        if let Some(problem) = secrets.cannot_be_validated(settings.environment()) {
            return Err(vec![problem]);
        }
        let mut questions = Vec::new();
        if secrets.goes_elsewhere(settings.credentials()) {
            let kind = connection.credential_kind();
            let label = kind.map_or("key", CredentialKind::label);
            let there = connection.destination().unwrap_or_default();
            questions.push(format!(
                "The stored {label} would be sent to {there}, but it was entered for another host."
            ));
        }
        let clear = connection.unencrypted_host();
        questions.extend(clear.map(|host| {
            format!("{host} isn't encrypted: anyone on the network can read the key.")
        }));
        Ok(ProbeDraft {
            unencrypted: clear.is_some(),
            is_full: false,
            removes: secrets.remove,
            typed: secrets.typed,
            questions,
            connection: Arc::new(connection),
        })
    }
}

fn problems_of(
    before: Option<&Connection>,
    after: &Connection,
    settings: &Settings,
) -> Vec<FieldError> {
    let mut problems = new_problems(before, after);
    if before.is_none() {
        problems.extend(settings.slug_taken(after.slug()));
    }
    problems
}
